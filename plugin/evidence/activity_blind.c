/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"

enum { LOST = 4 };

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

/* The longest gap that CPU has on that day, in five minutes. */
static uint16_t
cpu_gap(const struct lacking *cpu, int32_t day)
{
	const struct coverage *c = cpu->of;

	return cpu->next < c->n && c->gaps[cpu->next].day == day ? c->gaps[cpu->next].gap : 0;
}

/*
 * Only days on which the metric lacks something are looked at.  Twenty minutes
 * lost within half-hours count as one.
 */
uint32_t
activity_blind(const struct activity *a, enum metric m, int32_t first, int32_t last)
{
	const struct trace *own = activity_trace(a, m);
	struct lacking others[TRACES];
	bool cpu_alive = a->trace[0].coverage.first != DAY_ABSENT && own != &a->trace[0];
	uint32_t n = 0;

	if (own == NULL || own->coverage.first == DAY_ABSENT)
		return 0;
	for (int i = 0; i < TRACES; i++)
		others[i] = (struct lacking){ &a->trace[i].coverage, 0 };
	for (size_t i = 0; i < own->coverage.n && own->coverage.gaps[i].day <= last; i++) {
		const struct gap_day *g = &own->coverage.gaps[i];
		uint64_t all = g->missing;

		if (g->day < first)
			continue;
		for (int k = 0; k < TRACES; k++)
			all &= lacks(&others[k], g->day);
		all = g->missing & ~all;
		if (all != 0)
			n += (uint32_t)__builtin_popcountll(all);
		else if (cpu_alive && g->gap >= cpu_gap(&others[0], g->day) + LOST)
			n++;
	}
	return n;
}
