/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REPLAY_ANSWER_H
#define REPLAY_ANSWER_H

#include "behaviour.h"
#include "walk.h"

/* What an answer depends on beside the request; borrowed from the agent. */
struct subject {
	const struct walk *walk;
	const struct behaviour *behaviour;
	uint32_t number;     /* of the agent, from 0 */
	const char *address; /* as text */
	int64_t uptime;      /* ms */
	uint32_t restarts;   /* more than 0: counters began at 0 */
};

enum { ANSWER_BYTES = 65507, ANSWER_NAMES = 4096 };

/* A place among an agent's rows, from which to go on. */
struct cursor {
	struct name name; /* not kept up while row >= 0 */
	long row;         /* -1: none of this name is known */
	bool invented;    /* name is one of no row; row says what it is worth */
	bool ended;
};

/*
 * Room to work an answer out in, one for all agents.
 */
struct answer {
	const struct subject *subject;
	int64_t version;
	uint8_t pdu;
	int64_t id, field[2]; /* field: error status and index, or non-repeaters and repetitions */
	struct ber_in community, list, name[ANSWER_NAMES];
	size_t names;

	struct ber_out out;
	size_t varbinds, begin[ANSWER_NAMES]; /* how many there are in out, and where they begin */
	int error;
	size_t index;
	struct cursor cursor[ANSWER_NAMES];
	uint8_t buf[ANSWER_BYTES], spare[ANSWER_BYTES], value[ANSWER_BYTES];
};

/* Understand a request, which must stay while it is answered; false if it is none. */
bool answer_parse(struct answer *, const uint8_t *, size_t);

/* Take the names that are asked for out of list; false if it is none. */
bool answer_names(struct answer *);

/* Bytes of the answer, which is in buf; 0: there is none. */
size_t answer_make(struct answer *, const struct subject *);

/*
 * Successors, and what rows say: rows.c.  cursor_next() goes to the next row there is for this
 * agent, or, when it lies, to one there is not.
 */
void cursor_begin(struct cursor *, const struct name *);
void cursor_next(struct cursor *, const struct answer *);

/* Put the varbind of a row; invented (may be NULL): under that name. */
void row_put(struct answer *, const struct row *, const struct name *invented);

#endif
