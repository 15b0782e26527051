/* SPDX-License-Identifier: BSD-2-Clause */

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

/* Lower case of what has two bytes in UTF-8: Latin, Greek and Cyrillic letters. */
static uint32_t
lower(uint32_t c)
{
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

static const char *
skip_blanks(const char *s)
{
	bool wide;
	size_t n;

	for (;; s += n) {
		n = is_blank(*s);
		if (n == 0 && ((unsigned char)*s < 0xc2 || (n = other_blank(s, &wide)) == 0))
			return s;
	}
}

/* The next character in lower case; a run of blanks is one, and none at the end. */
static const char *
next_folded(const char *s, uint32_t *c)
{
	const unsigned char *p = (const unsigned char *)s;
	const char *after;

	*c = p[0];
	if (p[0] > ' ' && p[0] < 0x80) {
		*c += p[0] >= 'A' && p[0] <= 'Z' ? 32 : 0;
		return s + 1;
	}
	if ((after = skip_blanks(s)) != s) {
		*c = *after == '\0' ? 0 : ' ';
		return after;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf && (p[1] & 0xc0) == 0x80) {
		*c = lower((uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f));
		return s + 2;
	}
	return s + (p[0] != 0);
}

int
convert_compare(const char *a, const char *b)
{
	uint32_t x, y;

	do {
		a = next_folded(a, &x);
		b = next_folded(b, &y);
		if (x != y)
			return x < y ? -1 : 1;
	} while (x != 0);
	return 0;
}

bool
convert_same(const char *a, const char *b)
{
	return convert_compare(skip_blanks(a), skip_blanks(b)) == 0;
}

uint64_t
convert_hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325ULL; /* FNV-1a, a character a step */
	uint32_t c;

	for (text = next_folded(skip_blanks(text), &c); c != 0; text = next_folded(text, &c))
		h = (h ^ c) * 0x100000001b3ULL;
	return h;
}

bool
convert_is_placeholder(const char *text)
{
	return novalue_said(text) || novalue_zero(text) || novalue_shared(text);
}
