/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <strings.h>

#include "convert_rule.h"
#include "novalue.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* Bytes that s has of a blank outside ASCII; *wide: it is one that shows. */
static size_t
other_blank(const char *s, bool *wide)
{
	const unsigned char *p = (const unsigned char *)s;

	*wide = true;
	if (p[0] == 0xc2 && p[1] == 0xa0) /* no-break */
		return 2;
	if (p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0x87 || p[2] == 0xaf)) /* figure, narrow */
		return 3;
	*wide = false;
	if ((p[0] == 0xe2 && p[1] == 0x80 && p[2] == 0x8b) || /* zero width */
	    (p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf))   /* byte-order mark */
		return 3;
	return 0;
}

char *
convert_trim(char *text)
{
	char *out = text;
	const char *s = text;
	bool blank = false, wide;
	size_t n;

	for (; *s != '\0'; s += n) {
		n = 1;
		wide = is_blank(*s);
		if ((unsigned char)*s >= 0xc2 && (n = other_blank(s, &wide)) == 0)
			n = 1;
		else if (!wide && n > 1)
			continue;
		if (wide) {
			blank = out != text;
			continue;
		}
		if (blank)
			*out++ = ' ';
		blank = false;
		*out++ = *s;
	}
	*out = '\0';
	return text;
}

int
convert_compare(const char *a, const char *b)
{
	for (;; a++, b++) {
		int x = (unsigned char)*a, y = (unsigned char)*b;

		x += x >= 'A' && x <= 'Z' ? 32 : 0;
		y += y >= 'A' && y <= 'Z' ? 32 : 0;
		if (x != y || x == 0)
			return x - y;
	}
}

bool
convert_same(const char *a, const char *b)
{
	size_t la, lb;

	while (is_blank(*a))
		a++;
	while (is_blank(*b))
		b++;
	for (la = strlen(a); la > 0 && is_blank(a[la - 1]); la--)
		;
	for (lb = strlen(b); lb > 0 && is_blank(b[lb - 1]); lb--)
		;
	return la == lb && strncasecmp(a, b, la) == 0;
}

bool
convert_is_placeholder(const char *text)
{
	return novalue_said(text) || novalue_zero(text) || novalue_shared(text);
}
