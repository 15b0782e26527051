/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "asset.h"
#include "judge.h"
#include "when.h"

/*
 * What judging costs: a policy that compares ten fields, over 100,000 assets,
 * against the same function in a stock Lua 5.4 over plain tables that hold
 * the same values.  Both sides take turns; medians.
 */
enum { ASSETS = 100000, ROUNDS = 9, LIMIT = 4 };

static const char body[] =
    "function (a)\n"
    "  local n = 0\n"
    "  if a.class == 'server' then n = n + 1 end\n"
    "  if a.environment == 'production' then n = n + 1 end\n"
    "  if a.role == nil then n = n + 1 end\n"
    "  if a.vendor ~= 'HPE' then n = n + 1 end\n"
    "  if a.owner == 'Platform' then n = n + 1 end\n"
    "  if a.migration_status == 'completed' then n = n + 1 end\n"
    "  if a.warranty_end and a.warranty_end < '2026-11-20' then n = n + 1 end\n"
    "  if a.cutover_date and a.cutover_date < '2026-06-01' then n = n + 1 end\n"
    "  if a.power_rated and a.power_rated > 700 then n = n + 1 end\n"
    "  if a.support_cost and a.support_cost > 1000 then n = n + 1 end\n"
    "  if n > 6 then return idle(n * 10, 'old and dear') end\n"
    "end\n";

static struct asset assets[ASSETS];
static struct arena arena;

static uint32_t
next_number(void)
{
	static uint64_t state = 42;

	state = state * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(state >> 33);
}

static struct text
one_of(const char *const *words, unsigned n)
{
	return arena_share(&arena, words[next_number() % n]);
}

static void
make_assets(void)
{
	static const char *const vendors[] = { "Dell Inc.", "HPE", "Lenovo", "Supermicro",
		"Cisco" };
	static const char *const stages[] = { "production", "test", "development", "staging" };
	static const char *const roles[] = { "web", "database", "standby", "batch" };
	int32_t first = day_of(2019, 1, 1);
	char name[32];

	for (size_t i = 0; i < ASSETS; i++) {
		struct asset *a = &assets[i];

		field_clear_all(asset_fields, a);
		snprintf(name, sizeof name, "srv-%05zu", i);
		a->name = arena_add(&arena, name);
		a->class = (uint8_t)(1 + next_number() % 8);
		a->vendor = one_of(vendors, 5);
		a->environment = one_of(stages, 4);
		snprintf(name, sizeof name, "Team %u", next_number() % 300);
		a->owner = arena_share(&arena, i % 9 == 0 ? "Platform" : name);
		if (i % 3 == 0)
			a->role = one_of(roles, 4);
		if (i % 10 != 0)
			a->warranty_end = (struct day){ first + (int32_t)(next_number() % 3600) };
		if (i % 4 != 0) {
			a->migration_status = (uint8_t)(1 + next_number() % 8);
			a->cutover_date =
			    (struct day){ first + 2200 + (int32_t)(next_number() % 900) };
		}
		a->power_rated = 350 + next_number() % 20 * 50;
		if (i % 5 != 0)
			a->support_cost = (struct money){ next_number() % 5000 * 100 };
	}
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
die(const char *what)
{
	fprintf(stderr, "judge: %s\n", what);
	exit(99);
}

static struct judge *
open_judge(void)
{
	char path[] = "/tmp/decom-judge-XXXXXX";
	struct judge *j = judge_new(&limits_policy, 2);
	int fd = mkstemp(path);
	FILE *f = fd == -1 ? NULL : fdopen(fd, "w");
	struct error e;

	if (j == NULL || f == NULL)
		die("cannot make the policy");
	fprintf(
	    f, "return policy { name = 'ten', title = 'ten', window = '35d', judge = %s }\n", body);
	fclose(f);
	if (!judge_add(j, path, &e))
		die(e.text);
	unlink(path);
	return j;
}

/* The rows as a script would have them: an array of tables with the same values. */
static lua_State *
open_bare(const struct rows *rows)
{
	lua_State *L = luaL_newstate();
	char buf[FIELD_FORMAT_MAX];

	luaL_openlibs(L);
	if (luaL_dostring(
		L, "found = 0 function idle(score, reason) found = found + 1 return score end"))
		die(lua_tostring(L, -1));
	lua_createtable(L, ASSETS, 0);
	for (size_t i = 0; i < ASSETS; i++) {
		lua_newtable(L);
		for (const struct field *f = asset_fields; f->name != NULL; f++) {
			struct value v = field_get(f, rows, &assets[i]);

			if (v.kind == VAL_NONE)
				continue;
			if (f->rep == REP_MONEY)
				lua_pushinteger(L, v.number / 100);
			else if (v.kind == VAL_NUMBER && f->labels == NULL && f->rep != REP_DAY)
				lua_pushinteger(L, v.number);
			else
				lua_pushstring(L, field_format(f, 2, v, buf));
			lua_setfield(L, -2, f->name);
		}
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setglobal(L, "assets");
	lua_pushfstring(L,
	    "local judge = %s return function () for i = 1, #assets do judge(assets[i]) end end",
	    body);
	if (luaL_dostring(L, lua_tostring(L, -1)))
		die(lua_tostring(L, -1));
	return L;
}

static double
run_judge(struct judge *j, const struct rows *rows)
{
	struct evidence evidence = { .as_of = day_of(2026, 11, 20) };
	struct verdict v;
	double start = now();

	judge_begin(j);
	for (size_t i = 0; i < ASSETS; i++)
		judge_asset(j, rows, &assets[i], &evidence, &v);
	return now() - start;
}

static double
run_bare(lua_State *L)
{
	double start = now();

	lua_pushvalue(L, -1);
	if (lua_pcall(L, 0, 0, 0) != LUA_OK)
		die(lua_tostring(L, -1));
	return now() - start;
}

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(void)
{
	struct rows rows = {
		.base = (const char *)assets, .n = ASSETS, .stride = sizeof assets[0]
	};
	double judged[ROUNDS], bare[ROUNDS];
	struct judge *j = open_judge();
	struct policy_info info;
	lua_State *L;

	make_assets();
	rows.arena = arena.bytes.base;
	L = open_bare(&rows);
	for (int i = 0; i < ROUNDS; i++) {
		judged[i] = run_judge(j, &rows);
		bare[i] = run_bare(L);
	}
	info = judge_policy(j, 0);
	lua_getglobal(L, "found");
	if (info.failures > 0 || info.idle == 0 ||
	    lua_tointeger(L, -1) != (lua_Integer)info.idle * ROUNDS)
		die("the two sides do not find the same assets");
	qsort(judged, ROUNDS, sizeof judged[0], order);
	qsort(bare, ROUNDS, sizeof bare[0], order);
	printf(
	    "judge\t%.2f\t%d\tCPU of a policy that compares ten fields, %.0f ns an asset, against "
	    "the same function in bare Lua over plain tables, %.0f ns\n",
	    judged[ROUNDS / 2] / bare[ROUNDS / 2], LIMIT, judged[ROUNDS / 2] / ASSETS * 1e9,
	    bare[ROUNDS / 2] / ASSETS * 1e9);
	judge_free(j);
	lua_close(L);
	arena_free(&arena);
	return 0;
}
