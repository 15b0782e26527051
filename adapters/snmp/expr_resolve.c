/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <string.h>

#include "family_load.h"

/*
 * Names to tables, columns and rows.  A scope is the tables of which a row
 * is at hand, the outermost first: the rule's (or the column's own), then one
 * for each filter and aggregate around the name.
 */
struct scope {
	struct family_loader *fl;
	int each; /* table of the rule; NONE */
	uint8_t n;
	int tables[SCOPE_MAX];
};

static const struct function {
	const char *name;
	enum expr_op op;
	uint8_t least, most; /* arguments */
} functions[] = { { "sum", EXPR_SUM, 1, 1 }, { "mean", EXPR_MEAN, 1, 1 },
	{ "max", EXPR_MAX, 1, 64 }, { "min", EXPR_MIN, 1, 64 }, { "count", EXPR_COUNT, 1, 1 },
	{ "first", EXPR_FIRST, 1, 1 }, { "last", EXPR_LAST, 1, 1 }, { "join", EXPR_JOIN, 2, 2 },
	{ "rate", EXPR_RATE, 1, 1 }, { "delta", EXPR_DELTA, 1, 1 }, { "any", EXPR_ANY, 1, 64 },
	{ "if", EXPR_IF, 2, 3 }, { "number", EXPR_TO_NUMBER, 1, 1 }, { "age", EXPR_AGE, 1, 1 },
	{ "bit", EXPR_BIT, 2, 2 }, { "exists", EXPR_EXISTS, 1, 1 }, { NULL } };

static void resolve(struct scope *, struct expr *);

static void
use(struct family *f, int table, int item, bool is_part)
{
	struct table *t = &f->tables[table];

	t->used = true;
	if (!is_part && item != NONE)
		t->columns[item].used = true;
}

/* "no column "powr" in table outlet; did you mean "power"?"; in: NULL, or where it is looked for.
 */
static _Noreturn void
unknown(struct scope *s, const struct expr *e, const char *what, const char *word, const char *in,
    const char *const *names)
{
	const char *near = nearest_word(word, names, sizeof(*names));

	expr_fail(s->fl, e->at, "no %s \"%.60s\"%s%s%s%s%s", what, word,
	    in != NULL ? " in table " : "", in != NULL ? in : "",
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

/* The columns and index parts of a table, then more names; NULL ends. */
static const char **
item_names(struct scope *s, const struct table *t, const char **names, size_t n)
{
	size_t i;

	for (i = 0; t != NULL && i < t->ncolumns; i++) {
		names = load_grow(&s->fl->ld, names, n, sizeof(*names));
		names[n++] = t->columns[i].name;
	}
	for (i = 0; t != NULL && i < t->nparts; i++) {
		names = load_grow(&s->fl->ld, names, n, sizeof(*names));
		names[n++] = t->parts[i].name;
	}
	names = load_grow(&s->fl->ld, names, n, sizeof(*names));
	names[n] = NULL;
	return names;
}

static const char **
table_names(struct scope *s, size_t *n)
{
	const struct family *f = s->fl->f;
	const char **names = NULL;
	size_t i;

	for (i = 0; i < f->ntables; i++) {
		names = load_grow(&s->fl->ld, names, i, sizeof(*names));
		names[i] = f->tables[i].name;
	}
	*n = f->ntables;
	names = load_grow(&s->fl->ld, names, *n, sizeof(*names));
	names[*n] = NULL;
	return names;
}

/* The innermost row at hand of this table; -1: none. */
static int
depth_of(const struct scope *s, int table)
{
	int i;

	for (i = s->n - 1; i >= 0; i--)
		if (s->tables[i] == table)
			return i;
	return NONE;
}

static void
set_cell(struct scope *s, struct expr *e, int depth, int item, bool is_part)
{
	e->op = is_part ? EXPR_PART : EXPR_CELL;
	e->depth = (uint8_t)depth;
	e->table = s->tables[depth];
	e->item = item;
	use(s->fl->f, e->table, item, is_part);
}

/* A bare name that is a column or an index part of a row at hand. */
static bool
resolve_bare(struct scope *s, struct expr *e)
{
	bool is_part;
	int i, item;

	for (i = s->n - 1; i >= 0; i--) {
		item = table_item(&s->fl->f->tables[s->tables[i]], e->text, &is_part);
		if (item != NONE) {
			set_cell(s, e, i, item, is_part);
			return true;
		}
	}
	return false;
}

/* Which rows of the table: those whose index parts equal those at hand of the same name. */
static struct expr_rows *
make_rows(struct scope *s, const struct expr *e, int table, bool again)
{
	const struct family *f = s->fl->f;
	const struct table *t = &f->tables[table], *u;
	struct expr_rows *r = load_alloc(&s->fl->ld, sizeof(*r));
	bool is_part;
	size_t p;
	int i, other;

	r->table = table;
	r->depth = s->n;
	r->key = NONE;
	memcpy(r->outer, s->tables, sizeof(r->outer));
	if (s->n == SCOPE_MAX)
		expr_fail(s->fl, e->at, "filters and aggregates nested too deep");
	for (p = 0; p < t->nparts; p++)
		for (i = s->n - 1; i >= 0; i--) {
			if (again && s->tables[i] == table)
				continue;
			u = &f->tables[s->tables[i]];
			other = table_item(u, t->parts[p].name, &is_part);
			if (other == NONE || !is_part)
				continue;
			r->joins[r->njoins++] =
			    (struct expr_join){ (uint8_t)p, (uint8_t)i, (uint8_t)other };
			break;
		}
	return r;
}

static void
push(struct scope *s, int table)
{
	s->tables[s->n++] = table;
}

/* Does the value depend on the row at this depth? */
static bool
depends(const struct expr *e, uint8_t depth)
{
	size_t i;

	if ((e->op == EXPR_CELL || e->op == EXPR_PART) && e->depth == depth)
		return true;
	if (e->rows != NULL) {
		for (i = 0; i < e->rows->njoins; i++)
			if (e->rows->joins[i].depth == depth)
				return true;
		if (e->rows->filter != NULL && depends(e->rows->filter, depth))
			return true;
	}
	for (i = 0; i < e->n; i++)
		if (depends(e->args[i], depth))
			return true;
	return false;
}

/* The number of the table's index by this item, made if there is room; -1. */
static int
key_of(struct table *t, int item, bool is_part)
{
	int code = is_part ? ~item : item;
	size_t i;

	for (i = 0; i < t->nkeys; i++)
		if (t->keys[i] == code)
			return (int)i;
	if (t->nkeys == sizeof(t->keys) / sizeof(*t->keys))
		return NONE;
	t->keys[t->nkeys] = code;
	return (int)t->nkeys++;
}

/* A filter that says "column = VALUE": rows are found by that, see expr_rows. */
static void
find_key(struct scope *s, struct expr_rows *r, const struct expr *filter)
{
	const struct expr *side;
	size_t i;

	if (r->key != NONE)
		return;
	if (filter->op == EXPR_AND) {
		find_key(s, r, filter->args[0]);
		find_key(s, r, filter->args[1]);
		return;
	}
	if (filter->op != EXPR_EQUAL || filter->n != 2)
		return;
	for (i = 0; i < 2 && r->key == NONE; i++) {
		side = filter->args[i];
		if ((side->op != EXPR_CELL && side->op != EXPR_PART) || side->depth != r->depth ||
		    depends(filter->args[1 - i], r->depth))
			continue;
		r->key = key_of(&s->fl->f->tables[r->table], side->item, side->op == EXPR_PART);
		r->key_value = filter->args[1 - i];
	}
}

static void
resolve_filter(struct scope *s, struct expr_rows *r, struct expr *filter)
{
	if (filter == NULL)
		return;
	push(s, r->table);
	resolve(s, filter);
	s->n--;
	r->filter = filter;
	find_key(s, r, filter);
}

static int
named_table(struct scope *s, const struct expr *e)
{
	int table = family_table_named(s->fl->f, e->text);
	size_t n;

	if (table == NONE)
		unknown(s, e, "table", e->text, NULL, table_names(s, &n));
	return table;
}

static int
named_item(struct scope *s, const struct expr *e, int table, bool *is_part)
{
	const struct table *t = &s->fl->f->tables[table];
	int item = table_item(t, e->column, is_part);

	if (item != NONE)
		return item;
	unknown(s, e, "column", e->column, t->name, item_names(s, t, NULL, 0));
}

static void
resolve_each(struct scope *s, struct expr *e)
{
	bool is_part;
	int item;

	if (s->each == NONE || s->n == 0)
		expr_fail(s->fl, e->at, "there is no row that \"each\" could mean");
	if (e->column == NULL || e->filter != NULL)
		expr_fail(s->fl, e->at, "write each.COLUMN");
	item = named_item(s, e, s->tables[0], &is_part);
	set_cell(s, e, 0, item, is_part);
}

static void
resolve_name(struct scope *s, struct expr *e)
{
	size_t n;
	int table, depth, item;
	bool is_part = false;

	if (e->column == NULL && e->filter == NULL) {
		if (resolve_bare(s, e))
			return;
		if (family_table_named(s->fl->f, e->text) == NONE) {
			const char **names = table_names(s, &n);

			unknown(s, e, s->n > 0 ? "column or table" : "table", e->text, NULL,
			    item_names(s, s->n > 0 ? &s->fl->f->tables[s->tables[s->n - 1]] : NULL,
				names, n));
		}
	}
	if (strcmp(e->text, "each") == 0) {
		resolve_each(s, e);
		return;
	}
	table = named_table(s, e);
	item = e->column != NULL ? named_item(s, e, table, &is_part) : NONE;
	depth = e->filter == NULL && item != NONE ? depth_of(s, table) : NONE;
	if (depth != NONE) {
		set_cell(s, e, depth, item, is_part);
		return;
	}
	e->rows = make_rows(s, e, table, e->filter != NULL);
	resolve_filter(s, e->rows, e->filter);
	e->op = item == NONE ? EXPR_ROWS : EXPR_LOOKUP;
	e->table = table;
	e->item = item;
	e->is_part = item != NONE && is_part;
	use(s->fl->f, table, item, e->is_part);
}

/* Is it a table's name that is no row at hand?  *indexed: it has an index. */
static bool
is_over(struct scope *s, const struct expr *e, bool *indexed)
{
	const struct family *f = s->fl->f;
	bool is_part;
	int table, i;

	if (e->op != EXPR_NAME)
		return false;
	if (e->column == NULL && e->filter == NULL)
		for (i = 0; i < s->n; i++)
			if (table_item(&f->tables[s->tables[i]], e->text, &is_part) != NONE)
				return false;
	table = family_table_named(f, e->text);
	if (table == NONE || (e->filter == NULL && depth_of(s, table) != NONE))
		return false;
	*indexed = f->tables[table].nparts > 0;
	return true;
}

static bool
is_aggregate(struct scope *s, const struct expr *e)
{
	static const char *const names[] = { "sum", "mean", "count", "first", "last", "join", "max",
		"min" };
	size_t i;

	for (i = 0; e->op == EXPR_CALL && i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(e->text, names[i]) == 0)
			return i < 6 || e->n == 1;
	return false;
}

/* What an aggregate goes over: the first name of a table with an index, else the first of any. */
static struct expr *
find_over(struct scope *s, struct expr *e, bool want_index)
{
	struct expr *found = NULL;
	bool indexed = false;
	size_t i;

	if (is_over(s, e, &indexed) && (indexed || !want_index))
		return e;
	if (is_aggregate(s, e))
		return NULL;
	for (i = 0; found == NULL && i < e->n; i++)
		found = find_over(s, e->args[i], want_index);
	return found;
}

static void
resolve_aggregate(struct scope *s, struct expr *e)
{
	struct expr *over = find_over(s, e->args[0], true);
	int table;

	if (over == NULL)
		over = find_over(s, e->args[0], false);
	if (over == NULL)
		resolve(s, e->args[0]); /* a name that is not there is the better error */
	if (over == NULL)
		expr_fail(s->fl, e->at, "%s() names no table to go over", e->text);
	table = named_table(s, over);
	e->rows = make_rows(s, e, table, over->filter != NULL);
	resolve_filter(s, e->rows, over->filter);
	use(s->fl->f, table, NONE, false);
	over->filter = NULL;
	if (over->column == NULL) { /* the rows themselves */
		over->op = EXPR_NUMBER;
		over->number = 1;
	}
	push(s, table);
	resolve(s, e->args[0]);
	s->n--;
	if (e->n > 1)
		resolve(s, e->args[1]);
}

static const struct function *
named_function(struct scope *s, const struct expr *e)
{
	const char *names[sizeof(functions) / sizeof(*functions)];
	size_t i;

	for (i = 0; functions[i].name != NULL; i++) {
		if (strcmp(functions[i].name, e->text) == 0)
			break;
		names[i] = functions[i].name;
	}
	if (functions[i].name == NULL) {
		names[i] = NULL;
		unknown(s, e, "function", e->text, NULL, names);
	}
	if (e->n < functions[i].least || e->n > functions[i].most)
		expr_fail(s->fl, e->at, "%s() takes %u to %u values, not %zu", e->text,
		    functions[i].least, functions[i].most, e->n);
	return &functions[i];
}

/* rate() and delta(): of a counter that is read at each poll. */
static void
check_counter(struct scope *s, const struct expr *e)
{
	const struct expr *of = e->args[0];
	struct family *f = s->fl->f;
	const struct column *c;
	struct table *t;

	if ((of->op != EXPR_CELL && of->op != EXPR_LOOKUP) || of->is_part)
		expr_fail(s->fl, e->at, "%s() takes a column, not a computed value", e->text);
	t = &f->tables[of->table];
	c = &t->columns[of->item];
	if (c->as == AS_GAUGE || (c->as >= AS_HEX && c->as <= AS_OID) || c->as == AS_TEXT)
		expr_fail(s->fl, of->at, "%s.%s is no counter", t->name, c->name);
	if (t->every != 0 && of->table != TABLE_SYSTEM)
		expr_fail(s->fl, of->at, "%s.%s is not read at each poll", t->name, c->name);
	if (t->reset != NONE)
		use(f, of->table, t->reset, false);
	use(f, TABLE_SYSTEM, SYSTEM_UPTIME, false);
	use(f, TABLE_ENGINE, ENGINE_BOOTS, false);
	use(f, TABLE_ENGINE, ENGINE_TIME, false);
}

static void
resolve_call(struct scope *s, struct expr *e)
{
	const struct function *fn = named_function(s, e);
	size_t i;

	if (is_aggregate(s, e)) {
		resolve_aggregate(s, e);
		e->op = fn->op;
		return;
	}
	for (i = 0; i < e->n; i++)
		resolve(s, e->args[i]);
	e->op = fn->op;
	if (e->op == EXPR_MAX)
		e->op = EXPR_LARGEST;
	if (e->op == EXPR_MIN)
		e->op = EXPR_SMALLEST;
	if (e->op == EXPR_AGE)
		use(s->fl->f, TABLE_SYSTEM, SYSTEM_UPTIME, false);
	if (e->op == EXPR_BIT && e->args[0]->op != EXPR_CELL && e->args[0]->op != EXPR_LOOKUP)
		expr_fail(s->fl, e->at, "bit() takes a column first");
	if (e->op == EXPR_RATE || e->op == EXPR_DELTA)
		check_counter(s, e);
}

static void
resolve(struct scope *s, struct expr *e)
{
	size_t i;

	if (e->op == EXPR_NAME)
		resolve_name(s, e);
	else if (e->op == EXPR_CALL)
		resolve_call(s, e);
	else
		for (i = 0; i < e->n; i++)
			resolve(s, e->args[i]);
}

void
expr_resolve(struct family_loader *fl, struct expr *e, const char *text, int each)
{
	struct scope s = { .fl = fl, .each = each };

	fl->text = text;
	if (each != NONE)
		push(&s, each);
	if (each != NONE)
		use(fl->f, each, NONE, false);
	resolve(&s, e);
}
