/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "block_private.h"
#include "level.h"

/*
 * A half-hour is a byte: in its upper half held, counted from BELOW under
 * what is usual for that time of the day, in its lower half how far high is
 * above held: 0 not at all, then from `reach' on, or from where that ends at
 * the ceiling.  What does not fit is written in full after all of these.  So
 * noise costs what its own width costs, and a habit by the clock nothing.
 *
 * What is to weigh less loses detail where there is noise only, so that
 * neither work is made nor hidden.  High no further above held than it is as a
 * rule counts as that far, but not above the ceiling, which few half-hours
 * exceed.  Held that is no further above what is usual than as a
 * rule counts as the highest of its step, or of that rule.  All that stands out
 * stays as it was measured.
 */
enum { BELOW = 5, LARGEST = 13, NOTHING = 14, IN_FULL = 15, CODES = 256 };
enum { TAIL = 3, LEAST_TAIL = 2 };

/*
 * How many levels of held are one step, where there is noise; and what part of
 * the half-hours counts as noise, in held, and in high and how far it is above held.
 * Of high no more than this: what counts as a burst is learnt from the upper
 * quarter of it (habit.c), and judging must not depend on what there was room for.
 */
static const struct {
	uint8_t step, held, high;
} coarseness[BLOCK_COARSEST + 1] = { { 1, 95, 0 }, { 1, 95, 80 }, { 2, 98, 80 } };

/* What so many percent of those counted do not exceed. */
static int
quantile(const uint32_t *of, unsigned percent)
{
	uint64_t all = 0, below;
	int i = 0;

	for (int k = 0; k < 2 * CODES; k++)
		all += of[k];
	for (below = of[0]; below * 100 < all * percent;)
		below += of[++i];
	return i;
}

static const struct half_hours *
at(const struct half_hours *first, size_t stride, size_t i)
{
	return (const void *)((const uint8_t *)first + i * stride);
}

/*
 * What is usual in each half-hour: its own median where that is not the
 * common one, give or take one; one for all of them compresses better.
 */
static void
usual_of(const struct half_hours *first, size_t stride, size_t n, uint8_t *usual)
{
	uint32_t all[2 * CODES] = { 0 }, slot[2 * CODES];
	int common;

	for (int h = 0; h < HALF_HOURS; h++) {
		memset(slot, 0, sizeof slot);
		for (size_t i = 0; i < n; i++)
			slot[at(first, stride, i)->held[h]]++;
		slot[LEVEL_NONE] = 0;
		for (int c = 0; c < CODES; c++)
			all[c] += slot[c];
		usual[h] = (uint8_t)quantile(slot, 50);
	}
	common = quantile(all, 50);
	for (int h = 0; h < HALF_HOURS; h++)
		if (usual[h] == 0 || (usual[h] >= common - 1 && usual[h] <= common + 1))
			usual[h] = (uint8_t)common;
}

/*
 * Where noise ends: what so many percent do not exceed, but no further above
 * the median than TAIL times what nine of ten are below it at most.  For work
 * that fills more of the time than that is no noise, and what is taken for
 * work later (habit.c) lies further up.
 */
static int
noise_top(const uint32_t *of, unsigned percent)
{
	int median = quantile(of, 50), top = quantile(of, percent);
	int most = median + (median - quantile(of, 10)) * TAIL;

	most = most > median + LEAST_TAIL ? most : median + LEAST_TAIL;
	return top < most ? top : most;
}

/* How far above what is usual in that part of the half-hours held is noise. */
static int
held_top(
    const struct half_hours *first, size_t stride, size_t n, const uint8_t *usual, unsigned percent)
{
	uint32_t of[2 * CODES] = { 0 };

	for (size_t i = 0; i < n; i++)
		for (int h = 0; h < HALF_HOURS; h++) {
			int held = at(first, stride, i)->held[h];

			of[CODES + held - usual[h]] += held >= LEVEL_LEAST;
		}
	return noise_top(of, percent) - CODES;
}

/* Up to where high is noise. */
static int
high_top(const struct half_hours *first, size_t stride, size_t n, unsigned percent)
{
	uint32_t of[2 * CODES] = { 0 };

	for (size_t i = 0; i < n; i++)
		for (int h = 0; h < HALF_HOURS; h++)
			of[at(first, stride, i)->high[h]]++;
	of[LEVEL_NONE] = 0;
	return noise_top(of, percent);
}

/* From where on high is exact, above a level of held; all of it where held is no noise. */
static int
rise(int level, const struct block_noise *noise)
{
	int room = noise->ceiling - level;

	room = room < noise->reach ? room : noise->reach;
	return room > 1 ? room : 1;
}

/* How a block is packed. */
struct packing {
	int step;
	const struct block_noise *noise;
	uint8_t *usual, *full;
};

static int
coarser(const struct packing *p, int held, int usual)
{
	int top = usual + p->noise->top, edge = held / p->step * p->step + p->step - 1;

	if (held < LEVEL_LEAST || held > top)
		return held;
	return edge < top ? edge : top;
}

/* One half-hour: its byte, and behind the bytes what does not fit into it. */
static uint8_t
pack_one(struct packing *p, int held, int high, int usual)
{
	int level = coarser(p, held, usual), upper = level - (usual - BELOW), lower = NOTHING;
	int from = rise(level, p->noise);

	if (held == LEVEL_NONE)
		upper = NOTHING;
	else if (upper < 0 || upper > LARGEST) {
		upper = IN_FULL;
		*p->full++ = (uint8_t)level;
	}
	if (high != LEVEL_NONE)
		lower = high <= held ? 0 : high <= level + from ? 1 : high - level - from + 1;
	if (high != LEVEL_NONE && (held == LEVEL_NONE || lower > LARGEST)) {
		lower = IN_FULL;
		*p->full++ = (uint8_t)high;
	}
	return (uint8_t)(upper << 4 | lower);
}

/* How far high is above held as a rule. */
static int
reach_of(const struct half_hours *first, size_t stride, size_t n, unsigned percent)
{
	uint32_t of[2 * CODES] = { 0 };
	int reach;

	for (size_t i = 0; i < n; i++)
		for (int h = 0; h < HALF_HOURS; h++) {
			const struct half_hours *d = at(first, stride, i);

			if (d->held[h] != LEVEL_NONE)
				of[d->high[h] > d->held[h] ? d->high[h] - d->held[h] : 0]++;
		}
	reach = quantile(of, percent);
	return reach > 0 ? reach : 1;
}

struct block_noise
levels_noise(const struct half_hours *first, size_t stride, size_t n, uint8_t coarse)
{
	unsigned held = coarseness[coarse].held, high = coarseness[coarse].high;
	uint8_t usual[HALF_HOURS];
	int top;

	usual_of(first, stride, n, usual);
	top = held_top(first, stride, n, usual, held);
	return (struct block_noise){ .top = (uint8_t)(top > 0 ? top : 0),
		.reach = (uint8_t)reach_of(first, stride, n, high),
		.ceiling = (uint8_t)high_top(first, stride, n, high) };
}

size_t
levels_pack(const struct half_hours *days, size_t stride, size_t n, uint8_t coarse,
    const struct block_noise *noise, uint8_t *out)
{
	struct packing p = { .step = coarseness[coarse].step,
		.noise = noise,
		.usual = out,
		.full = out + HALF_HOURS * (n + 1) };

	usual_of(days, stride, n, p.usual);
	out += HALF_HOURS;
	for (size_t i = 0; i < n; i++) {
		const struct half_hours *d = at(days, stride, i);

		for (int h = 0; h < HALF_HOURS; h++)
			*out++ = pack_one(&p, d->held[h], d->high[h], p.usual[h]);
	}
	return (size_t)(p.full - p.usual);
}

/* How the bytes of a block are to be read. */
struct reading {
	const struct block_noise *noise;
	const uint8_t *usual, *full, *end;
};

/* All of a day as if every half-hour fitted into its byte: arithmetic that runs side by side. */
static void
unpack_plain(const struct reading *r, const uint8_t *restrict p, uint8_t *restrict held,
    uint8_t *restrict high)
{
	const uint8_t *restrict usual = r->usual;
	int16_t reach = r->noise->reach, ceiling = r->noise->ceiling;

	for (int h = 0; h < HALF_HOURS; h++) {
		int16_t above = (int16_t)(p[h] & 15),
			level = (int16_t)(usual[h] - BELOW + (p[h] >> 4)),
			more = (int16_t)(ceiling - level);

		held[h] = (uint8_t)level;
		more = more < reach ? more : reach;
		more = (int16_t)((more > 1 ? more : 1) - 1);
		level = (int16_t)(level + above + (above > 0 ? more : 0));
		high[h] = (uint8_t)(level < LEVEL_MOST ? level : LEVEL_MOST);
	}
}

static bool
special(uint8_t byte)
{
	return (byte & 15) >= NOTHING || byte >> 4 >= NOTHING;
}

/* A half-hour of which something is written in full, or absent. */
static bool
unpack_special(struct reading *r, uint8_t byte, int h, struct half_hours *out)
{
	int upper = byte >> 4, lower = byte & 15, level;

	if (r->end - r->full < (upper == IN_FULL) + (lower == IN_FULL))
		return false;
	if (upper == NOTHING)
		out->held[h] = LEVEL_NONE;
	if (upper == IN_FULL) {
		level = out->held[h] = *r->full++;
		level += lower > 0 ? lower + rise(level, r->noise) - 1 : 0;
		out->high[h] = (uint8_t)(level < LEVEL_MOST ? level : LEVEL_MOST);
	}
	if (lower == NOTHING)
		out->high[h] = LEVEL_NONE;
	if (lower == IN_FULL)
		out->high[h] = *r->full++;
	return true;
}

/* Bit 7 or bit 3 of each byte: its upper or lower half is NOTHING or IN_FULL. */
static uint64_t
specials(const uint8_t *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x & x << 1 & x << 2 & 0x8888888888888888;
}

bool
levels_unpack(const uint8_t *p, size_t size, const struct block_noise *noise,
    struct half_hours *days, size_t stride, size_t n)
{
	struct reading r = {
		.noise = noise, .usual = p, .full = p + HALF_HOURS * (n + 1), .end = p + size
	};

	if (size < HALF_HOURS * (n + 1))
		return false;
	p += HALF_HOURS;
	for (size_t i = 0; i < n; i++) {
		struct half_hours *out = (void *)((uint8_t *)days + i * stride);

		unpack_plain(&r, p, out->held, out->high);
		for (int w = 0; w < HALF_HOURS; w += 8) {
			if (specials(p + w) == 0)
				continue;
			for (int h = w; h < w + 8; h++)
				if (special(p[h]) && !unpack_special(&r, p[h], h, out))
					return false;
		}
		p += HALF_HOURS;
	}
	return r.full == r.end;
}
