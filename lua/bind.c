/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <string.h>

#include "asset.h"
#include "metric.h"
#include "when.h"

/*
 * The asset object.  Policies look at the same few fields of each asset, so
 * the object is one userdata whose __index is a plain Lua table: reading a
 * field is a table access, no call into C.  bind_asset() refills the table
 * with the fields that were read before ("hot") and differ from the last
 * asset's; any other read misses and ends in read_field().  Scripts reach
 * the userdata only: writes raise, and the table cannot be seen.
 */

/* Computed names beside the catalogue's and the metrics'. */
static const char *const computed[] = { "now", "idle_days", "metrics", "cycle", "first_day",
	"history_days", "longest_silence", "restarts" };

/* ROOM: of the tables that each read goes through, wide so that few keys collide. */
enum { COMPUTED = sizeof computed / sizeof computed[0], ROOM = 256 };

static void
push_money(lua_State *L, const struct view *v, int64_t minor)
{
	int64_t unit = 1;

	for (unsigned i = 0; i < v->digits; i++)
		unit *= 10;
	if (minor % unit == 0)
		lua_pushinteger(L, minor / unit);
	else
		lua_pushnumber(L, (lua_Number)minor / (lua_Number)unit);
}

static void
push_number(lua_State *L, const struct view *v, const struct field *f, struct value value)
{
	char buf[FIELD_FORMAT_MAX];

	switch (f->rep) {
	case REP_FLAG: lua_pushboolean(L, value.number != 0); return;
	case REP_SHARE: lua_pushnumber(L, (lua_Number)value.number / 100); return;
	case REP_MONEY: push_money(L, v, value.number); return;
	case REP_U8:
		if (f->labels != NULL)
			break;
		/* FALLTHROUGH */
	case REP_U16:
	case REP_U32: lua_pushinteger(L, (lua_Integer)value.number); return;
	case REP_TEXT:
	case REP_DAY:
	case REP_INSTANT:
	case REP_SPAN: break;
	}
	lua_pushstring(L, field_format(f, v->digits, value, buf));
}

static void
push_value(lua_State *L, const struct view *v, const struct field *f, struct value value)
{
	switch (value.kind) {
	case VAL_NONE: lua_pushnil(L); break;
	case VAL_NUMBER: push_number(L, v, f, value); break;
	case VAL_TEXT: lua_pushstring(L, value.text); break;
	}
}

/* One number that stands for the value until the next bind_forget(). */
static int64_t
raw_of(const struct view *v, struct value value)
{
	if (value.kind == VAL_TEXT)
		return value.text - v->rows->arena;
	return value.kind == VAL_NUMBER ? value.number : HOT_NONE;
}

/* Days, labels and shared texts are few: making their Lua strings once is enough. */
static bool
is_cached(const struct field *f)
{
	return f->rep == REP_DAY || f->labels != NULL || (f->rep == REP_TEXT && f->shared);
}

static int64_t
cache_key(const struct field *f, int64_t raw)
{
	int64_t kind = f->rep == REP_DAY ? 1 : f->rep == REP_TEXT ? 2 : 3 + (f - asset_fields);

	return raw ^ kind << 48;
}

static size_t
cache_slot(const struct field *f, int64_t key)
{
	if (f->rep == REP_DAY)
		return (uint64_t)key % CACHE_DAYS;
	return CACHE_DAYS + ((uint64_t)key * 0x9e3779b97f4a7c15 >> 32) % (CACHE - CACHE_DAYS);
}

/* cache: index of the Lua table that goes with v->cached. */
static void
push_cached(
    lua_State *L, struct view *v, const struct field *f, struct value value, int64_t raw, int cache)
{
	int64_t key = cache_key(f, raw);
	size_t slot = cache_slot(f, key);

	if (v->cached[slot] == key) {
		lua_rawgeti(L, cache, (lua_Integer)slot + 1);
		return;
	}
	push_value(L, v, f, value);
	if (lua_rawlen(L, -1) > CACHE_TEXT)
		return;
	lua_pushvalue(L, -1);
	lua_rawseti(L, cache, (lua_Integer)slot + 1);
	v->cached[slot] = key;
}

static void
refill(lua_State *L, struct view *v, struct bound b)
{
	for (size_t i = 0; i < v->nhot; i++) {
		const struct field *f = v->hot[i].field;
		struct value value = field_get(f, v->rows, v->row);
		int64_t raw = raw_of(v, value);

		if (raw == v->hot[i].raw)
			continue;
		lua_rawgeti(L, b.keys, (lua_Integer)i + 1);
		if (raw != HOT_NONE && is_cached(f))
			push_cached(L, v, f, value, raw, b.cache);
		else
			push_value(L, v, f, value);
		lua_rawset(L, b.fields);
		v->hot[i].raw = raw;
	}
}

static int
push_day(lua_State *L, int32_t day)
{
	char buf[16];

	day_format(day, buf);
	lua_pushstring(L, buf);
	return 1;
}

void
bind_asset(lua_State *L, struct view *v, struct bound b, const struct rows *rows, const void *row,
    struct evidence *evidence)
{
	v->rows = rows;
	v->row = row;
	v->evidence = evidence;
	v->asked = 0;
	v->worked = evidence->activity != NULL ? activity_metrics(evidence->activity) : 0;
	v->no_data[0] = '\0';
	v->ask_again = DAY_ABSENT;
	v->nsaid = 0;
	v->generation++;
	refill(L, v, b);
	if (v->as_of == evidence->as_of)
		return;
	lua_pushliteral(L, "now");
	push_day(L, evidence->as_of);
	lua_rawset(L, b.fields);
	v->as_of = evidence->as_of;
}

void
bind_forget(struct view *v)
{
	for (size_t i = 0; i < v->nhot; i++)
		v->hot[i].raw = HOT_NONE + 1; /* no value has it: all are refilled */
	for (size_t i = 0; i < CACHE; i++)
		v->cached[i] = -1;
}

static int
push_metrics(lua_State *L, struct view *v)
{
	lua_Integer n = 0;

	lua_newtable(L);
	for (int m = 0; m < METRICS; m++)
		if (metric_cover(metric_shown(v, m)).any) {
			lua_pushstring(L, metrics[m].name);
			lua_rawseti(L, -2, ++n);
		}
	return 1;
}

/* Days of the declared business cycle and a tenth of it, so that a window surely has a run. */
static int
push_cycle(lua_State *L, const struct view *v)
{
	struct value value = field_get(v->cycle, v->rows, v->row);
	int days = 0;

	if (value.kind == VAL_NUMBER)
		days = business_cycle_days((enum business_cycle)value.number);
	lua_pushinteger(L, days);
	return days > 0;
}

static int
push_longest_silence(lua_State *L, struct view *v)
{
	uint32_t days;

	sandbox_charge(L, metric_history_days(v));
	if (!metric_longest_silence(v, &days))
		return 0;
	lua_pushinteger(L, days);
	return 1;
}

/* In the window; nil where uptime was never measured. */
static int
push_restarts(lua_State *L, const struct view *v)
{
	const struct evidence *ev = v->evidence;
	int32_t day;

	if (ev->activity == NULL || (ev->known >> METRIC_UPTIME & 1) == 0)
		return 0;
	lua_pushinteger(L,
	    activity_restarts(ev->activity, ev->as_of - (int32_t)v->window, ev->as_of - 1, &day));
	return 1;
}

/* What is computed when it is read; nil is pushed too.  False: name is none of these. */
static bool
push_computed(lua_State *L, struct view *v, const char *name)
{
	int32_t first;
	int pushed;

	if (strcmp(name, "idle_days") == 0)
		pushed = metric_idle_days(L, v);
	else if (strcmp(name, "metrics") == 0)
		pushed = push_metrics(L, v);
	else if (strcmp(name, "cycle") == 0)
		pushed = push_cycle(L, v);
	else if (strcmp(name, "first_day") == 0)
		pushed = (first = metric_first_day(v)) == DAY_ABSENT ? 0 : push_day(L, first);
	else if (strcmp(name, "history_days") == 0)
		pushed = (lua_pushinteger(L, metric_history_days(v)), 1);
	else if (strcmp(name, "longest_silence") == 0)
		pushed = push_longest_silence(L, v);
	else if (strcmp(name, "restarts") == 0)
		pushed = push_restarts(L, v);
	else
		return false;
	if (pushed == 0)
		lua_pushnil(L);
	return true;
}

static int
misspelt(lua_State *L)
{
	const char *names[128] = { 0 }, *name = luaL_checkstring(L, 2), *near;
	size_t n = 0;

	for (const struct field *f = asset_fields; f->name != NULL && n < 100; f++)
		names[n++] = f->name;
	for (int m = 0; m < METRICS; m++)
		names[n++] = metrics[m].name;
	for (size_t i = 0; i < COMPUTED; i++)
		names[n++] = computed[i];
	if ((near = nearest_word(name, names, sizeof *names)) != NULL)
		return luaL_error(L, "an asset has no '%s' (did you mean '%s'?)", name, near);
	return luaL_error(L, "an asset has no '%s'", name);
}

/* (fields, key): from now on the field is filled beforehand, and at once.  Pushes its value. */
static void
make_hot(lua_State *L, struct view *v, const struct field *f)
{
	struct value value = field_get(f, v->rows, v->row);

	if (v->nhot < HOT_MAX) {
		v->hot[v->nhot++] = (struct hot){ f, lua_tostring(L, 2), raw_of(v, value) };
		lua_rawgeti(L, LUA_REGISTRYINDEX, v->keys);
		lua_pushvalue(L, 2);
		lua_rawseti(L, -2, (lua_Integer)v->nhot);
		lua_pushvalue(L, 2);
		push_value(L, v, f, value);
		lua_rawset(L, 1);
	}
	push_value(L, v, f, value);
}

/* (fields, key): what the table does not hold.  Upvalues: the view, name -> struct field. */
static int
read_field(lua_State *L)
{
	struct view *v = lua_touserdata(L, lua_upvalueindex(1));
	const char *name = luaL_checkstring(L, 2);

	/* Lua keeps one copy of a short string, and the keys keep it where it is. */
	for (size_t i = 0; i < v->nhot; i++)
		if (v->hot[i].name == name)
			return 0; /* absent: else the table would hold it */
	lua_pushvalue(L, 2);
	lua_rawget(L, lua_upvalueindex(2));
	if (lua_islightuserdata(L, -1)) {
		make_hot(L, v, lua_touserdata(L, -1));
		return 1;
	}
	return push_computed(L, v, name) ? 1 : misspelt(L);
}

static int
refuse_write(lua_State *L)
{
	return luaL_error(L, "an asset is read-only");
}

static int
show_asset(lua_State *L)
{
	lua_pushliteral(L, "asset");
	return 1;
}

/* The table that the object reads, with its fallback. */
static void
push_fields(lua_State *L, struct view *v)
{
	lua_createtable(L, 0, ROOM);
	metric_open(L, v);
	lua_createtable(L, 0, 1);
	lua_pushlightuserdata(L, v);
	lua_newtable(L);
	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		lua_pushlightuserdata(L, (void *)f);
		lua_setfield(L, -2, f->name);
	}
	lua_pushcclosure(L, read_field, 2);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_pushvalue(L, -1);
	v->fields = luaL_ref(L, LUA_REGISTRYINDEX);
}

struct bound
bind_push(lua_State *L, const struct view *v)
{
	int top = lua_gettop(L);

	lua_rawgeti(L, LUA_REGISTRYINDEX, v->fields);
	lua_rawgeti(L, LUA_REGISTRYINDEX, v->keys);
	lua_rawgeti(L, LUA_REGISTRYINDEX, v->cache);
	return (struct bound){ top + 1, top + 2, top + 3 };
}

void
bind_open(lua_State *L, struct view *v)
{
	v->as_of = INT32_MIN;
	v->cycle = field_named(asset_fields, "business_cycle");
	lua_newtable(L);
	v->keys = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_createtable(L, CACHE, 0);
	v->cache = luaL_ref(L, LUA_REGISTRYINDEX);
	bind_forget(v);
	lua_newuserdatauv(L, 0, 0);
	lua_createtable(L, 0, 16);
	push_fields(L, v);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, show_asset);
	lua_setfield(L, -2, "__tostring");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}
