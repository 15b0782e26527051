/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_JUDGE_H
#define DECOM_JUDGE_H

#include <stdio.h>

#include "error.h"
#include "evidence.h"
#include "rows.h"
#include "sandbox.h"

/*
 * Judging: Lua policies over assets and their evidence.  A judge owns its
 * policies, each in a sandbox of its own.  Whatever a policy does ends as a
 * verdict; it never raises into the caller and never takes the run down.
 */
struct judge;

enum verdict_kind {
	VERDICT_NONE,    /* no opinion */
	VERDICT_UNKNOWN, /* not enough data, or the policy failed */
	VERDICT_IDLE,
	VERDICT_ACTIVE,
	VERDICT_KEEP /* veto */
};

#define VERDICT_REASON_MAX 256 /* with its NUL */

struct verdict {
	enum verdict_kind kind;
	bool failed;        /* unknown because the policy failed: a finding */
	uint8_t score;      /* of an idle verdict, 0 to 100 */
	uint16_t coverage;  /* the least of the metrics asked, hundredths of a percent; U16_ABSENT:
			       none asked */
	int32_t idle_since; /* of an idle verdict; DAY_ABSENT: no metric asked */
	int32_t date;       /* of an unknown one: ask again then; DAY_ABSENT: not known */
	const char *reason; /* valid until the next judge_asset(); NULL for no opinion */
};

/* What is known of one policy; valid until the next call that changes the judge. */
struct policy_info {
	const char *name, *title, *rule; /* rule: the published one that it restates, or NULL */
	const char *path;
	uint32_t window;                                /* days */
	uint16_t coverage;                              /* hundredths of a percent */
	uint32_t tests;                                 /* that it brought and passed */
	uint32_t idle, active, keep, unknown, failures; /* since judge_begin() */
	bool suspended;                                 /* failed POLICY_FAILURES times in a row */
	const char *last_error;                         /* NULL: none since it was loaded */
};

enum { POLICY_FAILURES = 3 };

/* digits: of the currency's minor unit.  NULL without memory. */
struct judge *judge_new(const struct limits *, unsigned digits);
void judge_free(struct judge *);

/*
 * Compile a policy and run its own tests.  False, and the judge as it was, if
 * it does not compile, declares nonsense, fails a test or has the name of a
 * policy from another file.  Reloading is adding the same path again: the new
 * version takes the old one's place, or the last good one stays where the new
 * one is refused (its last_error says why).
 */
bool judge_add(struct judge *, const char *path, struct error *);

/* The same for NAME.lua in the first of the NULL-ended dirs that has it. */
bool judge_add_named(struct judge *, const char *name, const char *const *dirs, struct error *);

size_t judge_count(const struct judge *);
struct policy_info judge_policy(const struct judge *, size_t);

/*
 * Start a run over new rows: counts from zero, nothing remembered of earlier
 * arenas.  Within the run an offset must keep its meaning.
 */
void judge_begin(struct judge *);

/*
 * The verdicts of all policies, in the order they were added, on one row of
 * asset_fields.  out has room for judge_count().  Evidence is loaded as it is
 * asked for; where that failed (evidence->broken) only keep stands.
 */
void judge_asset(
    struct judge *, const struct rows *, const void *row, struct evidence *, struct verdict *out);

/*
 * Which verdict is shown: keep before active before idle (the highest score)
 * before unknown; the first of equals.  n if there is no opinion at all.
 */
size_t judge_combine(const struct verdict *, size_t n);

const char *verdict_name(enum verdict_kind);

/*
 * For policy authors: load a policy and run its tests, one line a test on
 * out, then a count.  False if anything failed; the error says what.
 */
bool policy_test(const char *path, FILE *out, struct error *);

/* The policy API as LuaLS annotations, from the catalogues. */
void policy_annotations(FILE *);

#endif
