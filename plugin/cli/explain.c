/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "cli.h"
#include "explain.h"
#include "output.h"
#include "store/store.h"
#include "text.h"
#include "when.h"
#include "worker/config.h"
#include "worker/proof.h"

#define MOST_MATCHES 50

static const struct option options[] = {
	{ "format", required_argument, NULL, 'f' },
	{ 0 },
};

/* By what people know a machine. */
static const char *const identities[] = { "name", "serial", "asset_tag", "uuid", "address", NULL };
static const char index_name[] = "index";

/* What was asked for: VALUE, or one identity as FIELD=VALUE. */
struct wanted {
	const char *identity; /* NULL: any */
	const char *value;
	unsigned long index;
	bool numeric;
};

struct matches {
	const struct asset *asset[MOST_MATCHES];
	size_t n; /* may be more than are kept */
};

static struct wanted
parse_wanted(const char *text)
{
	struct wanted w = { .value = text };
	size_t len = strcspn(text, "=");

	for (const char *const *identity = identities; *identity != NULL; identity++)
		if (text[len] == '=' && strlen(*identity) == len &&
		    strncmp(*identity, text, len) == 0)
			w.identity = *identity;
	if (text[len] == '=' && len == strlen(index_name) && strncmp(index_name, text, len) == 0)
		w.identity = index_name;
	if (w.identity != NULL)
		w.value = text + len + 1;
	w.numeric = (w.identity == NULL || w.identity == index_name) &&
		    cli_number(w.value, UINT32_MAX, &w.index);
	return w;
}

static bool
is_called(const struct rows *assets, const struct asset *a, const struct wanted *w)
{
	if (w->numeric && a->index == w->index)
		return true;
	for (const char *const *identity = identities; *identity != NULL; identity++) {
		struct value v = field_get(field_named(asset_fields, *identity), assets, a);

		if ((w->identity == NULL || w->identity == *identity) && v.kind == VAL_TEXT &&
		    strcasecmp(v.text, w->value) == 0)
			return true;
	}
	return false;
}

/* A host name without its domain. */
static bool
is_host(const struct rows *assets, const struct asset *a, const char *name)
{
	size_t len = strlen(name);
	const char *full = a->name.at != TEXT_ABSENT ? assets->arena + a->name.at : "";

	return strncasecmp(full, name, len) == 0 && full[len] == '.';
}

static void
add_match(struct matches *m, const struct asset *a)
{
	if (m->n < MOST_MATCHES)
		m->asset[m->n] = a;
	m->n++;
}

static void
find(const struct rows *assets, const char *text, struct matches *m)
{
	struct wanted w = parse_wanted(text);

	m->n = 0;
	for (size_t i = 0; i < assets->n; i++)
		if (is_called(assets, rows_at(assets, i), &w))
			add_match(m, rows_at(assets, i));
	for (size_t i = 0; m->n == 0 && w.identity == NULL && i < assets->n; i++)
		if (is_host(assets, rows_at(assets, i), w.value))
			add_match(m, rows_at(assets, i));
}

static bool
none_found(const struct rows *assets, const char *name, struct error *e)
{
	const char **names = calloc(assets->n + 1, sizeof *names), *near = NULL;
	size_t n = 0;

	for (size_t i = 0; names != NULL && i < assets->n; i++) {
		const struct asset *a = rows_at(assets, i);

		if (a->name.at != TEXT_ABSENT)
			names[n++] = assets->arena + a->name.at;
	}
	if (names != NULL)
		near = nearest_word(name, names, sizeof *names);
	error_set(e, "no asset \"%s\"%s%s%s", name, near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	free(names);
	return false;
}

static void
print_match(const struct rows *assets, const struct asset *a)
{
	static const char *const shown[] = { "name", "serial", "asset_tag", "site", "rack", NULL };
	char buf[FIELD_FORMAT_MAX];

	fprintf(stderr, "  %s=%u", index_name, (unsigned)a->index);
	for (const char *const *name = shown; *name != NULL; name++) {
		const struct field *f = field_named(asset_fields, *name);
		const char *text = field_format(f, 0, field_get(f, assets, a), buf);

		fprintf(stderr, "  %s ", *name);
		text_print(text != NULL ? text : "-", 0, stderr);
	}
	putc('\n', stderr);
}

static bool
ambiguous(const struct rows *assets, const char *name, const struct matches *m, struct error *e)
{
	for (size_t i = 0; i < m->n && i < MOST_MATCHES; i++)
		print_match(assets, m->asset[i]);
	return error_set(e, "\"%s\" fits %zu assets; ask for one by its index", name, m->n);
}

struct measured
explain_measured(const struct series *s)
{
	struct measured m = { .first = s->days[0].day,
		.last = s->days[s->n - 1].day,
		.highest = s->days[0].day,
		.min = s->days[0].min,
		.max = s->days[0].max };
	double minutes = 0, sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct measured_day *d = &s->days[i];

		minutes += d->covered;
		sum += d->mean * d->covered;
		if (d->min < m.min)
			m.min = d->min;
		if (d->max > m.max) {
			m.max = d->max;
			m.highest = d->day;
		}
	}
	m.mean = minutes > 0 ? sum / minutes : 0;
	m.coverage = 100 * minutes / (1440.0 * (m.last - m.first + 1));
	return m;
}

const struct site *
explain_site(const struct explanation *x)
{
	if (x->asset->site_index == 0)
		return NULL;
	return snapshot_find(x->snapshot, SECTION_SITE, x->asset->site_index, 0);
}

bool
explain_concerns(const struct explanation *x, uint32_t asset_index)
{
	return asset_index == x->asset->index;
}

static void
add_policies(struct explanation *x, const struct config *config)
{
	struct error e;

	for (size_t i = 0; i < config->npolicies; i++) {
		if (judge_count(x->judge) == EXPLAIN_POLICIES)
			break;
		if (!judge_add(x->judge, config->policies[i].file, &e) &&
		    x->why_no_verdict.text[0] == '\0')
			x->why_no_verdict = e;
	}
}

/* As of the day of the snapshot, by the policies as they stand now. */
static void
judge_again(struct explanation *x, const char *config_path)
{
	struct config *config = config_load(config_path, &x->why_no_verdict);

	if (config == NULL)
		return;
	if ((x->judge = judge_new(&limits_policy, x->digits)) == NULL) {
		error_set(&x->why_no_verdict, "out of memory");
	} else {
		add_policies(x, config);
		judge_begin(x->judge);
		judge_asset(x->judge, x->assets, x->asset, x->evidence, x->verdict);
		x->verdicts = judge_count(x->judge);
		x->decisive = judge_combine(x->verdict, x->verdicts);
	}
	config_free(config);
}

static const char *
site_of(const struct explanation *x, const struct asset *a)
{
	return a->site.at != TEXT_ABSENT ? x->assets->arena + a->site.at : NULL;
}

/* What the neighbours do at the same time must be known first. */
static bool
look_around(const struct explanation *x, struct proof *proof, struct error *e)
{
	const char *site = site_of(x, x->asset);

	for (size_t i = 0; site != NULL && i < x->assets->n; i++) {
		const struct asset *a = rows_at(x->assets, i);
		const char *its = site_of(x, a);

		if (its != NULL && strcmp(its, site) == 0 && !proof_look(proof, a, its, e))
			return false;
	}
	return true;
}

/* x->evidence is left as it was, empty, if there is a reason why. */
static void
gather_evidence(struct explanation *x, struct proof *proof)
{
	struct evidence *ev;

	if (proof == NULL) {
		error_set(&x->why_no_evidence, "out of memory");
		return;
	}
	if (!look_around(x, proof, &x->why_no_evidence))
		return;
	ev = proof_evidence(proof, x->asset, site_of(x, x->asset), &x->why_no_evidence);
	if (ev != NULL)
		x->evidence = ev;
}

static void
gather_changes(struct explanation *x, struct store *store)
{
	int n =
	    store_verdicts(store, x->asset->index, x->change, EXPLAIN_CHANGES, &x->why_no_evidence);

	x->changes = n > 0 ? n : 0;
}

/* Everything that the store has, then what the policies say of it. */
static void
explain_asset(
    struct explanation *x, const struct cli *cli, void (*print)(const struct explanation *, FILE *))
{
	struct evidence none = { .as_of = x->as_of };
	struct store *store = store_open(cli->statedir, true, NULL, &x->why_no_evidence);
	const struct proof_options how = { .as_of = x->as_of };
	struct proof *proof = NULL;

	x->evidence = &none;
	if (store != NULL) {
		proof = proof_new(store, NULL, &how);
		gather_evidence(x, proof);
		gather_changes(x, store);
	}
	judge_again(x, cli->config);
	print(x, stdout);
	judge_free(x->judge);
	proof_free(proof);
	store_close(store);
}

static bool
explain(const struct cli *cli, const struct snapshot *s, const char *name,
    void (*print)(const struct explanation *, FILE *), struct error *e)
{
	const struct summary *summary = snapshot_summary(s);
	struct explanation x = { .snapshot = s, .assets = snapshot_rows(s, SECTION_ASSET) };
	struct matches m;

	find(x.assets, name, &m);
	if (m.n == 0)
		return none_found(x.assets, name, e);
	if (m.n > 1)
		return ambiguous(x.assets, name, &m, e);
	x.asset = m.asset[0];
	x.as_of = summary->as_of.v != DAY_ABSENT ? summary->as_of.v : (int32_t)(time(NULL) / 86400);
	if (summary->currency.at != TEXT_ABSENT)
		x.digits = currency_digits(x.assets->arena + summary->currency.at);
	explain_asset(&x, cli, print);
	return true;
}

enum cli_exit
explain_run(const struct cli *cli, int argc, char **argv)
{
	void (*print)(const struct explanation *, FILE *) = explain_text;
	struct snapshot *snapshot;
	enum cli_exit status = CLI_DONE;
	struct error e;
	int option;

	while ((option = cli_option(cli, argc, argv, ":f:", options)) != -1) {
		if (option == '?')
			return CLI_USAGE;
		if (strcmp(optarg, "json") != 0 && strcmp(optarg, "text") != 0)
			return cli_usage(
			    cli, "unknown format \"%s\"; there are text and json", optarg);
		print = optarg[0] == 'j' ? explain_json : explain_text;
	}
	if (argc - optind != 1)
		return cli_usage(cli, argc == optind ? "which asset?" : "one asset at a time");
	if ((snapshot = cli_snapshot(cli, &e)) == NULL)
		return cli_fail(&e);
	if (!explain(cli, snapshot, argv[optind], print, &e))
		status = cli_fail(&e);
	snapshot_free(snapshot);
	return status;
}
