/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_POLLED_H
#define DECOM_POLLED_H

#include "arena.h"
#include "family.h"

/*
 * What one poll of one agent measured, as bytes for the store, until a run
 * attributes it to assets.  Texts belong to whoever made the struct; when
 * read, to the bytes.
 */
struct polled_sample {
	const char *key;    /* of the asset, or of the feed */
	const char *of;     /* NULL: a sample of an asset; else of a feed of this asset */
	const char *label;  /* of a feed; NULL: none */
	const char *outlet; /* of a feed; NULL: none */
	uint32_t interval;  /* seconds that end when the agent was polled */
	uint32_t measured;  /* bit 1 << enum metric */
	double metric[METRICS];
};

bool polled_add(struct bytes *, const struct polled_sample *); /* false without memory */

/* The next one from *at on, which moves; false at the end, and if the bytes make no sense. */
bool polled_next(const uint8_t **at, const uint8_t *end, struct polled_sample *);

#endif
