/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "activity.h"
#include "asset.h"
#include "company.h"
#include "past.h"
#include "proof.h"
#include "replay.h"
#include "when.h"

enum { TICK = 16 };

/* One replay while it goes on. */
struct replaying {
	const struct replay_question *q;
	struct replay *out;
	struct company **company; /* of the days at hand */
	size_t first, end;        /* these days */
	struct outlook *outlook;
	struct verdict *verdict; /* as many as the judge has policies */
	size_t batch;            /* days in one */
	uint64_t done, total;    /* assets looked at, over all passes */
};

/* One asset while its days are gone through. */
struct subject {
	size_t row;
	struct asset asset; /* as it might have been before it was judged */
	const char *site;   /* NULL: none */
	struct evidence whole;
	struct past past;
	struct activity *activity;
};

typedef bool (*each_day)(struct replaying *, struct subject *, size_t day, struct error *);

size_t
replay_days(const struct replay_question *q, struct replay_base *days)
{
	size_t n = 0;

	for (int64_t day = q->from; day < q->to; day += q->every, n++)
		if (days != NULL)
			days[n] = (struct replay_base){ .day = (int32_t)day };
	if (days != NULL)
		days[n] = (struct replay_base){ .day = q->to };
	return n + 1;
}

/* What the pipeline fills after it has judged must not be seen before. */
static void
forget_judged(struct asset *a)
{
	for (const struct field *f = asset_fields; f->name != NULL; f++)
		if (!f->target && !f->joined)
			field_clear(f, a);
}

static bool
subject_init(struct subject *s, const struct replay_question *q, size_t row, struct error *err)
{
	const struct asset *a = rows_at(q->assets, row);

	*s = (struct subject){ .row = row, .asset = *a };
	forget_judged(&s->asset);
	if (a->site.at != TEXT_ABSENT)
		s->site = q->assets->arena + a->site.at;
	if (!store_evidence(q->store, a->index, q->end, &s->whole, err))
		return false;
	if (!past_init(&s->past, &s->whole))
		return error_set(err, "the history of asset %u cannot be read", (unsigned)a->index);
	if ((s->activity = activity_new()) == NULL)
		return error_set(err, "out of memory");
	return true;
}

/* Everything that may be known of the asset as of the day. */
static bool
evidence_on(struct subject *s, int32_t day, struct evidence *ev, struct error *err)
{
	const struct capacity capacity = proof_capacity(&s->asset);
	bool changed;

	*ev = past_on(&s->past, day);
	if (!activity_update(s->activity, ev, &capacity, &changed))
		return error_set(
		    err, "the history of asset %u cannot be read", (unsigned)s->asset.index);
	ev->activity = s->activity;
	/* What the snapshot has may have been measured, and later. */
	if (s->past.first[METRIC_POWER] != DAY_ABSENT)
		s->asset.power = proof_power(ev);
	return true;
}

static bool
join_company(struct replaying *r, struct subject *s, size_t day, struct error *err)
{
	struct company *company = r->company[day - r->first];
	struct evidence ev;
	uint32_t site;

	if (!evidence_on(s, r->out->days[day].day, &ev, err))
		return false;
	if (!company_site(company, s->site, &site) || !company_add(company, site, s->activity))
		return error_set(err, "out of memory");
	return true;
}

static enum replay_word
word_of(const struct verdict *v, const struct replay_side *side)
{
	size_t best = judge_combine(v + side->first, side->n);

	if (best == side->n)
		return REPLAY_UNKNOWN;
	switch (v[side->first + best].kind) {
	case VERDICT_IDLE: return REPLAY_RETIRE;
	case VERDICT_ACTIVE:
	case VERDICT_KEEP: return REPLAY_KEEP;
	case VERDICT_NONE:
	case VERDICT_UNKNOWN: break;
	}
	return REPLAY_UNKNOWN;
}

static void
note_side(struct replay_found *f, enum replay_word word, enum replay_word first_side,
    const struct replay_base *base, const struct later *later)
{
	f->said[word]++;
	f->differs += (word == REPLAY_RETIRE) != (first_side == REPLAY_RETIRE);
	if (word != REPLAY_RETIRE || f->first != DAY_ABSENT)
		return;
	f->first = base->day;
	f->later = *later;
}

static void
note(struct replaying *r, const struct subject *s, size_t day, const struct later *later)
{
	struct replay_found *f = &r->out->found[s->row * r->out->sides];
	enum replay_word first = word_of(r->verdict, &r->q->sides[0]);
	struct replay_base *base = &r->out->days[day];

	base->assets++;
	base->active += later->active_on != DAY_ABSENT;
	base->woke += later->woke_on != DAY_ABSENT;
	for (size_t i = 0; i < r->q->nsides; i++) {
		enum replay_word word = word_of(r->verdict, &r->q->sides[i]);

		note_side(&f[i], word, first, base, later);
		if (day + 1 == r->out->ndays)
			f[i].last = (uint8_t)word;
	}
}

static bool
suspended(const struct replaying *r, const struct subject *s, int32_t day, struct error *err)
{
	char when[16];

	for (size_t i = 0; i < judge_count(r->q->judge); i++) {
		struct policy_info info = judge_policy(r->q->judge, i);

		if (!info.suspended)
			continue;
		day_format(day, when);
		error_set(err, "policy %s failed again and again, last on asset %u as of %s: %s",
		    info.name, (unsigned)s->asset.index, when, info.last_error);
		return true;
	}
	return false;
}

static bool
judge_day(struct replaying *r, struct subject *s, size_t day, struct error *err)
{
	int32_t as_of = r->out->days[day].day;
	struct evidence ev;
	struct later later;

	if (!evidence_on(s, as_of, &ev, err))
		return false;
	ev.company = r->company[day - r->first];
	if (!company_site(r->company[day - r->first], s->site, &ev.site))
		return error_set(err, "out of memory");
	judge_asset(r->q->judge, r->q->assets, &s->asset, &ev, r->verdict);
	if (suspended(r, s, as_of, err))
		return false;
	later = outlook_from(r->outlook, as_of);
	note(r, s, day, &later);
	return true;
}

/* Not a part of any verdict: how it turned out at the end of the history. */
static bool
look_back(struct replaying *r, struct subject *s, struct error *err)
{
	struct evidence ev;

	if (!evidence_on(s, r->q->end, &ev, err))
		return false;
	r->out->week[s->row] = outlook_week(s->activity);
	return true;
}

/* Days before which nothing is known of the asset are not asked. */
static bool
go_through(struct replaying *r, struct subject *s, each_day each, struct error *err)
{
	if (s->past.begin == DAY_ABSENT)
		return true;
	if (each == judge_day && !outlook_read(r->outlook, &s->whole))
		return error_set(
		    err, "the history of asset %u cannot be read", (unsigned)s->asset.index);
	for (size_t day = r->first; day < r->end; day++)
		if (r->out->days[day].day > s->past.begin && !each(r, s, day, err))
			return false;
	return each != judge_day || r->end < r->out->ndays || look_back(r, s, err);
}

static bool
pass(struct replaying *r, each_day each, struct error *err)
{
	for (size_t row = 0; row < r->q->assets->n; row++) {
		struct subject s;
		bool ok = subject_init(&s, r->q, row, err) && go_through(r, &s, each, err);

		activity_free(s.activity);
		if (!ok)
			return false;
		r->done++;
		if (r->q->progress != NULL && r->done % TICK == 0 &&
		    !r->q->progress(r->q->ctx, r->done, r->total))
			return error_set(err, "stopped");
	}
	return true;
}

/* Every asset must be in the company of a day before the first is judged as of it. */
static bool
batch(struct replaying *r, struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < r->end - r->first; i++)
		ok = (r->company[i] = company_new(r->out->days[r->first + i].day)) != NULL ||
		     error_set(err, "out of memory");
	ok = ok && pass(r, join_company, err) && pass(r, judge_day, err);
	for (size_t i = 0; i < r->batch; i++) {
		company_free(r->company[i]);
		r->company[i] = NULL;
	}
	return ok;
}

static size_t
batch_days(const struct rows *assets, size_t days)
{
	size_t sites = 1;

	for (size_t i = 0; i < assets->n; i++) {
		const struct asset *a = rows_at(assets, i);

		if (a->site_index > sites)
			sites = a->site_index;
	}
	if (sites >= REPLAY_COMPANIES)
		return 1;
	return REPLAY_COMPANIES / sites < days ? REPLAY_COMPANIES / sites : days;
}

static bool
prepare(struct replaying *r, struct error *err)
{
	struct replay *out = r->out;

	out->ndays = replay_days(r->q, NULL);
	out->assets = r->q->assets->n;
	out->sides = r->q->nsides;
	out->days = calloc(out->ndays, sizeof *out->days);
	out->found = calloc(out->assets * out->sides + 1, sizeof *out->found);
	out->week = calloc(out->assets + 1, sizeof *out->week);
	r->batch = batch_days(r->q->assets, out->ndays);
	r->company = calloc(r->batch, sizeof *r->company);
	r->outlook = outlook_new();
	r->verdict = calloc(judge_count(r->q->judge) + 1, sizeof *r->verdict);
	if (out->days == NULL || out->found == NULL || out->week == NULL || r->company == NULL ||
	    r->outlook == NULL || r->verdict == NULL)
		return error_set(err, "out of memory");
	replay_days(r->q, out->days);
	for (size_t i = 0; i < out->assets * out->sides; i++) {
		out->found[i].first = DAY_ABSENT;
		out->found[i].last = REPLAY_WORDS;
	}
	r->total = 2 * out->assets * ((out->ndays + r->batch - 1) / r->batch);
	judge_begin(r->q->judge);
	return true;
}

bool
replay_history(const struct replay_question *q, struct replay *out, struct error *err)
{
	struct replaying r = { .q = q, .out = out };
	bool ok;

	*out = (struct replay){ 0 };
	ok = prepare(&r, err);
	for (; ok && r.first < out->ndays; r.first = r.end) {
		r.end = r.first + r.batch;
		if (r.end > out->ndays)
			r.end = out->ndays;
		ok = batch(&r, err);
	}
	free(r.company);
	outlook_free(r.outlook);
	free(r.verdict);
	return ok;
}

void
replay_free(struct replay *r)
{
	free(r->days);
	free(r->found);
	free(r->week);
	*r = (struct replay){ 0 };
}
