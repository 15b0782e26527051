/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "number.h"

/* An identity that a row has in this run, and the number it is known under. */
struct known {
	int64_t hash; /* signed: the store's order */
	uint32_t row : 29, key : 3;
	uint32_t number; /* 0: not known yet */
};

/* A row's wish for a number. */
struct claim {
	uint32_t number, row;
	uint32_t key;
};

static int
by_hash(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* The strongest claim on a number first. */
static int
by_number(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* The identities by which a row may be known again: not shared; an address only for want of others.
 */
static bool
collect_row(const struct estate *e, uint32_t row, struct bytes *out)
{
	uint8_t shared = ((const uint8_t *)e->shared.base)[row];
	char value[FOLD_MAX];
	bool any = false;

	for (int key = 0; key < KEYS && !(any && key == KEY_ADDRESS); key++) {
		size_t len = shared >> key & 1 ? 0 : estate_fold(e, row, (enum key)key, value);
		struct known *k;

		if (len == 0)
			continue;
		if ((k = bytes_add(out, sizeof *k)) == NULL)
			return false;
		*k = (struct known){ (int64_t)fold_hash((enum key)key, value, len), row,
			(unsigned)key, 0 };
		any = true;
	}
	return true;
}

static bool
collect(const struct estate *e, struct bytes *out)
{
	for (uint32_t row = 0; row < estate_rows(e); row++)
		if (estate_live(e, row) && !collect_row(e, row, out))
			return false;
	if (out->len > 0)
		qsort(out->base, out->len / sizeof(struct known), sizeof(struct known), by_hash);
	return true;
}

static bool
is_value(const struct estate *e, const struct known *k, const struct identity *i)
{
	char value[FOLD_MAX];
	size_t len = estate_fold(e, k->row, (enum key)k->key, value);

	return (int)k->key == i->kind && i->value != NULL && strlen(i->value) == len &&
	       memcmp(value, i->value, len) == 0;
}

/* Walk this run's identities and the store's side by side. */
static bool
look_up(const struct estate *e, struct store *s, struct known *k, size_t n, struct error *err)
{
	struct identity i;
	size_t at = 0;
	int rc;

	if (!store_identity_first(s, err))
		return false;
	while ((rc = store_identity_next(s, &i, err)) == 1) {
		while (at < n && k[at].hash < (int64_t)i.hash)
			at++;
		for (size_t j = at; j < n && k[j].hash == (int64_t)i.hash; j++)
			if (is_value(e, &k[j], &i))
				k[j].number = i.asset;
	}
	return rc == 0;
}

/* Every wish, strongest first for each number. */
static bool
claims_of(const struct known *k, size_t n, struct bytes *claims)
{
	for (size_t i = 0; i < n; i++) {
		struct claim *c;

		if (k[i].number == 0)
			continue;
		if ((c = bytes_add(claims, sizeof *c)) == NULL)
			return false;
		*c = (struct claim){ k[i].number, k[i].row, k[i].key };
	}
	if (claims->len > 0)
		qsort(claims->base, claims->len / sizeof(struct claim), sizeof(struct claim),
		    by_number);
	return true;
}

/*
 * Each number goes to the row with the strongest claim on it.  A row that
 * wins several keeps the lowest, and the others are merged into that.
 */
static bool
grant(struct estate *e, struct store *s, const struct claim *c, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		struct asset *a = estate_asset(e, c[i].row);

		if (i > 0 && c[i].number == c[i - 1].number)
			continue;
		if (a->index == 0)
			a->index = c[i].number;
		else if (!store_merge(s, a->index, c[i].number, err))
			return false;
	}
	return true;
}

static bool
hand_out(struct estate *e, struct store *s, struct error *err)
{
	uint32_t n = 0, next;

	for (uint32_t row = 0; row < estate_rows(e); row++)
		n += estate_live(e, row) && estate_asset(e, row)->index == 0;
	if (n == 0)
		return true;
	if ((next = store_take(s, "asset", n, err)) == 0)
		return false;
	for (uint32_t row = 0; row < estate_rows(e); row++)
		if (estate_live(e, row) && estate_asset(e, row)->index == 0)
			estate_asset(e, row)->index = next++;
	return true;
}

static bool
remember(
    const struct estate *e, struct store *s, const struct known *k, size_t n, struct error *err)
{
	char value[FOLD_MAX];

	for (size_t i = 0; i < n; i++) {
		uint32_t number = estate_asset(e, k[i].row)->index;

		if (k[i].number == number)
			continue;
		estate_fold(e, k[i].row, (enum key)k[i].key, value);
		if (!store_identity_put(s,
			&(struct identity){ (uint64_t)k[i].hash, number, (int)k[i].key, value },
			err))
			return false;
	}
	return true;
}

/* A store that knows nobody beside a snapshot that does was lost: learn from the snapshot. */
static bool
rebuild(struct store *s, const struct snapshot *last, struct error *err)
{
	const struct rows *r = snapshot_rows(last, SECTION_ASSET);
	char value[FOLD_MAX];

	for (size_t i = 0; i < r->n; i++) {
		const struct asset *a = rows_at(r, i);

		if (!store_taken(s, "asset", a->index, err))
			return false;
		for (int key = 0; key < KEY_ADDRESS; key++) {
			struct text t = fold_member(a, (enum key)key);
			size_t len =
			    t.at != TEXT_ABSENT ? fold((enum key)key, r->arena + t.at, value) : 0;

			if (len > 0 && !store_identity_put(s,
					   &(struct identity){ fold_hash((enum key)key, value, len),
					       a->index, key, value },
					   err))
				return false;
		}
	}
	return true;
}

bool
number_assets(struct estate *e, struct store *s, const struct snapshot *last, struct error *err)
{
	struct bytes known = { 0 }, claims = { 0 };
	bool ok = false;
	struct known *k;
	size_t n;

	for (uint32_t row = 0; row < estate_rows(e); row++)
		estate_asset(e, row)->index = 0;
	if (last != NULL && !rebuild(s, last, err))
		return false;
	if (!collect(e, &known)) {
		error_set(err, "out of memory");
		goto out;
	}
	k = (void *)known.base;
	n = known.len / sizeof *k;
	if (!look_up(e, s, k, n, err))
		goto out;
	if (!claims_of(k, n, &claims)) {
		error_set(err, "out of memory");
		goto out;
	}
	ok = grant(e, s, (const void *)claims.base, claims.len / sizeof(struct claim), err) &&
	     hand_out(e, s, err) && remember(e, s, k, n, err);
out:
	bytes_free(&known);
	bytes_free(&claims);
	return ok;
}

struct ordered {
	uint32_t number, row;
};

static int
by_index(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

uint32_t *
number_order(const struct estate *e, size_t *n)
{
	size_t rows = estate_rows(e);
	struct ordered *o = malloc((rows + 1) * sizeof *o);
	uint32_t *order = (void *)o;

	if (o == NULL)
		return NULL;
	*n = 0;
	for (uint32_t row = 0; row < rows; row++)
		if (estate_live(e, row))
			o[(*n)++] = (struct ordered){ estate_asset(e, row)->index, row };
	qsort(o, *n, sizeof *o, by_index);
	for (size_t i = 0; i < *n; i++) /* in place: order[i] lies at or before o[i] */
		order[i] = o[i].row;
	return order;
}
