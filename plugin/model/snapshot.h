/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SNAPSHOT_H
#define DECOM_SNAPSHOT_H

#include "arena.h"
#include "asset.h"
#include "nouns.h"

/*
 * The published result: one file that decom.so and decom(1) map read-only.
 * A snapshot never changes once published; a new one replaces it by rename.
 *
 * The file: a header (magic, format version, digest of the catalogues, sizes,
 * checksum of what follows), then one run of rows per section, then the
 * arena, all in the machine's byte order and 8-byte aligned.
 */
enum section {
	SECTION_SUMMARY,
	SECTION_SITE,
	SECTION_ASSET,
	SECTION_CANDIDATE,
	SECTION_WAVE,
	SECTION_POLICY,
	SECTION_SOURCE,
	SECTION_FINDING,
	SECTION_ORIGIN,
	SECTIONS
};

/* What every front end may know of a section without naming it. */
struct section_info {
	const char *name; /* "asset" */
	const struct field *fields;
	size_t stride;
	size_t index[2]; /* offsets of the uint32_t index members */
	unsigned nindex; /* 0: not ordered */
};

extern const struct section_info sections[SECTIONS];

struct snapshot;

/*
 * Map path.  Checks the header only: call snapshot_check() until it says
 * CHECK_DONE before any row is read.  NULL on error.
 */
struct snapshot *snapshot_map(const char *path, struct error *);

/*
 * Validate a further part of about budget bytes: checksum, order of indexes,
 * every offset, label and row number.  After CHECK_DONE no byte pattern can
 * make a reader leave the file.  Sliced so that snmpd is never held up.
 */
enum check { CHECK_MORE, CHECK_DONE, CHECK_BAD };
enum check snapshot_check(struct snapshot *, size_t budget, struct error *);

/* Map and check whole. */
struct snapshot *snapshot_open(const char *path, struct error *);
void snapshot_free(struct snapshot *); /* NULL is fine */

const struct rows *snapshot_rows(const struct snapshot *, enum section);
const struct summary *snapshot_summary(const struct snapshot *);

/* The row with this index (the second ignored where nindex is 1), or NULL. */
const void *snapshot_find(const struct snapshot *, enum section, uint32_t, uint32_t);

/*
 * Writing.  The rows of a section are handed over in index order, one call a
 * row, sections in the order of the enumeration; nothing but a write buffer
 * is held.  snapshot_commit() adds the arena, syncs, and renames onto path:
 * until then path is what it was.  After any failure call snapshot_abandon().
 */
struct snapshot_writer;
struct snapshot_writer *snapshot_create(const char *path, struct error *);
bool snapshot_add(struct snapshot_writer *, enum section, const void *row, struct error *);
bool snapshot_commit(struct snapshot_writer *, const struct arena *, struct error *);
void snapshot_abandon(struct snapshot_writer *);

#endif
