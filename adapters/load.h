/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LOAD_H
#define DECOM_LOAD_H

#include "rule.h"

/*
 * Compiling an adapter, file by file: path.c the paths, load_rule.c the
 * rules of fields, load_record.c the records, load.c the rest.  Everything
 * here may raise a Lua error, caught once in adapter_new(); what has been
 * made so far belongs to the adapter and is freed with it.
 */
struct loader {
	lua_State *L;
	struct adapter *a;
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

/* path.c */
struct block *block_new(struct loader *, enum block_kind, int of);
void path_at(struct loader *, const char *text, struct block *);
int path_slot(struct loader *, struct block *, const char *text, enum slot_mode);
int path_capture(struct loader *, struct block *, const char *text, int slot);
struct ref path_ref(struct loader *, const char *text, enum slot_mode);
struct test path_condition(struct loader *, const char *text);

/* load_rule.c */
struct rule *load_rule(struct loader *, int value, const struct field *, int metric,
    const char *label, const char *unit);
regex_t *load_pattern(struct loader *, const char *, unsigned groups);
size_t load_where(struct loader *, int table, struct test **, size_t n);

/* load_record.c */
void load_records(struct loader *);

#endif
