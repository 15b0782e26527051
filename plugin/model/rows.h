/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ROWS_H
#define DECOM_ROWS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Rows are plain structs in index order; their strings lie in one arena.
 * Rows hold offsets, never pointers, so the same bytes are written to the
 * snapshot, mapped and served.  Whoever made the rows owns both blocks;
 * readers own nothing and write nothing.
 *
 * Each kind of member has a C type of its own, so that a catalogue row
 * follows the member's type and cannot drift from it (field.h).  Every type
 * has one value that means absent, distinct from zero and from empty.
 */
struct text { /* offset in the arena; 0: absent, which is not "" */
	uint32_t at;
};
struct flag { /* 0 no, 1 yes */
	uint8_t v;
};
struct share { /* hundredths of a percent, 0 to 10000 */
	uint16_t v;
};
struct day { /* days since 1970-01-01 */
	int32_t v;
};
struct instant { /* seconds since 1970-01-01T00:00:00Z */
	uint32_t v;
};
struct money { /* minor units of the estate's currency */
	int64_t v;
};
struct span { /* amount * 4 + unit, see span.h */
	uint32_t v;
};

#define TEXT_ABSENT 0
#define U8_ABSENT UINT8_MAX   /* labels and flags too */
#define U16_ABSENT UINT16_MAX /* shares too */
#define U32_ABSENT UINT32_MAX /* instants and spans too */
#define DAY_ABSENT INT32_MIN
#define MONEY_ABSENT INT64_MIN

/*
 * A run of rows.  Where some fields live in a row of another run ("joined":
 * a candidate's name is its asset's name) the row holds that row's number,
 * a uint32_t, at join_offset.
 */
struct rows {
	const char *base;
	size_t n;
	size_t stride;
	const char *arena;
	const struct rows *joined; /* NULL: none */
	size_t join_offset;
};

static inline const void *
rows_at(const struct rows *r, size_t i)
{
	return r->base + i * r->stride;
}

#endif
