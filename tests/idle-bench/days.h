/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_DAYS_H
#define IDLE_BENCH_DAYS_H

#include <stdbool.h>

/* Days of history at which policies are asked, ascending. */
enum { MOST_DAYS = 64 };

struct asked_days {
	int day[MOST_DAYS], n;
};

#define ASKED_DAYS_USUAL                                                                           \
	{                                                                                          \
		{ 120, 240, 360, 430 }, 4                                                          \
	}

/* "120,240": false if it is no such list. */
bool asked_days_parse(const char *, struct asked_days *);

#endif
