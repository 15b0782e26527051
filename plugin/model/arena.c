/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

enum { LEAST = 256, SMALL = 1 << 16, GROW = 1 << 20, SLOTS = 1 << 10 };

/* What is small lies on the heap: a mapping of its own would cost more than it holds. */
static bool
grow_small(struct bytes *b, size_t need)
{
	size_t cap = b->cap > 0 ? b->cap : LEAST;
	char *p;

	while (cap < need)
		cap *= 2;
	if ((p = realloc(b->base, cap)) == NULL)
		return false;
	memset(p + b->cap, 0, cap - b->cap);
	b->base = p;
	b->cap = cap;
	return true;
}

/*
 * mremap moves pages, not bytes, so growth never holds two copies; pages
 * arrive zeroed.
 */
static bool
grow_large(struct bytes *b, size_t need)
{
	size_t cap = b->cap + (b->cap >> 2) + GROW;
	bool mapped = b->cap > SMALL;
	void *p;

	if (need > SIZE_MAX - GROW)
		return false;
	if (cap < need)
		cap = need + GROW;
	cap &= ~(size_t)(GROW - 1);
	if (!mapped)
		p = mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	else
		p = mremap(b->base, b->cap, cap, MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
		return false;
	if (!mapped && b->base != NULL) {
		memcpy(p, b->base, b->cap);
		free(b->base);
	}
	b->base = p;
	b->cap = cap;
	return true;
}

static bool
grow(struct bytes *b, size_t need)
{
	return need <= SMALL ? grow_small(b, need) : grow_large(b, need);
}

void *
bytes_add(struct bytes *b, size_t n)
{
	void *p;

	if (n > SIZE_MAX - b->len)
		return NULL;
	if (b->len + n > b->cap && !grow(b, b->len + n))
		return NULL;
	p = b->base + b->len;
	b->len += n;
	return p;
}

void
bytes_free(struct bytes *b)
{
	if (b->cap > SMALL)
		munmap(b->base, b->cap);
	else
		free(b->base);
	*b = (struct bytes){ 0 };
}

struct text
arena_addn(struct arena *a, const char *s, size_t n)
{
	size_t at;
	char *p;

	if (a->bytes.len == 0 && bytes_add(&a->bytes, 1) == NULL)
		return (struct text){ 0 }; /* offset 0 means absent */
	at = a->bytes.len;
	if (n > UINT32_MAX - 1 - at || (p = bytes_add(&a->bytes, n + 1)) == NULL)
		return (struct text){ 0 };
	memcpy(p, s, n);
	p[n] = '\0';
	return (struct text){ (uint32_t)at };
}

struct text
arena_add(struct arena *a, const char *s)
{
	return arena_addn(a, s, strlen(s));
}

static uint32_t
hash(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a: only the speed of arena_share() hangs on it */

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static uint32_t *
slot(uint32_t *slots, uint32_t n, const char *bytes, const char *s)
{
	uint32_t i = hash(s) & (n - 1);

	while (slots[i] != 0 && strcmp(bytes + slots[i], s) != 0)
		i = (i + 1) & (n - 1);
	return &slots[i];
}

static bool
more_slots(struct arena *a)
{
	uint32_t n = a->nslots != 0 ? a->nslots * 2 : SLOTS;
	uint32_t *slots = calloc(n, sizeof *slots);

	if (slots == NULL)
		return false;
	for (uint32_t i = 0; i < a->nslots; i++)
		if (a->slots[i] != 0)
			*slot(slots, n, a->bytes.base, a->bytes.base + a->slots[i]) = a->slots[i];
	free(a->slots);
	a->slots = slots;
	a->nslots = n;
	return true;
}

struct text
arena_share(struct arena *a, const char *s)
{
	uint32_t *at;
	struct text t;

	if (a->used >= a->nslots / 2 && !more_slots(a))
		return (struct text){ 0 };
	at = slot(a->slots, a->nslots, a->bytes.base, s);
	if (*at != 0)
		return (struct text){ *at };
	t = arena_add(a, s);
	if (t.at != 0) {
		*at = t.at;
		a->used++;
	}
	return t;
}

const char *
arena_text(const struct arena *a, struct text t)
{
	return t.at != 0 ? a->bytes.base + t.at : NULL;
}

void
arena_free(struct arena *a)
{
	bytes_free(&a->bytes);
	free(a->slots);
	*a = (struct arena){ 0 };
}
