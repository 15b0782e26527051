/* SPDX-License-Identifier: BSD-2-Clause */
#include <wchar.h>

#include "text.h"

/* Number of continuation bytes and smallest code point of a lead byte; -1: none. */
static int
sequence(unsigned char lead, uint32_t *least, uint32_t *bits)
{
	if (lead < 0x80) {
		*least = 0;
		*bits = lead;
		return 0;
	}
	if (lead >= 0xc2 && lead <= 0xdf) {
		*least = 0x80;
		*bits = lead & 0x1f;
		return 1;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		*least = 0x800;
		*bits = lead & 0x0f;
		return 2;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*least = 0x10000;
		*bits = lead & 0x07;
		return 3;
	}
	return -1;
}

const char *
text_next(const char *s, uint32_t *cp)
{
	uint32_t least, c;
	int n = sequence((unsigned char)*s, &least, &c);

	*cp = TEXT_REPLACEMENT;
	if (n < 0)
		return s + 1;
	for (int i = 1; i <= n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return s + 1;
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return s + 1;
	*cp = c;
	return s + n + 1;
}

void
text_put(uint32_t c, FILE *f)
{
	if (c < 0x80) {
		putc((int)c, f);
		return;
	}
	if (c < 0x800) {
		putc((int)(0xc0 | c >> 6), f);
	} else {
		if (c < 0x10000) {
			putc((int)(0xe0 | c >> 12), f);
		} else {
			putc((int)(0xf0 | c >> 18), f);
			putc((int)(0x80 | (c >> 12 & 0x3f)), f);
		}
		putc((int)(0x80 | (c >> 6 & 0x3f)), f);
	}
	putc((int)(0x80 | (c & 0x3f)), f);
}

int
text_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

static uint32_t
shown(uint32_t c)
{
	return text_control(c) ? TEXT_REPLACEMENT : c;
}

unsigned
text_columns(uint32_t c)
{
	int w = wcwidth((wchar_t)c);

	return w < 0 ? 1 : (unsigned)w;
}

unsigned
text_width(const char *s)
{
	unsigned width = 0;
	uint32_t c;

	while (*s != '\0') {
		s = text_next(s, &c);
		width += text_columns(shown(c));
	}
	return width;
}

unsigned
text_print(const char *s, unsigned columns, FILE *f)
{
	unsigned width = 0, limit = columns;
	uint32_t c;

	if (columns > 0 && text_width(s) > columns)
		limit = columns - 1;
	while (*s != '\0') {
		s = text_next(s, &c);
		c = shown(c);
		if (columns > 0 && width + text_columns(c) > limit) {
			putc('~', f);
			return width + 1;
		}
		width += text_columns(c);
		text_put(c, f);
	}
	return width;
}
