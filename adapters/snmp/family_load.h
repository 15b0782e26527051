/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FAMILY_LOAD_H
#define DECOM_FAMILY_LOAD_H

#include "family_internal.h"
#include "load_lua.h"

/*
 * Compiling a family: family_load.c the files and what they say of
 * themselves, family_table.c tables and columns, family_rule.c assets and
 * feeds, family_link.c what needs all of them.  Everything here may raise a Lua error,
 * caught in family_new(); what has been made so far is freed with the family.
 */
struct sandbox;

enum { NONE = -1 };

/* A file that has been run: its declaration stays on the sandbox's stack. */
struct known_file {
	char *path;
	struct sandbox *sandbox;
	bool checked; /* a family has been compiled with it: its patterns are sound */
};

/* A file that is being compiled: the family's own, then its parts. */
struct family_file {
	const char *name, *path;
	struct sandbox *sandbox;  /* the declaration is on its stack */
	struct known_file *known; /* where it is kept */
	struct oid base;
	struct none_list none;
	const char *vendor, *class;
};

/* An expression whose names are resolved once all tables are known. */
struct pending {
	struct expr *expr;
	const char *text, *where, *what;
	int each, column; /* column of that table whose it is; -1: of a rule */
	bool done;
	const struct family_file *file;
};

enum { FILES_MAX = 16 };
struct family_loader {
	struct loader ld;
	struct family *f;
	const char *const *dirs;
	struct family_files *known;
	struct family_file files[FILES_MAX];
	size_t nfiles;
	const struct family_file *file; /* the one at work */
	int body;                       /* its declaration's stack index */
	struct pending *pending;
	size_t npending;
	const char *text; /* of the expression at work */
	size_t nodes;     /* in all expressions */
	int column;       /* at work; -1: none */
	struct rule *own; /* of the agent itself; NULL: none */
};

/*
 * The file at this path, run if it is not known yet (of text in memory if
 * text is not NULL); it belongs to the files.  NULL with the error set.
 */
struct known_file *known_file(
    struct family_files *, const char *path, const char *text, size_t len, struct error *);

/* "text: at 12 ...": an error in an expression; at: offset in the text. */
_Noreturn void expr_fail(struct family_loader *, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Raises the error of a word that is not there: "no WHAT "x"; did you mean "y"?" */
_Noreturn void load_unknown(struct family_loader *, const char *what, const char *word,
    const char *const *words, size_t stride);

/* The OID, after the file's base unless it is absolute; what: "at", for errors. */
struct oid load_oid(struct family_loader *, const char *what, const char *text);
struct oid load_oid_copy(struct family_loader *, const uint32_t *, size_t n);

/* The strings or numbers of the value on top of the stack, as what stands for none; pops it. */
struct none_list load_none(struct family_loader *);

/* A duration at this key in seconds; absent: otherwise. */
uint32_t load_span(struct family_loader *, int table, const char *key, uint32_t otherwise);

/* A number at this key; absent: otherwise. */
double load_number(struct family_loader *, int table, const char *key, double otherwise);
struct pattern *family_pattern(struct family_loader *, const char *text);

/* An expression at this key; NULL if absent.  Its names are resolved later. */
struct expr *load_expr(struct family_loader *, int table, const char *key, int each);
struct expr *load_expr_text(struct family_loader *, const char *text, int each);

/* -1: none. */
int family_table_named(const struct family *, const char *);
int table_item(const struct table *, const char *, bool *is_part);
/* Also raises when there is none. */
int load_table_named(struct family_loader *, const char *);

/* family_rule.c, for family_feed.c too */
struct rule *new_rule(struct family_loader *, int table); /* behind f->rules, not counted yet */
void add_gate(struct family_loader *, struct rule *, struct expr *gate);
struct target *new_target(struct family_loader *, const struct rule *, struct target *,
    const char *name, const struct field *, int metric);

/* The value on top of the stack is the target's; unit: NULL, or what its name says. */
void load_target(
    struct family_loader *, struct rule *, struct expr *gate, struct target *, const char *unit);
void load_feed(struct family_loader *, int table);

/* The target of this name in the rule; NULL: none.  Added: with no way yet. */
struct target *rule_target(const struct rule *, const char *name);
struct target *add_target(
    struct family_loader *, struct rule *, const char *name, const struct field *, int metric);
void add_default(struct family_loader *, struct rule *, const char *name, const char *text);
struct way *add_way(struct family_loader *, struct target *);

/* The conversion of the options in these tables (stack indexes, 0: none), for a target. */
struct convert *load_family_convert(struct family_loader *, int own, int outer,
    const struct target *, const char *unit, bool *plain);

/* The names of a Lua table in order; NULL ends. */
const char **load_names(struct family_loader *, int table);

void family_tables(struct family_loader *);  /* of the file at work */
void family_builtin(struct family_loader *); /* system, engine */
void family_rules(struct family_loader *);
void family_link(struct family_loader *);

#endif
