/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "field.h"
#include "snapshot.h"

enum cli_exit
cli_unknown(const struct cli *cli, const char *what, const char *given, const char *const *names,
    size_t stride)
{
	const char *near = nearest_word(given, names, stride);

	if (near == NULL)
		return cli_usage(cli, "unknown %s \"%s\"", what, given);
	return cli_usage(cli, "unknown %s \"%s\"; did you mean \"%s\"?", what, given, near);
}

int
cli_option(
    const struct cli *cli, int argc, char **argv, const char *shorts, const struct option *longs)
{
	int option;

	opterr = 0;
	option = getopt_long(argc, argv, shorts, longs, NULL);
	if (option == ':') {
		cli_usage(cli, "option %s needs an argument", argv[optind - 1]);
		return '?';
	}
	if (option == '?' && strncmp(argv[optind - 1], "--", 2) == 0)
		cli_unknown(cli, "option", argv[optind - 1] + 2, &longs->name, sizeof *longs);
	else if (option == '?')
		cli_usage(cli, "unknown option \"-%c\"", optopt);
	return option;
}

enum cli_exit
cli_usage(const struct cli *cli, const char *fmt, ...)
{
	const char *name = cli->command != NULL ? cli->command->name : NULL;
	va_list ap;

	fprintf(stderr, "decom: %s%s", name != NULL ? name : "", name != NULL ? ": " : "");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'decom %s%s--help'.\n", name != NULL ? name : "",
	    name != NULL ? " " : "");
	return CLI_USAGE;
}

enum cli_exit
cli_fail(const struct error *e)
{
	fprintf(stderr, "decom: %s\n", e->text);
	return CLI_FAILED;
}

bool
cli_number(const char *s, unsigned long max, unsigned long *n)
{
	char *end;

	errno = 0;
	*n = strtoul(s, &end, 10);
	return errno == 0 && *s >= '0' && *s <= '9' && *end == '\0' && *n <= max;
}

bool
cli_state_path(const struct cli *cli, const char *name, char *buf, size_t size, struct error *e)
{
	int n = snprintf(buf, size, "%s/%s", cli->statedir, name);

	if (n < 0 || (size_t)n >= size)
		return error_set(e, "%s: name too long", cli->statedir);
	return true;
}

struct snapshot *
cli_snapshot(const struct cli *cli, struct error *e)
{
	char path[4096];

	if (!cli_state_path(cli, "snapshot", path, sizeof path, e))
		return NULL;
	return snapshot_open(path, e);
}
