/* SPDX-License-Identifier: BSD-2-Clause */
#include <float.h>
#include <math.h>
#include <string.h>

#include "block_private.h"

/* Bits of the fraction that are left out below those that are kept. */
enum { NEAREST = 11, BOUND = 13 };

static uint32_t
single(double v)
{
	float f = v > FLT_MAX ? FLT_MAX : v < -FLT_MAX ? -FLT_MAX : (float)v;
	uint32_t bits;

	memcpy(&bits, &f, sizeof bits);
	return bits;
}

static double
value_of(uint32_t bits)
{
	float f;

	memcpy(&f, &bits, sizeof f);
	return (double)f;
}

/* Further from zero by one of what is kept, but not to infinity. */
static uint32_t
away(uint32_t bits)
{
	uint32_t more = bits + (1u << BOUND);

	return (more & 0x7f800000) != 0x7f800000 ? more : bits;
}

uint32_t
bits_nearest(double v)
{
	uint32_t bits = single(v), more = bits + (1u << (NEAREST - 1));

	if ((more & 0x7f800000) != 0x7f800000)
		bits = more;
	return (bits & ~((1u << NEAREST) - 1)) >> 8;
}

uint32_t
bits_down(double v)
{
	uint32_t bits = single(v) & ~((1u << BOUND) - 1);

	if (value_of(bits) > v)
		bits = v < 0 ? away(bits) : bits - (1u << BOUND);
	return bits >> 8;
}

uint32_t
bits_up(double v)
{
	uint32_t bits = single(v) & ~((1u << BOUND) - 1);

	if (value_of(bits) < v)
		bits = v > 0 ? away(bits) : bits - (1u << BOUND);
	return bits >> 8;
}

double
bits_value(uint32_t bits)
{
	return value_of(bits << 8);
}
