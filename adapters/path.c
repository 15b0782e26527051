/* SPDX-License-Identifier: BSD-2-Clause */
#include "load.h"

#include <string.h>

/* Paths are short; whatever is longer is a mistake. */
#define PATH_STEPS 64

struct reader {
	struct loader *ld;
	const char *text, *at;
	struct block *block; /* takes the guards; NULL: none allowed */
};

static _Noreturn void
path_fail(struct reader *r, const char *what)
{
	load_fail(r->ld, "path \"%.100s\": %s", r->text, what);
}

static void
skip_blanks(struct reader *r)
{
	r->at += strspn(r->at, " \t");
}

static char *
copy_range(struct loader *ld, const char *from, const char *to)
{
	char *copy = pool_copy(&ld->a->pool, from, (size_t)(to - from));

	if (copy == NULL)
		load_fail(ld, "no memory");
	return copy;
}

static char *
read_name(struct reader *r)
{
	size_t n = strcspn(r->at, "/[]@=!~ \t'\"()|^");

	if (n == 0)
		path_fail(r, "a name is missing");
	r->at += n;
	return copy_range(r->ld, r->at - n, r->at);
}

/* "ss:Cell" where the adapter declares the prefix ss; else prefixes are refused, names are local.
 */
static char *
take_prefix(struct reader *r, char *name, char **uri)
{
	char *colon = strchr(name, ':');
	size_t i;

	*uri = NULL;
	if (colon == NULL)
		return name;
	*colon = '\0';
	for (i = 0; i < r->ld->a->nnamespaces; i++)
		if (strcmp(r->ld->a->namespaces[i].prefix, name) == 0) {
			*uri = r->ld->a->namespaces[i].uri;
			return colon + 1;
		}
	path_fail(r, "a prefix that \"namespaces\" does not declare; names are local names");
}

static char *
read_quoted(struct reader *r)
{
	const char *start = r->at + 1, *end;

	if ((*r->at != '\'' && *r->at != '"') || (end = strchr(start, *r->at)) == NULL)
		path_fail(r, "a quoted value is missing");
	r->at = end + 1;
	return copy_range(r->ld, start, end);
}

static void
add_value(struct loader *ld, struct test *t, char *value)
{
	t->values = load_grow(ld, t->values, t->n, sizeof(*t->values));
	t->values[t->n++] = value;
}

static int
lookup_number(struct reader *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->ld->a->nlookups; i++)
		if (strcmp(r->ld->a->lookups[i].name, name) == 0)
			return (int)i;
	path_fail(r, "a lookup that \"lookups\" does not declare");
}

static bool
read_op(struct reader *r, enum test_op *op)
{
	static const struct {
		const char *text;
		enum test_op op;
	} ops[] = { { "=", TEST_IS }, { "!=", TEST_IS_NOT }, { "~", TEST_LIKE },
		{ "!~", TEST_UNLIKE } };
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strncmp(r->at, ops[i].text, strlen(ops[i].text)) == 0) {
			r->at += strlen(ops[i].text);
			*op = ops[i].op;
			return true;
		}
	return false;
}

/* Behind the name: nothing, or an operation with 'a'|'b' or lookup('key'). */
static void
read_comparison(struct reader *r, struct test *t)
{
	t->lookup = NONE;
	t->op = TEST_THERE;
	skip_blanks(r);
	if (!read_op(r, &t->op))
		return;
	skip_blanks(r);
	if (*r->at != '\'' && *r->at != '"') {
		t->lookup = lookup_number(r, read_name(r));
		if (*r->at++ != '(')
			path_fail(r, "a value in quotes is missing");
		add_value(r->ld, t, read_quoted(r));
		if (*r->at++ != ')')
			path_fail(r, "\")\" is missing");
		return;
	}
	add_value(r->ld, t, read_quoted(r));
	for (skip_blanks(r); *r->at == '|'; skip_blanks(r)) {
		r->at++;
		skip_blanks(r);
		add_value(r->ld, t, read_quoted(r));
	}
	if (t->n > 2)
		t->memo = load_alloc(r->ld, sizeof(*t->memo));
}

static void
add_guard(struct reader *r, struct step *s, const struct test *t, char *child)
{
	struct guard *g;
	struct path *p;

	if (r->block == NULL)
		path_fail(r, "a condition on a child cannot stand here; use \"where\"");
	if (s->guard == NONE) {
		r->block->guards =
		    load_grow(r->ld, r->block->guards, r->block->nguards, sizeof(*g));
		memset(&r->block->guards[r->block->nguards], 0, sizeof(*g));
		s->guard = (int)r->block->nguards++;
	}
	g = &r->block->guards[s->guard];
	if (g->n == 63)
		path_fail(r, "too many conditions");
	g->tests = load_grow(r->ld, g->tests, g->n, sizeof(*t));
	g->children = load_grow(r->ld, g->children, g->n, sizeof(*p));
	g->tests[g->n] = *t;
	p = &g->children[g->n++];
	memset(p, 0, sizeof(*p));
	p->n = 1;
	p->steps = load_alloc(r->ld, sizeof(*p->steps));
	p->steps->guard = NONE;
	p->steps->name = take_prefix(r, child, &p->steps->uri);
}

static void
read_predicate(struct reader *r, struct step *s)
{
	struct test t = { .block = NONE, .slot = NONE };
	char *child = NULL, *uri;

	r->at++;
	skip_blanks(r);
	if (*r->at == '@') {
		r->at++;
		t.attr = take_prefix(r, read_name(r), &uri);
	} else
		child = read_name(r);
	read_comparison(r, &t);
	skip_blanks(r);
	if (*r->at++ != ']')
		path_fail(r, "\"]\" is missing");
	if (child != NULL) {
		add_guard(r, s, &t, child);
		return;
	}
	s->tests = load_grow(r->ld, s->tests, s->ntests, sizeof(t));
	s->tests[s->ntests++] = t;
}

static void
read_step(struct reader *r, struct path *p, bool deep)
{
	struct step *s;
	char *name;

	if (p->n == PATH_STEPS)
		path_fail(r, "more than 64 steps");
	p->steps = load_grow(r->ld, p->steps, p->n, sizeof(*s));
	s = &p->steps[p->n++];
	memset(s, 0, sizeof(*s));
	s->guard = NONE;
	s->deep = deep;
	p->deep |= deep;
	name = read_name(r);
	s->name = take_prefix(r, name, &s->uri);
	s->glob = strcmp(s->name, "*") != 0 && strpbrk(s->name, "*?") != NULL;
	while (*r->at == '[')
		read_predicate(r, s);
}

/* steps separated by / or //, the last may be an attribute. */
static void
read_steps(struct reader *r, struct path *p)
{
	bool deep = false;

	if (strcmp(r->at, ".") == 0)
		return;
	if (strncmp(r->at, "./", 2) == 0)
		r->at += r->at[2] == '/' ? 1 : 2;
	if (*r->at == '/' && r->at[1] == '/') {
		deep = true;
		r->at += 2;
	}
	for (;;) {
		if (strcmp(r->at, PATH_NAME) == 0) {
			r->at += strlen(PATH_NAME);
			p->attr = load_copy(r->ld, PATH_NAME);
			break;
		}
		if (*r->at == '@') {
			r->at++;
			if (deep)
				path_fail(r, "\"//\" before an attribute; write //*/@name");
			p->attr = take_prefix(r, read_name(r), &p->attr_uri);
			break;
		}
		read_step(r, p, deep);
		if (*r->at != '/')
			break;
		r->at++;
		deep = *r->at == '/';
		r->at += deep;
	}
	if (*r->at != '\0')
		path_fail(r, "something behind its end");
}

struct block *
block_new(struct loader *ld, enum block_kind kind, int of)
{
	struct adapter *a = ld->a;
	struct block *b = load_alloc(ld, sizeof(*b));

	b->kind = kind;
	b->of = of;
	b->id = (int)a->nblocks;
	a->blocks = load_grow(ld, a->blocks, a->nblocks, sizeof(struct block *));
	a->blocks[a->nblocks++] = b;
	return b;
}

static void
add_any_step(struct loader *ld, struct path *p)
{
	p->steps = load_grow(ld, p->steps, p->n, sizeof(*p->steps));
	memset(&p->steps[p->n], 0, sizeof(*p->steps));
	p->steps[p->n].guard = NONE;
	p->steps[p->n++].name = load_copy(ld, "*");
}

/*
 * Where a block begins: below the root element; "." is the root itself,
 * "/root/..." names it, "//x" is any depth.
 */
void
path_at(struct loader *ld, const char *text, struct block *b)
{
	struct reader r = { ld, text, text, NULL };

	if (*text == '/' && text[1] != '/')
		r.at++;
	else if (*text != '/')
		add_any_step(ld, &b->at);
	read_steps(&r, &b->at);
	if (b->at.attr != NULL)
		path_fail(&r, "selects an attribute, not an element");
}

/* The children that a guard asks for are captures of their own. */
static void
add_guard_children(struct loader *ld, struct block *b, const struct path *p, size_t step)
{
	const struct guard *g = &b->guards[p->steps[step].guard];
	struct capture *c;
	size_t i, j;

	for (i = 0; i < g->n; i++) {
		b->captures = load_grow(ld, b->captures, b->ncaptures, sizeof(*c));
		c = &b->captures[b->ncaptures++];
		*c = (struct capture){ .role = CAPTURE_TEXT,
			.slot = NONE,
			.guard = p->steps[step].guard,
			.test = (int)i,
			.guard_step = (int)step };
		c->path.n = step + 2;
		c->path.deep = p->deep;
		c->path.steps = load_alloc(ld, (step + 2) * sizeof(*c->path.steps));
		for (j = 0; j <= step; j++)
			c->path.steps[j] = p->steps[j];
		c->path.steps[step + 1] = g->children[i].steps[0];
	}
}

int
path_capture(struct loader *ld, struct block *b, const char *text, int slot)
{
	struct reader r = { ld, text, text, b };
	struct capture c = {
		.role = CAPTURE_TEXT, .slot = slot, .guard = NONE, .test = NONE, .guard_step = NONE
	};
	size_t i;
	int number;

	read_steps(&r, &c.path);
	for (i = 0; i < c.path.n; i++)
		if (c.path.steps[i].guard != NONE) {
			if (c.guard != NONE)
				path_fail(&r, "conditions on children in more than one step");
			c.guard = c.path.steps[i].guard;
			c.guard_step = (int)i;
		}
	b->captures = load_grow(ld, b->captures, b->ncaptures, sizeof(c));
	number = (int)b->ncaptures;
	b->captures[b->ncaptures++] = c;
	if (c.guard != NONE)
		add_guard_children(ld, b, &c.path, (size_t)c.guard_step);
	return number;
}

static int
new_slot(struct loader *ld, struct block *b, enum slot_mode mode, const char *text)
{
	b->modes = load_grow(ld, b->modes, b->nslots, sizeof(*b->modes));
	b->texts = load_grow(ld, b->texts, b->nslots, sizeof(*b->texts));
	b->modes[b->nslots] = mode;
	b->texts[b->nslots] = text != NULL ? load_copy(ld, text) : NULL;
	return (int)b->nslots++;
}

/* The slot for a path in the block; the same path has one slot.  text NULL: a slot that no path
 * fills. */
int
path_slot(struct loader *ld, struct block *b, const char *text, enum slot_mode mode)
{
	size_t i;
	int slot;

	for (i = 0; text != NULL && i < b->nslots; i++)
		if (b->texts[i] != NULL && strcmp(b->texts[i], text) == 0) {
			if (mode > b->modes[i])
				b->modes[i] = mode;
			return (int)i;
		}
	slot = new_slot(ld, b, mode, text);
	if (text != NULL)
		path_capture(ld, b, text, slot);
	return slot;
}

/* The block around records that "^step" or "/root" names: made once. */
static struct block *
scope_block(struct loader *ld, const char *text, const char *end)
{
	char *key = copy_range(ld, text, end);
	struct reader r = { ld, text, key + 1, NULL };
	struct block *b;
	size_t i;

	for (i = 0; i < ld->a->nblocks; i++)
		if (ld->a->blocks[i]->key != NULL && strcmp(ld->a->blocks[i]->key, key) == 0)
			return ld->a->blocks[i];
	b = block_new(ld, BLOCK_SCOPE, NONE);
	b->key = key;
	read_step(&r, &b->at, *text == '^');
	if (*r.at != '\0')
		path_fail(&r, "not a step");
	return b;
}

static const char *
step_end(const char *s)
{
	int depth = 0;
	char quote = '\0';

	for (; *s != '\0' && (*s != '/' || depth > 0 || quote != '\0'); s++) {
		if (quote != '\0') {
			quote = *s == quote ? '\0' : quote;
			continue;
		}
		if (*s == '\'' || *s == '"')
			quote = *s;
		depth += (*s == '[') - (*s == ']');
	}
	return s;
}

struct ref
path_ref(struct loader *ld, const char *text, enum slot_mode mode)
{
	struct reader r = { ld, text, text, NULL };
	struct block *b = ld->block;
	const char *rest = text, *end;

	if (*text == '^' || (*text == '/' && text[1] != '/')) {
		end = step_end(text + 1);
		if (*end != '/' || end == text + 1)
			path_fail(&r, "nothing behind the ancestor");
		b = scope_block(ld, text, end);
		rest = end + 1;
	}
	return (struct ref){ .block = b == ld->block ? NONE : b->id,
		.slot = path_slot(ld, b, rest, mode) };
}

/* "path", "path='x'", "path!='x'|'y'", "path~'glob'": splits at the operation outside brackets. */
struct test
path_condition(struct loader *ld, const char *text)
{
	struct test t = { .lookup = NONE };
	struct reader r = { ld, text, text, NULL };
	struct ref ref;
	int depth = 0;

	for (; *r.at != '\0' && (depth > 0 || strchr("=!~ ", *r.at) == NULL); r.at++)
		depth += (*r.at == '[') - (*r.at == ']');
	ref = path_ref(ld, copy_range(ld, text, r.at), SLOT_ALL);
	t.block = ref.block;
	t.slot = ref.slot;
	read_comparison(&r, &t);
	skip_blanks(&r);
	if (*r.at != '\0')
		path_fail(&r, "something behind its end");
	return t;
}
