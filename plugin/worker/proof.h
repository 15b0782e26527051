/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_PROOF_H
#define DECOM_PROOF_H

#include "asset.h"
#include "company.h"
#include "judge.h"
#include "store.h"

/*
 * From stored evidence to verdicts, as of one day, in two passes over the
 * assets: first what of each one's history was work (proof_look()), so that
 * it is known what the hosts of a site did together; then the policies
 * (proof_judge()).  Only history before as_of is ever loaded.  One asset is
 * held at a time: memory depends on the number of sites, not of assets.
 */
struct proof;

struct proof_options {
	int32_t as_of;
	bool keep; /* save what was learnt, so that the next run need not; the store is writable */
};

/* Borrows the store and the judge (NULL: only look).  NULL without memory. */
struct proof *proof_new(struct store *, struct judge *, const struct proof_options *);
void proof_free(struct proof *);

/* First pass.  site NULL: nobody's neighbour. */
bool proof_look(struct proof *, const struct asset *, const char *site, struct error *);

/*
 * Second pass: the evidence of one asset, with its activity and company; it
 * and what it points to belong to the proof and hold until the next call.
 */
struct evidence *proof_evidence(
    struct proof *, const struct asset *, const char *site, struct error *);

/* The verdicts on it: out has room for judge_count(); rows are those that asset is of. */
bool proof_judge(struct proof *, const struct rows *, const struct asset *, const char *site,
    struct verdict *out, struct error *);

/* What an asset can do at most, by its fields. */
struct capacity proof_capacity(const struct asset *);

/* Watts: mean of the last 30 days that have any, of evidence with an activity; U32_ABSENT: none. */
uint32_t proof_power(const struct evidence *);

#endif
