/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "level.h"
#include "outlook.h"

/* Reading is no work, so of the disk only what is written; of the network also the sum. */
static const struct {
	enum metric metric;
	double least;
} watched[] = {
	{ METRIC_CPU, 20 },
	{ METRIC_TRANSMIT, 1e6 },
	{ METRIC_RECEIVE, 1e6 },
	{ METRIC_NETWORK, 1e6 },
	{ METRIC_WRITE, 1e6 },
};

enum { WATCHED = sizeof watched / sizeof *watched, TIMES = 3 };

struct levels {
	uint8_t of[WATCHED];
};

/* From each day to the end: half-hours that reached some threshold, and the first one's day. */
struct tally {
	struct levels threshold;
	uint32_t sum[ACTIVITY_DAYS + 1];
	int32_t first[ACTIVITY_DAYS + 1];
};

struct outlook {
	int32_t begin; /* day 0 of the arrays */
	struct levels held[ACTIVITY_DAYS][HALF_HOURS];
	struct levels highest[ACTIVITY_DAYS + 1]; /* before each day */
	struct tally active, woke;
};

struct outlook *
outlook_new(void)
{
	return calloc(1, sizeof(struct outlook));
}

void
outlook_free(struct outlook *o)
{
	free(o);
}

static bool
reaches(const struct levels *held, const struct levels *threshold)
{
	for (int w = 0; w < WATCHED; w++)
		if (held->of[w] >= threshold->of[w])
			return true;
	return false;
}

/* No threshold is LEVEL_NONE, so what was not measured reaches none. */
static void
count(const struct outlook *o, struct tally *t, const struct levels *threshold)
{
	t->threshold = *threshold;
	t->sum[ACTIVITY_DAYS] = 0;
	t->first[ACTIVITY_DAYS] = DAY_ABSENT;
	for (int d = ACTIVITY_DAYS - 1; d >= 0; d--) {
		uint32_t n = 0;

		for (int h = 0; h < HALF_HOURS; h++)
			n += reaches(&o->held[d][h], threshold);
		t->sum[d] = t->sum[d + 1] + n;
		t->first[d] = n > 0 ? o->begin + d : t->first[d + 1];
	}
}

static void
read_metric(struct outlook *o, int w, const struct series *s)
{
	for (size_t i = 0; i < s->n; i++) {
		int32_t d = s->days[i].day - o->begin;

		if (d < 0 || d >= ACTIVITY_DAYS)
			continue;
		for (int h = 0; h < HALF_HOURS; h++)
			o->held[d][h].of[w] = s->half_hours[i].held[h];
	}
}

static void
find_highest(struct outlook *o)
{
	for (int d = 0; d < ACTIVITY_DAYS; d++) {
		o->highest[d + 1] = o->highest[d];
		for (int h = 0; h < HALF_HOURS; h++)
			for (int w = 0; w < WATCHED; w++)
				if (o->held[d][h].of[w] > o->highest[d + 1].of[w])
					o->highest[d + 1].of[w] = o->held[d][h].of[w];
	}
}

bool
outlook_read(struct outlook *o, struct evidence *whole)
{
	struct levels least;

	memset(o, 0, sizeof *o);
	o->begin = whole->as_of - ACTIVITY_DAYS;
	for (int w = 0; w < WATCHED; w++) {
		read_metric(o, w, evidence_half_hours(whole, watched[w].metric));
		least.of[w] = level_reaching(watched[w].least);
	}
	if (whole->broken)
		return false;
	find_highest(o);
	count(o, &o->active, &least);
	o->woke = o->active;
	return true;
}

/* Levels are bounds from below, so what rounding leaves open counts as waking. */
static struct levels
waking(const struct outlook *o, int d)
{
	struct levels t = o->active.threshold;

	for (int w = 0; w < WATCHED; w++) {
		uint8_t level = level_reaching(TIMES * level_from(o->highest[d].of[w]));

		if (level > t.of[w])
			t.of[w] = level;
	}
	return t;
}

struct later
outlook_from(struct outlook *o, int32_t day)
{
	struct later later = { .active_on = DAY_ABSENT, .woke_on = DAY_ABSENT };
	int d = day < o->begin ? 0 : day - o->begin;
	struct levels threshold;

	if (d > ACTIVITY_DAYS)
		d = ACTIVITY_DAYS;
	threshold = waking(o, d);
	if (memcmp(&threshold, &o->woke.threshold, sizeof threshold) != 0)
		count(o, &o->woke, &threshold);
	if (o->active.sum[d] >= OUTLOOK_LEAST) {
		later.active_on = o->active.first[d];
		later.active = o->active.sum[d];
	}
	if (o->woke.sum[d] >= OUTLOOK_LEAST) {
		later.woke_on = o->woke.first[d];
		later.woke = o->woke.sum[d];
	}
	return later;
}

bool
outlook_week(const struct activity *a)
{
	static const struct {
		enum metric metric;
		double least; /* difference */
	} usual[] = { { METRIC_CPU, 0.05 }, { METRIC_TRANSMIT, 5 }, { METRIC_NETWORK, 5 },
		{ METRIC_WRITE, 50 } };
	enum { WEEKENDS = 16 * 8 }; /* half-hours: of eight weekends at least */

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		const struct habit *h = activity_habit(a, usual[i].metric);
		double office, weekend;

		if (h == NULL || h->weekend_n < WEEKENDS || h->office_n < h->weekend_n)
			continue;
		office = habit_value(h->office_fine);
		weekend = habit_value(h->weekend_fine);
		if (office >= 1.2 * weekend && office - weekend >= usual[i].least)
			return true;
	}
	return false;
}
