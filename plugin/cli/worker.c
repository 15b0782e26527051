/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <signal.h>

#include "cli.h"
#include "worker/loop.h"

#define CHANNEL 3 /* where decom.so leaves its socket */

enum cli_exit
worker_run(const struct cli *cli, int argc, char **argv)
{
	if (cli_option(cli, argc, argv, ":", (const struct option[]){ { 0 } }) != -1)
		return CLI_USAGE;
	if (optind < argc)
		return cli_usage(cli, "unexpected argument \"%s\"", argv[optind]);
	if (fcntl(CHANNEL, F_GETFD) == -1)
		return cli_usage(cli, "descriptor %d is not open; decom.so starts this", CHANNEL);
	signal(SIGPIPE, SIG_IGN);
	return worker_main(cli->config, cli->statedir, CHANNEL) == 0 ? CLI_DONE : CLI_FAILED;
}
