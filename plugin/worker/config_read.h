/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CONFIG_READ_H
#define DECOM_CONFIG_READ_H

#include "config.h"

/*
 * From the declarations that the sandbox collected to the structs of
 * config.h.  Only config.c uses this.  Runs in a protected call: an error of
 * Lua jumps out, so all memory hangs on the config from the start.
 */
struct config_reader {
	struct config *config;
	const struct config_report *report;
	unsigned problems;
	lua_State *L;
	const char *word, *name; /* of the declaration being read */
	uint32_t line;
	unsigned seen; /* bit per word without body: as_of, currency */
};

/* Words of decom.lua, for sandbox_declare(). */
extern const struct word config_words[];

/* Reads the array of declarations on top of the stack; what is unsound is reported and left out. */
void config_read(struct config_reader *);

/* Report a problem of the declaration being read; always false. */
bool config_problem(struct config_reader *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The folder-relative path of a name in the file; lives as long as the config. */
const char *config_resolve(struct config_reader *, const char *name);

/* A string made by printf's rules (Lua's subset) that lives as long as the config. */
const char *config_string(struct config_reader *, const char *fmt, ...);

/*
 * One key of a declaration's table.  read gets the value at the top of the
 * stack, leaves the stack as it was, and stores in row; a plain key says by
 * type and offset where its value goes.
 */
enum key_type { KEY_TEXT, KEY_DAY, KEY_COUNT, KEY_INTERVAL, KEY_FLAG, KEY_CUSTOM, KEY_PASSED };

struct config_key {
	const char *name;
	enum key_type type;
	size_t offset;
	uint32_t most; /* of a count */
	bool (*read)(struct config_reader *, const struct config_key *, void *row);
};

/* Reads the table at the top of the stack into row; false if anything was reported. */
bool config_read_keys(struct config_reader *, const struct config_key *, void *row);

/* A text without NUL that is not empty, at the top of the stack; NULL after a report about key. */
const char *config_text(struct config_reader *, const char *key);

/* Calls each with every text of a list, or the one text, at the top of the stack. */
bool config_each_text(struct config_reader *, const struct config_key *, void *row,
    bool (*each)(struct config_reader *, const char *key, void *row));

/* One more zeroed row of an array that the config owns; raises without memory. */
void *config_grow(struct config_reader *, void *array, size_t *n, size_t size);

/* One declaration of its kind: its table at the top of the stack. */
bool config_credential_read(struct config_reader *, struct config_credential *);
bool config_source_read(struct config_reader *);
void config_source_free(struct config_source *); /* what it owns, not itself */

/* When all is read: a credential may be declared after the source that names it. */
void config_check_credentials(struct config_reader *);

#endif
