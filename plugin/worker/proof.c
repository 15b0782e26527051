/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "proof.h"

struct proof {
	struct store *store;
	struct judge *judge;
	struct proof_options options;
	struct company *company;
	struct activity *activity;
	struct evidence evidence;
};

struct proof *
proof_new(struct store *store, struct judge *judge, const struct proof_options *options)
{
	struct proof *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->store = store;
	p->judge = judge;
	p->options = *options;
	p->company = company_new(options->as_of);
	p->activity = activity_new();
	if (p->company != NULL && p->activity != NULL)
		return p;
	proof_free(p);
	return NULL;
}

void
proof_free(struct proof *p)
{
	if (p == NULL)
		return;
	company_free(p->company);
	activity_free(p->activity);
	free(p);
}

struct capacity
proof_capacity(const struct asset *a)
{
	enum { MEGABIT = 1000000 };

	return (struct capacity){ .threads = a->threads != U32_ABSENT ? a->threads : 0,
		.link_speed = a->link_speed != U32_ABSENT ? (uint64_t)a->link_speed * MEGABIT : 0 };
}

/* The evidence of an asset and what of it was work; *changed: more than what the store has. */
static bool
load(struct proof *p, const struct asset *a, bool *changed, struct error *err)
{
	const struct capacity capacity = proof_capacity(a);

	*changed = false;
	if (!store_evidence(p->store, a->index, p->options.as_of, &p->evidence, err))
		return false;
	p->evidence.activity = p->activity;
	if (!store_activity_load(p->store, a->index, p->activity, err))
		return false;
	if (activity_update(p->activity, &p->evidence, &capacity, changed))
		return true;
	return error_set(err, "asset %u: its evidence cannot be read", a->index);
}

bool
proof_look(struct proof *p, const struct asset *a, const char *site, struct error *err)
{
	bool changed;
	uint32_t number;

	if (!load(p, a, &changed, err))
		return false;
	if (changed && p->options.keep &&
	    !store_activity_save(p->store, a->index, p->activity, err))
		return false;
	return (company_site(p->company, site, &number) &&
		   company_add(p->company, number, p->activity)) ||
	       error_set(err, "out of memory");
}

struct evidence *
proof_evidence(struct proof *p, const struct asset *a, const char *site, struct error *err)
{
	bool changed;

	if (!load(p, a, &changed, err))
		return NULL;
	p->evidence.company = p->company;
	if (company_site(p->company, site, &p->evidence.site))
		return &p->evidence;
	error_set(err, "out of memory");
	return NULL;
}

bool
proof_judge(struct proof *p, const struct rows *rows, const struct asset *a, const char *site,
    struct verdict *out, struct error *err)
{
	struct evidence *ev = proof_evidence(p, a, site, err);

	if (ev == NULL)
		return false;
	judge_asset(p->judge, rows, a, ev, out);
	return !ev->broken || error_set(err, "asset %u: its evidence cannot be read", a->index);
}

uint32_t
proof_power(const struct evidence *ev)
{
	enum { DAYS = 30 };
	struct power_seen p;

	if (ev->activity == NULL ||
	    !activity_power(ev->activity, ev->as_of - DAYS, ev->as_of - 1, &p))
		return U32_ABSENT;
	return p.mean >= 0 && p.mean < 1e9 ? (uint32_t)(p.mean + 0.5) : U32_ABSENT;
}
