/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_POLLING_H
#define DECOM_POLLING_H

#include "config.h"
#include "family.h"
#include "poller.h"
#include "store_agent.h"

/*
 * Asking the agents of SNMP sources.  A round asks those that are due, and
 * leaves in the store what each said (so that the next round reads only what
 * is due, and knows rates) and what was measured, for a run to take up.  Each agent
 * is finished on its own: a kill in the middle of a round loses what is on the way.
 */
struct polling_source {
	const struct config_source *config;
	uint32_t number;             /* store_named("source") */
	const struct family *family; /* NULL: the one that fits best */
};

struct polling_options {
	const struct config *config;
	const struct families *families;
	bool all; /* not only those that are due */
	/* At least once a second; false: stop.  May be NULL. */
	bool (*tick)(void *ctx, uint32_t done, uint32_t agents);
	void *ctx;
};

struct polling_result {
	uint32_t agents, failed; /* asked in this round */
	uint64_t varbinds;
	bool news; /* an agent was heard for the first time, fell silent, came back, or has other
		      assets */
	bool stopped;
};

/*
 * Inside a transaction of the store, which is committed now and then and
 * left open.  False with the error set if it could not go on; what an agent does
 * is no error.
 */
bool polling_round(const struct polling_options *, struct store *, const struct polling_source *,
    size_t n, struct polling_result *, struct error *);

/* The poller's number of a credential, its secrets read and wiped again; -1 with the error set. */
int polling_credential(struct poller *, const struct config_credential *, struct error *);

/*
 * The source's credentials can be read and used: false with the error set.
 */
bool polling_check(const struct config *, const struct config_source *, struct error *);

#endif
