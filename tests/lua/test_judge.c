/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "arena.h"
#include "asset.h"
#include "cases.h"
#include "judge.h"
#include "level.h"
#include "view.h"
#include "when.h"

static char dir[] = "decom-judge-XXXXXX";

/* DIR/NAME.lua with this text; the path is good until the next call. */
static const char *
write_policy(const char *name, const char *text)
{
	static char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.lua", dir, name);
	assert_non_null(f = fopen(path, "w"));
	fputs(text, f);
	fclose(f);
	return path;
}

/* A policy of that name whose judge function has this body. */
static const char *
policy_of(const char *name, const char *body)
{
	char text[4096];

	snprintf(text, sizeof text,
	    "return policy { name = '%s', title = 'a title', window = '10d', judge = function "
	    "(a)\n%s\nend }\n",
	    name, body);
	return write_policy(name, text);
}

static void
add(struct judge *j, const char *name, const char *body)
{
	struct error e = { "" };

	if (!judge_add(j, policy_of(name, body), &e))
		fail_msg("%s", e.text);
}

/* An estate of one asset without evidence. */
static struct asset asset;
static struct arena arena;
static struct evidence evidence;

static struct rows
rows_of_one(void)
{
	return (struct rows){ .base = (const char *)&asset,
		.n = 1,
		.stride = sizeof asset,
		.arena = arena.bytes.base };
}

static void
judge_one(struct judge *j, struct verdict *out)
{
	struct rows rows = rows_of_one();

	judge_asset(j, &rows, &asset, &evidence, out);
}

static int
clear(void **state)
{
	arena_free(&arena);
	memset(&arena, 0, sizeof arena);
	memset(&asset, 0, sizeof asset);
	memset(&evidence, 0, sizeof evidence);
	field_clear_all(asset_fields, &asset);
	evidence.as_of = day_of(2026, 11, 20);
	return 0;
}

static int
tests_of(const char *path)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct error e;
	int n = -1;

	if (judge_add(j, path, &e))
		n = (int)judge_policy(j, 0).tests;
	judge_free(j);
	return n;
}

static bool
check(const struct scripted *c)
{
	const char *path = write_policy("case", c->script);
	FILE *out = tmpfile();
	struct error e = { "" };
	bool ok = policy_test(path, out, &e);

	fclose(out);
	if (c->gives && ok && tests_of(path) == strtol(c->want, NULL, 10))
		return true;
	if (!c->gives && !ok && strstr(e.text, c->want) != NULL &&
	    strncmp(e.text, path, strlen(path)) == 0)
		return true;
	print_error("%s: expected %s \"%s\", got %d tests, \"%s\"\n", c->title,
	    c->gives ? "tests" : "error", c->want, ok ? tests_of(path) : 0, e.text);
	return false;
}

static void
test_cases(void **state)
{
	static const struct {
		const char *name;
		int least;
	} files[] = { { "judge.cases", 75 }, { "rule.cases", 30 }, { "guards.cases", 4 },
		{ "work.cases", 11 } };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct tally t = run_cases(files[i].name, check);

		assert_true(t.cases >= files[i].least);
		assert_int_equal(t.failed, 0);
	}
}

/* Some value of the field that is not its absent one. */
static void
fill(const struct field *f)
{
	if (f->rep == REP_TEXT)
		field_set_text(f, &asset, arena_add(&arena, "a text"));
	else
		assert_true(field_set_number(f, &asset,
		    f->rep == REP_DAY                         ? 20000
		    : f->labels != NULL || f->rep == REP_FLAG ? 1
							      : 36));
}

/* Each field of the catalogue reads as nil when absent and as its value when not. */
static void
test_each_field(void **state)
{
	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		struct judge *j = judge_new(&limits_policy, 0);
		char body[256], buf[FIELD_FORMAT_MAX];
		struct verdict v;

		clear(NULL);
		snprintf(body, sizeof body, "local v = a.%s v = a.%s return keep(tostring(v))",
		    f->name, f->name);
		add(j, "each", body);
		judge_one(j, &v);
		assert_int_equal(v.kind, VERDICT_KEEP);
		if (metric_named(f->name) < 0)
			assert_string_equal(v.reason, "nil");
		fill(f);
		judge_begin(j);
		judge_one(j, &v);
		assert_int_equal(v.kind, VERDICT_KEEP);
		if (f->rep == REP_SHARE)
			assert_string_equal(v.reason, "0.36");
		else {
			struct rows rows = rows_of_one();

			assert_string_equal(
			    v.reason, field_format(f, 0, field_get(f, &rows, &asset), buf));
		}
		judge_free(j);
	}
}

/* Catalogue and metrics share one name, which the metric takes; another needs a decision. */
static void
test_names(void **state)
{
	for (const struct field *f = asset_fields; f->name != NULL; f++)
		if (metric_named(f->name) >= 0)
			assert_string_equal(f->name, "power");
}

static void
test_combine(void **state)
{
	const struct verdict none = { .kind = VERDICT_NONE }, unknown = { .kind = VERDICT_UNKNOWN },
			     idle50 = { .kind = VERDICT_IDLE, .score = 50 },
			     idle90 = { .kind = VERDICT_IDLE, .score = 90 },
			     active = { .kind = VERDICT_ACTIVE }, keep = { .kind = VERDICT_KEEP };
	const struct {
		struct verdict v[4];
		size_t shown;
	} cases[] = {
		{ { none, none, none, none }, 4 },
		{ { none, unknown, unknown, none }, 1 },
		{ { unknown, idle50, idle90, none }, 2 },
		{ { idle90, idle50, idle90, unknown }, 0 },
		{ { idle90, active, unknown, none }, 1 },
		{ { idle90, active, keep, unknown }, 2 },
		{ { unknown, none, active, active }, 2 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(judge_combine(cases[i].v, 4), cases[i].shown);
	assert_int_equal(judge_combine(NULL, 0), 0);
}

static void
test_counts(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct policy_info info;
	struct verdict v[2];

	add(j, "one",
	    "if a.height == 1 then return idle(10, 'x') end\n"
	    "if a.height == 2 then return active('x') end\n"
	    "if a.height == 3 then return keep('x') end\n"
	    "if a.height == 4 then return unknown('x') end\n"
	    "if a.height == 5 then error('no') end");
	add(j, "two", "return idle(20, 'y')");
	for (asset.height = 0; asset.height <= 5; asset.height++)
		judge_one(j, v);
	info = judge_policy(j, 0);
	assert_string_equal(info.name, "one");
	assert_string_equal(info.title, "a title");
	assert_null(info.rule);
	assert_int_equal(info.window, 10);
	assert_int_equal(info.coverage, 9500);
	assert_int_equal(info.idle, 1);
	assert_int_equal(info.active, 1);
	assert_int_equal(info.keep, 1);
	assert_int_equal(info.unknown, 2);
	assert_int_equal(info.failures, 1);
	assert_non_null(strstr(info.last_error, "one.lua:6: no"));
	assert_true(v[0].failed);
	assert_false(info.suspended);
	assert_int_equal(judge_policy(j, 1).idle, 6);
	judge_begin(j);
	info = judge_policy(j, 0);
	assert_int_equal(info.idle + info.active + info.keep + info.unknown + info.failures, 0);
	judge_free(j);
}

static void
test_suspension(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct verdict v[2];

	add(j, "bad", "if a.height == 1 then error('no') end return idle(10, 'x')");
	add(j, "good", "return idle(20, 'y')");
	for (int i = 0; i < POLICY_FAILURES * 2; i++) {
		asset.height = (uint16_t)(i % 2); /* never twice in a row */
		judge_one(j, v);
	}
	assert_false(judge_policy(j, 0).suspended);
	asset.height = 1;
	for (int i = 0; i < POLICY_FAILURES - 1; i++)
		judge_one(j, v);
	assert_true(judge_policy(j, 0).suspended);
	asset.height = 0;
	judge_one(j, v);
	assert_int_equal(v[0].kind, VERDICT_UNKNOWN);
	assert_non_null(strstr(v[0].reason, "suspended"));
	assert_int_equal(v[1].kind, VERDICT_IDLE); /* the other is not touched */
	add(j, "bad", "return idle(10, 'x')");     /* reloaded: a new start, in its place */
	assert_int_equal(judge_count(j), 2);
	judge_one(j, v);
	assert_int_equal(v[0].kind, VERDICT_IDLE);
	assert_false(judge_policy(j, 0).suspended);
	judge_free(j);
}

/* No data, again and again, is no failure. */
static void
test_no_data_never_suspends(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct verdict v;

	add(j, "asks", "return idle(10, 'x' .. a.cpu:max())");
	for (int i = 0; i < POLICY_FAILURES * 2; i++)
		judge_one(j, &v);
	assert_int_equal(v.kind, VERDICT_UNKNOWN);
	assert_string_equal(v.reason, "no data: cpu, coverage 0 %");
	assert_int_equal(v.coverage, 0);
	assert_int_equal(v.idle_since, DAY_ABSENT);
	assert_false(v.failed);
	assert_int_equal(judge_policy(j, 0).failures, 0);
	assert_false(judge_policy(j, 0).suspended);
	judge_free(j);
}

static void
test_reload_keeps_the_last_good(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct error e;
	struct verdict v;

	add(j, "p", "return idle(10, 'old')");
	assert_false(judge_add(j, write_policy("p", "return policy {"), &e));
	assert_non_null(strstr(e.text, "p.lua:1: "));
	assert_false(judge_add(j,
	    write_policy("p", "return policy { name = 'p', title = 't', window = '1d', judge = "
			      "function () return idle(10, 'new') end,\n"
			      "tests = { { expect = 'keep' } } }"),
	    &e));
	assert_non_null(strstr(e.text, "test 1: expected keep, got idle: new"));
	judge_one(j, &v);
	assert_string_equal(v.reason, "old");
	assert_non_null(strstr(judge_policy(j, 0).last_error, "test 1"));
	add(j, "p", "return idle(10, 'new')");
	judge_one(j, &v);
	assert_string_equal(v.reason, "new");
	assert_null(judge_policy(j, 0).last_error);
	assert_int_equal(judge_count(j), 1);
	judge_free(j);
}

/* A file that takes another's name would hide it. */
static void
test_names_are_taken_once(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct error e;

	add(j, "p", "return idle(10, 'x')");
	assert_false(judge_add(j,
	    write_policy("one", "return policy { name = 'p', title = 't', window = '1d', judge = "
				"function () end }"),
	    &e));
	assert_non_null(strstr(e.text, "one.lua: the name p is that of "));
	assert_int_equal(judge_count(j), 1);
	judge_free(j);
}

static void
test_named(void **state)
{
	char none[64];
	const char *dirs[] = { none, dir, NULL };
	struct judge *j = judge_new(&limits_policy, 2);
	struct error e;

	snprintf(none, sizeof none, "%s/none", dir);
	policy_of("p", "");
	assert_true(judge_add_named(j, "p", dirs, &e));
	assert_false(judge_add_named(j, "q", dirs, &e));
	assert_string_equal(e.text, "policy \"q\": no file q.lua");
	assert_false(judge_add_named(j, "../p", dirs, &e));
	judge_free(j);
}

/* What one policy does to its globals and libraries is not seen by another. */
static void
test_no_leak_between_policies(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct verdict v[2];

	add(j, "one",
	    "pcall(function () string.rep = nil end) pcall(function () idle = nil end)\n"
	    "pcall(function () getmetatable('').__index = nil end)\n"
	    "pcall(function () while true do end end)");
	add(j, "two", "return keep(('ab'):rep(2) .. tostring(idle ~= nil))");
	judge_one(j, v);
	assert_int_equal(v[0].kind, VERDICT_UNKNOWN);
	assert_string_equal(v[1].reason, "ababtrue");
	judge_free(j);
}

/* The same offset or number may mean something else in the next run. */
static void
test_begin_forgets(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct verdict v;

	add(j, "p", "return keep(a.name .. ' ' .. a.vendor .. ' ' .. a.name)");
	for (int i = 0; i < 3; i++) {
		char name[32], vendor[32];

		clear(NULL);
		snprintf(name, sizeof name, "name %d", i);
		snprintf(vendor, sizeof vendor, "vendor %d", i);
		asset.name = arena_add(&arena, name);
		asset.vendor = arena_add(&arena, vendor);
		judge_begin(j);
		judge_one(j, &v);
		assert_int_equal(strncmp(v.reason, name, strlen(name)), 0);
		assert_non_null(strstr(v.reason, vendor));
		judge_one(j, &v);
		assert_non_null(strstr(v.reason, vendor));
	}
	judge_free(j);
}

/* Coverage of an idle verdict: the least of what was asked. */
static void
test_coverage(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct measured_day cpu[20], disk[20];
	struct verdict v;

	for (int i = 0; i < 20; i++) {
		cpu[i] = (struct measured_day){
			.day = evidence.as_of - 20 + i, .covered = 1440, .max = 1
		};
		disk[i] = (struct measured_day){
			.day = evidence.as_of - 20 + i, .covered = 1400, .gap = 40, .max = 1
		};
	}
	evidence.metric[METRIC_CPU] = (struct series){ cpu, 20 };
	evidence.metric[METRIC_DISK] = (struct series){ disk, 20 };
	add(j, "p",
	    "if a.height then a.disk:max() end\nreturn a.cpu:busy_days() == 0 and idle(1, 'x')");
	judge_one(j, &v);
	assert_int_equal(v.coverage, 10000);
	assert_int_equal(v.idle_since, evidence.as_of - 20);
	asset.height = 1;
	judge_one(j, &v);
	assert_int_equal(v.coverage, 9722);
	judge_free(j);
}

/* A history of quiet days that counts what is loaded of it; fails from the first or second time. */
struct loader {
	struct measured_day days[2][20]; /* of days alone, and with half-hours */
	struct half_hours half_hours[20];
	int days_loaded, half_hours_loaded, fails_at;
	bool no_half_hours; /* days of an older store: not a level in them */
};

static bool
load_quiet(void *ctx, struct evidence *ev, enum metric m, bool half_hours)
{
	struct loader *l = ctx;

	if (half_hours)
		l->half_hours_loaded++;
	else
		l->days_loaded++;
	if (l->days_loaded + l->half_hours_loaded == l->fails_at)
		return false;
	for (int i = 0; i < 20; i++)
		l->days[half_hours][i] = (struct measured_day){
			.day = ev->as_of - 20 + i, .minutes = 1440, .covered = 1440, .max = 1
		};
	if (half_hours) /* what was loaded before does not hold any more */
		memset(l->days[0], 0xff, sizeof l->days[0]);
	memset(l->half_hours, l->no_half_hours ? LEVEL_NONE : LEVEL_ZERO, sizeof l->half_hours);
	ev->metric[m] = (struct series){ l->days[half_hours], 20, half_hours ? l->half_hours : NULL,
		.loaded = true };
	return true;
}

/* The reason holds until the next call. */
static struct verdict
judge_loading(struct loader *l, const char *body)
{
	static char reason[VERDICT_REASON_MAX];
	struct judge *j = judge_new(&limits_policy, 2);
	struct verdict v;

	clear(NULL);
	evidence.known = 1u << METRIC_CPU;
	evidence.load = load_quiet;
	evidence.ctx = l;
	add(j, "p", body);
	judge_one(j, &v);
	snprintf(reason, sizeof reason, "%s", v.reason != NULL ? v.reason : "");
	v.reason = reason;
	judge_free(j);
	return v;
}

/* Days and half-hours are loaded when they are asked for, once, and not before. */
static void
test_loading(void **state)
{
	static const struct {
		const char *body;
		int days, half_hours;
	} cases[] = {
		{ "return keep('no')", 0, 0 },
		{ "return keep(tostring(a.cpu.known) .. a.cpu.name)", 0, 0 },
		{ "a.write:seen() return keep('not known: nothing to load')", 0, 0 },
		{ "return idle(1, a.cpu:max() .. a.cpu:mean())", 1, 0 },
		{ "return idle(1, a.cpu:max() .. a.cpu:percentile(9))", 1, 1 },
		{ "a.cpu:max() a.cpu:level() if a.cpu:busy_days(5) == 0 then return keep('x') end",
		    1, 1 },
		{ "for _, d in a.cpu:daily() do if d.max + a.cpu:level() > 1 then return end end "
		  "return keep('x')",
		    1, 1 },
		{ "return idle(1, a.cpu:held(5) .. a.cpu:percentile(9) .. a.cpu:max())", 1, 1 },
		{ "return idle(1, 'x' .. a.cpu:above(5))", 1, 0 },
		{ "return idle(1, 'x' .. a.cpu:above(4))", 1, 1 },
		{ "return keep(tostring(a.cpu:work_seen()) .. #a.cpu:slots())", 0, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct loader l = { 0 };
		struct verdict v = judge_loading(&l, cases[i].body);

		assert_false(v.failed);
		assert_true(v.kind == VERDICT_IDLE || v.kind == VERDICT_KEEP);
		assert_int_equal(l.days_loaded, cases[i].days);
		assert_int_equal(l.half_hours_loaded, cases[i].half_hours);
	}
}

/* What cannot be read proves nothing, whatever the policy made of it; keep rests on fields. */
static void
test_broken_evidence(void **state)
{
	static const struct {
		const char *body;
		enum verdict_kind kind;
	} cases[] = {
		{ "return idle(1, 'x' .. a.cpu:busy_days())", VERDICT_UNKNOWN },
		{ "a.cpu:seen() return idle(1, 'x')", VERDICT_UNKNOWN },
		{ "a.cpu:seen() return active('x')", VERDICT_UNKNOWN },
		{ "pcall(a.cpu.max, a.cpu) return active('x')", VERDICT_UNKNOWN },
		{ "a.cpu:seen() return keep('x')", VERDICT_KEEP },
		{ "a.cpu:seen()", VERDICT_NONE },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct loader l = { .fails_at = 1 };
		struct verdict v = judge_loading(&l, cases[i].body);

		assert_true(evidence.broken);
		assert_false(v.failed);
		assert_int_equal(v.kind, cases[i].kind);
	}
	for (int at = 1; at <= 2; at++) {
		struct loader l = { .fails_at = at };
		struct verdict v = judge_loading(&l, "return idle(1, 'x' .. a.cpu:percentile(9))");

		assert_int_equal(v.kind, VERDICT_UNKNOWN);
	}
}

/* Days of which no half-hour is known prove nothing about half-hours. */
static void
test_no_half_hours(void **state)
{
	static const char *const bodies[] = { "a.cpu:percentile(9)", "a.cpu:held(5)",
		"a.cpu:half_hours(5)", "a.cpu:longest(5)", "a.cpu:above(4)", "a.cpu:hours_below(5)",
		"a.cpu:level()", "a.cpu:top_mean(1)", "quiet_hours(a, { cpu = 5 })" };

	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		struct loader l = { .no_half_hours = true };
		struct verdict v;
		char body[128];

		snprintf(body, sizeof body, "return idle(1, 'x' .. %s)", bodies[i]);
		v = judge_loading(&l, body);
		assert_int_equal(v.kind, VERDICT_UNKNOWN);
		assert_string_equal(v.reason, "no data: cpu, coverage of half-hours 0 %");
	}
}

/* When to ask again stands beside the reason. */
static void
test_ask_again(void **state)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct measured_day cpu[5];
	struct verdict v;

	for (int i = 0; i < 5; i++)
		cpu[i] = (struct measured_day){ .day = evidence.as_of - 5 + i, .covered = 1440 };
	evidence.metric[METRIC_CPU] = (struct series){ cpu, 5 };
	add(j, "p",
	    "if a.height == 1 then return unknown('x', '2027-02-03') end\n"
	    "if a.height == 2 then return unknown('x') end\n"
	    "if a.height == 3 then return idle(1, 'x', '2026-02-03') end\n"
	    "pcall(a.cpu.max, a.cpu) return idle(1, 'x')");
	judge_one(j, &v);
	assert_string_equal(v.reason, "no data: cpu, coverage 50 %, ask again 2026-11-25");
	assert_int_equal(v.date, day_of(2026, 11, 25));
	asset.height = 1;
	judge_one(j, &v);
	assert_int_equal(v.date, day_of(2027, 2, 3));
	assert_string_equal(v.reason, "x, ask again 2027-02-03");
	asset.height = 2;
	judge_one(j, &v);
	assert_int_equal(v.date, DAY_ABSENT);
	asset.height = 3;
	judge_one(j, &v);
	assert_int_equal(v.date, DAY_ABSENT);
	assert_int_equal(v.idle_since, day_of(2026, 2, 3));
	judge_free(j);
}

/* Wherever memory ends, it ends as a verdict. */
static void
test_memory_ends_anywhere(void **state)
{
	unsigned kinds = 0;

	asset.name = arena_add(&arena, "a name that is longer than Lua's short strings are");
	asset.owner = arena_share(&arena, "an owner");
	asset.warranty_end.v = 20000;
	for (size_t memory = 0; memory < 4096; memory += 16) {
		/* What the caches are granted is taken away again, modulo the size's range. */
		const struct limits limits = { memory - CACHE_BYTES, 200000, 0 };
		struct judge *j = judge_new(&limits, 2);
		struct verdict v;

		add(j, "p", "return keep(a.name .. a.owner .. a.warranty_end .. #a.metrics)");
		judge_one(j, &v);
		assert_non_null(v.reason);
		kinds |= 1u << v.kind;
		judge_free(j);
	}
	assert_int_equal(kinds, 1u << VERDICT_KEEP | 1u << VERDICT_UNKNOWN);
}

static int
make_dir(void **state)
{
	clear(NULL);
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
remove_dir(void **state)
{
	static const char *const names[] = { "case", "each", "one", "two", "bad", "good", "asks",
		"p" };
	char path[256];

	arena_free(&arena);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s.lua", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_each_field),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_combine),
		cmocka_unit_test_setup(test_counts, clear),
		cmocka_unit_test_setup(test_suspension, clear),
		cmocka_unit_test_setup(test_no_data_never_suspends, clear),
		cmocka_unit_test_setup(test_reload_keeps_the_last_good, clear),
		cmocka_unit_test_setup(test_names_are_taken_once, clear),
		cmocka_unit_test_setup(test_named, clear),
		cmocka_unit_test_setup(test_no_leak_between_policies, clear),
		cmocka_unit_test_setup(test_begin_forgets, clear),
		cmocka_unit_test_setup(test_coverage, clear),
		cmocka_unit_test_setup(test_loading, clear),
		cmocka_unit_test_setup(test_broken_evidence, clear),
		cmocka_unit_test_setup(test_no_half_hours, clear),
		cmocka_unit_test_setup(test_ask_again, clear),
		cmocka_unit_test_setup(test_memory_ends_anywhere, clear),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
