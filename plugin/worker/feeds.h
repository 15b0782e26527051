/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FEEDS_H
#define DECOM_FEEDS_H

#include "polled.h"
#include "sampler.h"

/*
 * Outlets and ports: what they measure belongs to what is plugged in there.
 * A source says so (field outlets, "PDU/OUTLET"), or the device itself, by a label that
 * is the name of exactly one asset; what a source says goes first.  An asset with several
 * outlets draws the sum of them: of a round in which one of them was not measured
 * nothing is known.  Start with { 0 }.
 */
struct feeds {
	struct bytes plugs;   /* struct plug */
	struct bytes samples; /* struct plug_sample */
	bool attributed;
};

/* An outlet or a port that an agent has, with the row of the PDU or switch; UINT32_MAX: none. */
bool feeds_add(
    struct feeds *, struct estate *, int64_t agent, const struct family_feed *, uint32_t of);

/* What it measured; the estate must be grouped and numbered by now. */
bool feeds_sample(struct feeds *, struct estate *, int64_t agent, int64_t time, uint32_t every,
    const struct polled_sample *);

/* Hand the sums to the sampler, as samples of the assets that are plugged in. */
bool feeds_flush(struct feeds *, struct estate *, struct sampler *, struct error *);
void feeds_free(struct feeds *);

#endif
