/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EVIDENCE_H
#define DECOM_EVIDENCE_H

#include "metric.h"
#include "rows.h"

/*
 * What was measured on one asset, as daily summaries: the store fills it, a
 * policy asks it.  Days ascend; a day without samples is not there, and never
 * counts as zero.  Whoever made the evidence owns the arrays.
 */
struct measured_day {
	int32_t day;      /* days since 1970-01-01, UTC */
	uint16_t samples; /* distinct minutes sampled */
	uint16_t covered; /* minutes of the day that the samples stand for, 0..1440 */
	uint16_t gap;     /* longest run of uncovered minutes in the day */
	double mean, min, max;
};

struct series {
	const struct measured_day *days;
	size_t n;
};

struct evidence {
	int32_t as_of; /* "today": the last day that may count is the one before */
	struct series metric[METRICS];
};

#endif
