/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>

#include "activity_private.h"
#include "company.h"
#include "level.h"

/*
 * Half-hours about the one in which uptime was first seen lower: patches
 * before, start-up after.  Where a third of the site restarts, patches take
 * longer.
 */
enum { BEFORE_RESTART = 3, AFTER_RESTART = 1, BEFORE_PATCHED = 5, AFTER_PATCHED = 2 };

/*
 * What a scan of the site leaves on a host, at most: so much CPU, sending and
 * writing (its traces in logs), for so many half-hours of the day.
 */
enum { SCAN_THREADS = 2, SCAN_HALF_HOURS = 8, LEAST_SCANS = 4, BESIDE = 3, OF_OTHERS = 3 };
static const double scan_sent = 250000, scan_written = 30000;

uint64_t
falls_on(const struct activity *a, int32_t day)
{
	size_t lo = 0, hi = a->restarts;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (a->restart[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < a->restarts && a->restart[lo].day == day ? a->restart[lo].mask : 0;
}

/* So many half-hours before and after those of three days. */
static uint64_t
spread(const uint64_t day[3], int before, int after)
{
	uint64_t mask = day[1];

	for (int i = 1; i <= before; i++)
		mask |= day[1] >> i | day[2] << (HALF_HOURS - i);
	for (int i = 1; i <= after; i++)
		mask |= day[1] << i | day[0] >> (HALF_HOURS - i);
	return mask & all_half_hours;
}

/* Those of the day before, of the day, and of the next. */
static void
falls_about(const struct activity *a, int32_t day, uint64_t own[3])
{
	for (int i = 0; i < 3; i++)
		own[i] = falls_on(a, day - 1 + i);
}

uint64_t
restart_mask(const struct activity *a, const struct company *c, uint32_t site, int32_t day)
{
	uint64_t own[3], shared[3] = { 0 };

	if (a->restarts == 0)
		return 0;
	falls_about(a, day, own);
	for (int i = 0; c != NULL && i < 3; i++)
		if (own[i] != 0)
			shared[i] = own[i] & company_restarts(c, site, day - 1 + i);
	/* After the newest day there may have been one that is not known yet. */
	if (day == a->until - 1)
		own[2] |= 1;
	return spread(own, BEFORE_RESTART, AFTER_RESTART) |
	       spread(shared, BEFORE_PATCHED, AFTER_PATCHED);
}

uint64_t
about_restarts(const struct activity *a, int32_t day)
{
	uint64_t own[3];

	if (a->restarts == 0)
		return 0;
	falls_about(a, day, own);
	return spread(own, BEFORE_PATCHED, AFTER_PATCHED);
}

/* A restart explains all but sessions of others. */
static uint64_t
after_restarts(const struct activity *a, const struct company *c, uint32_t site, size_t trace,
    int32_t day, uint64_t mask)
{
	if (mask == 0 || roles[trace].metric == METRIC_SESSIONS)
		return mask;
	return mask & ~restart_mask(a, c, site, day);
}

static const struct work_day *
day_of(const struct activity *a, enum metric m, int32_t day)
{
	const struct trace *t = activity_trace(a, m);
	size_t n = work_from(t->work, t->n, day);

	return n < t->n && t->work[n].day == day ? &t->work[n] : NULL;
}

static uint64_t
mask_on(const struct activity *a, enum metric m, int32_t day)
{
	const struct work_day *w = day_of(a, m, day);

	return w != NULL ? w->mask : 0;
}

bool
is_slight(const struct activity *a, enum metric m, const struct work_day *w)
{
	if (w->half_hours > SCAN_HALF_HOURS)
		return false;
	switch (m) {
	case METRIC_CPU: return w->level < threads_level(m, &a->capacity, SCAN_THREADS);
	case METRIC_TRANSMIT:
	case METRIC_NETWORK: return w->level < level_of(scan_sent);
	case METRIC_WRITE: return w->level < level_of(scan_written);
	default: return false;
	}
}

/* What the host did that day that no company forgives: writes, log-ins, sessions. */
static uint64_t
own_work(const struct activity *a, const struct company *c, uint32_t site, int32_t day)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < TRACES; i++) {
		const struct work_day *w;

		if (roles[i].teaches || a->trace[i].n == 0)
			continue;
		w = day_of(a, roles[i].metric, day);
		if (w != NULL && !is_slight(a, roles[i].metric, w))
			mask |= after_restarts(a, c, site, i, day, w->mask);
	}
	return mask;
}

/* What begins with others may last longer than theirs. */
static uint64_t
whole_runs(uint64_t mask, uint64_t shared)
{
	uint64_t whole = 0;

	for (uint64_t run; mask != 0; mask &= ~run) {
		run = slots_run(mask);
		whole |= run & ((run & -run & shared) != 0 ? run : shared);
	}
	return whole;
}

/* Half-hours in which the host read a lot, or, in a slot that forgave it, may have. */
static uint64_t
may_read(const struct activity *a, int32_t day)
{
	uint64_t own = mask_on(a, METRIC_READ, day);

	if (a->trace[READING].forgiven[day - a->base] != 0)
		own |= a->slots.daily | a->slots.weekly[weekday(day)];
	return own;
}

/* What the site's hosts did at that instant, as this one; or, as this one, read, which takes CPU.
 */
static uint64_t
shared_with(
    const struct activity *a, const struct company *c, uint32_t site, enum metric m, int32_t day)
{
	uint64_t own = m == METRIC_CPU ? may_read(a, day) : 0, reading;

	reading = own != 0 ? whole_runs(own, company_mask(c, site, METRIC_READ, day)) : 0;
	return around(reading, 1) | company_mask(c, site, m, day);
}

/* A scan makes a host answer: half-hours about those in which it sent more, all if only briefly. */
static uint64_t
answered(const struct activity *a, int32_t day)
{
	const struct trace *sent = activity_sending(a);
	uint64_t mask = mask_on(a, roles[sent - a->trace].metric, day);

	if (mask == 0 && sent->bursts[day - a->base] != 0)
		return all_half_hours;
	return around(mask, 1);
}

/* The first half-hour of a day's work that is in a mask; -1: none is. */
static int
began_in(const struct work_day *w, uint64_t mask)
{
	return (w->mask & mask) != 0 ? __builtin_ctzll(w->mask & mask) : -1;
}

/* Most of those in any BESIDE half-hours. */
static unsigned
most_together(const unsigned at[HALF_HOURS])
{
	unsigned most = 0;

	for (int h = 0; h + BESIDE <= HALF_HOURS; h++) {
		unsigned n = 0;

		for (int i = 0; i < BESIDE; i++)
			n += at[h + i];
		most = n > most ? n : most;
	}
	return most;
}

/*
 * A host that computes on most days of a scan of the site, or on hardly any
 * other, each time at another hour, is scanned, though it sends little: what
 * runs by the calendar runs at an hour of its own.
 */
static bool
is_scanned(const struct activity *a, const struct company *c, uint32_t site)
{
	const struct trace *cpu = activity_trace(a, METRIC_CPU);
	unsigned at[HALF_HOURS] = { 0 }, n = 0, others = 0;

	for (size_t i = 0; i < cpu->n; i++) {
		const struct work_day *w = &cpu->work[i];
		int began =
		    is_slight(a, METRIC_CPU, w) ? began_in(w, company_day(c, site, w->day)) : -1;

		if (began >= 0) {
			at[began]++;
			n++;
		} else
			others += (w->mask & ~restart_mask(a, c, site, w->day)) != 0;
	}
	return n >= LEAST_SCANS && most_together(at) * 2 <= n &&
	       (n * 2 >= company_days(c, site, activity_first(a), a->until) ||
		   n >= OF_OTHERS * others);
}

uint64_t
work_left(const struct activity *a, const struct company *c, uint32_t site, size_t trace,
    const struct work_day *w)
{
	enum metric m = roles[trace].metric;
	uint64_t left = after_restarts(a, c, site, trace, w->day, w->mask), with = 0;

	if (left == 0 || c == NULL)
		return left;
	if (is_slight(a, m, w))
		with = whole_runs(left, company_day(c, site, w->day));
	if (with != 0 && m == METRIC_CPU && !is_scanned(a, c, site))
		with &= answered(a, w->day);
	if (slots_forgive(m) && w->level < threads_level(m, &a->capacity, COMPANY_THREADS))
		with |= whole_runs(left, shared_with(a, c, site, m, w->day));
	if (with != 0)
		with &= ~around(own_work(a, c, site, w->day), 2);
	return left & ~with;
}

static void
see_day(struct work_seen *seen, const struct work_day *w, uint64_t left)
{
	unsigned n = w->mask != 0 ? (unsigned)__builtin_popcountll(left) : w->half_hours;

	seen->forgiven += w->half_hours - n;
	if (n == 0)
		return;
	if (seen->last != DAY_ABSENT && (uint32_t)(w->day - seen->last) > seen->interval)
		seen->interval = (uint32_t)(w->day - seen->last);
	seen->days++;
	seen->half_hours += n;
	seen->last = w->day;
	seen->last_level = w->level;
	seen->last_half_hour = left != 0 ? (uint8_t)(63 - __builtin_clzll(left)) : HALF_HOURS - 1;
}

static uint32_t
sum_over(const struct activity *a, const uint8_t *of, int32_t first, int32_t last)
{
	uint32_t sum = 0;

	first = first > a->base ? first : a->base;
	last = last < a->until ? last : a->until - 1;
	for (int32_t day = first; day <= last; day++)
		sum += of[day - a->base];
	return sum;
}

struct work_seen
activity_seen(const struct activity *a, const struct company *c, uint32_t site, enum metric m,
    int32_t first, int32_t last)
{
	const struct trace *t = activity_trace(a, m);
	struct work_seen seen = { .last = DAY_ABSENT };
	struct covered covered;

	if (t == NULL || a->until == DAY_ABSENT || first > last)
		return seen;
	covered = coverage_over(&t->coverage, first, last, a->until, false);
	seen.coverage = covered.share;
	seen.slot_coverage = covered.slot_share;
	seen.gap = covered.gap;
	seen.bursts = sum_over(a, t->bursts, first, last);
	seen.forgiven = sum_over(a, t->forgiven, first, last);
	for (size_t i = work_from(t->work, t->n, first); i < t->n && t->work[i].day <= last; i++)
		see_day(
		    &seen, &t->work[i], work_left(a, c, site, (size_t)(t - a->trace), &t->work[i]));
	return seen;
}

static bool
lost_wholly(const struct coverage *c, int32_t day)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->gaps[i].day == day)
			return c->gaps[i].lost >= c->gaps[i].length;
	return c->first == DAY_ABSENT || day < c->first;
}

enum day_kind
activity_day(
    const struct activity *a, const struct company *c, uint32_t site, enum metric m, int32_t day)
{
	const struct trace *t = activity_trace(a, m);
	struct work_seen seen;

	if (t == NULL || a->until == DAY_ABSENT || day < a->base || day >= a->until ||
	    lost_wholly(&t->coverage, day))
		return DAY_UNKNOWN;
	seen = activity_seen(a, c, site, m, day, day);
	if (seen.days != 0)
		return DAY_WORK;
	if (seen.bursts != 0)
		return DAY_BURST;
	return seen.forgiven != 0 ? DAY_HOUSEKEEPING : DAY_QUIET;
}

int32_t
activity_complete_on(const struct activity *a, enum metric m, int32_t as_of, uint32_t days,
    uint16_t coverage, uint32_t gap)
{
	const struct trace *t = activity_trace(a, m);
	int32_t lo = as_of, hi, until = a->until != DAY_ABSENT ? a->until : as_of;

	hi = (until > as_of ? until : as_of) + (int32_t)days;
	if (t == NULL)
		return hi;
	/* What is lost only leaves the window as days pass. */
	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;
		struct covered c =
		    coverage_over(&t->coverage, mid - (int32_t)days, mid - 1, until, true);

		if (c.share >= coverage && c.gap <= gap)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

uint32_t
activity_restarts(const struct activity *a, int32_t first, int32_t last, int32_t *day)
{
	uint32_t n = 0;

	*day = DAY_ABSENT;
	for (size_t i = 0; i < a->restarts; i++)
		if (a->restart[i].day >= first && a->restart[i].day <= last) {
			n += (uint32_t)__builtin_popcountll(a->restart[i].mask);
			*day = a->restart[i].day;
		}
	return n;
}

static double
power_value(uint16_t code)
{
	return code > 1 ? pow(10, (code - 1) / 4000.0) / 1000 : 0;
}

bool
activity_power(const struct activity *a, int32_t first, int32_t last, struct power_seen *seen)
{
	double sum = 0, squares = 0;
	uint16_t lowest = UINT16_MAX;
	int n = 0;

	*seen = (struct power_seen){ 0 };
	if (a->until == DAY_ABSENT)
		return false;
	for (int32_t day = a->base; day < a->until; day++) {
		uint16_t code = a->power[day - a->base];

		if (code == 0)
			continue;
		lowest = code < lowest ? code : lowest;
		if (day < first || day > last)
			continue;
		sum += power_value(code);
		squares += power_value(code) * power_value(code);
		n++;
	}
	if (n == 0)
		return false;
	seen->mean = sum / n;
	seen->lowest = power_value(lowest);
	if (sum > 0)
		seen->variation = sqrt(fmax(squares / n - seen->mean * seen->mean, 0)) / seen->mean;
	seen->coverage = coverage_over(&a->power_coverage, first, last, a->until, false).share;
	return true;
}
