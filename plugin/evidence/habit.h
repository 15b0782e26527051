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

/* Is the threshold learnt, or the same for all? */
bool habit_is_learnt(enum metric);

/* May a slot, or the company, forgive this metric? */
bool slots_forgive(enum metric);

/*
 * When the host, by whatever metric, was out of its background: of so many
 * days from a day on, half-hours that exceed, for twenty minutes (held) or
 * briefly, and half-hours that were measured.
 */
struct slot_days {
	int32_t from;
	int n;
	bool leaks; /* a counter is lost on most days, so what recurs is not seen on all of them */
	uint64_t exceed[LEARN_DAYS], measured[LEARN_DAYS];
};
void slot_days_add(struct slot_days *, const struct habit *, const struct series *, bool held);

/* A metric that was added is lost on most days, just while there is much of it: half-hours that it
 * lacks and others have exceed. */
void slot_days_lose(struct slot_days *, const struct series *);

/* Half-hours in which that recurs, give or take an hour. */
struct slots {
	uint64_t daily, weekly[7];
	uint8_t daily_share[HALF_HOURS];
};
void slots_learn(struct slots *, const struct slot_days *);

/* For who asks a habit for them. */
void slots_name(struct habit *, const struct slots *);

/* What a metric usually does in the slots: habit->forgives, habit->lasts. */
void slots_levels(struct habit *, enum metric, const struct capacity *, const struct slots *,
    const struct series *);

/* What is read meanwhile: habit->reads.  burst: that of the habit of reads. */
void slots_read(struct habit *, const struct series *, const struct series *reads, uint8_t burst);

/* Half-hours in which as much is read, or reads were lost, and those that follow them; all if
 * least is 0 or reads NULL. */
uint64_t slots_reading(uint8_t least, const struct half_hours *reads);

/* What goes on meanwhile: half-hours with reads that a slot forgives, whether some were lost alone
 * that day, and what is read; NULL: not known. */
struct meanwhile {
	uint64_t reading;
	bool reads_lost;
	const struct half_hours *reads;
};

/* Of the half-hours that exceed on that day those that its slots forgive. */
uint64_t slots_forgiven(const struct habit *, const struct measured_day *, uint64_t exceed,
    const struct half_hours *, const struct meanwhile *);

/* The highest of a half-hour and the one before it, in which its twenty minutes may have begun. */
uint8_t peak_at(const struct half_hours *, int at);

/* Is what is held there a peak that touches four buckets in passing, where something recurs? */
bool touches(const struct half_hours *, int at);

static const uint64_t all_half_hours = ((uint64_t)1 << HALF_HOURS) - 1;

/* The first run of half-hours of a mask. */
uint64_t slots_run(uint64_t mask);

/* Bit n: v[n] is t or more. */
uint64_t levels_reach(const uint8_t v[HALF_HOURS], uint8_t t);

/* The half-hours up to n before and after those of a mask, round the clock. */
uint64_t around(uint64_t mask, int n);

/* The level of so many threads' CPU; of other metrics 256, which nothing reaches. */
unsigned threads_level(enum metric, const struct capacity *, int threads);

#endif
