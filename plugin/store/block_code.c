/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "block_private.h"
#include "level.h"
#include "varint.h"

/*
 * The stored form: 32 bits, little-endian, with the size of the first frame;
 * the frame of the days; the frame of the half-hours.
 *
 * Days, before compression: format, metric, n and coarseness, a byte each; the
 * block's number, 32 bits; how many sources, a byte, and their numbers as
 * varints; then columns of n bytes each, and last what is seldom needed.
 */
enum {
	FORMAT = 1,
	LEVEL = 3, /* of compression */
	SIZE = 4,
	HEAD = 9,
	DAY_BYTES_MAX = HEAD + BLOCK_DAYS * (80 + DAY_PACKED_RUNS_MAX)
};

enum column {
	SLOT,    /* day in the block */
	FLAGS,   /* which exceptions follow */
	SOURCE,  /* number in the list of sources */
	SAMPLES, /* 2 bytes */
	OVER =
	    SAMPLES + 2, /* 2 bytes each; from the second on what it is less than the one before */
	MEAN = OVER + 2 * LADDER,
	MIN = MEAN + 3,
	MAX = MIN + 3,
	COLUMNS = MAX + 3
};

enum {
	OFFSET_GIVEN = 1, /* not that of the day before */
	FRAME_GIVEN = 2,  /* no day of 1440 minutes from midnight to midnight */
	RUNS_GIVEN = 4    /* not covered from begin to end */
};

struct block_codec {
	ZSTD_CCtx *compress;
	ZSTD_DCtx *decompress;
	uint8_t *plain, *packed;
	size_t plain_cap, packed_cap;
	uint8_t levels[LEVELS_MAX];
};

struct block_codec *
block_codec_new(void)
{
	struct block_codec *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->compress = ZSTD_createCCtx();
	c->decompress = ZSTD_createDCtx();
	if (c->compress != NULL && c->decompress != NULL &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter(c->compress, ZSTD_c_compressionLevel, LEVEL)) &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter(c->compress, ZSTD_c_checksumFlag, 1)))
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
put_bits(uint8_t *column, size_t n, uint32_t bits)
{
	column[0] = (uint8_t)(bits >> 16);
	column[n] = (uint8_t)(bits >> 8);
	column[2 * n] = (uint8_t)bits;
}

static uint32_t
get_bits(const uint8_t *column, size_t n)
{
	return (uint32_t)column[0] << 16 | (uint32_t)column[n] << 8 | column[2 * n];
}

static void
put_summary(uint8_t *c, size_t n, const struct measured_day *m)
{
	uint16_t before = 0;

	c[SAMPLES * n] = (uint8_t)m->samples;
	c[(SAMPLES + 1) * n] = (uint8_t)(m->samples >> 8);
	for (int i = 0; i < LADDER; i++) {
		uint16_t less = (uint16_t)(i == 0 ? m->over[0] : before - m->over[i]);

		before = m->over[i];
		c[(OVER + 2 * i) * n] = (uint8_t)less;
		c[(OVER + 2 * i + 1) * n] = (uint8_t)(less >> 8);
	}
	put_bits(c + MEAN * n, n, bits_nearest(m->mean));
	put_bits(c + MIN * n, n, bits_down(m->min));
	put_bits(c + MAX * n, n, bits_up(m->max));
}

static void
get_summary(const uint8_t *c, size_t n, struct measured_day *m)
{
	uint16_t before = 0;

	m->samples = (uint16_t)(c[SAMPLES * n] | c[(SAMPLES + 1) * n] << 8);
	for (int i = 0; i < LADDER; i++) {
		uint16_t less = (uint16_t)(c[(OVER + 2 * i) * n] | c[(OVER + 2 * i + 1) * n] << 8);

		before = m->over[i] = (uint16_t)(i == 0 ? less : before - less);
	}
	m->mean = bits_value(get_bits(c + MEAN * n, n));
	m->min = bits_value(get_bits(c + MIN * n, n));
	m->max = bits_value(get_bits(c + MAX * n, n));
}

/* The exceptions of a day; returns their end, *flags says which there are. */
static uint8_t *
put_exceptions(
    uint8_t *p, const struct block *b, const struct block_day *d, int16_t *offset, uint8_t *flags)
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
	if (d->runs > 0) {
		*flags |= RUNS_GIVEN;
		memcpy(p, b->bytes + d->runs_at, d->runs);
		p += d->runs;
	}
	return p;
}

/* The place of a source in the list, which it joins. */
static uint8_t
source_in(uint32_t *list, uint8_t *n, uint32_t source)
{
	uint8_t i = 0;

	while (i < *n && list[i] != source)
		i++;
	if (i == *n)
		list[(*n)++] = source;
	return i;
}

/* The days before compression; their size. */
static size_t
pack_days(const struct block *b, uint8_t *out)
{
	uint32_t sources[BLOCK_DAYS];
	uint8_t nsources = 0, at[BLOCK_DAYS], *p = out, *columns;
	int16_t offset = 0;

	for (size_t i = 0; i < b->n; i++)
		at[i] = source_in(sources, &nsources, b->day[i].source);
	*p++ = FORMAT;
	*p++ = b->metric;
	*p++ = (uint8_t)b->n;
	*p++ = b->coarse;
	p = put32(p, (uint32_t)b->number);
	*p++ = nsources;
	for (int i = 0; i < nsources; i++)
		p = varint_put(p, sources[i]);
	columns = p;
	p += COLUMNS * b->n;
	for (size_t i = 0; i < b->n; i++) {
		const struct block_day *d = &b->day[i];

		columns[SLOT * b->n + i] = (uint8_t)(d->summary.day - b->number * BLOCK_DAYS);
		columns[SOURCE * b->n + i] = at[i];
		p = put_exceptions(p, b, d, &offset, &columns[FLAGS * b->n + i]);
		put_summary(columns + i, b->n, &d->summary);
	}
	return (size_t)(p - out);
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
block_encode(struct block_codec *c, const struct block *b, size_t *size)
{
	size_t n;

	*size = SIZE;
	if (!grow(&c->plain, &c->plain_cap, HEAD + (5 + COLUMNS + 32) * b->n + b->used) ||
	    !compress(c, c->plain, pack_days(b, c->plain), size))
		return NULL;
	put32(c->packed, (uint32_t)(*size - SIZE));
	n = levels_pack(&b->day[0].half_hours, sizeof b->day[0], b->n, b->coarse, c->levels);
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
	if (!grow(&c->plain, &c->plain_cap, (size_t)wanted)) {
		*why = "out of memory";
		return false;
	}
	return decompress(c, p, size, c->plain, c->plain_cap, n, why);
}

/* What is read of a block: its head, its columns, and what is seldom needed. */
struct view {
	int32_t number;
	uint8_t metric, coarse;
	size_t n;
	uint32_t sources[BLOCK_DAYS];
	uint8_t nsources;
	const uint8_t *columns, *p, *end;
	int16_t offset; /* of the day before */
};

static bool
view_days(struct view *v, const uint8_t *p, size_t size)
{
	*v = (struct view){ .end = p + size };
	if (size < HEAD || p[0] != FORMAT || p[2] > BLOCK_DAYS || p[3] > BLOCK_COARSEST ||
	    p[8] > BLOCK_DAYS)
		return false;
	v->metric = p[1];
	v->n = p[2];
	v->coarse = p[3];
	v->number = (int32_t)get32(p + 4);
	v->nsources = p[8];
	p += HEAD;
	for (int i = 0; i < v->nsources; i++)
		v->sources[i] = varint_get(&p, v->end);
	if (p == NULL || (size_t)(v->end - p) < COLUMNS * v->n)
		return false;
	v->columns = p;
	v->p = p + COLUMNS * v->n;
	return true;
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
	uint8_t slot = v->columns[SLOT * v->n + i], flags = v->columns[FLAGS * v->n + i];

	if (slot >= BLOCK_DAYS || v->columns[SOURCE * v->n + i] >= v->nsources ||
	    (i > 0 && slot <= v->columns[SLOT * v->n + i - 1]))
		return false;
	get_summary(v->columns + i, v->n, m);
	if (flags & OFFSET_GIVEN)
		v->offset = (int16_t)unzigzag(varint_get(&v->p, v->end));
	f->day = m->day = v->number * BLOCK_DAYS + slot;
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
	if (!view_days(v, c->plain, n))
		return false;
	*why = "of another metric or time";
	return v->number == number && v->metric == metric;
}

/* The half-hours of its days, of which the highest values are known. */
static bool
read_levels(struct block_codec *c, const uint8_t *p, size_t size, const struct view *v,
    const struct measured_day *days, size_t day_stride, struct half_hours *out, size_t stride,
    const char **why)
{
	uint8_t most[BLOCK_DAYS];
	size_t n, first = SIZE + get32(p);

	for (size_t i = 0; i < v->n; i++) {
		const struct measured_day *m =
		    (const void *)((const uint8_t *)days + i * day_stride);

		most[i] = level_of(m->max);
	}
	if (!decompress(c, p + first, size - first, c->levels, sizeof c->levels, &n, why))
		return false;
	*why = "damaged half-hours";
	return levels_unpack(c->levels, n, v->coarse, most, out, stride, v->n);
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
			out->sources[i] = v.sources[v.columns[SOURCE * v.n + i]];
	}
	if (out->half_hours != NULL && !read_levels(c, p, size, &v, out->days, sizeof *out->days,
					   out->half_hours, sizeof *out->half_hours, why))
		return -1;
	return (int)v.n;
}

bool
block_decode(
    struct block_codec *c, const uint8_t *p, size_t size, struct block *b, const char **why)
{
	const uint8_t *runs;
	struct view v;

	if (!view_open(c, p, size, b->number, b->metric, &v, why))
		return false;
	block_clear(b, v.number, v.metric);
	b->coarse = v.coarse;
	*why = "out of memory";
	if (!grow(&b->bytes, &b->cap, (size_t)(v.end - v.p)))
		return false;
	*why = "damaged days";
	for (; b->n < v.n; b->n++) {
		struct block_day *d = &b->day[b->n];

		if (!view_day(&v, b->n, &d->summary, &d->frame, &runs))
			return false;
		d->source = v.sources[v.columns[SOURCE * v.n + b->n]];
		d->runs_at = (uint32_t)b->used;
		d->runs = (uint32_t)(v.p - runs);
		memcpy(b->bytes + b->used, runs, d->runs);
		b->used += d->runs;
	}
	return read_levels(c, p, size, &v, &b->day[0].summary, sizeof b->day[0],
	    &b->day[0].half_hours, sizeof b->day[0], why);
}
