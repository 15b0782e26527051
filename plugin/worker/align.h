/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ALIGN_H
#define DECOM_ALIGN_H

#include "estate.h"

/* Usage held against migration: the table of design section 9. */
enum alignment align(uint8_t usage, uint8_t strategy, uint8_t status, bool planned, bool migrated);

/* What alignment means, in words for people. */
const char *align_words(enum alignment);

/*
 * Fill alignment and candidate of every live row, from usage, migration and
 * score.  What holds others (a chassis its blades, a hypervisor its guests)
 * is migrated only when all of them are, and idle only when all of them
 * are.  idle says, a byte a row, whether the shown verdict is idle; rollback
 * gives a site's rollback days.
 */
bool align_estate(struct estate *, int32_t as_of, const uint8_t *idle,
    int (*rollback)(void *ctx, const struct asset *), void *ctx, struct error *);

#endif
