/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TESTS_ESTATE_H
#define DECOM_TESTS_ESTATE_H

#include "snapshot.h"

/* Writers of snapshots for tests and benches; false and an error, and path is what it was. */

/* A few rows in every section, made by hand: every type, absent, zero and empty cells. */
bool estate_small(const char *path, uint32_t generation, struct error *);

/*
 * n assets, from 1 to n, with about the texts of a real estate.  All are
 * candidates, the first ESTATE_SITE of site 1, and so on.
 */
enum { ESTATE_SITE = 100000 };
bool estate_large(const char *path, uint32_t n, uint32_t generation, struct error *);

#endif
