/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tsv.h"

static int
split(char *line, char **cells)
{
	int n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	for (char *p = line; p != NULL && n < TSV_COLUMNS;) {
		cells[n++] = p;
		if ((p = strchr(p, '\t')) != NULL)
			*p++ = '\0';
	}
	return n;
}

bool
tsv_open(struct tsv *t, const char *path)
{
	memset(t, 0, sizeof *t);
	t->path = path;
	t->f = fopen(path, "r");
	if (t->f == NULL || getline(&t->title, &t->title_size, t->f) < 0) {
		fprintf(stderr, "%s: %s\n", path, t->f == NULL ? strerror(errno) : "empty");
		tsv_close(t);
		return false;
	}
	t->columns = split(t->title, t->names);
	t->number = 1;
	return true;
}

void
tsv_close(struct tsv *t)
{
	if (t->f != NULL)
		fclose(t->f);
	free(t->title);
	free(t->line);
	memset(t, 0, sizeof *t);
}

int
tsv_column(const struct tsv *t, const char *name)
{
	for (int i = 0; i < t->columns; i++)
		if (strcmp(t->names[i], name) == 0)
			return i;
	return -1;
}

bool
tsv_columns(const struct tsv *t, const char *const *names, int n, int *columns)
{
	for (int i = 0; i < n; i++)
		if ((columns[i] = tsv_column(t, names[i])) < 0) {
			fprintf(stderr, "%s: no column \"%s\"\n", t->path, names[i]);
			return false;
		}
	return true;
}

int
tsv_next(struct tsv *t)
{
	if (getline(&t->line, &t->line_size, t->f) < 0)
		return 0;
	t->number++;
	if (split(t->line, t->cells) == t->columns)
		return 1;
	fprintf(stderr, "%s:%d: not %d columns\n", t->path, t->number, t->columns);
	return -1;
}
