/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "evidence.h"
#include "level.h"

static void
every_level_round_trips(void **state)
{
	for (int l = LEVEL_LEAST; l <= LEVEL_MOST; l++) {
		double from = level_from((uint8_t)l), below = level_below((uint8_t)l);

		assert_int_equal(level_of(from), l);
		assert_int_equal(
		    level_of(nextafter(from, 0)), l > LEVEL_LEAST ? l - 1 : LEVEL_ZERO);
		assert_true(from < below);
		if (l == LEVEL_MOST)
			break;
		assert_true(below == level_from((uint8_t)(l + 1)));
		assert_int_equal(level_of(nextafter(below, 0)), l);
		assert_true(below / from > 1.1547 && below / from < 1.1548);
	}
	assert_true(isinf(level_below(LEVEL_MOST)));
}

static void
decades_are_exact(void **state)
{
	static const double powers[] = { 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8,
		1e9, 1e10, 1e11, 1e12 };

	for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
		assert_true(level_from((uint8_t)(LEVEL_LEAST + LEVEL_DECADE * i)) == powers[i]);
}

static void
what_is_no_number_has_no_level(void **state)
{
	assert_int_equal(level_of(NAN), LEVEL_NONE);
	assert_int_equal(level_of(-NAN), LEVEL_NONE);
	assert_int_equal(level_of(0), LEVEL_ZERO);
	assert_int_equal(level_of(-0.0), LEVEL_ZERO);
	assert_int_equal(level_of(-5), LEVEL_ZERO);
	assert_int_equal(level_of(-HUGE_VAL), LEVEL_ZERO);
	assert_int_equal(level_of(0.0009), LEVEL_ZERO);
	assert_int_equal(level_of(5e-324), LEVEL_ZERO);
	assert_int_equal(level_of(HUGE_VAL), LEVEL_MOST);
	assert_int_equal(level_of(1e300), LEVEL_MOST);
	assert_true(level_from(LEVEL_ZERO) == 0 && level_below(LEVEL_ZERO) == 0);
	assert_true(level_from(LEVEL_NONE) == 0 && level_below(LEVEL_NONE) == 0);
}

/* A value from all the range of levels and somewhat beyond. */
static double
any_value(void)
{
	return pow(10, -5 + 19.0 * rand() / RAND_MAX);
}

static void
levels_hold_their_values(void **state)
{
	srand(1);
	for (int i = 0; i < 200000; i++) {
		double v = any_value(), w = v * (1 + (rand() % 1000) / 1e3);
		uint8_t l = level_of(v);

		assert_true(level_of(w) >= l);
		assert_true(level_from(l) <= v);
		assert_true(l < LEVEL_LEAST || v < level_below(l));
	}
}

/* What has reached a threshold is always seen to have; what is a step below never. */
static void
rounding_never_hides_work(void **state)
{
	srand(2);
	for (int i = 0; i < 200000; i++) {
		double threshold = any_value(), v = threshold * (1 + (rand() % 1000) / 1e3);
		uint8_t reaching = level_reaching(threshold);

		assert_true(level_of(v) >= reaching);
		assert_true(level_of(threshold) >= reaching);
		if (threshold >= 0.001 && reaching < LEVEL_MOST)
			assert_true(level_of(threshold / 1.1548) < reaching);
	}
	assert_int_equal(level_reaching(0), LEVEL_ZERO);
	assert_int_equal(level_reaching(-1), LEVEL_ZERO);
	assert_int_equal(level_reaching(0.0005), LEVEL_ZERO);
	assert_int_equal(level_reaching(NAN), LEVEL_ZERO);
	assert_int_equal(level_reaching(HUGE_VAL), LEVEL_MOST);
}

/* Steps ascend, and no two of them are one level. */
static void
ladders_tell_their_steps_apart(void **state)
{
	int without = 0;

	for (int m = 0; m < METRICS; m++) {
		const double *ladder = metric_ladder((enum metric)m);

		if (ladder[0] == 0) {
			for (int i = 0; i < LADDER; i++)
				assert_true(ladder[i] == 0);
			without++;
			continue;
		}
		for (int i = 1; i < LADDER; i++)
			assert_true(level_of(ladder[i]) > level_of(ladder[i - 1]));
	}
	assert_int_equal(without, 2); /* power and uptime */
	assert_true(metric_ladder(METRIC_CPU)[5] == 15);
	assert_true(metric_ladder(METRIC_MEMORY)[7] == 40);
	assert_true(metric_ladder(METRIC_DISK)[7] == 1e8);
	assert_true(metric_ladder(METRIC_LOGINS)[0] == 1);
	assert_true(metric_ladder(METRIC_POWER)[0] == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_level_round_trips),
		cmocka_unit_test(decades_are_exact),
		cmocka_unit_test(what_is_no_number_has_no_level),
		cmocka_unit_test(levels_hold_their_values),
		cmocka_unit_test(rounding_never_hides_work),
		cmocka_unit_test(ladders_tell_their_steps_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
