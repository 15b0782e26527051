/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EXPR_H
#define DECOM_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Expressions of device families: text is parsed to a tree of names
 * (expr_parse.c), names are resolved to tables, columns and rows
 * (expr_resolve.c), the tree is evaluated many times (expr_eval.c).  Trees
 * live in the family's pool and never change after resolving.
 */
enum expr_op {
	/* as they are written */
	EXPR_NUMBER,
	EXPR_TEXT,
	EXPR_NAME, /* name, name.column, name[filter].column: not resolved yet */
	EXPR_CALL, /* of a function, not resolved yet */
	EXPR_NEGATE,
	EXPR_NOT,
	EXPR_ADD,
	EXPR_SUBTRACT,
	EXPR_MULTIPLY,
	EXPR_DIVIDE,
	EXPR_POWER,
	EXPR_CONCAT,
	EXPR_EQUAL, /* the first with any of the others */
	EXPR_UNEQUAL,
	EXPR_LIKE,
	EXPR_LESS,
	EXPR_GREATER,
	EXPR_AT_MOST,
	EXPR_AT_LEAST,
	EXPR_AND,
	EXPR_OR,
	/* resolved names */
	EXPR_CELL,   /* a column of a row at hand */
	EXPR_PART,   /* an index part of a row at hand */
	EXPR_LOOKUP, /* of the first row that fits */
	EXPR_ROWS,   /* 1 if a row fits */
	/* resolved calls */
	EXPR_SUM,
	EXPR_MEAN,
	EXPR_MAX,
	EXPR_MIN,
	EXPR_COUNT,
	EXPR_FIRST,
	EXPR_LAST,
	EXPR_JOIN,
	EXPR_LARGEST, /* max and min of several values */
	EXPR_SMALLEST,
	EXPR_RATE,
	EXPR_DELTA,
	EXPR_ANY,
	EXPR_IF,
	EXPR_TO_NUMBER,
	EXPR_AGE,
	EXPR_BIT,
	EXPR_EXISTS
};

/* Rows at hand, one in another: the rule's, an aggregate's, a filter's, ... */
enum { SCOPE_MAX = 8, JOINS_MAX = 8 };

/* An index part that must equal one of a row at hand. */
struct expr_join {
	uint8_t part, depth, other;
};

/* Which rows of a table: for EXPR_LOOKUP, EXPR_ROWS and the aggregates. */
struct expr_rows {
	int table;
	uint8_t depth; /* of the row that filter and body see */
	uint8_t njoins;
	struct expr_join joins[JOINS_MAX]; /* in order of parts */
	int outer[SCOPE_MAX];              /* the tables of the rows at hand around it */
	struct expr *filter;               /* NULL: all */
	int key; /* of a filter "column = VALUE": the table's index by that column; -1: none */
	const struct expr *key_value; /* which does not depend on the row */
};

struct expr {
	enum expr_op op;
	uint16_t at; /* in the text, for errors */
	uint8_t depth;
	bool is_part; /* EXPR_LOOKUP: item is an index part */
	size_t n;
	struct expr **args;
	double number;
	const char *text;   /* a text; the name, before it is resolved */
	const char *column; /* NULL: none */
	struct expr *filter;
	int table, item; /* of EXPR_CELL, EXPR_PART, EXPR_LOOKUP: column or index part */
	struct expr_rows *rows;
};

struct family_loader;

/* Parse; the loader's error names the place in the text.  Raises a Lua error. */
struct expr *expr_parse(struct family_loader *, const char *text);

/*
 * Resolve the names in it.  each: the table of the row at hand, -1: none.
 * Marks what it uses.  Raises a Lua error.
 */
void expr_resolve(struct family_loader *, struct expr *, const char *text, int each);

#endif
