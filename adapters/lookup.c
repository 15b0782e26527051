/* SPDX-License-Identifier: BSD-2-Clause */
#include "lookup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"

/* More keys than this in one bucket are no accident. */
#define CHAIN_MAX 1000

struct lookup_value {
	struct lookup_value *next;
	char *text;
};

struct lookup_entry {
	struct lookup_entry *next; /* in the bucket */
	uint64_t hash;
	char *key;
	struct lookup_value *first, *last;
};

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

/* NULL: not there.  *walked: how many were passed by. */
static struct lookup_entry *
find(const struct lookup *l, const char *key, uint64_t hash, unsigned *walked)
{
	struct lookup_entry *e;

	*walked = 0;
	if (l->cap == 0)
		return NULL;
	for (e = l->buckets[hash & (l->cap - 1)]; e != NULL; e = e->next) {
		if (e->hash == hash && convert_same(e->key, key))
			return e;
		++*walked;
	}
	return NULL;
}

static struct lookup_entry *
add_key(struct lookup *l, const char *key, uint64_t hash)
{
	struct lookup_entry *e;

	if ((l->n >= l->cap && !grow(l)) || (e = pool_alloc(&l->pool, sizeof(*e))) == NULL ||
	    (e->key = pool_copy(&l->pool, key, strlen(key))) == NULL)
		return NULL;
	e->hash = hash;
	e->next = l->buckets[hash & (l->cap - 1)];
	l->buckets[hash & (l->cap - 1)] = e;
	return e;
}

/* Values of one key stay in the order of the document. */
bool
lookup_add(struct lookup *l, const char *key, const char *value)
{
	uint64_t hash = convert_hash(key);
	struct lookup_value *v;
	struct lookup_entry *e;
	unsigned walked;

	if (l->n >= LOOKUP_MAX || l->pool.total > LOOKUP_BYTES)
		return false;
	e = find(l, key, hash, &walked);
	if (walked > CHAIN_MAX || (e == NULL && (e = add_key(l, key, hash)) == NULL) ||
	    (v = pool_alloc(&l->pool, sizeof(*v))) == NULL ||
	    (v->text = pool_copy(&l->pool, value, strlen(value))) == NULL)
		return false;
	if (e->first == NULL)
		e->first = v;
	else
		e->last->next = v;
	e->last = v;
	l->n++;
	return true;
}

const struct lookup_value *
lookup_find(const struct lookup *l, const char *key)
{
	unsigned walked;
	const struct lookup_entry *e = find(l, key, convert_hash(key), &walked);

	return e != NULL ? e->first : NULL;
}

const struct lookup_value *
lookup_next(const struct lookup_value *v)
{
	return v->next;
}

const char *
lookup_text(const struct lookup_value *v)
{
	return v->text;
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
