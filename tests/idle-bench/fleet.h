/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_FLEET_H
#define IDLE_BENCH_FLEET_H

#include <stdio.h>

#include "host.h"

/*
 * A fleet: so many hosts of each class, in shuffled order, over some sites.
 * The same seed, level and size give the same fleet, byte by byte.
 */
enum { FLEET_SITES = 4, FLEET_DAYS = 430, FLEET_LEVELS = 5 };

struct fleet_plan {
	uint64_t seed;
	const char *level; /* quiet low medium high noisy */
	int per_class;
	int days;
	enum collector collector;
};

struct fleet {
	struct fleet_plan plan;
	int32_t first_day;
	struct site_plan sites[FLEET_SITES];
	int nsites;
	struct host *hosts; /* by number, from 0 */
	int n;
	const struct run_log *log; /* NULL: nobody wants to know */
};

extern const char *const fleet_levels[FLEET_LEVELS];

struct fleet *fleet_new(const struct fleet_plan *); /* NULL: no such level, or no memory */
void fleet_free(struct fleet *);

/* What an estate knows, and what only the scorer may. */
void fleet_write_facts(const struct fleet *, FILE *);
void fleet_write_labels(const struct fleet *, FILE *);

/* The samples of all hosts, day after day; false if writing failed. */
bool fleet_write_samples(struct fleet *, FILE *);

/* One host's samples as text, one line each. */
bool fleet_write_host(struct fleet *, int number, FILE *);

#endif
