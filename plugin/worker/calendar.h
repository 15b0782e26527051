/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CALENDAR_H
#define DECOM_CALENDAR_H

#include "day.h"
#include "error.h"

/*
 * Local days of sites, as decom.lua names their zones.  Assets of no site, and
 * of sites without a zone, have UTC days.
 */
struct config;
struct calendars;
struct calendar; /* of one site */

/*
 * as_of: the day that counts as today, DAY_ABSENT: the one that now (UTC
 * seconds) is.  config NULL: there is only UTC; else it must outlive this.
 * NULL with the error set without memory, or if a zone is no longer known.
 */
struct calendars *calendars_new(const struct config *, int32_t as_of, int64_t now, struct error *);
void calendars_free(struct calendars *);

/* As given; else the earliest day that it is now at any of the sites, so that all days before
 * are over everywhere. */
int32_t calendars_as_of(const struct calendars *);

/* The calendar of a site, NULL: of none. */
struct calendar *calendars_site(struct calendars *, const char *site);

/* The last day of which samples are taken: as_of as given, else what is today there. */
int32_t calendar_last(const struct calendar *);

/* The day an instant lies in, and how a day lies.  Within some thousand years of now. */
int32_t calendar_day(struct calendar *, int64_t utc);
const struct day_frame *calendar_frame(struct calendar *, int32_t day); /* until the next call */

#endif
