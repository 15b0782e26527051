/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_VIEW_H
#define DECOM_VIEW_H

#include <lua.h>

#include "activity.h"
#include "field.h"
#include "judge.h"
#include "measure.h"

/*
 * What one policy sees of the world: the asset and the evidence at hand, and
 * what it asked and said about them.  Belongs to the policy; the Lua side
 * (asset, metrics, verdicts) points at it.  Nothing outside lua/ includes it.
 */
/* A slot for each day of 22 years, and some for labels and shared texts. */
enum { HOT_MAX = 64, WITHIN_MAX = 32, CACHE_DAYS = 8192, CACHE = CACHE_DAYS + 2048, SAID_MAX = 32 };

/* Longer texts are not cached, so that the strings of a full cache fit in so many bytes. */
enum {
	CACHE_TEXT = 64,
	CACHE_BYTES = CACHE_DAYS * 48 + (CACHE - CACHE_DAYS) * (CACHE_TEXT + 32) + WITHIN_MAX * 256
};

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
	int32_t date; /* unknown: ask again then; idle: since then; DAY_ABSENT: not said */
	char reason[VERDICT_REASON_MAX];
};

/*
 * A metric object: a.cpu, and what within() made of it.  What it knows is of
 * the asset whose generation it has.
 */
enum { OBJECTS = METRICS + WITHIN_MAX };

/* How an object was asked: thresholds, the usual one implied, or its activity. */
enum { ASKED_THRESHOLD = 1, ASKED_IMPLIED = 2, ASKED_WORK = 4 };

/* What was seen of work in the last days. */
struct work_span {
	uint32_t days;
	struct work_seen seen;
};

enum { WORK_SPANS = 4 };

struct object {
	struct view *view;
	enum metric metric;
	uint32_t days;   /* its window: so many up to yesterday */
	unsigned serial; /* counts what it has been */
	uintptr_t generation;
	bool is_measured;
	struct measured measured;
	const struct measured_day *of_days; /* where the series lay */
	unsigned asked;
	double threshold;                  /* the lowest asked */
	struct work_span work[WORK_SPANS]; /* the one asked last first */
	unsigned nwork;
	struct measured_day day; /* that daily() shows, if it does */
	bool showing;
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
	struct evidence *evidence;
	int32_t as_of; /* what the Lua table says */

	/* What was asked of it. */
	struct object object[OBJECTS]; /* the first METRICS are a.cpu and so on */
	unsigned nwithin;              /* of the others */
	uint32_t worked;               /* bit 1 << enum metric: its activity is known */
	uint64_t asked;                /* bit 1 << index in object */
	char no_data[160];             /* "": nothing was refused */
	int32_t ask_again;             /* when that will be there; DAY_ABSENT: not known */

	/* What was said of it. */
	struct said said[SAID_MAX];
	unsigned nsaid;
	uintptr_t generation; /* of the asset: an old verdict is none */

	/* The reusable asset object, see bind.c. */
	struct hot hot[HOT_MAX];
	size_t nhot;
	int fields, keys, cache, within; /* registry references of Lua tables */
	const struct field *cycle;       /* asset.business_cycle */
	int64_t cached[CACHE];
};

/* Statistics of an object's days, made once an asset. */
const struct measured *view_measured(struct object *);

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
    struct evidence *);

/* The arena or the meaning of its offsets has changed: nothing cached holds. */
void bind_forget(struct view *);

/* Put the metric objects into the table on top of the stack.  Raises. */
void metric_open(lua_State *, struct view *);

/* Put quiet_hours() there. */
void half_hours_open(lua_State *, struct view *);

/* The days of a span, as windows count them: a month has 31, a year 366. */
uint32_t view_span_days(uint32_t span);

/* Push the days since metric_idle_since(), or, with nothing asked, over all work metrics measured.
 */
int metric_idle_days(lua_State *, struct view *);

/*
 * The least coverage of what was asked, of each metric object in the span
 * that it was asked for last; U16_ABSENT if nothing was.
 */
uint16_t metric_coverage(struct view *);

/*
 * The most days without work, in any metric, after which there was work again:
 * since the first day of the history or since work.  False: none was ever seen.
 */
bool metric_longest_silence(struct view *, uint32_t *days);

/* First day of the history of any work metric; DAY_ABSENT: none. */
int32_t metric_first_day(const struct view *);

/* Days since then; 0: none. */
uint32_t metric_history_days(const struct view *);

/* First day of the quiet that every metric asked agrees on; DAY_ABSENT if none was. */
int32_t metric_idle_since(struct view *);

/* Put idle(), active(), keep(), unknown() and days() into the table on top of the stack. */
void verdict_open(lua_State *, struct view *);

/*
 * The verdict that the value on top of the stack is; its reason lies in the
 * view.  Raises if it is none.
 */
void verdict_read(lua_State *, struct view *, struct verdict *);

#endif
