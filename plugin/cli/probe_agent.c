/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe.h"
#include "snmp/family_ask.h"

#define AGENT_LIMIT ((size_t)64 << 20)

static const struct oid everything = { NULL, 0 };

void
probe_agent_free(struct probe_agent *a)
{
	size_t i;

	harvest_free(a->identity);
	for (i = 0; i < PROBE_LOOKS; i++)
		harvest_free(a->look[i]);
	for (i = 0; i < PROBE_ODD; i++)
		free(a->odd[i]);
}

void
probe_error(struct error *e, const char *address, const char *why)
{
	if (strncmp(why, address, strlen(address)) == 0)
		error_set(e, "%s", why);
	else
		error_set(e, "%s: %s", address, why);
}

/* The first trouble is the one to tell. */
static void
fail(struct probe_agent *a, const char *why)
{
	if (a->error.text[0] == '\0')
		probe_error(&a->error, a->address, why);
}

static bool
ask_identity(void *ctx, const struct harvest *heard, struct poller_ask *to)
{
	struct probe_agent *a = ctx;

	(void)heard;
	return a->step++ == 0 && family_ask_identity(a->probe->families, to);
}

/* At the second look only what the family reads at each poll. */
static bool
is_due(const struct probe_agent *a, const struct family_read *r)
{
	return a->at == 0 || r->every == 0;
}

static bool
has_below(const struct harvest *heard, struct oid oid)
{
	size_t from;

	return harvest_below(heard, oid, &from) > 0;
}

/*
 * First what is read in any case, then what is read unless that has been
 * heard.  False when there is no more to ask.
 */
static bool
ask_family(void *ctx, const struct harvest *heard, struct poller_ask *to)
{
	struct probe_agent *a = ctx;
	bool unless = a->step == 1, any = false;
	const struct family_read *r;
	size_t n = family_reads(a->family, &r);

	if (a->step++ > 1)
		return false;
	for (; n > 0; n--, r++) {
		if (!is_due(a, r) || (r->unless.n > 0) != unless ||
		    (unless && has_below(heard, r->unless)))
			continue;
		if (!family_ask_read(r, to))
			return false;
		any = true;
	}
	return any || (!unless && ask_family(ctx, heard, to));
}

static void
count(struct probe_agent *a, const struct poller_result *r)
{
	a->requests += r->requests;
	a->varbinds += r->varbinds;
	a->retries += r->retries;
	a->millis += r->millis;
	if (r->memory != NULL)
		a->memory = *r->memory;
	if (r->credential != NULL)
		snprintf(a->credential, sizeof a->credential, "%s", r->credential);
	if (r->end != POLLER_DONE)
		fail(a, r->why != NULL ? r->why : "no answer");
}

/* What is read seldom is, at the second look, what it was at the first. */
static struct harvest *
completed(const struct probe_agent *a, const struct harvest *heard)
{
	struct harvest *look = harvest_new(AGENT_LIMIT);
	const struct family_read *r;
	size_t n = a->at > 0 ? family_reads(a->family, &r) : 0;
	enum harvest_add added = HARVEST_NO_MEMORY;

	if (look != NULL)
		added = harvest_take(look, heard, everything);
	for (; n > 0 && added == HARVEST_ADDED; n--, r++)
		if (r->every > 0)
			added = harvest_take(look, a->look[0], r->oid);
	if (added == HARVEST_ADDED)
		return look;
	harvest_free(look);
	return NULL;
}

static void
heard_family(void *ctx, const struct poller_result *r)
{
	struct probe_agent *a = ctx;

	count(a, r);
	a->time[a->at] = time(NULL);
	if (harvest_count(r->heard) > 0 && (a->look[a->at] = completed(a, r->heard)) == NULL)
		fail(a, "out of memory");
	a->probe->done++;
}

static void
keep_odd(void *ctx, const char *what)
{
	struct probe_agent *a = ctx;

	if (a->nodd < PROBE_ODD && (a->odd[a->nodd] = strdup(what)) == NULL)
		return;
	a->nodd++;
}

static void
start(struct probe_agent *a, struct poller_target *target)
{
	struct error e;

	target->address = a->address;
	target->credentials = a->probe->keys->list;
	target->ncredentials = a->probe->keys->n;
	target->memory = a->memory;
	target->ctx = a;
	target->odd = keep_odd;
	a->step = 0;
	if (poller_start(a->probe->poller, target, &e))
		return;
	fail(a, e.text);
	a->probe->done++;
}

static void
read_family(struct probe_agent *a)
{
	const struct family_pace *pace = family_pace(a->family);
	struct poller_target target = { .first = pace->first,
		.least = pace->least,
		.budget = pace->budget,
		.next = ask_family,
		.done = heard_family };

	start(a, &target);
}

static void
heard_identity(void *ctx, const struct poller_result *r)
{
	struct probe_agent *a = ctx;

	count(a, r);
	if (harvest_count(r->heard) > 0)
		a->identity = completed(a, r->heard);
	else if (r->end == POLLER_DONE)
		fail(a, "it answers, but shows nothing: has this credential a view?");
	if (a->identity != NULL) {
		a->nscores =
		    families_match(a->probe->families, a->identity, a->scores, PROBE_MATCHES);
		if (a->nscores > PROBE_MATCHES)
			a->nscores = PROBE_MATCHES;
		a->family = a->probe->forced;
		if (a->family == NULL && a->nscores > 0)
			a->family = a->scores[0].family;
		if (a->family == NULL)
			fail(a, "no adapter fits");
	}
	if (a->family != NULL)
		read_family(a);
	else
		a->probe->done++;
}

void
probe_first(struct probe_agent *a)
{
	struct poller_target target = { .next = ask_identity, .done = heard_identity };

	start(a, &target);
}

void
probe_again(struct probe_agent *a)
{
	if (a->look[0] == NULL) {
		a->probe->done++;
		return;
	}
	a->at = 1;
	read_family(a);
}
