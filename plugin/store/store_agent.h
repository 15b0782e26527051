/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_STORE_AGENT_H
#define DECOM_STORE_AGENT_H

#include "store.h"

/*
 * Polled agents: what is to be remembered of each from one poll to the next,
 * and what was measured until a run takes it up.  The store does not look into
 * the bytes.  A source is its number, store_named("source").
 */
struct agent_bytes {
	const void *base; /* NULL: none */
	size_t n;
};

/* Why an agent is in the list of a source. */
enum agent_origin {
	AGENT_LISTED = 1, /* by its address or name */
	AGENT_RANGED,     /* as one of a range: silence is no news */
	AGENT_KNOWN       /* another source has an asset with this address */
};

struct agent_row {
	int64_t id;
	uint32_t source;
	const char *address;
	enum agent_origin origin;
	int64_t polled;    /* UTC seconds of what was heard; 0: it never answered */
	int64_t due;       /* UTC seconds of the next poll */
	uint32_t failures; /* polls in a row that failed */
	uint32_t varbinds; /* of the last poll */
	const char *family;
	const char *why; /* the last poll failed; NULL: it did not */
	const char *odd; /* what was odd about it, a line each; NULL: nothing */
	struct agent_bytes memory, schedule, heard;
};

/* List an agent, new or not; stamp marks this listing. */
bool store_agent_list(struct store *, uint32_t source, const char *address, enum agent_origin,
    int64_t stamp, struct error *);

/* Forget those of the source that the listing with this stamp did not name, with what they
 * measured. */
bool store_agents_unlist(struct store *, uint32_t source, int64_t stamp, struct error *);

/*
 * The source's agents that are due at an instant, those that fail last.  Only
 * id, source, address, origin, family and memory are filled, and belong to the
 * store during the call; each returns false to stop, which is an error.
 */
bool store_agents_due(struct store *, uint32_t source, int64_t at,
    bool (*each)(void *ctx, const struct agent_row *), void *ctx, struct error *);

/* Ids of the agents that ever answered, in the order in which they were listed; the caller frees.
 */
bool store_agents_heard(struct store *, uint32_t source, int64_t **ids, size_t *n, struct error *);

/* Ids of those whose last poll failed, or was odd. */
bool store_agents_troubled(
    struct store *, uint32_t source, int64_t **ids, size_t *n, struct error *);

/* Texts and bytes belong to the store until the next call of this function. */
bool store_agent_load(struct store *, int64_t id, struct agent_row *, struct error *);

/* All but source, address and origin. */
bool store_agent_save(struct store *, const struct agent_row *, struct error *);

struct agent_counts {
	uint32_t agents, failing; /* a silent address of a range counts as neither */
	int64_t next_due;         /* INT64_MAX: there are no agents */
};
bool store_agents_count(struct store *, uint32_t source, struct agent_counts *, struct error *);

/* Samples of one poll, until they are taken up. */
bool store_polled_add(
    struct store *, int64_t agent, int64_t time, struct agent_bytes, struct error *);
bool store_polled_each(struct store *, uint32_t source,
    bool (*each)(void *ctx, int64_t agent, int64_t time, struct agent_bytes), void *ctx,
    struct error *);
bool store_polled_drop(struct store *, uint32_t source, struct error *);

/* Drop what no run took up before an instant. */
bool store_polled_expire(struct store *, int64_t before, struct error *);

/* How the last round of a source went. */
struct agent_round {
	int64_t time;
	uint32_t millis;
	uint64_t varbinds;
};
bool store_round(struct store *, uint32_t source, struct agent_round *); /* false: none yet */
bool store_round_set(struct store *, uint32_t source, const struct agent_round *, struct error *);

#endif
