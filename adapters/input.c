/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct input {
	int fd;            /* of a plain file; -1: none */
	gzFile gz;         /* of a compressed one; NULL: none */
	uint64_t total;    /* decompressed so far */
	const char *bytes; /* in memory */
	size_t n, at;
};

static bool
is_gzip(int fd)
{
	unsigned char magic[2];

	return pread(fd, magic, 2, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
}

struct input *
input_file(const char *path, struct error *e)
{
	struct input *in = calloc(1, sizeof(*in));
	struct stat st;

	if (in == NULL || (in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) < 0) {
		error_set(e, "%s: %s", path, strerror(errno));
		free(in);
		return NULL;
	}
	if (fstat(in->fd, &st) != 0 || !S_ISREG(st.st_mode))
		error_set(e, "%s: not a regular file", path);
	else if (!is_gzip(in->fd))
		return in;
	else if ((in->gz = gzdopen(in->fd, "rb")) != NULL) {
		in->fd = -1;
		gzbuffer(in->gz, 128 * 1024);
		return in;
	} else
		error_set(e, "%s: no memory", path);
	input_free(in);
	return NULL;
}

struct input *
input_bytes(const void *bytes, size_t n)
{
	struct input *in = calloc(1, sizeof(*in));

	if (in == NULL)
		return NULL;
	in->fd = -1;
	in->bytes = bytes;
	in->n = n;
	return in;
}

void
input_free(struct input *in)
{
	if (in == NULL)
		return;
	if (in->gz != NULL)
		gzclose(in->gz);
	if (in->fd >= 0)
		close(in->fd);
	free(in);
}

static ssize_t
read_gzip(struct input *in, char *buf, size_t n, struct error *e)
{
	int got = gzread(in->gz, buf, (unsigned)n), code;
	z_off_t from = gzoffset(in->gz);

	if (got < 0) {
		error_set(e, "compressed data is damaged");
		return -1;
	}
	gzerror(in->gz, &code);
	if (got == 0 && code == Z_BUF_ERROR) {
		error_set(e, "compressed data ends too early");
		return -1;
	}
	in->total += (uint64_t)got;
	if (in->total > INPUT_MAX ||
	    (in->total > INPUT_FREE && from > 0 && in->total / INPUT_RATIO > (uint64_t)from)) {
		error_set(e, "decompresses to more than is allowed");
		return -1;
	}
	return got;
}

ssize_t
input_read(struct input *in, char *buf, size_t n, struct error *e)
{
	ssize_t got;

	if (in->gz != NULL)
		return read_gzip(in, buf, n, e);
	if (in->fd < 0) {
		if (n > in->n - in->at)
			n = in->n - in->at;
		memcpy(buf, in->bytes + in->at, n);
		in->at += n;
		return (ssize_t)n;
	}
	do
		got = read(in->fd, buf, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		error_set(e, "%s", strerror(errno));
	return got;
}

bool
input_rewind(struct input *in, struct error *e)
{
	in->at = 0;
	in->total = 0;
	if (in->gz != NULL && gzrewind(in->gz) != 0)
		return error_set(e, "cannot be read twice");
	if (in->fd >= 0 && lseek(in->fd, 0, SEEK_SET) != 0)
		return error_set(e, "cannot be read twice: %s", strerror(errno));
	return true;
}
