/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>

#include "explain.h"
#include "text.h"
#include "when.h"
#include "worker/align.h"

/* The catalogue's order is the one of the design: a group starts at a field. */
static const struct {
	const char *first, *title;
} groups[] = {
	{ "name", "Identity" },
	{ "site", "Place" },
	{ "application", "People" },
	{ "install_status", "Life" },
	{ "power_rated", "Power" },
	{ "wave", "Migration" },
	{ "usage", "Judged" },
	{ "threads", "Capacity and duty" },
};

static const char *
title_of(const char *field)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (strcmp(groups[i].first, field) == 0)
			return groups[i].title;
	return NULL;
}

static const char *
unit_of(const struct field *f)
{
	if (f->rep == REP_SHARE)
		return "percent";
	return f->rep == REP_MONEY ? NULL : f->unit;
}

static void
print_field(const struct explanation *x, const struct field *f, FILE *out)
{
	char buf[FIELD_FORMAT_MAX];
	const char *text = field_format(f, x->digits, field_get(f, x->assets, x->asset), buf);
	const struct summary *summary = snapshot_summary(x->snapshot);

	fprintf(out, "  %-*s", EXPLAIN_COLUMNS, f->name);
	text_print(text, 0, out);
	if (unit_of(f) != NULL)
		fprintf(out, " %s", unit_of(f));
	if (f->rep == REP_MONEY && summary->currency.at != TEXT_ABSENT) {
		putc(' ', out);
		text_print(x->assets->arena + summary->currency.at, 0, out);
	}
	putc('\n', out);
}

/* Titles of groups in which nothing is known are not printed. */
static void
print_fields(const struct explanation *x, FILE *out)
{
	const char *title = NULL;

	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		if (title_of(f->name) != NULL)
			title = title_of(f->name);
		if (field_get(f, x->assets, x->asset).kind == VAL_NONE)
			continue;
		if (title != NULL)
			fprintf(out, "\n%s\n", title);
		title = NULL;
		print_field(x, f, out);
	}
}

/* "FILE:LINE" */
static void
print_place(const struct rows *rows, struct text file, uint32_t line, FILE *out)
{
	if (file.at != TEXT_ABSENT)
		text_print(rows->arena + file.at, 0, out);
	if (line != 0 && line != U32_ABSENT)
		fprintf(out, ":%" PRIu32, line);
}

static void
print_origins(const struct explanation *x, FILE *out)
{
	const struct rows *rows = snapshot_rows(x->snapshot, SECTION_ORIGIN);

	fputs("\nJoined from\n", out);
	for (size_t i = 0; i < rows->n; i++) {
		const struct origin *o = rows_at(rows, i);

		if (!explain_concerns(x, o->asset_index))
			continue;
		fputs("  ", out);
		if (o->source.at != TEXT_ABSENT) {
			text_print(rows->arena + o->source.at, 0, out);
			fputs(": ", out);
		}
		print_place(rows, o->file, o->line, out);
		putc('\n', out);
	}
}

void
explain_amount(double v, const char *unit, FILE *out)
{
	const char *prefix = "";

	if (strcmp(unit, "B/s") == 0 && v >= 1e3) {
		prefix = v >= 1e6 ? "M" : "k";
		v /= v >= 1e6 ? 1e6 : 1e3;
	}
	fprintf(out, "%.*f %s%s", v < 10 ? 2 : v < 100 ? 1 : 0, v, prefix, unit);
}

static void
print_metric(int metric, const struct series *s, FILE *out)
{
	struct measured m = explain_measured(s);
	char first[16], last[16], highest[16];

	day_format(m.first, first);
	day_format(m.last, last);
	day_format(m.highest, highest);
	fprintf(out, "  %-*s%s to %s, %zu days, %.4g %% covered: mean ", EXPLAIN_COLUMNS,
	    metrics[metric].name, first, last, s->n, m.coverage);
	explain_amount(m.mean, metrics[metric].unit, out);
	fputs(", highest ", out);
	explain_amount(m.max, metrics[metric].unit, out);
	fprintf(out, " on %s\n", highest);
}

static void
print_evidence(const struct explanation *x, FILE *out)
{
	bool any = false;

	fputs("\nEvidence\n", out);
	for (int m = 0; m < METRICS; m++) {
		const struct series *s = evidence_days(x->evidence, m);

		if (s->n == 0)
			continue;
		print_metric(m, s, out);
		any = true;
	}
	if (x->why_no_evidence.text[0] != '\0')
		fprintf(out, "  none: %s\n", x->why_no_evidence.text);
	else if (!any)
		fputs("  none: no source measured it\n", out);
}

void
explain_date(int32_t date, enum verdict_kind kind, const char *reason, FILE *out)
{
	char day[16];

	if (date == DAY_ABSENT)
		return;
	day_format(date, day);
	if (reason == NULL || strstr(reason, day) == NULL)
		fprintf(out, "; %s %s", kind == VERDICT_IDLE ? "from" : "ask again on", day);
}

static void
print_verdict(const struct explanation *x, size_t i, FILE *out)
{
	const struct verdict *v = &x->verdict[i];
	struct policy_info info = judge_policy(x->judge, i);
	char day[16];

	fprintf(out, "  %-*s%s", EXPLAIN_COLUMNS, info.name, verdict_name(v->kind));
	if (v->kind == VERDICT_IDLE)
		fprintf(out, " (%u)", v->score);
	if (v->reason != NULL) {
		fputs(": ", out);
		text_print(v->reason, 0, out);
	}
	if (v->idle_since != DAY_ABSENT) {
		day_format(v->idle_since, day);
		fprintf(out, "; quiet since %s", day);
	}
	if (v->coverage != U16_ABSENT)
		fprintf(out, "; %u.%02u %% covered", v->coverage / 100, v->coverage % 100);
	explain_date(v->date, v->kind, v->reason, out);
	if (i == x->decisive)
		fputs("  <- decides", out);
	putc('\n', out);
}

static void
print_verdicts(const struct explanation *x, FILE *out)
{
	fputs("\nPolicies, judged again\n", out);
	for (size_t i = 0; i < x->verdicts; i++)
		print_verdict(x, i, out);
	if (x->why_no_verdict.text[0] != '\0')
		fprintf(out, "  %s\n", x->why_no_verdict.text);
	else if (x->verdicts == 0)
		fputs("  none is configured\n", out);
}

static void
print_alignment(const struct explanation *x, FILE *out)
{
	const char *label =
	    x->asset->alignment == U8_ABSENT
		? NULL
		: field_label(field_named(asset_fields, "alignment"), x->asset->alignment);
	const struct site *site = explain_site(x);
	char day[16];

	fprintf(out, "\nAlignment\n  %s: %s\n", label != NULL ? label : "unknown",
	    align_words(x->asset->alignment));
	if (site == NULL || site->exit_date.v == DAY_ABSENT)
		return;
	day_format(site->exit_date.v, day);
	fprintf(out,
	    "  Its site must be empty on %s, %" PRId32 " days after the day of judgement.\n", day,
	    site->exit_date.v - x->as_of);
}

static const char *
label_of(const char *field, uint8_t value)
{
	const char *label = field_label(field_named(finding_fields, field), value);

	return label != NULL ? label : "?";
}

static void
print_finding(const struct rows *rows, const struct finding *f, FILE *out)
{
	fprintf(out, "  %s, %s: ", label_of("severity", f->severity), label_of("kind", f->kind));
	if (f->message.at != TEXT_ABSENT)
		text_print(rows->arena + f->message.at, 0, out);
	if (f->file.at != TEXT_ABSENT) {
		fputs(" (", out);
		print_place(rows, f->file, f->line, out);
		putc(')', out);
	}
	putc('\n', out);
}

static void
print_findings(const struct explanation *x, FILE *out)
{
	const struct rows *rows = snapshot_rows(x->snapshot, SECTION_FINDING);
	bool any = false;

	for (size_t i = 0; i < rows->n; i++) {
		const struct finding *f = rows_at(rows, i);

		if (!explain_concerns(x, f->asset_index))
			continue;
		fputs(any ? "" : "\nFindings\n", out);
		any = true;
		print_finding(rows, f, out);
	}
}

void
explain_text(const struct explanation *x, FILE *out)
{
	char day[16];

	fprintf(out, "Asset %" PRIu32, x->asset->index);
	if (x->as_of != DAY_ABSENT) {
		day_format(x->as_of, day);
		fprintf(out, ", judged as of %s", day);
	}
	putc('\n', out);
	print_fields(x, out);
	print_alignment(x, out);
	print_verdicts(x, out);
	explain_changes_text(x, out);
	print_evidence(x, out);
	explain_work_text(x, out);
	print_origins(x, out);
	print_findings(x, out);
}
