/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdlib.h>

#include "day.h"
#include "history.h"

struct history {
	struct measured_day days[METRICS][HISTORY_DAYS];
	struct half_hours half_hours[METRICS][HISTORY_DAYS];
	size_t n[METRICS];
	uint32_t known;
	int loads;
};

/* splitmix64 */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

double
random_of(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
	return (double)(mix(mix(mix(mix(seed) ^ a) ^ b) ^ c) >> 11) / 9007199254740992.0;
}

/* A standard normal number, from twelve of an even distribution. */
static double
normal(uint64_t seed, uint64_t a, uint64_t b)
{
	double sum = -6;

	for (uint64_t i = 0; i < 12; i++)
		sum += random_of(seed, a, b, i);
	return sum;
}

/* Medians of what an idle host shows, and the spread of their logarithms. */
static const struct {
	double median, sigma;
} idle[METRICS] = {
	[METRIC_CPU] = { 0.4, 0.35 },
	[METRIC_TRANSMIT] = { 400, 0.4 },
	[METRIC_NETWORK] = { 900, 0.4 },
	[METRIC_WRITE] = { 4000, 0.5 },
	[METRIC_DISK] = { 6000, 0.5 },
	[METRIC_POWER] = { 140, 0.01 },
};

static double
background(const struct host *host, enum metric m, int32_t day, int minute)
{
	if (m == METRIC_UPTIME)
		return ((day - HISTORY_FIRST + 30) * 1440.0 + minute) * 60;
	if (idle[m].median == 0)
		return 0;
	return idle[m].median *
	       exp(idle[m].sigma * normal(host->seed + m, (uint64_t)day, (uint64_t)minute));
}

static struct day_frame
frame_of(const struct host *host, int32_t day)
{
	struct day_frame frame = { .start = day * INT64_C(86400), .day = day, .minutes = 1440 };

	if (day == host->late_on) {
		frame.minutes = 1380;
		frame.change = 120;
		frame.by = 60;
	}
	return frame;
}

static void
make_day(struct history *h, const struct host *host, enum metric m, int32_t day)
{
	const struct day_frame frame = frame_of(host, day);
	struct day_summary summary;
	size_t n = h->n[m];
	bool some = false;

	day_clear(&summary, &frame);
	for (int minute = 0; minute < frame.minutes; minute += BUCKET_MINUTES) {
		int clock = minute + (frame.by != 0 && minute >= frame.change ? frame.by : 0);
		double value = background(host, m, day, clock);

		if (host->value != NULL)
			value = host->value(host, m, day, clock, value);
		if (!isnan(value))
			some |= day_add(&summary, minute, minute + BUCKET_MINUTES, value);
	}
	if (!some)
		return;
	h->days[m][n] = day_measure(&summary, m, &h->half_hours[m][n]);
	h->n[m]++;
}

struct history *
history_new(const struct host *host)
{
	struct history *h = calloc(1, sizeof *h);

	if (h == NULL)
		abort();
	for (int m = 0; m < METRICS; m++) {
		if ((host->measured >> m & 1) == 0)
			continue;
		for (int d = 0; d < host->days; d++)
			make_day(h, host, m, HISTORY_FIRST + d);
		h->known |= (uint32_t)(h->n[m] != 0) << m;
	}
	return h;
}

void
history_free(struct history *h)
{
	free(h);
}

static bool
load(void *ctx, struct evidence *ev, enum metric m, bool half_hours)
{
	struct history *h = ctx;
	int32_t from = ev->as_of - ACTIVITY_DAYS;
	size_t i = 0, n = h->n[m];

	from = ev->from != 0 && ev->from > from ? ev->from : from;
	while (i < n && h->days[m][i].day < from)
		i++;
	while (n > i && h->days[m][n - 1].day >= ev->as_of)
		n--;
	ev->metric[m] = (struct series){ h->days[m] + i, n - i,
		half_hours ? h->half_hours[m] + i : NULL, true };
	h->loads += half_hours;
	return true;
}

struct evidence
history_evidence(struct history *h, int32_t as_of)
{
	return (struct evidence){
		.as_of = as_of, .known = h->known, .load = load, .ctx = h, .from = INT32_MIN
	};
}

int
history_loads(const struct history *h)
{
	return h->loads;
}

struct activity *
history_activity(const struct host *host)
{
	const struct capacity capacity = { .threads = host->threads };
	struct history *h = history_new(host);
	struct evidence ev = history_evidence(h, HISTORY_FIRST + host->days);
	struct activity *a = activity_new();
	bool changed;

	if (a == NULL || !activity_update(a, &ev, &capacity, &changed))
		abort();
	history_free(h);
	return a;
}
