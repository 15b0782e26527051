/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_NUMBER_H
#define DECOM_NUMBER_H

#include "estate.h"
#include "snapshot.h"
#include "store.h"

/*
 * Give every live row its number: the one that its strongest known identity
 * got before, else a new one.  Identities that several assets share do not
 * count.  Numbers that turn out to be one asset are merged in the store.
 * last is a snapshot from which a store that was lost is rebuilt first; NULL: none.
 * Inside a transaction of the store.
 */
bool number_assets(struct estate *, struct store *, const struct snapshot *last, struct error *);

/* Live rows in order of their numbers; the caller frees.  NULL without memory. */
uint32_t *number_order(const struct estate *, size_t *n);

#endif
