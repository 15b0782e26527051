/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_HABIT_H
#define DECOM_HABIT_H

#include "activity.h"

/*
 * Learning of a metric's habits from its half-hours (activity.h says what).
 * All functions are pure.
 */

/* How many levels there are of each value. */
struct histogram {
	uint32_t n;
	uint32_t of[256];
};

/* The share's quantile in sixteenths of a level, by rank within its level; 0 of none. */
unsigned histogram_quantile(const struct histogram *, unsigned percent);

/* The background: threshold, burst, medians.  Slots are left empty. */
void habit_learn(struct habit *, enum metric, const struct capacity *, const struct series *);

/* Its slots; the threshold is known. */
void slots_learn(struct habit *, enum metric, const struct capacity *, const struct series *);

/* May a slot forgive this metric? */
bool slots_forgive(enum metric);

/* Of the half-hours that exceed on that day those that its slots forgive. */
uint64_t slots_forgiven(
    const struct habit *, int32_t day, uint64_t exceed, const uint8_t held[HALF_HOURS]);

/* Bit n: v[n] is t or more. */
uint64_t levels_reach(const uint8_t v[HALF_HOURS], uint8_t t);

/* The half-hours up to n before and after those of a mask, round the clock. */
uint64_t around(uint64_t mask, int n);

/* CPU at or above this level is more than housekeeping needs: a few threads; others: LEVEL_NONE. */
uint8_t strong_level(enum metric, const struct capacity *);

#endif
