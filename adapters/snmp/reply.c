/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

#include <string.h>

/* The reply at hand. */
struct reply {
	struct conversation *c;
	const netsnmp_variable_list *next;
	struct varbind v; /* the varbind at hand, in room */
	struct varbind_room room;
	bool none; /* it is an exception: there is nothing of that name, or after it */
	uint32_t heard;
	enum verdict verdict;
};

/* The next varbind; false: that was all. */
static bool
take(struct reply *r)
{
	if (r->next == NULL)
		return false;
	varbind_from(r->next, &r->room, &r->v);
	r->none = r->next->type == SNMP_NOSUCHOBJECT || r->next->type == SNMP_NOSUCHINSTANCE ||
		  r->next->type == SNMP_ENDOFMIBVIEW;
	r->next = r->next->next_variable;
	r->heard++;
	return true;
}

/* Keep the varbind at hand; false: the conversation ends. */
static bool
keep(struct reply *r)
{
	struct conversation *c = r->c;

	if (r->v.type == VARBIND_NULL)
		return true;
	c->varbinds++;
	c->poller->stats.varbinds++;
	switch (harvest_add(c->heard, &r->v)) {
	case HARVEST_ADDED: return true;
	case HARVEST_FULL:
		r->verdict = conversation_end(c, POLLER_TOO_MUCH,
		    "it says more than the %zu bytes that one agent may say",
		    c->poller->options.limit);
		return false;
	case HARVEST_NO_MEMORY:
		r->verdict = conversation_end(c, POLLER_TOO_MUCH, "out of memory");
		return false;
	}
	return false;
}

static void
odd_order(struct conversation *c, struct oid asked, const struct varbind *v)
{
	char from[OID_TEXT], to[OID_TEXT];

	conversation_odd(
	    c, "OID not increasing: %s after %s", oid_format(v->name, to), oid_format(asked, from));
}

/* Answers to GET come in the order of the questions, with their names. */
static void
take_gets(struct reply *r)
{
	struct conversation *c = r->c;
	struct questions *q = &c->ask.gets;
	char asked[OID_TEXT], told[OID_TEXT];

	for (uint32_t i = 0; i < c->request.singles && take(r); i++) {
		struct oid name = ask_oid(&c->ask, q->item[q->from]);

		if (oid_compare(name, r->v.name) != 0) {
			r->verdict =
			    conversation_end(c, POLLER_BROKEN, "GET of %s was answered with %s",
				oid_format(name, asked), oid_format(r->v.name, told));
			return;
		}
		if (!keep(r))
			return;
		if (c->checking && r->v.type != VARBIND_NULL && c->found++ == 0)
			conversation_odd(c,
			    "it skips rows: it did not tell of %s, but has it when asked",
			    oid_format(name, asked));
		q->from++;
	}
}

static void
take_nexts(struct reply *r)
{
	struct conversation *c = r->c;
	struct questions *q = &c->ask.nexts;

	for (uint32_t i = 0; i < c->request.singles && take(r); i++) {
		struct oid name = ask_oid(&c->ask, q->item[q->from]);

		if (!r->none && oid_compare(r->v.name, name) <= 0)
			odd_order(c, name, &r->v);
		else if (!r->none && !keep(r))
			return;
		q->from++;
	}
}

static int
compare_arcs(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
	return oid_compare((struct oid){ a, na }, (struct oid){ b, nb });
}

static void
end_column(struct column *k, bool partial)
{
	k->ended = true;
	k->partial = partial;
}

/* The full name that a column was at. */
static struct oid
column_at(const struct conversation *c, const struct column *k, uint32_t arcs[OID_ARCS])
{
	struct oid name = ask_oid(&c->ask, k->name);
	uint32_t n = 0;

	for (uint32_t i = 0; i < name.n && n < OID_ARCS; i++)
		arcs[n++] = name.arc[i];
	for (uint32_t i = 0; i < k->nlast && n < OID_ARCS; i++)
		arcs[n++] = k->last[i];
	return (struct oid){ arcs, n };
}

static bool
too_many_rows(struct reply *r, struct column *k)
{
	char text[OID_TEXT];

	if (k->rows < k->most)
		return false;
	conversation_odd(r->c, "more than %u rows below %s: the rest is not read", k->most,
	    oid_format(ask_oid(&r->c->ask, k->name), text));
	end_column(k, true);
	return true;
}

/* A varbind for a column; false: the conversation ends. */
static bool
take_cell(struct reply *r, struct column *k)
{
	struct conversation *c = r->c;
	struct oid name = ask_oid(&c->ask, k->name);
	const uint32_t *index = r->v.name.arc + name.n;
	uint32_t arcs[OID_ARCS], n = r->v.name.n - name.n;
	bool inside = oid_within(name, r->v.name) && n > 0;

	if (k->ended)
		return true;
	if (r->none || (!inside && oid_compare(r->v.name, name) > 0)) {
		end_column(k, false);
		return true;
	}
	if (!inside || (k->started && compare_arcs(index, n, k->last, k->nlast) <= 0)) {
		odd_order(c, column_at(c, k, arcs), &r->v);
		end_column(k, true);
		return true;
	}
	if (too_many_rows(r, k))
		return true;
	if (!column_moved(k, index, n)) {
		r->verdict = conversation_end(c, POLLER_TOO_MUCH, "out of memory");
		return false;
	}
	k->rows++;
	return keep(r);
}

static void
take_columns(struct reply *r)
{
	struct poller_ask *a = &r->c->ask;
	uint32_t cells = (uint32_t)r->c->request.columns * r->c->request.repetitions;

	for (uint32_t i = 0, k = 0; i < cells && take(r); i++) {
		if (!take_cell(r, &a->columns[a->active[k]]))
			return;
		if (++k == r->c->request.columns)
			k = 0;
	}
}

static bool
any_column_left(const struct conversation *c)
{
	for (uint32_t i = 0; i < c->request.columns; i++)
		if (!c->ask.columns[c->ask.active[i]].ended)
			return true;
	return false;
}

/*
 * A reply that holds less than it should is fine as long as rows are whole:
 * agents have limits of their own.  Below that we have to ask for less.
 */
static enum verdict
weigh(struct reply *r)
{
	struct conversation *c = r->c;
	struct request *q = &c->request;
	uint32_t asked = request_varbinds(q), row = (uint32_t)q->singles + q->columns;
	bool cut = r->heard < asked && (r->heard < row || any_column_left(c));
	bool quick = c->poller->now - q->sent < c->poller->options.timeout * 500u;

	if (r->next != NULL)
		return conversation_end(c, POLLER_BROKEN,
		    "an answer with more varbinds than the %u of the %s", asked, request_name(c));
	if (r->heard == 0 && !pace_down(&c->pace, row, row / 2))
		return conversation_end(c, POLLER_BROKEN, "an answer without varbinds");
	if (r->heard > 0 && r->heard < row)
		pace_fit(&c->pace, r->heard);
	else if (r->heard > 0)
		pace_answered(&c->pace, q->kind == REQUEST_GET ? 0 : asked, r->heard,
		    session_bytes(c->session), quick && !cut);
	return VERDICT_GO_ON;
}

/* See conversation.h. */
void
reply_drop(struct conversation *c, uint32_t i)
{
	if (c->request.kind == REQUEST_GET)
		questions_drop(&c->ask.gets, i);
	else if (i < c->request.singles)
		questions_drop(&c->ask.nexts, i);
	else {
		end_column(&c->ask.columns[c->ask.active[i - c->request.singles]], true);
		ask_settle(&c->ask);
	}
}

/* The OID of the i-th varbind of the request. */
static struct oid
asked_at(const struct conversation *c, uint32_t i, uint32_t arcs[OID_ARCS])
{
	const struct poller_ask *a = &c->ask;
	const struct questions *q = c->request.kind == REQUEST_GET ? &a->gets : &a->nexts;

	if (i < c->request.singles)
		return ask_oid(a, q->item[q->from + i]);
	return column_at(c, &a->columns[a->active[i - c->request.singles]], arcs);
}

/* The name of an error-status (RFC 3416, 3). */
static const char *
status_name(long status)
{
	static const char *const names[] = { "noError", "tooBig", "noSuchName", "badValue",
		"readOnly", "genErr", "noAccess", "wrongType", "wrongLength", "wrongEncoding",
		"wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable",
		"commitFailed", "undoFailed", "authorizationError", "notWritable",
		"inconsistentName" };

	return status >= 0 && status < (long)(sizeof names / sizeof *names) ? names[status]
									    : "error-status";
}

/* The i-th varbind is to blame: it is given up, unless it was a whim. */
static enum verdict
blame(struct conversation *c, uint32_t i, long status)
{
	uint32_t arcs[OID_ARCS];
	char text[OID_TEXT];

	if (c->request.errors++ == 0 && status != SNMP_ERR_TOOBIG)
		return VERDICT_AGAIN;
	conversation_odd(c, "%s (%ld) at %s %s", status_name(status), status, request_name(c),
	    oid_format(asked_at(c, i, arcs), text));
	reply_drop(c, i);
	pace_culprit(&c->pace);
	if (++c->blames > BLAMES_MOST)
		return conversation_end(c, POLLER_BROKEN, "%s (%ld), whatever it is asked",
		    status_name(status), status);
	return VERDICT_GO_ON;
}

/* The i-th varbind does not exist; of a column, there is no row after this one. */
static enum verdict
absent(struct conversation *c, uint32_t i)
{
	if (c->request.kind == REQUEST_GET || i < c->request.singles)
		reply_drop(c, i);
	else {
		end_column(&c->ask.columns[c->ask.active[i - c->request.singles]], false);
		ask_settle(&c->ask);
	}
	pace_culprit(&c->pace);
	return VERDICT_GO_ON;
}

/* Access control that shows us nothing at all (RFC 3415): another credential may see more. */
static enum verdict
denied(struct conversation *c)
{
	conversation_end(c, POLLER_REFUSED, "%s may see nothing: authorizationError",
	    conversation_credential(c)->name);
	c->refusal = POLLER_REFUSED;
	c->alive = false;
	return VERDICT_NEXT;
}

/*
 * An error-status.  What is too big, or fails without saying where, is asked
 * for in halves until one varbind is left, which is given up.
 */
static enum verdict
failed(struct conversation *c, long status, long index)
{
	uint32_t named = (uint32_t)c->request.singles + c->request.columns;
	uint32_t all = request_varbinds(&c->request);
	bool told = index >= 1 && index <= (long)named && status != SNMP_ERR_TOOBIG;

	if (status == SNMP_ERR_AUTHORIZATIONERROR && index == 0 && c->varbinds == 0)
		return denied(c);
	if (told && status == SNMP_ERR_NOSUCHNAME)
		return absent(c, (uint32_t)index - 1);
	if (told && c->request.repetitions == 1)
		return blame(c, (uint32_t)index - 1, status);
	if (told) { /* somewhere in these rows: go on row by row, where the index is exact */
		pace_fit(&c->pace, named);
		return VERDICT_GO_ON;
	}
	if (pace_down(&c->pace, all, all / 2 > 0 ? all / 2 : 1))
		return VERDICT_GO_ON;
	return status == SNMP_ERR_NOSUCHNAME ? absent(c, 0) : blame(c, 0, status);
}

static enum verdict
take_engine(struct conversation *c, const netsnmp_pdu *pdu)
{
	if (pdu->securityEngineIDLen < 5 || pdu->securityEngineIDLen > sizeof c->engine.id)
		return conversation_end(c, POLLER_BROKEN,
		    "an engine ID of %zu octets (5 to 32 are right)", pdu->securityEngineIDLen);
	c->engine = (struct engine){ .len = (uint8_t)pdu->securityEngineIDLen };
	memcpy(c->engine.id, pdu->securityEngineID, c->engine.len);
	c->remembered = false;
	return VERDICT_GO_ON;
}

/* SNMPv3 says what is wrong in a report. */
static enum verdict
take_report(struct conversation *c, netsnmp_pdu *pdu)
{
	int type = snmpv3_get_report_type(pdu);
	const char *what = usm_report(type);

	if (c->request.kind == REQUEST_ENGINE)
		return take_engine(c, pdu);
	if (type == SNMPERR_NOT_IN_TIME_WINDOW && c->request.resyncs < 2) {
		c->request.resyncs++;
		return VERDICT_AGAIN;
	}
	if (type == SNMPERR_UNKNOWN_ENG_ID && c->rediscoveries < 2)
		return VERDICT_ANEW;
	conversation_end(c, POLLER_REFUSED, "user %s: %s", conversation_credential(c)->user,
	    what != NULL ? what : "a report that is not of RFC 3414");
	c->refusal = POLLER_REFUSED;
	return c->alive ? VERDICT_FINISH : VERDICT_NEXT;
}

/* See conversation.h. */
enum verdict
reply_taken(struct conversation *c, netsnmp_pdu *pdu)
{
	struct reply r = { .c = c, .next = pdu->variables, .verdict = VERDICT_GO_ON };
	enum verdict verdict;

	c->greeted = true;
	if (pdu->command == SNMP_MSG_REPORT &&
	    conversation_credential(c)->version == SNMP_VERSION_3)
		return take_report(c, pdu);
	if (pdu->command != SNMP_MSG_RESPONSE || c->request.kind == REQUEST_ENGINE)
		return conversation_end(c, POLLER_BROKEN, "a %s was answered with %s",
		    request_name(c),
		    pdu->command == SNMP_MSG_REPORT ? "a report" : "what is no response");
	c->alive = true;
	c->dropped = false;
	if (pdu->errstat != SNMP_ERR_NOERROR)
		return failed(c, pdu->errstat, pdu->errindex);
	c->blames = 0;
	if (c->request.kind == REQUEST_GET)
		take_gets(&r);
	else
		take_nexts(&r);
	if (r.verdict == VERDICT_GO_ON)
		take_columns(&r);
	verdict = r.verdict == VERDICT_GO_ON ? weigh(&r) : r.verdict;
	ask_settle(&c->ask);
	return verdict;
}
