/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>

#include "history.h"

/* splitmix64: Steele, Lea, Flood, OOPSLA 2014. */
static uint64_t
next(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static double
uniform(struct history_host *h)
{
	return ((double)(next(&h->state) >> 11) + 0.5) / 9007199254740992.0;
}

static double
normal(struct history_host *h)
{
	double r = sqrt(-2 * log(uniform(h)));

	return r * cos(6.283185307179586 * uniform(h));
}

void
history_host(struct history_host *h, uint32_t number)
{
	static const double medians[METRICS] = { [METRIC_CPU] = 0.4,
		[METRIC_RECEIVE] = 1100,
		[METRIC_TRANSMIT] = 400,
		[METRIC_READ] = 2000,
		[METRIC_WRITE] = 4000,
		[METRIC_POWER] = 180 };

	h->state = number * UINT64_C(0x2545f4914f6cdd1d);
	for (int m = 0; m < METRICS; m++)
		h->median[m] = medians[m] * exp(0.7 * normal(h));
	h->memory = 5 + 30 * uniform(h);
	h->job = number % 3 == 0 ? -1 : (int)(12 + 60 * uniform(h));
}

/* How much a job at night adds: a backup sends and reads, a scanner reads and computes. */
static double
factor(const struct history_host *h, enum metric m, int five_minutes)
{
	if (h->job < 0 || five_minutes < h->job || five_minutes >= h->job + 6)
		return 1;
	switch (m) {
	case METRIC_CPU: return 20;
	case METRIC_TRANSMIT: return h->job % 2 != 0 ? 2000 : 1;
	case METRIC_READ: return 5000;
	default: return 1;
	}
}

double
history_sample(struct history_host *h, enum metric m, int five_minutes)
{
	switch (m) {
	case METRIC_POWER: return floor(h->median[m] + 1.5 * normal(h) + 0.5);
	case METRIC_LOGINS: return uniform(h) > 0.9998;
	case METRIC_MEMORY:
		h->memory += 0.01 * normal(h);
		h->memory = h->memory < 1 ? 1 : h->memory > 95 ? 95 : h->memory;
		return h->memory;
	default: return h->median[m] * factor(h, m, five_minutes) * exp(0.5 * normal(h));
	}
}
