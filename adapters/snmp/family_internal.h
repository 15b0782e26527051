/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FAMILY_INTERNAL_H
#define DECOM_FAMILY_INTERNAL_H

#include <regex.h>

#include "convert.h"
#include "expr.h"
#include "family.h"
#include "pool.h"

/*
 * A compiled family.  Only the files of families read it; it never changes
 * after family_new(), and everything in it lives in its pool but what
 * family_free() names.
 */
struct family_match {
	const struct oid *oids; /* prefixes of sysObjectID: any of them; 0: not asked for */
	size_t noids;
	const char *const *descrs; /* globs over sysDescr, case ignored: any of them */
	size_t ndescrs;
	const struct oid *answers; /* a GETNEXT must stay inside one of them */
	size_t nanswers;
	int score; /* added to what the parts of the match are worth */
};

/* How the arcs of an index are read. */
enum part_kind { PART_ARC, PART_TEXT, PART_IMPLIED, PART_MAC, PART_ADDRESS, PART_OID, PART_REST };
enum { PARTS_MAX = JOINS_MAX };

struct part {
	const char *name;
	enum part_kind kind;
};

enum column_as {
	AS_WIRE,
	AS_NUMBER,
	AS_TEXT,
	AS_COUNTER,
	AS_GAUGE,
	AS_UNSIGNED,
	AS_SIGNED,
	AS_HEX,
	AS_MAC,
	AS_UUID,
	AS_DATE,
	AS_OID
};

/* A number, or a text where text is not NULL. */
struct literal {
	const char *text;
	double number;
};
struct pair {
	struct literal from, to;
};

/* A regular expression of which the first group counts; compiled when it is first used. */
struct pattern {
	const char *text;
	regex_t re;
	bool made, bad; /* bad: without memory */
};

/* The first group where the text fits; false: it does not. */
bool pattern_match(struct pattern *, const char *text, regmatch_t *group);

/* What stands for "no value". */
struct none_list {
	const struct literal *values;
	size_t n;
};

struct column {
	const char *name;
	int object, low; /* places in the table's objects; low -1: no lower half */
	enum column_as as;
	bool numeric; /* scaled or bounded: a text must be a number */
	bool used;
	uint8_t leans; /* columns that its expressions lean on, and itself; 0: not known yet */
	bool counted;  /* some expression reckons with it: a text that is no number is told of */
	struct pattern *pattern;
	const struct pair *map;
	size_t nmap;
	struct none_list none, file_none;
	double scale, least, most;
	struct expr *digits, *factor, *fastest;
	const struct pair
	    *factors; /* of the text or number that factor says; 0: it is the number */
	size_t nfactors;
	const char *digits_text, *factor_text, *fastest_text; /* for errors */
};

/* One object of a table, or scalar: what is read. */
struct object {
	struct oid oid;
	const char *name; /* "outlet.power" */
	uint32_t every;
	bool used;
};

struct table {
	const char *name;
	struct oid at;
	struct part *parts; /* 0: a group of scalars */
	size_t nparts;
	struct column *columns;
	size_t ncolumns;
	struct object *objects;
	size_t nobjects;
	uint32_t every;
	struct oid marker, unless; /* n 0: none */
	const char *unless_text;   /* a table, or a column, until all of them are known */
	uint32_t most;
	int reset; /* column whose change makes deltas lost; -1: none */
	bool used;
	const char *file; /* that declares it */
	int keys[16];     /* columns (or ~part) by which rows are looked up, see struct expr_rows */
	size_t nkeys;
};

/* The tables that every family has. */
enum { TABLE_SYSTEM, TABLE_ENGINE };
enum { SYSTEM_DESCR, SYSTEM_OBJECT, SYSTEM_UPTIME, SYSTEM_CONTACT, SYSTEM_NAME, SYSTEM_LOCATION };
enum { ENGINE_BOOTS, ENGINE_TIME };

/* One way to a value; the first that has one counts. */
struct way {
	struct expr *value; /* NULL: the constant, or the agent's address */
	bool address;
	bool self;                /* of the agent's own asset only */
	struct value fixed;       /* the constant of a field or a text */
	double number;            /* of a metric */
	struct expr *when, *gate; /* of the value, of its rule; NULL: always */
	struct pattern *pattern;
	struct convert *convert;
	bool plain; /* a number goes as it is */
};

/* A field, or a metric (field NULL), or a text (neither). */
struct target {
	const char *name, *label; /* "serial", "blade.serial" */
	const struct field *field;
	int metric; /* -1: none */
	struct way *ways;
	size_t n;
};

/* The value must be near one of the sides, or at most, or at least, one of them. */
enum check_kind { CHECK_NEAR, CHECK_MOST, CHECK_LEAST };
struct check {
	enum check_kind kind;
	const char *name; /* of the target */
	size_t target;
	struct expr **sides;
	const char **texts; /* of the sides */
	size_t n;
	struct expr *when;
	double within, from;
};

enum { SILENT_NAME, SILENT_VENDOR, SILENT_CLASS };
struct rule {
	const char *name; /* "blade", "asset" */
	int each;         /* table; -1: the agent itself */
	struct expr *where;
	struct expr *self;   /* the row for which this holds is the agent itself; NULL: none is */
	struct expr **gates; /* the agent's: of the rules merged in it, one must hold */
	size_t ngates;
	struct target *targets;
	size_t ntargets;
	struct check *checks;
	size_t nchecks;
	bool feed;
	int of; /* feeds: table of the asset that it is part of; -1: the agent's */
	struct expr *of_row;
	struct target *label, *outlet; /* feeds; NULL: none */
	const char *vendor, *class;    /* of the file */
	bool silent[3];                /* name, vendor, class = false */
	bool defaulted;                /* the family's vendor and class stand before its parts' */
};

struct family {
	struct pool pool;
	const char *name, *title;
	bool part; /* has no match: serves others only */
	struct family_match match;
	struct family_pace pace;
	struct table *tables;
	size_t ntables;
	struct rule *rules; /* of assets, the agent's own first, then of feeds */
	size_t nrules;
	struct family_read *reads;
	size_t nreads;
	/* not in the pool */
	struct pattern **patterns;
	size_t npatterns;
	struct convert **converts;
	size_t nconverts;
};

/*
 * Files that have been run, kept while many families are compiled: parts are
 * shared.  NULL without memory.
 */
struct family_files;
struct family_files *family_files_new(void);
void family_files_free(struct family_files *); /* NULL is fine */

/*
 * Compile NAME.lua of the first folder that has it (NULL ends), with the parts it
 * names, which are looked for in the same way.  files may be NULL.  NULL with
 * the error set.
 */
struct family *family_new(
    struct family_files *files, const char *const *dirs, const char *name, struct error *);

/* The same of text in memory; path is what errors call it.  Parts come from dirs. */
struct family *family_new_text(const char *const *dirs, const char *name, const char *path,
    const char *text, size_t len, struct error *);
void family_free(struct family *); /* NULL is fine */

/* Does the text fit the glob (* ? [a-z]; case ignored)?  In time at most the product of both. */
bool glob_match(const char *glob, const char *text);

#endif
