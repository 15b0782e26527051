/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "metric.h"
#include "when.h"

/*
 * The metric objects a.cpu, a.write, ..., and those that within() makes of
 * them: a fixed number per state, showing the asset at hand.  What the
 * evidence does not cover is refused by raising "no data"; that it was
 * refused is kept, so that a policy which catches it cannot turn it into an
 * idle verdict.
 */
enum { SPAN_DAYS_MAX = 430 }; /* what the store keeps */

/* Facts of the field, 3.2: a half-hour of the day that is covered on fewer days shows no silence.
 */
enum { SLOT_GATE = 8000 };

/* The object as of the asset at hand. */
static struct object *
refresh(struct object *o)
{
	if (o->generation != o->view->generation) {
		o->generation = o->view->generation;
		o->is_measured = false;
		o->asked = 0;
		o->nwork = 0;
		o->showing = false;
	}
	return o;
}

struct object *
metric_object(lua_State *L, int index)
{
	const struct shown *s = luaL_checkudata(L, index, METRIC_MODEL);

	if (s->serial != s->object->serial)
		luaL_error(L, "a window of an earlier asset: ask within() again");
	return refresh(s->object);
}

struct object *
metric_shown(struct view *v, enum metric m)
{
	return refresh(&v->object[m]);
}

struct window
metric_window(const struct object *o, uint32_t days)
{
	int32_t as_of = o->view->evidence->as_of;

	return (struct window){ as_of - (int32_t)days, as_of - 1 };
}

const struct measured *
view_measured(struct object *o)
{
	const struct series *s = evidence_days(o->view->evidence, o->metric);

	/* Loading half-hours may have moved the days. */
	if (!o->is_measured || o->of_days != s->days) {
		o->measured = measure(s, metric_window(o, o->days));
		o->of_days = s->days;
		o->is_measured = true;
	}
	return &o->measured;
}

static void
note(struct object *o, unsigned how)
{
	o->asked |= how;
	o->view->asked |= (uint64_t)1 << (o - o->view->object);
}

void
metric_ask(struct object *o, double threshold)
{
	if ((o->asked & ASKED_THRESHOLD) == 0 || threshold < o->threshold)
		o->threshold = threshold;
	note(o, ASKED_THRESHOLD);
}

void
metric_ask_implied(struct object *o)
{
	note(o, ASKED_IMPLIED);
}

int32_t
metric_complete_on(const struct object *o, uint32_t days)
{
	struct view *v = o->view;
	struct evidence *ev = v->evidence;

	if ((ev->known >> o->metric & 1) == 0 && ev->metric[o->metric].n == 0)
		return DAY_ABSENT;
	if ((v->worked >> o->metric & 1) != 0)
		return activity_complete_on(
		    ev->activity, o->metric, ev->as_of, days, v->coverage, v->gap);
	return complete_on(
	    evidence_days(ev, o->metric), ev->as_of, days, (struct gate){ v->coverage, v->gap });
}

static void __attribute__((format(printf, 2, 3))) add_words(struct view *v, const char *format, ...)
{
	size_t n = strlen(v->no_data);
	va_list ap;

	va_start(ap, format);
	vsnprintf(v->no_data + n, sizeof v->no_data - n, format, ap);
	va_end(ap);
}

int
metric_refuse(lua_State *L, const struct object *o, const struct lack *lack)
{
	struct view *v = o->view;
	char day[16];

	v->no_data[0] = '\0';
	add_words(v, "no data: %s", metrics[o->metric].name);
	if (lack->days != v->window)
		add_words(v, " over %u d", lack->days);
	add_words(v, ", coverage %s%d %%", lack->of, lack->coverage / 100);
	if (lack->gap > 0)
		add_words(v, ", a gap of %u h", (lack->gap + 59) / 60);
	if (lack->slot_coverage != U16_ABSENT)
		add_words(v, ", a half-hour of the day %d %%", lack->slot_coverage / 100);
	v->ask_again = lack->ask_again > v->evidence->as_of ? lack->ask_again : DAY_ABSENT;
	if (v->ask_again != DAY_ABSENT) {
		day_format(v->ask_again, day);
		add_words(v, ", ask again %s", day);
	}
	lua_pushstring(L, v->no_data);
	return lua_error(L);
}

static int
refuse_days(lua_State *L, const struct object *o, const struct measured *m, bool gap)
{
	return metric_refuse(L, o,
	    &(struct lack){ .days = o->days,
		.coverage = m->coverage,
		.gap = gap ? m->gap : 0,
		.slot_coverage = U16_ABSENT,
		.of = "",
		.ask_again = metric_complete_on(o, o->days) });
}

const struct measured *
metric_sampled(lua_State *L, struct object *o)
{
	const struct measured *m = view_measured(o);

	if (m->n == 0 || m->coverage < o->view->coverage)
		refuse_days(L, o, m, false);
	return m;
}

const struct measured *
metric_proven(lua_State *L, struct object *o)
{
	const struct measured *m = metric_sampled(L, o);

	if (m->gap > o->view->gap)
		refuse_days(L, o, m, true);
	return m;
}

uint16_t
metric_slot_gate(const struct view *v)
{
	return v->coverage >= SLOT_GATE ? SLOT_GATE : 0;
}

double
metric_threshold_arg(lua_State *L, const struct object *o)
{
	double threshold = luaL_optnumber(L, 2, work_thresholds[o->metric]);

	if (!(threshold > 0))
		luaL_error(L, "%s: a threshold above 0 is needed", metrics[o->metric].name);
	return threshold;
}

uint32_t
metric_days_arg(lua_State *L, int at, const struct object *o)
{
	uint32_t span, days = 0;
	lua_Integer n;

	if (lua_isnoneornil(L, at))
		return o->days;
	if (lua_isinteger(L, at) && (n = lua_tointeger(L, at)) <= SPAN_DAYS_MAX)
		days = n > 0 ? (uint32_t)n : 0;
	else if (lua_type(L, at) == LUA_TSTRING && span_parse(lua_tostring(L, at), &span))
		days = view_span_days(span);
	if (days < 1 || days > SPAN_DAYS_MAX)
		luaL_error(L, "%s: \"100d\" or the like is needed, from 1 to %d days",
		    metrics[o->metric].name, SPAN_DAYS_MAX);
	return days;
}

int
metric_push_day(lua_State *L, bool there, int32_t day)
{
	char buf[16];

	if (!there)
		lua_pushnil(L);
	else {
		day_format(day, buf);
		lua_pushstring(L, buf);
	}
	return 1;
}

struct cover
metric_cover(struct object *o)
{
	const struct measured *m;
	struct cover c;

	if (metric_work_cover(o, &c))
		return c;
	m = view_measured(o);
	return (struct cover){ m->n > 0, m->coverage, m->gap };
}

/* The properties that need no look at the days; false: key is none of them. */
static bool
push_constant(lua_State *L, struct object *o, const char *key)
{
	const struct evidence *ev = o->view->evidence;

	if (strcmp(key, "name") == 0)
		lua_pushstring(L, metrics[o->metric].name);
	else if (strcmp(key, "unit") == 0)
		lua_pushstring(L, metrics[o->metric].unit);
	else if (strcmp(key, "known") == 0)
		lua_pushboolean(
		    L, (ev->known >> o->metric & 1) != 0 || ev->metric[o->metric].n > 0);
	else if (strcmp(key, "threshold") == 0 && work_thresholds[o->metric] > 0)
		lua_pushnumber(L, work_thresholds[o->metric]);
	else if (strcmp(key, "threshold") == 0)
		lua_pushnil(L);
	else if (strcmp(key, "watts") == 0 && o->metric == METRIC_POWER)
		metric_push_watts(L, o);
	else
		return false;
	return true;
}

static bool
push_covered(lua_State *L, struct object *o, const char *key)
{
	static const char *const keys[] = { "measured", "coverage", "longest_gap", "complete",
		NULL };
	const struct view *v = o->view;
	struct cover c;
	int i = 0;

	while (keys[i] != NULL && strcmp(keys[i], key) != 0)
		i++;
	if (keys[i] == NULL)
		return false;
	c = metric_cover(o);
	switch (i) {
	case 0: lua_pushboolean(L, c.any); break;
	case 1: lua_pushnumber(L, (lua_Number)c.coverage / 10000); break;
	case 2: lua_pushnumber(L, (lua_Number)c.gap / 60); break;
	default: lua_pushboolean(L, c.any && c.coverage >= v->coverage && c.gap <= v->gap); break;
	}
	return true;
}

/* What a metric has: properties, and the methods, the keys of the first upvalue. */
static int
misspelt(lua_State *L, const char *key)
{
	const char *names[64] = { "coverage", "longest_gap", "complete", "measured", "known",
		"name", "unit", "threshold", "watts" };
	const char *near;
	size_t n = 9;

	for (lua_pushnil(L); n < 63 && lua_next(L, lua_upvalueindex(1)) != 0; lua_pop(L, 1))
		names[n++] = lua_tostring(L, -2);
	if ((near = nearest_word(key, names, sizeof *names)) != NULL)
		return luaL_error(L, "a metric has no '%s' (did you mean '%s'?)", key, near);
	return luaL_error(L, "a metric has no '%s'", key);
}

static int
metric_index(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	const char *key = luaL_checkstring(L, 2);

	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	if (push_constant(L, o, key) || push_covered(L, o, key))
		return 1;
	return misspelt(L, key);
}

static int
metric_newindex(lua_State *L)
{
	return luaL_error(L, "a metric is read-only");
}

void
metric_push_shown(lua_State *L, struct object *o, int values)
{
	struct shown *s = lua_newuserdatauv(L, sizeof *s, values);

	*s = (struct shown){ o, o->serial };
}

/* The place of that window among those of the policy, or of one that this asset has not used. */
static unsigned
within_place(const struct view *v, enum metric metric, uint32_t days)
{
	unsigned oldest = 0;

	for (unsigned i = 0; i < v->nwithin; i++) {
		const struct object *o = &v->object[METRICS + i];

		if (o->metric == metric && o->days == days)
			return i;
		if (o->generation < v->object[METRICS + oldest].generation)
			oldest = i;
	}
	return v->nwithin < WITHIN_MAX ? v->nwithin : oldest;
}

/*
 * (metric, span): the same of the window's last days.  Made once per state;
 * of more than there is room for the one that was used longest ago goes.
 */
static int
metric_within(lua_State *L)
{
	struct object *o = metric_object(L, 1), *found;
	uint32_t days = metric_days_arg(L, 2, o), serial;
	struct view *v = o->view;
	unsigned i;

	if (days > v->window)
		return luaL_error(L, "%s:within(): the policy's window has %d days only",
		    metrics[o->metric].name, (int)v->window);
	i = within_place(v, o->metric, days);
	found = &v->object[METRICS + i];
	lua_rawgeti(L, LUA_REGISTRYINDEX, v->within);
	if (i < v->nwithin && found->metric == o->metric && found->days == days) {
		refresh(found);
		lua_rawgeti(L, -1, (lua_Integer)i + 1);
		return 1;
	}
	if (i < v->nwithin && found->generation == v->generation)
		return luaL_error(L, "more than %d windows of one asset", WITHIN_MAX);
	serial = found->serial + 1;
	*found = (struct object){ .view = v, .metric = o->metric, .days = days, .serial = serial };
	refresh(found);
	metric_push_shown(L, found, 1);
	lua_getmetatable(L, 1);
	lua_setmetatable(L, -2);
	lua_pushvalue(L, -1);
	lua_rawseti(L, -3, (lua_Integer)i + 1);
	if (i == v->nwithin)
		v->nwithin++;
	return 1;
}

static void
push_model(lua_State *L)
{
	luaL_newmetatable(L, METRIC_MODEL);
	lua_createtable(L, 0, 64);
	lua_pushcfunction(L, metric_within);
	lua_setfield(L, -2, "within");
	metric_add_days(L);
	metric_add_half_hours(L);
	metric_add_work(L);
	lua_pushcclosure(L, metric_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, metric_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	metric_add_operators(L);
}

void
metric_open(lua_State *L, struct view *v)
{
	_Static_assert(OBJECTS <= 64, "a bit per object");

	push_model(L);
	for (int m = 0; m < METRICS; m++) {
		v->object[m] = (struct object){ .view = v, .metric = m };
		metric_push_shown(L, &v->object[m], 1);
		lua_pushvalue(L, -2);
		lua_setmetatable(L, -2);
		lua_setfield(L, -3, metrics[m].name);
	}
	lua_pop(L, 1);
	lua_createtable(L, WITHIN_MAX, 0);
	v->within = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* DAY_ABSENT if it was asked nothing that quiet could be told from. */
static int32_t
object_quiet_since(struct object *o)
{
	double implied = work_thresholds[o->metric], threshold = 0;
	struct evidence *ev = o->view->evidence;
	int32_t since = DAY_ABSENT, day;

	if ((o->asked & ASKED_THRESHOLD) != 0)
		threshold = o->threshold;
	if ((o->asked & (ASKED_IMPLIED | ASKED_WORK)) == ASKED_IMPLIED && implied > 0 &&
	    (threshold == 0 || implied < threshold))
		threshold = implied;
	if (threshold > 0)
		since =
		    quiet_since(evidence_days(ev, o->metric), ev->as_of, threshold, o->view->gap);
	if ((o->asked & ASKED_WORK) != 0 && (day = metric_work_since(o)) > since)
		since = day;
	return since;
}

int32_t
metric_idle_since(struct view *v)
{
	int32_t since = DAY_ABSENT;

	for (unsigned i = 0; i < METRICS + v->nwithin; i++) {
		int32_t day =
		    (v->asked >> i & 1) != 0 ? object_quiet_since(&v->object[i]) : DAY_ABSENT;

		if (day > since)
			since = day;
	}
	return since;
}

/* The quiet of all that is measured and can show work, whatever was asked. */
static int32_t
all_quiet_since(struct view *v)
{
	int32_t since = DAY_ABSENT;

	for (int m = 0; m < METRICS; m++) {
		const struct series *s;
		int32_t day;

		if (work_thresholds[m] == 0)
			continue;
		s = evidence_days(v->evidence, m);
		if (measure(s, metric_window(&v->object[m], v->window)).n == 0)
			continue;
		day = quiet_since(s, v->evidence->as_of, work_thresholds[m], v->gap);
		if (day > since)
			since = day;
	}
	return since;
}

int
metric_idle_days(lua_State *L, struct view *v)
{
	int32_t since = metric_idle_since(v);

	if (since == DAY_ABSENT)
		since = all_quiet_since(v);
	if (since == DAY_ABSENT) {
		snprintf(v->no_data, sizeof v->no_data, "no data: no work metric, coverage 0 %%");
		v->ask_again = DAY_ABSENT;
		lua_pushstring(L, v->no_data);
		return lua_error(L);
	}
	lua_pushinteger(L, v->evidence->as_of - since);
	return 1;
}

int32_t
metric_first_day(const struct view *v)
{
	int32_t first = DAY_ABSENT;

	if (v->evidence->activity != NULL)
		return activity_first(v->evidence->activity);
	for (int m = 0; m < METRICS; m++) {
		const struct series *s;

		if (work_thresholds[m] == 0)
			continue;
		s = evidence_days(v->evidence, m);
		if (s->n > 0 && (first == DAY_ABSENT || s->days[0].day < first))
			first = s->days[0].day;
	}
	return first;
}

uint32_t
metric_history_days(const struct view *v)
{
	int32_t first = metric_first_day(v);

	return first == DAY_ABSENT ? 0 : (uint32_t)(v->evidence->as_of - first);
}

uint16_t
metric_coverage(struct view *v)
{
	uint16_t least = U16_ABSENT;

	for (unsigned i = 0; v->asked >> i != 0; i++) {
		struct object *o = &v->object[i];

		if ((v->asked >> i & 1) == 0)
			continue;
		if ((o->asked & ASKED_WORK) != 0 && o->work[0].seen.coverage < least)
			least = o->work[0].seen.coverage;
		if ((o->asked & ~(unsigned)ASKED_WORK) != 0 && view_measured(o)->coverage < least)
			least = o->measured.coverage;
	}
	return least;
}
