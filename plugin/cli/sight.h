/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SIGHT_H
#define DECOM_SIGHT_H

#include <stdio.h>

#include "snmp/family.h"

/*
 * What a family makes of an agent, for people: adapter test of a recorded
 * walk and probe collect it here and print it when it is complete, because a
 * value, where it came from and what is wrong with it are told separately.
 * Owns copies of everything.
 */
struct sight;

struct sight *sight_new(void); /* NULL without memory */
void sight_free(struct sight *);

/* Evaluates into it; the family_sight's look.  False with the error set. */
bool sight_look(struct sight *, const struct family *, const struct family_sight *, struct error *);

/* Assets and feeds so far. */
size_t sight_blocks(const struct sight *);

/*
 * In the order of the evaluation, at most limit assets and as many feeds (0: all):
 *
 *	asset "KEY"
 *	  serial = TEXT  [OID]
 *	  power = 1210 W  [OID]
 *	  cpu lost: WHY  [OID]
 *	feed "KEY"
 *	  of = "KEY"
 *	  label = TEXT
 *	trouble implausible RULE "KEY": TEXT
 */
void sight_print(const struct sight *, size_t limit, FILE *);

/* Members of a JSON object, without its braces: "assets": [...], "feeds": [...], "troubles". */
void sight_print_json(const struct sight *, FILE *);

/* "match NAME SCORE: WHY" */
void sight_print_match(const struct family_score *, FILE *);

#endif
