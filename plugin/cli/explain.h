/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EXPLAIN_H
#define DECOM_EXPLAIN_H

#include "activity.h"
#include "judge.h"
#include "snapshot.h"
#include "store.h"

#define EXPLAIN_POLICIES 64 /* more are not shown */
#define EXPLAIN_EVENTS 10   /* of work, the newest */
#define EXPLAIN_CHANGES 8   /* of verdict, the newest */

/* All that is known of one asset, for the formats of "decom explain". */
struct explanation {
	const struct snapshot *snapshot;
	const struct rows *assets;
	const struct asset *asset;
	unsigned digits; /* of the currency's minor unit */
	int32_t as_of;
	struct evidence *evidence; /* the store's; with an activity if that could be made */
	struct judge *judge;       /* NULL: not judged again */
	struct verdict verdict[EXPLAIN_POLICIES];
	size_t verdicts;
	size_t decisive;             /* of the verdicts; verdicts: none */
	struct error why_no_verdict; /* "" if they are there */
	struct error why_no_evidence;
	/* What was published before, newest first: a row for each time that it changed. */
	struct verdict_row change[EXPLAIN_CHANGES];
	int changes;
};

/* One metric's evidence in short. */
struct measured {
	int32_t first, last; /* days */
	int32_t highest;     /* day of the maximum */
	double mean, min, max;
	double coverage; /* of the days from first to last, percent */
};

struct measured explain_measured(const struct series *); /* of a series that is not empty */

/*
 * The business cycle that the history must have seen before silence counts.
 * Only work metrics that are measured count; complete_on is the day on which
 * the last of them will have been covered for so long without a long gap.
 */
struct cycle {
	const char *declared; /* "month"; NULL: not declared, so a year is taken */
	uint32_t days;        /* with a tenth on top */
	int32_t since;        /* first day of the history; DAY_ABSENT: there is none */
	int32_t complete_on;  /* DAY_ABSENT: not to be said */
};

struct cycle explain_cycle(const struct explanation *);

/* Is the asset's work known, and that of this metric? */
bool explain_has_work(const struct explanation *);
bool explain_shows_work(const struct explanation *, enum metric);

/* Of one such metric over all its history. */
struct work_seen explain_seen(const struct explanation *, enum metric);

/* The newest event of work that is not one of many at the site, going back from *n, which begins
 * as SIZE_MAX; NULL: none is left. */
const struct work_event *explain_event(const struct explanation *, size_t *n);

/* The middle of a level: right to within 8 percent. */
double explain_level(uint8_t level);

/* Would the policies as they are now say something else than what was published last? */
bool explain_differs(const struct explanation *);

/* The asset's site, or NULL. */
const struct site *explain_site(const struct explanation *);

/* Whether a row of findings or origins is about the asset. */
bool explain_concerns(const struct explanation *, uint32_t asset_index);

/* A part of each format: what of the history was work, and how the verdict changed. */
void explain_work_text(const struct explanation *, FILE *);
void explain_changes_text(const struct explanation *, FILE *);
void explain_work_json(const struct explanation *, FILE *);
void explain_changes_json(const struct explanation *, FILE *);

/* A column of names, and amounts as people read them: three digits, bytes in thousands. */
#define EXPLAIN_COLUMNS 18
void explain_amount(double, const char *unit, FILE *);

/* A verdict's date, where its reason does not say it already. */
void explain_date(int32_t date, enum verdict_kind, const char *reason, FILE *);

void explain_text(const struct explanation *, FILE *);
void explain_json(const struct explanation *, FILE *);

#endif
