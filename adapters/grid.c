/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/*
 * Rows and cells under a header row.  Cells have positions, explicit or
 * counted; a cell merged downwards stands for those below it.  Records are
 * the rows below the header of each sheet that is wanted.
 */
#define COLUMNS_MAX 1024
#define HEADER_ROWS 200 /* a header is looked for in so many rows */

struct grid_cell {
	char *text;     /* of a merged cell, or in the header row; NULL: none */
	uint32_t until; /* last row that it covers */
};

struct grid_state {
	uint64_t sheet; /* serial of the sheet's instance */
	bool started, wanted, found;
	uint32_t row, column;       /* the current ones, from 1; 0: none yet */
	uint32_t span;              /* columns that the current cell covers */
	uint32_t until;             /* last row that it covers */
	uint32_t width;             /* columns seen */
	int slots[COLUMNS_MAX + 1]; /* by column; NONE */
	struct grid_cell cells[COLUMNS_MAX + 1];
};

static void
clear(struct grid_state *g)
{
	uint32_t i;

	for (i = 0; i <= COLUMNS_MAX; i++) {
		free(g->cells[i].text);
		g->cells[i] = (struct grid_cell){ NULL, 0 };
		g->slots[i] = NONE;
	}
}

void
grid_free(struct grid_state *g)
{
	if (g != NULL)
		clear(g);
	free(g);
}

static const struct grid *
grid_of(struct engine *e, const struct instance *in)
{
	return e->adapter->records[in->block->of].grid;
}

static struct grid_state *
state_of(struct engine *e, const struct instance *in)
{
	struct grid_state **g = &e->grids[in->block->of];

	if (*g == NULL && (*g = calloc(1, sizeof(**g))) != NULL)
		clear(*g);
	if (*g == NULL)
		engine_fail(e, "no memory");
	return *g;
}

static bool
sheet_wanted(const struct grid *g, const char *name)
{
	size_t i;

	for (i = 0; i < g->nsheets; i++)
		if (name != NULL && (convert_same(g->sheets[i], name) ||
					fnmatch(g->sheets[i], name, FNM_CASEFOLD) == 0))
			return true;
	return g->nsheets == 0;
}

/* A row of another sheet than the last one: start anew. */
static void
enter_sheet(struct engine *e, struct instance *in, const struct grid *g, struct grid_state *s)
{
	struct instance *sheet = g->sheet.block == NONE ? NULL : ref_instance(e, in, g->sheet);
	uint64_t serial = sheet != NULL ? sheet->serial : 0;

	if (s->started && s->sheet == serial)
		return;
	clear(s);
	s->started = true;
	s->sheet = serial;
	s->found = false;
	s->row = s->width = 0;
	s->wanted = sheet_wanted(g, sheet != NULL ? instance_first(sheet, g->sheet.slot) : NULL);
}

static uint32_t
number_of(struct engine *e, const struct element *el, const char *attr, uint32_t otherwise)
{
	const char *text = attr != NULL ? engine_attribute(e, el, attr, NULL) : NULL;
	char *end;
	unsigned long n;

	if (text == NULL)
		return otherwise;
	n = strtoul(text, &end, 10);
	return end == text || *end != '\0' || n > 100000000 ? otherwise : (uint32_t)n;
}

void
grid_row(struct engine *e, struct instance *in, const struct element *el)
{
	const struct grid *g = grid_of(e, in);
	struct grid_state *s = state_of(e, in);

	if (s == NULL)
		return;
	enter_sheet(e, in, g, s);
	s->row = number_of(e, el, g->index, s->row + 1);
	s->column = 0;
	s->span = 1;
}

static bool
is_covered(const struct grid_state *s, uint32_t column)
{
	return s->found && column <= COLUMNS_MAX && s->cells[column].until >= s->row;
}

/* What the cell covers, below its own row too, is its own: whatever reached down to there ends. */
static void
cover(struct grid_state *s)
{
	uint32_t i;

	for (i = s->column; i < s->column + s->span && i <= COLUMNS_MAX; i++) {
		free(s->cells[i].text);
		s->cells[i].text = NULL;
		s->cells[i].until = s->until > s->row ? s->until : 0;
		if (i > s->width)
			s->width = i;
	}
}

void
grid_cell(struct engine *e, struct instance *in, const struct element *el)
{
	const struct grid *g = grid_of(e, in);
	struct grid_state *s = state_of(e, in);
	uint32_t next;

	if (s == NULL)
		return;
	for (next = s->column + s->span; is_covered(s, next); next++)
		continue;
	s->column = number_of(e, el, g->index, next);
	if (s->column == 0)
		s->column = 1;
	s->span = 1 + number_of(e, el, g->across, 0);
	s->until = s->row + number_of(e, el, g->down, 0);
	cover(s);
}

/* A header row's texts are kept until it is known to be one, a merged cell's for the rows that it
 * covers. */
void
grid_text(struct engine *e, struct instance *in, const char *text, size_t n)
{
	struct grid_state *s = state_of(e, in);
	struct grid_cell *c;

	if (s == NULL || !s->wanted || s->column == 0 || s->column > COLUMNS_MAX)
		return;
	c = &s->cells[s->column];
	if (s->found && s->slots[s->column] != NONE)
		instance_put(e, in, s->slots[s->column], text, n);
	if ((s->found && s->until <= s->row) || c->text != NULL)
		return;
	if ((c->text = strndup(text, n)) == NULL)
		engine_fail(e, "no memory");
	else if (!s->found)
		convert_trim(c->text);
}

static int
column_slot(const struct grid *g, const char *heading)
{
	size_t i;

	for (i = 0; i < g->ncolumns; i++)
		if (convert_same(g->columns[i].heading, heading))
			return g->columns[i].slot;
	return NONE;
}

static bool
row_holds(const struct grid_state *s, const char *heading)
{
	uint32_t i;

	for (i = 1; i <= s->width; i++)
		if (s->cells[i].text != NULL && convert_same(s->cells[i].text, heading))
			return true;
	return false;
}

/* Whether the row at hand is the header: by number, by its texts, or because it holds two known
 * headings. */
static bool
is_header(const struct grid *g, const struct grid_state *s)
{
	size_t i, known = 0;

	if (g->header != 0)
		return s->row == g->header;
	for (i = 0; i < g->nheads; i++)
		if (!row_holds(s, g->heads[i]))
			return false;
	if (g->nheads > 0)
		return true;
	for (i = 0; i < g->ncolumns; i++)
		known += row_holds(s, g->columns[i].heading);
	return s->row <= HEADER_ROWS && known > 0 && known >= (g->ncolumns < 2 ? g->ncolumns : 2);
}

static void
take_header(const struct grid *g, struct grid_state *s)
{
	uint32_t i, j;

	for (i = 1; i <= s->width; i++) {
		s->slots[i] = s->cells[i].text != NULL ? column_slot(g, s->cells[i].text) : NONE;
		for (j = 1; j < i && s->slots[i] != NONE; j++)
			if (s->slots[j] == s->slots[i])
				s->slots[i] = NONE; /* the first of two columns with one heading */
	}
	s->found = true;
}

static void
forget_texts(struct grid_state *s)
{
	uint32_t i;

	for (i = 1; i <= s->width; i++) {
		free(s->cells[i].text);
		s->cells[i] = (struct grid_cell){ NULL, 0 };
	}
}

/* Texts of cells above that reach down to this row. */
static void
fill_merged(struct engine *e, struct instance *in, struct grid_state *s)
{
	uint32_t i;

	for (i = 1; i <= s->width; i++) {
		if (s->cells[i].text == NULL || s->slots[i] == NONE)
			continue;
		if (s->cells[i].until >= s->row && in->slots[s->slots[i]].first == NONE)
			instance_put(
			    e, in, s->slots[i], s->cells[i].text, strlen(s->cells[i].text));
	}
}

bool
grid_close(struct engine *e, struct instance *in)
{
	const struct grid *g = grid_of(e, in);
	struct grid_state *s = state_of(e, in);

	if (s == NULL || !s->wanted)
		return false;
	if (s->found) {
		fill_merged(e, in, s);
		return true;
	}
	if (is_header(g, s))
		take_header(g, s);
	forget_texts(s);
	return false;
}
