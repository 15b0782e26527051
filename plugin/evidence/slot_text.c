/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "slot_text.h"

enum { ROWS = 8 }; /* every day, and seven weekdays */

/* The half-hours of a row; those of a weekday that every day has are not told twice. */
static uint64_t
row_bits(const struct habit *h, int row)
{
	return row == 0 ? h->daily : h->weekly[row - 1] & ~h->daily;
}

static int
least_share(const struct habit *h, const struct slot *s)
{
	int least = 100;

	for (int i = s->from; i < s->to; i++)
		if (h->daily_share[i] < least)
			least = h->daily_share[i];
	return least;
}

bool
slot_next(const struct habit *h, struct slot *s)
{
	for (int at = s->next; at < ROWS * HALF_HOURS; at++) {
		uint64_t bits = row_bits(h, at / HALF_HOURS);
		int from = at % HALF_HOURS, to = from;

		while (to < HALF_HOURS && (bits >> to & 1) != 0)
			to++;
		if (to == from)
			continue;
		s->weekday = at / HALF_HOURS - 1;
		s->from = from;
		s->to = to;
		s->share = s->weekday == SLOT_DAILY ? least_share(h, s) : -1;
		s->next = at + to - from;
		return true;
	}
	return false;
}

void
slot_format(const struct slot *s, char text[SLOT_TEXT])
{
	static const char *const days[] = { "daily", "Monday", "Tuesday", "Wednesday", "Thursday",
		"Friday", "Saturday", "Sunday" };
	int n = snprintf(text, SLOT_TEXT, "%s %02d:%02d-%02d:%02d", days[s->weekday + 1],
	    s->from / 2, s->from % 2 * 30, s->to / 2, s->to % 2 * 30);

	if (s->share >= 0)
		snprintf(text + n, (size_t)(SLOT_TEXT - n), ", %d %% of days", s->share);
}
