/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SETTINGS_H
#define DECOM_SETTINGS_H

#include <limits.h>
#include <stddef.h>

#include "error.h"

/* What snmpd.conf says, in lines behind the dlmod line. */
struct settings {
	char config[PATH_MAX];   /* decomConfig FILE: decom.lua, for the worker */
	char statedir[PATH_MAX]; /* decomStateDir DIR */
	char command[PATH_MAX];  /* decomCommand PATH: what is spawned; "" for no worker */
	unsigned timeout;        /* decomWorkerTimeout SECONDS of silence, then it is killed */
	unsigned memory; /* decomWorkerMemory MEBIBYTES of data that it may take; 0: no limit */
};

/* A token of snmpd.conf and what its value becomes. */
struct token {
	const char *name; /* NULL ends */
	const char *help; /* of its value */
	size_t offset;    /* in struct settings */
	unsigned min;     /* of a number */
	unsigned max;     /* 0: it is a path */
};

extern const struct token settings_tokens[];

void settings_default(struct settings *);

/* One line: the value of a token, perhaps between quotes. */
bool settings_parse(struct settings *, const char *token, const char *value, struct error *);

#endif
