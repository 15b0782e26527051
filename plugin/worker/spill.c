/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "spill.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

struct spill {
	size_t n, most, size;
	bool sorted;
	char *things;
	uint64_t *keys;
	uint32_t *order, *other; /* numbers of things */
};

struct spill *
spill_new(size_t most, size_t size)
{
	struct spill *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->most = most;
	s->size = size;
	s->things = calloc(most, size);
	s->keys = calloc(most, sizeof *s->keys);
	s->order = calloc(most, sizeof *s->order);
	s->other = calloc(most, sizeof *s->other);
	if (s->things != NULL && s->keys != NULL && s->order != NULL && s->other != NULL)
		return s;
	spill_free(s);
	return NULL;
}

void
spill_free(struct spill *s)
{
	if (s == NULL)
		return;
	free(s->things);
	free(s->keys);
	free(s->order);
	free(s->other);
	free(s);
}

bool
spill_full(const struct spill *s)
{
	return !s->sorted && s->n == s->most;
}

void
spill_add(struct spill *s, uint64_t key, const void *thing)
{
	if (s->sorted)
		s->n = 0;
	s->sorted = false;
	s->keys[s->n] = key;
	memcpy(s->things + s->n++ * s->size, thing, s->size);
}

static unsigned
digit(const struct spill *s, uint32_t i, unsigned shift)
{
	return s->keys[i] >> shift & (DIGITS - 1);
}

/* One pass of a radix sort, which is stable; nothing to do where all keys have one digit. */
static void
pass(struct spill *s, unsigned shift)
{
	uint32_t at[DIGITS] = { 0 }, *swap = s->order, sum = 0;

	for (size_t i = 0; i < s->n; i++)
		at[digit(s, s->order[i], shift)]++;
	if (at[digit(s, s->order[0], shift)] == s->n)
		return;
	for (int d = 0; d < DIGITS; d++) {
		uint32_t count = at[d];

		at[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < s->n; i++)
		s->other[at[digit(s, s->order[i], shift)]++] = s->order[i];
	s->order = s->other;
	s->other = swap;
}

void
spill_sort(struct spill *s, size_t *n)
{
	if (s->sorted)
		s->n = 0;
	s->sorted = true;
	*n = s->n;
	for (size_t i = 0; i < s->n; i++)
		s->order[i] = (uint32_t)i;
	for (unsigned shift = 0; s->n > 0 && shift < 64; shift += DIGIT_BITS)
		pass(s, shift);
}

const void *
spill_at(const struct spill *s, size_t i)
{
	return s->things + s->order[i] * s->size;
}
