/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "evaluate.h"
#include "number.h"

/* What is not finite is no value. */
struct datum
datum_of(double number, const struct varbind *from)
{
	if (!isfinite(number))
		return datum_none();
	return (struct datum){ .kind = DATUM_NUMBER, .number = number, .from = from };
}

bool
text_number(const char *text, double *number, const char **rest)
{
	static const struct number_form form = { '.', '\0' };
	struct decimal d;
	const char *end;

	text += strspn(text, " ");
	if (!decimal_scan(&form, text, &d, &end))
		return false;
	if (rest != NULL)
		*rest = end;
	else if (end[strspn(end, " ")] != '\0')
		return false;
	*number = decimal_double(d);
	return isfinite(*number);
}

bool
datum_to_number(const struct datum *d, double *number)
{
	if (d->kind == DATUM_NUMBER)
		*number = d->number;
	return d->kind == DATUM_NUMBER ||
	       (d->kind == DATUM_TEXT && text_number(d->text, number, NULL));
}

const char *
datum_to_text(const struct datum *d, char buf[32])
{
	if (d->kind == DATUM_TEXT)
		return d->text;
	buf[0] = '\0';
	if (d->kind == DATUM_NUMBER)
		snprintf(buf, 32, "%.15g", d->number == 0 ? 0 : d->number);
	return buf;
}

bool
datum_true(const struct datum *d)
{
	return (d->kind == DATUM_NUMBER && d->number != 0) ||
	       (d->kind == DATUM_TEXT && *d->text != '\0');
}

/* As numbers if one is a number and the other reads as one, else as texts. */
bool
datum_equal(const struct datum *a, const struct datum *b)
{
	double x, y;
	char one[32], other[32];

	if (a->kind == DATUM_TEXT && b->kind == DATUM_TEXT)
		return convert_same(a->text, b->text);
	if (datum_to_number(a, &x) && datum_to_number(b, &y))
		return x == y;
	return convert_same(datum_to_text(a, one), datum_to_text(b, other));
}

/* The same for what datum_equal() takes for equal. */
uint64_t
datum_hash(const struct datum *d)
{
	double number;
	uint64_t bits;

	if (!datum_to_number(d, &number))
		return convert_hash(d->text);
	number = number == 0 ? 0 : number; /* -0 */
	memcpy(&bits, &number, sizeof(bits));
	return bits * 0x9e3779b97f4a7c15ULL;
}

/* Where it comes from, and whether it is a rate, of a value made of two. */
static struct datum
of_both(struct datum d, const struct datum *a, const struct datum *b)
{
	if (d.kind == DATUM_NUMBER || d.kind == DATUM_TEXT)
		d.from = a->from != NULL ? a->from : b->from;
	d.rated = a->rated || b->rated;
	return d;
}

static double
compute(enum expr_op op, double a, double b)
{
	switch ((int)op) {
	case EXPR_ADD: return a + b;
	case EXPR_SUBTRACT: return a - b;
	case EXPR_MULTIPLY: return a * b;
	case EXPR_DIVIDE: return b == 0 ? NAN : a / b;
	case EXPR_POWER: return pow(a, b);
	}
	return NAN;
}

static struct datum
concat(struct evaluation *ev, const struct datum *a, const struct datum *b)
{
	struct datum d = { .kind = DATUM_TEXT };
	char one[32], other[32], text[JOINED_MOST + 1];
	int n;

	n = snprintf(text, sizeof(text), "%s%s", datum_to_text(a, one), datum_to_text(b, other));
	if (n < 0 || (d.text = scratch_text(ev, text, strlen(text))) == NULL)
		return datum_lost();
	return d;
}

/* Order of two values; false if there is none. */
static int
order(const struct datum *a, const struct datum *b)
{
	double x, y;
	char one[32], other[32];

	if (datum_to_number(a, &x) && datum_to_number(b, &y))
		return (x > y) - (x < y);
	return strcasecmp(datum_to_text(a, one), datum_to_text(b, other));
}

static bool
holds(enum expr_op op, const struct datum *a, const struct datum *b)
{
	char one[32], other[32];

	switch ((int)op) {
	case EXPR_EQUAL:
	case EXPR_UNEQUAL: return datum_equal(a, b);
	case EXPR_LIKE: return glob_match(datum_to_text(b, other), datum_to_text(a, one));
	case EXPR_LESS: return order(a, b) < 0;
	case EXPR_GREATER: return order(a, b) > 0;
	case EXPR_AT_MOST: return order(a, b) <= 0;
	case EXPR_AT_LEAST: return order(a, b) >= 0;
	}
	return false;
}

/* The first with any of the others; those that are none do not count unless all are. */
static struct datum
compare(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum a = expr_eval(ev, env, e->args[0]), b, d = datum_none();
	bool held = false;
	size_t i;

	if (a.kind == DATUM_NONE || a.kind == DATUM_LOST)
		return a;
	for (i = 1; i < e->n && !held; i++) {
		b = expr_eval(ev, env, e->args[i]);
		if (b.kind == DATUM_LOST)
			return b;
		if (b.kind == DATUM_NONE)
			continue;
		held = holds(e->op, &a, &b);
		d = of_both(datum_of(held, NULL), &a, &b);
	}
	if (d.kind == DATUM_NUMBER)
		d.number = held != (e->op == EXPR_UNEQUAL);
	return d;
}

static struct datum
arithmetic(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum a = expr_eval(ev, env, e->args[0]), b, d;
	double x, y;

	if (a.kind == DATUM_NONE)
		return a;
	b = expr_eval(ev, env, e->args[1]);
	if (b.kind == DATUM_NONE || a.kind == DATUM_LOST)
		return b.kind == DATUM_NONE ? b : a;
	if (b.kind == DATUM_LOST)
		return b;
	if (e->op == EXPR_CONCAT)
		d = concat(ev, &a, &b);
	else if (datum_to_number(&a, &x) && datum_to_number(&b, &y))
		d = datum_of(compute(e->op, x, y), NULL);
	else
		d = datum_none();
	return of_both(d, &a, &b);
}

/* 1 or 0; lost where what is lost decides. */
static struct datum
logic(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum a = expr_eval(ev, env, e->args[0]), b;
	bool is = datum_true(&a);

	if (e->op == EXPR_NOT)
		return a.kind == DATUM_LOST ? a : datum_of(!is, a.from);
	if (a.kind != DATUM_LOST && is == (e->op == EXPR_OR))
		return datum_of(is, a.from);
	b = expr_eval(ev, env, e->args[1]);
	if (b.kind != DATUM_LOST && datum_true(&b) == (e->op == EXPR_OR))
		return datum_of(e->op == EXPR_OR, b.from);
	if (a.kind == DATUM_LOST || b.kind == DATUM_LOST)
		return a.kind == DATUM_LOST ? a : b;
	return of_both(datum_of(datum_true(&b), NULL), &a, &b);
}

static struct datum
negate(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum a = expr_eval(ev, env, e->args[0]), d;
	double x;

	if (a.kind == DATUM_NONE || a.kind == DATUM_LOST)
		return a;
	if (!datum_to_number(&a, &x))
		return datum_none();
	d = datum_of(-x, a.from);
	d.rated = a.rated;
	return d;
}

/* Is this row one of those? */
static bool
passes(struct evaluation *ev, struct env *env, const struct expr_rows *r, const struct row *row)
{
	const struct row *was = env->row[r->depth];
	size_t mark = scratch_mark(ev);
	struct datum d;

	if (r->filter == NULL)
		return true;
	env->row[r->depth] = row;
	d = expr_eval(ev, env, r->filter);
	env->row[r->depth] = was;
	scratch_release(ev, mark);
	return datum_true(&d);
}

const struct row *
expr_next_row(struct evaluation *ev, struct env *env, struct rows_walk *w)
{
	const struct row *row;

	while ((row = rows_next(ev, env, w)) != NULL)
		if (passes(ev, env, w->rows, row))
			return row;
	return NULL;
}

static const struct row *
first_row(struct evaluation *ev, struct env *env, const struct expr_rows *r)
{
	struct rows_walk w;

	rows_begin(ev, env, r, &w);
	return expr_next_row(ev, env, &w);
}

const struct row *
expr_row(struct evaluation *ev, struct env *env, const struct expr *e)
{
	return e->op == EXPR_LOOKUP ? first_row(ev, env, e->rows) : env->row[e->depth];
}

static struct datum
item_of(struct evaluation *ev, struct env *env, const struct expr *e)
{
	const struct row *row = expr_row(ev, env, e);

	if (ev->exhausted)
		return datum_lost();
	if (row == NULL)
		return datum_none();
	if (e->op == EXPR_PART || e->is_part)
		return part_datum(ev, &ev->f->tables[e->table], row, (size_t)e->item);
	return cell_datum(ev, e->table, row, e->item);
}

static struct datum
change_of(struct evaluation *ev, struct env *env, const struct expr *e)
{
	const struct expr *of = e->args[0];
	const struct row *row = expr_row(ev, env, of);

	if (row == NULL)
		return datum_none();
	return counter_change(ev, of->table, row, of->item, e->op == EXPR_RATE);
}

/* The first that is not none: what is lost must not become something that means less. */
static struct datum
any_of(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum d = datum_none();
	size_t i;

	for (i = 0; i < e->n && d.kind == DATUM_NONE; i++)
		d = expr_eval(ev, env, e->args[i]);
	return d;
}

static struct datum
choose(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum d = expr_eval(ev, env, e->args[0]);

	if (d.kind == DATUM_LOST)
		return d;
	if (datum_true(&d))
		return expr_eval(ev, env, e->args[1]);
	return e->n > 2 ? expr_eval(ev, env, e->args[2]) : datum_none();
}

static struct datum
extreme(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum d, best = datum_none();
	double x;
	size_t i;

	for (i = 0; i < e->n; i++) {
		d = expr_eval(ev, env, e->args[i]);
		if (d.kind == DATUM_LOST)
			return d;
		if (!datum_to_number(&d, &x))
			continue;
		if (best.kind == DATUM_NONE ||
		    (e->op == EXPR_LARGEST ? x > best.number : x < best.number)) {
			best = datum_of(x, d.from);
			best.rated = d.rated;
		}
	}
	return best;
}

static struct datum
to_number(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum d = expr_eval(ev, env, e->args[0]), out;
	const char *rest;
	double x;

	if (d.kind != DATUM_TEXT)
		return d;
	if (!text_number(d.text, &x, &rest))
		return datum_none();
	out = datum_of(x, d.from);
	out.rated = d.rated;
	return out;
}

/* Seconds from a stamp of sysUpTime until now; 0 says that it is not known. */
static struct datum
age(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum d = expr_eval(ev, env, e->args[0]), up;
	const struct table_rows *system = table_rows(ev, TABLE_SYSTEM);
	double x, past;

	if (d.kind == DATUM_LOST)
		return d;
	if (!datum_to_number(&d, &x) || x <= 0 || x >= 4294967296.0 || system->n == 0)
		return datum_none();
	up = cell_datum(ev, TABLE_SYSTEM, &system->row[0], SYSTEM_UPTIME);
	if (up.kind != DATUM_NUMBER)
		return datum_none();
	past = fmod(up.number - x, 4294967296.0);
	return datum_of((past < 0 ? past + 4294967296.0 : past) / 100, d.from);
}

/* BITS: the first is the highest of the first octet; what was not sent is 0. */
static struct datum
bit(struct evaluation *ev, struct env *env, const struct expr *e)
{
	const struct expr *of = e->args[0];
	const struct row *row = expr_row(ev, env, of);
	const struct varbind *vb;
	struct datum d;
	double x;
	size_t n;

	if (row == NULL || of->is_part)
		return datum_none();
	vb = row->objects[ev->f->tables[of->table].columns[of->item].object];
	d = expr_eval(ev, env, e->args[1]);
	if (vb == NULL || vb->type != VARBIND_OCTETS || !datum_to_number(&d, &x) || x < 0 ||
	    x > 8 * TEXT_MOST)
		return datum_none();
	n = (size_t)x;
	return datum_of(n / 8 < vb->len && (vb->octets[n / 8] >> (7 - n % 8) & 1) != 0, vb);
}

static struct datum
rows_there(struct evaluation *ev, struct env *env, const struct expr *e)
{
	const struct row *row = first_row(ev, env, e->rows);

	if (ev->exhausted)
		return datum_lost();
	return row != NULL ? datum_of(1, NULL) : datum_none();
}

static struct datum
exists(struct evaluation *ev, struct env *env, const struct expr *e)
{
	struct datum d = expr_eval(ev, env, e->args[0]);

	if (d.kind == DATUM_LOST && ev->exhausted)
		return d;
	return datum_of(d.kind == DATUM_NUMBER || d.kind == DATUM_TEXT, NULL);
}

struct datum
expr_eval(struct evaluation *ev, struct env *env, const struct expr *e)
{
	if (!evaluation_work(ev, 1))
		return datum_lost();
	switch (e->op) {
	case EXPR_NUMBER: return datum_of(e->number, NULL);
	case EXPR_TEXT: return (struct datum){ .kind = DATUM_TEXT, .text = e->text };
	case EXPR_NEGATE: return negate(ev, env, e);
	case EXPR_NOT:
	case EXPR_AND:
	case EXPR_OR: return logic(ev, env, e);
	case EXPR_ADD:
	case EXPR_SUBTRACT:
	case EXPR_MULTIPLY:
	case EXPR_DIVIDE:
	case EXPR_POWER:
	case EXPR_CONCAT: return arithmetic(ev, env, e);
	case EXPR_EQUAL:
	case EXPR_UNEQUAL:
	case EXPR_LIKE:
	case EXPR_LESS:
	case EXPR_GREATER:
	case EXPR_AT_MOST:
	case EXPR_AT_LEAST: return compare(ev, env, e);
	case EXPR_CELL:
	case EXPR_PART:
	case EXPR_LOOKUP: return item_of(ev, env, e);
	case EXPR_ROWS: return rows_there(ev, env, e);
	case EXPR_SUM:
	case EXPR_MEAN:
	case EXPR_MAX:
	case EXPR_MIN:
	case EXPR_COUNT:
	case EXPR_FIRST:
	case EXPR_LAST:
	case EXPR_JOIN: return expr_aggregate(ev, env, e);
	case EXPR_LARGEST:
	case EXPR_SMALLEST: return extreme(ev, env, e);
	case EXPR_RATE:
	case EXPR_DELTA: return change_of(ev, env, e);
	case EXPR_ANY: return any_of(ev, env, e);
	case EXPR_IF: return choose(ev, env, e);
	case EXPR_TO_NUMBER: return to_number(ev, env, e);
	case EXPR_AGE: return age(ev, env, e);
	case EXPR_BIT: return bit(ev, env, e);
	case EXPR_EXISTS: return exists(ev, env, e);
	case EXPR_NAME:
	case EXPR_CALL: break;
	}
	return datum_none();
}

bool
expr_holds(struct evaluation *ev, struct env *env, const struct expr *e)
{
	size_t mark = scratch_mark(ev);
	struct datum d;

	if (e == NULL)
		return true;
	d = expr_eval(ev, env, e);
	scratch_release(ev, mark);
	return datum_true(&d);
}
