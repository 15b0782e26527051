/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "day.h"
#include "level.h"

/*
 * Little-endian: start 64 bits, day 32, offset, minutes, change and by 16
 * each, samples 32, sum, min and max as IEEE doubles; the number of runs, 16
 * bits, and the runs; a level for each bucket; the sum, as an IEEE float, of
 * each bucket that is covered in part.
 */
enum { HEAD = 50 };

static uint8_t *
put(uint8_t *p, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*p++ = (uint8_t)(v >> 8 * i);
	return p;
}

static uint64_t
get(const uint8_t *p, int bytes)
{
	uint64_t v = 0;

	for (int i = bytes - 1; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

static uint8_t *
put_double(uint8_t *p, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return put(p, bits, 8);
}

static double
get_double(const uint8_t *p)
{
	uint64_t bits = get(p, 8);
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static uint8_t *
put_float(uint8_t *p, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	return put(p, bits, 4);
}

static float
get_float(const uint8_t *p)
{
	uint32_t bits = (uint32_t)get(p, 4);
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static int
buckets(const struct day_summary *d)
{
	return (d->frame.minutes + BUCKET_MINUTES - 1) / BUCKET_MINUTES;
}

static bool
in_part(const struct day_summary *d, int bucket)
{
	int n = day_covered(d, bucket);

	return n > 0 && n < BUCKET_MINUTES;
}

size_t
day_pack(const struct day_summary *d, uint8_t *buf)
{
	const struct day_frame *f = &d->frame;
	uint8_t *p = put(buf, (uint64_t)f->start, 8), *count;
	int runs;

	p = put(p, (uint32_t)f->day, 4);
	p = put(p, (uint16_t)f->offset, 2);
	p = put(p, f->minutes, 2);
	p = put(p, f->change, 2);
	p = put(p, (uint16_t)f->by, 2);
	p = put(p, d->samples, 4);
	p = put_double(p, d->sum);
	p = put_double(p, d->min);
	p = put_double(p, d->max);
	count = p;
	runs = day_runs(d, p + 2);
	put(count, (uint64_t)runs / 4, 2);
	p += 2 + runs;
	memcpy(p, d->bucket, (size_t)buckets(d));
	p += buckets(d);
	for (int b = 0; b < buckets(d); b++)
		if (in_part(d, b))
			p = put_float(p, d->part[b]);
	return (size_t)(p - buf);
}

static bool
unpack_head(struct day_summary *d, const uint8_t *p)
{
	struct day_frame f = { .start = (int64_t)get(p, 8),
		.day = (int32_t)get(p + 8, 4),
		.offset = (int16_t)get(p + 12, 2),
		.minutes = (uint16_t)get(p + 14, 2),
		.change = (uint16_t)get(p + 16, 2),
		.by = (int16_t)get(p + 18, 2) };

	day_clear(d, &f);
	d->samples = (uint32_t)get(p + 20, 4);
	d->sum = get_double(p + 24);
	d->min = get_double(p + 32);
	d->max = get_double(p + 40);
	return f.minutes <= DAY_LONGEST && f.change <= DAY_LONGEST && isfinite(d->sum) &&
	       isfinite(d->min) && isfinite(d->max) && d->min <= d->max;
}

/* Levels stand where minutes are covered, and only there. */
static bool
unpack_buckets(struct day_summary *d, const uint8_t *p, size_t n)
{
	size_t most = (size_t)buckets(d);

	if (n < most)
		return false;
	memcpy(d->bucket, p, most);
	p += most;
	n -= most;
	for (int b = 0; b < buckets(d); b++) {
		if ((d->bucket[b] != LEVEL_NONE) != (day_covered(d, b) > 0))
			return false;
		if (!in_part(d, b))
			continue;
		if (n < 4 || !isfinite(d->part[b] = get_float(p)))
			return false;
		p += 4;
		n -= 4;
	}
	return n == 0;
}

static bool
unpack(struct day_summary *d, const uint8_t *p, size_t n)
{
	size_t runs;

	if (n < HEAD || !unpack_head(d, p))
		return false;
	runs = 4 * (size_t)get(p + HEAD - 2, 2);
	return n - HEAD >= runs && day_set_runs(d, p + HEAD, (int)runs) &&
	       unpack_buckets(d, p + HEAD + runs, n - HEAD - runs);
}

bool
day_unpack(struct day_summary *d, const uint8_t *p, size_t n)
{
	static const struct day_frame nothing = { 0 };

	if (unpack(d, p, n))
		return true;
	day_clear(d, &nothing);
	return false;
}
