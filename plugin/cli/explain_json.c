/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>

#include "explain.h"
#include "output.h"
#include "when.h"
#include "worker/align.h"

/* The members of one row that are not absent, without braces; true if there was one. */
static bool
print_members(const struct explanation *x, const struct field *f, const struct rows *rows,
    const void *row, FILE *out)
{
	char buf[FIELD_FORMAT_MAX];
	bool any = false;

	for (; f->name != NULL; f++) {
		const char *text = field_format(f, x->digits, field_get(f, rows, row), buf);

		if (text == NULL)
			continue;
		fprintf(out, "%s\"%s\": ", any ? ", " : "", f->name);
		output_json_value(output_type_of(f), text, out);
		any = true;
	}
	return any;
}

static void
print_day(const char *name, int32_t day, FILE *out)
{
	char buf[16];

	if (day == DAY_ABSENT)
		return;
	day_format(day, buf);
	fprintf(out, ", \"%s\": \"%s\"", name, buf);
}

/* Rows of a section that concern the asset, whose index lies at this offset in them. */
static void
print_section(const struct explanation *x, enum section section, size_t index, FILE *out)
{
	const struct rows *rows = snapshot_rows(x->snapshot, section);
	const char *comma = "";

	fprintf(out, ",\n \"%ss\": [", sections[section].name);
	for (size_t i = 0; i < rows->n; i++) {
		const char *row = rows_at(rows, i);
		uint32_t asset_index;

		memcpy(&asset_index, row + index, sizeof asset_index);
		if (!explain_concerns(x, asset_index))
			continue;
		fprintf(out, "%s\n  {", comma);
		print_members(x, sections[section].fields, rows, row, out);
		putc('}', out);
		comma = ",";
	}
	putc(']', out);
}

static void
print_metric(int metric, const struct series *s, FILE *out)
{
	struct measured m = explain_measured(s);

	fprintf(out, "{\"metric\": \"%s\", \"unit\": ", metrics[metric].name);
	output_json_string(metrics[metric].unit, out);
	fprintf(out, ", \"days\": %zu", s->n);
	print_day("first", m.first, out);
	print_day("last", m.last, out);
	print_day("highest_on", m.highest, out);
	fprintf(out, ", \"coverage\": %.2f, \"mean\": %.6g, \"min\": %.6g, \"max\": %.6g}",
	    m.coverage, m.mean, m.min, m.max);
}

static void
print_evidence(const struct explanation *x, FILE *out)
{
	const char *comma = "";

	fputs(",\n \"evidence\": [", out);
	for (int m = 0; m < METRICS; m++) {
		const struct series *s = evidence_days(x->evidence, m);

		if (s->n == 0)
			continue;
		fprintf(out, "%s\n  ", comma);
		print_metric(m, s, out);
		comma = ",";
	}
	putc(']', out);
}

static void
print_verdict(const struct explanation *x, size_t i, FILE *out)
{
	const struct verdict *v = &x->verdict[i];

	fputs("\n  {\"policy\": ", out);
	output_json_string(judge_policy(x->judge, i).name, out);
	fprintf(out, ", \"verdict\": \"%s\", \"decides\": %s", verdict_name(v->kind),
	    i == x->decisive ? "true" : "false");
	if (v->kind == VERDICT_IDLE)
		fprintf(out, ", \"score\": %u", v->score);
	if (v->reason != NULL) {
		fputs(", \"reason\": ", out);
		output_json_string(v->reason, out);
	}
	print_day("idle_since", v->idle_since, out);
	print_day("date", v->date, out);
	if (v->coverage != U16_ABSENT)
		fprintf(out, ", \"coverage\": %u.%02u", v->coverage / 100, v->coverage % 100);
	putc('}', out);
}

static void
print_problem(const char *name, const struct error *e, FILE *out)
{
	if (e->text[0] == '\0')
		return;
	fprintf(out, ",\n \"%s\": ", name);
	output_json_string(e->text, out);
}

void
explain_json(const struct explanation *x, FILE *out)
{
	const struct site *site = explain_site(x);

	fprintf(out, "{\"index\": %" PRIu32, x->asset->index);
	print_day("as_of", x->as_of, out);
	fputs(",\n \"fields\": {", out);
	print_members(x, asset_fields, x->assets, x->asset, out);
	fputs("},\n \"why\": ", out);
	output_json_string(align_words(x->asset->alignment), out);
	if (site != NULL)
		print_day("site_exit_date", site->exit_date.v, out);
	fputs(",\n \"verdicts\": [", out);
	for (size_t i = 0; i < x->verdicts; i++) {
		if (i > 0)
			putc(',', out);
		print_verdict(x, i, out);
	}
	putc(']', out);
	print_problem("verdicts_error", &x->why_no_verdict, out);
	explain_changes_json(x, out);
	print_evidence(x, out);
	explain_work_json(x, out);
	print_problem("evidence_error", &x->why_no_evidence, out);
	print_section(x, SECTION_ORIGIN, offsetof(struct origin, asset_index), out);
	print_section(x, SECTION_FINDING, offsetof(struct finding, asset_index), out);
	fputs("\n}\n", out);
}
