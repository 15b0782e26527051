/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "snapshot_file.h"

struct snapshot_writer {
	char path[PATH_MAX], temporary[PATH_MAX];
	int fd;
	struct header header;
	uint64_t at, sum;
	unsigned section;
	size_t used;
	char buffer[1 << 18]; /* a multiple of 8, so the sum sees whole words */
};

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return true;
}

static bool
flush(struct snapshot_writer *w)
{
	w->sum = snapshot_sum(w->sum, w->buffer, w->used);
	if (!write_all(w->fd, w->buffer, w->used))
		return false;
	w->used = 0;
	return true;
}

static bool
put(struct snapshot_writer *w, const char *p, size_t n)
{
	w->at += n;
	while (n > 0) {
		size_t part = sizeof w->buffer - w->used;

		if (part > n)
			part = n;
		memcpy(w->buffer + w->used, p, part);
		w->used += part;
		p += part;
		n -= part;
		if (w->used == sizeof w->buffer && !flush(w))
			return false;
	}
	return true;
}

struct snapshot_writer *
snapshot_create(const char *path, struct error *e)
{
	struct snapshot_writer *w = calloc(1, sizeof *w);
	struct header room = { 0 };

	if (w == NULL || snprintf(w->path, sizeof w->path, "%s", path) >= (int)sizeof w->path ||
	    snprintf(w->temporary, sizeof w->temporary, "%s.new", path) >=
		(int)sizeof w->temporary) {
		error_set(e, "%s: %s", path, w == NULL ? strerror(ENOMEM) : "path too long");
		free(w);
		return NULL;
	}
	unlink(w->temporary); /* of a writer that was killed; the state folder has one at a time */
	w->fd = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (w->fd < 0 || !write_all(w->fd, (const char *)&room, sizeof room)) {
		error_set(e, "%s: %s", w->temporary, strerror(errno));
		snapshot_abandon(w);
		return NULL;
	}
	w->at = sizeof room;
	w->sum = SUM_START;
	w->header.run[0].at = w->at;
	return w;
}

static bool
enter(struct snapshot_writer *w, unsigned section)
{
	if (section < w->section || section >= SECTIONS)
		return false;
	while (w->section < section)
		w->header.run[++w->section].at = w->at;
	return true;
}

bool
snapshot_add(struct snapshot_writer *w, enum section section, const void *row, struct error *e)
{
	if (!enter(w, section))
		return error_set(e, "snapshot: section %s out of order", sections[section].name);
	w->header.run[section].n++;
	if (!put(w, row, sections[section].stride))
		return error_set(e, "%s: %s", w->temporary, strerror(errno));
	return true;
}

static bool
finish(struct snapshot_writer *w, const struct arena *a)
{
	static const char nuls[16];
	size_t n = a->bytes.len, pad = 8 - (w->at + n) % 8; /* at least one NUL at the end */
	struct header *h = &w->header;

	h->arena.at = w->at;
	if ((n > 0 && !put(w, a->bytes.base, n)) || !put(w, nuls, pad) || !flush(w))
		return false;
	h->arena.n = n + pad;
	h->magic = SNAPSHOT_MAGIC;
	h->format = SNAPSHOT_FORMAT;
	h->digest = snapshot_digest();
	h->size = w->at;
	h->checksum = snapshot_sum(w->sum, h, offsetof(struct header, checksum));
	return lseek(w->fd, 0, SEEK_SET) == 0 && write_all(w->fd, (const char *)h, sizeof *h) &&
	       fsync(w->fd) == 0;
}

/* The new name must survive a power cut too. */
static bool
sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd, ok;

	snprintf(copy, sizeof copy, "%s", path);
	if ((fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return false;
	ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

bool
snapshot_commit(struct snapshot_writer *w, const struct arena *a, struct error *e)
{
	if (!enter(w, SECTIONS - 1) || !finish(w, a))
		return error_set(e, "%s: %s", w->temporary, strerror(errno));
	if (rename(w->temporary, w->path) != 0)
		return error_set(e, "%s: %s", w->path, strerror(errno));
	w->temporary[0] = '\0';
	if (!sync_folder(w->path))
		return error_set(e, "%s: %s", w->path, strerror(errno));
	snapshot_abandon(w);
	return true;
}

void
snapshot_abandon(struct snapshot_writer *w)
{
	if (w == NULL)
		return;
	if (w->fd >= 0)
		close(w->fd);
	if (w->temporary[0] != '\0')
		unlink(w->temporary);
	free(w);
}
