/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli.h"

const struct command commands[] = {
	{ .name = "list",
	    .synopsis = "[--all] [--site NAME] [--alignment LABEL] [--fields NAME,...] "
			"[--sort NAME,...] [--format FORMAT]",
	    .text = "List the decommission candidates, or all assets",
	    .help = "  -a, --all              every asset, not only candidates\n"
		    "  --site NAME,...        only in these sites; may be repeated\n"
		    "  --alignment LABEL,...  only with these alignments; may be repeated\n"
		    "  -F, --fields NAME,...  these fields in this order; see decom fields\n"
		    "  --sort NAME,...        sort by these fields; -NAME for the largest first\n"
		    "  -f, --format FORMAT    table, csv, tsv, json or xml [table]\n",
	    .run = list_run },
	{ .name = "fields",
	    .synopsis = "[--format FORMAT]",
	    .text = "List the fields of an asset: name, type, unit, SNMP column",
	    .help = "  -f, --format FORMAT  table, csv, tsv, json, xml, or luals (annotations for\n"
		    "                       the Lua language server) [table]\n",
	    .run = fields_run },
	{ .name = NULL },
};
