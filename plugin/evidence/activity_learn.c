/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"
#include "day.h"

/* Minutes; days; percent of days. */
enum { LOST = 2 * BUCKET_MINUTES, LEAST_LOST = 8, OFTEN = 10, MOSTLY = 50 };

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

/* Not what the history's end loses in the course of the epoch. */
static int32_t
oldest(const struct activity *a)
{
	return a->epoch + EPOCH_DAYS - ACTIVITY_DAYS;
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
	struct series days = newest(series_slice(s, oldest(a), a->epoch));

	*young = learnt && s->n != 0 && days.n < YOUNG_DAYS;
	return *young ? newest(*s) : days;
}

/* Were ten minutes of it lost, and not of CPU, on so many percent of the days? */
static bool
is_lost_often(const struct series *s, const struct series *cpu, unsigned percent)
{
	size_t lost = 0;

	for (size_t i = 0, j = 0; i < s->n; i++) {
		while (j < cpu->n && cpu->days[j].day < s->days[i].day)
			j++;
		if (j == cpu->n)
			break;
		lost += cpu->days[j].day == s->days[i].day &&
			s->days[i].covered + LOST <= cpu->days[j].covered;
	}
	return lost >= LEAST_LOST && lost * 100 >= s->n * percent;
}

/* What recurs in writing only briefly is maintenance; by date, so that metrics of different
 * coverage are seen together. */
static void
learn_slots(const struct activity *a, const struct series days[TRACES], struct slots *slots)
{
	struct slot_days together = { .from = DAY_ABSENT };
	int32_t last = DAY_ABSENT, first = INT32_MAX;

	*slots = (struct slots){ 0 };
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
	for (size_t i = 0; i < TRACES; i++) {
		if (!roles[i].teaches && i != WRITING)
			continue;
		slot_days_add(&together, &a->trace[i].habit, &days[i], i != WRITING);
		if (i != WRITING && is_lost_often(&days[i], &days[0], MOSTLY))
			slot_days_lose(&together, &days[i]);
	}
	slots_learn(slots, &together);
}

/* What is usual in the slots of a trace. */
static void
learn_usual(const struct activity *a, size_t i, struct habit *habit, const struct slots *slots,
    const struct series days[TRACES])
{
	if (!slots_forgive(roles[i].metric))
		return;
	slots_levels(habit, roles[i].metric, &a->capacity, slots, &days[i]);
	habit->leaks = i != 0 && is_lost_often(&days[i], &days[0], OFTEN);
	if (i != READING)
		slots_read(habit, &days[i], &days[READING], a->trace[READING].habit.burst);
}

/* What recurred in [from, until), when it was otherwise than of late. */
static void
learn_phase(struct activity *a, const struct series s[TRACES], int32_t from, int32_t until)
{
	struct phase *p = &a->phase[a->phases++];
	struct series days[TRACES];

	for (size_t i = 0; i < TRACES; i++) {
		days[i] = series_slice(&s[i], from, until);
		p->habit[i] = a->trace[i].habit;
	}
	learn_slots(a, days, &p->slots);
	for (size_t i = 0; i < TRACES; i++)
		learn_usual(a, i, &p->habit[i], &p->slots, days);
}

static void
learn_phases(struct activity *a, const struct series s[TRACES])
{
	int32_t until = a->epoch - LEARN_DAYS;

	for (a->phases = 0; a->phases < PHASES; until -= LEARN_DAYS) {
		int32_t from = until - LEARN_DAYS > oldest(a) ? until - LEARN_DAYS : oldest(a);

		if (until - from < YOUNG_DAYS)
			break;
		learn_phase(a, s, from, until);
	}
}

void
activity_learn(struct activity *a, const struct series s[TRACES])
{
	struct series days[TRACES];

	a->young = false;
	for (size_t i = 0; i < TRACES; i++) {
		enum metric m = roles[i].metric;
		bool young;

		days[i] = learning_days(a, &s[i], habit_is_learnt(m), &young);
		a->young |= young;
		habit_learn(&a->trace[i].habit, m, &a->capacity, &days[i]);
	}
	learn_slots(a, days, &a->slots);
	for (size_t i = 0; i < TRACES; i++)
		learn_usual(a, i, &a->trace[i].habit, &a->slots, days);
	learn_phases(a, s);
}
