/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "sandbox_internal.h"

#define ITEMS_MAX 1000000    /* elements that one C call may walk */
#define STRING_MAX (1 << 20) /* bytes that one C call may make */
#define MATCH_MAX 5e7        /* steps that one match may need at worst */

/*
 * The hook sees the instructions of the VM only.  A library function that
 * can run long inside C is wrapped: the wrapper looks at the arguments, then
 * calls the function it keeps as upvalue 1 in its own frame, so that
 * messages and positions are those of the original.
 */
static int
original(lua_State *L)
{
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* What a script raised goes on up if it was a limit. */
static void
pass_limit(lua_State *L, int status)
{
	struct sandbox *sb = sandbox_of(L);

	if (sb->killed != ALIVE)
		sandbox_kill(L, sb->killed, NULL);
	if (status == LUA_ERRMEM)
		sandbox_kill(L, OVER_MEMORY, NULL);
}

static int
safe_pcall(lua_State *L)
{
	int status;

	luaL_checkany(L, 1);
	lua_pushboolean(L, 1);
	lua_insert(L, 1);
	status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
	if (status == LUA_OK)
		return lua_gettop(L);
	pass_limit(L, status);
	lua_pushboolean(L, 0);
	lua_insert(L, -2);
	return 2;
}

/* The handler runs after the unwinding: inside the raise no hook would stop it. */
static int
safe_xpcall(lua_State *L)
{
	int status;

	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_pushboolean(L, 1);
	lua_pushvalue(L, 1);
	lua_rotate(L, 3, 2);
	status = lua_pcall(L, lua_gettop(L) - 4, LUA_MULTRET, 0);
	if (status == LUA_OK)
		return lua_gettop(L) - 2;
	pass_limit(L, status);
	lua_pushboolean(L, 0);
	lua_pushvalue(L, 2);
	lua_rotate(L, -3, 2);
	lua_call(L, 1, 1);
	return 2;
}

/* No finalizers, which run outside any limit, and no weak tables, which depend on the collector. */
static int
safe_setmetatable(lua_State *L)
{
	static const char *const refused[] = { "__gc", "__mode", NULL };

	for (size_t i = 0; refused[i] != NULL && lua_istable(L, 2); i++) {
		lua_pushstring(L, refused[i]);
		if (lua_rawget(L, 2) != LUA_TNIL)
			return luaL_error(L, "metatables have no %s here", refused[i]);
		lua_pop(L, 1);
	}
	return original(L);
}

/* No address: the same snapshot gives the same text. */
static void
push_text(lua_State *L, int at)
{
	int type = lua_type(L, at);

	if (type == LUA_TTABLE || type == LUA_TUSERDATA) {
		if (luaL_getmetafield(L, at, "__tostring") == LUA_TNIL) {
			lua_pushstring(L, lua_typename(L, type));
			return;
		}
		lua_pop(L, 1);
	}
	if (type == LUA_TFUNCTION || type == LUA_TLIGHTUSERDATA || type == LUA_TTHREAD)
		lua_pushstring(L, lua_typename(L, type));
	else
		luaL_tolstring(L, at, NULL);
}

static int
safe_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	push_text(L, 1);
	return 1;
}

static int
safe_format(lua_State *L)
{
	const char *p = luaL_checkstring(L, 1);
	int n = lua_gettop(L);

	sandbox_charge(L, strlen(p) / 16);
	for (; (p = strchr(p, '%')) != NULL; p += p[1] != '\0' ? 2 : 1)
		if (p[1 + strspn(p + 1, "-+ #0123456789.")] == 'p')
			return luaL_error(L, "%%p is not there");
	for (int i = 2; i <= n; i++)
		if (lua_type(L, i) != LUA_TSTRING && lua_type(L, i) != LUA_TNUMBER) {
			push_text(L, i);
			lua_replace(L, i);
		}
	return original(L);
}

static int
safe_rep(lua_State *L)
{
	size_t len, sep;
	lua_Integer n;

	luaL_checklstring(L, 1, &len);
	n = luaL_checkinteger(L, 2);
	luaL_optlstring(L, 3, "", &sep);
	if (n > 0 && (n > STRING_MAX || (len + sep) > (size_t)(STRING_MAX / n)))
		return luaL_error(L, "string.rep: longer than %d bytes", STRING_MAX);
	sandbox_charge(L, n > 0 ? (uint64_t)n * (1 + (len + sep) / 64) / 16 : 0);
	return original(L);
}

/* The end of the set that starts at pattern[at]; len if it has none. */
static size_t
skip_set(const char *pattern, size_t len, size_t at)
{
	if (++at < len && pattern[at] == '^')
		at++;
	do {
		at += at < len && pattern[at] == '%' ? 2 : 1;
	} while (at < len && pattern[at] != ']');
	return at < len ? at : len;
}

/*
 * An upper bound of the steps that a match needs: k repetitions share out n
 * bytes in C(n + k, k) ways, from each of n starts; an optional item doubles;
 * a step may walk a set as long as the pattern.
 */
static double
match_cost(const char *pattern, size_t len, size_t subject)
{
	double cost = ((double)subject + 1) * (1 + (double)len / 16);
	unsigned k = 1;

	for (size_t i = 0; i < len; i++) {
		char c = pattern[i];

		if (c == '[') {
			i = skip_set(pattern, len, i);
			continue;
		}
		if (c == '%' && i + 1 < len) {
			c = pattern[++i];
			if (c != 'b' && (c < '0' || c > '9'))
				continue;
			c = '*'; /* pairs and captures walk the subject too */
		}
		if (c == '?')
			cost *= 2;
		else if (c == '*' || c == '+' || c == '-') {
			k++;
			cost *= ((double)subject + k) / k;
		}
	}
	return cost;
}

static void
check_match(lua_State *L, bool plain)
{
	size_t subject, len;
	const char *pattern;
	double cost;

	luaL_checklstring(L, 1, &subject);
	pattern = luaL_checklstring(L, 2, &len);
	cost = plain ? (double)subject * (double)(len > 0 ? len : 1)
		     : match_cost(pattern, len, subject);
	if (!plain)
		cost += (double)subject * (double)len;
	if (cost > MATCH_MAX)
		luaL_error(L, "pattern too complex for a text of %d bytes", (int)subject);
	sandbox_charge(L, subject / 16 + (cost > 1e5 ? (uint64_t)(cost / 1000) : 0));
}

static int
safe_find(lua_State *L)
{
	check_match(L, lua_toboolean(L, 4));
	return original(L);
}

static int
safe_match(lua_State *L)
{
	check_match(L, false);
	return original(L);
}

/*
 * Table functions take the length that the table really has: __len could
 * answer anything, and differently the second time.
 */
static lua_Integer
check_array(lua_State *L, int at)
{
	lua_Unsigned n;

	luaL_checktype(L, at, LUA_TTABLE);
	if (luaL_getmetafield(L, at, "__len") != LUA_TNIL)
		luaL_error(L, "a table with __len cannot be used here");
	n = lua_rawlen(L, at);
	if (n > ITEMS_MAX)
		luaL_error(L, "a table of more than %d elements", ITEMS_MAX);
	sandbox_charge(L, n / 8);
	return (lua_Integer)n;
}

static int
safe_array(lua_State *L)
{
	check_array(L, 1);
	return original(L);
}

static void
check_span(lua_State *L, lua_Integer from, lua_Integer to)
{
	if (from > to)
		return;
	if ((lua_Unsigned)to - (lua_Unsigned)from > ITEMS_MAX)
		luaL_error(L, "more than %d elements", ITEMS_MAX);
	sandbox_charge(L, ((lua_Unsigned)to - (lua_Unsigned)from) / 4);
}

static int
safe_concat(lua_State *L)
{
	lua_Integer n = check_array(L, 1);

	check_span(L, luaL_optinteger(L, 3, 1), luaL_optinteger(L, 4, n));
	return original(L);
}

static int
safe_unpack(lua_State *L)
{
	lua_Integer n = check_array(L, 1);

	check_span(L, luaL_optinteger(L, 2, 1), luaL_optinteger(L, 3, n));
	return original(L);
}

static int
safe_move(lua_State *L)
{
	check_array(L, 1);
	check_span(L, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3));
	return original(L);
}

/* Comparing long strings takes long, and table.sort runs no instruction of the VM. */
static int
sort_order(lua_State *L)
{
	size_t a = lua_rawlen(L, 1), b = lua_rawlen(L, 2);

	sandbox_charge(L, 1 + (a < b ? a : b) / 64);
	lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
	return 1;
}

static int
safe_sort(lua_State *L)
{
	sandbox_charge(L, (uint64_t)check_array(L, 1));
	if (lua_isnoneornil(L, 2)) {
		lua_settop(L, 1);
		lua_pushcfunction(L, sort_order);
	}
	return original(L);
}

struct wrapper {
	const char *name;
	lua_CFunction fn; /* NULL: as it is */
};

static const struct wrapper base[] = { { "assert", NULL }, { "error", NULL },
	{ "getmetatable", NULL }, { "ipairs", NULL }, { "pairs", ordered_pairs },
	{ "pcall", safe_pcall }, { "rawequal", NULL }, { "rawget", NULL }, { "rawlen", NULL },
	{ "select", NULL }, { "setmetatable", safe_setmetatable }, { "tonumber", NULL },
	{ "tostring", safe_tostring }, { "type", NULL }, { "xpcall", safe_xpcall },
	{ "_VERSION", NULL }, { NULL, NULL } };
static const struct wrapper string[] = { { "byte", NULL }, { "char", NULL }, { "find", safe_find },
	{ "format", safe_format }, { "gmatch", safe_match }, { "gsub", safe_match },
	{ "len", NULL }, { "lower", NULL }, { "match", safe_match }, { "rep", safe_rep },
	{ "reverse", NULL }, { "sub", NULL }, { "upper", NULL }, { NULL, NULL } };
static const struct wrapper table[] = { { "concat", safe_concat }, { "insert", safe_array },
	{ "move", safe_move }, { "pack", NULL }, { "remove", safe_array }, { "sort", safe_sort },
	{ "unpack", safe_unpack }, { NULL, NULL } };
static const struct wrapper math[] = { { "abs", NULL }, { "ceil", NULL }, { "exp", NULL },
	{ "floor", NULL }, { "fmod", NULL }, { "huge", NULL }, { "log", NULL }, { "max", NULL },
	{ "maxinteger", NULL }, { "min", NULL }, { "mininteger", NULL }, { "modf", NULL },
	{ "pi", NULL }, { "sqrt", NULL }, { "tointeger", NULL }, { "type", NULL }, { "ult", NULL },
	{ NULL, NULL } };
static const struct wrapper utf8[] = { { "char", NULL }, { "charpattern", NULL },
	{ "codepoint", NULL }, { "codes", NULL }, { "len", NULL }, { "offset", NULL },
	{ NULL, NULL } };

/* Put what w names, wrapped where it says so, from the table at from into the one at to. */
static void
allow(lua_State *L, const struct wrapper *w, int from, int to)
{
	for (; w->name != NULL; w++) {
		lua_getfield(L, from, w->name);
		if (w->fn != NULL)
			lua_pushcclosure(L, w->fn, 1);
		lua_setfield(L, to, w->name);
	}
}

static int
refuse_write(lua_State *L)
{
	const char *what = lua_tostring(L, lua_upvalueindex(1));

	if (what == NULL)
		return luaL_error(
		    L, "global '%s' cannot be set: use local", luaL_tolstring(L, 2, NULL));
	return luaL_error(L, "%s is read-only", what);
}

void
freeze(lua_State *L, const char *what)
{
	lua_newtable(L);
	lua_createtable(L, 0, 3);
	lua_rotate(L, -3, 2); /* view, metatable, table */
	lua_setfield(L, -2, "__index");
	lua_pushstring(L, what); /* nil for NULL: an environment */
	lua_pushcclosure(L, refuse_write, 1);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}

/* The library of that name joins the table at index to. */
static void
add_library(lua_State *L, int to, const char *name, lua_CFunction open, const struct wrapper *w)
{
	lua_pushcfunction(L, open);
	lua_pushstring(L, name);
	lua_call(L, 1, 1);
	lua_newtable(L);
	allow(L, w, lua_gettop(L) - 1, lua_gettop(L));
	freeze(L, name);
	lua_setfield(L, to, name);
	lua_pop(L, 1);
}

/* ("x"):rep() goes by the strings' metatable: it must lead to the same frozen library. */
static void
guard_strings(lua_State *L, int allowed)
{
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_getfield(L, allowed, "string");
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 2);
}

void
allowed_open(lua_State *L)
{
	int to;

	lua_newtable(L);
	to = lua_gettop(L);
	lua_pushcfunction(L, luaopen_base);
	lua_call(L, 0, 1);
	allow(L, base, lua_gettop(L), to);
	lua_pop(L, 1);
	add_library(L, to, "string", luaopen_string, string);
	add_library(L, to, "table", luaopen_table, table);
	add_library(L, to, "math", luaopen_math, math);
	add_library(L, to, "utf8", luaopen_utf8, utf8);
	guard_strings(L, to);
}
