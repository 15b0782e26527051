/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "days.h"

bool
asked_days_parse(const char *text, struct asked_days *d)
{
	char *end;

	for (d->n = 0;; text = end + 1) {
		long n = strtol(text, &end, 10);

		if (end == text || n < 1 || n > 4000 || d->n == MOST_DAYS ||
		    (d->n > 0 && n <= d->day[d->n - 1]))
			return false;
		d->day[d->n++] = (int)n;
		if (*end != ',')
			return *end == '\0';
	}
}
