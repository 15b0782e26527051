/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "replay_score.h"
#include "when.h"

int64_t
replay_saved(const struct replay_found *f, const struct asset *a, int32_t end)
{
	enum { YEAR = 365 };
	int32_t until = f->later.woke_on != DAY_ABSENT ? f->later.woke_on : end;

	if (f->first == DAY_ABSENT || a->annual_cost.v == MONEY_ABSENT)
		return MONEY_ABSENT;
	/* A history is 430 days at most, so that dividing last loses nothing that matters. */
	return a->annual_cost.v / YEAR * (until - f->first) +
	       a->annual_cost.v % YEAR * (until - f->first) / YEAR;
}

double
replay_bound(uint64_t n)
{
	return n < 3 ? 100 : 300.0 / (double)n;
}

static void
count(struct tally_of *t, bool yes)
{
	t->of++;
	t->n += yes;
}

static void
score_label(struct replay_score *s, const struct replay_found *f, enum replay_label label)
{
	uint64_t askings = 0;

	for (int w = 0; w < REPLAY_WORDS; w++)
		askings += f->said[w];
	switch (label) {
	case LABEL_NONE: break;
	case LABEL_KEEP:
		s->false_askings.n += f->said[REPLAY_RETIRE];
		s->false_askings.of += askings;
		if (askings > 0)
			count(&s->false_assets, f->first != DAY_ABSENT);
		break;
	case LABEL_RETIRE:
		count(&s->recall, f->last == REPLAY_RETIRE);
		/* Without a history nothing can be found either. */
		count(&s->refused, f->last == REPLAY_UNKNOWN || f->last == REPLAY_WORDS);
		count(&s->found, f->first != DAY_ABSENT);
		break;
	}
}

static const struct replay_base *
base_on(const struct replay *r, int32_t day)
{
	size_t i = 0;

	while (i + 1 < r->ndays && r->days[i].day != day)
		i++;
	return &r->days[i];
}

static void
score_retired(struct replay_score *s, const struct replay *r, const struct replay_found *f)
{
	const struct replay_base *base = base_on(r, f->first);

	s->retired++;
	s->active += f->later.active_on != DAY_ABSENT;
	s->woke += f->later.woke_on != DAY_ABSENT;
	s->lost += f->later.woke;
	s->active_half_hours += f->later.active;
	s->base_active += (double)base->active / base->assets;
	s->base_woke += (double)base->woke / base->assets;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sorts them; how many differ. */
static uint32_t
distinct(uint64_t *v, size_t n)
{
	uint32_t groups = 0;

	if (n > 0)
		qsort(v, n, sizeof *v, compare_numbers);
	for (size_t i = 0; i < n; i++)
		groups += i == 0 || v[i] != v[i - 1];
	return groups;
}

/* The first day that had a history before it. */
static int32_t
first_day(const struct replay *r)
{
	size_t i = 0;

	while (i + 1 < r->ndays && r->days[i].assets == 0)
		i++;
	return r->days[i].day;
}

/* Lists over the assets of one side: where and when they woke, how long it took to find them. */
struct lists {
	uint64_t *woke, *took;
	size_t nwoke, ntook;
};

static void
score_asset(struct replay_score *s, struct lists *l, const struct replay *r,
    const struct replay_found *f, const struct asset *a, enum replay_label label, bool week)
{
	uint32_t askings = 0;

	for (int w = 0; w < REPLAY_WORDS; w++) {
		s->said[w] += f->said[w];
		askings += f->said[w];
	}
	score_label(s, f, label);
	if (askings == 0)
		return;
	s->assets++;
	s->week_assets += week;
	if (f->first == DAY_ABSENT)
		return;
	score_retired(s, r, f);
	s->week += week;
	if (f->later.woke_on != DAY_ABSENT)
		l->woke[l->nwoke++] =
		    (uint64_t)a->site_index << 32 | (uint32_t)(f->later.woke_on - DAY_MIN);
	if (label == LABEL_RETIRE)
		l->took[l->ntook++] = (uint64_t)(f->first - first_day(r));
}

bool
replay_score(const struct replay *r, const struct rows *assets, size_t side, const uint8_t *labels,
    int32_t end, struct replay_score *s)
{
	struct lists l = { .woke = calloc(r->assets + 1, sizeof *l.woke),
		.took = calloc(r->assets + 1, sizeof *l.took) };
	bool ok = l.woke != NULL && l.took != NULL;

	*s = (struct replay_score){ .days_to_find = -1 };
	for (size_t i = 0; ok && i < r->assets; i++) {
		const struct replay_found *f = replay_found(r, i, side);
		const struct asset *a = rows_at(assets, i);
		int64_t saved = replay_saved(f, a, end);

		score_asset(s, &l, r, f, a, labels != NULL ? labels[i] : LABEL_NONE, r->week[i]);
		s->saved += saved != MONEY_ABSENT ? saved : 0;
		s->priced += saved != MONEY_ABSENT;
	}
	if (ok) {
		s->groups = distinct(l.woke, l.nwoke);
		distinct(l.took, l.ntook);
		if (l.ntook > 0)
			s->days_to_find = (int32_t)l.took[(l.ntook - 1) / 2];
	}
	free(l.woke);
	free(l.took);
	return ok;
}
