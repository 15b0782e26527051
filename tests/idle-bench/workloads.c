/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>

#include "host.h"

/*
 * What makes a host one of its class.  Every job lasts twenty minutes or
 * more, and stands out of its own host's background in CPU, sending or
 * writing: else nobody could know.
 */
enum { HOUR = 60, SHORTEST = 20 };

#define KB 1e3
#define MB 1e6

static double
thread(const struct host *h)
{
	return 100.0 / (h->facts.threads > 0 ? h->facts.threads : 16);
}

static double
highest(const struct host *h, enum metric m)
{
	double link = h->facts.link * 125.0 * KB;

	return m == METRIC_CPU ? 70 : m == METRIC_WRITE ? 200 * MB : link / 2;
}

/* Between the least that stands out and what the host can do; small ones as often as large. */
static float
draw_visible(const struct host *h, struct draw *d, enum metric m)
{
	double least = host_standout(h, m), most = highest(h, m);

	return (float)(least < most ? draw_scale(d, least, most) : most);
}

static float
draw_anything(const struct host *h, struct draw *d, enum metric m)
{
	double least = m == METRIC_CPU ? 0.02 * thread(h) : 10;

	return (float)draw_scale(d, least, highest(h, m) / 4);
}

static void
draw_job(struct host *h, struct draw *d, struct task *t, enum metric shows)
{
	static const enum metric all[] = { METRIC_CPU, METRIC_TRANSMIT, METRIC_WRITE };

	for (int i = 0; i < 3; i++)
		t->effect.add[all[i]] =
		    all[i] == shows ? draw_visible(h, d, all[i]) : draw_anything(h, d, all[i]);
	t->effect.add[METRIC_READ] = (float)draw_scale(d, 100, 100 * MB);
	t->effect.add[METRIC_RECEIVE] = (float)draw_scale(d, 10, highest(h, METRIC_RECEIVE) / 4);
	t->effect.add[METRIC_MEMORY] = (float)draw_between(d, 0, 20);
	t->length = draw_scale(d, SHORTEST, 8 * HOUR);
	t->spread = draw_between(d, 0.02, 0.3);
	t->least = SHORTEST;
	t->most = 14 * HOUR;
	t->jitter = draw_between(d, 0, 30);
	t->rough = draw_between(d, 0.02, 0.2);
}

static enum metric
draw_shows(struct draw *d)
{
	static const enum metric any[] = { METRIC_CPU, METRIC_TRANSMIT, METRIC_WRITE };

	return any[draw_below(d, 3)];
}

/* A rule of the calendar, each months months. */
static void
draw_periodic(struct host *h, struct draw *d, int months, double skip)
{
	static const struct {
		enum when when;
		int nth;
	} rules[] = { { WHEN_MONTH_DAY, 1 }, { WHEN_MONTH_DAY, -1 }, { WHEN_MONTH_WORKING, 1 },
		{ WHEN_MONTH_WORKING, 5 }, { WHEN_MONTH_WORKING, -1 }, { WHEN_MID_MONTH, 15 } };
	int rule = draw_below(d, 6);
	bool night = draw_chance(d, 0.6);
	struct task *t = host_task(h, "job", rules[rule].when,
	    night ? draw_between(d, 18 * HOUR, 29 * HOUR) : draw_between(d, 7 * HOUR, 18 * HOUR),
	    0);

	t->nth = rules[rule].nth;
	t->months = months;
	t->offset = draw_below(d, months);
	draw_job(h, d, t, draw_shows(d));
	t->skip = skip;
}

/* A batch recurs as a backup does, but writes. */
static void
draw_batch(struct host *h, struct draw *d, bool weekly)
{
	struct task *t = host_task(h, "batch",
	    weekly                ? WHEN_WEEKLY
	    : draw_chance(d, 0.3) ? WHEN_WORKING_DAYS
				  : WHEN_DAILY,
	    draw_between(d, 18 * HOUR, 29 * HOUR), 0);

	t->weekday = draw_below(d, 7);
	draw_job(h, d, t, METRIC_WRITE);
	t->length = draw_scale(d, SHORTEST, weekly ? 8 * HOUR : 5 * HOUR);
	t->skip = draw_between(d, 0, 0.03);
}

static double
median_of(const struct host *h, enum metric m)
{
	double sum = 0;

	for (int i = 0; i < h->nflows; i++)
		if (h->flows[i].metric == m)
			sum += (double)h->flows[i].night;
	return sum;
}

/* Over the background, so much of it more in office hours, and a little at any time. */
static void
follow_week(struct host *h, struct draw *d, enum metric m, double ratio)
{
	double base = median_of(h, m), always = base * draw_between(d, 0, 0.5);

	host_flow(h, d, m, always, always + (base + always) * (ratio - 1),
	    draw_between(d, 0.1, 0.5), draw_between(d, 0.03, 0.15));
}

static void
draw_licence_dns(struct host *h, struct draw *d)
{
	static const char *const roles[] = { "licence server", "dns", "ntp", "kms" };
	double ratio = draw_scale(d, 1.4, 5);

	follow_week(h, d, METRIC_TRANSMIT, ratio);
	follow_week(h, d, METRIC_RECEIVE, draw_between(d, 1.1, ratio));
	follow_week(h, d, METRIC_CPU, draw_between(d, 1.02, 1.5));
	follow_week(h, d, METRIC_WRITE, draw_between(d, 1, 1.6));
	if (draw_chance(d, 0.5))
		host_flow(
		    h, d, METRIC_SESSIONS, draw_scale(d, 0.1, 2), draw_scale(d, 1, 20), 0.4, 0.1);
	if (draw_chance(d, 0.3))
		h->facts.role = roles[draw_below(d, 4)];
}

static void
draw_hot_standby(struct host *h, struct draw *d)
{
	double ratio = draw_scale(d, 1.5, 8);

	follow_week(h, d, METRIC_WRITE, ratio);
	follow_week(h, d, METRIC_RECEIVE, ratio);
	follow_week(h, d, METRIC_TRANSMIT, draw_between(d, 1.05, 1.3));
	follow_week(h, d, METRIC_CPU, draw_between(d, 1.02, 2));
	if (draw_chance(d, 0.5))
		host_flow(h, d, METRIC_SESSIONS, 1, 1, 0, 0);
	if (draw_chance(d, 0.5))
		h->facts.role = "standby";
}

/* One or two tests a year; at most 395 days from one to the next. */
static void
draw_cold_spare(struct host *h, const struct site_plan *s, struct draw *d)
{
	struct task *t = host_task(h, "test", WHEN_LISTED, draw_between(d, 6 * HOUR, 20 * HOUR), 0);
	bool twice = draw_chance(d, 0.4);
	int32_t first = s->first_day + draw_below(d, 365);

	for (int year = -1; year <= 1; year++) {
		t->listed[t->nlisted++] = first + 365 * year + draw_below(d, 15);
		if (twice)
			t->listed[t->nlisted++] = first + 365 * year + 182 + draw_below(d, 30);
	}
	draw_job(h, d, t, draw_shows(d));
	t->length = draw_scale(d, 2 * HOUR, 10 * HOUR);
	t->effect.add[METRIC_LOGINS] = (float)draw_scale(d, 0.2, 2);
	if (draw_chance(d, 0.4))
		h->facts.role = "dr";
}

static void
draw_users(struct host *h, struct draw *d, bool all_week)
{
	const double share = draw_between(d, 0.02, 0.4);
	const struct {
		enum metric m;
		double night, day;
	} use[] = { { METRIC_CPU, draw_between(d, 1, 8), draw_between(d, 15, 60) },
		{ METRIC_RECEIVE, draw_scale(d, 10 * KB, MB), draw_scale(d, 300 * KB, 30 * MB) },
		{ METRIC_TRANSMIT, draw_scale(d, 10 * KB, MB), draw_scale(d, 300 * KB, 30 * MB) },
		{ METRIC_READ, draw_scale(d, KB, MB), draw_scale(d, 10 * KB, 30 * MB) },
		{ METRIC_WRITE, draw_scale(d, 10 * KB, MB), draw_scale(d, 100 * KB, 10 * MB) },
		{ METRIC_SESSIONS, draw_scale(d, 1, 20), draw_scale(d, 20, 500) },
		{ METRIC_LOGINS, 0, share } };

	for (size_t i = 0; i < sizeof use / sizeof use[0]; i++)
		host_flow(h, d, use[i].m, use[i].night, use[i].day, 0.35, 0.15)->all_week =
		    all_week;
}

/* Its agent is started by a night job, and killed in the morning: no office hour was ever seen. */
static void
draw_agent_gaps(struct host *h, struct draw *d)
{
	draw_users(h, d, false);
	for (int i = 0; i < h->nflows; i++)
		if (h->flows[i].day > h->flows[i].night * 5)
			h->flows[i].night *= 0.02F;
	h->seen_from = 20 * HOUR + draw_below(d, 2 * HOUR);
	h->seen_to = 4 * HOUR + draw_below(d, 2 * HOUR);
}

static void
draw_dev_box(struct host *h, const struct site_plan *s, struct draw *d)
{
	struct task *t = host_task(h, "development", WHEN_OFFICE_RANDOM, 0, draw_scale(d, 6, 40));

	t->rate = draw_between(d, 0.5, 4);
	t->spread = 0.8;
	t->least = 2;
	t->most = 4 * HOUR;
	t->personal = true;
	t->effect.add[METRIC_CPU] = draw_visible(h, d, METRIC_CPU);
	t->effect.add[METRIC_WRITE] = draw_visible(h, d, METRIC_WRITE);
	t->effect.add[METRIC_TRANSMIT] = draw_anything(h, d, METRIC_TRANSMIT);
	t->effect.add[METRIC_READ] = (float)draw_scale(d, KB, 50 * MB);
	t->effect.add[METRIC_RECEIVE] = (float)draw_scale(d, KB, 5 * MB);

	t = host_task(h, "development", WHEN_OFFICE_RANDOM, 0,
	    draw_scale(d, 40, 200)); /* somebody is logged in */
	t->rate = draw_between(d, 0.5, 2);
	t->spread = 0.4;
	t->personal = true;
	t->effect.add[METRIC_LOGINS] = 0.3F;
	t->effect.add[METRIC_SESSIONS] = 1;
	t->effect.add[METRIC_TRANSMIT] = (float)draw_scale(d, KB, 20 * KB);
	t->effect.add[METRIC_CPU] = (float)(thread(h) * draw_scale(d, 0.05, 0.5));

	for (h->naway = 0; h->naway < 4; h->naway++) {
		int32_t from = s->first_day + draw_below(d, s->days);

		h->away[h->naway][0] = from;
		h->away[h->naway][1] = from + 5 + draw_below(d, 25);
	}
}

static void
draw_hypervisor(struct host *h, struct draw *d)
{
	h->facts.kind = "hypervisor";
	h->facts.guests = 1 + draw_below(d, 12);
	host_flow(h, d, METRIC_CPU, 1, draw_between(d, 1, 2), 0.2, 0.05);
	host_flow(h, d, METRIC_WRITE, 5 * KB, 5 * KB, 0.3, 0.1);
}

static void
draw_switch(struct host *h, struct draw *d, bool used)
{
	static const int ports[] = { 1000, 10000, 40000 };
	double cpu, sent;

	h->facts.kind = "switch";
	h->facts.threads = 0;
	h->facts.link = ports[draw_below(d, 3)] * 24;
	h->facts.endpoints = used ? 1 + draw_below(d, 4) : 0;
	h->measured = 1u << METRIC_CPU | 1u << METRIC_MEMORY | 1u << METRIC_RECEIVE |
		      1u << METRIC_TRANSMIT | 1u << METRIC_UPTIME;
	h->nflows = 0;
	h->memory = draw_between(d, 20, 60);
	cpu = draw_between(d, 5, 13);
	sent = draw_scale(d, 20, 200); /* to find neighbours and loops */
	host_flow(h, d, METRIC_CPU, cpu, cpu, 0.08, 0.02);
	host_flow(h, d, METRIC_RECEIVE, 2 * sent, 2 * sent * draw_scale(d, 1, 3), 0.3, 0.1);
	host_flow(h, d, METRIC_TRANSMIT, sent, sent, 0.1, 0.02);
	if (used)
		follow_week(h, d, METRIC_TRANSMIT, draw_scale(d, 1.1, 4));
}

/* Patrol reads, a weekly scrub, an hourly snapshot; nobody's data is served. */
static void
draw_storage_idle(struct host *h, struct draw *d)
{
	struct task *t = host_task(h, "storage", WHEN_DAILY, draw_between(d, 0, 24 * HOUR),
	    draw_between(d, 2 * HOUR, 8 * HOUR));

	h->facts.kind = "storage";
	h->measured &= ~(1u << METRIC_LOGINS);
	t->effect.add[METRIC_READ] = (float)draw_scale(d, 2 * MB, 50 * MB);
	t = host_task(
	    h, "storage", WHEN_WEEKLY, draw_between(d, 0, 24 * HOUR), draw_between(d, 120, 720));
	t->weekday = draw_below(d, 7);
	t->effect.add[METRIC_READ] = (float)draw_scale(d, 50 * MB, 300 * MB);
	t->effect.add[METRIC_CPU] = (float)(thread(h) * draw_between(d, 0.3, 2));
	t = host_task(h, "storage", WHEN_EVERY, draw_between(d, 0, HOUR), draw_between(d, 0.5, 3));
	t->every = HOUR;
	t->effect.add[METRIC_WRITE] = (float)draw_scale(d, 50 * KB, 5 * MB);
	t->effect.add[METRIC_CPU] = (float)(thread(h) * 0.3);
}

static void
draw_device(struct host *h, const struct site_plan *s, struct draw *d)
{
	(void)s;
	switch (h->class) {
	case BENCH_SWITCH_QUIET:
	case BENCH_SWITCH_EMPTY: draw_switch(h, d, h->class == BENCH_SWITCH_QUIET); break;
	case BENCH_STORAGE_IDLE: draw_storage_idle(h, d); break;
	case BENCH_RESET_OFTEN:
		h->reboots = 1 / draw_between(d, 3, 20);
		h->agent_restarts = 1 / draw_between(d, 2, 20);
		break;
	case BENCH_COUNTER_WRAPS: h->narrow = true; break;
	default: break;
	}
}

void
host_workload(struct host *h, const struct site_plan *s, struct draw *d)
{
	switch (h->class) {
	case BENCH_MONTHLY: draw_periodic(h, d, 1, draw_between(d, 0, 0.06)); break;
	case BENCH_QUARTERLY: draw_periodic(h, d, 3, draw_between(d, 0, 0.06)); break;
	case BENCH_YEARLY: draw_periodic(h, d, 12, 0); break;
	case BENCH_WEEKLY_BATCH:
	case BENCH_NIGHTLY_BATCH: draw_batch(h, d, h->class == BENCH_WEEKLY_BATCH); break;
	case BENCH_LICENCE_DNS: draw_licence_dns(h, d); break;
	case BENCH_HOT_STANDBY: draw_hot_standby(h, d); break;
	case BENCH_COLD_SPARE: draw_cold_spare(h, s, d); break;
	case BENCH_AGENT_GAPS: draw_agent_gaps(h, d); break;
	case BENCH_DEV_BOX: draw_dev_box(h, s, d); break;
	case BENCH_HYPERVISOR: draw_hypervisor(h, d); break;
	case BENCH_BUSY: draw_users(h, d, draw_chance(d, 0.5)); break;
	default: draw_device(h, s, d); break;
	}
}
