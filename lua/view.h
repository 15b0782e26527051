/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_VIEW_H
#define DECOM_VIEW_H

#include <lua.h>

#include "field.h"
#include "judge.h"
#include "measure.h"

/*
 * What one policy sees of the world: the asset and the evidence at hand, and
 * what it asked and said about them.  Belongs to the policy; the Lua side
 * (asset, metrics, verdicts) points at it.  Nothing outside lua/ includes it.
 */
/* A slot for each day of 22 years, and some for labels and shared texts. */
enum { HOT_MAX = 64, CACHE_DAYS = 8192, CACHE = CACHE_DAYS + 2048, SAID_MAX = 32 };

/* Longer texts are not cached, so that the strings of a full cache fit in so many bytes. */
enum { CACHE_TEXT = 64, CACHE_BYTES = CACHE_DAYS * 48 + (CACHE - CACHE_DAYS) * (CACHE_TEXT + 32) };

/* A field that the policy is known to read, and what the Lua table holds of it. */
struct hot {
	const struct field *field;
	const char *name; /* as Lua has it */
	int64_t raw;      /* HOT_NONE: nothing */
};
#define HOT_NONE INT64_MIN

/* A verdict that the policy has made; it may return another one. */
struct said {
	enum verdict_kind kind;
	uint8_t score;
	char reason[VERDICT_REASON_MAX];
};

struct view {
	/* From the policy's declaration. */
	unsigned digits;   /* of the currency's minor unit */
	uint32_t window;   /* days */
	uint32_t gap;      /* minutes */
	uint16_t coverage; /* hundredths of a percent */

	/* The asset at hand. */
	const struct rows *rows;
	const void *row;
	const struct evidence *evidence;
	int32_t as_of; /* what the Lua table says */

	/* What was asked of it: bit 1 << enum metric. */
	uint32_t measured, asked;
	struct measured metric[METRICS]; /* where measured has the bit */
	double threshold[METRICS];       /* the lowest asked; where asked has the bit */
	char no_data[96];                /* "": nothing was refused */

	/* What was said of it. */
	struct said said[SAID_MAX];
	unsigned nsaid;
	uintptr_t generation; /* of the asset: an old verdict is none */

	/* The reusable asset object, see bind.c. */
	struct hot hot[HOT_MAX];
	size_t nhot;
	int fields, keys, cache; /* registry references of Lua tables */
	int64_t cached[CACHE];
};

/* Statistics of one metric in the policy's window, made once an asset. */
const struct measured *view_metric(struct view *, enum metric);

/* Push the asset object, made once per state.  Raises. */
void bind_open(lua_State *, struct view *);

/* Where the Lua tables of a view are: indexes of the stack or of upvalues. */
struct bound {
	int fields, keys, cache;
};

/* Push them. */
struct bound bind_push(lua_State *, const struct view *);

/* Let the object show another row; forget what is known of the last one.  Raises without memory. */
void bind_asset(lua_State *, struct view *, struct bound, const struct rows *, const void *row,
    const struct evidence *);

/* The arena or the meaning of its offsets has changed: nothing cached holds. */
void bind_forget(struct view *);

/* Put the metric objects into the table on top of the stack.  Raises. */
void metric_open(lua_State *, struct view *);

/* Push the days since metric_idle_since(), or, with nothing asked, over all work metrics measured.
 */
int metric_idle_days(lua_State *, struct view *);

/* First day of the quiet that every metric asked agrees on; DAY_ABSENT if none was. */
int32_t metric_idle_since(const struct view *);

/* The least coverage among the metrics asked; U16_ABSENT if none was. */
uint16_t metric_coverage(const struct view *);

/* Put idle(), active(), keep(), unknown() and days() into the table on top of the stack. */
void verdict_open(lua_State *, struct view *);

/*
 * The verdict that the value on top of the stack is; its reason lies in the
 * view.  Raises if it is none.
 */
void verdict_read(lua_State *, struct view *, struct verdict *);

#endif
