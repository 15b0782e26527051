/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli.h"
#include "judge.h"
#include "output.h"
#include "worker/library.h"

static struct output_column columns[] = { { "name", OUTPUT_TEXT }, { "title", OUTPUT_TEXT },
	{ "file", OUTPUT_TEXT } };

#define COLUMNS (sizeof columns / sizeof *columns)

/* A broken policy is listed all the same; false if there was one. */
static bool
each_policy(const struct library *names, const struct config_dirs *dirs, struct output *o,
    void (*each)(struct output *, const char *const *))
{
	char file[2048];
	bool sound = true;

	for (size_t i = 0; i < names->n; i++) {
		struct judge *judge = judge_new(&limits_policy, 2);
		const char *cells[COLUMNS] = { names->name[i], NULL,
			library_file(dirs, names->name[i], file, sizeof file) };
		struct error e;

		if (judge == NULL || !judge_add(judge, file, &e)) {
			sound = false;
			if (judge != NULL && each == output_measure)
				cli_fail(&e);
		} else {
			cells[1] = judge_policy(judge, 0).title;
		}
		each(o, cells);
		judge_free(judge);
	}
	return sound;
}

static enum cli_exit
policy_list(const struct cli *cli)
{
	struct output o = { .file = stdout,
		.format = &output_table,
		.noun = "policy",
		.columns = columns,
		.n = COLUMNS };
	struct config_dirs dirs;
	struct library names;
	struct error e;
	bool sound;

	if (!config_dirs(cli->config, CONFIG_POLICIES, &dirs)) {
		error_set(&e, "%s: name too long", cli->config);
		return cli_fail(&e);
	}
	if (!library_list(&dirs, &names, &e))
		return cli_fail(&e);
	sound = each_policy(&names, &dirs, &o, output_measure);
	output_begin(&o);
	each_policy(&names, &dirs, &o, output_row);
	output_end(&o);
	library_free(&names);
	return sound ? CLI_DONE : CLI_FAILED;
}

static enum cli_exit
test_policies(const struct cli *cli, char **files)
{
	enum cli_exit status = CLI_DONE;
	struct error e;

	if (*files == NULL)
		return cli_usage(cli, "which files?");
	for (; *files != NULL; files++) {
		if (policy_test(*files, stdout, &e))
			continue;
		fflush(stdout);
		status = cli_fail(&e);
	}
	return status;
}

enum cli_exit
policy_run(const struct cli *cli, int argc, char **argv)
{
	static const char *const subcommands[] = { "list", "test", NULL };

	if (argc < 2)
		return cli_usage(cli, "list or test?");
	if (strcmp(argv[1], "test") == 0)
		return test_policies(cli, argv + 2);
	if (strcmp(argv[1], "list") != 0)
		return cli_unknown(cli, "subcommand", argv[1], subcommands, sizeof *subcommands);
	if (argc > 2)
		return cli_usage(cli, "unexpected argument \"%s\"", argv[2]);
	return policy_list(cli);
}
