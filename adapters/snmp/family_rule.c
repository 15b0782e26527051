/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "asset.h"
#include "family_load.h"

static const char *const value_keys[] = { "pattern", "map", "none", "keep", "when", "const", "date",
	"unit", "scale", NULL };
static const char *const check_keys[] = { "near", "most", "least", "or", "within", "from", "when",
	NULL };
static const char *const rule_words[] = { "each", "where", "when", "self", "checks" };

/* Where the options of a value stand: in its own table, in the one around it; 0: none. */
struct making {
	struct rule *rule;
	struct target *target;
	struct expr *gate;
	const char *unit; /* what the target's name says: "months" */
	int own, outer;
};

/* The first of the tables that has the key; else nothing is pushed. */
static bool
push_option(struct family_loader *fl, const int tables[2], const char *key)
{
	lua_State *L = fl->ld.L;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (tables[i] == 0)
			continue;
		lua_getfield(L, tables[i], key);
		if (!lua_isnil(L, -1))
			return true;
		lua_pop(L, 1);
	}
	return false;
}

static const char *
option_text(struct family_loader *fl, const int tables[2], const char *key)
{
	const char *text;

	if (!push_option(fl, tables, key))
		return NULL;
	if (!lua_isstring(fl->ld.L, -1))
		load_fail(&fl->ld, "%s is not a text", key);
	text = load_copy(&fl->ld, lua_tostring(fl->ld.L, -1));
	lua_pop(fl->ld.L, 1);
	return text;
}

/* A text or a list of texts, ended by NULL; numbers are texts here. */
static const char *const *
option_list(struct family_loader *fl, const int tables[2], const char *key)
{
	lua_State *L = fl->ld.L;
	const char **list;
	size_t i, n;

	if (!push_option(fl, tables, key))
		return NULL;
	n = lua_istable(L, -1) ? lua_rawlen(L, -1) : 1;
	list = load_alloc(&fl->ld, (n + 1) * sizeof(*list));
	for (i = 0; i < n; i++) {
		if (lua_istable(L, -1))
			lua_rawgeti(L, -1, (lua_Integer)i + 1);
		else
			lua_pushvalue(L, -1);
		if (!lua_isstring(L, -1))
			load_fail(&fl->ld, "%s is not a list of texts", key);
		list[i] = load_copy(&fl->ld, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return list;
}

static const struct convert_pair *
option_map(struct family_loader *fl, const int tables[2])
{
	lua_State *L = fl->ld.L;
	struct convert_pair *map = NULL;
	size_t n = 0;

	if (!push_option(fl, tables, "map"))
		return NULL;
	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "map is not a table");
	for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
		lua_pushvalue(L, -2); /* lua_tostring() must not change the key itself */
		if (!lua_isstring(L, -1) || !lua_isstring(L, -2))
			load_fail(&fl->ld, "map holds something that is no text");
		map = load_grow(&fl->ld, map, n, sizeof(*map));
		map[n].from = load_copy(&fl->ld, lua_tostring(L, -1));
		map[n++].to = load_copy(&fl->ld, lua_tostring(L, -2));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	map = load_grow(&fl->ld, map, n, sizeof(*map));
	map[n] = (struct convert_pair){ NULL, NULL };
	return map;
}

struct convert *
load_family_convert(struct family_loader *fl, int own, int outer, const struct target *t,
    const char *unit, bool *plain)
{
	const int tables[2] = { own, outer };
	struct family *f = fl->f;
	struct error e = { 0 };
	struct convert_options o = {
		.dates = option_list(fl, tables, "date"),
		.map = option_map(fl, tables),
		.none = option_list(fl, tables, "none"),
		.keep = option_list(fl, tables, "keep"),
		.unit = option_text(fl, tables, "unit"),
		.metric_unit = t->metric == NONE ? NULL : metrics[t->metric].unit,
		.digits = 2,
	};
	struct convert *made;

	if (push_option(fl, tables, "scale")) {
		if (lua_type(fl->ld.L, -1) != LUA_TNUMBER)
			load_fail(&fl->ld, "scale is not a number");
		o.scale = lua_tonumber(fl->ld.L, -1);
		lua_pop(fl->ld.L, 1);
	}
	*plain = o.map == NULL && o.none == NULL && o.unit == NULL && o.scale == 0;
	if (unit != NULL)
		o.unit = unit;
	f->converts = load_grow(&fl->ld, f->converts, f->nconverts, sizeof(*f->converts));
	if ((made = convert_new(&o, t->field, &e)) == NULL)
		load_fail(&fl->ld, "%s", e.text);
	return f->converts[f->nconverts++] = made;
}

struct target *
rule_target(const struct rule *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->ntargets; i++)
		if (strcmp(r->targets[i].name, name) == 0)
			return &r->targets[i];
	return NULL;
}

struct target *
new_target(struct family_loader *fl, const struct rule *r, struct target *t, const char *name,
    const struct field *field, int metric)
{
	char label[160];

	snprintf(label, sizeof(label), "%s.%s", r->name, name);
	*t = (struct target){
		.name = name, .label = load_copy(&fl->ld, label), .field = field, .metric = metric
	};
	return t;
}

struct target *
add_target(struct family_loader *fl, struct rule *r, const char *name, const struct field *field,
    int metric)
{
	struct target *t = rule_target(r, name);

	if (t != NULL)
		return t;
	r->targets = load_grow(&fl->ld, r->targets, r->ntargets, sizeof(*t));
	return new_target(fl, r, &r->targets[r->ntargets++], name, field, metric);
}

struct way *
add_way(struct family_loader *fl, struct target *t)
{
	struct way *w;

	t->ways = load_grow(&fl->ld, t->ways, t->n, sizeof(*w));
	w = &t->ways[t->n++];
	*w = (struct way){ .plain = true };
	return w;
}

/* What the rule says of all its values: of the agent's own, of a row. */
static struct way *
new_way(struct family_loader *fl, struct making *m)
{
	const int tables[2] = { m->own, m->outer };
	struct way *w = add_way(fl, m->target);
	const char *text;

	w->gate = m->gate;
	if ((text = option_text(fl, tables, "pattern")) != NULL)
		w->pattern = family_pattern(fl, text);
	if ((text = option_text(fl, tables, "when")) != NULL)
		w->when = load_expr_text(fl, text, m->rule->each);
	w->convert = load_family_convert(fl, m->own, m->outer, m->target, m->unit, &w->plain);
	return w;
}

static void
add_const(struct family_loader *fl, struct making *m, const char *text)
{
	struct way *w = new_way(fl, m);
	const char *why = "no value";
	char *copy = load_copy(&fl->ld, text);
	enum converted r = CONVERTED_VALUE;

	if (m->target->field != NULL)
		r = convert_field(w->convert, copy, &w->fixed, &why);
	else if (m->target->metric != NONE)
		r = convert_number(w->convert, copy, &w->number, &why);
	else
		w->fixed = (struct value){ .kind = VAL_TEXT, .text = copy };
	if (r == CONVERTED_UNKNOWN && m->target->field->labels != NULL)
		load_unknown(
		    fl, "label", text, m->target->field->labels, sizeof(*m->target->field->labels));
	if (r != CONVERTED_VALUE)
		load_fail(&fl->ld, "const \"%.60s\": %s", text, why);
}

static void
add_expr(struct family_loader *fl, struct making *m, const char *text)
{
	const struct field *field = m->target->field;
	size_t i;

	for (i = 0; field != NULL && field->labels != NULL && field->labels[i] != NULL; i++)
		if (strcmp(field->labels[i], text) == 0) {
			add_const(fl, m, text);
			return;
		}
	new_way(fl, m)->value = load_expr_text(fl, text, m->rule->each);
}

static void add_values(struct family_loader *, struct making *, int depth);

/* A table of values, with options for all of them: on top of the stack. */
static void
add_table(struct family_loader *fl, struct making *m, int depth)
{
	lua_State *L = fl->ld.L;
	struct making inner = *m;
	int table = lua_gettop(L);
	size_t i, n = lua_rawlen(L, table);
	char *text;

	load_check_keys(&fl->ld, table, value_keys);
	inner.outer = m->own;
	inner.own = table;
	if ((text = load_string(&fl->ld, table, "const")) != NULL)
		add_const(fl, &inner, text);
	else if (n == 0)
		load_fail(&fl->ld, "no expression");
	for (i = 1; i <= n; i++) {
		lua_rawgeti(L, table, (lua_Integer)i);
		add_values(fl, &inner, depth + 1);
		lua_pop(L, 1);
	}
}

static void
add_values(struct family_loader *fl, struct making *m, int depth)
{
	lua_State *L = fl->ld.L;

	luaL_checkstack(L, 20, "nested too deep");
	if (lua_type(L, -1) == LUA_TSTRING)
		add_expr(fl, m, lua_tostring(L, -1));
	else if (lua_istable(L, -1) && depth < 2)
		add_table(fl, m, depth);
	else if (lua_type(L, -1) == LUA_TNUMBER)
		load_fail(&fl->ld, "a bare number; write { const = \"...\" }");
	else
		load_fail(&fl->ld, "neither an expression nor a table with expressions");
}

/* The value on top of the stack is the target's. */
void
load_target(
    struct family_loader *fl, struct rule *r, struct expr *gate, struct target *t, const char *unit)
{
	struct making m = { .rule = r, .target = t, .gate = gate, .unit = unit };

	fl->ld.what = t->name;
	add_values(fl, &m, 0);
	fl->ld.what = NULL;
}

static _Noreturn void
unknown_target(struct family_loader *fl, const char *name)
{
	const char **names = NULL;
	size_t n = 0, i;
	const struct field *field;

	for (field = asset_fields; field->name != NULL; field++) {
		names = load_grow(&fl->ld, names, n, sizeof(*names));
		if (field->target)
			names[n++] = field->name;
	}
	for (i = 0; i < METRICS; i++) {
		names = load_grow(&fl->ld, names, n, sizeof(*names));
		names[n++] = metrics[i].name;
	}
	for (i = 0; i < sizeof(rule_words) / sizeof(*rule_words); i++) {
		names = load_grow(&fl->ld, names, n, sizeof(*names));
		names[n++] = rule_words[i];
	}
	names = load_grow(&fl->ld, names, n, sizeof(*names));
	names[n] = NULL;
	load_unknown(fl, "field or metric", name, names, sizeof(*names));
}

/* A key of the rule that is a field or a metric. */
static void
load_named(struct family_loader *fl, struct rule *r, struct expr *gate, const char *name)
{
	static const char *const silent[] = { "name", "vendor", "class" };
	const char *unit = NULL;
	const struct field *field = NULL;
	int metric = metric_named(name);
	size_t i;

	if (metric == NONE && (field = convert_target(asset_fields, name, &unit)) == NULL)
		unknown_target(fl, name);
	if (lua_isboolean(fl->ld.L, -1) && !lua_toboolean(fl->ld.L, -1)) {
		for (i = 0; i < 3; i++)
			if (strcmp(silent[i], name) == 0) {
				r->silent[i] = true;
				return;
			}
	}
	load_target(fl, r, gate,
	    add_target(fl, r, field != NULL ? field->name : name, field, metric), unit);
}

static void
add_side(struct family_loader *fl, struct check *c, const char *text, int each)
{
	c->sides = load_grow(&fl->ld, c->sides, c->n, sizeof(*c->sides));
	c->texts = load_grow(&fl->ld, c->texts, c->n, sizeof(*c->texts));
	c->texts[c->n] = text;
	c->sides[c->n++] = load_expr_text(fl, text, each);
}

static void
load_check(struct family_loader *fl, struct rule *r, int table)
{
	static const char *const kinds[] = { "near", "most", "least" };
	lua_State *L = fl->ld.L;
	struct check *c;
	char *text;
	size_t i;

	load_check_keys(&fl->ld, table, check_keys);
	r->checks = load_grow(&fl->ld, r->checks, r->nchecks, sizeof(*c));
	c = &r->checks[r->nchecks];
	*c = (struct check){ .from = load_number(fl, table, "from", 0) };
	lua_rawgeti(L, table, 1);
	if (lua_type(L, -1) != LUA_TSTRING)
		load_fail(&fl->ld, "it begins with no field or metric");
	c->name = load_copy(&fl->ld, lua_tostring(L, -1));
	lua_pop(L, 1);
	for (i = 0; i < 3; i++) {
		if ((text = load_string(&fl->ld, table, kinds[i])) == NULL)
			continue;
		if (c->n > 0)
			load_fail(&fl->ld, "one of near, most and least, not two");
		c->kind = (enum check_kind)i;
		add_side(fl, c, text, r->each);
	}
	if (c->n == 0)
		load_fail(&fl->ld, "none of near, most and least");
	if ((text = load_string(&fl->ld, table, "or")) != NULL)
		add_side(fl, c, text, r->each);
	c->when = load_expr(fl, table, "when", r->each);
	c->within = load_number(fl, table, "within", c->kind == CHECK_NEAR ? 0.1 : 0);
	if (c->within < 0 || c->from < 0)
		load_fail(&fl->ld, "within and from are not negative");
	r->nchecks++;
}

static void
load_checks(struct family_loader *fl, struct rule *r, int table)
{
	lua_State *L = fl->ld.L;
	size_t i, n;

	lua_getfield(L, table, "checks");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	fl->ld.what = "checks";
	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "not a table");
	n = lua_rawlen(L, -1);
	for (i = 1; i <= n; i++) {
		lua_rawgeti(L, -1, (lua_Integer)i);
		if (!lua_istable(L, -1))
			load_fail(&fl->ld, "write { { \"power\", near = \"...\" } }");
		load_check(fl, r, lua_gettop(L));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	fl->ld.what = NULL;
}

/* A new rule; its "each" is looked up and where and when are read. */
struct rule *
new_rule(struct family_loader *fl, int table)
{
	struct family *f = fl->f;
	struct rule *r;
	char *each = load_string(&fl->ld, table, "each");

	f->rules = load_grow(&fl->ld, f->rules, f->nrules, sizeof(*r));
	r = &f->rules[f->nrules];
	*r = (struct rule){ .name = each != NULL ? each : "asset",
		.each = NONE,
		.of = NONE,
		.vendor = fl->file->vendor,
		.class = fl->file->class };
	fl->ld.what = "each";
	if (each != NULL)
		r->each = load_table_named(fl, each);
	fl->ld.what = NULL;
	r->where = load_expr(fl, table, "where", r->each);
	r->self = load_expr(fl, table, "self", r->each);
	return r;
}

static bool
is_word(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(rule_words) / sizeof(*rule_words); i++)
		if (strcmp(rule_words[i], name) == 0)
			return true;
	return false;
}

void
add_gate(struct family_loader *fl, struct rule *r, struct expr *gate)
{
	r->gates = load_grow(&fl->ld, r->gates, r->ngates, sizeof(*r->gates));
	r->gates[r->ngates++] = gate;
}

/* A constant behind the values that the rule has by now; NULL: none. */
void
add_default(struct family_loader *fl, struct rule *r, const char *name, const char *text)
{
	struct target *t;
	struct way *w;
	const char *why = "no value", *where = fl->ld.where;
	bool plain;

	if (text == NULL || r->silent[strcmp(name, "class") == 0 ? SILENT_CLASS : SILENT_VENDOR])
		return;
	fl->ld.where = NULL;
	fl->ld.what = name;
	t = add_target(fl, r, name, field_named(asset_fields, name), NONE);
	w = add_way(fl, t);
	w->convert = load_family_convert(fl, 0, 0, t, NULL, &plain);
	if (convert_field(w->convert, load_copy(&fl->ld, text), &w->fixed, &why) !=
	    CONVERTED_VALUE) {
		if (t->field->labels != NULL)
			load_unknown(
			    fl, "label", text, t->field->labels, sizeof(*t->field->labels));
		load_fail(&fl->ld, "\"%.60s\": %s", text, why);
	}
	fl->ld.where = where;
	fl->ld.what = NULL;
}

/* A rule without each is merged into the one that is there. */
static void
load_asset(struct family_loader *fl, int table)
{
	struct rule *r = new_rule(fl, table), *own = fl->own;
	struct expr *when = load_expr(fl, table, "when", r->each);
	const char **names;

	if (r->each == NONE && own != NULL)
		r = own;
	else if (r->each == NONE) {
		fl->own = load_alloc(&fl->ld, sizeof(*r));
		*fl->own = *r;
		r = fl->own;
	}
	if (r->each == NONE && fl->file != &fl->files[0] && !r->defaulted) {
		/* What the family says comes before what its parts say. */
		add_default(fl, r, "vendor", fl->files[0].vendor);
		add_default(fl, r, "class", fl->files[0].class);
		r->defaulted = true;
	}
	if (r->each != NONE)
		fl->f->nrules++;
	if (r->each == NONE && (r->where != NULL || r->self != NULL))
		load_fail(&fl->ld, "where or self without each; say when");
	add_gate(fl, r, when);
	for (names = load_names(fl, table); *names != NULL; names++) {
		if (is_word(*names))
			continue;
		lua_getfield(fl->ld.L, table, *names);
		load_named(fl, r, r->each == NONE ? when : NULL, *names);
		lua_pop(fl->ld.L, 1);
	}
	load_checks(fl, r, table);
}

static void
load_list(struct family_loader *fl, const char *key, void (*load)(struct family_loader *, int))
{
	lua_State *L = fl->ld.L;
	char where[40];
	size_t i, n;

	lua_getfield(L, fl->body, key);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	fl->ld.where = key;
	if (!lua_istable(L, -1) || (n = lua_rawlen(L, -1)) == 0)
		load_fail(&fl->ld, "not a list of tables");
	for (i = 1; i <= n; i++) {
		snprintf(where, sizeof(where), "%s[%zu]", key, i);
		fl->ld.where = where;
		lua_rawgeti(L, -1, (lua_Integer)i);
		if (!lua_istable(L, -1))
			load_fail(&fl->ld, "not a table");
		load(fl, lua_gettop(L));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	fl->ld.where = NULL;
}

void
family_rules(struct family_loader *fl)
{
	load_list(fl, "assets", load_asset);
	load_list(fl, "feeds", load_feed);
}
