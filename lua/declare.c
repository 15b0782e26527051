/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "sandbox_internal.h"

/*
 * Declaration words.  word "name" appends { word, name, line } to the list
 * and returns a function that takes the body, if the word has one.
 */

/* Upvalues: the entry, the word's struct.  The body joins the entry, once. */
static int
take_body(lua_State *L)
{
	const struct word *w = lua_touserdata(L, lua_upvalueindex(2));

	if (!lua_istable(L, 1))
		return luaL_error(
		    L, "%s: { ... } expected, got a %s", w->name, luaL_typename(L, 1));
	if (lua_getfield(L, lua_upvalueindex(1), "body") != LUA_TNIL)
		return luaL_error(L, "%s: a second { ... }", w->name);
	lua_pushvalue(L, 1);
	lua_setfield(L, lua_upvalueindex(1), "body");
	return 0;
}

static void
push_line(lua_State *L)
{
	lua_Debug ar;

	if (lua_getstack(L, 1, &ar) && lua_getinfo(L, "l", &ar))
		lua_pushinteger(L, ar.currentline);
	else
		lua_pushinteger(L, 0);
}

/* Upvalues: the list, the word's struct. */
static int
take_word(lua_State *L)
{
	const struct word *w = lua_touserdata(L, lua_upvalueindex(2));

	if (lua_type(L, 1) != LUA_TSTRING)
		return luaL_error(L, "%s \"...\" expected, got a %s", w->name, luaL_typename(L, 1));
	lua_createtable(L, 0, 4);
	lua_pushstring(L, w->name);
	lua_setfield(L, -2, "word");
	lua_pushvalue(L, 1);
	lua_setfield(L, -2, "name");
	push_line(L);
	lua_setfield(L, -2, "line");
	lua_pushvalue(L, -1);
	lua_rawseti(L, lua_upvalueindex(1), (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)) + 1);
	if (w->body == BODY_NONE)
		return 0;
	lua_pushlightuserdata(L, (void *)w);
	lua_pushcclosure(L, take_body, 2);
	return 1;
}

/* Light userdata words -> the list, the globals that fill it. */
static int
make_words(lua_State *L)
{
	const struct word *w = lua_touserdata(L, 1);

	lua_newtable(L);
	lua_newtable(L);
	for (; w->name != NULL; w++) {
		lua_pushvalue(L, -2);
		lua_pushlightuserdata(L, (void *)w);
		lua_pushcclosure(L, take_word, 2);
		lua_setfield(L, -2, w->name);
	}
	return 2;
}

static const struct word *
word_named(const struct word *w, const char *name)
{
	while (strcmp(w->name, name) != 0)
		w++;
	return w;
}

/* Words, list -> raises for a word that lacks its body. */
static int
check_bodies(lua_State *L)
{
	const struct word *words = lua_touserdata(L, 1);
	lua_Integer n = (lua_Integer)lua_rawlen(L, 2);

	for (lua_Integer i = 1; i <= n; i++) {
		const char *word;

		lua_settop(L, 2);
		lua_rawgeti(L, 2, i);
		lua_getfield(L, 3, "word");
		word = lua_tostring(L, -1);
		if (word_named(words, word)->body != BODY_REQUIRED ||
		    lua_getfield(L, 3, "body") != LUA_TNIL)
			continue;
		lua_getfield(L, 3, "name");
		lua_getfield(L, 3, "line");
		lua_pushfstring(L, "%s:%d: %s \"%s\": { ... } expected", sandbox_of(L)->chunk,
		    (int)lua_tointeger(L, -1), word, lua_tostring(L, -2));
		return lua_error(L);
	}
	return 0;
}

/* text is NULL: from the file path. */
static bool
declare(struct sandbox *sb, const char *path, const char *text, size_t len,
    const struct word *words, struct error *e)
{
	lua_State *L = sandbox_lua(sb);
	bool loaded;

	if (!sandbox_protect(sb, make_words, (void *)words, 0, 2, e))
		return false;
	if (text == NULL)
		loaded = sandbox_load_file(sb, path, lua_gettop(L), true, e);
	else
		loaded = sandbox_load_text(sb, path, text, len, lua_gettop(L), true, e);
	if (!loaded || !sandbox_call(sb, 0, 0, e))
		return false;
	lua_pop(L, 1); /* the globals; the list stays */
	lua_pushvalue(L, -1);
	return sandbox_protect(sb, check_bodies, (void *)words, 1, 0, e);
}

bool
sandbox_declare(struct sandbox *sb, const char *path, const struct word *words, struct error *e)
{
	return sandbox_declare_text(sb, path, NULL, 0, words, e);
}

bool
sandbox_declare_text(struct sandbox *sb, const char *path, const char *text, size_t len,
    const struct word *words, struct error *e)
{
	int top = lua_gettop(sandbox_lua(sb));
	bool ok = declare(sb, path, text, len, words, e);

	if (!ok)
		lua_settop(sandbox_lua(sb), top);
	return ok;
}
