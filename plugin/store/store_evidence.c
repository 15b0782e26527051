/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "level.h"
#include "store_private.h"

static void
bind_key(sqlite3_stmt *q, const struct day_key *k)
{
	sqlite3_bind_int64(q, 1, k->asset);
	sqlite3_bind_text(q, 2, metrics[k->metric].name, -1, SQLITE_STATIC);
	sqlite3_bind_int(q, 3, k->day);
	sqlite3_bind_int64(q, 4, k->source);
}

/* What the buckets were is not stored: each as its day's highest, so that nothing is hidden. */
static void
fill_buckets(struct day_summary *d)
{
	for (int b = 0; b < DAY_BUCKETS; b++) {
		int n = day_covered(d, b);

		d->part[b] = (float)(d->max * n);
		d->bucket[b] = n > 0 ? level_of(d->max) : LEVEL_NONE;
	}
}

/* Columns samples, sum, min, max, minutes from the one numbered first. */
static bool
read_summary(struct store *s, sqlite3_stmt *q, int first, int32_t day, struct day_summary *d,
    struct error *e)
{
	struct day_frame frame = day_frame_utc(day);

	day_clear(d, &frame);
	d->samples = (uint32_t)sqlite3_column_int64(q, first);
	d->sum = sqlite3_column_double(q, first + 1);
	d->min = sqlite3_column_double(q, first + 2);
	d->max = sqlite3_column_double(q, first + 3);
	if (!day_set_runs(d, sqlite3_column_blob(q, first + 4), sqlite3_column_bytes(q, first + 4)))
		return error_set(e, "%s: damaged evidence", s->path);
	fill_buckets(d);
	return true;
}

bool
store_day_load(struct store *s, const struct day_key *k, const struct day_frame *frame,
    struct day_summary *d, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, DAY_GET, e);
	bool ok = true;
	int rc;

	if (q == NULL)
		return false;
	bind_key(q, k);
	day_clear(d, frame);
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		ok = read_summary(s, q, 0, k->day, d, e);
	else if (rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	return ok;
}

bool
store_day_save(
    struct store *s, const struct day_key *k, const struct day_summary *d, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, DAY_PUT, e);
	uint8_t runs[DAY_RUNS_MAX];

	if (q == NULL)
		return false;
	bind_key(q, k);
	sqlite3_bind_int64(q, 5, d->samples);
	sqlite3_bind_double(q, 6, d->sum);
	sqlite3_bind_double(q, 7, d->min);
	sqlite3_bind_double(q, 8, d->max);
	sqlite3_bind_blob(q, 9, runs, day_runs(d, runs), SQLITE_STATIC);
	return store_run(s, q, e);
}

/* Append a day; of the same day from another source the better covered stays. */
static bool
gather(struct gather *g, struct measured_day day)
{
	if (g->n > 0 && g->days[g->n - 1].day == day.day) {
		if (day.covered > g->days[g->n - 1].covered)
			g->days[g->n - 1] = day;
		return true;
	}
	if (g->n == g->cap) {
		size_t cap = g->cap != 0 ? 2 * g->cap : 128;
		struct measured_day *days = realloc(g->days, cap * sizeof *days);

		if (days == NULL)
			return false;
		g->days = days;
		g->cap = cap;
	}
	g->days[g->n++] = day;
	return true;
}

static bool
gather_row(struct store *s, sqlite3_stmt *q, struct error *e)
{
	int m = metric_named((const char *)sqlite3_column_text(q, 0));
	struct day_summary d;

	if (m < 0)
		return true; /* of a later version */
	if (!read_summary(s, q, 2, sqlite3_column_int(q, 1), &d, e))
		return false;
	return gather(&s->metric[m], day_measure(&d, (enum metric)m, NULL)) ||
	       error_set(e, "%s: out of memory", s->path);
}

bool
store_evidence(struct store *s, uint32_t asset, int32_t from, int32_t to, struct evidence *out,
    struct error *e)
{
	sqlite3_stmt *q = store_statement(s, EVIDENCE, e);
	bool ok = true;
	int rc = SQLITE_DONE;

	if (q == NULL)
		return false;
	for (int m = 0; m < METRICS; m++)
		s->metric[m].n = 0;
	sqlite3_bind_int64(q, 1, asset);
	sqlite3_bind_int(q, 2, from);
	sqlite3_bind_int(q, 3, to);
	while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW)
		ok = gather_row(s, q, e);
	if (ok && rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	for (int m = 0; m < METRICS; m++)
		out->metric[m] = (struct series){ s->metric[m].days, s->metric[m].n };
	return ok;
}
