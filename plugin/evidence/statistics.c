/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>

#include "day.h"
#include "level.h"
#include "statistics.h"
#include "when.h"

/* The days of the window: indexes [from, to) of the series. */
struct stretch {
	size_t from, to;
};

static size_t
first_from(const struct series *s, int32_t day)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct stretch
days_in(const struct series *s, struct window w)
{
	return (struct stretch){ first_from(s, w.first), first_from(s, w.last + 1) };
}

struct levels
levels_of(const struct series *s, struct window w, enum half_hour_value which)
{
	struct stretch in = days_in(s, w);
	struct levels found = { 0 };

	if (s->half_hours == NULL)
		return found;
	for (size_t i = in.from; i < in.to; i++) {
		const struct half_hours *h = &s->half_hours[i];
		const uint8_t *level = which == HALF_HOUR_HELD ? h->held : h->high;

		for (int j = 0; j < HALF_HOURS; j++) {
			found.count[level[j]]++;
			found.slot[j] += level[j] != LEVEL_NONE;
		}
	}
	found.n = (uint32_t)(in.to - in.from) * HALF_HOURS - found.count[LEVEL_NONE];
	found.count[LEVEL_NONE] = 0;
	return found;
}

uint16_t
levels_slot_coverage(const struct levels *l, struct window w)
{
	uint64_t days = (uint64_t)((int64_t)w.last - w.first + 1);
	uint32_t least = l->slot[0];

	for (int i = 1; i < HALF_HOURS; i++)
		if (l->slot[i] < least)
			least = l->slot[i];
	return (uint16_t)(least >= days ? 10000 : least * (uint64_t)10000 / days);
}

double
levels_percentile(const struct levels *l, double percent)
{
	double rank = ceil(percent / 100 * l->n);
	uint32_t below = 0;

	for (int i = LEVEL_ZERO; i <= LEVEL_MOST; i++) {
		below += l->count[i];
		if (below > 0 && (double)below >= rank)
			return level_below((uint8_t)i);
	}
	return 0;
}

double
levels_top_mean(const struct levels *l, double share)
{
	double wanted = ceil(share * l->n), left = wanted, sum = 0;

	for (int i = LEVEL_MOST; left > 0 && i > LEVEL_ZERO; i--) {
		double here = l->count[i] < left ? l->count[i] : left;

		if (here > 0)
			sum += here * level_below((uint8_t)i);
		left -= here;
	}
	return wanted > 0 ? sum / wanted : 0;
}

uint32_t
levels_reaching(const struct levels *l, double threshold)
{
	uint32_t n = 0;

	for (int i = level_reaching(threshold); i <= LEVEL_MOST; i++)
		n += i != LEVEL_NONE ? l->count[i] : 0;
	return n;
}

struct outside
reached_outside(
    const struct series *s, struct window w, double threshold, const uint8_t (*slots)[HALF_HOURS])
{
	uint8_t least = level_reaching(threshold);
	struct stretch in = days_in(s, w);
	struct outside found = { 0 };

	for (size_t i = in.from; s->half_hours != NULL && i < in.to; i++) {
		const uint8_t *slot = slots != NULL ? slots[day_of_week(s->days[i].day)] : NULL;
		uint32_t n = 0;

		for (int j = 0; j < HALF_HOURS; j++) {
			uint8_t high = s->half_hours[i].high[j];

			n += high != LEVEL_NONE && high >= least && (slot == NULL || slot[j] == 0);
		}
		found.half_hours += n;
		found.days += n > 0;
	}
	return found;
}

uint32_t
longest_held(const struct series *s, struct window w, double threshold)
{
	uint8_t least = level_reaching(threshold);
	struct stretch in = days_in(s, w);
	uint32_t run = 0, longest = 0;

	for (size_t i = in.from; s->half_hours != NULL && i < in.to; i++) {
		if (i > in.from && s->days[i].day != s->days[i - 1].day + 1)
			run = 0;
		for (int j = 0; j < HALF_HOURS; j++) {
			uint8_t held = s->half_hours[i].held[j];

			run = held != LEVEL_NONE && held >= least ? run + 1 : 0;
			if (run > longest)
				longest = run;
		}
	}
	return longest;
}

/* The buckets of the window at or above the highest step of the ladder up to the threshold. */
static double
buckets_over_step(
    enum metric m, const struct series *s, struct stretch in, double threshold, bool *is)
{
	const double *ladder = metric_ladder(m);
	int step = -1;
	double n = 0;

	for (int i = 0; i < LADDER; i++)
		if (ladder[i] > 0 && ladder[i] <= threshold)
			step = i;
	*is = step >= 0 && ladder[step] == threshold;
	if (step < 0)
		return HUGE_VAL;
	for (size_t i = in.from; i < in.to; i++)
		n += s->days[i].over[step];
	return n;
}

double
share_above(enum metric m, const struct series *s, struct window w, double threshold)
{
	struct stretch in = days_in(s, w);
	double buckets = 0, over;
	bool exact;

	for (size_t i = in.from; i < in.to; i++)
		buckets += (double)s->days[i].covered / BUCKET_MINUTES;
	over = buckets_over_step(m, s, in, threshold, &exact);
	if (!exact && s->half_hours != NULL) {
		struct levels l = levels_of(s, w, HALF_HOUR_HIGH);

		over = fmin(over, levels_reaching(&l, threshold) * (30.0 / BUCKET_MINUTES));
	}
	return buckets > 0 ? fmin(over / buckets, 1) : 0;
}

double
daily_share_above(enum metric m, const struct series *s, struct window w, double threshold)
{
	struct stretch in = days_in(s, w);
	double most = 0;

	for (size_t i = in.from; i < in.to; i++) {
		int32_t day = s->days[i].day;

		most = fmax(most, share_above(m, s, (struct window){ day, day }, threshold));
	}
	return most;
}

/* Of one hour of one series. */
enum hour { HOUR_UNSAMPLED, HOUR_BUSY, HOUR_QUIET };

/* h NULL: a day without samples. */
static enum hour
look_at_hour(const struct half_hours *h, int hour, uint8_t reaching)
{
	uint8_t first, second;

	if (h == NULL)
		return HOUR_UNSAMPLED;
	first = h->high[2 * hour];
	second = h->high[2 * hour + 1];
	if (first == LEVEL_NONE && second == LEVEL_NONE)
		return HOUR_UNSAMPLED;
	return first != LEVEL_NONE && second != LEVEL_NONE && first < reaching && second < reaching
		   ? HOUR_QUIET
		   : HOUR_BUSY;
}

/* A series on its way through the days. */
struct walk {
	const struct series *series;
	struct stretch left;
	uint8_t reaching;
	const struct half_hours *today;
};

static void
walk_to(struct walk *w, int32_t day)
{
	const struct series *s = w->series;

	while (w->left.from < w->left.to && s->days[w->left.from].day < day)
		w->left.from++;
	w->today =
	    s->half_hours != NULL && w->left.from < w->left.to && s->days[w->left.from].day == day
		? &s->half_hours[w->left.from]
		: NULL;
}

static void
count_hour(const struct walk *walks, size_t n, bool any, int hour, struct quiet_hours *found)
{
	size_t quiet = 0;

	for (size_t i = 0; i < n; i++)
		switch (look_at_hour(walks[i].today, hour, walks[i].reaching)) {
		case HOUR_UNSAMPLED: return;
		case HOUR_BUSY: break;
		case HOUR_QUIET: quiet++; break;
		}
	found->sampled++;
	found->quiet += any ? quiet > 0 : quiet == n;
}

struct quiet_hours
quiet_hours(const struct quiet_floor *floors, size_t n, bool any, struct window w)
{
	struct quiet_hours found = { 0 };
	struct walk walks[METRICS];

	if (n > METRICS)
		n = METRICS;
	for (size_t i = 0; i < n; i++)
		walks[i] = (struct walk){ floors[i].series, days_in(floors[i].series, w),
			level_reaching(floors[i].below), NULL };
	for (int32_t day = w.first; n > 0 && day <= w.last; day++) {
		for (size_t i = 0; i < n; i++)
			walk_to(&walks[i], day);
		for (int hour = 0; hour < HALF_HOURS / 2; hour++)
			count_hour(walks, n, any, hour, &found);
	}
	return found;
}
