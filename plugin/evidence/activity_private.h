/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ACTIVITY_PRIVATE_H
#define DECOM_ACTIVITY_PRIVATE_H

#include "activity.h"
#include "coverage.h"
#include "habit.h"

/* For activity*.c and company.c only. */

enum {
	TRACES = 8,
	READING = 3,       /* the trace of METRIC_READ */
	WRITING = 4,       /* of METRIC_WRITE */
	WORK_DETAIL = 128, /* newest days of work of a metric whose half-hours are kept */
	YOUNG_DAYS = 35, /* fewer days before the epoch: learn from what there is, each day anew */
	COMPANY_THREADS = 4, /* CPU of so many threads is nobody's housekeeping */
	PHASES = (ACTIVITY_DAYS - 1) / LEARN_DAYS,
	RESTART_REACH = 7, /* days back to the reading that uptime is compared with */
};

/* In the order of struct activity's traces. */
extern const struct trace_role {
	enum metric metric;
	bool work;    /* shows work: all but reads */
	bool teaches; /* housekeeping, and what hosts do together, is learnt from it */
} roles[TRACES];

/* A day with sustained work that no slot forgives. */
struct work_day {
	int32_t day;
	uint8_t level;      /* the highest held of it */
	uint8_t half_hours; /* how many; their mask, 0: no longer known */
	uint64_t mask;
};

/* Of one metric.  All arrays of days begin with activity->base. */
struct trace {
	struct coverage coverage;
	struct habit habit;
	size_t n;
	struct work_day work[ACTIVITY_DAYS]; /* ascending */
	uint8_t forgiven[ACTIVITY_DAYS], bursts[ACTIVITY_DAYS];
};

struct restart_day {
	int32_t day;
	uint64_t mask; /* half-hours in which uptime was found to have fallen */
};

/* The slots of LEARN_DAYS that are over; thresholds are those of the newest days. */
struct phase {
	struct slots slots;
	struct habit habit[TRACES];
};

struct activity {
	int32_t until; /* the days before it are in; DAY_ABSENT: none are */
	int32_t base;  /* the first day that is kept */
	int32_t epoch;
	bool young; /* a habit was learnt from less than the epoch's days */
	struct capacity capacity;
	struct slots slots;
	struct trace trace[TRACES];
	size_t restarts;
	struct restart_day restart[ACTIVITY_DAYS];
	struct coverage power_coverage;
	uint16_t power[ACTIVITY_DAYS]; /* code of the day's mean (activity.c); 0: none */
	size_t phases;                 /* learnt with the rest, the newest first; not kept */
	struct phase *phase;           /* room for PHASES */
	struct work_event *events;     /* room for ACTIVITY_EVENTS, made when asked for */
};

/* Half-hours of a day in which uptime was found to have fallen. */
uint64_t falls_on(const struct activity *, int32_t day);

/* Half-hours of a day in which the host may have been patched for a restart of its own. */
uint64_t about_restarts(const struct activity *, int32_t day);

void activity_clear(struct activity *); /* as new */
int32_t epoch_of(int32_t day);

/* Learn all habits and slots from series of the whole history, in the order of the traces. */
void activity_learn(struct activity *, const struct series s[TRACES]);

/* The days [from, until) of a series. */
struct series series_slice(const struct series *, int32_t from, int32_t until);

const struct trace *activity_trace(const struct activity *, enum metric);

/* What tells of sending: transmit, or, where that was never measured, network. */
const struct trace *activity_sending(const struct activity *);

/* The half-hours of a day of work that neither a restart nor the site forgives. */
uint64_t work_left(const struct activity *, const struct company *, uint32_t site, size_t trace,
    const struct work_day *);

/* Half-hours of a day around restarts. */
uint64_t restart_mask(const struct activity *, const struct company *, uint32_t site, int32_t day);

/* Could it be what a scan of the site leaves on a host? */
bool is_slight(const struct activity *, enum metric, const struct work_day *);

/* The first at or after the day, of n that ascend. */
size_t work_from(const struct work_day *, size_t n, int32_t day);

static inline int
weekday(int32_t day)
{
	int n = (int)(((int64_t)day + 3) % 7); /* 1970-01-01 was a Thursday; Monday is 0 */

	return n < 0 ? n + 7 : n;
}

#endif
