/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_STORE_H
#define DECOM_STORE_H

#include "activity.h"
#include "day.h"
#include "error.h"

/*
 * Memory across runs, in STATEDIR/state.db: asset numbers, names' numbers,
 * since when candidates are flagged, what a source last held, and evidence.
 * One writer at a time (worker_lock() in the worker's room sees to that); readers at
 * any time.  Every call that can fail fills the error with the file's name.
 */
struct store;

/*
 * Creates and upgrades the file unless readonly.  NULL on error; *damaged
 * (may be NULL) says whether that is because the file is no sound database.
 */
struct store *store_open(const char *statedir, bool readonly, bool *damaged, struct error *);
void store_close(struct store *); /* rolls back what was not committed; NULL is fine */

/* Did a call since the opening fail because the file is damaged? */
bool store_damaged(const struct store *);

/* Rename a damaged state.db out of the way, so that a new one can begin. */
bool store_set_aside(const char *statedir, struct error *);

bool store_begin(struct store *, struct error *);
bool store_commit(struct store *, struct error *);

/* Hand out n numbers that were never handed out under this name; the first, or 0 on error. */
uint32_t store_take(struct store *, const char *counter, uint32_t n, struct error *);

/* Make sure that numbers up to n count as handed out. */
bool store_taken(struct store *, const char *counter, uint32_t n, struct error *);

/* The number of a name, given at first sight.  kind: "site", "wave", "policy", "source".  0 on
 * error. */
uint32_t store_named(struct store *, const char *kind, const char *name, struct error *);

/*
 * Identities: by what an asset was known when it got its number.  The hash
 * is of kind and value, and orders the table, so that a whole estate is
 * compared in one pass.
 */
struct identity {
	uint64_t hash;
	uint32_t asset;
	int kind;
	const char *value; /* valid until the next call; may be NULL in store_identity_next() */
};

bool store_identity_first(struct store *, struct error *);
/* 1: *out is the next in order of hash as a signed number; 0: the end; -1: error. */
int store_identity_next(struct store *, struct identity *out, struct error *);
bool store_identity_put(struct store *, const struct identity *, struct error *);
bool store_has_identities(struct store *);

/* Two numbers turned out to be one asset: evidence and identities of gone become those of keep. */
bool store_merge(struct store *, uint32_t keep, uint32_t gone, struct error *);

/* Since when asset is flagged: now, if it was not. 0 on error.  Afterwards forget those not asked
 * for. */
uint32_t store_flagged(
    struct store *, uint32_t asset, uint32_t now, uint32_t generation, struct error *);
bool store_unflag_others(struct store *, uint32_t generation, struct error *);

/* Records of the last good reading of a source; false if it was never read. */
bool store_source_records(struct store *, const char *name, uint32_t *records);
bool store_source_set(struct store *, const char *name, uint32_t records, struct error *);

/*
 * History.  Load gives what is stored of one day, in the frame in which it
 * was begun, or a clear one in the frame given; of a day that is sealed what is
 * still known, see block_reopen().  Save replaces it.  source is
 * store_named("source").
 */
struct day_key {
	uint32_t asset;
	int metric;
	int32_t day;
	uint32_t source;
};

bool store_day_load(struct store *, const struct day_key *, const struct day_frame *,
    struct day_summary *, struct error *);
bool store_day_save(
    struct store *, const struct day_key *, const struct day_summary *, struct error *);

/*
 * Fold days that are closed (earlier than two days before as_of) into blocks,
 * when four of them wait.  Called by itself when many days are open.
 */
bool store_seal(struct store *, int32_t as_of, struct error *);

/*
 * Forget days before this one, of all assets; a block when all its days are
 * before it.  Does nothing if it was asked for this day already.
 */
bool store_expire(struct store *, int32_t before, struct error *);

/*
 * What is known of one asset before a day, and not more than HISTORY_DAYS
 * before it; of several sources for one day the better covered.  Fills known,
 * as_of and how to load; series come when they are asked for, and belong to
 * the store until the next call, or until more of the same metric is asked
 * for.  What is damaged counts as not measured: see store_trouble().
 */
enum { HISTORY_DAYS = 430 };
bool store_evidence(
    struct store *, uint32_t asset, int32_t as_of, struct evidence *, struct error *);
bool store_has_evidence(struct store *);

/* How many days and blocks were found damaged since the opening, and what was wrong first. */
unsigned store_trouble(const struct store *, const char **why);

/* What of its history was work; as new if nothing is stored, or nothing that can be used. */
bool store_activity_load(struct store *, uint32_t asset, struct activity *, struct error *);
bool store_activity_save(struct store *, uint32_t asset, const struct activity *, struct error *);

/*
 * The verdicts shown, one when kind or policy changes, at most one a day and
 * VERDICTS_KEPT of them.  Texts belong to the store until the next call of
 * store_verdicts().
 */
enum { VERDICTS_KEPT = 32 };
struct verdict_row {
	int32_t day;
	uint8_t kind, score;
	const char *policy, *reason;
	int32_t date; /* DAY_ABSENT: none */
};

bool store_verdict_put(struct store *, uint32_t asset, const struct verdict_row *, struct error *);
/* Newest first; how many, or -1 on error. */
int store_verdicts(
    struct store *, uint32_t asset, struct verdict_row *out, int max, struct error *);

#endif
