/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resolve.h"
#include "sampler.h"

/*
 * Days that are being filled, one an asset and metric, in sets of a few: what
 * has no room writes another one of its set to the store.  Samples may come
 * asset by asset, or moment by moment over some ten thousand assets and metrics.
 */
enum { SETS = 4096, WAYS = 4, OPEN_DAYS = SETS * WAYS };

enum { REMEMBERED = 1024, NOBODY = UINT32_MAX, DAY_SECONDS = 86400, LONGEST = 31 * DAY_SECONDS };

static const double most = 1e18; /* more than this is no measurement */

struct open_day {
	struct day_key key;
	bool changed;
	struct day_summary summary;
};

/* Whom an identity meant the last time it was asked. */
struct memory {
	uint64_t hash;
	uint32_t row;
	bool known;
};

struct sampler {
	struct estate *estate;
	struct store *store;
	struct resolver *resolver;
	int32_t as_of;
	struct calendars *calendars, *utc;
	uint32_t site;             /* offset of the name of the site asked last ... */
	struct calendar *calendar; /* ... and its calendar, NULL: none was asked */
	const char *source;
	uint32_t source_number;
	uint64_t *tags; /* OPEN_DAYS; tag() of what is in the slot, 0: it is free */
	struct open_day *days;
	unsigned turn;
	struct memory remembered[REMEMBERED];
};

struct sampler *
sampler_new(struct estate *e, struct store *store, int32_t as_of)
{
	struct sampler *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->estate = e;
	s->store = store;
	s->as_of = as_of;
	s->resolver = resolver_new(e);
	s->tags = calloc(OPEN_DAYS, sizeof *s->tags);
	s->days = calloc(OPEN_DAYS, sizeof *s->days);
	s->calendars = s->utc = calendars_new(NULL, as_of, 0, NULL);
	if (s->resolver != NULL && s->tags != NULL && s->days != NULL && s->utc != NULL)
		return s;
	sampler_free(s);
	return NULL;
}

void
sampler_free(struct sampler *s)
{
	if (s == NULL)
		return;
	resolver_free(s->resolver);
	calendars_free(s->utc);
	free(s->tags);
	free(s->days);
	free(s);
}

void
sampler_calendars(struct sampler *s, struct calendars *c)
{
	s->calendars = c;
	s->calendar = NULL;
}

void
sampler_source(struct sampler *s, const char *name, uint32_t number)
{
	s->source = name;
	s->source_number = number;
	memset(s->remembered, 0, sizeof s->remembered);
}

static const char *
identity_of(const struct record *r, enum key key)
{
	struct asset probe = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		if (r->cells[i].value.kind != VAL_TEXT)
			continue;
		field_set_text(r->cells[i].field, &probe, (struct text){ (uint32_t)i + 1 });
	}
	return fold_member(&probe, key).at != 0
		   ? r->cells[fold_member(&probe, key).at - 1].value.text
		   : NULL;
}

static bool
report_several(struct sampler *s, const struct record *r, enum key key, const char *value,
    const uint32_t *rows, int n, int shown)
{
	for (int i = 0; i < shown; i++)
		if (!finding_add(&s->estate->findings, FINDING_AMBIGUOUS, SEVERITY_WARNING,
			(struct finding_at){ rows[i] + 1, s->source, r->file, r->line },
			"samples of %s %s fit %d assets; used for none of them", key_names[key],
			value, n))
			return false;
	return true;
}

/* The row that a record's identity means, or NOBODY; findings where that is not one. */
static bool
find_row(struct sampler *s, const struct record *r, uint32_t *row, struct error *err)
{
	enum { SHOWN = 8 };
	uint32_t rows[SHOWN];
	const char *last = "";
	bool named = false;

	*row = NOBODY;
	for (int k = 0; k < KEYS; k++) {
		const char *value = identity_of(r, (enum key)k);
		int n =
		    value != NULL ? resolver_find(s->resolver, (enum key)k, value, rows, SHOWN) : 0;

		if (n < 0)
			return error_set(err, "out of memory");
		if (n == 1) {
			*row = rows[0];
			return true;
		}
		if (n > 1)
			return report_several(
				   s, r, (enum key)k, value, rows, n, n < SHOWN ? n : SHOWN) ||
			       error_set(err, "out of memory");
		if (value != NULL) {
			last = value;
			named = true;
		}
	}
	return finding_add(&s->estate->findings, named ? FINDING_UNMATCHED : FINDING_NO_IDENTITY,
		   SEVERITY_WARNING, (struct finding_at){ 0, s->source, r->file, r->line },
		   named ? "samples of %s: no source lists such an asset" : "samples of nobody%s",
		   last) ||
	       error_set(err, "out of memory");
}

static uint64_t
hash_of(const struct record *r)
{
	uint64_t h = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->cells[i].value.kind == VAL_TEXT)
			h = h * 31 + fold_hash((enum key)(r->cells[i].field - asset_fields),
					 r->cells[i].value.text, strlen(r->cells[i].value.text));
	return h;
}

/* The same, asked once per identity for a while, so that a finding comes once. */
static bool
whose(struct sampler *s, const struct record *r, uint32_t *row, struct error *err)
{
	uint64_t hash = hash_of(r);
	struct memory *m = &s->remembered[hash % REMEMBERED];

	if (!m->known || m->hash != hash) {
		if (!find_row(s, r, &m->row, err))
			return false;
		m->known = true;
		m->hash = hash;
	}
	*row = m->row;
	return true;
}

static uint64_t
tag(uint32_t asset, int metric)
{
	return (uint64_t)asset << 8 | (unsigned)(metric + 1);
}

/* The first slot of the set that a tag belongs to. */
static size_t
set_of(uint64_t tag)
{
	return (size_t)(tag * UINT64_C(0x9e3779b97f4a7c15) >> 52) * WAYS;
}
_Static_assert(SETS == 1 << 12, "set_of() takes as many bits");

/* The slot with this tag; else one that is free, or whose turn it is. */
static size_t
find_slot(struct sampler *s, uint64_t tag)
{
	size_t first = set_of(tag), found = first + s->turn % WAYS;

	for (size_t i = first + WAYS; i-- > first;) {
		if (s->tags[i] == tag)
			return i;
		if (s->tags[i] == 0)
			found = i;
	}
	return found;
}

static bool
close_slot(struct sampler *s, size_t slot, struct error *err)
{
	struct open_day *d = &s->days[slot];

	if (s->tags[slot] == 0)
		return true;
	s->tags[slot] = 0;
	return !d->changed || store_day_save(s->store, &d->key, &d->summary, err);
}

static int
by_tag(const void *a, const void *b, void *tags)
{
	uint64_t x = ((const uint64_t *)tags)[*(const uint32_t *)a];
	uint64_t y = ((const uint64_t *)tags)[*(const uint32_t *)b];

	return (x > y) - (x < y);
}

/* In the order of the store's rows. */
bool
sampler_flush(struct sampler *s, struct error *err)
{
	uint32_t *open = calloc(OPEN_DAYS, sizeof *open);
	size_t n = 0;
	bool ok = open != NULL || error_set(err, "out of memory");

	for (uint32_t i = 0; ok && i < OPEN_DAYS; i++)
		if (s->tags[i] != 0)
			open[n++] = i;
	if (n > 0)
		qsort_r(open, n, sizeof *open, by_tag, s->tags);
	for (size_t i = 0; ok && i < n; i++)
		ok = close_slot(s, open[i], err);
	free(open);
	return ok;
}

/* The day of a key, from the store if it is not open; the one open before is written. */
static struct open_day *
open_day(
    struct sampler *s, const struct day_key *key, const struct day_frame *frame, struct error *err)
{
	uint64_t wanted = tag(key->asset, key->metric);
	size_t slot = find_slot(s, wanted);
	struct open_day *d = &s->days[slot];

	if (s->tags[slot] == wanted && d->key.day == key->day && d->key.source == key->source)
		return d;
	s->turn++;
	if (!close_slot(s, slot, err) || !store_day_load(s->store, key, frame, &d->summary, err))
		return NULL;
	d->key = *key;
	d->changed = false;
	s->tags[slot] = wanted;
	return d;
}

/*
 * The minutes [*first, *end) of a day that the seconds [from, to) stand for:
 * to the nearest minute, so that samples that follow each other stay apart
 * whatever the second of their clock.  What is shorter than a minute is of the
 * minute in which its middle lies.  False: none.
 */
static bool
minutes_of(const struct day_frame *f, int64_t from, int64_t to, int *first, int *end)
{
	int64_t length = (int64_t)f->minutes * 60, middle = (from + to) / 2 - f->start;

	if (to - from < 60) {
		*first = middle >= 0 && middle < length ? (int)(middle / 60) : 0;
		*end = *first + 1;
		return middle >= 0 && middle < length;
	}
	from -= f->start;
	to -= f->start;
	*first = from > 0 ? (int)((from + 30) / 60) : 0;
	*end = to < length ? (int)((to + 30) / 60) : f->minutes;
	return *first < *end;
}

/* The calendar of an asset's site. */
static struct calendar *
calendar_of(struct sampler *s, uint32_t row)
{
	const struct asset *a = estate_asset(s->estate, estate_row(s->estate, row));

	if (s->calendar == NULL || s->site != a->site.at) { /* names of sites are shared */
		s->site = a->site.at;
		s->calendar = calendars_site(s->calendars,
		    a->site.at != TEXT_ABSENT ? arena_text(&s->estate->arena, a->site) : NULL);
	}
	return s->calendar;
}

/* The part of a sample that lies in one day. */
static bool
add_part(struct sampler *s, const struct day_key *key, const struct day_frame *frame, int64_t from,
    int64_t to, double value, struct error *err)
{
	struct open_day *d;
	int first, end;

	if (!minutes_of(frame, from, to, &first, &end))
		return true;
	if ((d = open_day(s, key, frame, err)) == NULL)
		return false;
	if (minutes_of(&d->summary.frame, from, to, &first, &end)) /* as it was begun */
		d->changed |= day_add(&d->summary, first, end, value);
	return true;
}

/* A sample of a day that is not open, or of several. */
static bool
add_parts(struct sampler *s, uint32_t row, struct day_key *key, int64_t from, int64_t to,
    double value, struct error *err)
{
	struct calendar *c = calendar_of(s, row);
	int32_t last = calendar_day(c, to - 1);

	for (int32_t day = calendar_day(c, from); day <= last; day++) {
		key->day = day;
		if (day < s->as_of - EVIDENCE_DAYS || day > calendar_last(c))
			continue;
		if (!add_part(s, key, calendar_frame(c, day), from, to, value, err))
			return false;
	}
	return true;
}

static bool
add_value(struct sampler *s, uint32_t row, struct day_key *key, int64_t from, int64_t to,
    double value, struct error *err)
{
	uint64_t wanted = tag(key->asset, key->metric);
	size_t slot = find_slot(s, wanted);
	struct open_day *d = &s->days[slot];
	const struct day_frame *f = &d->summary.frame;
	int first, end;

	if (s->tags[slot] != wanted || d->key.source != key->source || from < f->start ||
	    to > f->start + (int64_t)f->minutes * 60)
		return add_parts(s, row, key, from, to, value, err);
	if (minutes_of(f, from, to, &first, &end))
		d->changed |= day_add(&d->summary, first, end, value);
	return true;
}

/* Seconds that can lie in a day that is kept; days of any zone begin within a day of UTC's. */
static bool
may_be_kept(const struct sampler *s, int64_t from, int64_t to)
{
	return to - from <= LONGEST && from > (int64_t)DAY_SECONDS * 31 &&
	       to > ((int64_t)s->as_of - EVIDENCE_DAYS - 2) * DAY_SECONDS &&
	       from < ((int64_t)s->as_of + 3) * DAY_SECONDS;
}

bool
sampler_add_row(struct sampler *s, uint32_t row, const struct record *r, struct error *err)
{
	struct day_key key = {
		.asset = estate_asset(s->estate, estate_row(s->estate, row))->index,
		.source = s->source_number,
	};
	int64_t interval = r->interval > 0 ? r->interval : 60;

	if (r->time < interval || !may_be_kept(s, r->time - interval, r->time))
		return true;
	for (key.metric = 0; key.metric < METRICS; key.metric++) {
		double value = r->metric[key.metric];

		if ((r->measured >> key.metric & 1) == 0 || !(value >= -most && value <= most))
			continue;
		if (!add_value(s, row, &key, r->time - interval, r->time, value, err))
			return false;
	}
	return true;
}

/* What else samples say of an asset (its threads) holds where no source of assets says it. */
static void
take_facts(struct sampler *s, uint32_t row, const struct record *r)
{
	uint32_t at = estate_row(s->estate, row);
	const uint8_t *ranks = estate_ranks(s->estate, at);

	for (size_t i = 0; i < r->n; i++)
		if (r->cells[i].value.kind == VAL_NUMBER &&
		    ranks[r->cells[i].field - asset_fields] == RANK_NONE)
			field_set_number(r->cells[i].field, estate_asset(s->estate, at),
			    r->cells[i].value.number);
}

bool
sampler_add(struct sampler *s, const struct record *r, struct error *err)
{
	uint32_t row;

	if (!whose(s, r, &row, err))
		return false;
	if (row == NOBODY)
		return true;
	take_facts(s, row, r);
	return sampler_add_row(s, row, r, err);
}
