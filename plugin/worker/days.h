/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_DAYS_H
#define DECOM_DAYS_H

#include "calendar.h"
#include "store.h"

/*
 * Days that are being filled, in memory until it is worth while to write them:
 * one of each asset and metric.  Samples may come asset by asset or moment by
 * moment over all of them; memory is bounded either way.
 */
struct days;

struct days *days_new(struct store *, int32_t first); /* the first day that is kept */
void days_free(struct days *);                        /* what is not flushed is lost */

struct day_sample {
	struct calendar *calendar; /* of the asset's site; must outlive the flush */
	double value;              /* at most 1e18 in amount */
	int64_t time;              /* UTC seconds, the end of what it stands for */
	uint32_t interval;         /* seconds, not 0 */
	uint32_t asset, source;
	int metric;
};

bool days_add(struct days *, const struct day_sample *, struct error *);

/* Write all, in the order of the store's rows. */
bool days_flush(struct days *, struct error *);

#endif
