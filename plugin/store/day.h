/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_DAY_H
#define DECOM_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "evidence.h"

/*
 * One UTC day of one metric of one asset from one source: a summary, and
 * which minutes it stands for.  A minute counts once, so a file imported
 * twice, or files that overlap, change nothing; a gap is never zero.
 */
enum { DAY_MINUTES = 1440 };

struct day_summary {
	uint8_t minutes[DAY_MINUTES / 8]; /* bit set: covered */
	uint32_t samples;
	double sum; /* of value x minutes covered */
	double min, max;
	/* samples closer than a minute: the minute last opened, and its values so far */
	int open; /* -1: none */
	double open_sum;
	uint32_t open_n;
};

void day_clear(struct day_summary *);

/*
 * Add a value that holds for the minutes [from, to) of the day, 0 <= from <
 * to <= 1440.  Minutes that are covered already keep what they have; false
 * if all were, and nothing changed.
 */
bool day_add(struct day_summary *, int from, int to, double value);

/* The summary for readers.  day is the number that it will carry. */
struct measured_day day_measure(const struct day_summary *, int32_t day);

/*
 * The covered minutes as pairs of little-endian 16-bit start and length, the
 * form in which they are stored.  buf holds DAY_RUNS_MAX bytes; returns how
 * many were used.  day_set_runs() is the reverse; false if the bytes make no
 * sense.
 */
enum { DAY_RUNS_MAX = DAY_MINUTES / 2 * 4 };
int day_runs(const struct day_summary *, uint8_t *buf);
bool day_set_runs(struct day_summary *, const uint8_t *, int n);

#endif
