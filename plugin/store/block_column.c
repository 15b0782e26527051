/* SPDX-License-Identifier: BSD-2-Clause */
#include <endian.h>
#include <string.h>

#include "block_private.h"
#include "varint.h"

/*
 * A byte with the bits of each, ZEROS alone if all are 0; how many lowest bits
 * of all are 0 and left out; the least of them as a varint; how many do not
 * fit; of each of these its place, and what is above its bits as a varint; the
 * bits of all, from the lowest bit of the first byte on.  The bits are those
 * that take the fewest bytes.
 */
enum { ZEROS = 0xff, WORD = 32 };

static int
length(uint32_t v)
{
	return v != 0 ? WORD - __builtin_clz(v) : 0;
}

/* The bits that take the fewest bytes. */
static int
best_bits(const uint32_t *v, size_t n, uint32_t least, int low)
{
	size_t of[WORD + 1] = { 0 }, fewest = SIZE_MAX;
	int best = 0;

	for (size_t i = 0; i < n; i++)
		of[length((v[i] - least) >> low)]++;
	for (int bits = 0; bits <= COLUMN_BITS; bits++) {
		size_t bytes = (n * (size_t)bits + 7) / 8;

		for (int more = bits + 1; more <= WORD; more++)
			bytes += of[more] * (size_t)(1 + (more - bits + 6) / 7);
		if (bytes < fewest) {
			fewest = bytes;
			best = bits;
		}
	}
	return best;
}

static uint8_t *
put_bits(const uint32_t *v, size_t n, uint32_t least, int low, int bits, uint8_t *p)
{
	uint64_t word = 0;
	int held = 0;

	for (size_t i = 0; i < n; i++) {
		word |= ((uint64_t)((v[i] - least) >> low) & ((UINT64_C(1) << bits) - 1)) << held;
		for (held += bits; held >= 8; held -= 8, word >>= 8)
			*p++ = (uint8_t)word;
	}
	if (held > 0)
		*p++ = (uint8_t)word;
	return p;
}

uint8_t *
column_put(const uint32_t *v, size_t n, uint8_t *p)
{
	uint32_t least = UINT32_MAX, all = 0;
	uint8_t *count;
	int low, bits;

	for (size_t i = 0; i < n; i++) {
		least = v[i] < least ? v[i] : least;
		all |= v[i];
	}
	if (all == 0) {
		*p++ = ZEROS;
		return p;
	}
	low = __builtin_ctz(all);
	bits = best_bits(v, n, least, low);
	*p++ = (uint8_t)bits;
	*p++ = (uint8_t)low;
	p = varint_put(p, least >> low);
	count = p++;
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t above = (uint32_t)((uint64_t)((v[i] - least) >> low) >> bits);

		if (above == 0)
			continue;
		*p++ = (uint8_t)i;
		p = varint_put(p, above);
		++*count;
	}
	return put_bits(v, n, least, low, bits, p);
}

/* All of them from their bits; what does not fit is added later. */
static void
get_bits(const uint8_t *p, size_t n, uint32_t least, int low, int bits, uint32_t *v)
{
	const uint64_t mask = (UINT64_C(1) << bits) - 1;
	size_t at = 0;

	for (size_t i = 0; i < n; i++, at += (size_t)bits) {
		uint64_t word;

		memcpy(&word, p + at / 8, sizeof word); /* COLUMN_SLACK is there */
		v[i] = (least + (uint32_t)(le64toh(word) >> at % 8 & mask)) << low;
	}
}

const uint8_t *
column_get(const uint8_t *p, const uint8_t *end, size_t n, uint32_t *v)
{
	const uint8_t *given;
	uint32_t least;
	int bits, low, more;

	if (p == NULL || p == end)
		return NULL;
	if ((bits = *p++) == ZEROS) {
		memset(v, 0, n * sizeof *v);
		return p;
	}
	if (p == end || bits > COLUMN_BITS || (low = *p++) >= WORD)
		return NULL;
	least = varint_get(&p, end);
	if (p == NULL || p == end)
		return NULL;
	more = *p++;
	given = p;
	for (int i = 0; i < more && p != NULL; i++) {
		p = p != end ? p + 1 : NULL;
		varint_get(&p, end);
	}
	if (p == NULL || (size_t)(end - p) < (n * (size_t)bits + 7) / 8)
		return NULL;
	get_bits(p, n, least, low, bits, v);
	for (int i = 0; i < more; i++) {
		size_t at = *given++;
		uint32_t above = varint_get(&given, end);

		if (at >= n)
			return NULL;
		v[at] += (uint32_t)((uint64_t)above << bits << low);
	}
	return p + (n * (size_t)bits + 7) / 8;
}
