/* SPDX-License-Identifier: BSD-2-Clause */
#include <endian.h>
#include <string.h>

#include "activity_private.h"
#include "level.h"
#include "tally.h"

/*
 * A slot is a half-hour of the clock; what recurs in it on SLOT_SHARE percent
 * of days (weeks) is housekeeping, give or take JITTER half-hours: start
 * times vary, and what is scheduled in the hour that a clock change skips
 * runs an hour late.  Runs take longer at times: half-hours that follow, or
 * precede, without interruption belong to the slot if they exceed on
 * DAILY_TAIL (WEEKLY_TAIL) percent of the days.  Where a counter that is lost on most days shows it
 * by chance, LEAK_SHARE percent of days are enough.
 *
 * More than MOST_DAILY half-hours of each day, or MOST_WEEKLY of a weekday,
 * are no housekeeping.  What recurs in the day-time of most weekdays and not
 * at weekends is the working week.
 */
enum {
	JITTER = 2,
	SLOT_SHARE = 80,
	LEAK_SHARE = 45,
	DAILY_TAIL = 30,
	WEEKLY_TAIL = 30,
	LEAST_DAYS = 14,
	LEAST_WEEKS = 5,
	MOST_DAILY = 16,
	MOST_WEEKLY = 32,
	DAY_FROM = 14,
	DAY_TO = 38,
	WORKING_DAYS = 3,
	SATURDAY = 5
};

struct days {
	struct tally measured; /* that half-hour */
	struct tally near;     /* exceed in it or within the jitter */
	struct tally exact;    /* exceed in it */
};

bool
slots_forgive(enum metric m)
{
	return m == METRIC_CPU || m == METRIC_TRANSMIT || m == METRIC_NETWORK || m == METRIC_READ;
}

uint64_t
around(uint64_t mask, int n)
{
	uint64_t wide = mask;

	for (int i = 1; i <= n; i++)
		wide |= mask << i | mask >> (HALF_HOURS - i) | mask >> i | mask << (HALF_HOURS - i);
	return wide & all_half_hours;
}

/* The half-hours up to n before and after those of a day, and of the days before and after it. */
static uint64_t
widened(uint64_t before, uint64_t mask, uint64_t after, int n)
{
	uint64_t wide = mask;

	for (int i = 1; i <= n; i++)
		wide |=
		    mask << i | mask >> i | before >> (HALF_HOURS - i) | after << (HALF_HOURS - i);
	return wide & all_half_hours;
}

/* Eight levels at once: in each byte the high bit if it is t or more. */
static uint64_t
bytes_reach(uint64_t v, uint8_t t)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t low = (v | high) - ones * (t & 0x7f);

	return (t >= 0x80 ? v & low : v | low) & high;
}

uint64_t
levels_reach(const uint8_t v[HALF_HOURS], uint8_t t)
{
	uint64_t mask = 0;

	for (int i = 0; i < HALF_HOURS; i += 8) {
		uint64_t eight;

		memcpy(&eight, v + i, sizeof eight);
		eight = bytes_reach(le64toh(eight), t) >> 7;
		mask |= eight * UINT64_C(0x0102040810204080) >> 56 << i;
	}
	return mask;
}

static void
count_day(struct days *days, uint64_t near, uint64_t exact, uint64_t measured)
{
	tally_add(&days->measured, near | measured);
	tally_add(&days->near, near);
	tally_add(&days->exact, exact);
}

/* Percent of days. */
static unsigned
share(const struct tally *t, const struct days *days, int half_hour)
{
	unsigned n = tally_of(&days->measured, half_hour);

	return n != 0 ? tally_of(t, half_hour) * 100 / n : 0;
}

/* The day-time of weekdays in which the week works. */
static uint64_t
working(const uint64_t weekly[7])
{
	const uint64_t day_time = ((uint64_t)1 << DAY_TO) - ((uint64_t)1 << DAY_FROM);
	uint64_t mask = 0;

	for (int h = 0; h < HALF_HOURS; h++) {
		int n = 0;

		for (int d = 0; d < SATURDAY; d++)
			n += (weekly[d] >> h & 1) != 0;
		if (n >= WORKING_DAYS)
			mask |= (uint64_t)1 << h;
	}
	return around(mask & ~(weekly[SATURDAY] & weekly[SATURDAY + 1]), JITTER) & day_time;
}

static int
half_hours(uint64_t mask)
{
	return __builtin_popcountll(mask);
}

/* The half-hours that recur. */
static uint64_t
recurring(const struct days *days, unsigned least, unsigned percent)
{
	uint64_t mask = 0;

	for (int h = 0; h < HALF_HOURS; h++)
		if (tally_of(&days->measured, h) >= least && share(&days->near, days, h) >= percent)
			mask |= (uint64_t)1 << h;
	return mask;
}

/* The half-hours of which a share exceeds. */
static uint64_t
frequent(const struct days *days, unsigned percent)
{
	uint64_t mask = 0;

	for (int h = 0; h < HALF_HOURS; h++)
		if (share(&days->exact, days, h) >= percent)
			mask |= (uint64_t)1 << h;
	return mask;
}

struct learnt_days {
	struct days daily, weekly[7];
};

static void
count_days(struct learnt_days *t, const struct slot_days *s)
{
	for (int i = 0; i < s->n; i++) {
		uint64_t before = i > 0 ? s->exceed[i - 1] : 0;
		uint64_t after = i + 1 < s->n ? s->exceed[i + 1] : 0;
		uint64_t near = widened(before, s->exceed[i], after, JITTER);

		count_day(&t->daily, near, s->exceed[i], s->measured[i]);
		count_day(&t->weekly[weekday(s->from + i)], near, s->exceed[i], s->measured[i]);
	}
}

static uint64_t
learn_daily(const struct days *days, unsigned percent)
{
	uint64_t tail = frequent(days, DAILY_TAIL), before = 0;
	uint64_t mask = around(recurring(days, LEAST_DAYS, percent), JITTER) & tail;

	while (mask != before) {
		before = mask;
		mask |= around(mask, 1) & tail;
	}
	return mask;
}

/* Round the week: what follows midnight is the next weekday's. */
static void
learn_weekly(uint64_t weekly[7], const struct learnt_days *t, uint64_t daily)
{
	uint64_t found[7], works;
	bool more = true;

	for (int d = 0; d < 7; d++)
		found[d] = recurring(&t->weekly[d], LEAST_WEEKS, SLOT_SHARE);
	works = working(found) & ~around(daily, JITTER);
	for (int d = 0; d < 7; d++)
		weekly[d] = widened(found[(d + 6) % 7], found[d], found[(d + 1) % 7], JITTER) &
			    frequent(&t->weekly[d], WEEKLY_TAIL);
	while (more) {
		more = false;
		for (int d = 0; d < 7; d++) {
			uint64_t mask = weekly[d] | (widened(weekly[(d + 6) % 7], weekly[d],
							 weekly[(d + 1) % 7], 1) &
							frequent(&t->weekly[d], WEEKLY_TAIL));

			more |= mask != weekly[d];
			weekly[d] = mask;
		}
	}
	for (int d = 0; d < 7; d++) {
		if (d < SATURDAY)
			weekly[d] &= ~works;
		if (half_hours(weekly[d]) > MOST_WEEKLY)
			weekly[d] = 0;
	}
}

void
slot_days_add(struct slot_days *days, const struct habit *habit, const struct series *s, bool held)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct half_hours *h = &s->half_hours[i];
		int64_t n = (int64_t)s->days[i].day - days->from;

		if (n < 0 || n >= days->n)
			continue;
		days->exceed[n] |= levels_reach(h->high, habit->burst);
		if (held)
			days->exceed[n] |= levels_reach(h->held, habit->threshold);
		days->measured[n] |= levels_reach(h->high, LEVEL_ZERO);
	}
}

void
slot_days_lose(struct slot_days *days, const struct series *s)
{
	days->leaks = true;
	for (size_t i = 0; i < s->n; i++) {
		int64_t n = (int64_t)s->days[i].day - days->from;

		if (n >= 0 && n < days->n)
			days->exceed[n] |=
			    days->measured[n] & ~levels_reach(s->half_hours[i].high, LEVEL_ZERO);
	}
}

/* What ends at midnight may end after it, and begin before it. */
static uint64_t
past_midnight(uint64_t before, uint64_t mask, uint64_t after)
{
	const uint64_t ends = 1 | (uint64_t)1 << (HALF_HOURS - 1);

	return widened(before, mask, after, 1) & ends;
}

void
slots_learn(struct slots *slots, const struct slot_days *s)
{
	struct learnt_days t = { 0 };
	uint64_t daily, weekly[7];

	*slots = (struct slots){ 0 };
	count_days(&t, s);
	for (int h = 0; h < HALF_HOURS; h++)
		slots->daily_share[h] = (uint8_t)share(&t.daily.near, &t.daily, h);
	daily = learn_daily(&t.daily, s->leaks ? LEAK_SHARE : SLOT_SHARE);
	if (half_hours(daily) > MOST_DAILY)
		return;
	learn_weekly(weekly, &t, daily);
	slots->daily = daily | past_midnight(daily, daily, daily);
	for (int d = 0; d < 7; d++)
		slots->weekly[d] =
		    weekly[d] | past_midnight(weekly[(d + 6) % 7], weekly[d], weekly[(d + 1) % 7]);
}
