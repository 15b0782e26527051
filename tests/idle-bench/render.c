/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "host.h"
#include "when.h"

/* A local day of a host, from its flows and tasks to what a collector has of it. */
enum { HOUR = 60, STEP = INTERVAL / 60, MAX_BOOTS = 8, PER_HOUR = 60 / STEP };

/* What happened during a sample. */
enum { RESTARTING = 1, RESTARTED, AGENT_RESTARTED };

struct rendering {
	struct host *h;
	const struct site_plan *site;
	const struct run_log *log;
	struct host_day *out;
	struct draw draw;
	float curve[MAX_SAMPLES], weekday_curve[MAX_SAMPLES]; /* how much of a working hour it is */
	double boots[MAX_BOOTS];                              /* minutes since midnight */
	int nboots;
};

/* From 7 to 9 it rises, from 16 to 19 it falls, at noon there is a dip. */
static double
office(int wall)
{
	double t = (double)wall / HOUR;

	if (t < 7 || t >= 19)
		return 0;
	if (t < 9)
		return (t - 7) / 2;
	if (t >= 16)
		return (19 - t) / 3;
	return t >= 12 && t < 13 ? 0.8 : 1;
}

static void
draw_curves(struct rendering *r)
{
	bool works = is_working_day(r->out->frame.day);

	for (int i = 0; i < r->out->n; i++) {
		int wall = local_wall(&r->out->frame, i * STEP);

		r->weekday_curve[i] = (float)office(wall % (24 * HOUR));
		r->curve[i] = works ? r->weekday_curve[i] : 0;
	}
}

static void
render_flow(struct rendering *r, struct flow *f)
{
	const float *curve = f->all_week ? r->weekday_curve : r->curve;
	float *out = r->out->value[f->metric];
	float rise = f->day - f->night, slow = 1;
	double fresh = sqrt(1 - f->keep * f->keep);
	uint64_t bits = 0;

	for (int i = 0; i < r->out->n; i++) {
		if (i % PER_HOUR == 0) {
			f->state = f->keep * f->state + fresh * draw_normal(&r->draw);
			slow = (float)draw_exp(f->wander * f->state);
		}
		if (i % 6 == 0)
			bits = draw_bits(&r->draw);
		out[i] += (f->night + rise * curve[i]) * slow * f->factor[bits & (NORMALS - 1)];
		bits >>= 10;
	}
}

/* Add amounts over the minutes [from, to) since midnight; what lies beyond the day spills over. */
static void
add(struct rendering *r, const struct effect *e, double from, double to, double rough)
{
	double begin = (from + r->h->phase) / STEP, end = (to + r->h->phase) / STEP;
	int n = r->out->n;

	for (int i = (int)begin; i < end && i < n + SPILL; i++) {
		double low = begin > i ? begin : i, high = end < i + 1 ? end : i + 1;
		float share = (float)((high - low) * draw_exp(rough * draw_normal(&r->draw)));

		for (int m = 0; m < SAMPLED; m++)
			if (e->add[m] > 0 && i < n)
				r->out->value[m][i] += e->add[m] * share;
			else if (e->add[m] > 0)
				r->h->spill[m][i - n] += e->add[m] * share;
	}
}

static void
boot_at(struct rendering *r, double minute)
{
	double day = r->out->frame.minutes;

	if (minute >= day)
		r->h->reboot_next = minute - day;
	else if (r->nboots < MAX_BOOTS)
		r->boots[r->nboots++] = minute;
}

static double
draw_length(struct rendering *r, const struct task *t)
{
	double length = t->length * draw_exp(t->spread * draw_normal(&r->draw));

	if (t->weekend > 0 && day_of_week(r->out->frame.day) >= 5)
		length *= t->weekend;
	return length < t->least ? t->least : length > t->most ? t->most : length;
}

/* What is planned past midnight goes by the next day's clock. */
static double
elapsed(const struct rendering *r, double wall)
{
	const struct local_day *today = &r->out->frame;
	struct local_day next;

	if (wall < 24.0 * HOUR)
		return wall > 0 ? local_elapsed(today, wall) : 0;
	next = local_day(r->site->zone, today->day + 1);
	return today->minutes + local_elapsed(&next, wall - 24.0 * HOUR);
}

static void
run_task(struct rendering *r, const struct task *t, double wall)
{
	double start = elapsed(r, wall), length = draw_length(r, t);

	add(r, &t->effect, start, start + length, t->rough);
	if (r->log != NULL)
		r->log->run(
		    r->log->ctx, r->h, r->out->frame.day, t->name, start, length, &t->effect);
	if (t->reboot)
		boot_at(r, start + length);
}

static bool
is_month_of(const struct task *t, int32_t day)
{
	int year, month, mday;

	day_civil(day, &year, &month, &mday);
	return (year * 12 + month) % t->months == t->offset;
}

/* The 15th, or the next working day if it is none. */
static bool
is_mid_month(int32_t day)
{
	int32_t d = day;

	if (!is_working_day(day))
		return false;
	while (!is_month_day(d, 15) && !is_working_day(d - 1))
		d--;
	return is_month_day(d, 15);
}

static bool
runs_today(const struct task *t, int32_t day)
{
	switch (t->when) {
	case WHEN_DAILY: return true;
	case WHEN_WORKING_DAYS: return is_working_day(day);
	case WHEN_WEEKLY: return day_of_week(day) == t->weekday;
	case WHEN_MONTH_DAY: return is_month_day(day, t->nth) && is_month_of(t, day);
	case WHEN_MONTH_WORKING: return is_nth_working_day(day, t->nth) && is_month_of(t, day);
	case WHEN_MONTH_WEEKDAY:
		return is_nth_weekday(day, t->weekday, t->nth) && is_month_of(t, day);
	case WHEN_MID_MONTH: return is_mid_month(day) && is_month_of(t, day);
	case WHEN_LISTED:
		for (int i = 0; i < t->nlisted; i++)
			if (t->listed[i] == day)
				return true;
		return false;
	case WHEN_AT_RANDOM:
	case WHEN_OFFICE_RANDOM:
	case WHEN_EVERY: return false;
	}
	return false;
}

static void
render_random(struct rendering *r, const struct task *t)
{
	bool office_hours = t->when == WHEN_OFFICE_RANDOM;
	double left = t->rate;

	if (office_hours && !is_working_day(r->out->frame.day))
		return;
	/* A Poisson process, by the time to the next. */
	while ((left += draw_log(1 - draw_unit(&r->draw))) > 0)
		run_task(r, t,
		    office_hours ? draw_between(&r->draw, 8.0 * HOUR, 18.0 * HOUR)
				 : draw_between(&r->draw, 0, 24.0 * HOUR));
}

static void
render_task(struct rendering *r, const struct task *t)
{
	for (int i = 0; t->personal && i < r->h->naway; i++)
		if (r->out->frame.day >= r->h->away[i][0] && r->out->frame.day < r->h->away[i][1])
			return;
	if (t->when == WHEN_AT_RANDOM || t->when == WHEN_OFFICE_RANDOM)
		render_random(r, t);
	for (double m = t->minute; t->when == WHEN_EVERY && m < 24.0 * HOUR; m += t->every)
		run_task(r, t, m + draw_between(&r->draw, 0, t->jitter));
	if (runs_today(t, r->out->frame.day) && !draw_chance(&r->draw, t->skip))
		run_task(r, t,
		    t->minute + draw_between(&r->draw, 0, t->spread_over) +
			draw_between(&r->draw, -t->jitter, t->jitter));
}

static void
take_spill(struct rendering *r)
{
	int n = r->out->n;

	for (int m = 0; m < SAMPLED; m++) {
		float *spill = r->h->spill[m];

		for (int i = 0; i < n; i++)
			r->out->value[m][i] += spill[i];
		memmove(spill, spill + n, (SPILL - (size_t)n) * sizeof *spill);
		memset(spill + SPILL - n, 0, (size_t)n * sizeof *spill);
	}
}

static void
start_up(struct rendering *r, double minute)
{
	struct effect e = { { 0 } };
	double thread = 100.0 / (r->h->facts.threads > 0 ? r->h->facts.threads : 16), length;

	e.add[METRIC_CPU] = (float)(thread * draw_scale(&r->draw, 0.5, 4));
	if (e.add[METRIC_CPU] > 60)
		e.add[METRIC_CPU] = 60;
	e.add[METRIC_READ] = (float)draw_scale(&r->draw, 1e6, 1e8);
	e.add[METRIC_WRITE] = (float)draw_scale(&r->draw, 1e5, 5e6);
	e.add[METRIC_TRANSMIT] = (float)draw_scale(&r->draw, 1e3, 1e5);
	length = draw_between(&r->draw, 3, 20);
	add(r, &e, minute + 3, minute + 3 + length, 0.2);
	if (r->log != NULL)
		r->log->run(
		    r->log->ctx, r->h, r->out->frame.day, "start-up", minute + 3, length, &e);
}

static void
draw_boots(struct rendering *r)
{
	if (r->h->reboot_next > 0)
		boot_at(r, r->h->reboot_next);
	r->h->reboot_next = 0;
	if (draw_chance(&r->draw, r->h->reboots))
		boot_at(r, draw_between(&r->draw, 0, 23.0 * HOUR));
}

/* Between two samples the system started: its counters fell. */
static void
render_boots(struct rendering *r, uint8_t fell[MAX_SAMPLES])
{
	struct host_day *out = r->out;

	for (int i = 0; i < r->nboots; i++) {
		double at = (r->boots[i] + r->h->phase) / STEP;
		int from = (int)at, to = from + 1 + draw_below(&r->draw, 3);

		r->h->booted = out->start + (int64_t)(at * INTERVAL);
		for (int k = from; k <= to && k < out->n; k++)
			fell[k] = k == to ? RESTARTED : RESTARTING;
		start_up(r, r->boots[i] + (to - from) * STEP);
	}
}

static void
finish(struct rendering *r, int64_t booted, const uint8_t *fell)
{
	struct host *h = r->h;
	struct host_day *out = r->out;
	double limit = h->facts.link > 0 ? h->facts.link * 125e3 : 1e9;

	for (int i = 0; i < out->n; i++) {
		int64_t end = out->start + (int64_t)(i + 1) * INTERVAL;
		float *cpu = &out->value[METRIC_CPU][i];

		if (fell[i] == RESTARTING || fell[i] == RESTARTED)
			booted = end - INTERVAL / 2;
		if (*cpu > 100)
			*cpu = 100;
		for (int m = METRIC_RECEIVE; m <= METRIC_TRANSMIT; m++)
			if (out->value[m][i] > limit)
				out->value[m][i] = (float)limit;
		if (i % PER_HOUR == 0)
			h->memory_state = 0.98 * h->memory_state + 0.2 * draw_normal(&r->draw);
		out->value[METRIC_MEMORY][i] +=
		    (float)(h->memory * draw_exp(0.05 * h->memory_state));
		if (out->value[METRIC_MEMORY][i] > 100)
			out->value[METRIC_MEMORY][i] = 100;
		out->value[METRIC_POWER][i] =
		    (float)floor(h->idle_watts + h->watts_per_percent * (double)*cpu +
				 0.8 * draw_normal(&r->draw) + 0.5);
		out->value[METRIC_LOGINS][i] =
		    floorf(out->value[METRIC_LOGINS][i] + (float)draw_unit(&r->draw));
		out->value[METRIC_SESSIONS][i] = floorf(out->value[METRIC_SESSIONS][i] + 0.5F);
		out->value[METRIC_UPTIME][i] = (float)(end - booted);
	}
}

static void
lose(struct host_day *out, int i)
{
	for (int m = 0; m < SAMPLED; m++)
		out->value[m][i] = NAN;
}

static bool
is_dark(const struct rendering *r, int64_t from, int64_t to)
{
	for (int i = 0; i < r->site->noutages; i++)
		if (from < r->site->outage[i][1] && to > r->site->outage[i][0])
			return true;
	return from < r->h->dark_until && to > r->h->dark_from;
}

static bool
is_seen(const struct rendering *r, int i)
{
	int wall = local_wall(&r->out->frame, i * STEP) % (24 * HOUR);
	int from = r->h->seen_from, to = r->h->seen_to;

	return from == to || (from < to ? wall >= from && wall < to : wall >= from || wall < to);
}

/* The first sample after a fall: lost, or what a careless collector makes of it. */
static void
take_fall(struct rendering *r, int i, uint32_t counters, enum collector c)
{
	struct host_day *out = r->out;

	for (int m = METRIC_CPU; m <= METRIC_WRITE; m++)
		if (m != METRIC_MEMORY && counters >> m & 1)
			out->value[m][i] = c == COLLECTOR_GOOD ? NAN
					   : m == METRIC_CPU   ? 100
							       : (float)(0x1p64 / INTERVAL);
}

/* Which counters of 32 bits wrapped during this sample. */
static uint32_t
count_on(struct host *h, const struct host_day *out, int i)
{
	uint32_t wrapped = 0;

	for (int m = METRIC_RECEIVE; m <= METRIC_WRITE; m++) {
		double octets = h->octets[m] + (double)out->value[m][i] * INTERVAL;

		if (octets >= 0x1p32)
			wrapped |= 1u << m;
		h->octets[m] = octets - floor(octets * 0x1p-32) * 0x1p32;
	}
	h->octets[METRIC_CPU] +=
	    (100 - (double)out->value[METRIC_CPU][i]) * h->facts.threads * INTERVAL;
	if (h->octets[METRIC_CPU] >= 0x1p32) {
		wrapped |= 1u << METRIC_CPU;
		h->octets[METRIC_CPU] -= 0x1p32;
	}
	return wrapped;
}

static void
collect(struct rendering *r, const uint8_t *fell, enum collector c)
{
	struct host *h = r->h;
	struct host_day *out = r->out;

	if (draw_chance(&r->draw, h->outages)) {
		h->dark_from = out->start + (int64_t)(draw_between(&r->draw, 0, 24) * 3600);
		h->dark_until = h->dark_from + (int64_t)(draw_scale(&r->draw, 0.5, 20) * 3600);
	}
	if (draw_chance(&r->draw, h->power_gaps))
		h->power_dark_until = out->start + (int64_t)(draw_scale(&r->draw, 0.5, 12) * 3600);
	for (int i = 0; i < out->n; i++) {
		int64_t from = out->start + (int64_t)i * INTERVAL;
		uint32_t wrapped = h->narrow ? count_on(h, out, i) : 0;

		if (fell[i] == RESTARTING || fell[i] == AGENT_RESTARTED ||
		    is_dark(r, from, from + INTERVAL) || !is_seen(r, i) ||
		    draw_chance(&r->draw, h->lost))
			lose(out, i);
		else if (fell[i] == RESTARTED)
			take_fall(r, i, UINT32_MAX, c);
		else if (wrapped != 0)
			take_fall(r, i, wrapped, c);
		if (from < h->power_dark_until)
			out->value[METRIC_POWER][i] = NAN;
	}
}

/* Its agent started anew: the next difference has nothing to be taken from. */
static void
restart_agent(struct rendering *r, uint8_t *fell)
{
	if (draw_chance(&r->draw, r->h->agent_restarts)) {
		int i = draw_below(&r->draw, r->out->n);

		if (fell[i] == 0)
			fell[i] = AGENT_RESTARTED;
	}
}

void
host_render(struct host *h, const struct site_plan *s, int32_t day, enum collector c,
    const struct run_log *log, struct host_day *out)
{
	struct rendering r = { .h = h, .site = s, .log = log, .out = out };
	uint8_t fell[MAX_SAMPLES] = { 0 };
	int64_t booted = h->booted;

	memset(out, 0, sizeof *out);
	r.draw = draw_stream(h->seed, 5, (uint64_t)day);
	out->frame = local_day(s->zone, day);
	out->n = out->frame.minutes / STEP;
	out->start = out->frame.start - h->phase * 60;
	draw_curves(&r);
	take_spill(&r);
	for (int i = 0; i < h->nflows; i++)
		render_flow(&r, &h->flows[i]);
	draw_boots(&r);
	for (int i = 0; i < h->ntasks; i++)
		render_task(&r, &h->tasks[i]);
	render_boots(&r, fell);
	restart_agent(&r, fell);
	finish(&r, booted, fell);
	collect(&r, fell, c);
	for (int m = 0; m < SAMPLED; m++)
		for (int i = 0; (h->measured >> m & 1) == 0 && i < out->n; i++)
			out->value[m][i] = NAN;
}
