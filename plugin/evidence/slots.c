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
 * runs an hour late.  Within reach of such a half-hour those belong to the
 * slot that exceed on CORE_SHARE percent of the days themselves.
 *
 * More than MOST_DAILY half-hours of each day, or MOST_WEEKLY of a weekday,
 * are no housekeeping.  What recurs in the day-time of most weekdays and not
 * at weekends is the working week.
 */
enum {
	JITTER = 2,
	SLOT_SHARE = 80,
	CORE_SHARE = 20,
	LEAST_DAYS = 14,
	LEAST_WEEKS = 5,
	MOST_DAILY = 12,
	MOST_WEEKLY = 24,
	DAY_FROM = 14,
	DAY_TO = 38,
	WORKING_DAYS = 3,
	SATURDAY = 5
};

/* Half-hours that exceed in a slot vary less than this times their median is above their 10th
 * percentile, or a factor of 3.2. */
enum { FINE = 16, REACH = 4, LEAST_RISE = 8 * FINE, MOST_RISE = 16 * FINE };

static const uint64_t all_half_hours = ((uint64_t)1 << HALF_HOURS) - 1;

struct days {
	struct tally measured; /* that half-hour */
	struct tally near;     /* exceed in it or within the jitter */
	struct tally exact;    /* exceed in it */
};

bool
slots_forgive(enum metric m)
{
	return m == METRIC_CPU || m == METRIC_TRANSMIT || m == METRIC_NETWORK;
}

uint64_t
around(uint64_t mask, int n)
{
	uint64_t wide = mask;

	for (int i = 1; i <= n; i++)
		wide |= mask << i | mask >> (HALF_HOURS - i) | mask >> i | mask << (HALF_HOURS - i);
	return wide & all_half_hours;
}

/* A day's mask with what neighbours have within the jitter of its midnights. */
static uint64_t
widened(uint64_t before, uint64_t mask, uint64_t after)
{
	uint64_t wide = mask;

	for (int i = 1; i <= JITTER; i++)
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

/* The half-hours that recur, and those about them that belong to them. */
static uint64_t
recurring(const struct days *days, unsigned least)
{
	uint64_t slot = 0, core = 0;

	for (int h = 0; h < HALF_HOURS; h++)
		if (tally_of(&days->measured, h) >= least &&
		    share(&days->near, days, h) >= SLOT_SHARE)
			slot |= (uint64_t)1 << h;
	slot = around(slot, JITTER);
	for (int h = 0; h < HALF_HOURS; h++)
		if ((slot >> h & 1) != 0 && share(&days->exact, days, h) >= CORE_SHARE)
			core |= (uint64_t)1 << h;
	return core;
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
	return around(mask, JITTER) & day_time;
}

static int
half_hours(uint64_t mask)
{
	return __builtin_popcountll(mask);
}

/* The highest level that is usual where a slot exceeds. */
static uint8_t
usual_level(const struct histogram *h, uint8_t strong)
{
	unsigned median = histogram_quantile(h, 50), rise;
	unsigned level;

	rise = (median - histogram_quantile(h, 10)) * REACH;
	rise = rise > LEAST_RISE ? rise : LEAST_RISE;
	rise = rise < MOST_RISE ? rise : MOST_RISE;
	level = (median + rise + FINE - 1) / FINE;
	if (strong != LEVEL_NONE && level >= strong)
		level = strong - 1;
	return (uint8_t)(level < LEVEL_MOST ? level : LEVEL_MOST);
}

static void
count_levels(struct histogram *h, uint64_t mask, const uint8_t held[HALF_HOURS])
{
	for (; mask != 0; mask &= mask - 1, h->n++)
		h->of[held[__builtin_ctzll(mask)]]++;
}

static void
learn_levels(struct habit *habit, const struct series *s, const uint64_t *exceed,
    const uint64_t daily, const uint64_t weekly[7], uint8_t strong)
{
	struct histogram all = { 0 }, of[7] = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		int d = weekday(s->days[i].day);

		count_levels(&all, exceed[i] & daily, s->half_hours[i].held);
		count_levels(&of[d], exceed[i] & weekly[d], s->half_hours[i].held);
	}
	habit->daily_level = usual_level(&all, strong);
	for (int d = 0; d < 7; d++)
		habit->weekly_level[d] = usual_level(&of[d], strong);
}

struct learnt_days {
	struct days daily, weekly[7];
};

static void
count_days(struct learnt_days *t, const struct series *s, const uint64_t *exceed)
{
	for (size_t i = 0; i < s->n; i++) {
		int32_t day = s->days[i].day;
		uint64_t before = i > 0 && s->days[i - 1].day == day - 1 ? exceed[i - 1] : 0;
		uint64_t after = i + 1 < s->n && s->days[i + 1].day == day + 1 ? exceed[i + 1] : 0;
		uint64_t near = widened(before, exceed[i], after);
		uint64_t measured = levels_reach(s->half_hours[i].held, LEVEL_ZERO);

		count_day(&t->daily, near, exceed[i], measured);
		count_day(&t->weekly[weekday(day)], near, exceed[i], measured);
	}
}

static void
learn_weekly(uint64_t weekly[7], const struct learnt_days *t, uint64_t daily)
{
	uint64_t works;

	for (int d = 0; d < 7; d++)
		weekly[d] = recurring(&t->weekly[d], LEAST_WEEKS);
	works = working(weekly) & ~around(daily, JITTER);
	for (int d = 0; d < 7; d++) {
		if (half_hours(weekly[d]) > MOST_WEEKLY)
			weekly[d] = 0;
		if (d < SATURDAY)
			weekly[d] &= ~works;
	}
}

void
slots_learn(
    struct habit *habit, enum metric m, const struct capacity *capacity, const struct series *s)
{
	struct learnt_days t = { 0 };
	uint64_t exceed[LEARN_DAYS], daily, weekly[7];

	if (!slots_forgive(m) || s->n > LEARN_DAYS)
		return;
	for (size_t i = 0; i < s->n; i++)
		exceed[i] = levels_reach(s->half_hours[i].held, habit->threshold);
	count_days(&t, s, exceed);
	for (int h = 0; h < HALF_HOURS; h++)
		habit->daily_share[h] = (uint8_t)share(&t.daily.near, &t.daily, h);
	daily = recurring(&t.daily, LEAST_DAYS);
	if (half_hours(daily) > MOST_DAILY)
		return;
	learn_weekly(weekly, &t, daily);
	learn_levels(habit, s, exceed, daily, weekly, strong_level(m, capacity));
	habit->daily = around(daily, JITTER);
	for (int d = 0; d < 7; d++)
		habit->weekly[d] = widened(weekly[(d + 6) % 7], weekly[d], weekly[(d + 1) % 7]);
}

uint64_t
slots_forgiven(
    const struct habit *habit, int32_t day, uint64_t exceed, const uint8_t held[HALF_HOURS])
{
	int d = weekday(day);
	uint64_t daily = exceed & habit->daily, weekly = exceed & habit->weekly[d];

	if (daily != 0 && habit->daily_level < LEVEL_MOST)
		daily &= ~levels_reach(held, habit->daily_level + 1);
	if (weekly != 0 && habit->weekly_level[d] < LEVEL_MOST)
		weekly &= ~levels_reach(held, habit->weekly_level[d] + 1);
	return daily | weekly;
}
