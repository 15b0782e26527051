/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_STORE_HISTORY_H
#define DECOM_STORE_HISTORY_H

#include "block.h"
#include "store_private.h"

/*
 * History lies in two tiers.  open_day holds days that samples may still come
 * for, a row for each asset, metric, day and source, by day: so that a new
 * day is appended and an old one leaves in one piece.  Blocks hold the days
 * that are closed, 64 of them for an asset and metric, by block: young while
 * they grow, and once they are complete moved to block in their order, where
 * they fill the pages.  A row of open_day goes before the same day of a block.
 */

/* The number under which a metric is stored, and the reverse; -1: of a later version. */
uint8_t stored_metric(enum metric);
int metric_stored(int number);

/* The key of a block in young and block; metric as stored. */
int64_t block_id(int32_t number, uint32_t asset, uint8_t metric);

/* Open rows of one asset as they were read, for all its metrics at once. */
struct fetched {
	int metric;
	uint32_t source;
	int32_t day;
	size_t at, n; /* in bytes */
};

/* Days of one metric for readers, kept from asset to asset. */
struct gather {
	struct measured_day *days;
	struct half_hours *half_hours;
	uint32_t *sources;
	size_t n, cap;
};

enum { KNOWN = 1024 };

struct history {
	struct block_codec *codec;
	struct block block;  /* for what is looked at one at a time */
	struct block common; /* of common_asset, 0: of none */
	uint32_t common_asset;
	/* writing */
	int64_t sealed; /* the last day that is sealed; -1: not looked up yet */
	int64_t judged; /* activities know days before this one; -1: not looked up yet */
	uint32_t added; /* days saved since it was looked whether to seal */
	struct {
		uint32_t asset;
		uint64_t metrics;
	} known[KNOWN]; /* what table measured has, of some assets */
	/* reading */
	uint32_t asset;
	int32_t as_of;
	int32_t *open; /* the days of open_day */
	size_t nopen, open_cap;
	bool open_listed;
	bool looked;       /* sealed and young_* hold */
	bool have;         /* the open rows of the asset ... */
	int32_t have_from; /* ... from this day on are here */
	struct fetched *rows;
	size_t nrows, rows_cap;
	uint8_t *bytes;
	size_t used, cap;
	int32_t young_first, young_last; /* blocks; first > last: none */
	struct gather metric[METRICS];
	/* verdicts shown */
	char *text;
	size_t text_cap;
	/* what was damaged */
	unsigned trouble;
	char why[200];
};

/* Made at the first call; NULL without memory. */
struct history *store_history(struct store *, struct error *);
void store_history_free(struct store *);

/* Note that something damaged was passed over. */
void store_passed_over(struct store *, uint32_t asset, int metric, int32_t day, const char *why);

/* What open_day and the blocks hold has changed. */
void store_history_changed(struct history *);

/*
 * The block of an asset and metric from wherever it lies, empty if there is
 * none, or none that can be read, which is noted.  False on error.
 */
bool store_block_load(
    struct store *, uint32_t asset, enum metric, int32_t number, struct block *, struct error *);
/* The common block of an asset's metrics, stored as metric 0, into history; as empty if damaged. */
bool store_common_load(struct store *, uint32_t asset, int32_t number, struct error *);

/* Into young; what is complete is moved by store_seal(). */
bool store_block_save(
    struct store *, uint32_t asset, const struct block *, const uint8_t *, size_t, struct error *);

/* The statement that has the bytes of a block in its first column, to be reset; NULL: no block. */
bool store_block_find(
    struct store *, int64_t id, bool maybe_young, sqlite3_stmt **found, struct error *);

/* Room for so many elements in the array to which a pointer is given; false without memory. */
bool store_grow(void *array, size_t *cap, size_t wanted, size_t size);

/* Make sure that the days of open_day are listed in history. */
bool store_list_open(struct store *, struct error *);

/* Rows of table day, which earlier versions wrote, become open days. */
bool store_migrate_days(struct store *, struct error *);

bool store_merge_history(struct store *, uint32_t keep, uint32_t gone, struct error *);

#endif
