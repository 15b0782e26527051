/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_REFRESH_H
#define DECOM_REFRESH_H

#include "asset.h"
#include "config.h"
#include "judge.h"

/*
 * One run of the whole pipeline: collect, identify, judge, align, publish.
 * STATEDIR/snapshot is replaced at the very end, or stays what it was.
 */
struct refresh_progress {
	const char *stage;  /* "reading", "judging", "publishing", ... */
	const char *source; /* NULL: none */
	uint64_t done;      /* records or assets */
};

struct refresh_options {
	int32_t as_of;       /* DAY_ABSENT: what the configuration says, else today at the sites */
	bool accept_shrunk;  /* take a source that lost most of its records at its word */
	struct judge *judge; /* with its policies loaded, kept by the caller; NULL: one is made */
	const struct families *families; /* kept by the caller; NULL: made where a source polls */
	bool only_due;                   /* poll no agent before its time */
	bool (*progress)(void *ctx, const struct refresh_progress *); /* false: stop; may be NULL */
	void *ctx;
};

struct refresh_summary {
	uint32_t generation;
	int32_t as_of;
	uint32_t sources, sources_failed; /* not ok: partial, failed, held */
	uint64_t records, samples;
	uint32_t assets, candidates, findings;
	uint32_t alignment[ALIGNMENT_RETAINED + 1];
	uint32_t policies, policies_failed;
	char first_failure[512]; /* "" if all went well */
};

/*
 * False, with the error set, if nothing was published.  A source or policy
 * that fails does not prevent that: the summary and the findings tell.
 */
bool worker_refresh(const struct config *, const char *statedir, const struct refresh_options *,
    struct refresh_summary *, struct error *);

/*
 * Only poll the agents that are due, between two runs.  *next: UTC seconds when
 * the next one is; INT64_MAX if no source polls.  *news: something was heard that a
 * run should take up at once.
 */
bool worker_poll(const struct config *, const char *statedir, const struct refresh_options *,
    int64_t *next, bool *news, struct error *);

/* The device families that the configuration can use; those that do not compile are told. */
struct families *refresh_families(
    const struct config *, void (*problem)(void *, const char *), void *ctx);

/* A judge with the configured policies; those that fail are told to problem (may be NULL). */
struct judge *refresh_judge(
    const struct config *, void (*problem)(void *, const char *), void *ctx);

/*
 * The one writer of a state folder at a time.  Makes the folder (0755) if it is
 * missing.  A descriptor to close when done, or -1.
 */
int worker_lock(const char *statedir, struct error *);

#endif
