/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * From a rule to its value: the ways are tried in order.  What a way could
 * not convert is told only if no other gave a value.
 */
struct attempt {
	struct engine *e;
	struct instance *in;
	struct rule *rule;
	const struct way *unknown; /* the first whose map did not know the text */
	const char *why;           /* of the first text that did not convert */
	bool placeholder;
};

static char *
scratch_copy(struct engine *e, const char *text, size_t n)
{
	char *copy = engine_scratch(e, n + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

/* Texts joined in scratch: start with NULL; NULL again if they do not fit. */
static char *
append(struct engine *e, char *all, const char *sep, const char *text)
{
	size_t ns = all != NULL ? strlen(sep) : 0, n = strlen(text);
	char *more = engine_scratch(e, ns + n + (all == NULL));

	if (more == NULL)
		return NULL;
	if (all == NULL) {
		memcpy(more, text, n + 1);
		return more;
	}
	memcpy(more - 1, sep, ns); /* over the NUL: scratch grows without gaps */
	memcpy(more - 1 + ns, text, n + 1);
	return all;
}

static char *
ref_first(struct attempt *a, struct ref ref)
{
	struct instance *in = ref_instance(a->e, a->in, ref);

	return in != NULL ? instance_first(in, ref.slot) : NULL;
}

static char *
ref_list(struct attempt *a, struct ref ref, const char *sep)
{
	struct instance *in = ref_instance(a->e, a->in, ref);
	char *all = NULL;
	int32_t node;

	if (in == NULL)
		return NULL;
	for (node = in->slots[ref.slot].first; node != NONE; node = in->nodes[node].next) {
		if (in->bytes[in->nodes[node].at] == '\0')
			continue;
		if ((all = append(a->e, all, sep, in->bytes + in->nodes[node].at)) == NULL)
			return NULL;
	}
	return all;
}

static char *
join(struct attempt *a, const struct way *w)
{
	char *all = NULL, *text;
	size_t i;

	for (i = 0; i < w->nrefs; i++) {
		if ((text = ref_first(a, w->refs[i])) == NULL)
			return NULL;
		if ((all = append(a->e, all, w->text != NULL ? w->text : " ", text)) == NULL)
			return NULL;
	}
	return all;
}

static char *
series(struct attempt *a, const struct way *w)
{
	const char *start = ref_first(a, w->refs[0]), *step = ref_first(a, w->refs[1]);
	long long first, by;
	char *text, *end;

	if (start == NULL || step == NULL || (text = engine_scratch(a->e, 32)) == NULL)
		return NULL;
	first = strtoll(start, &end, 10);
	by = strtoll(step, NULL, 10);
	if (end == start || by < 0 || by > 1000000000 || first > 1000000000000LL)
		return NULL;
	snprintf(text, 32, "%lld", first + by * (long long)(a->e->matched[a->in->block->of] - 1));
	return text;
}

static char *
cut(struct attempt *a, const regex_t *pattern, const char *text)
{
	regmatch_t m[2];

	if (text == NULL || regexec(pattern, text, 2, m, 0) != 0 || m[1].rm_so < 0)
		return NULL;
	return scratch_copy(a->e, text + m[1].rm_so, (size_t)(m[1].rm_eo - m[1].rm_so));
}

/* Follow a key through the lookups from the given one on; several values are joined, or the first
 * is taken. */
static char *
follow(struct attempt *a, const struct way *w, size_t from, const char *key, char *all)
{
	const struct lookup_rule *lk;
	const struct lookup_value *v;
	const struct lookup *l;
	const char *above;
	int n = 0;

	if (from == w->nlookups)
		return append(a->e, all, w->list != NULL ? w->list : "", key);
	lk = &a->e->adapter->lookups[w->lookups[from]];
	l = &a->e->lookups[w->lookups[from]];
	if (lk->outline) {
		above = lookup_above(l, lk->from, (int)strtol(key, NULL, 10));
		return above != NULL ? follow(a, w, from + 1, above, all) : all;
	}
	for (v = lookup_find(l, key); v != NULL && n < LOOKUP_VALUES; v = lookup_next(v), n++) {
		all = follow(a, w, from + 1, lookup_text(v), all);
		if (all != NULL && w->list == NULL)
			return all;
	}
	return all;
}

/* The text that a way leads to, which may be changed; NULL: none. */
static char *
way_text(struct attempt *a, const struct way *w)
{
	char *text = NULL;

	if (w->when != NULL && !instance_all_pass(a->e, a->in, w->when, 1))
		return NULL;
	switch (w->kind) {
	case WAY_PATH:
		text = w->list != NULL && w->nlookups == 0 ? ref_list(a, w->refs[0], w->list)
							   : ref_first(a, w->refs[0]);
		break;
	case WAY_JOIN: text = join(a, w); break;
	case WAY_CONST: text = scratch_copy(a->e, w->text, strlen(w->text)); break;
	case WAY_FILE: text = scratch_copy(a->e, a->e->base, strlen(a->e->base)); break;
	case WAY_SERIES: text = series(a, w); break;
	case WAY_SUM: break;    /* of numbers: sum() */
	case WAY_COLUMN: break; /* of a legend: legend.c */
	}
	if (w->pattern != NULL)
		text = cut(a, w->pattern, text);
	if (text != NULL && w->nlookups > 0)
		text = follow(a, w, 0, text, NULL);
	return text;
}

/* How a conversion went; true: a value. */
static bool
attempt_is(struct attempt *a, const struct way *w, enum converted c, const char *why)
{
	switch (c) {
	case CONVERTED_VALUE: return true;
	case CONVERTED_NONE: break;
	case CONVERTED_PLACEHOLDER: a->placeholder = true; break;
	case CONVERTED_UNKNOWN:
		if (a->unknown == NULL || convert_otherwise(w->convert, &(struct value){ 0 }))
			a->unknown = w;
		/* FALLTHROUGH */
	case CONVERTED_BAD:
		if (a->why == NULL)
			a->why = why;
		break;
	}
	return false;
}

static bool
attempt_end(struct attempt *a, bool found)
{
	struct instance *in = a->in;

	if (a->placeholder && a->rule->identity)
		engine_tell(a->e, TROUBLE_PLACEHOLDER, in->line, a->e->number, a->rule->label,
		    "a placeholder, not used");
	if (!found && a->why != NULL)
		engine_tell(a->e, TROUBLE_VALUE, in->line, a->e->number, a->rule->label, a->why);
	a->rule->filled += found;
	return found;
}

/* Numbers of all nodes; false if there is none. */
static bool
sum(struct attempt *a, const struct way *w, double *total)
{
	const struct convert *c = w->number != NULL ? w->number : w->convert;
	struct instance *in;
	const char *why = NULL;
	enum converted done;
	bool any = false;
	int32_t node;
	double one;
	size_t i;

	*total = 0;
	if (w->when != NULL && !instance_all_pass(a->e, a->in, w->when, 1))
		return false;
	for (i = 0; i < w->nrefs; i++) {
		if ((in = ref_instance(a->e, a->in, w->refs[i])) == NULL)
			continue;
		for (node = in->slots[w->refs[i].slot].first; node != NONE;
		     node = in->nodes[node].next) {
			done = convert_number(c, in->bytes + in->nodes[node].at, &one, &why);
			if (!attempt_is(a, w, done, why))
				continue;
			*total += one;
			any = true;
		}
	}
	return any;
}

static char *
sum_text(struct attempt *a, const struct way *w)
{
	double total;
	char *text;

	if (!sum(a, w, &total) || (text = engine_scratch(a->e, 32)) == NULL)
		return NULL;
	snprintf(text, 32, "%.15g", total);
	return text;
}

bool
value_field(struct engine *e, struct instance *in, struct rule *r, struct value *v)
{
	struct attempt a = { .e = e, .in = in, .rule = r };
	const struct way *w;
	const char *why;
	enum converted done;
	bool found;
	char *text;
	size_t i;

	for (i = 0; i < r->n; i++) {
		w = &r->ways[i];
		text = w->kind == WAY_SUM ? sum_text(&a, w) : way_text(&a, w);
		if (text == NULL)
			continue;
		why = NULL;
		done = convert_field(w->convert, text, v, &why);
		if (attempt_is(&a, w, done, why)) {
			e->said |= w->kind != WAY_CONST && w->kind != WAY_FILE;
			return attempt_end(&a, true);
		}
	}
	found = a.unknown != NULL && convert_otherwise(a.unknown->convert, v);
	e->said |= found;
	return attempt_end(&a, found);
}

bool
value_metric(struct engine *e, struct instance *in, struct rule *r, double *v)
{
	struct attempt a = { .e = e, .in = in, .rule = r };
	const struct way *w;
	const char *why;
	enum converted done;
	char *text;
	size_t i;

	for (i = 0; i < r->n; i++) {
		w = &r->ways[i];
		if (w->kind == WAY_SUM) {
			if (sum(&a, w, v))
				return attempt_end(&a, true);
			continue;
		}
		why = NULL;
		if ((text = way_text(&a, w)) == NULL)
			continue;
		done = convert_number(w->convert, text, v, &why);
		if (attempt_is(&a, w, done, why))
			return attempt_end(&a, true);
	}
	return attempt_end(&a, false);
}

/* The rule's ways in order, until conv makes of a text what goes to v. */
static bool
first_way(struct engine *e, struct instance *in, struct rule *r,
    enum converted (*conv)(const struct convert *, char *, void *, const char **), void *v)
{
	struct attempt a = { .e = e, .in = in, .rule = r };
	enum converted done;
	const char *why;
	char *text;
	size_t i;

	for (i = 0; i < r->n; i++) {
		why = NULL;
		if ((text = way_text(&a, &r->ways[i])) == NULL)
			continue;
		done = conv(r->ways[i].convert, text, v, &why);
		if (attempt_is(&a, &r->ways[i], done, why))
			return attempt_end(&a, true);
	}
	return attempt_end(&a, false);
}

static enum converted
to_instant(const struct convert *c, char *text, void *v, const char **why)
{
	return convert_instant(c, text, v, why);
}

static enum converted
to_seconds(const struct convert *c, char *text, void *v, const char **why)
{
	return convert_seconds(c, text, v, why);
}

bool
value_instant(struct engine *e, struct instance *in, struct rule *r, int64_t *v)
{
	return first_way(e, in, r, to_instant, v);
}

bool
value_seconds(struct engine *e, struct instance *in, struct rule *r, uint32_t *v)
{
	return first_way(e, in, r, to_seconds, v);
}

/* Keys and values of lookups. */
const char *
value_text(struct engine *e, struct instance *in, struct rule *r)
{
	struct attempt a = { .e = e, .in = in, .rule = r };
	const char *out = NULL;
	char *text;
	size_t i;

	for (i = 0; i < r->n; i++)
		if ((text = way_text(&a, &r->ways[i])) != NULL &&
		    attempt_is(&a, &r->ways[i], convert_text(r->ways[i].convert, text, &out), NULL))
			return out;
	return NULL;
}
