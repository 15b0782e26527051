/* SPDX-License-Identifier: BSD-2-Clause */
/* What is taken for work, and what not: made-up hosts, measured as real ones are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "history.h"
#include "level.h"

enum { DAYS = 430, HOUR = 60, SUNDAY = 6, LAST = HISTORY_FIRST + DAYS - 1 };

static const uint32_t usual = 1u << METRIC_CPU | 1u << METRIC_TRANSMIT | 1u << METRIC_READ |
			      1u << METRIC_WRITE | 1u << METRIC_LOGINS | 1u << METRIC_SESSIONS;

typedef double value_of(const struct host *, enum metric, int32_t, int, double);

static int
weekday(int32_t day)
{
	return (day + 3) % 7; /* Monday is 0 */
}

static struct activity *
look(value_of *value)
{
	const struct host host = {
		.seed = 11, .measured = usual, .threads = 16, .days = DAYS, .value = value
	};

	return history_activity(&host);
}

static struct work_seen
seen(const struct activity *a, enum metric m)
{
	return activity_seen(a, NULL, 0, m, HISTORY_FIRST, LAST);
}

static void
assert_idle(const struct activity *a)
{
	static const enum metric work[] = { METRIC_CPU, METRIC_TRANSMIT, METRIC_WRITE,
		METRIC_LOGINS, METRIC_SESSIONS };

	for (size_t i = 0; i < sizeof work / sizeof *work; i++)
		assert_int_equal(seen(a, work[i]).days, 0);
}

/* A minute of work in [from, to) of the day by the clock, past midnight too. */
static bool
in(int minute, double from, double to)
{
	return (minute >= from && minute < to) || minute + 1440 < to;
}

static void
zombie(void **state)
{
	struct activity *a = look(NULL);
	struct work_seen s = seen(a, METRIC_CPU);
	const struct habit *h = activity_habit(a, METRIC_TRANSMIT);
	size_t n;

	(void)state;
	assert_idle(a);
	assert_int_equal(s.coverage, 10000);
	assert_int_equal(s.slot_coverage, 10000);
	assert_int_equal(s.gap, 0);
	assert_int_equal(s.last, DAY_ABSENT);
	assert_int_equal(activity_first(a), HISTORY_FIRST);
	assert_int_equal(activity_metrics(a), usual & ~(1u << METRIC_READ));
	assert_null(activity_habit(a, METRIC_DISK));
	assert_int_equal(activity_day(a, NULL, 0, METRIC_WRITE, LAST), DAY_QUIET);
	assert_int_equal(activity_day(a, NULL, 0, METRIC_WRITE, LAST + 1), DAY_UNKNOWN);
	activity_events(a, NULL, 0, &n);
	assert_int_equal(n, 0);
	/* Nobody works there: the same in office hours and at weekends, to within a tenth. */
	assert_true(abs(h->office_fine - h->weekend_fine) < 11);
	activity_free(a);
}

/* Reads and sends from about 01:00; for an hour, on Sundays for five. */
static double
backup(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double start = 50 + 25 * random_of(host->seed, (uint64_t)day, 1, 0);
	double length = (weekday(day) == SUNDAY ? 300 : 45) *
			(0.8 + 0.4 * random_of(host->seed, (uint64_t)day, 2, 0));

	if (!in(minute, start, start + length))
		return background;
	switch (m) {
	case METRIC_CPU: return background + 6;
	case METRIC_TRANSMIT: return background + 2e7;
	case METRIC_READ: return background + 3e7;
	default: return background;
	}
}

static void
nightly_backup(void **state)
{
	struct activity *a = look(backup);
	struct work_seen s = seen(a, METRIC_TRANSMIT);
	const struct habit *h = activity_habit(a, METRIC_TRANSMIT);

	(void)state;
	assert_idle(a);
	assert_true(s.forgiven > DAYS);
	assert_true((h->daily & 0xc) != 0);
	assert_int_equal(h->daily >> 12, 0);
	assert_int_equal(activity_day(a, NULL, 0, METRIC_TRANSMIT, LAST), DAY_HOUSEKEEPING);
	activity_free(a);
}

static double
batch(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if (m == METRIC_WRITE && in(minute, 60, 90))
		return background + 1e5;
	return backup(host, m, day, minute, background);
}

static void
what_writes_each_night_is_work(void **state)
{
	struct activity *a = look(batch);

	(void)state;
	assert_true(seen(a, METRIC_WRITE).days >= DAYS - 5);
	assert_int_equal(seen(a, METRIC_WRITE).interval, 1);
	activity_free(a);
}

/* One thread from 02:00 for a quarter of an hour, on Saturdays for eight hours. */
static double
scanner(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double start = 115 + 10 * random_of(host->seed, (uint64_t)day, 3, 0);
	double length = weekday(day) == SUNDAY - 1 ? 480 : 15;

	if (!in(minute, start, start + length))
		return background;
	return m == METRIC_CPU ? background + 7 : m == METRIC_READ ? 2e7 : background;
}

static void
scanner_with_a_full_scan(void **state)
{
	struct activity *a = look(scanner);

	(void)state;
	assert_idle(a);
	assert_true(seen(a, METRIC_CPU).forgiven > 16 * 52);
	activity_free(a);
}

/* Each 31 days, twenty-five minutes; what it does is drawn from the seed. */
static double
monthly(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	static const struct {
		enum metric metric;
		double value;
	} shows[] = { { METRIC_CPU, 2 }, { METRIC_CPU, 60 }, { METRIC_TRANSMIT, 9000 },
		{ METRIC_TRANSMIT, 1e8 }, { METRIC_WRITE, 5e4 }, { METRIC_WRITE, 1e8 } };
	int start = (int)(host->seed % 48) * 30 + 5;

	if ((day - HISTORY_FIRST) % 31 == 7 && in(minute, start, start + 25) &&
	    m == shows[host->seed % 6].metric)
		background += shows[host->seed % 6].value;
	return background;
}

static double
monthly_beside_backup(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	return fmax(
	    monthly(host, m, day, minute, background), backup(host, m, day, minute, background));
}

static void
a_monthly_job_is_found_each_time(void **state)
{
	static const enum metric of[] = { METRIC_CPU, METRIC_CPU, METRIC_TRANSMIT, METRIC_TRANSMIT,
		METRIC_WRITE, METRIC_WRITE };

	(void)state;
	for (uint64_t seed = 300; seed < 324; seed++) {
		struct host host = { .seed = seed,
			.measured = usual,
			.threads = 16,
			.days = DAYS,
			.value = monthly };
		struct activity *a = history_activity(&host);
		struct work_seen s = seen(a, of[seed % 6]);

		assert_int_equal(s.days, 14);
		assert_int_equal(s.last, HISTORY_FIRST + 7 + 13 * 31);
		assert_int_equal(s.interval, 31);
		activity_free(a);
		/* By day it is found beside a backup too, also on Sundays. */
		host.value = monthly_beside_backup;
		a = history_activity(&host);
		if (seed % 48 >= 16 && seed % 48 < 44)
			assert_int_equal(seen(a, of[seed % 6]).days, 14);
		activity_free(a);
	}
}

/* In the backup's own time, each quarter: higher than it, longer than it. */
static double
quarterly_in_slot(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	bool higher = host->seed % 2 == 0;
	double value = backup(host, m, day, minute, background);

	if ((day - HISTORY_FIRST) % 91 != 33)
		return value;
	if (higher && m == METRIC_CPU && in(minute, 60, 90))
		return value + 40;
	if (!higher && m == METRIC_TRANSMIT && in(minute, 0, 4 * HOUR))
		return value + 1e7;
	return value;
}

static void
a_slot_forgives_no_more_than_usual(void **state)
{
	(void)state;
	for (uint64_t seed = 40; seed < 46; seed++) {
		const struct host host = { .seed = seed,
			.measured = usual,
			.threads = 16,
			.days = DAYS,
			.value = quarterly_in_slot };
		struct activity *a = history_activity(&host);
		enum metric m = seed % 2 == 0 ? METRIC_CPU : METRIC_TRANSMIT;

		assert_int_equal(seen(a, m).days, 5);
		activity_free(a);
	}
}

/* After half the history the backup runs three hours later. */
static double
moved_backup(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int later = day >= HISTORY_FIRST + 200 ? 3 * HOUR : 0;

	if (minute < later)
		return background;
	return backup(host, m, day, minute - later, background);
}

static void
a_slot_may_move(void **state)
{
	struct activity *a = look(moved_backup);

	(void)state;
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 0);
	assert_int_equal(seen(a, METRIC_CPU).days, 0);
	assert_true(seen(a, METRIC_TRANSMIT).forgiven > DAYS);
	activity_free(a);
}

/* The nightly backup fails each third month, and is made up for at noon; with nothing missed, that
 * is work. */
static double
made_up_backup(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	bool noon = in(minute, 12 * HOUR, 14 * HOUR), failed = day % 91 == 0;

	if (noon && (failed || (host->seed % 2 != 0 && day % 91 == 1)))
		return backup(host, m, day, minute - 11 * HOUR, background);
	return failed ? background : backup(host, m, day, minute, background);
}

static void
what_failed_may_be_made_up_for(void **state)
{
	(void)state;
	for (uint64_t seed = 60; seed < 64; seed++) {
		const struct host host = { .seed = seed,
			.measured = usual,
			.threads = 16,
			.days = DAYS,
			.value = made_up_backup };
		struct activity *a = history_activity(&host);

		if (seed % 2 == 0)
			assert_int_equal(seen(a, METRIC_TRANSMIT).days, 0);
		else
			assert_in_range(seen(a, METRIC_TRANSMIT).days, 4, 5);
		activity_free(a);
	}
}

/* All of each Saturday. */
static double
whole_saturdays(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	(void)minute;
	return m == METRIC_TRANSMIT && weekday(day) == SUNDAY - 1 ? background + 1e6 : background;
}

static void
a_whole_day_each_week_is_work(void **state)
{
	struct activity *a = look(whole_saturdays);

	(void)state;
	assert_in_range(seen(a, METRIC_TRANSMIT).days, DAYS / 7, DAYS / 7 + 1);
	activity_free(a);
}

/* Six hours a day of CPU and sending recur like a backup, but are none. */
static double
busy(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	(void)day;
	if (!in(minute, 9 * HOUR, 15 * HOUR))
		return background;
	return m == METRIC_CPU ? 30 : m == METRIC_TRANSMIT ? 1e6 : background;
}

static double
office(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	return weekday(day) < 5 ? busy(host, m, day, minute, background) : background;
}

static void
days_of_work_are_no_slot(void **state)
{
	struct activity *a = look(busy);

	(void)state;
	assert_int_equal(seen(a, METRIC_CPU).days, DAYS);
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, DAYS);
	activity_free(a);
	a = look(office);
	assert_true(seen(a, METRIC_CPU).days >= DAYS * 5 / 7);
	activity_free(a);
}

/* Half as much again in office hours of weekdays, far below any floor. */
static double
licence(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	if (m == METRIC_TRANSMIT && weekday(day) < 5 && in(minute, 8 * HOUR, 18 * HOUR))
		return background * 1.5;
	return background;
}

static void
the_working_week_shows(void **state)
{
	struct activity *a = look(licence);
	const struct habit *h = activity_habit(a, METRIC_TRANSMIT);

	(void)state;
	assert_true(habit_value(h->office_fine) > 1.35 * habit_value(h->weekend_fine));
	assert_true(habit_value(h->office_fine) < 1.65 * habit_value(h->weekend_fine));
	assert_int_equal(h->office_n, 112 * 5 / 7 * 16);
	assert_int_equal(h->weekend_n, 112 * 2 / 7 * 16);
	activity_free(a);
}

/* Twelve minutes of writing each morning, at any minute: part of four buckets. */
static double
maintenance(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double start = 380 + 20 * random_of(host->seed, (uint64_t)day, 5, 0);
	double part = fmin(minute + 5, start + 12) - fmax(minute, start);

	if (part <= 0)
		return background;
	part /= 5;
	switch (m) {
	case METRIC_CPU: return background + 8 * part;
	case METRIC_READ: return background + 2e7 * part;
	case METRIC_WRITE: return background + 4e5 * part;
	default: return background;
	}
}

static void
maintenance_of_minutes_is_no_work(void **state)
{
	struct activity *a = look(maintenance);

	(void)state;
	assert_idle(a);
	activity_free(a);
}

/* And a batch of half an hour that follows it, a tenth as high. */
static double
after_maintenance(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double value = maintenance(host, m, day, minute, background);

	if (m == METRIC_WRITE && in(minute, 425, 465))
		return fmax(value, background + 4e4);
	return value;
}

static void
a_batch_beside_a_peak_is_work(void **state)
{
	struct activity *a = look(after_maintenance);

	(void)state;
	assert_true(seen(a, METRIC_WRITE).days > DAYS * 9 / 10);
	activity_free(a);
}

/* A look of fifteen minutes each week; on day 200 somebody works for an hour. */
static double
logins(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int length = day == HISTORY_FIRST + 200 ? 60 : day % 7 == 0 ? 15 : 0;

	(void)host;
	if (m == METRIC_LOGINS && in(minute, 600, 600 + length))
		return 1;
	return background;
}

static void
looks_are_no_work(void **state)
{
	struct activity *a = look(logins);
	struct work_seen s = seen(a, METRIC_LOGINS);
	const struct work_event *e;
	size_t n;

	(void)state;
	assert_int_equal(s.days, 1);
	assert_int_equal(s.last, HISTORY_FIRST + 200);
	assert_true(s.bursts >= 55);
	assert_int_equal(activity_day(a, NULL, 0, METRIC_LOGINS, s.last), DAY_WORK);
	e = activity_events(a, NULL, 0, &n);
	assert_int_equal(n, 1);
	assert_int_equal(e->day, HISTORY_FIRST + 200);
	assert_int_equal(e->metric, METRIC_LOGINS);
	assert_int_equal(e->half_hour, 20);
	assert_int_equal(e->length, 2);
	assert_int_equal(e->level, level_of(1));
	activity_free(a);
}

/* Patches of forty minutes each 28 days; the odd ones end in a restart. */
static double
patches(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int n = (day - HISTORY_FIRST) / 28;
	bool patched = (day - HISTORY_FIRST) % 28 == 9;

	(void)host;
	if (m == METRIC_UPTIME && n > 0)
		return ((((day - HISTORY_FIRST - 37) % 56 + 56) % 56) * 1440.0 + minute -
			   23.0 * HOUR) *
				   60 >
			       0
			   ? ((((day - HISTORY_FIRST - 37) % 56 + 56) % 56) * 1440.0 + minute -
				 23.0 * HOUR) *
				 60
			   : 56 * 86400.0 + minute * 60 - 23 * 3600.0;
	if (patched && m == METRIC_WRITE && in(minute, 22 * HOUR + 15, 22 * HOUR + 55))
		return 5e6;
	return background;
}

static void
patches_end_in_a_restart(void **state)
{
	const struct host host = { .seed = 5,
		.measured = usual | 1u << METRIC_UPTIME,
		.threads = 16,
		.days = DAYS,
		.value = patches };
	struct activity *a = history_activity(&host);
	int32_t day;

	(void)state;
	assert_int_equal(activity_restarts(a, HISTORY_FIRST, LAST, &day), 8);
	assert_int_equal(day, HISTORY_FIRST + 37 + 7 * 56);
	/* Of sixteen nights of patches the even ones look like any other job. */
	assert_int_equal(seen(a, METRIC_WRITE).days, 8);
	activity_free(a);
}

/* Something writes in the last hour of all, or, of uneven seeds, at noon of that day. */
static double
written_last(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int start = host->seed % 2 != 0 ? 12 * HOUR : 23 * HOUR;

	if (m == METRIC_WRITE && day == LAST && in(minute, start, start + HOUR))
		return 1e6;
	return patches(host, m, day, minute, background);
}

static void
a_restart_may_follow_the_last_day(void **state)
{
	(void)state;
	for (uint64_t seed = 6; seed < 8; seed++) {
		const struct host host = { .seed = seed,
			.measured = usual | 1u << METRIC_UPTIME,
			.threads = 16,
			.days = DAYS,
			.value = written_last };
		struct activity *a = history_activity(&host);
		struct work_seen s = activity_seen(a, NULL, 0, METRIC_WRITE, LAST, LAST);

		assert_int_equal(s.days, seed % 2);
		activity_free(a);
	}
}

/* On that day the clock jumps over the hour in which the backup is due: it runs an hour late. */
static double
skipped_hour(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int start = day == host->late_on ? 190 : 130;

	if (!in(minute, start, start + 40))
		return background;
	return m == METRIC_TRANSMIT ? 1e7 : m == METRIC_READ ? 2e7 : background;
}

static void
a_skipped_hour_makes_late(void **state)
{
	const struct host host = { .seed = 7,
		.measured = usual,
		.threads = 16,
		.days = DAYS,
		.late_on = HISTORY_FIRST + 77,
		.value = skipped_hour };
	struct activity *a = history_activity(&host);

	(void)state;
	assert_idle(a);
	assert_true(
	    activity_seen(a, NULL, 0, METRIC_TRANSMIT, host.late_on, host.late_on).forgiven > 0);
	activity_free(a);
}

/* Writing is not measured while the host sends each night. */
static double
blind(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	(void)day;
	if (!in(minute, 60, 150))
		return background;
	return m == METRIC_WRITE ? NAN : m == METRIC_TRANSMIT ? 1e7 : background;
}

static void
nothing_is_forgiven_unseen(void **state)
{
	struct activity *a = look(blind);

	(void)state;
	assert_true(seen(a, METRIC_TRANSMIT).days > DAYS - 5);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_WRITE, HISTORY_FIRST, LAST), DAYS);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_TRANSMIT, HISTORY_FIRST, LAST), 0);
	activity_free(a);
}

/* Twenty minutes of writing are lost each week, within a half-hour. */
static double
lost_at_work(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	return m == METRIC_WRITE && day % 7 == 0 && in(minute, 65, 85) ? NAN : background;
}

static void
what_is_lost_alone_is_counted(void **state)
{
	struct activity *a = look(lost_at_work);

	(void)state;
	assert_in_range(activity_blind(a, NULL, 0, METRIC_WRITE, HISTORY_FIRST, LAST), 61, 62);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_CPU, HISTORY_FIRST, LAST), 0);
	activity_free(a);
}

/* A backup at 02:00; once it sends a little from 00:40 on until it begins. */
static double
before_backup(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	if (in(minute, 120, 200))
		return m == METRIC_TRANSMIT || m == METRIC_READ ? 3e6 : background;
	if (m == METRIC_TRANSMIT && day == HISTORY_FIRST + 300 && in(minute, 40, 120))
		return background + 3e4;
	return background;
}

static void
what_comes_before_a_slot_is_work(void **state)
{
	struct activity *a = look(before_backup);

	(void)state;
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 1);
	assert_int_equal(seen(a, METRIC_TRANSMIT).last, HISTORY_FIRST + 300);
	activity_free(a);
}

/* The same backup; once it does not run, and little is sent at its hour. */
static double
instead_of_backup(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if (day != HISTORY_FIRST + 300)
		return before_backup(host, m, day, minute, background);
	return m == METRIC_TRANSMIT && in(minute, 120, 200) ? background + 1e4 : background;
}

static void
what_is_far_below_a_slot_is_work(void **state)
{
	struct activity *a = look(instead_of_backup);

	(void)state;
	assert_int_equal(seen(a, METRIC_TRANSMIT).days, 1);
	assert_int_equal(seen(a, METRIC_TRANSMIT).last, HISTORY_FIRST + 300);
	activity_free(a);
}

/* Ten minutes of maintenance at 04:10; on one day 45 minutes of writing about it. */
static double
in_maintenance(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	if (m == METRIC_WRITE && in(minute, 250, 260))
		return 8e5;
	if (m == METRIC_WRITE && day == HISTORY_FIRST + 300 && in(minute, 245, 290))
		return background + 9e4;
	return background;
}

static void
maintenance_is_brief(void **state)
{
	struct activity *a = look(in_maintenance);

	(void)state;
	assert_int_equal(seen(a, METRIC_WRITE).days, 1);
	assert_int_equal(seen(a, METRIC_WRITE).last, HISTORY_FIRST + 300);
	activity_free(a);
}

/* Each night a backup of an hour, whose sending, once, or writing is lost; and one afternoon. */
static double
lost_in_backup(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	bool backup = in(minute, 65, 125), lost = in(minute, 70, 115);

	if (m == METRIC_TRANSMIT && day == HISTORY_FIRST + 300 && in(minute, 905, 945))
		return NAN;
	if (!backup)
		return background;
	if (m == METRIC_TRANSMIT)
		return lost ? NAN : 3e6;
	if (m == METRIC_WRITE && host->seed == 8 && lost)
		return NAN;
	return m == METRIC_READ ? 4e7 : m == METRIC_CPU ? background + 3 : background;
}

static void
what_is_lost_in_a_slot_is_explained(void **state)
{
	struct host host = {
		.seed = 7, .measured = usual, .threads = 16, .days = DAYS, .value = lost_in_backup
	};
	struct activity *a = history_activity(&host);

	(void)state;
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_TRANSMIT, HISTORY_FIRST + 30, LAST), 1);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_WRITE, HISTORY_FIRST, LAST), 0);
	activity_free(a);
	/* Slots do not forgive writing, whatever else goes on. */
	host.seed = 8;
	a = history_activity(&host);
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_WRITE, HISTORY_FIRST, LAST), DAYS);
	activity_free(a);
}

/* Writing is lost during the patches. */
static double
patches_lost(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double value = patches(host, m, day, minute, background);

	return m == METRIC_WRITE && value >= 5e6 ? NAN : value;
}

static void
what_is_lost_before_a_restart_is_explained(void **state)
{
	const struct host host = { .seed = 5,
		.measured = usual | 1u << METRIC_UPTIME,
		.threads = 16,
		.days = DAYS,
		.value = patches_lost };
	struct activity *a = history_activity(&host);

	(void)state;
	assert_int_equal(activity_blind(a, NULL, 0, METRIC_WRITE, HISTORY_FIRST, LAST), 8);
	activity_free(a);
}

/* Two days without any, one without CPU in the evening, and never between 03:00 and 04:00. */
static double
gaps(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int n = day - HISTORY_FIRST;

	(void)host;
	if (n == 100 || n == 101 || (n == 102 && minute < 8 * HOUR))
		return NAN;
	if (m == METRIC_CPU && ((n == 250 && minute >= 12 * HOUR) || in(minute, 180, 240)))
		return NAN;
	return background;
}

static void
gaps_are_no_silence(void **state)
{
	struct activity *a = look(gaps);
	struct work_seen s = seen(a, METRIC_WRITE);
	int32_t as_of = LAST + 1;

	(void)state;
	assert_int_equal(s.gap, 56 * HOUR);
	assert_int_equal(s.coverage, 10000 - 56 * HOUR * 10000 / (DAYS * 1440) - 1);
	assert_int_equal(s.slot_coverage, (DAYS - 3) * 10000 / DAYS);
	s = seen(a, METRIC_CPU);
	assert_int_equal(s.slot_coverage, 0);
	assert_true(s.coverage < 9600);
	assert_int_equal(activity_day(a, NULL, 0, METRIC_CPU, HISTORY_FIRST + 100), DAY_UNKNOWN);
	/* Before the first day nothing is known. */
	s = activity_seen(a, NULL, 0, METRIC_WRITE, HISTORY_FIRST - 20, HISTORY_FIRST + 19);
	assert_int_equal(s.coverage, 5000);
	assert_int_equal(s.gap, 20 * 1440);
	/* The gap must have left the window. */
	assert_int_equal(activity_complete_on(a, METRIC_WRITE, as_of, 100, 9500, 1440), as_of);
	assert_int_equal(activity_complete_on(a, METRIC_WRITE, as_of, 400, 9500, 1440),
	    HISTORY_FIRST + 102 + 400);
	/* One day of 35 may be lost. */
	assert_int_equal(activity_complete_on(a, METRIC_DISK, as_of, 35, 9500, 1440), as_of + 34);
	activity_free(a);
}

/* Nearly half of the hours at work on more than one thread of 96, by night and day. */
static double
half_at_work(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	uint64_t hour = (uint64_t)day * 24 + (uint64_t)minute / HOUR;

	if (m == METRIC_CPU && random_of(host->seed, hour, 8, 0) < 0.45)
		return background + 1.4;
	return background;
}

static void
much_work_is_no_background(void **state)
{
	const struct host host = {
		.seed = 9, .measured = usual, .threads = 96, .days = DAYS, .value = half_at_work
	};
	struct activity *a = history_activity(&host);

	(void)state;
	assert_true(seen(a, METRIC_CPU).days > DAYS * 9 / 10);
	activity_free(a);
}

static double
draw_power(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	(void)host;
	(void)minute;
	if (m != METRIC_POWER)
		return background;
	return day < HISTORY_FIRST + 50 ? 100 : day % 2 == 0 ? 180 : 220;
}

static void
power_is_remembered(void **state)
{
	const struct host host = { .seed = 9,
		.measured = usual | 1u << METRIC_POWER,
		.threads = 16,
		.days = DAYS,
		.value = draw_power };
	struct activity *a = history_activity(&host), *none = look(NULL);
	struct power_seen p;

	(void)state;
	assert_true(activity_power(a, LAST - 99, LAST, &p));
	assert_true(fabs(p.mean - 200) < 0.1);
	assert_true(fabs(p.lowest - 100) < 0.1);
	assert_true(fabs(p.variation - 0.1) < 0.001);
	assert_int_equal(p.coverage, 10000);
	assert_false(activity_power(none, LAST - 99, LAST, &p));
	activity_free(none);
	activity_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zombie),
		cmocka_unit_test(nightly_backup),
		cmocka_unit_test(what_writes_each_night_is_work),
		cmocka_unit_test(scanner_with_a_full_scan),
		cmocka_unit_test(a_monthly_job_is_found_each_time),
		cmocka_unit_test(a_slot_forgives_no_more_than_usual),
		cmocka_unit_test(a_whole_day_each_week_is_work),
		cmocka_unit_test(a_slot_may_move),
		cmocka_unit_test(what_failed_may_be_made_up_for),
		cmocka_unit_test(days_of_work_are_no_slot),
		cmocka_unit_test(the_working_week_shows),
		cmocka_unit_test(maintenance_of_minutes_is_no_work),
		cmocka_unit_test(a_batch_beside_a_peak_is_work),
		cmocka_unit_test(looks_are_no_work),
		cmocka_unit_test(patches_end_in_a_restart),
		cmocka_unit_test(a_restart_may_follow_the_last_day),
		cmocka_unit_test(a_skipped_hour_makes_late),
		cmocka_unit_test(nothing_is_forgiven_unseen),
		cmocka_unit_test(what_is_lost_alone_is_counted),
		cmocka_unit_test(what_comes_before_a_slot_is_work),
		cmocka_unit_test(what_is_far_below_a_slot_is_work),
		cmocka_unit_test(maintenance_is_brief),
		cmocka_unit_test(what_is_lost_in_a_slot_is_explained),
		cmocka_unit_test(what_is_lost_before_a_restart_is_explained),
		cmocka_unit_test(gaps_are_no_silence),
		cmocka_unit_test(much_work_is_no_background),
		cmocka_unit_test(power_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
