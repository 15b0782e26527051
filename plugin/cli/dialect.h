/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_DIALECT_H
#define DECOM_DIALECT_H

#include "adapter.h"
#include "cli.h"
#include "snmp/family.h"
#include "worker/config.h"

/* What a user may say about a source; NULL and 0 are "not said". */
struct dialect_options {
	const char *adapter;
	const char *sheet, *table;
	unsigned long header;
	bool repair;
	const struct config *config; /* with its source: start from that table */
	const struct config_source *source;
};

/*
 * The adapter as a source with these options would have it.  The sandbox is
 * any that lives as long as the call.  NULL with the error set.
 */
struct adapter *dialect_new(
    struct sandbox *, const struct dialect_options *, const struct config_dirs *, struct error *);

/* A source with this adapter leaves the choice of a device family to the match. */
#define ANY_FAMILY "snmp"

/*
 * All device families, and the one of this name (NULL for ANY_FAMILY).
 * Those that do not compile are told on stderr if any family will do.  False
 * with the error set; what is in *all is to be freed in both cases.
 */
bool dialect_families(const struct cli *, const char *adapter, struct families **all,
    const struct family **named, struct error *);

enum cli_exit adapter_test(const struct cli *, int argc, char **argv);

/* The same of a recorded walk, and of a later one of the same agent, if any; limit 0: all. */
enum cli_exit adapter_walk(
    const struct cli *, const char *adapter, char **files, unsigned long limit);

#endif
