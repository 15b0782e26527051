/* SPDX-License-Identifier: BSD-2-Clause */
#include "load.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "observe.h"
#include "sandbox.h"
#include "when.h"

static const char *const adapter_keys[] = { "title", "format", "root", "forest", "namespace",
	"namespaces", "lookups", "records", "repair", "date", "zone", "none", "keep", "decimal",
	"thousands", NULL };
static const char *const lookup_keys[] = { "at", "key", "value", "late", "level", "from", "where",
	"pattern", NULL };

/* Of the source: what changes the adapter, and what other rooms read. */
static const char *const source_keys[] = { "adapter", "fields", "records", "where", "root",
	"namespace", "sheet", "header", "table", "repair", "time", "interval", "date", "zone",
	"none", "keep", "decimal", "thousands", "files", "every", "agents", "credential", "prefer",
	NULL };

static void
load_namespaces(struct loader *ld)
{
	struct adapter *a = ld->a;

	lua_getfield(ld->L, ld->adapter, "namespaces");
	if (lua_istable(ld->L, -1))
		for (lua_pushnil(ld->L); lua_next(ld->L, -2) != 0; lua_pop(ld->L, 1)) {
			if (lua_type(ld->L, -2) != LUA_TSTRING ||
			    lua_type(ld->L, -1) != LUA_TSTRING)
				load_fail(ld, "namespaces = { prefix = \"URI\" }");
			a->namespaces =
			    load_grow(ld, a->namespaces, a->nnamespaces, sizeof(*a->namespaces));
			a->namespaces[a->nnamespaces].prefix =
			    load_copy(ld, lua_tostring(ld->L, -2));
			a->namespaces[a->nnamespaces++].uri =
			    load_copy(ld, lua_tostring(ld->L, -1));
		}
	else if (!lua_isnil(ld->L, -1))
		load_fail(ld, "namespaces is not a table");
	lua_pop(ld->L, 1);
}

static void
load_lookup(struct loader *ld, int table, struct lookup_rule *lk)
{
	struct block *b = ld->a->blocks[lk->block];
	char *at = load_string(ld, table, "at");

	load_check_keys(ld, table, lookup_keys);
	if (at == NULL)
		load_fail(ld, "a lookup without at");
	path_at(ld, at, b);
	ld->block = b;
	lk->late = load_flag(ld, table, "late");
	lua_getfield(ld->L, table, "from");
	lk->from = (int)lua_tointeger(ld->L, -1);
	lua_getfield(ld->L, table, "level");
	lk->outline = !lua_isnil(ld->L, -1);
	if (!lk->outline)
		lua_getfield(ld->L, table, "key");
	if (lua_isnil(ld->L, -1))
		load_fail(ld, "a lookup without key or level");
	lk->key = load_rule(ld, lua_gettop(ld->L), NULL, NONE, "key", NULL);
	lua_getfield(ld->L, table, "value");
	if (lua_isnil(ld->L, -1))
		load_fail(ld, "a lookup without value");
	lk->value = load_rule(ld, lua_gettop(ld->L), NULL, NONE, "value", NULL);
	lk->nwhere = load_where(ld, table, &lk->where, 0);
	lua_settop(ld->L, table);
}

/* Names first, so that paths may use any of them. */
static void
load_lookups(struct loader *ld)
{
	struct adapter *a = ld->a;
	size_t i;

	lua_getfield(ld->L, ld->adapter, "lookups");
	if (!lua_istable(ld->L, -1)) {
		lua_pop(ld->L, 1);
		return;
	}
	for (lua_pushnil(ld->L); lua_next(ld->L, -2) != 0; lua_pop(ld->L, 1)) {
		if (lua_type(ld->L, -2) != LUA_TSTRING || !lua_istable(ld->L, -1))
			load_fail(ld, "lookups = { name = { at =, key =, value = } }");
		a->lookups = load_grow(ld, a->lookups, a->nlookups, sizeof(*a->lookups));
		memset(&a->lookups[a->nlookups], 0, sizeof(*a->lookups));
		a->lookups[a->nlookups].name = load_copy(ld, lua_tostring(ld->L, -2));
		a->lookups[a->nlookups].block = block_new(ld, BLOCK_LOOKUP, (int)a->nlookups)->id;
		a->nlookups++;
	}
	for (i = 0; i < a->nlookups; i++) {
		ld->where = a->lookups[i].name;
		lua_getfield(ld->L, -1, a->lookups[i].name);
		load_lookup(ld, lua_gettop(ld->L), &a->lookups[i]);
		lua_pop(ld->L, 1);
	}
	ld->where = NULL;
	ld->block = NULL;
	lua_pop(ld->L, 1);
}

static void
load_head(struct loader *ld)
{
	struct adapter *a = ld->a;

	load_check_keys(ld, ld->adapter, adapter_keys);
	load_check_keys(ld, ld->source, source_keys);
	a->nroots = load_strings(ld, ld->source, "root", &a->roots);
	if (a->nroots == 0)
		a->nroots = load_strings(ld, ld->adapter, "root", &a->roots);
	if (a->nroots == 0)
		load_fail(ld, "no root");
	a->nforest = load_strings(ld, ld->adapter, "forest", &a->forest);
	a->root_uri = load_string(ld, ld->source, "namespace");
	if (a->root_uri == NULL)
		a->root_uri = load_string(ld, ld->adapter, "namespace");
	a->repair = load_flag(ld, ld->source, "repair") || load_flag(ld, ld->adapter, "repair");
	load_namespaces(ld);
}

/* Plain data of another state: strings, numbers, flags, tables of them. */
static void
copy_value(lua_State *from, int at, lua_State *to, int depth)
{
	at = lua_absindex(from, at);
	luaL_checkstack(to, 8, NULL);
	switch (lua_type(from, at)) {
	case LUA_TSTRING: lua_pushstring(to, lua_tostring(from, at)); return;
	case LUA_TBOOLEAN: lua_pushboolean(to, lua_toboolean(from, at)); return;
	case LUA_TNUMBER:
		if (lua_isinteger(from, at))
			lua_pushinteger(to, lua_tointeger(from, at));
		else
			lua_pushnumber(to, lua_tonumber(from, at));
		return;
	case LUA_TTABLE: break;
	default: luaL_error(to, "the source holds a %s", lua_typename(from, lua_type(from, at)));
	}
	if (depth > 8 || !lua_checkstack(from, 4))
		luaL_error(to, "the source is nested too deep");
	lua_newtable(to);
	for (lua_pushnil(from); lua_next(from, at) != 0; lua_pop(from, 1)) {
		copy_value(from, -2, to, depth + 1);
		copy_value(from, -1, to, depth + 1);
		lua_rawset(to, -3);
	}
}

struct compiling {
	struct adapter *a;
	lua_State *from;
	int source;
};

/* The stack: ctx, the list of declarations. */
static int
compile(lua_State *L)
{
	struct compiling *c = lua_touserdata(L, 1);
	struct loader ld = { .L = L, .pool = &c->a->pool, .a = c->a };
	size_t i, n = lua_rawlen(L, 2);

	if (n != 1)
		return luaL_error(L, "exactly one adapter \"NAME\" { } is expected");
	lua_rawgeti(L, 2, 1);
	lua_getfield(L, -1, "name");
	if (!lua_isstring(L, -1) || strcmp(lua_tostring(L, -1), c->a->name) != 0)
		return luaL_error(L, "the adapter's name is not the file's");
	lua_getfield(L, -2, "body");
	ld.adapter = lua_gettop(L);
	c->a->title = load_string(&ld, ld.adapter, "title");
	c->a->format = load_string(&ld, ld.adapter, "format");
	if (!adapter_is_xml(c->a))
		return 0;
	copy_value(c->from, c->source, L, 0);
	ld.source = lua_gettop(L);
	load_head(&ld);
	load_lookups(&ld);
	load_records(&ld);
	for (i = 0; i < c->a->nlookups; i++)
		c->a->late |= c->a->lookups[i].late;
	return 0;
}

static bool
find_file(const char *const *dirs, const char *name, char *path, size_t size, struct error *e)
{
	static const char *const below[] = { "", "devices/" };
	size_t i;
	int n;

	if (*name == '\0' || strchr(name, '/') != NULL || *name == '.')
		return error_set(e, "adapter \"%s\": not a name", name);
	for (; *dirs != NULL; dirs++)
		for (i = 0; i < sizeof below / sizeof *below; i++) {
			n = snprintf(path, size, "%s/%s%s.lua", *dirs, below[i], name);
			if (n > 0 && (size_t)n < size && access(path, R_OK) == 0)
				return true;
		}
	return error_set(e, "no adapter \"%s\"", name);
}

static bool
load_file(struct adapter *a, lua_State *L, int source, const char *path, struct error *e)
{
	static const struct word words[] = { { "adapter", BODY_REQUIRED }, { NULL } };
	struct compiling c = { a, L, source };
	struct sandbox *sb = sandbox_new(&limits_declaration);
	int top = lua_gettop(L);
	bool ok;

	if (sb == NULL)
		return error_set(e, "no memory");
	ok = sandbox_declare(sb, path, words, e) && sandbox_protect(sb, compile, &c, 1, 0, e);
	sandbox_free(sb);
	lua_settop(L, top);
	return ok;
}

struct adapter *
adapter_new(
    lua_State *L, int source, const char *const *dirs, const char *currency, struct error *e)
{
	struct adapter *a;
	const char *name;
	char path[4096];
	bool ok;

	source = lua_absindex(L, source);
	if (!lua_istable(L, source)) {
		error_set(e, "a source is a table");
		return NULL;
	}
	lua_pushliteral(L, "adapter");
	lua_rawget(L, source);
	name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
	if ((a = calloc(1, sizeof(*a))) == NULL) {
		lua_pop(L, 1);
		error_set(e, "no memory");
		return NULL;
	}
	a->root_block = NONE;
	a->digits = currency != NULL ? currency_digits(currency) : 2;
	a->name = pool_copy(&a->pool, name, strlen(name));
	a->currency = currency != NULL ? pool_copy(&a->pool, currency, strlen(currency)) : NULL;
	ok = find_file(dirs, name, path, sizeof(path), e);
	lua_pop(L, 1);
	if (ok && load_file(a, L, source, path, e))
		return a;
	adapter_free(a);
	return NULL;
}

void
adapter_free(struct adapter *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < a->nconverts; i++)
		convert_free(a->converts[i]);
	for (i = 0; i < a->nregex; i++)
		regfree(a->regexes[i]);
	observed_free(a->observed);
	pool_free(&a->pool);
	free(a);
}
