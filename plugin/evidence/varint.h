/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_VARINT_H
#define DECOM_VARINT_H

#include <stddef.h>
#include <stdint.h>

/* Numbers as bytes: seven bits a byte, the lowest first, the last byte below 128. */
enum { VARINT_MAX = 5 };

static inline uint8_t *
varint_put(uint8_t *p, uint32_t v)
{
	for (; v >= 0x80; v >>= 7)
		*p++ = (uint8_t)(v | 0x80);
	*p++ = (uint8_t)v;
	return p;
}

/* 0 if it is cut or too long; *p then is NULL, and stays it. */
static inline uint32_t
varint_get(const uint8_t **p, const uint8_t *end)
{
	uint32_t v = 0;

	for (int shift = 0; *p != NULL && *p < end && shift < 7 * VARINT_MAX; shift += 7) {
		uint8_t byte = *(*p)++;

		v |= (uint32_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return v;
	}
	*p = NULL;
	return 0;
}

/* Small numbers of either sign as small numbers. */
static inline uint32_t
zigzag(int32_t v)
{
	return (uint32_t)v << 1 ^ (v < 0 ? UINT32_MAX : 0);
}

static inline int32_t
unzigzag(uint32_t v)
{
	return (int32_t)(v >> 1 ^ (0 - (v & 1)));
}

#endif
