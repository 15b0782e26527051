/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"

enum { UNIT = 5, LEAST_GAP = 20 / UNIT };

/* What each trace lacks of one day; ascends with the days it is asked for. */
struct lacking {
	const struct coverage *of;
	size_t next; /* first gap that is not before the day */
};

/* Was it measured on that day without twenty minutes being lost at a stretch? */
static bool
is_whole(struct lacking *l, int32_t day)
{
	const struct coverage *c = l->of;

	if (c->first == DAY_ABSENT || day < c->first)
		return false;
	while (l->next < c->n && c->gaps[l->next].day < day)
		l->next++;
	return l->next == c->n || c->gaps[l->next].day != day || c->gaps[l->next].gap < LEAST_GAP;
}

/* Counters start anew together where an agent does; what is no counter is there all the same. */
static bool
is_counter(enum metric m)
{
	return m != METRIC_LOGINS && m != METRIC_SESSIONS;
}

/* Only days on which the metric lacks something are looked at. */
uint32_t
activity_blind(const struct activity *a, enum metric m, int32_t first, int32_t last)
{
	const struct trace *own = activity_trace(a, m);
	struct lacking others[TRACES];
	uint32_t n = 0;

	if (own == NULL || own->coverage.first == DAY_ABSENT)
		return 0;
	for (int i = 0; i < TRACES; i++)
		others[i] = (struct lacking){ &a->trace[i].coverage, 0 };
	for (size_t i = 0; i < own->coverage.n && own->coverage.gaps[i].day <= last; i++) {
		const struct gap_day *g = &own->coverage.gaps[i];
		bool other = false;

		if (g->day < first || g->gap < LEAST_GAP)
			continue;
		for (int k = 0; k < TRACES; k++)
			other |= is_counter(roles[k].metric) && is_whole(&others[k], g->day);
		n += other;
	}
	return n;
}
