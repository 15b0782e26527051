/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_PRESENT_H
#define DECOM_PRESENT_H

#include "snapshot.h"

/*
 * Which blocks of rows have any value in a column: a bit per column and
 * block.  With it the search for the next present cell of an empty or nearly
 * empty column reads a block of rows, not the whole estate.
 */
struct present;

/* Empty; the snapshot must have passed its check and outlive it.  NULL without memory. */
struct present *present_new(const struct snapshot *);
void present_free(struct present *); /* NULL is fine */

/* Look at one more block, which takes some 0.1 ms at most; false once all are done. */
bool present_step(struct present *);

/* The first row not before this one that may have a value; the number of rows if none has. */
size_t present_skip(const struct present *, enum section, const struct field *, size_t row);

#endif
