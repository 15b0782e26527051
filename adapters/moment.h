/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_MOMENT_H
#define DECOM_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

/* A date or a time as it was written: nothing is assumed about its zone. */
struct moment {
	int64_t local;  /* seconds since 1970-01-01T00:00:00 of the writer's clock */
	int32_t offset; /* east of UTC, if zoned */
	bool zoned;     /* the text says the offset */
	bool timed;     /* the text has a time of day */
};

/* Forms are described at convert_date_form(), which is this. */
bool moment_form(const char *form, struct error *);

/* The whole text in one form, or in the first that fits of the usual ones. */
bool moment_scan(const char *form, const char *text, struct moment *);
bool moment_scan_usual(const char *text, struct moment *);

/* PT8H0M0S, P90D, P1Y6M: whole months and seconds apart; false if it is none. */
bool moment_duration(const char *text, int64_t *months, int64_t *seconds);

#endif
