/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TIMERS_H
#define DECOM_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What is to happen when: a heap of timers that live in their owners.  Room
 * is made beforehand, so that setting one cannot fail.
 */
struct timer {
	uint64_t at;    /* microseconds */
	uint32_t place; /* in the heap, from 1; 0: not set.  Start with 0 */
};

struct timers {
	struct timer **heap; /* from 1 */
	uint32_t n, cap;
};

bool timers_reserve(struct timers *, uint32_t n); /* room for n in all; false without memory */
void timers_free(struct timers *);

void timer_set(struct timers *, struct timer *, uint64_t at); /* set again: moved */
void timer_clear(struct timers *, struct timer *);            /* not set: nothing */
struct timer *timers_first(const struct timers *);            /* NULL: none */

#endif
