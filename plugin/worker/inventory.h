/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_INVENTORY_H
#define DECOM_INVENTORY_H

#include "arena.h"

/*
 * Which row of the estate each asset of a polled agent became, so that what was
 * measured finds it without asking for names again.  Start with { 0 }.
 */
struct inventory {
	struct bytes places; /* struct place; sorted once it is asked */
	bool sorted;
};

struct inventory_place {
	uint64_t hash; /* of agent and key */
	uint32_t row;
	uint32_t pad;
};

uint64_t inventory_hash(int64_t agent, const char *key);

bool inventory_add(struct inventory *, int64_t agent, const char *key, uint32_t row);

/* UINT32_MAX: the agent has no such asset. */
uint32_t inventory_row(struct inventory *, int64_t agent, const char *key);
uint32_t inventory_row_of(struct inventory *, uint64_t hash);
void inventory_free(struct inventory *);

#endif
