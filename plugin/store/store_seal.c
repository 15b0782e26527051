/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store_history.h"

/*
 * Sealing goes block by block, and within it asset by asset: the open days of
 * the block are read side by side, each in the order of its rows, so that
 * nothing needs to be sorted and one asset is in memory at a time.
 *
 * All metrics of an asset share what its block may weigh: BYTES_A_DAY for each
 * day of each metric and BYTES_EACH, of at least SHARED metrics.  What is more
 * than that makes the levels of the heaviest coarser, for good, but not before
 * it has SETTLED days: of few days the tables of the compression weigh most.
 */
enum {
	GRACE = 3, /* days before as_of that samples are still expected for, today's not counted */
	WAITING = 4, /* closed days from which on it is worth it */
	BYTES_A_DAY = 14,
	BYTES_EACH = 110,
	SHARED = 6,
	SETTLED = 24
};

/* The rows of one open day as they are read. */
struct cursor {
	sqlite3_stmt *q;
	int32_t day;
	uint32_t asset; /* of the row; 0: there is none */
};

struct sealed_bytes {
	uint8_t *base;
	size_t n, cap;
};

struct seal {
	struct store *store;
	struct error *error;
	int32_t number;
	struct cursor cursor[BLOCK_DAYS];
	size_t cursors;
	/* of the asset that is sealed; block[m] is in use if seen[m] */
	struct block block[METRICS];
	struct sealed_bytes bytes[METRICS];
	bool seen[METRICS];
};

static bool
step(struct seal *s, struct cursor *c)
{
	int rc = sqlite3_step(c->q);

	c->asset = rc == SQLITE_ROW ? (uint32_t)sqlite3_column_int64(c->q, 0) : 0;
	return rc == SQLITE_ROW || rc == SQLITE_DONE || store_error(s->store, s->error);
}

static bool
open_cursor(struct seal *s, int32_t day)
{
	static const char sql[] = "SELECT asset, metric, source, data FROM open_day WHERE day = ?1 "
				  "ORDER BY asset, metric, source";
	struct cursor *c = &s->cursor[s->cursors];

	*c = (struct cursor){ .day = day };
	if (sqlite3_prepare_v2(s->store->db, sql, -1, &c->q, NULL) != SQLITE_OK)
		return store_error(s->store, s->error);
	s->cursors++;
	sqlite3_bind_int(c->q, 1, day);
	return step(s, c);
}

static void
close_cursors(struct seal *s)
{
	for (size_t i = 0; i < s->cursors; i++)
		sqlite3_finalize(s->cursor[i].q);
	s->cursors = 0;
}

/* Take one row into the block of its metric. */
static bool
take_row(struct seal *s, const struct cursor *c)
{
	int m = metric_stored(sqlite3_column_int(c->q, 1));
	struct day_summary d;

	if (m < 0)
		return error_set(s->error, "%s: a metric of a later version", s->store->path);
	if (!s->seen[m]) {
		if (!store_block_load(
			s->store, c->asset, (enum metric)m, s->number, &s->block[m], s->error))
			return false;
		s->seen[m] = true;
	}
	if (!day_unpack(&d, sqlite3_column_blob(c->q, 3), (size_t)sqlite3_column_bytes(c->q, 3)) ||
	    d.frame.day != c->day) {
		store_passed_over(s->store, c->asset, m, c->day, "damaged");
		return true;
	}
	return block_put(
		   &s->block[m], &d, (enum metric)m, (uint32_t)sqlite3_column_int64(c->q, 2)) ||
	       error_set(s->error, "%s: out of memory", s->store->path);
}

static bool
encode(struct seal *s, int m)
{
	struct sealed_bytes *b = &s->bytes[m];
	const uint8_t *bytes =
	    block_encode(s->store->history->codec, &s->block[m], &s->store->history->common, &b->n);

	if (bytes == NULL || !store_grow(&b->base, &b->cap, b->n, 1))
		return error_set(s->error, "%s: out of memory", s->store->path);
	memcpy(b->base, bytes, b->n);
	return true;
}

/* What all of the asset's block weighs beyond what it may. */
static long
overweight(const struct seal *s)
{
	long days = 0, most = 0, seen = 0, all = 0;

	for (int m = 0; m < METRICS; m++)
		if (s->seen[m]) {
			long n = (long)s->block[m].n;

			days += n;
			most = n > most ? n : most;
			all += (long)s->bytes[m].n;
			seen++;
		}
	for (; seen < SHARED; seen++)
		days += most;
	return all - BYTES_A_DAY * days - BYTES_EACH * seen;
}

/* The metric that weighs most a day, of those that can become coarser; -1: none. */
static int
heaviest(const struct seal *s)
{
	double most = 0;
	int found = -1;

	for (int m = 0; m < METRICS; m++) {
		const struct block *b = &s->block[m];
		double weight = s->seen[m] ? (double)s->bytes[m].n / (double)b->n : 0;

		if (weight > most && b->n >= SETTLED && b->coarse < BLOCK_COARSEST) {
			most = weight;
			found = m;
		}
	}
	return found;
}

/* What the asset's metrics lost together is written once. */
static bool
write_common(struct seal *s, uint32_t asset)
{
	struct history *h = s->store->history;
	const uint8_t *bytes;
	bool changed = false;
	size_t n;

	if (!store_common_load(s->store, asset, s->number, s->error))
		return false;
	for (int m = 0; m < METRICS; m++)
		if (s->seen[m] && !block_share(&h->common, &s->block[m], &changed))
			return error_set(s->error, "%s: out of memory", s->store->path);
	if (!changed)
		return true;
	if ((bytes = block_encode(h->codec, &h->common, NULL, &n)) == NULL)
		return error_set(s->error, "%s: out of memory", s->store->path);
	return store_block_save(s->store, asset, &h->common, bytes, n, s->error);
}

static bool
write_asset(struct seal *s, uint32_t asset)
{
	int m;

	if (!write_common(s, asset))
		return false;
	for (m = 0; m < METRICS; m++)
		if (s->seen[m] && !encode(s, m))
			return false;
	while (overweight(s) > 0 && (m = heaviest(s)) >= 0) {
		block_coarsen(&s->block[m]);
		if (!encode(s, m))
			return false;
	}
	for (m = 0; m < METRICS; m++) {
		if (s->seen[m] && s->block[m].n > 0 &&
		    !store_block_save(
			s->store, asset, &s->block[m], s->bytes[m].base, s->bytes[m].n, s->error))
			return false;
		s->seen[m] = false;
	}
	return true;
}

static uint32_t
next_asset(const struct seal *s)
{
	uint32_t next = 0;

	for (size_t i = 0; i < s->cursors; i++) {
		uint32_t asset = s->cursor[i].asset;

		if (asset != 0 && (next == 0 || asset < next))
			next = asset;
	}
	return next;
}

/* The open days [from, to] of one block. */
static bool
seal_days(struct seal *s, int32_t from, int32_t to)
{
	const struct history *h = s->store->history;
	uint32_t asset;
	bool ok = true;

	s->number = block_of(from);
	for (size_t i = 0; ok && i < h->nopen; i++)
		if (h->open[i] >= from && h->open[i] <= to)
			ok = open_cursor(s, h->open[i]);
	while (ok && (asset = next_asset(s)) != 0) {
		for (size_t i = 0; ok && i < s->cursors; i++)
			while (ok && s->cursor[i].asset == asset)
				ok = take_row(s, &s->cursor[i]) && step(s, &s->cursor[i]);
		ok = ok && write_asset(s, asset);
	}
	close_cursors(s);
	return ok && store_run_with(s->store, OPEN_DROP, from, to, s->error);
}

/*
 * Move young blocks that are complete to where they stay, in their order; in
 * pieces, so that what one leaves holds the next.
 */
static bool
settle(struct store *s, int32_t closed, struct error *e)
{
	enum { PIECE = 64 };
	int64_t end = ((int64_t)block_of(closed + 1) << 40) - 1;

	for (;;) {
		sqlite3_stmt *first = store_statement(s, YOUNG_FIRST, e);
		int64_t id = first != NULL ? store_number(s, first, 0, e) : -1, last;

		if (id <= 0 || id > end)
			return id >= 0;
		last = id + ((int64_t)PIECE << 8) - 1;
		last = last < end ? last : end;
		if (!store_run_with(s, YOUNG_MOVE, id, last, e) ||
		    !store_run_with(s, YOUNG_DROP, id, last, e))
			return false;
	}
}

static bool
seal_all(struct seal *s, int32_t closed)
{
	const struct history *h = s->store->history;
	int32_t from = h->open[0];

	while (from <= closed) {
		int32_t to = (block_of(from) + 1) * BLOCK_DAYS - 1;
		size_t next = 0;

		if (!seal_days(s, from, to < closed ? to : closed))
			return false;
		while (next < h->nopen && h->open[next] <= to)
			next++;
		if (next == h->nopen)
			break;
		from = h->open[next];
	}
	return settle(s->store, closed, s->error) &&
	       store_taken(s->store, "sealed", (uint32_t)closed, s->error);
}

/*
 * Give back what is free when it is much, as after the import of a long
 * history; what a block leaves that expired, the next days need again.
 */
static bool
shrink(struct store *s, struct error *e)
{
	int64_t pages, unused;
	sqlite3_stmt *all = store_statement(s, PAGES, e), *idle = store_statement(s, PAGES_FREE, e);
	sqlite3_stmt *vacuum;
	int rc;

	if (all == NULL || idle == NULL || (pages = store_number(s, all, 0, e)) < 0 ||
	    (unused = store_number(s, idle, 0, e)) < 0)
		return false;
	if (unused * 10 < pages)
		return true;
	if ((vacuum = store_statement(s, VACUUM_SOME, e)) == NULL)
		return false;
	while ((rc = sqlite3_step(vacuum)) == SQLITE_ROW)
		;
	sqlite3_reset(vacuum);
	return rc == SQLITE_DONE || store_error(s, e);
}

bool
store_seal(struct store *s, int32_t as_of, struct error *e)
{
	struct history *h = store_history(s, e);
	int32_t closed = as_of - GRACE;
	struct seal *seal;
	size_t waiting = 0;
	bool ok;

	if (h == NULL || !store_list_open(s, e))
		return false;
	while (waiting < h->nopen && h->open[waiting] <= closed)
		waiting++;
	if (waiting < WAITING)
		return true;
	if ((seal = calloc(1, sizeof *seal)) == NULL)
		return error_set(e, "%s: out of memory", s->path);
	seal->store = s;
	seal->error = e;
	ok = seal_all(seal, closed) && shrink(s, e);
	for (int m = 0; m < METRICS; m++) {
		block_free(&seal->block[m]);
		free(seal->bytes[m].base);
	}
	free(seal);
	store_history_changed(h);
	h->sealed = -1;
	return ok;
}

bool
store_expire(struct store *s, int32_t before, struct error *e)
{
	struct history *h = store_history(s, e);
	int64_t end = ((int64_t)block_of(before) << 40) - 1, done;

	if (h == NULL || (done = store_counter(s, "expired", e)) < 0)
		return false;
	if (before <= 0 || done >= before)
		return true;
	store_history_changed(h);
	return store_run_with(s, OPEN_DROP, 0, before - 1, e) &&
	       store_run_with(s, BLOCK_DROP, 0, end, e) &&
	       store_run_with(s, YOUNG_DROP, 0, end, e) &&
	       store_taken(s, "expired", (uint32_t)before, e) && shrink(s, e);
}
