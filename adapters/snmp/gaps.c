/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

#include <stdlib.h>

/*
 * Columns of one table, walked side by side, should have the same rows.  Many
 * tables are sparse and that is fine, but some agents skip rows in GETNEXT and
 * GETBULK that they have: a GET tells.
 */
enum { GAPS = 64, GAPS_V1 = 4 };

struct cursor {
	const struct column *column;
	size_t at, end; /* in the harvest */
};

struct merge {
	struct conversation *c;
	struct cursor *cursors;
	uint32_t n, most, asked;
};

/* The index at the cursor; false: the column is through. */
static bool
index_at(const struct merge *m, const struct cursor *k, struct oid *index)
{
	const struct varbind *v;

	if (k->at == k->end)
		return false;
	v = harvest_at(m->c->heard, k->at);
	*index = (struct oid){ v->name.arc + k->column->name.n, v->name.n - k->column->name.n };
	return true;
}

static bool
smallest(const struct merge *m, struct oid *least)
{
	struct oid index;
	bool any = false;

	for (uint32_t i = 0; i < m->n; i++)
		if (index_at(m, &m->cursors[i], &index) &&
		    (!any || oid_compare(index, *least) < 0)) {
			*least = index;
			any = true;
		}
	return any;
}

static void
ask_for(struct merge *m, const struct cursor *k, struct oid index)
{
	struct oid name = ask_oid(&m->c->ask, k->column->name);
	uint32_t arcs[OID_ARCS], n = 0;

	for (uint32_t i = 0; i < name.n && n < OID_ARCS; i++)
		arcs[n++] = name.arc[i];
	for (uint32_t i = 0; i < index.n && n < OID_ARCS; i++)
		arcs[n++] = index.arc[i];
	if (m->asked < m->most && poller_get(&m->c->ask, (struct oid){ arcs, n }))
		m->asked++;
}

/* Row by row: who has it moves on, who does not is asked. */
static void
compare(struct merge *m)
{
	struct oid least, index;

	while (m->asked < m->most && smallest(m, &least))
		for (uint32_t i = 0; i < m->n; i++) {
			struct cursor *k = &m->cursors[i];

			if (index_at(m, k, &index) && oid_compare(index, least) == 0)
				k->at++;
			else
				ask_for(m, k, least);
		}
}

/* The columns of the table that were read to their end and have rows. */
static void
gather(struct merge *m, unsigned table)
{
	struct poller_ask *a = &m->c->ask;

	m->n = 0;
	for (uint32_t i = 0; i < a->ncolumns; i++) {
		struct column *k = &a->columns[i];
		struct cursor *to = &m->cursors[m->n];

		if (k->table != table || k->partial || k->rows == 0)
			continue;
		to->column = k;
		to->end = harvest_below(m->c->heard, ask_oid(a, k->name), &to->at);
		to->end += to->at;
		m->n++;
	}
}

static bool
seen_before(const struct poller_ask *a, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (a->columns[k].table == a->columns[i].table)
			return true;
	return false;
}

/* See conversation.h. */
uint32_t
gaps_ask(struct conversation *c)
{
	struct poller_ask *a = &c->ask;
	bool old = conversation_credential(c)->version == SNMP_VERSION_1;
	struct merge m = { .c = c, .most = old ? GAPS_V1 : GAPS };

	if (a->ncolumns < 2 || (m.cursors = calloc(a->ncolumns, sizeof *m.cursors)) == NULL)
		return 0;
	for (uint32_t i = 0; i < a->ncolumns; i++)
		if (!seen_before(a, i)) {
			gather(&m, a->columns[i].table);
			if (m.n > 1)
				compare(&m);
		}
	free(m.cursors);
	return m.asked;
}
