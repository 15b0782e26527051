/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "store_history.h"

bool
store_error(struct store *s, struct error *e)
{
	int code = sqlite3_errcode(s->db);

	s->damaged |= code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
	return error_set(e, "%s: %s", s->path, sqlite3_errmsg(s->db));
}

sqlite3_stmt *
store_statement(struct store *s, enum statement n, struct error *e)
{
	if (s->writing && sqlite3_get_autocommit(s->db)) {
		error_set(e, "%s: all was rolled back when a write failed", s->path);
		return NULL;
	}
	if (s->prepared[n] == NULL &&
	    sqlite3_prepare_v3(s->db, store_sql[n], -1, SQLITE_PREPARE_PERSISTENT, &s->prepared[n],
		NULL) != SQLITE_OK)
		store_error(s, e);
	return s->prepared[n];
}

bool
store_run(struct store *s, sqlite3_stmt *q, struct error *e)
{
	bool ok = sqlite3_step(q) == SQLITE_DONE || store_error(s, e);

	sqlite3_reset(q);
	return ok;
}

static bool
execute(struct store *s, const char *text, struct error *e)
{
	return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK || store_error(s, e);
}

static int
number_of(struct store *s, const char *text)
{
	sqlite3_stmt *q = NULL;
	int n = -1;

	if (sqlite3_prepare_v2(s->db, text, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return n;
}

static bool
take_step(struct store *s, int n, struct error *e)
{
	char version[64];

	snprintf(version, sizeof version, "PRAGMA user_version = %d", n + 1);
	if (!execute(s, "BEGIN IMMEDIATE", e))
		return false;
	if (execute(s, schema_steps[n], e) && (n != HISTORY_STEP || store_migrate_days(s, e)) &&
	    execute(s, version, e) && execute(s, "COMMIT", e))
		return true;
	execute(s, "ROLLBACK", NULL);
	return false;
}

static bool
upgrade(struct store *s, struct error *e)
{
	enum { STEPS = sizeof schema_steps / sizeof *schema_steps };
	int n = number_of(s, "PRAGMA user_version");

	if (n < 0)
		return store_error(s, e);
	if (n > STEPS)
		return error_set(e, "%s: written by a later version of decom", s->path);
	while (n < STEPS)
		if (!take_step(s, n++, e))
			return false;
	return true;
}

/*
 * Large pages, which rows of history fill better, and a file that can shrink.
 * A file of an earlier version is rewritten for that once; when that cannot be
 * (somebody reads it, the disk is full) it does without.
 */
static bool
lay_out(struct store *s, struct error *e)
{
	enum { INCREMENTAL = 2 };
	bool rewrite = number_of(s, "PRAGMA page_count") > 0 &&
		       number_of(s, "PRAGMA auto_vacuum") != INCREMENTAL;

	if (rewrite)
		execute(s, "PRAGMA journal_mode = DELETE", NULL);
	if (!execute(s, "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL", e))
		return false;
	return !rewrite || execute(s, "VACUUM", NULL) || !s->damaged || store_error(s, e);
}

/*
 * What is committed survives the end of the process, however it ends.  A loss
 * of power is for SQLite and the disk to survive: with synchronous = FULL the
 * log is on the disk before a commit returns, and a log that was torn is
 * noticed by its checksums and left out.
 */
static bool
open_file(struct store *s, bool readonly, struct error *e)
{
	int flags = readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	if (sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
		NULL) != SQLITE_OK)
		return store_error(s, e);
	sqlite3_busy_timeout(s->db, 5000);
	if (readonly)
		return number_of(s, "PRAGMA user_version") > HISTORY_STEP ||
		       error_set(e,
			   "%s: no store, or one of an earlier version, which the next "
			   "run takes over",
			   s->path);
	return lay_out(s, e) &&
	       execute(s,
		   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = "
		   "-8192;"
		   "PRAGMA temp_store = FILE; PRAGMA foreign_keys = OFF",
		   e) &&
	       upgrade(s, e);
}

struct store *
store_open(const char *statedir, bool readonly, bool *damaged, struct error *e)
{
	struct store *s = calloc(1, sizeof *s);

	if (s == NULL ||
	    snprintf(s->path, sizeof s->path, "%s/state.db", statedir) >= (int)sizeof s->path) {
		error_set(e, "%s: %s", statedir, s == NULL ? strerror(ENOMEM) : "path too long");
		free(s);
		return NULL;
	}
	if (open_file(s, readonly, e))
		return s;
	if (damaged != NULL)
		*damaged = s->damaged;
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	for (int n = 0; n < STATEMENTS; n++)
		sqlite3_finalize(s->prepared[n]);
	store_history_free(s);
	if (s->writing || s->reading)
		execute(s, "ROLLBACK", NULL);
	sqlite3_close(s->db);
	free(s);
}

bool
store_damaged(const struct store *s)
{
	return s->damaged;
}

static bool
rename_part(const char *statedir, const char *part, struct error *e)
{
	char from[4096], to[4096];

	if (snprintf(from, sizeof from, "%s/state.db%s", statedir, part) >= (int)sizeof from ||
	    snprintf(to, sizeof to, "%s/state.db.damaged%s", statedir, part) >= (int)sizeof to)
		return error_set(e, "%s: path too long", statedir);
	if (rename(from, to) != 0 && errno != ENOENT)
		return error_set(e, "%s: %s", from, strerror(errno));
	return true;
}

bool
store_set_aside(const char *statedir, struct error *e)
{
	return rename_part(statedir, "-wal", e) && rename_part(statedir, "-shm", e) &&
	       rename_part(statedir, "", e);
}

bool
store_read_begin(struct store *s, struct error *e)
{
	if (s->writing || s->reading)
		return true;
	s->reading = execute(s, "BEGIN", e);
	return s->reading;
}

bool
store_read_end(struct store *s, struct error *e)
{
	if (!s->reading)
		return true;
	s->reading = false;
	return execute(s, "COMMIT", e);
}

bool
store_begin(struct store *s, struct error *e)
{
	s->writing = store_read_end(s, e) && execute(s, "BEGIN IMMEDIATE", e);
	return s->writing;
}

bool
store_commit(struct store *s, struct error *e)
{
	sqlite3_reset(s->prepared[AGENT_GET]); /* a row of it may still be looked at */
	if (!execute(s, "COMMIT", e))
		return false;
	s->writing = false;
	return true;
}

int64_t
store_number(struct store *s, sqlite3_stmt *q, int64_t fallback, struct error *e)
{
	int rc = sqlite3_step(q);
	int64_t n = fallback;

	if (rc == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	else if (rc != SQLITE_DONE) {
		store_error(s, e);
		n = -1;
	}
	sqlite3_reset(q);
	return n;
}

int64_t
store_counter(struct store *s, const char *name, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, COUNTER, e);

	if (q == NULL)
		return -1;
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	return store_number(s, q, 0, e);
}

uint32_t
store_take(struct store *s, const char *counter, uint32_t n, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, TAKE, e);
	int64_t last;

	if (q == NULL)
		return 0;
	sqlite3_bind_text(q, 1, counter, -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, n);
	if ((last = store_number(s, q, -1, e)) < 0)
		return 0;
	if (last >= UINT32_MAX) {
		error_set(e, "%s: no more numbers for %s", s->path, counter);
		return 0;
	}
	return (uint32_t)last - n + 1;
}

bool
store_taken(struct store *s, const char *counter, uint32_t n, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, TAKEN, e);

	if (q == NULL)
		return false;
	sqlite3_bind_text(q, 1, counter, -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, n);
	return store_run(s, q, e);
}

uint32_t
store_named(struct store *s, const char *kind, const char *name, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, NAMED_GET, e);
	int64_t n;

	if (q == NULL)
		return 0;
	sqlite3_bind_text(q, 1, kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 2, name, -1, SQLITE_STATIC);
	if ((n = store_number(s, q, 0, e)) != 0)
		return n > 0 ? (uint32_t)n : 0;
	if ((n = store_take(s, kind, 1, e)) == 0 || (q = store_statement(s, NAMED_PUT, e)) == NULL)
		return 0;
	sqlite3_bind_text(q, 1, kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 2, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 3, n);
	return store_run(s, q, e) ? (uint32_t)n : 0;
}

bool
store_identity_first(struct store *s, struct error *e)
{
	return store_statement(s, IDENTITY_ALL, e) != NULL;
}

int
store_identity_next(struct store *s, struct identity *out, struct error *e)
{
	sqlite3_stmt *q = s->prepared[IDENTITY_ALL];
	int rc = sqlite3_step(q);

	if (rc == SQLITE_ROW) {
		*out = (struct identity){ (uint64_t)sqlite3_column_int64(q, 0),
			(uint32_t)sqlite3_column_int64(q, 1), sqlite3_column_int(q, 2),
			(const char *)sqlite3_column_text(q, 3) };
		return 1;
	}
	if (rc != SQLITE_DONE)
		store_error(s, e);
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

bool
store_identity_put(struct store *s, const struct identity *i, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, IDENTITY_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, (sqlite3_int64)i->hash);
	sqlite3_bind_int64(q, 2, i->asset);
	sqlite3_bind_int(q, 3, i->kind);
	sqlite3_bind_text(q, 4, i->value, -1, SQLITE_STATIC);
	return store_run(s, q, e);
}

static bool
any(struct store *s, enum statement n)
{
	sqlite3_stmt *q = store_statement(s, n, NULL);

	return q != NULL && store_number(s, q, 0, NULL) == 1;
}

bool
store_has_identities(struct store *s)
{
	return any(s, IDENTITY_ANY);
}

bool
store_run_with(struct store *s, enum statement n, int64_t a, int64_t b, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, n, e);

	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, a);
	if (sqlite3_bind_parameter_count(q) > 1)
		sqlite3_bind_int64(q, 2, b);
	return store_run(s, q, e);
}

bool
store_merge(struct store *s, uint32_t keep, uint32_t gone, struct error *e)
{
	return store_run_with(s, MERGE_IDENTITY, keep, gone, e) &&
	       store_merge_history(s, keep, gone, e) &&
	       store_run_with(s, MERGE_FLAG, keep, gone, e) &&
	       store_run_with(s, DROP_FLAG, gone, 0, e);
}

uint32_t
store_flagged(struct store *s, uint32_t asset, uint32_t now, uint32_t generation, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, FLAG_GET, e);
	int64_t since;

	if (q == NULL)
		return 0;
	sqlite3_bind_int64(q, 1, asset);
	if ((since = store_number(s, q, now, e)) < 0 ||
	    (q = store_statement(s, FLAG_PUT, e)) == NULL)
		return 0;
	sqlite3_bind_int64(q, 1, asset);
	sqlite3_bind_int64(q, 2, since);
	sqlite3_bind_int64(q, 3, generation);
	return store_run(s, q, e) ? (uint32_t)since : 0;
}

bool
store_unflag_others(struct store *s, uint32_t generation, struct error *e)
{
	return store_run_with(s, UNFLAG, generation, 0, e);
}

bool
store_source_records(struct store *s, const char *name, uint32_t *records)
{
	sqlite3_stmt *q = store_statement(s, SOURCE_GET, NULL);
	int64_t n;

	if (q == NULL)
		return false;
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	if ((n = store_number(s, q, -1, NULL)) < 0)
		return false;
	*records = (uint32_t)n;
	return true;
}

bool
store_source_set(struct store *s, const char *name, uint32_t records, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, SOURCE_PUT, e);

	if (q == NULL)
		return false;
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, records);
	return store_run(s, q, e);
}
