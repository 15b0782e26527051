/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_RULE_H
#define DECOM_RULE_H

#include <regex.h>

#include "adapter.h"
#include "convert.h"
#include "pool.h"

/*
 * A compiled adapter: plain C, never changed after adapter_new() but for its
 * counters.  All of it lies in the adapter's pool.
 *
 * A block is something that a path selects and whose inner texts are kept:
 * a record, an ancestor that records look up to (^host), an entry of a
 * lookup, or the document itself.  A block has slots; a capture says which
 * path inside it fills which slot.  The automaton (automaton.h) runs over
 * the paths of all blocks at once.
 */
enum { NONE = -1 };

enum test_op { TEST_THERE, TEST_IS, TEST_IS_NOT, TEST_LIKE, TEST_UNLIKE };

/* Answers given before: records repeat a few texts, and lists of globs are long. */
#define MEMO_SLOTS 32
#define MEMO_TEXT 48
struct memo {
	struct {
		char text[MEMO_TEXT];
		bool used, hit;
	} slots[MEMO_SLOTS];
};

/* [@name='x'|'y'], and what stands in "where": one of the values, compared without case and outer
 * blanks. */
struct test {
	enum test_op op;
	char *attr;      /* of the step's element; NULL where something else is tested */
	int slot, block; /* "where": whose text */
	size_t n;
	char **values;
	int lookup;        /* the values are keys of this lookup; NONE */
	struct memo *memo; /* of a test with many globs; NULL: none */
};

/*
 * [child='x'] of a step: the child may come before or after what is captured
 * below the step, so the captures wait until the step's element ends.
 */
struct guard {
	size_t n;
	struct test *tests;
	struct path *children; /* n paths from the step's element */
};

struct step {
	char *name;    /* "*" any */
	char *uri;     /* NULL: any namespace */
	bool glob;     /* fnmatch; "*" alone is no glob */
	bool deep;     /* any number of levels before it */
	size_t ntests; /* on attributes */
	struct test *tests;
	int guard; /* of the block; NONE */
};

/* The element's own name, as a last step; stands where an attribute's name would. */
#define PATH_NAME "name()"

struct path {
	size_t n;
	struct step *steps;
	char *attr; /* NULL: the element's text */
	char *attr_uri;
	bool deep; /* some step is */
};

enum slot_mode {
	SLOT_FIRST,    /* the first text that is not blank */
	SLOT_ALL,      /* all that are not blank */
	SLOT_POSITIONS /* all, also blank ones */
};

enum capture_role { CAPTURE_TEXT, CAPTURE_CELL, CAPTURE_CELL_TEXT };

/* Fills a slot, tests a child for a guard, or is a grid's cell. */
struct capture {
	enum capture_role role;
	struct path path;
	int slot;
	int guard;      /* waits for this guard; NONE */
	int test;       /* of that guard: this capture is its child; NONE */
	int guard_step; /* which step of the path holds the guard */
};

enum block_kind { BLOCK_RECORD, BLOCK_SCOPE, BLOCK_LOOKUP, BLOCK_ROOT };

struct block {
	enum block_kind kind;
	int id;         /* in the adapter */
	int of;         /* which rule or lookup */
	struct path at; /* from the root element's parent */
	char *key;      /* a scope: "^host" */
	size_t ncaptures, nslots, nguards;
	struct capture *captures;
	enum slot_mode *modes; /* of slots */
	char **texts;          /* the paths of slots; NULL: none of its own */
	struct guard *guards;
};

/* A text of the record itself, or of the nearest block (scope) around it. */
struct ref {
	int block, slot;
};

enum way_kind {
	WAY_PATH,   /* refs[0] */
	WAY_JOIN,   /* all refs, text between */
	WAY_SUM,    /* numbers of all nodes of all refs */
	WAY_CONST,  /* text */
	WAY_FILE,   /* the file's name, through pattern */
	WAY_SERIES, /* refs[0] + number of the record * refs[1] */
	WAY_COLUMN  /* text: a legend's word */
};

/* One way to come by a value. */
struct way {
	enum way_kind kind;
	size_t nrefs;
	struct ref *refs;
	char *text;
	char *list;   /* join all nodes with this; NULL: the first node */
	int *lookups; /* one after the other; nlookups */
	size_t nlookups;
	regex_t *pattern;  /* NULL: none */
	struct test *when; /* NULL: always */
	struct convert *convert;
	struct convert *number; /* of each node of a sum; NULL: convert itself */
};

struct rule {
	char *label;               /* "asset.serial" */
	const struct field *field; /* NULL: a metric, a time */
	int metric;                /* NONE */
	bool identity;             /* placeholders are told */
	size_t n;
	struct way *ways;
	uint64_t filled; /* how often it gave a value */
};

/* A header row over cells: SpreadsheetML. */
struct column {
	char *heading;
	int slot;
};
struct grid {
	char *index, *across, *down; /* attributes of row and cell; NULL: none */
	struct ref sheet;            /* block NONE: all rows are one sheet */
	size_t nsheets;
	char **sheets;   /* globs of those wanted; none: all */
	uint32_t header; /* row number; 0: found by its texts */
	size_t nheads;
	char **heads; /* texts that the header row must hold; none: any two columns */
	size_t ncolumns;
	struct column *columns;
};

/* Positions named in the file's head: rrdtool xport. */
struct legend {
	struct ref names;
	int values;       /* slot */
	regex_t *pattern; /* two groups: asset and metric; NULL: the metric alone */
};

struct record_rule {
	enum record_kind kind;
	char *name;
	int block;
	bool optional;
	size_t nwhere;
	struct test *where;
	size_t nfields;
	struct rule *fields;
	struct rule *time, *interval; /* NULL: none */
	struct grid *grid;
	struct legend *legend;
	size_t ncaps;
	uint32_t *caps; /* row numbers at which exports stop */
	int total;      /* slot of the root block; NONE */
	uint64_t matched, delivered;
};

/* Keys to texts, filled while reading. */
struct lookup_rule {
	char *name;
	int block;
	bool late;    /* comes after what needs it: the file is read twice */
	bool outline; /* key is a level: the nearest lower one above, from "from" on */
	int from;
	struct rule *key, *value;
	size_t nwhere;
	struct test *where;
};

struct namespace
{
	char *prefix, *uri;
};

struct adapter {
	struct pool pool;
	char *name, *title, *format;
	char *currency;
	unsigned digits;
	size_t nroots, nforest, nnamespaces, nblocks, nrecords, nlookups;
	char **roots, **forest;
	char *root_uri; /* NULL: any */
	struct namespace *namespaces;
	struct block **blocks;
	struct record_rule *records;
	struct lookup_rule *lookups;
	int root_block;            /* NONE */
	bool repair, late;         /* late: some lookup needs a first reading */
	struct observed *observed; /* NULL: no dry run */
	size_t nconverts, nregex;  /* to free */
	struct convert **converts;
	regex_t **regexes;
};

/* Whether a text passes: any of the values, as the operation says.  NULL: absent. */
bool test_passes(const struct test *, const char *text);

#endif
