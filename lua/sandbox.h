/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SANDBOX_H
#define DECOM_SANDBOX_H

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/*
 * A Lua state for text that we did not write: configuration, adapters,
 * policies.  Allow-listed libraries, text chunks only, no file, clock or
 * random number, frozen globals, ordered pairs(); memory, instructions, wall
 * clock and the cost of each C function are bounded, and no pcall swallows a
 * limit.  One sandbox per trust unit (the configuration, an adapter, a
 * policy): what shares a sandbox shares its memory and its fate.
 */
struct sandbox;

struct limits {
	size_t memory;         /* bytes held above the empty state */
	uint64_t instructions; /* of one run, looked at every 1000 */
	uint32_t millis;       /* wall clock of one run; 0: none */
};

/* For files of declarations, which run once, and for one judgement. */
extern const struct limits limits_declaration, limits_policy;

/* NULL without memory.  limits is copied. */
struct sandbox *sandbox_new(const struct limits *limits);
void sandbox_free(struct sandbox *); /* NULL is fine */
lua_State *sandbox_lua(struct sandbox *);
struct sandbox *sandbox_of(lua_State *);

/*
 * Words that a file of declarations may use: word "name" { body }.
 * as_of "2026-11-20" has no body; an array of these ends with a NULL name.
 */
enum word_body { BODY_NONE, BODY_OPTIONAL, BODY_REQUIRED };

struct word {
	const char *name;
	enum word_body body;
};

/*
 * Run a file of declarations.  On success pushes one array in the order of
 * the file, each element { word = "site", name = "DC1", body = { ... } or nil,
 * line = 4 }; it holds plain tables only (no metatables can be made there).
 * On failure pushes nothing; the error is "path:line: message".  A word that
 * is not known is an error that names the nearest.
 */
bool sandbox_declare(struct sandbox *, const char *path, const struct word *, struct error *);

/* The same for text in memory; path is what errors call it. */
bool sandbox_declare_text(struct sandbox *, const char *path, const char *text, size_t len,
    const struct word *, struct error *);

/*
 * Run a file whose globals are those of the sandbox and the fields of the
 * table at index globals (0: none).  On success pushes the one value it
 * returned (nil if none).
 */
bool sandbox_run(struct sandbox *, const char *path, int globals, struct error *);

/* The same for text in memory; name is what errors call it. */
bool sandbox_run_text(
    struct sandbox *, const char *name, const char *text, size_t len, int globals, struct error *);

/*
 * Call what is on the stack like lua_pcall(), as one run with fresh budgets.
 * False if it raised or hit a limit; nothing of it is left on the stack then.
 */
bool sandbox_call(struct sandbox *, int nargs, int nresults, struct error *);

/*
 * Run C code that uses the Lua API, so that an error in it (no memory, a
 * luaL_error) ends as false instead of the process.  fn gets ctx as light
 * userdata at index 1 and the nargs values on top of the stack after it, and
 * leaves nresults.  It must own nothing that a longjmp would leak: put what
 * is to be freed in ctx.  No limits but memory.
 */
bool sandbox_protect(
    struct sandbox *, lua_CFunction fn, void *ctx, int nargs, int nresults, struct error *);

/* Whether the last run ended at a limit rather than by an error of its own. */
bool sandbox_killed(const struct sandbox *);
size_t sandbox_peak(const struct sandbox *); /* bytes */

/*
 * For C functions given to scripts: take n instructions' worth of the budget,
 * and raise when it is used up.
 */
void sandbox_charge(lua_State *, uint64_t n);

#endif
