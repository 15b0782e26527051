/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EVIDENCE_H
#define DECOM_EVIDENCE_H

#include <stdbool.h>

#include "metric.h"
#include "rows.h"

/*
 * What was measured on one asset: local days of its site, half-hours of the
 * clock on the wall.  The store fills it, a policy asks it.  Days ascend; a
 * day without samples is not there, and never counts as zero.
 */
enum { HALF_HOURS = 48, LADDER = 8 };

struct measured_day {
	int32_t day;           /* local days since 1970-01-01 */
	int16_t offset;        /* minutes east of UTC at its midnight */
	uint16_t minutes;      /* how long it was: 1440, but for days on which the clock changes */
	uint16_t samples;      /* distinct ones */
	uint16_t covered;      /* minutes of the day that the samples stand for */
	uint16_t gap;          /* longest run of uncovered minutes in the day */
	uint16_t lead, trail;  /* uncovered minutes at its begin and at its end */
	uint16_t over[LADDER]; /* five-minute buckets at or above each step of metric_ladder() */
	double mean, min, max;
};

/*
 * A half-hour by the clock on the wall, 0 from midnight; what the clock shows
 * twice is in both.  Levels (level.h): held is what no five-minute bucket of
 * some twenty minutes at a stretch, ending in the half-hour, was below; high
 * is the highest bucket.  For held up to three lost buckets are as high as the
 * lower of those around them.  LEVEL_NONE: no sample, and for held also no
 * twenty minutes at a stretch.
 */
struct half_hours {
	uint8_t held[HALF_HOURS], high[HALF_HOURS];
};

struct series {
	const struct measured_day *days;
	size_t n;
	const struct half_hours *half_hours; /* as many; NULL: not loaded */
	bool loaded;                         /* days and n hold */
};

/*
 * Of one asset.  Days on or after as_of are not in it, by construction: who
 * fills it stops there.  Series are loaded when they are asked for by
 * evidence_days() and evidence_half_hours(); the arrays belong to who loads
 * (load == NULL: all is there already).
 */
struct evidence {
	int32_t as_of;  /* "today": the last day that may count is the one before */
	uint32_t known; /* bit 1 << enum metric: some sample is stored */
	struct series metric[METRICS];
	const struct activity *activity; /* what of it was work (activity.h); NULL: not looked at */
	const struct company *company;   /* what the others of its site did; NULL: not known */
	uint32_t site;                   /* its number in company */
	/* Fill metric[m], half-hours too if asked for.  False: it cannot be read. */
	bool (*load)(void *ctx, struct evidence *, enum metric m, bool half_hours);
	void *ctx;
	int32_t from; /* for load: days before it need not be there; INT32_MIN and 0: all */
	bool broken;  /* a load failed: no verdict may rest on this */
};

/* The series, loaded; empty if it cannot be read.  n > 0 with half-hours means they are there. */
const struct series *evidence_days(struct evidence *, enum metric);
const struct series *evidence_half_hours(struct evidence *, enum metric);

/*
 * For who keeps up to date what was made of earlier days: a series that has at
 * least the days from a day on.  Nothing is left in ev; the arrays belong to
 * who loads.
 */
struct series evidence_since(struct evidence *, enum metric, int32_t from, bool half_hours);

/*
 * From where on five-minute buckets are counted day by day, ascending, in the
 * metric's unit: shares 1 2 3 5 10 15 20 40 percent; rates 1 2 10 30 100
 * kB/s, 1 10 100 MB/s; counts 1 2 3 5 10 20 50 100; W and s none (all 0).
 * Counted in levels: what may have reached the step.
 */
const double *metric_ladder(enum metric);

#endif
