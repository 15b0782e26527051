/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "explain_calendar.h"
#include "when.h"

/* What is printed of so many quiet days from the first on; to be freed. */
static char *
printed(struct calendar *c, const char *first, unsigned n, unsigned columns, bool colour)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	assert_true(day_parse(first, &c->first));
	c->n = n;
	calendar_print(c, 2, columns, colour, f);
	fclose(f);
	return text;
}

static void
weeks_are_columns(void **state)
{
	struct calendar c;
	char *text;

	(void)state;
	memset(c.kind, DAY_QUIET, sizeof c.kind);
	c.kind[0] = DAY_UNKNOWN;
	c.kind[1] = DAY_HOUSEKEEPING;
	c.kind[3] = DAY_BURST;
	c.kind[39] = DAY_WORK;
	/* A Friday; the last day is a Tuesday. */
	text = printed(&c, "2026-08-28", 40, 0, false);
	assert_string_equal(text, "       Sep Oct\n"
				  "  Mon  +.....\n"
				  "  Tue  .....#\n"
				  "  Wed  .....\n"
				  "  Thu  .....\n"
				  "  Fri ?.....\n"
				  "  Sat -.....\n"
				  "  Sun ......\n");
	free(text);
}

static void
oldest_weeks_give_way(void **state)
{
	struct calendar c;
	char *text;

	(void)state;
	memset(c.kind, DAY_QUIET, sizeof c.kind);
	memset(c.kind, DAY_WORK, 14);
	text = printed(&c, "2026-08-31", 35, 11, false);
	assert_string_equal(text, "        Oct\n"
				  "  Mon ...\n"
				  "  Tue ...\n"
				  "  Wed ...\n"
				  "  Thu ...\n"
				  "  Fri ...\n"
				  "  Sat ...\n"
				  "  Sun ...\n");
	free(text);
}

/* The longest history fits a terminal of 80 columns, its label beside it or not. */
static void
whole_history_fits(void **state)
{
	struct calendar c;
	char *text, *line, *rest;
	unsigned days = 0;

	(void)state;
	memset(c.kind, DAY_QUIET, sizeof c.kind);
	rest = text = printed(&c, "2025-09-18", ACTIVITY_DAYS, 80, false);
	while ((line = strsep(&rest, "\n")) != NULL) {
		assert_in_range(strlen(line), 0, 79);
		for (; *line != '\0'; line++)
			days += *line == '.';
	}
	assert_int_equal(days, ACTIVITY_DAYS);
	free(text);
}

static void
colour_changes_no_letter(void **state)
{
	struct calendar c;
	char *text;

	(void)state;
	memset(c.kind, DAY_WORK, sizeof c.kind);
	text = printed(&c, "2026-08-31", 1, 0, true);
	assert_non_null(strstr(text, "  Mon \033[1;31m#\033[0m\n  Tue \n"));
	free(text);
}

static void
nothing_of_nothing(void **state)
{
	struct calendar c = { .n = 0 };
	char *text;

	(void)state;
	text = printed(&c, "2026-08-31", 0, 80, false);
	assert_string_equal(text, "");
	free(text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(weeks_are_columns),
		cmocka_unit_test(oldest_weeks_give_way),
		cmocka_unit_test(whole_history_fits),
		cmocka_unit_test(colour_changes_no_letter),
		cmocka_unit_test(nothing_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
