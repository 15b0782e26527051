/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EXPLAIN_CALENDAR_H
#define DECOM_EXPLAIN_CALENDAR_H

#include <stdbool.h>
#include <stdio.h>

#include "activity.h"

/*
 * What each day of a metric was, for people: a column a week, a row a day of
 * the week, months above.  One ASCII letter a day, so that it reads without
 * UTF-8 and without colour, and in a pipe.
 */
struct calendar {
	int32_t first;               /* day of kind[0] */
	unsigned n;                  /* days */
	uint8_t kind[ACTIVITY_DAYS]; /* enum day_kind */
};

/* The history of one metric as its activity sees it; ev has one. */
void calendar_fill(struct calendar *, const struct evidence *ev, enum metric);

/* Were all days of one kind?  Then *kind is that. */
bool calendar_uniform(const struct calendar *, enum day_kind *kind);

/* Indented by that many blanks; the oldest weeks are left out if columns (0: any) are too few. */
void calendar_print(
    const struct calendar *, unsigned indent, unsigned columns, bool colour, FILE *);

/* What the letters mean, in one line. */
void calendar_legend(bool colour, FILE *);

char calendar_letter(enum day_kind);
const char *calendar_word(enum day_kind);

/* Is colour wanted on this stream?  Only on a terminal that is not dumb, and not if NO_COLOR is
 * set. */
bool calendar_colour(FILE *);

#endif
