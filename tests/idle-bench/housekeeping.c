/* SPDX-License-Identifier: BSD-2-Clause */
#include "host.h"

/*
 * What goes on on every host of a site, work or not: the noise families of
 * the benchmark's description.  Shares of the ranges come from what idle
 * machines show in public traces (see README.md); threads of CPU are turned
 * into percent of the host.
 */
enum { HOUR = 60, SATURDAY = 5, SUNDAY = 6, BACKGROUND = 5 };

#define KB 1e3
#define MB 1e6

static double
threads(const struct host *h, double n)
{
	double percent = n * 100 / (h->facts.threads > 0 ? h->facts.threads : 16);

	return percent < 90 ? percent : 90;
}

static void
background(struct host *h, struct draw *d, enum metric m, double median, double chatter)
{
	double sigma = host_range(h, d, 0.1, 0.3, 0.25, 0.7);
	double wander = host_range(h, d, 0.02, 0.08, 0.08, 0.3);

	host_flow(h, d, m, median, median * (1 + chatter), sigma, wander);
}

void
host_background(struct host *h, const struct site_plan *s, struct draw *d)
{
	double chatter = s->chatter * draw_between(d, 0.3, 1);

	background(h, d, METRIC_CPU, 0.02 + threads(h, host_range(h, d, .003, .03, .03, .4)), 0);
	background(h, d, METRIC_RECEIVE, host_range(h, d, 20, 600, 300, 20 * KB), chatter);
	background(h, d, METRIC_TRANSMIT, host_range(h, d, 10, 200, 100, 8 * KB), 0);
	background(h, d, METRIC_READ, host_range(h, d, 1, 100, 20, 3 * KB), 0);
	background(h, d, METRIC_WRITE, host_range(h, d, 200, 4 * KB, 1.5 * KB, 30 * KB), 0);
}

static void
set(struct task *t, enum metric m, double value)
{
	t->effect.add[m] = (float)value;
}

static void
draw_configuration(struct host *h, struct draw *d)
{
	static const int every[] = { 20, 30, 30, 30, 60 };
	struct task *t = host_task(
	    h, "configuration", WHEN_EVERY, draw_between(d, 0, 30), draw_scale(d, 0.5, 3));

	t->every = every[draw_below(d, 5)];
	t->jitter = draw_between(d, 0, 4);
	t->spread = 0.2;
	t->most = 6;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.3, 1.5)));
	set(t, METRIC_RECEIVE, draw_scale(d, 10 * KB, 300 * KB));
	set(t, METRIC_TRANSMIT, draw_scale(d, 2 * KB, 60 * KB));
	set(t, METRIC_READ, draw_scale(d, 10 * KB, MB));
	set(t, METRIC_WRITE, draw_scale(d, 5 * KB, 100 * KB));
}

static void
draw_maintenance(struct host *h, struct draw *d)
{
	struct task *t = host_task(
	    h, "maintenance", WHEN_DAILY, draw_between(d, 3 * HOUR, 7 * HOUR), draw_scale(d, 2, 8));

	t->jitter = draw_between(d, 0, 15);
	t->spread = 0.2;
	t->most = 10; /* three samples: what lasts twenty minutes and writes is work */
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.4, 1)));
	set(t, METRIC_READ, draw_scale(d, MB, 50 * MB));
	set(t, METRIC_WRITE, draw_scale(d, 20 * KB, MB));

	t = host_task(h, "maintenance", WHEN_DAILY, draw_between(d, 0, 10), draw_scale(d, 1, 4));
	t->most = 8;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.2, 1)));
	set(t, METRIC_READ, draw_scale(d, 100 * KB, 5 * MB));
	set(t, METRIC_WRITE, draw_scale(d, 100 * KB, 5 * MB));
}

static void
draw_scanner(struct host *h, struct draw *d)
{
	double cpu = threads(h, draw_scale(d, 0.7, 2.5)), read = draw_scale(d, 2 * MB, 80 * MB);
	struct task *t =
	    host_task(h, "scan", WHEN_DAILY, draw_between(d, 0, 5 * HOUR), draw_scale(d, 12, 50));

	t->jitter = draw_between(d, 1, 25);
	t->spread = draw_between(d, 0.05, 0.25);
	t->most = 75;
	set(t, METRIC_CPU, cpu);
	set(t, METRIC_READ, read);

	t = host_task(
	    h, "scan", WHEN_WEEKLY, draw_between(d, 0, 24 * HOUR), draw_scale(d, 90, 360));
	t->weekday = draw_chance(d, 0.7) ? SATURDAY + draw_below(d, 2) : draw_below(d, 5);
	t->jitter = draw_between(d, 1, 25);
	t->spread = 0.1;
	set(t, METRIC_CPU, cpu);
	set(t, METRIC_READ, read);
}

static void
draw_backup(struct host *h, struct draw *d)
{
	double read = draw_scale(d, MB, 60 * MB), send = read * draw_between(d, 0.3, 1);
	double cpu = threads(h, draw_scale(d, 0.15, 1.5));
	struct task *t = host_task(
	    h, "backup", WHEN_DAILY, draw_between(d, 19 * HOUR, 29 * HOUR), draw_scale(d, 8, 40));

	t->jitter = draw_between(d, 1, 30);
	t->spread = draw_between(d, 0.05, 0.3);
	t->least = 5;
	t->most = 60;
	t->skip = draw_between(d, 0, 0.02);
	set(t, METRIC_CPU, cpu);
	set(t, METRIC_READ, read);
	set(t, METRIC_TRANSMIT, send);
	set(t, METRIC_RECEIVE, send / 40);

	t = host_task(h, "backup", WHEN_WEEKLY, t->minute, draw_scale(d, 60, 300));
	t->weekday = SATURDAY + draw_below(d, 2);
	t->jitter = draw_between(d, 1, 30);
	t->spread = draw_between(d, 0.05, 0.2);
	set(t, METRIC_CPU, cpu);
	set(t, METRIC_READ, read);
	set(t, METRIC_TRANSMIT, send);
	set(t, METRIC_RECEIVE, send / 40);
}

static void
draw_array_check(struct host *h, struct draw *d)
{
	struct task *t =
	    host_task(h, "array-check", WHEN_MONTH_WEEKDAY, 57, draw_scale(d, 60, 480));

	t->weekday = SUNDAY;
	t->nth = 1;
	t->spread = 0.05;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.05, 0.4)));
	set(t, METRIC_READ, draw_scale(d, 30 * MB, 150 * MB));
}

static void
draw_patches(struct host *h, const struct site_plan *s, struct draw *d)
{
	struct task *t = host_task(h, "patches", WHEN_MONTH_WEEKDAY,
	    s->patch_minute + draw_between(d, 0, s->patch_window), draw_scale(d, 8, 35));

	t->weekday = s->patch_weekday;
	t->nth = s->patch_nth;
	t->jitter = 10;
	t->spread = 0.3;
	t->most = 90;
	t->skip = draw_between(d, 0, 0.2);
	t->reboot = true;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.5, 1.5)));
	set(t, METRIC_RECEIVE, draw_scale(d, 200 * KB, 10 * MB));
	set(t, METRIC_TRANSMIT, draw_scale(d, 2 * KB, 100 * KB));
	set(t, METRIC_READ, draw_scale(d, 500 * KB, 20 * MB));
	set(t, METRIC_WRITE, draw_scale(d, MB, 20 * MB));
}

/* The scanner goes from host to host through the working day. */
static void
draw_vulnerability_scan(struct host *h, const struct site_plan *s, struct draw *d)
{
	struct task *t = host_task(
	    h, "vulnerability-scan", WHEN_MONTH_WEEKDAY, 8.0 * HOUR, draw_scale(d, 10, 60));

	t->weekday = s->scan_weekday;
	t->nth = s->scan_nth;
	t->spread_over = 10.0 * HOUR;
	t->spread = 0.3;
	t->most = 150;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.05, 0.8)));
	set(t, METRIC_RECEIVE, draw_scale(d, 5 * KB, 500 * KB));
	set(t, METRIC_TRANSMIT, draw_scale(d, 3 * KB, 200 * KB));
	set(t, METRIC_READ, draw_scale(d, KB, MB));
	set(t, METRIC_WRITE, draw_scale(d, 100, 2 * KB));
}

/* Single samples out of nowhere, and somebody who looks and does nothing. */
static void
draw_strays(struct host *h, struct draw *d)
{
	struct task *t = host_task(h, "stray", WHEN_AT_RANDOM, 0, 2);

	t->rate = host_range(h, d, 0.005, 0.05, 0.05, 0.8);
	t->spread = 0.4;
	t->most = 5;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.5, 6)));
	set(t, METRIC_READ, draw_scale(d, 10 * KB, 50 * MB));

	t = host_task(h, "stray", WHEN_AT_RANDOM, 0, 2);
	t->rate = host_range(h, d, 0.002, 0.02, 0.02, 0.2);
	t->spread = 0.4;
	t->most = 5;
	set(t, METRIC_TRANSMIT, draw_scale(d, 2 * KB, 2 * MB));
	set(t, METRIC_WRITE, draw_scale(d, 10 * KB, 10 * MB));

	t = host_task(h, "stray", WHEN_OFFICE_RANDOM, 0, 5);
	t->rate = host_range(h, d, 0.002, 0.01, 0.01, 0.06);
	t->spread = 0.3;
	t->most = 10;
	set(t, METRIC_CPU, threads(h, draw_scale(d, 0.05, 0.6)));
	set(t, METRIC_TRANSMIT, draw_scale(d, KB, 20 * KB));
	set(t, METRIC_RECEIVE, draw_scale(d, 500, 5 * KB));
	set(t, METRIC_READ, draw_scale(d, 10 * KB, 5 * MB));
	set(t, METRIC_LOGINS, 1);
	if (draw_chance(d, 0.3))
		set(t, METRIC_SESSIONS, 1);
}

static bool
has(const struct host *h, struct draw *d, double quiet, double noisy)
{
	return draw_chance(d, quiet + (noisy - quiet) * h->noise);
}

void
host_housekeeping(struct host *h, const struct site_plan *s, struct draw *d)
{
	bool device = h->class == BENCH_SWITCH_QUIET || h->class == BENCH_SWITCH_EMPTY;
	bool scanner = has(h, d, 0, 0.4), backup = has(h, d, 0, 0.5);

	if (device || h->class == BENCH_STORAGE_IDLE)
		return;
	draw_strays(h, d);
	if (has(h, d, 0.05, 0.95))
		draw_configuration(h, d);
	if (has(h, d, 0.1, 1))
		draw_maintenance(h, d);
	if (scanner || h->class == BENCH_ZOMBIE_SCANNER)
		draw_scanner(h, d);
	if (backup || h->class == BENCH_ZOMBIE_BACKUP)
		draw_backup(h, d);
	if (draw_chance(d, s->arrays))
		draw_array_check(h, d);
	if (draw_chance(d, s->patches))
		draw_patches(h, s, d);
	if (draw_chance(d, s->scans))
		draw_vulnerability_scan(h, s, d);
}
