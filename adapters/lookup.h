/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LOOKUP_H
#define DECOM_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "pool.h"

/*
 * What a document declares in its head (or behind what needs it): keys to
 * texts, several for one key.  Keys are compared without case and outer
 * blanks.  An outline is a lookup whose key is a level: a new entry hides
 * those of the same level and deeper.  Start with { 0 }.
 */
#define LOOKUP_MAX 1000000 /* entries */
#define LOOKUP_BYTES (64 * 1024 * 1024)
#define OUTLINE_LEVELS 64

struct lookup {
	struct pool pool;
	size_t n, cap;
	struct lookup_entry **buckets;
	char *levels[OUTLINE_LEVELS];
};

/* False if it is full. */
bool lookup_add(struct lookup *, const char *key, const char *value);

/* The values of a key, in the document's order; NULL: none, or no more. */
#define LOOKUP_VALUES 1000 /* of one key are followed */
const struct lookup_value *lookup_find(const struct lookup *, const char *key);
const struct lookup_value *lookup_next(const struct lookup_value *);
const char *lookup_text(const struct lookup_value *);

bool lookup_level(struct lookup *, int level, const char *value);
const char *lookup_above(const struct lookup *, int from, int level); /* NULL: none */

void lookup_clear(struct lookup *);

#endif
