/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "list.h"

/* What people want first; the machine-readable formats show everything. */
static const char *const asset_columns[] = { "name", "serial", "site", "rack", "position",
	"alignment", "score", "idle_since", "retire_by", "power", "annual_cost", "reason", NULL };
static const char *const finding_columns[] = { "severity", "kind", "name", "source", "file", "line",
	"message", NULL };

void
list_init(struct list *l, enum section section)
{
	*l = (struct list){ .section = section };
	l->index[0] = (struct field){ .name = "index",
		.rep = REP_U32,
		.offset = section == SECTION_CANDIDATE || section == SECTION_FINDING
			      ? offsetof(struct asset, index)
			      : sections[section].index[0] };
}

bool
list_has_assets(const struct list *l)
{
	return l->section == SECTION_ASSET || l->section == SECTION_CANDIDATE ||
	       l->section == SECTION_FINDING;
}

/* A candidate's joined fields are its asset's, which are looked up as such. */
bool
list_find(const struct list *l, const char *name, struct list_column *c)
{
	bool about = list_has_assets(l) && l->section != SECTION_ASSET;

	*c = (struct list_column){ .field = field_named(sections[l->section].fields, name) };
	if (c->field != NULL && !c->field->joined)
		return true;
	c->asset = about;
	if ((c->field = field_named(l->index, name)) == NULL && about)
		c->field = field_named(asset_fields, name);
	return c->field != NULL;
}

static void
add(struct list *l, const char *name)
{
	if (l->n < LIST_COLUMNS && list_find(l, name, &l->column[l->n]))
		l->n++;
}

static void
add_all(struct list *l, const struct field *f)
{
	for (; f->name != NULL; f++)
		if (!f->joined)
			add(l, f->name);
}

static void
add_named(struct list *l, const char *const *name)
{
	for (; *name != NULL; name++)
		add(l, *name);
}

void
list_default_columns(struct list *l, bool people)
{
	if (people && l->section == SECTION_FINDING) {
		add_named(l, finding_columns);
		return;
	}
	if (people && list_has_assets(l)) {
		add_named(l, asset_columns);
		return;
	}
	add(l, l->index->name);
	if (l->section == SECTION_CANDIDATE)
		add_all(l, asset_fields);
	else if (l->section == SECTION_FINDING)
		add(l, "name");
	add_all(l, sections[l->section].fields);
}

/* NULL: a finding about no single asset. */
static const struct asset *
asset_at(const struct list *l, uint32_t row)
{
	const struct rows *assets = snapshot_rows(l->snapshot, SECTION_ASSET);
	const void *r = rows_at(snapshot_rows(l->snapshot, l->section), row);

	if (l->section == SECTION_CANDIDATE)
		return rows_at(assets, ((const struct candidate *)r)->asset_row);
	if (l->section == SECTION_FINDING)
		return snapshot_find(
		    l->snapshot, SECTION_ASSET, ((const struct finding *)r)->asset_index, 0);
	return r;
}

struct value
list_value(const struct list *l, const struct list_column *c, uint32_t row)
{
	const struct rows *rows = snapshot_rows(l->snapshot, l->section);
	const struct asset *a;

	if (!c->asset)
		return field_get(c->field, rows, rows_at(rows, row));
	if ((a = asset_at(l, row)) == NULL)
		return (struct value){ .kind = VAL_NONE };
	return field_get(c->field, snapshot_rows(l->snapshot, SECTION_ASSET), a);
}

static bool
wanted(const struct list *l, uint32_t row)
{
	const struct asset *a;
	const char *site;

	if (l->alignments == 0 && l->sites.n == 0)
		return true;
	if ((a = asset_at(l, row)) == NULL)
		return false;
	if (l->alignments != 0 && (a->alignment >= 32 || (l->alignments >> a->alignment & 1) == 0))
		return false;
	if (l->sites.n == 0)
		return true;
	site = snapshot_rows(l->snapshot, SECTION_ASSET)->arena + a->site.at;
	for (size_t i = 0; a->site.at != TEXT_ABSENT && i < l->sites.n; i++)
		if (strcasecmp(site, l->sites.word[i]) == 0)
			return true;
	return false;
}

/* A site that nobody knows is a slip rather than an empty list. */
static bool
sites_exist(const struct list *l, struct error *e)
{
	const struct rows *sites = snapshot_rows(l->snapshot, SECTION_SITE);
	const struct field *name = field_named(site_fields, "name");

	for (size_t i = 0; i < l->sites.n; i++) {
		bool found = false;

		for (size_t s = 0; s < sites->n && !found; s++) {
			struct value v = field_get(name, sites, rows_at(sites, s));

			found = v.kind == VAL_TEXT && strcasecmp(v.text, l->sites.word[i]) == 0;
		}
		if (!found)
			return error_set(e, "no site \"%s\" in the snapshot", l->sites.word[i]);
	}
	return true;
}

static int
compare_values(struct value a, struct value b)
{
	if (a.kind == VAL_NONE || b.kind == VAL_NONE)
		return (a.kind == VAL_NONE) - (b.kind == VAL_NONE);
	if (a.kind == VAL_TEXT)
		return strcasecmp(a.text, b.text);
	return (a.number > b.number) - (a.number < b.number);
}

/* Absent ones last whatever the direction; equal ones in the snapshot's order. */
static int
compare_rows(const void *left, const void *right, void *ctx)
{
	const struct list *l = ctx;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	for (size_t i = 0; i < l->keys; i++) {
		struct value va = list_value(l, &l->key[i], a), vb = list_value(l, &l->key[i], b);
		int order = compare_values(va, vb);

		if (order != 0 && l->key[i].descending && va.kind != VAL_NONE &&
		    vb.kind != VAL_NONE)
			return -order;
		if (order != 0)
			return order;
	}
	return (a > b) - (a < b);
}

bool
list_select(struct list *l, struct error *e)
{
	size_t n = snapshot_rows(l->snapshot, l->section)->n;

	if (!sites_exist(l, e))
		return false;
	if ((l->order = malloc((n + 1) * sizeof *l->order)) == NULL)
		return error_set(e, "out of memory");
	for (uint32_t i = 0; i < n; i++)
		if (wanted(l, i))
			l->order[l->rows++] = i;
	if (l->keys > 0)
		qsort_r(l->order, l->rows, sizeof *l->order, compare_rows, l);
	return true;
}

void
list_drop_empty(struct list *l)
{
	size_t kept = 0;

	for (size_t c = 0; c < l->n; c++) {
		bool any = l->rows == 0;

		for (size_t i = 0; i < l->rows && !any; i++)
			any = list_value(l, &l->column[c], l->order[i]).kind != VAL_NONE;
		if (any)
			l->column[kept++] = l->column[c];
	}
	l->n = kept;
}
