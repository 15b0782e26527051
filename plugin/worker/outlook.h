/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_OUTLOOK_H
#define DECOM_OUTLOOK_H

#include "activity.h"

/*
 * What an asset did after a day, to see whether it was right to call it idle
 * on that day.  It reads the whole history, so nothing of it may ever reach a
 * policy.
 *
 * Active: OUTLOOK_LEAST half-hours (3 h) or more, in sum, in which for twenty
 * minutes at a stretch the CPU was at 20 percent or more, or 1 MB/s or more
 * was sent, received or written.  Woke: the same, counting only what reached
 * three times the highest of the same metric before that day; so a nightly
 * backup that has always been there is active, but did not wake.
 */
enum { OUTLOOK_LEAST = 6 };

struct later {
	int32_t active_on,
	    woke_on;           /* the day of the first such half-hour; DAY_ABSENT: it did not */
	uint32_t active, woke; /* half-hours from then to the end of the history */
};

struct outlook;

struct outlook *outlook_new(void); /* NULL without memory */
void outlook_free(struct outlook *);

/* Take in an asset's whole history; false if it cannot be read. */
bool outlook_read(struct outlook *, struct evidence *whole);

/* What came on this day and later.  Cheap if days are asked for in ascending order. */
struct later outlook_from(struct outlook *, int32_t day);

/*
 * Does it follow the working week, as a service with users does: is what is
 * usual in weekday office hours a fifth or more above the same hours at
 * weekends, in CPU, sending or writing?  An absolute least difference keeps
 * rounding from being users.  As of the day of the activity.
 */
bool outlook_week(const struct activity *);

#endif
