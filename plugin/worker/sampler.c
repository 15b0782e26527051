/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resolve.h"
#include "sampler.h"

enum {
	OPEN_DAYS = 4096,
	REMEMBERED = 1024,
	NOBODY = UINT32_MAX,
	DAY_SECONDS = 86400,
	LONGEST = 31 * DAY_SECONDS
};

/* A day that is being filled. */
struct open_day {
	struct day_key key; /* asset 0: the slot is free */
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
	const char *source;
	uint32_t source_number;
	struct open_day *days;
	int open;
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
	s->days = calloc(OPEN_DAYS, sizeof *s->days);
	if (s->resolver != NULL && s->days != NULL)
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
	free(s->days);
	free(s);
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

static bool
close_day(struct sampler *s, struct open_day *d, struct error *err)
{
	bool ok = !d->changed || store_day_save(s->store, &d->key, &d->summary, err);

	d->key.asset = 0;
	return ok;
}

bool
sampler_flush(struct sampler *s, struct error *err)
{
	for (int i = 0; i < OPEN_DAYS; i++)
		if (s->days[i].key.asset != 0 && !close_day(s, &s->days[i], err))
			return false;
	s->open = 0;
	return true;
}

/* One open day an asset and metric: a sample of another day closes it. */
static struct open_day *
open_day(struct sampler *s, const struct day_key *key, struct error *err)
{
	uint32_t at = (key->asset * 2654435761u ^ (uint32_t)key->metric * 40503u) % OPEN_DAYS;
	struct day_frame frame = day_frame_utc(key->day);
	struct open_day *d;

	if (s->open >= OPEN_DAYS / 2 && !sampler_flush(s, err))
		return NULL;
	for (d = &s->days[at]; d->key.asset != 0; d = &s->days[at = (at + 1) % OPEN_DAYS])
		if (d->key.asset == key->asset && d->key.metric == key->metric)
			break;
	if (d->key.asset != 0 && d->key.day == key->day && d->key.source == key->source)
		return d;
	if (d->key.asset == 0)
		s->open++;
	else if (d->changed && !store_day_save(s->store, &d->key, &d->summary, err))
		return NULL;
	d->key = *key;
	d->changed = false;
	if (store_day_load(s->store, key, &frame, &d->summary, err))
		return d;
	d->key.asset = 0;
	return NULL;
}

/* The part of a sample that lies in one day. */
static bool
add_part(struct sampler *s, const struct day_key *key, int64_t from, int64_t to, double value,
    struct error *err)
{
	int64_t midnight = (int64_t)key->day * DAY_SECONDS;
	int first = from > midnight ? (int)((from - midnight) / 60) : 0;
	int64_t end = (to - midnight + 59) / 60;
	struct open_day *d = open_day(s, key, err);

	if (d == NULL)
		return false;
	if (end > DAY_MINUTES)
		end = DAY_MINUTES;
	if (first < (int)end)
		d->changed |= day_add(&d->summary, first, (int)end, value);
	return true;
}

static bool
add_value(struct sampler *s, uint32_t asset, int metric, const struct record *r, struct error *err)
{
	int64_t interval = r->interval > 0 ? r->interval : 60, from, first, last;

	if (!isfinite(r->metric[metric]) || interval > LONGEST ||
	    r->time < (int64_t)DAY_SECONDS * 32)
		return true;
	from = r->time - interval;
	first = from / DAY_SECONDS;
	last = (r->time - 1) / DAY_SECONDS;
	for (int64_t day = first; day <= last; day++) {
		struct day_key key = { asset, metric, (int32_t)day, s->source_number };

		if (day < s->as_of - EVIDENCE_DAYS || day > s->as_of)
			continue;
		if (!add_part(s, &key, from, r->time, r->metric[metric], err))
			return false;
	}
	return true;
}

bool
sampler_add_row(struct sampler *s, uint32_t row, const struct record *r, struct error *err)
{
	uint32_t asset = estate_asset(s->estate, estate_row(s->estate, row))->index;

	for (int m = 0; m < METRICS; m++)
		if (r->measured >> m & 1 && !add_value(s, asset, m, r, err))
			return false;
	return true;
}

bool
sampler_add(struct sampler *s, const struct record *r, struct error *err)
{
	uint32_t row;

	return whose(s, r, &row, err) && (row == NOBODY || sampler_add_row(s, row, r, err));
}
