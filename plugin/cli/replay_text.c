/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "replay_report.h"
#include "when.h"

#define CELL 96

static double
percent(uint64_t n, uint64_t of)
{
	return of > 0 ? 100.0 * (double)n / (double)of : 0;
}

static void
askings(const struct replay_report *x, size_t side, char cell[CELL])
{
	const uint64_t *said = x->score[side].said;

	snprintf(cell, CELL, "%" PRIu64 " of %" PRIu32 " assets",
	    said[REPLAY_RETIRE] + said[REPLAY_KEEP] + said[REPLAY_UNKNOWN], x->score[side].assets);
}

static void
said(const struct replay_report *x, size_t side, enum replay_word word, char cell[CELL])
{
	const uint64_t *s = x->score[side].said;

	snprintf(cell, CELL, "%" PRIu64 " (%.1f %%)", s[word],
	    percent(s[word], s[REPLAY_RETIRE] + s[REPLAY_KEEP] + s[REPLAY_UNKNOWN]));
}

static void
said_retire(const struct replay_report *x, size_t side, char cell[CELL])
{
	said(x, side, REPLAY_RETIRE, cell);
}

static void
said_keep(const struct replay_report *x, size_t side, char cell[CELL])
{
	said(x, side, REPLAY_KEEP, cell);
}

static void
said_unknown(const struct replay_report *x, size_t side, char cell[CELL])
{
	said(x, side, REPLAY_UNKNOWN, cell);
}

static void
retired(const struct replay_report *x, size_t side, char cell[CELL])
{
	snprintf(
	    cell, CELL, "%" PRIu32 " of %" PRIu32, x->score[side].retired, x->score[side].assets);
}

/* How many, and how many of as many assets taken at random on the same days. */
static void
came(uint32_t n, uint32_t of, double base, char cell[CELL])
{
	if (of == 0)
		snprintf(cell, CELL, "0");
	else
		snprintf(cell, CELL, "%" PRIu32 " (%.1f %%; of all assets %.1f %%)", n,
		    percent(n, of), 100 * base / of);
}

static void
active(const struct replay_report *x, size_t side, char cell[CELL])
{
	const struct replay_score *s = &x->score[side];

	came(s->active, s->retired, s->base_active, cell);
}

static void
woke(const struct replay_report *x, size_t side, char cell[CELL])
{
	const struct replay_score *s = &x->score[side];

	came(s->woke, s->retired, s->base_woke, cell);
}

static void
week(const struct replay_report *x, size_t side, char cell[CELL])
{
	const struct replay_score *s = &x->score[side];

	came(s->week, s->retired, (double)s->week_assets / s->assets * s->retired, cell);
}

static void
groups(const struct replay_report *x, size_t side, char cell[CELL])
{
	snprintf(cell, CELL, "%" PRIu32, x->score[side].groups);
}

static void
lost(const struct replay_report *x, size_t side, char cell[CELL])
{
	char hours[FIELD_FORMAT_MAX];

	snprintf(cell, CELL, "%s h", replay_hours(x->score[side].lost, hours));
}

static void
saved(const struct replay_report *x, size_t side, char cell[CELL])
{
	const struct replay_score *s = &x->score[side];
	char money[FIELD_FORMAT_MAX];

	if (s->priced == 0 && s->retired > 0)
		snprintf(cell, CELL, "no cost is known");
	else
		snprintf(cell, CELL, "%s %s (%" PRIu32 " of %" PRIu32 " have a cost)",
		    replay_money(x, s->saved, money), x->currency != NULL ? x->currency : "",
		    s->priced, s->retired);
}

/* None of n is not 0 percent. */
static void
rate(const struct tally_of *t, const char *of, char cell[CELL])
{
	if (t->of == 0)
		snprintf(cell, CELL, "0 of 0%s", of);
	else if (t->n == 0)
		snprintf(cell, CELL, "0 of %" PRIu64 "%s (at most %.3g %%)", t->of, of,
		    replay_bound(t->of));
	else
		snprintf(cell, CELL, "%" PRIu64 " of %" PRIu64 "%s (%.3g %%)", t->n, t->of, of,
		    percent(t->n, t->of));
}

static void
false_askings(const struct replay_report *x, size_t side, char cell[CELL])
{
	rate(&x->score[side].false_askings, " askings", cell);
}

static void
false_assets(const struct replay_report *x, size_t side, char cell[CELL])
{
	rate(&x->score[side].false_assets, " assets", cell);
}

static void
recall(const struct replay_report *x, size_t side, char cell[CELL])
{
	rate(&x->score[side].recall, "", cell);
}

static void
refused(const struct replay_report *x, size_t side, char cell[CELL])
{
	rate(&x->score[side].refused, "", cell);
}

static void
found(const struct replay_report *x, size_t side, char cell[CELL])
{
	const struct replay_score *s = &x->score[side];

	rate(&s->found, "", cell);
	if (s->days_to_find >= 0)
		snprintf(cell + strlen(cell), CELL - strlen(cell), ", half of them by day %" PRId32,
		    s->days_to_find);
}

static const struct {
	const char *title;
	void (*cell)(const struct replay_report *, size_t side, char cell[CELL]);
	bool labelled; /* only where there are labels */
} measures[] = {
	{ "asked", askings, false },
	{ "  retire", said_retire, false },
	{ "  keep or active", said_keep, false },
	{ "  unknown", said_unknown, false },
	{ "would have retired", retired, false },
	{ "  active afterwards", active, false },
	{ "  woke afterwards", woke, false },
	{ "  groups that woke", groups, false },
	{ "  follow the working week", week, false },
	{ "  work lost", lost, false },
	{ "  saved until then", saved, false },
	{ "falsely retired", false_askings, true },
	{ "  on any day", false_assets, true },
	{ "recall on the last day", recall, true },
	{ "  unknown then", refused, true },
	{ "  found on any day", found, true },
};

static void
each_measure(const struct replay_report *x, struct output *o,
    void (*f)(struct output *, const char *const *))
{
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
		char text[REPLAY_SIDES][CELL];
		const char *cells[REPLAY_SIDES + 1] = { measures[i].title };

		if (measures[i].labelled && x->labels == NULL)
			continue;
		for (size_t side = 0; side < x->replay->sides; side++) {
			measures[i].cell(x, side, text[side]);
			cells[side + 1] = text[side];
		}
		f(o, cells);
	}
}

static void
print_measures(const struct replay_report *x, FILE *out)
{
	struct output_column columns[REPLAY_SIDES + 1] = { { "policy", OUTPUT_TEXT, 0 } };
	struct output o = {
		.file = out, .format = &output_table, .columns = columns, .n = x->replay->sides + 1
	};

	for (size_t side = 0; side < x->replay->sides; side++)
		columns[side + 1] = (struct output_column){ x->sides[side].name, OUTPUT_TEXT, 0 };
	each_measure(x, &o, output_measure);
	output_begin(&o);
	each_measure(x, &o, output_row);
	output_end(&o);
}

static const char *
asset_field(
    const struct replay_report *x, size_t asset, const char *name, char buf[FIELD_FORMAT_MAX])
{
	const struct field *f = field_named(asset_fields, name);

	return field_format(f, 0, field_get(f, x->assets, rows_at(x->assets, asset)), buf);
}

/* An asset as people know it. */
static const char *
label_of(const struct replay_report *x, size_t asset, char buf[FIELD_FORMAT_MAX])
{
	static const char *const identities[] = { "name", "serial", "asset_tag", "uuid",
		"address" };
	const char *text = NULL;

	for (size_t i = 0; text == NULL && i < sizeof identities / sizeof *identities; i++)
		text = asset_field(x, asset, identities[i], buf);
	return text;
}

/* One asset and side of those that would have been retired, for sorting. */
struct entry {
	const struct replay_found *found;
	uint32_t asset, side;
};

/* A day to sort by: those without one come last. */
static int64_t
order_of(int32_t day)
{
	return day == DAY_ABSENT ? INT64_MAX : day;
}

static int
compare_days(int32_t a, int32_t b)
{
	return (order_of(a) > order_of(b)) - (order_of(a) < order_of(b));
}

/* What woke first, then what was active, then by day. */
static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = compare_days(x->found->later.woke_on, y->found->later.woke_on);

	if (c == 0)
		c = compare_days(x->found->later.active_on, y->found->later.active_on);
	if (c == 0)
		c = compare_days(x->found->first, y->found->first);
	if (c == 0)
		c = (x->asset > y->asset) - (x->asset < y->asset);
	return c != 0 ? c : (x->side > y->side) - (x->side < y->side);
}

enum { NAME, SITE, POLICY, LABEL, RETIRED, ACTIVE, WOKE, LOST, SAVED, COLUMNS };

static void
entry_row(const struct replay_report *x, const struct entry *e, struct output *o,
    void (*f)(struct output *, const char *const *))
{
	char text[COLUMNS][FIELD_FORMAT_MAX];
	int64_t saved = replay_saved(e->found, rows_at(x->assets, e->asset), x->end);
	const struct later *later = &e->found->later;
	const char *cells[COLUMNS] = {
		[NAME] = label_of(x, e->asset, text[NAME]),
		[SITE] = asset_field(x, e->asset, "site", text[SITE]),
		[POLICY] = x->sides[e->side].name,
		[LABEL] = replay_label_name(x, e->asset),
		[RETIRED] = replay_day(e->found->first, text[RETIRED]),
		[ACTIVE] = replay_day(later->active_on, text[ACTIVE]),
		[WOKE] = replay_day(later->woke_on, text[WOKE]),
		[LOST] = later->woke > 0 ? replay_hours(later->woke, text[LOST]) : NULL,
		[SAVED] = replay_money(x, saved, text[SAVED]),
	};

	f(o, cells);
}

static void
print_entries(const struct replay_report *x, const struct entry *list, size_t n, FILE *out)
{
	struct output_column columns[COLUMNS] = {
		[NAME] = { "asset", OUTPUT_TEXT, 0 },
		[SITE] = { "site", OUTPUT_TEXT, 0 },
		[POLICY] = { "policy", OUTPUT_TEXT, 0 },
		[LABEL] = { "label", OUTPUT_TEXT, 0 },
		[RETIRED] = { "retired", OUTPUT_TEXT, 0 },
		[ACTIVE] = { "active", OUTPUT_TEXT, 0 },
		[WOKE] = { "woke", OUTPUT_TEXT, 0 },
		[LOST] = { "hours lost", OUTPUT_NUMBER, 0 },
		[SAVED] = { "saved", OUTPUT_NUMBER, 0 },
	};
	struct output o = {
		.file = out, .format = &output_table, .columns = columns, .n = COLUMNS
	};

	fputs("\nWould have been retired\n", out);
	for (size_t i = 0; i < n; i++)
		entry_row(x, &list[i], &o, output_measure);
	output_begin(&o);
	for (size_t i = 0; i < n; i++)
		entry_row(x, &list[i], &o, output_row);
	output_end(&o);
}

static void
print_retired(const struct replay_report *x, FILE *out)
{
	const struct replay *r = x->replay;
	struct entry *list = calloc(r->assets * r->sides + 1, sizeof *list);
	size_t n = 0;

	for (uint32_t asset = 0; list != NULL && asset < r->assets; asset++)
		for (uint32_t side = 0; side < r->sides; side++) {
			const struct replay_found *f = replay_found(r, asset, side);

			if (f->first != DAY_ABSENT)
				list[n++] = (struct entry){ f, asset, side };
		}
	if (n > 0) {
		qsort(list, n, sizeof *list, compare);
		print_entries(x, list, n, out);
	}
	free(list);
}

/* "2026-03-05, 12 times", or what it said last. */
static void
describe(const struct replay_found *f, char cell[CELL])
{
	char day[16];

	if (f->first == DAY_ABSENT) {
		snprintf(cell, CELL, "%s", replay_word_name(f->last));
		return;
	}
	day_format(f->first, day);
	snprintf(cell, CELL, "retire from %s, %u times", day, f->said[REPLAY_RETIRE]);
}

static void
each_difference(const struct replay_report *x, struct output *o,
    void (*f)(struct output *, const char *const *))
{
	for (size_t asset = 0; asset < x->replay->assets; asset++) {
		const struct replay_found *first = replay_found(x->replay, asset, 0);
		const struct replay_found *second = replay_found(x->replay, asset, 1);
		char name[FIELD_FORMAT_MAX], days[FIELD_FORMAT_MAX], one[CELL], other[CELL];

		if (second->differs == 0)
			continue;
		snprintf(days, sizeof days, "%u", second->differs);
		describe(first, one);
		describe(second, other);
		f(o, (const char *const[]){
			 label_of(x, asset, name), replay_label_name(x, asset), days, one, other });
	}
}

static void
print_differences(const struct replay_report *x, FILE *out)
{
	struct output_column columns[] = { { "asset", OUTPUT_TEXT, 0 }, { "label", OUTPUT_TEXT, 0 },
		{ "days", OUTPUT_NUMBER, 0 }, { x->sides[0].name, OUTPUT_TEXT, 0 },
		{ x->replay->sides == 2 ? x->sides[1].name : NULL, OUTPUT_TEXT, 0 } };
	struct output o = { .file = out,
		.format = &output_table,
		.columns = columns,
		.n = sizeof columns / sizeof *columns };

	if (x->replay->sides != 2)
		return;
	fputs("\nDays on which only one of them would have retired\n", out);
	each_difference(x, &o, output_measure);
	output_begin(&o);
	each_difference(x, &o, output_row);
	output_end(&o);
	if (o.rows == 0)
		fputs("none\n", out);
}

void
replay_text(const struct replay_report *x, FILE *out)
{
	char from[16], to[16], end[16];

	day_format(x->from, from);
	day_format(x->to, to);
	day_format(x->end, end);
	fprintf(out,
	    "Judged again as of %zu days, every %" PRIu32 " days from %s to %s, each time\n"
	    "with the history before that day only; assets' fields are those of %s.\n"
	    "What came afterwards is looked up until that day.\n\n",
	    x->days, x->every, from, to, end);
	print_measures(x, out);
	print_retired(x, out);
	print_differences(x, out);
}
