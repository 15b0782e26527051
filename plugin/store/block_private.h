/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_BLOCK_PRIVATE_H
#define DECOM_BLOCK_PRIVATE_H

#include "block.h"

/*
 * Half-hours as bytes, before compression and after.  The arrays are n
 * struct half_hours, stride bytes apart.  pack: the bytes used of LEVELS_MAX.
 */
enum { LEVELS_MAX = HALF_HOURS + BLOCK_DAYS * HALF_HOURS * 3 };
size_t levels_pack(
    const struct half_hours *, size_t stride, size_t n, uint8_t coarse, uint8_t *out);
/* most: a level for each day that none of it is above.  False if the bytes make no sense. */
bool levels_unpack(const uint8_t *, size_t size, uint8_t coarse, const uint8_t *most,
    struct half_hours *, size_t stride, size_t n);

/*
 * A number as the upper 24 bits of an IEEE single: to 12 bits of its fraction,
 * the nearest, or to 10, the next below or above.  Whole numbers up to 2047
 * stay what they are.
 */
uint32_t bits_nearest(double);
uint32_t bits_down(double);
uint32_t bits_up(double);
double bits_value(uint32_t);

#endif
