/* SPDX-License-Identifier: BSD-2-Clause */
#include "automaton.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* More states than this come of paths that nobody means. */
#define STATES_MAX 20000
#define BUCKETS 1024

/* A path of a block, and how many of its steps have been walked.  capture NONE: the block's own
 * path. */
struct item {
	int block, capture, pos;
};

struct variant {
	struct variant *next;
	struct mask mask;
	struct state *to;
};

/* One kind of name: an example of it stands for all. */
struct name_class {
	char *name, *uri;
	int exact;      /* number of the name that paths spell out; NONE */
	uint64_t globs; /* which globs match it */
	int space;      /* number of the declared namespace; NONE */
};

struct automaton {
	const struct adapter *adapter;
	struct pool pool;
	size_t nexact, nglobs, nclasses, cap, nstates;
	char **exact, **globs;
	struct name_class *classes;
	struct state *start, *dead;
	struct state *buckets[BUCKETS];
};

/* A state in the making. */
struct draft {
	struct automaton *au;
	size_t nitems, nopens, nstarts, ntexts, nguards;
	size_t citems, copens, cstarts, ctexts, cguards;
	struct item *items;
	int *opens;
	struct action *starts, *texts, *guards;
	bool failed;
};

static const struct path *
item_path(const struct automaton *au, const struct item *it)
{
	const struct block *b = au->adapter->blocks[it->block];

	return it->capture == NONE ? &b->at : &b->captures[it->capture].path;
}

/* Add an element to an array of the draft unless it is there. */
static void
draft_add(struct draft *d, void **array, size_t *n, size_t *cap, const void *what, size_t size)
{
	size_t i;
	void *more;

	for (i = 0; i < *n; i++)
		if (memcmp((char *)*array + i * size, what, size) == 0)
			return;
	if (*n == *cap) {
		*cap = *cap == 0 ? 8 : *cap * 2;
		if ((more = realloc(*array, *cap * size)) == NULL) {
			d->failed = true;
			*cap = *n;
			return;
		}
		*array = more;
	}
	memcpy((char *)*array + (*n)++ * size, what, size);
}

static void
draft_item(struct draft *d, int block, int capture, int pos)
{
	struct item it = { block, capture, pos };

	draft_add(d, (void **)&d->items, &d->nitems, &d->citems, &it, sizeof(it));
}

static void
draft_capture(struct draft *d, int block, int number)
{
	const struct capture *c = &d->au->adapter->blocks[block]->captures[number];
	struct action act = { block, c->path.deep ? NONE : (int)c->path.n, number };

	if (c->path.attr != NULL || c->role == CAPTURE_CELL)
		draft_add(d, (void **)&d->starts, &d->nstarts, &d->cstarts, &act, sizeof(act));
	else
		draft_add(d, (void **)&d->texts, &d->ntexts, &d->ctexts, &act, sizeof(act));
}

/* What looked from an outer instance of the block to any depth ends here: the inner one looks now.
 */
static void
drop_deep(struct draft *d, int block)
{
	size_t i, n = 0;

	for (i = 0; i < d->nitems; i++)
		if (d->items[i].block != block || d->items[i].capture == NONE ||
		    !item_path(d->au, &d->items[i])->deep)
			d->items[n++] = d->items[i];
	d->nitems = n;
}

static void
draft_open(struct draft *d, int block)
{
	const struct block *b = d->au->adapter->blocks[block];
	size_t i;

	draft_add(d, (void **)&d->opens, &d->nopens, &d->copens, &block, sizeof(block));
	drop_deep(d, block);
	for (i = 0; i < b->ncaptures; i++)
		if (b->captures[i].path.n == 0)
			draft_capture(d, block, (int)i);
		else
			draft_item(d, block, (int)i, 0);
}

static bool
step_matches(const struct step *s, const struct name_class *c)
{
	if (s->uri != NULL && (c->uri == NULL || strcmp(s->uri, c->uri) != 0))
		return false;
	if (s->glob)
		return fnmatch(s->name, c->name, 0) == 0;
	return s->name[0] == '*' || strcmp(s->name, c->name) == 0;
}

static bool
tests_hold(const struct step *s, const struct edge *e, const struct mask *mask)
{
	size_t i, j;

	for (i = 0; i < s->ntests; i++) {
		for (j = 0; j < e->ntests && e->tests[j] != &s->tests[i]; j++)
			continue;
		if (j == e->ntests || (mask->bits[j / 64] >> j % 64 & 1) == 0)
			return false;
	}
	return true;
}

static void
draft_guard(struct draft *d, const struct item *it, const struct path *p)
{
	struct action act = { it->block, p->deep ? NONE : it->pos + 1, p->steps[it->pos].guard };

	draft_add(d, (void **)&d->guards, &d->nguards, &d->cguards, &act, sizeof(act));
}

/* Opens come after all items, so that drop_deep() sees what came from above. */
static void
advance(struct draft *d, const struct state *from, const struct edge *e, const struct name_class *c,
    const struct mask *mask)
{
	const struct item *it;
	const struct path *p;
	const struct step *s;
	size_t i;
	int pass;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < from->nitems; i++) {
			it = &from->items[i];
			p = item_path(d->au, it);
			s = &p->steps[it->pos];
			if (s->deep && pass == 0)
				draft_item(d, it->block, it->capture, it->pos);
			if (!step_matches(s, c) || !tests_hold(s, e, mask))
				continue;
			if (it->capture == NONE && (size_t)it->pos + 1 == p->n) {
				if (pass == 1)
					draft_open(d, it->block);
				continue;
			}
			if (pass == 1)
				continue;
			if (s->guard != NONE)
				draft_guard(d, it, p);
			if ((size_t)it->pos + 1 < p->n)
				draft_item(d, it->block, it->capture, it->pos + 1);
			else
				draft_capture(d, it->block, it->capture);
		}
}

static uint64_t
hash_bytes(uint64_t h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n-- > 0)
		h = (h ^ *p++) * 0x100000001b3ULL;
	return h;
}

static uint64_t
draft_hash(const struct draft *d)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	h = hash_bytes(h, d->items, d->nitems * sizeof(*d->items));
	h = hash_bytes(h, d->opens, d->nopens * sizeof(*d->opens));
	h = hash_bytes(h, d->starts, d->nstarts * sizeof(*d->starts));
	h = hash_bytes(h, d->texts, d->ntexts * sizeof(*d->texts));
	return hash_bytes(h, d->guards, d->nguards * sizeof(*d->guards));
}

static bool
same(const void *a, size_t na, const void *b, size_t nb, size_t size)
{
	return na == nb && (na == 0 || memcmp(a, b, na * size) == 0);
}

static bool
is_draft(const struct state *s, const struct draft *d, uint64_t hash)
{
	return s->hash == hash &&
	       same(s->items, s->nitems, d->items, d->nitems, sizeof(*d->items)) &&
	       same(s->opens, s->nopens, d->opens, d->nopens, sizeof(*d->opens)) &&
	       same(s->starts, s->nstarts, d->starts, d->nstarts, sizeof(*d->starts)) &&
	       same(s->texts, s->ntexts, d->texts, d->ntexts, sizeof(*d->texts)) &&
	       same(s->guards, s->nguards, d->guards, d->nguards, sizeof(*d->guards));
}

static void *
keep(struct draft *d, const void *what, size_t n, size_t size)
{
	void *p = n > 0 ? pool_alloc(&d->au->pool, n * size) : NULL;

	if (n > 0 && p == NULL)
		d->failed = true;
	else if (n > 0)
		memcpy(p, what, n * size);
	return p;
}

static bool
reads_nothing(const struct draft *d)
{
	size_t i;

	for (i = 0; i < d->nitems; i++)
		if (d->items[i].capture != NONE)
			return false;
	return true;
}

static struct state *
add_state(struct draft *d, uint64_t hash)
{
	struct automaton *au = d->au;
	struct state *s;

	if (au->nstates++ >= STATES_MAX || (s = pool_alloc(&au->pool, sizeof(*s))) == NULL)
		return NULL;
	s->nitems = d->nitems;
	s->nopens = d->nopens;
	s->nstarts = d->nstarts;
	s->ntexts = d->ntexts;
	s->nguards = d->nguards;
	s->items = keep(d, d->items, d->nitems, sizeof(*d->items));
	s->opens = keep(d, d->opens, d->nopens, sizeof(*d->opens));
	s->starts = keep(d, d->starts, d->nstarts, sizeof(*d->starts));
	s->texts = keep(d, d->texts, d->ntexts, sizeof(*d->texts));
	s->guards = keep(d, d->guards, d->nguards, sizeof(*d->guards));
	s->hash = hash;
	s->plain = d->nopens + d->nstarts + d->ntexts + d->nguards == 0;
	s->dead = s->plain && d->nitems == 0;
	s->unread = s->plain && reads_nothing(d);
	s->chain = au->buckets[hash % BUCKETS];
	au->buckets[hash % BUCKETS] = s;
	return d->failed ? NULL : s;
}

static int
compare_opens(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The state that the draft describes, made if it is new; ends the draft. */
static struct state *
draft_done(struct draft *d)
{
	uint64_t hash;
	struct state *s;

	if (d->nopens > 1)
		qsort(d->opens, d->nopens, sizeof(*d->opens), compare_opens);
	hash = draft_hash(d);
	for (s = d->au->buckets[hash % BUCKETS]; s != NULL && !is_draft(s, d, hash); s = s->chain)
		continue;
	if (s == NULL && !d->failed)
		s = add_state(d, hash);
	free(d->items);
	free(d->opens);
	free(d->starts);
	free(d->texts);
	free(d->guards);
	return d->failed ? NULL : s;
}

static struct state *
make_state(struct automaton *au, const struct state *from, const struct edge *e, int class,
    const struct mask *mask)
{
	struct draft d = { .au = au };

	advance(&d, from, e, &au->classes[class], mask);
	return draft_done(&d);
}

static bool
add_test(struct automaton *au, struct edge *e, const struct test *t)
{
	size_t i;

	for (i = 0; i < e->ntests; i++)
		if (e->tests[i] == t)
			return true;
	if (e->ntests == EDGE_TESTS)
		return false;
	if (e->tests == NULL &&
	    (e->tests = pool_alloc(&au->pool, EDGE_TESTS * sizeof(*e->tests))) == NULL)
		return false;
	e->tests[e->ntests++] = t;
	return true;
}

static bool
grow_next(struct automaton *au, struct state *s, int class)
{
	size_t n = (size_t) class + 16;
	struct link *next = pool_alloc(&au->pool, n * sizeof(*next));

	if (next == NULL)
		return false;
	if (s->nnext > 0)
		memcpy(next, s->next, s->nnext * sizeof(*next));
	s->next = next;
	s->nnext = n;
	return true;
}

/* Names and values in attributes make long lists of tests that all ask for one attribute. */
static void
share_attribute(struct automaton *au, struct edge *e)
{
	const char *attr = e->tests[0]->attr;
	size_t i;

	for (i = 0; i < e->ntests; i++)
		if (e->tests[i]->lookup != NONE || strcmp(e->tests[i]->attr, attr) != 0)
			return;
	e->recall = pool_alloc(&au->pool, RECALL_SLOTS * sizeof(*e->recall));
	if (e->recall != NULL)
		e->attr = attr;
}

bool
automaton_link(struct automaton *au, struct state *s, int class)
{
	static const struct mask none;
	struct edge *e = pool_alloc(&au->pool, sizeof(*e));
	const struct step *st;
	size_t i, j;

	if (e == NULL || ((size_t) class >= s->nnext && !grow_next(au, s, class)))
		return false;
	for (i = 0; i < s->nitems; i++) {
		st = &item_path(au, &s->items[i])->steps[s->items[i].pos];
		for (j = 0; j < st->ntests && step_matches(st, &au->classes[class]); j++)
			if (!add_test(au, e, &st->tests[j]))
				return false;
	}
	if (e->ntests > 0) {
		share_attribute(au, e);
		s->next[class].edge = e;
		return true;
	}
	s->next[class].to = make_state(au, s, e, class, &none);
	return s->next[class].to != NULL;
}

struct state *
automaton_variant(
    struct automaton *au, struct state *s, struct edge *e, int class, const struct mask *mask)
{
	struct variant *v;

	for (v = e->variants; v != NULL; v = v->next)
		if (memcmp(&v->mask, mask, sizeof(*mask)) == 0)
			return v->to;
	if ((v = pool_alloc(&au->pool, sizeof(*v))) == NULL ||
	    (v->to = make_state(au, s, e, class, mask)) == NULL)
		return NULL;
	v->mask = *mask;
	v->next = e->variants;
	e->variants = v;
	return v->to;
}

static bool
add_unique(struct automaton *au, char ***list, size_t *n, char *name, size_t max)
{
	char **more;
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp((*list)[i], name) == 0)
			return true;
	if (*n == max)
		return false;
	if ((*n & (*n - 1)) == 0) {
		if ((more = pool_alloc(&au->pool, (*n * 2 + 1) * sizeof(char *))) == NULL)
			return false;
		if (*n > 0)
			memcpy(more, *list, *n * sizeof(char *));
		*list = more;
	}
	(*list)[(*n)++] = name;
	return true;
}

static bool
collect_names(struct automaton *au, const struct path *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (p->steps[i].glob &&
		    !add_unique(au, &au->globs, &au->nglobs, p->steps[i].name, 64))
			return false;
		if (!p->steps[i].glob && p->steps[i].name[0] != '*' &&
		    !add_unique(au, &au->exact, &au->nexact, p->steps[i].name, 100000))
			return false;
	}
	return true;
}

static struct state *
make_start(struct automaton *au, const bool *active)
{
	struct draft d = { .au = au };
	size_t i;

	for (i = 0; i < au->adapter->nblocks; i++)
		if (active[i])
			draft_item(&d, (int)i, NONE, 0);
	return draft_done(&d);
}

struct automaton *
automaton_new(const struct adapter *a, const bool *active)
{
	struct automaton *au = calloc(1, sizeof(*au));
	struct draft nothing = { .au = au };
	const struct block *b;
	size_t i, j;
	bool ok = au != NULL;

	if (!ok)
		return NULL;
	au->adapter = a;
	for (i = 0; i < a->nblocks && ok; i++) {
		b = a->blocks[i];
		ok = collect_names(au, &b->at);
		for (j = 0; j < b->ncaptures && ok; j++)
			ok = collect_names(au, &b->captures[j].path);
	}
	if (ok && (au->start = make_start(au, active)) != NULL &&
	    (au->dead = draft_done(&nothing)) != NULL)
		return au;
	automaton_free(au);
	return NULL;
}

void
automaton_free(struct automaton *au)
{
	if (au == NULL)
		return;
	free(au->classes);
	pool_free(&au->pool);
	free(au);
}

struct state *
automaton_start(struct automaton *au)
{
	return au->start;
}

static struct name_class
classify(struct automaton *au, const char *name, const char *uri)
{
	struct name_class c = { .exact = NONE, .space = NONE };
	size_t i;

	for (i = 0; i < au->nexact && c.exact == NONE; i++)
		if (strcmp(au->exact[i], name) == 0)
			c.exact = (int)i;
	for (i = 0; i < au->nglobs; i++)
		if (fnmatch(au->globs[i], name, 0) == 0)
			c.globs |= UINT64_C(1) << i;
	for (i = 0; uri != NULL && i < au->adapter->nnamespaces; i++)
		if (strcmp(au->adapter->namespaces[i].uri, uri) == 0)
			c.space = (int)i;
	return c;
}

int
automaton_class(struct automaton *au, const char *name, const char *uri)
{
	struct name_class c = classify(au, name, uri), *more;
	size_t i;

	for (i = 0; i < au->nclasses; i++)
		if (au->classes[i].exact == c.exact && au->classes[i].globs == c.globs &&
		    au->classes[i].space == c.space)
			return (int)i;
	if (au->nclasses == au->cap) {
		if ((more = realloc(au->classes, (au->cap + 32) * sizeof(*more))) == NULL)
			return NONE;
		au->classes = more;
		au->cap += 32;
	}
	c.name = pool_copy(&au->pool, name, strlen(name));
	c.uri = uri != NULL ? pool_copy(&au->pool, uri, strlen(uri)) : NULL;
	if (c.name == NULL)
		return NONE;
	au->classes[au->nclasses] = c;
	return (int)au->nclasses++;
}

struct state *
automaton_dead(struct automaton *au)
{
	return au->dead;
}
