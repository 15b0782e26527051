/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>

#include "asset.h"
#include "cli.h"
#include "judge.h"
#include "output.h"

static const struct option options[] = {
	{ "format", required_argument, NULL, 'f' },
	{ 0 },
};

/* What a value looks like in every format of decom(1). */
static const char *
type_name(const struct field *f)
{
	switch (f->rep) {
	case REP_TEXT: return "text";
	case REP_U8:
	case REP_U16:
	case REP_U32: return f->labels != NULL ? "label" : "number";
	case REP_FLAG: return "flag";
	case REP_SHARE: return "percent";
	case REP_DAY: return "day";
	case REP_INSTANT: return "instant";
	case REP_MONEY: return "money";
	case REP_SPAN: return "span";
	}
	return NULL;
}

/* The unit that people see; the catalogue's is the one of the MIB. */
static const char *
unit_name(const struct field *f)
{
	return f->rep == REP_SHARE ? "percent" : f->unit;
}

/* asset_tag -> decomAssetAssetTag; "" if it is not served. */
static const char *
column_name(const struct field *f, char *buf, size_t size)
{
	size_t n = (size_t)snprintf(buf, size, "decomAsset");
	bool upper = true;

	if (f->column == 0)
		return NULL;
	for (const char *s = f->name; *s != '\0' && n + 1 < size; s++) {
		if (*s != '_')
			buf[n++] = upper ? (char)toupper((unsigned char)*s) : *s;
		upper = *s == '_';
	}
	buf[n] = '\0';
	return buf;
}

static const char *
labels(const struct field *f, char *buf, size_t size)
{
	size_t n = 0;

	if (f->labels == NULL)
		return NULL;
	buf[0] = '\0';
	for (const char *const *label = f->labels; *label != NULL && n < size; label++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s", n > 0 ? " " : "", *label);
	return buf;
}

static struct output_column columns[] = { { "name", OUTPUT_TEXT }, { "type", OUTPUT_TEXT },
	{ "unit", OUTPUT_TEXT }, { "column", OUTPUT_TEXT }, { "filled_by", OUTPUT_TEXT },
	{ "text", OUTPUT_TEXT }, { "labels", OUTPUT_TEXT } };

#define COLUMNS (sizeof columns / sizeof *columns)

static void
each_field(struct output *o, void (*each)(struct output *, const char *const *))
{
	char column[80], list[400];

	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		const char *cells[COLUMNS] = { f->name, type_name(f), unit_name(f),
			column_name(f, column, sizeof column), f->target ? "adapter" : "judged",
			f->text, labels(f, list, sizeof list) };

		each(o, cells);
	}
}

static void
print(const struct output_format *format)
{
	struct output o = {
		.file = stdout, .format = format, .noun = "field", .columns = columns, .n = COLUMNS
	};

	if (format->measured)
		each_field(&o, output_measure);
	output_begin(&o);
	each_field(&o, output_row);
	output_end(&o);
}

enum cli_exit
fields_run(const struct cli *cli, int argc, char **argv)
{
	const struct output_format *format = &output_table;
	bool annotations = false;
	int option;

	while ((option = cli_option(cli, argc, argv, ":f:", options)) != -1) {
		if (option == '?')
			return CLI_USAGE;
		if (strcmp(optarg, "luals") == 0)
			annotations = true;
		else if ((format = output_format_named(optarg)) == NULL)
			return cli_usage(cli,
			    "unknown format \"%s\"; there are table, csv, tsv, json, "
			    "xml and luals",
			    optarg);
	}
	if (optind < argc)
		return cli_usage(cli, "unexpected argument \"%s\"", argv[optind]);
	if (annotations)
		policy_annotations(stdout);
	else
		print(format);
	return CLI_DONE;
}
