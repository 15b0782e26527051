/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_KEYED_H
#define DECOM_KEYED_H

#include "estate.h"

/* A row under the hash of one of its identities. */
struct keyed {
	uint64_t hash;
	uint32_t row;
};

/* All live rows that have this identity, sorted by its hash, then by row.  The caller frees the
 * bytes. */
bool keyed_rows(const struct estate *, enum key, struct bytes *out);

#endif
