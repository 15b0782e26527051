/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

#include <string.h>

static bool
is_version(const struct conversation *c, int version)
{
	return conversation_credential(c)->version == version;
}

static bool
plan_get(struct conversation *c)
{
	uint32_t n = questions_open(&c->ask.gets);
	uint32_t most = c->pace.limit < PACE_SCALARS ? c->pace.limit : PACE_SCALARS;

	if (n == 0)
		return false;
	c->request.kind = REQUEST_GET;
	c->request.singles = (uint16_t)(n < most ? n : most);
	return true;
}

/* Rows that are still of interest, and one more to see that there are no others. */
static uint32_t
rows_left(const struct conversation *c, uint32_t columns)
{
	uint32_t left = 1;

	for (uint32_t i = 0; i < columns; i++) {
		const struct column *k = &c->ask.columns[c->ask.active[i]];

		if (k->most - k->rows + 1 > left)
			left = k->most - k->rows + 1;
	}
	return left;
}

/* As many columns as fit side by side, and as many of their rows. */
static bool
plan_successors(struct conversation *c)
{
	uint32_t singles = questions_open(&c->ask.nexts), columns = c->ask.nactive;
	uint32_t size = c->pace.size, rows = 1, left;

	if (singles == 0 && columns == 0)
		return false;
	if (singles > size)
		singles = size;
	if (columns > size - singles)
		columns = size - singles;
	if (columns > 0 && !is_version(c, SNMP_VERSION_1)) {
		left = rows_left(c, columns);
		rows = (size - singles) / columns;
		rows = rows < left ? rows : left;
	}
	c->request.kind = rows > 1 ? REQUEST_BULK : REQUEST_NEXT;
	c->request.singles = (uint16_t)singles;
	c->request.columns = (uint16_t)columns;
	c->request.repetitions = (uint16_t)rows;
	return true;
}

/* Decide what to ask next. */
bool
request_plan(struct conversation *c)
{
	c->request = (struct request){ .repetitions = 1 };
	if (is_version(c, SNMP_VERSION_3) && c->engine.len == 0) {
		c->request.kind = REQUEST_ENGINE;
		return true;
	}
	return plan_get(c) || plan_successors(c);
}

/* How many varbinds the response should have. */
uint32_t
request_varbinds(const struct request *r)
{
	return r->singles + (uint32_t)r->columns * r->repetitions;
}

/* Where the list of a request's varbinds ends. */
struct tail {
	netsnmp_variable_list **end;
	bool ok;
};

static void
add(struct tail *t, struct oid name, const uint32_t *more, uint32_t nmore)
{
	oid arcs[OID_ARCS];
	uint32_t n = 0;
	netsnmp_variable_list *v;

	for (uint32_t i = 0; i < name.n && n < OID_ARCS; i++)
		arcs[n++] = name.arc[i];
	for (uint32_t i = 0; i < nmore && n < OID_ARCS; i++)
		arcs[n++] = more[i];
	v = snmp_varlist_add_variable(t->end, arcs, n, ASN_NULL, NULL, 0);
	if (v == NULL)
		t->ok = false;
	else
		t->end = &v->next_variable;
}

static netsnmp_pdu *
engine_pdu(void)
{
	netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);

	if (pdu == NULL)
		return NULL;
	pdu->version = SNMP_VERSION_3;
	pdu->securityModel = SNMP_SEC_MODEL_USM;
	pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
	pdu->securityName = strdup("");
	pdu->securityNameLen = 0;
	return pdu;
}

static netsnmp_pdu *
new_pdu(const struct request *r)
{
	netsnmp_pdu *pdu;

	if (r->kind == REQUEST_BULK) {
		pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
		if (pdu != NULL) {
			pdu->non_repeaters = r->singles;
			pdu->max_repetitions = r->repetitions;
		}
		return pdu;
	}
	return snmp_pdu_create(r->kind == REQUEST_GET ? SNMP_MSG_GET : SNMP_MSG_GETNEXT);
}

/* The request as a PDU of the library. */
netsnmp_pdu *
request_pdu(const struct conversation *c)
{
	const struct request *r = &c->request;
	const struct poller_ask *a = &c->ask;
	const struct questions *q = r->kind == REQUEST_GET ? &a->gets : &a->nexts;
	netsnmp_pdu *pdu;
	struct tail tail;

	if (r->kind == REQUEST_ENGINE)
		return engine_pdu();
	pdu = new_pdu(r);
	if (pdu == NULL)
		return NULL;
	tail = (struct tail){ &pdu->variables, true };
	for (uint32_t i = 0; i < r->singles; i++)
		add(&tail, ask_oid(a, q->item[q->from + i]), NULL, 0);
	for (uint32_t i = 0; i < r->columns; i++) {
		const struct column *k = &a->columns[a->active[i]];

		add(&tail, ask_oid(a, k->name), k->last, k->nlast);
	}
	if (!tail.ok) {
		snmp_free_pdu(pdu);
		return NULL;
	}
	return pdu;
}

/* The first OID that the request names, without a column's index; none: n 0. */
struct oid
request_first(const struct conversation *c)
{
	const struct request *r = &c->request;
	const struct poller_ask *a = &c->ask;
	const struct questions *q = r->kind == REQUEST_GET ? &a->gets : &a->nexts;

	if (r->singles > 0)
		return ask_oid(a, q->item[q->from]);
	if (r->columns > 0)
		return ask_oid(a, a->columns[a->active[0]].name);
	return (struct oid){ NULL, 0 };
}

/* "GETBULK", for a person. */
const char *
request_name(const struct conversation *c)
{
	static const char *const names[] = { "no request", "engine discovery", "GET", "GETNEXT",
		"GETBULK" };

	return names[c->request.kind];
}
