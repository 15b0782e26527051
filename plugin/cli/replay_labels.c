/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "replay_report.h"

/* What a label may call an asset. */
static const char *const identities[] = { "name", "serial", "asset_tag" };

enum { IDENTITIES = sizeof identities / sizeof *identities };

/* One identity of one asset. */
struct called {
	const char *name;
	uint32_t row;
};

/* All of them, ordered by name; a copy of the longest line. */
struct labelling {
	const struct rows *assets;
	struct called *called;
	size_t n;
	uint8_t *labels;
	size_t lost;
};

static int
compare(const void *a, const void *b)
{
	return strcasecmp(((const struct called *)a)->name, ((const struct called *)b)->name);
}

static bool
gather(struct labelling *l)
{
	l->labels = calloc(l->assets->n + 1, 1);
	l->called = calloc(IDENTITIES * l->assets->n + 1, sizeof *l->called);
	if (l->labels == NULL || l->called == NULL)
		return false;
	for (size_t row = 0; row < l->assets->n; row++)
		for (size_t i = 0; i < IDENTITIES; i++) {
			struct value v = field_get(field_named(asset_fields, identities[i]),
			    l->assets, rows_at(l->assets, row));

			if (v.kind == VAL_TEXT)
				l->called[l->n++] = (struct called){ v.text, (uint32_t)row };
		}
	qsort(l->called, l->n, sizeof *l->called, compare);
	return true;
}

/* The one asset of this name; UINT32_MAX if there is none, or several. */
static uint32_t
row_of(const struct labelling *l, const char *name)
{
	const struct called key = { .name = name }, *found;
	size_t first, last;

	if ((found = bsearch(&key, l->called, l->n, sizeof key, compare)) == NULL)
		return UINT32_MAX;
	first = last = (size_t)(found - l->called);
	while (first > 0 && compare(&l->called[first - 1], &key) == 0)
		first--;
	while (last + 1 < l->n && compare(&l->called[last + 1], &key) == 0)
		last++;
	for (size_t i = first; i <= last; i++)
		if (l->called[i].row != l->called[first].row)
			return UINT32_MAX;
	return l->called[first].row;
}

static bool
take_line(struct labelling *l, char *line, unsigned number, struct error *e)
{
	char *label = strchr(line, '\t'), *end;
	enum replay_label said = LABEL_NONE;
	uint32_t row;

	line[strcspn(line, "\r\n")] = '\0';
	if (line[0] == '\0' || line[0] == '#')
		return true;
	if (label == NULL)
		return error_set(e, "%u: NAME, a tab, and retire or keep are needed", number);
	*label++ = '\0';
	if ((end = strchr(label, '\t')) != NULL) /* more columns are the user's own */
		*end = '\0';
	if (number == 1 && strcmp(label, "label") == 0)
		return true;
	if (strcmp(label, "retire") == 0)
		said = LABEL_RETIRE;
	else if (strcmp(label, "keep") == 0)
		said = LABEL_KEEP;
	else
		return error_set(e, "%u: the label is neither retire nor keep", number);
	if ((row = row_of(l, line)) == UINT32_MAX)
		l->lost++;
	else if (l->labels[row] != LABEL_NONE && l->labels[row] != said)
		return error_set(e, "%u: %s has both labels", number, line);
	else
		l->labels[row] = (uint8_t)said;
	return true;
}

static bool
read_lines(struct labelling *l, FILE *f, struct error *e)
{
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;
	bool ok = true;

	while (ok && getline(&line, &size, f) != -1)
		ok = take_line(l, line, ++number, e);
	if (ok && ferror(f))
		ok = error_set(e, "%s", strerror(errno));
	free(line);
	return ok;
}

uint8_t *
replay_labels(const char *path, const struct rows *assets, size_t *lost, struct error *e)
{
	struct labelling l = { .assets = assets };
	FILE *f = fopen(path, "r");
	bool ok = false;

	if (f == NULL)
		error_set(e, "%s", strerror(errno));
	else if (!gather(&l))
		error_set(e, "out of memory");
	else
		ok = read_lines(&l, f, e);
	if (f != NULL)
		fclose(f);
	free(l.called);
	*lost = l.lost;
	if (ok)
		return l.labels;
	free(l.labels);
	error_prefix(e, "%s", path);
	return NULL;
}
