/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define POOL_BLOCK 8192
#define POOL_ALIGN _Alignof(max_align_t)

struct pool_block {
	struct pool_block *next;
	size_t size;
	_Alignas(max_align_t) char bytes[];
};

void *
pool_alloc(struct pool *p, size_t n)
{
	struct pool_block *b;
	size_t size;

	if (n > SIZE_MAX / 2)
		return NULL;
	n = (n + POOL_ALIGN - 1) / POOL_ALIGN * POOL_ALIGN;
	if (p->blocks == NULL || n > p->left) {
		size = n > POOL_BLOCK ? n : POOL_BLOCK;
		if ((b = calloc(1, sizeof(*b) + size)) == NULL)
			return NULL;
		b->size = size;
		b->next = p->blocks;
		p->blocks = b;
		p->left = size;
		p->total += size;
	}
	b = p->blocks;
	p->left -= n;
	return b->bytes + b->size - p->left - n;
}

char *
pool_copy(struct pool *p, const char *s, size_t n)
{
	char *copy = pool_alloc(p, n + 1);

	if (copy != NULL && n > 0)
		memcpy(copy, s, n);
	return copy;
}

void
pool_free(struct pool *p)
{
	struct pool_block *b, *next;

	for (b = p->blocks; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	*p = (struct pool){ 0 };
}
