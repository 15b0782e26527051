/* SPDX-License-Identifier: BSD-2-Clause */
#include "evidence.h"

static bool
load(struct evidence *ev, enum metric m, bool half_hours)
{
	struct series *s = &ev->metric[m];

	if (s->loaded && (!half_hours || s->half_hours != NULL))
		return true;
	if (ev->load == NULL || (ev->known >> m & 1) == 0)
		return true;
	if (!ev->broken && ev->load(ev->ctx, ev, m, half_hours))
		return true;
	ev->broken = true;
	*s = (struct series){ .loaded = true };
	return false;
}

const struct series *
evidence_days(struct evidence *ev, enum metric m)
{
	load(ev, m, false);
	return &ev->metric[m];
}

const struct series *
evidence_half_hours(struct evidence *ev, enum metric m)
{
	static const struct series none = { .loaded = true };

	load(ev, m, true);
	return ev->metric[m].half_hours != NULL ? &ev->metric[m] : &none;
}

struct series
evidence_since(struct evidence *ev, enum metric m, int32_t from, bool half_hours)
{
	const struct series before = ev->metric[m];
	struct series s;

	if (ev->load == NULL || (before.loaded && (!half_hours || before.half_hours != NULL)))
		return before;
	ev->from = from;
	ev->metric[m] = (struct series){ .loaded = false };
	load(ev, m, half_hours);
	s = ev->metric[m];
	ev->metric[m] = before;
	ev->from = INT32_MIN;
	return s;
}
