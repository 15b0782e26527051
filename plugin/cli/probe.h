/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_PROBE_H
#define DECOM_PROBE_H

#include "keys.h"
#include "snmp/family.h"

/*
 * Conversations of decom probe.  First the agent is asked who it is, then the family that fits
 * best (or the one asked for) reads it: two conversations, because pace and questions of the
 * second depend on the first.  A second look reads what the family reads at each poll.
 */
enum { PROBE_LOOKS = 2, PROBE_MATCHES = 8, PROBE_ODD = 8 };

/* What all agents of one probe share.  Nothing here is owned. */
struct probe {
	const struct families *families;
	const struct family *forced; /* NULL: the best match */
	struct poller *poller;
	const struct keys *keys;
	size_t done; /* agents that are through with the look at hand */
};

struct probe_agent {
	struct probe *probe;
	const char *address;
	const struct family *family;       /* NULL: none fits, or no answer */
	struct harvest *identity;          /* NULL: no answer */
	struct harvest *look[PROBE_LOOKS]; /* NULL: not looked, or no answer */
	int64_t time[PROBE_LOOKS];
	struct family_score scores[PROBE_MATCHES]; /* those that fit, the best first */
	size_t nscores;
	char credential[64]; /* that worked; "" if none */
	uint32_t requests, varbinds, retries, millis;
	char *odd[PROBE_ODD]; /* what it did that broke the rules but ended nothing */
	size_t nodd;          /* all; more than that are only counted */
	struct error error;   /* "" if all went well */
	struct poller_memory memory;
	size_t at; /* the look at hand */
	unsigned step;
};

/* Queue the first look, or the second: poller_run() does it. */
void probe_first(struct probe_agent *);
void probe_again(struct probe_agent *);

/* "ADDRESS: WHY", with the address once. */
void probe_error(struct error *, const char *address, const char *why);

/* Frees what it has come to hold, not the struct. */
void probe_agent_free(struct probe_agent *);

#endif
