/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdbool.h>

#include "draw.h"

struct draw
draw_stream(uint64_t seed, uint64_t a, uint64_t b)
{
	struct draw d = { seed };

	d.state = draw_bits(&d) ^ a * 0xd6e8feb86659fd93ULL;
	d.state = draw_bits(&d) ^ b * 0xa0761d6478bd642fULL;
	d.state = draw_bits(&d);
	return d;
}

/* To half an ulp or so: reduction to +-ln(2)/2, then the series. */
double
draw_exp(double x)
{
	double n = floor(x * 1.4426950408889634 + 0.5);
	double r = x - n * 0.69314718055994531, sum = 1;

	for (int i = 14; i > 0; i--)
		sum = 1 + sum * r / i;
	return ldexp(sum, (int)n);
}

double
draw_log(double x)
{
	int e;
	double m = frexp(x, &e), t, t2, sum = 0;

	if (m < 0.70710678118654752) {
		m *= 2;
		e--;
	}
	t = (m - 1) / (m + 1);
	t2 = t * t;
	for (int i = 25; i > 0; i -= 2)
		sum = sum * t2 + 1.0 / i;
	return 2 * t * sum + e * 0.69314718055994531;
}

double
draw_scale(struct draw *d, double low, double high)
{
	return draw_exp(draw_between(d, draw_log(low), draw_log(high)));
}

/*
 * Abramowitz and Stegun 26.2.23, the normal quantile to 4.5e-4; more than
 * noise needs.
 */
static double
quantile(double p)
{
	double tail = p < 0.5 ? p : 1 - p;
	double t = sqrt(-2 * draw_log(tail));
	double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
			   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

	return p < 0.5 ? -z : z;
}

const double *
draw_normals(void)
{
	static double normals[NORMALS];
	static bool made;

	if (!made)
		for (int i = 0; i < NORMALS; i++)
			normals[i] = quantile((i + 0.5) / NORMALS);
	made = true;
	return normals;
}

void
draw_factors(float out[NORMALS], double sigma)
{
	const double *z = draw_normals();

	for (int i = 0; i < NORMALS; i++)
		out[i] = (float)draw_exp(sigma * z[i]);
}
