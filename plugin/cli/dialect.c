/* SPDX-License-Identifier: BSD-2-Clause */
#include "dialect.h"

#include <string.h>

#include "worker/library.h"

static void
set_text(lua_State *L, const char *key, const char *text)
{
	if (text == NULL)
		return;
	lua_pushstring(L, text);
	lua_setfield(L, -2, key);
}

/* Light userdata of the options, the source's table or nil -> a table with the options over it. */
static int
make_source(lua_State *L)
{
	const struct dialect_options *o = lua_touserdata(L, 1);

	lua_newtable(L);
	if (lua_istable(L, 2))
		for (lua_pushnil(L); lua_next(L, 2) != 0;) {
			lua_pushvalue(L, -2);
			lua_insert(L, -2);
			lua_rawset(L, 3);
		}
	set_text(L, "adapter", o->adapter);
	set_text(L, "sheet", o->sheet);
	set_text(L, "table", o->table);
	if (o->header > 0) {
		lua_pushinteger(L, (lua_Integer)o->header);
		lua_setfield(L, -2, "header");
	}
	if (o->repair) {
		lua_pushboolean(L, true);
		lua_setfield(L, -2, "repair");
	}
	return 1;
}

struct adapter *
dialect_new(struct sandbox *sandbox, const struct dialect_options *o,
    const struct config_dirs *dirs, struct error *e)
{
	struct sandbox *home = o->source != NULL ? o->config->sandbox : sandbox;
	lua_State *L = sandbox_lua(home);
	struct adapter *a;
	struct error why;
	char hint[96];

	if (o->source != NULL)
		lua_rawgeti(L, LUA_REGISTRYINDEX, o->source->ref);
	else
		lua_pushnil(L);
	if (!sandbox_protect(home, make_source, (void *)o, 1, 1, e))
		return NULL;
	a = adapter_new(
	    L, lua_gettop(L), dirs->list, o->config != NULL ? o->config->currency : NULL, e);
	lua_pop(L, 1);
	if (a == NULL) {
		why = *e;
		error_set(e, "%s%s", why.text, library_hint(dirs, o->adapter, hint));
	}
	return a;
}

struct families_problem {
	const char *adapter;
	char why[512]; /* of the family that was asked for */
};

static void
tell_problem(void *ctx, const char *name, const char *why)
{
	struct families_problem *p = ctx;

	if (strcmp(name, p->adapter) == 0)
		snprintf(p->why, sizeof p->why, "%s", why);
	else if (strcmp(p->adapter, ANY_FAMILY) == 0)
		fprintf(stderr, "decom: warning: %s\n", why);
}

bool
dialect_families(const struct cli *cli, const char *adapter, struct families **all,
    const struct family **named, struct error *e)
{
	struct families_problem problem = { adapter, "" };
	struct config_dirs dirs;
	char hint[96];

	*all = NULL;
	*named = NULL;
	if (!config_dirs(cli->config, CONFIG_ADAPTERS, &dirs))
		return error_set(e, "%s: name too long", cli->config);
	if ((*all = families_load(dirs.list, tell_problem, &problem)) == NULL)
		return error_set(e, "out of memory");
	if (strcmp(adapter, ANY_FAMILY) == 0)
		return true;
	if ((*named = families_named(*all, adapter)) != NULL)
		return true;
	if (problem.why[0] != '\0')
		return error_set(e, "%s", problem.why);
	return error_set(
	    e, "no device family \"%s\"%s", adapter, library_hint(&dirs, adapter, hint));
}
