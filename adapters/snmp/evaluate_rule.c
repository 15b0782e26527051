/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "asset.h"
#include "evaluate.h"

enum { NONE = -1 };

/* Of an asset, until all assets are told of. */
struct sample {
	struct sample *next;
	const char *key;
	struct record record;
};

/* What was found of the asset or feed at hand: that of its rule, then of one merged with it. */
struct working {
	struct evaluation *ev;
	const struct target **targets;
	struct outcome *outcomes;
	size_t n;
	struct cell *cells;
	const struct rule *self; /* whose row is the agent itself; NULL: there is none */
	const struct row *self_row;
	struct sample *first, **last;
	uint32_t number;
};

/* Seconds that a value read once stands for. */
static uint32_t
gauge_seconds(struct evaluation *ev)
{
	const struct lapse *l = evaluation_lapse(ev);
	uint32_t every = ev->sight->every;

	if (l->state == LAPSE_GOOD && (every == 0 || l->seconds <= every * 1.1))
		return (uint32_t)lround(l->seconds);
	if (l->state == LAPSE_GOOD || l->state == LAPSE_OLD)
		return every > 0 ? every : 60;
	return every > 0 && every < 60 ? every : 60;
}

/* And a rate: the time between the looks. */
static uint32_t
rate_seconds(struct evaluation *ev)
{
	const struct lapse *l = evaluation_lapse(ev);

	return l->state == LAPSE_GOOD ? (uint32_t)lround(l->seconds) : gauge_seconds(ev);
}

static bool
one_interval(struct evaluation *ev)
{
	return rate_seconds(ev) == gauge_seconds(ev);
}

/* The metrics that are rates, or that are not, or both, as a record; false if there are none. */
static bool
measure(const struct working *w, bool rated, bool both, struct record *rec)
{
	const struct family_sight *s = w->ev->sight;
	const struct outcome *o;
	size_t i;
	int m;

	*rec = (struct record){ .kind = RECORD_SAMPLE,
		.file = s->agent,
		.number = w->number,
		.time = s->time,
		.interval = rated ? rate_seconds(w->ev) : gauge_seconds(w->ev) };
	for (i = 0; i < w->n; i++) {
		o = &w->outcomes[i];
		m = w->targets[i]->metric;
		if (m == NONE || !o->there || (!both && o->datum.rated != rated))
			continue;
		rec->measured |= 1U << m;
		rec->metric[m] = o->number;
	}
	return rec->measured != 0;
}

/* The cells that say which asset it is, kept. */
static size_t
identity(struct working *w, size_t n, const struct cell **cells)
{
	struct cell *kept = evaluation_alloc(w->ev, (n + 1) * sizeof(*kept));
	size_t i, count = 0;

	*cells = kept;
	for (i = 0; kept != NULL && i < n; i++)
		if (asset_identified_by(w->cells[i].field))
			kept[count++] = w->cells[i];
	return count;
}

static void
keep_sample(struct working *w, const struct record *r, size_t n)
{
	struct sample *s = evaluation_alloc(w->ev, sizeof(*s));

	if (s == NULL)
		return;
	s->key = w->ev->key;
	s->record = *r;
	s->record.n = identity(w, n, &s->record.cells);
	*w->last = s;
	w->last = &s->next;
}

static void
keep_samples(struct working *w, size_t n)
{
	struct record rec;

	if (one_interval(w->ev)) {
		if (measure(w, false, true, &rec))
			keep_sample(w, &rec, n);
		return;
	}
	if (measure(w, true, false, &rec))
		keep_sample(w, &rec, n);
	if (measure(w, false, false, &rec))
		keep_sample(w, &rec, n);
}

/* Has a rule before this one found the value? */
static bool
is_found(const struct working *w, size_t n, const struct target *t)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (w->outcomes[i].there && strcmp(w->targets[i]->name, t->name) == 0)
			return true;
	return false;
}

/* All targets of the rule, behind what is there; false if it gave nothing but constants. */
static bool
work_out(struct working *w, struct env *env, const struct rule *r)
{
	struct evaluation *ev = w->ev;
	size_t i, first = w->n, mark;
	struct outcome *o;
	bool said = false;

	for (i = 0; i < r->ntargets; i++) {
		o = &w->outcomes[w->n];
		w->targets[w->n++] = &r->targets[i];
		memset(o, 0, sizeof(*o));
		if (is_found(w, first, &r->targets[i]))
			continue;
		mark = scratch_mark(ev);
		target_outcome(ev, env, &r->targets[i], o);
		scratch_release(ev, mark);
		said |= o->said;
	}
	rule_checks(ev, env, r, w->outcomes + first);
	for (i = first; i < w->n; i++)
		outcome_show(ev, w->targets[i], &w->outcomes[i]);
	return said;
}

static void
tell_found(struct working *w)
{
	struct evaluation *ev = w->ev;
	struct record rec = { .kind = RECORD_ASSET,
		.file = ev->sight->agent,
		.number = w->number,
		.cells = w->cells };
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->targets[i]->field != NULL && w->outcomes[i].there)
			w->cells[rec.n++] =
			    (struct cell){ w->targets[i]->field, w->outcomes[i].value };
	if (ev->exhausted || ev->stopped || ev->no_memory)
		return;
	if (!ev->sink->asset(ev->sink->ctx, ev->key, &rec))
		ev->stopped = true;
	keep_samples(w, rec.n);
}

static bool
gate_open(struct evaluation *ev, struct env *env, const struct rule *r)
{
	size_t i;

	for (i = 0; i < r->ngates; i++)
		if (expr_holds(ev, env, r->gates[i]))
			return expr_holds(ev, env, r->where);
	return false;
}

static bool
is_self(const struct working *w, int table, const struct row *row)
{
	return w->self != NULL && w->self->each == table && w->self_row == row;
}

static const char *
make_key(struct working *w, int table, const struct row *row)
{
	struct evaluation *ev = w->ev;
	const struct table *t = &ev->f->tables[table];
	const char *name;
	char *key;
	size_t n;

	if (is_self(w, table, row))
		return "";
	if (t->nparts == 0)
		return t->name;
	if ((name = row_name(ev, t, row)) == NULL)
		return NULL;
	n = strlen(t->name) + 1 + strlen(name);
	if ((key = evaluation_alloc(ev, n + 1)) != NULL)
		snprintf(key, n + 1, "%s.%s", t->name, name);
	return key;
}

/* Calls tell for each row of the rule. */
static void
each_row(struct working *w, const struct rule *r,
    void (*tell)(struct working *, struct env *, const struct rule *))
{
	struct evaluation *ev = w->ev;
	struct env env = { { NULL } };
	const struct table_rows *rows = table_rows(ev, r->each);
	size_t i;

	for (i = 0; i < rows->n && !ev->stopped && evaluation_work(ev, 1); i++) {
		env.row[0] = &rows->row[i];
		ev->key = "";
		if ((r == w->self && env.row[0] == w->self_row) || !gate_open(ev, &env, r) ||
		    (ev->key = make_key(w, r->each, env.row[0])) == NULL)
			continue;
		w->n = 0;
		w->number++;
		tell(w, &env, r);
	}
	ev->key = "";
}

static void
tell_asset(struct working *w, struct env *env, const struct rule *r)
{
	if (work_out(w, env, r))
		tell_found(w);
}

static bool
find_self(struct working *w, const struct rule *r)
{
	struct evaluation *ev = w->ev;
	struct env env = { { NULL } };
	const struct table_rows *rows = table_rows(ev, r->each);
	size_t i;

	for (i = 0; i < rows->n && evaluation_work(ev, 1); i++) {
		env.row[0] = &rows->row[i];
		if (!gate_open(ev, &env, r) || !expr_holds(ev, &env, r->self))
			continue;
		w->self = r;
		w->self_row = env.row[0];
		return true;
	}
	return false;
}

/* The agent's own asset: of a row that is the agent itself, and of the rule without each. */
static void
tell_agent(struct working *w)
{
	const struct family *f = w->ev->f;
	struct env env = { { NULL } };
	bool said = false;
	size_t i;

	for (i = 0; i < f->nrules && w->self == NULL; i++)
		if (f->rules[i].self != NULL)
			find_self(w, &f->rules[i]);
	w->ev->self = true;
	w->number++;
	if (w->self != NULL) {
		env.row[0] = w->self_row;
		said = work_out(w, &env, w->self);
	}
	if (f->nrules > 0 && f->rules[0].each == NONE && gate_open(w->ev, &env, &f->rules[0]))
		said |= work_out(w, &env, &f->rules[0]);
	if (said)
		tell_found(w);
	w->ev->self = false;
}

static const char *
feed_text(struct evaluation *ev, struct env *env, const struct target *t)
{
	size_t mark = scratch_mark(ev);
	struct outcome o;

	if (t == NULL)
		return NULL;
	target_outcome(ev, env, t, &o);
	scratch_release(ev, mark);
	outcome_show(ev, t, &o);
	return o.there ? o.value.text : NULL;
}

static const char *
feed_of(struct working *w, struct env *env, const struct rule *r)
{
	size_t mark = scratch_mark(w->ev);
	const struct row *row;
	const char *key;

	if (r->of == NONE)
		return "";
	row = r->of_row != NULL ? expr_row(w->ev, env, r->of_row) : env->row[0];
	scratch_release(w->ev, mark);
	key = row != NULL ? make_key(w, r->of, row) : "";
	return key != NULL ? key : "";
}

/* What the device calls it where the family does not say: the last part of its index. */
static const char *
default_outlet(struct evaluation *ev, const struct rule *r, const struct row *row)
{
	const struct table *t = &ev->f->tables[r->each];
	size_t mark = scratch_mark(ev);
	struct datum d;
	char buf[32];
	const char *text;

	if (t->nparts == 0)
		return t->name;
	d = part_datum(ev, t, row, t->nparts - 1);
	text = datum_to_text(&d, buf);
	text = evaluation_copy(ev, text, strlen(text));
	scratch_release(ev, mark);
	return text;
}

/* Once, or twice where rates and the rest cover different times. */
static void
deliver_feed(struct working *w, struct family_feed *feed)
{
	struct evaluation *ev = w->ev;
	bool both = one_interval(ev), rest;
	struct record rates, gauges;

	feed->sample = measure(w, true, both, &rates) ? &rates : NULL;
	rest = !both && measure(w, false, false, &gauges);
	if ((feed->sample != NULL || !rest) && !ev->sink->feed(ev->sink->ctx, feed))
		ev->stopped = true;
	if (rest && !ev->stopped) {
		feed->sample = &gauges;
		ev->stopped = !ev->sink->feed(ev->sink->ctx, feed);
	}
	feed->sample = NULL;
}

static void
tell_feed(struct working *w, struct env *env, const struct rule *r)
{
	struct evaluation *ev = w->ev;
	struct family_feed feed = { .key = ev->key };
	bool said;
	size_t i;

	feed.label = feed_text(ev, env, r->label);
	feed.outlet = feed_text(ev, env, r->outlet);
	if (feed.outlet == NULL)
		feed.outlet = default_outlet(ev, r, env->row[0]);
	feed.of = feed_of(w, env, r);
	for (i = 0; i < r->ntargets; i++)
		feed.declared |= 1U << r->targets[i].metric;
	said = work_out(w, env, r);
	if ((said || feed.label != NULL) && !ev->exhausted && !ev->stopped && !ev->no_memory)
		deliver_feed(w, &feed);
}

/* Room for the values of the largest rule and one that is merged with it. */
static bool
make_room(struct working *w)
{
	const struct family *f = w->ev->f;
	size_t i, most = 0;

	for (i = 0; i < f->nrules; i++)
		if (f->rules[i].ntargets > most)
			most = f->rules[i].ntargets;
	most = 2 * most + 1;
	w->targets = evaluation_alloc(w->ev, most * sizeof(*w->targets));
	w->outcomes = evaluation_alloc(w->ev, most * sizeof(*w->outcomes));
	w->cells = evaluation_alloc(w->ev, most * sizeof(*w->cells));
	return w->targets != NULL && w->outcomes != NULL && w->cells != NULL;
}

void
rules_evaluate(struct evaluation *ev)
{
	const struct family *f = ev->f;
	struct working w = { .ev = ev };
	struct sample *s;
	size_t i;

	w.last = &w.first;
	if (!make_room(&w))
		return;
	tell_agent(&w);
	for (i = 0; i < f->nrules && !ev->stopped; i++)
		if (!f->rules[i].feed && f->rules[i].each != NONE)
			each_row(&w, &f->rules[i], tell_asset);
	for (s = w.first; s != NULL && !ev->stopped; s = s->next)
		if (!ev->sink->sample(ev->sink->ctx, s->key, &s->record))
			ev->stopped = true;
	for (i = 0; i < f->nrules && !ev->stopped; i++)
		if (f->rules[i].feed)
			each_row(&w, &f->rules[i], tell_feed);
}
