/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"

struct series
series_slice(const struct series *s, int32_t from, int32_t until)
{
	struct series part = *s;
	size_t i = 0, n = s->n;

	while (i < n && s->days[i].day < from)
		i++;
	while (n > i && s->days[n - 1].day >= until)
		n--;
	part.n = n - i;
	if (part.n != 0) {
		part.days += i;
		part.half_hours = part.half_hours != NULL ? part.half_hours + i : NULL;
	}
	return part;
}

/* The newest LEARN_DAYS of it. */
static struct series
newest(struct series s)
{
	size_t spare = s.n > LEARN_DAYS ? s.n - LEARN_DAYS : 0;

	s.n -= spare;
	if (spare != 0) {
		s.days += spare;
		s.half_hours += spare;
	}
	return s;
}

/* What a trace's habits are learnt from; *young: it is less than the epoch's days. */
static struct series
learning_days(const struct activity *a, const struct series *s, bool learnt, bool *young)
{
	/* Not what the history's end loses in the course of the epoch. */
	int32_t oldest = a->epoch + EPOCH_DAYS - ACTIVITY_DAYS;
	struct series days = newest(series_slice(s, oldest, a->epoch));

	*young = learnt && s->n != 0 && days.n < YOUNG_DAYS;
	return *young ? newest(*s) : days;
}

/* What recurs in writing only briefly is maintenance; by date, so that metrics of different
 * coverage are seen together. */
static void
learn_slots(struct activity *a, const struct series days[TRACES])
{
	struct slot_days together = { .from = DAY_ABSENT };
	int32_t last = DAY_ABSENT, first = INT32_MAX;

	for (size_t i = 0; i < TRACES; i++) {
		if (!roles[i].teaches || days[i].n == 0)
			continue;
		if (days[i].days[days[i].n - 1].day > last)
			last = days[i].days[days[i].n - 1].day;
		if (days[i].days[0].day < first)
			first = days[i].days[0].day;
	}
	if (last == DAY_ABSENT)
		return;
	together.from = last - first < LEARN_DAYS ? first : last - LEARN_DAYS + 1;
	together.n = last - together.from + 1;
	for (size_t i = 0; i < TRACES; i++)
		if (roles[i].teaches || i == WRITING)
			slot_days_add(&together, &a->trace[i].habit, &days[i], i != WRITING);
	slots_learn(&a->slots, &together);
}

void
activity_learn(struct activity *a, const struct series s[TRACES])
{
	struct series days[TRACES];

	a->young = false;
	a->slots = (struct slots){ 0 };
	for (size_t i = 0; i < TRACES; i++) {
		enum metric m = roles[i].metric;
		bool young;

		days[i] = learning_days(a, &s[i], habit_is_learnt(m), &young);
		a->young |= young;
		habit_learn(&a->trace[i].habit, m, &a->capacity, &days[i]);
	}
	learn_slots(a, days);
	for (size_t i = 0; i < TRACES; i++)
		if (slots_forgive(roles[i].metric))
			slots_levels(
			    &a->trace[i].habit, roles[i].metric, &a->capacity, &a->slots, &days[i]);
}
