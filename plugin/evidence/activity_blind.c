/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"

/* What each trace lacks of one day; ascends with the days it is asked for. */
struct lacking {
	const struct coverage *of;
	size_t next; /* first gap that is not before the day */
};

static uint64_t
lacks(struct lacking *l, int32_t day)
{
	const struct coverage *c = l->of;

	if (c->first == DAY_ABSENT || day < c->first)
		return UINT64_MAX;
	while (l->next < c->n && c->gaps[l->next].day < day)
		l->next++;
	return l->next < c->n && c->gaps[l->next].day == day ? c->gaps[l->next].missing : 0;
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
		uint64_t all = g->missing;

		if (g->day < first || all == 0)
			continue;
		for (int k = 0; k < TRACES; k++)
			all &= lacks(&others[k], g->day);
		n += (uint32_t)__builtin_popcountll(g->missing & ~all);
	}
	return n;
}
