/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SAMPLER_H
#define DECOM_SAMPLER_H

#include "calendar.h"
#include "estate.h"
#include "store.h"

/*
 * Samples of all sources -> daily evidence in the store.  Needs the estate
 * grouped and numbered.  A sample belongs to the one asset that its identity
 * fits; where it fits several, or none, it is not used and a finding says so.
 */
struct sampler;

enum { EVIDENCE_DAYS = 430 }; /* a yearly job plus slack: facts on idleness, section 4 */

/* as_of: days after it, or EVIDENCE_DAYS before it, are not kept. */
struct sampler *sampler_new(struct estate *, struct store *, int32_t as_of);
void sampler_free(struct sampler *);

/* Days are those of the assets' sites, not of UTC; the calendars must outlive it. */
void sampler_calendars(struct sampler *, struct calendars *);

/* The source that the next samples come from; its number is store_named()'s. */
void sampler_source(struct sampler *, const char *name, uint32_t number);

bool sampler_add(struct sampler *, const struct record *, struct error *);

/* The same of an asset that is known by its row: the record's cells are not looked at. */
bool sampler_add_row(struct sampler *, uint32_t row, const struct record *, struct error *);

/* Write what is still held. */
bool sampler_flush(struct sampler *, struct error *);

#endif
