/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "estate.h"

void
estate_init(struct estate *e)
{
	memset(e, 0, sizeof *e);
	e->findings.arena = &e->arena;
}

void
estate_free(struct estate *e)
{
	bytes_free(&e->assets);
	bytes_free(&e->ranks);
	bytes_free(&e->into);
	bytes_free(&e->shared);
	bytes_free(&e->placements);
	bytes_free(&e->contributions);
	bytes_free(&e->sites);
	findings_free(&e->findings);
	arena_free(&e->arena);
	free(e->serials);
}

uint32_t
estate_row(const struct estate *e, uint32_t row)
{
	uint32_t *into = (void *)e->into.base;

	while (into[row] != row) {
		into[row] = into[into[row]];
		row = into[row];
	}
	return row;
}

const char *
estate_label(const struct estate *e, uint32_t row)
{
	static const enum key order[] = { KEY_NAME, KEY_SERIAL, KEY_TAG, KEY_UUID, KEY_ADDRESS };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		const char *s = arena_text(&e->arena, fold_member(estate_asset(e, row), order[i]));

		if (s != NULL)
			return s;
	}
	return "?";
}

size_t
estate_fold(const struct estate *e, uint32_t row, enum key key, char out[FOLD_MAX])
{
	const char *s = arena_text(&e->arena, fold_member(estate_asset(e, row), key));

	return s != NULL ? fold(key, s, out) : 0;
}

uint32_t
estate_new_row(struct estate *e)
{
	uint32_t row = (uint32_t)estate_rows(e), *into;
	struct asset *a;
	uint8_t *ranks;

	if (row == UINT32_MAX - 1 || (a = bytes_add(&e->assets, sizeof *a)) == NULL ||
	    (ranks = bytes_add(&e->ranks, ESTATE_FIELDS)) == NULL ||
	    (into = bytes_add(&e->into, sizeof *into)) == NULL || bytes_add(&e->shared, 1) == NULL)
		return UINT32_MAX;
	field_clear_all(asset_fields, a);
	memset(ranks, RANK_NONE, ESTATE_FIELDS);
	*into = row;
	return row;
}

/* Serial index: open addressing, rows + 1. */

static bool
same_serial(const struct estate *e, uint32_t row, const char *folded, size_t len)
{
	char other[FOLD_MAX];

	return fold(KEY_SERIAL, arena_text(&e->arena, estate_asset(e, row)->serial), other) ==
		   len &&
	       memcmp(other, folded, len) == 0;
}

static bool
more_serials(struct estate *e)
{
	uint32_t n = e->nserials != 0 ? 2 * e->nserials : 1 << 10;
	uint32_t *slots = calloc(n, sizeof *slots);
	char folded[FOLD_MAX];

	if (slots == NULL)
		return false;
	for (uint32_t i = 0; i < e->nserials; i++) {
		const struct asset *a;
		uint32_t at;

		if (e->serials[i] == 0)
			continue;
		a = estate_asset(e, e->serials[i] - 1);
		at = (uint32_t)fold_hash(
		    KEY_SERIAL, folded, fold(KEY_SERIAL, arena_text(&e->arena, a->serial), folded));
		while (slots[at & (n - 1)] != 0)
			at++;
		slots[at & (n - 1)] = e->serials[i];
	}
	free(e->serials);
	e->serials = slots;
	e->nserials = n;
	return true;
}

static bool
remember_serial(struct estate *e, const char *folded, size_t len, uint32_t row)
{
	uint32_t at;

	if (e->serials_used >= e->nserials / 4 * 3 && !more_serials(e))
		return false;
	for (at = (uint32_t)fold_hash(KEY_SERIAL, folded, len);
	     e->serials[at & (e->nserials - 1)] != 0; at++)
		;
	e->serials[at & (e->nserials - 1)] = row + 1;
	e->serials_used++;
	return true;
}

/* What the record says of a field, or NULL. */
static const char *
record_text(const struct record *r, size_t offset)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->cells[i].field->offset == offset && r->cells[i].value.kind == VAL_TEXT)
			return r->cells[i].value.text;
	return NULL;
}

#define TEXT_OF(record, member) record_text(record, offsetof(struct asset, member))

/*
 * Rows with this serial whose vendor is not another one.  Returns how many
 * (two are enough to be ambiguous), the first in *row; *foreign is a row
 * with the serial but another vendor, or UINT32_MAX.
 */
static int
find_serial(const struct estate *e, const char *folded, size_t len, const char *vendor,
    uint32_t *row, uint32_t *foreign)
{
	uint32_t at = (uint32_t)fold_hash(KEY_SERIAL, folded, len);
	int n = 0;

	*foreign = UINT32_MAX;
	for (; e->nserials != 0 && e->serials[at & (e->nserials - 1)] != 0; at++) {
		uint32_t other = e->serials[at & (e->nserials - 1)] - 1;
		const char *others;

		if (!same_serial(e, other, folded, len))
			continue;
		others = arena_text(&e->arena, estate_asset(e, other)->vendor);
		if (vendor != NULL && others != NULL && fold_vendors_differ(vendor, others))
			*foreign = other;
		else if (n++ == 0)
			*row = other;
	}
	return n;
}

static uint8_t
rank_of(const struct estate_source *s, size_t field)
{
	return (uint8_t)(s->prefer >> field & 1 ? s->rank : SOURCES_MAX + s->rank);
}

static bool
set_cell(struct estate *e, uint32_t row, const struct cell *c)
{
	struct asset *a = estate_asset(e, row);

	if (c->value.kind == VAL_TEXT) {
		struct text t = c->field->shared ? arena_share(&e->arena, c->value.text)
						 : arena_add(&e->arena, c->value.text);

		if (t.at == TEXT_ABSENT)
			return false;
		field_set_text(c->field, a, t);
		return true;
	}
	return field_set_number(c->field, a, c->value.number);
}

static bool
apply_cells(struct estate *e, uint32_t row, const struct estate_source *s, const struct record *r)
{
	uint8_t *ranks = (uint8_t *)e->ranks.base + (size_t)row * ESTATE_FIELDS;

	for (size_t i = 0; i < r->n; i++) {
		size_t f = (size_t)(r->cells[i].field - asset_fields);
		uint8_t rank = rank_of(s, f);

		if (rank >= ranks[f])
			continue;
		if (!set_cell(e, row, &r->cells[i]))
			return false;
		ranks[f] = rank;
	}
	return true;
}

static int64_t
record_number(const struct record *r, size_t offset, int64_t otherwise)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->cells[i].field->offset == offset && r->cells[i].value.kind == VAL_NUMBER)
			return r->cells[i].value.number;
	return otherwise;
}

#define NUMBER_OF(record, member, otherwise)                                                       \
	record_number(record, offsetof(struct asset, member), otherwise)

static struct text
shared_or_none(struct estate *e, const char *s)
{
	return s != NULL ? arena_share(&e->arena, s) : (struct text){ TEXT_ABSENT };
}

/* Keep what the record says of a migration; nothing if it says nothing. */
static bool
add_placement(struct estate *e, uint32_t row, const struct estate_source *s, const struct record *r)
{
	struct placement p = { .row = row, .rank = s->rank };
	const char *wave = TEXT_OF(r, wave);
	struct placement *at;

	p.status = (uint8_t)NUMBER_OF(r, migration_status, U8_ABSENT);
	p.strategy = (uint8_t)NUMBER_OF(r, strategy, U8_ABSENT);
	p.cutover_date.v = (int32_t)NUMBER_OF(r, cutover_date, DAY_ABSENT);
	if (wave == NULL && p.status == U8_ABSENT && p.strategy == U8_ABSENT &&
	    p.cutover_date.v == DAY_ABSENT)
		return true;
	p.wave = shared_or_none(e, wave);
	p.application = shared_or_none(e, TEXT_OF(r, application));
	p.target = shared_or_none(e, TEXT_OF(r, target));
	if ((at = bytes_add(&e->placements, sizeof *at)) == NULL)
		return false;
	*at = p;
	return true;
}

static bool
add_contribution(
    struct estate *e, uint32_t row, const struct estate_source *s, const struct record *r)
{
	struct contribution *c = bytes_add(&e->contributions, sizeof *c);

	if (c == NULL)
		return false;
	*c = (struct contribution){ .row = row,
		.file = arena_share(&e->arena, r->file),
		.line = r->line,
		.rank = s->rank };
	e->source_names[s->rank] = s->name;
	return c->file.at != TEXT_ABSENT;
}

static bool
identifies(const struct record *r)
{
	char folded[FOLD_MAX];

	for (size_t i = 0; i < r->n; i++) {
		struct asset probe = { 0 };

		if (r->cells[i].value.kind != VAL_TEXT)
			continue;
		field_set_text(r->cells[i].field, &probe, (struct text){ 1 });
		for (int k = 0; k < KEYS; k++)
			if (fold_member(&probe, (enum key)k).at != 0 &&
			    fold((enum key)k, r->cells[i].value.text, folded) > 0)
				return true;
	}
	return false;
}

static struct finding_at
at_record(const struct estate_source *s, const struct record *r, uint32_t row)
{
	return (struct finding_at){ row + 1, s->name, r->file, r->line };
}

static bool
report_spelling(struct estate *e, const struct estate_source *s, const struct record *r,
    uint32_t row, const char *serial)
{
	const char *known = arena_text(&e->arena, estate_asset(e, row)->serial);

	if (strcmp(known, serial) == 0)
		return true;
	return finding_add(&e->findings, FINDING_SPELLING, SEVERITY_INFO, at_record(s, r, row),
	    "%s: serial is written \"%s\" here and \"%s\" elsewhere; joined as one asset",
	    estate_label(e, row), serial, known);
}

/* The row of a record that has a serial; a new one where none fits, or several. */
static uint32_t
row_by_serial(
    struct estate *e, const struct estate_source *s, const struct record *r, const char *serial)
{
	uint32_t row = UINT32_MAX, foreign;
	char folded[FOLD_MAX];
	size_t len = fold(KEY_SERIAL, serial, folded);
	int n = len > 0 ? find_serial(e, folded, len, TEXT_OF(r, vendor), &row, &foreign) : -1;

	if (n == 1)
		return report_spelling(e, s, r, row, serial) ? row : UINT32_MAX;
	if ((row = estate_new_row(e)) == UINT32_MAX || n < 0)
		return row;
	if (n > 1 &&
	    !finding_add(&e->findings, FINDING_AMBIGUOUS, SEVERITY_WARNING, at_record(s, r, row),
		"serial %s fits assets of %d vendors, and this record names none; kept apart",
		serial, n))
		return UINT32_MAX;
	if (n == 0 && foreign != UINT32_MAX &&
	    !finding_add(&e->findings, FINDING_IDENTITY_SHARED, SEVERITY_WARNING,
		at_record(s, r, row),
		"serial %s is that of %s too, but of another vendor; two assets", serial,
		estate_label(e, foreign)))
		return UINT32_MAX;
	if (n <= 0 && !remember_serial(e, folded, len, row))
		return UINT32_MAX;
	return row;
}

bool
estate_add(
    struct estate *e, const struct estate_source *s, const struct record *r, struct error *err)
{
	const char *serial = TEXT_OF(r, serial);
	uint32_t row;

	e->last_row = UINT32_MAX;
	if (!identifies(r))
		return finding_add(&e->findings, FINDING_NO_IDENTITY, SEVERITY_INFO,
			   (struct finding_at){ 0, s->name, r->file, r->line },
			   "record %u names no asset", r->number) ||
		       error_set(err, "out of memory");
	row = serial != NULL ? row_by_serial(e, s, r, serial) : estate_new_row(e);
	if (row == UINT32_MAX || !apply_cells(e, row, s, r) || !add_placement(e, row, s, r) ||
	    !add_contribution(e, row, s, r))
		return error_set(err, "out of memory");
	e->last_row = row;
	return true;
}

struct site *
estate_site(struct estate *e, const char *name)
{
	struct site *s = (void *)e->sites.base;
	struct text text;

	for (size_t i = 0; i < e->sites.len / sizeof *s; i++)
		if (strcasecmp(arena_text(&e->arena, s[i].name), name) == 0)
			return &s[i];
	text = arena_share(&e->arena, name);
	if (text.at == TEXT_ABSENT || (s = bytes_add(&e->sites, sizeof *s)) == NULL)
		return NULL;
	field_clear_all(site_fields, s);
	s->name = text;
	return s;
}

bool
estate_add_site(struct estate *e, const struct record *r, struct error *err)
{
	const char *name = record_text(r, offsetof(struct site, name));
	struct site *s;

	if (name == NULL)
		return true;
	if ((s = estate_site(e, name)) == NULL)
		return error_set(err, "out of memory");
	for (size_t i = 0; i < r->n; i++) {
		const struct cell *c = &r->cells[i];
		struct rows none = { 0 };

		if (c->value.kind == VAL_NUMBER && field_get(c->field, &none, s).kind == VAL_NONE)
			field_set_number(c->field, s, c->value.number);
	}
	return true;
}

static void
copy_member(const struct field *f, void *to, const void *from)
{
	static const size_t sizes[] = { [REP_TEXT] = 4,
		[REP_U8] = 1,
		[REP_U16] = 2,
		[REP_U32] = 4,
		[REP_FLAG] = 1,
		[REP_SHARE] = 2,
		[REP_DAY] = 4,
		[REP_INSTANT] = 4,
		[REP_MONEY] = 8,
		[REP_SPAN] = 4 };

	memcpy((char *)to + f->offset, (const char *)from + f->offset, sizes[f->rep]);
}

void
estate_merge(struct estate *e, uint32_t keep, uint32_t gone)
{
	uint8_t *kr = (uint8_t *)e->ranks.base + (size_t)keep * ESTATE_FIELDS;
	const uint8_t *gr = (const uint8_t *)e->ranks.base + (size_t)gone * ESTATE_FIELDS;

	for (size_t f = 0; asset_fields[f].name != NULL; f++)
		if (gr[f] < kr[f]) {
			copy_member(&asset_fields[f], estate_asset(e, keep), estate_asset(e, gone));
			kr[f] = gr[f];
		}
	((uint32_t *)(void *)e->into.base)[gone] = keep;
	((uint8_t *)e->shared.base)[keep] |= ((uint8_t *)e->shared.base)[gone];
}
