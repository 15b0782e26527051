/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdint.h>

#include "explain.h"
#include "explain_calendar.h"
#include "level.h"
#include "output.h"
#include "slot_text.h"
#include "when.h"

static void
print_day(const char *name, int32_t day, FILE *out)
{
	char text[16];

	if (day == DAY_ABSENT)
		return;
	day_format(day, text);
	fprintf(out, ", \"%s\": \"%s\"", name, text);
}

static void
print_cycle(const struct explanation *x, FILE *out)
{
	struct cycle c = explain_cycle(x);

	fprintf(out, ",\n \"cycle\": {\"declared\": %s", c.declared != NULL ? "\"" : "false");
	if (c.declared != NULL)
		fprintf(out, "%s\"", c.declared);
	fprintf(out, ", \"days\": %" PRIu32, c.days);
	print_day("since", c.since, out);
	print_day("complete_on", c.complete_on, out);
	fprintf(out, ", \"complete\": %s}",
	    c.complete_on != DAY_ABSENT && c.complete_on <= x->as_of ? "true" : "false");
}

static void
print_seen(const struct explanation *x, enum metric m, FILE *out)
{
	struct work_seen s = explain_seen(x, m);

	fprintf(out, ", \"coverage\": %u.%02u, \"longest_gap_minutes\": %" PRIu32, s.coverage / 100,
	    s.coverage % 100, s.gap);
	fprintf(out,
	    ", \"work_days\": %" PRIu32 ", \"work_half_hours\": %" PRIu32 ", \"bursts\": %" PRIu32
	    ", \"forgiven_half_hours\": %" PRIu32,
	    s.days, s.half_hours, s.bursts, s.forgiven);
	print_day("last_work", s.last, out);
}

static void
print_habit(const struct explanation *x, enum metric m, FILE *out)
{
	const struct habit *h = activity_habit(x->evidence->activity, m);
	struct slot slot = { 0 };
	char text[SLOT_TEXT];
	const char *comma = "";

	if (h == NULL || h->threshold == LEVEL_NONE)
		return;
	fprintf(out, ", \"usual\": %.4g, \"work_from\": %.4g, \"slots\": [", level_from(h->median),
	    level_from(h->threshold));
	while (slot_next(h, &slot)) {
		slot_format(&slot, text);
		fputs(comma, out);
		output_json_string(text, out);
		comma = ", ";
	}
	putc(']', out);
}

/* One letter a day, from the first on. */
static void
print_calendar(const struct explanation *x, enum metric m, FILE *out)
{
	struct calendar c;

	calendar_fill(&c, x->evidence, m);
	print_day("first", c.first, out);
	fputs(", \"calendar\": \"", out);
	for (unsigned i = 0; i < c.n; i++)
		putc(calendar_letter(c.kind[i]), out);
	putc('"', out);
}

static void
print_events(const struct explanation *x, FILE *out)
{
	const struct work_event *e;
	size_t n = SIZE_MAX;
	char day[16];

	fputs(",\n \"work\": [", out);
	for (int i = 0; i < EXPLAIN_EVENTS && (e = explain_event(x, &n)) != NULL; i++) {
		day_format(e->day, day);
		fprintf(out, "%s\n  {\"day\": \"%s\", \"time\": \"%02u:%02u\", \"metric\": \"%s\"",
		    i > 0 ? "," : "", day, e->half_hour / 2, e->half_hour % 2 * 30,
		    metrics[e->metric].name);
		fprintf(out, ", \"hours\": %u.%u, \"highest\": %.4g}", e->length / 2,
		    e->length % 2 * 5, explain_level(e->level));
	}
	putc(']', out);
}

void
explain_work_json(const struct explanation *x, FILE *out)
{
	const char *comma = "";

	if (!explain_has_work(x))
		return;
	print_cycle(x, out);
	fputs(",\n \"letters\": {", out);
	for (int kind = DAY_UNKNOWN; kind <= DAY_WORK; kind++)
		fprintf(out, "%s\"%c\": \"%s\"", kind > 0 ? ", " : "", calendar_letter(kind),
		    calendar_word(kind));
	fputs("},\n \"activity\": [", out);
	for (int m = 0; m < METRICS; m++) {
		if (!explain_shows_work(x, m))
			continue;
		fprintf(out, "%s\n  {\"metric\": \"%s\"", comma, metrics[m].name);
		print_seen(x, m, out);
		print_habit(x, m, out);
		print_calendar(x, m, out);
		putc('}', out);
		comma = ",";
	}
	putc(']', out);
	print_events(x, out);
}

static void
print_change(const struct verdict_row *v, FILE *out)
{
	char day[16];

	day_format(v->day, day);
	fprintf(out, "\n  {\"day\": \"%s\", \"verdict\": \"%s\"", day, verdict_name(v->kind));
	if (v->kind == VERDICT_IDLE)
		fprintf(out, ", \"score\": %u", v->score);
	if (v->policy != NULL) {
		fputs(", \"policy\": ", out);
		output_json_string(v->policy, out);
	}
	if (v->reason != NULL) {
		fputs(", \"reason\": ", out);
		output_json_string(v->reason, out);
	}
	print_day("date", v->date, out);
	putc('}', out);
}

void
explain_changes_json(const struct explanation *x, FILE *out)
{
	fputs(",\n \"changes\": [", out);
	for (int i = 0; i < x->changes; i++) {
		if (i > 0)
			putc(',', out);
		print_change(&x->change[i], out);
	}
	fprintf(out, "],\n \"differs_from_published\": %s", explain_differs(x) ? "true" : "false");
}
