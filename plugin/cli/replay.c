/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "activity.h"
#include "cli.h"
#include "output.h"
#include "progress.h"
#include "replay_report.h"
#include "when.h"
#include "worker/library.h"
#include "worker/refresh.h"

#define EVERY 7 /* days */

static const struct option options[] = {
	{ "from", required_argument, NULL, 'b' },
	{ "to", required_argument, NULL, 'e' },
	{ "every", required_argument, NULL, 'n' },
	{ "labels", required_argument, NULL, 'l' },
	{ "format", required_argument, NULL, 'f' },
	{ "quiet", no_argument, NULL, 'q' },
	{ 0 },
};

/* What was asked for. */
struct request {
	const struct cli *cli;
	int32_t from, to; /* DAY_ABSENT: not said */
	unsigned long every;
	const char *labels;
	const struct output_format *format;
	bool quiet;
	char **policies;
	size_t npolicies; /* 0: what is configured, together */
};

static enum cli_exit
take_option(struct request *r, int option)
{
	switch (option) {
	case 'b':
		return day_parse(optarg, &r->from)
			   ? CLI_DONE
			   : cli_usage(r->cli, "--from: not a date (YYYY-MM-DD)");
	case 'e':
		return day_parse(optarg, &r->to)
			   ? CLI_DONE
			   : cli_usage(r->cli, "--to: not a date (YYYY-MM-DD)");
	case 'n':
		return cli_number(optarg, ACTIVITY_DAYS, &r->every) && r->every > 0
			   ? CLI_DONE
			   : cli_usage(r->cli, "--every: 1 to %d days", ACTIVITY_DAYS);
	case 'l': r->labels = optarg; return CLI_DONE;
	case 'q': r->quiet = true; return CLI_DONE;
	case 'f':
		if ((r->format = output_format_named(optarg)) != NULL)
			return CLI_DONE;
		return cli_usage(r->cli,
		    "unknown format \"%s\"; there are table, csv, tsv, json and xml", optarg);
	}
	return CLI_USAGE;
}

static enum cli_exit
read_options(struct request *r, int argc, char **argv)
{
	enum cli_exit status = CLI_DONE;
	int option;

	while (
	    status == CLI_DONE && (option = cli_option(r->cli, argc, argv, ":f:q", options)) != -1)
		status = take_option(r, option);
	r->policies = argv + optind;
	r->npolicies = (size_t)(argc - optind);
	if (status == CLI_DONE && r->npolicies > REPLAY_SIDES)
		return cli_usage(r->cli, "more than %d policies", REPLAY_SIDES);
	return status;
}

/* As said, or all of the history that can be there. */
static enum cli_exit
settle_days(struct request *r, int32_t as_of)
{
	char day[16];

	if (r->to == DAY_ABSENT)
		r->to = as_of;
	if (r->to > as_of) {
		day_format(as_of, day);
		return cli_usage(r->cli, "--to: the snapshot is of %s, before that", day);
	}
	if (r->from == DAY_ABSENT)
		r->from = r->to - ((ACTIVITY_DAYS - 1) / (int32_t)r->every) * (int32_t)r->every;
	if (r->from < as_of - ACTIVITY_DAYS)
		r->from = as_of - ACTIVITY_DAYS;
	return r->from <= r->to ? CLI_DONE : cli_usage(r->cli, "--from is after --to");
}

static bool
no_policy(const char *name, const struct config_dirs *dirs, struct error *e)
{
	char hint[96];

	return error_set(e, "no policy \"%s\"%s", name, library_hint(dirs, name, hint));
}

/* A file if it looks like one, else the name of a policy that can be configured. */
static bool
add_policy(struct judge *judge, const char *name, const struct config_dirs *dirs, struct error *e)
{
	size_t n = strlen(name);
	char path[2048];

	if (strchr(name, '/') != NULL || (n > 4 && strcmp(name + n - 4, ".lua") == 0))
		return judge_add(judge, name, e);
	library_file(dirs, name, path, sizeof path);
	return access(path, F_OK) == 0 ? judge_add(judge, path, e) : no_policy(name, dirs, e);
}

static bool
add_named(const struct request *r, struct judge *judge, struct replay_side *sides, struct error *e)
{
	struct config_dirs dirs;

	if (!config_dirs(r->cli->config, CONFIG_POLICIES, &dirs))
		return error_set(e, "%s: name too long", r->cli->config);
	for (size_t i = 0; i < r->npolicies; i++) {
		if (!add_policy(judge, r->policies[i], &dirs, e))
			return false;
		if (judge_count(judge) != i + 1)
			return error_set(e, "policy \"%s\" is named twice", r->policies[i]);
		sides[i] = (struct replay_side){ .first = i, .n = 1 };
	}
	for (size_t i = 0; i < r->npolicies; i++)
		sides[i].name = judge_policy(judge, i).name;
	return true;
}

static void
keep_first(void *ctx, const char *why)
{
	struct error *e = ctx;

	if (e->text[0] == '\0')
		error_set(e, "%s", why);
}

/* All that the configuration names, as refresh would combine them. */
static struct judge *
configured(const struct cli *cli, struct replay_side *side, struct error *e)
{
	struct config *config = config_load(cli->config, e);
	struct judge *judge;

	if (config == NULL)
		return NULL;
	e->text[0] = '\0';
	judge = refresh_judge(config, keep_first, e);
	config_free(config);
	if (judge == NULL)
		error_set(e, "out of memory");
	if (judge == NULL || e->text[0] != '\0') {
		judge_free(judge);
		return NULL;
	}
	*side = (struct replay_side){ .name = "configured", .n = judge_count(judge) };
	return judge;
}

static struct judge *
choose_policies(
    const struct request *r, unsigned digits, struct replay_side *sides, struct error *e)
{
	struct judge *judge;

	if (r->npolicies == 0)
		return configured(r->cli, sides, e);
	if ((judge = judge_new(&limits_policy, digits)) == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	if (add_named(r, judge, sides, e))
		return judge;
	judge_free(judge);
	return NULL;
}

static bool
draw(void *ctx, uint64_t done, uint64_t total)
{
	progress_draw(ctx, "replay: %u %%", (unsigned)(100 * done / total));
	return true;
}

static bool
score(struct replay_report *x, size_t sides, struct error *e)
{
	for (size_t i = 0; i < sides; i++)
		if (!replay_score(x->replay, x->assets, i, x->labels, x->end, &x->score[i]))
			return error_set(e, "out of memory");
	for (size_t i = x->replay->ndays; i-- > 0;)
		if (x->replay->days[i].assets > 0) {
			x->from = x->replay->days[i].day;
			x->days++;
		}
	return x->days > 0 || error_set(e, "there is no history before any of these days");
}

static void
print(const struct replay_report *x, const struct output_format *format)
{
	if (format == &output_table)
		replay_text(x, stdout);
	else if (format == &output_json)
		replay_json(x, stdout);
	else
		replay_rows(x, format, stdout);
}

static bool
run(const struct request *r, struct replay_report *x, struct replay_question *q, struct error *e)
{
	struct progress_line line;
	struct replay replay;
	bool ok;

	progress_begin(&line);
	if (!r->quiet) {
		q->progress = draw;
		q->ctx = &line;
	}
	ok = replay_history(q, &replay, e);
	progress_end(&line);
	x->replay = &replay;
	if (ok && (ok = score(x, q->nsides, e)))
		print(x, r->format);
	replay_free(&replay);
	return ok;
}

/* What failed counted as unknown, but must not pass unseen. */
static bool
none_failed(const struct judge *judge, struct error *e)
{
	for (size_t i = 0; i < judge_count(judge); i++) {
		struct policy_info info = judge_policy(judge, i);

		if (info.failures > 0)
			return error_set(e, "policy %s failed %u times, counted as unknown: %s",
			    info.name, (unsigned)info.failures, info.last_error);
	}
	return true;
}

/* The store and the policies, then the run. */
static bool
ask(const struct request *r, struct replay_report *x, struct error *e)
{
	struct replay_side sides[REPLAY_SIDES] = { 0 };
	struct replay_question q = { .assets = x->assets,
		.end = x->end,
		.from = r->from,
		.to = r->to,
		.every = (uint32_t)r->every,
		.sides = sides,
		.nsides = r->npolicies > 0 ? r->npolicies : 1 };
	bool ok = false;

	x->sides = sides;
	if ((q.judge = choose_policies(r, x->digits, sides, e)) == NULL)
		return false;
	q.store = store_open(r->cli->statedir, true, NULL, e);
	if (q.store != NULL && !store_has_evidence(q.store))
		error_set(e, "%s: no history is stored", r->cli->statedir);
	else if (q.store != NULL)
		ok = run(r, x, &q, e) && none_failed(q.judge, e);
	store_close(q.store);
	judge_free(q.judge);
	return ok;
}

static bool
report(const struct request *r, struct replay_report *x, struct error *e)
{
	uint8_t *labels = NULL;
	size_t lost = 0;
	bool ok;

	if (r->labels != NULL && (labels = replay_labels(r->labels, x->assets, &lost, e)) == NULL)
		return false;
	if (lost > 0)
		fprintf(
		    stderr, "decom: %s: %zu labels fit no asset, or several\n", r->labels, lost);
	x->labels = labels;
	ok = ask(r, x, e);
	free(labels);
	return ok;
}

enum cli_exit
replay_run(const struct cli *cli, int argc, char **argv)
{
	struct request r = { .cli = cli,
		.from = DAY_ABSENT,
		.to = DAY_ABSENT,
		.every = EVERY,
		.format = &output_table };
	enum cli_exit status = read_options(&r, argc, argv);
	struct replay_report x = { 0 };
	const struct summary *summary;
	struct snapshot *snapshot;
	struct error e;

	if (status != CLI_DONE)
		return status;
	if ((snapshot = cli_snapshot(cli, &e)) == NULL)
		return cli_fail(&e);
	summary = snapshot_summary(snapshot);
	x.snapshot = snapshot;
	x.assets = snapshot_rows(snapshot, SECTION_ASSET);
	x.end = summary->as_of.v != DAY_ABSENT ? summary->as_of.v : (int32_t)(time(NULL) / 86400);
	if (summary->currency.at != TEXT_ABSENT) {
		x.currency = x.assets->arena + summary->currency.at;
		x.digits = currency_digits(x.currency);
	}
	status = settle_days(&r, x.end);
	x.from = r.from;
	x.to = r.to;
	x.every = (uint32_t)r.every;
	if (status == CLI_DONE && !report(&r, &x, &e))
		status = cli_fail(&e);
	snapshot_free(snapshot);
	return status;
}
