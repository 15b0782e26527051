/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LIST_H
#define DECOM_LIST_H

#include "snapshot.h"

#define LIST_COLUMNS 80
#define LIST_WORDS 100 /* in an option that takes a list */

/* Words of an option that may be repeated, split at commas. */
struct words {
	char *word[LIST_WORDS];
	size_t n;
};

struct list_column {
	const struct field *field;
	bool asset;      /* of the asset that the row is about, not the row's own */
	bool descending; /* of a column to sort by */
};

/* Which rows of one section of the snapshot, in which order, and what of them. */
struct list {
	enum section section;
	const struct snapshot *snapshot;
	unsigned digits; /* of the currency's minor unit */
	struct words sites;
	uint32_t alignments;   /* bit per label number; 0: any */
	struct field index[2]; /* the column "index", with the end of a catalogue */
	struct list_column column[LIST_COLUMNS];
	size_t n;
	struct list_column key[LIST_WORDS]; /* to sort by */
	size_t keys;
	uint32_t *order; /* row numbers */
	size_t rows;
};

void list_init(struct list *, enum section);

/* The column of this name; false if there is none. */
bool list_find(const struct list *, const char *name, struct list_column *);

/* Whether each row is about an asset: then it has the asset's columns and can be asked for by site.
 */
bool list_has_assets(const struct list *);

/* The columns of a table that nobody asked for in particular; everything if not for people. */
void list_default_columns(struct list *, bool people);

/* From here on there is a snapshot.  Fill order and rows. */
bool list_select(struct list *, struct error *);
struct value list_value(const struct list *, const struct list_column *, uint32_t row);

/* Leave out the columns that no row has. */
void list_drop_empty(struct list *);

#endif
