/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "evaluate.h"

enum { NONE = -1 };

/* Clocks may be this much apart: a tenth of the time between the looks, and seconds. */
static const double slack_share = 0.1, slack_seconds = 30;

static struct datum
lost(const char *why)
{
	return (struct datum){ .kind = DATUM_LOST, .why = why };
}

static struct datum
none(void)
{
	return (struct datum){ .kind = DATUM_NONE };
}

/* A scalar of one of the tables that every family has, in one look. */
static bool
scalar(const struct evaluation *ev, const struct harvest *h, int table, int column, uint64_t *value)
{
	const struct table *t = &ev->f->tables[table];
	const struct object *o = &t->objects[t->columns[column].object];
	uint32_t arcs[32];
	const struct varbind *vb;

	if (h == NULL)
		return false;
	memcpy(arcs, o->oid.arc, o->oid.n * sizeof(*arcs));
	arcs[o->oid.n] = 0;
	vb = harvest_find(h, (struct oid){ arcs, o->oid.n + 1 });
	if (vb == NULL)
		return false;
	if (vb->type == VARBIND_INTEGER && vb->integer >= 0) {
		*value = (uint64_t)vb->integer;
		return true;
	}
	*value = vb->number;
	return vb->type == VARBIND_TICKS || vb->type == VARBIND_COUNTER32 ||
	       vb->type == VARBIND_GAUGE32 || vb->type == VARBIND_COUNTER64;
}

static bool
near(double a, double b)
{
	return fabs(a - b) <= fabs(b) * slack_share + slack_seconds;
}

/*
 * What the agent's clock says of the time that passed on ours.  Where both
 * agree, its is the better one.  Where they do not: if it was up for all of
 * what ours says and went on, then ours has jumped; else it was restarted.
 */
static void
judge(struct lapse *l, double passed, double now, double before, double wraps_at)
{
	double went = now - before;

	if (went < 0 && wraps_at > 0 && near(went + wraps_at, passed))
		went += wraps_at;
	if (went >= 1 && (near(went, passed) || now > fmax(passed, 0) + slack_seconds))
		*l = (struct lapse){ LAPSE_GOOD, went, NULL };
	else if (went >= 0 && went < 1)
		*l = (struct lapse){ LAPSE_LOST, 0, "the agent's clock stands still" };
	else
		*l = (struct lapse){ LAPSE_LOST, 0, "the agent was restarted" };
}

static void
find_lapse(struct evaluation *ev, struct lapse *l)
{
	const struct family_sight *s = ev->sight;
	double passed = (double)s->time - (double)s->before_time;
	double oldest = fmax(3600, 3.0 * s->every);
	uint64_t now, before;

	if (s->before == NULL) {
		*l = (struct lapse){ LAPSE_FIRST, 0, NULL };
		return;
	}
	if (scalar(ev, s->now, TABLE_SYSTEM, SYSTEM_UPTIME, &now) &&
	    scalar(ev, s->before, TABLE_SYSTEM, SYSTEM_UPTIME, &before))
		judge(l, passed, (double)now / 100, (double)before / 100, 42949672.96);
	else if (scalar(ev, s->now, TABLE_ENGINE, ENGINE_TIME, &now) &&
		 scalar(ev, s->before, TABLE_ENGINE, ENGINE_TIME, &before))
		judge(l, passed, (double)now, (double)before, 0);
	else if (passed > 0)
		*l = (struct lapse){ LAPSE_GOOD, passed, NULL };
	else
		*l = (struct lapse){ LAPSE_LOST, 0, "the clock was set back" };
	if (scalar(ev, s->now, TABLE_ENGINE, ENGINE_BOOTS, &now) &&
	    scalar(ev, s->before, TABLE_ENGINE, ENGINE_BOOTS, &before) && now != before)
		*l = (struct lapse){ LAPSE_LOST, 0, "the agent was restarted" };
	if (l->state == LAPSE_GOOD && l->seconds > oldest)
		*l = (struct lapse){ LAPSE_OLD, l->seconds, NULL };
}

const struct lapse *
evaluation_lapse(struct evaluation *ev)
{
	if (ev->lapse.state == LAPSE_UNKNOWN)
		find_lapse(ev, &ev->lapse);
	return &ev->lapse;
}

/* One reading of a counter. */
struct reading {
	uint64_t count;
	bool narrow; /* 32 bits: it wraps often */
};

static bool
read_wire(const struct column *c, const struct varbind *vb, struct reading *r)
{
	double number = NAN;
	char text[TEXT_MOST + 1];

	r->narrow = false;
	switch (vb->type) {
	case VARBIND_COUNTER32:
		r->narrow = true;
		r->count = vb->number;
		return true;
	case VARBIND_COUNTER64: r->count = vb->number; return true;
	case VARBIND_GAUGE32:
	case VARBIND_TICKS: r->count = vb->number; return c->as == AS_COUNTER;
	case VARBIND_INTEGER:
		r->count = (uint64_t)vb->integer;
		return c->as == AS_COUNTER && vb->integer >= 0;
	case VARBIND_REAL: number = vb->real; break;
	case VARBIND_OCTETS:
		if (vb->len > TEXT_MOST)
			return false;
		memcpy(text, vb->octets, vb->len);
		text[vb->len] = '\0';
		if (!text_number(text, &number, NULL))
			return false;
		break;
	case VARBIND_NULL:
	case VARBIND_OID:
	case VARBIND_ADDRESS: break;
	}
	if (c->as != AS_COUNTER || !isfinite(number) || number < 0 || number > 9e15)
		return false;
	r->count = (uint64_t)number;
	return true;
}

static bool
half(const struct varbind *vb, uint64_t *value)
{
	if (vb->type == VARBIND_INTEGER)
		*value = (uint32_t)vb->integer;
	else if (vb->type == VARBIND_COUNTER32 || vb->type == VARBIND_GAUGE32)
		*value = vb->number;
	else
		return false;
	return *value <= UINT32_MAX;
}

/* Two halves make one counter of 64 bits. */
static bool
read_counter(
    const struct column *c, const struct varbind *vb, const struct varbind *low, struct reading *r)
{
	uint64_t above, below;

	if (c->low == NONE)
		return read_wire(c, vb, r);
	if (low == NULL || !half(vb, &above) || !half(low, &below))
		return false;
	*r = (struct reading){ above << 32 | below, false };
	return true;
}

static bool
varbind_equal(const struct varbind *a, const struct varbind *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case VARBIND_NULL: return true;
	case VARBIND_INTEGER: return a->integer == b->integer;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS:
	case VARBIND_COUNTER64: return a->number == b->number;
	case VARBIND_REAL: return a->real == b->real;
	case VARBIND_OID: return oid_compare(a->oid, b->oid) == 0;
	case VARBIND_OCTETS:
	case VARBIND_ADDRESS: return a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
	}
	return false;
}

/* Does the row's discontinuity time say that its counters began anew? */
static bool
was_reset(const struct evaluation *ev, const struct table *t, const struct row *row)
{
	const struct varbind *now, *before;

	if (t->reset == NONE)
		return false;
	now = row->objects[t->columns[t->reset].object];
	before = now != NULL ? harvest_find(ev->sight->before, now->name) : NULL;
	return before != NULL && !varbind_equal(now, before);
}

/* The units a second that the counter can grow by at most; 0: not known. */
static double
fastest(struct evaluation *ev, const struct row *row, const struct column *c)
{
	struct env env = { { row } };
	size_t mark = scratch_mark(ev);
	struct datum d;
	double number = 0;

	if (c->fastest == NULL)
		return 0;
	d = expr_eval(ev, &env, c->fastest);
	if (!datum_to_number(&d, &number) || number < 0)
		number = 0;
	scratch_release(ev, mark);
	return number;
}

/* How far it went from one reading to the next; lost where that is not certain. */
static struct datum
step(struct evaluation *ev, const struct row *row, const struct column *c,
    const struct reading *now, const struct reading *before)
{
	double most = fastest(ev, row, c) * ev->lapse.seconds;
	uint64_t went = now->count - before->count;

	if (now->narrow)
		went &= UINT32_MAX;
	else if (now->count < before->count)
		return lost("the counter went back");
	if (now->narrow && most >= 4294967296.0)
		return lost("a counter of 32 bits may have wrapped more than once");
	if (now->narrow && went > INT32_MAX)
		return lost("the counter was reset, or has wrapped more than once");
	if (most > 0 && (double)went > most * 1.25 + 1)
		return lost("the counter grew faster than it can");
	return datum_of((double)went, row->objects[c->object]);
}

struct datum
counter_change(struct evaluation *ev, int table, const struct row *row, int column, bool per_second)
{
	const struct lapse *l = evaluation_lapse(ev);
	const struct table *t = &ev->f->tables[table];
	const struct column *c = &t->columns[column];
	const struct varbind *now = row->objects[c->object], *before, *low = NULL,
			     *low_before = NULL;
	struct reading to, from;
	struct datum d;

	if (now == NULL || cell_is_none(ev, c, now))
		return none();
	if (c->low != NONE)
		low = row->objects[c->low];
	if (!read_counter(c, now, low, &to)) {
		cell_tell(ev, table, c, now, TROUBLE_VALUE, "not a counter");
		return none();
	}
	if (l->state == LAPSE_FIRST || l->state == LAPSE_OLD)
		return none();
	if (l->state != LAPSE_GOOD)
		return lost(l->why);
	before = harvest_find(ev->sight->before, now->name);
	if (before == NULL || cell_is_none(ev, c, before))
		return none();
	if (low != NULL)
		low_before = harvest_find(ev->sight->before, low->name);
	if (!read_counter(c, before, low_before, &from))
		return none();
	if (to.narrow != from.narrow)
		return lost("the counter's type has changed");
	if (was_reset(ev, t, row))
		return lost("the counters began anew");
	d = cell_scaled(ev, table, row, c, step(ev, row, c, &to, &from));
	if (d.kind == DATUM_NUMBER && per_second)
		d = datum_of(d.number / l->seconds, d.from);
	d.rated = true;
	return d;
}
