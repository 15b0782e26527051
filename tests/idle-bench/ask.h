/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_ASK_H
#define IDLE_BENCH_ASK_H

#include <stdio.h>

#include "estate.h"
#include "judge.h"
#include "store.h"

/*
 * The verdicts of all policies of the judge on all assets, as of a day: one
 * line each, with the number of days of history.  store_seal() was called.
 */
bool ask_all(struct store *, struct judge *, const struct estate *, int32_t day, int days, FILE *,
    struct error *);

#endif
