/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SHOW_H
#define DECOM_SHOW_H

#include <stdio.h>

#include "adapter.h"

/* A sink that prints records and troubles as lines of text, for tests. */
struct show {
	FILE *out;
	bool quiet; /* count only */
	size_t records, troubles;
	size_t limit; /* stop after so many records; 0: none */
};

struct sink show_sink(struct show *);

/* A state whose top of stack is the source's table, read from Lua text ("{ adapter = ... }"). */
lua_State *show_source(const char *text);

#endif
