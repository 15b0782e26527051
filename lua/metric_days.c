/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "field.h"
#include "metric.h"
#include "when.h"

/* What a metric object tells of daily summaries. */
#define DAY_MODEL "day"

enum { DAY_SECONDS = 86400 };

static int
metric_busy_days(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	unsigned n;

	metric_ask(o, threshold);
	if ((n = busy_days(metric_sampled(L, o), threshold)) == 0)
		metric_proven(L, o);
	lua_pushinteger(L, n);
	return 1;
}

static int
metric_last_busy(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	int32_t day = 0;
	bool busy;

	metric_ask(o, threshold);
	if (!(busy = last_busy(metric_sampled(L, o), threshold, &day)))
		metric_proven(L, o);
	return metric_push_day(L, busy, day);
}

/* Work seen is work seen, whatever the coverage; nil says nothing. */
static int
metric_seen(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	int32_t day = 0;
	bool busy;

	metric_ask(o, threshold);
	busy = last_busy(view_measured(o), threshold, &day);
	return metric_push_day(L, busy, day);
}

static const struct measured *
ask_all(lua_State *L)
{
	struct object *o = metric_object(L, 1);

	sandbox_charge(L, o->days / 8);
	metric_ask_implied(o);
	return metric_proven(L, o);
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
	lua_pushinteger(L, (lua_Integer)view_measured(metric_object(L, 1))->n);
	return 1;
}

static int
metric_covered(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double share = luaL_optnumber(L, 2, (double)o->view->coverage / 10000);
	struct cover c = metric_cover(o);

	lua_pushboolean(L, c.any && c.coverage >= share * 10000);
	return 1;
}

static int
metric_mean_days(lua_State *L)
{
	double most = luaL_checknumber(L, 2);

	lua_pushinteger(L, mean_days(ask_all(L), most));
	return 1;
}

static int
metric_max_daily_mean(lua_State *L)
{
	lua_pushnumber(L, max_daily_mean(ask_all(L)));
	return 1;
}

static int
metric_variation(lua_State *L)
{
	lua_pushnumber(L, daily_variation(ask_all(L)));
	return 1;
}

static int
metric_bytes_a_day(lua_State *L)
{
	const struct object *o = metric_object(L, 1);

	if (strcmp(metrics[o->metric].unit, "B/s") != 0)
		return luaL_error(
		    L, "%s:bytes_a_day(): it is no rate of bytes", metrics[o->metric].name);
	lua_pushnumber(L, ask_all(L)->mean * DAY_SECONDS);
	return 1;
}

/* In all history: what the window's own level is held against. */
static int
metric_lowest(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double lowest;

	metric_ask_implied(o);
	if (!lowest_daily_mean(
		evidence_days(o->view->evidence, o->metric), o->view->coverage, &lowest))
		return metric_refuse(L, o,
		    &(struct lack){ .days = o->days,
			.coverage = view_measured(o)->coverage,
			.slot_coverage = U16_ABSENT,
			.of = "of each day ",
			.ask_again = DAY_ABSENT });
	lua_pushnumber(L, lowest);
	return 1;
}

static int
day_index(lua_State *L)
{
	static const char *const names[] = { "day", "mean", "min", "max", "covered", NULL };
	const struct shown *s = luaL_checkudata(L, 1, DAY_MODEL);
	const struct object *o = s->object;
	const char *key = luaL_checkstring(L, 2), *near;
	const struct measured_day *d = &o->day;

	if (s->serial != o->serial || !o->showing || o->generation != o->view->generation)
		return luaL_error(L, "a day of another asset, or after the last one");
	if (strcmp(key, "day") == 0)
		return metric_push_day(L, true, d->day);
	if (strcmp(key, "mean") == 0)
		lua_pushnumber(L, d->mean);
	else if (strcmp(key, "min") == 0)
		lua_pushnumber(L, d->min);
	else if (strcmp(key, "max") == 0)
		lua_pushnumber(L, d->max);
	else if (strcmp(key, "covered") == 0)
		lua_pushnumber(L, (lua_Number)d->covered / (d->minutes > 0 ? d->minutes : 1440));
	else if ((near = nearest_word(key, names, sizeof *names)) != NULL)
		return luaL_error(L, "a day has no '%s' (did you mean '%s'?)", key, near);
	else
		return luaL_error(L, "a day has no '%s'", key);
	return 1;
}

static int
day_newindex(lua_State *L)
{
	return luaL_error(L, "a day is read-only");
}

/* (metric, day) -> the next day with samples and its summary, or nil. */
static int
next_day(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	const struct measured *m = view_measured(o);
	int32_t last = INT32_MIN;
	size_t low = 0, high = m->n;

	if (!lua_isnoneornil(L, 2) && !day_parse(luaL_checkstring(L, 2), &last))
		return luaL_argerror(L, 2, "not a date (YYYY-MM-DD)");
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->days[middle].day <= last)
			low = middle + 1;
		else
			high = middle;
	}
	if (!(o->showing = low < m->n))
		return 0;
	o->day = m->days[low];
	metric_push_day(L, true, o->day.day);
	lua_getiuservalue(L, 1, 1);
	return 2;
}

/* What daily() shows: one object for each metric object, made at the first call. */
static void
make_day(lua_State *L, struct object *o)
{
	if (lua_getiuservalue(L, 1, 1) != LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	metric_push_shown(L, o, 0);
	luaL_setmetatable(L, DAY_MODEL);
	lua_setiuservalue(L, 1, 1);
	lua_pop(L, 1);
}

/* for day, d in a.cpu:daily() do: days without samples are left out. */
static int
metric_daily(lua_State *L)
{
	struct object *o = metric_object(L, 1);

	lua_settop(L, 1);
	metric_ask_implied(o);
	metric_sampled(L, o);
	make_day(L, o);
	lua_pushcfunction(L, next_day);
	lua_pushvalue(L, 1);
	return 2;
}

void
metric_add_days(lua_State *L)
{
	static const luaL_Reg methods[] = { { "busy_days", metric_busy_days },
		{ "last_busy", metric_last_busy }, { "seen", metric_seen }, { "max", metric_max },
		{ "min", metric_min }, { "mean", metric_mean }, { "days", metric_days },
		{ "covered", metric_covered }, { "mean_days", metric_mean_days },
		{ "max_daily_mean", metric_max_daily_mean }, { "variation", metric_variation },
		{ "bytes_a_day", metric_bytes_a_day }, { "lowest", metric_lowest },
		{ "daily", metric_daily }, { NULL, NULL } };

	luaL_setfuncs(L, methods, 0);
	luaL_newmetatable(L, DAY_MODEL);
	lua_pushcfunction(L, day_index);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, day_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
}
