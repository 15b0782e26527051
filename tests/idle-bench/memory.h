/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_MEMORY_H
#define IDLE_BENCH_MEMORY_H

#include "activity.h"
#include "arena.h"
#include "asset.h"
#include "company.h"
#include "stream.h"

/*
 * A fleet's history in memory: samples are turned into days, half-hours and
 * activity by the same code as in the pipeline, but without a store.  The
 * fast path for whoever tunes; results that are published come from run.
 */
struct watched {
	char name[32], site[32];
	struct asset asset;
	struct capacity capacity;
	struct series series[STREAM_METRICS];
	struct measured_day *days[STREAM_METRICS];
	struct half_hours *half_hours[STREAM_METRICS];
	struct activity *activity;
	uint32_t number; /* of its site */
};

struct memory {
	struct watched *hosts;
	size_t n;
	struct arena arena;
	int32_t first_day;
	uint32_t days;
	struct company *company;
	struct stream_block waiting; /* read, but not taken yet */
	bool more;                   /* there is one */
};

/* Ends the program with a message if anything is wrong with the input. */
struct memory *memory_new(const char *facts);
void memory_free(struct memory *);

/* Read samples of days before this one from standard input. */
void memory_take(struct memory *, int32_t before);

/* What of all hosts' history was work, and what they did together. */
void memory_look(struct memory *, int32_t as_of);

/* The evidence of a host; after memory_look() of that day. */
struct evidence memory_evidence(const struct memory *, const struct watched *, int32_t as_of);

#endif
