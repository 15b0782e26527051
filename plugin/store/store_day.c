/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store_history.h"

/* What is stored never changes its meaning: a number once given stays that metric's. */
static const uint8_t numbers[METRICS] = {
	[METRIC_CPU] = 1,
	[METRIC_MEMORY] = 2,
	[METRIC_RECEIVE] = 3,
	[METRIC_TRANSMIT] = 4,
	[METRIC_READ] = 5,
	[METRIC_WRITE] = 6,
	[METRIC_POWER] = 7,
	[METRIC_LOGINS] = 8,
	[METRIC_SESSIONS] = 9,
	[METRIC_UPTIME] = 10,
	[METRIC_NETWORK] = 11,
	[METRIC_DISK] = 12,
};

uint8_t
stored_metric(enum metric m)
{
	return numbers[m];
}

int
metric_stored(int number)
{
	for (int m = 0; m < METRICS; m++)
		if (numbers[m] == number)
			return m;
	return -1;
}

static void
bind_key(sqlite3_stmt *q, const struct day_key *k)
{
	sqlite3_bind_int(q, 1, k->day);
	sqlite3_bind_int64(q, 2, k->asset);
	sqlite3_bind_int(q, 3, stored_metric((enum metric)k->metric));
	sqlite3_bind_int64(q, 4, k->source);
}

/* A day of open_day, if there is one that can be read. */
static bool
load_open(
    struct store *s, const struct day_key *k, struct day_summary *d, bool *found, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, OPEN_GET, e);
	bool ok = true;
	int rc;

	*found = false;
	if (q == NULL)
		return false;
	bind_key(q, k);
	if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		*found =
		    day_unpack(d, sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0));
		if (!*found)
			store_passed_over(s, k->asset, k->metric, k->day, "damaged");
	} else if (rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	return ok;
}

/* A day of a block, if it is of that source. */
static bool
load_sealed(
    struct store *s, const struct day_key *k, struct day_summary *d, bool *found, struct error *e)
{
	struct history *h = s->history;
	enum metric m = (enum metric)k->metric;
	const struct block_day *day;

	*found = false;
	if (h->sealed < 0 && (h->sealed = store_counter(s, "sealed", e)) < 0)
		return false;
	if (k->day > h->sealed)
		return true;
	if (!store_block_load(s, k->asset, m, block_of(k->day), &h->block, e))
		return false;
	day = block_find(&h->block, k->day);
	*found = day != NULL && day->source == k->source && block_reopen(&h->block, day, m, d);
	return true;
}

bool
store_day_load(struct store *s, const struct day_key *k, const struct day_frame *frame,
    struct day_summary *d, struct error *e)
{
	bool found = false;

	if (store_history(s, e) == NULL || !load_open(s, k, d, &found, e) ||
	    (!found && !load_sealed(s, k, d, &found, e)))
		return false;
	if (!found)
		day_clear(d, frame);
	else
		block_fill_buckets(d);
	return true;
}

/* Note in table measured that there are samples of the metric. */
static bool
note_metric(struct store *s, uint32_t asset, int metric, struct error *e)
{
	struct history *h = s->history;
	uint64_t bit = UINT64_C(1) << stored_metric((enum metric)metric);
	size_t at = asset % KNOWN;
	sqlite3_stmt *q;
	int64_t has;

	if (h->known[at].asset != asset) {
		if ((q = store_statement(s, MEASURED_GET, e)) == NULL)
			return false;
		sqlite3_bind_int64(q, 1, asset);
		if ((has = store_number(s, q, 0, e)) < 0)
			return false;
		h->known[at].asset = asset;
		h->known[at].metrics = (uint64_t)has;
	}
	if (h->known[at].metrics & bit)
		return true;
	h->known[at].metrics |= bit;
	return store_run_with(s, MEASURED_PUT, asset, (int64_t)bit, e);
}

/* An activity that knows the day already is in doubt from there on. */
static bool
doubt_activity(struct store *s, uint32_t asset, int32_t day, struct error *e)
{
	struct history *h = s->history;

	if (h->judged < 0 && (h->judged = store_counter(s, "judged", e)) < 0)
		return false;
	return day >= h->judged || store_run_with(s, ACTIVITY_DOUBT, asset, day, e);
}

/* Enough days were saved to look whether some can be sealed; the last is as good as today. */
static bool
seal_when_many(struct store *s, struct error *e)
{
	enum { MANY = 100000 };
	sqlite3_stmt *q;
	int64_t last;

	if (s->history->added < MANY)
		return true;
	s->history->added = 0;
	if ((q = store_statement(s, OPEN_LAST, e)) == NULL || (last = store_number(s, q, 0, e)) < 0)
		return false;
	return store_seal(s, (int32_t)last, e);
}

bool
store_day_save(
    struct store *s, const struct day_key *k, const struct day_summary *d, struct error *e)
{
	uint8_t bytes[DAY_PACKED_MAX];
	sqlite3_stmt *q;

	if (k->day < 0)
		return error_set(e, "%s: a day before 1970", s->path);
	if (store_history(s, e) == NULL || (q = store_statement(s, OPEN_PUT, e)) == NULL)
		return false;
	bind_key(q, k);
	sqlite3_bind_blob(q, 5, bytes, (int)day_pack(d, bytes), SQLITE_STATIC);
	if (!store_run(s, q, e))
		return false;
	store_history_changed(s->history);
	s->history->added++;
	return note_metric(s, k->asset, k->metric, e) && doubt_activity(s, k->asset, k->day, e) &&
	       seal_when_many(s, e);
}
