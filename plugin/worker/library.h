/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LIBRARY_H
#define DECOM_LIBRARY_H

#include "config.h"

/* Names of the Lua files in the folders of one kind, and in "devices" below them: what can be
 * configured. */
struct library {
	char (*name)[64];
	size_t n;
};

/* Sorted, each once.  A folder that is not there is empty.  False without memory. */
bool library_list(const struct config_dirs *, struct library *, struct error *);
void library_free(struct library *);

/* The file of a name, in the first folder that has it; buf is returned. */
const char *library_file(const struct config_dirs *, const char *name, char *buf, size_t size);

/* "; did you mean NAME?" in buf if there is no such name but a near one, else ""; buf is returned.
 */
const char *library_hint(const struct config_dirs *, const char *name, char buf[96]);

#endif
