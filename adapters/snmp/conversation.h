/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CONVERSATION_H
#define DECOM_CONVERSATION_H

#include "ask.h"
#include "session.h"
#include "names.h"
#include "timers.h"

/*
 * What the poller's files share.  The loop (poller.c) decides when a
 * conversation may send; the conversation (conversation.c) what; the reply is
 * taken apart by reply.c, the size of requests kept by pace.c, row sets are
 * compared by gaps.c.
 */
struct link {
	struct link *prev, *next; /* a ring with its head; NULL: in none */
};

struct poller {
	struct poller_options options;
	struct poller_stats stats;
	struct credential **credentials;
	size_t ncredentials;
	struct timers timers;
	struct link queued; /* not yet open, in the order of their start */
	struct link ready;  /* open, with something to send */
	struct link young;  /* waiting for an answer, sent lately, the oldest first */
	struct link opened; /* all that are open */
	bool stopping;      /* nothing new is begun */
	unsigned nopen, nyoung;
	struct names *names; /* NULL until a name is asked for */
	netsnmp_large_fd_set set;
	int epoll;
	uint64_t now;    /* microseconds; monotonic */
	uint64_t answer; /* microseconds that answers take, smoothed */
};

/* How large requests are: varbinds in one response. */
struct pace {
	uint16_t size;   /* to ask for next */
	uint16_t least;  /* as far down as silence makes us go */
	uint16_t limit;  /* never more than this: it had to step down */
	uint16_t before; /* limit before the failures since the last success */
	uint16_t again;  /* limit after the next success, size as well; 0: as it is */
	uint16_t proved; /* the largest number that was answered */
	bool failing;    /* no success since the last failure */
	bool stepped;    /* it had to step down in this conversation */
};
enum { PACE_FIRST = 24, PACE_MOST = 100, PACE_SCALARS = 40, PACE_BYTES = 1200, PACE_PATIENCE = 16 };

enum request_kind { REQUEST_NONE, REQUEST_ENGINE, REQUEST_GET, REQUEST_NEXT, REQUEST_BULK };

/* The request that is open: the first of the open questions and active columns. */
struct request {
	enum request_kind kind;
	uint16_t singles; /* gets or nexts */
	uint16_t columns;
	uint16_t repetitions;
	uint8_t sends;        /* of the same bytes */
	uint8_t resyncs;      /* clocks taken from reports */
	uint8_t errors;       /* times that it was answered with an error-status */
	uint64_t first, sent; /* the first time, the last time */
};

/* What an answer or a silence leads to; kept until the library has returned. */
enum verdict {
	VERDICT_GO_ON, /* plan the next request */
	VERDICT_AGAIN, /* the same question in a new message */
	VERDICT_ANEW,  /* ask for the engine again, then go on */
	VERDICT_NEXT,  /* this credential does not work */
	VERDICT_FINISH /* end and why are set */
};

enum {
	ADDRESSES = 4,
	CREDENTIALS = 200,
	ODD_MOST = 20,
	BLAMES_MOST = 10,
	SILENCES_MOST = 4,
	WHY = 320
};

struct conversation {
	struct timer timer; /* the next try, or the end of the budget */
	struct link link;   /* queued, ready or young */
	struct link opened; /* in the poller's list of open ones */
	struct poller *poller;
	struct poller_target target; /* the address is ours */
	struct names_lookup *lookup; /* of its name */
	struct address addresses[ADDRESSES];
	uint8_t naddresses, address; /* how many, which */
	uint8_t tried;               /* credentials, with this address */
	uint8_t place;               /* of the one being tried, in the target's list */
	uint8_t rediscoveries;
	uint8_t silences; /* requests in a row without an answer */
	uint8_t odds;
	uint8_t blames;  /* varbinds given up in a row for an error-status */
	bool young;      /* it takes a place of those that wait */
	bool alive;      /* this credential was answered */
	bool greeted;    /* somebody answered anything */
	bool remembered; /* the engine is from last time */
	bool no_engine;  /* no SNMPv3 there: asked for the engine in vain */
	bool started;    /* next() was called */
	bool checking, checked;
	bool dropped; /* a single varbind was given up for silence, nothing heard since */
	struct session *session;
	struct engine engine;
	struct poller_ask ask;
	struct request request;
	struct pace pace;
	struct harvest *heard;
	uint32_t found, strays, garbled;
	uint32_t requests, varbinds, retries;
	uint64_t begun, deadline;
	uint64_t slowest;  /* microseconds that an answer took at most */
	uint64_t doubtful; /* what the last answer took, if it was to the first sending */
	enum verdict verdict;
	enum poller_end end;
	enum poller_end refusal; /* the most telling failure of the credentials tried */
	char *why;               /* WHY bytes; NULL: nothing to say yet */
};

/* poller.c */
void poller_ready(struct conversation *); /* it has something to send */
void poller_sent(struct conversation *);  /* it waits for an answer */
void poller_heard(struct conversation *); /* it waits for none any more */
bool poller_watch(struct conversation *); /* its socket; false: no room */
struct names *poller_names(struct poller *, struct error *);
void poller_closed(struct conversation *); /* its place is free */

/* conversation.c */
struct conversation *conversation_new(
    struct poller *, const struct poller_target *, struct error *);
void conversation_open(struct conversation *);  /* from queued; may end at once */
void conversation_send(struct conversation *);  /* its turn */
void conversation_read(struct conversation *);  /* something came */
void conversation_timer(struct conversation *); /* a try or the budget is over */
void conversation_drop(struct conversation *, enum poller_end, const char *why);
const struct credential *conversation_credential(const struct conversation *);

void conversation_go_on(struct conversation *);  /* plan the next request; may end it */
void conversation_finish(struct conversation *); /* tell the owner, and be gone */

/* attempt.c: a credential at an address.  The first four may end the conversation. */
void attempt_resolve(struct conversation *, const char *host, in_port_t port);
void attempt_begin(struct conversation *);         /* the one at hand */
void attempt_next(struct conversation *);          /* the next credential, or address */
void attempt_no_way(struct conversation *);        /* nobody listens at this address */
bool attempt_reopen(struct conversation *);        /* a new session; false: end and why are set */
bool attempt_is_sole(const struct conversation *); /* there is no other to hope for */

/* Say what is odd; at most ODD_MOST times. */
void conversation_odd(struct conversation *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Set the end and why; always VERDICT_FINISH. */
enum verdict conversation_end(struct conversation *, enum poller_end, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* request.c: fill in the request from what is open; false: nothing is.  Then make its PDU. */
bool request_plan(struct conversation *);
netsnmp_pdu *request_pdu(const struct conversation *); /* NULL without memory */
uint32_t request_varbinds(const struct request *);     /* in its response */
struct oid request_first(const struct conversation *); /* the first OID asked for */
const char *request_name(const struct conversation *);

/* reply.c: take an answer; the request is no longer open. */
enum verdict reply_taken(struct conversation *, netsnmp_pdu *);

/* Give up the i-th varbind of the request (from 0), which is then no question any more. */
void reply_drop(struct conversation *, uint32_t i);

/* pace.c */
void pace_start(struct pace *, const struct poller_target *);
void pace_answered(struct pace *, uint32_t asked, uint32_t heard, size_t bytes, bool quick);
void pace_fit(struct pace *, uint32_t n);                     /* no more than that */
bool pace_down(struct pace *, uint32_t failed, uint32_t few); /* false: that is no less */
bool pace_silent(struct pace *, uint32_t failed);
void pace_culprit(struct pace *); /* the failures were one varbind's, which is given up */
void pace_remember(struct pace, struct poller_memory *);

/* gaps.c: ask for the instances that columns lack and their neighbours have; how many. */
uint32_t gaps_ask(struct conversation *);

#endif
