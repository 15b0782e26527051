/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "netsnmp.h"
#include "table.h"
#include "wire.h"

const struct table tables[] = {
	{ "decomSiteTable", 2, SECTION_SITE },
	{ "decomAssetTable", 3, SECTION_ASSET },
	{ "decomCandidateTable", 4, SECTION_CANDIDATE },
	{ "decomWaveTable", 5, SECTION_WAVE },
	{ "decomPolicyTable", 6, SECTION_POLICY },
	{ "decomSourceTable", 7, SECTION_SOURCE },
	{ "decomFindingTable", 8, SECTION_FINDING },
	{ NULL, 0, SECTIONS },
};

struct served {
	const struct section_info *info;
	const struct current *current;
	enum section section;
	size_t entry_len;
	oid entry[MAX_OID_LEN]; /* the conceptual row, decomXEntry */
};

/* What one handler call answers from. */
struct view {
	const struct served *t;
	const struct rows *rows;
	unsigned digits;
};

/* A column, and the first of its rows that may answer. */
struct cursor {
	const struct field *f;
	size_t row;
};

static oid
index_part(const struct section_info *info, const void *row, unsigned n)
{
	return *(const uint32_t *)(const void *)((const char *)row + info->index[n]);
}

/* As snmp_oid_compare() of the row's index and the sub-identifiers asked for. */
static int
compare_index(const struct section_info *info, const void *row, const oid *idx, size_t len)
{
	for (unsigned n = 0; n < info->nindex; n++) {
		oid part = index_part(info, row, n);

		if (n == len || part > idx[n])
			return 1;
		if (part < idx[n])
			return -1;
	}
	return len > info->nindex ? -1 : 0;
}

/* The first row whose index is above idx, or not below it if inclusive. */
static size_t
seek_row(const struct view *v, const oid *idx, size_t len, bool inclusive)
{
	size_t lo = 0, hi = v->rows->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const void *row = rows_at(v->rows, mid);

		if (compare_index(v->t->info, row, idx, len) >= (inclusive ? 0 : 1))
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

/* Where the search for the successor of name begins. */
static struct cursor
seek(const struct view *v, const oid *name, size_t len, bool inclusive)
{
	const struct served *t = v->t;
	struct cursor c = { t->info->fields, 0 };
	bool inside = snmp_oidtree_compare(name, len, t->entry, t->entry_len) == 0;

	if (!inside && snmp_oid_compare(name, len, t->entry, t->entry_len) < 0)
		return c;
	if (inside && len <= t->entry_len)
		return c;
	while (c.f->name != NULL && (!inside || c.f->column < name[t->entry_len]))
		c.f++;
	if (c.f->name != NULL && c.f->column == name[t->entry_len])
		c.row = seek_row(v, name + t->entry_len + 1, len - t->entry_len - 1, inclusive);
	return c;
}

/* Answer vb with one cell; false, and vb untouched, if that cell is absent. */
static bool
put(const struct view *v, struct cursor c, netsnmp_variable_list *vb)
{
	const struct served *t = v->t;
	const void *row = rows_at(v->rows, c.row);
	oid name[MAX_OID_LEN];
	size_t len = t->entry_len;

	if (!wire_put(vb, c.f, field_get(c.f, v->rows, row), v->digits))
		return false;
	memcpy(name, t->entry, len * sizeof *name);
	name[len++] = c.f->column;
	for (unsigned n = 0; n < t->info->nindex; n++)
		name[len++] = index_part(t->info, row, n);
	return snmp_set_var_objid(vb, name, len) == 0;
}

/* Absent cells are skipped, so a sparse column walks correctly. */
static bool
put_in_column(const struct view *v, struct cursor *c, netsnmp_variable_list *vb)
{
	const struct served *t = v->t;

	while (c->row < v->rows->n) {
		if (put(v, *c, vb))
			return true;
		c->row = current_skip(t->current, t->section, c->f, c->row + 1);
	}
	return false;
}

/* If nothing is left vb stays ASN_NULL, and the agent asks the next subtree. */
static bool
put_next(const struct view *v, struct cursor *c, netsnmp_variable_list *vb)
{
	for (; c->f->name != NULL; c->f++, c->row = 0)
		if (c->f->column != 0 && put_in_column(v, c, vb))
			return true;
	return false;
}

static void
get(const struct view *v, netsnmp_agent_request_info *info, netsnmp_request_info *req)
{
	const struct served *t = v->t;
	netsnmp_variable_list *vb = req->requestvb;
	const oid *sub = vb->name + t->entry_len;
	size_t len = vb->name_length - t->entry_len;
	struct cursor c = { t->info->fields, 0 };

	while (c.f->name != NULL && (len == 0 || c.f->column == 0 || c.f->column != sub[0]))
		c.f++;
	if (c.f->name == NULL) {
		netsnmp_set_request_error(info, req, SNMP_NOSUCHOBJECT);
		return;
	}
	c.row = seek_row(v, sub + 1, len - 1, true);
	if (c.row == v->rows->n ||
	    compare_index(t->info, rows_at(v->rows, c.row), sub + 1, len - 1) != 0 ||
	    !put(v, c, vb))
		netsnmp_set_request_error(info, req, SNMP_NOSUCHINSTANCE);
}

/*
 * May all of a column be answered in one go?  The agent checks each varbind
 * that it asked for, but not those that a handler adds in a GETBULK: so the
 * requester must see the whole column, and no other module own part of it.
 */
static bool
column_is_open(const struct served *t, const struct field *f, netsnmp_agent_request_info *info,
    netsnmp_request_info *req)
{
	oid column[MAX_OID_LEN];
	size_t len = t->entry_len + 1;

	memcpy(column, t->entry, t->entry_len * sizeof *column);
	column[len - 1] = f->column;
	if (netsnmp_acm_check_subtree(info->asp->pdu, column, len) != VACM_SUCCESS)
		return false;
	column[len - 1]++;
	return snmp_oid_compare(req->range_end, req->range_end_len, column, len) >= 0;
}

/*
 * One cell, then the rest of its column if that is open.  Whatever remains,
 * the next column included, the agent asks for again in a further pass.
 */
static void
getbulk(const struct view *v, struct cursor c, netsnmp_agent_request_info *info,
    netsnmp_request_info *req)
{
	if (!put_next(v, &c, req->requestvb) || !column_is_open(v->t, c.f, info, req))
		return;
	while (req->repeat > 0 && req->requestvb->next_variable != NULL) {
		c.row++;
		if (!put_in_column(v, &c, req->requestvb->next_variable))
			return;
		req->requestvb = req->requestvb->next_variable;
		req->repeat--;
	}
}

static int
handler(netsnmp_mib_handler *h, netsnmp_handler_registration *reg, netsnmp_agent_request_info *info,
    netsnmp_request_info *requests)
{
	const struct served *t = h->myvoid;
	struct view v = { t, current_rows(t->current, t->section), current_digits(t->current) };

	for (netsnmp_request_info *req = requests; req != NULL; req = req->next) {
		const netsnmp_variable_list *vb = req->requestvb;
		struct cursor c;

		if (req->processed)
			continue;
		if (info->mode == MODE_GET) {
			get(&v, info, req);
			continue;
		}
		c = seek(&v, vb->name, vb->name_length, req->inclusive);
		if (info->mode == MODE_GETBULK)
			getbulk(&v, c, info, req);
		else
			put_next(&v, &c, req->requestvb);
	}
	if (info->mode == MODE_GETBULK)
		netsnmp_bulk_to_next_fix_requests(requests);
	return SNMP_ERR_NOERROR;
}

/* The search along the columns needs them to ascend. */
static bool
is_sound(const struct field *f)
{
	for (uint32_t last = 0; f->name != NULL; f++) {
		if (f->column == 0)
			continue;
		if (f->column <= last)
			return false;
		last = f->column;
	}
	return true;
}

static struct served *
served_new(const struct table *def, const struct current *current)
{
	const oid below[] = { DECOM_BASE_OID, 1, def->number, 1 };
	struct served *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->info = &sections[def->section];
	t->current = current;
	t->section = def->section;
	t->entry_len = OID_LENGTH(below);
	memcpy(t->entry, below, sizeof below);
	return t;
}

struct served *
table_serve(const struct table *def, const struct current *current)
{
	netsnmp_handler_registration *reg;
	struct served *t = NULL;

	if (!is_sound(sections[def->section].fields)) {
		snmp_log(LOG_ERR, "decom: %s: catalogue out of order\n", def->name);
		return NULL;
	}
	if ((t = served_new(def, current)) == NULL)
		return NULL;
	reg = netsnmp_create_handler_registration(
	    def->name, handler, t->entry, t->entry_len, HANDLER_CAN_RONLY | HANDLER_CAN_GETBULK);
	if (reg != NULL) {
		reg->handler->myvoid = t;
		if (netsnmp_register_handler(reg) == MIB_REGISTERED_OK)
			return t;
	}
	snmp_log(LOG_ERR, "decom: %s cannot be registered\n", def->name);
	free(t);
	return NULL;
}

void
table_withdraw(struct served *t)
{
	if (t == NULL)
		return;
	unregister_mib(t->entry, t->entry_len);
	free(t);
}
