/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store_agent.h"
#include "store_private.h"

bool
store_agent_list(struct store *s, uint32_t source, const char *address, enum agent_origin origin,
    int64_t stamp, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, AGENT_LIST, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	sqlite3_bind_text(q, 2, address, -1, SQLITE_STATIC);
	sqlite3_bind_int(q, 3, (int)origin);
	sqlite3_bind_int64(q, 4, stamp);
	return store_run(s, q, e);
}

bool
store_agents_unlist(struct store *s, uint32_t source, int64_t stamp, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, AGENT_UNLIST, e), *orphans;

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	sqlite3_bind_int64(q, 2, stamp);
	if (!store_run(s, q, e))
		return false;
	if (sqlite3_changes(s->db) == 0)
		return true;
	orphans = store_statement(s, POLLED_ORPHANS, e);
	return orphans != NULL && store_run(s, orphans, e);
}

static bool
add_id(int64_t **ids, size_t *n, int64_t id)
{
	int64_t *more;

	if (*n == 0 || (*n >= 64 && (*n & (*n - 1)) == 0)) {
		if ((more = realloc(*ids, (*n == 0 ? 64 : *n * 2) * sizeof *more)) == NULL)
			return false;
		*ids = more;
	}
	(*ids)[(*n)++] = id;
	return true;
}

static const char *
text_at(sqlite3_stmt *q, int column)
{
	return (const char *)sqlite3_column_text(q, column);
}

static struct agent_bytes
bytes_at(sqlite3_stmt *q, int column)
{
	struct agent_bytes b = { sqlite3_column_blob(q, column), 0 };

	b.n = (size_t)sqlite3_column_bytes(q, column);
	return b;
}

bool
store_agents_due(struct store *s, uint32_t source, int64_t at,
    bool (*each)(void *ctx, const struct agent_row *), void *ctx, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, AGENT_DUE, e);
	bool ok = q != NULL;
	int rc = SQLITE_DONE;

	if (!ok)
		return false;
	sqlite3_bind_int64(q, 1, source);
	sqlite3_bind_int64(q, 2, at);
	while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct agent_row r = { .id = sqlite3_column_int64(q, 0),
			.source = source,
			.address = text_at(q, 1),
			.origin = (enum agent_origin)sqlite3_column_int(q, 2),
			.family = text_at(q, 3),
			.memory = bytes_at(q, 4) };

		ok = each(ctx, &r);
	}
	if (ok && rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	return ok;
}

static bool
collect_ids(struct store *s, enum statement which, uint32_t source, int64_t **ids, size_t *n,
    struct error *e)
{
	sqlite3_stmt *q = store_statement(s, which, e);
	bool ok = true;
	int rc = SQLITE_DONE;

	*ids = NULL;
	*n = 0;
	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW)
		ok = add_id(ids, n, sqlite3_column_int64(q, 0)) || error_set(e, "out of memory");
	if (ok && rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	return ok;
}

bool
store_agents_heard(struct store *s, uint32_t source, int64_t **ids, size_t *n, struct error *e)
{
	return collect_ids(s, AGENT_HEARD, source, ids, n, e);
}

bool
store_agents_troubled(struct store *s, uint32_t source, int64_t **ids, size_t *n, struct error *e)
{
	return collect_ids(s, AGENT_TROUBLED, source, ids, n, e);
}

/* The row stays where SQLite has it: the statement is reset by the next call. */
bool
store_agent_load(struct store *s, int64_t id, struct agent_row *r, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, AGENT_GET, e);
	int rc;

	if (q == NULL)
		return false;
	sqlite3_reset(q);
	sqlite3_bind_int64(q, 1, id);
	if ((rc = sqlite3_step(q)) != SQLITE_ROW)
		return rc == SQLITE_DONE ? error_set(e, "%s: no agent %lld", s->path, (long long)id)
					 : store_error(s, e);
	*r = (struct agent_row){ .id = id,
		.source = (uint32_t)sqlite3_column_int64(q, 0),
		.address = text_at(q, 1),
		.origin = (enum agent_origin)sqlite3_column_int(q, 2),
		.polled = sqlite3_column_int64(q, 3),
		.due = sqlite3_column_int64(q, 4),
		.failures = (uint32_t)sqlite3_column_int64(q, 5),
		.varbinds = (uint32_t)sqlite3_column_int64(q, 6),
		.family = text_at(q, 7),
		.why = text_at(q, 8),
		.odd = text_at(q, 9),
		.memory = bytes_at(q, 10),
		.schedule = bytes_at(q, 11),
		.heard = bytes_at(q, 12) };
	return true;
}

static void
bind_bytes(sqlite3_stmt *q, int at, struct agent_bytes b)
{
	if (b.base == NULL)
		sqlite3_bind_null(q, at);
	else
		sqlite3_bind_blob64(q, at, b.base, b.n, SQLITE_STATIC);
}

bool
store_agent_save(struct store *s, const struct agent_row *r, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, AGENT_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, r->id);
	sqlite3_bind_int64(q, 2, r->polled);
	sqlite3_bind_int64(q, 3, r->due);
	sqlite3_bind_int64(q, 4, r->failures);
	sqlite3_bind_int64(q, 5, r->varbinds);
	sqlite3_bind_text(q, 6, r->family, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 7, r->why, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 8, r->odd, -1, SQLITE_STATIC);
	bind_bytes(q, 9, r->memory);
	bind_bytes(q, 10, r->schedule);
	bind_bytes(q, 11, r->heard);
	return store_run(s, q, e);
}

bool
store_agents_count(struct store *s, uint32_t source, struct agent_counts *c, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, AGENT_COUNT, e);
	bool ok;

	*c = (struct agent_counts){ .next_due = INT64_MAX };
	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	sqlite3_bind_int(q, 2, AGENT_RANGED);
	if ((ok = sqlite3_step(q) == SQLITE_ROW)) {
		c->agents = (uint32_t)sqlite3_column_int64(q, 0);
		c->failing = (uint32_t)sqlite3_column_int64(q, 1);
		if (sqlite3_column_type(q, 2) != SQLITE_NULL)
			c->next_due = sqlite3_column_int64(q, 2);
	}
	sqlite3_reset(q);
	return ok || store_error(s, e);
}

bool
store_polled_add(
    struct store *s, int64_t agent, int64_t time, struct agent_bytes samples, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, POLLED_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, agent);
	sqlite3_bind_int64(q, 2, time);
	bind_bytes(q, 3, samples);
	return store_run(s, q, e);
}

bool
store_polled_each(struct store *s, uint32_t source,
    bool (*each)(void *ctx, int64_t agent, int64_t time, struct agent_bytes), void *ctx,
    struct error *e)
{
	sqlite3_stmt *q = store_statement(s, POLLED_ALL, e);
	bool ok = q != NULL;
	int rc = SQLITE_DONE;

	if (!ok)
		return false;
	sqlite3_bind_int64(q, 1, source);
	while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW)
		ok = each(
		    ctx, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1), bytes_at(q, 2));
	if (ok && rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	return ok;
}

bool
store_polled_drop(struct store *s, uint32_t source, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, POLLED_DROP, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	return store_run(s, q, e);
}

bool
store_polled_expire(struct store *s, int64_t before, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, POLLED_EXPIRE, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, before);
	return store_run(s, q, e);
}

bool
store_round(struct store *s, uint32_t source, struct agent_round *r)
{
	sqlite3_stmt *q = store_statement(s, ROUND_GET, NULL);
	bool found;

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	if ((found = sqlite3_step(q) == SQLITE_ROW))
		*r = (struct agent_round){ sqlite3_column_int64(q, 0),
			(uint32_t)sqlite3_column_int64(q, 1),
			(uint64_t)sqlite3_column_int64(q, 2) };
	sqlite3_reset(q);
	return found;
}

bool
store_round_set(struct store *s, uint32_t source, const struct agent_round *r, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, ROUND_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, source);
	sqlite3_bind_int64(q, 2, r->time);
	sqlite3_bind_int64(q, 3, r->millis);
	sqlite3_bind_int64(q, 4, (sqlite3_int64)r->varbinds);
	return store_run(s, q, e);
}
