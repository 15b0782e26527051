/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FUZZ_H
#define DECOM_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * One run of a fuzz target; always 0.  Called by libFuzzer (configure
 * --enable-fuzzers), else by replay.c for each seed, so that the seeds are
 * ordinary tests as well.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
