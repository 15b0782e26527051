/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "cli.h"

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "state", required_argument, NULL, 's' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static void
print_help(FILE *f)
{
	fputs("usage: decom [-c CONFIG] [-s STATEDIR] COMMAND [ARGUMENT ...]\n\n"
	      "Which hardware is idle, proven idle and safe to retire.\n\ncommands:\n",
	    f);
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(f, "  %-9s %s\n", c->name, c->text);
	fputs("\noptions:\n"
	      "  -c, --config FILE  configuration [" DECOM_CONFIG "]\n"
	      "  -s, --state DIR    folder of snapshot and store [" DECOM_STATEDIR "]\n"
	      "  -h, --help         this text; after a command, what it does\n"
	      "  -V, --version      the version\n",
	    f);
}

static void
print_command_help(const struct command *c)
{
	printf("usage: decom [-c CONFIG] [-s STATEDIR] %s%s%s\n\n%s.\n", c->name,
	    c->synopsis[0] != '\0' ? " " : "", c->synopsis, c->text);
	if (c->help[0] != '\0')
		printf("\n%s", c->help);
}

static bool
asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static enum cli_exit
run(struct cli *cli, int argc, char **argv)
{
	for (const struct command *c = commands; c->name != NULL; c++) {
		if (strcmp(c->name, argv[0]) != 0)
			continue;
		if (asks_for_help(argc, argv)) {
			print_command_help(c);
			return CLI_DONE;
		}
		cli->command = c;
		return c->run(cli, argc, argv);
	}
	return cli_unknown(cli, "command", argv[0], &commands->name, sizeof *commands);
}

/* A full disk must not pass for success. */
static enum cli_exit
flushed(enum cli_exit status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "decom: standard output: %s\n", strerror(errno));
	return CLI_FAILED;
}

int
main(int argc, char **argv)
{
	struct cli cli = { .config = DECOM_CONFIG, .statedir = DECOM_STATEDIR };
	int option;

	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_DFL);
	while ((option = cli_option(&cli, argc, argv, "+:c:s:hV", options)) != -1) {
		switch (option) {
		case 'c': cli.config = optarg; break;
		case 's': cli.statedir = optarg; break;
		case 'h': print_help(stdout); return (int)flushed(CLI_DONE);
		case 'V': puts("decom " DECOM_VERSION); return (int)flushed(CLI_DONE);
		default: return CLI_USAGE;
		}
	}
	if (optind == argc) {
		print_help(stderr);
		return CLI_USAGE;
	}
	argc -= optind;
	argv += optind;
	optind = 0; /* glibc: start over */
	return (int)flushed(run(&cli, argc, argv));
}
