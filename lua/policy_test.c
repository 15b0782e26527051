/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "policy_test.h"
#include "when.h"

#define AS_OF "2026-11-20"

static const char *const test_keys[] = { "name", "asset", "metrics", "expect", "score", "reason",
	"idle_since", "ask_again", "coverage", "as_of", NULL };

/* Every key of the table at index must be among names. */
void
test_check_keys(lua_State *L, int index, const char *what, const char *const *names)
{
	for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
		const char *key, *near;
		size_t i = 0;

		if (lua_type(L, -2) != LUA_TSTRING)
			luaL_error(L, "%s: a list where names are expected", what);
		key = lua_tostring(L, -2);
		while (names[i] != NULL && strcmp(names[i], key) != 0)
			i++;
		if (names[i] != NULL)
			continue;
		if ((near = nearest_word(key, names, sizeof *names)) != NULL)
			luaL_error(L, "%s: unknown '%s' (did you mean '%s'?)", what, key, near);
		luaL_error(L, "%s: unknown '%s'", what, key);
	}
}

/* Push t[key] of the table at index; its type, or an error if it is another one. */
int
test_get(lua_State *L, int index, const char *key, int type)
{
	int found;

	lua_pushstring(L, key);
	found = lua_rawget(L, index);
	if (found != type && found != LUA_TNIL)
		luaL_error(L, "%s: a %s is needed", key, lua_typename(L, type));
	return found;
}

static void
get_text(lua_State *L, int index, const char *key, char *to, size_t size)
{
	if (test_get(L, index, key, LUA_TSTRING) != LUA_TNIL)
		snprintf(to, size, "%s", lua_tostring(L, -1));
	lua_pop(L, 1);
}

int32_t
test_day(lua_State *L, int index, const char *key, int32_t absent)
{
	int32_t day = absent;

	if (test_get(L, index, key, LUA_TSTRING) != LUA_TNIL &&
	    !day_parse(lua_tostring(L, -1), &day))
		luaL_error(L, "%s: not a date (YYYY-MM-DD)", key);
	lua_pop(L, 1);
	return day;
}

double
test_number(lua_State *L, int index, const char *key, double absent)
{
	double n = absent;

	if (test_get(L, index, key, LUA_TNUMBER) != LUA_TNIL)
		n = lua_tonumber(L, -1);
	lua_pop(L, 1);
	return n;
}

/* Name and value on top of the stack. */
static void
set_field(lua_State *L, struct test *t)
{
	const char *name = luaL_checkstring(L, -2), *text = luaL_tolstring(L, -1, NULL), *near;
	const struct field *f = field_named(asset_fields, name);
	struct value v;
	struct text at;
	struct error e;

	if (f == NULL && (near = field_nearest(asset_fields, name)) != NULL)
		luaL_error(L, "an asset has no '%s' (did you mean '%s'?)", name, near);
	else if (f == NULL)
		luaL_error(L, "an asset has no '%s'", name);
	else if (!field_parse(f, t->digits, text, &v, &e))
		luaL_error(L, "asset: %s", e.text);
	else if (f->rep != REP_TEXT)
		field_set_number(f, &t->asset, v.number);
	else if ((at = arena_add(&t->arena, text)).at == TEXT_ABSENT)
		luaL_error(L, "no memory");
	else
		field_set_text(f, &t->asset, at);
	lua_pop(L, 1);
}

static void
read_expectation(lua_State *L, struct test *t)
{
	char word[16] = "";

	get_text(L, 2, "expect", word, sizeof word);
	for (t->expect = VERDICT_NONE; strcmp(verdict_name(t->expect), word) != 0; t->expect++)
		if (t->expect == VERDICT_KEEP)
			luaL_error(
			    L, "expect: \"idle\", \"active\", \"keep\", \"unknown\" or \"none\"");
	t->score = test_number(L, 2, "score", -1);
	t->idle_since = test_day(L, 2, "idle_since", DAY_ABSENT);
	t->coverage = test_number(L, 2, "coverage", -1);
	t->ask_again = test_day(L, 2, "ask_again", DAY_ABSENT);
	get_text(L, 2, "reason", t->reason, sizeof t->reason);
}

/* Light userdata test, its table. */
static int
read_test(lua_State *L)
{
	struct test *t = lua_touserdata(L, 1);

	luaL_checktype(L, 2, LUA_TTABLE);
	get_text(L, 2, "name", t->name, sizeof t->name);
	test_check_keys(L, 2, "test", test_keys);
	day_parse(AS_OF, &t->evidence.as_of);
	t->evidence.as_of = test_day(L, 2, "as_of", t->evidence.as_of);
	read_expectation(L, t);
	if (test_get(L, 2, "asset", LUA_TTABLE) != LUA_TNIL)
		for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1))
			set_field(L, t);
	lua_settop(L, 2);
	if (test_get(L, 2, "metrics", LUA_TTABLE) != LUA_TNIL)
		for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1))
			test_read_series(L, t);
	return 0;
}

static void
clear(struct test *t, unsigned digits)
{
	arena_free(&t->arena);
	activity_free(t->activity);
	memset(t, 0, sizeof *t);
	t->digits = digits;
	field_clear_all(asset_fields, &t->asset);
}

static bool
compare_day(const char *what, int32_t want, int32_t got, struct error *e)
{
	char day[16] = "none";

	if (want == DAY_ABSENT || want == got)
		return true;
	if (got != DAY_ABSENT)
		day_format(got, day);
	return error_set(e, "expected another %s, got %s", what, day);
}

/* What the verdict lacks, into e; true if nothing. */
static bool
compare(const struct test *t, const struct verdict *v, struct error *e)
{
	if ((int)v->kind != t->expect)
		return error_set(e, "expected %s, got %s%s%s", verdict_name(t->expect),
		    verdict_name(v->kind), v->reason != NULL ? ": " : "",
		    v->reason != NULL ? v->reason : "");
	if (t->score >= 0 && t->score != v->score)
		return error_set(e, "expected score %g, got %d", t->score, v->score);
	if (t->reason[0] != '\0' && (v->reason == NULL || strstr(v->reason, t->reason) == NULL))
		return error_set(e, "expected reason \"%s\", got \"%s\"", t->reason,
		    v->reason != NULL ? v->reason : "");
	if (t->coverage >= 0 && !(fabs(t->coverage * 10000 - v->coverage) < 0.5))
		return error_set(
		    e, "expected coverage %g, got %g", t->coverage, (double)v->coverage / 10000);
	return compare_day("idle_since", t->idle_since, v->idle_since, e) &&
	       compare_day("ask_again", t->ask_again, v->date, e);
}

/* Light userdata policy -> the list of its tests. */
static int
push_tests(lua_State *L)
{
	const struct policy *p = lua_touserdata(L, 1);

	lua_rawgeti(L, LUA_REGISTRYINDEX, p->tests);
	return 1;
}

/* What of its history was work; links are known in Mb/s. */
static bool
look_for_work(struct test *t, struct error *e)
{
	const struct asset *a = &t->asset;
	struct capacity capacity = { 0 };
	bool changed;

	if (a->threads != U32_ABSENT)
		capacity.threads = a->threads;
	if (a->link_speed != U32_ABSENT)
		capacity.link_speed = (uint64_t)a->link_speed * 1000000;
	if ((t->activity = activity_new()) == NULL ||
	    !activity_update(t->activity, &t->evidence, &capacity, &changed))
		return error_set(e, "no memory");
	t->evidence.activity = t->activity;
	return true;
}

static bool
run_test(struct policy *p, struct test *t, uint32_t i, struct error *e)
{
	lua_State *L = sandbox_lua(p->sandbox);
	struct rows rows = { .n = 1, .stride = sizeof t->asset };
	struct verdict v;

	clear(t, p->view->digits);
	lua_rawgeti(L, -1, i);
	if (!sandbox_protect(p->sandbox, read_test, t, 1, 0, e) || !look_for_work(t, e))
		return false;
	rows.base = (const char *)&t->asset;
	rows.arena = t->arena.bytes.base;
	bind_forget(p->view);
	p->suspended = false;
	policy_judge(p, &rows, &t->asset, &t->evidence, &v);
	return compare(t, &v, e);
}

/* As if nothing had been judged. */
static void
forget(struct policy *p)
{
	bind_forget(p->view);
	p->idle = p->active = p->keep = p->unknown = p->failures = p->in_a_row = 0;
	p->suspended = p->erred = false;
}

bool
policy_run_tests(struct policy *p, FILE *out, struct error *e)
{
	struct test *t = calloc(1, sizeof *t);
	uint32_t failed = 0;
	struct error own, first;

	if (t == NULL || !sandbox_protect(p->sandbox, push_tests, p, 0, 1, e)) {
		free(t);
		return error_set(e, "%s: no memory", p->path);
	}
	for (uint32_t i = 1; i <= p->ntests; i++) {
		bool ok = run_test(p, t, i, &own);

		if (!ok)
			error_prefix(
			    &own, "test %u%s%s", i, t->name[0] != '\0' ? ", " : "", t->name);
		if (!ok && failed++ == 0)
			first = own;
		if (out != NULL && ok)
			fprintf(out, "ok    %s: test %u%s%s\n", p->name, i,
			    t->name[0] != '\0' ? ", " : "", t->name);
		else if (out != NULL)
			fprintf(out, "FAIL  %s: %s\n", p->name, own.text);
	}
	if (out != NULL)
		fprintf(out, "%s: %u tests, %u failed\n", p->name, p->ntests, failed);
	lua_pop(sandbox_lua(p->sandbox), 1);
	clear(t, 0);
	arena_free(&t->arena);
	free(t);
	forget(p);
	return failed == 0 || error_set(e, "%s: %s", p->path, first.text);
}

bool
policy_test(const char *path, FILE *out, struct error *e)
{
	struct policy *p = policy_load(path, &limits_policy, 2, e);
	bool ok = p != NULL && policy_run_tests(p, out, e);

	policy_free(p);
	return ok;
}
