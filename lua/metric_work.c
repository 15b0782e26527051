/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "activity.h"
#include "level.h"
#include "metric.h"
#include "slot_text.h"
#include "when.h"

/*
 * What a metric object tells of the asset's activity: work that no slot,
 * restart or neighbour forgives, and what was learnt.  Nothing here loads
 * days or half-hours.
 */

/*
 * The working week needs about 60 days: seventeen days of weekends, of which
 * at least eight hours each count.
 */
enum { WEEKEND_LEAST = 16 * 16 };

static bool
is_covered(const struct object *o)
{
	return o->view->worked >> o->metric & 1;
}

static struct work_span
look_at(const struct object *o, uint32_t days)
{
	const struct evidence *ev = o->view->evidence;
	struct window w = metric_window(o, days);

	if (!is_covered(o))
		return (struct work_span){ days, { .gap = days * 1440, .last = DAY_ABSENT } };
	return (struct work_span){ days,
		activity_seen(ev->activity, ev->company, ev->site, o->metric, w.first, w.last) };
}

/* Looked at once for the same days; the span that was asked longest ago makes room. */
static const struct work_seen *
work_in(struct object *o, uint32_t days)
{
	struct work_span wanted;
	unsigned i = 0;

	while (i < o->nwork && o->work[i].days != days)
		i++;
	if (i < o->nwork)
		wanted = o->work[i];
	else {
		wanted = look_at(o, days);
		if (o->nwork < WORK_SPANS)
			o->nwork++;
		else
			i--;
	}
	memmove(&o->work[1], &o->work[0], i * sizeof o->work[0]);
	o->work[0] = wanted;
	return &o->work[0].seen;
}

bool
metric_work_cover(struct object *o, struct cover *c)
{
	const struct work_seen *w;

	if (!is_covered(o))
		return false;
	w = work_in(o, o->days);
	*c = (struct cover){ w->coverage > 0, w->coverage, w->gap };
	return true;
}

static struct object *
work_object(lua_State *L)
{
	struct object *o = metric_object(L, 1);

	sandbox_charge(L, o->days);
	if (work_thresholds[o->metric] == 0)
		luaL_error(L, "%s shows no work", metrics[o->metric].name);
	return o;
}

static const struct work_seen *
look(struct object *o, uint32_t days)
{
	const struct work_seen *w = work_in(o, days);
	struct view *v = o->view;

	o->asked |= ASKED_WORK;
	v->asked |= (uint64_t)1 << (o - v->object);
	return w;
}

bool
metric_ask_work(struct object *o)
{
	if (!is_covered(o))
		return false;
	look(o, o->days);
	return true;
}

/* When the half-hour of the day that lacks most may be there often enough. */
static int32_t
slot_complete_on(const struct object *o, const struct work_seen *w, uint32_t days)
{
	uint32_t lacking = (uint32_t)(metric_slot_gate(o->view) - w->slot_coverage);

	return o->view->evidence->as_of + (int32_t)((lacking * days + 9999) / 10000);
}

static bool
is_proven(const struct view *v, const struct work_seen *w)
{
	return w->coverage >= v->coverage && w->gap <= v->gap &&
	       w->slot_coverage >= metric_slot_gate(v);
}

/* silence: what is said rests on nothing having been missed. */
static void
check(lua_State *L, struct object *o, const struct work_seen *w, uint32_t days, bool silence)
{
	const struct view *v = o->view;
	struct lack lack = {
		.days = days, .coverage = w->coverage, .slot_coverage = U16_ABSENT, .of = ""
	};

	if (w->coverage >= v->coverage && (!silence || is_proven(v, w)))
		return;
	lack.ask_again = metric_complete_on(o, days);
	if (w->coverage >= v->coverage && w->gap > v->gap)
		lack.gap = w->gap;
	else if (w->coverage >= v->coverage) {
		lack.slot_coverage = w->slot_coverage;
		lack.ask_again = slot_complete_on(o, w, days);
	}
	metric_refuse(L, o, &lack);
}

/* A count of what was seen; 0 is a statement of silence. */
static int
push_count(lua_State *L, struct object *o, const struct work_seen *w, uint32_t days, uint32_t n)
{
	check(L, o, w, days, n == 0);
	lua_pushinteger(L, n);
	return 1;
}

static int
metric_work_days(lua_State *L)
{
	struct object *o = work_object(L);
	uint32_t days = metric_days_arg(L, 2, o);
	const struct work_seen *w = look(o, days);

	return push_count(L, o, w, days, w->days);
}

static int
metric_work_half_hours(lua_State *L)
{
	struct object *o = work_object(L);
	uint32_t days = metric_days_arg(L, 2, o);
	const struct work_seen *w = look(o, days);

	return push_count(L, o, w, days, w->half_hours);
}

static int
metric_bursts(lua_State *L)
{
	struct object *o = work_object(L);
	uint32_t days = metric_days_arg(L, 2, o);
	const struct work_seen *w = look(o, days);

	return push_count(L, o, w, days, w->bursts);
}

static int
metric_forgiven(lua_State *L)
{
	struct object *o = work_object(L);
	uint32_t days = metric_days_arg(L, 2, o);
	const struct work_seen *w = look(o, days);

	check(L, o, w, days, false);
	lua_pushinteger(L, w->forgiven);
	return 1;
}

static int
metric_work_last(lua_State *L)
{
	struct object *o = work_object(L);
	uint32_t days = metric_days_arg(L, 2, o);
	const struct work_seen *w = look(o, days);

	check(L, o, w, days, w->last == DAY_ABSENT);
	return metric_push_day(L, w->last != DAY_ABSENT, w->last);
}

/* The same, but never raises: nil says nothing. */
static int
metric_work_seen(lua_State *L)
{
	struct object *o = work_object(L);
	const struct work_seen *w = look(o, metric_days_arg(L, 2, o));

	return metric_push_day(L, w->last != DAY_ABSENT, w->last);
}

/* Three results that never raise: share, longest gap in hours, share of the worst half-hour. */
static int
metric_work_covered(lua_State *L)
{
	struct object *o = work_object(L);
	const struct work_seen *w = look(o, metric_days_arg(L, 2, o));

	lua_pushnumber(L, (lua_Number)w->coverage / 10000);
	lua_pushnumber(L, (lua_Number)w->gap / 60);
	lua_pushnumber(L, (lua_Number)w->slot_coverage / 10000);
	return 3;
}

/* Whether that passes the policy's gate, so that nothing raises. */
static int
metric_work_complete(lua_State *L)
{
	struct object *o = work_object(L);

	lua_pushboolean(L, is_proven(o->view, look(o, metric_days_arg(L, 2, o))));
	return 1;
}

/* Days on which it was lost though the asset was measured: what happened then is not known. */
static int
metric_blind(lua_State *L)
{
	struct object *o = work_object(L);
	struct window w = metric_window(o, metric_days_arg(L, 2, o));
	const struct evidence *ev = o->view->evidence;

	lua_pushinteger(L, ev->activity != NULL ? activity_blind(ev->activity, ev->company,
						      ev->site, o->metric, w.first, w.last)
						: 0);
	return 1;
}

/* NULL: nothing was learnt of it. */
static const struct habit *
habit_of(const struct object *o)
{
	return is_covered(o) ? activity_habit(o->view->evidence->activity, o->metric) : NULL;
}

static int
metric_background(lua_State *L)
{
	const struct habit *h = habit_of(work_object(L));

	if (h == NULL || h->threshold == LEVEL_NONE)
		return 0;
	lua_pushnumber(L, level_from(h->threshold));
	return 1;
}

static int
metric_usual(lua_State *L)
{
	const struct habit *h = habit_of(work_object(L));

	if (h == NULL || h->median == LEVEL_NONE)
		return 0;
	lua_pushnumber(L, habit_value(h->median_fine));
	return 1;
}

static int
metric_slots(lua_State *L)
{
	const struct habit *h = habit_of(work_object(L));
	struct slot slot = { 0 };
	char text[SLOT_TEXT];
	lua_Integer n = 0;

	lua_newtable(L);
	while (h != NULL && slot_next(h, &slot)) {
		slot_format(&slot, text);
		lua_pushstring(L, text);
		lua_rawseti(L, -2, ++n);
	}
	return 1;
}

/* Enough weeks were seen to compare hours of theirs; NULL: not. */
static const struct habit *
weeks_of(const struct object *o)
{
	const struct habit *h = habit_of(o);

	return h != NULL && h->weekend_n >= WEEKEND_LEAST && h->office_n >= h->weekend_n ? h : NULL;
}

/* By how much one median exceeds another: as a ratio, and as a difference. */
static int
push_excess(lua_State *L, uint16_t median, uint16_t other)
{
	double more = habit_value(median), less = habit_value(other);

	lua_pushnumber(L, more == less ? 1 : less > 0 ? more / less : HUGE_VAL);
	lua_pushnumber(L, more - less);
	return 2;
}

/* Weekday office hours against the same hours of weekends; nil if too few were seen. */
static int
metric_working_week(lua_State *L)
{
	const struct habit *h = weeks_of(work_object(L));

	return h != NULL ? push_excess(L, h->office_fine, h->weekend_fine) : 0;
}

/* Weekday office hours against all hours. */
static int
metric_office_hours(lua_State *L)
{
	const struct habit *h = weeks_of(work_object(L));

	return h != NULL ? push_excess(L, h->office_fine, h->median_fine) : 0;
}

/*
 * How flat the power is, in two results that never raise: the coefficient of
 * variation of its daily means, and their mean by the lowest of all history;
 * nil if too little of the window is covered.
 */
static int
metric_flatness(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	const struct evidence *ev = o->view->evidence;
	struct window w = metric_window(o, metric_days_arg(L, 2, o));
	struct power_seen p;

	if (o->metric != METRIC_POWER)
		return luaL_error(L, "%s:flatness(): power only has it", metrics[o->metric].name);
	if (ev->activity == NULL || !activity_power(ev->activity, w.first, w.last, &p) ||
	    p.coverage < o->view->coverage)
		return 0;
	lua_pushnumber(L, p.variation);
	lua_pushnumber(L, p.lowest > 0 ? p.mean / p.lowest : 1);
	return 2;
}

static int
metric_complete(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	int32_t day = metric_complete_on(o, metric_days_arg(L, 2, o));

	return metric_push_day(L, day != DAY_ABSENT, day);
}

static struct work_seen
seen_since(const struct object *o, int32_t day)
{
	const struct evidence *ev = o->view->evidence;

	return activity_seen(ev->activity, ev->company, ev->site, o->metric, day, ev->as_of - 1);
}

/*
 * The days after the last work, as far back as no gap is longer than the
 * policy's: a shorter stretch has no longer gap.
 */
int32_t
metric_work_since(struct object *o)
{
	int32_t low, high = o->view->evidence->as_of;
	struct work_seen w;

	if (!is_covered(o) || metric_history_days(o->view) == 0)
		return high;
	low = activity_first(o->view->evidence->activity);
	w = *work_in(o, metric_history_days(o->view));
	if (w.last != DAY_ABSENT) {
		low = w.last + 1;
		w = low < high ? seen_since(o, low) : w;
	}
	if (w.gap <= o->view->gap)
		return low;
	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (seen_since(o, middle).gap <= o->view->gap)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool
day_of_work(const struct view *v, int32_t day)
{
	const struct evidence *ev = v->evidence;

	for (int m = 0; v->worked >> m != 0; m++)
		if ((v->worked >> m & 1) != 0 &&
		    activity_day(ev->activity, ev->company, ev->site, m, day) == DAY_WORK)
			return true;
	return false;
}

bool
metric_longest_silence(struct view *v, uint32_t *days)
{
	const struct evidence *ev = v->evidence;
	int32_t since = metric_first_day(v), longest = DAY_ABSENT;
	uint32_t worked = 0;

	for (int m = 0; v->worked >> m != 0; m++)
		if ((v->worked >> m & 1) != 0)
			worked += work_in(metric_shown(v, m), metric_history_days(v))->days;
	if (worked == 0)
		return false;
	for (int32_t day = since; day < ev->as_of; day++)
		if (day_of_work(v, day)) {
			longest = day - since > longest ? day - since : longest;
			since = day + 1;
		}
	*days = longest != DAY_ABSENT ? (uint32_t)longest : 0;
	return longest != DAY_ABSENT;
}

void
metric_add_work(lua_State *L)
{
	static const luaL_Reg methods[] = { { "work_days", metric_work_days },
		{ "work_half_hours", metric_work_half_hours }, { "work_last", metric_work_last },
		{ "work_seen", metric_work_seen }, { "work_covered", metric_work_covered },
		{ "work_complete", metric_work_complete }, { "blind", metric_blind },
		{ "bursts", metric_bursts }, { "forgiven", metric_forgiven },
		{ "background", metric_background }, { "usual", metric_usual },
		{ "slots", metric_slots }, { "working_week", metric_working_week },
		{ "office_hours", metric_office_hours }, { "flatness", metric_flatness },
		{ "complete_on", metric_complete }, { NULL, NULL } };

	luaL_setfuncs(L, methods, 0);
}
