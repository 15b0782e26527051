/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_EVALUATE_H
#define DECOM_EVALUATE_H

#include "family_internal.h"

/*
 * One evaluation of a family over two looks at an agent: evaluate_table.c
 * makes rows of varbinds, evaluate_column.c values of cells, rate.c
 * differences of counters, expr_eval.c the expressions, evaluate_rule.c
 * assets and feeds.  Tables are made and cells converted when something
 * asks for them.  All of it is bounded, whatever the agent said: rows by the
 * table's "most", work by WORK_MOST, memory by rows and one buffer of texts.
 */
enum { WORK_MOST = 4 << 20, SCRATCH_SIZE = 64 << 10, TEXT_MOST = 255, JOINED_MOST = 1000 };

enum datum_kind { DATUM_NONE, DATUM_LOST, DATUM_NUMBER, DATUM_TEXT };

struct datum {
	enum datum_kind kind;
	bool rated; /* covers the time between the looks */
	union {
		double number; /* finite */
		const char *text;
		const char *why; /* of what is lost; NULL: not known */
	};
	const struct varbind *from; /* the first that went into it; NULL: none did */
};

static inline struct datum
datum_none(void)
{
	return (struct datum){ .kind = DATUM_NONE };
}

static inline struct datum
datum_lost(void)
{
	return (struct datum){ .kind = DATUM_LOST };
}

enum cell_state { CELL_NEW, CELL_BUSY, CELL_DONE };
struct cell_value {
	enum cell_state state;
	struct datum value;
};

struct row {
	const uint32_t *index;          /* arcs behind the column */
	uint8_t n, at[PARTS_MAX + 1];   /* where each part begins, and the end of all */
	const struct varbind **objects; /* by the table's number of the object; NULL: not there */
	struct cell_value *cells;       /* by column */
};

/* Rows by the value of a column: sorted by hash, then in order of rows. */
struct key_entry {
	uint64_t hash;
	uint32_t row;
};
struct key_index {
	struct key_entry *entries; /* NULL: not made yet */
	size_t n;
};

struct table_rows {
	bool made, misfit_told;
	struct row *row;
	size_t n;
	uint8_t *told; /* troubles told, by column */
	struct key_index *keys;
};

/* The time between the looks, and whether counters can be compared over it. */
enum lapse_state { LAPSE_UNKNOWN, LAPSE_FIRST, LAPSE_OLD, LAPSE_LOST, LAPSE_GOOD };
struct lapse {
	enum lapse_state state;
	double seconds;
	const char *why;
};

struct env {
	const struct row *row[SCOPE_MAX];
};

struct evaluation {
	const struct family *f;
	const struct family_sight *sight;
	const struct family_sink *sink;
	struct pool pool;
	struct table_rows *tables;
	struct lapse lapse;
	size_t work;
	bool exhausted,
	    exhausted_told; /* of work or room for texts: what is not known yet is lost */
	bool stopped;       /* by the sink */
	bool no_memory;
	unsigned troubles;
	bool self;       /* the asset at hand is the agent itself */
	const char *key; /* of the asset at hand, for troubles */
	char *scratch;   /* texts of expressions */
	size_t scratch_used;
};

/* Kept until the end; NULL, and no_memory set, without memory. */
void *evaluation_alloc(struct evaluation *, size_t);
char *evaluation_copy(struct evaluation *, const char *, size_t n);

/* n more units of work; false if there were too many. */
bool evaluation_work(struct evaluation *, size_t n);

/* Tell of a trouble; rule may be NULL.  At most 100 are told of one agent. */
void evaluation_tell(struct evaluation *, enum trouble_kind, const char *rule, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Texts of expressions lie in a stack: what is above a mark is gone when it is released. */
size_t scratch_mark(const struct evaluation *);
void scratch_release(struct evaluation *, size_t mark);
char *scratch_text(struct evaluation *, const char *, size_t n); /* NULL: exhausted */

/* evaluate_table.c */
const struct table_rows *table_rows(struct evaluation *, int table);

/* The arcs of an index part as a value; a text lies in scratch. */
struct datum part_datum(struct evaluation *, const struct table *, const struct row *, size_t part);

/* A name of the row: "7", "1.7", "0:e:d3"; in the pool. */
const char *row_name(struct evaluation *, const struct table *, const struct row *);

/* Going over the rows that fit the joins of an expr_rows; its filter is the caller's to test. */
struct rows_walk {
	const struct expr_rows *rows;
	const struct table_rows *of;
	const struct key_entry *by_key; /* NULL: in order of rows */
	size_t i, end;
	size_t checked; /* joins that need no test */
};
void rows_begin(struct evaluation *, struct env *, const struct expr_rows *, struct rows_walk *);
const struct row *rows_next(struct evaluation *, struct env *, struct rows_walk *);

/* evaluate_column.c: the value of a cell; texts stay until the end. */
struct datum cell_datum(struct evaluation *, int table, const struct row *, int column);

/* A trouble with a column's value, told a few times only. */
void cell_tell(struct evaluation *, int table, const struct column *, const struct varbind *,
    enum trouble_kind, const char *text);

/* Is the raw value one of those that stand for none? */
bool cell_is_none(struct evaluation *, const struct column *, const struct varbind *);

/* Scale, digits and factor of the column; none or lost stay. */
struct datum cell_scaled(
    struct evaluation *, int table, const struct row *, const struct column *, struct datum);

/* rate.c: the change of a counter, a second if so asked. */
struct datum counter_change(
    struct evaluation *, int table, const struct row *, int column, bool per_second);
const struct lapse *evaluation_lapse(struct evaluation *);

/* expr_eval.c */
struct datum expr_eval(struct evaluation *, struct env *, const struct expr *);
/* expr_aggregate.c: sum, mean, max, min, count, first, last, join. */
struct datum expr_aggregate(struct evaluation *, struct env *, const struct expr *);

/* The next row that passes the filter too; NULL: no more. */
const struct row *expr_next_row(struct evaluation *, struct env *, struct rows_walk *);

/* The row that an EXPR_CELL, EXPR_PART or EXPR_LOOKUP is about; NULL: none. */
const struct row *expr_row(struct evaluation *, struct env *, const struct expr *);
bool datum_true(const struct datum *);

/* Is the condition true of the rows at hand?  None at all (NULL) is. */
bool expr_holds(struct evaluation *, struct env *, const struct expr *);
bool datum_equal(const struct datum *, const struct datum *);
uint64_t datum_hash(const struct datum *);
bool datum_to_number(const struct datum *, double *); /* a text must be one as a whole */
const char *datum_to_text(const struct datum *, char buf[32]);
struct datum datum_of(double number, const struct varbind *from);

/* The whole text is a number; or, with rest, it begins with one. */
bool text_number(const char *, double *, const char **rest);

/* evaluate_value.c: what a target of a rule came to. */
struct outcome {
	bool there, said;   /* said: not a constant */
	struct value value; /* of a field, or a text; lives until the end */
	double number;      /* of a metric */
	struct datum datum; /* as it was before; lost: why */
	const char *why;    /* why there is none; NULL: nothing is wrong */
	char buf[160];      /* for why */
};
void target_outcome(struct evaluation *, struct env *, const struct target *, struct outcome *);

/* Drops what a check of the rule does not bear out. */
void rule_checks(struct evaluation *, struct env *, const struct rule *, struct outcome *);

/* Tells the sink's value() of it. */
void outcome_show(struct evaluation *, const struct target *, const struct outcome *);

/* evaluate_rule.c */
void rules_evaluate(struct evaluation *);

#endif
