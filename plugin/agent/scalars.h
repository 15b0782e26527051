/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SCALARS_H
#define DECOM_SCALARS_H

#include "current.h"
#include "status.h"

/*
 * The scalars of DECOM-MIB: the summary of the current snapshot and the
 * agent's own status, two catalogues whose numbers interleave.
 */
struct scalars;

/* NULL, and a line in the log, if the agent refuses them.  Both must outlive them. */
struct scalars *scalars_serve(const struct current *, const struct status *);
void scalars_withdraw(struct scalars *); /* NULL is fine */

#endif
