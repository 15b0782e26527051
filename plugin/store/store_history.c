/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_history.h"
#include "when.h"

struct history *
store_history(struct store *s, struct error *e)
{
	struct history *h = s->history;

	if (h != NULL)
		return h;
	if ((h = calloc(1, sizeof *h)) == NULL || (h->codec = block_codec_new()) == NULL) {
		free(h);
		error_set(e, "%s: out of memory", s->path);
		return NULL;
	}
	h->sealed = h->judged = -1;
	return s->history = h;
}

void
store_history_free(struct store *s)
{
	struct history *h = s->history;

	if (h == NULL)
		return;
	block_codec_free(h->codec);
	block_free(&h->block);
	block_free(&h->common);
	free(h->open);
	free(h->rows);
	free(h->bytes);
	for (int m = 0; m < METRICS; m++) {
		free(h->metric[m].days);
		free(h->metric[m].half_hours);
		free(h->metric[m].sources);
	}
	free(h->text);
	free(h);
	s->history = NULL;
}

void
store_history_changed(struct history *h)
{
	h->open_listed = h->have = h->looked = false;
	h->common_asset = 0;
}

void
store_passed_over(struct store *s, uint32_t asset, int metric, int32_t day, const char *why)
{
	struct history *h = s->history;

	char date[16];

	if (h->trouble++ > 0)
		return;
	day_format(day, date);
	snprintf(h->why, sizeof h->why, "asset %u, %s, from %s: %s", asset,
	    metric >= 0 ? metrics[metric].name : "minutes", date, why);
}

unsigned
store_trouble(const struct store *s, const char **why)
{
	if (s->history == NULL || s->history->trouble == 0)
		return 0;
	*why = s->history->why;
	return s->history->trouble;
}

int64_t
block_id(int32_t number, uint32_t asset, uint8_t metric)
{
	return (int64_t)number << 40 | (int64_t)asset << 8 | metric;
}

/* The bytes of a block, which belong to the statement; *q NULL: there is none, or an error. */
static bool
find_block(struct store *s, enum statement which, int64_t id, sqlite3_stmt **found, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, which, e);
	int rc;

	*found = NULL;
	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, id);
	if ((rc = sqlite3_step(q)) == SQLITE_ROW)
		*found = q;
	else
		sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || store_error(s, e);
}

bool
store_block_find(
    struct store *s, int64_t id, bool maybe_young, sqlite3_stmt **found, struct error *e)
{
	*found = NULL;
	return (!maybe_young || find_block(s, YOUNG_GET, id, found, e)) &&
	       (*found != NULL || find_block(s, BLOCK_GET, id, found, e));
}

/* A block as it lies in the file, empty if there is none or none that can be read. */
static bool
load_block(struct store *s, uint32_t asset, int metric, const struct block *common, struct block *b,
    struct error *e)
{
	int32_t number = b->number;
	uint8_t stored = b->metric;
	sqlite3_stmt *q;
	const char *why;

	if (!store_block_find(s, block_id(number, asset, stored), true, &q, e))
		return false;
	if (q == NULL)
		return true;
	if (!block_decode(s->history->codec, sqlite3_column_blob(q, 0),
		(size_t)sqlite3_column_bytes(q, 0), common, b, &why)) {
		store_passed_over(s, asset, metric, number * BLOCK_DAYS, why);
		block_clear(b, number, stored);
	}
	sqlite3_reset(q);
	return true;
}

bool
store_common_load(struct store *s, uint32_t asset, int32_t number, struct error *e)
{
	struct history *h = s->history;

	if (h->common_asset == asset && h->common.number == number)
		return true;
	block_clear(&h->common, number, 0);
	h->common_asset = 0;
	if (!load_block(s, asset, -1, NULL, &h->common, e))
		return false;
	h->common_asset = asset;
	return true;
}

bool
store_block_load(struct store *s, uint32_t asset, enum metric m, int32_t number, struct block *b,
    struct error *e)
{
	block_clear(b, number, stored_metric(m));
	return store_common_load(s, asset, number, e) &&
	       load_block(s, asset, (int)m, &s->history->common, b, e);
}

bool
store_block_save(struct store *s, uint32_t asset, const struct block *b, const uint8_t *bytes,
    size_t n, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, YOUNG_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, block_id(b->number, asset, b->metric));
	sqlite3_bind_blob64(q, 2, bytes, n, SQLITE_STATIC);
	return store_run(s, q, e);
}

bool
store_grow(void *array, size_t *cap, size_t wanted, size_t size)
{
	size_t more = 2 * *cap > wanted ? 2 * *cap : wanted + 64;
	void *base;

	if (wanted <= *cap)
		return true;
	memcpy(&base, array, sizeof base);
	if ((base = realloc(base, more * size)) == NULL)
		return false;
	memcpy(array, &base, sizeof base);
	*cap = more;
	return true;
}

bool
store_list_open(struct store *s, struct error *e)
{
	struct history *h = s->history;
	int64_t day = -1;

	if (h->open_listed)
		return true;
	h->nopen = 0;
	for (;;) {
		sqlite3_stmt *q = store_statement(s, OPEN_AFTER, e);

		if (q == NULL)
			return false;
		sqlite3_bind_int64(q, 1, day);
		if ((day = store_number(s, q, 0, e)) < 0)
			return false;
		if (day == 0)
			break;
		if (!store_grow(&h->open, &h->open_cap, h->nopen + 1, sizeof *h->open))
			return error_set(e, "%s: out of memory", s->path);
		h->open[h->nopen++] = (int32_t)day;
	}
	h->open_listed = true;
	return true;
}
