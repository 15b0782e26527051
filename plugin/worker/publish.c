/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "migration.h"
#include "run.h"

/* Everything that is written, in order: publish() walks it twice, to count and to write. */
struct publication {
	struct run *run;
	struct snapshot_writer *writer;
	struct bytes candidates, waves, findings;
	struct summary summary;
	struct error *error;
};

static struct arena *
arena_of(struct publication *p)
{
	return &p->run->estate.arena;
}

static void
add_money(struct money *sum, struct money m)
{
	if (m.v == MONEY_ABSENT)
		return;
	if (sum->v == MONEY_ABSENT)
		sum->v = 0;
	if (__builtin_add_overflow(sum->v, m.v, &sum->v))
		sum->v = INT64_MAX;
}

static struct site *
site_of(struct publication *p, const struct asset *a)
{
	return a->site_index != 0
		   ? (struct site *)(void *)p->run->estate.sites.base + a->site_index - 1
		   : NULL;
}

/* Sites are counted under their place in the list until they are given their numbers. */
static bool
number_sites(struct publication *p)
{
	struct site *s = (void *)p->run->estate.sites.base;

	for (size_t i = 0; i < p->run->estate.sites.len / sizeof *s; i++) {
		s[i].index = store_named(
		    p->run->store, "site", arena_text(arena_of(p), s[i].name), p->error);
		if (s[i].index == 0)
			return false;
		s[i].assets = s[i].candidates = s[i].power = s[i].rack_units = 0;
		s[i].pad = 0;
	}
	return true;
}

static struct wave *
wave_of(struct publication *p, struct text name)
{
	struct wave *w = (void *)p->waves.base;

	for (size_t i = 0; i < p->waves.len / sizeof *w; i++)
		if (w[i].name.at == name.at) /* shared: equal strings, equal offsets */
			return &w[i];
	if ((w = bytes_add(&p->waves, sizeof *w)) == NULL)
		return NULL;
	field_clear_all(wave_fields, w);
	w->name = name;
	w->assets = w->migrated = w->candidates = w->still_busy = 0;
	w->index = store_named(p->run->store, "wave", arena_text(arena_of(p), name), p->error);
	return w->index != 0 ? w : NULL;
}

static bool
count_wave(struct publication *p, const struct asset *a)
{
	struct wave *w;

	if (a->wave.at == TEXT_ABSENT)
		return true;
	if ((w = wave_of(p, a->wave)) == NULL)
		return error_set(p->error, "out of memory");
	w->assets++;
	w->migrated += migration_done(
	    a->migration_status, a->cutover_date, run_rollback(p->run, a), p->run->as_of);
	w->candidates += a->candidate.v == 1;
	w->still_busy += a->alignment == ALIGNMENT_STILL_BUSY;
	if (a->cutover_date.v != DAY_ABSENT &&
	    (w->cutover_date.v == DAY_ABSENT || a->cutover_date.v > w->cutover_date.v))
		w->cutover_date = a->cutover_date;
	return true;
}

static uint32_t
or_zero(uint32_t n)
{
	return n != U32_ABSENT ? n : 0;
}

static bool
add_candidate(struct publication *p, const struct asset *a, uint32_t row, struct site *s)
{
	struct candidate *c = bytes_add(&p->candidates, sizeof *c);
	uint32_t units = a->height != U16_ABSENT ? a->height : 0;

	if (c == NULL)
		return error_set(p->error, "out of memory");
	c->site_index = s != NULL ? s->index : 0;
	c->asset_index = a->index;
	c->asset_row = row;
	c->state = CANDIDATE_STATE_CANDIDATE;
	c->flagged_at.v = store_flagged(
	    p->run->store, a->index, p->run->now, p->summary.snapshot_generation, p->error);
	if (c->flagged_at.v == 0)
		return false;
	p->summary.candidates++;
	p->summary.reclaimable_power += or_zero(a->power);
	p->summary.reclaimable_rack_units += units;
	add_money(&p->summary.reclaimable_annual_cost, a->annual_cost);
	if (s == NULL)
		return true;
	s->candidates++;
	s->power += or_zero(a->power);
	s->rack_units += units;
	add_money(&s->annual_cost, a->annual_cost);
	return true;
}

static int
by_site_and_asset(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->site_index != y->site_index)
		return x->site_index < y->site_index ? -1 : 1;
	return (x->asset_index > y->asset_index) - (x->asset_index < y->asset_index);
}

static int
by_wave(const void *a, const void *b)
{
	const struct wave *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

static int
by_site(const void *a, const void *b)
{
	const struct site *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

/* An estate may have none of them, and qsort(NULL, 0, ...) is not defined. */
static void
sort(struct bytes *rows, size_t size, int (*compare)(const void *, const void *))
{
	if (rows->len > 0)
		qsort(rows->base, rows->len / size, size, compare);
}

static bool
count_all(struct publication *p)
{
	struct run *run = p->run;

	if (!number_sites(p))
		return false;
	for (size_t i = 0; i < run->n; i++) {
		struct asset *a = estate_asset(&run->estate, run->order[i]);
		struct site *s = site_of(p, a);

		run->summary->alignment[a->alignment]++;
		if (s != NULL)
			s->assets++;
		if (!count_wave(p, a) ||
		    (a->candidate.v == 1 && !add_candidate(p, a, (uint32_t)i, s)))
			return false;
		a->site_index = s != NULL ? s->index : 0;
	}
	sort(&p->candidates, sizeof(struct candidate), by_site_and_asset);
	sort(&p->waves, sizeof(struct wave), by_wave);
	sort(&run->estate.sites, sizeof(struct site), by_site);
	return store_unflag_others(run->store, p->summary.snapshot_generation, p->error);
}

/* By asset, then as they were found. */
static int
by_asset(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->asset_index != y->asset_index)
		return x->asset_index < y->asset_index ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool
number_findings(struct publication *p)
{
	struct estate *e = &p->run->estate;
	struct finding *f;
	size_t n;

	if (!findings_close(&e->findings))
		return error_set(p->error, "out of memory");
	f = (void *)e->findings.rows.base;
	n = e->findings.rows.len / sizeof *f;
	for (size_t i = 0; i < n; i++) {
		if (f[i].asset_index != 0)
			f[i].asset_index =
			    estate_asset(e, estate_row(e, f[i].asset_index - 1))->index;
		f[i].index = (uint32_t)i;
		memset(f[i].pad, 0, sizeof f[i].pad);
	}
	if (n > 0)
		qsort(f, n, sizeof *f, by_asset);
	for (size_t i = 0; i < n; i++)
		f[i].index =
		    i > 0 && f[i].asset_index == f[i - 1].asset_index ? f[i - 1].index + 1 : 1;
	p->run->summary->findings = (uint32_t)n;
	return true;
}

static bool
write_rows(struct publication *p, enum section section, const struct bytes *rows)
{
	size_t stride = sections[section].stride;

	for (size_t at = 0; at < rows->len; at += stride)
		if (!snapshot_add(p->writer, section, rows->base + at, p->error))
			return false;
	return true;
}

static bool
write_assets(struct publication *p)
{
	struct run *run = p->run;

	for (size_t i = 0; i < run->n; i++)
		if (!snapshot_add(p->writer, SECTION_ASSET,
			estate_asset(&run->estate, run->order[i]), p->error))
			return false;
	return true;
}

static int
by_policy(const void *a, const void *b)
{
	const struct policy_row *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

static struct text
optional_text(struct arena *a, const char *s)
{
	return s != NULL ? arena_share(a, s) : (struct text){ TEXT_ABSENT };
}

static bool
add_policy(struct publication *p, struct bytes *rows, const char *name,
    const struct policy_info *info, const char *why)
{
	struct policy_row *r = bytes_add(rows, sizeof *r);

	if (r == NULL)
		return error_set(p->error, "out of memory");
	field_clear_all(policy_fields, r);
	r->name = arena_share(arena_of(p), name);
	r->state = info == NULL      ? POLICY_FAILED
		   : info->suspended ? POLICY_SUSPENDED
				     : POLICY_ACTIVE;
	r->last_error = optional_text(arena_of(p), info != NULL ? info->last_error : why);
	if (info != NULL) {
		r->title = optional_text(arena_of(p), info->title);
		r->idle = info->idle;
		r->active = info->active;
		r->keep = info->keep;
		r->unknown = info->unknown;
		r->failures = info->failures;
	}
	r->index = store_named(p->run->store, "policy", name, p->error);
	return r->index != 0;
}

/* Those that judged, and those that are configured but could not be loaded. */
static bool
collect_policies(struct publication *p, struct bytes *rows)
{
	const struct config *c = p->run->config;
	struct judge *j = p->run->judge;

	for (size_t i = 0; i < c->npolicies; i++) {
		struct policy_info info;
		size_t n = 0;

		while (
		    n < judge_count(j) && strcmp(judge_policy(j, n).path, c->policies[i].file) != 0)
			n++;
		if (n < judge_count(j))
			info = judge_policy(j, n);
		if (!add_policy(p, rows, n < judge_count(j) ? info.name : c->policies[i].name,
			n < judge_count(j) ? &info : NULL,
			"it could not be loaded: see the findings"))
			return false;
	}
	if (rows->len > 0)
		qsort(rows->base, rows->len / sizeof(struct policy_row), sizeof(struct policy_row),
		    by_policy);
	return true;
}

static int
by_source(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

static bool
collect_sources(struct publication *p, struct bytes *rows)
{
	for (size_t i = 0; i < p->run->nsources; i++) {
		struct source *row = bytes_add(rows, sizeof *row);

		if (row == NULL)
			return error_set(p->error, "out of memory");
		*row = p->run->sources[i].row;
		row->findings =
		    findings_of(&p->run->estate.findings, p->run->sources[i].config->name);
	}
	if (rows->len > 0)
		qsort(rows->base, rows->len / sizeof(struct source), sizeof(struct source),
		    by_source);
	return true;
}

/* Rows as contributions are sorted by: the live row's number. */
static int
by_origin(const void *a, const void *b)
{
	const struct contribution *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static bool
write_origins(struct publication *p)
{
	struct estate *e = &p->run->estate;
	struct contribution *c = (void *)e->contributions.base;
	size_t n = e->contributions.len / sizeof *c;
	struct text names[SOURCES_MAX] = { { 0 } };

	for (size_t i = 0; i < n; i++)
		c[i].row = estate_asset(e, estate_row(e, c[i].row))->index;
	if (n > 0)
		qsort(c, n, sizeof *c, by_origin);
	for (size_t i = 0; i < n; i++) {
		struct origin o = { .asset_index = c[i].row,
			.file = c[i].file,
			.line = c[i].line != 0 ? c[i].line : U32_ABSENT };

		if (names[c[i].rank].at == TEXT_ABSENT)
			names[c[i].rank] = arena_share(&e->arena, e->source_names[c[i].rank]);
		o.source = names[c[i].rank];
		if (!snapshot_add(p->writer, SECTION_ORIGIN, &o, p->error))
			return false;
	}
	return true;
}

static bool
write_all(struct publication *p)
{
	struct bytes policies = { 0 }, sources = { 0 };
	bool ok = collect_policies(p, &policies) && collect_sources(p, &sources) &&
		  snapshot_add(p->writer, SECTION_SUMMARY, &p->summary, p->error) &&
		  write_rows(p, SECTION_SITE, &p->run->estate.sites) && write_assets(p) &&
		  write_rows(p, SECTION_CANDIDATE, &p->candidates) &&
		  write_rows(p, SECTION_WAVE, &p->waves) &&
		  write_rows(p, SECTION_POLICY, &policies) &&
		  write_rows(p, SECTION_SOURCE, &sources) &&
		  write_rows(p, SECTION_FINDING, &p->run->estate.findings.rows) && write_origins(p);

	bytes_free(&policies);
	bytes_free(&sources);
	return ok;
}

static bool
begin_summary(struct publication *p)
{
	struct run *run = p->run;

	p->summary = (struct summary){ .reclaimable_annual_cost = { MONEY_ABSENT },
		.snapshot_time = { run->now },
		.assets = (uint32_t)run->n,
		.as_of = { run->as_of } };
	p->summary.currency = arena_share(arena_of(p), run->config->currency);
	if (run->store_new && run_last(run) != NULL &&
	    !store_taken(run->store, "generation", snapshot_summary(run->last)->snapshot_generation,
		p->error))
		return false;
	p->summary.snapshot_generation = store_take(run->store, "generation", 1, p->error);
	return p->summary.snapshot_generation != 0;
}

/*
 * The store is committed first: should the machine stop between the two,
 * numbers are given but not shown, never shown but not given.
 */
static bool
write_file(struct publication *p)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/snapshot", p->run->statedir) >= (int)sizeof path)
		return error_set(p->error, "%s: path too long", p->run->statedir);
	if ((p->writer = snapshot_create(path, p->error)) == NULL)
		return false;
	if (write_all(p) && store_commit(p->run->store, p->error) &&
	    snapshot_commit(p->writer, arena_of(p), p->error))
		return true;
	snapshot_abandon(p->writer);
	return false;
}

bool
run_publish(struct run *run, struct error *err)
{
	struct publication p = { .run = run, .error = err };
	bool ok = begin_summary(&p) && count_all(&p) && number_findings(&p) && write_file(&p);

	if (ok) {
		run->summary->generation = p.summary.snapshot_generation;
		run->summary->assets = p.summary.assets;
		run->summary->candidates = p.summary.candidates;
	}
	bytes_free(&p.candidates);
	bytes_free(&p.waves);
	return ok;
}
