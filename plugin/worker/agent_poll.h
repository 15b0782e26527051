/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_AGENT_POLL_H
#define DECOM_AGENT_POLL_H

#include "poller.h"
#include "polling.h"

/*
 * One agent's part of a round: which family it is, what of that is due, what
 * it said, and what that means.  polling.c begins them, the poller calls back.
 */
struct round_source {
	const struct polling_source *polled;
	int *credentials;
	uint64_t varbinds;
	uint32_t asked;
};

struct agent_poll;

struct round {
	const struct polling_options *options;
	struct store *store;
	struct poller *poller;
	struct round_source *sources;
	size_t nsources;
	int *credentials; /* of the configuration, as the poller numbers them; -1: not yet */
	struct polling_result *result;
	struct error *error; /* why the round cannot go on; "" while it can */
	int64_t now;
	uint32_t done;
	struct agent_poll *open; /* all that are queued or under way */
};

bool agent_poll_start(
    struct round *, struct round_source *, const struct agent_row *, struct error *);

/* Forget those that were queued for a poller that will not run. */
void agent_polls_drop(struct round *);

/* An agent is done; why: the store could not take it (NULL: it could). */
void round_finished(struct round *, struct error *why);

#endif
