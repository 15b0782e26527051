/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"
#include "level.h"

/*
 * Backups, scans and checks read.  Where what recurs in a slot usually reads,
 * only what reads is that: of the half-hours of the slot that hold more than
 * the metric's threshold, all but MOST percent reach a level in reads, less
 * LESS levels, a factor of 3.2, for data grow and shrink.  Where fewer than
 * LEAST do, nothing is asked.
 */
enum { MOST = 5, LEAST = 10, LESS = 8, FINE = 16, ALL_DAYS = -1 };

/* A metric's days beside the reads of the same days. */
struct pair {
	const struct series *s, *reads;
	uint8_t threshold, burst; /* of the metric; of reads */
};

/* What is read in half-hours of that run in which the metric is held; lost reads are many. */
static void
count_reads(const struct half_hours *read, uint64_t held, struct histogram *h)
{
	for (; held != 0; held &= held - 1) {
		uint8_t level = read->high[__builtin_ctzll(held)];

		h->of[level != LEVEL_NONE ? level : LEVEL_MOST]++;
		h->n++;
	}
}

/* The least that is read while the metric is held in that run; 0: it often does not, or rarely is.
 */
static uint8_t
least_read(const struct pair *p, uint64_t run, int day)
{
	struct histogram read = { 0 };
	int least;

	for (size_t i = 0, j = 0; i < p->s->n; i++) {
		int32_t date = p->s->days[i].day;

		while (j < p->reads->n && p->reads->days[j].day < date)
			j++;
		if (j == p->reads->n)
			break;
		if (p->reads->days[j].day == date && (day == ALL_DAYS || weekday(date) == day))
			count_reads(&p->reads->half_hours[j],
			    levels_reach(p->s->half_hours[i].held, p->threshold) & run, &read);
	}
	least = (int)histogram_quantile(&read, MOST) / FINE;
	if (read.n < LEAST || least < p->burst)
		return 0;
	return (uint8_t)(least > p->burst + LESS ? least - LESS : p->burst);
}

void
slots_read(struct habit *habit, const struct series *s, const struct series *reads, uint8_t burst)
{
	const struct pair p = { s, reads, habit->threshold, burst };

	for (int d = 0; d < 7; d++)
		for (uint64_t left = habit->daily | habit->weekly[d], run; left != 0;
		     left &= ~run) {
			uint8_t least;

			run = slots_run(left);
			least = least_read(&p, run, (run & ~habit->daily) == 0 ? ALL_DAYS : d);
			for (uint64_t m = run; m != 0; m &= m - 1)
				habit->reads[d][__builtin_ctzll(m)] = least;
		}
}

uint64_t
slots_reading(uint8_t least, const struct half_hours *read)
{
	uint64_t reading;

	if (least == 0 || read == NULL)
		return all_half_hours;
	reading = levels_reach(read->high, least) | ~levels_reach(read->high, LEVEL_ZERO);
	return (reading | reading << 1) & all_half_hours;
}
