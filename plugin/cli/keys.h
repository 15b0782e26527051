/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_KEYS_H
#define DECOM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli.h"
#include "snmp/poller.h"

/* What probe and record try an agent with: credentials of the configuration, in their order. */
enum { KEYS_MAX = 32 };

struct keys {
	int list[KEYS_MAX]; /* of the poller */
	size_t n;
	char *secrets[3 *
		      KEYS_MAX]; /* their texts, so that they can be left out of what is written */
	size_t nsecrets;
};

/*
 * Reads those named, or all if nnames is 0, into the poller.  Without a
 * configuration, or without credentials in it, "public" by version 2, which
 * is said on stderr.  One of all that cannot be used is told and left out; one that was named
 * makes it fail.  Free it in both cases.
 */
bool keys_load(struct keys *, const struct cli *, struct poller *, const char *const *names,
    size_t nnames, struct error *);
void keys_free(struct keys *);

/* Is one of the secrets in these bytes? */
bool keys_within(const struct keys *, const void *bytes, size_t n);

#endif
