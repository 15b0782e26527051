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

struct working {
	struct evaluation *ev;
	struct outcome *outcomes;
	struct cell *cells;
	struct sample *first, **last;
	uint32_t number;
};

/* Seconds that a value read once stands for; and rates: the time between the looks. */
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

static uint32_t
rate_seconds(struct evaluation *ev)
{
	const struct lapse *l = evaluation_lapse(ev);

	return l->state == LAPSE_GOOD ? (uint32_t)lround(l->seconds) : gauge_seconds(ev);
}

/* The metrics of the rule that are rates, or that are not, as a record; false if there are none. */
static bool
measure(struct working *w, const struct rule *r, bool rated, bool both, struct record *rec)
{
	const struct outcome *o;
	size_t i;
	int m;

	*rec = (struct record){ .kind = RECORD_SAMPLE,
		.file = w->ev->sight->agent,
		.number = w->number,
		.time = w->ev->sight->time,
		.interval = rated ? rate_seconds(w->ev) : gauge_seconds(w->ev) };
	for (i = 0; i < r->ntargets; i++) {
		o = &w->outcomes[i];
		m = r->targets[i].metric;
		if (m == NONE || !o->there || (!both && o->datum.rated != rated))
			continue;
		rec->measured |= 1U << m;
		rec->metric[m] = o->number;
	}
	return rec->measured != 0;
}

static bool
one_interval(struct evaluation *ev)
{
	return rate_seconds(ev) == gauge_seconds(ev);
}

static bool
identifies(const struct field *f)
{
	static const char *const names[] = { "name", "serial", "asset_tag", "uuid", "address" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}

/* The cells that say which asset it is, kept. */
static size_t
identity(struct working *w, size_t n, const struct cell **cells)
{
	struct cell *kept = evaluation_alloc(w->ev, (n + 1) * sizeof(*kept));
	size_t i, count = 0;

	*cells = kept;
	for (i = 0; kept != NULL && i < n; i++)
		if (identifies(w->cells[i].field))
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
keep_samples(struct working *w, const struct rule *r, size_t n)
{
	struct record rec;

	if (one_interval(w->ev)) {
		if (measure(w, r, false, true, &rec))
			keep_sample(w, &rec, n);
		return;
	}
	if (measure(w, r, true, false, &rec))
		keep_sample(w, &rec, n);
	if (measure(w, r, false, false, &rec))
		keep_sample(w, &rec, n);
}

/* All targets of the rule; false if nothing but constants was there. */
static bool
work_out(struct working *w, struct env *env, const struct rule *r)
{
	struct evaluation *ev = w->ev;
	bool said = false;
	size_t i;

	for (i = 0; i < r->ntargets; i++) {
		size_t mark = scratch_mark(ev);

		target_outcome(ev, env, &r->targets[i], &w->outcomes[i]);
		scratch_release(ev, mark);
		said |= w->outcomes[i].said;
	}
	rule_checks(ev, env, r, w->outcomes);
	for (i = 0; i < r->ntargets; i++)
		outcome_show(ev, &r->targets[i], &w->outcomes[i]);
	return said;
}

static void
tell_asset(struct working *w, struct env *env, const struct rule *r)
{
	struct evaluation *ev = w->ev;
	struct record rec = { .kind = RECORD_ASSET, .file = ev->sight->agent, .cells = w->cells };
	size_t i;

	w->number++;
	if (!work_out(w, env, r))
		return;
	rec.number = w->number;
	for (i = 0; i < r->ntargets; i++)
		if (r->targets[i].field != NULL && w->outcomes[i].there)
			w->cells[rec.n++] =
			    (struct cell){ r->targets[i].field, w->outcomes[i].value };
	if (ev->exhausted || ev->stopped || ev->no_memory)
		return;
	if (!ev->sink->asset(ev->sink->ctx, ev->key, &rec))
		ev->stopped = true;
	keep_samples(w, r, rec.n);
}

static bool
holds(struct evaluation *ev, struct env *env, const struct expr *e)
{
	size_t mark = scratch_mark(ev);
	struct datum d;

	if (e == NULL)
		return true;
	d = expr_eval(ev, env, e);
	scratch_release(ev, mark);
	return datum_true(&d);
}

static bool
gate_open(struct evaluation *ev, struct env *env, const struct rule *r)
{
	size_t i;

	for (i = 0; i < r->ngates; i++)
		if (holds(ev, env, r->gates[i]))
			return holds(ev, env, r->where);
	return false;
}

static const char *
make_key(struct evaluation *ev, int table, const struct row *row)
{
	const struct table *t = &ev->f->tables[table];
	const char *name;
	char *key;
	size_t n;

	if (t->nparts == 0)
		return t->name;
	if ((name = row_name(ev, t, row)) == NULL)
		return NULL;
	n = strlen(t->name) + 1 + strlen(name);
	if ((key = evaluation_alloc(ev, n + 1)) != NULL)
		snprintf(key, n + 1, "%s.%s", t->name, name);
	return key;
}

static bool
room(struct working *w, const struct rule *r)
{
	w->outcomes = evaluation_alloc(w->ev, (r->ntargets + 1) * sizeof(*w->outcomes));
	w->cells = evaluation_alloc(w->ev, (r->ntargets + 1) * sizeof(*w->cells));
	return w->outcomes != NULL && w->cells != NULL;
}

/* Calls tell for each row of the rule, or once for the agent. */
static void
each_row(struct working *w, const struct rule *r,
    void (*tell)(struct working *, struct env *, const struct rule *))
{
	struct evaluation *ev = w->ev;
	struct env env = { { NULL } };
	const struct table_rows *rows;
	size_t i;

	if (!room(w, r))
		return;
	ev->key = "";
	if (r->each == NONE) {
		if (gate_open(ev, &env, r))
			tell(w, &env, r);
		return;
	}
	rows = table_rows(ev, r->each);
	for (i = 0; i < rows->n && !ev->stopped && evaluation_work(ev, 1); i++) {
		env.row[0] = &rows->row[i];
		ev->key = "";
		if (!gate_open(ev, &env, r))
			continue;
		if ((ev->key = make_key(ev, r->each, env.row[0])) != NULL)
			tell(w, &env, r);
	}
	ev->key = "";
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
feed_of(struct evaluation *ev, struct env *env, const struct rule *r)
{
	const struct row *row;

	if (r->of == NONE)
		return "";
	row = r->of_row != NULL ? expr_row(ev, env, r->of_row) : env->row[0];
	return row != NULL ? make_key(ev, r->of, row) : "";
}

/* What the device calls it where the family does not say: the last part of its index. */
static const char *
default_outlet(struct evaluation *ev, const struct rule *r, const struct row *row)
{
	const struct table *t = &ev->f->tables[r->each];
	struct datum d;
	char buf[32];
	const char *text;

	if (t->nparts == 0)
		return t->name;
	d = part_datum(ev, t, row, t->nparts - 1);
	text = datum_to_text(&d, buf);
	return evaluation_copy(ev, text, strlen(text));
}

static void
tell_feed(struct working *w, struct env *env, const struct rule *r)
{
	struct evaluation *ev = w->ev;
	struct family_feed feed = { .key = ev->key };
	struct record rec;
	bool said, once = one_interval(ev);
	size_t mark = scratch_mark(ev);

	w->number++;
	feed.label = feed_text(ev, env, r->label);
	feed.outlet = feed_text(ev, env, r->outlet);
	if (feed.outlet == NULL)
		feed.outlet = default_outlet(ev, r, env->row[0]);
	feed.of = feed_of(ev, env, r);
	scratch_release(ev, mark);
	said = work_out(w, env, r);
	if ((!said && feed.label == NULL) || ev->exhausted || ev->stopped || ev->no_memory)
		return;
	if (measure(w, r, true, once, &rec))
		feed.sample = &rec;
	if (feed.sample != NULL && !ev->sink->feed(ev->sink->ctx, &feed))
		ev->stopped = true;
	said = feed.sample != NULL;
	feed.sample = !once && measure(w, r, false, false, &rec) ? &rec : NULL;
	if ((feed.sample != NULL || !said) && !ev->stopped && !ev->sink->feed(ev->sink->ctx, &feed))
		ev->stopped = true;
}

void
rules_evaluate(struct evaluation *ev)
{
	const struct family *f = ev->f;
	struct working w = { .ev = ev };
	struct sample *s;
	size_t i;

	w.last = &w.first;
	for (i = 0; i < f->nrules && !ev->stopped; i++)
		if (!f->rules[i].feed)
			each_row(&w, &f->rules[i], tell_asset);
	for (s = w.first; s != NULL && !ev->stopped; s = s->next)
		if (!ev->sink->sample(ev->sink->ctx, s->key, &s->record))
			ev->stopped = true;
	for (i = 0; i < f->nrules && !ev->stopped; i++)
		if (f->rules[i].feed)
			each_row(&w, &f->rules[i], tell_feed);
}
