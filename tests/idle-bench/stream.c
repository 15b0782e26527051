/* SPDX-License-Identifier: BSD-2-Clause */
#include <endian.h>
#include <string.h>

#include "stream.h"

static const char magic[8] = "idleb001";

enum { HEADER = 8 + 4 * 4, BLOCK = 4 + 4 + 8 + 4 + 4 };

static void
put32(uint8_t *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof v);
}

static uint32_t
get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return le32toh(v);
}

bool
stream_write_header(FILE *f, const struct stream_header *h)
{
	uint8_t buf[HEADER];

	memcpy(buf, magic, sizeof magic);
	put32(buf + 8, h->hosts);
	put32(buf + 12, h->days);
	put32(buf + 16, (uint32_t)h->first_day);
	put32(buf + 20, STREAM_METRICS);
	return fwrite(buf, sizeof buf, 1, f) == 1;
}

bool
stream_read_header(FILE *f, struct stream_header *h)
{
	uint8_t buf[HEADER];

	if (fread(buf, sizeof buf, 1, f) != 1 || memcmp(buf, magic, sizeof magic) != 0 ||
	    get32(buf + 20) != STREAM_METRICS)
		return false;
	h->hosts = get32(buf + 8);
	h->days = get32(buf + 12);
	h->first_day = (int32_t)get32(buf + 16);
	return true;
}

bool
stream_write_block(FILE *f, const struct stream_block *b)
{
	uint8_t buf[BLOCK + STREAM_METRICS * STREAM_SAMPLES * 4], *p = buf + BLOCK;
	uint64_t start = htole64((uint64_t)b->start);

	put32(buf, b->host);
	put32(buf + 4, (uint32_t)b->day);
	memcpy(buf + 8, &start, sizeof start);
	put32(buf + 16, b->interval);
	put32(buf + 20, b->n);
	for (int m = 0; m < STREAM_METRICS; m++)
		for (uint32_t i = 0; i < b->n; i++, p += 4) {
			uint32_t bits;

			memcpy(&bits, &b->value[m][i], sizeof bits);
			put32(p, bits);
		}
	return fwrite(buf, (size_t)(p - buf), 1, f) == 1;
}

int
stream_read_block(FILE *f, struct stream_block *b)
{
	uint8_t buf[BLOCK], values[STREAM_SAMPLES * 4];
	uint64_t start;
	size_t got = fread(buf, 1, sizeof buf, f);
	int32_t day;

	if (got != sizeof buf)
		return got == 0 && feof(f) ? 0 : -1;
	day = (int32_t)get32(buf + 4);
	if (b->interval != 0 && day < b->day)
		return -1;
	b->host = get32(buf);
	b->day = day;
	memcpy(&start, buf + 8, sizeof start);
	b->start = (int64_t)le64toh(start);
	b->interval = get32(buf + 16);
	b->n = get32(buf + 20);
	if (b->n > STREAM_SAMPLES || b->interval == 0 || b->interval > 3600)
		return -1;
	for (int m = 0; m < STREAM_METRICS; m++) {
		if (b->n > 0 && fread(values, 4, b->n, f) != b->n)
			return -1;
		for (uint32_t i = 0; i < b->n; i++) {
			uint32_t bits = get32(values + (size_t)i * 4);

			memcpy(&b->value[m][i], &bits, sizeof bits);
		}
	}
	return 1;
}
