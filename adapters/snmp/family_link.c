/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "family_load.h"

/* How many columns may lean on each other: digits of a column whose digits ... */
enum { CHAIN_MOST = 8 };

struct expr *
load_expr_text(struct family_loader *fl, const char *text, int each)
{
	struct pending *p;

	fl->pending = load_grow(&fl->ld, fl->pending, fl->npending, sizeof(*p));
	p = &fl->pending[fl->npending];
	*p = (struct pending){ .text = load_copy(&fl->ld, text),
		.each = each,
		.column = fl->column,
		.file = fl->file };
	p->where = fl->ld.where != NULL ? load_copy(&fl->ld, fl->ld.where) : NULL;
	p->what = fl->ld.what != NULL ? load_copy(&fl->ld, fl->ld.what) : NULL;
	p->expr = expr_parse(fl, p->text);
	fl->npending++;
	return p->expr;
}

struct expr *
load_expr(struct family_loader *fl, int table, const char *key, int each)
{
	char *text = load_string(&fl->ld, table, key);

	return text != NULL ? load_expr_text(fl, text, each) : NULL;
}

static void
resolve_one(struct family_loader *fl, struct pending *p)
{
	fl->file = p->file;
	fl->ld.where = p->where;
	fl->ld.what = p->what;
	expr_resolve(fl, p->expr, p->text, p->each);
	p->done = true;
}

/* Those of rules, then of the columns that these use, until there are no more. */
static void
resolve_used(struct family_loader *fl)
{
	struct pending *p;
	bool more = true;
	size_t i;

	while (more) {
		more = false;
		for (i = 0; i < fl->npending; i++) {
			p = &fl->pending[i];
			if (p->done ||
			    (p->column != NONE && !fl->f->tables[p->each].columns[p->column].used))
				continue;
			resolve_one(fl, p);
			more = true;
		}
	}
}

static bool *
marks(struct family_loader *fl, bool *saved, bool restore)
{
	struct family *f = fl->f;
	size_t i, k, n = 0;

	for (i = 0; i < f->ntables; i++)
		n += f->tables[i].ncolumns + 1;
	if (saved == NULL)
		saved = load_alloc(&fl->ld, n * sizeof(*saved));
	for (i = n = 0; i < f->ntables; i++) {
		if (restore)
			f->tables[i].used = saved[n++];
		else
			saved[n++] = f->tables[i].used;
		for (k = 0; k < f->tables[i].ncolumns; k++)
			if (restore)
				f->tables[i].columns[k].used = saved[n++];
			else
				saved[n++] = f->tables[i].columns[k].used;
	}
	return saved;
}

/* The expressions of columns that nobody reads are checked all the same. */
static void
resolve_rest(struct family_loader *fl)
{
	bool *saved = marks(fl, NULL, false);
	size_t i;

	for (i = 0; i < fl->npending; i++)
		if (!fl->pending[i].done)
			resolve_one(fl, &fl->pending[i]);
	marks(fl, saved, true);
	fl->ld.where = fl->ld.what = NULL;
	fl->file = &fl->files[0];
}

static bool
is_arithmetic(const struct expr *e)
{
	return (e->op >= EXPR_ADD && e->op <= EXPR_POWER) || e->op == EXPR_NEGATE ||
	       e->op == EXPR_SUM || e->op == EXPR_MEAN || e->op == EXPR_MAX || e->op == EXPR_MIN ||
	       e->op == EXPR_LARGEST || e->op == EXPR_SMALLEST;
}

/* Which columns should be numbers: those that are reckoned with.  number: this value is. */
static void
mark_counted(struct family *f, const struct expr *e, bool number)
{
	bool passed = e->op == EXPR_ANY || e->op == EXPR_FIRST || e->op == EXPR_LAST;
	size_t i;

	if (number && !e->is_part && (e->op == EXPR_CELL || e->op == EXPR_LOOKUP))
		f->tables[e->table].columns[e->item].counted = true;
	if (e->rows != NULL && e->rows->filter != NULL)
		mark_counted(f, e->rows->filter, false);
	for (i = 0; i < e->n; i++)
		mark_counted(f, e->args[i],
		    is_arithmetic(e) || (number && (passed || (e->op == EXPR_IF && i > 0))));
}

static unsigned lean_of(struct family_loader *, struct table *, struct column *);

/* How many columns the expression leans on, one behind the other. */
static unsigned
lean(struct family_loader *fl, const struct expr *e)
{
	struct table *t;
	unsigned most = 0, n;
	size_t i;

	if (e == NULL)
		return 0;
	if (e->op == EXPR_CELL || (e->op == EXPR_LOOKUP && !e->is_part)) {
		t = &fl->f->tables[e->table];
		most = lean_of(fl, t, &t->columns[e->item]);
	}
	if (e->rows != NULL && (n = lean(fl, e->rows->filter)) > most)
		most = n;
	for (i = 0; i < e->n; i++)
		if ((n = lean(fl, e->args[i])) > most)
			most = n;
	return most;
}

/* The same of a column; an error if it comes back to itself. */
static unsigned
lean_of(struct family_loader *fl, struct table *t, struct column *c)
{
	const struct expr *exprs[] = { c->digits, c->factor, c->fastest };
	unsigned most = 0, n;
	size_t i;

	if (c->leans > 0 && c->leans <= CHAIN_MOST)
		return c->leans;
	if (c->leans > CHAIN_MOST)
		load_fail(&fl->ld,
		    "%s.%s: its digits, factor or fastest come back to it, or lean on "
		    "too many columns",
		    t->name, c->name);
	c->leans = CHAIN_MOST + 1; /* until it is known */
	for (i = 0; i < sizeof(exprs) / sizeof(*exprs); i++)
		if ((n = lean(fl, exprs[i])) > most)
			most = n;
	c->leans = (uint8_t)(most + 1);
	return c->leans > CHAIN_MOST ? lean_of(fl, t, c) : c->leans;
}

static void
check_columns(struct family_loader *fl)
{
	struct table *t;
	size_t i, k;

	for (i = 0; i < fl->f->ntables; i++) {
		t = &fl->f->tables[i];
		for (k = 0; k < t->ncolumns; k++)
			lean_of(fl, t, &t->columns[k]);
	}
}

static struct expr *
system_name(struct family_loader *fl)
{
	fl->ld.where = "asset";
	fl->ld.what = "name";
	return load_expr_text(fl, "system.name", NONE);
}

/* What no rule says of the agent itself. */
static void
add_own_defaults(struct family_loader *fl, struct rule *r)
{
	struct target *t;
	struct way *w;
	bool plain;

	if (rule_target(r, "name") == NULL && !r->silent[SILENT_NAME]) {
		t = add_target(fl, r, "name", field_named(asset_fields, "name"), NONE);
		w = add_way(fl, t);
		w->convert = load_family_convert(fl, 0, 0, t, NULL, &plain);
		w->value = system_name(fl);
		w->self = true;
	}
	if (rule_target(r, "address") == NULL) {
		t = add_target(fl, r, "address", field_named(asset_fields, "address"), NONE);
		w = add_way(fl, t);
		w->convert = load_family_convert(fl, 0, 0, t, NULL, &plain);
		w->address = w->self = true;
	}
}

/* vendor and class of the family, or else of the part; a rule's own come first. */
static void
add_defaults(struct family_loader *fl, struct rule *r)
{
	const struct family_file *own = &fl->files[0];

	if (r->each == NONE || r->self != NULL)
		add_own_defaults(fl, r);
	add_default(fl, r, "vendor", own->vendor != NULL ? own->vendor : r->vendor);
	add_default(fl, r, "class", own->class != NULL ? own->class : r->class);
}

/* unless = "table" or "table.column" */
static void
link_unless(struct family_loader *fl, struct table *t)
{
	const struct table *other;
	char name[80], where[80], *column;
	const char **names;
	bool is_part;
	size_t i;
	int item;

	snprintf(name, sizeof(name), "%.79s", t->unless_text);
	snprintf(where, sizeof(where), "table %.60s", t->name);
	fl->ld.where = where;
	fl->ld.what = "unless";
	if ((column = strchr(name, '.')) != NULL)
		*column++ = '\0';
	other = &fl->f->tables[load_table_named(fl, name)];
	t->unless = other->at;
	if (column != NULL) {
		item = table_item(other, column, &is_part);
		names = load_alloc(&fl->ld, (other->ncolumns + 1) * sizeof(*names));
		for (i = 0; i < other->ncolumns; i++)
			names[i] = other->columns[i].name;
		if (item == NONE || is_part)
			load_unknown(fl, "column", column, names, sizeof(*names));
		t->unless = other->objects[other->columns[item].object].oid;
	}
	fl->ld.where = fl->ld.what = NULL;
}

/* The agent's own rule first, feeds last. */
static void
order_rules(struct family_loader *fl)
{
	struct family *f = fl->f;
	struct rule *all = load_alloc(&fl->ld, (f->nrules + 1) * sizeof(*all));
	size_t i, n = 0;

	if (fl->own != NULL)
		all[n++] = *fl->own;
	for (i = 0; i < f->nrules; i++)
		if (!f->rules[i].feed)
			all[n++] = f->rules[i];
	for (i = 0; i < f->nrules; i++)
		if (f->rules[i].feed)
			all[n++] = f->rules[i];
	f->rules = all;
	f->nrules = n;
}

static void
find_checked(struct family_loader *fl, struct rule *r)
{
	const char **names = load_alloc(&fl->ld, (r->ntargets + 1) * sizeof(*names));
	const struct target *t;
	size_t i;

	for (i = 0; i < r->ntargets; i++)
		names[i] = r->targets[i].name;
	for (i = 0; i < r->nchecks; i++) {
		fl->ld.where = r->name;
		fl->ld.what = "checks";
		if ((t = rule_target(r, r->checks[i].name)) == NULL)
			load_unknown(
			    fl, "value of this rule", r->checks[i].name, names, sizeof(*names));
		r->checks[i].target = (size_t)(t - r->targets);
	}
	fl->ld.where = fl->ld.what = NULL;
}

/* Fields in the order of the catalogue, then metrics. */
static int
by_target(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	if ((x->field == NULL) != (y->field == NULL))
		return x->field == NULL ? 1 : -1;
	if (x->field == NULL)
		return x->metric - y->metric;
	return x->field < y->field ? -1 : x->field > y->field;
}

static void
use_objects(struct table *t)
{
	struct column *c;
	bool any = false;
	size_t i, first = 0;

	for (i = 0; i < t->ncolumns; i++) {
		any |= t->columns[i].used;
		if (oid_compare(t->objects[t->columns[i].object].oid,
			t->objects[t->columns[first].object].oid) < 0)
			first = i;
	}
	if (!any) /* only its rows matter */
		t->columns[first].used = true;
	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		if (!c->used)
			continue;
		t->objects[c->object].used = true;
		if (c->low != NONE)
			t->objects[c->low].used = true;
	}
}

static int
by_oid(const void *a, const void *b)
{
	const struct family_read *x = a, *y = b;

	return oid_compare(x->oid, y->oid);
}

static struct family_read
make_read(struct family_loader *fl, const struct table *t, const struct object *o, size_t table)
{
	struct family_read r = { .oid = o->oid,
		.table = (uint16_t)table,
		.every = o->every,
		.marker = t->marker,
		.unless = t->unless,
		.most = t->most,
		.name = o->name };
	uint32_t arcs[OID_ARCS];

	if (t->nparts > 0)
		return r;
	memcpy(arcs, o->oid.arc, o->oid.n * sizeof(*arcs));
	arcs[o->oid.n] = 0;
	r.oid = load_oid_copy(fl, arcs, o->oid.n + 1);
	r.scalar = true;
	r.most = 1;
	return r;
}

/* Two tables may name one object: it is read once, as often as either wants it. */
static bool
merge_read(struct family *f, const struct family_read *r)
{
	struct family_read *there;
	size_t i;

	for (i = 0; i < f->nreads; i++) {
		there = &f->reads[i];
		if (oid_compare(there->oid, r->oid) != 0)
			continue;
		if (r->every < there->every) {
			there->every = r->every;
			there->marker = r->marker;
		}
		if (r->most > there->most)
			there->most = r->most;
		if (oid_compare(there->unless, r->unless) != 0)
			there->unless = (struct oid){ NULL, 0 };
		return true;
	}
	return false;
}

static void
add_read(struct family_loader *fl, const struct family_read *r)
{
	struct family *f = fl->f;

	if (merge_read(f, r))
		return;
	f->reads = load_grow(&fl->ld, f->reads, f->nreads, sizeof(*f->reads));
	f->reads[f->nreads++] = *r;
}

/* What says that a table has changed is read each time. */
static void
add_marker(struct family_loader *fl, const struct table *t, size_t table)
{
	char name[80];
	struct family_read r = {
		.oid = t->marker, .scalar = true, .table = (uint16_t)table, .most = 1
	};

	snprintf(name, sizeof(name), "%.60s.changes", t->name);
	r.name = load_copy(&fl->ld, name);
	add_read(fl, &r);
}

static void
make_reads(struct family_loader *fl)
{
	struct family_read r;
	struct family *f = fl->f;
	struct table *t;
	size_t i, k, first;

	for (i = 0; i < f->ntables; i++) {
		t = &f->tables[i];
		if (!t->used)
			continue;
		use_objects(t);
		first = f->nreads;
		for (k = 0; k < t->nobjects; k++) {
			if (!t->objects[k].used)
				continue;
			r = make_read(fl, t, &t->objects[k], i);
			add_read(fl, &r);
		}
		if (f->nreads > first + 1)
			qsort(f->reads + first, f->nreads - first, sizeof(*f->reads), by_oid);
	}
	for (i = 0; i < f->ntables; i++)
		if (f->tables[i].used && f->tables[i].marker.n > 0)
			add_marker(fl, &f->tables[i], i);
}

void
family_link(struct family_loader *fl)
{
	static const int system[] = { SYSTEM_DESCR, SYSTEM_OBJECT, SYSTEM_UPTIME, SYSTEM_NAME };
	struct family *f = fl->f;
	size_t i;

	order_rules(fl);
	for (i = 0; i < f->ntables; i++)
		if (f->tables[i].unless_text != NULL)
			link_unless(fl, &f->tables[i]);
	for (i = 0; i < f->nrules; i++) {
		if (!f->rules[i].feed)
			add_defaults(fl, &f->rules[i]);
		if (f->rules[i].ntargets > 0)
			qsort(f->rules[i].targets, f->rules[i].ntargets, sizeof(struct target),
			    by_target);
		find_checked(fl, &f->rules[i]);
	}
	for (i = 0; i < sizeof(system) / sizeof(*system); i++)
		f->tables[TABLE_SYSTEM].columns[system[i]].used = true;
	f->tables[TABLE_SYSTEM].used = true;
	resolve_used(fl);
	resolve_rest(fl);
	for (i = 0; i < fl->npending; i++)
		mark_counted(f, fl->pending[i].expr, false);
	check_columns(fl);
	make_reads(fl);
}

const char *
family_name(const struct family *f)
{
	return f->name;
}

const char *
family_title(const struct family *f)
{
	return f->title;
}

size_t
family_reads(const struct family *f, const struct family_read **reads)
{
	*reads = f->reads;
	return f->nreads;
}

const struct family_pace *
family_pace(const struct family *f)
{
	return &f->pace;
}
