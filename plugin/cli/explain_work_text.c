/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "explain.h"
#include "explain_calendar.h"
#include "level.h"
#include "output.h"
#include "slot_text.h"
#include "text.h"
#include "when.h"

static const char *
day_text(int32_t day, char buf[16])
{
	day_format(day, buf);
	return buf;
}

static void
print_cycle(const struct explanation *x, FILE *out)
{
	struct cycle c = explain_cycle(x);
	char day[16];

	fprintf(out, "  %-*s", EXPLAIN_COLUMNS, "business cycle");
	if (c.declared != NULL)
		fprintf(out, "%s, declared: ", c.declared);
	else
		fputs("not declared, so it may be a year: ", out);
	fprintf(out, "%" PRIu32 " days must be seen; ", c.days);
	if (c.since == DAY_ABSENT) {
		fputs("none was\n", out);
		return;
	}
	fprintf(out, "seen since %s", day_text(c.since, day));
	if (c.complete_on == DAY_ABSENT)
		fputs("\n", out);
	else if (c.complete_on <= x->as_of)
		fputs(", complete\n", out);
	else
		fprintf(out, ", complete on %s if nothing is missing until then\n",
		    day_text(c.complete_on, day));
}

static void
print_seen(const struct explanation *x, enum metric m, FILE *out)
{
	struct work_seen s = explain_seen(x, m);
	char day[16];

	fprintf(out, "\n  %-*s%u.%02u %% covered, longest gap ", EXPLAIN_COLUMNS, metrics[m].name,
	    s.coverage / 100, s.coverage % 100);
	if (s.gap >= 120)
		fprintf(out, "%" PRIu32 " h", s.gap / 60);
	else
		fprintf(out, "%" PRIu32 " min", s.gap);
	fprintf(out, "; work on %" PRIu32 " day%s", s.days, s.days == 1 ? "" : "s");
	if (s.last != DAY_ABSENT)
		fprintf(out, ", last on %s", day_text(s.last, day));
	fprintf(out, "; short bursts %" PRIu32 ", forgiven half-hours %" PRIu32 "\n", s.bursts,
	    s.forgiven);
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
	fprintf(out, "  %-*susual ", EXPLAIN_COLUMNS, "");
	explain_amount(habit_value(h->median_fine), metrics[m].unit, out);
	fputs(", work from ", out);
	explain_amount(level_from(h->threshold), metrics[m].unit, out);
	fputs(" on; housekeeping ", out);
	while (slot_next(h, &slot)) {
		slot_format(&slot, text);
		fprintf(out, "%s%s", comma, text);
		comma = "; ";
	}
	fputs(comma[0] == '\0' ? "none\n" : "\n", out);
}

static void
print_events(const struct explanation *x, FILE *out)
{
	const struct work_event *e;
	size_t n = SIZE_MAX;
	char day[16];

	for (int i = 0; i < EXPLAIN_EVENTS && (e = explain_event(x, &n)) != NULL; i++) {
		fputs(i == 0 ? "\nWork, the newest first\n" : "", out);
		fprintf(out, "  %s %02u:%02u  %-10s%4u.%u h, about ", day_text(e->day, day),
		    e->half_hour / 2, e->half_hour % 2 * 30, metrics[e->metric].name, e->length / 2,
		    e->length % 2 * 5);
		explain_amount(explain_level(e->level), metrics[e->metric].unit, out);
		putc('\n', out);
	}
}

static void
print_metric(const struct explanation *x, enum metric m, bool colour, FILE *out)
{
	enum day_kind kind;
	struct calendar c;

	print_seen(x, m, out);
	print_habit(x, m, out);
	calendar_fill(&c, x->evidence, m);
	if (calendar_uniform(&c, &kind)) {
		fprintf(out, "  %-*severy day: %s\n", EXPLAIN_COLUMNS, "", calendar_word(kind));
		return;
	}
	calendar_print(&c, EXPLAIN_COLUMNS / 3, output_terminal(out), colour, out);
}

void
explain_work_text(const struct explanation *x, FILE *out)
{
	bool colour = calendar_colour(out);

	if (x->evidence->known == 0)
		return;
	fputs("\nQuiet and busy days\n", out);
	print_cycle(x, out);
	if (!explain_has_work(x))
		return;
	fprintf(out, "  %-*s", EXPLAIN_COLUMNS, "letters");
	calendar_legend(colour, out);
	for (int m = 0; m < METRICS; m++)
		if (explain_shows_work(x, m))
			print_metric(x, m, colour, out);
	print_events(x, out);
}

static void
print_change(const char *when, const struct verdict_row *v, FILE *out)
{
	fprintf(out, "  %-*s%s", EXPLAIN_COLUMNS, when, verdict_name(v->kind));
	if (v->kind == VERDICT_IDLE)
		fprintf(out, " (%u)", v->score);
	if (v->policy != NULL) {
		fputs(" by ", out);
		text_print(v->policy, 0, out);
	}
	if (v->reason != NULL) {
		fputs(": ", out);
		text_print(v->reason, 0, out);
	}
	explain_date(v->date, v->kind, v->reason, out);
	putc('\n', out);
}

void
explain_changes_text(const struct explanation *x, FILE *out)
{
	char day[16];

	if (x->changes == 0)
		return;
	fputs("\nVerdict since\n", out);
	if (explain_differs(x))
		fprintf(out, "  %-*s%s by %s, once it is refreshed\n", EXPLAIN_COLUMNS, "now",
		    verdict_name(x->verdict[x->decisive].kind),
		    judge_policy(x->judge, x->decisive).name);
	for (int i = 0; i < x->changes; i++)
		print_change(day_text(x->change[i].day, day), &x->change[i], out);
}
