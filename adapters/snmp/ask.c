/* SPDX-License-Identifier: BSD-2-Clause */
#include "ask.h"

#include <stdlib.h>
#include <string.h>

/* Room for n items; NULL, and the old block as it was, without memory. */
static void *
room(void *base, uint32_t *cap, uint32_t n, size_t size)
{
	uint32_t wanted = *cap == 0 ? 16 : *cap;
	void *p;

	if (n <= *cap)
		return base;
	while (wanted < n)
		wanted *= 2;
	p = realloc(base, wanted * size);
	if (p != NULL)
		*cap = wanted;
	return p;
}

static bool
pooled(struct poller_ask *a, struct oid oid, struct asked *where)
{
	uint32_t *arcs = room(a->arcs, &a->cap, a->narcs + oid.n, sizeof *arcs);

	if (arcs == NULL || oid.n == 0 || oid.n > OID_ARCS)
		return false;
	a->arcs = arcs;
	memcpy(arcs + a->narcs, oid.arc, oid.n * sizeof *arcs);
	*where = (struct asked){ a->narcs, oid.n };
	a->narcs += oid.n;
	return true;
}

static bool
question(struct poller_ask *a, struct questions *q, struct oid oid)
{
	struct asked *item = room(q->item, &q->cap, q->n + 1, sizeof *item);

	if (item == NULL)
		return false;
	q->item = item;
	if (!pooled(a, oid, &item[q->n]))
		return false;
	q->n++;
	return true;
}

/* Ask for one instance.  False without memory, or if it is no OID. */
bool
poller_get(struct poller_ask *a, struct oid oid)
{
	return question(a, &a->gets, oid);
}

/* Ask for the instance after an OID. */
bool
poller_next(struct poller_ask *a, struct oid oid)
{
	return question(a, &a->nexts, oid);
}

/* Ask for all instances below a column; most_rows 0: 4096. */
bool
poller_walk(struct poller_ask *a, struct oid column, unsigned table, uint32_t most_rows)
{
	struct column *columns = room(a->columns, &a->capcolumns, a->ncolumns + 1, sizeof *columns);
	uint32_t *active = room(a->active, &a->capactive, a->nactive + 1, sizeof *active);

	if (columns != NULL)
		a->columns = columns;
	if (active != NULL)
		a->active = active;
	if (columns == NULL || active == NULL)
		return false;
	columns[a->ncolumns] =
	    (struct column){ .table = table, .most = most_rows == 0 ? 4096 : most_rows };
	if (!pooled(a, column, &columns[a->ncolumns].name))
		return false;
	active[a->nactive++] = a->ncolumns++;
	return true;
}

/* Begin anew; the memory is kept for the next step. */
void
ask_clear(struct poller_ask *a)
{
	for (uint32_t i = 0; i < a->ncolumns; i++)
		free(a->columns[i].last);
	a->narcs = a->ncolumns = a->nactive = 0;
	a->gets.from = a->gets.n = a->nexts.from = a->nexts.n = 0;
}

/* Free what it points to. */
void
ask_free(struct poller_ask *a)
{
	ask_clear(a);
	free(a->arcs);
	free(a->gets.item);
	free(a->nexts.item);
	free(a->columns);
	free(a->active);
	*a = (struct poller_ask){ 0 };
}

/* Is nothing asked at all? */
bool
ask_empty(const struct poller_ask *a)
{
	return a->gets.n == 0 && a->nexts.n == 0 && a->ncolumns == 0;
}

/* An OID of the pool; valid until the next question is added. */
struct oid
ask_oid(const struct poller_ask *a, struct asked where)
{
	return (struct oid){ a->arcs + where.at, where.n };
}

/* How many are not answered yet. */
uint32_t
questions_open(const struct questions *q)
{
	return q->n - q->from;
}

/* Take out the i-th open one; the others keep their order. */
void
questions_drop(struct questions *q, uint32_t i)
{
	memmove(&q->item[q->from + 1], &q->item[q->from], i * sizeof *q->item);
	q->from++;
}

/* Remember the instance last heard. */
bool
column_moved(struct column *k, const uint32_t *arcs, uint32_t n)
{
	uint32_t *last = room(k->last, &k->caplast, n, sizeof *last);

	if (last == NULL && n > 0)
		return false;
	k->last = last;
	if (n > 0)
		memcpy(last, arcs, n * sizeof *last);
	k->nlast = n;
	k->started = true;
	return true;
}

/* Leave the columns that have ended out of active. */
void
ask_settle(struct poller_ask *a)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->nactive; i++)
		if (!a->columns[a->active[i]].ended)
			a->active[n++] = a->active[i];
	a->nactive = n;
}
