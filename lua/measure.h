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

struct measured {
	const struct measured_day *days; /* those in the window */
	size_t n;
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
 * From where on a metric shows work, in its own unit; 0: it never proves any
 * (reading, receiving, memory, power, uptime).
 */
extern const double work_thresholds[METRICS];

#endif
