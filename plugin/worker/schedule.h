/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SCHEDULE_H
#define DECOM_SCHEDULE_H

#include "family.h"
#include "store_agent.h"

/*
 * When each table of an agent was last read, which of it is due, and what
 * its assets looked like.  Holds for one family as it is declared now: when the
 * declaration changes, all is due.
 */
enum { SCHEDULE_TABLES = 256 };

struct schedule {
	uint64_t signature; /* of the family's reads */
	uint64_t assets;    /* hash of what its assets looked like */
	int64_t matched;    /* when the family was picked; 0: never */
	uint32_t tables;    /* how many of read hold something */
	int64_t read[SCHEDULE_TABLES];
};

/* Of the bytes that the store kept; empty if they make no sense. */
void schedule_decode(struct schedule *, struct agent_bytes);

/* The bytes to keep lie in the struct itself. */
struct agent_bytes schedule_encode(const struct schedule *);

/* Make it one for this family: what was noted for another is dropped. */
void schedule_for(struct schedule *, const struct family *);

/*
 * Is this read due at an instant?  What is read daily is spread by salt over
 * a tenth of its time, so that not all agents have it on the same day's round.
 */
bool schedule_due(const struct schedule *, const struct family_read *, int64_t now, uint32_t salt);
void schedule_done(struct schedule *, const struct family_read *, int64_t now);

#endif
