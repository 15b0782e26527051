/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "block_private.h"
#include "varint.h"

/*
 * The stored form: 32 bits, little-endian, with the size of the first frame;
 * the frame of the days; the frame of the half-hours.
 *
 * Days, before compression: format, metric, coarseness and noise, a byte each;
 * the block's number, 32 bits; which days there are, 64 bits; how many sources, a
 * byte, and their numbers as varints; columns; and last what is seldom needed.
 */
enum { FORMAT = 1, SIZE = 4, HEAD = 19 };

/* Earlier versions had one step more; how it is read is the same. */
enum { ONCE_COARSEST = 3 };

enum column {
	FLAGS,  /* which exceptions follow */
	SOURCE, /* number in the list of sources */
	SAMPLES,
	OVER, /* from the second on what it is less than the one before */
	MEAN = OVER + LADDER,
	MIN,
	MAX,
	LOST, /* of days whose runs are kept elsewhere: minutes not covered, and gaps */
	GAP,
	LEAD,
	TRAIL,
	COLUMNS
};

enum {
	DAY_BYTES_MAX =
	    HEAD + 5 * BLOCK_DAYS + COLUMNS * COLUMN_MAX + BLOCK_DAYS * (32 + DAY_PACKED_RUNS_MAX)
};

enum {
	OFFSET_GIVEN = 1, /* not that of the day before */
	FRAME_GIVEN = 2,  /* no day of 1440 minutes from midnight to midnight */
	RUNS_GIVEN = 4,   /* not covered from begin to end */
	RUNS_COMMON = 8   /* nor this one, and they are those of the common block */
};

struct columns {
	uint32_t of[COLUMNS][BLOCK_DAYS];
};

struct block_codec {
	ZSTD_CCtx *compress;
	ZSTD_DCtx *decompress;
	uint8_t *plain, *packed, *seldom;
	size_t plain_cap, packed_cap, seldom_cap;
	uint8_t levels[LEVELS_MAX];
	struct columns columns;
};

/*
 * Noise has no repetitions worth their cost, only symbols of different
 * frequency, and what does not change repeats far: matches of seven bytes or
 * more, looked for in few places.  zstd's own levels come out a fifth larger
 * here and take twice as long.
 */
static bool
set_up(ZSTD_CCtx *c)
{
	static const struct {
		ZSTD_cParameter parameter;
		int value;
	} wanted[] = { { ZSTD_c_compressionLevel, 1 }, { ZSTD_c_strategy, ZSTD_fast },
		{ ZSTD_c_minMatch, 7 }, { ZSTD_c_hashLog, 6 }, { ZSTD_c_windowLog, 12 },
		{ ZSTD_c_checksumFlag, 1 } };

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (ZSTD_isError(ZSTD_CCtx_setParameter(c, wanted[i].parameter, wanted[i].value)))
			return false;
	return true;
}

struct block_codec *
block_codec_new(void)
{
	struct block_codec *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->compress = ZSTD_createCCtx();
	c->decompress = ZSTD_createDCtx();
	if (c->compress != NULL && c->decompress != NULL && set_up(c->compress))
		return c;
	block_codec_free(c);
	return NULL;
}

void
block_codec_free(struct block_codec *c)
{
	if (c == NULL)
		return;
	ZSTD_freeCCtx(c->compress);
	ZSTD_freeDCtx(c->decompress);
	free(c->plain);
	free(c->packed);
	free(c->seldom);
	free(c);
}

static bool
grow(uint8_t **base, size_t *cap, size_t wanted)
{
	uint8_t *more;

	if (wanted <= *cap)
		return true;
	if ((more = realloc(*base, wanted + 1024)) == NULL)
		return false;
	*base = more;
	*cap = wanted + 1024;
	return true;
}

static uint8_t *
put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		*p++ = (uint8_t)(v >> 8 * i);
	return p;
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Where a day begins that has no other frame. */
static int64_t
midnight(int32_t day, int16_t offset)
{
	return (int64_t)day * 86400 - 60 * (int64_t)offset;
}

static bool
plain_frame(const struct day_frame *f)
{
	return f->minutes == DAY_MINUTES && f->change == 0 && f->by == 0 &&
	       f->start == midnight(f->day, f->offset);
}

static void
put_summary(struct columns *c, size_t i, const struct measured_day *m)
{
	uint16_t before = 0;

	c->of[SAMPLES][i] = m->samples;
	for (int k = 0; k < LADDER; k++) {
		c->of[OVER + k][i] = (uint16_t)(k == 0 ? m->over[0] : before - m->over[k]);
		before = m->over[k];
	}
	c->of[MEAN][i] = bits_nearest(m->mean);
	c->of[MIN][i] = bits_down(m->min);
	c->of[MAX][i] = bits_up(m->max);
}

static void
get_summary(const struct columns *c, size_t i, struct measured_day *m)
{
	uint16_t before = 0;

	m->samples = (uint16_t)c->of[SAMPLES][i];
	for (int k = 0; k < LADDER; k++) {
		before = (uint16_t)(k == 0 ? c->of[OVER][i] : before - c->of[OVER + k][i]);
		m->over[k] = before;
	}
	m->mean = bits_value(c->of[MEAN][i]);
	m->min = bits_value(c->of[MIN][i]);
	m->max = bits_value(c->of[MAX][i]);
}

/* The exceptions of a day; returns their end, *flags says which there are. */
static uint8_t *
put_exceptions(uint8_t *p, const struct block *b, const struct block_day *d, bool common,
    int16_t *offset, uint32_t *flags)
{
	const struct day_frame *f = &d->frame;

	*flags = 0;
	if (f->offset != *offset) {
		*flags |= OFFSET_GIVEN;
		p = varint_put(p, zigzag(f->offset));
		*offset = f->offset;
	}
	if (!plain_frame(f)) {
		*flags |= FRAME_GIVEN;
		p = varint_put(varint_put(p, f->minutes), f->change);
		p = varint_put(p, zigzag(f->by));
		p = varint_put(p, zigzag((int32_t)(f->start - midnight(f->day, f->offset))));
	}
	if (common)
		*flags |= RUNS_COMMON;
	else if (d->runs > 0) {
		*flags |= RUNS_GIVEN;
		memcpy(p, b->bytes + d->runs_at, d->runs);
		p += d->runs;
	}
	return p;
}

/* The place of a source in the list, which it joins. */
static uint32_t
source_in(uint32_t *list, uint8_t *n, uint32_t source)
{
	uint32_t i = 0;

	while (i < *n && list[i] != source)
		i++;
	if (i == *n)
		list[(*n)++] = source;
	return i;
}

static uint8_t *
put_head(uint8_t *p, const struct block *b, const uint32_t *sources, uint8_t nsources)
{
	uint64_t days = 0;

	for (size_t i = 0; i < b->n; i++)
		days |= UINT64_C(1) << (b->day[i].summary.day - b->number * BLOCK_DAYS);
	*p++ = FORMAT;
	*p++ = b->metric;
	*p++ = b->coarse;
	*p++ = b->noise.top;
	*p++ = b->noise.reach;
	*p++ = b->noise.ceiling;
	p = put32(p, (uint32_t)b->number);
	p = put32(put32(p, (uint32_t)days), (uint32_t)(days >> 32));
	*p++ = nsources;
	for (int i = 0; i < nsources; i++)
		p = varint_put(p, sources[i]);
	return p;
}

/* Are the day's runs those that the common block has? */
static bool
runs_common(const struct block *b, const struct block_day *d, const struct block *common)
{
	const struct block_day *other =
	    common != NULL && d->runs > 0 ? block_find(common, d->summary.day) : NULL;

	return other != NULL && other->runs == d->runs &&
	       memcmp(common->bytes + other->runs_at, b->bytes + d->runs_at, d->runs) == 0;
}

static void
put_gaps(struct columns *c, size_t i, const struct measured_day *m, bool common)
{
	c->of[LOST][i] = common ? (uint32_t)(m->minutes - m->covered) : 0;
	c->of[GAP][i] = common ? m->gap : 0;
	c->of[LEAD][i] = common ? m->lead : 0;
	c->of[TRAIL][i] = common ? m->trail : 0;
}

/* The days before compression; their size. */
static size_t
pack_days(struct block_codec *c, const struct block *b, const struct block *common)
{
	uint32_t sources[BLOCK_DAYS];
	uint8_t nsources = 0, *p = c->seldom;
	size_t seldom;
	int16_t offset = 0;

	for (size_t i = 0; i < b->n; i++) {
		bool same = runs_common(b, &b->day[i], common);

		c->columns.of[SOURCE][i] = source_in(sources, &nsources, b->day[i].source);
		p = put_exceptions(p, b, &b->day[i], same, &offset, &c->columns.of[FLAGS][i]);
		put_gaps(&c->columns, i, &b->day[i].summary, same);
		put_summary(&c->columns, i, &b->day[i].summary);
	}
	seldom = (size_t)(p - c->seldom);
	p = put_head(c->plain, b, sources, nsources);
	for (int k = 0; k < COLUMNS; k++)
		p = column_put(c->columns.of[k], b->n, p);
	if (seldom > 0)
		memcpy(p, c->seldom, seldom);
	return (size_t)(p - c->plain) + seldom;
}

/* One frame of zstd after the first *used bytes of what is packed. */
static bool
compress(struct block_codec *c, const uint8_t *from, size_t n, size_t *used)
{
	size_t done;

	if (!grow(&c->packed, &c->packed_cap, *used + ZSTD_compressBound(n)))
		return false;
	done = ZSTD_compress2(c->compress, c->packed + *used, c->packed_cap - *used, from, n);
	if (ZSTD_isError(done))
		return false;
	*used += done;
	return true;
}

const uint8_t *
block_encode(struct block_codec *c, const struct block *b, const struct block *common, size_t *size)
{
	size_t n;

	*size = SIZE;
	if (!grow(&c->seldom, &c->seldom_cap, 32 * b->n + b->used) ||
	    !grow(&c->plain, &c->plain_cap,
		HEAD + 5 * b->n + COLUMNS * COLUMN_MAX + 32 * b->n + b->used) ||
	    !compress(c, c->plain, pack_days(c, b, common), size))
		return NULL;
	put32(c->packed, (uint32_t)(*size - SIZE));
	n = levels_pack(
	    &b->day[0].half_hours, sizeof b->day[0], b->n, b->coarse, &b->noise, c->levels);
	return compress(c, c->levels, n, size) ? c->packed : NULL;
}

/* A frame of zstd as it was, at most most bytes; the reason if that fails. */
static bool
decompress(struct block_codec *c, const uint8_t *p, size_t size, uint8_t *out, size_t cap,
    size_t *n, const char **why)
{
	*n = ZSTD_decompressDCtx(c->decompress, out, cap, p, size);
	if (!ZSTD_isError(*n))
		return true;
	*why = ZSTD_getErrorName(*n);
	return false;
}

static bool
decompress_days(struct block_codec *c, const uint8_t *p, size_t size, size_t *n, const char **why)
{
	unsigned long long wanted = ZSTD_getFrameContentSize(p, size);

	*why = "damaged";
	if (wanted == ZSTD_CONTENTSIZE_UNKNOWN || wanted == ZSTD_CONTENTSIZE_ERROR ||
	    wanted > DAY_BYTES_MAX)
		return false;
	if (!grow(&c->plain, &c->plain_cap, (size_t)wanted + COLUMN_SLACK)) {
		*why = "out of memory";
		return false;
	}
	return decompress(c, p, size, c->plain, c->plain_cap, n, why);
}

/* What is read of a block. */
struct view {
	int32_t number;
	uint8_t metric, coarse;
	struct block_noise noise;
	size_t n;
	uint64_t days; /* bits of those that are still to come */
	uint32_t sources[BLOCK_DAYS];
	uint8_t nsources;
	const struct columns *columns;
	const uint8_t *p, *end; /* what is seldom needed */
	int16_t offset;         /* of the day before */
};

static bool
view_days(struct view *v, struct columns *columns, const uint8_t *p, size_t size)
{
	*v = (struct view){ .end = p + size, .columns = columns };
	if (size < HEAD || p[0] != FORMAT || p[2] > ONCE_COARSEST || p[HEAD - 1] > BLOCK_DAYS)
		return false;
	v->metric = p[1];
	v->coarse = p[2] < BLOCK_COARSEST ? p[2] : BLOCK_COARSEST;
	v->noise = (struct block_noise){ p[3], p[4], p[5] };
	v->number = (int32_t)get32(p + 6);
	v->days = get32(p + 10) | (uint64_t)get32(p + 14) << 32;
	v->n = (size_t)__builtin_popcountll(v->days);
	v->nsources = p[HEAD - 1];
	p += HEAD;
	for (int i = 0; i < v->nsources; i++)
		v->sources[i] = varint_get(&p, v->end);
	for (int k = 0; k < COLUMNS; k++)
		p = column_get(p, v->end, v->n, columns->of[k]);
	for (size_t i = 0; p != NULL && i < v->n; i++)
		if (columns->of[SOURCE][i] >= v->nsources)
			return false;
	v->p = p;
	return p != NULL;
}

/* Covered minutes and gaps from the runs of a day (day_pack_runs()). */
static bool
view_runs(struct view *v, struct measured_day *m)
{
	uint32_t at = 0, covered = 0;

	m->gap = m->lead = 0;
	for (uint32_t kinds = varint_get(&v->p, v->end); kinds > 0 && v->p != NULL; kinds--) {
		uint32_t times = varint_get(&v->p, v->end), gap = varint_get(&v->p, v->end);
		uint32_t length = varint_get(&v->p, v->end);

		if (times == 0 || times > DAY_LONGEST || gap > DAY_LONGEST ||
		    length > DAY_LONGEST || at + times * (gap + length) > m->minutes)
			return false;
		if (covered == 0)
			m->lead = (uint16_t)gap;
		if (gap > m->gap)
			m->gap = (uint16_t)gap;
		covered += times * length;
		at += times * (gap + length);
	}
	m->covered = (uint16_t)covered;
	m->trail = (uint16_t)(m->minutes - at);
	if (covered == 0)
		m->lead = m->trail;
	if (m->trail > m->gap)
		m->gap = m->trail;
	return v->p != NULL;
}

/* Day i of the block: they are to be read in order.  runs: where its runs are, if given. */
static bool
view_day(
    struct view *v, size_t i, struct measured_day *m, struct day_frame *f, const uint8_t **runs)
{
	uint32_t flags = v->columns->of[FLAGS][i];

	get_summary(v->columns, i, m);
	if (flags & OFFSET_GIVEN)
		v->offset = (int16_t)unzigzag(varint_get(&v->p, v->end));
	f->day = m->day = v->number * BLOCK_DAYS + __builtin_ctzll(v->days);
	v->days &= v->days - 1;
	f->offset = m->offset = v->offset;
	f->minutes = DAY_MINUTES;
	f->change = 0;
	f->by = 0;
	f->start = midnight(f->day, f->offset);
	if (flags & FRAME_GIVEN) {
		f->minutes = (uint16_t)varint_get(&v->p, v->end);
		f->change = (uint16_t)varint_get(&v->p, v->end);
		f->by = (int16_t)unzigzag(varint_get(&v->p, v->end));
		f->start += unzigzag(varint_get(&v->p, v->end));
	}
	m->minutes = m->covered = f->minutes;
	m->gap = m->lead = m->trail = 0;
	*runs = v->p;
	if (flags & RUNS_COMMON) {
		m->covered = (uint16_t)(f->minutes - v->columns->of[LOST][i]);
		m->gap = (uint16_t)v->columns->of[GAP][i];
		m->lead = (uint16_t)v->columns->of[LEAD][i];
		m->trail = (uint16_t)v->columns->of[TRAIL][i];
	}
	return v->p != NULL && f->minutes <= DAY_LONGEST &&
	       ((flags & RUNS_GIVEN) == 0 || view_runs(v, m));
}

/* Open what is stored as the block of that number and metric. */
static bool
view_open(struct block_codec *c, const uint8_t *p, size_t size, int32_t number, uint8_t metric,
    struct view *v, const char **why)
{
	size_t n;

	*why = "damaged";
	if (size < SIZE || get32(p) > size - SIZE ||
	    !decompress_days(c, p + SIZE, get32(p), &n, why))
		return false;
	*why = "of another format";
	if (!view_days(v, &c->columns, c->plain, n))
		return false;
	*why = "of another metric or time";
	return v->number == number && v->metric == metric;
}

/* The half-hours of its days. */
static bool
read_levels(struct block_codec *c, const uint8_t *p, size_t size, const struct view *v,
    struct half_hours *out, size_t stride, const char **why)
{
	size_t n, first = SIZE + get32(p);

	if (!decompress(c, p + first, size - first, c->levels, sizeof c->levels, &n, why))
		return false;
	*why = "damaged half-hours";
	return levels_unpack(c->levels, n, &v->noise, out, stride, v->n);
}

int
block_read(struct block_codec *c, const uint8_t *p, size_t size, int32_t number, uint8_t metric,
    const struct block_reading *out, const char **why)
{
	const uint8_t *runs;
	struct day_frame frame;
	struct view v;

	if (!view_open(c, p, size, number, metric, &v, why))
		return -1;
	*why = "damaged days";
	for (size_t i = 0; i < v.n; i++) {
		if (!view_day(&v, i, &out->days[i], &frame, &runs))
			return -1;
		if (out->sources != NULL)
			out->sources[i] = v.sources[v.columns->of[SOURCE][i]];
	}
	if (out->half_hours != NULL &&
	    !read_levels(c, p, size, &v, out->half_hours, sizeof *out->half_hours, why))
		return -1;
	return (int)v.n;
}

/* Take over the runs of a day: n bytes, or those of the common block; false if it has none. */
static bool
take_runs(struct block *b, struct block_day *d, const uint8_t *runs, size_t n,
    const struct block *common, bool elsewhere)
{
	if (elsewhere) {
		const struct block_day *other =
		    common != NULL ? block_find(common, d->summary.day) : NULL;

		if (other == NULL || other->runs == 0)
			return false;
		runs = common->bytes + other->runs_at;
		n = other->runs;
	}
	d->runs_at = (uint32_t)b->used;
	d->runs = (uint32_t)n;
	if (n > 0)
		memcpy(b->bytes + b->used, runs, n);
	b->used += n;
	return true;
}

bool
block_decode(struct block_codec *c, const uint8_t *p, size_t size, const struct block *common,
    struct block *b, const char **why)
{
	const uint8_t *runs;
	struct view v;

	if (!view_open(c, p, size, b->number, b->metric, &v, why))
		return false;
	block_clear(b, v.number, v.metric);
	b->coarse = v.coarse;
	b->noise = v.noise;
	*why = "out of memory";
	if (!grow(&b->bytes, &b->cap, (size_t)(v.end - v.p) + (common != NULL ? common->used : 0)))
		return false;
	for (; b->n < v.n; b->n++) {
		struct block_day *d = &b->day[b->n];

		*why = "damaged days";
		if (!view_day(&v, b->n, &d->summary, &d->frame, &runs))
			return false;
		*why = "its minutes are missing";
		d->source = v.sources[v.columns->of[SOURCE][b->n]];
		if (!take_runs(b, d, runs, (size_t)(v.p - runs), common,
			(v.columns->of[FLAGS][b->n] & RUNS_COMMON) != 0))
			return false;
	}
	return read_levels(c, p, size, &v, &b->day[0].half_hours, sizeof b->day[0], why);
}
