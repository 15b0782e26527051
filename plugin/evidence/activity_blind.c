/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"
#include "company.h"
#include "day.h"

/*
 * What is lost may be as high as it likes, so a loss is explained only where
 * any height would have been forgiven, and only if all that was lost fits in.
 * A loss of less than an hour need not cover a half-hour, and so has no place in
 * the day.  Units are five minutes.
 */
enum {
	HALF_HOUR = 30 / BUCKET_MINUTES,
	LEAST_GAP = HELD_BUCKETS,
	WHOLE_DAY = DAY_MINUTES / BUCKET_MINUTES,
	MOST_PATCHED = 120 / BUCKET_MINUTES
};

/* Most: all but one day in twenty. */
enum { MOST = 95, TENTHS = 10, SIXTEENTHS = 16 };

/* What each trace lacks of one day; ascends with the days it is asked for. */
struct lacking {
	const struct coverage *of;
	size_t next; /* first gap that is not before the day */
};

/* A day on which a metric alone was lost. */
struct loss {
	int32_t day;
	unsigned units;   /* of it alone */
	unsigned reads;   /* of reads, beyond what all lost */
	int skipped;      /* half-hours by the clock, which are among the missing */
	uint64_t missing; /* half-hours */
};

/* What was lost of that day in units; *gap: the longest.  False: it was not measured yet. */
static bool
lost_on(struct lacking *l, int32_t day, unsigned *lost, unsigned *gap)
{
	const struct coverage *c = l->of;

	*lost = *gap = 0;
	if (c->first == DAY_ABSENT || day < c->first)
		return false;
	while (l->next < c->n && c->gaps[l->next].day < day)
		l->next++;
	if (l->next < c->n && c->gaps[l->next].day == day) {
		*lost = c->gaps[l->next].lost;
		*gap = c->gaps[l->next].gap;
	}
	return true;
}

/* Counters start anew together where an agent does; what is no counter is there all the same. */
static bool
is_counter(enum metric m)
{
	return m != METRIC_LOGINS && m != METRIC_SESSIONS;
}

/* Is there a counter that was not lost for twenty minutes at a stretch?  The least that one lost.
 */
static bool
other_is_whole(struct lacking others[TRACES], int32_t day, unsigned *least)
{
	bool is = false;

	*least = 0;
	for (int i = 0; i < TRACES; i++) {
		unsigned lost, gap;

		if (!is_counter(roles[i].metric) || !lost_on(&others[i], day, &lost, &gap) ||
		    gap >= LEAST_GAP)
			continue;
		*least = is && *least < lost ? *least : lost;
		is = true;
	}
	return is;
}

/* How long what a slot forgives went on that day, in half-hours: by CPU, by reads, or by what of
 * these was lost as well. */
static unsigned
housekeeping_on(const struct activity *a, const struct loss *l, uint64_t slots)
{
	const struct trace *reads = &a->trace[READING];
	unsigned cpu = a->trace[0].forgiven[l->day - a->base];
	unsigned n = reads->forgiven[l->day - a->base];
	unsigned lost = (l->reads + HALF_HOUR - 1) / HALF_HOUR;
	size_t i = work_from(reads->work, reads->n, l->day);

	if (i < reads->n && reads->work[i].day == l->day)
		n += (unsigned)__builtin_popcountll(reads->work[i].mask & slots);
	n = n > lost ? n : lost;
	return n > cpu ? n : cpu;
}

/* How long the housekeeping of a slot went on in which all this may have been lost; 0: in none. */
static unsigned
slot_of(const struct activity *a, enum metric m, const struct loss *l)
{
	uint64_t slots = around(a->slots.daily | a->slots.weekly[weekday(l->day)], 1);

	if (!slots_forgive(m) || slots == 0 ||
	    __builtin_popcountll(l->missing & ~slots) > l->skipped)
		return 0;
	return housekeeping_on(a, l, slots);
}

/*
 * No longer than what a slot forgives went on: what is held in n half-hours
 * began less than twenty minutes before them.  And not much more than usual,
 * so that nothing else was lost for twenty minutes.
 */
static bool
is_of_slot(unsigned half_hours, const struct loss *l, unsigned usual)
{
	return half_hours != 0 && l->units < half_hours * HALF_HOUR + LEAST_GAP &&
	       l->units * TENTHS < half_hours * usual + LEAST_GAP * TENTHS;
}

/* Of patches before a restart, and of start-up. */
static bool
is_of_restart(const struct activity *a, const struct company *c, uint32_t site, enum metric m,
    const struct loss *l)
{
	uint64_t restart = m != METRIC_SESSIONS ? around(restart_mask(a, c, site, l->day), 1) : 0;

	return restart != 0 && (l->missing & ~restart) == 0 && l->units <= MOST_PATCHED;
}

/* Walks along the losses of a metric. */
struct losses {
	const struct activity *of;
	const struct trace *own;
	struct lacking others[TRACES];
	size_t next;
};

static struct losses
losses_of(const struct activity *a, const struct trace *own)
{
	struct losses losses = { .of = a, .own = own };

	for (int i = 0; i < TRACES; i++)
		losses.others[i].of = &a->trace[i].coverage;
	return losses;
}

static unsigned
beyond(unsigned lost, unsigned all)
{
	return lost > all ? lost - all : 0;
}

/* Only days on which the metric lacks something are looked at. */
static bool
next_loss(struct losses *s, struct loss *l)
{
	const struct coverage *c = &s->own->coverage;

	while (s->next < c->n) {
		const struct gap_day *g = &c->gaps[s->next++];
		unsigned all, reads, gap;

		if (g->gap < LEAST_GAP || !other_is_whole(s->others, g->day, &all))
			continue;
		if (!lost_on(&s->others[READING], g->day, &reads, &gap))
			reads = 0;
		*l = (struct loss){ g->day, beyond(g->lost, all), beyond(reads, all),
			g->length < WHOLE_DAY ? (WHOLE_DAY - g->length) / HALF_HOUR : 0,
			g->missing };
		return true;
	}
	return false;
}

/* Tenths of a unit for each half-hour of housekeeping: what most days lose at most. */
static unsigned
usual_loss(const struct activity *a, enum metric m, const struct trace *own)
{
	struct losses losses = losses_of(a, own);
	struct histogram h = { 0 };
	struct loss l;

	while (next_loss(&losses, &l)) {
		unsigned n = slot_of(a, m, &l);

		if (n == 0 || l.units >= n * HALF_HOUR + LEAST_GAP)
			continue;
		h.of[l.units * TENTHS / n]++;
		h.n++;
	}
	return histogram_quantile(&h, MOST) / SIXTEENTHS;
}

uint32_t
activity_blind(const struct activity *a, const struct company *c, uint32_t site, enum metric m,
    int32_t first, int32_t last)
{
	const struct trace *own = activity_trace(a, m);
	struct losses losses;
	struct loss l;
	unsigned usual;
	uint32_t n = 0;

	if (own == NULL || own->coverage.first == DAY_ABSENT || own->coverage.n == 0)
		return 0;
	usual = slots_forgive(m) ? usual_loss(a, m, own) : 0;
	losses = losses_of(a, own);
	while (next_loss(&losses, &l) && l.day <= last)
		n += l.day >= first && !is_of_slot(slot_of(a, m, &l), &l, usual) &&
		     !is_of_restart(a, c, site, m, &l);
	return n;
}
