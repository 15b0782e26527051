/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents.h"
#include "run.h"
#include "sampler.h"

enum { SHRUNK_FROM = 10 };

/* What the sink needs while one source is read. */
struct reading {
	struct run *run;
	struct run_source *source;
	struct sampler *sampler; /* NULL: assets and sites are read */
	struct import_stats *stats;
	struct error *error; /* why the sink stopped, if it did */
	bool stopped;
	size_t pending;          /* findings from here on wait for the record ... */
	uint32_t pending_number; /* ... of this number */
};

static size_t
findings_so_far(const struct reading *d)
{
	return d->run->estate.findings.rows.len / sizeof(struct finding);
}

/* What was wrong with values of a record concerns the asset that it became. */
static void
attach_findings(struct reading *d, const struct record *r)
{
	struct finding *f = (void *)d->run->estate.findings.rows.base;
	uint32_t row = d->run->estate.last_row;

	for (size_t i = d->pending; i < findings_so_far(d); i++)
		if (r->kind == RECORD_ASSET && r->number == d->pending_number &&
		    row != UINT32_MAX && f[i].asset_index == 0)
			f[i].asset_index = row + 1;
	d->pending = findings_so_far(d);
	d->pending_number = 0;
}

static bool
take_record(void *ctx, const struct record *r)
{
	struct reading *d = ctx;
	bool ok = true;

	switch (r->kind) {
	case RECORD_ASSET: ok = estate_add(&d->run->estate, &d->source->id, r, d->error); break;
	case RECORD_SITE: ok = estate_add_site(&d->run->estate, r, d->error); break;
	case RECORD_SAMPLE: ok = sampler_add(d->sampler, r, d->error); break;
	}
	if (ok)
		attach_findings(d, r);
	if (r->kind == RECORD_SAMPLE)
		d->source->row.samples++;
	else
		d->source->assets++;
	d->stopped |= !ok;
	return ok;
}

bool
source_trouble(struct run *run, const struct run_source *s, const struct trouble *t)
{
	static const struct {
		enum finding_kind kind;
		enum severity severity;
	} as[] = {
		[TROUBLE_VALUE] = { FINDING_VALUE, SEVERITY_WARNING },
		[TROUBLE_PLACEHOLDER] = { FINDING_PLACEHOLDER, SEVERITY_INFO },
		[TROUBLE_INCOMPLETE] = { FINDING_INCOMPLETE, SEVERITY_WARNING },
		[TROUBLE_REPAIRED] = { FINDING_REPAIRED, SEVERITY_WARNING },
		[TROUBLE_NO_RECORD] = { FINDING_NO_RECORD, SEVERITY_WARNING },
		[TROUBLE_IMPLAUSIBLE] = { FINDING_IMPLAUSIBLE, SEVERITY_WARNING },
	};
	char record[32] = "";

	if (t->number != 0)
		snprintf(record, sizeof record, "record %u: ", t->number);
	return finding_add(&run->estate.findings, as[t->kind].kind, as[t->kind].severity,
	    (struct finding_at){ 0, s->config->name, t->file, t->line }, "%s%s%s%s", record,
	    t->rule != NULL ? t->rule : "", t->rule != NULL ? ": " : "", t->text);
}

static bool
take_trouble(void *ctx, const struct trouble *t)
{
	struct reading *d = ctx;

	if (t->number != d->pending_number || t->number == 0) {
		d->pending = findings_so_far(d);
		d->pending_number = t->number;
	}
	if (source_trouble(d->run, d->source, t))
		return true;
	d->stopped = true;
	return error_set(d->error, "out of memory");
}

bool
source_fail(struct run *run, struct run_source *s, const char *file, const char *why)
{
	s->trouble = true;
	if (s->row.last_error.at == TEXT_ABSENT)
		s->row.last_error = arena_add(&run->estate.arena, why);
	if (run->summary->first_failure[0] == '\0')
		snprintf(run->summary->first_failure, sizeof run->summary->first_failure,
		    "source %s: %.400s", s->config->name, why);
	return finding_add(&run->estate.findings, FINDING_UNREADABLE, SEVERITY_ERROR,
	    (struct finding_at){ 0, s->config->name, file, 0 }, "%s", why);
}

/* What is wrong is in why, "" if nothing is. */
static void
open_source(struct run *run, struct run_source *s, struct error *why)
{
	lua_State *L = sandbox_lua(run->config->sandbox);

	if (s->config->nagents + s->config->nagent_files > 0) {
		s->polled = run_open_agents(run, s, why);
		return;
	}
	if (run->only_polls)
		return;
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->config->ref);
	s->adapter = adapter_new(L, -1, run->config->adapter_dirs.list, run->config->currency, why);
	lua_pop(L, 1);
	if (s->adapter == NULL || adapter_is_xml(s->adapter))
		return;
	adapter_free(s->adapter);
	s->adapter = NULL;
	error_set(why, "adapter %s polls agents, but the source names files", s->config->adapter);
}

bool
run_open_sources(struct run *run, struct error *err)
{
	run->nsources = run->config->nsources;
	if (run->nsources > SOURCES_MAX)
		return error_set(err, "%s: more than %d sources", run->config->path, SOURCES_MAX);
	if ((run->sources = calloc(run->nsources + 1, sizeof *run->sources)) == NULL)
		return error_set(err, "out of memory");
	for (size_t i = 0; i < run->nsources; i++) {
		struct run_source *s = &run->sources[i];
		struct error why = { "" };

		s->config = &run->config->sources[i];
		s->id = (struct estate_source){ s->config->name, (uint8_t)i, s->config->prefer };
		field_clear_all(source_fields, &s->row);
		s->row.files = s->row.records = s->row.samples = s->row.repairs = 0;
		open_source(run, s, &why);
		if (why.text[0] != '\0' && !source_fail(run, s, NULL, why.text))
			return error_set(err, "out of memory");
	}
	return true;
}

/* Each piece of a document: a long one without records is no hang. */
static bool
take_time(void *ctx)
{
	struct reading *d = ctx;

	if (run_progress(d->run, "reading", d->source->config->name,
		d->source->row.samples + d->source->assets))
		return true;
	d->stopped = true;
	return error_set(d->error, "stopped");
}

static bool
read_file(void *ctx, const char *path)
{
	struct reading *d = ctx;
	struct sink sink = { d, take_record, take_trouble, take_time };
	unsigned kinds = d->sampler != NULL ? RECORD_SAMPLE : RECORD_ASSET | RECORD_SITE;
	struct error why = { "" };

	d->pending_number = 0;
	if (!take_time(d))
		return false;
	if (!adapter_import(d->source->adapter, path, kinds, &sink, d->stats, &why) &&
	    !d->stopped && !source_fail(d->run, d->source, path, why.text)) {
		d->stopped = true;
		return error_set(d->error, "out of memory");
	}
	return !d->stopped;
}

/* Read all files of one source for the kinds of one phase. */
static bool
read_source(struct run *run, struct run_source *s, struct sampler *sampler, struct error *err)
{
	struct import_stats stats = { 0 };
	struct reading d = { run, s, sampler, &stats, err, false, 0, 0 };
	unsigned kinds = sampler != NULL ? RECORD_SAMPLE : RECORD_ASSET | RECORD_SITE;
	struct sink sink = { &d, take_record, take_trouble, take_time };
	struct error why = { "" };

	if (s->adapter == NULL || !(adapter_kinds(s->adapter) & kinds))
		return true;
	for (size_t i = 0; i < s->config->nfiles && !d.stopped; i++)
		if (!files_expand(s->config->files[i], NULL, read_file, &d, &why) && !d.stopped &&
		    !source_fail(run, s, NULL, why.text))
			return error_set(err, "out of memory");
	if (!d.stopped && stats.files > 0)
		adapter_unmatched(s->adapter, kinds, &sink);
	if (s->row.files < stats.files)
		s->row.files = stats.files;
	s->row.repairs += (uint32_t)stats.repairs;
	s->row.last_read.v = run->now;
	return !d.stopped;
}

bool
run_read_assets(struct run *run, struct error *err)
{
	for (size_t i = 0; i < run->nsources; i++)
		if (!read_source(run, &run->sources[i], NULL, err))
			return false;
	return run_poll(run, err) && run_read_inventory(run, err);
}

bool
run_read_samples(struct run *run, struct error *err)
{
	struct sampler *sampler = NULL;
	bool ok = true;

	for (size_t i = 0; ok && i < run->nsources; i++) {
		struct run_source *s = &run->sources[i];
		uint32_t number;

		if (!s->polled &&
		    (s->adapter == NULL || !(adapter_kinds(s->adapter) & RECORD_SAMPLE)))
			continue;
		if (sampler == NULL &&
		    (sampler = sampler_new(&run->estate, run->store, run->as_of)) == NULL)
			return error_set(err, "out of memory");
		sampler_calendars(sampler, run->calendars);
		ok = (number = store_named(run->store, "source", s->config->name, err)) != 0;
		if (!ok)
			break;
		sampler_source(sampler, s->config->name, number);
		ok = s->polled ? run_read_polled(run, s, sampler, err)
			       : read_source(run, s, sampler, err);
		ok = ok && sampler_flush(sampler, err);
	}
	ok = ok && run_read_feeds(run, sampler, err);
	sampler_free(sampler);
	return ok && store_expire(run->store, run->as_of - EVIDENCE_DAYS, err) &&
	       store_seal(run->store, run->as_of, err);
}

/* Has the source lost so much that it is not taken at its word?  Half of at least ten records. */
static bool
has_shrunk(struct run *run, struct run_source *s, bool *ok)
{
	uint32_t before;

	if (run->options->accept_shrunk ||
	    !store_source_records(run->store, s->config->name, &before) || before < SHRUNK_FROM ||
	    s->assets >= before / 2)
		return false;
	*ok = finding_add(&run->estate.findings, FINDING_SHRUNK, SEVERITY_ERROR,
	    (struct finding_at){ .source = s->config->name },
	    "%u records, but %u before; what it had then is kept (decom refresh --accept-shrunk "
	    "takes it as it is)",
	    s->assets, before);
	return true;
}

static bool
has_failed(const struct run_source *s)
{
	if (s->polled)
		return s->row.agents > 0 && s->row.agents_failing == s->row.agents;
	return s->adapter == NULL || (s->trouble && s->assets + s->row.samples == 0);
}

static bool
settle_source(struct run *run, struct run_source *s, struct error *err)
{
	bool ok = true;

	if (s->row.state == SOURCE_HELD)
		return true;
	if (has_failed(s))
		s->row.state = SOURCE_FAILED;
	else if (s->trouble)
		s->row.state = SOURCE_PARTIAL;
	else if (has_shrunk(run, s, &ok))
		s->row.state = SOURCE_HELD;
	else
		s->row.state = SOURCE_OK;
	return ok || error_set(err, "out of memory");
}

bool
run_settle_sources(struct run *run, struct error *err)
{
	for (size_t i = 0; i < run->nsources; i++)
		if (!settle_source(run, &run->sources[i], err))
			return false;
	return true;
}

static bool
close_source(struct run *run, struct run_source *s, struct error *err)
{
	s->row.records = s->assets;
	if (s->row.state != SOURCE_OK) {
		run->summary->sources_failed++;
		if (s->row.last_error.at == TEXT_ABSENT)
			s->row.last_error = arena_share(
			    &run->estate.arena, "held back: it lost most of its records");
	} else if (!store_source_set(run->store, s->config->name, s->assets, err))
		return false;
	s->row.name = arena_share(&run->estate.arena, s->config->name);
	s->row.adapter = arena_share(&run->estate.arena, s->config->adapter);
	s->row.index = store_named(run->store, "source", s->config->name, err);
	return s->row.index != 0;
}

bool
run_close_sources(struct run *run, struct error *err)
{
	if (!run_settle_sources(run, err))
		return false;
	for (size_t i = 0; i < run->nsources; i++)
		if (!close_source(run, &run->sources[i], err))
			return false;
	return true;
}

void
run_free_sources(struct run *run)
{
	for (size_t i = 0; run->sources != NULL && i < run->nsources; i++)
		adapter_free(run->sources[i].adapter);
	free(run->sources);
}
