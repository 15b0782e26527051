/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SNAPSHOT_FILE_H
#define DECOM_SNAPSHOT_FILE_H

#include "snapshot.h"

/*
 * The layout that reader and writer share; nobody else includes this.
 * Runs lie one behind the other without gaps: header, rows of each section,
 * arena, which NULs pad until the file is a multiple of 8 bytes.  Sections
 * whose rows need 8-byte alignment come first.
 */
#define SNAPSHOT_MAGIC 0x504e534d4f434544u /* "DECOMSNP" read as a little-endian number */
#define SNAPSHOT_FORMAT 1u

struct run {
	uint64_t at, n; /* offset in the file; rows, or bytes of the arena */
};

struct header {
	uint64_t magic;
	uint64_t format;
	uint64_t digest; /* of the catalogues that wrote it */
	uint64_t size;   /* of the file */
	struct run run[SECTIONS];
	struct run arena;
	uint64_t checksum; /* of all that follows, then of the header above */
};

/* A running checksum of whole 8-byte words; start with SUM_START. */
#define SUM_START 0x9e3779b97f4a7c15u
uint64_t snapshot_sum(uint64_t sum, const void *, size_t bytes);

/* Of names, offsets, kinds and labels: a file is read only by the layout that wrote it. */
uint64_t snapshot_digest(void);

#endif
