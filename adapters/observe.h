/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_OBSERVE_H
#define DECOM_OBSERVE_H

#include <stddef.h>
#include <stdint.h>

/* A dry run's notes: names inside records that no rule reads, with how often they came. */
#define OBSERVED_MAX 1000

struct observed_name {
	char *path;
	uint64_t times;
};

struct observed {
	size_t n;
	struct observed_name names[OBSERVED_MAX];
};

struct observed *observed_new(void);
void observed_free(struct observed *); /* NULL is fine */
void observed_add(struct observed *, const char *path);

#endif
