/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_STREAM_H
#define IDLE_BENCH_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Samples in binary, little-endian (README.md, "Formats"): a header, then one
 * block for each host and local day, days ascending.  Who reads up to a day
 * knows nothing of what comes after it.
 */
enum { STREAM_METRICS = 10, STREAM_SAMPLES = 300 };

struct stream_header {
	uint32_t hosts, days;
	int32_t first_day; /* local days since 1970-01-01 */
};

struct stream_block {
	uint32_t host; /* line of facts.tsv, from 0 below its title */
	int32_t day;
	int64_t start; /* UTC seconds: begin of the first sample's interval */
	uint32_t interval, n;
	float value[STREAM_METRICS][STREAM_SAMPLES]; /* NAN: missing */
};

bool stream_write_header(FILE *, const struct stream_header *);
bool stream_write_block(FILE *, const struct stream_block *);
bool stream_read_header(FILE *, struct stream_header *);

/*
 * The next block, into the same struct as the one before it, zeroed at first.
 * 1: read; 0: the end; -1: damaged, cut off, or of a day that is over.
 */
int stream_read_block(FILE *, struct stream_block *);

#endif
