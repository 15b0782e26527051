/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_DIALECT_H
#define DECOM_DIALECT_H

#include "adapter.h"
#include "cli.h"
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

enum cli_exit adapter_test(const struct cli *, int argc, char **argv);

#endif
