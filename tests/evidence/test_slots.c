/* SPDX-License-Identifier: BSD-2-Clause */
/* What a slot asks for before it forgives, and what is no slot's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "history.h"

enum { DAYS = 430, HOUR = 60, ODD_DAY = HISTORY_FIRST + 380, LAST = HISTORY_FIRST + DAYS - 1 };

typedef double value_of(const struct host *, enum metric, int32_t, int, double);

static struct activity *
look(value_of *value)
{
	const struct host host = { .seed = 5,
		.measured = 1u << METRIC_CPU | 1u << METRIC_TRANSMIT | 1u << METRIC_READ |
			    1u << METRIC_WRITE,
		.threads = 16,
		.days = DAYS,
		.value = value };

	return history_activity(&host);
}

static struct work_seen
seen(const struct activity *a, enum metric m)
{
	return activity_seen(a, NULL, 0, m, HISTORY_FIRST, LAST);
}

static bool
in(int minute, int from, int to)
{
	return minute >= from && minute < to;
}

/* Reads and sends. */
static double
backup(enum metric m, double background)
{
	switch (m) {
	case METRIC_CPU: return background + 4;
	case METRIC_TRANSMIT: return background + 2e7;
	case METRIC_READ: return background + 3e7;
	default: return background;
	}
}

/* A backup at 01:10; one night as much is sent at its hour, and nothing is read. */
static double
sends_unread(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	if (!in(minute, 70, 115) || (day == ODD_DAY && m == METRIC_READ))
		return background;
	return backup(m, background);
}

static void
a_slot_that_reads_asks_for_reads(void **state)
{
	struct activity *a = look(sends_unread);

	(void)state;
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 1);
	assert_int_equal(seen(a, METRIC_TRANSMIT).last, ODD_DAY);
	assert_int_equal(seen(a, METRIC_CPU).days, 1);
	assert_true(seen(a, METRIC_TRANSMIT).forgiven >= DAYS - 1);
	activity_free(a);
}

/* Of that backup the counter of what is sent is lost, but for some nights; and the odd one. */
static double
lost_mostly(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	if (!in(minute, 70, 115))
		return background;
	if (day == ODD_DAY)
		return m == METRIC_TRANSMIT ? background + 8e7 : background;
	if (m == METRIC_TRANSMIT)
		return day % 40 == 0 ? background + 8e7 : NAN;
	return backup(m, background);
}

static void
what_is_lost_mostly_may_be_seen(void **state)
{
	struct activity *a = look(lost_mostly);

	(void)state;
	assert_true(activity_habit(a, METRIC_TRANSMIT)->leaks);
	assert_false(activity_habit(a, METRIC_WRITE)->leaks);
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 1);
	assert_int_equal(seen(a, METRIC_TRANSMIT).last, ODD_DAY);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_TRANSMIT, HISTORY_FIRST, LAST), 0);
	activity_free(a);
}

/*
 * A backup that CPU does not show, so fast that its counters wrap between most
 * readings, and that of reads some nights between all; on Saturdays it takes
 * two hours.  One afternoon is work, one is lost in sending alone.
 */
static double
wraps(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	bool saturday = (day - HISTORY_FIRST) % 7 == 6;
	bool afternoon = m == METRIC_TRANSMIT && in(minute, 840, 880);

	if (afternoon && day == ODD_DAY)
		return background + 8e7;
	if (afternoon && day == ODD_DAY + 2)
		return NAN;
	if (!in(minute, 70, saturday ? 190 : 90) || (m != METRIC_TRANSMIT && m != METRIC_READ))
		return background;
	if (minute >= 90 || (m == METRIC_READ && day % 3 == 0) ||
	    random_of(host->seed, (uint64_t)day, (uint64_t)minute, 900) < 0.8)
		return NAN;
	return backup(m, background);
}

/* A Sunday that loses all of the backup. */
static int32_t
lost_sunday(const struct host *host)
{
	for (int32_t day = HISTORY_FIRST + 70;; day += 7) {
		int lost = 0;

		for (int minute = 70; minute < 90; minute += 5)
			lost += isnan(wraps(host, METRIC_TRANSMIT, day, minute, 0));
		if (lost == 4)
			return day;
	}
}

static void
what_wraps_in_a_slot_is_housekeeping(void **state)
{
	struct host host = { .seed = 6,
		.measured = 1u << METRIC_CPU | 1u << METRIC_TRANSMIT | 1u << METRIC_READ |
			    1u << METRIC_WRITE,
		.threads = 16,
		.days = DAYS,
		.value = wraps };
	struct activity *a;

	(void)state;
	/* It has no 02:00 to 03:00, so nothing was lost then. */
	host.late_on = lost_sunday(&host);
	a = history_activity(&host);
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 1);
	assert_int_equal(seen(a, METRIC_TRANSMIT).last, ODD_DAY);
	assert_true(seen(a, METRIC_TRANSMIT).forgiven > 0);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_TRANSMIT, HISTORY_FIRST, LAST), 1);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_TRANSMIT, ODD_DAY + 2, ODD_DAY + 2), 1);
	activity_free(a);
}

/* The logs are rotated at midnight; each night, or now and then, a little is written after it. */
static double
after_rotation(
    const struct host *host, enum metric m, int32_t day, int minute, double background, bool writes)
{
	(void)host;
	(void)day;
	if (m != METRIC_WRITE)
		return background;
	if (in(minute, 5, 15))
		return background + 2e6;
	return writes && in(minute, 15, 35) ? background + 6e4 : background;
}

static double
now_and_then(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	return after_rotation(host, m, day, minute, background, day % 30 == 0);
}

static double
each_night(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	return after_rotation(host, m, day, minute, background, true);
}

static void
what_happens_each_night_is_no_chance(void **state)
{
	struct activity *a = look(now_and_then);

	(void)state;
	assert_int_equal(seen(a, METRIC_WRITE).days, 0);
	activity_free(a);
	a = look(each_night);
	assert_int_equal(seen(a, METRIC_WRITE).days, DAYS);
	activity_free(a);
}

/*
 * Twelve minutes of reads and writes each morning, out of step with the
 * buckets: four of them, the first and the last in part; or forty minutes.
 */
static double
each_morning(enum metric m, int minute, double background, bool long_ones)
{
	double part = in(minute, 380, 390) ? 1 : in(minute, 375, 395) ? 0.35 : 0;

	if (long_ones)
		part = in(minute, 375, 415);
	return m == METRIC_READ    ? background + 7e6 * part
	       : m == METRIC_WRITE ? background + 3e5 * part
				   : background;
}

static double
out_of_step(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	(void)day;
	return each_morning(m, minute, background, false);
}

static double
long_mornings(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	return each_morning(m, minute, background, day % 3 == 0);
}

/* On the odd day twenty minutes, out of step by less than half a bucket. */
static double
one_morning(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if (day != ODD_DAY || m != METRIC_WRITE || !in(minute, 375, 395))
		return out_of_step(host, m, day, minute, background);
	return background + 3e5 * (minute < 390 ? 1 : 0.46);
}

static void
what_touches_four_buckets_each_morning_is_brief(void **state)
{
	struct activity *a = look(out_of_step);

	(void)state;
	/* But where noise just before it makes two half-hours of one. */
	assert_in_range(seen(a, METRIC_WRITE).days, 0, DAYS / 50);
	activity_free(a);
	a = look(one_morning);
	assert_int_equal(activity_seen(a, NULL, 0, METRIC_WRITE, ODD_DAY, ODD_DAY).days, 1);
	activity_free(a);
	/* Not where more than one morning in four is no chance. */
	a = look(long_mornings);
	assert_int_equal(seen(a, METRIC_WRITE).days, DAYS);
	activity_free(a);
}

/*
 * A backup of fifteen minutes, every ninth night of thirty, of which it reads
 * ten, of less CPU than what runs for five minutes sixteen times a day; on the
 * odd day it computes without reading.
 */
static double
short_backup(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int end = day % 9 == 0 || day == ODD_DAY ? 110 : 95;

	(void)host;
	if (m == METRIC_READ)
		end = 90;
	if (in(minute, 80, end) && (m == METRIC_CPU || day != ODD_DAY))
		return backup(m, background);
	return m == METRIC_CPU && minute % 90 == 15 ? background + 6 : background;
}

static void
while_it_reads_cpu_is_as_high_as_usual(void **state)
{
	struct activity *a = look(short_backup);

	(void)state;
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 0);
	assert_int_equal(seen(a, METRIC_CPU).days, 1);
	assert_int_equal(seen(a, METRIC_CPU).last, ODD_DAY);
	activity_free(a);
}

/* A backup at 00:20, once before midnight; at noon of the day without, or of another, as much. */
static double
about_midnight(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	bool early = day == ODD_DAY && in(minute, 23 * HOUR + 10, 23 * HOUR + 50);
	bool usual = day != ODD_DAY + 1 && in(minute, 20, HOUR);
	bool noon = day == ODD_DAY + 1 && in(minute, 12 * HOUR, 12 * HOUR + 40);

	(void)host;
	return early || usual || noon ? backup(m, background) : background;
}

static void
what_ran_the_evening_before_was_not_missed(void **state)
{
	struct activity *a = look(about_midnight);

	(void)state;
	assert_in_range(seen(a, METRIC_TRANSMIT).days, 1, 2);
	assert_int_equal(seen(a, METRIC_TRANSMIT).last, ODD_DAY + 1);
	activity_free(a);
}

/* A scan at 01:10, weaker on one night in five; once in thirty nights with a job in it. */
static double
monthly_within(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	if (!in(minute, 70, 115) || (m != METRIC_CPU && m != METRIC_READ))
		return background;
	if (m == METRIC_READ)
		return background + 3e7;
	if (day % 30 == 7)
		return background + 24;
	return background + (day % 5 == 0 ? 5 : 10);
}

static void
what_a_month_brings_is_no_habit(void **state)
{
	struct activity *a = look(monthly_within);

	(void)state;
	assert_in_range(seen(a, METRIC_CPU).days, DAYS / 30, DAYS / 30 + 1);
	assert_int_equal(seen(a, METRIC_CPU).interval, 30);
	activity_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_that_reads_asks_for_reads),
		cmocka_unit_test(what_is_lost_mostly_may_be_seen),
		cmocka_unit_test(what_wraps_in_a_slot_is_housekeeping),
		cmocka_unit_test(what_happens_each_night_is_no_chance),
		cmocka_unit_test(what_touches_four_buckets_each_morning_is_brief),
		cmocka_unit_test(while_it_reads_cpu_is_as_high_as_usual),
		cmocka_unit_test(what_ran_the_evening_before_was_not_missed),
		cmocka_unit_test(what_a_month_brings_is_no_habit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
