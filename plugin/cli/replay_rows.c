/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>

#include "output.h"
#include "replay_report.h"
#include "when.h"

enum column {
	COLUMN_INDEX,
	COLUMN_NAME,
	COLUMN_SERIAL,
	COLUMN_SITE,
	COLUMN_LABEL,
	COLUMN_POLICY,
	COLUMN_RETIRE,
	COLUMN_UNKNOWN,
	COLUMN_KEEP,
	COLUMN_LAST,
	COLUMN_RETIRED_ON,
	COLUMN_ACTIVE_ON,
	COLUMN_ACTIVE_HOURS,
	COLUMN_WOKE_ON,
	COLUMN_LOST_HOURS,
	COLUMN_SAVED,
	COLUMN_DIFFERS,
	COLUMNS
};

const char *
replay_word_name(unsigned word)
{
	static const char *const names[] = { [REPLAY_UNKNOWN] = "unknown",
		[REPLAY_KEEP] = "keep",
		[REPLAY_RETIRE] = "retire",
		[REPLAY_WORDS] = "none" };

	return names[word];
}

const char *
replay_label_name(const struct replay_report *x, size_t asset)
{
	static const char *const names[] = {
		[LABEL_NONE] = NULL, [LABEL_RETIRE] = "retire", [LABEL_KEEP] = "keep"
	};

	return x->labels != NULL ? names[x->labels[asset]] : NULL;
}

const char *
replay_day(int32_t day, char buf[FIELD_FORMAT_MAX])
{
	if (day == DAY_ABSENT)
		return NULL;
	day_format(day, buf);
	return buf;
}

const char *
replay_hours(uint64_t half_hours, char buf[FIELD_FORMAT_MAX])
{
	snprintf(
	    buf, FIELD_FORMAT_MAX, "%" PRIu64 ".%d", half_hours / 2, half_hours % 2 != 0 ? 5 : 0);
	return buf;
}

const char *
replay_money(const struct replay_report *x, int64_t amount, char buf[FIELD_FORMAT_MAX])
{
	const struct field *f = field_named(asset_fields, "annual_cost");

	if (amount == MONEY_ABSENT)
		return NULL;
	return field_format(
	    f, x->digits, (struct value){ .kind = VAL_NUMBER, .number = amount }, buf);
}

static const char *
count(unsigned n, char buf[FIELD_FORMAT_MAX])
{
	snprintf(buf, FIELD_FORMAT_MAX, "%u", n);
	return buf;
}

/* Of the asset, whatever the policy. */
static void
fill_asset(const struct replay_report *x, size_t asset, const char **cells,
    char text[COLUMNS][FIELD_FORMAT_MAX])
{
	static const struct {
		enum column column;
		const char *field;
	} shown[] = { { COLUMN_NAME, "name" }, { COLUMN_SERIAL, "serial" },
		{ COLUMN_SITE, "site" } };
	const struct asset *a = rows_at(x->assets, asset);

	cells[COLUMN_INDEX] = count(a->index, text[COLUMN_INDEX]);
	cells[COLUMN_LABEL] = replay_label_name(x, asset);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		const struct field *f = field_named(asset_fields, shown[i].field);

		cells[shown[i].column] =
		    field_format(f, 0, field_get(f, x->assets, a), text[shown[i].column]);
	}
}

static void
fill_found(const struct replay_report *x, size_t asset, size_t side, const char **cells,
    char text[COLUMNS][FIELD_FORMAT_MAX])
{
	const struct replay_found *f = replay_found(x->replay, asset, side);
	int64_t saved = replay_saved(f, rows_at(x->assets, asset), x->end);

	cells[COLUMN_POLICY] = x->sides[side].name;
	cells[COLUMN_RETIRE] = count(f->said[REPLAY_RETIRE], text[COLUMN_RETIRE]);
	cells[COLUMN_UNKNOWN] = count(f->said[REPLAY_UNKNOWN], text[COLUMN_UNKNOWN]);
	cells[COLUMN_KEEP] = count(f->said[REPLAY_KEEP], text[COLUMN_KEEP]);
	cells[COLUMN_LAST] = replay_word_name(f->last);
	cells[COLUMN_RETIRED_ON] = replay_day(f->first, text[COLUMN_RETIRED_ON]);
	if (x->replay->sides > 1)
		cells[COLUMN_DIFFERS] = count(f->differs, text[COLUMN_DIFFERS]);
	if (f->first == DAY_ABSENT)
		return;
	cells[COLUMN_ACTIVE_ON] = replay_day(f->later.active_on, text[COLUMN_ACTIVE_ON]);
	cells[COLUMN_ACTIVE_HOURS] = replay_hours(f->later.active, text[COLUMN_ACTIVE_HOURS]);
	cells[COLUMN_WOKE_ON] = replay_day(f->later.woke_on, text[COLUMN_WOKE_ON]);
	cells[COLUMN_LOST_HOURS] = replay_hours(f->later.woke, text[COLUMN_LOST_HOURS]);
	cells[COLUMN_SAVED] = replay_money(x, saved, text[COLUMN_SAVED]);
}

void
replay_rows(const struct replay_report *x, const struct output_format *format, FILE *out)
{
	struct output_column columns[COLUMNS] = {
		[COLUMN_INDEX] = { "index", OUTPUT_NUMBER, 0 },
		[COLUMN_NAME] = { "name", OUTPUT_TEXT, 0 },
		[COLUMN_SERIAL] = { "serial", OUTPUT_TEXT, 0 },
		[COLUMN_SITE] = { "site", OUTPUT_TEXT, 0 },
		[COLUMN_LABEL] = { "label", OUTPUT_TEXT, 0 },
		[COLUMN_POLICY] = { "policy", OUTPUT_TEXT, 0 },
		[COLUMN_RETIRE] = { "retire", OUTPUT_NUMBER, 0 },
		[COLUMN_UNKNOWN] = { "unknown", OUTPUT_NUMBER, 0 },
		[COLUMN_KEEP] = { "keep", OUTPUT_NUMBER, 0 },
		[COLUMN_LAST] = { "last", OUTPUT_TEXT, 0 },
		[COLUMN_RETIRED_ON] = { "retired_on", OUTPUT_TEXT, 0 },
		[COLUMN_ACTIVE_ON] = { "active_on", OUTPUT_TEXT, 0 },
		[COLUMN_ACTIVE_HOURS] = { "active_hours", OUTPUT_NUMBER, 0 },
		[COLUMN_WOKE_ON] = { "woke_on", OUTPUT_TEXT, 0 },
		[COLUMN_LOST_HOURS] = { "lost_hours", OUTPUT_NUMBER, 0 },
		[COLUMN_SAVED] = { "saved", OUTPUT_NUMBER, 0 },
		[COLUMN_DIFFERS] = { "differs", OUTPUT_NUMBER, 0 },
	};
	struct output o = {
		.file = out, .format = format, .noun = "asset", .columns = columns, .n = COLUMNS
	};

	output_begin(&o);
	for (size_t asset = 0; asset < x->replay->assets; asset++)
		for (size_t side = 0; side < x->replay->sides; side++) {
			const char *cells[COLUMNS] = { NULL };
			char text[COLUMNS][FIELD_FORMAT_MAX];

			fill_asset(x, asset, cells, text);
			fill_found(x, asset, side, cells, text);
			output_row(&o, cells);
		}
	output_end(&o);
}
