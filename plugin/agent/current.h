/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CURRENT_H
#define DECOM_CURRENT_H

#include "snapshot.h"
#include "status.h"

/*
 * The snapshot that is served now, and the one that may follow it.  A new
 * file is mapped and validated in slices of well under a millisecond, by
 * alarms of the agent, and takes the place of the old one between two
 * requests.  A file that does not pass is refused, told once, and the old one
 * stays.
 */
struct current;

/* NULL without memory.  The status must outlive it. */
struct current *current_new(struct status *);
void current_free(struct current *); /* NULL is fine */

/*
 * Serve statedir/snapshot from now on.  For snmpd's start and reload: works
 * for up to 200 ms at once, so that a usual snapshot is there before the
 * first request, and goes on in slices if that was not enough.
 */
void current_open(struct current *, const char *statedir);

/* Is there another file than the one last seen?  Then begin to validate it. */
void current_poll(struct current *);

/* What to answer from; the rows stay put until the main loop goes on. */
const struct rows *current_rows(const struct current *, enum section);

/* Digits of the minor unit of the snapshot's currency. */
unsigned current_digits(const struct current *);

/*
 * The first row from here on whose field may be present; the row itself if
 * nothing better is known, the number of rows if none is left.  Keeps a walk
 * of a nearly empty column from reading every row of a large estate.
 */
size_t current_skip(const struct current *, enum section, const struct field *, size_t row);

#endif
