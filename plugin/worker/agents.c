/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "agent_list.h"
#include "agents.h"
#include "polling.h"

/* A family that does not compile is told once a run; the others do their work. */
static void
family_problem(void *ctx, const char *why)
{
	struct run *run = ctx;

	finding_add(&run->estate.findings, FINDING_OTHER, SEVERITY_ERROR, (struct finding_at){ 0 },
	    "%s", why);
}

bool
run_open_agents(struct run *run, struct run_source *s, struct error *err)
{
	const char *name = s->config->adapter;

	if (run->families == NULL)
		run->families = run->own_families =
		    refresh_families(run->config, family_problem, run);
	if (run->families == NULL)
		return error_set(err, "out of memory");
	if (strcmp(name, "snmp") != 0 && (s->family = families_named(run->families, name)) == NULL)
		return error_set(err, "no adapter \"%s\" that polls agents", name);
	return polling_check(run->config, s->config, err);
}

struct listing {
	struct run *run;
	const struct run_source *source;
	enum agent_origin origin; /* of what is listed now, unless it is one of a range */
	uint32_t stamp;           /* of this listing */
	struct error *error;
	bool failed; /* the store could not take it */
};

static bool
list_agent(void *ctx, const char *address, bool ranged)
{
	struct listing *l = ctx;

	l->failed = !store_agent_list(l->run->store, l->source->number, address,
	    ranged ? AGENT_RANGED : l->origin, l->stamp, l->error);
	return !l->failed;
}

/* The addresses of all assets that other sources listed in this run. */
static void
list_known(struct listing *l)
{
	const struct estate *e = &l->run->estate;

	l->origin = AGENT_KNOWN;
	for (uint32_t row = 0; row < estate_rows(e) && !l->failed; row++) {
		const char *address = arena_text(&e->arena, estate_asset(e, row)->address);
		struct error none;

		if (address != NULL && strchr(address, '/') == NULL)
			agent_entry(address, list_agent, l, &none);
	}
	l->origin = AGENT_LISTED;
}

static bool
any_trouble(const struct run *run)
{
	for (size_t i = 0; i < run->nsources; i++)
		if (run->sources[i].trouble ||
		    (run->sources[i].adapter == NULL && !run->sources[i].polled))
			return true;
	return false;
}

/*
 * What is listed by name wins over a range and over what is known: it comes last.
 * While a source is in trouble nobody is forgotten: it may be the one that knew an agent.
 */
static bool
list_agents(struct run *run, struct run_source *s, struct error *err)
{
	struct listing l = { run, s, AGENT_LISTED, store_take(run->store, "listing", 1, err), err,
		false };
	struct error why = { "" };

	l.failed = l.stamp == 0;
	for (size_t i = 0; i < s->config->nagents && !l.failed; i++)
		if (strcmp(s->config->agents[i], "known") == 0)
			list_known(&l);
	for (size_t i = 0; i < s->config->nagents && !l.failed; i++)
		if (strcmp(s->config->agents[i], "known") != 0)
			agent_entry(s->config->agents[i], list_agent, &l, err);
	for (size_t i = 0; i < s->config->nagent_files && !l.failed; i++)
		if (!agent_file(s->config->agent_files[i], list_agent, &l, &why) && !l.failed &&
		    !source_fail(run, s, s->config->agent_files[i], why.text))
			return error_set(err, "out of memory");
	return !l.failed &&
	       (any_trouble(run) || store_agents_unlist(run->store, s->number, l.stamp, err));
}

static bool
poll_tick(void *ctx, uint32_t done, uint32_t agents)
{
	return run_progress(ctx, "polling", NULL, done);
}

static bool
poll_agents(struct run *run, bool *news, struct error *err)
{
	struct polling_options o = { .config = run->config,
		.families = run->families,
		.all = !run->options->only_due,
		.tick = poll_tick,
		.ctx = run };
	struct polling_source *sources = calloc(run->nsources + 1, sizeof *sources);
	struct polling_result result;
	size_t n = 0;
	bool ok;

	if (sources == NULL)
		return error_set(err, "out of memory");
	for (size_t i = 0; i < run->nsources; i++)
		if (run->sources[i].polled)
			sources[n++] = (struct polling_source){ run->sources[i].config,
				run->sources[i].number, run->sources[i].family };
	ok = polling_round(&o, run->store, sources, n, &result, err);
	free(sources);
	*news = result.news;
	if (ok && result.stopped)
		return error_set(err, "stopped");
	return ok && store_commit(run->store, err) && store_begin(run->store, err);
}

bool
run_poll(struct run *run, struct error *err)
{
	bool any = false, news;

	for (size_t i = 0; i < run->nsources; i++) {
		struct run_source *s = &run->sources[i];

		if (!s->polled)
			continue;
		any = true;
		s->number = store_named(run->store, "source", s->config->name, err);
		if (s->number == 0 || !list_agents(run, s, err))
			return false;
	}
	return !any || poll_agents(run, &news, err);
}

/* What the store lists of the source, without asking where agents are. */
static bool
next_due(struct run *run, int64_t *next, struct error *err)
{
	*next = INT64_MAX;
	for (size_t i = 0; i < run->nsources; i++) {
		struct agent_counts counts;

		if (!run->sources[i].polled)
			continue;
		if (!store_agents_count(run->store, run->sources[i].number, &counts, err))
			return false;
		if (counts.next_due < *next)
			*next = counts.next_due;
	}
	return true;
}

bool
run_poll_due(struct run *run, int64_t *next, bool *news, struct error *err)
{
	for (size_t i = 0; i < run->nsources; i++)
		if (run->sources[i].polled &&
		    (run->sources[i].number = store_named(
			 run->store, "source", run->sources[i].config->name, err)) == 0)
			return false;
	return poll_agents(run, news, err) && next_due(run, next, err);
}
