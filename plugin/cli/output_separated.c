/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "output.h"
#include "text.h"

/* Controls mean nothing in these formats, and something to a terminal. */
static uint32_t
allowed(uint32_t c)
{
	if (c == '\n' || c == '\r' || c == '\t')
		return c;
	return text_control(c) ? TEXT_REPLACEMENT : c;
}

static void
print_text(const char *s, FILE *f)
{
	uint32_t c;

	while (*s != '\0') {
		s = text_next(s, &c);
		text_put(allowed(c), f);
		if (c == '"')
			putc('"', f);
	}
}

/* Quoted where RFC 4180 asks for it, and where empty must differ from absent. */
static void
print_csv(const char *s, FILE *f)
{
	bool quoted =
	    *s == '\0' || strpbrk(s, ",\"\r\n") != NULL || *s == ' ' || s[strlen(s) - 1] == ' ';

	if (quoted)
		putc('"', f);
	print_text(s, f);
	if (quoted)
		putc('"', f);
}

static void
print_tsv(const char *s, FILE *f)
{
	uint32_t c;

	while (*s != '\0') {
		s = text_next(s, &c);
		text_put(c == '\t' || c == '\n' || c == '\r' ? ' ' : allowed(c), f);
	}
}

static void
csv_row(struct output *o, const char *const *cells)
{
	for (size_t i = 0; i < o->n; i++) {
		if (i > 0)
			putc(',', o->file);
		if (cells[i] != NULL)
			print_csv(cells[i], o->file);
	}
	fputs("\r\n", o->file);
}

static void
csv_begin(struct output *o)
{
	for (size_t i = 0; i < o->n; i++)
		fprintf(o->file, "%s%s", i > 0 ? "," : "", o->columns[i].name);
	fputs("\r\n", o->file);
}

static void
tsv_row(struct output *o, const char *const *cells)
{
	for (size_t i = 0; i < o->n; i++) {
		if (i > 0)
			putc('\t', o->file);
		if (cells[i] != NULL)
			print_tsv(cells[i], o->file);
	}
	putc('\n', o->file);
}

static void
tsv_begin(struct output *o)
{
	for (size_t i = 0; i < o->n; i++)
		fprintf(o->file, "%s%s", i > 0 ? "\t" : "", o->columns[i].name);
	putc('\n', o->file);
}

const struct output_format output_csv = { .name = "csv", .begin = csv_begin, .row = csv_row };
const struct output_format output_tsv = { .name = "tsv", .begin = tsv_begin, .row = tsv_row };
