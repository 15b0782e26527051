/* SPDX-License-Identifier: BSD-2-Clause */
#include "measure.h"

#define DAY_MINUTES 1440

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

/*
 * Minutes without samples from within one day to within the next one that
 * has any.  Where in a day its gap lies is not known: the worst is taken.
 */
static uint32_t
gap_between(int32_t earlier, uint32_t earlier_gap, int32_t later, uint32_t later_gap)
{
	int64_t gap = ((int64_t)later - earlier - 1) * DAY_MINUTES + earlier_gap + later_gap;

	return gap < UINT32_MAX ? (uint32_t)gap : UINT32_MAX;
}

/* What is no number is not silent either. */
static bool
is_busy(const struct measured_day *d, double threshold)
{
	return !(d->max < threshold);
}

struct measured
measure(const struct series *s, struct window w)
{
	size_t from = lower_bound(s, w.first), to = lower_bound(s, w.last + 1);
	struct measured m = { .n = to - from };
	uint64_t covered = 0, minutes = (uint64_t)(w.last - w.first + 1) * DAY_MINUTES;
	int32_t day = w.first - 1;
	uint32_t gap = 0, here;
	double sum = 0, weight = 0;

	if (m.n > 0)
		m.days = &s->days[from];
	for (size_t i = 0; i < m.n; i++) {
		const struct measured_day *d = &m.days[i];

		if ((here = gap_between(day, gap, d->day, d->gap)) > m.gap)
			m.gap = here;
		day = d->day;
		gap = d->gap;
		covered += d->covered;
		sum += d->mean * (d->covered > 0 ? d->covered : 1);
		weight += d->covered > 0 ? d->covered : 1;
		if (i == 0 || d->min < m.min)
			m.min = d->min;
		if (i == 0 || d->max > m.max)
			m.max = d->max;
	}
	if ((here = gap_between(day, gap, w.last + 1, 0)) > m.gap)
		m.gap = here;
	m.mean = weight > 0 ? sum / weight : 0;
	m.coverage = (uint16_t)(covered >= minutes ? 10000 : covered * 10000 / minutes);
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
	int32_t since = as_of;
	uint32_t after = 0;

	for (size_t i = lower_bound(s, as_of); i > 0; i--) {
		const struct measured_day *d = &s->days[i - 1];

		if (is_busy(d, threshold) || gap_between(d->day, d->gap, since, after) > gap)
			break;
		since = d->day;
		after = d->gap;
	}
	return since;
}
