/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_AGENTS_H
#define DECOM_AGENTS_H

#include "run.h"
#include "sampler.h"

/*
 * SNMP sources in a run.  Agents are listed once the other sources have told
 * the addresses of their assets; then those that are due are polled, and what is
 * known of all of them is taken up from the store, polled just now or not.
 */

/* The source's family and credentials are there and sound; false with the error set. */
bool run_open_agents(struct run *, struct run_source *, struct error *);

/* List and poll.  What was heard is committed, whatever becomes of the run. */
bool run_poll(struct run *, struct error *);

/*
 * Only poll those that are due, of the list that the last run made.  *next: UTC
 * seconds when the next is; INT64_MAX: there are none.
 */
bool run_poll_due(struct run *, int64_t *next, bool *news, struct error *);

/* Asset records of all agents, and findings about them. */
bool run_read_inventory(struct run *, struct error *);

/* What was measured since the last run, as samples of the assets it belongs to. */
bool run_read_polled(struct run *, struct run_source *, struct sampler *, struct error *);
bool run_read_feeds(struct run *, struct sampler *, struct error *);

#endif
