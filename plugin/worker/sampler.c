/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "days.h"
#include "resolve.h"
#include "sampler.h"

enum { REMEMBERED = 1024, NOBODY = UINT32_MAX, DAY_SECONDS = 86400, LONGEST = 31 * DAY_SECONDS };

static const double most = 1e18; /* more than this is no measurement */

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
	struct days *days;
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
	s->days = days_new(store, as_of - EVIDENCE_DAYS);
	s->calendars = s->utc = calendars_new(NULL, as_of, 0, NULL);
	if (s->resolver != NULL && s->days != NULL && s->utc != NULL)
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
	days_free(s->days);
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

bool
sampler_flush(struct sampler *s, struct error *err)
{
	return days_flush(s->days, err);
}

/* The calendar of an asset's site. */
static struct calendar *
calendar_of(struct sampler *s, const struct asset *a)
{
	if (s->calendar == NULL || s->site != a->site.at) { /* names of sites are shared */
		s->site = a->site.at;
		s->calendar = calendars_site(s->calendars,
		    a->site.at != TEXT_ABSENT ? arena_text(&s->estate->arena, a->site) : NULL);
	}
	return s->calendar;
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
	struct day_sample sample = { .time = r->time,
		.interval = r->interval > 0 ? r->interval : 60,
		.source = s->source_number };
	const struct asset *a = estate_asset(s->estate, estate_row(s->estate, row));

	if (r->time < sample.interval || !may_be_kept(s, r->time - sample.interval, r->time))
		return true;
	sample.asset = a->index;
	sample.calendar = calendar_of(s, a);
	for (sample.metric = 0; sample.metric < METRICS; sample.metric++) {
		sample.value = r->metric[sample.metric];
		if ((r->measured >> sample.metric & 1) == 0 ||
		    !(sample.value >= -most && sample.value <= most))
			continue;
		if (!days_add(s->days, &sample, err))
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
