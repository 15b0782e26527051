/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent_poll.h"
#include "polling.h"

enum { COMMIT_EVERY = 256, KEPT = 7 * 86400 };

int
polling_credential(struct poller *poller, const struct config_credential *c, struct error *err)
{
	struct poller_credential p = { .name = c->name, .version = c->version, .user = c->user };
	char *community = NULL, *auth = NULL, *priv = NULL;
	int number = -1;

	if (config_secret_read(&c->community, &community, err) &&
	    config_secret_read(&c->auth, &auth, err) && config_secret_read(&c->priv, &priv, err)) {
		p.community = community;
		p.auth = c->auth.protocol;
		p.auth_secret = auth;
		p.priv = c->priv.protocol;
		p.priv_secret = priv;
		number = poller_credential(poller, &p, err);
	} else
		error_prefix(err, "credential %s", c->name);
	config_secret_free(community);
	config_secret_free(auth);
	config_secret_free(priv);
	return number;
}

/* The first time that a source names a credential it is made known to the poller. */
static bool
know_credential(struct round *r, size_t at, struct error *err)
{
	if (r->credentials[at] < 0)
		r->credentials[at] =
		    polling_credential(r->poller, &r->options->config->credentials[at], err);
	return r->credentials[at] >= 0;
}

/* The source's list of credentials as the poller numbers them. */
static int *
credentials_of(struct round *r, const struct config_source *s, struct error *err)
{
	const struct config *c = r->options->config;
	int *list = calloc(s->ncredentials + 1, sizeof *list);

	if (list == NULL) {
		error_set(err, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < s->ncredentials; i++) {
		const struct config_credential *known =
		    config_credential_named(c, s->credentials[i]);
		size_t at = (size_t)(known - c->credentials);

		if (!know_credential(r, at, err)) {
			free(list);
			return NULL;
		}
		list[i] = r->credentials[at];
	}
	return list;
}

struct queue {
	struct round *round;
	struct round_source *source;
	struct error *error;
};

static bool
queue_agent(void *ctx, const struct agent_row *row)
{
	struct queue *q = ctx;

	q->round->result->agents++;
	return agent_poll_start(q->round, q->source, row, q->error);
}

static bool
queue_source(struct round *r, size_t at, struct error *err)
{
	struct round_source *s = &r->sources[at];
	struct queue q = { r, s, err };

	return (s->credentials = credentials_of(r, s->polled->config, err)) != NULL &&
	       store_agents_due(r->store, s->polled->number, r->options->all ? INT64_MAX : r->now,
		   queue_agent, &q, err);
}

static bool
tick(void *ctx)
{
	struct round *r = ctx;

	if (r->error->text[0] != '\0')
		return false; /* the store failed: no use in asking on */
	r->result->stopped = r->options->tick != NULL &&
			     !r->options->tick(r->options->ctx, r->done, r->result->agents);
	return !r->result->stopped;
}

void
round_finished(struct round *r, struct error *why)
{
	r->done++;
	if (why != NULL) {
		if (r->error->text[0] == '\0')
			*r->error = *why;
	} else if (r->done % COMMIT_EVERY == 0 && r->error->text[0] == '\0' &&
		   store_commit(r->store, r->error))
		store_begin(r->store, r->error);
}

static uint32_t
millis_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)((now.tv_sec - began->tv_sec) * 1000 +
			  (now.tv_nsec - began->tv_nsec) / 1000000);
}

static bool
note_rounds(struct round *r, uint32_t millis, struct error *err)
{
	for (size_t i = 0; i < r->nsources; i++) {
		struct agent_round round = { r->now, millis, r->sources[i].varbinds };

		if (r->sources[i].asked > 0 &&
		    !store_round_set(r->store, r->sources[i].polled->number, &round, err))
			return false;
	}
	return true;
}

static bool
run_round(struct round *r, struct error *err)
{
	struct timespec began;

	clock_gettime(CLOCK_MONOTONIC, &began);
	for (size_t i = 0; i < r->nsources; i++)
		if (!queue_source(r, i, err)) {
			agent_polls_drop(r);
			return false;
		}
	poller_run(r->poller, tick, r);
	return err->text[0] == '\0' && note_rounds(r, millis_since(&began), err) &&
	       store_polled_expire(r->store, r->now - KEPT, err);
}

bool
polling_round(const struct polling_options *options, struct store *store,
    const struct polling_source *sources, size_t n, struct polling_result *result,
    struct error *err)
{
	size_t ncredentials = options->config->ncredentials;
	struct round r = { .options = options,
		.store = store,
		.nsources = n,
		.result = result,
		.now = (int64_t)time(NULL),
		.error = err };
	bool ok;

	memset(result, 0, sizeof *result);
	err->text[0] = '\0';
	r.sources = calloc(n + 1, sizeof *r.sources);
	r.credentials = malloc((ncredentials + 1) * sizeof *r.credentials);
	if (r.sources == NULL || r.credentials == NULL)
		ok = error_set(err, "out of memory");
	else {
		for (size_t i = 0; i < ncredentials; i++)
			r.credentials[i] = -1;
		for (size_t i = 0; i < n; i++)
			r.sources[i].polled = &sources[i];
		ok = (r.poller = poller_new(NULL, err)) != NULL && run_round(&r, err);
	}
	poller_free(r.poller);
	for (size_t i = 0; r.sources != NULL && i < n; i++)
		free(r.sources[i].credentials);
	free(r.sources);
	free(r.credentials);
	return ok;
}

bool
polling_check(const struct config *config, const struct config_source *source, struct error *err)
{
	struct polling_options options = { .config = config };
	struct round r = { .options = &options };
	int *list = NULL;

	r.credentials = malloc((config->ncredentials + 1) * sizeof *r.credentials);
	if (r.credentials == NULL)
		return error_set(err, "out of memory");
	for (size_t i = 0; i < config->ncredentials; i++)
		r.credentials[i] = -1;
	if ((r.poller = poller_new(NULL, err)) != NULL)
		list = credentials_of(&r, source, err);
	poller_free(r.poller);
	free(r.credentials);
	free(list);
	return list != NULL;
}
