/* SPDX-License-Identifier: BSD-2-Clause */
#include "load.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

/* Where options are looked for, innermost first: stack indexes of tables, 0 ends. */
struct chain {
	int tables[6];
};

static const char *const rule_keys[] = { "date", "zone", "map", "default", "none", "keep",
	"decimal", "thousands", "unit", "scale", "offset", "lookup", "pattern", "list", "when",
	"join", "with", "sum", "const", "file", "series", "path", "column", NULL };

/* Only these may stand in a record, the source and the adapter as well. */
static const char *const outer_keys[] = { "date", "zone", "none", "keep", "decimal", "thousands",
	NULL };

static bool
is_outer(const char *key)
{
	size_t i;

	for (i = 0; outer_keys[i] != NULL; i++)
		if (strcmp(outer_keys[i], key) == 0)
			return true;
	return false;
}

/* Push the innermost value of an option; false, and nothing pushed, if nobody says it. */
static bool
push_option(struct loader *ld, const struct chain *c, const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(c->tables) / sizeof(c->tables[0]); i++) {
		if (c->tables[i] == 0 || (i >= 2 && !is_outer(key)))
			continue;
		lua_getfield(ld->L, c->tables[i], key);
		if (!lua_isnil(ld->L, -1))
			return true;
		lua_pop(ld->L, 1);
	}
	return false;
}

static char *
option_string(struct loader *ld, const struct chain *c, const char *key)
{
	char *s;

	if (!push_option(ld, c, key))
		return NULL;
	if (!lua_isstring(ld->L, -1))
		load_fail(ld, "%s is not a text", key);
	s = load_copy(ld, lua_tostring(ld->L, -1));
	lua_pop(ld->L, 1);
	return s;
}

static char
option_char(struct loader *ld, const struct chain *c, const char *key)
{
	const char *s = option_string(ld, c, key);

	if (s != NULL && strlen(s) != 1)
		load_fail(ld, "%s is not one character", key);
	return s != NULL ? *s : '\0';
}

static double
option_number(struct loader *ld, const struct chain *c, const char *key)
{
	double n;

	if (!push_option(ld, c, key))
		return 0;
	if (!lua_isnumber(ld->L, -1))
		load_fail(ld, "%s is not a number", key);
	n = lua_tonumber(ld->L, -1);
	lua_pop(ld->L, 1);
	return n;
}

/* A string or a list of strings, ended by NULL. */
static const char *const *
option_list(struct loader *ld, const struct chain *c, const char *key)
{
	char **list = NULL;
	size_t n = 0, i, len;

	if (!push_option(ld, c, key))
		return NULL;
	len = lua_istable(ld->L, -1) ? lua_rawlen(ld->L, -1) : 1;
	list = load_alloc(ld, (len + 1) * sizeof(*list));
	for (i = 1; i <= len; i++) {
		if (lua_istable(ld->L, -1))
			lua_rawgeti(ld->L, -1, (lua_Integer)i);
		else
			lua_pushvalue(ld->L, -1);
		if (!lua_isstring(ld->L, -1))
			load_fail(ld, "%s is not a list of texts", key);
		list[n++] = load_copy(ld, lua_tostring(ld->L, -1));
		lua_pop(ld->L, 1);
	}
	lua_pop(ld->L, 1);
	return (const char *const *)list;
}

static const struct convert_pair *
option_map(struct loader *ld, const struct chain *c)
{
	struct convert_pair *map = NULL;
	size_t n = 0;

	if (!push_option(ld, c, "map"))
		return NULL;
	if (!lua_istable(ld->L, -1))
		load_fail(ld, "map is not a table");
	for (lua_pushnil(ld->L); lua_next(ld->L, -2) != 0; lua_pop(ld->L, 1)) {
		lua_pushvalue(ld->L, -2); /* lua_tostring() must not change the key itself */
		if (!lua_isstring(ld->L, -1) || !lua_isstring(ld->L, -2))
			load_fail(ld, "map holds something that is no text");
		map = load_grow(ld, map, n, sizeof(*map));
		map[n].from = load_copy(ld, lua_tostring(ld->L, -1));
		map[n++].to = load_copy(ld, lua_tostring(ld->L, -2));
		lua_pop(ld->L, 1);
	}
	lua_pop(ld->L, 1);
	map = load_grow(ld, map, n, sizeof(*map));
	map[n] = (struct convert_pair){ NULL, NULL };
	return map;
}

static struct convert *
load_convert(struct loader *ld, const struct chain *c, const struct field *field, int metric,
    const char *unit)
{
	struct adapter *a = ld->a;
	struct error e = { 0 };
	struct convert_options o = {
		.dates = option_list(ld, c, "date"),
		.zone = option_string(ld, c, "zone"),
		.map = option_map(ld, c),
		.otherwise = option_string(ld, c, "default"),
		.none = option_list(ld, c, "none"),
		.keep = option_list(ld, c, "keep"),
		.decimal = option_char(ld, c, "decimal"),
		.thousands = option_char(ld, c, "thousands"),
		.unit = option_string(ld, c, "unit"),
		.scale = option_number(ld, c, "scale"),
		.offset = option_number(ld, c, "offset"),
		.currency = a->currency,
		.digits = a->digits,
		.metric_unit = metric == NONE ? NULL : metrics[metric].unit,
	};
	struct convert *made;

	if (unit != NULL)
		o.unit = unit;
	a->converts = load_grow(ld, a->converts, a->nconverts, sizeof(struct convert *));
	if ((made = convert_new(&o, field, &e)) == NULL)
		load_fail(ld, "%s", e.text);
	return a->converts[a->nconverts++] = made;
}

regex_t *
load_pattern(struct loader *ld, const char *text, unsigned groups)
{
	struct adapter *a = ld->a;
	regex_t *re = load_alloc(ld, sizeof(*re));

	a->regexes = load_grow(ld, a->regexes, a->nregex, sizeof(regex_t *));
	if (regcomp(re, text, REG_EXTENDED) != 0)
		load_fail(ld, "\"%.100s\" is no regular expression", text);
	a->regexes[a->nregex++] = re;
	if (re->re_nsub < groups)
		load_fail(ld, "pattern \"%.100s\" has too few ( ) groups", text);
	return re;
}

static void
load_lookups(struct loader *ld, const struct chain *c, struct way *s)
{
	const char *const *names = option_list(ld, c, "lookup");
	size_t i;

	for (; names != NULL && *names != NULL; names++) {
		for (i = 0; i < ld->a->nlookups; i++)
			if (strcmp(ld->a->lookups[i].name, *names) == 0)
				break;
		if (i == ld->a->nlookups)
			load_fail(ld, "no lookup \"%s\"", *names);
		s->lookups = load_grow(ld, s->lookups, s->nlookups, sizeof(int));
		s->lookups[s->nlookups++] = (int)i;
	}
}

struct making {
	struct rule *rule;
	const char *unit;
	struct chain chain;
};

static struct way *
add_way(struct loader *ld, struct making *m, enum way_kind kind)
{
	struct rule *r = m->rule;
	struct way *s;
	struct test when;
	const char *text;

	r->ways = load_grow(ld, r->ways, r->n, sizeof(*s));
	s = &r->ways[r->n];
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->list = option_string(ld, &m->chain, "list");
	load_lookups(ld, &m->chain, s);
	if ((text = option_string(ld, &m->chain, "pattern")) != NULL)
		s->pattern = load_pattern(ld, text, 1);
	if ((text = option_string(ld, &m->chain, "when")) != NULL) {
		when = path_condition(ld, text);
		s->when = load_alloc(ld, sizeof(when));
		*s->when = when;
	}
	s->convert = load_convert(ld, &m->chain, r->field, r->metric, m->unit);
	r->n++;
	return s;
}

static void
add_ref(struct loader *ld, struct way *s, const char *path, enum slot_mode mode)
{
	s->refs = load_grow(ld, s->refs, s->nrefs, sizeof(*s->refs));
	s->refs[s->nrefs++] = path_ref(ld, path, mode);
}

static void
add_path(struct loader *ld, struct making *m, const char *path)
{
	struct way *s = add_way(ld, m, WAY_PATH);

	add_ref(ld, s, path, s->list != NULL ? SLOT_ALL : SLOT_FIRST);
}

/* "Serial No" as an element's name: Serial_x0020_No, as SQL/XML writes it. */
static void
append_name(char *out, size_t size, const char *name)
{
	size_t n = strlen(out);

	for (; *name != '\0' && n + 8 < size; name++) {
		if ((*name & 0x80) != 0 ||
		    strchr(
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *name))
			out[n++] = *name;
		else
			n += (size_t)snprintf(out + n, size - n, "_x%04X_", (unsigned)*name);
	}
	out[n] = '\0';
}

/* The template with the column's name in place of "$": as it is between quotes, else as an
 * element's name. */
static void
add_template(struct loader *ld, struct making *m, const char *template, const char *name)
{
	char path[1024] = "", quote = '\0', *at;
	const char *c;

	for (c = template; *c != '\0'; c++) {
		at = path + strlen(path);
		if (strlen(name) * 8 + 64 > sizeof(path) - (size_t)(at - path))
			load_fail(ld, "column name too long");
		if (*c == '\'' || *c == '"')
			quote = quote == '\0' ? *c : quote == *c ? '\0' : quote;
		if (*c == '$' && quote == '\0')
			append_name(path, sizeof(path), name);
		else if (*c == '$')
			memcpy(at, name, strlen(name) + 1);
		else
			at[0] = *c, at[1] = '\0';
		if (*c == '$' && quote != '\0' && strchr(name, quote) != NULL)
			load_fail(ld, "a quote in a column name");
	}
	add_path(ld, m, path);
}

static int
grid_column(struct loader *ld, struct grid *g, const char *heading)
{
	size_t i;

	for (i = 0; i < g->ncolumns; i++)
		if (convert_same(g->columns[i].heading, heading))
			return g->columns[i].slot;
	g->columns = load_grow(ld, g->columns, g->ncolumns, sizeof(*g->columns));
	g->columns[g->ncolumns].heading = load_copy(ld, heading);
	g->columns[g->ncolumns].slot = path_slot(ld, ld->block, NULL, SLOT_FIRST);
	return g->columns[g->ncolumns++].slot;
}

static void
add_column(struct loader *ld, struct making *m, const char *name)
{
	struct way *s;
	size_t i;

	if (ld->record->legend != NULL) {
		add_way(ld, m, WAY_COLUMN)->text = load_copy(ld, name);
		return;
	}
	if (ld->record->grid != NULL) {
		s = add_way(ld, m, WAY_PATH);
		s->refs = load_alloc(ld, sizeof(*s->refs));
		s->nrefs = 1;
		s->refs[0] = (struct ref){ NONE, grid_column(ld, ld->record->grid, name) };
		return;
	}
	for (i = 0; i < ld->ncolumns; i++)
		add_template(ld, m, ld->columns[i], name);
}

/* In a record with columns a plain name is one; a path says so by how it begins. */
static bool
is_column(const struct loader *ld, const char *text)
{
	if (ld->record == NULL ||
	    (ld->record->grid == NULL && ld->record->legend == NULL && ld->ncolumns == 0))
		return false;
	return strchr("@^/", *text) == NULL && strncmp(text, "./", 2) != 0 &&
	       strcmp(text, ".") != 0;
}

static void
add_text(struct loader *ld, struct making *m, const char *text)
{
	if (*text == '\0')
		load_fail(ld, "an empty path");
	if (is_column(ld, text))
		add_column(ld, m, text);
	else
		add_path(ld, m, text);
}

/* All paths of a list under this key of the innermost table. */
static void
add_refs(struct loader *ld, struct making *m, struct way *s, const char *key, enum slot_mode mode)
{
	const char *const *paths = option_list(ld, &m->chain, key);

	for (; *paths != NULL; paths++)
		add_ref(ld, s, *paths, mode);
}

static bool
has_key(struct loader *ld, int table, const char *key)
{
	bool there;

	lua_getfield(ld->L, table, key);
	there = !lua_isnil(ld->L, -1);
	lua_pop(ld->L, 1);
	return there;
}

/* What is no path: join, sum, const, file, series, column; false if the table has none of these. */
static bool
add_special(struct loader *ld, struct making *m, int table)
{
	static const struct chain nothing;
	struct way *s;

	if (has_key(ld, table, "join")) {
		s = add_way(ld, m, WAY_JOIN);
		s->text = option_string(ld, &m->chain, "with");
		add_refs(ld, m, s, "join", SLOT_FIRST);
	} else if (has_key(ld, table, "sum")) {
		s = add_way(ld, m, WAY_SUM);
		add_refs(ld, m, s, "sum", SLOT_ALL);
		if (m->rule->field != NULL) {
			s->number = load_convert(ld, &m->chain, NULL, NONE, NULL);
			s->convert = load_convert(ld, &nothing, m->rule->field, NONE, m->unit);
		}
	} else if (has_key(ld, table, "const")) {
		s = add_way(ld, m, WAY_CONST);
		s->text = option_string(ld, &m->chain, "const");
	} else if (has_key(ld, table, "file")) {
		s = add_way(ld, m, WAY_FILE);
		s->pattern = load_pattern(ld, option_string(ld, &m->chain, "file"), 1);
	} else if (has_key(ld, table, "series")) {
		s = add_way(ld, m, WAY_SERIES);
		add_refs(ld, m, s, "series", SLOT_FIRST);
		if (s->nrefs != 2)
			load_fail(ld, "series is not { start, step }");
	} else if (has_key(ld, table, "path"))
		add_path(ld, m, option_string(ld, &m->chain, "path"));
	else if (has_key(ld, table, "column") && ld->record != NULL)
		add_column(ld, m, option_string(ld, &m->chain, "column"));
	else
		return false;
	return true;
}

/* How deep a value stands: the rule itself, one of its list, one of a list in the list. */
enum { DEPTH_RULE, DEPTH_LIST, DEPTH_INNER };

static void add_table(struct loader *, struct making *, int table, int depth);

static void
add_value(struct loader *ld, struct making *m, int depth)
{
	int at = lua_gettop(ld->L);

	if (lua_type(ld->L, at) == LUA_TSTRING)
		add_text(ld, m, lua_tostring(ld->L, at));
	else if (lua_istable(ld->L, at) && depth < DEPTH_INNER)
		add_table(ld, m, at, depth);
	else
		load_fail(ld, "neither a path nor a table with paths");
}

static void
add_table(struct loader *ld, struct making *m, int table, int depth)
{
	struct making own = *m;
	size_t i, n = lua_rawlen(ld->L, table);
	bool special;

	load_check_keys(ld, table, rule_keys);
	own.chain.tables[depth == DEPTH_RULE ? 1 : 0] = table;
	special = add_special(ld, &own, table);
	if (!special && n == 0)
		load_fail(ld, "no path");
	for (i = 1; i <= n; i++) {
		lua_rawgeti(ld->L, table, (lua_Integer)i);
		add_value(ld, &own, depth + 1);
		lua_pop(ld->L, 1);
	}
}

struct rule *
load_rule(struct loader *ld, int value, const struct field *field, int metric, const char *label,
    const char *unit)
{
	struct rule *r = load_alloc(ld, sizeof(*r));
	struct making m = { .rule = r, .unit = unit };
	const char *was = ld->what;

	luaL_checkstack(ld->L, 20, "nested too deep");
	ld->what = label;
	r->label = load_copy(ld, label);
	r->field = field;
	r->metric = metric;
	m.chain.tables[2] = ld->source;
	m.chain.tables[3] = ld->record_table;
	m.chain.tables[4] = ld->adapter;
	lua_pushvalue(ld->L, value);
	if (lua_type(ld->L, -1) == LUA_TNUMBER)
		load_fail(ld, "a bare number; write { const = \"...\" }");
	add_value(ld, &m, DEPTH_RULE);
	lua_pop(ld->L, 1);
	ld->what = was;
	return r;
}

size_t
load_where(struct loader *ld, int table, struct test **where, size_t n)
{
	char **texts;
	size_t i, more = load_strings(ld, table, "where", &texts);

	for (i = 0; i < more; i++) {
		*where = load_grow(ld, *where, n, sizeof(**where));
		(*where)[n++] = path_condition(ld, texts[i]);
	}
	return n;
}
