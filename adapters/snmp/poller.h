/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_POLLER_H
#define DECOM_POLLER_H

#include "harvest.h"

/*
 * SNMP, as a manager: many conversations with agents at once, in one loop
 * and one thread.  A conversation asks one agent for scalars and columns, step
 * by step, until its owner has no more questions, its time is up, or the
 * agent fails.  Nothing an agent does delays another conversation, and
 * nothing blocks: names, engines and answers are all waited for in the loop.
 */
struct poller;

struct poller_options {
	unsigned waiting; /* requests on the way at once that were sent lately; 0: 256 */
	unsigned open;    /* conversations open at once; 0: as descriptors allow, at most 4096 */
	uint32_t timeout; /* ms until a request is sent again for the first time; 0: 1000 */
	unsigned retries; /* 0: 2 */
	size_t limit;     /* bytes a conversation may hold; 0: 8 MiB */
};

/* How to speak to an agent.  All texts are copied; secrets are wiped at the end. */
struct poller_credential {
	const char *name;
	unsigned version; /* 1, 2, 3 */
	const char *community;
	const char *user;
	const char *auth, *auth_secret; /* "SHA-256"; NULL: none */
	const char *priv, *priv_secret; /* "AES"; NULL: none */
};

struct poller *poller_new(
    const struct poller_options *, struct error *); /* NULL options: the usual */
void poller_free(struct poller *);

/* The number of a credential, from 0; -1 with the error set (a protocol this build lacks, ...). */
int poller_credential(struct poller *, const struct poller_credential *, struct error *);

/* What is worth knowing of an agent the next time.  Plain bytes: it may be stored. */
struct poller_memory {
	uint8_t known;      /* a conversation went well with this */
	uint8_t credential; /* place in the target's list */
	uint8_t engine_len;
	uint8_t engine[32];
	uint16_t repetitions; /* varbinds per response that worked; 0: not known */
	uint16_t since_down;  /* polls since it had to step down; from 16 on that is long ago */
	uint32_t boots, time; /* the engine's clock, so that the first request is in its window */
	int64_t at;           /* UTC seconds when that was so; 0: the clock is not known */
};

/*
 * What to ask next.  Scalars are fetched with GET, successors with GETNEXT,
 * columns with GETBULK (GETNEXT in version 1) row by row, those of one table
 * number side by side.
 */
struct poller_ask;
bool poller_get(struct poller_ask *, struct oid);
bool poller_next(struct poller_ask *, struct oid);
bool poller_walk(struct poller_ask *, struct oid column, unsigned table, uint32_t most_rows);

enum poller_end {
	POLLER_DONE,
	POLLER_NO_ANSWER,  /* nobody there, or no credential fits (v1, v2c and a wrong v3 key are
			      silent) */
	POLLER_REFUSED,    /* unknown user, wrong digest, not in time window, no access: an SNMPv3
			      report */
	POLLER_OVERDUE,    /* the budget is used up; what was heard is there */
	POLLER_BROKEN,     /* it broke the protocol; what was heard before is there */
	POLLER_TOO_MUCH,   /* it said more than the limit */
	POLLER_BAD_ADDRESS /* no address, or a name that does not resolve */
};

struct poller_result {
	enum poller_end end;
	const char *why; /* for a person: names the OID where there is one; NULL if done */
	const struct harvest *heard;        /* valid during the call */
	const struct poller_memory *memory; /* for the next time */
	const char *credential;             /* name of the one that worked; NULL: none did */
	uint32_t requests, varbinds, retries, millis;
};

/* One agent to speak with. */
struct poller_target {
	const char *address;    /* "192.0.2.7", "192.0.2.7:1161", "2001:db8::7", "[::1]:161",
				   "host.example:161" */
	const int *credentials; /* in the order in which to try */
	size_t ncredentials;
	struct poller_memory memory; /* zeroed: nothing is known */
	uint16_t first, least;       /* varbinds per response to begin with, at least; 0: 24, 1 */
	uint32_t budget;             /* ms; 0: 20000 */
	void *ctx;
	/* Put what to ask into the ask; false: no more questions.  heard: all so far. */
	bool (*next)(void *ctx, const struct harvest *heard, struct poller_ask *);
	/* Called once, last. */
	void (*done)(void *ctx, const struct poller_result *);
	/* May be NULL: told of what was odd and did not end it: rows skipped, a column in a loop.
	 */
	void (*odd)(void *ctx, const char *what);
};

/* Queue a conversation; the target is copied, what it points to must stay.  From callbacks too. */
bool poller_start(struct poller *, const struct poller_target *, struct error *);

/*
 * Run until all conversations are done, or tick (may be NULL; called at
 * least once a second) returns false: then every open one is dropped with
 * POLLER_OVERDUE.
 */
void poller_run(struct poller *, bool (*tick)(void *ctx), void *ctx);

/* Since poller_new(). */
struct poller_stats {
	uint64_t requests, varbinds, retries, answers,
	    strays; /* strays: answers to nothing we asked */
	uint32_t open_most;
};
struct poller_stats poller_stats(const struct poller *);

#endif
