/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef IDLE_BENCH_HOST_H
#define IDLE_BENCH_HOST_H

#include "calendar.h"
#include "draw.h"
#include "metric.h"

/*
 * One host of a fleet: what it is, what goes on there (hidden), and what an
 * estate would know of it (facts).  A class fills in flows (what is always
 * there) and tasks (what happens at times); render.c makes samples of them.
 */
enum {
	SAMPLED = METRIC_UPTIME + 1,
	MAX_FLOWS = 12,
	MAX_TASKS = 24,
	MAX_LISTED = 6,
	MAX_SAMPLES = 300,
	SPILL = 5 * 288,
	INTERVAL = 300
};

enum bench_class {
	BENCH_ZOMBIE,
	BENCH_ZOMBIE_BACKUP,
	BENCH_ZOMBIE_SCANNER,
	BENCH_MONTHLY,
	BENCH_QUARTERLY,
	BENCH_YEARLY,
	BENCH_WEEKLY_BATCH,
	BENCH_NIGHTLY_BATCH,
	BENCH_LICENCE_DNS,
	BENCH_HOT_STANDBY,
	BENCH_COLD_SPARE,
	BENCH_AGENT_GAPS,
	BENCH_DEV_BOX,
	BENCH_HYPERVISOR,
	BENCH_BUSY,
	BENCH_SWITCH_QUIET,
	BENCH_SWITCH_EMPTY,
	BENCH_STORAGE_IDLE,
	BENCH_RESET_OFTEN,
	BENCH_COUNTER_WRAPS,
	BENCH_CLASSES
};

struct class_info {
	const char *name;
	bool retire, core; /* core: counts towards recall */
	bool late;         /* nobody can know before 400 days: shown apart below that */
};
extern const struct class_info bench_classes[BENCH_CLASSES];

/* What a task adds while it runs, in the metric's unit. */
struct effect {
	float add[SAMPLED];
};

enum when {
	WHEN_DAILY,
	WHEN_WORKING_DAYS,
	WHEN_WEEKLY,        /* on weekday */
	WHEN_MONTH_DAY,     /* nth, of months that are offset modulo months */
	WHEN_MONTH_WORKING, /* nth working day, likewise */
	WHEN_MONTH_WEEKDAY, /* nth weekday, likewise */
	WHEN_MID_MONTH,     /* the 15th, or the next working day */
	WHEN_LISTED,        /* on the days listed */
	WHEN_AT_RANDOM,     /* rate times a day, at any minute */
	WHEN_OFFICE_RANDOM, /* rate times a working day, in office hours */
	WHEN_EVERY          /* each `every' minutes */
};

struct task {
	const char *name;
	enum when when;
	int weekday, nth, months, offset, every;
	int32_t listed[MAX_LISTED];
	int nlisted;
	double rate;
	double minute, jitter; /* start on the clock on the wall; +- so much */
	double spread_over;    /* or: anywhere in so many minutes after, drawn each time */
	double length, spread; /* minutes: median, and sigma of its logarithm */
	double least, most;    /* bounds of the length */
	double weekend;        /* factor of the length on Saturday and Sunday; 0: 1 */
	double skip;           /* chance that a run does not take place */
	double rough;          /* sigma of what it adds, from sample to sample */
	bool personal;         /* not while its user is away */
	bool reboot;           /* the host starts anew at its end */
	struct effect effect;
};

/* Always there: around night, or around day in office hours. */
struct flow {
	enum metric metric;
	float night, day;
	bool all_week;         /* the working hours' curve holds at weekends too */
	float factor[NORMALS]; /* sample to sample */
	double wander, keep; /* slow: sigma of its logarithm, and what of it stays after an hour */
	double state;
};

struct facts {
	int threads, link;     /* Mb/s; 0: not known */
	const char *kind;      /* server hypervisor switch storage */
	const char *role;      /* NULL: not declared */
	const char *cycle;     /* business cycle, NULL: not declared */
	int guests, endpoints; /* -1: not known */
	bool in_inventory, in_dns, owner_known;
};

struct host {
	uint64_t seed;
	int number, site;
	enum bench_class class;
	double noise; /* 0 quiet .. 1 noisy */
	struct facts facts;
	uint32_t measured; /* bits of metrics that are collected */
	struct flow flows[MAX_FLOWS];
	int nflows;
	struct task tasks[MAX_TASKS];
	int ntasks;

	double memory, memory_state; /* percent */
	double idle_watts, watts_per_percent;
	int phase;             /* minutes by which its samples are off the five-minute grid */
	double lost;           /* share of samples that never arrive */
	double outages;        /* a day; each some hours */
	double power_gaps;     /* outages of the meter alone */
	double agent_restarts; /* a day: the agent alone; uptime of the system goes on */
	double reboots;        /* a day, besides those of tasks */
	int seen_from,
	    seen_to;        /* the agent runs only at these minutes of the wall; equal: always */
	bool narrow;        /* counters of 32 bits */
	int32_t away[4][2]; /* days on which nobody uses it: from, to (not included) */
	int naway;

	int64_t booted; /* UTC */
	int64_t dark_from, dark_until, power_dark_until;
	double reboot_next;     /* minutes after the next midnight; 0: none pending */
	double octets[SAMPLED]; /* counters, for wraps */
	float spill[SAMPLED]
		   [SPILL]; /* what tasks of yesterday still add, in samples from midnight */
};

/* Draw the host of a class; site: its number, zone and shared days. */
struct site_plan {
	const char *name;
	const struct bench_zone *zone;
	uint64_t seed;
	int patch_weekday, patch_nth, scan_weekday, scan_nth;
	double patch_minute, patch_window, chatter;
	double arrays, patches, scans; /* share of its hosts that have them; 0: not done there */
	int32_t first_day;             /* of the history */
	int days;
	int noutages;
	int64_t outage[12][2]; /* when its collector was down */
};

void host_draw(struct host *, const struct site_plan *);

/* Parts of it: housekeeping.c and workloads.c. */
void host_background(struct host *, const struct site_plan *, struct draw *);
void host_housekeeping(struct host *, const struct site_plan *, struct draw *);
void host_workload(struct host *, const struct site_plan *, struct draw *);

struct task *host_task(struct host *, const char *name, enum when, double minute, double length);
struct flow *host_flow(struct host *, struct draw *, enum metric, double night, double day,
    double sigma, double wander);

/* What a task must add so that it stands out of the host's own background. */
double host_standout(const struct host *, enum metric);

/* Between the quiet and the noisy value of a parameter, by its logarithm. */
double host_mix(const struct host *, double quiet, double noisy);

/* The same for what every host draws: from a range that lies between two. */
double host_range(const struct host *, struct draw *, double quiet_low, double quiet_high,
    double noisy_low, double noisy_high);

/* The collector: what becomes of a counter that falls. */
enum collector { COLLECTOR_GOOD, COLLECTOR_WRAP64 };

/* Told of each run of a task, if somebody wants to know: minutes since that day's midnight. */
struct run_log {
	void (*run)(void *ctx, const struct host *, int32_t day, const char *task, double start,
	    double length, const struct effect *);
	void *ctx;
};

/* One local day of samples; NAN: none arrived. */
struct host_day {
	struct local_day frame;
	int64_t start; /* UTC, of the first sample's interval */
	int n;
	float value[SAMPLED][MAX_SAMPLES];
};

/* Days are to be asked in order. */
void host_render(struct host *, const struct site_plan *, int32_t day, enum collector,
    const struct run_log *, struct host_day *out);

#endif
