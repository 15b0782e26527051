/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ZONE_H
#define DECOM_ZONE_H

#include <stdint.h>

#include "error.h"

/*
 * A time zone that is nobody's environment: neither TZ nor tzset() is
 * touched, so several zones are in use at once.
 */
struct zone;

/*
 * "UTC", "Z", a fixed offset ("+02:00", "-0500", "UTC+1"), or a name of the
 * system's zone files ("Europe/Berlin"; looked up in TZDIR, else
 * /usr/share/zoneinfo).  The caller owns it.  NULL with the reason in e.
 */
struct zone *zone_new(const char *name, struct error *e);
void zone_free(struct zone *);

/* Seconds east of UTC at an instant.  NULL is UTC. */
int32_t zone_offset(const struct zone *, int64_t utc);

/*
 * The instant of a local time given as seconds since 1970-01-01T00:00:00
 * local.  A time that occurs twice is the first of the two; one that is
 * skipped is read with the offset before the gap.
 */
int64_t zone_utc(const struct zone *, int64_t local);

#endif
