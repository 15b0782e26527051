/* SPDX-License-Identifier: BSD-2-Clause */
#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "cli.h"
#include "nearest.h"
#include "snapshot.h"

static enum cli_exit
unknown_option(const struct cli *cli, const char *given, const struct option *longs)
{
	char hint[80] = "";
	const char *near = NULL;

	if (given[0] == '-' && given[1] == '-')
		near = nearest(longs, sizeof *longs, given + 2);
	if (near != NULL)
		snprintf(hint, sizeof hint, "; did you mean --%s?", near);
	return cli_usage(cli, "unknown option %s%s", given, hint);
}

int
cli_option(const struct cli *cli, int argc, char **argv, const char *shorts,
    const struct option *longs)
{
	int option;

	opterr = 0;
	option = getopt_long(argc, argv, shorts, longs, NULL);
	if (option == ':') {
		cli_usage(cli, "option %s needs an argument", argv[optind - 1]);
		return '?';
	}
	if (option == '?')
		unknown_option(cli, argv[optind - 1], longs);
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
