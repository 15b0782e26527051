/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity_private.h"

/* Days of work of all traces, walked back from the newest. */
struct walk {
	size_t left[TRACES]; /* work days before the position */
};

/* The trace whose next day of work is newest; -1: none is left. */
static int
newest(const struct activity *a, const struct walk *walk)
{
	int32_t day = DAY_ABSENT;
	int found = -1;

	for (int i = 0; i < TRACES; i++) {
		size_t n = walk->left[i];

		if (roles[i].work && n > 0 && a->trace[i].work[n - 1].day > day) {
			day = a->trace[i].work[n - 1].day;
			found = i;
		}
	}
	return found;
}

/* Before the n events that are there already, from the end of the array: the runs of a mask, last
 * first. */
static size_t
put(const struct activity *a, size_t n, int trace, const struct work_day *w, uint64_t mask)
{
	while (mask != 0 && n < ACTIVITY_EVENTS) {
		int end = 63 - __builtin_clzll(mask), from = end;

		while (from > 0 && (mask >> (from - 1) & 1) != 0)
			from--;
		a->events[ACTIVITY_EVENTS - ++n] = (struct work_event){
			.day = w->day,
			.metric = (uint8_t)roles[trace].metric,
			.half_hour = (uint8_t)from,
			.length = (uint8_t)(end - from + 1),
			.level = w->level,
		};
		mask &= ((uint64_t)1 << from) - 1;
	}
	return n;
}

const struct work_event *
activity_events(const struct activity *a, const struct company *c, uint32_t site, size_t *n)
{
	struct walk walk;
	int i;

	*n = 0;
	for (i = 0; i < TRACES; i++)
		walk.left[i] = a->trace[i].n;
	while (*n < ACTIVITY_EVENTS && (i = newest(a, &walk)) >= 0) {
		const struct work_day *w = &a->trace[i].work[--walk.left[i]];

		*n = put(a, *n, i, w, work_left(a, c, site, (size_t)i, w));
	}
	return a->events + ACTIVITY_EVENTS - *n;
}
