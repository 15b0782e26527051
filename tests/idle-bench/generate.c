/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Make a fleet: facts.tsv and labels.tsv in a folder, and its samples on
 * standard output, or with -t as one text file a host in that folder.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fleet.h"
#include "when.h"

static _Noreturn void
usage(void)
{
	fputs("usage: generate [-rtw] [-d days] [-l level] [-n hosts a class] [-s seed] folder\n"
	      "levels: quiet low medium high noisy\n"
	      "-r: what ran when, as runs.tsv in the folder, for whoever looks for reasons\n"
	      "-t: samples as text, one file a host, in the folder; else binary on stdout\n"
	      "-w: a collector that takes a fallen counter for one that wrapped at 64 bits\n",
	    stderr);
	exit(2);
}

static int
number(const char *text, int most)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < 1 || n > most)
		usage();
	return (int)n;
}

static FILE *
create(const char *folder, const char *name)
{
	char path[PATH_MAX];
	FILE *f;

	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path ||
	    (f = fopen(path, "w")) == NULL) {
		fprintf(stderr, "generate: %s/%s: %s\n", folder, name, strerror(errno));
		exit(1);
	}
	return f;
}

static void
finish(FILE *f, const char *name)
{
	bool bad = ferror(f) != 0;

	if (fclose(f) != 0 || bad) {
		fprintf(stderr, "generate: %s: cannot be written\n", name);
		exit(1);
	}
}

/* Runs of twenty minutes and more: shorter ones are no work, whatever they do. */
static void
log_run(void *ctx, const struct host *h, int32_t day, const char *task, double start, double length,
    const struct effect *e)
{
	char date[16];

	if (length < 20)
		return;
	day_format(day, date);
	fprintf(ctx, "host-%04d\t%s\t%s\t%02d:%02d\t%.0f\t%.3g\t%.3g\t%.3g\n", h->number + 1, date,
	    task, (int)start / 60, (int)start % 60, length, (double)e->add[METRIC_CPU],
	    (double)e->add[METRIC_TRANSMIT], (double)e->add[METRIC_WRITE]);
}

static void
write_text(struct fleet *f, const char *folder)
{
	char name[32];

	for (int i = 0; i < f->n; i++) {
		FILE *out;

		snprintf(name, sizeof name, "host-%04d.tsv", i + 1);
		out = create(folder, name);
		fleet_write_host(f, i, out);
		finish(out, name);
	}
}

int
main(int argc, char **argv)
{
	struct fleet_plan plan = { 1, "noisy", 20, FLEET_DAYS, COLLECTOR_GOOD };
	bool text = false, runs = false;
	struct run_log log = { log_run, NULL };
	struct fleet *f;
	FILE *out;
	int c;

	while ((c = getopt(argc, argv, "d:l:n:rs:tw")) != -1)
		switch (c) {
		case 'd': plan.days = number(optarg, 4000); break;
		case 'l': plan.level = optarg; break;
		case 'n': plan.per_class = number(optarg, 400); break;
		case 's': plan.seed = (uint64_t)number(optarg, INT_MAX); break;
		case 'r': runs = true; break;
		case 't': text = true; break;
		case 'w': plan.collector = COLLECTOR_WRAP64; break;
		default: usage();
		}
	if (argc != optind + 1 || (f = fleet_new(&plan)) == NULL)
		usage();
	out = create(argv[optind], "facts.tsv");
	fleet_write_facts(f, out);
	finish(out, "facts.tsv");
	out = create(argv[optind], "labels.tsv");
	fleet_write_labels(f, out);
	finish(out, "labels.tsv");
	if (runs) {
		log.ctx = create(argv[optind], "runs.tsv");
		fputs("host\tday\ttask\tstart\tminutes\tcpu\ttransmit\twrite\n", log.ctx);
		f->log = &log;
	}
	if (text)
		write_text(f, argv[optind]);
	else if (!fleet_write_samples(f, stdout))
		finish(stdout, "samples");
	if (runs)
		finish(log.ctx, "runs.tsv");
	fleet_free(f);
	return 0;
}
