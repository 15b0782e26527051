/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "sandbox.h"

/* The order of a table's keys that does not hang on addresses. */
struct key {
	int rank;
	lua_Number number;
	const char *text;
	size_t len;
	lua_Integer at;
};

static int
key_order(const void *va, const void *vb)
{
	const struct key *a = va, *b = vb;
	int c;

	if (a->rank != b->rank)
		return a->rank - b->rank;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	c = a->text == NULL ? 0 : memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
	if (c != 0)
		return c;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static struct key
key_of(lua_State *L, int index, lua_Integer at)
{
	struct key k = { .rank = 2, .at = at };

	if (lua_type(L, index) == LUA_TNUMBER) {
		k.rank = 0;
		k.number = lua_tonumber(L, index);
	} else if (lua_type(L, index) == LUA_TSTRING) {
		k.rank = 1;
		k.text = lua_tolstring(L, index, &k.len);
	}
	return k;
}

/* Table at index 1 -> pushes its keys in order, as an array. */
static void
push_keys(lua_State *L)
{
	struct key *keys;
	lua_Integer n = 0;

	lua_newtable(L);
	for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
		lua_pushvalue(L, -2);
		lua_rawseti(L, -4, ++n);
	}
	sandbox_charge(L, (uint64_t)n / 4);
	keys = lua_newuserdatauv(L, (size_t)n * sizeof *keys + 1, 0);
	for (lua_Integer i = 0; i < n; i++) {
		lua_rawgeti(L, -2, i + 1);
		keys[i] = key_of(L, -1, i + 1);
		lua_pop(L, 1);
	}
	qsort(keys, (size_t)n, sizeof *keys, key_order);
	lua_createtable(L, (int)n, 0);
	for (lua_Integer i = 0; i < n; i++) {
		lua_rawgeti(L, -3, keys[i].at);
		lua_rawseti(L, -2, i + 1);
	}
	lua_replace(L, -3);
	lua_pop(L, 1);
}

/* Upvalues: the keys, how many are done. */
static int
next_pair(lua_State *L)
{
	lua_Integer i = lua_tointeger(L, lua_upvalueindex(2));

	lua_settop(L, 1);
	do {
		lua_settop(L, 1);
		if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, 2);
	} while (lua_rawget(L, 1) == LUA_TNIL);
	lua_pushinteger(L, i);
	lua_replace(L, lua_upvalueindex(2));
	return 2;
}

int
ordered_pairs(lua_State *L)
{
	luaL_checkany(L, 1);
	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	push_keys(L);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, next_pair, 2);
	lua_pushvalue(L, 1);
	return 2;
}
