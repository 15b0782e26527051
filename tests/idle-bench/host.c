/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "host.h"

const struct class_info bench_classes[BENCH_CLASSES] = {
	[BENCH_ZOMBIE] = { "zombie", true, true, false },
	[BENCH_ZOMBIE_BACKUP] = { "zombie-backup", true, true, false },
	[BENCH_ZOMBIE_SCANNER] = { "zombie-scanner", true, true, false },
	[BENCH_MONTHLY] = { "monthly-job", false, false, false },
	[BENCH_QUARTERLY] = { "quarterly-job", false, false, false },
	[BENCH_YEARLY] = { "yearly-job", false, false, true },
	[BENCH_WEEKLY_BATCH] = { "weekly-batch", false, false, false },
	[BENCH_NIGHTLY_BATCH] = { "nightly-batch", false, false, false },
	[BENCH_LICENCE_DNS] = { "licence-dns", false, false, false },
	[BENCH_HOT_STANDBY] = { "hot-standby", false, false, false },
	[BENCH_COLD_SPARE] = { "cold-spare", false, false, true },
	[BENCH_AGENT_GAPS] = { "agent-gaps", false, false, false },
	[BENCH_DEV_BOX] = { "dev-box", false, false, false },
	[BENCH_HYPERVISOR] = { "hypervisor", false, false, false },
	[BENCH_BUSY] = { "busy", false, false, false },
	[BENCH_SWITCH_QUIET] = { "switch-quiet", false, false, false },
	[BENCH_SWITCH_EMPTY] = { "switch-empty", true, false, false },
	[BENCH_STORAGE_IDLE] = { "storage-idle", true, false, false },
	[BENCH_RESET_OFTEN] = { "reset-often", true, false, false },
	[BENCH_COUNTER_WRAPS] = { "counter-wraps", true, false, false },
};

double
host_mix(const struct host *h, double quiet, double noisy)
{
	return draw_exp(draw_log(quiet) + (draw_log(noisy) - draw_log(quiet)) * h->noise);
}

double
host_range(const struct host *h, struct draw *d, double quiet_low, double quiet_high,
    double noisy_low, double noisy_high)
{
	return draw_scale(
	    d, host_mix(h, quiet_low, noisy_low), host_mix(h, quiet_high, noisy_high));
}

struct task *
host_task(struct host *h, const char *name, enum when when, double minute, double length)
{
	struct task *t = &h->tasks[h->ntasks < MAX_TASKS - 1 ? h->ntasks++ : MAX_TASKS - 1];

	memset(t, 0, sizeof *t);
	t->name = name;
	t->when = when;
	t->months = 1;
	t->minute = minute;
	t->length = length;
	t->least = 1;
	t->most = 24.0 * 60;
	t->rough = 0.15;
	return t;
}

struct flow *
host_flow(struct host *h, struct draw *d, enum metric m, double night, double day, double sigma,
    double wander)
{
	struct flow *f = &h->flows[h->nflows < MAX_FLOWS - 1 ? h->nflows++ : MAX_FLOWS - 1];

	f->metric = m;
	f->night = (float)night;
	f->day = (float)day;
	f->all_week = false;
	draw_factors(f->factor, sigma);
	f->wander = wander;
	f->keep = draw_between(d, 0.6, 0.99);
	f->state = draw_normal(d);
	return f;
}

/*
 * Half as much again as what one sample in a hundred of the background
 * reaches: sigma of a sample and of the slow part together, 2.33 of them.
 */
double
host_standout(const struct host *h, enum metric m)
{
	double thread = 100.0 / (h->facts.threads > 0 ? h->facts.threads : 16);
	double least = m == METRIC_CPU ? 0.25 * thread : m == METRIC_WRITE ? 3000 : 2000;
	double high = 0;

	for (int i = 0; i < h->nflows; i++) {
		const struct flow *f = &h->flows[i];
		double most = f->day > f->night ? (double)f->day : (double)f->night;

		if (f->metric == m)
			high += most * (double)f->factor[NORMALS - NORMALS / 100] *
				draw_exp(2.33 * f->wander);
	}
	return 1.5 * high > least ? 1.5 * high : least;
}

static void
draw_hardware(struct host *h, struct draw *d)
{
	static const int threads[] = { 8, 12, 16, 24, 32, 40, 48, 64, 80, 96 };
	static const int links[] = { 1000, 2000, 10000, 20000, 50000 };

	h->facts.kind = "server";
	h->facts.threads = threads[draw_below(d, 10)];
	h->facts.link = links[draw_below(d, 5)];
	h->facts.guests = h->facts.endpoints = -1;
	h->facts.in_inventory = draw_chance(d, 0.93);
	h->facts.in_dns = draw_chance(d, 0.8);
	h->facts.owner_known = draw_chance(d, 0.7);
	h->memory = draw_scale(d, 3, 45);
	h->idle_watts = draw_scale(d, 60, 350);
	h->watts_per_percent = h->idle_watts * draw_between(d, 0.3, 2) / 100;
	h->phase = draw_chance(d, 0.3) ? draw_below(d, 5) : 0;
	h->measured = 1u << METRIC_CPU | 1u << METRIC_MEMORY | 1u << METRIC_RECEIVE |
		      1u << METRIC_TRANSMIT | 1u << METRIC_READ | 1u << METRIC_WRITE |
		      1u << METRIC_UPTIME;
	if (!draw_chance(d, 1.0 / 3))
		h->measured |= 1u << METRIC_POWER;
	if (draw_chance(d, 0.8))
		h->measured |= 1u << METRIC_LOGINS;
	if (draw_chance(d, 0.7))
		h->measured |= 1u << METRIC_SESSIONS;
}

/* What goes wrong with its samples. */
static void
draw_collection(struct host *h, const struct site_plan *s, struct draw *d)
{
	h->lost = host_range(h, d, 0.0001, 0.001, 0.001, 0.01);
	h->outages = host_range(h, d, 0.001, 0.003, 0.003, 0.015);
	h->power_gaps = host_range(h, d, 0.001, 0.01, 0.01, 0.05);
	h->agent_restarts = host_range(h, d, 0.001, 0.005, 0.005, 0.03);
	h->reboots = host_range(h, d, 0.0002, 0.001, 0.001, 0.006);
	h->narrow = draw_chance(d, 0.1);
	h->booted = ((int64_t)s->first_day - 1 - draw_below(d, 300)) * 86400;
}

/* What the inventory says of the business cycle: the truth, or nothing; of a zombie, what its
 * application once was. */
static void
draw_cycle(struct host *h, struct draw *d)
{
	static const char *const once[] = { "week", "month", "month", "quarter", "year" };
	const char *past = once[draw_below(d, 5)];
	bool said = draw_chance(d, 0.5);

	switch (h->class) {
	case BENCH_MONTHLY: past = "month"; break;
	case BENCH_QUARTERLY: past = "quarter"; break;
	case BENCH_YEARLY:
	case BENCH_COLD_SPARE: past = "year"; break;
	default: break;
	}
	h->facts.cycle = said ? past : NULL;
}

void
host_draw(struct host *h, const struct site_plan *s)
{
	struct draw d = draw_stream(h->seed, 1, 0);

	draw_hardware(h, &d);
	draw_cycle(h, &d);
	draw_collection(h, s, &d);
	d = draw_stream(h->seed, 2, 0);
	host_background(h, s, &d);
	d = draw_stream(h->seed, 3, 0);
	host_workload(h, s, &d);
	d = draw_stream(h->seed, 4, 0);
	host_housekeeping(h, s, &d);
}
