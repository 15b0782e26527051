/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "day.h"
#include "level.h"

/* Europe/Berlin and America/New_York lose and win an hour, Australia/Lord_Howe half of one; in
 * Asia/Beirut, America/Havana the clock changes at midnight. */
static const struct day_frame frames[] = {
	{ .start = 0, .day = 20000, .offset = 60, .minutes = 1440 },
	{ .start = 0, .day = 20000, .offset = 60, .minutes = 1380, .change = 120, .by = 60 },
	{ .start = 0, .day = 20000, .offset = 120, .minutes = 1500, .change = 180, .by = -60 },
	{ .start = 0, .day = 20000, .offset = -300, .minutes = 1380, .change = 120, .by = 60 },
	{ .start = 0, .day = 20000, .offset = -240, .minutes = 1500, .change = 120, .by = -60 },
	{ .start = 0, .day = 20000, .offset = 630, .minutes = 1410, .change = 120, .by = 30 },
	{ .start = 0, .day = 20000, .offset = 660, .minutes = 1470, .change = 120, .by = -30 },
	{ .start = 0, .day = 20000, .offset = 120, .minutes = 1380, .change = 0, .by = 60 },
	{ .start = 0, .day = 20000, .offset = 180, .minutes = 1500, .change = 1440, .by = -60 },
};
enum { FRAMES = sizeof frames / sizeof *frames };

/* A day of random samples with gaps, as it is and minute by minute. */
struct made {
	struct day_summary day;
	double minute[DAY_LONGEST]; /* < 0: no sample */
	bool is_long[DAY_LONGEST];  /* of a sample of five minutes or more */
};

static void
make(struct made *m, const struct day_frame *f, int interval)
{
	day_clear(&m->day, f);
	for (int i = 0; i < DAY_LONGEST; i++)
		m->minute[i] = -1;
	for (int from = 0; from < f->minutes; from += interval) {
		int to = from + interval < f->minutes ? from + interval : f->minutes;
		double value = rand() % 4 != 0 ? rand() % 5 : rand() % 1000;

		if (rand() % 20 == 0)
			continue;
		assert_true(day_add(&m->day, from, to, value));
		for (int i = from; i < to; i++) {
			m->minute[i] = value;
			m->is_long[i] = to - from >= 5;
		}
	}
}

/* That of the long sample that covers its last minute, or the mean, unless of a long one alone. */
static uint8_t
bucket_level(const struct made *m, int bucket)
{
	int first = bucket * BUCKET_MINUTES, last = first + BUCKET_MINUTES - 1, n = 0;
	double sum = 0;
	bool any_short = false;

	if (m->minute[last] >= 0 && m->is_long[last])
		return level_of(m->minute[last]);
	for (int i = first; i <= last; i++)
		if (m->minute[i] >= 0) {
			any_short |= !m->is_long[i];
			sum += m->minute[i];
			n++;
		}
	return any_short ? level_of(sum / n) : LEVEL_NONE;
}

/* What the clock shows, minute by minute. */
static int
shown(const struct day_frame *f, int minute)
{
	int wall = 0, t = f->change == 0 ? f->by : 0;

	for (int i = 0; i <= minute; i++) {
		wall = t;
		t++;
		if (i + 1 == f->change)
			t += f->by;
	}
	return wall / 30;
}

/* A bucket's level; of up to three that were lost at a stretch the lower of those around. */
static uint8_t
bridged(const uint8_t *levels, int n, int b)
{
	int before = b, after = b;

	while (before >= 0 && levels[before] == LEVEL_NONE)
		before--;
	while (after < n && levels[after] == LEVEL_NONE)
		after++;
	if (before < 0 || after == n || after - before - 1 > 3)
		return LEVEL_NONE;
	return levels[before] < levels[after] ? levels[before] : levels[after];
}

/* Straight from the definition: each twenty minutes at a stretch, each half-hour. */
static void
by_definition(const struct made *m, struct half_hours *out)
{
	const struct day_frame *f = &m->day.frame;
	uint8_t levels[DAY_BUCKETS];
	int n = f->minutes / BUCKET_MINUTES;

	memset(out, 0, sizeof *out);
	for (int b = 0; b < n; b++)
		levels[b] = bucket_level(m, b);
	for (int b = 0; b < n; b++) {
		int h = shown(f, b * BUCKET_MINUTES);

		if (levels[b] > out->high[h])
			out->high[h] = levels[b];
		for (int first = 0; first <= b; first++) {
			uint8_t low = LEVEL_MOST;
			int gaps = 0;

			for (int i = first; i <= b; i++) {
				uint8_t level = bridged(levels, n, i);

				gaps += level == LEVEL_NONE;
				low = level < low ? level : low;
			}
			if (b - first + 1 >= 4 && gaps == 0 && low > out->held[h])
				out->held[h] = low;
		}
	}
}

static void
half_hours_are_as_defined(void **state)
{
	static const int intervals[] = { 1, 5, 10, 15, 60, 7 };
	static struct made m;

	srand(3);
	for (int f = 0; f < FRAMES; f++)
		for (int i = 0; i < 6; i++) {
			struct half_hours is, should;

			make(&m, &frames[f], intervals[i]);
			day_measure(&m.day, METRIC_CPU, &is);
			by_definition(&m, &should);
			assert_memory_equal(&is, &should, sizeof is);
		}
}

/* Every other sample of an hour's work is lost, as of a counter that wraps: it is work all the
 * same. */
static void
what_is_lost_in_between_may_be_work(void **state)
{
	static struct day_summary d;
	struct half_hours h;

	day_clear(&d, &frames[0]);
	for (int b = 0; b < DAY_MINUTES / BUCKET_MINUTES; b++) {
		bool work = b >= 120 && b < 132,
		     lost = (work && b % 2 != 0) || (b > 200 && b < 205);

		if (!lost)
			day_add(&d, b * BUCKET_MINUTES, (b + 1) * BUCKET_MINUTES, work ? 500 : 2);
	}
	day_measure(&d, METRIC_WRITE, &h);
	assert_int_equal(h.held[20], level_of(500));
	assert_int_equal(h.held[21], level_of(500));
	assert_int_equal(h.held[22], level_of(2));
	assert_int_equal(h.high[22], level_of(2));
	assert_int_equal(h.held[33], level_of(2));
	assert_int_equal(h.held[34], level_of(2)); /* four lost: the twenty minutes after them */
}

static void
ladder_counts_buckets(void **state)
{
	static struct made m;
	const double *ladder = metric_ladder(METRIC_CPU);

	srand(4);
	for (int f = 0; f < FRAMES; f++) {
		struct measured_day day;

		make(&m, &frames[f], 5);
		day = day_measure(&m.day, METRIC_CPU, NULL);
		for (int step = 0; step < LADDER; step++) {
			int n = 0;

			for (int b = 0; b < m.day.frame.minutes; b += 5)
				n += m.minute[b] >= 0 &&
				     level_of(m.minute[b]) >= level_of(ladder[step]);
			assert_int_equal(day.over[step], n);
		}
		day = day_measure(&m.day, METRIC_POWER, NULL);
		assert_int_equal(day.over[0], 0);
	}
}

static void
gaps_at_both_ends_are_told(void **state)
{
	for (int f = 0; f < FRAMES; f++) {
		struct day_summary d;
		struct measured_day m;

		day_clear(&d, &frames[f]);
		m = day_measure(&d, METRIC_CPU, NULL);
		assert_int_equal(m.minutes, frames[f].minutes);
		assert_int_equal(m.offset, frames[f].offset);
		assert_int_equal(m.day, 20000);
		assert_int_equal(m.lead, m.minutes);
		assert_int_equal(m.trail, m.minutes);
		assert_int_equal(m.gap, m.minutes);
		day_add(&d, 77, 300, 1);
		day_add(&d, 700, m.minutes - 13, 1);
		m = day_measure(&d, METRIC_CPU, NULL);
		assert_int_equal(m.lead, 77);
		assert_int_equal(m.trail, 13);
		assert_int_equal(m.gap, 400);
		assert_int_equal(m.covered, m.minutes - 77 - 400 - 13);
	}
}

/* A skipped hour has no half-hours, one that is shown twice is the higher of both. */
static void
the_wall_clock_names_half_hours(void **state)
{
	struct day_summary d;
	struct half_hours h;

	day_clear(&d, &frames[1]);
	day_add(&d, 0, 1380, 2);
	day_measure(&d, METRIC_CPU, &h);
	for (int i = 0; i < HALF_HOURS; i++) {
		assert_int_equal(h.high[i], i == 4 || i == 5 ? LEVEL_NONE : level_of(2));
		assert_int_equal(h.held[i], h.high[i]);
	}
	day_clear(&d, &frames[2]);
	day_add(&d, 0, 180, 2);
	day_add(&d, 180, 210, 300); /* the second 02:00 */
	day_add(&d, 210, 1500, 2);
	day_measure(&d, METRIC_CPU, &h);
	assert_int_equal(h.held[4], level_of(300));
	assert_int_equal(h.held[5], level_of(2));
	assert_int_equal(h.held[47], level_of(2));
}

static uint8_t
highest_held(int from, int length)
{
	struct day_frame utc = day_frame_utc(20000);
	struct day_summary d;
	struct half_hours h;
	uint8_t most = 0;

	day_clear(&d, &utc);
	day_add(&d, from, from + length, 50);
	day_add(&d, 0, 1440, 1);
	day_measure(&d, METRIC_CPU, &h);
	for (int i = 0; i < HALF_HOURS; i++)
		if (h.held[i] > most)
			most = h.held[i];
	return most;
}

/* A long sample is held, wherever it begins; a short one is not. */
static void
twenty_minutes_are_held(void **state)
{
	for (int from = 100; from < 200; from++) {
		assert_int_equal(highest_held(from, 60), level_of(50));
		assert_int_equal(highest_held(from, 24), level_of(50));
		assert_int_equal(highest_held(from, 20), level_of(50));
		assert_int_equal(highest_held(from, 15), level_of(1));
		assert_int_equal(highest_held(from, 10), level_of(1));
	}
}

/* Readings every five minutes, the first so many minutes after midnight; some are lost. */
static struct day_summary
polled(int phase)
{
	struct day_frame utc = day_frame_utc(20000);
	struct day_summary d;

	srand(7);
	day_clear(&d, &utc);
	for (int b = 0; b + 1 < DAY_MINUTES / BUCKET_MINUTES; b++) {
		int from = b * BUCKET_MINUTES + phase;
		double value = rand() % 3 != 0 ? rand() % 1000 : 3;

		if (rand() % 10 != 0)
			assert_true(day_add(&d, from, from + BUCKET_MINUTES, value));
	}
	return d;
}

/* At whatever minute a poller reads, its readings say the same. */
static void
the_minute_of_polling_changes_nothing(void **state)
{
	struct day_summary on = polled(0);
	struct half_hours is, should;
	struct measured_day m = day_measure(&on, METRIC_CPU, &should);

	for (int phase = 1; phase < BUCKET_MINUTES; phase++) {
		struct day_summary off = polled(phase);
		struct measured_day n = day_measure(&off, METRIC_CPU, &is);

		assert_memory_equal(&is, &should, sizeof is);
		assert_memory_equal(n.over, m.over, sizeof n.over);
		assert_true(n.samples == m.samples && n.covered == m.covered);
	}
}

/* What is added where others were read already has a level, however little of it is new. */
static void
the_rest_of_a_sample_is_not_hidden(void **state)
{
	struct day_frame utc = day_frame_utc(20000);
	struct day_summary d;
	struct half_hours h;

	day_clear(&d, &utc);
	assert_true(day_add(&d, 600, 605, 1));
	assert_true(day_add(&d, 603, 608, 700));
	day_measure(&d, METRIC_WRITE, &h);
	assert_int_equal(h.high[20], level_of(700));
}

/* What rounding made shorter than a bucket is seen beside a sample that ends the bucket, packed or
 * not, in either order. */
static void
a_short_sample_is_seen(void **state)
{
	struct day_frame utc = day_frame_utc(20000);

	for (int round = 0; round < 4; round++) {
		bool first = (round & 1) != 0;
		struct day_summary d;
		struct half_hours h;
		uint8_t buf[DAY_PACKED_MAX];

		day_clear(&d, &utc);
		assert_true(first ? day_add(&d, 605, 609, 700) : day_add(&d, 609, 615, 1));
		if ((round & 2) != 0)
			assert_true(day_unpack(&d, buf, day_pack(&d, buf)));
		assert_true(first ? day_add(&d, 609, 615, 1) : day_add(&d, 605, 609, 700));
		day_measure(&d, METRIC_WRITE, &h);
		assert_int_equal(h.high[20], level_of(700));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_hours_are_as_defined),
		cmocka_unit_test(what_is_lost_in_between_may_be_work),
		cmocka_unit_test(ladder_counts_buckets),
		cmocka_unit_test(gaps_at_both_ends_are_told),
		cmocka_unit_test(the_wall_clock_names_half_hours),
		cmocka_unit_test(twenty_minutes_are_held),
		cmocka_unit_test(the_minute_of_polling_changes_nothing),
		cmocka_unit_test(the_rest_of_a_sample_is_not_hidden),
		cmocka_unit_test(a_short_sample_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
