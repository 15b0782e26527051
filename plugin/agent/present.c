/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "present.h"

enum { BLOCK = 512, WORD = 64 };

struct present {
	const struct snapshot *snapshot;
	unsigned section; /* where present_step() goes on */
	size_t block;
	size_t words[SECTIONS];   /* of the bits of one column */
	uint64_t *bits[SECTIONS]; /* column after column, in the order of the catalogue */
};

static size_t
blocks(const struct rows *r)
{
	return (r->n + BLOCK - 1) / BLOCK;
}

struct present *
present_new(const struct snapshot *s)
{
	struct present *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->snapshot = s;
	for (unsigned n = 0; n < SECTIONS; n++) {
		p->words[n] = blocks(snapshot_rows(s, n)) / WORD + 1;
		p->bits[n] =
		    calloc(p->words[n] * field_count(sections[n].fields), sizeof *p->bits[n]);
		if (p->bits[n] == NULL) {
			present_free(p);
			return NULL;
		}
	}
	return p;
}

void
present_free(struct present *p)
{
	if (p == NULL)
		return;
	for (unsigned n = 0; n < SECTIONS; n++)
		free(p->bits[n]);
	free(p);
}

static bool
any_in_block(const struct rows *r, const struct field *f, size_t block)
{
	size_t end = (block + 1) * BLOCK < r->n ? (block + 1) * BLOCK : r->n;

	for (size_t row = block * BLOCK; row < end; row++)
		if (field_get(f, r, rows_at(r, row)).kind != VAL_NONE)
			return true;
	return false;
}

bool
present_step(struct present *p)
{
	const struct field *fields;
	const struct rows *r;

	while (
	    p->section < SECTIONS && p->block == blocks(snapshot_rows(p->snapshot, p->section))) {
		p->section++;
		p->block = 0;
	}
	if (p->section == SECTIONS)
		return false;
	r = snapshot_rows(p->snapshot, p->section);
	fields = sections[p->section].fields;
	for (size_t n = 0; fields[n].name != NULL; n++)
		if (fields[n].column != 0 && any_in_block(r, &fields[n], p->block))
			p->bits[p->section][n * p->words[p->section] + p->block / WORD] |=
			    UINT64_C(1) << p->block % WORD;
	p->block++;
	return true;
}

size_t
present_skip(const struct present *p, enum section section, const struct field *f, size_t row)
{
	const struct rows *r = snapshot_rows(p->snapshot, section);
	const uint64_t *bits =
	    p->bits[section] + (size_t)(f - sections[section].fields) * p->words[section];
	size_t block = row / BLOCK;

	if (row % BLOCK != 0)
		return row;
	while (block < blocks(r) && (bits[block / WORD] >> block % WORD & 1) == 0)
		block++;
	return block * BLOCK < r->n ? block * BLOCK : r->n;
}
