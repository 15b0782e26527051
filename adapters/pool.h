/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_POOL_H
#define DECOM_POOL_H

#include <stddef.h>

/*
 * Memory that is freed all at once: everything a compiled adapter or one
 * import holds.  Start with { 0 }.  NULL without memory.
 */
struct pool {
	struct pool_block *blocks;
	size_t left; /* in the newest block */
	size_t total;
};

void *pool_alloc(struct pool *, size_t);                /* zeroed, aligned for anything */
char *pool_copy(struct pool *, const char *, size_t n); /* adds a NUL */
void pool_free(struct pool *);

#endif
