/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Copied; what the target points to stays its owner's, except the address. */
struct conversation *
conversation_new(struct poller *p, const struct poller_target *t, struct error *e)
{
	struct conversation *c = calloc(1, sizeof *c);

	if (c == NULL || (c->target.address = strdup(t->address)) == NULL) {
		free(c);
		error_set(e, "out of memory");
		return NULL;
	}
	const char *address = c->target.address;

	c->target = *t;
	c->target.address = address;
	c->poller = p;
	if (c->target.budget == 0)
		c->target.budget = 20000;
	return c;
}

static void
conversation_free(struct conversation *c)
{
	ask_free(&c->ask);
	harvest_free(c->heard);
	free((char *)c->target.address);
	free(c->why);
	free(c);
}

/* The one that is being tried. */
const struct credential *
conversation_credential(const struct conversation *c)
{
	return c->poller->credentials[c->target.credentials[c->place]];
}

/* See conversation.h. */
void
conversation_odd(struct conversation *c, const char *fmt, ...)
{
	char text[2 * OID_TEXT];
	va_list ap;

	if (c->target.odd == NULL || c->odds >= ODD_MOST)
		return;
	c->odds++;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	c->target.odd(c->target.ctx, text);
}

/* See conversation.h. */
enum verdict
conversation_end(struct conversation *c, enum poller_end end, const char *fmt, ...)
{
	va_list ap;

	c->end = end;
	if (c->why == NULL)
		c->why = malloc(WHY);
	if (c->why != NULL) {
		va_start(ap, fmt);
		vsnprintf(c->why, WHY, fmt, ap);
		va_end(ap);
	}
	return VERDICT_FINISH;
}

static void
remember_engine(const struct conversation *c, struct poller_memory *m)
{
	const struct engine *e = &c->engine;

	m->engine_len = e->len;
	memset(m->engine, 0, sizeof m->engine);
	memcpy(m->engine, e->id, e->len);
	m->boots = m->time = 0;
	m->at = 0;
	if (e->len == 0 || !e->authentic)
		return;
	m->boots = e->boots;
	m->time = e->time + (uint32_t)((c->poller->now - e->at) / 1000000);
	m->at = time(NULL);
}

static void
remember(const struct conversation *c, struct poller_memory *m)
{
	*m = c->target.memory;
	if (!c->alive)
		return;
	pace_remember(c->pace, m);
	m->known = 1;
	m->credential = c->place;
	remember_engine(c, m);
}

/* Tell the owner, and be gone. */
void
conversation_finish(struct conversation *c)
{
	struct poller_memory memory;
	struct poller_result result = { .end = c->end,
		.why = c->end == POLLER_DONE ? NULL : c->why,
		.heard = c->heard,
		.memory = &memory,
		.credential = c->alive ? conversation_credential(c)->name : NULL,
		.requests = c->requests,
		.varbinds = c->varbinds,
		.retries = c->retries };

	if (c->begun != 0)
		result.millis = (uint32_t)((c->poller->now - c->begun) / 1000);
	if (c->end != POLLER_DONE && result.why == NULL)
		result.why = "out of memory";
	remember(c, &memory);
	if (c->lookup != NULL)
		names_forget(c->lookup);
	session_close(c->session);
	c->session = NULL;
	poller_closed(c);
	c->target.done(c->target.ctx, &result);
	conversation_free(c);
}

/* End it here and now. */
void
conversation_drop(struct conversation *c, enum poller_end end, const char *why)
{
	if (c->heard == NULL)
		c->heard = harvest_new(c->poller->options.limit);
	conversation_end(c, end, "%s", why);
	conversation_finish(c);
}

/* Its budget begins now. */
void
conversation_open(struct conversation *c)
{
	char host[HOST_TEXT];
	in_port_t port;
	const char *wrong;

	c->begun = c->poller->now;
	c->deadline = c->begun + c->target.budget * UINT64_C(1000);
	timer_set(&c->poller->timers, &c->timer, c->deadline);
	pace_start(&c->pace, &c->target);
	c->heard = harvest_new(c->poller->options.limit);
	if (c->heard == NULL) {
		conversation_drop(c, POLLER_TOO_MUCH, "out of memory");
		return;
	}
	wrong = address_parse(c->target.address, host, &port, &c->addresses[0]);
	if (wrong != NULL) {
		conversation_end(c, POLLER_BAD_ADDRESS, "%s: %s", c->target.address, wrong);
		conversation_finish(c);
	} else if (c->addresses[0].len == 0)
		attempt_resolve(c, host, port);
	else {
		c->naddresses = 1;
		attempt_begin(c);
	}
}

/* The GETs for rows that some columns lack are through: rows are skipped where many are asked for.
 */
static void
checked(struct conversation *c)
{
	if (c->found > 0)
		pace_fit(&c->pace, c->pace.size > 2 ? c->pace.size / 2u : 1);
	c->checking = false;
	c->found = 0;
}

/* Is it time to see whether rows are skipped?  Always at first and after that happened. */
static bool
is_suspicious(const struct conversation *c)
{
	const struct poller_memory *m = &c->target.memory;

	return !m->known || m->since_down % PACE_PATIENCE == 0 || m->since_down < PACE_PATIENCE;
}

/* Plan the next request, and wait for our turn; without questions it is over. */
void
conversation_go_on(struct conversation *c)
{
	while (!request_plan(c)) {
		if (c->started && !c->checked && is_suspicious(c)) {
			c->checked = true;
			c->checking = gaps_ask(c) > 0;
			if (c->checking)
				continue;
		}
		if (c->checking)
			checked(c);
		ask_clear(&c->ask);
		c->checked = false;
		c->started = true;
		if (!c->target.next(c->target.ctx, c->heard, &c->ask) || ask_empty(&c->ask)) {
			c->end = POLLER_DONE;
			conversation_finish(c);
			return;
		}
	}
	poller_ready(c);
}

/*
 * How long to wait for the answer: the usual time, then twice as long; longer
 * where answers take long; strangers get the usual time only.
 */
static uint64_t
patience(const struct conversation *c)
{
	uint64_t usual = c->poller->options.timeout * UINT64_C(1000);

	if (usual < 2 * c->slowest)
		usual = 2 * c->slowest;
	if ((c->request.sends > 1 || c->silences > 0) && (c->alive || attempt_is_sole(c)))
		usual *= 2;
	return usual;
}

static void
wait_for_it(struct conversation *c)
{
	uint64_t at = c->poller->now + patience(c);

	poller_sent(c);
	if (c->request.sends == 1)
		c->request.first = c->request.sent;
	timer_set(&c->poller->timers, &c->timer, at < c->deadline ? at : c->deadline);
}

/* The same bytes again. */
static void
send_again(struct conversation *c)
{
	c->request.sends++;
	c->retries++;
	c->poller->stats.retries++;
	session_again(c->session);
	wait_for_it(c);
}

/* Its turn: send the request that was planned. */
void
conversation_send(struct conversation *c)
{
	netsnmp_pdu *pdu = request_pdu(c);

	if (pdu == NULL) {
		conversation_drop(c, POLLER_TOO_MUCH, "out of memory");
		return;
	}
	if (!session_send(c->session, pdu, c->poller->now)) {
		conversation_drop(c, POLLER_BROKEN, "a request cannot be built");
		return;
	}
	c->requests++;
	c->poller->stats.requests++;
	c->request.sends = 1;
	if (session_errno(c->session) != 0 && !c->greeted)
		attempt_no_way(c);
	else
		wait_for_it(c);
}

static void
ask_engine_anew(struct conversation *c)
{
	c->rediscoveries++;
	c->remembered = false;
	c->engine = (struct engine){ .len = 0 };
	c->silences = 0;
	if (attempt_reopen(c))
		conversation_go_on(c);
	else
		conversation_finish(c);
}

/* Do what the answer led to. */
static void
act(struct conversation *c)
{
	switch (c->verdict) {
	case VERDICT_GO_ON:
		if (c->request.kind == REQUEST_ENGINE && !attempt_reopen(c))
			conversation_finish(c);
		else
			conversation_go_on(c);
		break;
	case VERDICT_AGAIN: poller_ready(c); break;
	case VERDICT_ANEW: ask_engine_anew(c); break;
	case VERDICT_NEXT: attempt_next(c); break;
	case VERDICT_FINISH: conversation_finish(c); break;
	}
}

/* An answer to a request that was sent twice may be to the first: a second answer proves it. */
static void
took_so_long(struct conversation *c, uint64_t time)
{
	if (time > c->slowest)
		c->slowest = time;
	c->doubtful = 0;
}

static void
answered(struct conversation *c)
{
	struct poller *p = c->poller;
	uint64_t took = p->now - c->request.first;

	p->stats.answers++;
	c->doubtful = c->request.sends == 1 ? 0 : took;
	if (c->request.sends == 1) {
		took_so_long(c, took);
		p->answer = (7 * p->answer + took) / 8;
	}
	c->silences = 0;
	poller_heard(c);
	timer_set(&p->timers, &c->timer, c->deadline);
	act(c);
}

/* Something came that answers nothing.  In version 3 the agent may have another engine ID by now.
 */
static void
stray(struct conversation *c, bool garbled)
{
	c->poller->stats.strays++;
	c->strays++;
	if (!garbled)
		took_so_long(c, c->doubtful);
	if (garbled && c->engine.len > 0 && c->rediscoveries < 2 &&
	    c->request.kind != REQUEST_ENGINE)
		ask_engine_anew(c);
	else if (c->strays > 1000)
		conversation_drop(
		    c, POLLER_BROKEN, "more than 1000 datagrams that answer nothing we asked");
	else if (garbled)
		c->garbled++;
}

/* See conversation.h. */
void
conversation_read(struct conversation *c)
{
	switch (session_read(c->session, &c->poller->set, c->poller->now)) {
	case SESSION_NOTHING: break;
	case SESSION_ANSWER: answered(c); break;
	case SESSION_STRAY: stray(c, false); break;
	case SESSION_GARBLED: stray(c, true); break;
	case SESSION_REFUSED:
		if (!c->greeted)
			attempt_no_way(c);
		break;
	}
}

/* It told its engine ID and nothing after that: so it is with a wrong privacy key. */
static void
silent_user(struct conversation *c)
{
	char text[ADDRESS_TEXT];

	if (c->refusal != POLLER_DONE)
		return; /* something more telling was said before */
	conversation_end(c, POLLER_NO_ANSWER,
	    "%s tells its engine ID, but does not answer user %s: wrong privacy secret or "
	    "protocol?",
	    address_format(&c->addresses[c->address], text), conversation_credential(c)->user);
	c->refusal = POLLER_NO_ANSWER;
}

/* Nobody was there yet: a few tries, then the next credential. */
static void
silent_stranger(struct conversation *c)
{
	unsigned sends = attempt_is_sole(c) ? c->poller->options.retries + 1 : 2;

	if (c->remembered)
		ask_engine_anew(c);
	else if (c->request.sends < sends)
		send_again(c);
	else {
		if (c->request.kind == REQUEST_ENGINE)
			c->no_engine = true;
		else if (conversation_credential(c)->version == SNMP_VERSION_3)
			silent_user(c);
		attempt_next(c);
	}
}

static void
give_up_varbind(struct conversation *c)
{
	char text[OID_TEXT];

	conversation_odd(c, "no answer to a %s of %s: left out", request_name(c),
	    oid_format(request_first(c), text));
	c->dropped = true;
	reply_drop(c, 0);
	pace_culprit(&c->pace);
	conversation_go_on(c);
}

/*
 * It answered before: the datagram was lost, or it is slow; or the answer is
 * too large for it or the way; or it chokes on one varbind.
 */
static void
silent(struct conversation *c)
{
	uint32_t asked = request_varbinds(&c->request);
	char text[OID_TEXT];

	if (c->request.sends == 1)
		send_again(c);
	else if (pace_silent(&c->pace, asked)) {
		c->retries++;
		c->poller->stats.retries++;
		conversation_go_on(c);
	} else if (c->request.sends <= c->poller->options.retries && c->silences <= SILENCES_MOST)
		send_again(c);
	else if (asked == 1 && !c->dropped)
		give_up_varbind(c);
	else {
		conversation_end(c, POLLER_NO_ANSWER, "it fell silent at a %s of %s",
		    request_name(c), oid_format(request_first(c), text));
		conversation_finish(c);
	}
}

static void
overdue(struct conversation *c)
{
	char text[OID_TEXT] = "";

	if (c->lookup != NULL)
		conversation_end(c, POLLER_BAD_ADDRESS,
		    "%s: the name was not resolved within %u ms", c->target.address,
		    c->target.budget);
	else if (c->alive)
		conversation_end(c, POLLER_OVERDUE,
		    "not through after %u ms, waiting for the answer to a %s of %s",
		    c->target.budget, request_name(c), oid_format(request_first(c), text));
	else if (c->refusal != POLLER_DONE)
		c->end = c->refusal; /* why was set then */
	else
		conversation_end(c, POLLER_NO_ANSWER, "no answer within %u ms", c->target.budget);
	conversation_finish(c);
}

/* A try is over, or everything. */
void
conversation_timer(struct conversation *c)
{
	if (c->poller->now >= c->deadline) {
		overdue(c);
		return;
	}
	poller_heard(c);
	if (c->silences < UINT8_MAX)
		c->silences++;
	if (c->alive)
		silent(c);
	else
		silent_stranger(c);
}
