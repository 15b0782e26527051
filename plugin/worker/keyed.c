/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "keyed.h"

static int
by_hash(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

bool
keyed_rows(const struct estate *e, enum key key, struct bytes *out)
{
	char value[FOLD_MAX];

	for (uint32_t row = 0; row < estate_rows(e); row++) {
		size_t len = estate_live(e, row) ? estate_fold(e, row, key, value) : 0;
		struct keyed *k;

		if (len == 0)
			continue;
		if ((k = bytes_add(out, sizeof *k)) == NULL)
			return false;
		*k = (struct keyed){ fold_hash(key, value, len), row };
	}
	if (out->len > 0)
		qsort(out->base, out->len / sizeof(struct keyed), sizeof(struct keyed), by_hash);
	return true;
}
