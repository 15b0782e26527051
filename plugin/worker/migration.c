/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "migration.h"

int
migration_advance(uint8_t status)
{
	static const int order[] = {
		[MIGRATION_RETAINED] = 0,
		[MIGRATION_NOT_PLANNED] = 1,
		[MIGRATION_FAILED] = 2,
		[MIGRATION_UNKNOWN] = 3,
		[MIGRATION_PLANNED] = 4,
		[MIGRATION_IN_PROGRESS] = 5,
		[MIGRATION_CUT_OVER] = 6,
		[MIGRATION_COMPLETED] = 7,
	};

	return status >= 1 && status < sizeof order / sizeof *order ? order[status]
								    : order[MIGRATION_UNKNOWN];
}

bool
migration_done(uint8_t status, struct day cutover, int rollback_days, int32_t as_of)
{
	if (status == MIGRATION_COMPLETED)
		return true;
	return status == MIGRATION_CUT_OVER && cutover.v != DAY_ABSENT &&
	       cutover.v + rollback_days <= as_of;
}

bool
migration_planned(const struct asset *a)
{
	if (a->migration_status == MIGRATION_NOT_PLANNED)
		return false;
	return a->migration_status != U8_ABSENT || a->wave.at != TEXT_ABSENT ||
	       a->cutover_date.v != DAY_ABSENT ||
	       (a->strategy != U8_ABSENT && a->strategy != STRATEGY_UNKNOWN);
}

/* By row, then source. */
static int
by_row(const void *a, const void *b)
{
	const struct placement *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->application.at > y->application.at) - (x->application.at < y->application.at);
}

static bool
same_application(const struct estate *e, struct text a, struct text b)
{
	return a.at == b.at ||
	       (a.at != TEXT_ABSENT && b.at != TEXT_ABSENT &&
		   strcasecmp(arena_text(&e->arena, a), arena_text(&e->arena, b)) == 0);
}

/* What p does not say, from q. */
static void
fill(struct placement *p, const struct placement *q)
{
	if (p->status == U8_ABSENT)
		p->status = q->status;
	if (p->strategy == U8_ABSENT)
		p->strategy = q->strategy;
	if (p->cutover_date.v == DAY_ABSENT)
		p->cutover_date = q->cutover_date;
	if (p->wave.at == TEXT_ABSENT)
		p->wave = q->wave;
	if (p->target.at == TEXT_ABSENT)
		p->target = q->target;
}

/*
 * One entry an application, in place: entries of one application are merged,
 * those that name none add to all.  Returns how many are left.
 */
static size_t
by_application(const struct estate *e, struct placement *p, size_t n)
{
	size_t named = 0, kept = 0, unnamed = 0;

	for (size_t i = 0; i < n; i++) {
		size_t j = 0;

		while (j < kept && !same_application(e, p[j].application, p[i].application))
			j++;
		if (j < kept)
			fill(&p[j], &p[i]);
		else {
			p[kept++] = p[i];
			named += p[i].application.at != TEXT_ABSENT;
		}
	}
	if (named == 0 || named == kept)
		return kept;
	while (p[unnamed].application.at != TEXT_ABSENT)
		unnamed++;
	for (size_t i = 0; i < kept; i++)
		fill(&p[i], &p[unnamed]);
	memmove(&p[unnamed], &p[unnamed + 1], (kept - unnamed - 1) * sizeof *p);
	return kept - 1;
}

/* Which of two applications leaves later. */
static bool
later(const struct placement *p, const struct placement *q)
{
	int a = migration_advance(p->status), b = migration_advance(q->status);

	return a != b ? a < b : p->cutover_date.v > q->cutover_date.v;
}

/* "payments; ledger", in the order of the entries. */
static struct text
join_names(struct estate *e, const struct placement *p, size_t n, struct text known)
{
	char buf[512];
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = arena_text(&e->arena, p[i].application);

		if (name != NULL && used < sizeof buf)
			used += (size_t)snprintf(
			    buf + used, sizeof buf - used, "%s%s", used > 0 ? "; " : "", name);
	}
	return used > 0 && n > 1 ? arena_share(&e->arena, buf) : known;
}

static bool
settle_row(struct estate *e, uint32_t row, struct placement *p, size_t n)
{
	size_t last = 0;
	struct text names;
	struct asset *a;

	n = by_application(e, p, n);
	for (size_t i = 1; i < n; i++)
		if (later(&p[i], &p[last]))
			last = i;
	names = join_names(e, p, n, estate_asset(e, row)->application);
	a = estate_asset(e, row);
	if (a->application.at != TEXT_ABSENT && names.at == TEXT_ABSENT)
		return false;
	a->application = names;
	a->migration_status = p[last].status;
	a->strategy = p[last].strategy;
	a->cutover_date = p[last].cutover_date;
	a->wave = p[last].wave;
	if (p[last].target.at != TEXT_ABSENT)
		a->target = p[last].target;
	return true;
}

void
migration_sort(struct estate *e)
{
	struct placement *p = (void *)e->placements.base;
	size_t n = e->placements.len / sizeof *p;

	for (size_t i = 0; i < n; i++)
		p[i].row = estate_row(e, p[i].row);
	if (n > 0)
		qsort(p, n, sizeof *p, by_row);
}

bool
migration_settle(struct estate *e, struct error *err)
{
	struct placement *p = (void *)e->placements.base;
	size_t n = e->placements.len / sizeof *p;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && p[end].row == p[i].row;)
			end++;
		if (!settle_row(e, p[i].row, p + i, end - i))
			return error_set(err, "out of memory");
	}
	return true;
}
