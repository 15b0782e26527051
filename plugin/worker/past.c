/* SPDX-License-Identifier: BSD-2-Clause */
#include "past.h"
#include "activity.h"

size_t
past_count(const struct series *s, int32_t day)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What the store does for a day as of today: ACTIVITY_DAYS before it, and no later one. */
static bool
load(void *ctx, struct evidence *ev, enum metric m, bool half_hours)
{
	struct evidence *whole = ctx;
	const struct series *s =
	    half_hours ? evidence_half_hours(whole, m) : evidence_days(whole, m);
	int32_t first = ev->as_of - ACTIVITY_DAYS;
	size_t from, to;

	if (whole->broken)
		return false;
	from = past_count(s, ev->from > first ? ev->from : first);
	to = past_count(s, ev->as_of);
	ev->metric[m] = (struct series){ .loaded = true };
	if (to <= from)
		return true;
	ev->metric[m].days = s->days + from;
	ev->metric[m].n = to - from;
	if (half_hours)
		ev->metric[m].half_hours = s->half_hours + from;
	return true;
}

bool
past_init(struct past *p, struct evidence *whole)
{
	*p = (struct past){ .whole = whole, .begin = DAY_ABSENT };
	for (int m = 0; m < METRICS; m++) {
		const struct series *s = evidence_days(whole, m);

		p->first[m] = s->n > 0 ? s->days[0].day : DAY_ABSENT;
		if (s->n > 0 && (p->begin == DAY_ABSENT || p->first[m] < p->begin))
			p->begin = p->first[m];
	}
	return !whole->broken;
}

struct evidence
past_on(struct past *p, int32_t day)
{
	struct evidence ev = { .as_of = day, .load = load, .ctx = p->whole };

	for (int m = 0; m < METRICS; m++)
		if (p->first[m] != DAY_ABSENT && p->first[m] < day)
			ev.known |= UINT32_C(1) << m;
	return ev;
}
