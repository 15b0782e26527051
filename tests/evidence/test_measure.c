/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "measure.h"

enum { TODAY = 20000 };

/* A fully sampled day so many days before TODAY. */
static struct measured_day
full(int before, double max)
{
	return (struct measured_day){ .day = TODAY - before,
		.samples = 288,
		.covered = 1440,
		.mean = max / 2,
		.min = 0,
		.max = max };
}

static struct measured
of_ten_days(const struct measured_day *days, size_t n)
{
	struct series s = { days, n };

	return measure(&s, (struct window){ TODAY - 10, TODAY - 1 });
}

static void
test_nothing(void **state)
{
	struct measured m = of_ten_days(NULL, 0);
	int32_t day;

	assert_int_equal(m.n, 0);
	assert_int_equal(m.coverage, 0);
	assert_int_equal(m.gap, 14400);
	assert_int_equal(busy_days(&m, 1), 0);
	assert_false(last_busy(&m, 1, &day));
	assert_int_equal(quiet_since(&(struct series){ NULL, 0 }, TODAY, 1, 1440), TODAY);
}

/* What lies before the window, or today, does not count. */
static void
test_window(void **state)
{
	struct measured_day days[12];
	struct measured m;

	for (int i = 0; i < 12; i++)
		days[i] = full(11 - i, i == 0 || i == 11 ? 100 : i);
	m = of_ten_days(days, 12);
	assert_int_equal(m.n, 10);
	assert_int_equal(m.days[0].day, TODAY - 10);
	assert_int_equal(m.coverage, 10000);
	assert_int_equal(m.gap, 0);
	assert_true(m.max == 10 && m.min == 0 && m.mean == 2.75);
	assert_int_equal(busy_days(&m, 9), 2);
}

static void
test_threshold_is_reached(void **state)
{
	const struct measured_day days[] = { full(3, 5), full(2, 4.999), full(1, 0) };
	struct measured m = of_ten_days(days, 3);
	int32_t day = 0;

	assert_int_equal(busy_days(&m, 5), 1);
	assert_true(last_busy(&m, 5, &day));
	assert_int_equal(day, TODAY - 3);
	assert_int_equal(quiet_since(&(struct series){ days, 3 }, TODAY, 5, 1440), TODAY - 2);
}

/* Before the first day, after the last, between two, within one, and across midnight. */
static void
test_gaps(void **state)
{
	struct measured_day days[10];

	for (int i = 0; i < 10; i++)
		days[i] = full(10 - i, 1);
	assert_int_equal(of_ten_days(days + 2, 8).gap, 2 * 1440);
	assert_int_equal(of_ten_days(days, 7).gap, 3 * 1440);
	days[0] = full(9, 1);
	days[1] = full(5, 1);
	assert_int_equal(of_ten_days(days, 2).gap, 4 * 1440);
	days[0] = full(10, 1);
	days[1] = full(9, 1);
	days[4].gap = 600;
	days[5].gap = 500;
	assert_int_equal(of_ten_days(days, 10).gap, 600);
	days[4].trail = 600;
	days[5].lead = 500;
	assert_int_equal(of_ten_days(days, 10).gap, 1100);
	days[4] = days[5] = days[6];
	days[4].day = TODAY - 6;
	days[5].day = TODAY - 5;
	days[9].gap = days[9].trail = 700;
	assert_int_equal(of_ten_days(days, 10).gap, 700);
}

static void
test_coverage(void **state)
{
	struct measured_day days[10];

	for (int i = 0; i < 10; i++) {
		days[i] = full(10 - i, 1);
		days[i].covered = 1368;
	}
	assert_int_equal(of_ten_days(days, 10).coverage, 9500);
	days[0].covered--;
	assert_int_equal(of_ten_days(days, 10).coverage, 9499);
}

/* The mean is that of the time sampled, not of the days. */
static void
test_mean(void **state)
{
	struct measured_day days[] = { full(2, 20), full(1, 80) };

	days[1].covered = 480;
	assert_true(of_ten_days(days, 2).mean == (10.0 * 1440 + 40.0 * 480) / 1920);
}

static void
test_quiet_since(void **state)
{
	struct measured_day days[] = { full(9, 1), full(8, 1), full(5, 1), full(3, 1), full(2, 1) };
	struct series s = { days, 5 };

	assert_int_equal(
	    quiet_since(&s, TODAY, 5, 1440), TODAY - 5); /* two days are missing there */
	assert_int_equal(quiet_since(&s, TODAY, 5, 2 * 1440), TODAY - 9);
	assert_int_equal(
	    quiet_since(&s, TODAY + 1, 5, 1440), TODAY + 1); /* the last two are missing */
	assert_int_equal(quiet_since(&s, TODAY - 5, 5, 2880), TODAY - 9);
	days[3].gap = 90; /* within the day */
	assert_int_equal(quiet_since(&s, TODAY, 5, 1440), TODAY - 5);
	assert_int_equal(quiet_since(&s, TODAY, 5, 60), TODAY);
	assert_int_equal(quiet_since(&s, TODAY - 1, 5, 60), TODAY - 2);
	days[4].day = TODAY - 1;
	days[3].day = TODAY - 2;
	assert_int_equal(quiet_since(&s, TODAY, 5, 60), TODAY - 1);
}

/* Nonsense from a store proves no silence and does no harm. */
static void
test_nonsense(void **state)
{
	struct measured_day days[] = { full(2, 1), full(1, NAN) };
	struct series s = { days, 2 };
	struct measured m;

	days[0].day = INT32_MIN;
	m = of_ten_days(days, 2);
	assert_int_equal(m.n, 1);
	assert_int_equal(busy_days(&m, 5), 1);
	assert_int_equal(quiet_since(&s, TODAY, 5, 1440), TODAY);
	days[1].max = 1;
	assert_int_equal(quiet_since(&s, TODAY, 5, 1440), TODAY - 1);
}

/* The first day on which a window passes, by trying each; also where it already does. */
static void
test_complete_on(void **state)
{
	struct measured_day days[60];
	const struct gate gate = { 9500, 1440 };

	for (int missing = 0; missing < 20; missing++) {
		struct series s = { days, 0 };
		int32_t want = TODAY;

		for (int before = 30; before > 0; before--)
			if (before % 11 != missing % 11 && before > missing / 2)
				days[s.n++] = full(before, 1);
		for (struct series then = s;; want++) { /* as if that day had come */
			struct measured m = measure(&then, (struct window){ want - 20, want - 1 });

			if (m.coverage >= gate.coverage && m.gap <= gate.gap)
				break;
			days[then.n++] = full(TODAY - want, 1);
		}
		assert_int_equal(complete_on(&s, TODAY, 20, gate), want);
	}
	assert_int_equal(complete_on(&(struct series){ NULL, 0 }, TODAY, 20, gate), TODAY + 19);
}

static void
test_daily_means(void **state)
{
	struct measured_day days[] = { full(12, 2), full(3, 8), full(2, 4), full(1, 12) };
	struct measured m = of_ten_days(days, 4);
	struct series s = { days, 4 };
	double lowest;

	assert_int_equal(mean_days(&m, 4), 2); /* means are 4, 2 and 6 */
	assert_true(max_daily_mean(&m) == 6);
	assert_true(fabs(daily_variation(&m) - sqrt(8.0 / 3) / 4) < 1e-12);
	assert_true(lowest_daily_mean(&s, 9500, &lowest) && lowest == 1);
	days[0].covered = 1300;
	assert_true(lowest_daily_mean(&s, 9500, &lowest) && lowest == 2);
	assert_false(lowest_daily_mean(&(struct series){ days, 1 }, 9500, &lowest));
	m = of_ten_days(NULL, 0);
	assert_true(daily_variation(&m) == 0 && max_daily_mean(&m) == 0 && mean_days(&m, 1) == 0);
}

/* A day on which the clock changes is longer or shorter. */
static void
test_clock_change(void **state)
{
	struct measured_day days[10];

	for (int i = 0; i < 10; i++)
		days[i] = full(10 - i, 1);
	days[3].minutes = days[3].covered = 1500;
	days[7].covered = 1380;
	assert_int_equal(of_ten_days(days, 10).coverage, 9958);
	days[7].minutes = 1380;
	assert_int_equal(of_ten_days(days, 10).coverage, 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_threshold_is_reached),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_mean),
		cmocka_unit_test(test_quiet_since),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_complete_on),
		cmocka_unit_test(test_daily_means),
		cmocka_unit_test(test_clock_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
