/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <signal.h>

#include "cli.h"
#include "progress.h"
#include "when.h"
#include "worker/align.h"
#include "worker/privilege.h"
#include "worker/refresh.h"

static const struct option options[] = {
	{ "as-of", required_argument, NULL, 'd' },
	{ "accept-shrunk", no_argument, NULL, 'a' },
	{ "quiet", no_argument, NULL, 'q' },
	{ 0 },
};

static bool
draw(void *ctx, const struct refresh_progress *p)
{
	progress_draw(ctx, "%s%s%s: %" PRIu64, p->stage, p->source != NULL ? " " : "",
	    p->source != NULL ? p->source : "", p->done);
	return true;
}

static void
print_summary(const struct refresh_summary *s)
{
	const struct field *alignment = field_named(asset_fields, "alignment");
	char day[16];

	day_format(s->as_of, day);
	printf("snapshot %" PRIu32 ", judged as of %s\n", s->generation, day);
	printf("%" PRIu32 " sources, %" PRIu32 " not ok; %" PRIu64 " records, %" PRIu64
	       " samples\n",
	    s->sources, s->sources_failed, s->records, s->samples);
	printf("%" PRIu32 " policies, %" PRIu32 " not ok\n", s->policies, s->policies_failed);
	printf("%" PRIu32 " assets, %" PRIu32 " candidates, %" PRIu32 " findings\n", s->assets,
	    s->candidates, s->findings);
	for (unsigned a = ALIGNMENT_UNKNOWN; a <= ALIGNMENT_RETAINED; a++)
		if (s->alignment[a] > 0)
			printf("  %-10s %7" PRIu32 "  %s\n", field_label(alignment, a),
			    s->alignment[a], align_words(a));
}

static enum cli_exit
refresh(const struct cli *cli, struct refresh_options *o, bool quiet)
{
	struct progress_line line;
	struct refresh_summary summary = { 0 };
	struct config *config;
	struct error e;
	bool published;

	if (!privilege_drop(cli->statedir, &e) || (config = config_load(cli->config, &e)) == NULL)
		return cli_fail(&e);
	progress_begin(&line);
	if (!quiet) {
		o->progress = draw;
		o->ctx = &line;
	}
	published = worker_refresh(config, cli->statedir, o, &summary, &e);
	progress_end(&line);
	config_free(config);
	if (!published)
		return cli_fail(&e);
	if (!quiet)
		print_summary(&summary);
	fflush(stdout);
	if (summary.first_failure[0] != '\0')
		fprintf(stderr, "decom: %s\n", summary.first_failure);
	return summary.sources_failed + summary.policies_failed > 0 ? CLI_FAILED : CLI_DONE;
}

enum cli_exit
refresh_run(const struct cli *cli, int argc, char **argv)
{
	struct refresh_options o = { .as_of = DAY_ABSENT };
	bool quiet = false;
	int option;

	while ((option = cli_option(cli, argc, argv, ":q", options)) != -1) {
		switch (option) {
		case 'a': o.accept_shrunk = true; break;
		case 'q': quiet = true; break;
		case 'd':
			if (day_parse(optarg, &o.as_of))
				break;
			return cli_usage(cli, "--as-of: not a date (YYYY-MM-DD)");
		default: return CLI_USAGE;
		}
	}
	if (optind < argc)
		return cli_usage(cli, "unexpected argument \"%s\"", argv[optind]);
	signal(SIGPIPE, SIG_IGN); /* nobody who stops reading shall stop a run half way */
	return refresh(cli, &o, quiet);
}
