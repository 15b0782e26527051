/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "coverage.h"
#include "level.h"
#include "tally.h"

enum { UNIT = 5, DAY_UNITS = 1440 / UNIT };

static const uint64_t all_half_hours = ((uint64_t)1 << HALF_HOURS) - 1;

void
coverage_clear(struct coverage *c)
{
	c->first = DAY_ABSENT;
	c->n = 0;
}

static uint16_t
units_up(unsigned minutes)
{
	return (uint16_t)((minutes + UNIT - 1) / UNIT);
}

static uint64_t
unmeasured(const struct half_hours *h)
{
	uint64_t mask = 0;

	for (int i = 0; i < HALF_HOURS; i++)
		mask |= (uint64_t)(h->high[i] == LEVEL_NONE) << i;
	return mask;
}

static void
lost_day(struct coverage *c, int32_t day)
{
	const uint16_t all = DAY_UNITS;

	if (c->first == DAY_ABSENT || c->n == ACTIVITY_DAYS)
		return;
	c->gaps[c->n++] = (struct gap_day){ day, all, all, all, all, all, 0, all_half_hours };
}

static void
measured(struct coverage *c, const struct measured_day *d, const struct half_hours *h)
{
	struct gap_day *g;

	if (c->first == DAY_ABSENT)
		c->first = d->day;
	if (d->covered >= d->minutes || c->n == ACTIVITY_DAYS)
		return;
	g = &c->gaps[c->n++];
	*g = (struct gap_day){
		.day = d->day,
		.length = units_up(d->minutes),
		.lost = units_up(d->minutes - d->covered),
		.gap = units_up(d->gap),
		.lead = units_up(d->lead),
		.trail = units_up(d->trail),
		.missing = h != NULL ? unmeasured(h) : 0,
	};
}

void
coverage_add(struct coverage *c, const struct series *s, int32_t from, int32_t until)
{
	int32_t next = from;

	for (size_t i = 0; i < s->n; i++) {
		int32_t day = s->days[i].day;

		if (day < next || day >= until || s->days[i].covered == 0)
			continue;
		while (next < day)
			lost_day(c, next++);
		measured(c, &s->days[i], s->half_hours != NULL ? &s->half_hours[i] : NULL);
		next++;
	}
	while (next < until)
		lost_day(c, next++);
}

/* A first day that was lost is not first. */
void
coverage_begin(struct coverage *c, int32_t day)
{
	size_t n = 0;

	if (c->first == DAY_ABSENT || c->first >= day)
		return;
	while (n < c->n && c->gaps[n].day < day)
		n++;
	while (n < c->n && c->gaps[n].day == day && c->gaps[n].lost >= c->gaps[n].length) {
		day++;
		n++;
	}
	c->first = day;
	c->n -= n;
	memmove(c->gaps, c->gaps + n, c->n * sizeof *c->gaps);
}

void
coverage_cut(struct coverage *c, int32_t day)
{
	while (c->n > 0 && c->gaps[c->n - 1].day >= day)
		c->n--;
	if (c->first != DAY_ABSENT && c->first >= day)
		coverage_clear(c);
}

struct sum {
	int64_t lost;
	uint32_t gap, run; /* units */
	uint32_t empty;    /* days that were lost wholly */
};

static void
lost_days(struct sum *sum, int64_t days)
{
	if (days <= 0)
		return;
	sum->lost += days * DAY_UNITS;
	sum->run += (uint32_t)days * DAY_UNITS;
	sum->gap = sum->run > sum->gap ? sum->run : sum->gap;
	sum->empty += (uint32_t)days;
}

static void
gap_day(struct sum *sum, const struct gap_day *g)
{
	uint32_t joined = sum->run + g->lead;

	/* Of days with a clock change the same share is lost of 24 hours. */
	sum->lost += (int64_t)g->lost * DAY_UNITS / (g->length != 0 ? g->length : DAY_UNITS);
	sum->gap = joined > sum->gap ? joined : sum->gap;
	sum->gap = g->gap > sum->gap ? g->gap : sum->gap;
	sum->run = g->lost >= g->length ? joined : g->trail;
}

static size_t
gap_from(const struct coverage *c, int32_t day)
{
	size_t lo = 0, hi = c->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (c->gaps[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The gaps in [begin, end), of which everything is known. */
static void
known_days(
    struct sum *sum, struct tally *missing, const struct coverage *c, int32_t begin, int32_t end)
{
	int32_t previous = begin - 1;

	for (size_t i = gap_from(c, begin); i < c->n && c->gaps[i].day < end; i++) {
		if (c->gaps[i].day != previous + 1)
			sum->run = 0;
		gap_day(sum, &c->gaps[i]);
		tally_add(missing, c->gaps[i].missing);
		previous = c->gaps[i].day;
	}
	if (previous != end - 1)
		sum->run = 0;
}

static int32_t
within(int32_t day, int32_t least, int32_t most)
{
	day = day < most ? day : most;
	return day > least ? day : least;
}

struct covered
coverage_over(
    const struct coverage *c, int32_t first, int32_t last, int32_t until, bool rest_is_covered)
{
	int64_t days = (int64_t)last - first + 1, units = days * DAY_UNITS;
	int32_t end = within(until, first, last + 1);
	int32_t begin = within(c->first != DAY_ABSENT ? c->first : until, first, end);
	struct tally missing = { 0 };
	struct sum sum = { 0 };
	unsigned worst;

	if (days <= 0)
		return (struct covered){ 0 };
	lost_days(&sum, (int64_t)begin - first);
	if (begin < end)
		known_days(&sum, &missing, c, begin, end);
	if (!rest_is_covered)
		lost_days(&sum, (int64_t)last + 1 - end);
	worst = tally_most(&missing) + sum.empty;
	return (struct covered){
		.share = (uint16_t)((units - sum.lost) * 10000 / units),
		.slot_share = (uint16_t)((days - (worst < days ? worst : days)) * 10000 / days),
		.gap = sum.gap * UNIT,
	};
}
