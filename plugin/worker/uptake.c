/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "agents.h"
#include "store_agent.h"

/*
 * From what the store holds of polled agents to records, findings and
 * samples.  What an agent said last is evaluated again, so that nothing but
 * what it said is kept between runs.
 */
enum { LIMIT = 8 << 20 };

/* A finding of the agent at hand that waits for the row of its asset. */
struct waiting {
	size_t finding;
	uint64_t hash;
};

struct uptake {
	struct run *run;
	struct run_source *source;
	int64_t agent;
	struct inventory own; /* of the agent at hand */
	struct bytes waiting;
	struct error *error;
};

static bool
no_memory(struct uptake *u)
{
	return error_set(u->error, "out of memory");
}

static bool
take_asset(void *ctx, const char *key, const struct record *r)
{
	struct uptake *u = ctx;
	struct estate *e = &u->run->estate;

	if (!estate_add(e, &u->source->id, r, u->error))
		return false;
	u->source->assets++;
	return e->last_row == UINT32_MAX ||
	       (inventory_add(&u->run->inventory, u->agent, key, e->last_row) &&
		   inventory_add(&u->own, u->agent, key, e->last_row)) ||
	       no_memory(u);
}

/* What was measured waits in the store, with the time of each poll. */
static bool
pass_sample(void *ctx, const char *key, const struct record *r)
{
	return true;
}

static bool
take_feed(void *ctx, const struct family_feed *feed)
{
	struct uptake *u = ctx;
	uint32_t of = inventory_row(&u->own, u->agent, feed->of);

	return feeds_add(&u->run->feeds, &u->run->estate, u->agent, feed, of) || no_memory(u);
}

static size_t
findings_so_far(const struct uptake *u)
{
	return u->run->estate.findings.rows.len / sizeof(struct finding);
}

static bool
take_trouble(void *ctx, const char *key, const struct trouble *t)
{
	struct uptake *u = ctx;
	size_t finding = findings_so_far(u);
	struct waiting *w;

	if (!source_trouble(u->run, u->source, t))
		return no_memory(u);
	if (findings_so_far(u) == finding || key == NULL)
		return true; /* one too many of its kind, or of the agent as a whole */
	if ((w = bytes_add(&u->waiting, sizeof *w)) == NULL)
		return no_memory(u);
	*w = (struct waiting){ finding, 0 };
	w->hash = inventory_hash(u->agent, key);
	return true;
}

/* Findings concern the asset with their key, where it has become one. */
static void
settle_findings(struct uptake *u)
{
	struct finding *f = (void *)u->run->estate.findings.rows.base;
	const struct waiting *w = (const void *)u->waiting.base;

	for (size_t i = 0; i < u->waiting.len / sizeof *w; i++) {
		uint32_t row = inventory_row_of(&u->own, w[i].hash);

		if (row != UINT32_MAX)
			f[w[i].finding].asset_index = row + 1;
	}
	bytes_free(&u->waiting);
	inventory_free(&u->own);
	u->own = (struct inventory){ 0 };
}

static bool
evaluate(struct uptake *u, const struct agent_row *row, const struct family *family)
{
	struct harvest *now = harvest_decode(row->heard.base, row->heard.n, LIMIT, u->error);
	struct family_sight sight = { .agent = row->address,
		.address = row->address,
		.now = now,
		.time = row->polled,
		.every = u->source->config->every };
	struct family_sink sink = { u, take_asset, pass_sample, take_feed, take_trouble, NULL };
	bool ok;

	if (now == NULL) /* it will be asked anew: what is stored is of no use */
		return finding_add(&u->run->estate.findings, FINDING_OTHER, SEVERITY_WARNING,
			   (struct finding_at){ 0, u->source->config->name, row->address, 0 },
			   "what it said last was damaged in the store: %s", u->error->text) ||
		       no_memory(u);
	ok = family_evaluate(family, &sight, &sink, u->error);
	settle_findings(u);
	harvest_free(now);
	return ok;
}

static bool
take_agent(struct uptake *u, int64_t id)
{
	const struct family *family = u->source->family;
	struct agent_row row;

	if (!store_agent_load(u->run->store, id, &row, u->error))
		return false;
	u->agent = id;
	if (family == NULL && row.family != NULL)
		family = families_named(u->run->families, row.family);
	if (family == NULL || row.heard.base == NULL)
		return true;
	return evaluate(u, &row, family);
}

/* A silent address of a range is nobody; one that was heard before, or is listed, is missed. */
static bool
tell_failure(struct uptake *u, const struct agent_row *row)
{
	if (row->why == NULL || (row->origin == AGENT_RANGED && row->polled == 0))
		return true;
	if (row->origin != AGENT_KNOWN || row->polled > 0)
		u->source->row.last_error = arena_share(&u->run->estate.arena, row->why);
	return finding_add(&u->run->estate.findings, FINDING_UNREACHABLE,
		   row->origin == AGENT_KNOWN && row->polled == 0 ? SEVERITY_INFO
								  : SEVERITY_WARNING,
		   (struct finding_at){ 0, u->source->config->name, row->address, 0 },
		   "%s; %u polls in a row failed", row->why, row->failures) ||
	       no_memory(u);
}

static bool
tell_odd(struct uptake *u, const struct agent_row *row)
{
	const char *line = row->odd;
	bool ok = true;

	while (ok && line != NULL && *line != '\0') {
		size_t n = strcspn(line, "\n");

		ok = finding_add(&u->run->estate.findings, FINDING_MISBEHAVES, SEVERITY_WARNING,
		    (struct finding_at){ 0, u->source->config->name, row->address, 0 }, "%.*s",
		    (int)n, line);
		line += n + (line[n] == '\n');
	}
	return ok || no_memory(u);
}

static bool
tell_troubles(struct uptake *u)
{
	int64_t *ids;
	size_t n;
	bool ok = store_agents_troubled(u->run->store, u->source->number, &ids, &n, u->error);

	for (size_t i = 0; ok && i < n; i++) {
		struct agent_row row;

		ok = store_agent_load(u->run->store, ids[i], &row, u->error) &&
		     tell_failure(u, &row) && tell_odd(u, &row);
	}
	free(ids);
	return ok;
}

static bool
count_agents(struct uptake *u)
{
	struct run_source *s = u->source;
	struct agent_counts counts;
	struct agent_round round;

	if (!store_agents_count(u->run->store, s->number, &counts, u->error))
		return false;
	s->row.agents = counts.agents;
	s->row.agents_failing = counts.failing;
	s->row.last_read.v = u->run->now;
	s->row.varbinds_per_second = 0;
	if (store_round(u->run->store, s->number, &round)) {
		s->row.last_read.v = (uint32_t)round.time;
		s->row.varbinds_per_second =
		    (uint32_t)(round.varbinds * 1000 / (round.millis > 0 ? round.millis : 1));
	}
	if (counts.agents == 0 || counts.failing < counts.agents)
		return true;
	return source_fail(u->run, s, NULL, "none of its agents answers") || no_memory(u);
}

bool
run_read_inventory(struct run *run, struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < run->nsources; i++) {
		struct uptake u = { .run = run, .source = &run->sources[i], .error = err };
		int64_t *ids = NULL;
		size_t n = 0;

		if (!u.source->polled)
			continue;
		ok = store_agents_heard(run->store, u.source->number, &ids, &n, err);
		for (size_t k = 0; ok && k < n; k++)
			ok = take_agent(&u, ids[k]) &&
			     (k % 64 != 0 ||
				 run_progress(run, "reading", u.source->config->name, k) ||
				 error_set(err, "stopped"));
		ok = ok && tell_troubles(&u) && count_agents(&u);
		free(ids);
		inventory_free(&u.own);
		bytes_free(&u.waiting);
	}
	return ok;
}

struct draining {
	struct run *run;
	struct run_source *source;
	struct sampler *sampler;
	struct error *error;
};

static bool
take_sample(struct draining *d, int64_t agent, int64_t time, const struct polled_sample *s)
{
	struct run *run = d->run;
	struct record r = { .kind = RECORD_SAMPLE,
		.time = time,
		.interval = s->interval,
		.measured = s->measured };
	uint32_t row;

	d->source->row.samples++;
	if (s->of != NULL)
		return feeds_sample(
			   &run->feeds, &run->estate, agent, time, d->source->config->every, s) ||
		       error_set(d->error, "out of memory");
	if ((row = inventory_row(&run->inventory, agent, s->key)) == UINT32_MAX)
		return true; /* an asset that the agent no longer has, or that identifies nothing */
	memcpy(r.metric, s->metric, sizeof r.metric);
	return sampler_add_row(d->sampler, row, &r, d->error);
}

static bool
take_poll(void *ctx, int64_t agent, int64_t time, struct agent_bytes bytes)
{
	struct draining *d = ctx;
	const uint8_t *at = bytes.base, *end = at + bytes.n;
	struct polled_sample s;

	while (at < end && polled_next(&at, end, &s))
		if (!take_sample(d, agent, time, &s))
			return false;
	return true;
}

bool
run_read_polled(struct run *run, struct run_source *s, struct sampler *sampler, struct error *err)
{
	struct draining d = { run, s, sampler, err };

	return store_polled_each(run->store, s->number, take_poll, &d, err) &&
	       store_polled_drop(run->store, s->number, err);
}

/* Sums of outlets are a series of their own: they cover other minutes than what the asset says. */
bool
run_read_feeds(struct run *run, struct sampler *sampler, struct error *err)
{
	uint32_t number;

	if (run->feeds.samples.len == 0)
		return true;
	if ((number = store_named(run->store, "source", "outlets and ports", err)) == 0)
		return false;
	sampler_source(sampler, "outlets and ports", number);
	return feeds_flush(&run->feeds, &run->estate, sampler, err);
}
