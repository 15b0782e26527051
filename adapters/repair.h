/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_REPAIR_H
#define DECOM_REPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A filter in front of the parser for documents that are not well-formed in
 * ways that real exports are: ampersands that are not escaped, text before
 * the first element, control characters, XML declarations and DOCTYPEs in the
 * middle, and several roots, which all get one element around them (name).
 * Works on bytes, so only in encodings that contain ASCII; UTF-16 passes
 * through as it is.
 */
struct repair;

/*
 * emit gets the bytes in order; it returns false to end.  repaired is told
 * after all bytes before the repair have been emitted.  *lines counts line
 * ends that were cut.
 */
struct repair *repair_new(const char *name, bool (*emit)(void *, const char *, size_t),
    void (*repaired)(void *), void *ctx, uint32_t *lines);
void repair_free(struct repair *);
bool repair_feed(struct repair *, const char *, size_t);

/* The end; closed: every element of the document has ended, so the one around them may too. */
bool repair_end(struct repair *, bool (*closed)(void *));

#endif
