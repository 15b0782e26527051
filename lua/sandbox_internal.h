/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SANDBOX_INTERNAL_H
#define DECOM_SANDBOX_INTERNAL_H

#include "sandbox.h"

/* What the files of the sandbox share; nobody else includes it. */
enum killed { ALIVE, OVER_INSTRUCTIONS, OVER_TIME, OVER_MEMORY };

struct sandbox {
	lua_State *L;
	struct limits limits;
	size_t used, peak, base, ceiling; /* bytes */
	uint64_t spent;                   /* instructions of this run */
	uint64_t started;                 /* ms of the monotonic clock at its first tick, or 0 */
	enum killed killed;               /* how the last run ended */
	struct error why;
	char *path;        /* of the file loaded last */
	const char *chunk; /* its base name, which Lua knows it by */
};

#define ALLOWED "decom.allowed" /* in the registry: what every environment starts with */

/*
 * New limits.  What stands now is not the scripts' to account for, nor are
 * the extra bytes that C code may come to hold.
 */
void sandbox_rebase(struct sandbox *, const struct limits *, size_t extra);

/* Copy a text: cut between characters, no control characters, no broken UTF-8. */
void presentable(char *to, size_t size, const char *from);

/* Raise if the run is dead or over a limit; ar says where, may be NULL. */
void sandbox_check(lua_State *, lua_Debug *ar);
void sandbox_kill(lua_State *, enum killed, lua_Debug *ar) __attribute__((noreturn));

/* Push the loaded function, its environment set; plain: it can make no metatables. */
bool sandbox_load_text(struct sandbox *, const char *path, const char *text, size_t len,
    int globals, bool plain, struct error *);
bool sandbox_load_file(struct sandbox *, const char *path, int globals, bool plain, struct error *);

#endif
