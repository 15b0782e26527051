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
	presentable(s->reason, sizeof s->reason, reason);
	lua_pushlightuserdata(L, (void *)(v->generation << SLOT_BITS | v->nsaid++));
	return s;
}

static int
say_idle(lua_State *L)
{
	lua_Number score = luaL_checknumber(L, 1);

	if (!(score >= 0 && score <= 100))
		return luaL_error(L, "idle: a score from 0 to 100 is needed");
	say(L, VERDICT_IDLE, 2)->score = (uint8_t)score;
	return 1;
}

static int
say_active(lua_State *L)
{
	const char *day = luaL_optstring(L, 2, NULL);
	int32_t parsed;
	struct said *s;

	if (day != NULL && !day_parse(day, &parsed))
		return luaL_error(L, "active: the last day is no date (YYYY-MM-DD)");
	s = say(L, VERDICT_ACTIVE, 1);
	if (day != NULL) {
		size_t len = strlen(s->reason);

		snprintf(s->reason + len, sizeof s->reason - len, ", last on %s", day);
	}
	return 1;
}

static int
say_keep(lua_State *L)
{
	say(L, VERDICT_KEEP, 1);
	return 1;
}

static int
say_unknown(lua_State *L)
{
	say(L, VERDICT_UNKNOWN, 1);
	return 1;
}

/* days(a, b): from one date to another; nil if either is nil. */
static int
count_days(lua_State *L)
{
	int32_t day[2];

	luaL_checkany(L, 2);
	for (int i = 0; i < 2; i++) {
		if (lua_isnil(L, i + 1))
			return 0;
		if (!day_parse(luaL_checkstring(L, i + 1), &day[i]))
			return luaL_argerror(L, i + 1, "not a date (YYYY-MM-DD)");
	}
	lua_pushinteger(L, day[1] - day[0]);
	return 1;
}

void
verdict_open(lua_State *L, struct view *v)
{
	static const luaL_Reg words[] = { { "idle", say_idle }, { "active", say_active },
		{ "keep", say_keep }, { "unknown", say_unknown }, { "days", count_days },
		{ NULL, NULL } };

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
	}
}
