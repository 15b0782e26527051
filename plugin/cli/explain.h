/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EXPLAIN_H
#define DECOM_EXPLAIN_H

#include "judge.h"
#include "snapshot.h"

#define EXPLAIN_POLICIES 64 /* more are not shown */

/* All that is known of one asset, for the formats of "decom explain". */
struct explanation {
	const struct snapshot *snapshot;
	const struct rows *assets;
	const struct asset *asset;
	unsigned digits; /* of the currency's minor unit */
	int32_t as_of;
	struct evidence evidence; /* the store's */
	struct judge *judge;      /* NULL: not judged again */
	struct verdict verdict[EXPLAIN_POLICIES];
	size_t verdicts;
	size_t decisive;             /* of the verdicts; verdicts: none */
	struct error why_no_verdict; /* "" if they are there */
	struct error why_no_evidence;
};

/* One metric's evidence in short. */
struct measured {
	int32_t first, last; /* days */
	int32_t highest;     /* day of the maximum */
	double mean, min, max;
	double coverage; /* of the days from first to last, percent */
};

struct measured explain_measured(const struct series *); /* of a series that is not empty */

/* The asset's site, or NULL. */
const struct site *explain_site(const struct explanation *);

/* Whether a row of findings or origins is about the asset. */
bool explain_concerns(const struct explanation *, uint32_t asset_index);

void explain_text(const struct explanation *, FILE *);
void explain_json(const struct explanation *, FILE *);

#endif
