/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a fleet's history is taken for work: the fast path for whoever
 * tunes that.  Samples are turned into days, half-hours and activity by the
 * same code as in the pipeline, but without a store and without policies.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calendar.h"
#include "company.h"
#include "day.h"
#include "fleet.h"
#include "stream.h"
#include "tsv.h"
#include "when.h"

enum { SHOWN = 400 };

struct watched {
	char name[32], site[32];
	struct capacity capacity;
	struct series series[STREAM_METRICS];
	struct measured_day *days[STREAM_METRICS];
	struct half_hours *half_hours[STREAM_METRICS];
	struct activity *activity;
	uint32_t number;
	int reads; /* days taken */
};

static _Noreturn void
fail(const char *why)
{
	fprintf(stderr, "look: %s\n", why);
	exit(1);
}

static struct watched *
read_facts(const char *path, size_t *n)
{
	static const char *const names[] = { "host", "site", "threads", "link_speed" };
	struct watched *w = NULL;
	struct tsv t;
	int at[4], got;

	if (!tsv_open(&t, path) || !tsv_columns(&t, names, 4, at))
		exit(1);
	for (*n = 0; (got = tsv_next(&t)) == 1; ++*n) {
		if ((w = realloc(w, (*n + 1) * sizeof *w)) == NULL)
			fail("out of memory");
		memset(&w[*n], 0, sizeof *w);
		snprintf(w[*n].name, sizeof w->name, "%s", t.cells[at[0]]);
		snprintf(w[*n].site, sizeof w->site, "%s", t.cells[at[1]]);
		w[*n].capacity.threads = (uint32_t)strtoul(t.cells[at[2]], NULL, 10);
		w[*n].capacity.link_speed = strtoull(t.cells[at[3]], NULL, 10) * 1000000;
	}
	tsv_close(&t);
	return w;
}

/* The samples of one metric as a day; its zone is told by its length and start. */
static void
take_metric(struct watched *w, const struct stream_block *b, const struct day_frame *frame, int m,
    uint32_t days)
{
	static struct day_summary d;
	int phase = (int)((frame->start - b->start) / 60);
	bool any = false;

	day_clear(&d, frame);
	for (uint32_t i = 0; i < b->n; i++) {
		int from = (int)i * (int)b->interval / 60 - phase,
		    to = from + (int)b->interval / 60;

		if (isnan(b->value[m][i]))
			continue;
		any = true;
		day_add(&d, from < 0 ? 0 : from, to > frame->minutes ? frame->minutes : to,
		    (double)b->value[m][i]);
	}
	if (!any)
		return;
	if (w->days[m] == NULL) {
		w->days[m] = calloc(days, sizeof **w->days);
		w->half_hours[m] = calloc(days, sizeof **w->half_hours);
		if (w->days[m] == NULL || w->half_hours[m] == NULL)
			fail("out of memory");
		w->series[m] = (struct series){ w->days[m], 0, w->half_hours[m], true };
	}
	w->days[m][w->series[m].n] =
	    day_measure(&d, (enum metric)m, &w->half_hours[m][w->series[m].n]);
	w->series[m].n++;
}

static struct day_frame
frame_of(const struct stream_block *b)
{
	enum { PHASE = 300 };
	int64_t start = (b->start + PHASE - 1) / PHASE * PHASE, utc = (int64_t)b->day * 86400;
	struct day_frame f = { .start = start, .day = b->day, .minutes = (uint16_t)(b->n * 5) };

	f.offset = (int16_t)((utc - start) / 60);
	f.by = (int16_t)(1440 - f.minutes);
	if (f.by != 0)
		f.change = f.by > 0 ? 120 : f.offset > 0 ? 180 : 120;
	return f;
}

static void
show_metric(
    const struct watched *w, const struct company *c, enum metric m, int32_t from, int32_t to)
{
	struct work_seen s = activity_seen(w->activity, c, w->number, m, from, to);
	const struct habit *h = activity_habit(w->activity, m);
	char last[16] = "-";

	if (h == NULL)
		return;
	if (s.last != DAY_ABSENT)
		day_format(s.last, last);
	printf("%s\t%s\t%u\t%u\t%u\t%u\t%s %02u:%02u\t%.2f\t%.4g\t%.4g\t%.3f\t%.4g\n", w->name,
	    metrics[m].name, s.days, s.half_hours, s.bursts, s.forgiven, last,
	    s.last_half_hour / 2u, s.last_half_hour % 2u * 30, s.coverage / 100.0,
	    habit_value(h->median_fine), habit_value((uint16_t)(h->threshold * 16)),
	    habit_value(h->office_fine) / (habit_value(h->weekend_fine) + 1e-9),
	    habit_value(h->office_fine) - habit_value(h->weekend_fine));
}

static void
show(struct watched *w, size_t n, int32_t first, int32_t as_of)
{
	static const enum metric work[] = { METRIC_CPU, METRIC_TRANSMIT, METRIC_WRITE,
		METRIC_LOGINS, METRIC_SESSIONS };
	struct company *c = company_new(as_of);
	bool changed;

	for (size_t i = 0; i < n; i++) {
		struct evidence ev = { .as_of = as_of };

		memcpy(ev.metric, w[i].series, sizeof w[i].series);
		for (int m = 0; m < METRICS; m++) {
			ev.metric[m].loaded = true;
			ev.known |= ev.metric[m].n > 0 ? 1u << m : 0;
		}
		if (c == NULL || (w[i].activity = activity_new()) == NULL ||
		    !activity_update(w[i].activity, &ev, &w[i].capacity, &changed) ||
		    !company_site(c, w[i].site, &w[i].number) ||
		    !company_add(c, w[i].number, w[i].activity))
			fail("out of memory");
	}
	puts("host\tmetric\tdays\thalf_hours\tbursts\tforgiven\tlast\tcoverage\tmedian\tthreshold\t"
	     "office_weekend\toffice_more");
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 5; k++)
			show_metric(&w[i], c, work[k], first, as_of - 1);
	company_free(c);
}

int
main(int argc, char **argv)
{
	static struct stream_block b;
	struct stream_header h;
	struct watched *w;
	size_t n;
	int got;

	if (argc != 2) {
		fputs("usage: look facts.tsv < samples\n", stderr);
		return 2;
	}
	w = read_facts(argv[1], &n);
	if (!stream_read_header(stdin, &h) || h.hosts != n)
		fail("standard input is no stream of samples of these hosts");
	while ((got = stream_read_block(stdin, &b)) == 1) {
		struct day_frame frame = frame_of(&b);

		for (int m = 0; m < STREAM_METRICS && b.host < n; m++)
			take_metric(&w[b.host], &b, &frame, m, h.days);
	}
	if (got < 0)
		fail("samples: damaged, or cut off");
	show(w, n, h.first_day + (int32_t)h.days - SHOWN, h.first_day + (int32_t)h.days);
	for (size_t i = 0; i < n; i++) {
		for (int m = 0; m < STREAM_METRICS; m++) {
			free(w[i].days[m]);
			free(w[i].half_hours[m]);
		}
		activity_free(w[i].activity);
	}
	free(w);
	return 0;
}
