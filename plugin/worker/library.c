/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "field.h"
#include "library.h"

#define SUFFIX ".lua"

/* Families of polled agents lie below the other adapters. */
static const char *const levels[] = { "", "devices/" };
#define LEVELS (sizeof levels / sizeof *levels)

static bool
has(const struct library *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->name[i], name) == 0)
			return true;
	return false;
}

static bool
add(struct library *l, const char *file)
{
	size_t len = strlen(file), suffix = strlen(SUFFIX);
	char(*more)[64], name[64];

	if (len <= suffix || len - suffix >= sizeof name || file[0] == '.' ||
	    strcmp(file + len - suffix, SUFFIX) != 0)
		return true;
	memcpy(name, file, len - suffix);
	name[len - suffix] = '\0';
	if (has(l, name))
		return true;
	if ((more = realloc(l->name, (l->n + 1) * sizeof *more)) == NULL)
		return false;
	l->name = more;
	memcpy(l->name[l->n++], name, sizeof name);
	return true;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool
add_folder(struct library *l, const char *dir, const char *below)
{
	const struct dirent *entry;
	char path[2048];
	bool ok = true;
	DIR *d;

	snprintf(path, sizeof path, "%s/%s", dir, below);
	d = opendir(path);
	while (d != NULL && ok && (entry = readdir(d)) != NULL)
		ok = add(l, entry->d_name);
	if (d != NULL)
		closedir(d);
	return ok;
}

bool
library_list(const struct config_dirs *dirs, struct library *l, struct error *e)
{
	bool ok = true;

	*l = (struct library){ 0 };
	for (const char *const *dir = dirs->list; ok && *dir != NULL; dir++)
		for (size_t i = 0; ok && i < LEVELS; i++)
			ok = add_folder(l, *dir, levels[i]);
	if (!ok)
		return error_set(e, "out of memory");
	if (l->n > 0)
		qsort(l->name, l->n, sizeof *l->name, compare);
	return true;
}

void
library_free(struct library *l)
{
	free(l->name);
}

const char *
library_file(const struct config_dirs *dirs, const char *name, char *buf, size_t size)
{
	for (const char *const *dir = dirs->list; *dir != NULL; dir++)
		for (size_t i = 0; i < LEVELS; i++) {
			snprintf(buf, size, "%s/%s%s" SUFFIX, *dir, levels[i], name);
			if (access(buf, F_OK) == 0)
				return buf;
		}
	return buf;
}

const char *
library_hint(const struct config_dirs *dirs, const char *name, char buf[96])
{
	const char *near = NULL, **names = NULL;
	struct library l;
	struct error e;

	buf[0] = '\0';
	if (library_list(dirs, &l, &e))
		names = calloc(l.n + 1, sizeof *names);
	for (size_t i = 0; names != NULL && i < l.n; i++)
		names[i] = l.name[i];
	if (names != NULL)
		near = nearest_word(name, names, sizeof *names);
	if (near != NULL && strcmp(near, name) != 0)
		snprintf(buf, 96, "; did you mean \"%s\"?", near);
	free(names);
	library_free(&l);
	return buf;
}
