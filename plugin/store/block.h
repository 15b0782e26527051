/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_BLOCK_H
#define DECOM_BLOCK_H

#include "day.h"

/*
 * The sealed form of up to 64 days of one metric of one asset: of each day
 * the summary, the minutes that it stands for (so that a later import knows
 * them again), and the half-hours.  Levels may be coarser than they were
 * measured, then each is the highest of those that it stands for, so that
 * nothing is hidden; a day's mean is within 0.1 percent, its lowest value
 * rounded down and its highest up by less than 0.8 percent unless whole.  A day of which
 * only the summary is known has no levels: all are LEVEL_NONE though minutes
 * are covered.
 *
 * Two zstd frames with checksums, the days' and the half-hours', so that days
 * can be read without half-hours; a change of any byte is noticed.
 */
enum { BLOCK_DAYS = 64, BLOCK_COARSEST = 2 };

struct block_day {
	uint32_t source;
	struct day_frame frame;
	struct measured_day summary;
	struct half_hours half_hours;
	uint32_t runs_at; /* in the block's bytes, as day_pack_runs() has them */
	uint32_t runs;    /* bytes; 0: the day is covered from begin to end */
};

/* Up to where half-hours are noise, in which detail may be lost; levels. */
struct block_noise {
	uint8_t top;     /* held, above what is usual at that time of the day */
	uint8_t reach;   /* high, above held as a rule */
	uint8_t ceiling; /* and that up to here */
};

struct block {
	int32_t number;           /* its days are [64 number, 64 number + 64) */
	uint8_t metric;           /* as it is stored */
	uint8_t coarse;           /* 0: as measured .. BLOCK_COARSEST */
	struct block_noise noise; /* set when it becomes coarse, for else it would grow */
	size_t n;
	struct block_day day[BLOCK_DAYS]; /* ascending, one a day */
	uint8_t *bytes;
	size_t used, cap;
};

/* The number of the block in which a day lies. */
int32_t block_of(int32_t day);

/* Empty, keeping its memory.  A block begins zeroed. */
void block_clear(struct block *, int32_t number, uint8_t metric);
void block_free(struct block *);

/*
 * day_measure() with half-hours; of a day without levels the counts are as
 * many as its mean and bounds allow at most.
 */
struct measured_day block_measure(const struct day_summary *, enum metric, struct half_hours *);

/*
 * Take a day in: of the same source it replaces what was there, of another
 * one only if it is better covered.  False without memory.
 */
bool block_put(struct block *, const struct day_summary *, enum metric, uint32_t source);
/* The same with a day of another block; what is there stays unless the other is better covered. */
bool block_take(struct block *, const struct block *from, size_t i);

/* Make the levels coarser by a step, when they are encoded next. */
void block_coarsen(struct block *);

/* The day of this number, or NULL. */
const struct block_day *block_find(const struct block *, int32_t day);

/*
 * The day as it was while samples could come, as far as it is known: minutes
 * and sum are exact, buckets such that no answer is lower than it was.
 */
bool block_reopen(
    const struct block *, const struct block_day *, enum metric, struct day_summary *);

/* Of a day without levels each bucket gets that of its highest value: nothing is hidden. */
void block_fill_buckets(struct day_summary *);

/* Contexts and buffers of compression, kept from block to block. */
struct block_codec;
struct block_codec *block_codec_new(void);
void block_codec_free(struct block_codec *);

/*
 * The stored form; it belongs to the codec until its next call.  NULL without
 * memory.  What was lost was lost to all metrics of an asset as a rule: runs
 * that are those of the common block (NULL: none) are left to that.
 */
const uint8_t *block_encode(
    struct block_codec *, const struct block *, const struct block *common, size_t *size);

/*
 * The reverse of it, with the same common block.  False with the reason if it is
 * damaged or not of that number and metric.
 */
bool block_decode(struct block_codec *, const uint8_t *, size_t, const struct block *common,
    struct block *, const char **why);

/* The runs of days that a common block has none of yet become its; false without memory. */
bool block_share(struct block *common, const struct block *, bool *changed);

/*
 * For readers: the days and, unless NULL, half-hours of a block into arrays
 * with room for BLOCK_DAYS, with the sources; how many, or -1 with the reason.
 */
struct block_reading {
	struct measured_day *days;
	struct half_hours *half_hours;
	uint32_t *sources;
};
int block_read(struct block_codec *, const uint8_t *, size_t, int32_t number, uint8_t metric,
    const struct block_reading *, const char **why);

#endif
