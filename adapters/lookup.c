/* SPDX-License-Identifier: BSD-2-Clause */
#include "lookup.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"

struct lookup_entry {
	struct lookup_entry *next;
	uint64_t hash;
	char *key, *value;
};

/* Of what convert_same() compares: without outer blanks and case. */
static uint64_t
hash_key(const char *key)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	size_t n;

	key += strspn(key, " \t\r\n");
	for (n = strlen(key); n > 0 && strchr(" \t\r\n", key[n - 1]) != NULL; n--)
		continue;
	for (; n > 0; n--)
		h = (h ^ (unsigned char)tolower((unsigned char)*key++)) * 0x100000001b3ULL;
	return h;
}

static bool
grow(struct lookup *l)
{
	size_t cap = l->cap == 0 ? 64 : l->cap * 2, i;
	struct lookup_entry **buckets = calloc(cap, sizeof(struct lookup_entry *)), *e, *next;

	if (buckets == NULL)
		return false;
	for (i = 0; i < l->cap; i++)
		for (e = l->buckets[i]; e != NULL; e = next) {
			next = e->next;
			e->next = buckets[e->hash & (cap - 1)];
			buckets[e->hash & (cap - 1)] = e;
		}
	free(l->buckets);
	l->buckets = buckets;
	l->cap = cap;
	return true;
}

/* Entries of one key stay in the order of the document: a new one goes to the end. */
bool
lookup_add(struct lookup *l, const char *key, const char *value)
{
	struct lookup_entry *e, **at;

	if (l->n >= LOOKUP_MAX || l->pool.total > LOOKUP_BYTES || (l->n >= l->cap && !grow(l)) ||
	    (e = pool_alloc(&l->pool, sizeof(*e))) == NULL)
		return false;
	e->key = pool_copy(&l->pool, key, strlen(key));
	e->value = pool_copy(&l->pool, value, strlen(value));
	if (e->key == NULL || e->value == NULL)
		return false;
	e->hash = hash_key(key);
	for (at = &l->buckets[e->hash & (l->cap - 1)]; *at != NULL; at = &(*at)->next)
		continue;
	*at = e;
	l->n++;
	return true;
}

const char *
lookup_next(const struct lookup *l, const char *key, const struct lookup_entry **state)
{
	uint64_t hash = hash_key(key);
	const struct lookup_entry *e;

	if (l->cap == 0)
		return NULL;
	e = *state == NULL ? l->buckets[hash & (l->cap - 1)] : (*state)->next;
	for (; e != NULL; e = e->next)
		if (e->hash == hash && convert_same(e->key, key)) {
			*state = e;
			return e->value;
		}
	return NULL;
}

bool
lookup_level(struct lookup *l, int level, const char *value)
{
	int i;

	if (level < 0 || level >= OUTLINE_LEVELS)
		return true;
	for (i = level; i < OUTLINE_LEVELS; i++) {
		free(l->levels[i]);
		l->levels[i] = NULL;
	}
	return (l->levels[level] = strdup(value)) != NULL;
}

const char *
lookup_above(const struct lookup *l, int from, int level)
{
	int i;

	for (i = level < OUTLINE_LEVELS ? level - 1 : OUTLINE_LEVELS - 1; i >= from && i >= 0; i--)
		if (l->levels[i] != NULL)
			return l->levels[i];
	return NULL;
}

void
lookup_clear(struct lookup *l)
{
	int i;

	for (i = 0; i < OUTLINE_LEVELS; i++)
		free(l->levels[i]);
	free(l->buckets);
	pool_free(&l->pool);
	*l = (struct lookup){ 0 };
}
