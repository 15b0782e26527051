/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "migration.h"
#include "resolve.h"

enum alignment
align(uint8_t usage, uint8_t strategy, uint8_t status, bool planned, bool migrated)
{
	if (strategy == STRATEGY_RETAIN || status == MIGRATION_RETAINED)
		return ALIGNMENT_RETAINED;
	switch (usage) {
	case USAGE_IDLE:
		return migrated  ? ALIGNMENT_RETIRE
		       : planned ? ALIGNMENT_IDLE_AHEAD
				 : ALIGNMENT_ZOMBIE;
	case USAGE_ACTIVE:
	case USAGE_BUSY:
		return migrated  ? ALIGNMENT_STILL_BUSY
		       : planned ? ALIGNMENT_WAIT
				 : ALIGNMENT_UNMAPPED;
	default: return ALIGNMENT_UNKNOWN;
	}
}

const char *
align_words(enum alignment a)
{
	switch (a) {
	case ALIGNMENT_UNKNOWN: return "not enough evidence to say";
	case ALIGNMENT_RETIRE: return "idle, and what ran on it has migrated: retire it";
	case ALIGNMENT_ZOMBIE: return "idle, and in no migration plan: nobody seems to need it";
	case ALIGNMENT_IDLE_AHEAD:
		return "idle, though its migration is still to come: retire instead of migrate?";
	case ALIGNMENT_STILL_BUSY:
		return "busy, though its migration is done: did the cutover really happen?";
	case ALIGNMENT_WAIT: return "busy, and its migration is still to come: wait";
	case ALIGNMENT_UNMAPPED: return "busy, and in no migration plan: it blocks the exit";
	case ALIGNMENT_RETAINED: return "to be retained, whatever its load";
	}
	return "?";
}

/* What is known of those that a row holds. */
enum {
	HOLDS = 1,
	ONE_PLANNED = 2,
	ONE_STAYS = 4,
	ONE_ACTIVE = 8,
	ONE_UNKNOWN = 16 /* or vetoed */
};

struct alignment_run {
	struct estate *estate;
	uint32_t *parent;    /* the row that holds each, or UINT32_MAX */
	uint8_t *held;       /* bits above */
	const uint8_t *idle; /* the shown verdict is idle: nobody vetoed it */
	int32_t as_of;
	int (*rollback)(void *, const struct asset *);
	void *ctx;
};

static bool
find_parent(const struct alignment_run *r, struct resolver *resolver, uint32_t row)
{
	static const enum key keys[] = { KEY_NAME, KEY_SERIAL, KEY_TAG };
	struct estate *e = r->estate;
	const char *parent = arena_text(&e->arena, estate_asset(e, row)->parent);
	uint32_t found;

	r->parent[row] = UINT32_MAX;
	for (size_t i = 0; parent != NULL && i < sizeof keys / sizeof *keys; i++) {
		int n = resolver_find(resolver, keys[i], parent, &found, 1);

		if (n < 0)
			return false;
		if (n > 1)
			return finding_add(&e->findings, FINDING_AMBIGUOUS, SEVERITY_WARNING,
			    (struct finding_at){ .row = row + 1 },
			    "%s: its parent %s fits %d assets; taken for none of them",
			    estate_label(e, row), parent, n);
		if (n == 1) {
			r->parent[row] = found != row ? found : UINT32_MAX;
			return true;
		}
	}
	return true;
}

static bool
find_parents(struct alignment_run *r)
{
	struct resolver *resolver = resolver_new(r->estate);
	bool ok = resolver != NULL;

	for (uint32_t row = 0; ok && row < estate_rows(r->estate); row++)
		ok = !estate_live(r->estate, row) || find_parent(r, resolver, row);
	resolver_free(resolver);
	return ok;
}

static bool
is_migrated(const struct alignment_run *r, uint32_t row)
{
	const struct asset *a = estate_asset(r->estate, row);
	uint8_t held = r->held[row];

	if (held & ONE_STAYS)
		return false;
	if (migration_done(a->migration_status, a->cutover_date, r->rollback(r->ctx, a), r->as_of))
		return true;
	return held & HOLDS &&
	       !migration_planned(a); /* no entry of its own, and all it holds have gone */
}

static bool
is_planned(const struct alignment_run *r, uint32_t row)
{
	return migration_planned(estate_asset(r->estate, row)) || r->held[row] & ONE_PLANNED;
}

static uint8_t
usage_of(const struct alignment_run *r, uint32_t row)
{
	uint8_t usage = estate_asset(r->estate, row)->usage, held = r->held[row];

	if (usage != USAGE_IDLE)
		return usage;
	return held & ONE_ACTIVE ? USAGE_ACTIVE : held & ONE_UNKNOWN ? USAGE_UNKNOWN : USAGE_IDLE;
}

/* What a row tells the one that holds it. */
static uint8_t
told(const struct alignment_run *r, uint32_t row)
{
	uint8_t bits = HOLDS, usage = usage_of(r, row);

	if (is_planned(r, row))
		bits |= ONE_PLANNED;
	if (!is_migrated(r, row))
		bits |= ONE_STAYS;
	if (usage == USAGE_ACTIVE || usage == USAGE_BUSY)
		bits |= ONE_ACTIVE;
	else if (usage != USAGE_IDLE || !r->idle[row])
		bits |= ONE_UNKNOWN;
	return bits;
}

/*
 * Anew from what the round before knew, until nothing changes: a row speaks
 * for itself only after all that it holds have spoken.  Guests in hypervisors
 * in blades in chassis are four deep; the bound ends a ring of parents.
 */
static bool
pass_on(struct alignment_run *r)
{
	enum { DEEPEST = 8 };
	size_t n = estate_rows(r->estate);
	uint8_t *next = malloc(n + 1), *before;
	bool changed = next != NULL;

	for (int depth = 0; changed && depth < DEEPEST; depth++) {
		memset(next, 0, n + 1);
		for (uint32_t row = 0; row < n; row++)
			if (estate_live(r->estate, row) && r->parent[row] != UINT32_MAX)
				next[r->parent[row]] |= told(r, row);
		changed = memcmp(next, r->held, n + 1) != 0;
		before = r->held;
		r->held = next;
		next = before;
	}
	free(next);
	return next != NULL;
}

static void
settle(const struct alignment_run *r, uint32_t row, bool idle)
{
	struct asset *a = estate_asset(r->estate, row);

	a->usage = usage_of(r, row);
	a->alignment = (uint8_t)align(
	    a->usage, a->strategy, a->migration_status, is_planned(r, row), is_migrated(r, row));
	a->candidate.v = idle && a->usage == USAGE_IDLE &&
			 (a->alignment == ALIGNMENT_RETIRE || a->alignment == ALIGNMENT_ZOMBIE ||
			     a->alignment == ALIGNMENT_IDLE_AHEAD);
}

bool
align_estate(struct estate *e, int32_t as_of, const uint8_t *idle,
    int (*rollback)(void *, const struct asset *), void *ctx, struct error *err)
{
	size_t n = estate_rows(e);
	struct alignment_run r = { e, malloc((n + 1) * sizeof *r.parent), calloc(n + 1, 1), idle,
		as_of, rollback, ctx };
	bool ok = r.parent != NULL && r.held != NULL && find_parents(&r);

	ok = ok && pass_on(&r);
	if (ok) {
		for (uint32_t row = 0; row < n; row++)
			if (estate_live(e, row))
				settle(&r, row, idle[row]);
	} else
		error_set(err, "out of memory");
	free(r.parent);
	free(r.held);
	return ok;
}
