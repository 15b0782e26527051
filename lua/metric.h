/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LUA_METRIC_H
#define DECOM_LUA_METRIC_H

#include <lauxlib.h>

#include "view.h"

/* What the files of the metric objects share; nobody else includes it.  All of it may raise. */
#define METRIC_MODEL "metric"

/* The object at index, on the asset at hand. */
struct object *metric_object(lua_State *, int index);

/* That of a metric over the policy's window, on the asset at hand. */
struct object *metric_shown(struct view *, enum metric);

/* The days that count: so many up to yesterday. */
struct window metric_window(const struct object *, uint32_t days);

/* Days of an argument: "100d", 100, or what the object has if it is absent. */
uint32_t metric_days_arg(lua_State *, int at, const struct object *);

/* A threshold above 0; where none is given that from which on the metric shows work. */
double metric_threshold_arg(lua_State *, const struct object *);

/* Note what was asked, for idle_since and the verdict's coverage. */
void metric_ask(struct object *, double threshold);
void metric_ask_implied(struct object *);
bool metric_ask_work(struct object *); /* false: activity does not know it */

/*
 * What raises "no data".  Any statement needs the share of the window that
 * the policy demands; silence, and what is computed of all samples, bears no
 * long gap either; and what rests on half-hours no half-hour of the day that
 * is mostly missing.
 */
const struct measured *metric_sampled(lua_State *, struct object *);
const struct measured *metric_proven(lua_State *, struct object *);

struct lack {
	uint32_t days;          /* the window's */
	uint16_t coverage;      /* hundredths of a percent */
	uint32_t gap;           /* minutes; 0: none that is too long */
	uint16_t slot_coverage; /* of the half-hour of the day that lacks most; U16_ABSENT: none */
	const char *of;         /* what coverage is of, "" for samples */
	int32_t ask_again;      /* DAY_ABSENT, or a day up to today: not known */
};
int metric_refuse(lua_State *, const struct object *, const struct lack *);

/* Below this no half-hour of the day may be covered; 0: the policy looks at no slots. */
uint16_t metric_slot_gate(const struct view *);

int metric_push_day(lua_State *, bool there, int32_t day);

/* The first day on which a window of so many days passes the policy's gate; DAY_ABSENT: unknown. */
int32_t metric_complete_on(const struct object *, uint32_t days);

/* What a userdata shows; of another serial: the object has become another one since. */
struct shown {
	struct object *object;
	unsigned serial;
};
void metric_push_shown(lua_State *, struct object *, int values);

/*
 * How well the object's days are sampled.  From activity where that knows,
 * which is never better than the days would say, else from the days.
 */
struct cover {
	bool any;
	uint16_t coverage; /* hundredths of a percent */
	uint32_t gap;      /* minutes */
};
struct cover metric_cover(struct object *);
bool metric_work_cover(struct object *, struct cover *); /* false: activity does not know */

/* First day of the quiet that activity shows, up to as_of. */
int32_t metric_work_since(struct object *);

/* Put the methods into the table on top of the stack; operators into the metatable there. */
void metric_add_days(lua_State *);
void metric_add_half_hours(lua_State *);
void metric_add_work(lua_State *);
void metric_add_operators(lua_State *);

/* a.power.watts: the asset's field of the metric's name. */
int metric_push_watts(lua_State *, const struct object *);

#endif
