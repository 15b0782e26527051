/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

#include <string.h>
#include <time.h>

/* Which credential is tried at which address, and what is said when none works. */

/* The library told of an answer; nothing may be closed until it has returned. */
static void
heard(void *ctx, netsnmp_pdu *pdu)
{
	struct conversation *c = ctx;

	c->verdict = reply_taken(c, pdu);
}

/* The k-th credential to try: the one that worked last time first. */
static uint8_t
place_of(const struct conversation *c, uint8_t k)
{
	uint8_t first = c->target.memory.credential;

	if (!c->target.memory.known || first >= c->target.ncredentials)
		return k;
	if (k == 0)
		return first;
	return k <= first ? k - 1 : k;
}

/* No other credential and no other address to hope for. */
bool
attempt_is_sole(const struct conversation *c)
{
	return (c->target.ncredentials == 1 && c->naddresses == 1) ||
	       (c->target.memory.known && c->tried == 0);
}

static void
take_memory(struct conversation *c)
{
	const struct poller_memory *m = &c->target.memory;
	int64_t now = time(NULL);

	if (!m->known || c->tried != 0 || c->address != 0 || m->engine_len < 5 ||
	    m->engine_len > sizeof m->engine)
		return;
	c->engine = (struct engine){ .len = m->engine_len, .at = c->poller->now };
	memcpy(c->engine.id, m->engine, m->engine_len);
	c->remembered = true;
	if (m->at <= 0 || m->at > now)
		return;
	c->engine.boots = m->boots;
	c->engine.time = m->time + (uint32_t)(now - m->at);
	c->engine.authentic = true;
}

/* Close what is open and begin with the credential and engine at hand. */
bool
attempt_reopen(struct conversation *c)
{
	struct error e = { "" };

	poller_heard(c);
	session_close(c->session);
	c->session = session_open(
	    &c->addresses[c->address], conversation_credential(c), &c->engine, heard, c, &e);
	if (c->session != NULL && poller_watch(c))
		return true;
	conversation_end(
	    c, POLLER_NO_ANSWER, "%s", c->session != NULL ? "it cannot be waited for" : e.text);
	return false;
}

/* All have been tried: what is the most telling of what went wrong? */
static void
exhausted(struct conversation *c)
{
	char text[ADDRESS_TEXT];

	address_format(&c->addresses[c->naddresses > 0 ? c->naddresses - 1 : 0], text);
	if (c->refusal != POLLER_DONE)
		c->end = c->refusal; /* why was set then */
	else if (c->target.ncredentials == 0)
		conversation_end(c, POLLER_NO_ANSWER, "no credential to try at %s", text);
	else if (c->garbled > 0)
		conversation_end(c, POLLER_BROKEN,
		    "%s answers, but not with SNMP messages that can be decoded", text);
	else if (c->strays > 0)
		conversation_end(c, POLLER_NO_ANSWER,
		    "no answer from %s to what was asked, but %u to something else", text,
		    c->strays);
	else
		conversation_end(c, POLLER_NO_ANSWER,
		    c->target.ncredentials > 1 ? "no answer from %s with any of %zu credentials"
					       : "no answer from %s",
		    text, c->target.ncredentials);
	conversation_finish(c);
}

/* Try the credential at hand, at the address at hand. */
void
attempt_begin(struct conversation *c)
{
	while (c->tried < c->target.ncredentials) {
		c->place = place_of(c, c->tried);
		if (conversation_credential(c)->version != SNMP_VERSION_3 || !c->no_engine)
			break;
		c->tried++;
	}
	if (c->tried >= c->target.ncredentials) {
		attempt_next(c);
		return;
	}
	c->silences = 0;
	if (conversation_credential(c)->version == SNMP_VERSION_3)
		take_memory(c);
	if (attempt_reopen(c))
		conversation_go_on(c);
	else if (c->address + 1 < c->naddresses) {
		c->tried = (uint8_t)c->target.ncredentials;
		attempt_next(c);
	} else
		conversation_finish(c);
}

/* The next credential, or the first one at the next address. */
void
attempt_next(struct conversation *c)
{
	c->tried++;
	if (c->tried < c->target.ncredentials) {
		attempt_begin(c);
		return;
	}
	if (c->address + 1 >= c->naddresses) {
		exhausted(c);
		return;
	}
	c->address++;
	c->tried = 0;
	c->no_engine = c->remembered = false;
	c->engine.len = 0;
	attempt_begin(c);
}

/* The kernel says that there is nobody: no use in trying others here. */
void
attempt_no_way(struct conversation *c)
{
	char text[ADDRESS_TEXT];

	conversation_end(c, POLLER_NO_ANSWER, "nobody listens at %s: %s",
	    address_format(&c->addresses[c->address], text), strerror(session_errno(c->session)));
	if (c->address + 1 < c->naddresses) {
		c->tried = (uint8_t)c->target.ncredentials;
		attempt_next(c);
	} else
		conversation_finish(c);
}

static void
found(void *ctx, const struct address *found, size_t n, const char *why)
{
	struct conversation *c = ctx;
	bool late = c->lookup != NULL;

	c->lookup = NULL;
	for (size_t i = 0; i < n && i < ADDRESSES; i++)
		c->addresses[c->naddresses++] = found[i];
	if (n == 0)
		conversation_end(c, POLLER_BAD_ADDRESS, "%s: %s", c->target.address, why);
	if (late && n == 0)
		conversation_finish(c);
	else if (late)
		attempt_begin(c);
}

/* Ask for the addresses of a name, and go on when they are there. */
void
attempt_resolve(struct conversation *c, const char *host, in_port_t port)
{
	struct error e = { "" };
	struct names *r = poller_names(c->poller, &e);

	if (r == NULL) {
		conversation_end(c, POLLER_BAD_ADDRESS, "%s: %s", c->target.address, e.text);
		conversation_finish(c);
		return;
	}
	c->lookup = names_lookup(r, host, port, ADDRESSES, found, c);
	if (c->lookup != NULL)
		return;
	if (c->naddresses == 0)
		conversation_finish(c);
	else
		attempt_begin(c);
}
