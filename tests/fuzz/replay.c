/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/*
 * A fuzz target without libFuzzer: "fuzz_xml FILE-OR-FOLDER..." runs it once
 * for each file and prints a line of TAP.  That it comes back is the test.
 */
static unsigned cases, failures;

/* In a block exactly as large as the file, so that a sanitizer sees its end. */
static uint8_t *
read_whole(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	long n = -1;

	if (f == NULL)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0)
		data = malloc(n > 0 ? (size_t)n : 1);
	if (data != NULL && fread(data, 1, (size_t)n, f) != (size_t)n) {
		free(data);
		data = NULL;
	}
	fclose(f);
	*size = (size_t)n;
	return data;
}

static void
replay(const char *path)
{
	size_t size = 0;
	uint8_t *data = read_whole(path, &size);

	cases++;
	if (data == NULL) {
		printf("not ok %u - %s: %s\n", cases, path, strerror(errno));
		failures++;
		return;
	}
	LLVMFuzzerTestOneInput(data, size);
	printf("ok %u - %s\n", cases, path);
	free(data);
}

static void
replay_folder(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);

	if (n < 0) {
		replay(path);
		return;
	}
	for (int i = 0; i < n; i++) {
		char name[4096];

		snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			replay(name);
		free(entries[i]);
	}
	free(entries);
}

int
main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++)
		replay_folder(argv[i]);
	printf("1..%u\n", cases);
	return failures > 0 || cases == 0;
}
