/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_MEASURE_H
#define DECOM_MEASURE_H

#include <stdbool.h>

#include "evidence.h"

/*
 * Statistics of daily summaries, as policies ask for them.  Pure functions;
 * what they return points into the series.  See decom-policy(7), EVIDENCE.
 */

/* The days that count, both ends included. */
struct window {
	int32_t first, last;
};

/* What a window must have before it proves silence. */
struct gate {
	uint16_t coverage; /* hundredths of a percent of its minutes, at least */
	uint32_t gap;      /* minutes without samples at a stretch, at most */
};

struct measured {
	const struct measured_day *days; /* those in the window */
	size_t n;
	uint32_t covered;      /* minutes */
	uint16_t coverage;     /* hundredths of a percent of the window's minutes */
	uint32_t gap;          /* minutes without samples at a stretch, at most */
	double mean, min, max; /* only if n > 0 */
};

struct measured measure(const struct series *, struct window);

/* Days in the window whose highest sample is at least the threshold. */
unsigned busy_days(const struct measured *, double threshold);

/* The last of these; false if there is none. */
bool last_busy(const struct measured *, double threshold, int32_t *day);

/*
 * The first day of the stretch up to the day before as_of in which each
 * sample is below the threshold and no gap is longer than gap minutes; it may
 * start before any window.  as_of itself if there is no such stretch.
 */
int32_t quiet_since(const struct series *, int32_t as_of, double threshold, uint32_t gap);

/*
 * The first day, as_of or later, whose window of so many days before it
 * passes the gate if from as_of on nothing is missing.
 */
int32_t complete_on(const struct series *, int32_t as_of, uint32_t days, struct gate);

/* Days of the window whose mean is at most so much; the highest mean of a day. */
unsigned mean_days(const struct measured *, double most);
double max_daily_mean(const struct measured *);

/* Coefficient of variation of the daily means: standard deviation by mean; 0 if all are 0. */
double daily_variation(const struct measured *);

/*
 * The lowest mean of a day in the whole series, among days that are covered
 * so well (hundredths of a percent); false if none is.
 */
bool lowest_daily_mean(const struct series *, uint16_t coverage, double *);

/*
 * From where on a metric shows work, in its own unit; 0: it never proves any
 * (reading, receiving, memory, power, uptime).
 */
extern const double work_thresholds[METRICS];

#endif
