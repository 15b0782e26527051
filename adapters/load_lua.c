/* SPDX-License-Identifier: BSD-2-Clause */
#include "load_lua.h"

#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"

void
load_fail(struct loader *ld, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	lua_pushfstring(ld->L, "%s%s%s%s%s", ld->where != NULL ? ld->where : "",
	    ld->where != NULL ? ": " : "", ld->what != NULL ? ld->what : "",
	    ld->what != NULL ? ": " : "", text);
	lua_error(ld->L);
	abort(); /* lua_error() does not return */
}

void *
load_alloc(struct loader *ld, size_t n)
{
	void *p = pool_alloc(ld->pool, n);

	if (p == NULL)
		load_fail(ld, "no memory");
	return p;
}

/* Doubles at powers of two; what is left behind goes with the pool. */
void *
load_grow(struct loader *ld, void *array, size_t n, size_t size)
{
	void *p;

	if (n > 0 && (n < 4 || (n & (n - 1)) != 0))
		return array;
	p = load_alloc(ld, (n == 0 ? 4 : n * 2) * size);
	if (n > 0)
		memcpy(p, array, n * size);
	return p;
}

char *
load_copy(struct loader *ld, const char *s)
{
	char *p = pool_copy(ld->pool, s, strlen(s));

	if (p == NULL)
		load_fail(ld, "no memory");
	return p;
}

char *
load_string(struct loader *ld, int table, const char *key)
{
	char *s = NULL;

	lua_getfield(ld->L, table, key);
	if (!lua_isnil(ld->L, -1)) {
		if (!lua_isstring(ld->L, -1))
			load_fail(ld, "%s is not a text", key);
		s = load_copy(ld, lua_tostring(ld->L, -1));
	}
	lua_pop(ld->L, 1);
	return s;
}

bool
load_flag(struct loader *ld, int table, const char *key)
{
	bool yes;

	lua_getfield(ld->L, table, key);
	yes = lua_toboolean(ld->L, -1);
	lua_pop(ld->L, 1);
	return yes;
}

size_t
load_strings(struct loader *ld, int table, const char *key, char ***list)
{
	size_t i, n;

	*list = NULL;
	lua_getfield(ld->L, table, key);
	n = lua_istable(ld->L, -1) ? lua_rawlen(ld->L, -1) : lua_isnil(ld->L, -1) ? 0 : 1;
	for (i = 0; i < n; i++) {
		if (lua_istable(ld->L, -1))
			lua_rawgeti(ld->L, -1, (lua_Integer)i + 1);
		else
			lua_pushvalue(ld->L, -1);
		if (!lua_isstring(ld->L, -1))
			load_fail(ld, "%s holds something that is no text", key);
		*list = load_grow(ld, *list, i, sizeof(char *));
		(*list)[i] = load_copy(ld, lua_tostring(ld->L, -1));
		lua_pop(ld->L, 1);
	}
	lua_pop(ld->L, 1);
	return n;
}

void
load_check_keys(struct loader *ld, int table, const char *const *known)
{
	const char *key, *near;
	size_t i;

	for (lua_pushnil(ld->L); lua_next(ld->L, table) != 0; lua_pop(ld->L, 1)) {
		if (lua_type(ld->L, -2) == LUA_TNUMBER)
			continue;
		if (lua_type(ld->L, -2) != LUA_TSTRING)
			load_fail(ld, "a key that is no name");
		key = lua_tostring(ld->L, -2);
		for (i = 0; known[i] != NULL && strcmp(known[i], key) != 0; i++)
			continue;
		if (known[i] != NULL)
			continue;
		if ((near = nearest_word(key, known, sizeof *known)) != NULL)
			load_fail(ld, "no key \"%s\"; did you mean \"%s\"?", key, near);
		load_fail(ld, "no key \"%s\"", key);
	}
}
