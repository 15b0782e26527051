/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "asset.h"
#include "policy.h"
#include "when.h"

/*
 * A policy's own tests: assets and evidence written down in its file.  The
 * tables come from a script, so they are read raw and inside the sandbox.
 */
enum { DAYS_MAX = 500 };

#define AS_OF "2026-11-20"

struct test {
	unsigned digits;
	char name[128], reason[VERDICT_REASON_MAX];
	int expect;         /* enum verdict_kind */
	int score;          /* -1: any */
	int32_t idle_since; /* DAY_ABSENT: any */
	struct asset asset;
	struct arena arena;
	bool lead; /* the day after the one being read lacks its begin */
	struct evidence evidence;
	struct measured_day days[METRICS][DAYS_MAX];
};

static const char *const test_keys[] = { "name", "asset", "metrics", "expect", "score", "reason",
	"idle_since", "as_of", NULL };
static const char *const run_keys[] = { "days", "max", "mean", "min", "covered", "missing", NULL };

/* Every key of the table at index must be among names. */
static void
check_keys(lua_State *L, int index, const char *what, const char *const *names)
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
static int
get(lua_State *L, int index, const char *key, int type)
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
	if (get(L, index, key, LUA_TSTRING) != LUA_TNIL)
		snprintf(to, size, "%s", lua_tostring(L, -1));
	lua_pop(L, 1);
}

static int32_t
get_day(lua_State *L, int index, const char *key, int32_t absent)
{
	int32_t day = absent;

	if (get(L, index, key, LUA_TSTRING) != LUA_TNIL && !day_parse(lua_tostring(L, -1), &day))
		luaL_error(L, "%s: not a date (YYYY-MM-DD)", key);
	lua_pop(L, 1);
	return day;
}

static double
get_number(lua_State *L, int index, const char *key, double absent)
{
	double n = absent;

	if (get(L, index, key, LUA_TNUMBER) != LUA_TNIL)
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

/* What days lack, which are read from the last one back, adjoins in pairs: gaps cross midnight. */
static void
place_gap(struct test *t, struct measured_day *d)
{
	t->lead = d->gap > 0 && !t->lead;
	d->lead = t->lead ? d->gap : 0;
	d->trail = t->lead ? 0 : d->gap;
}

/* The run at index covers the days before *left; returns how many are left then. */
static int
read_run(lua_State *L, int index, struct test *t, enum metric m, int left)
{
	int days = (int)get_number(L, index, "days", 1);
	double max = get_number(L, index, "max", -1), mean = get_number(L, index, "mean", max);
	double covered = get_number(L, index, "covered", 1);
	bool missing = get(L, index, "missing", LUA_TBOOLEAN) != LUA_TNIL && lua_toboolean(L, -1);
	struct measured_day d = { .mean = mean };

	lua_pop(L, 1);
	check_keys(L, index, metrics[m].name, run_keys);
	d.max = max < 0 ? mean : max;
	d.min = get_number(L, index, "min", mean);
	if (days < 1 || days > left)
		luaL_error(L, "%s: days: from 1, and %d in all", metrics[m].name, DAYS_MAX);
	if (!missing &&
	    !(d.min >= 0 && d.min <= mean && mean <= d.max && covered > 0 && covered <= 1))
		luaL_error(L, "%s: max is needed, and 0 <= min <= mean <= max", metrics[m].name);
	d.covered = (uint16_t)(covered * 1440);
	d.gap = (uint16_t)(1440 - d.covered);
	d.samples = (uint16_t)(d.covered / 5 + 1);
	for (; days > 0; days--) {
		left--;
		d.day = t->evidence.as_of - (DAYS_MAX - left);
		place_gap(t, &d);
		if (missing)
			continue;
		t->evidence.metric[m].n++;
		t->evidence.metric[m].days = &t->days[m][DAYS_MAX - t->evidence.metric[m].n];
		t->days[m][DAYS_MAX - t->evidence.metric[m].n] = d;
	}
	return left;
}

/* Name and runs on top of the stack: one run, or a list of them back from as_of. */
static void
read_series(lua_State *L, struct test *t)
{
	const char *name = luaL_checkstring(L, -2);
	int m = metric_named(name), left = DAYS_MAX, list = lua_gettop(L), n;

	if (m < 0)
		luaL_error(L, "there is no metric '%s'", name);
	t->lead = false;
	luaL_checktype(L, list, LUA_TTABLE);
	if ((n = (int)lua_rawlen(L, list)) == 0)
		read_run(L, list, t, m, left);
	for (int i = 1; i <= n; i++) {
		if (lua_rawgeti(L, list, i) != LUA_TTABLE)
			luaL_error(L, "%s: a list of { days = ..., max = ... } is needed", name);
		left = read_run(L, list + 1, t, m, left);
		lua_pop(L, 1);
	}
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
	t->score = (int)get_number(L, 2, "score", -1);
	t->idle_since = get_day(L, 2, "idle_since", DAY_ABSENT);
	get_text(L, 2, "reason", t->reason, sizeof t->reason);
}

/* Light userdata test, its table. */
static int
read_test(lua_State *L)
{
	struct test *t = lua_touserdata(L, 1);

	luaL_checktype(L, 2, LUA_TTABLE);
	get_text(L, 2, "name", t->name, sizeof t->name);
	check_keys(L, 2, "test", test_keys);
	day_parse(AS_OF, &t->evidence.as_of);
	t->evidence.as_of = get_day(L, 2, "as_of", t->evidence.as_of);
	read_expectation(L, t);
	if (get(L, 2, "asset", LUA_TTABLE) != LUA_TNIL)
		for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1))
			set_field(L, t);
	lua_settop(L, 2);
	if (get(L, 2, "metrics", LUA_TTABLE) != LUA_TNIL)
		for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1))
			read_series(L, t);
	return 0;
}

static void
clear(struct test *t, unsigned digits)
{
	arena_free(&t->arena);
	memset(t, 0, sizeof *t);
	t->digits = digits;
	field_clear_all(asset_fields, &t->asset);
}

/* What the verdict lacks, into e; true if nothing. */
static bool
compare(const struct test *t, const struct verdict *v, struct error *e)
{
	char day[16] = "none";

	if ((int)v->kind != t->expect)
		return error_set(e, "expected %s, got %s%s%s", verdict_name(t->expect),
		    verdict_name(v->kind), v->reason != NULL ? ": " : "",
		    v->reason != NULL ? v->reason : "");
	if (t->score >= 0 && t->score != v->score)
		return error_set(e, "expected score %d, got %d", t->score, v->score);
	if (t->reason[0] != '\0' && (v->reason == NULL || strstr(v->reason, t->reason) == NULL))
		return error_set(e, "expected reason \"%s\", got \"%s\"", t->reason,
		    v->reason != NULL ? v->reason : "");
	if (t->idle_since == DAY_ABSENT || t->idle_since == v->idle_since)
		return true;
	if (v->idle_since != DAY_ABSENT)
		day_format(v->idle_since, day);
	return error_set(e, "expected another idle_since, got %s", day);
}

/* Light userdata policy -> the list of its tests. */
static int
push_tests(lua_State *L)
{
	const struct policy *p = lua_touserdata(L, 1);

	lua_rawgeti(L, LUA_REGISTRYINDEX, p->tests);
	return 1;
}

static bool
run_test(struct policy *p, struct test *t, uint32_t i, struct error *e)
{
	lua_State *L = sandbox_lua(p->sandbox);
	struct rows rows = { .n = 1, .stride = sizeof t->asset };
	struct verdict v;

	clear(t, p->view->digits);
	lua_rawgeti(L, -1, i);
	if (!sandbox_protect(p->sandbox, read_test, t, 1, 0, e))
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
