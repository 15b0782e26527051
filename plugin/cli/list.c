/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "list.h"
#include "output.h"
#include "when.h"

/* What was asked for, before it is known of which table. */
struct request {
	const struct cli *cli;
	const struct output_format *format;
	enum section section;
	struct words sites, labels, fields, keys;
};

static const struct option options[] = {
	{ "all", no_argument, NULL, 'a' },
	{ "table", required_argument, NULL, 't' },
	{ "site", required_argument, NULL, 'S' },
	{ "alignment", required_argument, NULL, 'A' },
	{ "fields", required_argument, NULL, 'F' },
	{ "sort", required_argument, NULL, 'o' },
	{ "format", required_argument, NULL, 'f' },
	{ 0 },
};

/* The sections that are tables for people. */
static const struct {
	const char *name;
	enum section section;
} tables[] = {
	{ "candidate", SECTION_CANDIDATE },
	{ "asset", SECTION_ASSET },
	{ "site", SECTION_SITE },
	{ "wave", SECTION_WAVE },
	{ "policy", SECTION_POLICY },
	{ "source", SECTION_SOURCE },
	{ "finding", SECTION_FINDING },
	{ .name = NULL },
};

static enum cli_exit
add_words(const struct cli *cli, struct words *w, char *text)
{
	char *word;

	while ((word = strsep(&text, ",")) != NULL) {
		if (*word == '\0')
			continue;
		if (w->n == LIST_WORDS)
			return cli_usage(cli, "more than %d names", LIST_WORDS);
		w->word[w->n++] = word;
	}
	return w->n > 0 ? CLI_DONE : cli_usage(cli, "a name is missing");
}

static enum cli_exit
choose_table(struct request *r, const char *name)
{
	for (size_t i = 0; tables[i].name != NULL; i++)
		if (strcmp(tables[i].name, name) == 0) {
			r->section = tables[i].section;
			return CLI_DONE;
		}
	return cli_unknown(r->cli, "table", name, &tables->name, sizeof *tables);
}

static enum cli_exit
choose_format(struct request *r, const char *name)
{
	if ((r->format = output_format_named(name)) != NULL)
		return CLI_DONE;
	return cli_usage(
	    r->cli, "unknown format \"%s\"; there are table, csv, tsv, json and xml", name);
}

static enum cli_exit
take_option(struct request *r, int option)
{
	switch (option) {
	case 'a': r->section = SECTION_ASSET; return CLI_DONE;
	case 't': return choose_table(r, optarg);
	case 'S': return add_words(r->cli, &r->sites, optarg);
	case 'A': return add_words(r->cli, &r->labels, optarg);
	case 'F': return add_words(r->cli, &r->fields, optarg);
	case 'o': return add_words(r->cli, &r->keys, optarg);
	case 'f': return choose_format(r, optarg);
	}
	return CLI_USAGE;
}

static enum cli_exit
unknown_field(const struct request *r, const struct list *l, const char *name)
{
	const struct field *fields = sections[l->section].fields;

	if (list_has_assets(l) && l->section != SECTION_FINDING)
		fields = asset_fields;
	return cli_unknown(r->cli, "field", name, &fields->name, sizeof *fields);
}

static enum cli_exit
choose_columns(const struct request *r, struct list *l)
{
	for (size_t i = 0; i < r->fields.n; i++) {
		if (l->n == LIST_COLUMNS)
			return cli_usage(r->cli, "more than %d fields", LIST_COLUMNS);
		if (!list_find(l, r->fields.word[i], &l->column[l->n++]))
			return unknown_field(r, l, r->fields.word[i]);
	}
	for (size_t i = 0; i < r->keys.n; i++) {
		bool descending = r->keys.word[i][0] == '-';
		struct list_column *key = &l->key[l->keys++];

		if (!list_find(l, r->keys.word[i] + descending, key))
			return unknown_field(r, l, r->keys.word[i] + descending);
		key->descending = descending;
	}
	if (l->n == 0)
		list_default_columns(l, r->format->measured);
	return CLI_DONE;
}

static enum cli_exit
choose_assets(const struct request *r, struct list *l)
{
	const struct field *alignment = field_named(asset_fields, "alignment");

	if (r->sites.n + r->labels.n > 0 && !list_has_assets(l))
		return cli_usage(
		    r->cli, "--site and --alignment are for assets, candidates and findings");
	for (size_t i = 0; i < r->labels.n; i++) {
		int64_t label = field_label_number(alignment, r->labels.word[i]);

		if (label == 0)
			return cli_unknown(r->cli, "alignment", r->labels.word[i],
			    alignment->labels, sizeof *alignment->labels);
		l->alignments |= UINT32_C(1) << label;
	}
	l->sites = r->sites;
	return CLI_DONE;
}

static enum cli_exit
read_options(struct request *r, struct list *l, int argc, char **argv)
{
	enum cli_exit status = CLI_DONE;
	int option;

	while (status == CLI_DONE &&
	       (option = cli_option(r->cli, argc, argv, ":af:F:t:", options)) != -1)
		status = take_option(r, option);
	if (status != CLI_DONE)
		return status;
	if (optind < argc)
		return cli_usage(r->cli, "unexpected argument \"%s\"", argv[optind]);
	list_init(l, r->section);
	if ((status = choose_assets(r, l)) != CLI_DONE)
		return status;
	return choose_columns(r, l);
}

static void
each_row(const struct list *l, struct output *o, void (*f)(struct output *, const char *const *))
{
	char text[LIST_COLUMNS][FIELD_FORMAT_MAX];
	const char *cells[LIST_COLUMNS];

	for (size_t i = 0; i < l->rows; i++) {
		for (size_t c = 0; c < l->n; c++)
			cells[c] = field_format(l->column[c].field, l->digits,
			    list_value(l, &l->column[c], l->order[i]), text[c]);
		f(o, cells);
	}
}

static void
print(const struct list *l, const struct output_format *format)
{
	struct output_column columns[LIST_COLUMNS] = { 0 };
	struct output o = { .file = stdout,
		.format = format,
		.columns = columns,
		.n = l->n,
		.noun = sections[l->section].name };

	for (size_t i = 0; i < l->n; i++) {
		columns[i].name = l->column[i].field->name;
		columns[i].type = output_type_of(l->column[i].field);
	}
	if (format->measured)
		each_row(l, &o, output_measure);
	output_begin(&o);
	each_row(l, &o, output_row);
	output_end(&o);
}

static bool
list(const struct request *r, struct list *l, struct error *e)
{
	struct text currency = snapshot_summary(l->snapshot)->currency;

	if (currency.at != TEXT_ABSENT)
		l->digits = currency_digits(
		    snapshot_rows(l->snapshot, SECTION_SUMMARY)->arena + currency.at);
	if (!list_select(l, e))
		return false;
	if (r->format->measured && r->fields.n == 0)
		list_drop_empty(l);
	print(l, r->format);
	return true;
}

enum cli_exit
list_run(const struct cli *cli, int argc, char **argv)
{
	struct request r = { .cli = cli, .format = &output_table, .section = SECTION_CANDIDATE };
	struct list l = { .order = NULL };
	enum cli_exit status = read_options(&r, &l, argc, argv);
	struct snapshot *snapshot;
	struct error e;

	if (status != CLI_DONE)
		return status;
	if ((snapshot = cli_snapshot(cli, &e)) == NULL)
		return cli_fail(&e);
	l.snapshot = snapshot;
	if (!list(&r, &l, &e))
		status = cli_fail(&e);
	free(l.order);
	snapshot_free(snapshot);
	return status;
}
