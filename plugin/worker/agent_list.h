/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_AGENT_LIST_H
#define DECOM_AGENT_LIST_H

#include <stdbool.h>

#include "error.h"

/*
 * What "agents" may list: "192.0.2.7", "192.0.2.7:1161", "2001:db8::7",
 * "[2001:db8::7]:1161", "web-01.example", "web-01.example:1161", "192.0.2.0/24",
 * "192.0.2.0/24:1161", "2001:db8::/120", "[2001:db8::/120]:1161".  A range stands for each of its
 * addresses; of an IPv4 range shorter than /31 the first and the last are not asked.  At most
 * AGENTS_RANGE_MAX addresses a range.
 */
enum { AGENT_TEXT = 280, AGENTS_RANGE_MAX = 65536 };

/* One address: with ":PORT" only if that is not 161.  False to stop. */
typedef bool agent_each(void *ctx, const char *address, bool ranged);

/* False with the error set if the text is nothing of the kind; each may be NULL: only check. */
bool agent_entry(const char *text, agent_each *each, void *ctx, struct error *);

/* Entries of a file, one a line; "#" begins a comment.  Errors name file and line. */
bool agent_file(const char *path, agent_each *each, void *ctx, struct error *);

#endif
