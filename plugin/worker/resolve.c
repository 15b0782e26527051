/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "keyed.h"
#include "resolve.h"

struct resolver {
	const struct estate *estate;
	struct bytes index[KEYS];
	bool made[KEYS];
};

static const char *
value_of(const struct resolver *r, uint32_t row, enum key key)
{
	return arena_text(&r->estate->arena, fold_member(estate_asset(r->estate, row), key));
}

static bool
matches(const struct resolver *r, uint32_t row, enum key key, const char *value, const char *folded,
    size_t len)
{
	const char *s = value_of(r, row, key);
	char other[FOLD_MAX];

	return fold(key, s, other) == len && memcmp(other, folded, len) == 0 &&
	       !(key == KEY_NAME && fold_names_differ(s, value));
}

int
resolver_find(struct resolver *r, enum key key, const char *value, uint32_t *rows, int max)
{
	char folded[FOLD_MAX];
	size_t len = fold(key, value, folded), lo = 0, hi;
	const struct keyed *entry;
	uint64_t hash;
	int found = 0;

	if (len == 0)
		return 0;
	if (!r->made[key] && !(r->made[key] = keyed_rows(r->estate, key, &r->index[key])))
		return -1;
	entry = (const void *)r->index[key].base;
	hi = r->index[key].len / sizeof *entry;
	hash = fold_hash(key, folded, len);
	for (size_t n = hi; lo < n;) {
		size_t mid = lo + (n - lo) / 2;

		if (entry[mid].hash < hash)
			lo = mid + 1;
		else
			n = mid;
	}
	for (; lo < hi && entry[lo].hash == hash; lo++)
		if (matches(r, entry[lo].row, key, value, folded, len) && found++ < max)
			rows[found - 1] = entry[lo].row;
	return found;
}

struct resolver *
resolver_new(const struct estate *e)
{
	struct resolver *r = calloc(1, sizeof *r);

	if (r != NULL)
		r->estate = e;
	return r;
}

void
resolver_free(struct resolver *r)
{
	if (r == NULL)
		return;
	for (int k = 0; k < KEYS; k++)
		bytes_free(&r->index[k]);
	free(r);
}
