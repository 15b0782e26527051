/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "dialect.h"
#include "output.h"
#include "snmp/family.h"
#include "worker/library.h"

static struct output_column columns[] = { { "name", OUTPUT_TEXT }, { "format", OUTPUT_TEXT },
	{ "title", OUTPUT_TEXT }, { "file", OUTPUT_TEXT } };

#define COLUMNS (sizeof columns / sizeof *columns)

/* A broken adapter is listed all the same; false if there was one. */
static bool
each_adapter(const struct library *names, const struct config_dirs *dirs, struct sandbox *sandbox,
    struct output *o, void (*each)(struct output *, const char *const *))
{
	struct error e;
	char file[2048];
	bool sound = true;

	for (size_t i = 0; i < names->n; i++) {
		struct dialect_options options = { .adapter = names->name[i] };
		struct adapter *a = dialect_new(sandbox, &options, dirs, &e);
		const char *cells[COLUMNS] = { names->name[i], NULL, NULL,
			library_file(dirs, names->name[i], file, sizeof file) };

		if (a != NULL) {
			cells[1] = adapter_is_xml(a) ? "xml" : "snmp";
			cells[2] = adapter_title(a);
		} else if (each == output_measure)
			cli_fail(&e);
		sound = sound && a != NULL;
		each(o, cells);
		adapter_free(a);
	}
	return sound;
}

static void
tell_family(void *ctx, const char *name, const char *why)
{
	(void)name;
	fprintf(stderr, "decom: %s\n", why);
	*(bool *)ctx = false;
}

/* Only what is in front of a family is read above: is the rest of it sound too? */
static bool
check_families(const struct config_dirs *dirs)
{
	bool sound = true;
	struct families *all = families_load(dirs->list, tell_family, &sound);

	sound = sound && all != NULL;
	families_free(all);
	return sound;
}

static bool
print_list(const struct library *names, const struct config_dirs *dirs, struct sandbox *sandbox)
{
	struct output o = { .file = stdout,
		.format = &output_table,
		.noun = "adapter",
		.columns = columns,
		.n = COLUMNS };
	bool sound = each_adapter(names, dirs, sandbox, &o, output_measure);

	sound = check_families(dirs) && sound;
	output_begin(&o);
	each_adapter(names, dirs, sandbox, &o, output_row);
	output_end(&o);
	return sound;
}

static enum cli_exit
adapter_list(const struct cli *cli)
{
	struct sandbox *sandbox = sandbox_new(&limits_declaration);
	struct library names = { 0 };
	struct config_dirs dirs;
	enum cli_exit status;
	struct error e;

	if (sandbox == NULL || !config_dirs(cli->config, CONFIG_ADAPTERS, &dirs)) {
		error_set(&e, "out of memory, or %s is too long a name", cli->config);
		status = cli_fail(&e);
	} else if (!library_list(&dirs, &names, &e)) {
		status = cli_fail(&e);
	} else {
		status = print_list(&names, &dirs, sandbox) ? CLI_DONE : CLI_FAILED;
	}
	library_free(&names);
	sandbox_free(sandbox);
	return status;
}

enum cli_exit
adapter_run(const struct cli *cli, int argc, char **argv)
{
	static const char *const subcommands[] = { "list", "test", NULL };

	if (argc < 2)
		return cli_usage(cli, "list or test?");
	if (strcmp(argv[1], "test") == 0)
		return adapter_test(cli, argc - 1, argv + 1);
	if (strcmp(argv[1], "list") != 0)
		return cli_unknown(cli, "subcommand", argv[1], subcommands, sizeof *subcommands);
	if (argc > 2)
		return cli_usage(cli, "unexpected argument \"%s\"", argv[2]);
	return adapter_list(cli);
}
