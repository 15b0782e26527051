/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_OUTPUT_H
#define DECOM_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "field.h"

/*
 * Rows of cells in the format that was asked for.  A cell is canonical text
 * (field_format()) or NULL for absent; what type it has is the column's.
 *
 *	table	for people; cut to the width of a terminal, whole in a pipe
 *	csv	RFC 4180 with header; absent is nothing, empty is ""
 *	tsv	tab-separated with header; tabs and line ends become blanks
 *	json	an array of objects, one a line; absent members are left out
 *	xml	one element per row and cell; absent elements are left out
 *
 * What is not UTF-8 becomes U+FFFD.
 */
enum output_type { OUTPUT_TEXT, OUTPUT_NUMBER, OUTPUT_FLAG };

struct output_column {
	const char *name;
	enum output_type type;
	unsigned width; /* of the table; output's own */
};

struct output;

struct output_format {
	const char *name;
	void (*begin)(struct output *);
	void (*row)(struct output *, const char *const *cells);
	void (*end)(struct output *);
	bool measured; /* wants to see every row by output_measure() first */
};

struct output {
	FILE *file;
	const struct output_format *format;
	const char *noun;              /* "asset": names XML elements, its plural the root */
	struct output_column *columns; /* the caller's */
	size_t n;
	size_t rows; /* written so far */
};

extern const struct output_format output_table, output_csv, output_tsv, output_json, output_xml;

const struct output_format *output_format_named(const char *); /* NULL: none */
enum output_type output_type_of(const struct field *);

/* In this order: measure every row if the format wants that, begin, every row, end. */
void output_measure(struct output *, const char *const *cells);
void output_begin(struct output *);
void output_row(struct output *, const char *const *cells);
void output_end(struct output *);

/* One JSON string with its quotes; one JSON value of a column's type. */
void output_json_string(const char *, FILE *);
void output_json_value(enum output_type, const char *, FILE *);

/* Columns of the terminal that file is; 0 if it is none. */
unsigned output_terminal(FILE *);

#endif
