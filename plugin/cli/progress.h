/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_PROGRESS_H
#define DECOM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* One line on the standard error that is written over and over; nothing if that is no terminal. */
struct progress_line {
	unsigned columns; /* of the terminal; 0: it is none */
	int64_t drawn;    /* ms of the monotonic clock */
};

void progress_begin(struct progress_line *);

/* Show the text, a few times a second at most. */
void progress_draw(struct progress_line *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void progress_end(struct progress_line *); /* the line is empty again */

#endif
