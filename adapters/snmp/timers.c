/* SPDX-License-Identifier: BSD-2-Clause */
#include "timers.h"

#include <stdlib.h>

/* Room for n timers in all; false without memory. */
bool
timers_reserve(struct timers *t, uint32_t n)
{
	struct timer **heap;
	uint32_t cap = t->cap == 0 ? 64 : t->cap;

	if (n < t->cap)
		return true;
	while (cap <= n)
		cap *= 2;
	heap = realloc(t->heap, cap * sizeof *heap);
	if (heap == NULL)
		return false;
	t->heap = heap;
	t->cap = cap;
	return true;
}

/* The heap, not the timers. */
void
timers_free(struct timers *t)
{
	free(t->heap);
	*t = (struct timers){ 0 };
}

static void
put(struct timers *t, uint32_t place, struct timer *timer)
{
	t->heap[place] = timer;
	timer->place = place;
}

static void
rise(struct timers *t, uint32_t place, struct timer *timer)
{
	while (place > 1 && t->heap[place / 2]->at > timer->at) {
		put(t, place, t->heap[place / 2]);
		place /= 2;
	}
	put(t, place, timer);
}

static void
sink(struct timers *t, uint32_t place, struct timer *timer)
{
	for (uint32_t child; (child = place * 2) <= t->n; place = child) {
		if (child < t->n && t->heap[child + 1]->at < t->heap[child]->at)
			child++;
		if (t->heap[child]->at >= timer->at)
			break;
		put(t, place, t->heap[child]);
	}
	put(t, place, timer);
}

/* Set, or move, a timer; there must be room (timers_reserve). */
void
timer_set(struct timers *t, struct timer *timer, uint64_t at)
{
	if (timer->place == 0) {
		timer->at = at;
		rise(t, ++t->n, timer);
	} else if (at < timer->at) {
		timer->at = at;
		rise(t, timer->place, timer);
	} else {
		timer->at = at;
		sink(t, timer->place, timer);
	}
}

/* Take a timer out, if it is set. */
void
timer_clear(struct timers *t, struct timer *timer)
{
	uint32_t place = timer->place;
	struct timer *last;

	if (place == 0)
		return;
	timer->place = 0;
	last = t->heap[t->n--];
	if (last == timer)
		return;
	if (place > 1 && t->heap[place / 2]->at > last->at)
		rise(t, place, last);
	else
		sink(t, place, last);
}

/* The earliest; NULL: none is set. */
struct timer *
timers_first(const struct timers *t)
{
	return t->n > 0 ? t->heap[1] : NULL;
}
