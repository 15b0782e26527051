/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_STORE_PRIVATE_H
#define DECOM_STORE_PRIVATE_H

#include <sqlite3.h>

#include "store.h"

enum statement {
	TAKE,
	TAKEN,
	NAMED_GET,
	NAMED_PUT,
	IDENTITY_ALL,
	IDENTITY_PUT,
	IDENTITY_ANY,
	MERGE_IDENTITY,
	MERGE_OPEN,
	DROP_OPEN,
	MERGE_MEASURED,
	DROP_MEASURED,
	MERGE_VERDICT,
	DROP_VERDICT,
	MERGE_FLAG,
	DROP_FLAG,
	FLAG_GET,
	FLAG_PUT,
	UNFLAG,
	SOURCE_GET,
	SOURCE_PUT,
	COUNTER,
	OPEN_GET,
	OPEN_PUT,
	OPEN_OF,
	OPEN_AFTER,
	OPEN_LAST,
	OPEN_ANY,
	OPEN_DROP,
	YOUNG_GET,
	YOUNG_PUT,
	YOUNG_FIRST,
	YOUNG_LAST,
	YOUNG_MOVE,
	YOUNG_DROP,
	BLOCK_GET,
	BLOCK_FIRST,
	BLOCK_LAST,
	BLOCK_ANY,
	BLOCK_DROP,
	PAGES,
	PAGES_FREE,
	VACUUM_SOME,
	MEASURED_GET,
	MEASURED_PUT,
	ACTIVITY_GET,
	ACTIVITY_PUT,
	ACTIVITY_DOUBT,
	ACTIVITY_DROP,
	VERDICT_OF,
	VERDICT_PUT,
	VERDICT_UNDO,
	VERDICT_KEEP,
	AGENT_LIST,
	AGENT_UNLIST,
	AGENT_DUE,
	AGENT_HEARD,
	AGENT_TROUBLED,
	AGENT_GET,
	AGENT_PUT,
	AGENT_COUNT,
	POLLED_PUT,
	POLLED_ALL,
	POLLED_DROP,
	POLLED_ORPHANS,
	POLLED_EXPIRE,
	ROUND_GET,
	ROUND_PUT,
	STATEMENTS
};

extern const char *const store_sql[STATEMENTS];

/* What is remembered between calls on history; NULL until the first of them. */
struct history;

struct store {
	sqlite3 *db;
	char path[4096];
	bool writing;
	bool reading; /* a transaction that only reads is open */
	bool damaged;
	sqlite3_stmt *prepared[STATEMENTS];
	struct history *history;
};

/* The statement, reset and ready to bind; NULL with the error set. */
sqlite3_stmt *store_statement(struct store *, enum statement, struct error *);

/* Run a statement that yields no row; it is reset afterwards. */
bool store_run(struct store *, sqlite3_stmt *, struct error *);

/*
 * One number from a statement that yields at most one row; fallback if it
 * yields none, 0 for NULL, -1 on error.
 */
int64_t store_number(struct store *, sqlite3_stmt *, int64_t fallback, struct error *);

/* Run a statement that takes one or two numbers. */
bool store_run_with(struct store *, enum statement, int64_t a, int64_t b, struct error *);

/* The last number of a counter; 0: none, -1: error. */
int64_t store_counter(struct store *, const char *name, struct error *);

/* Begin a transaction that only reads, unless one is open; end it. */
bool store_read_begin(struct store *, struct error *);
bool store_read_end(struct store *, struct error *);

/* "PATH: what SQLite says"; always false. */
bool store_error(struct store *, struct error *);

#endif
