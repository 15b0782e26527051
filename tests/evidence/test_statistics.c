/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "day.h"
#include "level.h"
#include "statistics.h"

/*
 * Statistics of half-hours against the plainest way to reckon them, over
 * random histories with missing days and half-hours, and windows that lie
 * across their ends.
 */
enum { DAYS = 40, ROUNDS = 300, FIRST = 20000 };

static struct measured_day days[METRICS][DAYS];
static struct half_hours half_hours[METRICS][DAYS];
static struct series series[METRICS];
static uint64_t state;

static uint32_t
number_below(uint32_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(state >> 33) % n;
}

/* Few levels, so that ties and zeros are common. */
static uint8_t
some_level(void)
{
	return number_below(8) == 0 ? LEVEL_NONE : (uint8_t)(LEVEL_ZERO + number_below(40) * 4);
}

static void
make_series(enum metric m)
{
	size_t n = 0;

	for (int day = 0; day < DAYS; day++) {
		if (number_below(6) == 0)
			continue;
		days[m][n] =
		    (struct measured_day){ .day = FIRST + day, .minutes = 1440, .covered = 1440 };
		for (int i = 0; i < HALF_HOURS; i++) {
			half_hours[m][n].high[i] = some_level();
			half_hours[m][n].held[i] = some_level();
		}
		for (int i = 0; i < LADDER; i++)
			days[m][n].over[i] = (uint16_t)number_below(289);
		n++;
	}
	series[m] =
	    (struct series){ .days = days[m], .n = n, .half_hours = half_hours[m], .loaded = true };
}

static struct window
some_window(void)
{
	int32_t first = FIRST - 5 + (int32_t)number_below(DAYS);

	return (struct window){ first, first + (int32_t)number_below(DAYS) };
}

/* The level of a half-hour, or LEVEL_NONE where the day is not there. */
static uint8_t
level_at(enum metric m, int32_t day, int half_hour, enum half_hour_value which)
{
	for (size_t i = 0; i < series[m].n; i++)
		if (days[m][i].day == day)
			return which == HALF_HOUR_HELD ? half_hours[m][i].held[half_hour]
						       : half_hours[m][i].high[half_hour];
	return LEVEL_NONE;
}

/* All levels of the window in one array, ascending. */
static uint8_t all[DAYS * 2 * HALF_HOURS];

static int
ascending(const void *a, const void *b)
{
	return *(const uint8_t *)a - *(const uint8_t *)b;
}

static uint32_t
collect(enum metric m, struct window w, enum half_hour_value which)
{
	uint32_t n = 0;

	for (int32_t day = w.first; day <= w.last; day++)
		for (int i = 0; i < HALF_HOURS; i++) {
			uint8_t level = level_at(m, day, i, which);

			if (level != LEVEL_NONE)
				all[n++] = level;
		}
	qsort(all, n, 1, ascending);
	return n;
}

static void
check_levels(struct window w, enum half_hour_value which)
{
	struct levels l = levels_of(&series[METRIC_CPU], w, which);
	uint32_t n = collect(METRIC_CPU, w, which), reaching = 0, top;
	double percent = number_below(101), share = (1 + number_below(100)) / 100.0, sum = 0;
	double threshold = level_from((uint8_t)(LEVEL_LEAST + number_below(160)));
	uint32_t rank = (uint32_t)ceil(percent / 100 * n);

	assert_int_equal(l.n, n);
	if (n == 0) {
		assert_true(levels_percentile(&l, percent) == 0);
		assert_true(levels_top_mean(&l, share) == 0);
		return;
	}
	assert_true(levels_percentile(&l, percent) == level_below(all[rank > 0 ? rank - 1 : 0]));
	top = (uint32_t)ceil(share * n);
	for (uint32_t i = 0; i < top; i++)
		sum += level_below(all[n - 1 - i]);
	assert_true(fabs(levels_top_mean(&l, share) - sum / top) <= 1e-9 * (1 + sum));
	for (uint32_t i = 0; i < n; i++)
		reaching += all[i] >= level_reaching(threshold);
	assert_int_equal(levels_reaching(&l, threshold), reaching);
}

static void
test_levels(void **ctx)
{
	for (state = 1; state <= ROUNDS; state++) {
		uint64_t seed = state;

		make_series(METRIC_CPU);
		check_levels(some_window(), HALF_HOUR_HIGH);
		check_levels(some_window(), HALF_HOUR_HELD);
		state = seed;
	}
}

static void
test_slot_coverage(void **ctx)
{
	for (state = 1; state <= ROUNDS; state++) {
		uint64_t seed = state;
		struct window w = some_window();
		struct levels l;
		uint32_t least = UINT32_MAX, length = (uint32_t)(w.last - w.first + 1);

		make_series(METRIC_CPU);
		l = levels_of(&series[METRIC_CPU], w, HALF_HOUR_HIGH);
		for (int i = 0; i < HALF_HOURS; i++) {
			uint32_t n = 0;

			for (int32_t day = w.first; day <= w.last; day++)
				n += level_at(METRIC_CPU, day, i, HALF_HOUR_HIGH) != LEVEL_NONE;
			least = n < least ? n : least;
		}
		assert_int_equal(levels_slot_coverage(&l, w), least * 10000 / length);
		state = seed;
	}
}

static void
test_longest_held(void **ctx)
{
	for (state = 1; state <= ROUNDS; state++) {
		uint64_t seed = state;
		struct window w = some_window();
		double threshold = level_from((uint8_t)(LEVEL_LEAST + number_below(60)));
		uint32_t run = 0, longest = 0;

		make_series(METRIC_CPU);
		for (int32_t day = w.first; day <= w.last; day++)
			for (int i = 0; i < HALF_HOURS; i++) {
				uint8_t held = level_at(METRIC_CPU, day, i, HALF_HOUR_HELD);

				run = held != LEVEL_NONE && held >= level_reaching(threshold)
					  ? run + 1
					  : 0;
				longest = run > longest ? run : longest;
			}
		assert_int_equal(longest_held(&series[METRIC_CPU], w, threshold), longest);
		state = seed;
	}
}

static void
test_reached_outside(void **ctx)
{
	for (state = 1; state <= ROUNDS; state++) {
		uint64_t seed = state;
		struct window w = some_window();
		double threshold = level_from((uint8_t)(LEVEL_LEAST + number_below(160)));
		uint8_t slots[7][HALF_HOURS];
		bool none = number_below(4) == 0;
		struct outside want = { 0 }, got;

		make_series(METRIC_CPU);
		for (int i = 0; i < 7 * HALF_HOURS; i++)
			slots[i / HALF_HOURS][i % HALF_HOURS] = (uint8_t)number_below(2);
		for (int32_t day = w.first; day <= w.last; day++) {
			uint32_t n = 0;

			for (int i = 0; i < HALF_HOURS; i++) {
				uint8_t level = level_at(METRIC_CPU, day, i, HALF_HOUR_HIGH);

				if (level != LEVEL_NONE && level >= level_reaching(threshold))
					n += none || slots[((day + 3) % 7 + 7) % 7][i] == 0;
			}
			want.half_hours += n;
			want.days += n > 0;
		}
		got = reached_outside(&series[METRIC_CPU], w, threshold,
		    none ? NULL : (const uint8_t(*)[HALF_HOURS])slots);
		assert_int_equal(got.days, want.days);
		assert_int_equal(got.half_hours, want.half_hours);
		state = seed;
	}
}

/* Whether the hour counts, and whether it was below. */
static bool
hour_of(enum metric m, int32_t day, int hour, double below, bool *quiet)
{
	uint8_t a = level_at(m, day, 2 * hour, HALF_HOUR_HIGH);
	uint8_t b = level_at(m, day, 2 * hour + 1, HALF_HOUR_HIGH);

	*quiet = a != LEVEL_NONE && b != LEVEL_NONE && a < level_reaching(below) &&
		 b < level_reaching(below);
	return a != LEVEL_NONE || b != LEVEL_NONE;
}

static struct quiet_hours
plain_quiet_hours(struct window w, double below, bool any)
{
	struct quiet_hours want = { 0 };

	for (int32_t day = w.first; day <= w.last; day++)
		for (int hour = 0; hour < 24; hour++) {
			bool cpu, write;

			if (!hour_of(METRIC_CPU, day, hour, below, &cpu) ||
			    !hour_of(METRIC_WRITE, day, hour, 2 * below, &write))
				continue;
			want.sampled++;
			want.quiet += any ? cpu || write : cpu && write;
		}
	return want;
}

static void
test_quiet_hours(void **ctx)
{
	for (state = 1; state <= ROUNDS; state++) {
		uint64_t seed = state;
		struct window w = some_window();
		double below = level_from((uint8_t)(LEVEL_LEAST + number_below(160)));
		const struct quiet_floor floors[] = { { &series[METRIC_CPU], below },
			{ &series[METRIC_WRITE], 2 * below } };

		make_series(METRIC_CPU);
		make_series(METRIC_WRITE);
		for (int any = 0; any < 2; any++) {
			struct quiet_hours want = plain_quiet_hours(w, below, any != 0);
			struct quiet_hours got = quiet_hours(floors, 2, any != 0, w);

			assert_int_equal(got.sampled, want.sampled);
			assert_int_equal(got.quiet, want.quiet);
		}
		state = seed;
	}
}

/* Exact where the threshold is a step; else no less than the step below or the half-hours allow. */
static void
test_share_above(void **ctx)
{
	const double *ladder = metric_ladder(METRIC_CPU);

	for (state = 1; state <= ROUNDS; state++) {
		uint64_t seed = state;
		struct window w = some_window();
		int step = (int)number_below(LADDER);
		double over = 0, buckets = 0, daily = 0, got;

		make_series(METRIC_CPU);
		for (size_t i = 0; i < series[METRIC_CPU].n; i++) {
			const struct measured_day *d = &days[METRIC_CPU][i];

			if (d->day < w.first || d->day > w.last)
				continue;
			over += d->over[step];
			buckets += 288;
			daily = fmax(daily, d->over[step] / 288.0);
		}
		got = share_above(METRIC_CPU, &series[METRIC_CPU], w, ladder[step]);
		assert_true(fabs(got - (buckets > 0 ? over / buckets : 0)) < 1e-9);
		got = daily_share_above(METRIC_CPU, &series[METRIC_CPU], w, ladder[step]);
		assert_true(fabs(got - daily) < 1e-9);
		state = seed;
	}
}

static void
test_share_between_steps(void **ctx)
{
	struct window w = { FIRST, FIRST };
	struct series *s = &series[METRIC_CPU];

	memset(half_hours[METRIC_CPU], LEVEL_ZERO, sizeof half_hours[METRIC_CPU]);
	days[METRIC_CPU][0] =
	    (struct measured_day){ .day = FIRST, .minutes = 1440, .covered = 1440 };
	*s = (struct series){ days[METRIC_CPU], 1, half_hours[METRIC_CPU], true };
	half_hours[METRIC_CPU][0].high[7] = level_of(8);
	days[METRIC_CPU][0].over[3] = 2; /* at or above 5 percent */
	assert_true(share_above(METRIC_CPU, s, w, 7) == 2.0 / 288);
	days[METRIC_CPU][0].over[3] = 100;
	assert_true(share_above(METRIC_CPU, s, w, 7) == 6.0 / 288);
	assert_true(share_above(METRIC_CPU, s, w, 9) == 0);
	/* Below the first step the half-hours alone tell, and without them nothing is excluded. */
	assert_true(share_above(METRIC_CPU, s, w, 0.5) == 6.0 / 288);
	s->half_hours = NULL;
	assert_true(share_above(METRIC_CPU, s, w, 0.5) == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_slot_coverage),
		cmocka_unit_test(test_longest_held),
		cmocka_unit_test(test_reached_outside),
		cmocka_unit_test(test_quiet_hours),
		cmocka_unit_test(test_share_above),
		cmocka_unit_test(test_share_between_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
