/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REPLAY_WALK_H
#define REPLAY_WALK_H

#include "ber.h"

/*
 * What an agent has to say: the rows of a file, in order of their OIDs.  Shared by all agents
 * that replay the file.
 *
 * Lines are OID|TAG|VALUE, as in snmpsim's snmprec: tags 2 4 5 6 64 65 66 67 68 70, x after the
 * tag for hexadecimal.  Empty lines and those that begin with # are left out.  Beside that:
 *	TAG+RATE	a number that grows by RATE a second from VALUE on, and wraps; RATE may be
 *			a fraction, and negative
 *	TAG^		a number that grows by 1 with each restart
 *	4@		text in which %n stands for the agent's number, from 0, and %a for its
 *address
 */
enum row_kind { ROW_STILL, ROW_MOVING, ROW_BOOTS, ROW_TEXT };

struct row {
	const uint32_t *arc;
	uint32_t n;
	uint16_t name_len, value_len;
	const uint8_t *name;  /* encoded whole */
	const uint8_t *value; /* encoded whole; of ROW_TEXT: the text */
	enum row_kind kind;
	uint8_t tag;
	double rate;
	int64_t start;
};

struct walk;

/* NULL, having said why on stderr, if the file is not there or has a line that is none. */
struct walk *walk_read(const char *path);
void walk_free(struct walk *);

size_t walk_count(const struct walk *);
const struct row *walk_row(const struct walk *, size_t);

/* Place of the first row behind a name, and of the row of that name (-1: none). */
size_t walk_after(const struct walk *, const struct name *);
long walk_find(const struct walk *, const struct name *);

#endif
