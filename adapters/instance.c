/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static void
reset(struct instance *in)
{
	const struct block *b = in->block;

	memset(in->slots, 0xff, b->nslots * sizeof(*in->slots));
	if (b->nguards > 0)
		memset(in->passed, 0, b->nguards * sizeof(*in->passed));
	in->nnodes = 0;
	in->len = 0;
	in->waiting = NONE;
	in->overflow = false;
}

static struct instance *
make(const struct block *b)
{
	struct instance *in = calloc(1, sizeof(*in));

	if (in == NULL)
		return NULL;
	in->block = b;
	in->slots = calloc(b->nslots + 1, sizeof(*in->slots));
	in->passed = calloc(b->nguards + 1, sizeof(*in->passed));
	if (in->slots != NULL && in->passed != NULL)
		return in;
	instance_free(in);
	return NULL;
}

void
instance_free(struct instance *in)
{
	if (in == NULL)
		return;
	free(in->slots);
	free(in->passed);
	free(in->nodes);
	free(in->bytes);
	free(in);
}

/* One that was used before for the same block, moved to the top; or a new one. */
static struct instance *
reuse(struct engine *e, const struct block *b)
{
	struct instance *in, **more;
	size_t i, all = e->cinstances;

	for (i = e->ninstances; i < all && e->instances[i] != NULL; i++)
		if (e->instances[i]->block == b) {
			in = e->instances[i];
			e->instances[i] = e->instances[e->ninstances];
			return e->instances[e->ninstances] = in;
		}
	if (i == all) {
		if ((more = realloc(e->instances, (all + 16) * sizeof(*more))) == NULL)
			return NULL;
		memset(more + all, 0, 16 * sizeof(*more));
		e->instances = more;
		e->cinstances = all + 16;
	}
	if ((in = make(b)) == NULL)
		return NULL;
	e->instances[i] = e->instances[e->ninstances];
	return e->instances[e->ninstances] = in;
}

struct instance *
instance_open(struct engine *e, const struct block *b, int depth)
{
	struct instance *in = reuse(e, b);

	if (in == NULL) {
		engine_fail(e, "no memory");
		return NULL;
	}
	e->ninstances++;
	reset(in);
	in->depth = depth;
	in->line = e->line != NULL ? e->line(e->parser) : 0;
	in->serial = ++e->serials;
	in->repairs = e->repairs;
	return in;
}

/* The innermost one of the block, at this depth unless that is NONE. */
struct instance *
instance_find(struct engine *e, int block, int depth)
{
	size_t i;

	for (i = e->ninstances; i > 0; i--)
		if (e->instances[i - 1]->block->id == block &&
		    (depth == NONE || e->instances[i - 1]->depth == depth))
			return e->instances[i - 1];
	return NULL;
}

/* The nearest around this one; what "/root" names may be the same element, "^host" is above it. */
struct instance *
instance_above(struct engine *e, const struct instance *of, int block)
{
	const struct block *b = e->adapter->blocks[block];
	bool self = b->key != NULL && b->key[0] == '/';
	size_t i;

	for (i = e->ninstances; i > 0; i--)
		if (e->instances[i - 1]->block == b &&
		    (e->instances[i - 1]->depth < of->depth ||
			(self && e->instances[i - 1]->depth == of->depth)))
			return e->instances[i - 1];
	return NULL;
}

struct instance *
ref_instance(struct engine *e, struct instance *in, struct ref ref)
{
	return ref.block == NONE ? in : instance_above(e, in, ref.block);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Keep a text; NONE if it does not fit. */
static int32_t
keep(struct engine *e, struct instance *in, const char *text, size_t n)
{
	char *bytes;
	struct node *nodes;

	if (in->len + n + 1 > RECORD_MAX || in->nnodes >= NODES_MAX) {
		in->overflow = true;
		return NONE;
	}
	if (in->len + n + 1 > in->cap) {
		if ((bytes = realloc(in->bytes, (in->len + n + 1) * 2)) == NULL)
			return engine_fail(e, "no memory"), NONE;
		in->bytes = bytes;
		in->cap = (in->len + n + 1) * 2;
	}
	if (in->nnodes == in->cnodes) {
		if ((nodes = realloc(in->nodes, (in->cnodes + 32) * 2 * sizeof(*nodes))) == NULL)
			return engine_fail(e, "no memory"), NONE;
		in->nodes = nodes;
		in->cnodes = (in->cnodes + 32) * 2;
	}
	memcpy(in->bytes + in->len, text, n);
	in->bytes[in->len + n] = '\0';
	in->nodes[in->nnodes] = (struct node){ (uint32_t)in->len, NONE, NONE, NONE };
	in->len += n + 1;
	return (int32_t)in->nnodes++;
}

static void
append(struct instance *in, int slot, int32_t node)
{
	struct slot *s = &in->slots[slot];

	in->nodes[node].next = NONE;
	if (s->first == NONE) {
		s->first = node;
		s->n = 0;
	} else
		in->nodes[s->last].next = node;
	s->last = node;
	s->n++;
}

bool
instance_put(struct engine *e, struct instance *in, int slot, const char *text, size_t n)
{
	enum slot_mode mode = in->block->modes[slot];
	int32_t node;

	while (n > 0 && is_blank(text[n - 1]))
		n--;
	while (n > 0 && is_blank(*text)) {
		text++;
		n--;
	}
	if ((n == 0 && mode != SLOT_POSITIONS) ||
	    (mode == SLOT_FIRST && in->slots[slot].first != NONE))
		return true;
	if ((node = keep(e, in, text, n)) == NONE)
		return false;
	append(in, slot, node);
	return true;
}

static void
append_waiting(struct instance *in, int32_t node)
{
	in->nodes[node].next = NONE;
	if (in->waiting == NONE)
		in->waiting = node;
	else
		in->nodes[in->waiting_last].next = node;
	in->waiting_last = node;
}

static void
wait(struct engine *e, struct instance *in, const struct capture *c, const char *text, size_t n)
{
	int32_t node = keep(e, in, text, n);

	if (node == NONE)
		return;
	in->nodes[node].guard = c->guard;
	in->nodes[node].slot = c->slot;
	append_waiting(in, node);
}

bool
instance_take(
    struct engine *e, struct instance *in, const struct capture *c, const char *text, size_t n)
{
	if (c->test != NONE) {
		if (engine_test(e, &in->block->guards[c->guard].tests[c->test], text))
			in->passed[c->guard] |= UINT64_C(1) << c->test;
	} else if (c->guard != NONE)
		wait(e, in, c, text, n);
	else
		return instance_put(e, in, c->slot, text, n);
	return true;
}

void
instance_guard(struct instance *in, int guard)
{
	const struct guard *g = &in->block->guards[guard];
	size_t i;

	in->passed[guard] = 0;
	for (i = 0; i < g->n; i++)
		if (g->tests[i].op == TEST_IS_NOT || g->tests[i].op == TEST_UNLIKE)
			in->passed[guard] |= UINT64_C(1) << i; /* holds for an absent child */
}

/* Whether the slot takes one more text. */
static bool
takes(const struct instance *in, int slot, const char *text)
{
	enum slot_mode mode = in->block->modes[slot];

	if (mode == SLOT_FIRST && in->slots[slot].first != NONE)
		return false;
	return mode == SLOT_POSITIONS || text[strspn(text, " \t\r\n")] != '\0';
}

/* What waited for the guard goes to its slots, or nowhere; the rest waits on. */
void
instance_settle(struct instance *in, int guard)
{
	uint64_t all = (UINT64_C(1) << in->block->guards[guard].n) - 1;
	bool passed = (in->passed[guard] & all) == all;
	int32_t node = in->waiting, next;
	const struct node *n;

	in->waiting = NONE;
	for (; node != NONE; node = next) {
		n = &in->nodes[node];
		next = n->next;
		if (n->guard != guard)
			append_waiting(in, node);
		else if (passed && takes(in, n->slot, in->bytes + n->at))
			append(in, n->slot, node);
	}
}

char *
instance_first(struct instance *in, int slot)
{
	int32_t node = in->slots[slot].first;

	return node == NONE ? NULL : in->bytes + in->nodes[node].at;
}

/* Globs are for names and words: with a long text they could take long. */
#define GLOB_TEXT 1024

static bool
is_like(const char *glob, const char *text)
{
	return strlen(text) <= GLOB_TEXT && fnmatch(glob, text, FNM_CASEFOLD) == 0;
}

/* Whether the text is, or is like, one of the values. */
static bool
is_among(const struct test *t, const char *text)
{
	bool like = t->op == TEST_LIKE || t->op == TEST_UNLIKE;
	size_t i;

	for (i = 0; i < t->n; i++)
		if (like ? is_like(t->values[i], text) : convert_same(t->values[i], text))
			return true;
	return false;
}

static bool
is_among_memo(const struct test *t, const char *text)
{
	size_t n = strlen(text), slot, i;
	unsigned hash = 0;

	if (n >= MEMO_TEXT)
		return is_among(t, text);
	for (i = 0; i < n; i++)
		hash = hash * 31 + (unsigned char)text[i];
	slot = (hash ^ hash >> 7) % MEMO_SLOTS;
	if (!t->memo->slots[slot].used || strcmp(t->memo->slots[slot].text, text) != 0) {
		t->memo->slots[slot].used = true;
		t->memo->slots[slot].hit = is_among(t, text);
		memcpy(t->memo->slots[slot].text, text, n + 1);
	}
	return t->memo->slots[slot].hit;
}

bool
test_passes(const struct test *t, const char *text)
{
	bool negative = t->op == TEST_IS_NOT || t->op == TEST_UNLIKE;

	if (t->op == TEST_THERE || text == NULL)
		return t->op == TEST_THERE ? text != NULL : negative;
	return (t->memo != NULL ? is_among_memo(t, text) : is_among(t, text)) != negative;
}

/* One condition on a record: any of the texts passes; of a negative one all must. */
static bool
passes(struct engine *e, struct instance *in, const struct test *t)
{
	bool negative = t->op == TEST_IS_NOT || t->op == TEST_UNLIKE, any = false;
	struct instance *of = ref_instance(e, in, (struct ref){ t->block, t->slot });
	int32_t node;

	if (of == NULL || of->slots[t->slot].first == NONE)
		return engine_test(e, t, NULL);
	for (node = of->slots[t->slot].first; node != NONE; node = of->nodes[node].next) {
		any = engine_test(e, t, of->bytes + of->nodes[node].at);
		if (any != negative)
			break;
	}
	return any;
}

bool
instance_all_pass(struct engine *e, struct instance *in, const struct test *tests, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!passes(e, in, &tests[i]))
			return false;
	return true;
}
