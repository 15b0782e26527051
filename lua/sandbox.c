/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "allowed.h"
#include "sandbox.h"
#include "sandbox_internal.h"

#define TICK 1000 /* instructions between two looks at the limits */

const struct limits limits_declaration = { 64 << 20, 50000000, 10000 };
const struct limits limits_policy = { 1 << 20, 200000, 500 };

static uint64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* For a new block osize is a type tag, not a size: only ptr tells. */
static void *
sandbox_alloc(void *ud, void *ptr, size_t osize, size_t nsize)
{
	struct sandbox *sb = ud;
	size_t old = ptr == NULL ? 0 : osize;
	void *p;

	if (nsize == 0) {
		free(ptr);
		sb->used -= old;
		return NULL;
	}
	if (nsize > old &&
	    nsize - old > sb->ceiling - (sb->used < sb->ceiling ? sb->used : sb->ceiling))
		return NULL;
	if ((p = realloc(ptr, nsize)) == NULL)
		return NULL;
	sb->used += nsize - old;
	if (sb->used > sb->peak)
		sb->peak = sb->used;
	return p;
}

struct sandbox *
sandbox_of(lua_State *L)
{
	return *(struct sandbox **)lua_getextraspace(L);
}

static void
tick(lua_State *L, lua_Debug *ar)
{
	struct sandbox *sb = sandbox_of(L);

	sb->spent += TICK;
	sandbox_check(L, ar);
}

/*
 * From now on every line and instruction raises, so that no pcall brings the
 * script back to life; whoever started the run looks at sb->killed too.
 */
void
sandbox_kill(lua_State *L, enum killed why, lua_Debug *ar)
{
	struct sandbox *sb = sandbox_of(L);
	struct error *e = &sb->why;

	if (sb->killed == ALIVE) {
		sb->killed = why;
		switch (why) {
		case ALIVE: break;
		case OVER_INSTRUCTIONS:
			error_set(e, "more than %llu instructions",
			    (unsigned long long)sb->limits.instructions);
			break;
		case OVER_TIME: error_set(e, "more than %u ms", sb->limits.millis); break;
		case OVER_MEMORY:
			error_set(e, "more than %zu kB of memory", sb->limits.memory / 1024);
			break;
		}
		if (ar != NULL && lua_getinfo(L, "Sl", ar) != 0 && ar->currentline > 0)
			error_prefix(e, "%s:%d", ar->short_src, ar->currentline);
		lua_sethook(L, tick, LUA_MASKCOUNT | LUA_MASKLINE, 1);
	}
	lua_pushlightuserdata(L, sb); /* no memory is needed to raise it */
	for (;;)
		lua_error(L);
}

/* The clock is read here only: a run that ends before its first tick costs none. */
void
sandbox_check(lua_State *L, lua_Debug *ar)
{
	struct sandbox *sb = sandbox_of(L);

	if (sb->killed != ALIVE)
		sandbox_kill(L, sb->killed, ar);
	if (sb->spent > sb->limits.instructions)
		sandbox_kill(L, OVER_INSTRUCTIONS, ar);
	if (sb->limits.millis == 0)
		return;
	if (sb->started == 0)
		sb->started = now_ms();
	else if (now_ms() - sb->started > sb->limits.millis)
		sandbox_kill(L, OVER_TIME, ar);
}

void
sandbox_charge(lua_State *L, uint64_t n)
{
	struct sandbox *sb = sandbox_of(L);
	lua_Debug ar;

	sb->spent += n;
	if (n < TICK && sb->spent <= sb->limits.instructions)
		return;
	sandbox_check(L, lua_getstack(L, 1, &ar) ? &ar : NULL);
}

static int
open_state(lua_State *L)
{
	allowed_open(L);
	lua_setfield(L, LUA_REGISTRYINDEX, ALLOWED);
	lua_newtable(L); /* the true globals are in nobody's reach */
	lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
	lua_gc(L, LUA_GCCOLLECT);
	return 0;
}

struct sandbox *
sandbox_new(const struct limits *limits)
{
	struct sandbox *sb = calloc(1, sizeof *sb);

	if (sb == NULL)
		return NULL;
	sb->limits = *limits;
	sb->ceiling = SIZE_MAX;
	if ((sb->L = lua_newstate(sandbox_alloc, sb)) == NULL) {
		free(sb);
		return NULL;
	}
	*(struct sandbox **)lua_getextraspace(sb->L) = sb;
	lua_pushcfunction(sb->L, open_state);
	if (lua_pcall(sb->L, 0, 0, 0) != LUA_OK) {
		sandbox_free(sb);
		return NULL;
	}
	lua_sethook(sb->L, tick, LUA_MASKCOUNT, TICK);
	sandbox_rebase(sb, limits, 0);
	return sb;
}

void
sandbox_free(struct sandbox *sb)
{
	if (sb == NULL)
		return;
	sb->ceiling = SIZE_MAX;
	lua_close(sb->L);
	free(sb->path);
	free(sb);
}

void
sandbox_rebase(struct sandbox *sb, const struct limits *limits, size_t extra)
{
	sb->limits = *limits;
	sb->peak = sb->base = sb->used + extra;
	sb->ceiling = sb->base + sb->limits.memory;
}

lua_State *
sandbox_lua(struct sandbox *sb)
{
	return sb->L;
}

bool
sandbox_killed(const struct sandbox *sb)
{
	return sb->killed != ALIVE;
}

size_t
sandbox_peak(const struct sandbox *sb)
{
	return sb->peak > sb->base ? sb->peak - sb->base : 0;
}

/* Bytes of the UTF-8 character at s, or 0 if it is none. */
static size_t
utf8_length(const unsigned char *s)
{
	size_t n = s[0] < 0x80   ? 1
		   : s[0] < 0xc2 ? 0
		   : s[0] < 0xe0 ? 2
		   : s[0] < 0xf0 ? 3
		   : s[0] < 0xf5 ? 4
				 : 0;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

void
presentable(char *to, size_t size, const char *from)
{
	const unsigned char *s = (const unsigned char *)from;
	size_t len = 0, n;

	for (; *s != '\0'; s += n > 0 ? n : 1) {
		n = utf8_length(s);
		if (len + (n > 0 ? n : 1) >= size)
			break;
		if (n == 0)
			to[len++] = '?';
		else if (*s < 0x20 || *s == 0x7f)
			to[len++] = ' ';
		else {
			memcpy(to + len, s, n);
			len += n;
		}
	}
	to[len] = '\0';
}

/*
 * The text of what was raised, without a conversion that could raise again.
 * Lua shortens long chunk names, so chunks go by their base name and the
 * path is put back here.
 */
static void
explain(struct sandbox *sb, struct error *e)
{
	size_t n = sb->chunk == NULL ? 0 : strlen(sb->chunk);
	char text[sizeof e->text];

	if (sb->killed == ALIVE && lua_type(sb->L, -1) == LUA_TSTRING)
		presentable(text, sizeof text, lua_tostring(sb->L, -1));
	else if (sb->killed == ALIVE)
		snprintf(text, sizeof text, "raised a %s value", luaL_typename(sb->L, -1));
	else
		snprintf(text, sizeof text, "%s", sb->why.text);
	if (n > 0 && strncmp(text, sb->chunk, n) == 0 && text[n] == ':')
		error_set(e, "%s%s", sb->path, text + n);
	else if (sb->path != NULL)
		error_set(e, "%s: %s", sb->path, text);
	else
		error_set(e, "%s", text);
}

/* Budgets start afresh; the hook is touched only where a kill had changed it. */
static void
begin(struct sandbox *sb)
{
	sb->spent = sb->started = 0;
	if (sb->killed == ALIVE)
		return;
	sb->killed = ALIVE;
	lua_sethook(sb->L, tick, LUA_MASKCOUNT, TICK);
}

bool
sandbox_call(struct sandbox *sb, int nargs, int nresults, struct error *e)
{
	int top = lua_gettop(sb->L) - nargs - 1;
	int status;

	begin(sb);
	status = lua_pcall(sb->L, nargs, nresults, 0);
	if (status == LUA_ERRMEM && sb->killed == ALIVE) {
		sb->killed = OVER_MEMORY;
		error_set(&sb->why, "more than %zu kB of memory", sb->limits.memory / 1024);
	}
	if (status == LUA_OK && sb->killed == ALIVE)
		return true;
	explain(sb, e);
	lua_settop(sb->L, top);
	return false;
}

bool
sandbox_protect(
    struct sandbox *sb, lua_CFunction fn, void *ctx, int nargs, int nresults, struct error *e)
{
	lua_pushcfunction(sb->L, fn);
	lua_insert(sb->L, -nargs - 1);
	lua_pushlightuserdata(sb->L, ctx);
	lua_insert(sb->L, -nargs - 1);
	return sandbox_call(sb, nargs + 1, nresults, e);
}
