/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "netsnmp.h"
#include "scalars.h"
#include "wire.h"

struct scalars {
	const struct current *current;
	const struct status *status;
	size_t len;
	oid name[MAX_OID_LEN]; /* decomScalars */
};

/* A scalar and the one-row run that holds it. */
struct scalar {
	const struct field *f; /* NULL: none */
	const struct rows *rows;
};

/* Of both catalogues the scalar with the lowest number from here on. */
static struct scalar
scalar_from(const struct scalars *s, oid number)
{
	const struct scalar catalogues[] = { { status_fields, &s->status->rows },
		{ summary_fields, current_rows(s->current, SECTION_SUMMARY) } };
	struct scalar best = { NULL, NULL };

	for (size_t n = 0; n < 2; n++)
		for (const struct field *f = catalogues[n].f; f->name != NULL; f++)
			if (f->column != 0 && f->column >= number &&
			    (best.f == NULL || f->column < best.f->column))
				best = (struct scalar){ f, catalogues[n].rows };
	return best;
}

/* False, and vb untouched, if nothing is known of it. */
static bool
put(const struct scalars *s, struct scalar what, netsnmp_variable_list *vb)
{
	oid name[MAX_OID_LEN];

	if (what.rows->n == 0 ||
	    !wire_put(vb, what.f, field_get(what.f, what.rows, rows_at(what.rows, 0)),
		current_digits(s->current)))
		return false;
	memcpy(name, s->name, s->len * sizeof *name);
	name[s->len] = what.f->column;
	name[s->len + 1] = 0;
	return snmp_set_var_objid(vb, name, s->len + 2) == 0;
}

static void
get(const struct scalars *s, netsnmp_agent_request_info *info, netsnmp_request_info *req)
{
	netsnmp_variable_list *vb = req->requestvb;
	const oid *sub = vb->name + s->len;
	size_t len = vb->name_length - s->len;
	struct scalar what = { NULL, NULL };

	if (len > 0)
		what = scalar_from(s, sub[0]);
	if (what.f == NULL || what.f->column != sub[0])
		netsnmp_set_request_error(info, req, SNMP_NOSUCHOBJECT);
	else if (len != 2 || sub[1] != 0 || !put(s, what, vb))
		netsnmp_set_request_error(info, req, SNMP_NOSUCHINSTANCE);
}

/* If nothing is left vb stays ASN_NULL, and the agent asks the next subtree. */
static void
get_next(const struct scalars *s, netsnmp_request_info *req)
{
	netsnmp_variable_list *vb = req->requestvb;
	oid name[MAX_OID_LEN];
	struct scalar what;

	memcpy(name, s->name, s->len * sizeof *name);
	for (oid number = 0; (what = scalar_from(s, number)).f != NULL;
	     number = what.f->column + 1) {
		int order;

		name[s->len] = what.f->column;
		name[s->len + 1] = 0;
		order = snmp_oid_compare(name, s->len + 2, vb->name, vb->name_length);
		if (order >= (req->inclusive ? 0 : 1) && put(s, what, vb))
			return;
	}
}

static int
handler(netsnmp_mib_handler *h, netsnmp_handler_registration *reg, netsnmp_agent_request_info *info,
    netsnmp_request_info *requests)
{
	const struct scalars *s = h->myvoid;

	for (netsnmp_request_info *req = requests; req != NULL; req = req->next) {
		if (req->processed)
			continue;
		if (info->mode == MODE_GET)
			get(s, info, req);
		else
			get_next(s, req);
	}
	return SNMP_ERR_NOERROR;
}

struct scalars *
scalars_serve(const struct current *current, const struct status *status)
{
	static const oid name[] = { DECOM_BASE_OID, 1, 1 };
	netsnmp_handler_registration *reg;
	struct scalars *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->current = current;
	s->status = status;
	s->len = OID_LENGTH(name);
	memcpy(s->name, name, sizeof name);
	reg = netsnmp_create_handler_registration(
	    "decomScalars", handler, s->name, s->len, HANDLER_CAN_RONLY);
	if (reg != NULL) {
		reg->handler->myvoid = s;
		if (netsnmp_register_handler(reg) == MIB_REGISTERED_OK)
			return s;
	}
	snmp_log(LOG_ERR, "decom: decomScalars cannot be registered\n");
	free(s);
	return NULL;
}

void
scalars_withdraw(struct scalars *s)
{
	if (s == NULL)
		return;
	unregister_mib(s->name, s->len);
	free(s);
}
