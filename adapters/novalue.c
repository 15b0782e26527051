/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <string.h>

#include "novalue.h"

#define LONGEST 40

/* Both lists in the order of strcmp(), lower case, single blanks. */
static const char *const said[] = { "#div/0!", "#n/a", "#name?", "#null!", "#num!", "#ref!",
	"#value!", "(none)", "(null)", "(unknown)", "-", "--", "---", "00/00/0000", "0000-00-00",
	"0000-00-00 00:00:00", "1899-12-30", "1970-01-01", "1970/01/01", "1996-01-01", "1996/01/01",
	"<private>", "?", "[none]", "[removed]", "[unknown]", "n.a.", "n/a", "na", "nan", "nil",
	"none", "not applicable", "not available", "not present", "not set", "not specified",
	"not supported", "not-applicable", "not-available", "not-specified", "null", "tbd",
	"undefined", "unknown", "unnamedrack", "unspecified" };

static const char *const shared[] = { "00020003-0004-0005-0006-000700080009", "0123456789",
	"03000200-0400-0500-0006-000700080009", "1234567", "12345678", "123456789", "1234567890",
	"127.0.0.1", "::1", "asset tag", "asset-1234567890", "base board serial number",
	"chassis serial number", "default string", "empty", "filled by o.e.m.", "invalid",
	"localhost", "localhost.localdomain", "localhost4", "localhost6", "no asset information",
	"no asset tag", "no serial number", "not asset tag", "o.e.m.", "oem", "product name",
	"serial number", "sernum0", "system manufacturer", "system product name",
	"system serial number", "system version", "to be filled by o.e.m.", "to be filled by oem",
	"xxxxxxxxxx" };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Lower case, trimmed, single blanks; false if it is longer than any text of the lists. */
static bool
fold(const char *s, char out[LONGEST])
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (is_blank(*s) && (n == 0 || out[n - 1] == ' '))
			continue;
		if (n == LONGEST - 1)
			return false;
		out[n++] = is_blank(*s) ? ' ' : *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return true;
}

/* Millions of texts are asked about: most are told apart by their first letter. */
static bool
listed(const char *text, const char *const *list, size_t n)
{
	char folded[LONGEST];
	size_t low = 0, high = n, middle;
	int order;

	if (!fold(text, folded))
		return false;
	while (low < high) {
		middle = low + (high - low) / 2;
		order = (unsigned char)folded[0] - (unsigned char)list[middle][0];
		if (order == 0)
			order = strcmp(folded, list[middle]);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

bool
novalue_said(const char *text)
{
	return listed(text, said, sizeof said / sizeof *said);
}

bool
novalue_zero(const char *s)
{
	size_t zeros = 0, marks = 0;
	char mark = '\0';

	for (; is_blank(*s); s++)
		;
	for (; *s != '\0' && !is_blank(*s); s++) {
		if (*s == '0') {
			zeros++;
			continue;
		}
		if ((*s != '.' && *s != '-' && *s != ':') || (mark != '\0' && mark != *s))
			return false;
		mark = *s;
		marks++;
	}
	for (; is_blank(*s); s++)
		;
	if (*s != '\0')
		return false;
	/* 0; a run of them; 0.0.0.0; :: and 00:00:00:00:00:00; a UUID */
	return marks == 0 ? zeros == 1 || zeros >= 5 : mark == ':' || (zeros >= 4 && marks >= 3);
}

/*
 * One letter or digit again and again, whatever stands between.  Small owners
 * have an asset 111, and an 11111: a number must be longer than that.
 */
static bool
one_character(const char *s)
{
	char first = '\0';
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (is_blank(*s) || strchr("-.:_/", *s) != NULL)
			continue;
		if (n > 0 && *s != first)
			return false;
		first = *s;
		n++;
	}
	if (n == 0 || strchr("0?*#xX", first) != NULL)
		return true;
	return n >= (first >= '1' && first <= '9' ? 6 : 4);
}

bool
novalue_shared(const char *text)
{
	return one_character(text) || listed(text, shared, sizeof shared / sizeof *shared);
}

bool
novalue_day(int64_t day)
{
	/* 0001-01-01, 1899-12-30 and -31, 1900-01-01, 1970-01-01, 1996-01-01 */
	static const int32_t days[] = { -719162, -25569, -25568, -25567, 0, 9496 };
	size_t i;

	for (i = 0; i < sizeof days / sizeof *days; i++)
		if (day == days[i])
			return true;
	return false;
}
