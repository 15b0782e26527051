/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FAMILY_SHOW_H
#define DECOM_FAMILY_SHOW_H

#include <stdio.h>

#include "family_internal.h"

/* Writes what an evaluation tells, a line each. */
struct family_show {
	FILE *out;
	unsigned stop_after, told; /* results until the sink stops; 0: never */
};

struct family_sink family_show_sink(struct family_show *, bool values);
void family_show_reads(FILE *, const struct family *);

#endif
