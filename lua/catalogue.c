/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "asset.h"
#include "policy.h"
#include "when.h"

enum { WORDS_MAX = 256 };

/* (word, list): the nearest of the list, or nil. */
static int
nearest(lua_State *L)
{
	const char *words[WORDS_MAX + 1] = { 0 }, *word = luaL_checkstring(L, 1);
	int n = 0;

	luaL_checktype(L, 2, LUA_TTABLE);
	luaL_checkstack(L, WORDS_MAX, NULL);
	while (n < WORDS_MAX && lua_rawgeti(L, 2, n + 1) == LUA_TSTRING) {
		words[n] = lua_tostring(L, -1);
		n++;
	}
	lua_pushstring(L, n > 0 ? nearest_word(word, words, sizeof *words) : NULL);
	return 1;
}

/* (span): the days of "100d" or 100, or nil. */
static int
days_of(lua_State *L)
{
	uint32_t span;

	if (lua_isinteger(L, 1) && lua_tointeger(L, 1) > 0)
		lua_pushvalue(L, 1);
	else if (lua_type(L, 1) == LUA_TSTRING && span_parse(lua_tostring(L, 1), &span))
		lua_pushinteger(L, view_span_days(span));
	else
		lua_pushnil(L);
	return 1;
}

static void
push_labels(lua_State *L, const char *const *labels)
{
	lua_newtable(L);
	for (int i = 0; labels[i] != NULL; i++) {
		lua_pushstring(L, labels[i]);
		lua_rawseti(L, -2, i + 1);
	}
}

static void
push_kind(lua_State *L, const struct field *f)
{
	switch (f->rep) {
	case REP_FLAG: lua_pushliteral(L, "flag"); return;
	case REP_DAY:
	case REP_INSTANT: lua_pushliteral(L, "date"); return;
	case REP_TEXT:
	case REP_SPAN: lua_pushliteral(L, "text"); return;
	case REP_U8:
		if (f->labels == NULL)
			break;
		push_labels(L, f->labels);
		return;
	case REP_SHARE:
	case REP_MONEY:
	case REP_U16:
	case REP_U32: break;
	}
	lua_pushliteral(L, "number");
}

void
catalogue_push(lua_State *L)
{
	static const luaL_Reg functions[] = { { "nearest", nearest }, { "days", days_of },
		{ NULL, NULL } };

	luaL_newlib(L, functions);
	lua_newtable(L);
	lua_newtable(L);
	for (int m = 0; m < METRICS; m++) {
		lua_pushstring(L, metrics[m].name);
		lua_rawseti(L, -3, m + 1);
		lua_pushstring(L, metrics[m].unit);
		lua_setfield(L, -2, metrics[m].name);
	}
	lua_setfield(L, -3, "units");
	lua_setfield(L, -2, "metrics");
	lua_newtable(L);
	for (int m = 0; m < METRICS; m++) {
		lua_pushboolean(L, work_thresholds[m] > 0);
		lua_setfield(L, -2, metrics[m].name);
	}
	lua_setfield(L, -2, "work");
	lua_newtable(L);
	for (const struct field *f = asset_fields; f->name != NULL; f++)
		if (metric_named(f->name) < 0) {
			push_kind(L, f);
			lua_setfield(L, -2, f->name);
		}
	lua_setfield(L, -2, "fields");
}
