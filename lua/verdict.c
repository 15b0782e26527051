/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "sandbox_internal.h"
#include "view.h"
#include "when.h"

/*
 * Verdicts.  A constructor notes what was said in the view and returns a
 * token for it, light userdata that scripts cannot forge and that is good
 * for the asset at hand only.
 */
enum { SLOT_BITS = 5 };

_Static_assert(SAID_MAX == 1 << SLOT_BITS, "a token names a slot");

const char *
verdict_name(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_NONE: return "none";
	case VERDICT_UNKNOWN: return "unknown";
	case VERDICT_IDLE: return "idle";
	case VERDICT_ACTIVE: return "active";
	case VERDICT_KEEP: return "keep";
	}
	return "none";
}

static struct view *
view_of(lua_State *L)
{
	return lua_touserdata(L, lua_upvalueindex(1));
}

/* The reason is argument at; what follows it is joined by the caller. */
static struct said *
say(lua_State *L, enum verdict_kind kind, int at)
{
	struct view *v = view_of(L);
	struct said *s;
	const char *reason;

	if (lua_type(L, at) != LUA_TSTRING || (reason = lua_tostring(L, at))[0] == '\0') {
		luaL_error(L, "%s: a reason is needed", verdict_name(kind));
		return NULL;
	}
	if (v->nsaid == SAID_MAX)
		luaL_error(L, "more than %d verdicts on one asset", SAID_MAX);
	s = &v->said[v->nsaid];
	s->kind = kind;
	s->score = 0;
	s->date = DAY_ABSENT;
	presentable(s->reason, sizeof s->reason, reason);
	lua_pushlightuserdata(L, (void *)(v->generation << SLOT_BITS | v->nsaid++));
	return s;
}

/* DAY_ABSENT if there is none. */
static int32_t
date_arg(lua_State *L, int at, const char *what)
{
	int32_t day = DAY_ABSENT;

	if (!lua_isnoneornil(L, at) && !day_parse(luaL_checkstring(L, at), &day))
		luaL_error(L, "%s is no date (YYYY-MM-DD)", what);
	return day;
}

/* Since: the first day of the quiet, where the policy knows better than its thresholds tell. */
static int
say_idle(lua_State *L)
{
	lua_Number score = luaL_checknumber(L, 1);
	struct said *s;
	int32_t since;

	if (!(score >= 0 && score <= 100))
		return luaL_error(L, "idle: a score from 0 to 100 is needed");
	since = date_arg(L, 3, "idle: the day since when");
	s = say(L, VERDICT_IDLE, 2);
	s->score = (uint8_t)score;
	s->date = since;
	return 1;
}

static void
append(struct said *s, const char *words, int32_t day)
{
	size_t len = strlen(s->reason);
	char text[16];

	if (day == DAY_ABSENT)
		return;
	day_format(day, text);
	snprintf(s->reason + len, sizeof s->reason - len, "%s%s", words, text);
}

static int
say_active(lua_State *L)
{
	int32_t last = date_arg(L, 2, "active: the last day");
	struct said *s = say(L, VERDICT_ACTIVE, 1);

	append(s, ", last on ", last);
	return 1;
}

static int
say_keep(lua_State *L)
{
	say(L, VERDICT_KEEP, 1);
	return 1;
}

/* The date on which asking again may help joins the reason. */
static int
say_unknown(lua_State *L)
{
	int32_t date = date_arg(L, 2, "unknown: the day to ask again");
	struct said *s = say(L, VERDICT_UNKNOWN, 1);

	s->date = date;
	append(s, ", ask again ", date);
	return 1;
}

/* days(a, b): from one date to another; nil if either is nil. */
static int
count_days(lua_State *L)
{
	int32_t day[2];

	luaL_checkany(L, 2);
	for (int i = 0; i < 2; i++) {
		if (lua_isnil(L, i + 1)) {
			lua_pushnil(L);
			return 1;
		}
		if (!day_parse(luaL_checkstring(L, i + 1), &day[i]))
			return luaL_argerror(L, i + 1, "not a date (YYYY-MM-DD)");
	}
	lua_pushinteger(L, day[1] - day[0]);
	return 1;
}

/* after(date, n): the date n days later; nil if it is nil. */
static int
day_after(lua_State *L)
{
	int32_t day;
	lua_Integer n = luaL_checkinteger(L, 2), moved;
	char text[16];

	if (lua_isnil(L, 1)) {
		lua_pushnil(L);
		return 1;
	}
	if (!day_parse(luaL_checkstring(L, 1), &day))
		return luaL_argerror(L, 1, "not a date (YYYY-MM-DD)");
	moved = n > DAY_MAX || n < DAY_MIN ? DAY_MAX + 1 : day + n;
	if (moved < DAY_MIN || moved > DAY_MAX)
		return luaL_argerror(L, 2, "too many days");
	day_format((int32_t)moved, text);
	lua_pushstring(L, text);
	return 1;
}

void
verdict_open(lua_State *L, struct view *v)
{
	static const luaL_Reg words[] = { { "idle", say_idle }, { "active", say_active },
		{ "keep", say_keep }, { "unknown", say_unknown }, { "days", count_days },
		{ "after", day_after }, { NULL, NULL } };

	lua_pushlightuserdata(L, v);
	luaL_setfuncs(L, words, 1);
}

void
verdict_read(lua_State *L, struct view *v, struct verdict *out)
{
	uintptr_t token;

	out->kind = VERDICT_NONE;
	if (lua_isnil(L, -1))
		return;
	token = (uintptr_t)lua_touserdata(L, -1);
	if (!lua_islightuserdata(L, -1) || token >> SLOT_BITS != v->generation)
		luaL_error(L,
		    "judge returned a %s: return idle(), active(), keep(), unknown() or nothing",
		    lua_islightuserdata(L, -1) ? "verdict on another asset" : luaL_typename(L, -1));
	else {
		const struct said *s = &v->said[token & (SAID_MAX - 1)];

		out->kind = s->kind;
		out->score = s->score;
		out->reason = s->reason;
		if (s->kind == VERDICT_IDLE)
			out->idle_since = s->date;
		else
			out->date = s->date;
	}
}
