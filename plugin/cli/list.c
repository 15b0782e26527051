/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "output.h"
#include "snapshot.h"
#include "when.h"

#define MOST_COLUMNS 80
#define MOST_WORDS 100 /* in an option that takes a list */

/* Words of an option that may be repeated, split at commas. */
struct words {
	char *word[MOST_WORDS];
	size_t n;
};

struct list_column {
	const struct field *field;
	bool own; /* the candidate's, not its asset's */
};

struct list {
	const struct cli *cli;
	const struct output_format *format;
	bool all;
	bool chosen; /* columns by --fields */
	struct words sites, labels, fields, keys;
	uint32_t alignments; /* bit per label number; 0: any */
	struct snapshot *snapshot;
	const struct rows *assets, *candidates;
	unsigned digits;
	struct list_column column[MOST_COLUMNS];
	size_t n;
	struct list_column key[MOST_WORDS]; /* to sort by */
	bool descending[MOST_WORDS];
	uint32_t *order; /* row numbers */
	size_t rows;
};

/* In every table of DECOM-MIB and for ever the same. */
static const struct field index_field[] = { { .name = "index",
						.text = "the index of the asset in DECOM-MIB",
						.rep = REP_U32,
						.offset = offsetof(struct asset, index) },
	FIELD_END };

/* What people want first; the machine-readable formats show everything. */
static const char *const table_fields[] = { "name", "serial", "site", "rack", "position",
	"alignment", "score", "idle_since", "retire_by", "power", "annual_cost", "reason", NULL };

static const struct option options[] = {
	{ "all", no_argument, NULL, 'a' },
	{ "site", required_argument, NULL, 'S' },
	{ "alignment", required_argument, NULL, 'A' },
	{ "fields", required_argument, NULL, 'F' },
	{ "sort", required_argument, NULL, 'o' },
	{ "format", required_argument, NULL, 'f' },
	{ 0 },
};

static bool
add_words(struct words *w, char *text)
{
	char *word;

	while ((word = strsep(&text, ",")) != NULL) {
		if (*word == '\0')
			continue;
		if (w->n == MOST_WORDS)
			return false;
		w->word[w->n++] = word;
	}
	return true;
}

static bool
add_option(struct list *l, int option)
{
	switch (option) {
	case 'a': l->all = true; return true;
	case 'S': return add_words(&l->sites, optarg);
	case 'A': return add_words(&l->labels, optarg);
	case 'F': l->chosen = true; return add_words(&l->fields, optarg);
	case 'o': return add_words(&l->keys, optarg);
	}
	return (l->format = output_format_named(optarg)) != NULL;
}

/* A name of --fields or --sort; the candidate's own members only where there is one. */
static bool
find_column(const struct list *l, const char *name, struct list_column *c)
{
	const struct field *f = field_named(candidate_fields, name);

	c->own = !l->all && f != NULL && !f->joined;
	if (c->own)
		c->field = f;
	else if ((c->field = field_named(index_field, name)) == NULL)
		c->field = field_named(asset_fields, name);
	return c->field != NULL;
}

static void
add_column(struct list *l, const char *name)
{
	if (l->n < MOST_COLUMNS && find_column(l, name, &l->column[l->n]))
		l->n++;
}

static void
add_every_column(struct list *l)
{
	add_column(l, index_field->name);
	for (const struct field *f = asset_fields; f->name != NULL; f++)
		add_column(l, f->name);
	for (const struct field *f = candidate_fields; f->name != NULL && !l->all; f++)
		if (!f->joined)
			add_column(l, f->name);
}

static enum cli_exit
unknown_field(const struct list *l, const char *name)
{
	return cli_unknown(l->cli, "field", name, &asset_fields->name, sizeof *asset_fields);
}

static enum cli_exit
choose_columns(struct list *l)
{
	for (size_t i = 0; i < l->fields.n; i++) {
		if (l->n == MOST_COLUMNS)
			return cli_usage(l->cli, "more than %d fields", MOST_COLUMNS);
		if (!find_column(l, l->fields.word[i], &l->column[l->n++]))
			return unknown_field(l, l->fields.word[i]);
	}
	for (size_t i = 0; i < l->keys.n; i++) {
		l->descending[i] = l->keys.word[i][0] == '-';
		if (!find_column(l, l->keys.word[i] + l->descending[i], &l->key[i]))
			return unknown_field(l, l->keys.word[i] + l->descending[i]);
	}
	if (l->n > 0)
		return CLI_DONE;
	if (l->chosen)
		return cli_usage(l->cli, "--fields: no name given");
	if (!l->format->measured)
		add_every_column(l);
	else
		for (const char *const *name = table_fields; *name != NULL; name++)
			add_column(l, *name);
	return CLI_DONE;
}

static enum cli_exit
choose_alignments(struct list *l)
{
	const struct field *alignment = field_named(asset_fields, "alignment");

	for (size_t i = 0; i < l->labels.n; i++) {
		int64_t number = field_label_number(alignment, l->labels.word[i]);

		if (number == 0)
			return cli_unknown(l->cli, "alignment", l->labels.word[i],
			    alignment->labels, sizeof *alignment->labels);
		l->alignments |= UINT32_C(1) << number;
	}
	return CLI_DONE;
}

static enum cli_exit
read_options(struct list *l, int argc, char **argv)
{
	enum cli_exit status;
	int option;

	while ((option = cli_option(l->cli, argc, argv, ":af:F:", options)) != -1) {
		if (option == '?')
			return CLI_USAGE;
		if (!add_option(l, option) && option == 'f')
			return cli_usage(l->cli,
			    "unknown format \"%s\"; there are table, csv, tsv, "
			    "json and xml",
			    optarg);
		if (l->sites.n == MOST_WORDS || l->keys.n == MOST_WORDS)
			return cli_usage(l->cli, "too many names");
	}
	if (optind < argc)
		return cli_usage(l->cli, "unexpected argument \"%s\"", argv[optind]);
	if ((status = choose_alignments(l)) != CLI_DONE)
		return status;
	return choose_columns(l);
}

/* The asset of a row of what is listed. */
static const struct asset *
asset_at(const struct list *l, uint32_t row)
{
	if (!l->all)
		row = ((const struct candidate *)rows_at(l->candidates, row))->asset_row;
	return rows_at(l->assets, row);
}

static struct value
value_at(const struct list *l, const struct list_column *c, uint32_t row)
{
	if (c->own)
		return field_get(c->field, l->candidates, rows_at(l->candidates, row));
	return field_get(c->field, l->assets, asset_at(l, row));
}

static bool
wanted(const struct list *l, const struct asset *a)
{
	const char *site = l->assets->arena + a->site.at;

	if (l->alignments != 0 && (a->alignment >= 32 || (l->alignments >> a->alignment & 1) == 0))
		return false;
	if (l->sites.n == 0)
		return true;
	for (size_t i = 0; a->site.at != TEXT_ABSENT && i < l->sites.n; i++)
		if (strcasecmp(site, l->sites.word[i]) == 0)
			return true;
	return false;
}

/* A site that nobody knows is a slip rather than an empty list. */
static bool
sites_exist(const struct list *l, struct error *e)
{
	const struct rows *sites = snapshot_rows(l->snapshot, SECTION_SITE);
	const struct field *name = field_named(site_fields, "name");

	for (size_t i = 0; i < l->sites.n; i++) {
		bool found = false;

		for (size_t s = 0; s < sites->n && !found; s++) {
			struct value v = field_get(name, sites, rows_at(sites, s));

			found = v.kind == VAL_TEXT && strcasecmp(v.text, l->sites.word[i]) == 0;
		}
		if (!found)
			return error_set(e, "no site \"%s\" in the snapshot", l->sites.word[i]);
	}
	return true;
}

static int
compare_values(struct value a, struct value b)
{
	if (a.kind == VAL_NONE || b.kind == VAL_NONE)
		return (a.kind == VAL_NONE) - (b.kind == VAL_NONE);
	if (a.kind == VAL_TEXT)
		return strcasecmp(a.text, b.text);
	return (a.number > b.number) - (a.number < b.number);
}

/* Absent ones last whatever the direction; equal ones in the snapshot's order. */
static int
compare_rows(const void *left, const void *right, void *ctx)
{
	const struct list *l = ctx;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	for (size_t i = 0; i < l->keys.n; i++) {
		struct value va = value_at(l, &l->key[i], a), vb = value_at(l, &l->key[i], b);
		int order = compare_values(va, vb);

		if (order != 0 && l->descending[i] && va.kind != VAL_NONE && vb.kind != VAL_NONE)
			return -order;
		if (order != 0)
			return order;
	}
	return (a > b) - (a < b);
}

static bool
select_rows(struct list *l, struct error *e)
{
	const struct rows *rows = l->all ? l->assets : l->candidates;

	if ((l->order = malloc((rows->n + 1) * sizeof *l->order)) == NULL)
		return error_set(e, "out of memory");
	for (uint32_t i = 0; i < rows->n; i++)
		if (wanted(l, asset_at(l, i)))
			l->order[l->rows++] = i;
	if (l->keys.n > 0)
		qsort_r(l->order, l->rows, sizeof *l->order, compare_rows, l);
	return true;
}

static void
each_row(const struct list *l, struct output *o, void (*f)(struct output *, const char *const *))
{
	char text[MOST_COLUMNS][FIELD_FORMAT_MAX];
	const char *cells[MOST_COLUMNS];

	for (size_t i = 0; i < l->rows; i++) {
		for (size_t c = 0; c < l->n; c++)
			cells[c] = field_format(l->column[c].field, l->digits,
			    value_at(l, &l->column[c], l->order[i]), text[c]);
		f(o, cells);
	}
}

/* The table that nobody asked for in particular leaves out what no row has. */
static void
drop_empty_columns(struct list *l)
{
	size_t kept = 0;

	for (size_t c = 0; c < l->n; c++) {
		bool any = l->rows == 0;

		for (size_t i = 0; i < l->rows && !any; i++)
			any = value_at(l, &l->column[c], l->order[i]).kind != VAL_NONE;
		if (any)
			l->column[kept++] = l->column[c];
	}
	l->n = kept;
}

static void
print(struct list *l)
{
	struct output_column columns[MOST_COLUMNS] = { 0 };
	struct output o = { .file = stdout,
		.format = l->format,
		.columns = columns,
		.noun = l->all ? "asset" : "candidate" };

	if (l->format->measured && !l->chosen)
		drop_empty_columns(l);
	o.n = l->n;
	for (size_t i = 0; i < l->n; i++) {
		columns[i].name = l->column[i].field->name;
		columns[i].type = output_type_of(l->column[i].field);
	}
	if (l->format->measured)
		each_row(l, &o, output_measure);
	output_begin(&o);
	each_row(l, &o, output_row);
	output_end(&o);
}

static bool
list(struct list *l, struct error *e)
{
	const struct summary *summary;
	const char *currency;

	if ((l->snapshot = cli_snapshot(l->cli, e)) == NULL)
		return false;
	l->assets = snapshot_rows(l->snapshot, SECTION_ASSET);
	l->candidates = snapshot_rows(l->snapshot, SECTION_CANDIDATE);
	summary = snapshot_summary(l->snapshot);
	currency =
	    summary->currency.at != TEXT_ABSENT ? l->assets->arena + summary->currency.at : "";
	l->digits = currency_digits(currency);
	if (!sites_exist(l, e) || !select_rows(l, e))
		return false;
	print(l);
	return true;
}

enum cli_exit
list_run(const struct cli *cli, int argc, char **argv)
{
	struct list l = { .cli = cli, .format = &output_table };
	enum cli_exit status = read_options(&l, argc, argv);
	struct error e;

	if (status == CLI_DONE && !list(&l, &e))
		status = cli_fail(&e);
	free(l.order);
	snapshot_free(l.snapshot);
	return status;
}
