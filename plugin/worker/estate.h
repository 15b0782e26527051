/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ESTATE_H
#define DECOM_ESTATE_H

#include "arena.h"
#include "asset.h"
#include "findings.h"
#include "fold.h"
#include "record.h"

/*
 * The estate while it is being put together: one row per asset, joined from
 * records as they stream in.  Peak memory is a bar (800 bytes an asset in
 * all), so what is needed per row beside the asset itself is kept in narrow
 * columns of its own.
 */
enum { ESTATE_FIELDS = 58, SOURCES_MAX = 120, RANK_NONE = UINT8_MAX };

/* Where a record comes from, as the join needs it. */
struct estate_source {
	const char *name;
	uint8_t rank; /* order of declaration, from 0: the lower wins a field */
	uint64_t
	    prefer; /* bit per field of the catalogue: wins over sources that do not prefer it */
};

/* One migration entry of an asset: an application, or the host itself. */
struct placement {
	uint32_t row;
	struct text application, wave, target;
	struct day cutover_date;
	uint8_t rank, status, strategy;
	uint8_t pad;
};

/* A record that went into a row. */
struct contribution {
	uint32_t row;
	struct text file;
	uint32_t line;
	uint8_t rank;
	uint8_t pad[3];
};

struct estate {
	struct arena arena;
	struct bytes assets; /* struct asset */
	struct bytes ranks;  /* uint8_t[ESTATE_FIELDS] per asset: whose value it is */
	struct bytes into;   /* uint32_t per asset: the row it was merged into, or itself */
	struct bytes shared; /* uint8_t per asset: bit per key that others have too */
	struct bytes placements, contributions;
	struct bytes sites; /* struct site */
	struct findings findings;
	const char *source_names[SOURCES_MAX];
	uint32_t *serials; /* open hash of rows + 1 by serial */
	uint32_t nserials, serials_used;
	uint32_t last_row; /* where estate_add() put the last record; UINT32_MAX: nowhere */
};

void estate_init(struct estate *);
void estate_free(struct estate *);

static inline size_t
estate_rows(const struct estate *e)
{
	return e->assets.len / sizeof(struct asset);
}

static inline struct asset *
estate_asset(const struct estate *e, uint32_t row)
{
	return (struct asset *)(void *)e->assets.base + row;
}

/* Whose values a row's fields are, in the order of the catalogue; RANK_NONE: no source's. */
static inline const uint8_t *
estate_ranks(const struct estate *e, uint32_t row)
{
	return (const uint8_t *)e->ranks.base + (size_t)row * ESTATE_FIELDS;
}

/* Is the row still an asset of its own? */
static inline bool
estate_live(const struct estate *e, uint32_t row)
{
	return ((const uint32_t *)(const void *)e->into.base)[row] == row;
}

/* The row that an asset's data ended up in. */
uint32_t estate_row(const struct estate *, uint32_t row);

/* One identity of a row, folded; the length, 0 if it has none. */
size_t estate_fold(const struct estate *, uint32_t row, enum key, char out[FOLD_MAX]);

/* A new row with everything absent; UINT32_MAX without memory. */
uint32_t estate_new_row(struct estate *);

/* What to call an asset in a message: its name, else serial, tag, uuid or address. */
const char *estate_label(const struct estate *, uint32_t row);

/*
 * Take in a record of kind asset.  It joins the asset with the same serial
 * (and vendor); a record without one becomes a row of its own until
 * estate_group().  A record that identifies nothing is a finding.
 */
bool estate_add(
    struct estate *, const struct estate_source *, const struct record *, struct error *);

/* Take in a record of kind site; values already known stay. */
bool estate_add_site(struct estate *, const struct record *, struct error *);

/* The site of this name (case ignored), made if it is new; NULL without memory. */
struct site *estate_site(struct estate *, const char *name);

/*
 * Join what weaker identities say, strongest first: all rows that share a
 * value become one asset, unless two of them differ in a stronger identity;
 * then none is joined through it and a finding names them.  The result does
 * not depend on the order of the records.
 */
bool estate_group(struct estate *, struct error *);

/*
 * Report records that one source has twice for one asset; several
 * applications of one host are not that.  After migration_sort().  Leaves the
 * contributions sorted by row.
 */
bool estate_duplicates(struct estate *, struct error *);

/* Merge row gone into row keep: of each field the value of the better source. */
void estate_merge(struct estate *, uint32_t keep, uint32_t gone);

#endif
