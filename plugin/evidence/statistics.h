/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_STATISTICS_H
#define DECOM_STATISTICS_H

#include "measure.h"

/*
 * Statistics of half-hours, as policies ask for them.  Pure functions over a
 * series whose half-hours are loaded.  Half-hours are known as levels
 * (level.h): what may have reached a threshold counts as having reached it,
 * and a value is the upper edge of its level, so that nothing looks quieter
 * than it was.
 */

/* How often each level was the highest, or held, in a window. */
struct levels {
	uint32_t n; /* half-hours with a level */
	uint32_t count[256];
	uint32_t slot[HALF_HOURS]; /* days on which that half-hour had one */
};

enum half_hour_value { HALF_HOUR_HIGH, HALF_HOUR_HELD };

struct levels levels_of(const struct series *, struct window, enum half_hour_value);

/* Of the half-hour of the day that is there least often: hundredths of a percent of the days. */
uint16_t levels_slot_coverage(const struct levels *, struct window);

/*
 * The value that so many percent (0 to 100) do not exceed, by nearest rank;
 * the mean of the highest share (above 0, to 1; at least one half-hour); how
 * many may have reached a threshold.  0 if n is 0.
 */
double levels_percentile(const struct levels *, double percent);
double levels_top_mean(const struct levels *, double share);
uint32_t levels_reaching(const struct levels *, double threshold);

/*
 * Days and half-hours whose highest reached the threshold outside slots: those
 * half-hours of the week, Monday first, for which slots has a value but 0 are
 * left out of the count.  slots NULL: none.
 */
struct outside {
	uint32_t days, half_hours;
};

struct outside reached_outside(
    const struct series *, struct window, double threshold, const uint8_t (*slots)[HALF_HOURS]);

/* The longest run of half-hours, one after the other, in which the threshold was held. */
uint32_t longest_held(const struct series *, struct window, double threshold);

/*
 * The share, 0 to 1, of five-minute buckets at or above the threshold: exact
 * (in levels) for steps of metric_ladder(), else no less than it was: as if
 * each half-hour that reached it had been all above.  0 without samples.
 */
double share_above(enum metric, const struct series *, struct window, double threshold);

/* The highest such share of one day. */
double daily_share_above(enum metric, const struct series *, struct window, double threshold);

/*
 * Hours in which some half-hour of every series was sampled, and those of
 * them all of whose half-hours stayed below: in every series, or with any in
 * at least one (the formula of vCenter Operations 5.7, p. 99).  Up to METRICS series.
 */
struct quiet_floor {
	const struct series *series;
	double below;
};

struct quiet_hours {
	uint32_t sampled, quiet;
};

struct quiet_hours quiet_hours(const struct quiet_floor *, size_t n, bool any, struct window);

#endif
