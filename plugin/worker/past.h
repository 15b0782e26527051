/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_PAST_H
#define DECOM_PAST_H

#include "evidence.h"

/*
 * An asset's history as it was known on a day of the past: the days before
 * it, and nothing else.  past_on() is the only way in which replay hands
 * evidence to a policy or an activity, so no day on or after the asked one
 * can reach them.
 */
struct past {
	struct evidence *whole; /* whoever fills it keeps it; days ascend */
	int32_t first[METRICS]; /* day of the first sample; DAY_ABSENT: none */
	int32_t begin;          /* of them the earliest; DAY_ABSENT: nothing was measured */
};

/* whole stays where it is, and keeps its arrays, as long as the past is used.  False if it cannot
 * be read. */
bool past_init(struct past *, struct evidence *whole);

/* As of this day, which is not after that of whole; the past must not move while it is used. */
struct evidence past_on(struct past *, int32_t day);

/* How many of the days of a series, which ascend, are before this one. */
size_t past_count(const struct series *, int32_t day);

#endif
