/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe.h"

/* An entity of a longer name is not replaced in an attribute. */
#define NAME_MAX_LEN 64

bool
engine_fail(struct engine *e, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (e->failed)
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	e->failed = true;
	return error_set(e->error, "%s", text);
}

void
engine_tell(struct engine *e, enum trouble_kind kind, uint32_t line, uint32_t number,
    const char *rule, const char *text)
{
	struct trouble t = { kind, e->file, line, number, rule, text };

	if (e->stopped || e->first_pass)
		return;
	if (e->stats != NULL && kind == TROUBLE_PLACEHOLDER)
		e->stats->placeholders++;
	if (e->stats != NULL && kind == TROUBLE_VALUE)
		e->stats->bad_values++;
	if (e->sink->trouble != NULL && !e->sink->trouble(e->sink->ctx, &t))
		e->stopped = true;
}

char *
engine_scratch(struct engine *e, size_t n)
{
	char *p = e->scratch + e->nscratch;

	if (n > SCRATCH_SIZE - e->nscratch)
		return NULL;
	e->nscratch += n;
	return p;
}

/*
 * What a reference stands for that the parser left in an attribute's value,
 * as it does when it does not replace entities: "&#38;" for an ampersand,
 * and names.  *next: behind it.  NULL: the ampersand is only that.
 */
static const char *
referred(struct engine *e, const char *ref, const char *end, const char **next)
{
	size_t most = (size_t)(end - ref) < NAME_MAX_LEN ? (size_t)(end - ref) : NAME_MAX_LEN;
	const char *semi = memchr(ref, ';', most), *text;
	char name[NAME_MAX_LEN];

	if (semi == NULL)
		return NULL;
	*next = semi + 1;
	if (semi - ref == 4 && memcmp(ref, "&#38", 4) == 0)
		return "&";
	memcpy(name, ref + 1, (size_t)(semi - ref - 1));
	name[semi - ref - 1] = '\0';
	text = e->entity != NULL ? e->entity(e->parser, name) : NULL;
	return text != NULL ? text : "";
}

/* The value with its references replaced; NULL, and noted, if that is too long. */
static char *
decode(struct engine *e, const char *value, size_t n)
{
	const char *end = value + n, *text, *next;
	size_t out = 0, len;

	while (value < end) {
		text = *value == '&' ? referred(e, value, end, &next) : NULL;
		if (text == NULL) {
			text = value;
			next = value + 1;
			len = 1;
		} else
			len = strlen(text);
		if (len > TEXT_MAX - out) {
			e->too_long = true;
			return NULL;
		}
		memcpy(e->decoded + out, text, len);
		out += len;
		value = next;
	}
	e->decoded[out] = '\0';
	return e->decoded;
}

char *
engine_attribute(struct engine *e, const struct element *el, const char *name, const char *uri)
{
	const unsigned char **a;
	int i;

	e->too_long = false;
	if (strcmp(name, PATH_NAME) == 0)
		return decode(e, el->name, strlen(el->name));
	for (i = 0; i < el->nattrs; i++) {
		a = el->attrs + (size_t)i * 5;
		if (strcmp((const char *)a[0], name) != 0)
			continue;
		if (uri != NULL && (a[2] == NULL || strcmp((const char *)a[2], uri) != 0))
			continue;
		return decode(e, (const char *)a[3], (size_t)(a[4] - a[3]));
	}
	return NULL;
}

bool
engine_test(struct engine *e, const struct test *t, const char *text)
{
	const struct lookup_value *v;
	bool hit = false;
	int n = 0;

	if (t->lookup == NONE)
		return test_passes(t, text);
	v = text != NULL ? lookup_find(&e->lookups[t->lookup], t->values[0]) : NULL;
	for (; v != NULL && !hit && n < LOOKUP_VALUES; v = lookup_next(v), n++)
		hit = convert_same(lookup_text(v), text);
	return hit != (t->op == TEST_IS_NOT);
}

static size_t
name_hash(const void *name, const void *uri)
{
	uint64_t h = (uintptr_t)name ^ (uintptr_t)uri * 31;

	return (size_t)(h * 0x9e3779b97f4a7c15ULL >> 32);
}

static bool
grow_names(struct engine *e)
{
	size_t cap = e->cnames == 0 ? 256 : e->cnames * 2, i, at;
	struct name_slot *names = calloc(cap, sizeof(*names));

	if (names == NULL)
		return engine_fail(e, "no memory");
	for (i = 0; i < e->cnames; i++) {
		if (e->names[i].name == NULL)
			continue;
		at = name_hash(e->names[i].name, e->names[i].uri) & (cap - 1);
		while (names[at].name != NULL)
			at = (at + 1) & (cap - 1);
		names[at] = e->names[i];
	}
	free(e->names);
	e->names = names;
	e->cnames = cap;
	return true;
}

/* The class of a name that the parser has interned: found by its address. */
static int
class_of(struct engine *e, const char *name, const char *uri)
{
	size_t at;

	if (!e->use_uris)
		uri = NULL;
	if (e->nnames * 2 >= e->cnames && !grow_names(e))
		return NONE;
	for (at = name_hash(name, uri) & (e->cnames - 1); e->names[at].name != NULL;
	     at = (at + 1) & (e->cnames - 1))
		if (e->names[at].name == name && e->names[at].uri == uri)
			return e->names[at].class;
	if (e->nnames >= NAMES_MAX)
		return engine_fail(e, "more than %d different element names", NAMES_MAX), NONE;
	e->nnames++;
	e->names[at].name = name;
	e->names[at].uri = uri;
	e->names[at].class = automaton_class(e->automaton, name, uri);
	return e->names[at].class;
}

/* The slot for a value of the edge's attribute; NULL if it is not worth one. */
static struct recall *
recall_of(struct edge *edge, const char *value)
{
	unsigned hash = 0;
	size_t n;

	if (edge->attr == NULL || value == NULL)
		return NULL;
	for (n = 0; value[n] != '\0'; n++) {
		if (n == RECALL_TEXT - 1)
			return NULL;
		hash = hash * 31 + (unsigned char)value[n];
	}
	return &edge->recall[(hash ^ hash >> 9) % RECALL_SLOTS];
}

/* Which state the tests of the edge lead to. */
static struct state *
choose(struct engine *e, struct state *s, struct edge *edge, int class, const struct element *el)
{
	struct mask mask = { { 0 } };
	const char *value = edge->attr != NULL ? engine_attribute(e, el, edge->attr, NULL) : NULL;
	struct recall *known = recall_of(edge, value);
	const struct test *t;
	struct state *to;
	size_t i;

	if (known != NULL && known->to != NULL && strcmp(known->text, value) == 0)
		return known->to;
	for (i = 0; i < edge->ntests; i++) {
		t = edge->tests[i];
		if (edge->attr == NULL)
			value = engine_attribute(e, el, t->attr, NULL);
		if (engine_test(e, t, value))
			mask.bits[i / 64] |= UINT64_C(1) << i % 64;
	}
	to = automaton_variant(e->automaton, s, edge, class, &mask);
	if (known != NULL) {
		memcpy(known->text, value, strlen(value) + 1);
		known->to = to;
	}
	return to;
}

/* The state below the one at hand for this element. */
static struct state *
next_state(struct engine *e, const struct element *el)
{
	struct state *s = e->frames[e->depth].state, *to;
	int class = class_of(e, el->name, el->uri);
	struct link *l;

	if (class == NONE)
		return engine_fail(e, "no memory"), NULL;
	if ((size_t) class >= s->nnext ||
	    (s->next[class].to == NULL && s->next[class].edge == NULL))
		if (!automaton_link(e->automaton, s, class))
			return engine_fail(e, "too many paths"), NULL;
	l = &s->next[class];
	to = l->to != NULL ? l->to : choose(e, s, l->edge, class, el);
	if (to == NULL)
		engine_fail(e, "too many paths");
	return to;
}

static struct instance *
instance_of(struct engine *e, const struct action *a)
{
	return instance_find(e, a->block, a->up == NONE ? NONE : e->depth - a->up);
}

static const struct capture *
capture_of(const struct instance *in, const struct action *a)
{
	return &in->block->captures[a->number];
}

static void
start_action(struct engine *e, const struct action *a, const struct element *el)
{
	struct instance *in = instance_of(e, a);
	const struct capture *c;
	char *value;

	if (in == NULL)
		return;
	c = capture_of(in, a);
	if (c->role == CAPTURE_CELL)
		grid_cell(e, in, el);
	else if ((value = engine_attribute(e, el, c->path.attr, c->path.attr_uri)) != NULL)
		instance_take(e, in, c, value, strlen(value));
	else
		in->overflow |= e->too_long;
}

static void
open_blocks(struct engine *e, const struct state *s, const struct element *el)
{
	const struct block *b;
	struct instance *in;
	size_t i;

	for (i = 0; i < s->nopens; i++) {
		b = e->adapter->blocks[s->opens[i]];
		if ((in = instance_open(e, b, e->depth)) == NULL)
			return;
		e->frames[e->depth].opened++;
		if (b->kind == BLOCK_RECORD && e->adapter->records[b->of].grid != NULL)
			grid_row(e, in, el);
	}
}

static void
begin(struct engine *e, const struct state *s, const struct element *el)
{
	struct frame *f = &e->frames[e->depth];
	struct instance *in;
	size_t i;

	open_blocks(e, s, el);
	for (i = 0; i < s->nguards; i++)
		if ((in = instance_of(e, &s->guards[i])) != NULL)
			instance_guard(in, s->guards[i].number);
	for (i = 0; i < s->nstarts; i++)
		start_action(e, &s->starts[i], el);
	if (s->ntexts > 0) {
		e->capturing++;
		f->text = e->ntext;
	}
}

/* A dry run: note what no rule reads, as a path from the innermost record. */
static void
observe(struct engine *e, const struct state *s, const struct element *el)
{
	char path[512] = "";
	size_t n = 0, i;
	int d, from;

	for (i = e->ninstances; i > 0 && e->instances[i - 1]->block->kind != BLOCK_RECORD; i--)
		continue;
	if (i == 0 || !s->unread || e->frames[e->depth].state->unread)
		return;
	from = e->instances[i - 1]->depth;
	for (d = from + 1; d <= e->depth && n < sizeof(path); d++)
		n += (size_t)snprintf(
		    path + n, sizeof(path) - n, "%s%s", n > 0 ? "/" : "", e->frames[d].name);
	if (n < sizeof(path))
		snprintf(path + n, sizeof(path) - n, "%s%s", n > 0 ? "/" : "", el->name);
	observed_add(e->adapter->observed, path);
}

void
engine_start(struct engine *e, const struct element *el)
{
	struct state *to;

	if (e->skip > 0 || e->failed || e->stopped) {
		if (++e->skip + e->depth > DEPTH_MAX)
			engine_fail(e, "elements nested deeper than %d", DEPTH_MAX);
		return;
	}
	if ((to = next_state(e, el)) == NULL)
		return;
	if (e->adapter->observed != NULL && !e->first_pass)
		observe(e, to, el);
	if (to == e->dead) {
		e->skip = 1;
		if (e->first_pass && e->depth == 0)
			e->stopped = true; /* nothing below this root that a lookup wants */
		return;
	}
	if (e->depth >= DEPTH_MAX) {
		engine_fail(e, "elements nested deeper than %d", DEPTH_MAX);
		return;
	}
	e->depth++;
	e->frames[e->depth] = (struct frame){ .state = to, .name = el->name };
	if (!to->plain)
		begin(e, to, el);
}

void
engine_text(struct engine *e, const char *text, size_t n)
{
	if (e->capturing == 0)
		return;
	if (n > TEXT_MAX - e->ntext)
		n = TEXT_MAX - e->ntext;
	memcpy(e->text + e->ntext, text, n);
	e->ntext += n;
}

static void
take_texts(struct engine *e, const struct state *s, const struct frame *f)
{
	struct instance *in;
	size_t i, n = e->ntext - f->text;

	e->text[e->ntext] = '\0';
	for (i = 0; i < s->ntexts; i++) {
		if ((in = instance_of(e, &s->texts[i])) == NULL)
			continue;
		if (e->ntext >= TEXT_MAX)
			in->overflow = true;
		else if (capture_of(in, &s->texts[i])->role == CAPTURE_CELL_TEXT)
			grid_text(e, in, e->text + f->text, n);
		else
			instance_take(e, in, capture_of(in, &s->texts[i]), e->text + f->text, n);
	}
	if (--e->capturing == 0)
		e->ntext = 0;
}

static void
lookup_close(struct engine *e, struct instance *in, struct lookup_rule *lk)
{
	struct lookup *l = &e->lookups[in->block->of];
	const char *key, *value;
	bool ok;

	if ((lk->late && !e->first_pass) || !instance_all_pass(e, in, lk->where, lk->nwhere))
		return;
	e->nscratch = 0;
	key = value_text(e, in, lk->key);
	value = value_text(e, in, lk->value);
	if (key == NULL || value == NULL)
		return;
	ok = lk->outline ? lookup_level(l, (int)strtol(key, NULL, 10), value)
			 : lookup_add(l, key, value);
	if (!ok)
		engine_fail(e, "lookup %s has more entries than fit", lk->name);
}

static void
total_close(struct engine *e, struct instance *in)
{
	struct adapter *a = e->adapter;
	struct record_rule *rr;
	char text[96], *announced, *end;
	unsigned long long total;
	size_t i;

	for (i = 0; i < a->nrecords; i++) {
		rr = &a->records[i];
		if (rr->total == NONE || (rr->kind & e->kinds) == 0)
			continue;
		if ((announced = instance_first(in, rr->total)) == NULL)
			continue;
		total = strtoull(announced, &end, 10);
		if (end == announced || *end != '\0' || e->matched[i] >= total)
			continue;
		snprintf(text, sizeof(text), "the document announces %llu records and holds %llu",
		    total, (unsigned long long)e->matched[i]);
		engine_tell(e, TROUBLE_INCOMPLETE, 0, 0, rr->name, text);
	}
}

static void
close_instance(struct engine *e, struct instance *in)
{
	switch (in->block->kind) {
	case BLOCK_RECORD: record_close(e, in); break;
	case BLOCK_LOOKUP: lookup_close(e, in, &e->adapter->lookups[in->block->of]); break;
	case BLOCK_ROOT: total_close(e, in); break;
	case BLOCK_SCOPE: break;
	}
}

/* Lookups of the same element before its records; the root's totals last. */
static void
close_blocks(struct engine *e, int opened)
{
	static const enum block_kind order[] = { BLOCK_LOOKUP, BLOCK_RECORD, BLOCK_ROOT };
	size_t pass, first = e->ninstances - (size_t)opened, i;

	e->counted = false;
	for (pass = 0; pass < 3; pass++)
		for (i = first; i < first + (size_t)opened && !e->failed && !e->stopped; i++)
			if (e->instances[i]->block->kind == order[pass])
				close_instance(e, e->instances[i]);
	e->ninstances = first;
}

void
engine_end(struct engine *e)
{
	struct frame *f = &e->frames[e->depth];
	struct state *s = f->state;
	struct instance *in;
	size_t i;

	if (e->skip > 0) {
		e->skip--;
		return;
	}
	if (e->failed || e->stopped || e->depth == 0)
		return;
	if (!s->plain) {
		if (s->ntexts > 0)
			take_texts(e, s, f);
		for (i = 0; i < s->nguards; i++)
			if ((in = instance_of(e, &s->guards[i])) != NULL)
				instance_settle(in, s->guards[i].number);
		if (f->opened > 0)
			close_blocks(e, f->opened);
	}
	e->depth--;
}

static bool
is_active(const struct engine *e, const struct block *b)
{
	const struct adapter *a = e->adapter;

	switch (b->kind) {
	case BLOCK_RECORD: return !e->first_pass && (a->records[b->of].kind & e->kinds) != 0;
	case BLOCK_LOOKUP: return a->lookups[b->of].late == e->first_pass;
	case BLOCK_ROOT: return !e->first_pass;
	case BLOCK_SCOPE: return true;
	}
	return false;
}

static void
forget_document(struct engine *e)
{
	size_t i;

	for (i = 0; i < e->cinstances; i++)
		instance_free(e->instances[i]);
	free(e->instances);
	e->instances = NULL;
	e->ninstances = e->cinstances = 0;
	free(e->names);
	e->names = NULL;
	e->nnames = e->cnames = 0;
	automaton_free(e->automaton);
	e->automaton = NULL;
	e->depth = e->skip = e->capturing = 0;
	e->ntext = 0;
	e->repairs = 0;
	e->lines_cut = 0;
	e->number = 0;
	e->failed = e->stopped = false;
}

bool
engine_pass(struct engine *e, bool first)
{
	const struct adapter *a = e->adapter;
	bool *active = calloc(a->nblocks + 1, sizeof(*active));
	size_t i;

	forget_document(e);
	e->first_pass = first;
	for (i = 0; active != NULL && i < a->nblocks; i++)
		active[i] = is_active(e, a->blocks[i]);
	e->automaton = active != NULL ? automaton_new(a, active) : NULL;
	free(active);
	if (e->automaton == NULL)
		return error_set(e->error, "no memory");
	e->dead = automaton_dead(e->automaton);
	e->frames[0] = (struct frame){ .state = automaton_start(e->automaton) };
	return true;
}

struct engine *
engine_new(struct adapter *a, unsigned kinds, const char *file, const struct sink *sink,
    struct import_stats *stats, struct error *error)
{
	struct engine *e = calloc(1, sizeof(*e));
	const char *slash = strrchr(file, '/');

	if (e == NULL)
		return NULL;
	e->adapter = a;
	e->kinds = kinds;
	e->file = file;
	e->base = slash != NULL ? slash + 1 : file;
	e->sink = sink;
	e->stats = stats;
	e->error = error;
	e->use_uris = a->nnamespaces > 0;
	e->text = malloc(TEXT_MAX + 1);
	e->decoded = malloc(TEXT_MAX + 1);
	e->scratch = malloc(SCRATCH_SIZE);
	e->lookups = calloc(a->nlookups + 1, sizeof(*e->lookups));
	e->grids = calloc(a->nrecords + 1, sizeof(struct grid_state *));
	e->legends = calloc(a->nrecords + 1, sizeof(struct legend_state *));
	e->matched = calloc(a->nrecords + 1, sizeof(*e->matched));
	if (e->text != NULL && e->decoded != NULL && e->scratch != NULL && e->lookups != NULL &&
	    e->grids != NULL && e->legends != NULL && e->matched != NULL)
		return e;
	engine_free(e);
	return NULL;
}

void
engine_free(struct engine *e)
{
	size_t i;

	if (e == NULL)
		return;
	forget_document(e);
	for (i = 0; e->lookups != NULL && i < e->adapter->nlookups; i++)
		lookup_clear(&e->lookups[i]);
	for (i = 0; i < e->adapter->nrecords; i++) {
		if (e->grids != NULL)
			grid_free(e->grids[i]);
		if (e->legends != NULL)
			legend_free(e->legends[i]);
	}
	free(e->lookups);
	free(e->grids);
	free(e->legends);
	free(e->matched);
	free(e->text);
	free(e->decoded);
	free(e->scratch);
	free(e);
}

/* Exactly as many records as an exporter's default limit: it has most likely cut them there. */
static void
check_caps(struct engine *e, const struct record_rule *rr, uint64_t matched)
{
	char text[96];
	size_t i;

	for (i = 0; i < rr->ncaps; i++) {
		if (matched != rr->caps[i])
			continue;
		snprintf(text, sizeof(text),
		    "exactly %u records: the export was most likely cut at its limit", rr->caps[i]);
		engine_tell(e, TROUBLE_INCOMPLETE, 0, 0, rr->name, text);
	}
}

void
engine_finish(struct engine *e, bool whole)
{
	struct adapter *a = e->adapter;
	char text[64];
	size_t i;

	for (i = 0; whole && i < a->nrecords; i++)
		if ((a->records[i].kind & e->kinds) != 0)
			check_caps(e, &a->records[i], e->matched[i]);
	if (e->repairs == 0)
		return;
	snprintf(text, sizeof(text), "%llu repair%s of the input", (unsigned long long)e->repairs,
	    e->repairs == 1 ? "" : "s");
	engine_tell(e, TROUBLE_REPAIRED, 0, 0, NULL, text);
}
