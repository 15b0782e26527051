/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FINDINGS_H
#define DECOM_FINDINGS_H

#include "arena.h"
#include "nouns.h"

/*
 * What was found wrong in a run.  While assets have no numbers yet, a
 * finding's asset_index holds the asset's row + 1, 0 for no single asset.
 * Per source and kind only the first FINDINGS_MAX are kept, then one says
 * how many more there were: a bad export must not fill the memory.
 */
enum { FINDINGS_MAX = 200, FINDING_KINDS = 32 };

struct findings {
	struct arena *arena;
	struct bytes rows;   /* struct finding */
	struct bytes counts; /* per source: a text and FINDING_KINDS counters */
};

struct finding_at {
	uint32_t row;       /* of the asset + 1; 0: none */
	const char *source; /* NULL: none */
	const char *file;   /* NULL: none */
	uint32_t line;
};

/* The message belongs to the caller.  false without memory. */
bool finding_add(struct findings *, enum finding_kind, enum severity, struct finding_at,
    const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Say what was left out; call once, at the end. */
bool findings_close(struct findings *);

/* How many concern a source, those left out included. */
uint32_t findings_of(const struct findings *, const char *source);

void findings_free(struct findings *);

#endif
