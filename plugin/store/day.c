/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "day.h"

void
day_clear(struct day_summary *d)
{
	memset(d, 0, sizeof *d);
	d->open = -1;
}

static bool
covered(const struct day_summary *d, int minute)
{
	return d->minutes[minute / 8] >> minute % 8 & 1;
}

static void
bounds(struct day_summary *d, double value)
{
	if (d->samples == 0 || value < d->min)
		d->min = value;
	if (d->samples == 0 || value > d->max)
		d->max = value;
	d->samples++;
}

/* A further sample of the minute that is open: the minute's value is their mean. */
static void
reopen(struct day_summary *d, double value)
{
	double before = d->open_sum / d->open_n;

	d->open_sum += value;
	d->open_n++;
	d->sum += d->open_sum / d->open_n - before;
	bounds(d, value);
}

bool
day_add(struct day_summary *d, int from, int to, double value)
{
	int added = 0;

	if (to - from == 1 && from == d->open) {
		reopen(d, value);
		return true;
	}
	for (int m = from; m < to; m++) {
		added += !covered(d, m);
		d->minutes[m / 8] |= (uint8_t)(1 << m % 8);
	}
	if (added == 0)
		return false;
	d->sum += value * added;
	d->open = to - from == 1 ? from : -1;
	d->open_sum = value;
	d->open_n = 1;
	bounds(d, value);
	return true;
}

/* Call f for each run of covered minutes. */
static int
next_run(const struct day_summary *d, int from, int *start)
{
	int m = from, n = 0;

	while (m < DAY_MINUTES && !covered(d, m))
		m++;
	*start = m;
	while (m < DAY_MINUTES && covered(d, m)) {
		m++;
		n++;
	}
	return n;
}

struct measured_day
day_measure(const struct day_summary *d, int32_t day)
{
	struct measured_day out = { .day = day, .min = d->min, .max = d->max };
	int start, n, at = 0;

	while ((n = next_run(d, at, &start)) > 0) {
		if (start - at > out.gap)
			out.gap = (uint16_t)(start - at);
		out.covered = (uint16_t)(out.covered + n);
		at = start + n;
	}
	if (DAY_MINUTES - at > out.gap)
		out.gap = (uint16_t)(DAY_MINUTES - at);
	out.samples = d->samples < UINT16_MAX ? (uint16_t)d->samples : UINT16_MAX;
	out.mean = out.covered > 0 ? d->sum / out.covered : 0;
	return out;
}

static void
put16(uint8_t *p, int n)
{
	p[0] = (uint8_t)(n & 0xff);
	p[1] = (uint8_t)(n >> 8);
}

int
day_runs(const struct day_summary *d, uint8_t *buf)
{
	int start, n, at = 0, used = 0;

	while ((n = next_run(d, at, &start)) > 0) {
		put16(buf + used, start);
		put16(buf + used + 2, n);
		used += 4;
		at = start + n;
	}
	return used;
}

bool
day_set_runs(struct day_summary *d, const uint8_t *p, int n)
{
	if (n % 4 != 0 || n > DAY_RUNS_MAX)
		return false;
	memset(d->minutes, 0, sizeof d->minutes);
	for (; n > 0; p += 4, n -= 4) {
		int start = p[0] | p[1] << 8, len = p[2] | p[3] << 8;

		if (start + len > DAY_MINUTES)
			return false;
		for (int m = start; m < start + len; m++)
			d->minutes[m / 8] |= (uint8_t)(1 << m % 8);
	}
	return true;
}
