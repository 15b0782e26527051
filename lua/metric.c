/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "asset.h"
#include "view.h"
#include "when.h"

/*
 * The metric objects a.cpu, a.write, ...: one of each per state, showing the
 * asset at hand.  What the evidence does not cover is refused by raising "no
 * data"; that it was refused is kept, so that a policy which catches it
 * cannot turn it into an idle verdict.
 */
struct object {
	struct view *view;
	enum metric metric;
};

#define MODEL "metric"

static struct window
window_of(const struct view *v)
{
	return (struct window){ v->evidence->as_of - (int32_t)v->window, v->evidence->as_of - 1 };
}

const struct measured *
view_metric(struct view *v, enum metric metric)
{
	if ((v->measured & 1u << metric) == 0) {
		v->metric[metric] = measure(&v->evidence->metric[metric], window_of(v));
		v->measured |= 1u << metric;
	}
	return &v->metric[metric];
}

static void
ask(struct view *v, enum metric metric, double threshold)
{
	if ((v->asked & 1u << metric) == 0 || threshold < v->threshold[metric])
		v->threshold[metric] = threshold;
	v->asked |= 1u << metric;
}

static int
refuse(lua_State *L, struct view *v, const char *name, const struct measured *m, bool gap)
{
	int n = snprintf(
	    v->no_data, sizeof v->no_data, "no data: %s, coverage %d %%", name, m->coverage / 100);

	if (gap)
		snprintf(v->no_data + n, sizeof v->no_data - (size_t)n, ", a gap of %u h",
		    (m->gap + 59) / 60);
	lua_pushstring(L, v->no_data);
	return lua_error(L);
}

static struct object *
object(lua_State *L)
{
	return luaL_checkudata(L, 1, MODEL);
}

/* The share of the window that is sampled must be enough for any statement. */
static const struct measured *
sampled(lua_State *L, struct object *o)
{
	const struct measured *m = view_metric(o->view, o->metric);

	if (m->n == 0 || m->coverage < o->view->coverage)
		refuse(L, o->view, metrics[o->metric].name, m, false);
	return m;
}

/* Silence, and what is computed from all samples, bears no long gap either. */
static const struct measured *
proven(lua_State *L, struct object *o)
{
	const struct measured *m = sampled(L, o);

	if (m->gap > o->view->gap)
		refuse(L, o->view, metrics[o->metric].name, m, true);
	return m;
}

/* Without an argument from where on the metric is taken for work. */
static double
threshold_arg(lua_State *L, const struct object *o)
{
	double threshold = luaL_optnumber(L, 2, work_thresholds[o->metric]);

	if (!(threshold > 0))
		luaL_error(L, "%s: a threshold above 0 is needed", metrics[o->metric].name);
	return threshold;
}

static int
push_day(lua_State *L, bool there, int32_t day)
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

static int
metric_busy_days(lua_State *L)
{
	struct object *o = object(L);
	double threshold = threshold_arg(L, o);
	unsigned n;

	ask(o->view, o->metric, threshold);
	if ((n = busy_days(sampled(L, o), threshold)) == 0)
		proven(L, o);
	lua_pushinteger(L, n);
	return 1;
}

static int
metric_last_busy(lua_State *L)
{
	struct object *o = object(L);
	double threshold = threshold_arg(L, o);
	int32_t day = 0;
	bool busy;

	ask(o->view, o->metric, threshold);
	if (!(busy = last_busy(sampled(L, o), threshold, &day)))
		proven(L, o);
	return push_day(L, busy, day);
}

/* Work seen is work seen, whatever the coverage; nil says nothing. */
static int
metric_seen(lua_State *L)
{
	struct object *o = object(L);
	double threshold = threshold_arg(L, o);
	int32_t day = 0;
	bool busy;

	ask(o->view, o->metric, threshold);
	busy = last_busy(view_metric(o->view, o->metric), threshold, &day);
	return push_day(L, busy, day);
}

static const struct measured *
ask_all(lua_State *L)
{
	struct object *o = object(L);

	ask(o->view, o->metric, work_thresholds[o->metric]);
	return proven(L, o);
}

static int
metric_max(lua_State *L)
{
	lua_pushnumber(L, ask_all(L)->max);
	return 1;
}

static int
metric_min(lua_State *L)
{
	lua_pushnumber(L, ask_all(L)->min);
	return 1;
}

static int
metric_mean(lua_State *L)
{
	lua_pushnumber(L, ask_all(L)->mean);
	return 1;
}

static int
metric_days(lua_State *L)
{
	struct object *o = object(L);

	lua_pushinteger(L, (lua_Integer)view_metric(o->view, o->metric)->n);
	return 1;
}

static int
metric_covered(lua_State *L)
{
	struct object *o = object(L);
	const struct measured *m = view_metric(o->view, o->metric);
	double share = luaL_optnumber(L, 2, (double)o->view->coverage / 10000);

	lua_pushboolean(L, m->n > 0 && (double)m->coverage >= share * 10000);
	return 1;
}

/* The asset's field of the same name: declared or measured watts. */
static int
push_watts(lua_State *L, const struct object *o)
{
	const struct field *f = field_named(asset_fields, metrics[o->metric].name);
	struct value value = { .kind = VAL_NONE };

	if (f != NULL)
		value = field_get(f, o->view->rows, o->view->row);
	if (value.kind == VAL_NUMBER)
		lua_pushinteger(L, (lua_Integer)value.number);
	else
		lua_pushnil(L);
	return 1;
}

/* What is no method: the properties. */
static int
metric_index(lua_State *L)
{
	static const char *const names[] = { "coverage", "longest_gap", "complete", "measured",
		"known", "name", "unit", "threshold", "watts", "busy_days", "last_busy", "seen",
		"max", "min", "mean", "days", "covered", NULL };
	struct object *o = object(L);
	const struct measured *m;
	const char *key = luaL_checkstring(L, 2), *near;

	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
		return 1;
	m = view_metric(o->view, o->metric);
	if (strcmp(key, "coverage") == 0)
		lua_pushnumber(L, (lua_Number)m->coverage / 10000);
	else if (strcmp(key, "longest_gap") == 0)
		lua_pushnumber(L, (lua_Number)m->gap / 60);
	else if (strcmp(key, "complete") == 0)
		lua_pushboolean(
		    L, m->n > 0 && m->coverage >= o->view->coverage && m->gap <= o->view->gap);
	else if (strcmp(key, "measured") == 0)
		lua_pushboolean(L, m->n > 0);
	else if (strcmp(key, "known") == 0)
		lua_pushboolean(L, o->view->evidence->metric[o->metric].n > 0);
	else if (strcmp(key, "name") == 0)
		lua_pushstring(L, metrics[o->metric].name);
	else if (strcmp(key, "unit") == 0)
		lua_pushstring(L, metrics[o->metric].unit);
	else if (strcmp(key, "threshold") == 0 && work_thresholds[o->metric] > 0)
		lua_pushnumber(L, work_thresholds[o->metric]);
	else if (strcmp(key, "threshold") == 0)
		lua_pushnil(L);
	else if (strcmp(key, "watts") == 0 && o->metric == METRIC_POWER)
		return push_watts(L, o);
	else if ((near = nearest_word(key, names, sizeof *names)) != NULL)
		return luaL_error(L, "a metric has no '%s' (did you mean '%s'?)", key, near);
	else
		return luaL_error(L, "a metric has no '%s'", key);
	return 1;
}

static int
metric_newindex(lua_State *L)
{
	return luaL_error(L, "a metric is read-only");
}

static int
metric_tostring(lua_State *L)
{
	struct object *o = object(L);

	if (o->metric == METRIC_POWER && push_watts(L, o) == 1 && !lua_isnil(L, -1))
		luaL_tolstring(L, -1, NULL);
	else
		lua_pushstring(L, metrics[o->metric].name);
	return 1;
}

/*
 * a.power is a field of the catalogue and a metric.  It is the metric; where
 * it stands in a comparison or a sum it counts as the field's watts.
 */
static void
to_number(lua_State *L, int index)
{
	if (luaL_testudata(L, index, MODEL) != NULL) {
		struct object *o = lua_touserdata(L, index);

		if (push_watts(L, o) != 1 || lua_isnil(L, -1))
			luaL_error(L, "%s is no number here: it is a metric%s",
			    metrics[o->metric].name,
			    o->metric == METRIC_POWER ? ", and the asset's watts are absent" : "");
		lua_replace(L, index);
	}
}

static int
metric_arith(lua_State *L)
{
	to_number(L, 1);
	to_number(L, 2);
	lua_settop(L, 2);
	lua_arith(L, (int)lua_tointeger(L, lua_upvalueindex(1)));
	return 1;
}

static int
metric_compare(lua_State *L)
{
	to_number(L, 1);
	to_number(L, 2);
	lua_pushboolean(L, lua_compare(L, 1, 2, (int)lua_tointeger(L, lua_upvalueindex(1))));
	return 1;
}

static int
metric_concat(lua_State *L)
{
	for (int i = 1; i <= 2; i++)
		if (luaL_testudata(L, i, MODEL) != NULL) {
			to_number(L, i);
			luaL_tolstring(L, i, NULL);
			lua_replace(L, i);
		}
	lua_settop(L, 2);
	lua_concat(L, 2);
	return 1;
}

static void
add_operators(lua_State *L)
{
	static const struct {
		const char *event;
		lua_CFunction fn;
		int op;
	} operators[] = {
		{ "__add", metric_arith, LUA_OPADD },
		{ "__sub", metric_arith, LUA_OPSUB },
		{ "__mul", metric_arith, LUA_OPMUL },
		{ "__div", metric_arith, LUA_OPDIV },
		{ "__mod", metric_arith, LUA_OPMOD },
		{ "__idiv", metric_arith, LUA_OPIDIV },
		{ "__lt", metric_compare, LUA_OPLT },
		{ "__le", metric_compare, LUA_OPLE },
		{ "__concat", metric_concat, 0 },
	};

	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
		lua_pushinteger(L, operators[i].op);
		lua_pushcclosure(L, operators[i].fn, 1);
		lua_setfield(L, -2, operators[i].event);
	}
}

static void
push_model(lua_State *L)
{
	static const luaL_Reg methods[] = { { "busy_days", metric_busy_days },
		{ "last_busy", metric_last_busy }, { "seen", metric_seen }, { "max", metric_max },
		{ "min", metric_min }, { "mean", metric_mean }, { "days", metric_days },
		{ "covered", metric_covered }, { NULL, NULL } };

	luaL_newmetatable(L, MODEL);
	luaL_newlib(L, methods);
	lua_pushcclosure(L, metric_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, metric_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, metric_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	add_operators(L);
}

void
metric_open(lua_State *L, struct view *v)
{
	push_model(L);
	for (int m = 0; m < METRICS; m++) {
		struct object *o = lua_newuserdatauv(L, sizeof *o, 0);

		*o = (struct object){ v, m };
		lua_pushvalue(L, -2);
		lua_setmetatable(L, -2);
		lua_setfield(L, -3, metrics[m].name);
	}
	lua_pop(L, 1);
}

int32_t
metric_idle_since(const struct view *v)
{
	int32_t since = DAY_ABSENT;

	for (int m = 0; m < METRICS; m++) {
		int32_t day;

		if ((v->asked & 1u << m) == 0 || v->threshold[m] == 0)
			continue;
		day = quiet_since(
		    &v->evidence->metric[m], v->evidence->as_of, v->threshold[m], v->gap);
		if (day > since)
			since = day;
	}
	return since;
}

int
metric_idle_days(lua_State *L, struct view *v)
{
	struct view all = { .gap = v->gap, .evidence = v->evidence };
	int32_t since = metric_idle_since(v);

	if (since == DAY_ABSENT) { /* nothing was asked yet: all that can show work */
		for (int m = 0; m < METRICS; m++)
			if (work_thresholds[m] > 0 && view_metric(v, m)->n > 0)
				ask(&all, m, work_thresholds[m]);
		since = metric_idle_since(&all);
	}
	if (since == DAY_ABSENT) {
		snprintf(v->no_data, sizeof v->no_data, "no data: no work metric, coverage 0 %%");
		lua_pushstring(L, v->no_data);
		return lua_error(L);
	}
	lua_pushinteger(L, v->evidence->as_of - since);
	return 1;
}

uint16_t
metric_coverage(const struct view *v)
{
	uint16_t least = U16_ABSENT;

	for (int m = 0; m < METRICS; m++)
		if ((v->asked & 1u << m) != 0 && v->metric[m].coverage < least)
			least = v->metric[m].coverage;
	return least;
}
