/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_AUTOMATON_H
#define DECOM_AUTOMATON_H

#include "rule.h"

/*
 * All paths of an adapter at once.  States are made when a document first
 * needs them: per element the work is one look into a table, however many
 * paths there are.  A state says what is to be done at its element.
 *
 * Element names are sorted into classes: names that no path tells apart are
 * one class, so tables stay small whatever a document calls its elements.
 */

/* What is done for one block at an element; the instance is the one opened "up" levels above (NONE:
 * the innermost). */
struct action {
	int block, up;
	int number; /* of the capture, or of the guard */
};

struct state {
	bool dead;   /* nothing below matters */
	bool plain;  /* nothing to do at this element */
	bool unread; /* and no record reads anything below it */
	size_t nopens, nstarts, ntexts, nguards, nitems, nnext;
	int *opens;            /* blocks that begin here, in the order declared */
	struct action *starts; /* attributes to take, cells that begin */
	struct action *texts;  /* captures of the element's text */
	struct action *guards; /* conditions that wait for the element's end */
	struct item *items;
	struct link *next; /* by class */
	uint64_t hash;
	struct state *chain;
};

/* What follows: a state, or where attributes decide, an edge.  Both NULL: not known yet. */
struct link {
	struct state *to;
	struct edge *edge;
};

/* Where a value of an attribute led before. */
#define RECALL_SLOTS 128
#define RECALL_TEXT 40
struct recall {
	char text[RECALL_TEXT];
	struct state *to; /* NULL: not used yet */
};

/* From a state by a class where the state depends on tests of attributes. */
struct edge {
	size_t ntests;
	const struct test **tests;
	struct variant *variants;
	const char *attr;      /* that all tests ask for; NULL: several, or lookups */
	struct recall *recall; /* with attr: by the hash of its value */
};

#define EDGE_TESTS 512
struct mask {
	uint64_t bits[EDGE_TESTS / 64]; /* which tests hold */
};

/* active[i]: whether block i takes part.  The adapter must outlive it.  NULL without memory. */
struct automaton *automaton_new(const struct adapter *, const bool *active);
void automaton_free(struct automaton *);
struct state *automaton_start(struct automaton *);

/* The class of a name; NONE without memory. */
int automaton_class(struct automaton *, const char *name, const char *uri);

/* The one state that is dead. */
struct state *automaton_dead(struct automaton *);

/* Fill the state's link for a class.  False without memory or when the paths are too entangled. */
bool automaton_link(struct automaton *, struct state *, int class);
struct state *automaton_variant(
    struct automaton *, struct state *, struct edge *, int class, const struct mask *);

#endif
