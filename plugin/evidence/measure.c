/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>

#include "day.h"
#include "measure.h"

/*
 * CPU: most published floors say 5 percent.  Rates: above what 95 of 100
 * machines show that are known to be idle (29 kB/s sent, 33 kB/s written,
 * 34 kB/s received, as means of a month).  Scanners and backups read, and
 * neighbours' broadcasts are received: neither is work.
 */
const double work_thresholds[METRICS] = {
	[METRIC_CPU] = 5,
	[METRIC_TRANSMIT] = 30000,
	[METRIC_WRITE] = 35000,
	[METRIC_LOGINS] = 1,
	[METRIC_SESSIONS] = 1,
	[METRIC_NETWORK] = 65000,
	[METRIC_DISK] = 70000,
};

/* The first day of the series that is not before day. */
static size_t
lower_bound(const struct series *s, int32_t day)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t
most(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Days before either end of which nothing is known: where the window begins, and where it ends. */
static struct measured_day
edge(int32_t day)
{
	return (struct measured_day){ .day = day };
}

/* Minutes without samples from one day to the next one that has any. */
static uint32_t
gap_between(const struct measured_day *earlier, const struct measured_day *later)
{
	int64_t gap =
	    ((int64_t)later->day - earlier->day - 1) * DAY_MINUTES + earlier->trail + later->lead;

	return gap < UINT32_MAX ? (uint32_t)gap : UINT32_MAX;
}

/* What is no number is not silent either. */
static bool
is_busy(const struct measured_day *d, double threshold)
{
	return !(d->max < threshold);
}

/* How long the days of the window are together; those without samples as most are. */
static uint64_t
window_minutes(const struct measured *m, struct window w)
{
	uint64_t minutes = (uint64_t)((int64_t)w.last - w.first + 1) * DAY_MINUTES;

	for (size_t i = 0; i < m->n; i++)
		if (m->days[i].minutes > 0)
			minutes += (uint64_t)m->days[i].minutes - DAY_MINUTES;
	return minutes;
}

static uint16_t
share_of(uint64_t covered, uint64_t minutes)
{
	return (uint16_t)(covered >= minutes ? 10000 : covered * 10000 / minutes);
}

struct measured
measure(const struct series *s, struct window w)
{
	size_t from = lower_bound(s, w.first), to = lower_bound(s, w.last + 1);
	struct measured m = { .n = to - from };
	struct measured_day begin = edge(w.first - 1), end = edge(w.last + 1);
	const struct measured_day *last = &begin;
	double sum = 0, weight = 0;

	if (m.n > 0)
		m.days = &s->days[from];
	for (size_t i = 0; i < m.n; i++) {
		const struct measured_day *d = &m.days[i];

		m.gap = most(m.gap, most(gap_between(last, d), d->gap));
		last = d;
		m.covered += d->covered;
		sum += d->mean * (d->covered > 0 ? d->covered : 1);
		weight += d->covered > 0 ? d->covered : 1;
		if (i == 0 || d->min < m.min)
			m.min = d->min;
		if (i == 0 || d->max > m.max)
			m.max = d->max;
	}
	m.gap = most(m.gap, gap_between(last, &end));
	m.mean = weight > 0 ? sum / weight : 0;
	m.coverage = share_of(m.covered, window_minutes(&m, w));
	return m;
}

unsigned
busy_days(const struct measured *m, double threshold)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += is_busy(&m->days[i], threshold);
	return n;
}

bool
last_busy(const struct measured *m, double threshold, int32_t *day)
{
	for (size_t i = m->n; i > 0; i--)
		if (is_busy(&m->days[i - 1], threshold)) {
			*day = m->days[i - 1].day;
			return true;
		}
	return false;
}

int32_t
quiet_since(const struct series *s, int32_t as_of, double threshold, uint32_t gap)
{
	struct measured_day today = edge(as_of);
	const struct measured_day *since = &today;

	for (size_t i = lower_bound(s, as_of); i > 0; i--) {
		const struct measured_day *d = &s->days[i - 1];

		if (is_busy(d, threshold) || d->gap > gap || gap_between(d, since) > gap)
			break;
		since = d;
	}
	return since->day;
}

/* Whether the window of so many days before day passes; what lies ahead of as_of is complete. */
static bool
passes(const struct series *s, int32_t as_of, uint32_t days, struct gate gate, int32_t day)
{
	uint64_t ahead = (uint64_t)(day - as_of) * DAY_MINUTES, minutes;
	struct window past = { day - (int32_t)days, as_of - 1 };
	struct measured m;

	if (past.first > past.last)
		return true;
	m = measure(s, past);
	minutes = window_minutes(&m, past) + ahead;
	return share_of(m.covered + ahead, minutes) >= gate.coverage && m.gap <= gate.gap;
}

/* With each day that passes a complete one joins the window, and gaps only leave it. */
int32_t
complete_on(const struct series *s, int32_t as_of, uint32_t days, struct gate gate)
{
	int32_t low = as_of, high = as_of + (int32_t)days;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (passes(s, as_of, days, gate, middle))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

unsigned
mean_days(const struct measured *m, double highest)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->days[i].mean <= highest;
	return n;
}

double
max_daily_mean(const struct measured *m)
{
	double highest = 0;

	for (size_t i = 0; i < m->n; i++)
		if (!(m->days[i].mean <= highest))
			highest = m->days[i].mean;
	return highest;
}

double
daily_variation(const struct measured *m)
{
	double sum = 0, squares = 0, mean;

	for (size_t i = 0; i < m->n; i++)
		sum += m->days[i].mean;
	if (m->n == 0 || sum == 0)
		return 0;
	mean = sum / (double)m->n;
	for (size_t i = 0; i < m->n; i++)
		squares += (m->days[i].mean - mean) * (m->days[i].mean - mean);
	return sqrt(squares / (double)m->n) / mean;
}

bool
lowest_daily_mean(const struct series *s, uint16_t coverage, double *lowest)
{
	bool found = false;

	for (size_t i = 0; i < s->n; i++) {
		const struct measured_day *d = &s->days[i];

		if (share_of(d->covered, d->minutes > 0 ? d->minutes : DAY_MINUTES) < coverage ||
		    (found && !(d->mean < *lowest)))
			continue;
		*lowest = d->mean;
		found = true;
	}
	return found;
}
