/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "when.h"

/* What policies share, as text, in the order of lua.am; the last one has no name. */
struct library {
	const char *name, *text;
};
extern const struct library policy_libraries[];

#define NAME_MAX_LEN 64
#define WINDOW_MAX 430 /* days: what the store keeps */
#define COVERAGE 0.95
#define GAP "24h"

static const char *const keys[] = { "name", "title", "rule", "window", "coverage", "gap", "tests",
	"judge", NULL };

/* policy { ... }: the declaration is what it is given. */
static int
declare_policy(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	return 1;
}

/* Light userdata policy -> the globals of its file; the asset object is made. */
static int
open_policy(lua_State *L)
{
	struct policy *p = lua_touserdata(L, 1);

	bind_open(L, p->view);
	p->asset = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_newtable(L);
	lua_pushcfunction(L, declare_policy);
	lua_setfield(L, -2, "policy");
	verdict_open(L, p->view);
	half_hours_open(L, p->view);
	catalogue_push(L);
	lua_setfield(L, -2, "catalogue");
	return 1;
}

/* Globals: what the libraries alone may see goes. */
static int
close_libraries(lua_State *L)
{
	lua_pushnil(L);
	lua_setfield(L, 2, "catalogue");
	return 0;
}

/* Globals, the library's table -> the library's functions join the globals. */
static int
add_library(lua_State *L)
{
	luaL_checktype(L, 3, LUA_TTABLE);
	for (lua_pushnil(L); lua_next(L, 3) != 0;) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, 2);
	}
	return 0;
}

/* The string in the declaration at index 2, copied; NULL if absent. */
static char *
copy_string(lua_State *L, const char *key, bool needed, size_t most)
{
	const char *s;
	char *copy;

	lua_pushstring(L, key);
	if (lua_rawget(L, 2) == LUA_TNIL && !needed) {
		lua_pop(L, 1);
		return NULL;
	}
	if (lua_type(L, -1) != LUA_TSTRING || *(s = lua_tostring(L, -1)) == '\0' ||
	    strlen(s) > most)
		luaL_error(L, "policy: %s = \"...\" is needed, up to %d bytes", key, (int)most);
	if ((copy = strdup(lua_tostring(L, -1))) == NULL)
		luaL_error(L, "no memory");
	lua_pop(L, 1);
	return copy;
}

static void
check_name(lua_State *L, const char *name)
{
	for (const char *s = name; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && strchr("-_.", *s) == NULL)
			luaL_error(L, "policy: name: letters, digits, '-', '_' and '.' only");
}

static void
check_keys(lua_State *L)
{
	for (lua_pushnil(L); lua_next(L, 2) != 0; lua_pop(L, 1)) {
		const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "a number",
			   *near;
		size_t i = 0;

		while (keys[i] != NULL && strcmp(keys[i], key) != 0)
			i++;
		if (keys[i] != NULL)
			continue;
		if ((near = nearest_word(key, keys, sizeof *keys)) != NULL)
			luaL_error(L, "policy: unknown key '%s' (did you mean '%s'?)", key, near);
		luaL_error(L, "policy: unknown key '%s'", key);
	}
}

uint32_t
view_span_days(uint32_t span)
{
	uint32_t days = span_amount(span);

	switch (span_unit(span)) {
	case SPAN_DAYS: break;
	case SPAN_WEEKS: days *= 7; break;
	case SPAN_MONTHS: days *= 31; break;
	case SPAN_YEARS: days *= 366; break;
	}
	return days;
}

static uint32_t
read_window(lua_State *L)
{
	uint32_t span, days = 0;
	const char *s;

	lua_pushliteral(L, "window");
	if (lua_rawget(L, 2) != LUA_TSTRING || (s = lua_tostring(L, -1), !span_parse(s, &span)))
		luaL_error(L, "policy: window = \"100d\" or the like is needed");
	else
		days = view_span_days(span);
	if (days < 1 || days > WINDOW_MAX)
		luaL_error(L, "policy: window: from 1 to %d days", WINDOW_MAX);
	lua_pop(L, 1);
	return days;
}

static uint16_t
read_coverage(lua_State *L)
{
	lua_Number share = COVERAGE;

	lua_pushliteral(L, "coverage");
	if (lua_rawget(L, 2) != LUA_TNIL) {
		if (lua_type(L, -1) != LUA_TNUMBER ||
		    !((share = lua_tonumber(L, -1)) > 0 && share <= 1))
			luaL_error(
			    L, "policy: coverage: a share above 0 and up to 1, such as 0.95");
	}
	lua_pop(L, 1);
	return (uint16_t)(share * 10000 + 0.5);
}

static uint32_t
read_gap(lua_State *L)
{
	const char *s = GAP;
	uint32_t seconds;

	lua_pushliteral(L, "gap");
	if (lua_rawget(L, 2) != LUA_TNIL)
		s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
	if (!interval_parse(s, &seconds) || seconds < 60)
		luaL_error(L, "policy: gap = \"24h\" or the like is needed");
	lua_pop(L, 1);
	return seconds / 60;
}

static int
read_ref(lua_State *L, const char *key, int type, bool needed)
{
	int found;

	lua_pushstring(L, key);
	found = lua_rawget(L, 2);
	if (found != type && (needed || found != LUA_TNIL))
		luaL_error(L, "policy: %s: a %s is needed", key, lua_typename(L, type));
	return luaL_ref(L, LUA_REGISTRYINDEX); /* LUA_REFNIL for nil */
}

/* Light userdata policy, what the file returned: check and keep it. */
static int
read_policy(lua_State *L)
{
	struct policy *p = lua_touserdata(L, 1);

	if (!lua_istable(L, 2))
		return luaL_error(L, "the file must return policy { ... }");
	check_keys(L);
	p->name = copy_string(L, "name", true, NAME_MAX_LEN);
	check_name(L, p->name);
	p->title = copy_string(L, "title", true, VERDICT_REASON_MAX - 1);
	p->rule = copy_string(L, "rule", false, NAME_MAX_LEN);
	p->window = p->view->window = read_window(L);
	for (int m = 0; m < METRICS; m++)
		p->view->object[m].days = p->window;
	p->view->coverage = read_coverage(L);
	p->view->gap = read_gap(L);
	p->judge = read_ref(L, "judge", LUA_TFUNCTION, true);
	p->tests = read_ref(L, "tests", LUA_TTABLE, false);
	if (p->tests != LUA_REFNIL) {
		lua_rawgeti(L, LUA_REGISTRYINDEX, p->tests);
		p->ntests = (uint32_t)lua_rawlen(L, -1);
	}
	return 0;
}

/* What a judgement gets and gives. */
struct judgement {
	struct policy *policy;
	const struct rows *rows;
	const void *row;
	struct evidence *evidence;
	struct verdict *verdict;
};

/* (judgement).  Upvalues: the three of bind_push(), the judge function, the asset object. */
static int
judge_row(lua_State *L)
{
	static const struct bound bound = { lua_upvalueindex(1), lua_upvalueindex(2),
		lua_upvalueindex(3) };
	struct judgement *j = lua_touserdata(L, 1);
	struct view *v = j->policy->view;

	bind_asset(L, v, bound, j->rows, j->row, j->evidence);
	lua_pushvalue(L, lua_upvalueindex(4));
	lua_pushvalue(L, lua_upvalueindex(5));
	lua_call(L, 1, 1);
	verdict_read(L, v, j->verdict);
	return 0;
}

/* Light userdata policy -> judge_row() with its upvalues. */
static int
push_judge(lua_State *L)
{
	const struct policy *p = lua_touserdata(L, 1);

	bind_push(L, p->view);
	lua_rawgeti(L, LUA_REGISTRYINDEX, p->judge);
	lua_rawgeti(L, LUA_REGISTRYINDEX, p->asset);
	lua_pushcclosure(L, judge_row, 5);
	lua_gc(L, LUA_GCCOLLECT);
	return 1;
}

/* The globals are at index 1; what the libraries return joins them. */
static bool
load_libraries(struct policy *p, struct error *e)
{
	lua_State *L = sandbox_lua(p->sandbox);

	for (const struct library *l = policy_libraries; l->name != NULL; l++) {
		if (!sandbox_run_text(p->sandbox, l->name, l->text, strlen(l->text), 1, e))
			return false;
		lua_pushvalue(L, 1);
		lua_insert(L, 2);
		if (!sandbox_protect(p->sandbox, add_library, p, 2, 0, e))
			return false;
	}
	lua_pushvalue(L, 1);
	return sandbox_protect(p->sandbox, close_libraries, p, 1, 0, e);
}

static bool
load(struct policy *p, const char *path, const struct limits *limits, struct error *e)
{
	lua_State *L = sandbox_lua(p->sandbox);

	if (!sandbox_protect(p->sandbox, open_policy, p, 0, 1, e) || !load_libraries(p, e) ||
	    !sandbox_run(p->sandbox, path, 1, e) ||
	    !sandbox_protect(p->sandbox, read_policy, p, 1, 0, e))
		return false;
	lua_settop(L, 0);
	if (!sandbox_protect(p->sandbox, push_judge, p, 0, 1, e)) /* stays at index 1 */
		return false;
	sandbox_rebase(p->sandbox, limits, CACHE_BYTES);
	return true;
}

struct policy *
policy_load(const char *path, const struct limits *limits, unsigned digits, struct error *e)
{
	struct policy *p = calloc(1, sizeof *p);

	if (p == NULL || (p->view = calloc(1, sizeof *p->view)) == NULL ||
	    (p->path = strdup(path)) == NULL ||
	    (p->sandbox = sandbox_new(&limits_declaration)) == NULL) {
		policy_free(p);
		error_set(e, "%s: no memory", path);
		return NULL;
	}
	p->view->digits = digits;
	if (!load(p, path, limits, e)) {
		policy_free(p);
		return NULL;
	}
	return p;
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	sandbox_free(p->sandbox);
	free(p->view);
	free(p->path);
	free(p->name);
	free(p->title);
	free(p->rule);
	free(p);
}

/* The verdict where the policy gave none; failed: by its own fault. */
static void
unknown(struct policy *p, struct verdict *out, const char *reason, bool failed)
{
	presentable(p->reason, sizeof p->reason, reason);
	*out = (struct verdict){ .kind = VERDICT_UNKNOWN,
		.failed = failed,
		.coverage = U16_ABSENT,
		.idle_since = DAY_ABSENT,
		.date = DAY_ABSENT,
		.reason = p->reason };
}

/* What the evidence does not cover: what is missing, and when it may be there. */
static void
no_data(struct policy *p, struct verdict *out)
{
	unknown(p, out, p->view->no_data, false);
	out->date = p->view->ask_again;
}

static void
fail(struct policy *p, struct verdict *out, const struct error *e)
{
	struct error said;

	p->last_error = *e;
	p->erred = true;
	p->failures++;
	p->suspended = ++p->in_a_row >= POLICY_FAILURES;
	error_set(&said, "policy failed: %s", e->text);
	unknown(p, out, said.text, true);
}

/* Whether what was raised is the refusal itself, or ends in it. */
static bool
ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return m > 0 && n >= m && strcmp(text + n - m, end) == 0;
}

static void
count(struct policy *p, enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_NONE: break;
	case VERDICT_UNKNOWN: p->unknown++; break;
	case VERDICT_IDLE: p->idle++; break;
	case VERDICT_ACTIVE: p->active++; break;
	case VERDICT_KEEP: p->keep++; break;
	}
}

void
policy_judge(struct policy *p, const struct rows *rows, const void *row, struct evidence *evidence,
    struct verdict *out)
{
	struct judgement j = { p, rows, row, evidence, out };
	lua_State *L = sandbox_lua(p->sandbox);
	struct error e;

	if (p->suspended) {
		unknown(p, out, "policy suspended after repeated failures", false);
		p->unknown++;
		return;
	}
	*out =
	    (struct verdict){ .kind = VERDICT_NONE, .idle_since = DAY_ABSENT, .date = DAY_ABSENT };
	lua_pushvalue(L, 1);
	lua_pushlightuserdata(L, &j);
	if (!sandbox_call(p->sandbox, 1, 0, &e)) {
		if (!sandbox_killed(p->sandbox) && ends_in(e.text, p->view->no_data)) {
			p->in_a_row = 0;
			no_data(p, out);
		} else
			fail(p, out, &e);
	} else {
		p->in_a_row = 0;
		if (out->kind == VERDICT_IDLE && p->view->no_data[0] != '\0')
			no_data(p, out);
	}
	if (evidence->broken && out->kind != VERDICT_NONE && out->kind != VERDICT_KEEP)
		unknown(p, out, "the evidence cannot be read", false);
	out->coverage = metric_coverage(p->view);
	if (out->kind != VERDICT_IDLE)
		out->idle_since = DAY_ABSENT;
	else if (out->idle_since == DAY_ABSENT)
		out->idle_since = metric_idle_since(p->view);
	count(p, out->kind);
}
