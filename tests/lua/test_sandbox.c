/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"
#include "sandbox.h"

static int
show(lua_State *L)
{
	luaL_tolstring(L, 2, NULL);
	return 1;
}

/* Run it; what it gave, or the error, as text. */
static bool
run(struct sandbox *sb, const char *script, char *got, size_t size)
{
	struct error e = { "" };
	lua_State *L = sandbox_lua(sb);

	if (!sandbox_run_text(sb, "case", script, strlen(script), 0, &e) ||
	    !sandbox_protect(sb, show, NULL, 1, 1, &e)) {
		snprintf(got, size, "%s", e.text);
		return false;
	}
	snprintf(got, size, "%s", lua_tostring(L, -1));
	lua_pop(L, 1);
	return true;
}

static bool
check(const struct scripted *c)
{
	struct limits limits = limits_policy;
	struct sandbox *sb;
	char got[CASE_LINE], after[CASE_LINE];
	bool ok;

	limits.millis = 0; /* what ends a case must not depend on the machine */
	assert_non_null(sb = sandbox_new(&limits));
	ok = run(sb, c->script, got, sizeof got) == c->gives &&
	     (c->gives ? strcmp(got, c->want) == 0 : strstr(got, c->want) != NULL);
	if (!ok)
		print_error("%s: expected %s \"%s\", got \"%s\"\n", c->title,
		    c->gives ? "value" : "error", c->want, got);
	if (sandbox_peak(sb) > limits_policy.memory)
		print_error("%s: %zu bytes held\n", c->title, sandbox_peak(sb));
	ok = ok && sandbox_peak(sb) <= limits_policy.memory && lua_gettop(sandbox_lua(sb)) == 0;
	/* Whatever it did, the next run finds everything as it was. */
	if (!run(sb, "return ('ab'):rep(2) .. #table.pack(1, 2) .. math.max(1, 2)", after,
		sizeof after) ||
	    strcmp(after, "abab22") != 0) {
		print_error("%s: afterwards: %s\n", c->title, after);
		ok = false;
	}
	sandbox_free(sb);
	return ok;
}

static void
test_cases(void **state)
{
	struct tally t = run_cases("sandbox.cases", check);

	assert_true(t.cases > 100);
	assert_int_equal(t.failed, 0);
}

static int
keep_bytes(lua_State *L, const void *p, size_t n, void *ud)
{
	luaL_addlstring(ud, p, n);
	return 0;
}

/* Bytecode, even of something harmless, made by a Lua that has no limits. */
static void
test_bytecode(void **state)
{
	struct sandbox *sb = sandbox_new(&limits_policy);
	lua_State *L = luaL_newstate();
	const char *code;
	struct error e;
	luaL_Buffer b;
	size_t len;

	luaL_buffinit(L, &b);
	assert_int_equal(luaL_loadstring(L, "return 1"), LUA_OK);
	assert_int_equal(lua_dump(L, keep_bytes, &b, 0), 0);
	lua_pop(L, 1);
	luaL_pushresult(&b);
	code = lua_tolstring(L, -1, &len);
	assert_true(len > 20);
	assert_false(sandbox_run_text(sb, "case", code, len, 0, &e));
	assert_non_null(strstr(e.text, "attempt to load a binary chunk"));
	lua_close(L);
	sandbox_free(sb);
}

static void
test_wall_clock(void **state)
{
	static const struct limits limits = { 1 << 20, UINT64_MAX, 5 };
	struct sandbox *sb = sandbox_new(&limits);
	char got[CASE_LINE];

	assert_false(run(sb, "pcall(function () while true do end end) return 1", got, sizeof got));
	assert_non_null(strstr(got, "more than 5 ms"));
	assert_true(sandbox_killed(sb));
	assert_true(run(sb, "return 1", got, sizeof got));
	assert_false(sandbox_killed(sb));
	sandbox_free(sb);
}

/* The budget of one run does not shrink that of the next. */
static void
test_budget_per_run(void **state)
{
	struct sandbox *sb = sandbox_new(&limits_policy);
	char got[CASE_LINE];

	for (int i = 0; i < 20; i++)
		assert_true(run(sb, "for i = 1, 50000 do end return 1", got, sizeof got));
	sandbox_free(sb);
}

static int
raise_here(lua_State *L)
{
	return luaL_error(L, "from C");
}

static void
test_protect(void **state)
{
	struct sandbox *sb = sandbox_new(&limits_policy);
	struct error e;

	lua_pushinteger(sandbox_lua(sb), 7);
	assert_false(sandbox_protect(sb, raise_here, NULL, 1, 0, &e));
	assert_string_equal(e.text, "from C");
	assert_int_equal(lua_gettop(sandbox_lua(sb)), 0);
	sandbox_free(sb);
}

static void
test_files(void **state)
{
	struct sandbox *sb = sandbox_new(&limits_policy);
	struct error e;

	assert_false(sandbox_run(sb, "/nowhere/x.lua", 0, &e));
	assert_string_equal(e.text, "/nowhere/x.lua: No such file or directory");
	assert_false(sandbox_run(sb, "/dev/zero", 0, &e));
	assert_string_equal(e.text, "/dev/zero: not a regular file");
	assert_false(sandbox_run(sb, "/", 0, &e));
	assert_string_equal(e.text, "/: not a regular file");
	sandbox_free(sb);
}

/* Declarations. */
static const struct word words[] = { { "as_of", BODY_NONE }, { "site", BODY_REQUIRED },
	{ "policy", BODY_OPTIONAL }, { NULL, BODY_NONE } };

static char declared[] = "decom-test-XXXXXX";

static bool
declare(struct sandbox *sb, const char *text, struct error *e)
{
	FILE *f = fopen(declared, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return sandbox_declare(sb, declared, words, e);
}

static void
test_declare(void **state)
{
	struct sandbox *sb = sandbox_new(&limits_declaration);
	lua_State *L = sandbox_lua(sb);
	struct error e;

	assert_true(declare(sb,
	    "as_of '2026-11-20'\n"
	    "local rate = 0.12\n"
	    "site 'DC1' { tariff = rate }\n"
	    "site('DC2')({})\n"
	    "policy 'a' policy 'b' { score = 1 }\n",
	    &e));
	assert_int_equal(lua_gettop(L), 1);
	assert_int_equal(lua_rawlen(L, 1), 5);
	lua_rawgeti(L, 1, 2);
	lua_getfield(L, 2, "word");
	assert_string_equal(lua_tostring(L, -1), "site");
	lua_getfield(L, 2, "name");
	assert_string_equal(lua_tostring(L, -1), "DC1");
	lua_getfield(L, 2, "line");
	assert_int_equal(lua_tointeger(L, -1), 3);
	lua_getfield(L, 2, "body");
	lua_getfield(L, -1, "tariff");
	assert_true(lua_tonumber(L, -1) == 0.12);
	lua_settop(L, 1);
	lua_rawgeti(L, 1, 4);
	lua_getfield(L, 2, "body");
	assert_true(lua_isnil(L, -1));
	sandbox_free(sb);
}

static void
test_declare_errors(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "\npolcy 'x'", ":2: unknown word 'polcy' (did you mean 'policy'?)" },
		{ "site 'x'\n", ":1: site \"x\": { ... } expected" },
		{ "\nsite { 1 }", ":2: site \"...\" expected, got a table" },
		{ "site 'x' 'y'", ":1: site: { ... } expected, got a string" },
		{ "local s = site 'x' s {}\ns {}", ":2: site: a second { ... }" },
		{ "as_of 'x' { }", ":1: " },
		{ "site 'x' {\n", ":2: " },
		{ "x = 1", ":1: global 'x' cannot be set: use local" },
		{ "setmetatable({}, {})", ":1: unknown word 'setmetatable'" },
		{ "while true do end", ":1: more than" },
	};
	struct error e;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct sandbox *sb = sandbox_new(&limits_policy);
		size_t n = strlen(declared);

		assert_false(declare(sb, cases[i].text, &e));
		if (strncmp(e.text, declared, n) != 0 ||
		    strncmp(e.text + n, cases[i].error, strlen(cases[i].error)) != 0)
			fail_msg("%s: got %s", cases[i].text, e.text);
		assert_int_equal(lua_gettop(sandbox_lua(sb)), 0);
		sandbox_free(sb);
	}
}

/* Wherever memory ends, it ends in an error: nothing is called unprotected. */
static void
test_memory_ends_anywhere(void **state)
{
	int good = 0, bad = 0;

	for (size_t memory = 0; memory < 16384; memory += 48) {
		const struct limits limits = { memory, 200000, 0 };
		struct sandbox *sb = sandbox_new(&limits);
		char got[CASE_LINE];
		struct error e = { "" };
		bool ok = declare(sb, "site 'DC1' { a = 1, b = { 'x' } } policy 'p'", &e);

		assert_true(ok || e.text[0] != '\0');
		assert_int_equal(lua_gettop(sandbox_lua(sb)), ok);
		lua_settop(sandbox_lua(sb), 0);
		ok &= run(sb,
		    "local t = {} for i = 1, 10 do t[i] = 'x' .. i end "
		    "return table.concat(t):gsub('x', '%0%0'):rep(2)",
		    got, sizeof got);
		*(ok ? &good : &bad) += 1;
		sandbox_free(sb);
	}
	assert_true(good > 0 && bad > 0);
}

static int
make_file(void **state)
{
	int fd = mkstemp(declared);

	return fd == -1 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
	return unlink(declared);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bytecode),
		cmocka_unit_test(test_wall_clock),
		cmocka_unit_test(test_budget_per_run),
		cmocka_unit_test(test_protect),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_declare),
		cmocka_unit_test(test_declare_errors),
		cmocka_unit_test(test_memory_ends_anywhere),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
