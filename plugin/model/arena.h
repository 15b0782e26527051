/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ARENA_H
#define DECOM_ARENA_H

#include <stdbool.h>

#include "rows.h"

/*
 * A growable run of bytes that does not copy itself when it grows (mremap),
 * so that the peak of a large refresh is what it holds.  Start with { 0 }.
 */
struct bytes {
	char *base;
	size_t len, cap;
};

/* Room for n more bytes, zeroed and counted in len; NULL without memory. */
void *bytes_add(struct bytes *, size_t n);
void bytes_free(struct bytes *);

/*
 * Where a writer collects strings; at most 4 GiB.  Start with { 0 }.
 * The bytes move when strings are added: keep offsets, not pointers.
 */
struct arena {
	struct bytes bytes;
	uint32_t *slots; /* of the strings kept once; a hash by content */
	uint32_t nslots, used;
};

/* A copy of s, or of n bytes of it; absent if memory or offsets run out. */
struct text arena_add(struct arena *, const char *s);
struct text arena_addn(struct arena *, const char *s, size_t n);

/* The same, but equal strings get the same offset. */
struct text arena_share(struct arena *, const char *s);

const char *arena_text(const struct arena *, struct text); /* NULL if absent */
void arena_free(struct arena *);

#endif
