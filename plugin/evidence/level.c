/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "level.h"

/* 10^(n/16): the steps of a decade. */
static const double steps[LEVEL_DECADE] = { 1, 1.1547819846894583, 1.333521432163324,
	1.5399265260594921, 1.7782794100389228, 2.0535250264571463, 2.371373705661655,
	2.7384196342643614, 3.1622776601683795, 3.6517412725483771, 4.216965034285822,
	4.869675251658631, 5.6234132519034912, 6.493816315762113, 7.4989420933245583,
	8.6596432336006535 };

static const double decades[] = { 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12 };

/* n steps above the lowest level. */
static double
edge(int n)
{
	return steps[n % LEVEL_DECADE] * decades[n / LEVEL_DECADE];
}

/*
 * 16 log10(value / 0.001) to within a tenth: the exponent as it lies in the
 * number, and 2m - m^2/3 - 5/3 for log2 of the mantissa in 1..2.
 */
static int
guess(double value)
{
	uint64_t bits;
	double m;
	int exponent;

	memcpy(&bits, &value, sizeof bits);
	exponent = (int)(bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffff) | (uint64_t)1023 << 52;
	memcpy(&m, &bits, sizeof m);
	return (int)((exponent + 2 * m - m * m / 3 - 5.0 / 3) * 4.8164799306236992 + 48);
}

uint8_t
level_of(double value)
{
	int n;

	if (isnan(value))
		return LEVEL_NONE;
	if (value < edge(0))
		return LEVEL_ZERO;
	if (value >= edge(LEVEL_MOST - LEVEL_LEAST))
		return LEVEL_MOST;
	n = guess(value);
	if (value < edge(n))
		n--;
	else if (value >= edge(n + 1))
		n++;
	return (uint8_t)(LEVEL_LEAST + n);
}

double
level_from(uint8_t level)
{
	return level >= LEVEL_LEAST ? edge(level - LEVEL_LEAST) : 0;
}

double
level_below(uint8_t level)
{
	if (level < LEVEL_LEAST)
		return 0;
	return level < LEVEL_MOST ? edge(level + 1 - LEVEL_LEAST) : HUGE_VAL;
}

uint8_t
level_reaching(double threshold)
{
	uint8_t level = level_of(threshold);

	return level != LEVEL_NONE ? level : LEVEL_ZERO;
}
