/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "inventory.h"

/* FNV-1a of the agent's id and the key. */
uint64_t
inventory_hash(int64_t agent, const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037) ^ (uint64_t)agent;

	h *= UINT64_C(1099511628211);
	for (; *key != '\0'; key++)
		h = (h ^ (uint8_t)*key) * UINT64_C(1099511628211);
	return h;
}

bool
inventory_add(struct inventory *i, int64_t agent, const char *key, uint32_t row)
{
	struct inventory_place *p = bytes_add(&i->places, sizeof *p);

	if (p == NULL)
		return false;
	p->hash = inventory_hash(agent, key);
	p->row = row;
	i->sorted = false;
	return true;
}

static int
by_hash(const void *a, const void *b)
{
	const struct inventory_place *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

uint32_t
inventory_row_of(struct inventory *i, uint64_t hash)
{
	struct inventory_place wanted = { hash, 0, 0 };
	const struct inventory_place *found;
	size_t n = i->places.len / sizeof wanted;

	if (n == 0)
		return UINT32_MAX;
	if (!i->sorted)
		qsort(i->places.base, n, sizeof wanted, by_hash);
	i->sorted = true;
	found = bsearch(&wanted, i->places.base, n, sizeof wanted, by_hash);
	return found != NULL ? found->row : UINT32_MAX;
}

uint32_t
inventory_row(struct inventory *i, int64_t agent, const char *key)
{
	return inventory_row_of(i, inventory_hash(agent, key));
}

void
inventory_free(struct inventory *i)
{
	bytes_free(&i->places);
}
