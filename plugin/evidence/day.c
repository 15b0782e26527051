/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "day.h"
#include "level.h"

struct day_frame
day_frame_utc(int32_t day)
{
	return (
	    struct day_frame){ .start = (int64_t)day * 86400, .day = day, .minutes = DAY_MINUTES };
}

void
day_clear(struct day_summary *d, const struct day_frame *frame)
{
	memset(d, 0, sizeof *d);
	d->frame = *frame;
	d->open = -1;
}

static bool
covered(const struct day_summary *d, int minute)
{
	return d->minutes[minute / 8] >> minute % 8 & 1;
}

/* Which minutes of a bucket are covered, one bit each. */
static unsigned
bucket_minutes(const struct day_summary *d, int bucket)
{
	int first = bucket * BUCKET_MINUTES, byte = first / 8;
	unsigned bits = d->minutes[byte];

	if (byte + 1 < (int)sizeof d->minutes)
		bits |= (unsigned)d->minutes[byte + 1] << 8;
	return bits >> first % 8 & 31;
}

static int
count_bits(unsigned five)
{
	static const uint8_t ones[32] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 1, 2, 2,
		3, 2, 3, 3, 4, 2, 3, 3, 4, 3, 4, 4, 5 };

	return ones[five & 31];
}

int
day_covered(const struct day_summary *d, int bucket)
{
	return count_bits(bucket_minutes(d, bucket));
}

static void
cover(struct day_summary *d, int bucket, unsigned minutes)
{
	int first = bucket * BUCKET_MINUTES;
	unsigned bits = minutes << first % 8;

	d->minutes[first / 8] |= (uint8_t)bits;
	if (bits > 0xff)
		d->minutes[first / 8 + 1] |= (uint8_t)(bits >> 8);
}

/* The minutes of a bucket that lie in [from, to). */
static unsigned
minutes_within(int bucket, int from, int to)
{
	int first = bucket * BUCKET_MINUTES;
	int low = from > first ? from - first : 0;
	int high = to < first + BUCKET_MINUTES ? to - first : BUCKET_MINUTES;

	return (1u << high) - (1u << low);
}

/* Is its level that of a long sample which covers its last minute? */
static bool
settled(const struct day_summary *d, int bucket)
{
	return isnan(d->part[bucket]);
}

static void
raise(uint8_t *level, uint8_t to)
{
	if (to > *level)
		*level = to;
}

/*
 * The level of a mean of several samples: a sum of floats may lie some 3e-7
 * below the true one, and rounding never hides work.
 */
static uint8_t
mean_level(const struct day_summary *d, int bucket)
{
	return level_of((double)d->part[bucket] / day_covered(d, bucket) * (1 + 1e-6));
}

/*
 * Add what a bucket does not have yet; returns the minutes added.  A long
 * sample gives its level to the buckets that it ends, and none to the one in which
 * it ends itself.
 */
static int
add_bucket(struct day_summary *d, int bucket, unsigned wanted, double value, bool is_long)
{
	unsigned had = bucket_minutes(d, bucket), fresh = wanted & ~had;
	int added = count_bits(fresh);

	if (added == 0)
		return 0;
	cover(d, bucket, fresh);
	if (!is_long)
		raise(&d->brief[bucket], level_of(value));
	d->open_before = d->part[bucket];
	d->part[bucket] += (float)(value * added);
	if (is_long && fresh >> (BUCKET_MINUTES - 1) != 0) {
		d->part[bucket] = NAN;
		d->bucket[bucket] = level_of(value);
	} else if (!settled(d, bucket) && d->brief[bucket] != LEVEL_NONE)
		d->bucket[bucket] = had == 0 ? level_of(value) : mean_level(d, bucket);
	if (settled(d, bucket))
		raise(&d->bucket[bucket], d->brief[bucket]);
	return added;
}

static void
bounds(struct day_summary *d, double value)
{
	if (d->samples == 0 || value < d->min)
		d->min = value;
	if (d->samples == 0 || value > d->max)
		d->max = value;
	d->samples++;
}

/* A further sample of the minute that is open: the minute's value is their mean. */
static void
reopen(struct day_summary *d, double value)
{
	int bucket = d->open / BUCKET_MINUTES;
	double before = d->open_sum / d->open_n, now;

	d->open_sum += value;
	d->open_n++;
	now = d->open_sum / d->open_n;
	d->sum += now - before;
	d->part[bucket] = d->open_before + (float)now;
	raise(&d->brief[bucket], level_of(now));
	if (settled(d, bucket))
		raise(&d->bucket[bucket], d->brief[bucket]);
	else
		d->bucket[bucket] =
		    day_covered(d, bucket) == 1 ? level_of(now) : mean_level(d, bucket);
	bounds(d, value);
}

/* No shorter than a bucket, and does it cover the last minute of one, which nothing did before? */
static bool
ends_bucket(const struct day_summary *d, int from, int to)
{
	int last = from / BUCKET_MINUTES * BUCKET_MINUTES + BUCKET_MINUTES - 1;

	if (to - from < BUCKET_MINUTES)
		return false;
	while (last < to && covered(d, last))
		last += BUCKET_MINUTES;
	return last < to;
}

bool
day_add(struct day_summary *d, int from, int to, double value)
{
	bool is_long = ends_bucket(d, from, to);
	int added = 0;

	if (to - from == 1 && from == d->open) {
		reopen(d, value);
		return true;
	}
	for (int b = from / BUCKET_MINUTES; b * BUCKET_MINUTES < to; b++)
		added += add_bucket(d, b, minutes_within(b, from, to), value, is_long);
	if (added == 0)
		return false;
	d->sum += value * added;
	d->open = to - from == 1 ? from : -1;
	d->open_sum = value;
	d->open_n = 1;
	bounds(d, value);
	return true;
}

/* The first minute from m on that is covered, or not; the day's end if there is none. */
static int
next_minute(const struct day_summary *d, int m, bool wanted)
{
	const uint8_t none = wanted ? 0 : 0xff; /* a byte without any */

	while (m < d->frame.minutes && covered(d, m) != wanted)
		m += m % 8 == 0 && d->minutes[m / 8] == none ? 8 : 1;
	return m < d->frame.minutes ? m : d->frame.minutes;
}

/* The next run of covered minutes: its length, 0 if there is none. */
static int
next_run(const struct day_summary *d, int from, int *start)
{
	*start = next_minute(d, from, true);
	return next_minute(d, *start, false) - *start;
}

static void
measure_gaps(const struct day_summary *d, struct measured_day *out)
{
	int start, n, at = 0;

	while ((n = next_run(d, at, &start)) > 0) {
		if (out->covered == 0)
			out->lead = (uint16_t)start;
		if (start - at > out->gap)
			out->gap = (uint16_t)(start - at);
		out->covered = (uint16_t)(out->covered + n);
		at = start + n;
	}
	out->trail = (uint16_t)(d->frame.minutes - at);
	if (out->covered == 0)
		out->lead = out->trail;
	if (out->trail > out->gap)
		out->gap = out->trail;
}

/* Buckets at or above each step: counted by level first, then summed from above. */
static void
measure_ladder(const struct day_summary *d, const double *ladder, uint16_t *over)
{
	uint16_t levels[LEVEL_MOST + 2] = { 0 };

	for (int b = 0; b * BUCKET_MINUTES < d->frame.minutes; b++)
		levels[d->bucket[b]]++;
	for (int l = LEVEL_MOST; l > LEVEL_NONE; l--)
		levels[l] = (uint16_t)(levels[l] + levels[l + 1]);
	for (int i = 0; i < LADDER; i++)
		over[i] = ladder[i] > 0 ? levels[level_reaching(ladder[i])] : 0;
}

/* The half-hour by the clock on the wall that a bucket lies in. */
static int
half_hour_of(const struct day_frame *f, int bucket)
{
	int minute = bucket * BUCKET_MINUTES;

	if (minute >= f->change)
		minute += f->by;
	if (minute < 0 || minute >= DAY_MINUTES)
		minute = (minute % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES;
	return minute / (DAY_MINUTES / HALF_HOURS);
}

static uint8_t
lower(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

/* Of each bucket the lowest of it and the three before it; LEVEL_NONE if one of them has no sample.
 */
static void
lowest_of_four(const uint8_t bucket[DAY_BUCKETS], uint8_t lowest[DAY_BUCKETS])
{
	uint8_t of_two[DAY_BUCKETS] = { LEVEL_NONE };

	for (int b = 1; b < DAY_BUCKETS; b++)
		of_two[b] = lower(bucket[b], bucket[b - 1]);
	memset(lowest, LEVEL_NONE, HELD_BUCKETS - 1);
	for (int b = HELD_BUCKETS - 1; b < DAY_BUCKETS; b++)
		lowest[b] = lower(of_two[b], of_two[b - 2]);
}

/*
 * The buckets, and in place of a few that were lost the lower of those around
 * them: they may have been as high.  A counter that wraps between two
 * readings loses every other sample, just while there is work.
 */
static void
bridge(const struct day_summary *d, uint8_t bridged[DAY_BUCKETS])
{
	int last = DAY_BUCKETS;

	memcpy(bridged, d->bucket, DAY_BUCKETS);
	for (int b = 0; b * BUCKET_MINUTES < d->frame.minutes; b++) {
		uint8_t low = d->bucket[b];

		if (low == LEVEL_NONE)
			continue;
		if (last < b && b - last - 1 <= BRIDGED_BUCKETS) {
			low = d->bucket[last] < low ? d->bucket[last] : low;
			memset(bridged + last + 1, low, (size_t)(b - last - 1));
		}
		last = b;
	}
}

static void
measure_half_hours(const struct day_summary *d, struct half_hours *out)
{
	uint8_t bridged[DAY_BUCKETS], lowest[DAY_BUCKETS];

	bridge(d, bridged);
	lowest_of_four(bridged, lowest);
	memset(out, LEVEL_NONE, sizeof *out);
	for (int b = 0; b * BUCKET_MINUTES < d->frame.minutes; b++) {
		int h = half_hour_of(&d->frame, b);

		raise(&out->high[h], d->bucket[b]);
		raise(&out->held[h], lowest[b]);
	}
}

struct measured_day
day_measure(const struct day_summary *d, enum metric metric, struct half_hours *half_hours)
{
	struct measured_day out = { .day = d->frame.day,
		.offset = d->frame.offset,
		.minutes = d->frame.minutes,
		.min = d->min,
		.max = d->max };

	measure_gaps(d, &out);
	measure_ladder(d, metric_ladder(metric), out.over);
	out.samples = d->samples < UINT16_MAX ? (uint16_t)d->samples : UINT16_MAX;
	out.mean = out.covered > 0 ? d->sum / out.covered : 0;
	if (half_hours != NULL)
		measure_half_hours(d, half_hours);
	return out;
}

static void
put16(uint8_t *p, int n)
{
	p[0] = (uint8_t)(n & 0xff);
	p[1] = (uint8_t)(n >> 8);
}

int
day_runs(const struct day_summary *d, uint8_t *buf)
{
	int start, n, at = 0, used = 0;

	while ((n = next_run(d, at, &start)) > 0) {
		put16(buf + used, start);
		put16(buf + used + 2, n);
		used += 4;
		at = start + n;
	}
	return used;
}

bool
day_set_runs(struct day_summary *d, const uint8_t *p, int n)
{
	if (n % 4 != 0 || n > DAY_RUNS_MAX)
		return false;
	memset(d->minutes, 0, sizeof d->minutes);
	for (; n > 0; p += 4, n -= 4) {
		int start = p[0] | p[1] << 8, len = p[2] | p[3] << 8;

		if (start + len > d->frame.minutes)
			return false;
		for (int m = start; m < start + len; m++)
			d->minutes[m / 8] |= (uint8_t)(1 << m % 8);
	}
	return true;
}
