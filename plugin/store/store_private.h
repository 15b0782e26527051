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
	MERGE_DAY,
	DROP_DAY,
	MERGE_FLAG,
	DROP_FLAG,
	FLAG_GET,
	FLAG_PUT,
	UNFLAG,
	SOURCE_GET,
	SOURCE_PUT,
	DAY_GET,
	DAY_PUT,
	EXPIRE,
	EXPIRED,
	EVIDENCE,
	EVIDENCE_ANY,
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

/* What evidence is gathered into, reused from asset to asset. */
struct gather {
	struct measured_day *days;
	size_t n, cap;
};

struct store {
	sqlite3 *db;
	char path[4096];
	bool writing;
	bool damaged;
	sqlite3_stmt *prepared[STATEMENTS];
	struct gather metric[METRICS];
};

/* The statement, reset and ready to bind; NULL with the error set. */
sqlite3_stmt *store_statement(struct store *, enum statement, struct error *);

/* Run a statement that yields no row; it is reset afterwards. */
bool store_run(struct store *, sqlite3_stmt *, struct error *);

/* "PATH: what SQLite says"; always false. */
bool store_error(struct store *, struct error *);

#endif
