/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "habit.h"
#include "level.h"
#include "tally.h"

/*
 * A background's levels are about as far above their median as below; what is
 * above may be work, so its spread is taken below: from the 10th percentile to
 * the median.  (REACH times that is 5.8 standard deviations of a log-normal
 * background, whose held levels are the minimum of four buckets besides.)  A
 * spread beyond a decade is no background.
 */
enum { FINE = 16, REACH = 7, REACH_OF = 2, LEAST_STEP = 3 * FINE, MOST_STEP = 16 * FINE };

/*
 * Absolute bounds, so that a rounding step is no work: below `nothing` all
 * values are the same, and a threshold is at least `least` above the median,
 * and `most` at most: so much is work, however restless the host.
 * CPU in hundredths of one thread, of a host that has ASSUMED_THREADS where
 * that is not known; rates in B/s.  fixed: the threshold itself.
 */
static const struct bounds {
	double nothing, least, most, fixed;
} bounds[METRICS] = {
	[METRIC_CPU] = { .nothing = 2, .least = 15, .most = 100 },
	[METRIC_TRANSMIT] = { .nothing = 200, .least = 1500, .most = 1e6 },
	[METRIC_READ] = { .nothing = 5000, .least = 100000, .most = 1e9 },
	[METRIC_NETWORK] = { .nothing = 1000, .least = 4000, .most = 2e6 },
	[METRIC_WRITE] = { .nothing = 500, .least = 2500, .most = 1e6 },
	[METRIC_DISK] = { .nothing = 1000, .least = 30000, .most = 2e6 },
	[METRIC_LOGINS] = { .fixed = 1 },
	[METRIC_SESSIONS] = { .fixed = 1 },
};

enum { ASSUMED_THREADS = 16 };

/* Office hours of weekdays: 09:00 to 17:00. */
enum { OFFICE_FROM = 18, OFFICE_TO = 34, SATURDAY = 5 };

/* Buckets are higher than what is held of them, by what recurs each hour or half-hour: bursts are
 * well above the upper quarter of the highest. */
enum { BURST_STEP = 3 };

enum { FEW_DAYS = 10, BUSY = 25 };

/* Levels of a peak above what is held, a factor of 2.4: its first and last bucket are touched in
 * part. */
enum { TOUCHING = 6 };

static double
unit(enum metric m, const struct capacity *capacity)
{
	if (m != METRIC_CPU)
		return 1;
	return 1.0 / (capacity->threads != 0 ? capacity->threads : ASSUMED_THREADS);
}

bool
habit_is_learnt(enum metric m)
{
	return bounds[m].fixed == 0;
}

unsigned
threads_level(enum metric m, const struct capacity *capacity, int threads)
{
	if (m != METRIC_CPU)
		return LEVEL_MOST + 1;
	return level_reaching(threads * 100 * unit(m, capacity));
}

unsigned
histogram_quantile(const struct histogram *h, unsigned percent)
{
	uint64_t rank = (uint64_t)h->n * percent, below = 0;

	for (unsigned level = 0; level < 256; level++) {
		uint64_t here = (uint64_t)h->of[level] * 100;

		if (here != 0 && below + here >= rank)
			return level * FINE + (unsigned)((rank - below) * (FINE - 1) / here);
		below += here;
	}
	return 0;
}

double
habit_value(uint16_t fine)
{
	if (fine < LEVEL_LEAST * FINE)
		return 0;
	return 0.001 * pow(10, (fine - LEVEL_LEAST * FINE + 0.5) / FINE / LEVEL_DECADE);
}

static void
add(struct histogram *h, const uint8_t *v, int n, uint8_t least)
{
	for (int i = 0; i < n; i++)
		h->of[v[i] != LEVEL_NONE && v[i] < least ? least : v[i]]++;
}

/* Done adding: what was not measured is out. */
static void
close(struct histogram *h)
{
	h->of[LEVEL_NONE] = 0;
	h->n = 0;
	for (int i = 0; i < 256; i++)
		h->n += h->of[i];
}

/*
 * As if each value lay anywhere within a level of its own: what the store made
 * coarse stands at every other level (block.h), and a median would jump from
 * one of these to the next.
 */
static struct histogram
smooth(const struct histogram *h)
{
	struct histogram s = { 4 * h->n, { 0 } };

	for (unsigned level = 0; level < 256; level++) {
		bool spreads = level > LEVEL_LEAST && level < LEVEL_MOST;
		uint32_t side = spreads ? h->of[level] : 0;

		s.of[level] += 4 * h->of[level] - 2 * side;
		if (spreads) {
			s.of[level - 1] += side;
			s.of[level + 1] += side;
		}
	}
	return s;
}

static unsigned
smooth_quantile(const struct histogram *h, unsigned percent)
{
	struct histogram s = smooth(h);

	return histogram_quantile(&s, percent);
}

static unsigned
step(unsigned median, unsigned low)
{
	unsigned n = (median - low) * REACH / REACH_OF;

	n = n > LEAST_STEP ? n : LEAST_STEP;
	return n < MOST_STEP ? n : MOST_STEP;
}

/* Rounded up to a level. */
static uint8_t
threshold(unsigned median, unsigned low, double least, double most)
{
	double value = habit_value((uint16_t)median);
	unsigned level = (median + step(median, low) + FINE - 1) / FINE;
	unsigned lowest = level_reaching(value + least), highest = level_reaching(value + most);

	level = level > lowest ? level : lowest;
	return (uint8_t)(level < highest ? level : highest);
}

static uint8_t
learn_threshold(const struct histogram *h, enum metric m, const struct capacity *capacity)
{
	const struct bounds *b = &bounds[m];
	double one = unit(m, capacity);

	if (b->fixed > 0)
		return level_reaching(b->fixed);
	return threshold(
	    smooth_quantile(h, 50), smooth_quantile(h, 10), b->least * one, b->most * one);
}

/* What is reached on so many percent of days at each hour, sorted: work by the clock stands at few
 * hours, work by chance on few days. */
struct reach {
	unsigned percent;
	size_t n;
	unsigned at[HALF_HOURS];
};

static void
add_reach(struct reach *r, const struct histogram *day)
{
	unsigned level = histogram_quantile(day, r->percent);
	size_t k = r->n++;

	for (; k > 0 && r->at[k - 1] > level; k--)
		r->at[k] = r->at[k - 1];
	r->at[k] = level;
}

/* At so many percent of the hours, in levels. */
static unsigned
reached(const struct reach *r, unsigned hours)
{
	return r->n != 0 ? r->at[r->n * hours / 100] / FINE : 0;
}

static void
learn_reach(const struct series *s, uint8_t nothing, struct reach *often, struct reach *seldom)
{
	for (int i = 0; i < HALF_HOURS; i++) {
		struct histogram held = { 0 }, high = { 0 };

		for (size_t d = 0; d < s->n; d++) {
			add(&held, &s->half_hours[d].held[i], 1, nothing);
			add(&high, &s->half_hours[d].high[i], 1, nothing);
		}
		close(&held);
		close(&high);
		if (held.n < FEW_DAYS)
			continue;
		add_reach(often, &held);
		add_reach(seldom, &high);
	}
}

/*
 * The threshold of what is held: by the spread below the median, but within
 * what is seen.  No background holds for twenty minutes more than one bucket in a
 * hundred just exceeds, which is about what the highest of six does on 94 of
 * 100 days: so it is at most a third above that, at most hours.  And what is held on
 * more days than one in seven at three of four hours is background, which a
 * batch of one whole day a week is not.
 */
static uint8_t
learn_held(const struct histogram *held, const struct series *s, enum metric m,
    const struct capacity *capacity, uint8_t nothing)
{
	double value = habit_value((uint16_t)smooth_quantile(held, 50)), one = unit(m, capacity);
	unsigned level = learn_threshold(held, m, capacity), lowest, highest;
	struct reach often = { .percent = 85 }, seldom = { .percent = 94 };

	if (bounds[m].fixed > 0)
		return (uint8_t)level;
	learn_reach(s, nothing, &often, &seldom);
	highest = reached(&seldom, 60) + 2;
	level = level < highest ? level : highest;
	lowest = reached(&often, 25) + 2;
	level = level > lowest ? level : lowest;
	lowest = level_reaching(value + bounds[m].least * one);
	highest = level_reaching(value + bounds[m].most * one);
	level = level > lowest ? level : lowest;
	return (uint8_t)(level < highest ? level : highest);
}

static void
learn_week(struct habit *habit, const struct series *s)
{
	struct histogram office = { 0 }, weekend = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		bool free = (((s->days[i].day + 3) % 7 + 7) % 7) >= SATURDAY;

		add(free ? &weekend : &office, s->half_hours[i].held + OFFICE_FROM,
		    OFFICE_TO - OFFICE_FROM, LEVEL_NONE);
	}
	close(&office);
	close(&weekend);
	habit->office_n = (uint16_t)office.n;
	habit->weekend_n = (uint16_t)weekend.n;
	habit->office_fine = (uint16_t)smooth_quantile(&office, 50);
	habit->weekend_fine = (uint16_t)smooth_quantile(&weekend, 50);
	habit->office = (uint8_t)(habit->office_fine / FINE);
	habit->weekend = (uint8_t)(habit->weekend_fine / FINE);
}

/* Not once anything but nothing at all. */
static bool
is_still(const struct series *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (levels_reach(s->half_hours[i].high, LEVEL_LEAST) != 0)
			return false;
	return true;
}

uint8_t
peak_at(const struct half_hours *h, int at)
{
	uint8_t before = at > 0 ? h->high[at - 1] : LEVEL_NONE;

	return before > h->high[at] ? before : h->high[at];
}

bool
touches(const struct half_hours *h, int at)
{
	return peak_at(h, at) >= h->held[at] + TOUCHING;
}

/* Half-hours that exceed, but for one alone in which a peak touches four buckets. */
static uint64_t
lasting(const struct half_hours *h, uint8_t threshold)
{
	uint64_t exceed = levels_reach(h->held, threshold), found = 0;

	for (uint64_t run; exceed != 0; exceed &= ~run) {
		int at = __builtin_ctzll(exceed);

		run = slots_run(exceed);
		if ((run & (run - 1)) != 0 || !touches(h, at))
			found |= run;
	}
	return found;
}

/* Half-hours in which, or next to which, work lasts on BUSY percent of days: that is no chance.
 */
static uint64_t
learn_busy(const struct series *s, uint8_t threshold)
{
	struct tally days = { 0 };
	uint64_t busy = 0;

	for (size_t i = 0; i < s->n; i++)
		tally_add(&days, around(lasting(&s->half_hours[i], threshold), 1));
	for (int h = 0; h < HALF_HOURS; h++)
		busy |= (uint64_t)(tally_of(&days, h) * 100 >= s->n * BUSY) << h;
	return busy;
}

void
habit_learn(
    struct habit *habit, enum metric m, const struct capacity *capacity, const struct series *s)
{
	const struct bounds *b = &bounds[m];
	struct histogram held = { 0 }, high = { 0 };
	uint8_t nothing = level_of(b->nothing * unit(m, capacity));
	unsigned median, low;

	*habit = (struct habit){ 0 };
	for (size_t i = 0; i < s->n; i++) {
		add(&held, s->half_hours[i].held, HALF_HOURS, nothing);
		add(&high, s->half_hours[i].high, HALF_HOURS, nothing);
	}
	close(&held);
	close(&high);
	median = smooth_quantile(&held, 50);
	low = smooth_quantile(&held, 10);
	habit->median_fine = is_still(s) ? LEVEL_ZERO * FINE : (uint16_t)median;
	habit->median = (uint8_t)(median / FINE);
	habit->spread = (uint8_t)((median - low + FINE / 2) / FINE);
	habit->threshold = learn_held(&held, s, m, capacity, nothing);
	habit->burst = learn_threshold(&high, m, capacity);
	habit->often = (uint8_t)(histogram_quantile(&high, 50) / FINE);
	low = histogram_quantile(&high, 75) / FINE + BURST_STEP;
	habit->burst = habit->burst > low ? habit->burst : (uint8_t)low;
	habit->burst = habit->burst > habit->threshold ? habit->burst : habit->threshold;
	learn_week(habit, s);
	if (!slots_forgive(m) && s->n != 0)
		habit->busy = learn_busy(s, habit->threshold);
}
