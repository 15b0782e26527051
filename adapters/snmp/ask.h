/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ASK_H
#define DECOM_ASK_H

#include "poller.h"

/*
 * The questions of one step.  OIDs live in one pool; what has been answered
 * is taken off the front.
 */
struct asked {
	uint32_t at, n; /* in the pool */
};

struct questions {
	struct asked *item;
	uint32_t from, n, cap; /* item[from] .. item[n - 1] are open */
};

struct column {
	struct asked name;
	unsigned table;
	uint32_t most, rows;
	uint32_t *last; /* the last instance heard, after the column's own arcs */
	uint32_t nlast, caplast;
	bool started; /* last holds something */
	bool ended;
	bool partial; /* ended before its end: not to be compared with others */
};

struct poller_ask {
	uint32_t *arcs;
	uint32_t narcs, cap;
	struct questions gets, nexts;
	struct column *columns;
	uint32_t ncolumns, capcolumns;
	uint32_t *active; /* places in columns of those that have not ended, in order */
	uint32_t nactive, capactive;
};

void ask_clear(struct poller_ask *); /* no questions; keeps its memory */
void ask_free(struct poller_ask *);  /* what it points to */
bool ask_empty(const struct poller_ask *);

struct oid ask_oid(const struct poller_ask *, struct asked);
uint32_t questions_open(const struct questions *);

/* Take out the i-th open one. */
void questions_drop(struct questions *, uint32_t i);

/* Remember where a column is: arcs after the column's own.  False without memory. */
bool column_moved(struct column *, const uint32_t *arcs, uint32_t n);

/* Leave those that have ended out of active. */
void ask_settle(struct poller_ask *);

#endif
