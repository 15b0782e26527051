/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_TALLY_H
#define IDLE_BENCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What verdicts are worth, given the labels: counts for each policy and
 * class, over one fleet or several.  Ownership: the tally owns everything.
 */
enum answer { ANSWER_RETIRE, ANSWER_UNKNOWN, ANSWER_KEEP, ANSWERS };

/* Askings with less than this many days of history, the others, and both together. */
enum { LATE_DAYS = 400, EARLY = 0, LATE = 1, AGES = 2, ALL = 2 };

struct tally_class {
	char *name;
	bool retire, core, late;
};

struct tally_count {
	int askings[AGES + 1][ANSWERS];
	int hosts[AGES + 1];   /* asked at least once at that age */
	int retired[AGES + 1]; /* of them, those told to retire at least once */
	int last[ANSWERS];     /* hosts by their answer on the last day asked */
	int found[64];         /* hosts by the asking at which they were first told to retire */
};

struct tally {
	struct tally_class *classes;
	size_t nclasses;
	char **policies;
	size_t npolicies;
	struct tally_count *counts; /* [policy][class] */
	int days[64], ndays;        /* at which histories were asked, ascending */
};

struct tally *tally_new(void);
void tally_free(struct tally *);

/* Add one fleet; false: said why on stderr. */
bool tally_add(struct tally *, const char *labels, const char *verdicts);

const struct tally_count *tally_count(const struct tally *, size_t policy, size_t class);

/* The classes: core first, then what else may go, then what is to be kept; each by name.  The
 * caller frees; NULL without memory. */
size_t *tally_order(const struct tally *);

/* The 95 % upper bound, one-sided and exact, of the share that k of n stand for; 1 if n is 0. */
double tally_bound(int k, int n);

#endif
