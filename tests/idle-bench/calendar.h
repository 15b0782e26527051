/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_CALENDAR_H
#define IDLE_BENCH_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Local days.  The rules of the clock changes are written down here and not
 * asked of the system: what is measured must not use the code under test, and
 * must not depend on the machine's zone files.  They hold for 2007 and later.
 */
enum clock_rule { CLOCK_FIXED, CLOCK_EUROPE, CLOCK_NORTH_AMERICA };

struct bench_zone {
	const char *name;
	int offset; /* minutes east of UTC in winter */
	enum clock_rule rule;
};

struct local_day {
	int64_t start; /* UTC seconds of its midnight */
	int32_t day;
	int minutes;    /* 1380, 1440 or 1500 */
	int change, by; /* after so many minutes the clock moves by so many; by 0: it does not */
};

struct local_day local_day(const struct bench_zone *, int32_t day);

/* Minutes since midnight at which the wall shows wall (>= 0, may be past midnight): the first
 * time if twice, an hour late if never, as cron does it. */
double local_elapsed(const struct local_day *, double wall);

/* The wall's minute of the day after so many minutes since midnight. */
int local_wall(const struct local_day *, int elapsed);

bool is_working_day(int32_t); /* Monday to Friday, and no common holiday */

/* The nth (from 1; -1 the last) working day of that day's month?  And the nth such weekday? */
bool is_nth_working_day(int32_t, int n);
bool is_nth_weekday(int32_t, int weekday, int n);
bool is_month_day(int32_t, int n); /* -1: the last */

#endif
