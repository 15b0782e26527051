/* SPDX-License-Identifier: BSD-2-Clause */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static const struct {
	const char *in, *out;
} texts[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "\xc3\xa9", "\xc3\xa9" },
	{ "\xe6\x97\xa5", "\xe6\x97\xa5" },
	{ "\xf0\x9f\x96\xa5", "\xf0\x9f\x96\xa5" },
	{ "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" }, /* U+10FFFF */
	{ "\xf4\x90\x80\x80", BAD BAD BAD BAD },    /* beyond */
	{ "\xff", BAD },
	{ "a\x80z", "a" BAD "z" },
	{ "\xc3", BAD }, /* cut off */
	{ "\xe6\x97", BAD BAD },
	{ "\xc0\xaf", BAD BAD }, /* longer than need be */
	{ "\xe0\x80\xaf", BAD BAD BAD },
	{ "\xf0\x80\x80\xaf", BAD BAD BAD BAD },
	{ "\xed\xa0\x80", BAD BAD BAD }, /* a surrogate */
	{ "\033[31m", BAD "[31m" },
	{ "a\nb", "a" BAD "b" },
	{ "\xc2\x9b", BAD }, /* CSI */
	{ "\x7f", BAD },
};

static char *
printed(const char *s, unsigned columns, unsigned *width)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	*width = text_print(s, columns, f);
	fclose(f);
	return text;
}

static void
test_print(void **state)
{
	unsigned width;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *text = printed(texts[i].in, 0, &width);

		assert_string_equal(text, texts[i].out);
		assert_int_equal(width, text_width(texts[i].in));
		free(text);
	}
}

/* Every code point that can be written comes back. */
static void
test_round_trip(void **state)
{
	for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 97) {
		char *text = NULL;
		size_t size;
		FILE *f;
		uint32_t back;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		assert_non_null(f = open_memstream(&text, &size));
		text_put(c, f);
		fclose(f);
		assert_ptr_equal(text_next(text, &back), text + size);
		assert_int_equal(back, c);
		free(text);
	}
}

static void
test_cut(void **state)
{
	unsigned width;
	char *text;

	text = printed("12345", 5, &width);
	assert_string_equal(text, "12345");
	free(text);
	text = printed("123456", 5, &width);
	assert_string_equal(text, "1234~");
	assert_int_equal(width, 5);
	free(text);
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return;
	assert_int_equal(text_width("\xe6\x97\xa5\xe6\x9c\xac"), 4); /* two wide ones */
	text = printed("\xe6\x97\xa5\xe6\x9c\xac", 3, &width);
	assert_string_equal(text, "\xe6\x97\xa5~");
	assert_int_equal(width, 3);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
