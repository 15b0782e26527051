/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "block_private.h"
#include "level.h"

int32_t
block_of(int32_t day)
{
	return day >= 0 ? day / BLOCK_DAYS : -((BLOCK_DAYS - 1 - day) / BLOCK_DAYS);
}

void
block_clear(struct block *b, int32_t number, uint8_t metric)
{
	b->number = number;
	b->metric = metric;
	b->coarse = 0;
	b->noise = (struct block_noise){ .reach = 1 };
	b->n = 0;
	b->used = 0;
}

void
block_free(struct block *b)
{
	free(b->bytes);
	*b = (struct block){ 0 };
}

/* The place of a day: where it is, or where it belongs. */
static size_t
place(const struct block *b, int32_t day)
{
	size_t i = b->n;

	while (i > 0 && b->day[i - 1].summary.day >= day)
		i--;
	return i;
}

const struct block_day *
block_find(const struct block *b, int32_t day)
{
	size_t i = place(b, day);

	return i < b->n && b->day[i].summary.day == day ? &b->day[i] : NULL;
}

/* Room for so many bytes of runs at the end; NULL without memory. */
static uint8_t *
room(struct block *b, size_t bytes)
{
	size_t cap = 2 * b->cap > b->used + bytes ? 2 * b->cap : b->used + bytes + 256;
	uint8_t *more;

	if (b->cap - b->used >= bytes)
		return b->bytes + b->used;
	if ((more = realloc(b->bytes, cap)) == NULL)
		return NULL;
	b->bytes = more;
	b->cap = cap;
	return more + b->used;
}

/* Where a day is to be written: over the one that it replaces, or new; NULL: what is there stays.
 */
static struct block_day *
slot_for(struct block *b, int32_t day, uint32_t source, bool same_replaces, int covered)
{
	size_t i = place(b, day);

	if (i < b->n && b->day[i].summary.day == day) {
		const struct block_day *there = &b->day[i];

		if (!(same_replaces && there->source == source) &&
		    covered <= there->summary.covered)
			return NULL;
		return &b->day[i];
	}
	memmove(&b->day[i + 1], &b->day[i], (b->n - i) * sizeof b->day[i]);
	b->n++;
	return &b->day[i];
}

static int
buckets_of(const struct day_frame *f)
{
	return (f->minutes + BUCKET_MINUTES - 1) / BUCKET_MINUTES;
}

/*
 * Without levels nothing was counted: as many buckets as the mean allows at
 * most, each covered as little as any of them.
 */
static void
bound_counts(struct measured_day *m, const struct day_summary *d, enum metric metric)
{
	const double *ladder = metric_ladder(metric);
	int buckets = 0, least = BUCKET_MINUTES;

	for (int b = 0; b < buckets_of(&d->frame); b++) {
		int n = day_covered(d, b);

		buckets += n > 0;
		if (n > 0 && n < least)
			least = n;
	}
	for (int i = 0; i < LADDER; i++) {
		double most = ladder[i] > 0 ? d->sum / least / ladder[i] + 1 : 0;

		if (m->max < ladder[i])
			most = 0;
		m->over[i] = (uint16_t)(m->min < ladder[i] && most < buckets ? most : buckets);
		if (ladder[i] <= 0)
			m->over[i] = 0;
	}
}

static bool
has_levels(const struct half_hours *h)
{
	for (int i = 0; i < HALF_HOURS; i++)
		if (h->high[i] != LEVEL_NONE)
			return true;
	return false;
}

struct measured_day
block_measure(const struct day_summary *d, enum metric metric, struct half_hours *half_hours)
{
	struct measured_day m = day_measure(d, metric, half_hours);

	if (m.covered > 0 && !has_levels(half_hours))
		bound_counts(&m, d, metric);
	return m;
}

bool
block_put(struct block *b, const struct day_summary *d, enum metric metric, uint32_t source)
{
	struct half_hours half_hours;
	struct measured_day m = block_measure(d, metric, &half_hours);
	struct block_day *slot;
	uint8_t *runs;
	bool whole = m.covered == m.minutes;

	if (!whole && (runs = room(b, DAY_PACKED_RUNS_MAX)) == NULL)
		return false;
	if ((slot = slot_for(b, m.day, source, true, m.covered)) == NULL)
		return true;
	*slot = (struct block_day){ .source = source,
		.frame = d->frame,
		.summary = m,
		.half_hours = half_hours,
		.runs_at = (uint32_t)b->used };
	if (!whole)
		b->used += slot->runs = (uint32_t)day_pack_runs(d, runs);
	return true;
}

void
block_coarsen(struct block *b)
{
	b->coarse++;
	b->noise = levels_noise(&b->day[0].half_hours, sizeof b->day[0], b->n, b->coarse);
}

bool
block_take(struct block *b, const struct block *from, size_t i)
{
	const struct block_day *d = &from->day[i];
	struct block_day *slot;
	uint8_t *runs = room(b, d->runs);

	if (d->runs > 0 && runs == NULL)
		return false;
	slot = slot_for(b, d->summary.day, d->source, false, d->summary.covered);
	if (slot == NULL)
		return true;
	*slot = *d;
	slot->runs_at = (uint32_t)b->used;
	if (d->runs > 0)
		memcpy(runs, from->bytes + d->runs_at, d->runs);
	b->used += d->runs;
	return true;
}

bool
block_share(struct block *common, const struct block *b, bool *changed)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct block_day *d = &b->day[i];
		struct block_day *slot;
		uint8_t *runs;

		if (d->runs == 0 || block_find(common, d->summary.day) != NULL)
			continue;
		if ((runs = room(common, d->runs)) == NULL)
			return false;
		slot = slot_for(common, d->summary.day, 0, true, 0);
		*slot = (struct block_day){ .frame = d->frame,
			.summary = { .day = d->summary.day, .minutes = d->summary.minutes },
			.runs_at = (uint32_t)common->used,
			.runs = d->runs };
		memcpy(runs, b->bytes + d->runs_at, d->runs);
		common->used += d->runs;
		*changed = true;
	}
	return true;
}

/* The minutes that a sealed day stands for. */
static bool
reopen_minutes(const struct block *b, const struct block_day *day, struct day_summary *d)
{
	const uint8_t *runs = b->bytes + day->runs_at;

	if (day->runs > 0)
		return day_unpack_runs(d, runs, runs + day->runs) != NULL;
	for (int m = 0; m < day->frame.minutes; m++)
		d->minutes[m / 8] |= (uint8_t)(1 << m % 8);
	return true;
}

/* The half-hour of the clock on the wall in which a bucket lies. */
static int
half_hour_of(const struct day_frame *f, int bucket)
{
	int minute = bucket * BUCKET_MINUTES;

	if (minute >= f->change)
		minute += f->by;
	minute = (minute % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES;
	return minute / (DAY_MINUTES / HALF_HOURS);
}

static void
raise_bucket(struct day_summary *d, int b, uint8_t level)
{
	if (b >= 0 && b < buckets_of(&d->frame) && day_covered(d, b) > 0 && d->bucket[b] < level)
		d->bucket[b] = level;
}

/*
 * All buckets that may have been of the twenty minutes which gave a half-hour
 * its held, as they ended in it: so far back as these reach, and as held looks
 * over lost ones.
 */
static void
raise_stretches(const struct half_hours *levels, struct day_summary *d, int h)
{
	enum { REACH = HELD_BUCKETS - 1 + BRIDGED_BUCKETS };

	for (int b = 0; b < buckets_of(&d->frame); b++) {
		if (half_hour_of(&d->frame, b) != h)
			continue;
		for (int near = b - REACH; near <= b + BRIDGED_BUCKETS; near++)
			if (near >= 0 && near < buckets_of(&d->frame)) {
				uint8_t high = levels->high[half_hour_of(&d->frame, near)];

				raise_bucket(
				    d, near, levels->held[h] < high ? levels->held[h] : high);
			}
	}
}

/*
 * The buckets: held in all of a half-hour, and high in the last of it; high in
 * all where no twenty minutes are known.  Where the twenty minutes began before
 * the half-hour, as it has gaps, those before are raised too.
 */
static void
reopen_buckets(const struct half_hours *levels, enum metric metric, struct day_summary *d)
{
	int n = buckets_of(&d->frame), last = -1;
	struct half_hours now;

	for (int b = n - 1; b >= 0; b--) {
		int h = half_hour_of(&d->frame, b);
		uint8_t level = levels->held[h];

		if (day_covered(d, b) == 0)
			continue;
		if (h != last || level == LEVEL_NONE || level > levels->high[h])
			level = levels->high[h];
		d->bucket[b] = level != LEVEL_NONE ? level : level_of(d->max);
		last = h;
	}
	day_measure(d, metric, &now);
	for (int h = 0; h < HALF_HOURS; h++)
		if (now.held[h] < levels->held[h])
			raise_stretches(levels, d, h);
}

/* Raise up to so many buckets to a level that their half-hour reached, each way-th of them. */
static int
raise_some(const struct half_hours *levels, struct day_summary *d, uint8_t to, int missing, int way)
{
	for (int b = way - 1; b < buckets_of(&d->frame) && missing > 0; b += way)
		if (d->bucket[b] != LEVEL_NONE && d->bucket[b] < to &&
		    levels->high[half_hour_of(&d->frame, b)] >= to) {
			d->bucket[b] = to;
			missing--;
		}
	return missing;
}

/*
 * As many buckets at or above each step as were counted: every other one
 * first, which does not make them twenty minutes at a stretch.
 */
static void
reopen_counts(const struct half_hours *levels, enum metric metric, const uint16_t *over,
    struct day_summary *d)
{
	const double *ladder = metric_ladder(metric);

	for (int step = LADDER - 1; step >= 0; step--) {
		uint8_t from = level_reaching(ladder[step]);
		int missing = ladder[step] > 0 ? over[step] : 0;

		for (int b = 0; b < buckets_of(&d->frame); b++)
			missing -= d->bucket[b] >= from;
		raise_some(levels, d, from, raise_some(levels, d, from, missing, 2), 1);
	}
}

/* The sums of buckets that are covered in part, as high as their levels allow; no sample lowers
 * these. */
static void
reopen_parts(struct day_summary *d)
{
	for (int b = 0; b < buckets_of(&d->frame); b++) {
		double value = d->bucket[b] < LEVEL_MOST ? level_below(d->bucket[b]) * (1 - 1e-9)
							 : level_from(LEVEL_MOST);

		d->part[b] = (float)((value < d->max ? value : d->max) * day_covered(d, b));
		d->brief[b] = d->bucket[b];
	}
}

static bool
any_level(const struct day_summary *d)
{
	for (int b = 0; b < buckets_of(&d->frame); b++)
		if (d->bucket[b] != LEVEL_NONE)
			return true;
	return false;
}

void
block_fill_buckets(struct day_summary *d)
{
	if (any_level(d))
		return;
	for (int b = 0; b < buckets_of(&d->frame); b++)
		if (day_covered(d, b) > 0)
			d->bucket[b] = level_of(d->max);
	reopen_parts(d);
}

bool
block_reopen(
    const struct block *b, const struct block_day *day, enum metric metric, struct day_summary *d)
{
	day_clear(d, &day->frame);
	if (!reopen_minutes(b, day, d))
		return false;
	d->samples = day->summary.samples;
	d->sum = day->summary.mean * day->summary.covered;
	d->min = day->summary.min;
	d->max = day->summary.max;
	if (!has_levels(&day->half_hours)) {
		block_fill_buckets(d);
		return true;
	}
	reopen_buckets(&day->half_hours, metric, d);
	reopen_counts(&day->half_hours, metric, day->summary.over, d);
	reopen_parts(d);
	return true;
}
