/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REPLAY_BEHAVIOUR_H
#define REPLAY_BEHAVIOUR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * How an agent behaves, and misbehaves.  What each member means stands in the
 * table in behaviour.c, which is what "replay -h" shows; OFF: not set.
 */
enum { OFF = -1 };

struct behaviour {
	char community[32];
	/* What it says to whom, and when. */
	int32_t only, silent, dies, loss, delay, restart, every;
	int32_t reorder, twice, port, address;
	/* What the answer looks like. */
	int32_t size, toobig, truncate, cut, error, index, id, pdu, stale, garbage, flip;
	/* Which rows there are. */
	int32_t same, backwards, loop, endless, deep, skip, shuffle, other;
	/* What they say. */
	int32_t huge, wrongtype, null;
};

/* Without any misbehaviour, but for the community. */
void behaviour_init(struct behaviour *, const char *community);

/* One word, "loss=3" or "silent"; false if it is none or the number makes no sense. */
bool behaviour_set(struct behaviour *, const char *word);

/* A line for each. */
void behaviour_list(FILE *);

#endif
