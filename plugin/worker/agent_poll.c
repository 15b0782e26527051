/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent_poll.h"
#include "family_ask.h"
#include "polled.h"
#include "schedule.h"

enum {
	LIMIT = 4 << 20, /* bytes that one agent may say */
	DAY_SECONDS = 86400,
	BACK_OFF = 5,         /* doublings of the time to the next poll */
	BACK_OFF_MOST = 3600, /* seconds, unless the source asks less often */
	ODD_MOST = 4          /* oddities remembered */
};

struct agent_poll {
	struct round *round;
	struct round_source *source;
	struct agent_poll *next, *previous;
	int64_t id;
	char *address;
	enum { BEGIN, MATCH, READ, READ_CHANGED } stage;
	const struct family *family;
	bool matched; /* in this poll */
	struct harvest *before;
	int64_t polled; /* when before was heard; 0: never */
	uint32_t failures;
	struct schedule schedule;
	uint8_t *asked; /* bit per read */
	struct bytes odd, samples;
	unsigned oddities;
	uint64_t assets; /* hash, as far as they were seen */
	bool failed;     /* without memory */
};

static void
unlink_poll(struct agent_poll *c)
{
	if (c->previous != NULL)
		c->previous->next = c->next;
	else
		c->round->open = c->next;
	if (c->next != NULL)
		c->next->previous = c->previous;
}

static void
agent_poll_free(struct agent_poll *c)
{
	unlink_poll(c);
	harvest_free(c->before);
	bytes_free(&c->odd);
	bytes_free(&c->samples);
	free(c->asked);
	free(c->address);
	free(c);
}

void
agent_polls_drop(struct round *r)
{
	while (r->open != NULL)
		agent_poll_free(r->open);
}

/* What the store remembers is loaded when the agent's turn has come, not for all at once. */
static bool
recall(struct agent_poll *c)
{
	struct error ignored;
	struct agent_row row;

	if (!store_agent_load(c->round->store, c->id, &row, c->round->error))
		return false;
	c->failures = row.failures;
	schedule_decode(&c->schedule, row.schedule);
	if (row.heard.base != NULL && row.polled > 0)
		c->before = harvest_decode(row.heard.base, row.heard.n, LIMIT, &ignored);
	c->polled = c->before != NULL ? row.polled : 0;
	c->family = c->source->polled->family;
	if (c->family == NULL && row.family != NULL && c->schedule.matched > 0 &&
	    c->round->now - c->schedule.matched < DAY_SECONDS)
		c->family = families_named(c->round->options->families, row.family);
	return true;
}

static bool
pick_family(struct agent_poll *c, const struct harvest *heard)
{
	struct family_score best;

	c->matched = true;
	if (c->source->polled->family != NULL)
		c->family = c->source->polled->family;
	else if (families_match(c->round->options->families, heard, &best, 1) > 0)
		c->family = best.family;
	else
		c->family = NULL;
	return c->family != NULL;
}

static bool
ask_read(struct agent_poll *c, const struct family_read *r, size_t at, struct poller_ask *ask)
{
	c->asked[at / 8] |= (uint8_t)(1 << at % 8);
	return family_ask_read(r, ask);
}

static bool
was_asked(const struct agent_poll *c, size_t at)
{
	return c->asked[at / 8] >> at % 8 & 1;
}

/* Something better was there the last time: neither read nor kept. */
static bool
is_needless(const struct agent_poll *c, const struct family_read *r)
{
	size_t from;

	return r->unless.n > 0 && c->before != NULL &&
	       harvest_below(c->before, r->unless, &from) > 0;
}

static bool
ask_due(struct agent_poll *c, struct poller_ask *ask)
{
	const struct family_read *reads;
	size_t n = family_reads(c->family, &reads);

	schedule_for(&c->schedule, c->family);
	if ((c->asked = calloc(n / 8 + 1, 1)) == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_needless(c, &reads[i]) &&
		    schedule_due(&c->schedule, &reads[i], c->round->now, (uint32_t)c->id) &&
		    !ask_read(c, &reads[i], i, ask))
			return false;
	return true;
}

/* Does this object say something else than the last time? */
static bool
has_moved(const struct agent_poll *c, const struct harvest *heard, struct oid marker)
{
	const struct varbind *now = harvest_find(heard, marker);
	const struct varbind *then = c->before != NULL ? harvest_find(c->before, marker) : NULL;

	if (now == NULL || then == NULL)
		return now != then;
	if (now->type != then->type)
		return true;
	if (now->type == VARBIND_OCTETS)
		return now->len != then->len || memcmp(now->octets, then->octets, now->len) != 0;
	return now->type == VARBIND_INTEGER ? now->integer != then->integer
					    : now->number != then->number;
}

/* Tables whose marker moved; false if there are none. */
static bool
ask_changed(struct agent_poll *c, const struct harvest *heard, struct poller_ask *ask)
{
	const struct family_read *reads;
	size_t n = family_reads(c->family, &reads);
	bool any = false;

	for (size_t i = 0; i < n; i++)
		if (reads[i].marker.n > 0 && !was_asked(c, i) &&
		    has_moved(c, heard, reads[i].marker)) {
			if (!ask_read(c, &reads[i], i, ask))
				return false;
			any = true;
		}
	return any;
}

static bool
ask_next(void *ctx, const struct harvest *heard, struct poller_ask *ask)
{
	struct agent_poll *c = ctx;

	switch (c->stage) {
	case BEGIN:
		if (!recall(c)) {
			c->failed = true;
			return false;
		}
		c->stage = MATCH;
		if (c->family == NULL || c->schedule.matched == 0)
			return family_ask_identity(c->round->options->families, ask);
		/* fall through */
	case MATCH:
		if ((c->family == NULL || c->schedule.matched == 0) && !pick_family(c, heard))
			return false;
		c->stage = READ;
		if (!ask_due(c, ask)) {
			c->failed = true;
			return false;
		}
		return true;
	case READ: c->stage = READ_CHANGED; return ask_changed(c, heard, ask);
	case READ_CHANGED: return false;
	}
	return false;
}

static void
note_odd(void *ctx, const char *what)
{
	struct agent_poll *c = ctx;
	size_t n = strlen(what);
	char *p;

	if (c->oddities++ >= ODD_MOST || (p = bytes_add(&c->odd, n + 1)) == NULL)
		return;
	memcpy(p, what, n);
	p[n] = '\n';
}

/*
 * Is what was heard before of this read still what is known?  When it was not
 * asked, and when it was but the agent erred and said nothing of it.  What
 * moves is never kept: a counter that stands still would be a rate of 0.
 */
static bool
is_kept(
    const struct agent_poll *c, const struct family_read *r, size_t at, const struct harvest *heard)
{
	size_t from;

	if (was_asked(c, at))
		return r->every > 0 && c->oddities > 0 && harvest_below(heard, r->oid, &from) == 0;
	return !is_needless(c, r);
}

/* What is known of the agent now. */
static struct harvest *
complete(const struct agent_poll *c, const struct harvest *heard)
{
	struct harvest *all = harvest_new(2 * LIMIT);
	const struct family_read *reads;
	size_t n = family_reads(c->family, &reads);
	bool ok = all != NULL;

	ok = ok && harvest_take(all, heard, (struct oid){ NULL, 0 }) == HARVEST_ADDED;
	for (size_t i = 0; ok && c->before != NULL && i < n; i++)
		if (is_kept(c, &reads[i], i, heard))
			ok = harvest_take(all, c->before, reads[i].oid) == HARVEST_ADDED;
	if (ok)
		return all;
	harvest_free(all);
	return NULL;
}

static uint64_t
mix(uint64_t h, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return h;
}

/* Only whether they are the same as before matters here; a run takes them up from what was heard.
 */
static bool
see_asset(void *ctx, const char *key, const struct record *r)
{
	struct agent_poll *c = ctx;
	uint64_t h = mix(c->assets, key, strlen(key));

	for (size_t i = 0; i < r->n; i++) {
		const struct value *v = &r->cells[i].value;

		h = mix(h, &r->cells[i].field, sizeof r->cells[i].field);
		if (v->kind == VAL_TEXT)
			h = mix(h, v->text, strlen(v->text));
		else
			h = mix(h, &v->number, sizeof v->number);
	}
	c->assets = h;
	return true;
}

static bool
keep_sample(
    struct agent_poll *c, const char *key, const struct family_feed *feed, const struct record *r)
{
	struct polled_sample s = { .key = key, .interval = r->interval, .measured = r->measured };

	if (feed != NULL) {
		s.of = feed->of;
		s.label = feed->label;
		s.outlet = feed->outlet;
	}
	memcpy(s.metric, r->metric, sizeof s.metric);
	c->failed |= r->measured != 0 && !polled_add(&c->samples, &s);
	return !c->failed;
}

static bool
see_sample(void *ctx, const char *key, const struct record *r)
{
	return keep_sample(ctx, key, NULL, r);
}

static bool
see_feed(void *ctx, const struct family_feed *feed)
{
	return feed->sample == NULL || keep_sample(ctx, feed->key, feed, feed->sample);
}

/* A run evaluates again what was heard, and tells then. */
static bool
see_trouble(void *ctx, const char *key, const struct trouble *t)
{
	return true;
}

static bool
evaluate(struct agent_poll *c, const struct harvest *now, int64_t time, struct error *err)
{
	struct family_sight sight = { .agent = c->address,
		.address = c->address,
		.now = now,
		.time = time,
		.every = c->source->polled->config->every };
	struct family_sink sink = { c, see_asset, see_sample, see_feed, see_trouble, NULL };

	if (c->polled > 0 && c->polled < time) {
		sight.before = c->before;
		sight.before_time = c->polled;
	}
	return family_evaluate(c->family, &sight, &sink, err) &&
	       (!c->failed || error_set(err, "out of memory"));
}

static int64_t
back_off(const struct agent_poll *c, int64_t now)
{
	int64_t every = c->source->polled->config->every;
	int64_t most = every > BACK_OFF_MOST ? every : BACK_OFF_MOST;
	uint32_t doublings = c->failures > 1 ? c->failures - 1 : 0;
	int64_t pause = every << (doublings < BACK_OFF ? doublings : BACK_OFF);

	return now + (pause < most ? pause : most);
}

/* What the agent erred on is asked again at the next poll. */
static void
note_reads(struct agent_poll *c, const struct harvest *heard, int64_t now)
{
	const struct family_read *reads;
	size_t n = family_reads(c->family, &reads);

	for (size_t i = 0; i < n; i++)
		if (was_asked(c, i) && !is_kept(c, &reads[i], i, heard))
			schedule_done(&c->schedule, &reads[i], now);
	if (c->matched)
		c->schedule.matched = now;
	c->round->result->news |= c->schedule.assets != c->assets;
	c->schedule.assets = c->assets;
}

static const char *
oddities(struct agent_poll *c)
{
	if (c->odd.len == 0)
		return NULL;
	c->odd.base[c->odd.len - 1] = '\0'; /* instead of the last newline */
	return c->odd.base;
}

static bool
save_success(struct agent_poll *c, const struct poller_result *result, struct error *err)
{
	struct harvest *now = complete(c, result->heard);
	int64_t when = (int64_t)time(NULL);
	struct bytes heard = { 0 };
	struct agent_row row = { .id = c->id,
		.polled = when,
		.due = c->round->now + c->source->polled->config->every,
		.varbinds = result->varbinds,
		.family = family_name(c->family),
		.odd = oddities(c),
		.memory = { result->memory, sizeof *result->memory } };
	bool ok = now != NULL && evaluate(c, now, when, err) && harvest_encode(now, &heard);

	harvest_free(now);
	if (!ok) {
		bytes_free(&heard);
		return err->text[0] != '\0' ? false : error_set(err, "out of memory");
	}
	note_reads(c, result->heard, c->round->now);
	c->round->result->news |= c->failures > 0;
	row.schedule = schedule_encode(&c->schedule);
	row.heard = (struct agent_bytes){ heard.base, heard.len };
	ok = store_agent_save(c->round->store, &row, err) &&
	     (c->samples.len == 0 ||
		 store_polled_add(c->round->store, c->id, when,
		     (struct agent_bytes){ c->samples.base, c->samples.len }, err));
	bytes_free(&heard);
	return ok;
}

/* What was heard before stays: an agent that is silent has not lost its assets. */
static bool
save_failure(struct agent_poll *c, const char *why, struct error *err)
{
	struct agent_row row;

	if (!store_agent_load(c->round->store, c->id, &row, err))
		return false;
	c->round->result->news |= row.failures == 0 && row.polled > 0;
	c->failures = row.failures + 1;
	row.failures = c->failures;
	row.due = back_off(c, c->round->now);
	row.varbinds = 0;
	row.why = why;
	row.odd = oddities(c);
	c->round->result->failed++;
	return store_agent_save(c->round->store, &row, err);
}

static const char *
reason(const struct agent_poll *c, const struct poller_result *result)
{
	if (result->end != POLLER_DONE)
		return result->why != NULL ? result->why : "it failed";
	if (harvest_count(result->heard) == 0)
		return "it answered, but nothing of what was asked";
	return c->family == NULL ? "no adapter fits this agent" : NULL;
}

static void
finished(void *ctx, const struct poller_result *result)
{
	struct agent_poll *c = ctx;
	struct round *r = c->round;
	struct error err = { "" };
	bool ok = true;

	if (r->error->text[0] == '\0' && !r->result->stopped) {
		const char *why = reason(c, result);

		r->result->varbinds += result->varbinds;
		c->source->varbinds += result->varbinds;
		if (c->failed)
			ok = error_set(&err, "out of memory");
		else
			ok = why != NULL ? save_failure(c, why, &err)
					 : save_success(c, result, &err);
	}
	agent_poll_free(c);
	round_finished(r, ok ? NULL : &err);
}

bool
agent_poll_start(
    struct round *r, struct round_source *source, const struct agent_row *row, struct error *err)
{
	const struct family *family = row->family != NULL
					  ? families_named(r->options->families, row->family)
					  : source->polled->family;
	struct poller_target target = { .credentials = source->credentials,
		.ncredentials = source->polled->config->ncredentials,
		.next = ask_next,
		.done = finished,
		.odd = note_odd };
	struct agent_poll *c = calloc(1, sizeof *c);

	if (c == NULL || (c->address = strdup(row->address)) == NULL) {
		free(c);
		return error_set(err, "out of memory");
	}
	c->round = r;
	c->source = source;
	c->id = row->id;
	c->next = r->open;
	if (r->open != NULL)
		r->open->previous = c;
	r->open = c;
	source->asked++;
	target.address = c->address;
	target.ctx = c;
	if (row->memory.n == sizeof target.memory)
		memcpy(&target.memory, row->memory.base, sizeof target.memory);
	if (family != NULL) {
		const struct family_pace *pace = family_pace(family);

		target.first = pace->first;
		target.least = pace->least;
		target.budget = pace->budget;
	}
	if (poller_start(r->poller, &target, err))
		return true;
	agent_poll_free(c);
	return false;
}
