/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SLOT_TEXT_H
#define DECOM_SLOT_TEXT_H

#include "activity.h"

/* The housekeeping slots that were learnt, as people read them. */
struct slot {
	int weekday;  /* 0 Monday; SLOT_DAILY: every day */
	int from, to; /* half-hours; to is the first that is none any more */
	int share;    /* of a daily slot: percent of days that used it, at least; -1: not known */
	int next;     /* where slot_next() goes on; 0 to begin */
};

enum { SLOT_DAILY = -1, SLOT_TEXT = 64 };

/* The next run of half-hours, daily slots first; false: there are no more. */
bool slot_next(const struct habit *, struct slot *);

/* "daily 02:00-03:30, 98 % of days", "Sunday 03:00-05:00". */
void slot_format(const struct slot *, char text[SLOT_TEXT]);

#endif
