/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a fleet's history is taken for work, over the last 400 days.
 */
#include <string.h>

#include "level.h"
#include "memory.h"
#include "when.h"

enum { SHOWN = 400 };

static void
show_metric(
    const struct memory *mem, const struct watched *w, enum metric m, int32_t from, int32_t to)
{
	struct work_seen s = activity_seen(w->activity, mem->company, w->number, m, from, to);
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

/* Each event that nothing forgives: what explains a verdict. */
static void
show_events(const struct memory *mem, const struct watched *w)
{
	size_t n;
	const struct work_event *e = activity_events(w->activity, mem->company, w->number, &n);
	char day[16];

	for (size_t i = 0; i < n; i++) {
		day_format(e[i].day, day);
		printf("%s\t%s\t%s\t%02d:%02d\t%d\t%.4g\n", w->name, metrics[e[i].metric].name, day,
		    e[i].half_hour / 2, e[i].half_hour % 2 * 30, e[i].length * 30,
		    level_from(e[i].level));
	}
}

int
main(int argc, char **argv)
{
	static const enum metric work[] = { METRIC_CPU, METRIC_TRANSMIT, METRIC_WRITE,
		METRIC_LOGINS, METRIC_SESSIONS };
	struct memory *mem;
	int32_t as_of;

	bool events = argc == 3 && strcmp(argv[1], "-e") == 0;

	if (argc != 2 && !events) {
		fputs("usage: look [-e] facts.tsv < samples\n"
		      "-e: each event that counts as work, with the highest level held\n",
		    stderr);
		return 2;
	}
	mem = memory_new(argv[argc - 1]);
	as_of = mem->first_day + (int32_t)mem->days;
	memory_take(mem, as_of);
	memory_look(mem, as_of);
	if (events)
		puts("host\tmetric\tday\tstart\tminutes\theld");
	for (size_t i = 0; events && i < mem->n; i++)
		show_events(mem, &mem->hosts[i]);
	if (events) {
		memory_free(mem);
		return 0;
	}
	puts("host\tmetric\tdays\thalf_hours\tbursts\tforgiven\tlast\tcoverage\tmedian\tthreshold\t"
	     "office_weekend\toffice_more");
	for (size_t i = 0; i < mem->n; i++)
		for (int k = 0; k < 5; k++)
			show_metric(mem, &mem->hosts[i], work[k], as_of - SHOWN, as_of - 1);
	memory_free(mem);
	return 0;
}
