/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "convert_rule.h"
#include "moment.h"

static const struct {
	const char *name;
	enum span_unit unit;
} span_units[] = { { "days", SPAN_DAYS }, { "weeks", SPAN_WEEKS }, { "months", SPAN_MONTHS },
	{ "years", SPAN_YEARS } };

const struct field *
convert_target(const struct field *catalogue, const char *name, const char **unit)
{
	const struct field *f = field_named(catalogue, name);
	const char *word = strrchr(name, '_');
	char stem[64];
	size_t i;

	if (f == NULL && word != NULL && (size_t)(word - name) < sizeof stem) {
		memcpy(stem, name, (size_t)(word - name));
		stem[word - name] = '\0';
		for (i = 0; i < sizeof span_units / sizeof *span_units; i++)
			if (strcmp(word + 1, span_units[i].name) == 0)
				break;
		if (i < sizeof span_units / sizeof *span_units)
			f = field_named(catalogue, stem);
		if (f != NULL && f->rep == REP_SPAN)
			*unit = span_units[i].name;
		else
			f = NULL;
	}
	return f != NULL && f->target ? f : NULL;
}

static char **
copy_list(const char *const *list, bool fold)
{
	size_t n = 0, i;
	char **copy;

	while (list[n] != NULL)
		n++;
	copy = calloc(n + 1, sizeof *copy);
	for (i = 0; copy != NULL && i < n; i++) {
		copy[i] = strdup(list[i]);
		if (copy[i] != NULL && fold)
			convert_trim(copy[i]);
	}
	return copy;
}

static void
free_list(char **list)
{
	size_t i;

	for (i = 0; list != NULL && list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

static int
entry_order(const void *a, const void *b)
{
	const struct convert_entry *x = a, *y = b;

	return convert_compare(x->from, y->from);
}

/* The value of a map's right side, which is canonical text. */
static bool
right_side(const struct convert *c, const char *to, struct value *v, struct error *e)
{
	if (c->field == NULL || c->field->rep == REP_TEXT) {
		*v = (struct value){ .kind = VAL_TEXT, .text = to };
		return true;
	}
	return field_parse(c->field, c->digits, to, v, e) || error_prefix(e, "map");
}

static bool
compile_map(struct convert *c, const struct convert_pair *map, struct error *e)
{
	size_t n = 0;
	struct convert_entry *m;

	while (map[n].from != NULL)
		n++;
	c->map = calloc(n + 1, sizeof *c->map);
	if (c->map == NULL)
		return error_set(e, "out of memory");
	for (; c->nmap < n; c->nmap++) {
		m = &c->map[c->nmap];
		m->from = strdup(map[c->nmap].from);
		m->to = strdup(map[c->nmap].to);
		if (m->from == NULL || m->to == NULL || !right_side(c, m->to, &m->value, e)) {
			free(m->from);
			free(m->to);
			return false;
		}
		convert_trim(m->from);
	}
	qsort(c->map, c->nmap, sizeof *c->map, entry_order);
	return true;
}

static bool
compile_dates(struct convert *c, const struct convert_options *o, struct error *e)
{
	size_t i;

	for (i = 0; o->dates != NULL && o->dates[i] != NULL; i++)
		if (!moment_form(o->dates[i], e))
			return false;
	if (o->dates != NULL && o->dates[0] != NULL) {
		c->dates = copy_list(o->dates, false);
		snprintf(c->why_date, sizeof c->why_date, "not a date of the form %s%s",
		    o->dates[0], o->dates[1] == NULL ? "" : " or the others given");
	} else
		snprintf(c->why_date, sizeof c->why_date, "not a date of the usual forms");
	if (o->zone == NULL)
		return true;
	c->zone = zone_new(o->zone, e);
	return c->zone != NULL;
}

/* The unit in which a number without one is, and the factor to the target's. */
static bool
compile_unit(struct convert *c, const struct convert_options *o, struct error *e)
{
	size_t i;

	c->target = c->field != NULL ? c->field->unit : o->metric_unit;
	c->scale = c->bare = (struct decimal){ 1, 0 };
	if (o->scale != 0 && !decimal_of(o->scale, &c->scale))
		return error_set(e, "scale: not a number");
	c->bare = c->scale;
	if (c->field != NULL && c->field->rep == REP_SHARE)
		c->bare.exponent += 2; /* a bare share is in percent */
	snprintf(c->why_unit, sizeof c->why_unit, "not a number%s%s",
	    c->target != NULL ? " in " : "", c->target != NULL ? c->target : "");
	if (o->unit == NULL)
		return true;
	c->unit = strdup(o->unit);
	if (c->unit == NULL)
		return error_set(e, "out of memory");
	for (i = 0; c->field != NULL && c->field->rep == REP_SPAN; i++) {
		if (i == sizeof span_units / sizeof *span_units)
			return error_set(
			    e, "unit \"%s\": not days, weeks, months or years", o->unit);
		if (strcmp(o->unit, span_units[i].name) == 0) {
			c->span = span_units[i].unit;
			return true;
		}
	}
	if (!unit_known(c->target))
		return true;
	if (!unit_factor(o->unit, c->target, &c->bare) ||
	    !decimal_multiply(c->bare, c->scale, &c->bare))
		return error_set(e, "unit \"%s\" is none of %s", o->unit, c->target);
	return true;
}

/* The fields that identify, and those that vendors fill with what means nothing. */
static void
compile_identity(struct convert *c)
{
	static const char *const identities[] = { "serial", "asset_tag", "uuid" };
	static const char *const others[] = { "address", "vendor", "model" };
	size_t i;

	if (c->field == NULL)
		return;
	for (i = 0; i < sizeof identities / sizeof *identities; i++)
		c->identity |= c->field == field_named(asset_fields, identities[i]);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		c->checked |= c->field == field_named(asset_fields, others[i]);
	c->named = c->field == field_named(asset_fields, "name");
}

static bool
compile(struct convert *c, const struct convert_options *o, struct error *e)
{
	c->digits = o->digits;
	c->form = (struct number_form){ o->decimal != '\0' ? o->decimal : '.', o->thousands };
	c->offset = o->offset;
	compile_identity(c);
	if (c->form.decimal == c->form.thousands)
		return error_set(e, "decimal and thousands are the same sign");
	if (o->none != NULL)
		c->none = copy_list(o->none, true);
	if (o->keep != NULL)
		c->keep = copy_list(o->keep, true);
	if (o->currency != NULL && o->currency[0] != '\0') {
		c->currency = strdup(o->currency);
		snprintf(c->why_currency, sizeof c->why_currency, "not in %s", o->currency);
	}
	if (o->map != NULL && !compile_map(c, o->map, e))
		return false;
	if (o->otherwise != NULL) {
		c->otherwise = strdup(o->otherwise);
		if (c->otherwise == NULL || !right_side(c, c->otherwise, &c->fallback, e))
			return false;
	}
	return compile_dates(c, o, e) && compile_unit(c, o, e);
}

struct convert *
convert_new(const struct convert_options *o, const struct field *f, struct error *e)
{
	struct convert *c = calloc(1, sizeof *c);

	if (c == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	c->field = f;
	if (!compile(c, o, e)) {
		convert_free(c);
		return NULL;
	}
	return c;
}

void
convert_free(struct convert *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->nmap; i++) {
		free(c->map[i].from);
		free(c->map[i].to);
	}
	free(c->map);
	free(c->otherwise);
	free_list(c->none);
	free_list(c->keep);
	free_list(c->dates);
	zone_free(c->zone);
	free(c->unit);
	free(c->currency);
	free(c);
}

bool
convert_date_form(const char *form, struct error *e)
{
	return moment_form(form, e);
}
