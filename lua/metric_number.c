/* SPDX-License-Identifier: BSD-2-Clause */
#include "asset.h"
#include "metric.h"

/*
 * a.power is a field of the catalogue and a metric.  It is the metric; where
 * it stands in a comparison or a sum it counts as the field's watts.
 */
int
metric_push_watts(lua_State *L, const struct object *o)
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

static void
to_number(lua_State *L, int index)
{
	if (luaL_testudata(L, index, METRIC_MODEL) != NULL) {
		const struct object *o = metric_object(L, index);

		if (metric_push_watts(L, o) != 1 || lua_isnil(L, -1))
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
		if (luaL_testudata(L, i, METRIC_MODEL) != NULL) {
			to_number(L, i);
			luaL_tolstring(L, i, NULL);
			lua_replace(L, i);
		}
	lua_settop(L, 2);
	lua_concat(L, 2);
	return 1;
}

static int
metric_tostring(lua_State *L)
{
	const struct object *o = metric_object(L, 1);

	if (o->metric == METRIC_POWER && metric_push_watts(L, o) == 1 && !lua_isnil(L, -1))
		luaL_tolstring(L, -1, NULL);
	else
		lua_pushstring(L, metrics[o->metric].name);
	return 1;
}

void
metric_add_operators(lua_State *L)
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
		{ "__tostring", metric_tostring, 0 },
	};

	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
		lua_pushinteger(L, operators[i].op);
		lua_pushcclosure(L, operators[i].fn, 1);
		lua_setfield(L, -2, operators[i].event);
	}
}
