/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "day.h"
#include "level.h"
#include "varint.h"

/*
 * A byte that says what follows; day, offset and, of a day that is not 1440
 * minutes from midnight to midnight, minutes, change, by and start; samples;
 * sum, min and max as IEEE doubles; the runs, unless all of it is covered; the
 * levels, the lowest and the bits of each, then so many bits a bucket, 0 for
 * none; of each bucket that is covered in part the sum, as an IEEE float, not a number
 * where the level stands, and, if any has one, the level of its highest short sample.
 * Numbers are varints, doubles and floats little-endian.
 */
enum { FRAME_GIVEN = 1, ALL_COVERED = 2, LEVELS_GIVEN = 4, BRIEF_GIVEN = 8, KINDS = 16 };

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

/* Where a day begins that has no other frame. */
static int64_t
midnight(int32_t day, int16_t offset)
{
	return (int64_t)day * 86400 - 60 * (int64_t)offset;
}

static uint8_t *
pack_frame(uint8_t *p, const struct day_frame *f, uint8_t *kind)
{
	int64_t away = f->start - midnight(f->day, f->offset);

	p = varint_put(varint_put(p, zigzag(f->day)), zigzag(f->offset));
	if (f->minutes == DAY_MINUTES && f->change == 0 && f->by == 0 && away == 0)
		return p;
	*kind |= FRAME_GIVEN;
	p = varint_put(varint_put(varint_put(p, f->minutes), f->change), zigzag(f->by));
	return put(p, (uint64_t)f->start, 8);
}

/* The runs as pairs that are alike: how many kinds of pairs in a row; of each how often, and the
 * minutes uncovered before and the minutes covered. */
size_t
day_pack_runs(const struct day_summary *d, uint8_t *out)
{
	uint8_t pairs[DAY_RUNS_MAX], groups[DAY_PACKED_RUNS_MAX], *p = groups, *q;
	int n = day_runs(d, pairs), at = 0, gap = -1, length = -1;
	uint32_t times = 0, kinds = 0;

	for (int i = 0; i < n; i += 4) {
		int start = pairs[i] | pairs[i + 1] << 8, len = pairs[i + 2] | pairs[i + 3] << 8;

		if (times > 0 && (start - at != gap || len != length)) {
			p = varint_put(
			    varint_put(varint_put(p, times), (uint32_t)gap), (uint32_t)length);
			kinds++;
			times = 0;
		}
		gap = start - at;
		length = len;
		at = start + len;
		times++;
	}
	if (times > 0) {
		p = varint_put(varint_put(varint_put(p, times), (uint32_t)gap), (uint32_t)length);
		kinds++;
	}
	q = varint_put(out, kinds);
	memcpy(q, groups, (size_t)(p - groups));
	return (size_t)(q - out) + (size_t)(p - groups);
}

static void
cover(struct day_summary *d, uint32_t from, uint32_t to)
{
	for (; from < to && from % 8 != 0; from++)
		d->minutes[from / 8] |= (uint8_t)(1 << from % 8);
	for (; from + 8 <= to; from += 8)
		d->minutes[from / 8] = 0xff;
	for (; from < to; from++)
		d->minutes[from / 8] |= (uint8_t)(1 << from % 8);
}

const uint8_t *
day_unpack_runs(struct day_summary *d, const uint8_t *p, const uint8_t *end)
{
	uint32_t at = 0;

	for (uint32_t kinds = varint_get(&p, end); kinds > 0 && p != NULL; kinds--) {
		uint32_t times = varint_get(&p, end), gap = varint_get(&p, end);
		uint32_t length = varint_get(&p, end);

		if (p == NULL || gap > DAY_LONGEST || length == 0 || length > DAY_LONGEST)
			return NULL;
		for (; times > 0; times--, at += gap + length) {
			if (at + gap + length > d->frame.minutes)
				return NULL;
			cover(d, at + gap, at + gap + length);
		}
	}
	return p;
}

static bool
all_covered(const struct day_summary *d)
{
	int whole = d->frame.minutes / 8, rest = d->frame.minutes % 8;

	for (int i = 0; i < whole; i++)
		if (d->minutes[i] != 0xff)
			return false;
	return rest == 0 || d->minutes[whole] == (1 << rest) - 1;
}

/* The lowest level and how many bits tell all of them and none apart; none: false. */
static bool
level_range(const struct day_summary *d, uint8_t *least, int *bits)
{
	uint8_t low = LEVEL_MOST, high = LEVEL_NONE;

	for (int b = 0; b < buckets(d); b++) {
		uint8_t level = d->bucket[b];

		low = level != LEVEL_NONE && level < low ? level : low;
		high = level > high ? level : high;
	}
	*least = low;
	for (*bits = 1; high >= low && 1 << *bits < high - low + 2;)
		++*bits;
	return high != LEVEL_NONE;
}

static uint8_t *
pack_levels(uint8_t *p, const struct day_summary *d, uint8_t least, int bits)
{
	uint64_t word = 0;
	int held = 0;

	*p++ = least;
	*p++ = (uint8_t)bits;
	for (int b = 0; b < buckets(d); b++) {
		uint64_t code =
		    d->bucket[b] != LEVEL_NONE ? (uint64_t)(d->bucket[b] - least + 1) : 0;

		word |= code << held;
		for (held += bits; held >= 8; held -= 8, word >>= 8)
			*p++ = (uint8_t)word;
	}
	if (held > 0)
		*p++ = (uint8_t)word;
	return p;
}

static const uint8_t *
unpack_levels(struct day_summary *d, const uint8_t *p, const uint8_t *end)
{
	int bits, held = 0, least;
	uint32_t word = 0;

	if (p == NULL || end - p < 2)
		return NULL;
	least = *p++;
	bits = *p++;
	if (least == LEVEL_NONE || bits < 1 || bits > 8 || end - p < (buckets(d) * bits + 7) / 8)
		return NULL;
	for (int b = 0; b < buckets(d); b++, word >>= bits, held -= bits) {
		int code;

		if (held < bits) {
			word |= (uint32_t)*p++ << held;
			held += 8;
		}
		code = (int)(word & ((1u << bits) - 1));
		if (code > 0 && code - 1 + least > LEVEL_MOST)
			return NULL;
		d->bucket[b] = (uint8_t)(code > 0 ? code - 1 + least : LEVEL_NONE);
	}
	return p;
}

static uint8_t *
pack_parts(uint8_t *p, const struct day_summary *d, bool brief)
{
	for (int b = 0; b < buckets(d); b++) {
		if (!in_part(d, b))
			continue;
		p = put_float(p, d->part[b]);
		if (brief)
			*p++ = d->brief[b];
	}
	return p;
}

static bool
any_brief(const struct day_summary *d)
{
	for (int b = 0; b < buckets(d); b++)
		if (in_part(d, b) && d->brief[b] != LEVEL_NONE)
			return true;
	return false;
}

size_t
day_pack(const struct day_summary *d, uint8_t *buf)
{
	uint8_t kind = 0, least, *p = pack_frame(buf + 1, &d->frame, &kind);
	bool whole = all_covered(d);
	int bits;

	p = varint_put(p, d->samples);
	p = put_double(put_double(put_double(p, d->sum), d->min), d->max);
	if (whole)
		kind |= ALL_COVERED;
	else
		p += day_pack_runs(d, p);
	if (level_range(d, &least, &bits)) {
		bool brief = any_brief(d);

		kind |= brief ? LEVELS_GIVEN | BRIEF_GIVEN : LEVELS_GIVEN;
		p = pack_parts(pack_levels(p, d, least, bits), d, brief);
	}
	*buf = kind;
	return (size_t)(p - buf);
}

static const uint8_t *
unpack_frame(struct day_summary *d, uint8_t kind, const uint8_t *p, const uint8_t *end)
{
	struct day_frame f = { .minutes = DAY_MINUTES };

	f.day = unzigzag(varint_get(&p, end));
	f.offset = (int16_t)unzigzag(varint_get(&p, end));
	f.start = midnight(f.day, f.offset);
	if (kind & FRAME_GIVEN) {
		f.minutes = (uint16_t)varint_get(&p, end);
		f.change = (uint16_t)varint_get(&p, end);
		f.by = (int16_t)unzigzag(varint_get(&p, end));
		if (p == NULL || end - p < 8)
			return NULL;
		f.start = (int64_t)get(p, 8);
		p += 8;
	}
	day_clear(d, &f);
	return f.minutes <= DAY_LONGEST && f.change <= DAY_LONGEST ? p : NULL;
}

static const uint8_t *
unpack_values(struct day_summary *d, const uint8_t *p, const uint8_t *end)
{
	d->samples = varint_get(&p, end);
	if (p == NULL || end - p < 24)
		return NULL;
	d->sum = get_double(p);
	d->min = get_double(p + 8);
	d->max = get_double(p + 16);
	return isfinite(d->sum) && isfinite(d->min) && isfinite(d->max) && d->min <= d->max ? p + 24
											    : NULL;
}

/* No level stands where no minute is covered, and one where all are.  Where short samples were not
 * told apart, nothing that comes lowers a level. */
static const uint8_t *
unpack_buckets(struct day_summary *d, uint8_t kind, const uint8_t *p, const uint8_t *end)
{
	const int bytes = kind & BRIEF_GIVEN ? 5 : 4;

	p = unpack_levels(d, p, end);
	for (int b = 0; p != NULL && b < buckets(d); b++) {
		int n = day_covered(d, b);

		if (n == 0 ? d->bucket[b] != LEVEL_NONE
			   : n == BUCKET_MINUTES && d->bucket[b] == LEVEL_NONE)
			return NULL;
		if (n == 0 || n == BUCKET_MINUTES)
			continue;
		if (end - p < bytes || isinf(d->part[b] = get_float(p)))
			return NULL;
		d->brief[b] = bytes > 4 ? p[4] : d->bucket[b];
		p += bytes;
	}
	return p;
}

bool
day_unpack(struct day_summary *d, const uint8_t *p, size_t n)
{
	static const struct day_frame nothing = { 0 };
	const uint8_t *end = p + n;
	uint8_t kind = n > 0 ? *p++ : KINDS;

	if (kind < KINDS && (p = unpack_frame(d, kind, p, end)) != NULL &&
	    (p = unpack_values(d, p, end)) != NULL) {
		if (kind & ALL_COVERED)
			cover(d, 0, d->frame.minutes);
		else
			p = day_unpack_runs(d, p, end);
		if (p != NULL && kind & LEVELS_GIVEN)
			p = unpack_buckets(d, kind, p, end);
		if (p == end)
			return true;
	}
	day_clear(d, &nothing);
	return false;
}
