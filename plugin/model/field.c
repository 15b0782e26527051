/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "field.h"
#include "when.h"

/* Only this file computes with offset and rep. */

static const void *
row_of(const struct field *f, const struct rows *r, const void *row)
{
	if (!f->joined)
		return row;
	return rows_at(
	    r->joined, *(const uint32_t *)(const void *)((const char *)row + r->join_offset));
}

static struct value
number(bool present, int64_t n)
{
	if (!present)
		return (struct value){ .kind = VAL_NONE };
	return (struct value){ VAL_NUMBER, .number = n };
}

struct value
field_get(const struct field *f, const struct rows *r, const void *row)
{
	const void *p = (const char *)row_of(f, r, row) + f->offset;

	switch (f->rep) {
	case REP_TEXT: {
		uint32_t at = ((const struct text *)p)->at;

		if (at == TEXT_ABSENT)
			break;
		return (struct value){ VAL_TEXT, .text = r->arena + at };
	}
	case REP_U8:
	case REP_FLAG: return number(*(const uint8_t *)p != U8_ABSENT, *(const uint8_t *)p);
	case REP_U16:
	case REP_SHARE: return number(*(const uint16_t *)p != U16_ABSENT, *(const uint16_t *)p);
	case REP_U32:
	case REP_INSTANT:
	case REP_SPAN: return number(*(const uint32_t *)p != U32_ABSENT, *(const uint32_t *)p);
	case REP_DAY: return number(*(const int32_t *)p != DAY_ABSENT, *(const int32_t *)p);
	case REP_MONEY: return number(*(const int64_t *)p != MONEY_ABSENT, *(const int64_t *)p);
	}
	return (struct value){ .kind = VAL_NONE };
}

/* The values that a member of this representation can say, the absent one excluded. */
static bool
fits(const struct field *f, int64_t n)
{
	switch (f->rep) {
	case REP_TEXT: return false;
	case REP_U8:
		return n >= 0 && n < U8_ABSENT && (f->labels == NULL || field_label(f, n) != NULL);
	case REP_FLAG: return n == 0 || n == 1;
	case REP_U16: return n >= 0 && n < U16_ABSENT;
	case REP_SHARE: return n >= 0 && n <= 10000;
	case REP_U32:
	case REP_INSTANT:
	case REP_SPAN: return n >= 0 && n < U32_ABSENT;
	case REP_DAY: return n >= DAY_MIN && n <= DAY_MAX;
	case REP_MONEY: return n != MONEY_ABSENT;
	}
	return false;
}

static void
store(const struct field *f, void *row, int64_t n)
{
	void *p = (char *)row + f->offset;

	switch (f->rep) {
	case REP_TEXT: ((struct text *)p)->at = (uint32_t)n; break;
	case REP_U8:
	case REP_FLAG: *(uint8_t *)p = (uint8_t)n; break;
	case REP_U16:
	case REP_SHARE: *(uint16_t *)p = (uint16_t)n; break;
	case REP_U32:
	case REP_INSTANT:
	case REP_SPAN: *(uint32_t *)p = (uint32_t)n; break;
	case REP_DAY: *(int32_t *)p = (int32_t)n; break;
	case REP_MONEY: *(int64_t *)p = n; break;
	}
}

bool
field_set_number(const struct field *f, void *row, int64_t n)
{
	if (!fits(f, n))
		return false;
	store(f, row, n);
	return true;
}

void
field_set_text(const struct field *f, void *row, struct text t)
{
	store(f, row, t.at);
}

void
field_clear(const struct field *f, void *row)
{
	switch (f->rep) {
	case REP_TEXT: store(f, row, TEXT_ABSENT); break;
	case REP_U8:
	case REP_FLAG: store(f, row, U8_ABSENT); break;
	case REP_U16:
	case REP_SHARE: store(f, row, U16_ABSENT); break;
	case REP_U32:
	case REP_INSTANT:
	case REP_SPAN: store(f, row, U32_ABSENT); break;
	case REP_DAY: store(f, row, DAY_ABSENT); break;
	case REP_MONEY: store(f, row, MONEY_ABSENT); break;
	}
}

void
field_clear_all(const struct field *f, void *row)
{
	for (; f->name != NULL; f++)
		if (!f->joined)
			field_clear(f, row);
}

/*
 * Decimal text -> integer of units that have so many digits behind the point;
 * exact: further digits that are not zero are refused.
 */
static bool
parse_decimal(const char *s, unsigned digits, int64_t *out)
{
	bool minus = *s == '-';
	int64_t n = 0;
	int behind = -1;

	if (minus)
		s++;
	if (!isdigit((unsigned char)*s))
		return false;
	for (; *s != '\0'; s++) {
		if (*s == '.' && behind < 0) {
			behind = 0;
			continue;
		}
		if (!isdigit((unsigned char)*s) || (behind == (int)digits && *s != '0'))
			return false;
		if (behind == (int)digits)
			continue;
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *s - '0', &n))
			return false;
		behind += behind >= 0;
	}
	for (behind = behind < 0 ? 0 : behind; behind < (int)digits; behind++) {
		if (__builtin_mul_overflow(n, 10, &n))
			return false;
	}
	*out = minus ? -n : n;
	return true;
}

static bool
parse_number(const struct field *f, unsigned digits, const char *s, int64_t *n)
{
	uint32_t span;
	int32_t day;

	switch (f->rep) {
	case REP_TEXT: return false;
	case REP_FLAG:
		*n = strcasecmp(s, "true") == 0;
		return *n == 1 || strcasecmp(s, "false") == 0;
	case REP_SHARE: return parse_decimal(s, 2, n);
	case REP_MONEY: return parse_decimal(s, digits, n);
	case REP_DAY:
		if (!day_parse(s, &day))
			return false;
		*n = day;
		return true;
	case REP_INSTANT: return instant_parse(s, n);
	case REP_SPAN:
		if (!span_parse(s, &span))
			return false;
		*n = span;
		return true;
	case REP_U8:
		if (f->labels != NULL)
			return (*n = field_label_number(f, s)) != 0;
		/* FALLTHROUGH */
	case REP_U16:
	case REP_U32: return *s != '-' && parse_decimal(s, 0, n);
	}
	return false;
}

static const char *
expected(const struct field *f)
{
	switch (f->rep) {
	case REP_FLAG: return "neither true nor false";
	case REP_SHARE: return "not a percentage";
	case REP_MONEY: return "not an amount of money";
	case REP_DAY: return "not a date (YYYY-MM-DD)";
	case REP_INSTANT: return "not an instant (YYYY-MM-DDTHH:MM:SSZ)";
	case REP_SPAN: return "not a span (90d, 3 months)";
	case REP_U8:
		return f->labels != NULL ? "not one of its labels" : "not a number from 0 to 254";
	case REP_U16: return "not a number from 0 to 65534";
	case REP_TEXT:
	case REP_U32: break;
	}
	return "not a number from 0 to 4294967294";
}

bool
field_parse(const struct field *f, unsigned digits, const char *s, struct value *v, struct error *e)
{
	int64_t n;

	if (f->rep == REP_TEXT) {
		*v = (struct value){ VAL_TEXT, .text = s };
		return true;
	}
	if (!parse_number(f, digits, s, &n) || !fits(f, n))
		return error_set(e, "%s: %s", f->name, expected(f));
	*v = (struct value){ VAL_NUMBER, .number = n };
	return true;
}

static void
format_decimal(int64_t n, unsigned digits, char *buf, size_t size)
{
	uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n, unit = 1;

	for (unsigned i = 0; i < digits; i++)
		unit *= 10;
	if (digits == 0)
		snprintf(buf, size, "%s%" PRIu64, n < 0 ? "-" : "", u);
	else
		snprintf(buf, size, "%s%" PRIu64 ".%0*" PRIu64, n < 0 ? "-" : "", u / unit,
		    (int)digits, u % unit);
}

const char *
field_format(const struct field *f, unsigned digits, struct value v, char buf[FIELD_FORMAT_MAX])
{
	if (v.kind == VAL_NONE)
		return NULL;
	if (v.kind == VAL_TEXT)
		return v.text;
	switch (f->rep) {
	case REP_DAY: day_format((int32_t)v.number, buf); return buf;
	case REP_INSTANT: instant_format(v.number, buf); return buf;
	case REP_SPAN: span_format((uint32_t)v.number, buf); return buf;
	case REP_FLAG: return v.number != 0 ? "true" : "false";
	case REP_SHARE: format_decimal(v.number, 2, buf, FIELD_FORMAT_MAX); return buf;
	case REP_MONEY: format_decimal(v.number, digits, buf, FIELD_FORMAT_MAX); return buf;
	case REP_U8:
		if (f->labels != NULL)
			return field_label(f, v.number);
		break;
	case REP_TEXT:
	case REP_U16:
	case REP_U32: break;
	}
	format_decimal(v.number, 0, buf, FIELD_FORMAT_MAX);
	return buf;
}

const char *
field_label(const struct field *f, int64_t value)
{
	for (int64_t n = 1; f->labels[n - 1] != NULL; n++)
		if (n == value)
			return f->labels[n - 1];
	return NULL;
}

int64_t
field_label_number(const struct field *f, const char *label)
{
	for (int64_t n = 1; f->labels[n - 1] != NULL; n++)
		if (strcasecmp(f->labels[n - 1], label) == 0)
			return n;
	return 0;
}

size_t
field_count(const struct field *catalogue)
{
	size_t n = 0;

	while (catalogue[n].name != NULL)
		n++;
	return n;
}

const struct field *
field_named(const struct field *f, const char *name)
{
	for (; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

enum { NAME_MAX_LEN = 40 };

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, one row at a time; both at most NAME_MAX_LEN long. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[NAME_MAX_LEN + 1];
	size_t n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		unsigned corner = row[0];

		row[0] = (unsigned)i + 1;
		for (size_t j = 0; j < n; j++) {
			unsigned change =
			    corner + (tolower((unsigned char)a[i]) != tolower((unsigned char)b[j]));

			corner = row[j + 1];
			row[j + 1] = least(change, least(row[j], corner) + 1);
		}
	}
	return row[n];
}

const char *
nearest_word(const char *word, const char *const *words, size_t stride)
{
	const char *best = NULL, *name;
	unsigned d, bound = 3;

	if (strlen(word) > NAME_MAX_LEN)
		return NULL;
	for (; (name = *words) != NULL; words = (const void *)((const char *)words + stride)) {
		if (strlen(name) > NAME_MAX_LEN || (d = distance(word, name)) >= bound ||
		    d >= strlen(name))
			continue;
		bound = d;
		best = name;
	}
	return best;
}

const char *
field_nearest(const struct field *catalogue, const char *name)
{
	return nearest_word(name, &catalogue->name, sizeof *catalogue);
}
