/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_VERDICT_WRITE_H
#define IDLE_BENCH_VERDICT_WRITE_H

#include <stdio.h>

#include "judge.h"

/* verdicts.tsv: its title, and one line. */
void verdict_title(FILE *);
void verdict_write(FILE *, const char *host, int days, const char *policy, const struct verdict *);

#endif
