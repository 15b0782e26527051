/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feeds.h"
#include "inventory.h"
#include "resolve.h"

/* The metrics that an outlet or port may have. */
static const enum metric fed[] = { METRIC_POWER, METRIC_RECEIVE, METRIC_TRANSMIT };
enum { FED = sizeof fed / sizeof *fed, NOBODY = -1 };

struct plug {
	uint64_t hash;   /* of agent and key */
	uint32_t of;     /* row of the PDU or switch, as of when it was added */
	uint32_t target; /* row of what is plugged in, once attributed; NOBODY: nothing known */
	struct text label, outlet;
	uint32_t declared;
};

struct plug_sample {
	int64_t time;
	uint32_t target, plug;
	uint32_t interval, every, measured;
	double value[FED];
};

static struct plug *
plugs_of(const struct feeds *f, size_t *n)
{
	*n = f->plugs.len / sizeof(struct plug);
	return (struct plug *)(void *)f->plugs.base;
}

bool
feeds_add(
    struct feeds *f, struct estate *e, int64_t agent, const struct family_feed *feed, uint32_t of)
{
	struct plug *p;
	struct text label = { TEXT_ABSENT }, outlet = { TEXT_ABSENT };

	if (feed->label != NULL)
		label = arena_share(&e->arena, feed->label);
	if (feed->outlet != NULL)
		outlet = arena_share(&e->arena, feed->outlet);
	if ((p = bytes_add(&f->plugs, sizeof *p)) == NULL)
		return false;
	*p = (struct plug){ .hash = inventory_hash(agent, feed->key),
		.of = of,
		.target = (uint32_t)NOBODY,
		.label = label,
		.outlet = outlet,
		.declared = feed->declared };
	return true;
}

static int
by_device(const void *a, const void *b)
{
	const struct plug *x = a, *y = b;

	return (x->of > y->of) - (x->of < y->of);
}

static int
by_hash(const void *a, const void *b)
{
	const struct plug *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* The one row that this names: by name, serial number or tag; NOBODY if none, or several. */
static uint32_t
named_row(struct resolver *r, const char *name)
{
	static const enum key keys[] = { KEY_NAME, KEY_SERIAL, KEY_TAG };
	uint32_t row;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (resolver_find(r, keys[i], name, &row, 1) == 1)
			return row;
	return (uint32_t)NOBODY;
}

/* The outlet that a device of this row calls so; NULL: it has none.  Plugs lie in order of device.
 */
static struct plug *
find_plug(const struct feeds *f, const struct estate *e, uint32_t device, const char *outlet)
{
	size_t lo = 0, n, hi;
	struct plug *p = plugs_of(f, &n);

	for (hi = n; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		if (p[mid].of < device)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; device != (uint32_t)NOBODY && lo < n && p[lo].of == device; lo++) {
		const char *name = arena_text(&e->arena, p[lo].outlet);

		if (name != NULL && strcasecmp(name, outlet) == 0)
			return &p[lo];
	}
	return NULL;
}

/* "PDU/OUTLET" with blanks around: cut in place; false if there is no slash. */
static bool
split_outlet(char *text, char **device, char **outlet)
{
	char *slash = strrchr(text, '/'), *end;

	if (slash == NULL)
		return false;
	*slash = '\0';
	*device = text + strspn(text, " ");
	*outlet = slash + 1 + strspn(slash + 1, " ");
	for (end = slash; end > *device && end[-1] == ' ';)
		*--end = '\0';
	for (end = *outlet + strlen(*outlet); end > *outlet && end[-1] == ' ';)
		*--end = '\0';
	return **device != '\0' && **outlet != '\0';
}

/*
 * All outlets that a source says feed this asset.  One that no agent measures leaves
 * the sum unknown: a plug that is nobody's and has the target keeps it from being complete.
 */
static bool
attribute_said(struct feeds *f, struct estate *e, struct resolver *r, uint32_t row)
{
	const char *said = arena_text(&e->arena, estate_asset(e, row)->outlets);
	char *copy = said != NULL ? strdup(said) : NULL, *rest = copy, *entry, *device, *outlet;

	if (said == NULL)
		return true;
	if (copy == NULL)
		return false;
	while ((entry = strsep(&rest, ";")) != NULL) {
		struct plug *p = NULL;

		if (split_outlet(entry, &device, &outlet))
			p = find_plug(f, e, named_row(r, device), outlet);
		if (p == NULL && (p = bytes_add(&f->plugs, sizeof *p)) != NULL)
			*p = (struct plug){ .of = (uint32_t)NOBODY,
				.declared = UINT32_C(1) << METRIC_POWER };
		if (p == NULL) {
			free(copy);
			return false;
		}
		p->target = row;
	}
	free(copy);
	return true;
}

/* Gear that other gear is plugged into has counters of its own, of all its ports. */
static bool
is_plain(const struct asset *a)
{
	switch ((enum asset_class)a->class) {
	case CLASS_SWITCH:
	case CLASS_ROUTER:
	case CLASS_FIREWALL:
	case CLASS_PDU:
	case CLASS_UPS: return false;
	default: return true;
	}
}

static void
attribute_label(struct plug *p, struct estate *e, struct resolver *r)
{
	const char *label = arena_text(&e->arena, p->label);
	uint32_t row;

	if (label == NULL || p->target != (uint32_t)NOBODY ||
	    resolver_find(r, KEY_NAME, label, &row, 1) != 1 || row == p->of)
		return;
	if (!is_plain(estate_asset(e, row)))
		return;
	if (estate_asset(e, row)->outlets.at != TEXT_ABSENT &&
	    (p->declared >> METRIC_POWER & 1) != 0)
		return;
	p->target = row;
}

static bool
attribute(struct feeds *f, struct estate *e)
{
	struct resolver *r = resolver_new(e);
	size_t n;
	struct plug *p = plugs_of(f, &n);
	bool ok = r != NULL;

	for (size_t i = 0; i < n; i++)
		if (p[i].of != (uint32_t)NOBODY)
			p[i].of = estate_row(e, p[i].of);
	if (n > 0)
		qsort(p, n, sizeof *p, by_device);
	for (uint32_t row = 0; ok && n > 0 && row < estate_rows(e); row++)
		if (estate_live(e, row))
			ok = attribute_said(f, e, r, row);
	p = plugs_of(f, &n);
	for (size_t i = 0; ok && i < n; i++)
		attribute_label(&p[i], e, r);
	if (n > 0)
		qsort(p, n, sizeof *p, by_hash);
	resolver_free(r);
	f->attributed = ok;
	return ok;
}

bool
feeds_sample(struct feeds *f, struct estate *e, int64_t agent, int64_t time, uint32_t every,
    const struct polled_sample *s)
{
	struct plug wanted = { .hash = inventory_hash(agent, s->key) };
	struct plug_sample *sample;
	const struct plug *p, *all;
	size_t n;

	if (!f->attributed && !attribute(f, e))
		return false;
	all = plugs_of(f, &n);
	p = n > 0 ? bsearch(&wanted, all, n, sizeof wanted, by_hash) : NULL;
	if (p == NULL || p->target == (uint32_t)NOBODY)
		return true;
	if ((sample = bytes_add(&f->samples, sizeof *sample)) == NULL)
		return false;
	*sample = (struct plug_sample){ .time = time,
		.target = p->target,
		.plug = (uint32_t)(p - all),
		.interval = s->interval,
		.every = every,
		.measured = s->measured };
	for (int i = 0; i < FED; i++)
		if (s->measured >> fed[i] & 1)
			sample->value[i] = s->metric[fed[i]];
	return true;
}

static int
by_target_and_time(const void *a, const void *b)
{
	const struct plug_sample *x = a, *y = b;

	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->plug > y->plug) - (x->plug < y->plug);
}

/* How many of the target's plugs would measure this. */
static unsigned
expected(const struct feeds *f, uint32_t target, enum metric metric)
{
	size_t n;
	const struct plug *p = plugs_of(f, &n);
	unsigned found = 0;

	for (size_t i = 0; i < n; i++)
		found += p[i].target == target && (p[i].declared >> metric & 1);
	return found;
}

/* Was this plug measured in the group before place i? */
static bool
seen(const struct plug_sample *s, size_t i, enum metric metric)
{
	for (size_t k = 0; k < i; k++)
		if (s[k].plug == s[i].plug && (s[k].measured >> metric & 1))
			return true;
	return false;
}

/* The sums over one round of one target: of each metric that all its plugs measured. */
static bool
sum_round(const struct feeds *f, const struct plug_sample *s, size_t n, const unsigned *wanted,
    struct sampler *sampler, struct error *err)
{
	struct record r = {
		.kind = RECORD_SAMPLE, .time = s[n - 1].time, .interval = s[0].interval
	};

	for (int m = 0; m < FED; m++) {
		unsigned found = 0;
		double sum = 0;

		for (size_t i = 0; i < n; i++) {
			if (!(s[i].measured >> fed[m] & 1) || seen(s, i, fed[m]))
				continue;
			found++;
			sum += s[i].value[m];
			if (s[i].interval < r.interval)
				r.interval = s[i].interval;
		}
		if (found == 0 || found != wanted[m])
			continue;
		r.measured |= UINT32_C(1) << fed[m];
		r.metric[fed[m]] = sum;
	}
	return r.measured == 0 || sampler_add_row(sampler, s[0].target, &r, err);
}

/* Samples of one target: those that lie closer than half the time between polls are one round. */
static bool
sum_target(const struct feeds *f, const struct plug_sample *s, size_t n, struct sampler *sampler,
    struct error *err)
{
	unsigned wanted[FED];

	for (int m = 0; m < FED; m++)
		wanted[m] = expected(f, s[0].target, fed[m]);
	for (size_t i = 0, end; i < n; i = end) {
		int64_t until = s[i].time + (s[i].every > 1 ? s[i].every / 2 : 1);

		for (end = i + 1; end < n && s[end].time < until;)
			end++;
		if (!sum_round(f, s + i, end - i, wanted, sampler, err))
			return false;
	}
	return true;
}

bool
feeds_flush(struct feeds *f, struct estate *e, struct sampler *sampler, struct error *err)
{
	struct plug_sample *s = (void *)f->samples.base;
	size_t n = f->samples.len / sizeof *s;

	if (n > 0)
		qsort(s, n, sizeof *s, by_target_and_time);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && s[end].target == s[i].target;)
			end++;
		if (!sum_target(f, s + i, end - i, sampler, err))
			return false;
	}
	return sampler_flush(sampler, err);
}

void
feeds_free(struct feeds *f)
{
	bytes_free(&f->plugs);
	bytes_free(&f->samples);
}
