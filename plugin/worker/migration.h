/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_MIGRATION_H
#define DECOM_MIGRATION_H

#include "estate.h"

/* Sort the placements by row and source.  After estate_group(), before what follows here. */
void migration_sort(struct estate *);

/*
 * A host of several applications is migrated only when the last of them is:
 * fill migration_status, wave, cutover_date, strategy, target and application
 * of every row from its placements, those of the least advanced application
 * winning.  Of one application the better source wins field by field.
 * Uses the placements up.
 */
bool migration_settle(struct estate *, struct error *);

/* How far a status is, for comparing: the lower holds the host back. */
int migration_advance(uint8_t status);

/* completed, or cut over and the rollback days over, as of that day. */
bool migration_done(uint8_t status, struct day cutover, int rollback_days, int32_t as_of);

/* Whether any plan names it: a status other than notPlanned, a wave, a strategy or a cutover. */
bool migration_planned(const struct asset *);

#endif
