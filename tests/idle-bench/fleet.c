/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fleet.h"
#include "stream.h"
#include "when.h"

enum { HOUR = 60, DAY_SECONDS = 86400 };

const char *const fleet_levels[FLEET_LEVELS] = { "quiet", "low", "medium", "high", "noisy" };

static const struct bench_zone zones[FLEET_SITES] = {
	{ "Europe/Berlin", 60, CLOCK_EUROPE },
	{ "America/New_York", -300, CLOCK_NORTH_AMERICA },
	{ "Asia/Singapore", 480, CLOCK_FIXED },
	{ "Europe/London", 0, CLOCK_EUROPE },
};

static const char *const site_names[FLEET_SITES] = { "site-1", "site-2", "site-3", "site-4" };

static double
noise_of(const char *level)
{
	for (int i = 0; i < FLEET_LEVELS; i++)
		if (strcmp(level, fleet_levels[i]) == 0)
			return (double)i / (FLEET_LEVELS - 1);
	return -1;
}

/* What is done at a site, is done to most of its hosts. */
static double
draw_share(const struct fleet *f, struct draw *d)
{
	bool done = draw_chance(d, 0.2 + 0.8 * noise_of(f->plan.level));
	double share = draw_between(d, 0.6, 0.95);

	return done ? share : 0;
}

static void
draw_site(struct fleet *f, int number)
{
	struct site_plan *s = &f->sites[number];
	struct draw d = draw_stream(f->plan.seed, 10, (uint64_t)number);

	s->name = site_names[number];
	s->zone = &zones[number];
	s->seed = draw_bits(&d);
	s->first_day = f->first_day;
	s->days = FLEET_DAYS; /* what is drawn does not depend on how many are made */
	s->patch_weekday = 2 + draw_below(&d, 5);
	s->patch_nth = 2 + draw_below(&d, 2);
	s->patch_minute = draw_between(&d, 19, 26) * HOUR;
	s->patch_window = draw_between(&d, 1, 5) * HOUR;
	s->scan_weekday = 1 + draw_below(&d, 3);
	s->scan_nth = 1 + draw_below(&d, 4);
	s->chatter = draw_between(&d, 0, 3);
	s->arrays = draw_share(f, &d);
	s->patches = draw_share(f, &d);
	s->scans = draw_share(f, &d);
	s->noutages = draw_below(&d, 5);
	for (int i = 0; i < s->noutages; i++) {
		s->outage[i][0] = ((int64_t)f->first_day + draw_below(&d, s->days)) * DAY_SECONDS +
				  draw_below(&d, DAY_SECONDS);
		s->outage[i][1] = s->outage[i][0] + (int64_t)(draw_scale(&d, 0.5, 8) * 3600);
	}
}

/* Which host has which class: shuffled, so that the order tells nothing. */
static void
draw_hosts(struct fleet *f, double noise)
{
	struct draw d = draw_stream(f->plan.seed, 11, 0);

	for (int i = 0; i < f->n; i++) {
		int at = draw_below(&d, i + 1);

		f->hosts[i].class = f->hosts[at].class;
		f->hosts[at].class = (enum bench_class)(i % BENCH_CLASSES);
	}
	for (int i = 0; i < f->n; i++) {
		struct host *h = &f->hosts[i];

		h->number = i;
		h->noise = noise;
		h->seed = draw_bits(&d);
		h->site = draw_below(&d, f->nsites);
		host_draw(h, &f->sites[h->site]);
	}
}

struct fleet *
fleet_new(const struct fleet_plan *plan)
{
	struct fleet *f = calloc(1, sizeof *f);
	double noise = noise_of(plan->level);
	struct draw d = draw_stream(plan->seed, 9, 0);

	if (f == NULL || noise < 0 || plan->per_class < 1 || plan->days < 1) {
		free(f);
		return NULL;
	}
	f->plan = *plan;
	f->n = plan->per_class * BENCH_CLASSES;
	f->nsites = f->n < 50 ? 1 : f->n < 150 ? 2 : FLEET_SITES;
	f->first_day = day_of(2023, 7, 1) + draw_below(&d, 365);
	f->hosts = calloc((size_t)f->n, sizeof *f->hosts);
	if (f->hosts == NULL) {
		free(f);
		return NULL;
	}
	for (int i = 0; i < f->nsites; i++)
		draw_site(f, i);
	draw_hosts(f, noise);
	return f;
}

void
fleet_free(struct fleet *f)
{
	if (f == NULL)
		return;
	free(f->hosts);
	free(f);
}

static void
write_number(FILE *out, int n)
{
	if (n < 0)
		fputs("\t-", out);
	else
		fprintf(out, "\t%d", n);
}

static const char *
or_dash(const char *s)
{
	return s != NULL ? s : "-";
}

void
fleet_write_facts(const struct fleet *f, FILE *out)
{
	fputs(
	    "host\tsite\tzone\tkind\tthreads\tlink_speed\trole\tbusiness_cycle\tguests\tendpoints\t"
	    "in_inventory\tin_dns\towner\n",
	    out);
	for (int i = 0; i < f->n; i++) {
		const struct facts *t = &f->hosts[i].facts;
		const struct site_plan *s = &f->sites[f->hosts[i].site];

		fprintf(out, "host-%04d\t%s\t%s\t%s", i + 1, s->name, s->zone->name, t->kind);
		write_number(out, t->threads > 0 ? t->threads : -1);
		write_number(out, t->link);
		fprintf(out, "\t%s\t%s", or_dash(t->role), or_dash(t->cycle));
		write_number(out, t->guests);
		write_number(out, t->endpoints);
		fprintf(out, "\t%s\t%s\t%s\n", t->in_inventory ? "yes" : "no",
		    t->in_dns ? "yes" : "no", t->owner_known ? "known" : "-");
	}
}

void
fleet_write_labels(const struct fleet *f, FILE *out)
{
	fputs("host\tclass\tlabel\tcore\tlate\n", out);
	for (int i = 0; i < f->n; i++) {
		const struct class_info *c = &bench_classes[f->hosts[i].class];

		fprintf(out, "host-%04d\t%s\t%s\t%s\t%s\n", i + 1, c->name,
		    c->retire ? "retire" : "keep", c->core ? "yes" : "no", c->late ? "yes" : "no");
	}
}

static void
render_block(struct fleet *f, int number, int32_t day, struct stream_block *b)
{
	struct host *h = &f->hosts[number];
	struct host_day d;

	host_render(h, &f->sites[h->site], day, f->plan.collector, f->log, &d);
	b->host = (uint32_t)number;
	b->day = day;
	b->start = d.start;
	b->interval = INTERVAL;
	b->n = (uint32_t)d.n;
	memcpy(b->value, d.value, sizeof b->value);
}

bool
fleet_write_samples(struct fleet *f, FILE *out)
{
	struct stream_header h = { (uint32_t)f->n, (uint32_t)f->plan.days, f->first_day };
	struct stream_block b;

	if (!stream_write_header(out, &h))
		return false;
	for (int32_t day = f->first_day; day < f->first_day + f->plan.days; day++)
		for (int i = 0; i < f->n; i++) {
			render_block(f, i, day, &b);
			if (!stream_write_block(out, &b))
				return false;
		}
	return fflush(out) == 0;
}

bool
fleet_write_host(struct fleet *f, int number, FILE *out)
{
	struct stream_block b;
	char when[32];

	fputs("time\tinterval", out);
	for (int m = 0; m < STREAM_METRICS; m++)
		fprintf(out, "\t%s", metrics[m].name);
	fputc('\n', out);
	for (int32_t day = f->first_day; day < f->first_day + f->plan.days; day++) {
		render_block(f, number, day, &b);
		for (uint32_t i = 0; i < b.n; i++) {
			instant_format(b.start + (int64_t)(i + 1) * b.interval, when);
			fprintf(out, "%s\t%u", when, b.interval);
			for (int m = 0; m < STREAM_METRICS; m++)
				if (isnan(b.value[m][i]))
					fputs("\t-", out);
				else
					fprintf(out, "\t%.6g", (double)b.value[m][i]);
			fputc('\n', out);
		}
	}
	return !ferror(out);
}
