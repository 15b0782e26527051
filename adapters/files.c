/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapter.h"

struct listing {
	bool (*each)(void *, const char *);
	void *ctx;
	size_t n;
	bool stop;
};

static void
list_file(struct listing *l, const char *path)
{
	if (l->stop)
		return;
	l->n++;
	l->stop = !l->each(l->ctx, path);
}

static int
is_document(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return d->d_name[0] != '.' && ((n > 4 && strcmp(d->d_name + n - 4, ".xml") == 0) ||
					  (n > 7 && strcmp(d->d_name + n - 7, ".xml.gz") == 0));
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
list_folder(struct listing *l, const char *folder)
{
	struct dirent **names = NULL;
	int i, n = scandir(folder, &names, is_document, by_bytes);
	char path[4096];
	int len;

	for (i = 0; i < n; i++) {
		len = snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (len > 0 && (size_t)len < sizeof(path) && !is_folder(path))
			list_file(l, path);
		free(names[i]);
	}
	free(names);
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* glob(3) sorts by the locale; we by bytes. */
static void
list_glob(struct listing *l, const char *pattern)
{
	glob_t g = { 0 };
	size_t i;

	if (glob(pattern, GLOB_NOSORT | GLOB_BRACE, NULL, &g) == 0) {
		qsort(g.gl_pathv, g.gl_pathc, sizeof(char *), by_path);
		for (i = 0; i < g.gl_pathc; i++)
			if (is_folder(g.gl_pathv[i]))
				list_folder(l, g.gl_pathv[i]);
			else
				list_file(l, g.gl_pathv[i]);
	}
	globfree(&g);
}

bool
files_expand(const char *pattern, const char *base, bool (*each)(void *, const char *), void *ctx,
    struct error *e)
{
	struct listing l = { .each = each, .ctx = ctx };
	char path[4096];
	struct stat st;
	int n;

	if (*pattern == '/' || base == NULL || *base == '\0')
		n = snprintf(path, sizeof(path), "%s", pattern);
	else
		n = snprintf(path, sizeof(path), "%s/%s", base, pattern);
	if (n < 0 || (size_t)n >= sizeof(path))
		return error_set(e, "%.200s: name too long", pattern);
	if (is_folder(path))
		list_folder(&l, path);
	else if (stat(path, &st) == 0)
		list_file(&l, path);
	else
		list_glob(&l, path);
	return l.n > 0 || error_set(e, "%.400s: no such file", path);
}
