/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "family_load.h"
#include "sandbox.h"

struct family_files {
	struct known_file **list;
	size_t n, room;
};

struct family_files *
family_files_new(void)
{
	return calloc(1, sizeof(struct family_files));
}

static void
known_free(struct known_file *k)
{
	if (k == NULL)
		return;
	sandbox_free(k->sandbox);
	free(k->path);
	free(k);
}

void
family_files_free(struct family_files *files)
{
	size_t i;

	if (files == NULL)
		return;
	for (i = 0; i < files->n; i++)
		known_free(files->list[i]);
	free(files->list);
	free(files);
}

static struct known_file *
keep_known(struct family_files *files, struct known_file *k)
{
	size_t room = files->room == 0 ? 16 : files->room * 2;
	struct known_file **list;

	if (files->n == files->room) {
		if ((list = realloc(files->list, room * sizeof(*list))) == NULL)
			return NULL;
		files->list = list;
		files->room = room;
	}
	return files->list[files->n++] = k;
}

static struct known_file *
run_file(
    struct family_files *files, const char *path, const char *text, size_t len, struct error *e)
{
	static const struct word words[] = { { "adapter", BODY_REQUIRED }, { NULL } };
	struct known_file *k = calloc(1, sizeof(*k));
	bool ok = false;

	error_set(e, "no memory");
	if (k != NULL && (k->path = strdup(path)) != NULL &&
	    (k->sandbox = sandbox_new(&limits_declaration)) != NULL)
		ok = text != NULL ? sandbox_declare_text(k->sandbox, path, text, len, words, e)
				  : sandbox_declare(k->sandbox, path, words, e);
	if (ok && keep_known(files, k) != NULL)
		return k;
	known_free(k);
	return NULL;
}

static struct known_file *
find_known(struct family_files *files, const char *path)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		if (strcmp(files->list[i]->path, path) == 0)
			return files->list[i];
	return NULL;
}

struct known_file *
known_file(
    struct family_files *files, const char *path, const char *text, size_t len, struct error *e)
{
	struct known_file *k = find_known(files, path);

	return k != NULL ? k : run_file(files, path, text, len, e);
}
