/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_DAY_H
#define DECOM_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence.h"

/*
 * One local day of one metric of one asset from one source while samples may
 * still come: five-minute buckets, and which minutes they stand for.  A minute
 * counts once, so a file imported twice, or files that overlap, change
 * nothing; samples that do not overlap give the same in whatever order they
 * come; a gap is never zero.
 *
 * A bucket's level is that of the sample of five minutes or more that covers
 * its last minute, or of a shorter one in it if that is higher: so readings
 * every five minutes stand one by one, at whatever minute they are taken, and
 * are not spread over two buckets each.  Where there is none such it is that of the
 * mean of its minutes; the rest of a long sample alone gives none.
 *
 * Minutes and buckets run from midnight as time passes, not by the clock: a
 * day on which the clock changes has 1380 or 1500 of them.
 */
enum {
	DAY_MINUTES = 1440,
	DAY_LONGEST = 1560,
	BUCKET_MINUTES = 5,
	DAY_BUCKETS = DAY_LONGEST / BUCKET_MINUTES,
	HELD_BUCKETS = 4,   /* twenty minutes */
	BRIDGED_BUCKETS = 3 /* lost at a stretch, and taken for as high as those around them */
};

/*
 * How a day lies: what the zone of its site says.  Minute m of it is minute
 * m, or from change on m + by, of the clock on the wall.
 */
struct day_frame {
	int64_t start; /* UTC seconds of its begin */
	int32_t day;
	int16_t offset;   /* minutes east of UTC at its midnight */
	uint16_t minutes; /* its length, at most DAY_LONGEST */
	uint16_t change;  /* after so many minutes the clock changes ... */
	int16_t by;       /* ... by so many; 0: it does not */
};

struct day_frame day_frame_utc(int32_t day);

struct day_summary {
	struct day_frame frame;
	uint8_t minutes[DAY_LONGEST / 8]; /* bit set: covered */
	uint8_t bucket[DAY_BUCKETS];      /* its level; LEVEL_NONE: none */
	uint8_t brief[DAY_BUCKETS];       /* the highest of its samples of less than five minutes */
	float part[DAY_BUCKETS]; /* value x minutes, while minutes are missing; NAN: settled */
	uint32_t samples;
	double sum; /* of value x minutes covered */
	double min, max;
	/* samples closer than a minute: the minute last opened, and its values so far */
	int open; /* -1: none */
	double open_sum;
	uint32_t open_n;
	float open_before; /* its bucket's part without it */
};

void day_clear(struct day_summary *, const struct day_frame *);

/*
 * Add a value (a number of at most 1e18) that holds for the minutes [from, to)
 * of the day, 0 <= from < to <= its length.  Minutes that are covered already keep what they have;
 * false if all were, and nothing changed.
 */
bool day_add(struct day_summary *, int from, int to, double value);

/* How many minutes of a bucket are covered. */
int day_covered(const struct day_summary *, int bucket);

/* The summary for readers; half-hours by the clock on the wall.  half_hours may be NULL. */
struct measured_day day_measure(const struct day_summary *, enum metric, struct half_hours *);

/*
 * The covered minutes as pairs of little-endian 16-bit start and length, the
 * form in which they are stored.  buf holds DAY_RUNS_MAX bytes; returns how
 * many were used.  day_set_runs() is the reverse; false if the bytes make no
 * sense.
 */
enum { DAY_RUNS_MAX = DAY_LONGEST / 2 * 4 };
int day_runs(const struct day_summary *, uint8_t *buf);
bool day_set_runs(struct day_summary *, const uint8_t *, int n);

/*
 * The same in fewer bytes, and the end of those that were read, NULL if they
 * make no sense.  d has its frame, and no minutes yet.
 */
enum { DAY_PACKED_RUNS_MAX = 8 + 5 * DAY_LONGEST / 2 };
size_t day_pack_runs(const struct day_summary *, uint8_t *buf);
const uint8_t *day_unpack_runs(struct day_summary *, const uint8_t *, const uint8_t *end);

/*
 * All of it as bytes, but what joins samples closer than a minute: a minute
 * once packed is closed.  Some 200 bytes for a day of five-minute samples.
 * buf holds DAY_PACKED_MAX bytes; returns how many were used.  The reverse
 * sets the frame, too; false if the bytes make no sense, and it is then clear.
 * A day may have minutes and no levels at all: what they were is not known.
 */
enum { DAY_PACKED_MAX = 80 + DAY_PACKED_RUNS_MAX + DAY_BUCKETS + 5 * DAY_BUCKETS };
size_t day_pack(const struct day_summary *, uint8_t *buf);
bool day_unpack(struct day_summary *, const uint8_t *, size_t);

#endif
