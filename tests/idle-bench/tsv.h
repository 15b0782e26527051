/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_TSV_H
#define IDLE_BENCH_TSV_H

#include <stdbool.h>
#include <stdio.h>

/* Text of lines and tabs whose first line names the columns. */
enum { TSV_COLUMNS = 24 };

struct tsv {
	FILE *f;
	const char *path;
	char *title, *line;
	size_t title_size, line_size;
	char *names[TSV_COLUMNS], *cells[TSV_COLUMNS];
	int columns, number;
};

bool tsv_open(struct tsv *, const char *path); /* false: said why on stderr */
void tsv_close(struct tsv *);
int tsv_column(const struct tsv *, const char *name); /* -1: none */

/* 1: cells are those of the next line; 0: the end; -1: said what is wrong with it. */
int tsv_next(struct tsv *);

/* The columns of these names, in this order; false: said which one is missing. */
bool tsv_columns(const struct tsv *, const char *const *names, int n, int *columns);

#endif
