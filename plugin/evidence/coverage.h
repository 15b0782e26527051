/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_COVERAGE_H
#define DECOM_COVERAGE_H

#include "activity.h"

/*
 * Which parts of a metric's days were measured.  Days that were measured
 * wholly are not listed, so that a sound collector's history costs nothing.
 * Times in five minutes, rounded against the reader.
 */
struct gap_day {
	int32_t day;
	uint16_t length, lost; /* of the day */
	uint16_t gap, lead, trail;
	uint16_t unused;  /* 0: gaps are compared as bytes */
	uint64_t missing; /* half-hours without a sample */
};

struct coverage {
	int32_t first; /* first day with samples; DAY_ABSENT: none */
	size_t n;
	struct gap_day gaps[ACTIVITY_DAYS]; /* ascending */
};

void coverage_clear(struct coverage *);

/* Add the days of a series in [from, until), in order; days that it lacks are lost wholly. */
void coverage_add(struct coverage *, const struct series *, int32_t from, int32_t until);

/* Forget the days before, or from, a day. */
void coverage_begin(struct coverage *, int32_t day);
void coverage_cut(struct coverage *, int32_t day);

/*
 * Over [first, last]; days from `until` on, of which nothing is known, count
 * as lost, or as covered if so told.
 */
struct covered {
	uint16_t share, slot_share; /* hundredths of a percent */
	uint32_t gap;               /* minutes */
};
struct covered coverage_over(
    const struct coverage *, int32_t first, int32_t last, int32_t until, bool rest_is_covered);

#endif
