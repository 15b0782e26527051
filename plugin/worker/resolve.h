/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_RESOLVE_H
#define DECOM_RESOLVE_H

#include "estate.h"

/*
 * From an identity to the rows that have it.  The indexes are made at the
 * first question, from an estate that no longer changes.
 */
struct resolver;

struct resolver *resolver_new(const struct estate *);
void resolver_free(struct resolver *);

/*
 * How many live rows have this value (names: none of which excludes it);
 * the first max of them in rows.  -1 without memory.
 */
int resolver_find(struct resolver *, enum key, const char *value, uint32_t *rows, int max);

#endif
