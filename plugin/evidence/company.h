/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_COMPANY_H
#define DECOM_COMPANY_H

#include "activity.h"

/*
 * What the hosts of a site did at the same time: an instant at which a third
 * or more of them did the same out of their habits (patch windows, scans) is
 * housekeeping of the site, not work of one of them.  Filled from all
 * assets' activities before any is judged.  Memory depends on the number of
 * sites, not of assets.
 */
struct company;

struct company *company_new(int32_t as_of);
void company_free(struct company *);

/* The number under which a site's hosts are counted, given at first sight; name NULL: 0, nobody's.
 */
bool company_site(struct company *, const char *name, uint32_t *site);

/* Count one asset in. */
bool company_add(struct company *, uint32_t site, const struct activity *);

/* The half-hours of a day at which so many did the same in that metric. */
uint64_t company_mask(const struct company *, uint32_t site, enum metric, int32_t day);

/* If so many on one day did what is small, each in turn, as in a scan of the site: its hours. */
uint64_t company_day(const struct company *, uint32_t site, int32_t day);

/* On how many days of [first, until) that is so. */
unsigned company_days(const struct company *, uint32_t site, int32_t first, int32_t until);

/* The half-hours of a day about which so many restarted. */
uint64_t company_restarts(const struct company *, uint32_t site, int32_t day);

#endif
