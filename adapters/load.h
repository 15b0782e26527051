/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LOAD_H
#define DECOM_LOAD_H

#include "load_lua.h"
#include "rule.h"

/*
 * Compiling an adapter, file by file: path.c the paths, load_rule.c the
 * rules of fields, load_record.c the records, load.c the rest.  Everything
 * here may raise a Lua error, caught once in adapter_new(); what has been
 * made so far belongs to the adapter and is freed with it.
 */

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
