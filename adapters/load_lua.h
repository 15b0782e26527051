/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LOAD_LUA_H
#define DECOM_LOAD_LUA_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

#include "pool.h"

/*
 * What compiling any declaration needs of its Lua tables.  Everything here
 * may raise a Lua error; what has been made lies in the pool.  Of the
 * loader only L, pool, where and what are used here.
 */
struct adapter;
struct block;
struct record_rule;

struct loader {
	lua_State *L;
	struct pool *pool;          /* of what is being compiled */
	struct adapter *a;          /* NULL: a device family */
	int adapter, source;        /* stack indexes of the two tables */
	const char *where;          /* "record cis", for errors */
	const char *what;           /* "serial" */
	struct record_rule *record; /* being compiled; NULL: none */
	struct block *block;        /* whose paths are read */
	int record_table;           /* its stack index; 0: none */
	size_t ncolumns;            /* its column templates */
	char **columns;
};

_Noreturn void load_fail(struct loader *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for one more behind the n that are there: returns the array, moved or not. */
void *load_grow(struct loader *, void *array, size_t n, size_t size);
void *load_alloc(struct loader *, size_t);
char *load_copy(struct loader *, const char *);

/* The string at this key of the table, a copy; NULL if absent. */
char *load_string(struct loader *, int table, const char *key);
bool load_flag(struct loader *, int table, const char *key);

/* The string or the list of strings at this key; how many. */
size_t load_strings(struct loader *, int table, const char *key, char ***);

/* Every key of the table is among these (NULL ends), or a number. */
void load_check_keys(struct loader *, int table, const char *const *known);

#endif
