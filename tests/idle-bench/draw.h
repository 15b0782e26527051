/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_DRAW_H
#define IDLE_BENCH_DRAW_H

#include <stdint.h>

/*
 * Random numbers that are the same on every machine: integers, and floating
 * point of which only the correctly rounded operations are used (+ - * /,
 * sqrt, and scaling by powers of two).  libm's exp() and log() differ in the
 * last place from one library to the next; the ones here do not.
 */
struct draw {
	uint64_t state;
};

/* A stream of its own for each purpose: what one takes does not move another. */
struct draw draw_stream(uint64_t seed, uint64_t a, uint64_t b);

static inline uint64_t
draw_bits(struct draw *d)
{
	uint64_t x = d->state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

/* [0, 1) */
static inline double
draw_unit(struct draw *d)
{
	return (double)(draw_bits(d) >> 11) * 0x1p-53;
}

static inline double
draw_between(struct draw *d, double low, double high)
{
	return low + (high - low) * draw_unit(d);
}

/* 0 .. n-1 */
static inline int
draw_below(struct draw *d, int n)
{
	return (int)((draw_bits(d) >> 32) * (uint64_t)n >> 32);
}

static inline int
draw_chance(struct draw *d, double p)
{
	return draw_unit(d) < p;
}

/* Even in the logarithm; low > 0. */
double draw_scale(struct draw *d, double low, double high);

double draw_exp(double);
double draw_log(double); /* of a positive number */

/* Standard normal by table: NORMALS quantiles, so nothing lies beyond 3.5. */
enum { NORMALS = 1024 };
const double *draw_normals(void);

static inline double
draw_normal(struct draw *d)
{
	return draw_normals()[draw_bits(d) >> 54];
}

/* e to the normals times sigma: factors of a log-normal with median 1. */
void draw_factors(float out[NORMALS], double sigma);

#endif
