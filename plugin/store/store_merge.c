/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store_history.h"

/* The days of gone's block join those of keep's; what is there stays unless it is worse covered. */
static bool
merge_block(struct store *s, uint32_t keep, uint32_t gone, enum metric m, int32_t number,
    struct block *from, struct error *e)
{
	struct history *h = s->history;
	const uint8_t *bytes;
	size_t n;

	if (!store_block_load(s, gone, m, number, from, e))
		return false;
	if (from->n == 0)
		return true;
	if (!store_block_load(s, keep, m, number, &h->block, e))
		return false;
	for (size_t i = 0; i < from->n; i++)
		if (!block_take(&h->block, from, i))
			return error_set(e, "%s: out of memory", s->path);
	/* What is noise is learnt from all of its days. */
	while (h->block.coarse < from->coarse)
		block_coarsen(&h->block);
	if ((bytes = block_encode(h->codec, &h->block, &h->common, &n)) == NULL)
		return error_set(e, "%s: out of memory", s->path);
	return store_block_save(s, keep, &h->block, bytes, n, e);
}

/* Numbers of the first and last block of all, last < first if there is none. */
static bool
block_range(struct store *s, int32_t *first, int32_t *last, struct error *e)
{
	static const enum statement ends[2][2] = { { YOUNG_FIRST, YOUNG_LAST },
		{ BLOCK_FIRST, BLOCK_LAST } };

	*first = 0;
	*last = -1;
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *a = store_statement(s, ends[i][0], e);
		sqlite3_stmt *b = store_statement(s, ends[i][1], e);
		int64_t low, high;

		if (a == NULL || b == NULL || (low = store_number(s, a, 0, e)) < 0 ||
		    (high = store_number(s, b, 0, e)) < 0)
			return false;
		if (low == 0)
			continue;
		if (*last < *first || low >> 40 < *first)
			*first = (int32_t)(low >> 40);
		if (high >> 40 > *last)
			*last = (int32_t)(high >> 40);
	}
	return true;
}

static bool
merge_blocks(struct store *s, uint32_t keep, uint32_t gone, struct error *e)
{
	struct block *from = calloc(1, sizeof *from);
	int32_t first = 0, last = -1;
	bool ok = from != NULL || error_set(e, "%s: out of memory", s->path);

	ok = ok && block_range(s, &first, &last, e);
	for (int32_t number = first; ok && number <= last; number++) {
		for (int m = 0; ok && m < METRICS; m++)
			ok = merge_block(s, keep, gone, (enum metric)m, number, from, e);
		ok = ok &&
		     store_run_with(s, YOUNG_DROP, block_id(number, gone, 0),
			 block_id(number, gone, UINT8_MAX), e) &&
		     store_run_with(s, BLOCK_DROP, block_id(number, gone, 0),
			 block_id(number, gone, UINT8_MAX), e);
	}
	if (from != NULL)
		block_free(from);
	free(from);
	return ok;
}

static bool
merge_open(struct store *s, uint32_t keep, uint32_t gone, struct error *e)
{
	struct history *h = s->history;

	if (!store_list_open(s, e))
		return false;
	for (size_t i = 0; i < h->nopen; i++) {
		sqlite3_stmt *q = store_statement(s, MERGE_OPEN, e);

		if (q == NULL)
			return false;
		sqlite3_bind_int64(q, 1, keep);
		sqlite3_bind_int64(q, 2, gone);
		sqlite3_bind_int(q, 3, h->open[i]);
		if (!store_run(s, q, e) || !store_run_with(s, DROP_OPEN, gone, h->open[i], e))
			return false;
	}
	return true;
}

bool
store_merge_history(struct store *s, uint32_t keep, uint32_t gone, struct error *e)
{
	struct history *h = store_history(s, e);

	if (h == NULL || !merge_open(s, keep, gone, e) || !merge_blocks(s, keep, gone, e))
		return false;
	store_history_changed(h);
	memset(h->known, 0, sizeof h->known);
	return store_run_with(s, MERGE_MEASURED, keep, gone, e) &&
	       store_run_with(s, DROP_MEASURED, gone, 0, e) &&
	       store_run_with(s, MERGE_VERDICT, keep, gone, e) &&
	       store_run_with(s, DROP_VERDICT, gone, 0, e) &&
	       store_run_with(s, ACTIVITY_DROP, keep, 0, e) &&
	       store_run_with(s, ACTIVITY_DROP, gone, 0, e);
}

/* Columns metric, day, source, samples, sum, min, max, minutes of a row as it was before blocks. */
static bool
migrate_row(struct store *s, sqlite3_stmt *q, struct error *e)
{
	struct day_key k = { .metric = metric_named((const char *)sqlite3_column_text(q, 1)),
		.asset = (uint32_t)sqlite3_column_int64(q, 0),
		.day = sqlite3_column_int(q, 2),
		.source = (uint32_t)sqlite3_column_int64(q, 3) };
	struct day_frame frame = day_frame_utc(k.day);
	struct day_summary d;

	if (k.metric < 0)
		return true;
	day_clear(&d, &frame);
	d.samples = (uint32_t)sqlite3_column_int64(q, 4);
	d.sum = sqlite3_column_double(q, 5);
	d.min = sqlite3_column_double(q, 6);
	d.max = sqlite3_column_double(q, 7);
	if (k.day < 0 || !(d.min <= d.max) ||
	    !day_set_runs(&d, sqlite3_column_blob(q, 8), sqlite3_column_bytes(q, 8))) {
		store_passed_over(s, k.asset, k.metric, k.day, "damaged");
		return true;
	}
	return store_day_save(s, &k, &d, e);
}

/*
 * They were days of UTC, and of them only minutes, mean and bounds are known:
 * no levels.
 */
bool
store_migrate_days(struct store *s, struct error *e)
{
	static const char all[] = "SELECT asset, metric, day, source, samples, sum, min, max, "
				  "minutes FROM day ORDER BY day, asset";
	sqlite3_stmt *q = NULL;
	bool ok = store_history(s, e) != NULL;
	int rc = SQLITE_DONE;

	if (!ok)
		return false;
	ok = sqlite3_prepare_v2(s->db, all, -1, &q, NULL) == SQLITE_OK;
	while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW)
		if (!migrate_row(s, q, e)) {
			sqlite3_finalize(q);
			return false;
		}
	if (!ok || rc != SQLITE_DONE)
		store_error(s, e);
	sqlite3_finalize(q);
	return ok && rc == SQLITE_DONE &&
	       (sqlite3_exec(s->db, "DROP TABLE day", NULL, NULL, NULL) == SQLITE_OK ||
		   store_error(s, e));
}
