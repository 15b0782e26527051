/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store_history.h"
#include "snapshot.h"

/* A text into history's memory; returns where it begins, or SIZE_MAX without memory. */
static size_t
keep_text(struct history *h, size_t *used, const unsigned char *text)
{
	size_t n = text != NULL ? strlen((const char *)text) + 1 : 1, at = *used;

	if (!store_grow(&h->text, &h->text_cap, at + n, 1))
		return SIZE_MAX;
	memcpy(h->text + at, text != NULL ? (const char *)text : "", n);
	*used += n;
	return at;
}

/* Take the row over; its texts as offsets first, as their memory may move. */
static bool
read_verdict(
    struct history *h, sqlite3_stmt *q, struct verdict_row *v, size_t *used, size_t texts[2])
{
	*v = (struct verdict_row){ .day = sqlite3_column_int(q, 0),
		.kind = (uint8_t)sqlite3_column_int(q, 1),
		.score = (uint8_t)sqlite3_column_int(q, 2),
		.date = sqlite3_column_type(q, 5) != SQLITE_NULL ? sqlite3_column_int(q, 5)
								 : DAY_ABSENT };
	texts[0] = keep_text(h, used, sqlite3_column_text(q, 3));
	texts[1] = keep_text(h, used, sqlite3_column_text(q, 4));
	return texts[0] != SIZE_MAX && texts[1] != SIZE_MAX;
}

int
store_verdicts(struct store *s, uint32_t asset, struct verdict_row *out, int max, struct error *e)
{
	struct history *h = store_history(s, e);
	sqlite3_stmt *q = h != NULL ? store_statement(s, VERDICT_OF, e) : NULL;
	size_t texts[VERDICTS_KEPT][2], used = 0;
	bool ok = true;
	int n = 0, rc = SQLITE_DONE;

	if (q == NULL)
		return -1;
	sqlite3_bind_int64(q, 1, asset);
	sqlite3_bind_int(q, 2, max < VERDICTS_KEPT ? max : VERDICTS_KEPT);
	for (; ok && (rc = sqlite3_step(q)) == SQLITE_ROW; n++)
		ok = read_verdict(h, q, &out[n], &used, texts[n]) ||
		     error_set(e, "%s: out of memory", s->path);
	if (ok && rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	for (int i = 0; ok && i < n; i++) {
		out[i].policy = h->text + texts[i][0];
		out[i].reason = h->text + texts[i][1];
	}
	return ok ? n : -1;
}

static bool
same(const struct verdict_row *a, const struct verdict_row *b)
{
	return a->kind == b->kind && strcmp(a->policy, b->policy) == 0;
}

static bool
insert(struct store *s, uint32_t asset, const struct verdict_row *v, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, VERDICT_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, asset);
	sqlite3_bind_int(q, 2, v->day);
	sqlite3_bind_int(q, 3, v->kind);
	sqlite3_bind_int(q, 4, v->score);
	sqlite3_bind_text(q, 5, v->policy, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 6, v->reason != NULL ? v->reason : "", -1, SQLITE_STATIC);
	if (v->date != DAY_ABSENT)
		sqlite3_bind_int(q, 7, v->date);
	else
		sqlite3_bind_null(q, 7);
	return store_run(s, q, e);
}

/* What a day ended with counts: a change back on the same day was none. */
bool
store_verdict_put(struct store *s, uint32_t asset, const struct verdict_row *v, struct error *e)
{
	struct verdict_row last[2];
	struct verdict_row row = *v;
	int n;

	if (row.policy == NULL)
		row.policy = "";
	if ((n = store_verdicts(s, asset, last, 2, e)) < 0)
		return false;
	if (n > 0 && same(&last[0], &row))
		return true;
	if (n == 2 && last[0].day == row.day && same(&last[1], &row))
		return store_run_with(s, VERDICT_UNDO, asset, row.day, e);
	return insert(s, asset, &row, e) &&
	       (n < 2 || store_run_with(s, VERDICT_KEEP, asset, VERDICTS_KEPT - 1, e));
}
