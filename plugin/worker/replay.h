/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_REPLAY_H
#define DECOM_REPLAY_H

#include "judge.h"
#include "outlook.h"
#include "store.h"

/*
 * Policies over stored history, as if each of some past days were today: what
 * they would have retired, and what became of it.  An asset's fields are
 * those of the last snapshot, for nobody remembers older ones; what was
 * judged or computed from later days is taken out of them.  Of the history a
 * policy sees what past_on() lets through, and so do the activity of each
 * asset and the company of its site, which are made anew for each day.
 *
 * Memory: one asset's history, some bytes for each asset and side, and of
 * each site and day at hand its company, REPLAY_COMPANIES at most: if there
 * are more, the assets are gone through several times.
 */
enum { REPLAY_COMPANIES = 3000 }; /* of up to 84 KiB */

/* Policies that stand for one: of several the verdict that refresh would show. */
struct replay_side {
	const char *name;
	size_t first, n; /* in the judge */
};

struct replay_question {
	const struct rows *assets; /* of the snapshot */
	struct store *store;
	int32_t end;      /* the day of the snapshot: history ends the day before */
	int32_t from, to; /* days to ask as of; from <= to <= end, and to is always asked */
	uint32_t every;   /* days; not 0 */
	struct judge *judge;
	const struct replay_side *sides;
	size_t nsides;
	bool (*progress)(void *ctx, uint64_t done, uint64_t total); /* false: stop; NULL: none */
	void *ctx;
};

/* What a verdict comes to: idle, and so a candidate; active or keep; anything else. */
enum replay_word { REPLAY_UNKNOWN, REPLAY_KEEP, REPLAY_RETIRE, REPLAY_WORDS };

/* Of one asset and side. */
struct replay_found {
	int32_t first; /* the first day on which it would have been retired, or DAY_ABSENT */
	uint16_t said[REPLAY_WORDS]; /* how often, of the days that had a history before them */
	uint8_t last;       /* the word on the last day; REPLAY_WORDS: there was no history */
	uint16_t differs;   /* days on which only one of this and the first side said retire */
	struct later later; /* from first on */
};

/* Of one day asked as of, over all assets: what is to be expected whatever a policy says. */
struct replay_base {
	int32_t day;
	uint32_t assets; /* with a history before it */
	uint32_t active, woke;
};

struct replay {
	struct replay_base *days;
	size_t ndays;
	struct replay_found *found; /* a row of sides for each asset */
	bool *week;                 /* of each asset: at the end it followed the working week */
	size_t assets, sides;
};

/*
 * The days asked as of: from, every so many days, and to.  days NULL: how
 * many there are.
 */
size_t replay_days(const struct replay_question *, struct replay_base *days);

/* False with an error if the history cannot be read, a policy was suspended, or progress said so.
 * To be freed in both cases. */
bool replay_history(const struct replay_question *, struct replay *, struct error *);
void replay_free(struct replay *);

static inline const struct replay_found *
replay_found(const struct replay *r, size_t asset, size_t side)
{
	return &r->found[asset * r->sides + side];
}

#endif
