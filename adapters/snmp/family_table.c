/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "family_load.h"

static const char *const table_keys[] = { "at", "index", "every", "changes", "unless", "reset",
	"most", "columns", NULL };
static const char *const column_keys[] = { "scale", "digits", "factor", "none", "as", "pattern",
	"map", "least", "most", "fastest", "join", NULL };
static const char *const as_names[] = { "wire", "number", "text", "counter", "gauge", "unsigned",
	"signed", "hex", "mac", "uuid", "date", "oid", NULL };
static const char *const part_kinds[] = { "arc", "text", "implied", "mac", "address", "oid", "rest",
	NULL };

enum { ROWS_USUAL = 4096, ROWS_MOST = 65536 };

int
family_table_named(const struct family *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->ntables; i++)
		if (strcmp(f->tables[i].name, name) == 0)
			return (int)i;
	return NONE;
}

int
table_item(const struct table *t, const char *name, bool *is_part)
{
	size_t i;

	*is_part = false;
	for (i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return (int)i;
	*is_part = true;
	for (i = 0; i < t->nparts; i++)
		if (strcmp(t->parts[i].name, name) == 0)
			return (int)i;
	return NONE;
}

int
load_table_named(struct family_loader *fl, const char *name)
{
	const struct family *f = fl->f;
	int found = family_table_named(f, name);
	const char **names;
	size_t i;

	if (found != NONE)
		return found;
	names = load_alloc(&fl->ld, (f->ntables + 1) * sizeof(*names));
	for (i = 0; i < f->ntables; i++)
		names[i] = f->tables[i].name;
	load_unknown(fl, "table", name, names, sizeof(*names));
}

static int
word_number(struct family_loader *fl, const char *what, const char *word, const char *const *words)
{
	int i;

	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	load_unknown(fl, what, word, words, sizeof(*words));
}

static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	return n > 0 && s[n] == '\0' && !(*s >= '0' && *s <= '9');
}

/* Words that mean something else in an expression. */
static void
check_name(struct family_loader *fl, const char *name)
{
	static const char *const words[] = { "and", "or", "not", "each" };
	size_t i;

	if (!is_name(name))
		load_fail(&fl->ld, "\"%.60s\" is no name (letters, digits, _)", name);
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i], name) == 0)
			load_fail(&fl->ld, "\"%s\" cannot be a name", name);
}

/* "pdu outlet:text" */
static void
load_index(struct family_loader *fl, int table, struct table *t)
{
	char *text = load_string(&fl->ld, table, "index"), *word, *next, *kind;
	struct part *p;
	bool is_part;

	t->parts = load_alloc(&fl->ld, PARTS_MAX * sizeof(*t->parts));
	for (word = text; word != NULL; word = next) {
		word += strspn(word, " ");
		next = strchr(word, ' ');
		if (next != NULL)
			*next++ = '\0';
		if (*word == '\0')
			continue;
		if (t->nparts == PARTS_MAX)
			load_fail(&fl->ld, "index has more than %d parts", PARTS_MAX);
		if ((kind = strchr(word, ':')) != NULL)
			*kind++ = '\0';
		check_name(fl, word);
		if (table_item(t, word, &is_part) != NONE)
			load_fail(&fl->ld, "index names \"%s\" twice", word);
		p = &t->parts[t->nparts++];
		p->name = word;
		if (t->nparts > 1 && (p[-1].kind == PART_IMPLIED || p[-1].kind == PART_REST))
			load_fail(&fl->ld, "index: nothing can follow \"%s\"", p[-1].name);
		if (kind != NULL)
			p->kind =
			    (enum part_kind)word_number(fl, "kind of index part", kind, part_kinds);
	}
	if (text != NULL && t->nparts == 0)
		load_fail(&fl->ld, "index names no part");
}

/* The object at this number or dotted text below the table; the same one once. */
static int
load_object(struct family_loader *fl, struct table *t, const char *column)
{
	lua_State *L = fl->ld.L;
	uint32_t arcs[OID_ARCS];
	char text[OID_TEXT + 2], name[160];
	struct object *o;
	uint32_t n;
	size_t i;

	if (lua_type(L, -1) == LUA_TNUMBER && !lua_isinteger(L, -1))
		load_fail(&fl->ld, "a column's number is whole; write \"4.3\" for an OID");
	if (!lua_isstring(L, -1))
		load_fail(&fl->ld, "a column is a number, or a table that begins with one");
	snprintf(text, sizeof(text), "1.%s", lua_tostring(L, -1));
	if ((n = oid_parse(text, arcs)) < 2)
		load_fail(&fl->ld, "\"%.60s\" is no column number", text + 2);
	if (t->at.n + n - 1 >= OID_ARCS)
		load_fail(&fl->ld, "\"%.60s\" is too long", text + 2);
	memmove(arcs + t->at.n, arcs + 1, (n - 1) * sizeof(*arcs));
	memcpy(arcs, t->at.arc, t->at.n * sizeof(*arcs));
	n += t->at.n - 1;
	for (i = 0; i < t->nobjects; i++)
		if (oid_compare(t->objects[i].oid, (struct oid){ arcs, n }) == 0)
			return (int)i;
	snprintf(name, sizeof(name), "%s.%s", t->name, column);
	t->objects = load_grow(&fl->ld, t->objects, t->nobjects, sizeof(*o));
	o = &t->objects[t->nobjects];
	*o = (struct object){ .oid = load_oid_copy(fl, arcs, n),
		.name = load_copy(&fl->ld, name),
		.every = t->every };
	return (int)t->nobjects++;
}

static struct literal
literal_key(struct family_loader *fl, int at)
{
	lua_State *L = fl->ld.L;

	if (lua_type(L, at) == LUA_TNUMBER)
		return (struct literal){ NULL, lua_tonumber(L, at) };
	if (lua_type(L, at) != LUA_TSTRING)
		load_fail(&fl->ld, "neither a number nor a text");
	return (struct literal){ load_copy(&fl->ld, lua_tostring(L, at)), 0 };
}

/* All entries of the table on top but number 1 where that is an expression. */
static struct pair *
load_pairs(struct family_loader *fl, bool skip_first, size_t *n)
{
	lua_State *L = fl->ld.L;
	struct pair *pairs = NULL;
	int table = lua_gettop(L);

	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "not a table");
	for (*n = 0, lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
		if (skip_first && lua_isinteger(L, -2) && lua_tointeger(L, -2) == 1)
			continue;
		pairs = load_grow(&fl->ld, pairs, *n, sizeof(*pairs));
		pairs[*n].from = literal_key(fl, -2);
		pairs[(*n)++].to = literal_key(fl, -1);
	}
	return pairs;
}

/* "EXPR", or { "EXPR", kW = 1000 }. */
static void
load_factor(struct family_loader *fl, int table, struct column *c, int each)
{
	lua_State *L = fl->ld.L;
	size_t i;

	lua_getfield(L, table, "factor");
	if (lua_istable(L, -1)) {
		c->factors = load_pairs(fl, true, &c->nfactors);
		for (i = 0; i < c->nfactors; i++)
			if (c->factors[i].to.text != NULL)
				load_fail(&fl->ld, "factor: what a text stands for is no number");
		if (c->nfactors == 0)
			load_fail(&fl->ld, "factor: the table lists nothing");
		lua_rawgeti(L, -1, 1);
		lua_replace(L, -2);
	}
	if (!lua_isnil(L, -1) && lua_type(L, -1) != LUA_TSTRING)
		load_fail(&fl->ld, "factor is no expression");
	if (lua_isnil(L, -1) && c->nfactors > 0)
		load_fail(&fl->ld, "factor: the table has no expression");
	if (!lua_isnil(L, -1))
		c->factor = load_expr_text(fl, lua_tostring(L, -1), each);
	lua_pop(L, 1);
}

static void
load_halves(struct family_loader *fl, int table, struct table *t, struct column *c)
{
	lua_State *L = fl->ld.L;

	lua_getfield(L, table, "join");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_rawgeti(L, table, 1);
		c->object = load_object(fl, t, c->name);
		lua_pop(L, 1);
		return;
	}
	if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 2)
		load_fail(&fl->ld, "join is not { HIGH, LOW }");
	lua_rawgeti(L, -1, 1);
	c->object = load_object(fl, t, c->name);
	lua_pop(L, 1);
	lua_rawgeti(L, -1, 2);
	c->low = load_object(fl, t, c->name);
	lua_pop(L, 2);
}

static void
load_column_options(struct family_loader *fl, int table, struct column *c, int each)
{
	lua_State *L = fl->ld.L;
	char *text;

	load_check_keys(&fl->ld, table, column_keys);
	if ((text = load_string(&fl->ld, table, "as")) != NULL)
		c->as = (enum column_as)word_number(fl, "type", text, as_names);
	if ((text = load_string(&fl->ld, table, "pattern")) != NULL)
		c->pattern = family_pattern(fl, text);
	lua_getfield(L, table, "none");
	c->none = load_none(fl);
	lua_getfield(L, table, "map");
	if (!lua_isnil(L, -1))
		c->map = load_pairs(fl, false, &c->nmap);
	lua_pop(L, 1);
	c->scale = load_number(fl, table, "scale", 1);
	c->least = load_number(fl, table, "least", -INFINITY);
	c->most = load_number(fl, table, "most", INFINITY);
	c->digits = load_expr(fl, table, "digits", each);
	c->fastest = load_expr(fl, table, "fastest", each);
	load_factor(fl, table, c, each);
	c->numeric = c->scale != 1 || isfinite(c->least) || isfinite(c->most) ||
		     c->digits != NULL || c->factor != NULL || c->as == AS_NUMBER || c->low != NONE;
}

static void
load_column(struct family_loader *fl, struct table *t, const char *name, int each)
{
	lua_State *L = fl->ld.L;
	struct column *c;
	bool is_part;
	int table;

	check_name(fl, name);
	if (table_item(t, name, &is_part) != NONE)
		load_fail(&fl->ld, "the index has a part of this name");
	t->columns = load_grow(&fl->ld, t->columns, t->ncolumns, sizeof(*c));
	c = &t->columns[t->ncolumns];
	*c = (struct column){ .name = name,
		.low = NONE,
		.scale = 1,
		.least = -INFINITY,
		.most = INFINITY,
		.file_none = fl->file->none };
	if (lua_istable(L, -1)) {
		table = lua_gettop(L);
		fl->column = (int)t->ncolumns;
		load_halves(fl, table, t, c);
		load_column_options(fl, table, c, each);
		fl->column = NONE;
	} else
		c->object = load_object(fl, t, name);
	t->ncolumns++;
}

static void
load_columns(struct family_loader *fl, int table, struct table *t, int each)
{
	lua_State *L = fl->ld.L;
	const char **names;
	int columns;

	lua_getfield(L, table, "columns");
	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "columns is not a table");
	columns = lua_gettop(L);
	for (names = load_names(fl, columns); *names != NULL; names++) {
		fl->ld.what = *names;
		lua_getfield(L, columns, *names);
		load_column(fl, t, *names, each);
		lua_pop(L, 1);
	}
	fl->ld.what = NULL;
	if (t->ncolumns == 0)
		load_fail(&fl->ld, "columns lists nothing");
	lua_pop(L, 1);
}

static void
load_reset(struct family_loader *fl, int table, struct table *t)
{
	char *text = load_string(&fl->ld, table, "reset");
	const char **names;
	bool is_part;
	size_t i;

	t->reset = NONE;
	if (text == NULL)
		return;
	t->reset = table_item(t, text, &is_part);
	if (t->reset != NONE && !is_part)
		return;
	names = load_alloc(&fl->ld, (t->ncolumns + 1) * sizeof(*names));
	for (i = 0; i < t->ncolumns; i++)
		names[i] = t->columns[i].name;
	fl->ld.what = "reset";
	load_unknown(fl, "column", text, names, sizeof(*names));
}

static void
load_table(struct family_loader *fl, int table, const char *name)
{
	struct family *f = fl->f;
	struct table *t;
	char *text;
	double most;

	load_check_keys(&fl->ld, table, table_keys);
	check_name(fl, name);
	f->tables = load_grow(&fl->ld, f->tables, f->ntables, sizeof(*t));
	t = &f->tables[f->ntables];
	*t = (struct table){ .name = name, .file = fl->file->name, .reset = NONE };
	if ((text = load_string(&fl->ld, table, "at")) == NULL)
		load_fail(&fl->ld, "no at");
	t->at = load_oid(fl, "at", text);
	t->every = load_span(fl, table, "every", 0);
	if ((text = load_string(&fl->ld, table, "changes")) != NULL)
		t->marker = load_oid(fl, "changes", text);
	if (text != NULL && t->every == 0)
		load_fail(&fl->ld, "changes without every: it is read at each poll");
	text = load_string(&fl->ld, table, "unless");
	if (text != NULL && strspn(text, ".0123456789") == strlen(text))
		t->unless = load_oid(fl, "unless", text);
	else
		t->unless_text = text;
	most = load_number(fl, table, "most", ROWS_USUAL);
	if (!(most >= 1 && most <= ROWS_MOST))
		load_fail(&fl->ld, "most is from 1 to %d", ROWS_MOST);
	t->most = (uint32_t)most;
	load_index(fl, table, t);
	load_columns(fl, table, t, (int)f->ntables);
	load_reset(fl, table, t);
	f->ntables++;
}

/* Those of a part give way to those that are there; system and engine are everyone's. */
static bool
is_taken(struct family_loader *fl, const char *name)
{
	int there = family_table_named(fl->f, name);

	if (there == TABLE_SYSTEM || there == TABLE_ENGINE)
		load_fail(&fl->ld, "every family has a table of this name");
	return there != NONE;
}

void
family_tables(struct family_loader *fl)
{
	lua_State *L = fl->ld.L;
	char where[80];
	const char **names;
	int tables;

	lua_getfield(L, fl->body, "tables");
	if (lua_isnil(L, -1))
		return;
	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "tables is not a table");
	tables = lua_gettop(L);
	for (names = load_names(fl, tables); *names != NULL; names++) {
		snprintf(where, sizeof(where), "table %.60s", *names);
		fl->ld.where = where;
		lua_getfield(L, tables, *names);
		if (!lua_istable(L, -1))
			load_fail(&fl->ld, "not a table");
		if (!is_taken(fl, *names))
			load_table(fl, lua_gettop(L), *names);
		lua_pop(L, 1);
	}
	fl->ld.where = NULL;
}

static void
add_builtin(struct family_loader *fl, const char *name, const uint32_t *at, uint32_t n,
    const char *const *columns, uint32_t first)
{
	struct family *f = fl->f;
	struct table *t;
	uint32_t arcs[16];
	char label[64];
	size_t i;

	f->tables = load_grow(&fl->ld, f->tables, f->ntables, sizeof(*t));
	t = &f->tables[f->ntables++];
	*t = (struct table){ .name = name, .file = "", .reset = NONE, .most = 1 };
	memcpy(arcs, at, n * sizeof(*arcs));
	t->at = load_oid_copy(fl, arcs, n);
	for (i = 0; columns[i] != NULL; i++) {
		arcs[n] = first + (uint32_t)i;
		snprintf(label, sizeof(label), "%s.%s", name, columns[i]);
		t->objects = load_grow(&fl->ld, t->objects, i, sizeof(*t->objects));
		t->objects[i] = (struct object){ .oid = load_oid_copy(fl, arcs, n + 1),
			.name = load_copy(&fl->ld, label) };
		t->columns = load_grow(&fl->ld, t->columns, i, sizeof(*t->columns));
		t->columns[i] = (struct column){ .name = columns[i],
			.object = (int)i,
			.low = NONE,
			.scale = 1,
			.least = -INFINITY,
			.most = INFINITY };
	}
	t->nobjects = t->ncolumns = i;
}

void
family_builtin(struct family_loader *fl)
{
	static const uint32_t system[] = { 1, 3, 6, 1, 2, 1, 1 };
	static const uint32_t engine[] = { 1, 3, 6, 1, 6, 3, 10, 2, 1 };
	static const char *const in_system[] = { "descr", "object", "uptime", "contact", "name",
		"location", NULL };
	static const char *const in_engine[] = { "boots", "time", NULL };
	struct table *t;
	size_t i;

	add_builtin(fl, "system", system, sizeof(system) / sizeof(*system), in_system, 1);
	add_builtin(fl, "engine", engine, sizeof(engine) / sizeof(*engine), in_engine, 2);
	t = &fl->f->tables[TABLE_SYSTEM];
	for (i = 0; i < t->nobjects; i++)
		t->objects[i].every = i == SYSTEM_UPTIME ? 0 : 86400;
}
