/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "dialect.h"
#include "snmp/harvest.h"
#include "text.h"
#include "when.h"
#include "worker/library.h"

/*
 * decom adapter test: read files as a source would and store nothing, so
 * that the author of an adapter sees what it makes of them.
 */
#define SHOWN_RECORDS 3
#define NOT_SAID ULONG_MAX
#define SHOWN_TROUBLES 20
#define SHOWN_NAMES 20
#define ALL_KINDS (RECORD_ASSET | RECORD_SITE | RECORD_SAMPLE)

struct trial {
	const struct cli *cli;
	struct dialect_options options;
	unsigned long limit;
	struct config_dirs dirs;
	struct config *config;
	struct sandbox *sandbox;
	struct adapter *adapter;
	unsigned digits;
	unsigned long shown[RECORD_SAMPLE + 1]; /* by kind */
	unsigned long troubles;
	bool said; /* anything before the summary */
	struct import_stats stats;
	bool failed;
};

static const struct option options[] = {
	{ "source", required_argument, NULL, 'S' },
	{ "repair", no_argument, NULL, 'r' },
	{ "limit", required_argument, NULL, 'n' },
	{ "sheet", required_argument, NULL, 's' },
	{ "header", required_argument, NULL, 'H' },
	{ "table", required_argument, NULL, 't' },
	{ 0 },
};

static const char *
kind_name(enum record_kind kind)
{
	switch (kind) {
	case RECORD_ASSET: return "asset";
	case RECORD_SITE: return "site";
	case RECORD_SAMPLE: return "sample";
	}
	return "record";
}

static void
print_place(const char *file, uint32_t line)
{
	text_print(file, 0, stdout);
	if (line > 0)
		printf(":%" PRIu32, line);
}

static void
print_cells(const struct trial *t, const struct record *r)
{
	char buf[FIELD_FORMAT_MAX];

	for (size_t i = 0; i < r->n; i++) {
		printf("  %s = ", r->cells[i].field->name);
		text_print(
		    field_format(r->cells[i].field, t->digits, r->cells[i].value, buf), 0, stdout);
		putchar('\n');
	}
}

static void
print_sample(const struct record *r)
{
	char when[32];

	instant_format(r->time, when);
	printf("  time = %s\n", when);
	if (r->interval > 0)
		printf("  interval = %" PRIu32 " s\n", r->interval);
	for (int m = 0; m < METRICS; m++)
		if ((r->measured >> m & 1) != 0)
			printf("  %s = %g %s\n", metrics[m].name, r->metric[m], metrics[m].unit);
}

static bool
show_record(void *ctx, const struct record *r)
{
	struct trial *t = ctx;

	if (t->shown[r->kind]++ >= t->limit)
		return true;
	t->said = true;
	print_place(r->file, r->line);
	printf(": record %" PRIu32 ", %s\n", r->number, kind_name(r->kind));
	print_cells(t, r);
	if (r->kind == RECORD_SAMPLE)
		print_sample(r);
	putchar('\n');
	return true;
}

static bool
show_trouble(void *ctx, const struct trouble *trouble)
{
	struct trial *t = ctx;

	if (t->troubles++ >= SHOWN_TROUBLES)
		return true;
	t->said = true;
	if (trouble->file != NULL) {
		print_place(trouble->file, trouble->line);
		fputs(": ", stdout);
	}
	if (trouble->number > 0)
		printf("record %" PRIu32 ": ", trouble->number);
	if (trouble->rule != NULL)
		printf("%s: ", trouble->rule);
	text_print(trouble->text, 0, stdout);
	putchar('\n');
	return true;
}

/* Names of the adapters that read this root element, "a, b"; "" if none. */
static void
find_readers(struct trial *t, const char *root, const char *uri, char *buf, size_t size)
{
	struct library names;
	struct error e;
	size_t n = 0;

	buf[0] = '\0';
	if (!library_list(&t->dirs, &names, &e))
		return;
	for (size_t i = 0; i < names.n && n < size; i++) {
		struct dialect_options plain = { .adapter = names.name[i] };
		struct adapter *a = dialect_new(t->sandbox, &plain, &t->dirs, &e);

		if (a != NULL && adapter_accepts(a, root, uri))
			n += (size_t)snprintf(
			    buf + n, size - n, "%s%s", n > 0 ? ", " : "", names.name[i]);
		adapter_free(a);
	}
	library_free(&names);
}

/* A document of another dialect is told as such; what is no XML is the import's to tell. */
static bool
dialect_fits(struct trial *t, const char *path, struct error *e)
{
	char root[128], uri[256], readers[256];
	struct error ignored;

	if (!adapter_is_xml(t->adapter))
		return error_set(e, "%s: %s reads recorded walks (FILE.snmprec) only", path,
		    adapter_name(t->adapter));
	if (!adapter_root(path, root, sizeof root, uri, sizeof uri, &ignored) ||
	    adapter_accepts(t->adapter, root, uri))
		return true;
	find_readers(t, root, uri, readers, sizeof readers);
	if (readers[0] == '\0')
		return error_set(e, "%s: no adapter for root element %s", path, root);
	return error_set(e, "%s: %s does not read root element %s; %s does", path,
	    adapter_name(t->adapter), root, readers);
}

static bool
try_file(void *ctx, const char *path)
{
	struct trial *t = ctx;
	struct sink sink = { .ctx = t, .record = show_record, .trouble = show_trouble };
	struct error e;

	if (!dialect_fits(t, path, &e) ||
	    !adapter_import(t->adapter, path, ALL_KINDS, &sink, &t->stats, &e)) {
		fflush(stdout);
		cli_fail(&e);
		t->failed = true;
	}
	return true;
}

/* The field rules that gave no value to any of the records matched: misspelt, or not in this
 * export. */
static void
print_unfilled(const struct trial *t, size_t rule)
{
	bool any = false;

	for (size_t i = 0; i < adapter_fields(t->adapter, rule); i++) {
		uint64_t filled;
		const char *field = adapter_field_at(t->adapter, rule, i, &filled);

		if (filled > 0)
			continue;
		printf("%s %s", any ? "" : "  never a value:", field);
		any = true;
	}
	if (any)
		putchar('\n');
}

static void
print_rules(const struct trial *t)
{
	size_t n = adapter_rules(t->adapter);

	for (size_t i = 0; i < n; i++) {
		struct adapter_rule rule = adapter_rule_at(t->adapter, i);

		printf("rule %s: %" PRIu64 " matched, %" PRIu64 " %s records%s\n", rule.name,
		    rule.matched, rule.records, kind_name(rule.kind),
		    rule.matched == 0 && !rule.optional ? "; matched nothing" : "");
		if (rule.matched > 0)
			print_unfilled(t, i);
	}
}

static void
print_unmapped(const struct trial *t)
{
	size_t n = adapter_unmapped(t->adapter);
	uint64_t times;

	if (n > 0)
		printf("not mapped, %zu names:\n", n);
	for (size_t i = 0; i < n && i < SHOWN_NAMES; i++) {
		const char *name = adapter_unmapped_at(t->adapter, i, &times);

		printf("  %" PRIu64 "  ", times);
		text_print(name, 0, stdout);
		putchar('\n');
	}
	if (n > SHOWN_NAMES)
		printf("  and %zu more\n", n - SHOWN_NAMES);
}

static void
print_summary(const struct trial *t)
{
	const struct import_stats *s = &t->stats;

	if (t->troubles > SHOWN_TROUBLES)
		printf("and %lu more troubles\n", t->troubles - SHOWN_TROUBLES);
	printf("%s%" PRIu32 " files, %" PRIu64 " bytes, %" PRIu64 " records", t->said ? "\n" : "",
	    s->files, s->bytes, s->records);
	if (s->samples > 0)
		printf(", %" PRIu64 " of them samples", s->samples);
	putchar('\n');
	print_rules(t);
	printf("placeholders: %" PRIu64 ", values not converted: %" PRIu64 ", repairs: %" PRIu64
	       "\n",
	    s->placeholders, s->bad_values, s->repairs);
	print_unmapped(t);
}

static bool
set_up(struct trial *t, struct error *e)
{
	if (!config_dirs(t->cli->config, CONFIG_ADAPTERS, &t->dirs))
		return error_set(e, "%s: name too long", t->cli->config);
	if ((t->sandbox = sandbox_new(&limits_declaration)) == NULL)
		return error_set(e, "out of memory");
	t->digits = 2;
	if (t->options.source != NULL) {
		t->digits = t->config->digits;
		t->options.config = t->config;
	}
	t->adapter = dialect_new(t->sandbox, &t->options, &t->dirs, e);
	if (t->adapter != NULL)
		adapter_observe(t->adapter);
	return t->adapter != NULL;
}

static bool
find_source(struct trial *t, const char *name, struct error *e)
{
	if ((t->config = config_load(t->cli->config, e)) == NULL)
		return false;
	if ((t->options.source = config_source_named(t->config, name)) == NULL)
		return error_set(e, "%s: no source \"%s\"", t->cli->config, name);
	return true;
}

static enum cli_exit
read_options(struct trial *t, int argc, char **argv, const char **source)
{
	int option;

	while ((option = cli_option(t->cli, argc, argv, ":", options)) != -1) {
		switch (option) {
		case 'S': *source = optarg; break;
		case 'r': t->options.repair = true; break;
		case 's': t->options.sheet = optarg; break;
		case 't': t->options.table = optarg; break;
		case 'n':
			if (!cli_number(optarg, 1000000000, &t->limit))
				return cli_usage(t->cli, "--limit: not a number");
			break;
		case 'H':
			if (!cli_number(optarg, 1000000, &t->options.header) ||
			    t->options.header == 0)
				return cli_usage(t->cli, "--header: not the number of a row");
			break;
		default: return CLI_USAGE;
		}
	}
	if (argc - optind < 2)
		return cli_usage(t->cli, argc == optind ? "which adapter?" : "which files?");
	t->options.adapter = argv[optind];
	return CLI_DONE;
}

static enum cli_exit
run(struct trial *t, char **files)
{
	struct error e;

	if (!set_up(t, &e))
		return cli_fail(&e);
	for (; *files != NULL; files++) {
		if (files_expand(*files, NULL, try_file, t, &e))
			continue;
		cli_fail(&e);
		t->failed = true;
	}
	print_summary(t);
	if (t->failed)
		return CLI_FAILED;
	if (t->stats.records > 0)
		return CLI_DONE;
	error_set(&e, "%s: no record in these files", adapter_name(t->adapter));
	return cli_fail(&e);
}

enum cli_exit
adapter_test(const struct cli *cli, int argc, char **argv)
{
	struct trial t = { .cli = cli, .limit = NOT_SAID };
	const char *source = NULL;
	enum cli_exit status = read_options(&t, argc, argv, &source);
	struct error e;

	if (status == CLI_DONE && harvest_is_walk(argv[optind + 1]))
		return adapter_walk(
		    cli, t.options.adapter, argv + optind + 1, t.limit == NOT_SAID ? 0 : t.limit);
	if (t.limit == NOT_SAID)
		t.limit = SHOWN_RECORDS;
	if (status == CLI_DONE && source != NULL && !find_source(&t, source, &e))
		status = cli_fail(&e);
	if (status == CLI_DONE)
		status = run(&t, argv + optind + 1);
	adapter_free(t.adapter);
	config_free(t.config);
	sandbox_free(t.sandbox);
	return status;
}
