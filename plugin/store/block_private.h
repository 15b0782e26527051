/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_BLOCK_PRIVATE_H
#define DECOM_BLOCK_PRIVATE_H

#include "block.h"

/*
 * Half-hours as bytes, before compression and after.  The arrays are n
 * struct half_hours, stride bytes apart.  pack: the bytes used of LEVELS_MAX.
 */
enum { LEVELS_MAX = HALF_HOURS + BLOCK_DAYS * HALF_HOURS * 3 };
size_t levels_pack(const struct half_hours *, size_t stride, size_t n, uint8_t coarse,
    const struct block_noise *, uint8_t *out);
/* False if the bytes make no sense. */
bool levels_unpack(const uint8_t *, size_t size, const struct block_noise *, struct half_hours *,
    size_t stride, size_t n);
/* What of them is noise, to one that is so coarse. */
struct block_noise levels_noise(const struct half_hours *, size_t stride, size_t n, uint8_t coarse);

/*
 * Up to 64 numbers in few bytes: COLUMN_MAX at most, and the end of what was
 * read; NULL if it makes no sense.  COLUMN_SLACK bytes behind it may be looked at.
 */
enum { COLUMN_BITS = 32, COLUMN_SLACK = 8, COLUMN_MAX = 8 + BLOCK_DAYS * 10 };
uint8_t *column_put(const uint32_t *, size_t n, uint8_t *);
const uint8_t *column_get(const uint8_t *, const uint8_t *end, size_t n, uint32_t *);

/*
 * A number as the upper 24 bits of an IEEE single: to 9 bits of its fraction,
 * the nearest, or to 7, the next below or above.  Whole numbers up to 2047 stay
 * what they are.
 */
uint32_t bits_nearest(double);
uint32_t bits_down(double);
uint32_t bits_up(double);
double bits_value(uint32_t);

#endif
