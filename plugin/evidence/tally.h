/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TALLY_H
#define DECOM_TALLY_H

#include <stdint.h>

/*
 * A count for each half-hour of the day, in slices: bit h of slice s is bit s
 * of the count of half-hour h, so that all half-hours of a mask are counted at
 * once.  Up to 1023.
 */
enum { TALLY_SLICES = 10 };

struct tally {
	uint64_t slice[TALLY_SLICES];
};

static inline void
tally_add(struct tally *t, uint64_t mask)
{
	for (int s = 0; s < TALLY_SLICES && mask != 0; s++) {
		uint64_t carry = t->slice[s] & mask;

		t->slice[s] ^= mask;
		mask = carry;
	}
}

static inline unsigned
tally_of(const struct tally *t, int half_hour)
{
	unsigned n = 0;

	for (int s = 0; s < TALLY_SLICES; s++)
		n |= (unsigned)(t->slice[s] >> half_hour & 1) << s;
	return n;
}

/* The highest of all. */
static inline unsigned
tally_most(const struct tally *t)
{
	uint64_t among = ~UINT64_C(0);
	unsigned n = 0;

	for (int s = TALLY_SLICES - 1; s >= 0; s--)
		if ((t->slice[s] & among) != 0) {
			among &= t->slice[s];
			n |= 1u << s;
		}
	return n;
}

#endif
