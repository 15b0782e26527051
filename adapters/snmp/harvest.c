/* SPDX-License-Identifier: BSD-2-Clause */
#include "harvest.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64, FIRST_BLOCK = 4000, LAST_BLOCK = 64000 };

/* Names and octets: written once, freed all at once. */
struct block {
	struct block *next;
	uint32_t words[];
};

/*
 * A walk of several columns side by side comes row by row, so OIDs are not
 * in order.  What comes after all that is there is put at its place; the rest
 * waits behind it and is merged in when someone looks.
 */
struct harvest {
	struct varbind *list;
	size_t n, room;
	size_t sorted; /* so many of the n are in order, each OID once */
	size_t used, limit;
	struct block *blocks;
	size_t block_words, left; /* of the newest block */
};

struct harvest *
harvest_new(size_t limit)
{
	struct harvest *h = calloc(1, sizeof *h);

	if (h != NULL)
		h->limit = limit;
	return h;
}

void
harvest_free(struct harvest *h)
{
	struct block *b, *next;

	if (h == NULL)
		return;
	for (b = h->blocks; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(h->list);
	free(h);
}

static size_t
words(size_t bytes)
{
	return (bytes + sizeof(uint32_t) - 1) / sizeof(uint32_t);
}

static uint32_t *
take_words(struct harvest *h, size_t n)
{
	size_t size = h->block_words == 0 ? FIRST_BLOCK / sizeof(uint32_t) : h->block_words * 2;
	struct block *b;

	if (n > h->left) {
		if (size > LAST_BLOCK / sizeof(uint32_t))
			size = LAST_BLOCK / sizeof(uint32_t);
		if (size < n)
			size = n;
		if ((b = malloc(sizeof *b + size * sizeof(uint32_t))) == NULL)
			return NULL;
		b->next = h->blocks;
		h->blocks = b;
		h->block_words = h->left = size;
	}
	h->left -= n;
	return h->blocks->words + (h->block_words - h->left - n);
}

static bool
make_room(struct harvest *h, size_t n)
{
	size_t room = h->room == 0 ? FIRST_ROOM : h->room;
	struct varbind *list;

	if (n <= h->room)
		return true;
	while (room < n)
		room *= 2;
	if ((list = realloc(h->list, room * sizeof *list)) == NULL)
		return false;
	h->list = list;
	h->room = room;
	return true;
}

static bool
has_octets(enum varbind_type type)
{
	return type == VARBIND_OCTETS || type == VARBIND_ADDRESS;
}

static size_t
value_words(const struct varbind *v)
{
	return v->type == VARBIND_OID ? v->oid.n : has_octets(v->type) ? words(v->len) : 0;
}

/* Anything else cannot have come in a message that was decoded rightly. */
static bool
sound(const struct varbind *v)
{
	if (v->name.n == 0 || v->name.n > OID_ARCS)
		return false;
	switch (v->type) {
	case VARBIND_NULL: return false;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS: return v->number <= UINT32_MAX;
	case VARBIND_OID: return v->oid.n <= OID_ARCS;
	case VARBIND_ADDRESS: return v->len == 4;
	case VARBIND_INTEGER:
	case VARBIND_OCTETS:
	case VARBIND_COUNTER64:
	case VARBIND_REAL: return true;
	}
	return false;
}

static void
copy(struct varbind *to, const struct varbind *v, uint32_t *w)
{
	*to = *v;
	memcpy(w, v->name.arc, v->name.n * sizeof *w);
	to->name.arc = w;
	w += v->name.n;
	if (v->type == VARBIND_OID) {
		if (v->oid.n > 0)
			memcpy(w, v->oid.arc, v->oid.n * sizeof *w);
		to->oid.arc = w;
	} else if (has_octets(v->type)) {
		if (v->len > 0)
			memcpy(w, v->octets, v->len);
		to->octets = (const uint8_t *)w;
	}
}

enum harvest_add
harvest_add(struct harvest *h, const struct varbind *v)
{
	size_t n, cost;
	bool next = h->sorted == h->n;
	uint32_t *w;

	if (!sound(v))
		return HARVEST_ADDED;
	n = v->name.n + value_words(v);
	cost = sizeof *v + n * sizeof(uint32_t);
	if (cost > h->limit - h->used)
		return HARVEST_FULL;
	if (next && h->n > 0)
		next = oid_compare(h->list[h->n - 1].name, v->name) < 0;
	/* Merging needs room for the latecomers once more, and cannot fail then. */
	if (!make_room(h, h->n + 1 + (next ? 0 : h->n + 1 - h->sorted)) ||
	    (w = take_words(h, n)) == NULL)
		return HARVEST_NO_MEMORY;
	copy(&h->list[h->n++], v, w);
	h->used += cost;
	h->sorted += next;
	return HARVEST_ADDED;
}

/* Of equal names the later one stays later.  spare: room for n - head. */
static void
merge(struct varbind *list, size_t head, size_t n, struct varbind *spare)
{
	size_t late = n - head;

	memcpy(spare, list + head, late * sizeof *list);
	while (late > 0)
		if (head > 0 && oid_compare(list[head - 1].name, spare[late - 1].name) > 0)
			list[--n] = list[--head];
		else
			list[--n] = spare[--late];
}

static void
sort(struct varbind *list, size_t n, struct varbind *spare)
{
	size_t half = n / 2;

	if (n < 2)
		return;
	sort(list, half, spare);
	sort(list + half, n - half, spare);
	if (oid_compare(list[half - 1].name, list[half].name) > 0)
		merge(list, half, n, spare);
}

/* The first, among those in order, that is not before the name. */
static size_t
place(const struct harvest *h, struct oid name)
{
	size_t low = 0, high = h->sorted, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (oid_compare(h->list[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Of equal neighbours the last stays. */
static void
drop_equal(struct harvest *h, size_t from)
{
	size_t i, k = from;

	for (i = from; i < h->n; i++)
		if (i + 1 == h->n || oid_compare(h->list[i].name, h->list[i + 1].name) != 0)
			h->list[k++] = h->list[i];
	h->n = k;
}

/* What readers see: all in order.  The struct came from calloc(), so it is not really const. */
static const struct harvest *
settled(const struct harvest *seen)
{
	struct harvest *h = (struct harvest *)(uintptr_t)seen;
	struct varbind *late;
	size_t from;

	if (h->sorted == h->n)
		return h;
	late = h->list + h->sorted;
	sort(late, h->n - h->sorted, h->list + h->n);
	from = place(h, late->name);
	merge(h->list, h->sorted, h->n, h->list + h->n);
	drop_equal(h, from);
	h->sorted = h->n;
	return h;
}

size_t
harvest_count(const struct harvest *h)
{
	return settled(h)->n;
}

const struct varbind *
harvest_at(const struct harvest *h, size_t i)
{
	return &settled(h)->list[i];
}

const struct varbind *
harvest_find(const struct harvest *h, struct oid name)
{
	size_t i = place(settled(h), name);

	return i < h->n && oid_compare(h->list[i].name, name) == 0 ? &h->list[i] : NULL;
}

size_t
harvest_below(const struct harvest *h, struct oid prefix, size_t *from)
{
	size_t low = place(settled(h), prefix), high = h->n, mid;

	*from = low;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (oid_within(prefix, h->list[mid].name))
			low = mid + 1;
		else
			high = mid;
	}
	return low - *from;
}

enum harvest_add
harvest_take(struct harvest *h, const struct harvest *other, struct oid prefix)
{
	enum harvest_add added = HARVEST_ADDED;
	size_t i, n = harvest_below(other, prefix, &i);

	for (; n > 0 && added == HARVEST_ADDED; n--, i++)
		added = harvest_add(h, harvest_at(other, i));
	return added;
}
