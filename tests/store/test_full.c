/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "disk.h"
#include "story.h"

/*
 * The disk is full from each one of the writes of a story on.  That is an
 * error that says so; the store is sound; nothing acknowledged is lost; and
 * when there is room again it goes on.
 */
enum { DAYS = 9, STEP = 1 };

static char folder[] = "/tmp/decom-full-XXXXXX";

/* Store days until the disk is full or all are; the last that was acknowledged. */
static int32_t
store_days(int32_t last, struct error *e)
{
	struct store *s = store_open(folder, false, NULL, e);
	int32_t end = last + DAYS;

	while (s != NULL && last < end && story_day(s, last + 1, e))
		last++;
	store_close(s);
	return last;
}

static void
a_full_disk_loses_nothing(void **state)
{
	struct error e = { "" };
	int32_t last = store_days(STORY_FIRST - 1, &e);
	long full = 0;
	bool all = false;

	(void)state;
	while (!all) {
		int32_t before = last;

		disk = (struct disk){ .full = full += STEP };
		e.text[0] = '\0';
		last = store_days(last, &e);
		all = disk.writes < disk.full;
		disk = (struct disk){ 0 };
		if (!all && last < before + DAYS)
			assert_non_null(strstr(e.text, "full"));
		story_check(folder, &last);
	}
	assert_true(full > 100); /* there was something to fail */
	e.text[0] = '\0';
	assert_true(store_days(last, &e) == last + DAYS);
}

static int
set_up(void **state)
{
	(void)state;
	return disk_use() && story_begin(folder) ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	story_end(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_loses_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
