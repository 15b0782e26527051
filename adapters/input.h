/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_INPUT_H
#define DECOM_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "error.h"

/*
 * The bytes of a document: a file, plain or compressed by gzip (seen by its
 * first bytes, whatever its name), or memory.  What decompresses to more
 * than INPUT_RATIO times its size, beyond the first INPUT_FREE bytes, or to
 * more than INPUT_MAX is refused.
 */
#define INPUT_RATIO 250
#define INPUT_FREE ((uint64_t)64 << 20)
#define INPUT_MAX ((uint64_t)64 << 30)

struct input;

struct input *input_file(const char *path, struct error *);
struct input *input_bytes(const void *, size_t n); /* not copied */
void input_free(struct input *);

/* Up to n bytes; 0 at the end, -1 with the error set. */
ssize_t input_read(struct input *, char *, size_t n, struct error *);
bool input_rewind(struct input *, struct error *);

#endif
