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
	{ .name = "explain",
	    .synopsis = "[--format text|json] ASSET",
	    .text = "Say what is known about one asset, and why it is judged so",
	    .help = "ASSET is a name, serial number, asset tag, UUID, address, or an asset's "
		    "number.\n\n"
		    "  -f, --format FORMAT  text or json [text]\n",
	    .run = explain_run },
	{ .name = "fields",
	    .synopsis = "[--format FORMAT]",
	    .text = "List the fields of an asset: name, type, unit, SNMP column",
	    .help = "  -f, --format FORMAT  table, csv, tsv, json, xml, or luals (annotations for\n"
		    "                       the Lua language server) [table]\n",
	    .run = fields_run },
	{ .name = "policy",
	    .synopsis = "list | test FILE ...",
	    .text = "List the policies, or run the tests of policy files",
	    .help = "list  names and titles of the policies that can be configured\n"
		    "test  run the tests that the files declare\n",
	    .run = policy_run },
	{ .name = NULL },
};
