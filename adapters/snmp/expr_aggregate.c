/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "evaluate.h"

/* What an aggregate has gathered so far. */
struct gathered {
	struct datum value; /* none: nothing yet */
	double sum;
	size_t n, len;
	char text[JOINED_MOST + 1];
};

static void
gather_text(struct gathered *g, const struct datum *d, const char *between)
{
	char buf[32];
	const char *text = datum_to_text(d, buf);
	size_t n;

	if (*text == '\0')
		return;
	n = strlen(text) + (g->len > 0 ? strlen(between) : 0);
	if (g->len + n > JOINED_MOST)
		return;
	g->len += (size_t)snprintf(
	    g->text + g->len, sizeof(g->text) - g->len, "%s%s", g->len > 0 ? between : "", text);
}

static void
gather_number(struct gathered *g, enum expr_op op, const struct datum *d)
{
	double x;

	if (!datum_to_number(d, &x))
		return;
	g->sum += x;
	g->n++;
	if (g->value.kind == DATUM_NONE || (op == EXPR_MAX && x > g->value.number) ||
	    (op == EXPR_MIN && x < g->value.number)) {
		const struct varbind *first = g->value.from;
		bool rated = g->value.rated || d->rated;

		g->value = *d;
		g->value.kind = DATUM_NUMBER;
		g->value.number = x;
		g->value.rated = rated;
		if (first != NULL && op != EXPR_MAX && op != EXPR_MIN)
			g->value.from = first;
	}
	g->value.rated |= d->rated;
}

/* One row's value; false: no more rows are wanted. */
static bool
gather(struct gathered *g, enum expr_op op, const struct datum *d, const char *between)
{
	if (d->kind == DATUM_NONE)
		return true;
	if (d->kind == DATUM_LOST) {
		g->value = *d;
		return false;
	}
	switch ((int)op) {
	case EXPR_FIRST: g->value = *d; return false;
	case EXPR_LAST:
		g->value = *d;
		if (d->kind == DATUM_TEXT) { /* the row's own text is gone with the next */
			g->len = (size_t)snprintf(g->text, sizeof(g->text), "%s", d->text);
			g->len = g->len > JOINED_MOST ? JOINED_MOST : g->len;
		}
		return true;
	case EXPR_COUNT:
		g->n++;
		if (g->value.kind == DATUM_NONE)
			g->value = *d;
		return true;
	case EXPR_JOIN:
		gather_text(g, d, between);
		if (g->value.kind == DATUM_NONE)
			g->value = *d;
		return true;
	}
	gather_number(g, op, d);
	return true;
}

static struct datum
gathered(struct evaluation *ev, struct gathered *g, enum expr_op op)
{
	struct datum d = g->value, out;

	if (d.kind == DATUM_LOST)
		return d;
	switch ((int)op) {
	case EXPR_COUNT: out = datum_of((double)g->n, d.from); break;
	case EXPR_SUM: out = g->n > 0 ? datum_of(g->sum, d.from) : datum_none(); break;
	case EXPR_MEAN:
		out = g->n > 0 ? datum_of(g->sum / (double)g->n, d.from) : datum_none();
		break;
	case EXPR_LAST:
	case EXPR_JOIN:
		if (op == EXPR_LAST && d.kind != DATUM_TEXT)
			return d;
		if (g->len == 0)
			return datum_none();
		out = (struct datum){ .kind = DATUM_TEXT, .from = d.from };
		if ((out.text = scratch_text(ev, g->text, g->len)) == NULL)
			return datum_lost();
		break;
	default: return d;
	}
	out.rated = d.kind != DATUM_NONE && d.rated;
	return out;
}

struct datum
expr_aggregate(struct evaluation *ev, struct env *env, const struct expr *e)
{
	const struct expr_rows *r = e->rows;
	const struct row *was = env->row[r->depth], *row;
	struct gathered g;
	struct rows_walk w;
	struct datum d;
	char buf[32], between[64] = "";
	bool more = true;
	size_t mark;

	memset(&g, 0, offsetof(struct gathered, text));
	if (e->op == EXPR_JOIN) {
		d = expr_eval(ev, env, e->args[1]);
		snprintf(between, sizeof(between), "%s", datum_to_text(&d, buf));
	}
	rows_begin(ev, env, r, &w);
	while (more && (row = expr_next_row(ev, env, &w)) != NULL) {
		env->row[r->depth] = row;
		mark = scratch_mark(ev);
		d = expr_eval(ev, env, e->args[0]);
		more = gather(&g, e->op, &d, between);
		if (e->op != EXPR_FIRST) /* whose text stays where it is */
			scratch_release(ev, mark);
	}
	env->row[r->depth] = was;
	return ev->exhausted ? datum_lost() : gathered(ev, &g, e->op);
}
