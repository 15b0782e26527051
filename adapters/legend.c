/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "asset.h"

/*
 * Series side by side: value i of a row has the name of entry i of the
 * legend, which is a metric's word, or an asset's name and a metric's word.
 * A row gives one sample for each asset in it.
 */
#define SERIES_MAX 4096

struct series {
	char *name;        /* the asset; NULL: the record's own fields say it */
	struct rule *rule; /* NULL: nobody reads it */
	const struct way *way;
	size_t first, next; /* of the same asset: the first, and the one behind; 0: none */
	char *text;         /* of the row at hand; NULL: the row is shorter */
};

struct legend_state {
	uint64_t serial; /* of the instance that holds the legend */
	size_t n;
	struct series *series;
};

static void
clear(struct legend_state *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->series[i].name);
	free(l->series);
	l->series = NULL;
	l->n = 0;
}

void
legend_free(struct legend_state *l)
{
	if (l != NULL)
		clear(l);
	free(l);
}

/* Which field's rule has this word. */
static void
find_rule(struct record_rule *rr, const char *word, struct series *s)
{
	size_t i, j;

	for (i = 0; i < rr->nfields; i++)
		for (j = 0; j < rr->fields[i].n; j++)
			if (rr->fields[i].metric != NONE &&
			    rr->fields[i].ways[j].kind == WAY_COLUMN &&
			    convert_same(rr->fields[i].ways[j].text, word)) {
				s->rule = &rr->fields[i];
				s->way = &rr->fields[i].ways[j];
				return;
			}
}

static bool
read_entry(struct record_rule *rr, const char *entry, struct series *s)
{
	regmatch_t m[3];
	char *word;

	if (rr->legend->pattern == NULL || regexec(rr->legend->pattern, entry, 3, m, 0) != 0) {
		find_rule(rr, entry, s);
		return true;
	}
	s->name = strndup(entry + m[1].rm_so, (size_t)(m[1].rm_eo - m[1].rm_so));
	word = strndup(entry + m[2].rm_so, (size_t)(m[2].rm_eo - m[2].rm_so));
	if (s->name != NULL && word != NULL)
		find_rule(rr, word, s);
	free(word);
	return s->name != NULL && word != NULL;
}

static bool
same_asset(const struct series *a, const struct series *b)
{
	if (a->name == NULL || b->name == NULL)
		return a->name == b->name;
	return convert_same(a->name, b->name);
}

static bool
read_legend(struct engine *e, struct record_rule *rr, struct instance *of, struct legend_state *l)
{
	int32_t node;
	struct series *s;
	size_t j;

	clear(l);
	if (of->slots[rr->legend->names.slot].first == NONE)
		return true;
	l->series = calloc(of->slots[rr->legend->names.slot].n, sizeof(*l->series));
	for (node = of->slots[rr->legend->names.slot].first; node != NONE && l->n < SERIES_MAX;
	     node = of->nodes[node].next) {
		if (l->series == NULL ||
		    !read_entry(rr, of->bytes + of->nodes[node].at, &l->series[l->n]))
			return engine_fail(e, "no memory");
		s = &l->series[l->n];
		for (j = l->n; j > 0 && !same_asset(&l->series[j - 1], s); j--)
			continue;
		s->first = j > 0 ? l->series[j - 1].first : l->n;
		if (j > 0)
			l->series[j - 1].next = l->n;
		l->n++;
	}
	l->serial = of->serial;
	return true;
}

static struct legend_state *
state_of(struct engine *e, struct instance *in, struct record_rule *rr)
{
	struct legend_state **l = &e->legends[in->block->of];
	struct instance *of = ref_instance(e, in, rr->legend->names);

	if (*l == NULL && (*l = calloc(1, sizeof(**l))) == NULL)
		return engine_fail(e, "no memory"), NULL;
	if (of == NULL)
		return NULL;
	if ((*l)->serial != of->serial && !read_legend(e, rr, of, *l))
		return NULL;
	return *l;
}

static void
measure(struct engine *e, struct instance *in, const struct series *s, struct record *r)
{
	const char *why = NULL;
	double v;

	switch (convert_number(s->way->convert, s->text, &v, &why)) {
	case CONVERTED_VALUE: break;
	case CONVERTED_BAD:
		engine_tell(e, TROUBLE_VALUE, in->line, r->number, s->rule->label, why);
		return;
	case CONVERTED_NONE:
	case CONVERTED_PLACEHOLDER:
	case CONVERTED_UNKNOWN: return;
	}
	r->measured |= 1U << s->rule->metric;
	r->metric[s->rule->metric] = v;
	s->rule->filled++;
}

/* The asset of a group: its name from the legend takes the place of the record's. */
static size_t
identify(struct engine *e, struct instance *in, struct record_rule *rr, const char *name,
    struct cell *cells)
{
	size_t n;

	if (name == NULL)
		return record_cells(e, in, rr, cells);
	n = 1;
	cells[0].field = field_named(asset_fields, "name");
	cells[0].value = (struct value){ .kind = VAL_TEXT, .text = name };
	return n;
}

static void
deliver_group(struct engine *e, struct instance *in, struct record_rule *rr, struct legend_state *l,
    size_t first, struct record *r)
{
	struct cell cells[CELLS_MAX];
	size_t i = first;

	r->measured = 0;
	do {
		if (l->series[i].text != NULL && l->series[i].rule != NULL)
			measure(e, in, &l->series[i], r);
		i = l->series[i].next;
	} while (i != 0);
	if (r->measured == 0)
		return;
	r->cells = cells;
	r->n = identify(e, in, rr, l->series[first].name, cells);
	record_deliver(e, in, r);
}

static void
take_row(struct instance *in, const struct record_rule *rr, struct legend_state *l)
{
	int32_t node = in->slots[rr->legend->values].first;
	size_t i;

	for (i = 0; i < l->n; i++) {
		l->series[i].text = node != NONE ? in->bytes + in->nodes[node].at : NULL;
		if (node != NONE)
			node = in->nodes[node].next;
	}
}

void
legend_close(struct engine *e, struct instance *in, struct record_rule *rr, struct record *r)
{
	struct legend_state *l = state_of(e, in, rr);
	size_t i;

	if (l == NULL)
		return;
	take_row(in, rr, l);
	for (i = 0; i < l->n && !e->stopped; i++)
		if (l->series[i].first == i)
			deliver_group(e, in, rr, l, i, r);
}
