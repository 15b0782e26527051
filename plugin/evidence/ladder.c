/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "evidence.h"

const double *
metric_ladder(enum metric m)
{
	static const struct {
		const char *unit;
		double steps[LADDER];
	} ladders[] = {
		{ "percent", { 1, 2, 3, 5, 10, 15, 20, 40 } },
		{ "B/s", { 1e3, 2e3, 1e4, 3e4, 1e5, 1e6, 1e7, 1e8 } },
		{ "count", { 1, 2, 3, 5, 10, 20, 50, 100 } },
	};
	static const double none[LADDER] = { 0 };

	for (size_t i = 0; i < sizeof ladders / sizeof *ladders; i++)
		if (strcmp(metrics[m].unit, ladders[i].unit) == 0)
			return ladders[i].steps;
	return none;
}
