/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "block_private.h"
#include "level.h"

/*
 * A half-hour is a byte: in its upper half held, counted from BELOW under
 * what is usual for that time of the day, in its lower half how far high is
 * above held.  What does not fit is written in full after all of these.  So
 * noise costs what its own width costs, and a habit by the clock nothing.
 */
enum { BELOW = 5, LARGEST = 13, NOTHING = 14, IN_FULL = 15, CODES = 256 };

/* Steps of held and of high: levels that become one. */
static const struct {
	uint8_t held, high;
} steps[BLOCK_COARSEST + 1] = { { 1, 1 }, { 1, 2 }, { 2, 2 }, { 2, 4 }, { 4, 4 }, { 8, 8 } };

/* No sample and zero stay what they are. */
static int
code_of(uint8_t level, int step)
{
	return level < LEVEL_LEAST ? level : LEVEL_LEAST + (level - LEVEL_LEAST) / step;
}

/* The highest level that the code stands for. */
static int
level_at(int code, int step)
{
	int level =
	    code < LEVEL_LEAST ? code : LEVEL_LEAST + (code - LEVEL_LEAST) * step + step - 1;

	return level < LEVEL_MOST ? level : LEVEL_MOST;
}

/* The median of counted codes, those for no sample left out; 0: there is none. */
static int
median(const uint16_t *count)
{
	int all = 0, below = 0, code = 0;

	for (int c = 1; c < CODES; c++)
		all += count[c];
	while (all > 0 && 2 * below < all)
		below += count[++code];
	return code;
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
usual_of(const struct half_hours *first, size_t stride, size_t n, int step, uint8_t *usual)
{
	uint16_t all[CODES] = { 0 }, slot[CODES];
	int common;

	for (int h = 0; h < HALF_HOURS; h++) {
		memset(slot, 0, sizeof slot);
		for (size_t i = 0; i < n; i++)
			slot[code_of(at(first, stride, i)->held[h], step)]++;
		for (int c = 0; c < CODES; c++)
			all[c] = (uint16_t)(all[c] + slot[c]);
		usual[h] = (uint8_t)median(slot);
	}
	common = median(all);
	for (int h = 0; h < HALF_HOURS; h++)
		if (usual[h] == 0 || (usual[h] >= common - 1 && usual[h] <= common + 1))
			usual[h] = (uint8_t)common;
}

/* One half-hour: its byte, and at *full what does not fit into it. */
static uint8_t
pack_one(uint8_t held, uint8_t high, int usual, uint8_t coarse, uint8_t **full)
{
	int step = steps[coarse].held, wide = steps[coarse].high;
	int code = code_of(held, step), above, upper = code - (usual - BELOW), lower, level;

	if (held == LEVEL_NONE)
		upper = NOTHING;
	else if (upper < 0 || upper > LARGEST) {
		upper = IN_FULL;
		*(*full)++ = (uint8_t)code;
	}
	level = level_at(code, step);
	above = high > level ? (high - level + wide - 1) / wide : 0;
	lower = high == LEVEL_NONE ? NOTHING : above;
	if (high != LEVEL_NONE && (held == LEVEL_NONE || above > LARGEST)) {
		lower = IN_FULL;
		level += above * wide;
		*(*full)++ = (uint8_t)(level < LEVEL_MOST ? level : LEVEL_MOST);
	}
	return (uint8_t)(upper << 4 | lower);
}

size_t
levels_pack(const struct half_hours *first, size_t stride, size_t n, uint8_t coarse, uint8_t *out)
{
	uint8_t *usual = out, *p = out + HALF_HOURS, *full = p + n * HALF_HOURS;

	usual_of(first, stride, n, steps[coarse].held, usual);
	for (size_t i = 0; i < n; i++) {
		const struct half_hours *d = at(first, stride, i);

		for (int h = 0; h < HALF_HOURS; h++)
			*p++ = pack_one(d->held[h], d->high[h], usual[h], coarse, &full);
	}
	return (size_t)(full - out);
}

/* All of a day as if every half-hour fitted into its byte. */
static void
unpack_plain(
    const uint8_t *p, const uint8_t *usual, uint8_t coarse, uint8_t most, struct half_hours *out)
{
	int step = steps[coarse].held, wide = steps[coarse].high;

	for (int h = 0; h < HALF_HOURS; h++) {
		int code = usual[h] - BELOW + (p[h] >> 4);
		int held = code < LEVEL_LEAST
			       ? code
			       : LEVEL_LEAST + (code - LEVEL_LEAST) * step + step - 1;
		int high;

		held = held < most ? held : most;
		high = held + (p[h] & 15) * wide;
		out->held[h] = (uint8_t)held;
		out->high[h] = (uint8_t)(high < most ? high : most);
	}
}

static bool
special(uint8_t byte)
{
	return (byte & 15) >= NOTHING || byte >> 4 >= NOTHING;
}

/* A half-hour of which something is written in full, or absent. */
static bool
unpack_special(uint8_t byte, int h, uint8_t coarse, uint8_t most, const uint8_t **full,
    const uint8_t *end, struct half_hours *out)
{
	int upper = byte >> 4, lower = byte & 15, level;

	if (end - *full < (upper == IN_FULL) + (lower == IN_FULL))
		return false;
	if (upper == NOTHING)
		out->held[h] = LEVEL_NONE;
	if (upper == IN_FULL) {
		level = level_at(*(*full)++, steps[coarse].held);
		out->held[h] = (uint8_t)(level < most ? level : most);
		level += lower * steps[coarse].high;
		out->high[h] = (uint8_t)(level < most ? level : most);
	}
	if (lower == NOTHING)
		out->high[h] = LEVEL_NONE;
	if (lower == IN_FULL) {
		level = *(*full)++;
		out->high[h] = (uint8_t)(level < most ? level : most);
	}
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
levels_unpack(const uint8_t *p, size_t size, uint8_t coarse, const uint8_t *most,
    struct half_hours *first, size_t stride, size_t n)
{
	const uint8_t *usual = p, *day = p + HALF_HOURS, *full = day + n * HALF_HOURS,
		      *end = p + size;

	if (coarse > BLOCK_COARSEST || size < HALF_HOURS * (n + 1))
		return false;
	for (size_t i = 0; i < n; i++, day += HALF_HOURS) {
		struct half_hours *out = (void *)((uint8_t *)first + i * stride);

		unpack_plain(day, usual, coarse, most[i], out);
		for (int w = 0; w < HALF_HOURS; w += 8) {
			if (specials(day + w) == 0)
				continue;
			for (int h = w; h < w + 8; h++)
				if (special(day[h]) &&
				    !unpack_special(day[h], h, coarse, most[i], &full, end, out))
					return false;
		}
	}
	return full == end;
}
