/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/ioctl.h>
#include <unistd.h>

#include "output.h"
#include "text.h"

#define GAP 2    /* blanks between two columns */
#define NARROW 8 /* a column is not cut below this */

unsigned
output_terminal(FILE *f)
{
	struct winsize size;

	if (!isatty(fileno(f)))
		return 0;
	if (ioctl(fileno(f), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 80;
}

void
output_measure(struct output *o, const char *const *cells)
{
	for (size_t i = 0; i < o->n; i++) {
		unsigned width = cells[i] != NULL ? text_width(cells[i]) : 1;

		if (width > o->columns[i].width)
			o->columns[i].width = width;
	}
}

/* The widest column that may still be cut; NULL if none. */
static struct output_column *
widest(struct output *o)
{
	struct output_column *w = NULL;

	for (size_t i = 0; i < o->n; i++) {
		struct output_column *c = &o->columns[i];

		if (c->type == OUTPUT_TEXT && c->width > NARROW && c->width > text_width(c->name) &&
		    (w == NULL || c->width > w->width))
			w = c;
	}
	return w;
}

static void
fit(struct output *o, unsigned columns)
{
	struct output_column *c;
	unsigned total = 0;

	for (size_t i = 0; i < o->n; i++)
		total += o->columns[i].width + (i > 0 ? GAP : 0);
	for (; total > columns && (c = widest(o)) != NULL; total--)
		c->width--;
}

static void
blanks(unsigned n, FILE *f)
{
	while (n-- > 0)
		putc(' ', f);
}

static void
print_cell(struct output *o, size_t i, const char *s)
{
	const struct output_column *c = &o->columns[i];
	unsigned width = text_width(s);
	bool last = i + 1 == o->n;

	if (i > 0)
		blanks(GAP, o->file);
	if (c->type == OUTPUT_NUMBER && width < c->width)
		blanks(c->width - width, o->file);
	width = text_print(s, c->width, o->file);
	if (c->type != OUTPUT_NUMBER && !last && width < c->width)
		blanks(c->width - width, o->file);
}

static void
table_row(struct output *o, const char *const *cells)
{
	for (size_t i = 0; i < o->n; i++)
		print_cell(o, i, cells[i] != NULL ? cells[i] : "-");
	putc('\n', o->file);
}

static void
table_begin(struct output *o)
{
	unsigned columns = output_terminal(o->file);

	for (size_t i = 0; i < o->n; i++) {
		unsigned width = text_width(o->columns[i].name);

		if (width > o->columns[i].width)
			o->columns[i].width = width;
	}
	if (columns > 0)
		fit(o, columns);
	for (size_t i = 0; i < o->n; i++)
		print_cell(o, i, o->columns[i].name);
	putc('\n', o->file);
}

const struct output_format output_table = {
	.name = "table", .begin = table_begin, .row = table_row, .measured = true
};
