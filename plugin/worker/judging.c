/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "cost.h"
#include "proof.h"
#include "run.h"
#include "sampler.h"

enum { TICK = 1000 };

struct judge *
refresh_judge(const struct config *c, void (*problem)(void *, const char *), void *ctx)
{
	struct judge *j = judge_new(&limits_policy, c->digits);
	struct error why = { "" };

	for (size_t i = 0; j != NULL && i < c->npolicies; i++)
		if (!judge_add(j, c->policies[i].file, &why) && problem != NULL)
			problem(ctx, why.text);
	return j;
}

/* A policy that could not be loaded has its row too: it is not silently absent. */
static void
policy_problem(void *ctx, const char *why)
{
	struct run *run = ctx;

	run->summary->policies_failed++;
	if (run->summary->first_failure[0] == '\0')
		snprintf(run->summary->first_failure, sizeof run->summary->first_failure,
		    "policy %.480s", why);
	finding_add(&run->estate.findings, FINDING_POLICY, SEVERITY_ERROR, (struct finding_at){ 0 },
	    "%s", why);
}

/*
 * What the evidence says: active proves use, and beats any idle.  A veto is
 * no evidence: it only keeps an asset from being a candidate.
 */
static uint8_t
usage_of(const struct verdict *v, size_t n)
{
	bool idle = false;

	for (size_t i = 0; i < n; i++) {
		if (v[i].kind == VERDICT_ACTIVE)
			return USAGE_ACTIVE;
		idle |= v[i].kind == VERDICT_IDLE;
	}
	return idle ? USAGE_IDLE : USAGE_UNKNOWN;
}

static bool
show(struct run *run, uint32_t row, const struct verdict *v, size_t n, struct error *err)
{
	size_t best = judge_combine(v, n);
	struct asset *a = estate_asset(&run->estate, row);
	struct text policy, reason = { TEXT_ABSENT };

	a->usage = usage_of(v, n);
	if (best == n)
		return true;
	policy = arena_share(&run->estate.arena, judge_policy(run->judge, best).name);
	if (v[best].reason != NULL)
		reason = arena_share(&run->estate.arena, v[best].reason);
	if (policy.at == TEXT_ABSENT || (v[best].reason != NULL && reason.at == TEXT_ABSENT))
		return error_set(err, "out of memory");
	a->policy = policy;
	a->reason = reason;
	a->coverage.v = v[best].coverage;
	a->earliest_retire.v = v[best].date;
	run->idle[row] = v[best].kind == VERDICT_IDLE;
	if (v[best].kind == VERDICT_IDLE) {
		a->score = v[best].score;
		a->idle_since.v = v[best].idle_since;
	}
	return true;
}

static bool
report_failures(struct run *run, uint32_t row, const struct verdict *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].failed &&
		    !finding_add(&run->estate.findings, FINDING_POLICY, SEVERITY_WARNING,
			(struct finding_at){ .row = row + 1 }, "policy %s: %s",
			judge_policy(run->judge, i).name, v[i].reason))
			return false;
	return true;
}

/* Kept from run to run, so that decom explain can say what changed. */
static bool
remember(
    struct run *run, const struct asset *a, const struct verdict *v, size_t n, struct error *err)
{
	size_t best = judge_combine(v, n);

	return best == n || store_verdict_put(run->store, a->index,
				&(struct verdict_row){ .day = run->as_of,
				    .kind = (uint8_t)v[best].kind,
				    .score = v[best].score,
				    .policy = judge_policy(run->judge, best).name,
				    .reason = v[best].reason,
				    .date = v[best].date },
				err);
}

/* The name under which an asset's neighbours are counted, or NULL. */
static const char *
neighbourhood(struct run *run, const struct asset *a)
{
	return a->site.at != TEXT_ABSENT ? arena_text(&run->estate.arena, a->site) : NULL;
}

static bool
judge_row(struct run *run, struct proof *proof, uint32_t row, struct verdict *v, struct error *err)
{
	struct asset *a = estate_asset(&run->estate, row);
	struct evidence none = { .as_of = run->as_of }, *ev = &none;
	size_t n = judge_count(run->judge);
	struct rows rows = { run->estate.assets.base, estate_rows(&run->estate), sizeof *a,
		run->estate.arena.bytes.base, NULL, 0 };

	if (proof != NULL && (ev = proof_evidence(proof, a, neighbourhood(run, a), err)) == NULL)
		return false;
	if (a->power == U32_ABSENT)
		a->power = proof_power(ev);
	if (n == 0) {
		a->usage = USAGE_UNKNOWN;
		return true;
	}
	judge_asset(run->judge, &rows, a, ev, v);
	if (ev->broken)
		return error_set(err, "the evidence of asset %u cannot be read", a->index);
	return show(run, row, v, n, err) && (ev->known == 0 || remember(run, a, v, n, err)) &&
	       (report_failures(run, row, v, n) || error_set(err, "out of memory"));
}

/* What of each history was work, before anybody is judged: neighbours tell housekeeping. */
static bool
look_at_all(struct run *run, struct proof *proof, struct error *err)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct asset *a = estate_asset(&run->estate, run->order[i]);

		if (!proof_look(proof, a, neighbourhood(run, a), err))
			return false;
		if (i % TICK == 0 && !run_progress(run, "looking", NULL, i))
			return error_set(err, "stopped");
	}
	return true;
}

static bool
judge_all(struct run *run, struct proof *proof, struct verdict *v, struct error *err)
{
	for (size_t i = 0; i < run->n; i++) {
		if (!judge_row(run, proof, run->order[i], v, err))
			return false;
		if (i % TICK == 0 && !run_progress(run, "judging", NULL, i))
			return error_set(err, "stopped");
	}
	return true;
}

/* Evidence that could not be read counts as not measured; somebody must know why. */
static bool
report_damage(struct run *run, struct error *err)
{
	const char *why;
	unsigned n = store_trouble(run->store, &why);

	return n == 0 ||
	       finding_add(&run->estate.findings, FINDING_OTHER, SEVERITY_ERROR,
		   (struct finding_at){ 0 },
		   "state.db: damaged evidence counts as not measured, %u time%s; the first: %s", n,
		   n == 1 ? "" : "s", why) ||
	       error_set(err, "out of memory");
}

bool
run_judge(struct run *run, struct error *err)
{
	const struct proof_options options = { .as_of = run->as_of, .keep = true };
	struct proof *proof = NULL;
	struct verdict *v;
	bool ok;

	run->judge = run->options->judge;
	if (run->judge == NULL)
		run->judge = run->own_judge = refresh_judge(run->config, policy_problem, run);
	if (run->judge == NULL || (run->idle = calloc(estate_rows(&run->estate) + 1, 1)) == NULL ||
	    (v = calloc(judge_count(run->judge) + 1, sizeof *v)) == NULL)
		return error_set(err, "out of memory");
	judge_begin(run->judge);
	ok = !store_has_evidence(run->store) ||
	     (proof = proof_new(run->store, run->judge, &options)) != NULL ||
	     error_set(err, "out of memory");
	ok = ok && (proof == NULL || look_at_all(run, proof, err)) &&
	     judge_all(run, proof, v, err) && report_damage(run, err);
	proof_free(proof);
	free(v);
	return ok;
}

const struct config_site *
run_site(const struct run *run, const struct asset *a)
{
	return a->site.at != TEXT_ABSENT
		   ? config_site_named(run->config, arena_text(&run->estate.arena, a->site))
		   : NULL;
}

int
run_rollback(const struct run *run, const struct asset *a)
{
	enum { USUAL_DAYS = 30 };
	const struct config_site *s = run_site(run, a);

	return s != NULL ? (int)s->rollback_days : USUAL_DAYS;
}

static int
rollback_of(void *ctx, const struct asset *a)
{
	return run_rollback(ctx, a);
}

/* Energy and support a year; absent if neither is known. */
static void
set_cost(const struct run *run, struct asset *a, const struct config_site *s)
{
	bool support = a->support_cost.v != MONEY_ABSENT &&
		       (a->support_end.v == DAY_ABSENT || a->support_end.v >= run->as_of);
	bool energy = a->power != U32_ABSENT && s != NULL && s->tariff != MONEY_ABSENT;

	if (!support && !energy)
		return;
	a->annual_cost.v = (support ? a->support_cost.v : 0) +
			   (energy ? cost_energy(a->power, s->pue, s->tariff) : 0);
}

static void
earlier(struct day *a, int32_t b)
{
	if (b != DAY_ABSENT && (a->v == DAY_ABSENT || b < a->v))
		a->v = b;
}

static void
later(struct day *a, int32_t b)
{
	if (a->v == DAY_ABSENT || b > a->v)
		a->v = b;
}

static void
set_dates(const struct run *run, struct asset *a, const struct site *site)
{
	if ((a->migration_status == MIGRATION_CUT_OVER ||
		a->migration_status == MIGRATION_COMPLETED) &&
	    a->cutover_date.v != DAY_ABSENT)
		later(&a->earliest_retire, a->cutover_date.v + run_rollback(run, a));
	if (site != NULL)
		earlier(&a->retire_by, site->exit_date.v);
	earlier(&a->retire_by, a->lease_end.v);
}

bool
run_align(struct run *run, struct error *err)
{
	if (!align_estate(&run->estate, run->as_of, run->idle, rollback_of, run, err))
		return false;
	for (size_t i = 0; i < run->n; i++) {
		struct asset *a = estate_asset(&run->estate, run->order[i]);
		const struct site *site = NULL;

		if (a->site.at != TEXT_ABSENT &&
		    (site = estate_site(&run->estate, arena_text(&run->estate.arena, a->site))) ==
			NULL)
			return error_set(err, "out of memory");
		set_cost(run, a, run_site(run, a));
		set_dates(run, a, site);
		a->site_index =
		    site != NULL
			? (uint32_t)(site - (struct site *)(void *)run->estate.sites.base) + 1
			: 0;
	}
	return true;
}
