/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ALLOWED_H
#define DECOM_ALLOWED_H

#include <lua.h>

/*
 * The part of Lua's libraries that scripts may use, see decom-policy(7).
 * Pushes one table: name -> function, or a frozen library.  Raises without
 * memory.
 */
void allowed_open(lua_State *);

/* pairs() in order: numbers, then strings by byte, then the rest as it comes. */
int ordered_pairs(lua_State *);

/*
 * Replace the table on top of the stack by a frozen view of it: reads go
 * through, writes raise "what is read-only".
 */
void freeze(lua_State *, const char *what);

#endif
