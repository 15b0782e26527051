/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LUA_POLICY_TEST_H
#define DECOM_LUA_POLICY_TEST_H

#include <lauxlib.h>

#include "arena.h"
#include "asset.h"
#include "day.h"
#include "judge.h"

/*
 * A policy's own tests: assets and evidence written down in its file.  The
 * tables come from a script, so they are read raw and inside the sandbox.
 * From what a test describes five-minute buckets are made, and of these days,
 * half-hours and activity by the code that makes them of real samples.
 * Nothing outside lua/ includes this.
 */
enum { DAYS_MAX = 500 };

struct test {
	unsigned digits;
	char name[128], reason[VERDICT_REASON_MAX];
	int expect;         /* enum verdict_kind */
	double score;       /* below 0: any */
	double coverage;    /* 0 to 1; below 0: any */
	int32_t idle_since; /* DAY_ABSENT: any */
	int32_t ask_again;  /* DAY_ABSENT: any */
	struct asset asset;
	struct arena arena;
	struct evidence evidence;
	struct activity *activity;
	struct day_summary summary; /* of the day that is being made */
	struct measured_day days[METRICS][DAYS_MAX];
	struct half_hours half_hours[METRICS][DAYS_MAX];
};

/* What reads raw tables: all of it raises. */
void test_check_keys(lua_State *, int index, const char *what, const char *const *names);
int test_get(
    lua_State *, int index, const char *key, int type); /* pushes t[key]; its type, or nil's */
double test_number(lua_State *, int index, const char *key, double absent);
int32_t test_day(lua_State *, int index, const char *key, int32_t absent);

/* Name and runs on top of the stack: one run, or a list of them back from as_of.  Raises. */
void test_read_series(lua_State *, struct test *);

/* A rule of days: { every = ..., day = ..., on = ... } at index.  Raises. */
enum { DATES_MAX = 32 };

struct recurrence {
	enum { EVERY_DAY, EVERY_WEEKDAYS, EVERY_MONTH, EVERY_QUARTER, EVERY_YEAR, ON_DATES } kind;
	unsigned weekdays; /* bit: 0 Monday */
	int day;           /* of the month, quarter or year's month; below 0: from its end */
	int32_t date[DATES_MAX];
	int dates;
};

void test_read_recurrence(lua_State *, int index, struct recurrence *);
bool recurs_on(const struct recurrence *, int32_t day);

#endif
