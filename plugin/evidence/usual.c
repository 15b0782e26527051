/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "activity_private.h"
#include "level.h"

/*
 * What a metric usually does in the slots: how high it goes, and for how
 * long.  More than that on one day is foreign to the slot, and not forgiven.
 *
 * The height varies by REACH times what the median of the days' highest is
 * above their 10th percentile, by a factor of 1.8 at least and of 3.2 at most,
 * but is never more than 1.8 times what ALMOST percent of the days hold; the
 * length varies by what that percentile is above the median.  A run that
 * begins in the slot may go on a half-hour longer without interruption, and a
 * third of its length; one that ends there may begin a half-hour before; if nothing was in the
 * slot, its run may be EARLY, or as late, or be made up for later in the day.  What usually lasts
 * for more than MOST_DAILY half-hours of each day is no housekeeping.  What hardly exceeds is below
 * LOW levels above the threshold, a factor of 2.7.
 */
enum {
	ALMOST = 95, /* percent: what a month brings once is no habit of its slot */
	FINE = 16,
	LITTLE = 4,
	REACH = 3,
	LEAST_RISE = 4 * FINE,
	MOST_RISE = 8 * FINE,
	ALL_DAYS = -1,
	FEW = 40,
	TAIL = 3,
	MOST_DAILY = 8,
	EARLY = 1,
	MADE_UP = 2,
	LOW = 7
};

/* A factor of 32 below the most that is usual. */
enum { FAR = 24 };

/* CPU of so many threads is no housekeeping. */
enum { SLOT_THREADS = 8 };

/* Half-hours of the learning days that are above the threshold for twenty minutes, or at all. */
struct looks {
	const struct series *s;
	const struct habit *habit;
	uint64_t held[LEARN_DAYS], high[LEARN_DAYS];
	unsigned strong;
};

struct usual {
	uint8_t level, beside, lasts;
};

static unsigned
run_length(uint64_t held, uint64_t high, uint64_t run)
{
	return (unsigned)__builtin_popcountll((held | high) & run);
}

static uint8_t
highest(const uint8_t high[HALF_HOURS], uint64_t run)
{
	uint8_t most = LEVEL_NONE;

	for (; run != 0; run &= run - 1) {
		uint8_t level = high[__builtin_ctzll(run)];

		most = level > most ? level : most;
	}
	return most;
}

static uint8_t
most(uint8_t a, uint8_t b)
{
	return a > b ? a : b;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How much higher it may be than its median. */
static unsigned
risen(const struct histogram *h)
{
	unsigned median = histogram_quantile(h, 50);
	unsigned rise = (median - histogram_quantile(h, 10)) * REACH;

	rise = rise > LEAST_RISE ? rise : LEAST_RISE;
	return (median + (rise < MOST_RISE ? rise : MOST_RISE)) / FINE;
}

/*
 * By what it usually reaches, if that is more than at other times; if not, by
 * what is usually held; if that is nothing, little.
 */
static unsigned
most_level(const struct looks *l, const struct histogram *held, const struct histogram *high)
{
	if (histogram_quantile(high, 50) / FINE >= l->habit->burst)
		return risen(high);
	if (histogram_quantile(held, 50) / FINE >= l->habit->threshold)
		return risen(held);
	return least(risen(high), l->habit->threshold + LITTLE);
}

/* The highest of so many percent of the days, or of all days but one: one day alone is not usual.
 */
static unsigned
high_of(const struct histogram *h, unsigned percent)
{
	unsigned others = h->n > 1 ? (2 * h->n - 3) * 50 / h->n : 0;

	return histogram_quantile(h, percent < others ? percent : others);
}

/* No more is held than was on ALMOST all days, by a factor of 1.8. */
static unsigned
most_held(const struct histogram *held)
{
	return (high_of(held, ALMOST) + LEAST_RISE) / FINE;
}

/* Of few days the highest is not far out: more to spare. */
static uint8_t
most_length(const struct histogram *h)
{
	unsigned median = histogram_quantile(h, 50) / FINE;
	unsigned high = high_of(h, ALMOST) / FINE, spare = h->n < FEW ? 2 : 1;

	spare = high - median > spare ? high - median : spare;
	return (uint8_t)(high + spare);
}

/* Of a run of half-hours, over the days of a weekday or all. */
static struct usual
usual_in(const struct looks *l, uint64_t run, int day)
{
	struct histogram held = { 0 }, high = { 0 }, length = { 0 };
	unsigned level, bound, reached;

	for (size_t i = 0; i < l->s->n; i++) {
		const struct half_hours *h = &l->s->half_hours[i];

		if (day != ALL_DAYS && weekday(l->s->days[i].day) != day)
			continue;
		if (highest(h->high, run) == LEVEL_NONE)
			continue;
		held.of[highest(h->held, run)]++;
		high.of[highest(h->high, run)]++;
		length.of[run_length(l->held[i], l->high[i], run)]++;
		length.n++;
	}
	held.n = high.n = length.n;
	if (day == ALL_DAYS && histogram_quantile(&length, 50) / FINE > MOST_DAILY)
		return (struct usual){ 0 };
	bound = least(most_held(&held), l->strong - 1);
	level = least(most_level(l, &held, &high), bound);
	reached = least(risen(&high), bound);
	return (struct usual){ (uint8_t)level, most((uint8_t)level, (uint8_t)reached),
		most_length(&length) };
}

static struct usual
larger(struct usual a, struct usual b)
{
	return (struct usual){ most(a.level, b.level), most(a.beside, b.beside),
		most(a.lasts, b.lasts) };
}

uint64_t
slots_run(uint64_t mask)
{
	uint64_t from = mask & -mask;

	return mask & ~(mask + from);
}

static uint64_t
slots_on(const struct habit *habit, int d)
{
	return habit->daily | habit->weekly[d];
}

static void
learn_day(struct habit *habit, const struct looks *l, int d)
{
	for (uint64_t left = slots_on(habit, d), run; left != 0; left &= ~run) {
		struct usual u;

		run = slots_run(left);
		u = usual_in(l, run, d);
		if ((run & ~habit->daily) == 0) {
			struct usual all = usual_in(l, run, ALL_DAYS);

			u = all.lasts != 0 ? larger(u, all) : all;
		}
		for (uint64_t m = run; m != 0; m &= m - 1) {
			habit->forgives[d][__builtin_ctzll(m)] = u.level;
			habit->beside[d][__builtin_ctzll(m)] = u.beside;
			habit->lasts[d][__builtin_ctzll(m)] = u.lasts;
		}
	}
}

/* What runs past midnight is as high on both sides of it. */
static void
join_midnight(uint8_t levels[7][HALF_HOURS], int d)
{
	const int end = HALF_HOURS - 1;
	uint8_t *evening = levels[d], *morning = levels[(d + 1) % 7];
	uint8_t level = most(evening[end], morning[0]);

	if (evening[end] == 0 || morning[0] == 0)
		return;
	for (int h = end; h >= 0 && evening[h] != 0; h--)
		evening[h] = most(evening[h], level);
	for (int h = 0; h <= end && morning[h] != 0; h++)
		morning[h] = most(morning[h], level);
}

void
slots_name(struct habit *habit, const struct slots *slots)
{
	habit->daily = slots->daily;
	memcpy(habit->weekly, slots->weekly, sizeof habit->weekly);
	memcpy(habit->daily_share, slots->daily_share, sizeof habit->daily_share);
}

void
slots_levels(struct habit *habit, enum metric m, const struct capacity *capacity,
    const struct slots *slots, const struct series *s)
{
	struct looks l = {
		.s = s, .habit = habit, .strong = threads_level(m, capacity, SLOT_THREADS)
	};

	slots_name(habit, slots);
	for (size_t i = 0; i < s->n && i < LEARN_DAYS; i++) {
		l.held[i] = levels_reach(s->half_hours[i].held, habit->threshold);
		l.high[i] = levels_reach(s->half_hours[i].high, habit->burst);
	}
	for (int d = 0; d < 7; d++)
		learn_day(habit, &l, d);
	for (int d = 0; d < 7; d++)
		join_midnight(habit->forgives, d);
	for (int d = 0; d < 7; d++)
		join_midnight(habit->beside, d);
}

struct asked {
	const struct habit *habit;
	int d, away;
	const struct meanwhile *also;
	const struct half_hours *h;
};

/* No higher than usual on that weekday, at most so many half-hours away. */
static uint64_t
low_enough(const struct asked *q, uint64_t exceed)
{
	uint64_t low = 0;

	for (; exceed != 0; exceed &= exceed - 1) {
		int h = __builtin_ctzll(exceed);
		const uint8_t *most = (q->also->reading >> h & 1) != 0 ? q->habit->beside[q->d]
								       : q->habit->forgives[q->d];

		for (int i = h - q->away; i <= h + q->away; i++)
			if (i >= 0 && i < HALF_HOURS && q->h->held[h] <= most[i])
				low |= (uint64_t)1 << h;
	}
	return low;
}

/*
 * Exceeding half-hours that follow what exceeds in a slot, however briefly,
 * without interruption, and are as low; or one that precedes it.
 */
static uint64_t
tails(uint64_t slot, int n, uint64_t exceed, const uint8_t held[HALF_HOURS], uint8_t level)
{
	uint64_t low = exceed & ~levels_reach(held, level + 1), run = slot;

	run |= run >> 1 & low;
	while (n-- > 0)
		run |= run << 1 & low;
	return run & ~slot & exceed;
}

/* How many half-hours a run may go on: by how long it usually lasts, on both sides of midnight. */
static int
tail_of(const struct habit *habit, int d, uint64_t run)
{
	int lasts = habit->lasts[d][__builtin_ctzll(run)];

	if ((run & 1) != 0)
		lasts += habit->lasts[(d + 6) % 7][HALF_HOURS - 1];
	if ((run >> (HALF_HOURS - 1) & 1) != 0)
		lasts += habit->lasts[(d + 1) % 7][0];
	return 1 + lasts / TAIL;
}

/* What lasts longer than a half-hour and stays far below what is usual is something else. */
static bool
is_other(const struct half_hours *h, uint64_t run, uint8_t usual)
{
	return __builtin_popcountll(run) > 1 && highest(h->high, run) + FAR < usual;
}

/*
 * What recurs each day and did not that day, though its hours were measured,
 * may be made up for later in the day: no higher, no longer, once.  Not what
 * recurs so early that it may have run the evening before.
 */
static uint64_t
made_up_for(const struct habit *habit, int d, uint64_t left, uint64_t exceed,
    const struct half_hours *h, const struct half_hours *reads)
{
	uint64_t high = levels_reach(h->high, habit->burst), run = slots_run(habit->daily), later;
	uint64_t missed = ~levels_reach(h->high, LEVEL_ZERO) | exceed | high;
	uint8_t most = habit->forgives[d][run != 0 ? __builtin_ctzll(run) : 0];

	if (run == 0 || __builtin_ctzll(run) < MADE_UP || (around(run, MADE_UP) & missed) != 0)
		return 0;
	later = slots_run(left & ~(((uint64_t)1 << (64 - __builtin_clzll(run))) - 1));
	if (run_length(exceed, high, around(later, 1)) > habit->lasts[d][__builtin_ctzll(run)] ||
	    (levels_reach(h->held, most + 1) & later) != 0 || is_other(h, later, most) ||
	    (later & ~slots_reading(habit->reads[d][__builtin_ctzll(run)], reads)) != 0)
		return 0;
	return later;
}

/*
 * Of the forgiven, those in which as much is read as usual; what hardly
 * exceeds may be there without.
 */
static uint64_t
while_reading(const struct habit *habit, uint8_t least, uint64_t part, const struct asked *q)
{
	return part & (slots_reading(least, q->also->reads) |
			  ~levels_reach(q->h->held, habit->threshold + LOW));
}

/*
 * A counter that is often lost in slots shows by chance how high it went:
 * while reads of the slot go on, or on days that lost some of them too, as high as it likes.
 */
static uint64_t
leaked(const struct habit *habit, const struct asked *q)
{
	const struct half_hours *reads = q->also->reads;

	if (!habit->leaks || reads == NULL)
		return 0;
	return q->also->reads_lost ? all_half_hours
				   : q->also->reading | ~levels_reach(reads->high, LEVEL_ZERO);
}

uint64_t
slots_forgiven(const struct habit *habit, const struct measured_day *day, uint64_t exceed,
    const struct half_hours *h, const struct meanwhile *also)
{
	const int late = day->minutes != 1440 ? 2 : 0, d = weekday(day->day);
	uint64_t high = levels_reach(h->high, habit->burst), forgiven = 0;

	for (uint64_t left = slots_on(habit, d), run; left != 0; left &= ~run) {
		struct asked q = { habit, d, late, also, h };
		uint64_t about, part;
		int first;

		run = slots_run(left);
		first = __builtin_ctzll(run);
		if (((exceed | high) & around(run, late)) == 0)
			q.away += EARLY;
		about = around(run, q.away);
		if (run_length(exceed, high, about) > habit->lasts[d][first])
			continue;
		part = low_enough(&q, exceed & about);
		part |= tails((exceed | high) & about, tail_of(habit, d, run), exceed & ~about,
		    h->held, habit->forgives[d][first]);
		part = while_reading(habit, habit->reads[d][first], part, &q);
		part |= exceed & about & leaked(habit, &q);
		if (!is_other(h, part, habit->forgives[d][first]))
			forgiven |= part;
	}
	return forgiven | made_up_for(habit, d, exceed & ~forgiven, exceed, h, also->reads);
}
