/* SPDX-License-Identifier: BSD-2-Clause */
#include "load.h"

#include <stdio.h>
#include <string.h>

#include "asset.h"
#include "nouns.h"
#include "sandbox.h"

static const char *const record_keys[] = { "name", "at", "is", "where", "column", "grid", "legend",
	"fields", "time", "interval", "cap", "total", "optional", "table", "tables", "header",
	"sheet", "date", "zone", "none", "keep", "decimal", "thousands", NULL };
static const char *const grid_keys[] = { "cell", "text", "index", "across", "down", "sheet", NULL };
static const char *const legend_keys[] = { "names", "values", "pattern", NULL };

static const struct {
	const char *name;
	enum record_kind kind;
	const struct field *catalogue;
} kinds[] = {
	{ "asset", RECORD_ASSET, asset_fields },
	{ "site", RECORD_SITE, site_fields },
	{ "sample", RECORD_SAMPLE, asset_fields },
};

static size_t
kind_number(enum record_kind kind)
{
	size_t i = 0;

	while (kinds[i].kind != kind)
		i++;
	return i;
}

static const struct field *
catalogue_of(enum record_kind kind)
{
	return kinds[kind_number(kind)].catalogue;
}

/* Whether a record of this kind has such a target. */
static bool
is_target(enum record_kind kind, const char *name)
{
	const char *unit = NULL;

	if (kind == RECORD_SAMPLE && metric_named(name) >= 0)
		return true;
	return convert_target(catalogue_of(kind), name, &unit) != NULL;
}

static bool
yields(const struct adapter *a, enum record_kind kind)
{
	size_t i;

	for (i = 0; i < a->nrecords; i++)
		if (a->records[i].kind == kind)
			return true;
	return false;
}

/*
 * To which kind a field of the source goes: assets before samples before
 * sites, of the kinds that the adapter yields and that have such a target.
 */
static enum record_kind
source_field_kind(const struct adapter *a, const char *name)
{
	static const enum record_kind order[] = { RECORD_ASSET, RECORD_SAMPLE, RECORD_SITE };
	size_t i;

	for (i = 0; i < 3; i++)
		if (yields(a, order[i]) && is_target(order[i], name))
			return order[i];
	return 0;
}

#define NAMES_MAX 128

/* Every name that a record of these kinds may have as a target, for the nearest. */
static const char *
nearest_target(unsigned wanted, const char *name)
{
	const char *names[NAMES_MAX + 1];
	const struct field *f;
	size_t n = 0, i;

	for (i = 0; i < 3; i++)
		for (f = kinds[i].catalogue; (wanted & kinds[i].kind) != 0 && f->name != NULL; f++)
			if (f->target && n < NAMES_MAX)
				names[n++] = f->name;
	for (i = 0; (wanted & RECORD_SAMPLE) != 0 && i < METRICS && n < NAMES_MAX; i++)
		names[n++] = metrics[i].name;
	if ((wanted & (RECORD_ASSET | RECORD_SAMPLE)) != 0 && n + 2 <= NAMES_MAX) {
		names[n++] = "notice_days";
		names[n++] = "notice_months";
	}
	names[n] = NULL;
	return nearest_word(name, names, sizeof *names);
}

static _Noreturn void
fail_target(struct loader *ld, unsigned wanted, const char *name)
{
	const char *near = nearest_target(wanted, name);

	if (near != NULL)
		load_fail(ld, "no field \"%s\"; did you mean \"%s\"?", name, near);
	load_fail(ld, "no field \"%s\"", name);
}

static int
push_table(struct loader *ld, int table, const char *key)
{
	lua_getfield(ld->L, table, key);
	if (lua_isnil(ld->L, -1)) {
		lua_pop(ld->L, 1);
		return 0;
	}
	if (!lua_istable(ld->L, -1))
		load_fail(ld, "%s is not a table", key);
	return lua_gettop(ld->L);
}

static void
check_fields(struct loader *ld, int fields, enum record_kind kind)
{
	for (lua_pushnil(ld->L); lua_next(ld->L, fields) != 0; lua_pop(ld->L, 1)) {
		if (lua_type(ld->L, -2) != LUA_TSTRING)
			load_fail(ld, "fields: a rule without the field's name");
		if (!is_target(kind, lua_tostring(ld->L, -2)))
			fail_target(ld, kind, lua_tostring(ld->L, -2));
	}
}

/* Push what maps the target: the source's word if it has one for this kind, else the record's. */
static bool
push_field(struct loader *ld, int fields, int over, enum record_kind kind, const char *name)
{
	if (over != 0 && source_field_kind(ld->a, name) == kind) {
		lua_getfield(ld->L, over, name);
		if (lua_isboolean(ld->L, -1) && !lua_toboolean(ld->L, -1)) {
			lua_pop(ld->L, 1);
			return false; /* false: taken back */
		}
		if (!lua_isnil(ld->L, -1))
			return true;
		lua_pop(ld->L, 1);
	}
	if (fields == 0)
		return false;
	lua_getfield(ld->L, fields, name);
	if (!lua_isnil(ld->L, -1))
		return true;
	lua_pop(ld->L, 1);
	return false;
}

static void
add_field(struct loader *ld, int fields, int over, const char *name)
{
	struct record_rule *rr = ld->record;
	char label[96];
	const char *unit = NULL;
	const struct field *f = NULL;
	int metric = NONE;
	struct rule *r;

	if (!push_field(ld, fields, over, rr->kind, name))
		return;
	if (rr->kind == RECORD_SAMPLE)
		metric = metric_named(name);
	if (metric < 0) {
		metric = NONE;
		f = convert_target(catalogue_of(rr->kind), name, &unit);
	}
	snprintf(label, sizeof(label), "%s.%s", kinds[kind_number(rr->kind)].name, name);
	r = load_rule(ld, lua_gettop(ld->L), f, metric, label, unit);
	r->identity = f != NULL && asset_identified_by(f);
	lua_pop(ld->L, 1);
	rr->fields = load_grow(ld, rr->fields, rr->nfields, sizeof(*r));
	rr->fields[rr->nfields++] = *r;
}

/* In the catalogue's order, so that the same declaration always compiles to the same. */
static void
load_fields(struct loader *ld, int rec)
{
	static const char *const units[] = { "days", "weeks", "months", "years" };
	enum record_kind kind = ld->record->kind;
	int over = push_table(ld, ld->source, "fields"), fields = push_table(ld, rec, "fields");
	const struct field *f;
	char name[64];
	size_t i;

	if (fields != 0)
		check_fields(ld, fields, kind);
	for (i = 0; kind == RECORD_SAMPLE && i < METRICS; i++)
		add_field(ld, fields, over, metrics[i].name);
	for (f = catalogue_of(kind); f->name != NULL; f++) {
		if (!is_target(kind, f->name) ||
		    (kind == RECORD_SAMPLE && metric_named(f->name) >= 0))
			continue;
		add_field(ld, fields, over, f->name);
		for (i = 0; f->rep == REP_SPAN && i < 4; i++) {
			snprintf(name, sizeof(name), "%s_%s", f->name, units[i]);
			add_field(ld, fields, over, name);
		}
	}
	lua_pop(ld->L, (over != 0) + (fields != 0));
}

/* Push the record's value of a key that the source may say instead. */
static bool
push_either(struct loader *ld, int rec, const char *key)
{
	lua_getfield(ld->L, ld->source, key);
	if (!lua_isnil(ld->L, -1))
		return true;
	lua_pop(ld->L, 1);
	lua_getfield(ld->L, rec, key);
	if (!lua_isnil(ld->L, -1))
		return true;
	lua_pop(ld->L, 1);
	return false;
}

static size_t
either_strings(struct loader *ld, int rec, const char *key, char ***list)
{
	size_t n = load_strings(ld, ld->source, key, list);

	return n > 0 ? n : load_strings(ld, rec, key, list);
}

/* header = 4, or texts that the row must hold. */
static void
load_header(struct loader *ld, int rec, struct grid *g)
{
	if (!push_either(ld, rec, "header"))
		return;
	if (lua_type(ld->L, -1) == LUA_TNUMBER) {
		if (!lua_isinteger(ld->L, -1) || lua_tointeger(ld->L, -1) < 1)
			load_fail(ld, "header is not a row's number");
		g->header = (uint32_t)lua_tointeger(ld->L, -1);
		lua_pop(ld->L, 1);
		return;
	}
	lua_pop(ld->L, 1);
	g->nheads = either_strings(ld, rec, "header", &g->heads);
}

static char *
attribute_name(struct loader *ld, int table, const char *key)
{
	char *s = load_string(ld, table, key);

	if (s != NULL && *s++ != '@')
		load_fail(ld, "%s is not an attribute", key);
	return s;
}

static void
load_grid(struct loader *ld, int rec)
{
	struct record_rule *rr = ld->record;
	int table = push_table(ld, rec, "grid");
	char *cell, *text, *sheet, *path;
	struct grid *g;
	size_t size;
	int number;

	if (table == 0)
		return;
	load_check_keys(ld, table, grid_keys);
	g = rr->grid = load_alloc(ld, sizeof(*g));
	cell = load_string(ld, table, "cell");
	text = load_string(ld, table, "text");
	if (cell == NULL)
		load_fail(ld, "a grid without cell");
	number = path_capture(ld, ld->block, cell, NONE);
	ld->block->captures[number].role = CAPTURE_CELL;
	size = strlen(cell) + (text != NULL ? strlen(text) : 0) + 2;
	path = load_alloc(ld, size);
	snprintf(path, size, text != NULL ? "%s/%s" : "%s", cell, text);
	number = path_capture(ld, ld->block, path, NONE);
	ld->block->captures[number].role = CAPTURE_CELL_TEXT;
	g->index = attribute_name(ld, table, "index");
	g->across = attribute_name(ld, table, "across");
	g->down = attribute_name(ld, table, "down");
	g->sheet.block = NONE;
	if ((sheet = load_string(ld, table, "sheet")) != NULL)
		g->sheet = path_ref(ld, sheet, SLOT_FIRST);
	g->nsheets = either_strings(ld, rec, "sheet", &g->sheets);
	load_header(ld, rec, g);
	lua_pop(ld->L, 1);
}

static void
load_legend(struct loader *ld, int rec)
{
	int table = push_table(ld, rec, "legend");
	char *names, *values, *pattern;
	struct legend *l;

	if (table == 0)
		return;
	load_check_keys(ld, table, legend_keys);
	l = ld->record->legend = load_alloc(ld, sizeof(*l));
	names = load_string(ld, table, "names");
	values = load_string(ld, table, "values");
	pattern = load_string(ld, table, "pattern");
	if (names == NULL || values == NULL)
		load_fail(ld, "a legend without names or values");
	l->names = path_ref(ld, names, SLOT_POSITIONS);
	l->values = path_slot(ld, ld->block, values, SLOT_POSITIONS);
	if (pattern != NULL)
		l->pattern = load_pattern(ld, pattern, 2);
	lua_pop(ld->L, 1);
}

/* A dump's tables: the record says where the name stands and which it reads, unless the source says
 * which. */
static void
load_table(struct loader *ld, int rec)
{
	struct record_rule *rr = ld->record;
	char *path = load_string(ld, rec, "table"), **names;
	size_t n = load_strings(ld, ld->source, "table", &names);
	struct test t = { .op = TEST_IS, .lookup = NONE };
	struct ref ref;

	if (n == 0)
		n = load_strings(ld, rec, "tables", &names);
	if (path == NULL || n == 0)
		return;
	ref = path_ref(ld, path, SLOT_ALL);
	t.block = ref.block;
	t.slot = ref.slot;
	t.n = n;
	t.values = names;
	rr->where = load_grow(ld, rr->where, rr->nwhere, sizeof(t));
	rr->where[rr->nwhere++] = t;
}

static void
load_caps(struct loader *ld, int rec)
{
	struct record_rule *rr = ld->record;
	size_t i, n;

	lua_getfield(ld->L, rec, "cap");
	n = lua_istable(ld->L, -1) ? lua_rawlen(ld->L, -1) : lua_isnil(ld->L, -1) ? 0 : 1;
	for (i = 1; i <= n; i++) {
		if (lua_istable(ld->L, -1))
			lua_rawgeti(ld->L, -1, (lua_Integer)i);
		else
			lua_pushvalue(ld->L, -1);
		if (!lua_isinteger(ld->L, -1))
			load_fail(ld, "cap is not a number of records");
		rr->caps = load_grow(ld, rr->caps, rr->ncaps, sizeof(*rr->caps));
		rr->caps[rr->ncaps++] = (uint32_t)lua_tointeger(ld->L, -1);
		lua_pop(ld->L, 1);
	}
	lua_pop(ld->L, 1);
}

/* The number that the document announces: a path from its root element. */
static void
load_total(struct loader *ld, int rec)
{
	struct adapter *a = ld->a;
	char *path = load_string(ld, rec, "total");
	struct block *b;

	ld->record->total = NONE;
	if (path == NULL)
		return;
	if (a->root_block == NONE) {
		b = block_new(ld, BLOCK_ROOT, NONE);
		path_at(ld, ".", b);
		a->root_block = b->id;
	}
	ld->record->total = path_slot(ld, a->blocks[a->root_block], path, SLOT_FIRST);
}

static struct rule *
load_moment(struct loader *ld, int rec, const char *key)
{
	struct rule *r = NULL;

	if (!push_either(ld, rec, key))
		return NULL;
	r = load_rule(ld, lua_gettop(ld->L), NULL, NONE, key, NULL);
	lua_pop(ld->L, 1);
	return r;
}

static void
load_kind(struct loader *ld, int rec, struct record_rule *rr)
{
	char *is = load_string(ld, rec, "is");
	size_t i;

	for (i = 0; is != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, is) == 0) {
			rr->kind = kinds[i].kind;
			return;
		}
	load_fail(ld, "is = \"asset\", \"site\" or \"sample\"");
}

/* A first look, so that all kinds are known before the fields are dealt out. */
static void
declare_record(struct loader *ld, int rec, int number)
{
	struct record_rule *rr = &ld->a->records[ld->a->nrecords++];
	char *at = load_string(ld, rec, "at");
	char where[32];

	snprintf(where, sizeof(where), "record %d", number);
	rr->name = load_string(ld, rec, "name");
	if (rr->name == NULL)
		rr->name = at;
	ld->where = rr->name != NULL ? rr->name : where;
	load_check_keys(ld, rec, record_keys);
	if (at == NULL)
		load_fail(ld, "a record without at");
	load_kind(ld, rec, rr);
	rr->optional = load_flag(ld, rec, "optional");
	rr->block = block_new(ld, BLOCK_RECORD, number)->id;
	path_at(ld, at, ld->a->blocks[rr->block]);
	ld->where = NULL;
}

static void
load_record(struct loader *ld, int rec, struct record_rule *rr)
{
	ld->record = rr;
	ld->record_table = rec;
	ld->block = ld->a->blocks[rr->block];
	ld->where = rr->name;
	ld->ncolumns = load_strings(ld, rec, "column", &ld->columns);
	load_grid(ld, rec);
	load_legend(ld, rec);
	load_table(ld, rec);
	rr->nwhere = load_where(ld, rec, &rr->where, rr->nwhere);
	if (rr->kind == RECORD_ASSET || !yields(ld->a, RECORD_ASSET))
		rr->nwhere = load_where(ld, ld->source, &rr->where, rr->nwhere);
	load_caps(ld, rec);
	load_total(ld, rec);
	rr->time = load_moment(ld, rec, "time");
	rr->interval = load_moment(ld, rec, "interval");
	if (rr->kind == RECORD_SAMPLE && rr->time == NULL)
		load_fail(ld, "a sample without time");
	load_fields(ld, rec);
	ld->record = NULL;
	ld->record_table = 0;
	ld->ncolumns = 0;
	ld->where = NULL;
}

static void
check_source_fields(struct loader *ld)
{
	int over = push_table(ld, ld->source, "fields");
	unsigned all = 0;
	size_t i;

	if (over == 0)
		return;
	for (i = 0; i < ld->a->nrecords; i++)
		all |= ld->a->records[i].kind;
	for (lua_pushnil(ld->L); lua_next(ld->L, over) != 0; lua_pop(ld->L, 1)) {
		if (lua_type(ld->L, -2) != LUA_TSTRING)
			load_fail(ld, "fields: a rule without the field's name");
		if (source_field_kind(ld->a, lua_tostring(ld->L, -2)) == 0)
			fail_target(ld, all, lua_tostring(ld->L, -2));
	}
	lua_pop(ld->L, 1);
}

/* A key that no record of the adapter can use is a mistake. */
static void
check_source_use(struct loader *ld)
{
	bool grid = false, table = false;
	size_t i, n;
	char **names;
	int records;

	for (i = 0; i < ld->a->nrecords; i++)
		grid |= ld->a->records[i].grid != NULL;
	records = push_table(ld, ld->adapter, "records");
	for (i = 1; records != 0 && i <= lua_rawlen(ld->L, records); i++) {
		lua_rawgeti(ld->L, records, (lua_Integer)i);
		table |= load_string(ld, lua_gettop(ld->L), "table") != NULL;
		lua_pop(ld->L, 1);
	}
	lua_pop(ld->L, records != 0);
	n = load_strings(ld, ld->source, "table", &names);
	if (n > 0 && !table)
		load_fail(ld, "\"table\": documents of this adapter have no named tables");
	n = load_strings(ld, ld->source, "sheet", &names);
	if (n > 0 && !grid)
		load_fail(ld, "\"sheet\": documents of this adapter have no sheets");
}

static size_t
each_record(struct loader *ld, int owner, size_t first, bool declare)
{
	int table = push_table(ld, owner, "records");
	size_t i, n = table != 0 ? lua_rawlen(ld->L, table) : 0;

	if (declare && n > 0) {
		struct record_rule *all = load_alloc(ld, (first + n) * sizeof(*all));

		if (first > 0)
			memcpy(all, ld->a->records, first * sizeof(*all));
		ld->a->records = all;
	}
	for (i = 0; i < n; i++) {
		lua_rawgeti(ld->L, table, (lua_Integer)i + 1);
		if (!lua_istable(ld->L, -1))
			load_fail(ld, "records holds something that is no table");
		if (declare)
			declare_record(ld, lua_gettop(ld->L), (int)(first + i));
		else
			load_record(ld, lua_gettop(ld->L), &ld->a->records[first + i]);
		lua_pop(ld->L, 1);
	}
	if (table != 0)
		lua_pop(ld->L, 1);
	return first + n;
}

void
load_records(struct loader *ld)
{
	size_t n = each_record(ld, ld->adapter, 0, true);

	if (each_record(ld, ld->source, n, true) == 0)
		load_fail(ld, "no records");
	check_source_fields(ld);
	n = each_record(ld, ld->adapter, 0, false);
	each_record(ld, ld->source, n, false);
	check_source_use(ld);
}
