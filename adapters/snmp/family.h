/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FAMILY_H
#define DECOM_FAMILY_H

#include "harvest.h"
#include "record.h"

/*
 * A device family's adapter (format = "snmp"): which agents it fits, what to
 * read from them and when, and what the varbinds mean.  Declared in Lua, see
 * decom-snmp(7); compiled once to plain C.  Evaluating is a pure function of
 * two harvests: no clock, no network, no memory between calls.
 */
struct family;
struct families;

/*
 * All families that the folders hold (a file in an earlier folder hides one
 * of the same name in a later one; NULL ends).  problem (may be NULL) is told
 * of each that does not compile; the others are there all the same.  A part
 * that needs what only a family has is no problem by itself.  NULL
 * without memory.
 */
struct families *families_load(const char *const *dirs,
    void (*problem)(void *ctx, const char *name, const char *why), void *ctx);
void families_free(struct families *);
size_t families_count(const struct families *);
const struct family *families_at(const struct families *, size_t); /* by name, parts left out */
const struct family *families_named(const struct families *, const char *); /* NULL: none */

const char *family_name(const struct family *);
const char *family_title(const struct family *); /* NULL: none */

/*
 * Which family fits an agent.  probes: what to ask with GETNEXT beside the
 * system group; an answer inside the OID asked for is a "yes".  heard holds
 * the system group and these answers.  Fills at most max scores, the best
 * first; those that do not fit are left out.  Returns how many fit.
 */
struct family_score {
	const struct family *family;
	int score;
	char why[200]; /* "sysObjectID 1.3.6.1.4.1.318.*; answers 1.3.6.1.4.1.318.1.1.26.2.1" */
};
size_t families_probes(const struct families *, const struct oid **);
size_t families_match(
    const struct families *, const struct harvest *heard, struct family_score *, size_t max);

/* One object to read: a scalar instance (GET), or a column to walk. */
struct family_read {
	struct oid oid; /* of the instance, or of the column */
	bool scalar;
	uint16_t table;    /* columns of one number lie side by side and are walked together */
	uint32_t every;    /* seconds; 0: at each poll */
	struct oid marker; /* n > 0: read again when this scalar, read at each poll, has changed */
	struct oid unless; /* n > 0: not read while the last look had something below this */
	uint32_t most;     /* rows */
	const char *name;  /* "outlet.power" */
};
size_t family_reads(const struct family *, const struct family_read **);

struct family_pace {
	uint16_t first, least; /* varbinds asked for in one response; step down as far as least */
	uint32_t budget;       /* milliseconds for all of one poll */
};
const struct family_pace *family_pace(const struct family *);

/* Two looks at one agent.  before: NULL at the first; then there are no rates. */
struct family_sight {
	const char *agent; /* what records and troubles call the file: "192.0.2.7", "[::1]:1161" */
	const char *address; /* the value of the field address; NULL: none */
	const struct harvest *now, *before;
	int64_t time, before_time; /* UTC seconds */
	uint32_t every;            /* seconds between two polls, as configured */
};

/*
 * Where the result goes; each returns false to stop.  key names an asset
 * within its agent and stays the same from poll to poll: "" for the agent's
 * own, "blade.3" for a row of a table.  Assets come before samples.
 *
 * feed: a measured outlet or port that belongs to what is plugged in there.
 * value: told of every value that was worked out, or lost, for probe; may be NULL.
 */
struct family_feed {
	const char *key;             /* "outlet.1.7" */
	const char *label;           /* the name that the device shows for it; NULL: none */
	const char *of;              /* key of the asset that it is part of: the PDU, the switch */
	const char *outlet;          /* what the device calls it: "7", "Gi1/0/3" */
	uint32_t declared;           /* bit 1 << metric for each that the rule would measure */
	const struct record *sample; /* RECORD_SAMPLE, no cells; NULL: nothing was measured */
};
struct family_value {
	const char *key;   /* of the asset or feed */
	const char *name;  /* field or metric */
	const char *value; /* as text; NULL: there is none */
	const char *unit;  /* NULL: none */
	struct oid oid;    /* of the first varbind that went into it; n 0: none */
	const char *why;   /* what is wrong with it; NULL: nothing */
};
struct family_sink {
	void *ctx;
	bool (*asset)(void *ctx, const char *key, const struct record *);
	bool (*sample)(void *ctx, const char *key, const struct record *);
	bool (*feed)(void *ctx, const struct family_feed *);
	bool (*trouble)(void *ctx, const char *key, const struct trouble *);
	void (*value)(void *ctx, const struct family_value *);
};

/* False, with the error set, without memory; a sink that stops ends it with true. */
bool family_evaluate(
    const struct family *, const struct family_sight *, const struct family_sink *, struct error *);

#endif
