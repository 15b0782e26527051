/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_REPLAY_SCORE_H
#define DECOM_REPLAY_SCORE_H

#include "asset.h"
#include "replay.h"

/* What somebody who knows says of an asset. */
enum replay_label { LABEL_NONE, LABEL_RETIRE, LABEL_KEEP };

/* So many of so many. */
struct tally_of {
	uint64_t n, of;
};

/*
 * One side's result.  An asking is one asset as of one day.  Of the assets
 * that it would have retired, what is counted is what came after the first
 * day on which it would have.
 */
struct replay_score {
	uint64_t said[REPLAY_WORDS];   /* askings */
	uint32_t assets;               /* asked at least once */
	uint32_t retired;              /* on some day */
	uint32_t active, woke;         /* of these, later */
	uint32_t groups;               /* of those that woke: one site, one day */
	double base_active, base_woke; /* the same to be expected of as many assets of all, taken on
					  the same days */
	uint32_t week, week_assets; /* follow the working week at the end: of the retired, of all */
	uint64_t lost;              /* half-hours of work after they woke */
	uint64_t active_half_hours;
	int64_t saved;   /* minor units, until they woke or the history ended */
	uint32_t priced; /* of the retired, those whose cost is known */

	/* Where labels say what is right. */
	struct tally_of false_askings, false_assets; /* told to retire, of those to keep */
	struct tally_of recall,
	    refused;           /* retire, and unknown, on the last day, of those to retire */
	struct tally_of found; /* retire on some day, of those to retire */
	int32_t days_to_find;  /* median of the found, from the first day asked; -1: none */
};

/* labels: one for each asset, or NULL.  False without memory. */
bool replay_score(const struct replay *, const struct rows *assets, size_t side,
    const uint8_t *labels, int32_t end, struct replay_score *);

/*
 * What retiring on the first day would have saved until it woke, or until
 * end, in minor units: the asset's annual cost by the day.  MONEY_ABSENT if
 * that is not known, or it would never have been retired.
 */
int64_t replay_saved(const struct replay_found *, const struct asset *, int32_t end);

/*
 * The 95 percent upper bound of a share of which none of n was seen, in
 * percent: about 3/n.  100 for n below 3.
 */
double replay_bound(uint64_t n);

#endif
