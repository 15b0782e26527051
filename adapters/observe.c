/* SPDX-License-Identifier: BSD-2-Clause */
#include "observe.h"

#include <stdlib.h>
#include <string.h>

#include "rule.h"

struct observed *
observed_new(void)
{
	return calloc(1, sizeof(struct observed));
}

void
observed_free(struct observed *o)
{
	size_t i;

	for (i = 0; o != NULL && i < o->n; i++)
		free(o->names[i].path);
	free(o);
}

/* Few names and a dry run: a list will do. */
void
observed_add(struct observed *o, const char *path)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (strcmp(o->names[i].path, path) == 0) {
			o->names[i].times++;
			return;
		}
	if (o->n < OBSERVED_MAX && (o->names[o->n].path = strdup(path)) != NULL)
		o->names[o->n++].times = 1;
}

void
adapter_observe(struct adapter *a)
{
	if (a->observed == NULL)
		a->observed = observed_new();
}

size_t
adapter_unmapped(const struct adapter *a)
{
	return a->observed != NULL ? a->observed->n : 0;
}

const char *
adapter_unmapped_at(const struct adapter *a, size_t i, uint64_t *times)
{
	if (times != NULL)
		*times = a->observed->names[i].times;
	return a->observed->names[i].path;
}
