/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "store_history.h"

bool
store_activity_load(struct store *s, uint32_t asset, struct activity *a, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, ACTIVITY_GET, e);
	int rc;

	if (q == NULL)
		return false;
	activity_forget(a, INT32_MIN);
	sqlite3_bind_int64(q, 1, asset);
	if ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (!activity_unpack(
			a, sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0)))
			activity_forget(a, INT32_MIN);
		else if (sqlite3_column_type(q, 1) != SQLITE_NULL)
			activity_forget(a, sqlite3_column_int(q, 1));
	}
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || store_error(s, e);
}

/* All activities know at most the days before that of which evidence was asked last. */
static bool
note_judged(struct store *s, struct error *e)
{
	struct history *h = s->history;

	if (h->judged < 0 && (h->judged = store_counter(s, "judged", e)) < 0)
		return false;
	if (h->as_of <= h->judged)
		return true;
	h->judged = h->as_of;
	return store_taken(s, "judged", (uint32_t)h->as_of, e);
}

bool
store_activity_save(struct store *s, uint32_t asset, const struct activity *a, struct error *e)
{
	uint8_t bytes[ACTIVITY_PACKED_MAX];
	sqlite3_stmt *q;

	if (store_history(s, e) == NULL || !note_judged(s, e) ||
	    (q = store_statement(s, ACTIVITY_PUT, e)) == NULL)
		return false;
	sqlite3_bind_int64(q, 1, asset);
	sqlite3_bind_blob64(q, 2, bytes, activity_pack(a, bytes, sizeof bytes), SQLITE_STATIC);
	return store_run(s, q, e);
}
