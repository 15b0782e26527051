/* SPDX-License-Identifier: BSD-2-Clause */
#include "family_ask.h"

bool
family_ask_identity(const struct families *families, struct poller_ask *ask)
{
	uint32_t arcs[] = { 1, 3, 6, 1, 2, 1, 1, 0, 0 };
	const struct oid *probes;
	size_t n = families_probes(families, &probes);

	for (arcs[7] = 1; arcs[7] <= 6; arcs[7]++)
		if (!poller_get(ask, (struct oid){ arcs, 9 }))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!poller_next(ask, probes[i]))
			return false;
	return true;
}

bool
family_ask_read(const struct family_read *r, struct poller_ask *ask)
{
	return r->scalar ? poller_get(ask, r->oid) : poller_walk(ask, r->oid, r->table, r->most);
}
