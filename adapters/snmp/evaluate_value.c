/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "evaluate.h"

enum { NONE = -1 };

/* What went wrong on the way to a value, told if no other way had one. */
struct complaint {
	enum trouble_kind kind; /* 0: nothing */
	const char *why;
	const struct varbind *from;
};

/* "1.3.6.1...: ", or nothing. */
static const char *
place(const struct varbind *vb, char buf[OID_TEXT + 4])
{
	char oid[OID_TEXT];

	buf[0] = '\0';
	if (vb != NULL)
		snprintf(buf, OID_TEXT + 4, "%.120s: ", oid_format(vb->name, oid));
	return buf;
}

/* The text that goes into the conversion, in the pool; NULL: the pattern does not fit. */
static char *
way_text(struct evaluation *ev, const struct way *w, const struct datum *d)
{
	char buf[32];
	const char *text = datum_to_text(d, buf);
	regmatch_t found;

	if (w->pattern == NULL)
		return evaluation_copy(ev, text, strlen(text));
	if (!pattern_match(w->pattern, text, &found))
		return NULL;
	return evaluation_copy(ev, text + found.rm_so, (size_t)(found.rm_eo - found.rm_so));
}

/* From the datum to the target's value. */
static enum converted
convert_way(struct evaluation *ev, const struct target *t, const struct way *w, struct outcome *o,
    const char **why)
{
	char *text;
	enum converted r;

	if (t->metric != NONE && o->datum.kind == DATUM_NUMBER && w->plain && w->pattern == NULL) {
		o->number = o->datum.number;
		return CONVERTED_VALUE;
	}
	if ((text = way_text(ev, w, &o->datum)) == NULL)
		return CONVERTED_NONE;
	if (t->field != NULL)
		return convert_field(w->convert, text, &o->value, why);
	if (t->metric != NONE)
		return convert_number(w->convert, text, &o->number, why);
	o->value = (struct value){ .kind = VAL_TEXT };
	r = convert_text(w->convert, text, &o->value.text);
	return r;
}

static bool
take_constant(
    const struct evaluation *ev, const struct target *t, const struct way *w, struct outcome *o)
{
	o->there = true;
	o->value = w->fixed;
	o->number = w->number;
	o->datum = (struct datum){ .kind = DATUM_NONE };
	return true;
}

static void
complain(struct complaint *c, enum converted r, const char *why, const struct varbind *from)
{
	if (r == CONVERTED_PLACEHOLDER)
		*c = (struct complaint){ TROUBLE_PLACEHOLDER, "a text that many devices have",
			from };
	else if (r == CONVERTED_BAD || r == CONVERTED_UNKNOWN)
		*c = (struct complaint){ TROUBLE_VALUE, why, from };
}

/* The next way; true if it has the value. */
static bool
try_way(struct evaluation *ev, struct env *env, const struct target *t, const struct way *w,
    struct outcome *o, struct complaint *c)
{
	const char *why = "no value";
	enum converted r;

	if ((w->self && !ev->self) || !expr_holds(ev, env, w->gate) ||
	    !expr_holds(ev, env, w->when))
		return false;
	if (w->value == NULL && !w->address)
		return take_constant(ev, t, w, o);
	if (w->address) {
		o->datum = (struct datum){ .kind = DATUM_TEXT, .text = ev->sight->address };
		if (o->datum.text == NULL)
			return false;
	} else
		o->datum = expr_eval(ev, env, w->value);
	if (o->datum.kind == DATUM_LOST)
		o->why = o->datum.why != NULL ? o->datum.why : "not certain";
	if (o->datum.kind == DATUM_NONE || o->datum.kind == DATUM_LOST)
		return false;
	r = convert_way(ev, t, w, o, &why);
	o->there = o->said = r == CONVERTED_VALUE;
	complain(c, r, why, o->datum.from);
	return o->there;
}

/* What a metric can be; a little more is what rounding makes of it. */
static const struct range {
	double least, most, slack;
} ranges[METRICS] = {
	[METRIC_CPU] = { 0, 100, 1 },
	[METRIC_MEMORY] = { 0, 100, 1e-6 },
	[METRIC_RECEIVE] = { 0, 1e15, 0 },
	[METRIC_TRANSMIT] = { 0, 1e15, 0 },
	[METRIC_READ] = { 0, 1e15, 0 },
	[METRIC_WRITE] = { 0, 1e15, 0 },
	[METRIC_POWER] = { 0, 1e6, 0 },
	[METRIC_LOGINS] = { 0, 1e9, 0 },
	[METRIC_SESSIONS] = { 0, 1e9, 0 },
	[METRIC_UPTIME] = { 0, 1e11, 0 },
	[METRIC_NETWORK] = { 0, 1e15, 0 },
	[METRIC_DISK] = { 0, 1e15, 0 },
};

static void
check_range(struct evaluation *ev, const struct target *t, struct outcome *o)
{
	const struct range *r = &ranges[t->metric];
	char at[OID_TEXT + 4];
	bool below = o->number < r->least - r->slack;

	if (!below && !(o->number > r->most + r->slack)) {
		o->number = fmin(fmax(o->number, r->least), r->most) + 0.0;
		return;
	}
	o->there = false;
	snprintf(o->buf, sizeof(o->buf), "%.15g is %s %.15g", o->number, below ? "below" : "above",
	    below ? r->least : r->most);
	o->why = o->buf;
	evaluation_tell(
	    ev, TROUBLE_IMPLAUSIBLE, t->label, "%s%s", place(o->datum.from, at), o->why);
}

void
target_outcome(struct evaluation *ev, struct env *env, const struct target *t, struct outcome *o)
{
	struct complaint c = { 0 };
	char at[OID_TEXT + 4];
	size_t i;

	memset(o, 0, offsetof(struct outcome, buf));
	/* What is lost must not become something that means less. */
	for (i = 0; i < t->n && !o->there && o->datum.kind != DATUM_LOST; i++)
		try_way(ev, env, t, &t->ways[i], o, &c);
	if (!o->there) {
		if (c.kind != 0) {
			o->why = c.why;
			o->datum.from = c.from;
			evaluation_tell(ev, c.kind, t->label, "%s%s", place(c.from, at), c.why);
		}
		return;
	}
	o->why = NULL;
	if (t->metric != NONE)
		check_range(ev, t, o);
}

static bool
agrees(const struct check *c, double value, double side)
{
	double larger = fmax(fabs(value), fabs(side));

	switch (c->kind) {
	case CHECK_NEAR: return larger < c->from || fabs(value - side) <= c->within * larger;
	case CHECK_MOST: return value < c->from || value <= side + c->within * fabs(side);
	case CHECK_LEAST: return value < c->from || value >= side - c->within * fabs(side);
	}
	return true;
}

static void
drop(struct evaluation *ev, const struct rule *r, const struct check *c, struct outcome *o,
    double value, double side, const char *text, const struct varbind *from)
{
	static const char *const words[] = { "not near", "above", "below" };
	char at[OID_TEXT + 4], there[OID_TEXT];

	o->there = false;
	snprintf(o->buf, sizeof(o->buf), "%.6g is %s %.6g, which is %.80s", value, words[c->kind],
	    side, text);
	o->why = o->buf;
	evaluation_tell(ev, TROUBLE_IMPLAUSIBLE, r->targets[c->target].label, "%s%s%s%s",
	    place(o->datum.from, at), o->why, from != NULL ? " from " : "",
	    from != NULL ? oid_format(from->name, there) : "");
}

static void
check_one(struct evaluation *ev, struct env *env, const struct rule *r, const struct check *c,
    struct outcome *o)
{
	const struct target *t = &r->targets[c->target];
	double value, side, first = 0;
	const struct varbind *from = NULL;
	const char *text = NULL;
	struct datum d;
	size_t i;

	if (!o->there || (t->metric == NONE && o->value.kind != VAL_NUMBER) ||
	    !expr_holds(ev, env, c->when))
		return;
	value = t->metric != NONE ? o->number : (double)o->value.number;
	for (i = 0; i < c->n; i++) {
		d = expr_eval(ev, env, c->sides[i]);
		if (!datum_to_number(&d, &side))
			continue;
		if (agrees(c, value, side))
			return;
		if (text == NULL) {
			first = side;
			text = c->texts[i];
			from = d.from;
		}
	}
	if (text != NULL)
		drop(ev, r, c, o, value, first, text, from);
}

void
rule_checks(struct evaluation *ev, struct env *env, const struct rule *r, struct outcome *outcomes)
{
	size_t i, mark = scratch_mark(ev);

	for (i = 0; i < r->nchecks; i++) {
		check_one(ev, env, r, &r->checks[i], &outcomes[r->checks[i].target]);
		scratch_release(ev, mark);
	}
}

void
outcome_show(struct evaluation *ev, const struct target *t, const struct outcome *o)
{
	struct family_value v = { .key = ev->key, .name = t->name, .why = o->why };
	char number[32], buf[FIELD_FORMAT_MAX];

	if (ev->sink->value == NULL || (!o->there && o->why == NULL))
		return;
	if (t->metric != NONE) {
		v.unit = metrics[t->metric].unit;
		snprintf(number, sizeof(number), "%.15g", o->number);
	} else if (t->field != NULL)
		v.unit = t->field->unit;
	if (o->there && t->metric != NONE)
		v.value = number;
	else if (o->there)
		v.value =
		    t->field != NULL ? field_format(t->field, 2, o->value, buf) : o->value.text;
	if (o->datum.from != NULL)
		v.oid = o->datum.from->name;
	ev->sink->value(ev->sink->ctx, &v);
}
