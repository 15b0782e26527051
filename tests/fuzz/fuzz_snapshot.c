/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "snapshot_file.h"

/*
 * No byte pattern in a snapshot may lead its readers out of the file.
 *
 * A run starts from a sound snapshot, made here so that it follows the
 * layout, and the input is a list of changes to it: an offset of two bytes,
 * a byte whose low 3 bits are the number of bytes less one, and those bytes;
 * or, where the high bits of that byte are all set, the size to cut it to.
 * The checksum is mended unless the first byte of the input is odd: else
 * nothing behind it would ever be reached.
 */
enum { FILE_MOST = 1 << 16 };

static uint8_t sound[FILE_MOST];
static size_t sound_size;

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* One row for each section and number, every text set, every other member absent. */
static void
add_row(struct snapshot_writer *w, struct arena *a, unsigned section, uint32_t number)
{
	const struct section_info *info = &sections[section];
	union {
		struct asset asset;
		struct candidate candidate;
		uint32_t words[128];
	} row;

	memset(&row, 0, sizeof row);
	field_clear_all(info->fields, &row);
	for (const struct field *f = info->fields; f->name != NULL; f++)
		if (f->rep == REP_TEXT && !f->joined)
			field_set_text(f, &row, arena_add(a, f->name));
	for (unsigned i = 0; i < info->nindex; i++)
		*(uint32_t *)(void *)((char *)&row + info->index[i]) = number;
	if (section == SECTION_CANDIDATE)
		row.candidate.asset_row = number - 1;
	must(snapshot_add(w, section, &row, NULL));
}

static void
make_sound(void)
{
	char folder[] = "/tmp/decom-fuzz-XXXXXX", path[sizeof folder + 16];
	struct arena a = { 0 };
	struct snapshot_writer *w;
	FILE *f;

	must(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/snapshot", folder);
	must((w = snapshot_create(path, NULL)) != NULL);
	for (unsigned s = 0; s < SECTIONS; s++)
		for (uint32_t n = 1; n <= (s == SECTION_SUMMARY ? 1 : 3); n++)
			add_row(w, &a, s, n);
	must(snapshot_commit(w, &a, NULL));
	arena_free(&a);
	must((f = fopen(path, "rb")) != NULL);
	sound_size = fread(sound, 1, sizeof sound, f);
	fclose(f);
	must(sound_size > sizeof(struct header) && sound_size < sizeof sound);
	unlink(path);
	rmdir(folder);
}

/* The size that is left. */
static size_t
change(uint8_t *file, const uint8_t *data, size_t size)
{
	size_t left = sound_size;

	while (size > 3) {
		size_t at = (size_t)(data[0] | data[1] << 8), n = (data[2] & 7u) + 1;
		bool cut = data[2] >> 3 == 31;

		data += 3;
		size -= 3;
		if (cut && at < left)
			left = at;
		for (size_t i = 0; !cut && i < n && i < size; i++)
			file[(at + i) % sound_size] = data[i];
		data += cut || n > size ? 0 : n;
		size -= cut ? 0 : n > size ? size : n;
	}
	return left;
}

static void
mend(uint8_t *file, size_t size)
{
	struct header *h = (void *)file;
	uint64_t sum;

	h->magic = SNAPSHOT_MAGIC;
	h->format = SNAPSHOT_FORMAT;
	h->digest = snapshot_digest();
	h->size = size;
	sum = snapshot_sum(SUM_START, file + sizeof *h, size - sizeof *h);
	h->checksum = snapshot_sum(sum, h, offsetof(struct header, checksum));
}

/* Read every member of every row, as the agent and decom(1) do; texts must end within the file. */
static size_t
read_all(const struct snapshot *s, size_t size)
{
	size_t length = 0;

	for (unsigned n = 0; n < SECTIONS; n++) {
		const struct rows *r = snapshot_rows(s, n);

		for (size_t i = 0; i < r->n; i++)
			for (const struct field *f = sections[n].fields; f->name != NULL; f++) {
				char buffer[FIELD_FORMAT_MAX];
				struct value v = field_get(f, r, rows_at(r, i));
				const char *text = field_format(f, 2, v, buffer);

				must(v.kind != VAL_TEXT ||
				     (v.text >= r->arena && strnlen(v.text, size) < size));
				length += text == NULL ? 0 : strlen(text);
			}
	}
	for (uint32_t n = 0; n < 5; n++)
		length += snapshot_find(s, SECTION_CANDIDATE, n, n) != NULL;
	return length;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(8) uint8_t file[FILE_MOST];
	struct snapshot *s;
	struct error e;
	char path[64];
	size_t left;
	int fd;

	if (size == 0)
		return 0;
	if (sound_size == 0)
		make_sound();
	memcpy(file, sound, sound_size);
	left = change(file, data + 1, size - 1);
	if ((data[0] & 1) == 0 && left >= sizeof(struct header))
		mend(file, left);
	must((fd = memfd_create("snapshot", 0)) >= 0);
	must(write(fd, file, left) == (ssize_t)left);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if ((s = snapshot_open(path, &e)) != NULL)
		read_all(s, left);
	snapshot_free(s);
	close(fd);
	return 0;
}
