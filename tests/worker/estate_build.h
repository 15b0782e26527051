/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TEST_ESTATE_BUILD_H
#define DECOM_TEST_ESTATE_BUILD_H

#include <stdio.h>
#include <string.h>

#include "estate.h"

/*
 * Records from text, for tests: "name=web-03 serial=ABC class=server".  A
 * value ends at the next blank; '+' in it stands for a blank.
 */
enum { CELLS_MAX = 16 };

struct built {
	struct cell cells[CELLS_MAX];
	char text[512];
	struct record record;
};

static inline bool
build_record(struct built *b, const char *spec)
{
	char *save = NULL;

	memset(b, 0, sizeof *b);
	snprintf(b->text, sizeof b->text, "%s", spec);
	b->record = (struct record){
		.kind = RECORD_ASSET, .file = "test.xml", .line = 1, .number = 1, .cells = b->cells
	};
	for (char *word = strtok_r(b->text, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');
		struct cell *c = &b->cells[b->record.n++];

		if (value == NULL || b->record.n > CELLS_MAX)
			return false;
		*value++ = '\0';
		for (char *p = value; *p != '\0'; p++)
			if (*p == '+')
				*p = ' ';
		if ((c->field = field_named(asset_fields, word)) == NULL ||
		    !field_parse(c->field, 2, value, &c->value, NULL))
			return false;
	}
	return true;
}

static inline bool
add_record(struct estate *e, uint8_t rank, uint32_t line, const char *spec)
{
	static const char *const names[] = { "cmdb", "tracker", "plan", "other" };
	struct estate_source s = { names[rank], rank, 0 };
	struct built b;

	if (!build_record(&b, spec))
		return false;
	b.record.line = b.record.number = line;
	return estate_add(e, &s, &b.record, NULL);
}

static inline uint32_t
live_rows(const struct estate *e)
{
	uint32_t n = 0;

	for (uint32_t row = 0; row < estate_rows(e); row++)
		n += estate_live(e, row);
	return n;
}

static inline unsigned
findings_of_kind(const struct estate *e, enum finding_kind kind)
{
	const struct finding *f = (const void *)e->findings.rows.base;
	unsigned n = 0;

	for (size_t i = 0; i < e->findings.rows.len / sizeof *f; i++)
		n += f[i].kind == kind;
	return n;
}

#endif
