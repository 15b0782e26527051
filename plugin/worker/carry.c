/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "run.h"

/*
 * What a source that failed said the last time stays said: an export that
 * breaks or shrinks must not look as if all of it were gone.  The snapshot
 * before holds it, and its origins tell which source an asset came from.
 */

static const struct run_source *
source_named(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->nsources; i++)
		if (strcmp(run->sources[i].config->name, name) == 0)
			return &run->sources[i];
	return NULL;
}

static const char *
old_text(const struct run *run, struct text t)
{
	return snapshot_rows(run->last, SECTION_ASSET)->arena + t.at;
}

/*
 * The source of an origin, if it is one that failed now.  What agents said is
 * in the store, whatever they do now: only when that was lost is it carried.
 */
static const struct run_source *
failed_source(const struct run *run, const struct origin *o)
{
	const struct run_source *s =
	    o->source.at != TEXT_ABSENT ? source_named(run, old_text(run, o->source)) : NULL;

	return s != NULL && s->row.state != SOURCE_OK && !(s->polled && s->assets > 0) ? s : NULL;
}

/* The live row with this number, or UINT32_MAX. */
static uint32_t
row_of(const struct run *run, uint32_t number)
{
	size_t lo = 0, hi = run->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		uint32_t index = estate_asset(&run->estate, run->order[mid])->index;

		if (index == number)
			return run->order[mid];
		if (index < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return UINT32_MAX;
}

/* Fill what the row lacks from the asset as it was. */
static bool
fill(struct run *run, struct asset *a, const struct asset *was)
{
	const struct rows *old = snapshot_rows(run->last, SECTION_ASSET);
	struct rows none = { 0 };

	none.arena = ""; /* only whether there is a value matters */
	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		struct value v = field_get(f, old, was);

		if (!f->target || v.kind == VAL_NONE || field_get(f, &none, a).kind != VAL_NONE)
			continue;
		if (v.kind == VAL_NUMBER)
			field_set_number(f, a, v.number);
		else {
			struct text t = f->shared ? arena_share(&run->estate.arena, v.text)
						  : arena_add(&run->estate.arena, v.text);

			if (t.at == TEXT_ABSENT)
				return false;
			field_set_text(f, a, t);
		}
	}
	return true;
}

static bool
carry_origin(struct run *run, uint32_t row, const struct origin *o, const struct run_source *s)
{
	struct contribution *c = bytes_add(&run->estate.contributions, sizeof *c);

	if (c == NULL)
		return false;
	*c = (struct contribution){
		.row = row, .line = o->line != U32_ABSENT ? o->line : 0, .rank = s->id.rank
	};
	run->estate.source_names[s->id.rank] = s->config->name;
	if (o->file.at != TEXT_ABSENT)
		c->file = arena_share(&run->estate.arena, old_text(run, o->file));
	return true;
}

/* An asset of which no source spoke this time comes back whole. */
static uint32_t
revive(struct run *run, const struct asset *was)
{
	uint32_t row = estate_new_row(&run->estate);

	if (row != UINT32_MAX)
		estate_asset(&run->estate, row)->index = was->index;
	return row;
}

static bool
carry_asset(struct run *run, const struct asset *was, const struct origin *o,
    const struct run_source *s, uint32_t *carried)
{
	uint32_t row = row_of(run, was->index);

	if (row == UINT32_MAX) {
		if ((row = revive(run, was)) == UINT32_MAX)
			return false;
		++*carried;
	}
	return fill(run, estate_asset(&run->estate, row), was) && carry_origin(run, row, o, s);
}

/* Origins lie in order of asset: each asset once, for the first source of it that failed. */
static bool
carry_all(struct run *run, uint32_t *carried)
{
	const struct rows *origins = snapshot_rows(run->last, SECTION_ORIGIN);
	uint32_t done = 0;

	for (size_t i = 0; i < origins->n; i++) {
		const struct origin *o = rows_at(origins, i);
		const struct run_source *s = o->asset_index != done ? failed_source(run, o) : NULL;
		const struct asset *was =
		    s != NULL ? snapshot_find(run->last, SECTION_ASSET, o->asset_index, 0) : NULL;

		if (was == NULL)
			continue;
		if (!carry_asset(run, was, o, s, carried))
			return false;
		done = o->asset_index;
	}
	return true;
}

static bool
any_failed(const struct run *run)
{
	for (size_t i = 0; i < run->nsources; i++)
		if (run->sources[i].row.state != SOURCE_OK)
			return true;
	return false;
}

/* Before samples are read: an asset that is missing must not leave its samples to its twin. */
bool
run_carry(struct run *run, struct error *err)
{
	uint32_t carried = 0;

	if (!any_failed(run) || run_last(run) == NULL)
		return true;
	if (!carry_all(run, &carried))
		return error_set(err, "out of memory");
	if (carried > 0 &&
	    !finding_add(&run->estate.findings, FINDING_OTHER, SEVERITY_WARNING,
		(struct finding_at){ 0 },
		"%u assets are shown as they were before, because a source that lists them failed",
		carried))
		return error_set(err, "out of memory");
	free(run->order);
	run->order = number_order(&run->estate, &run->n);
	return run->order != NULL || error_set(err, "out of memory");
}
