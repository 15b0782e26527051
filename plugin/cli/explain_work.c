/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "company.h"
#include "explain.h"
#include "level.h"

/* What a history must have before silence in it counts: facts of the field, decom-policy(7). */
enum { GATE_COVERAGE = 9500, GATE_GAP = 24 * 60 };

bool
explain_has_work(const struct explanation *x)
{
	return x->evidence->activity != NULL && activity_first(x->evidence->activity) != DAY_ABSENT;
}

bool
explain_shows_work(const struct explanation *x, enum metric m)
{
	return explain_has_work(x) && (activity_metrics(x->evidence->activity) >> m & 1) != 0;
}

struct work_seen
explain_seen(const struct explanation *x, enum metric m)
{
	const struct evidence *ev = x->evidence;

	return activity_seen(
	    ev->activity, ev->company, ev->site, m, activity_first(ev->activity), ev->as_of - 1);
}

/* The latest over the metrics; DAY_ABSENT as soon as one cannot say. */
static int32_t
complete_on(const struct explanation *x, uint32_t days)
{
	int32_t latest = DAY_ABSENT;

	for (int m = 0; m < METRICS; m++) {
		int32_t day;

		if (!explain_shows_work(x, m))
			continue;
		day = activity_complete_on(
		    x->evidence->activity, m, x->evidence->as_of, days, GATE_COVERAGE, GATE_GAP);
		if (day == DAY_ABSENT)
			return DAY_ABSENT;
		if (latest == DAY_ABSENT || day > latest)
			latest = day;
	}
	return latest;
}

struct cycle
explain_cycle(const struct explanation *x)
{
	/* Undeclared it may be the longest. */
	struct cycle c = { .days = (uint32_t)business_cycle_days(CYCLE_YEAR),
		.since = DAY_ABSENT,
		.complete_on = DAY_ABSENT };
	uint8_t declared = x->asset->business_cycle;
	int days = declared != U8_ABSENT ? business_cycle_days(declared) : 0;

	if (days != 0) {
		c.days = (uint32_t)days;
		c.declared = field_label(field_named(asset_fields, "business_cycle"), declared);
	}
	if (!explain_has_work(x))
		return c;
	c.since = activity_first(x->evidence->activity);
	c.complete_on = complete_on(x, c.days);
	return c;
}

const struct work_event *
explain_event(const struct explanation *x, size_t *n)
{
	const struct evidence *ev = x->evidence;
	const struct work_event *events;
	size_t all;

	if (!explain_has_work(x))
		return NULL;
	events = activity_events(ev->activity, ev->company, ev->site, &all);
	*n = *n < all ? *n : all;
	return *n > 0 ? &events[--*n] : NULL;
}

double
explain_level(uint8_t level)
{
	double from = level_from(level), below = level_below(level);

	return isfinite(below) ? sqrt(from * below) : from;
}

bool
explain_differs(const struct explanation *x)
{
	const struct verdict_row *last = &x->change[0];

	if (x->changes == 0 || x->verdicts == 0 || x->decisive == x->verdicts)
		return false;
	return last->kind != x->verdict[x->decisive].kind || last->policy == NULL ||
	       strcmp(last->policy, judge_policy(x->judge, x->decisive).name) != 0;
}
