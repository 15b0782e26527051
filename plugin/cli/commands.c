/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli.h"

const struct command commands[] = {
	{ .name = "refresh",
	    .synopsis = "[--as-of DAY] [--accept-shrunk] [--quiet]",
	    .text = "Read all sources, judge, and publish the result",
	    .help = "  --as-of DAY      judge as if today were DAY (YYYY-MM-DD)\n"
		    "  --accept-shrunk  take a source that lost most of its records at its word\n"
		    "  -q, --quiet      no progress and no summary\n",
	    .run = refresh_run },
	{ .name = "list",
	    .synopsis = "[--all | --table NAME] [--site NAME] [--alignment LABEL] "
			"[--fields NAME,...] [--sort NAME,...] [--format FORMAT]",
	    .text = "List the decommission candidates, all assets, or another table",
	    .help =
		"  -a, --all              every asset, not only candidates\n"
		"  -t, --table NAME       candidate, asset, site, wave, policy, source or finding\n"
		"  --site NAME,...        only in these sites; may be repeated\n"
		"  --alignment LABEL,...  only with these alignments; may be repeated\n"
		"  -F, --fields NAME,...  these fields in this order; see decom fields\n"
		"  --sort NAME,...        sort by these fields; -NAME for the largest first\n"
		"  -f, --format FORMAT    table, csv, tsv, json or xml [table]\n",
	    .run = list_run },
	{ .name = "explain",
	    .synopsis = "[--format text|json] ASSET",
	    .text = "Say what is known about one asset, and why it is judged so",
	    .help =
		"ASSET is a name, serial number, asset tag, UUID, address, or index in DECOM-MIB;\n"
		"FIELD=VALUE, as in serial=12 or index=12, looks at one of these only.\n\n"
		"  -f, --format FORMAT  text or json [text]\n",
	    .run = explain_run },
	{ .name = "check",
	    .synopsis = "[--quiet]",
	    .text = "Check configuration, adapters and policies without running them",
	    .help = "  -q, --quiet  only problems\n",
	    .run = check_run },
	{ .name = "fields",
	    .synopsis = "[--format FORMAT]",
	    .text = "List the fields of an asset: name, type, unit, SNMP column",
	    .help = "  -f, --format FORMAT  table, csv, tsv, json, xml, or luals (annotations for\n"
		    "                       the Lua language server) [table]\n",
	    .run = fields_run },
	{ .name = "adapter",
	    .synopsis = "list | test [OPTION ...] ADAPTER FILE ...",
	    .text = "List the adapters, or try one on files",
	    .help =
		"list  names of the adapters, with the files that declare them\n"
		"test  read files without storing anything: first records, records per rule,\n"
		"      rules that matched nothing, placeholders, what was not mapped;\n"
		"      of a recorded walk (FILE.snmprec [LATER.snmprec]) the device family, every\n"
		"      asset with its values and where they stand; a walk 300 s LATER shows "
		"rates.\n"
		"      ADAPTER is a family or snmp, the one that fits best\n\n"
		"  --source NAME  with the options of this source of the configuration\n"
		"  --repair       repair bare ampersands, text before the root and the like\n"
		"  --limit N      show N records [3; all of a walk]\n"
		"  --sheet NAME   the sheet to read (spreadsheetml)\n"
		"  --header ROW   the row of the column names (spreadsheetml)\n"
		"  --table NAME   the table to read (sqlxml)\n",
	    .run = adapter_run },
	{ .name = "policy",
	    .synopsis = "list | test FILE ...",
	    .text = "List the policies, or run the tests of policy files",
	    .help = "list  names and titles of the policies that can be configured\n"
		    "test  run the tests that the files declare\n",
	    .run = policy_run },
	{ .name = "replay",
	    .synopsis = "[--from DAY] [--to DAY] [--every DAYS] [--labels FILE] "
			"[--format FORMAT] [POLICY ...]",
	    .text = "Judge as of past days, and show what woke up afterwards",
	    .help =
		"Runs each POLICY, a name or a file, over the stored history as if each past day "
		"were\n"
		"today; of two policies also the assets on which they differ.  Without POLICY "
		"those of\n"
		"the configuration, together.  Fields of assets are those of the snapshot.\n\n"
		"  --from DAY           first day to judge as of (YYYY-MM-DD) [as far as history "
		"goes]\n"
		"  --to DAY             last day [the day of the snapshot]\n"
		"  --every DAYS         days from one judgement to the next [7]\n"
		"  --labels FILE        lines NAME<tab>retire|keep: false-retire rate and recall\n"
		"  -f, --format FORMAT  table, csv, tsv, json or xml [table]\n"
		"  -q, --quiet          no progress\n",
	    .run = replay_run },
	{ .name = "probe",
	    .synopsis = "[--credential NAME] [--adapter NAME] [--twice[=SECONDS]] "
			"[--format text|json] ADDRESS ...",
	    .text = "Poll SNMP agents once, and show what is read and why",
	    .help =
		"Which device family fits each agent, and what that reads: values, units, OIDs, "
		"what\n"
		"is missing or cannot be.  Nothing is stored.\n\n"
		"  --credential NAME    try this one; may be repeated [all of the configuration]\n"
		"  --adapter NAME       read by this family [the one that fits best]\n"
		"  --twice[=SECONDS]    look again after SECONDS, so that there are rates [10]\n"
		"  -f, --format FORMAT  text or json [text]\n",
	    .run = probe_run },
	{ .name = "record",
	    .synopsis = "[--credential NAME] [--from OID] [--output FILE] ADDRESS",
	    .text = "Record a walk of an SNMP agent, without secrets",
	    .help =
		"Lines OID|TAG|VALUE, as snmpsim and decom adapter test read them.  Communities, "
		"users,\n"
		"access control, targets of notifications, arguments of processes, the agent's "
		"own\n"
		"commands and whatever contains a configured secret are left out.\n\n"
		"  --credential NAME  try this one; may be repeated [all of the configuration]\n"
		"  --from OID         only what is below it [1]\n"
		"  -o, --output FILE  [standard output]\n",
	    .run = record_run },
	{ .name = "worker",
	    .synopsis = "",
	    .text = "Keep the result fresh; started by decom.so, not by hand",
	    .help = "Speaks with decom.so on descriptor 3 and ends with it.\n",
	    .run = worker_run },
	{ .name = NULL },
};
