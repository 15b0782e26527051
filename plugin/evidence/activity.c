/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activity_private.h"
#include "day.h"
#include "level.h"

const struct trace_role roles[TRACES] = {
	{ METRIC_CPU, .work = true, .teaches = true },
	{ METRIC_TRANSMIT, .work = true, .teaches = true },
	{ METRIC_NETWORK, .work = true, .teaches = true },
	{ METRIC_READ, .work = false, .teaches = true },
	{ METRIC_WRITE, .work = true },
	{ METRIC_DISK, .work = true },
	{ METRIC_LOGINS, .work = true },
	{ METRIC_SESSIONS, .work = true },
};

/* Uptime's level falls by more than a level's rounding, at most four levels in the store. */
enum { RESTART_FALL = 4 };

struct activity *
activity_new(void)
{
	struct activity *a = calloc(1, sizeof *a);

	if (a == NULL || (a->events = calloc(ACTIVITY_EVENTS, sizeof *a->events)) == NULL ||
	    (a->phase = calloc(PHASES, sizeof *a->phase)) == NULL) {
		activity_free(a);
		return NULL;
	}
	activity_clear(a);
	return a;
}

void
activity_free(struct activity *a)
{
	if (a == NULL)
		return;
	free(a->phase);
	free(a->events);
	free(a);
}

static void
trace_clear(struct trace *t)
{
	coverage_clear(&t->coverage);
	t->habit = (struct habit){ 0 };
	t->n = 0;
	memset(t->forgiven, 0, sizeof t->forgiven);
	memset(t->bursts, 0, sizeof t->bursts);
}

void
activity_clear(struct activity *a)
{
	a->until = a->base = a->epoch = DAY_ABSENT;
	a->young = false;
	a->phases = 0;
	a->slots = (struct slots){ 0 };
	a->capacity = (struct capacity){ 0 };
	for (int i = 0; i < TRACES; i++)
		trace_clear(&a->trace[i]);
	a->restarts = 0;
	coverage_clear(&a->power_coverage);
	memset(a->power, 0, sizeof a->power);
}

size_t
work_from(const struct work_day *w, size_t n, int32_t day)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (w[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
add_work(struct trace *t, int32_t day, uint64_t mask, const uint8_t held[HALF_HOURS])
{
	struct work_day *w;

	if (mask == 0 || t->n == ACTIVITY_DAYS)
		return;
	w = &t->work[t->n++];
	*w = (struct work_day){ day, 0, (uint8_t)__builtin_popcountll(mask), mask };
	for (; mask != 0; mask &= mask - 1) {
		uint8_t level = held[__builtin_ctzll(mask)];

		w->level = level > w->level ? level : w->level;
	}
	if (t->n > WORK_DETAIL)
		t->work[t->n - 1 - WORK_DETAIL].mask = 0;
}

/*
 * Whose slots hold for a day: 0 those of the newest days, n those of phase
 * n - 1.  When a schedule changes, what comes before and after it recurs on
 * too few days of its own phase, but did before, or does after it: so the
 * neighbours' hold as well.  After the epoch nothing older does, for it is not
 * kept.
 */
struct times {
	size_t first, last;
};

static struct times
times_of(const struct activity *a, int32_t day)
{
	size_t own;

	if (day >= a->epoch)
		return (struct times){ 0, 0 };
	own = (size_t)(a->epoch - 1 - day) / LEARN_DAYS;
	own = own < a->phases ? own : a->phases;
	return (struct times){ own > 0 ? own - 1 : 0, own < a->phases ? own + 1 : own };
}

static const struct habit *
habit_at(const struct activity *a, size_t trace, size_t time)
{
	return time == 0 ? &a->trace[trace].habit : &a->phase[time - 1].habit[trace];
}

/* The half-hours of a day in which something recurs. */
static uint64_t
recurring_on(const struct activity *a, int32_t day)
{
	struct times t = times_of(a, day);
	uint64_t mask = 0;

	for (size_t i = t.first; i <= t.last; i++) {
		const struct slots *s = i == 0 ? &a->slots : &a->phase[i - 1].slots;

		mask |= s->daily | s->weekly[weekday(day)];
	}
	return mask;
}

/*
 * Levels: a peak stands a factor of 4.2 above what is held, or touches() it; what is
 * held is low up to 2.7 times the threshold, beside a spike of 18 up to 5.6
 * times; it hardly exceeds up to 1.5 times, of two half-hours up to 1.3 times.
 */
enum {
	PEAK = 10,
	LOW = 7,
	SPIKE = 20,
	BESIDE_SPIKE = 12,
	MARGIN = 3,
	MARGIN_OF_TWO = 2,
	OFTEN = 2
};

/*
 * What takes less than twenty minutes touches four five-minute buckets now and
 * then, the first and the last of them in part, or runs into what recurs each
 * half-hour: a half-hour or two with little held beside a peak.  Little is
 * what is near the threshold, or, at an hour at which something recurs, what
 * is well below half of the peak, which is what work of twenty minutes holds of
 * its own at the least; unless work is not rare at that hour.  A half-hour
 * alone that hardly exceeds, or holds what most half-hours reach, is chance; so
 * are two that just reach the threshold.
 */
static bool
is_brief(const struct trace *t, uint64_t run, bool recurs, const struct half_hours *h)
{
	int n = __builtin_popcountll(run), at = __builtin_ctzll(run), held, peak;

	if (n > 2)
		return false;
	held = h->held[at];
	if (n == 2 && h->held[at + 1] > held)
		held = h->held[at + 1];
	/* Of one half-hour the peak may be before it; of two nothing brief is. */
	peak = peak_at(h, at + n - 1);
	if (n == 1 && held < t->habit.threshold + BESIDE_SPIKE && peak >= held + SPIKE)
		return true;
	if (held < t->habit.threshold + (n == 1 ? MARGIN : MARGIN_OF_TWO))
		return true;
	if (held < t->habit.threshold + LOW && peak >= held + PEAK)
		return true;
	if (recurs && held < t->habit.threshold + BESIDE_SPIKE && peak >= held + PEAK)
		return true;
	return n == 1 && (held <= t->habit.often + OFTEN || (recurs && touches(h, at)));
}

static uint64_t
brief(const struct activity *a, const struct trace *t, int32_t day, uint64_t exceed,
    const struct half_hours *h)
{
	uint64_t slots = around(recurring_on(a, day), 1), found = 0;

	for (uint64_t run; exceed != 0; exceed &= ~run) {
		run = slots_run(exceed);
		if (is_brief(t, run, (run & slots & ~t->habit.busy) != 0, h))
			found |= run;
	}
	return found;
}

/* Series of other metrics, walked along by day. */
struct beside {
	const struct series *s;
	size_t at;
};

static const struct half_hours *
beside_on(struct beside *b, int32_t day)
{
	while (b->at < b->s->n && b->s->days[b->at].day < day)
		b->at++;
	if (b->at == b->s->n || b->s->days[b->at].day != day)
		return NULL;
	return &b->s->half_hours[b->at];
}

/* Was some of it lost that day though CPU was measured? */
static bool
lost_alone(struct beside *b, struct beside *cpu, int32_t day)
{
	return beside_on(b, day) != NULL && beside_on(cpu, day) != NULL &&
	       b->s->days[b->at].covered + BUCKET_MINUTES <= cpu->s->days[cpu->at].covered;
}

/* What other metrics say of a day's half-hours. */
struct others {
	uint64_t blind; /* nobody saw whether the host wrote: nothing is forgiven */
	uint64_t alive; /* CPU was measured */
	const struct half_hours *read;
	bool reads_lost; /* alone, and be it one reading */
};

static uint64_t
measured(const struct half_hours *h)
{
	return h != NULL ? levels_reach(h->high, LEVEL_ZERO) : 0;
}

/*
 * Half-hours in which reads that a slot forgives go on: held, or, by what takes
 * hardly twenty minutes, as high as usual, to within a factor of ten; and those
 * that follow them, for what is held there may have begun before.
 */
static uint64_t
reading_on(const struct habit *habit, int32_t day, const struct half_hours *h)
{
	const uint8_t *most = habit->beside[weekday(day)];
	uint64_t held, reading = 0;

	if (h == NULL)
		return 0;
	held = levels_reach(h->held, habit->threshold);
	for (uint64_t any = held | levels_reach(h->high, habit->burst); any != 0; any &= any - 1) {
		int at = __builtin_ctzll(any);
		bool goes_on = (held >> at & 1) != 0 || h->high[at] + LEVEL_DECADE >= most[at];

		reading |= (uint64_t)(most[at] != 0 && h->held[at] <= most[at] && goes_on) << at;
	}
	return (reading | reading << 1) & all_half_hours;
}

/* The runs of a mask that are all in another. */
static uint64_t
runs_within(uint64_t mask, uint64_t other)
{
	uint64_t within = 0;

	for (uint64_t run; mask != 0; mask &= ~run) {
		run = slots_run(mask);
		within |= (run & ~other) == 0 ? run : 0;
	}
	return within;
}

/* Reads are no work: of these only what recurs now is left out, and whole runs, for what is shared
 * must stay whole. */
static uint64_t
forgiven_on(const struct activity *a, size_t i, const struct measured_day *day, uint64_t exceed,
    const struct half_hours *h, const struct others *o)
{
	struct times t = { 0, 0 };
	uint64_t forgiven = 0;

	if (i != READING)
		t = times_of(a, day->day);
	for (size_t at = t.first; at <= t.last; at++) {
		const struct meanwhile also = { reading_on(
						    habit_at(a, READING, at), day->day, o->read),
			o->reads_lost, o->read };

		forgiven |= slots_forgiven(habit_at(a, i, at), day, exceed, h, &also);
	}
	forgiven &= ~o->blind;
	return i == READING ? runs_within(exceed, forgiven) : forgiven;
}

/* Reads that are lost while the host is alive are many: a counter wrapped too often. */
static void
add_day(struct activity *a, size_t i, const struct measured_day *day, const struct half_hours *h,
    const struct others *o)
{
	struct trace *t = &a->trace[i];
	uint64_t slots = recurring_on(a, day->day);
	uint64_t exceed = levels_reach(h->held, t->habit.threshold), forgiven = 0, burst;

	if (exceed != 0 && slots_forgive(roles[i].metric))
		forgiven = forgiven_on(a, i, day, exceed, h, o);
	if (exceed != forgiven && habit_is_learnt(roles[i].metric))
		exceed &= ~brief(a, t, day->day, exceed & ~forgiven, h);
	if (i == READING)
		exceed |= o->alive & ~measured(h);
	burst = levels_reach(h->high, t->habit.burst) & ~exceed & ~slots;
	t->forgiven[day->day - a->base] = (uint8_t)__builtin_popcountll(forgiven);
	t->bursts[day->day - a->base] = (uint8_t)__builtin_popcountll(burst);
	add_work(t, day->day, exceed & ~forgiven, h->held);
}

static void
add_days(struct activity *a, size_t i, const struct series all[TRACES], int32_t from, int32_t until)
{
	struct beside writing = { &all[WRITING], 0 }, reads = { &all[READING], 0 },
		      cpu = { all, 0 };
	const struct series *s = &all[i];

	coverage_add(&a->trace[i].coverage, s, from, until);
	for (size_t d = 0; d < s->n; d++) {
		int32_t day = s->days[d].day;
		const struct half_hours *written = beside_on(&writing, day);
		const struct others o = {
			.blind = written != NULL ? ~measured(written) : 0,
			.read = i < READING ? beside_on(&reads, day) : NULL,
			.alive = i == READING ? measured(beside_on(&cpu, day)) : 0,
			.reads_lost = i < READING && lost_alone(&reads, &cpu, day),
		};

		add_day(a, i, &s->days[d], &s->half_hours[d], &o);
	}
}

static struct series
load_days(struct evidence *ev, size_t i, int32_t from)
{
	struct series s = evidence_since(ev, roles[i].metric, from, true);

	if (s.half_hours == NULL)
		s.n = 0;
	return series_slice(&s, from, ev->as_of);
}

/*
 * Is all to be learnt and looked at again?  So while a habit was learnt from
 * less than it should, and when a metric comes that had no samples before.
 */
static bool
is_anew(const struct activity *a, struct evidence *ev)
{
	if (a->until == DAY_ABSENT || a->young)
		return true;
	for (size_t i = 0; i < TRACES; i++)
		if (a->trace[i].coverage.first == DAY_ABSENT &&
		    (ev->known >> roles[i].metric & 1) != 0 && load_days(ev, i, a->base).n != 0)
			return true;
	return false;
}

static void
update_traces(struct activity *a, struct evidence *ev)
{
	bool anew = is_anew(a, ev);
	int32_t from = anew ? a->base : a->until;
	struct series s[TRACES];

	for (size_t i = 0; i < TRACES; i++)
		s[i] = load_days(ev, i, from);
	if (anew) {
		for (size_t i = 0; i < TRACES; i++)
			trace_clear(&a->trace[i]);
		activity_learn(a, s);
	}
	for (size_t i = 0; i < TRACES; i++)
		if (s[i].n != 0 || a->trace[i].coverage.first != DAY_ABSENT)
			add_days(a, i, s, from, ev->as_of);
}

/* Half-hours of a day whose uptime is below the reading before; *level: that reading. */
static uint64_t
falls(const uint8_t high[HALF_HOURS], uint8_t *level)
{
	uint64_t mask = 0;

	for (int h = 0; h < HALF_HOURS; h++) {
		if (high[h] == LEVEL_NONE)
			continue;
		if (high[h] + RESTART_FALL <= *level)
			mask |= (uint64_t)1 << h;
		*level = high[h];
	}
	return mask;
}

/*
 * A day is compared with what was read up to RESTART_REACH days before, and
 * days are counted whose every comparison lies in the history kept: so what
 * is found does not depend on where the reading began.
 */
static void
update_restarts(struct activity *a, struct evidence *ev)
{
	int32_t from = a->until == DAY_ABSENT ? a->base + RESTART_REACH : a->until;
	struct series s = evidence_since(ev, METRIC_UPTIME, from - RESTART_REACH, true);
	struct series days = s.half_hours != NULL
				 ? series_slice(&s, from - RESTART_REACH, ev->as_of)
				 : (struct series){ 0 };
	int32_t read = DAY_ABSENT;
	uint8_t level = LEVEL_NONE;

	for (size_t i = 0; i < days.n; i++) {
		int32_t day = days.days[i].day;
		uint64_t mask;

		if (read != DAY_ABSENT && day - read > RESTART_REACH)
			level = LEVEL_NONE;
		mask = falls(days.half_hours[i].high, &level);
		read = day;
		if (mask != 0 && day >= from && a->restarts < ACTIVITY_DAYS)
			a->restart[a->restarts++] = (struct restart_day){ day, mask };
	}
}

/* A day's mean power in steps of a 4000th of a decade from a milliwatt; 0 is none. */
static uint16_t
power_code(double watts)
{
	double code = watts > 0.001 ? 1 + round(4000 * log10(watts * 1000)) : 1;

	return (uint16_t)(code < UINT16_MAX ? code : UINT16_MAX);
}

static void
update_power(struct activity *a, struct evidence *ev)
{
	int32_t from = a->until == DAY_ABSENT ? a->base : a->until;
	struct series s = evidence_since(ev, METRIC_POWER, from, false), days;

	days = series_slice(&s, from, ev->as_of);
	coverage_add(&a->power_coverage, &days, from, ev->as_of);
	for (size_t i = 0; i < days.n; i++)
		a->power[days.days[i].day - a->base] = power_code(days.days[i].mean);
}

static void
trace_advance(struct trace *t, size_t gone, int32_t base, int32_t until)
{
	size_t left = ACTIVITY_DAYS - gone, n;

	coverage_begin(&t->coverage, base);
	if (t->coverage.first >= until) {
		trace_clear(t);
		return;
	}
	n = work_from(t->work, t->n, base);
	t->n -= n;
	memmove(t->work, t->work + n, t->n * sizeof *t->work);
	memmove(t->forgiven, t->forgiven + gone, left);
	memset(t->forgiven + left, 0, gone);
	memmove(t->bursts, t->bursts + gone, left);
	memset(t->bursts + left, 0, gone);
}

/* Days before the base are gone. */
static void
advance(struct activity *a, int32_t base)
{
	size_t gone = (size_t)(base - a->base), left, n;

	if (gone == 0)
		return;
	left = ACTIVITY_DAYS - gone;
	for (int i = 0; i < TRACES; i++)
		trace_advance(&a->trace[i], gone, base, a->until);
	for (n = 0; n < a->restarts && a->restart[n].day < base + RESTART_REACH; n++)
		;
	a->restarts -= n;
	memmove(a->restart, a->restart + n, a->restarts * sizeof *a->restart);
	coverage_begin(&a->power_coverage, base);
	if (a->power_coverage.first >= a->until)
		coverage_clear(&a->power_coverage);
	memmove(a->power, a->power + gone, left * sizeof *a->power);
	memset(a->power + left, 0, gone * sizeof *a->power);
	a->base = base;
}

int32_t
epoch_of(int32_t day)
{
	int32_t n = day / EPOCH_DAYS - (day % EPOCH_DAYS < 0);

	return n * EPOCH_DAYS;
}

/* Does what is known hold for a later day? */
static bool
holds(const struct activity *a, int32_t as_of, const struct capacity *capacity)
{
	return a->until != DAY_ABSENT && as_of >= a->until && epoch_of(as_of) == a->epoch &&
	       as_of - ACTIVITY_DAYS >= a->base && a->capacity.threads == capacity->threads &&
	       a->capacity.link_speed == capacity->link_speed;
}

bool
activity_update(
    struct activity *a, struct evidence *ev, const struct capacity *capacity, bool *changed)
{
	bool same = holds(a, ev->as_of, capacity);

	*changed = !same || a->until != ev->as_of;
	if (!*changed)
		return true;
	if (!same) {
		activity_clear(a);
		a->base = ev->as_of - ACTIVITY_DAYS;
		a->epoch = epoch_of(ev->as_of);
		a->capacity = *capacity;
	}
	advance(a, ev->as_of - ACTIVITY_DAYS);
	update_traces(a, ev);
	update_restarts(a, ev);
	update_power(a, ev);
	a->until = ev->as_of;
	if (ev->broken)
		activity_clear(a);
	return !ev->broken;
}

/* Only days that nothing was learnt from, and none of whose neighbours lost detail. */
static bool
may_cut(const struct activity *a, int32_t from)
{
	for (int i = 0; i < TRACES; i++)
		if (a->trace[i].n > WORK_DETAIL)
			return false;
	return from > a->epoch && !a->young;
}

void
activity_forget(struct activity *a, int32_t from)
{
	if (a->until == DAY_ABSENT || from >= a->until)
		return;
	if (!may_cut(a, from)) {
		activity_clear(a);
		return;
	}
	for (int i = 0; i < TRACES; i++) {
		struct trace *t = &a->trace[i];
		size_t kept = (size_t)(from - a->base), gone = ACTIVITY_DAYS - kept;

		coverage_cut(&t->coverage, from);
		t->n = work_from(t->work, t->n, from);
		memset(t->forgiven + kept, 0, gone);
		memset(t->bursts + kept, 0, gone);
		memset(a->power + kept, 0, gone * sizeof *a->power);
	}
	while (a->restarts > 0 && a->restart[a->restarts - 1].day >= from)
		a->restarts--;
	coverage_cut(&a->power_coverage, from);
	a->until = from;
}

const struct trace *
activity_trace(const struct activity *a, enum metric m)
{
	for (int i = 0; i < TRACES; i++)
		if (roles[i].metric == m)
			return &a->trace[i];
	return NULL;
}

const struct trace *
activity_sending(const struct activity *a)
{
	const struct trace *t = activity_trace(a, METRIC_TRANSMIT);

	return t->coverage.first != DAY_ABSENT ? t : activity_trace(a, METRIC_NETWORK);
}

const struct habit *
activity_habit(const struct activity *a, enum metric m)
{
	const struct trace *t = activity_trace(a, m);

	return t != NULL && t->coverage.first != DAY_ABSENT ? &t->habit : NULL;
}

int32_t
activity_first(const struct activity *a)
{
	int32_t first = DAY_ABSENT;

	for (int i = 0; i < TRACES; i++) {
		int32_t day = a->trace[i].coverage.first;

		if (roles[i].work && day != DAY_ABSENT && (first == DAY_ABSENT || day < first))
			first = day;
	}
	return first;
}

uint32_t
activity_metrics(const struct activity *a)
{
	uint32_t bits = 0;

	for (int i = 0; i < TRACES; i++)
		if (roles[i].work && a->trace[i].coverage.first != DAY_ABSENT)
			bits |= 1u << roles[i].metric;
	return bits;
}
