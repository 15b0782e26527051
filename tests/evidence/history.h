/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TEST_HISTORY_H
#define DECOM_TEST_HISTORY_H

#include "activity.h"

/*
 * Made-up histories: five-minute values of a few metrics, given by a
 * function, measured as the real ones are.
 */
enum { HISTORY_DAYS = 520, HISTORY_FIRST = 20100 /* a Sunday: 2025-01-12 */ };

struct host {
	uint64_t seed;
	uint32_t measured; /* bits of metrics */
	uint32_t threads;
	int days;        /* of history, from HISTORY_FIRST on */
	int32_t late_on; /* a day on which the clock goes from 02:00 to 03:00; 0: none */
	/* What is in that bucket (minute of the day by the clock), NAN: no sample.
	 * background is what an idle host of its seed shows. */
	double (*value)(
	    const struct host *, enum metric, int32_t day, int minute, double background);
	const void *ctx;
};

struct history;

struct history *history_new(const struct host *);
void history_free(struct history *);

/* As of a day, loaded as a store does: from evidence.from on, nothing from as_of on. */
struct evidence history_evidence(struct history *, int32_t as_of);
int history_loads(const struct history *); /* half-hour series read so far */

/* What of all its days was work. */
struct activity *history_activity(const struct host *);

/* A reproducible number in [0, 1) of its arguments. */
double random_of(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

#endif
