/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>

#include "output.h"
#include "replay_report.h"
#include "when.h"

static void
print_day(const char *name, int32_t day, FILE *out)
{
	char text[16];

	day_format(day, text);
	fprintf(out, ", \"%s\": \"%s\"", name, text);
}

static void
print_tally(const char *name, const struct tally_of *t, FILE *out)
{
	fprintf(out, ", \"%s\": {\"n\": %" PRIu64 ", \"of\": %" PRIu64, name, t->n, t->of);
	if (t->n == 0)
		fprintf(out, ", \"at_most_percent\": %.3g", replay_bound(t->of));
	putc('}', out);
}

static void
print_labelled(const struct replay_score *s, FILE *out)
{
	print_tally("false_askings", &s->false_askings, out);
	print_tally("false_assets", &s->false_assets, out);
	print_tally("recall", &s->recall, out);
	print_tally("unknown_on_last_day", &s->refused, out);
	print_tally("found", &s->found, out);
	if (s->days_to_find >= 0)
		fprintf(out, ", \"days_to_find\": %" PRId32, s->days_to_find);
}

static void
print_score(const struct replay_report *x, size_t side, FILE *out)
{
	const struct replay_score *s = &x->score[side];
	char text[FIELD_FORMAT_MAX];

	fputs("\n  {\"policy\": ", out);
	output_json_string(x->sides[side].name, out);
	fprintf(out,
	    ", \"assets\": %" PRIu32 ", \"retire\": %" PRIu64 ", \"keep\": %" PRIu64
	    ", \"unknown\": %" PRIu64,
	    s->assets, s->said[REPLAY_RETIRE], s->said[REPLAY_KEEP], s->said[REPLAY_UNKNOWN]);
	fprintf(out,
	    ", \"retired_assets\": %" PRIu32 ", \"active_assets\": %" PRIu32
	    ", \"woke_assets\": %" PRIu32 ", \"woke_groups\": %" PRIu32,
	    s->retired, s->active, s->woke, s->groups);
	if (s->retired > 0)
		fprintf(out, ", \"base_active_percent\": %.3f, \"base_woke_percent\": %.3f",
		    100 * s->base_active / s->retired, 100 * s->base_woke / s->retired);
	fprintf(out, ", \"working_week_assets\": %" PRIu32, s->week);
	if (s->assets > 0)
		fprintf(out, ", \"base_working_week_percent\": %.3f",
		    100.0 * s->week_assets / s->assets);
	fprintf(out, ", \"active_hours\": %s", replay_hours(s->active_half_hours, text));
	fprintf(out, ", \"lost_hours\": %s", replay_hours(s->lost, text));
	if (s->priced > 0)
		fprintf(out, ", \"saved\": %s", replay_money(x, s->saved, text));
	fprintf(out, ", \"assets_with_cost\": %" PRIu32, s->priced);
	if (x->labels != NULL)
		print_labelled(s, out);
	putc('}', out);
}

void
replay_json(const struct replay_report *x, FILE *out)
{
	fprintf(out, "{\"days\": %zu, \"every\": %" PRIu32, x->days, x->every);
	print_day("from", x->from, out);
	print_day("to", x->to, out);
	print_day("snapshot", x->end, out);
	if (x->currency != NULL) {
		fputs(", \"currency\": ", out);
		output_json_string(x->currency, out);
	}
	fputs(",\n \"policies\": [", out);
	for (size_t side = 0; side < x->replay->sides; side++) {
		if (side > 0)
			putc(',', out);
		print_score(x, side, out);
	}
	fputs("],\n \"assets\": ", out);
	replay_rows(x, &output_json, out);
	fputs("}\n", out);
}
