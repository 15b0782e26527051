/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ERROR_H
#define DECOM_ERROR_H

#include <stdbool.h>
#include <stdarg.h>

/*
 * What went wrong, for a person who must act: "tracker.xml:203: record 9,
 * warranty_end: not a date".  The caller owns the struct; whoever passes it
 * up may put a prefix in front.  Never holds a secret or a document's text.
 */
struct error {
	char text[512];
};

/* Set the text; always false, so that "return error_set(e, ...)" reads well.  e may be NULL. */
bool error_set(struct error *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Put "prefix: " in front of the text; always false. */
bool error_prefix(struct error *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
