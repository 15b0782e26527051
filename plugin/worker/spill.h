/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SPILL_H
#define DECOM_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Things that wait until there are so many that it is worth while to sort
 * them: they come back by key, those of one key in the order in which they came.
 */
struct spill;

/* Room for most things of a size; NULL without memory. */
struct spill *spill_new(size_t most, size_t size);
void spill_free(struct spill *);

/* Copies the thing; begins anew after a spill_sort().  Not if it is full. */
void spill_add(struct spill *, uint64_t key, const void *thing);
bool spill_full(const struct spill *);

/* Sort: they are then those numbered 0 to *n - 1, until the next spill_add(). */
void spill_sort(struct spill *, size_t *n);
const void *spill_at(const struct spill *, size_t i);

#endif
