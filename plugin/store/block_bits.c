/* SPDX-License-Identifier: BSD-2-Clause */
#include <float.h>
#include <math.h>
#include <string.h>

#include "block_private.h"

/* Bits of the fraction that are left out of a single's 23: of means, of bounds, of whole numbers.
 */
enum { MEAN = 14, BOUND = 16, WHOLE = 13, WHOLE_MOST = 2047 };

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

static int
left_out(double v, int bits)
{
	return fabs(v) <= WHOLE_MOST && v == floor(v) ? WHOLE : bits;
}

/* Further from zero by one of what is kept, but not to infinity. */
static uint32_t
away(uint32_t bits, int out)
{
	uint32_t more = bits + (1u << out);

	return (more & 0x7f800000) != 0x7f800000 ? more : bits;
}

uint32_t
bits_nearest(double v)
{
	int out = left_out(v, MEAN);
	uint32_t bits = single(v), more = bits + (1u << (out - 1));

	if ((more & 0x7f800000) != 0x7f800000)
		bits = more;
	return (bits & ~((1u << out) - 1)) >> 8;
}

uint32_t
bits_down(double v)
{
	int out = left_out(v, BOUND);
	uint32_t bits = single(v) & ~((1u << out) - 1);

	if (value_of(bits) > v)
		bits = v < 0 ? away(bits, out) : bits - (1u << out);
	return bits >> 8;
}

uint32_t
bits_up(double v)
{
	int out = left_out(v, BOUND);
	uint32_t bits = single(v) & ~((1u << out) - 1);

	if (value_of(bits) < v)
		bits = v > 0 ? away(bits, out) : bits - (1u << out);
	return bits >> 8;
}

double
bits_value(uint32_t bits)
{
	return value_of(bits << 8);
}
