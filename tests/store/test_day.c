/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "day.h"

static void
a_gap_is_not_zero(void **state)
{
	struct day_summary d;
	struct measured_day m;

	day_clear(&d);
	m = day_measure(&d, 7);
	assert_int_equal(m.covered, 0);
	assert_int_equal(m.gap, 1440);
	assert_true(day_add(&d, 0, 360, 4.0));
	assert_true(day_add(&d, 720, 1080, 8.0));
	m = day_measure(&d, 7);
	assert_int_equal(m.day, 7);
	assert_int_equal(m.samples, 2);
	assert_int_equal(m.covered, 720);
	assert_int_equal(m.gap, 360);
	assert_true(m.mean == 6.0 && m.min == 4.0 && m.max == 8.0);
}

static void
the_same_samples_again_change_nothing(void **state)
{
	struct day_summary d, before;

	day_clear(&d);
	for (int m = 0; m < 1440; m += 10)
		assert_true(day_add(&d, m, m + 10, m));
	before = d;
	for (int m = 0; m < 1440; m += 10)
		assert_false(day_add(&d, m, m + 10, m));
	assert_int_equal(before.samples, d.samples);
	assert_true(before.sum == d.sum);
}

/* Two files that share part of a day give what one file with all of it gives. */
static void
overlapping_files_add_only_what_is_new(void **state)
{
	struct day_summary whole, parts;
	struct measured_day a, b;

	day_clear(&whole);
	day_clear(&parts);
	for (int m = 0; m < 1440; m += 5)
		day_add(&whole, m, m + 5, m % 37);
	for (int m = 0; m < 900; m += 5)
		day_add(&parts, m, m + 5, m % 37);
	for (int m = 600; m < 1440; m += 5)
		day_add(&parts, m, m + 5, m % 37);
	a = day_measure(&whole, 0);
	b = day_measure(&parts, 0);
	assert_int_equal(a.samples, b.samples);
	assert_int_equal(a.covered, b.covered);
	assert_int_equal(a.gap, b.gap);
	assert_true(a.mean == b.mean && a.min == b.min && a.max == b.max);
}

static void
samples_within_a_minute_are_its_mean(void **state)
{
	struct day_summary d;
	struct measured_day m;

	day_clear(&d);
	for (int i = 0; i < 6; i++)
		assert_true(day_add(&d, 100, 101, i));
	assert_true(day_add(&d, 101, 102, 2.5));
	assert_false(day_add(&d, 100, 101, 50)); /* another file: that minute is closed */
	m = day_measure(&d, 0);
	assert_int_equal(m.covered, 2);
	assert_true(m.mean == 2.5 && m.max == 5 && m.min == 0);
}

static void
runs_round_trip(void **state)
{
	uint8_t buf[DAY_RUNS_MAX];
	struct day_summary d, back;

	srand(7);
	for (int n = 0; n < 200; n++) {
		int used;

		day_clear(&d);
		day_clear(&back);
		for (int i = 0; i < n; i++) {
			int from = rand() % 1440;

			day_add(&d, from, from + 1 + rand() % (1440 - from), 1);
		}
		used = day_runs(&d, buf);
		assert_true(day_set_runs(&back, buf, used));
		assert_memory_equal(d.minutes, back.minutes, sizeof d.minutes);
	}
	assert_false(day_set_runs(&back, buf, 3));
	assert_false(day_set_runs(&back, (const uint8_t *)"\xff\xff\x01\x00", 4));
	assert_false(day_set_runs(&back, (const uint8_t *)"\x9f\x05\x02\x00", 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gap_is_not_zero),
		cmocka_unit_test(the_same_samples_again_change_nothing),
		cmocka_unit_test(overlapping_files_add_only_what_is_new),
		cmocka_unit_test(samples_within_a_minute_are_its_mean),
		cmocka_unit_test(runs_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
