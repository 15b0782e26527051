/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SCHEMA_H
#define DECOM_SCHEMA_H

/*
 * One step a version: step n takes a file of user_version n to n + 1.  Steps
 * are never changed once released.
 */
static const char *const schema_steps[] = {
	"CREATE TABLE counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE named (kind TEXT, name TEXT, number INTEGER NOT NULL, PRIMARY KEY (kind, "
	"name)) WITHOUT ROWID;"
	"CREATE TABLE identity (hash INTEGER PRIMARY KEY, asset INTEGER NOT NULL, kind INTEGER NOT "
	"NULL,"
	" value TEXT NOT NULL);"
	"CREATE TABLE flagged (asset INTEGER PRIMARY KEY, since INTEGER NOT NULL, generation "
	"INTEGER NOT NULL);"
	"CREATE TABLE source (name TEXT PRIMARY KEY, records INTEGER NOT NULL) WITHOUT ROWID;"
	/* sum is of value times minutes; minutes are pairs of start and length, 16 bits each */
	"CREATE TABLE day (asset INTEGER, metric TEXT, day INTEGER, source INTEGER, samples "
	"INTEGER NOT NULL,"
	" sum REAL NOT NULL, min REAL NOT NULL, max REAL NOT NULL, minutes BLOB NOT NULL,"
	" PRIMARY KEY (asset, metric, day, source)) WITHOUT ROWID;",

	/* polled: what was measured and no run has taken up yet */
	"CREATE TABLE agent (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, address TEXT NOT "
	"NULL,"
	" origin INTEGER NOT NULL, listed INTEGER NOT NULL, polled INTEGER NOT NULL DEFAULT 0,"
	" due INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,"
	" varbinds INTEGER NOT NULL DEFAULT 0, family TEXT, why TEXT, odd TEXT,"
	" memory BLOB, schedule BLOB, heard BLOB, UNIQUE (source, address));"
	"CREATE TABLE polled (agent INTEGER NOT NULL, time INTEGER NOT NULL, samples BLOB NOT "
	"NULL);"
	"CREATE INDEX polled_agent ON polled (agent);"
	"CREATE TABLE round (source INTEGER PRIMARY KEY, time INTEGER NOT NULL, millis INTEGER NOT "
	"NULL,"
	" varbinds INTEGER NOT NULL);",

	/*
	 * History (store_history.h): by day the days that samples may still come for, in blocks
	 * those that are closed.  id: number of the block << 40 | asset << 8 | metric; young are
	 * those that still grow.  Table day is taken over and dropped by store_migrate_days().
	 */
	"CREATE TABLE open_day (day INTEGER, asset INTEGER, metric INTEGER, source INTEGER,"
	" data BLOB NOT NULL, PRIMARY KEY (day, asset, metric, source)) WITHOUT ROWID;"
	"CREATE TABLE young (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
	"CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
	/* bit 1 << metric: there are samples of it */
	"CREATE TABLE measured (asset INTEGER PRIMARY KEY, metrics INTEGER NOT NULL);"
	/* doubt: the first day of which samples came after it was saved */
	"CREATE TABLE activity (asset INTEGER PRIMARY KEY, doubt INTEGER, data BLOB NOT NULL);"
	"CREATE TABLE verdict (asset INTEGER, day INTEGER, kind INTEGER NOT NULL, score INTEGER "
	"NOT NULL,"
	" policy TEXT NOT NULL, reason TEXT NOT NULL, date INTEGER, PRIMARY KEY (asset, day)) "
	"WITHOUT ROWID;",
};

/* The step, from 0, that brings history in blocks. */
enum { HISTORY_STEP = 2 };

#endif
