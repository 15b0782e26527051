/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_BENCH_HISTORY_H
#define DECOM_BENCH_HISTORY_H

#include <stdint.h>

#include "metric.h"

/*
 * Five-minute samples of hosts that do nothing, as noisy as real ones: CPU,
 * network and disk log-normal with sigma 0.5 around a median of the host's
 * own, power in steps of 1 W, memory that drifts, few log-ins; a third runs a
 * backup at night, another one a scanner.  The same whenever they are asked for.
 */
struct history_host {
	uint64_t state;
	double median[METRICS];
	double memory;
	int job; /* five minutes of the day in which it begins, -1: none */
};

void history_host(struct history_host *, uint32_t number);

/* The next sample of a metric: five minutes of its day, 0..287.  To be asked in order of time. */
double history_sample(struct history_host *, enum metric, int five_minutes);

#endif
