/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For the figure "walk": the candidates of a snapshot behind net-snmp's
 * table_container helper, as a module would do it that leaves searching and
 * index parsing to the library.  Values are made by the same code as ours.
 * DECOM_BENCH_SNAPSHOT names the file; the table lies at decomObjects.99.
 */
#include "netsnmp.h"
#include "snapshot.h"
#include "wire.h"

__attribute__((visibility("default"))) void init_container_module(void);
__attribute__((visibility("default"))) void deinit_container_module(void);

/* The index first, as the helper wants it. */
struct entry {
	netsnmp_index index;
	oid parts[2];
	const struct candidate *row;
};

static struct snapshot *snapshot;
static netsnmp_container *container;
static netsnmp_table_registration_info *info;

static const struct field *
column(unsigned number)
{
	for (const struct field *f = candidate_fields; f->name != NULL; f++)
		if (f->column == number)
			return f;
	return NULL;
}

static int
handler(netsnmp_mib_handler *h, netsnmp_handler_registration *reg,
    netsnmp_agent_request_info *agent, netsnmp_request_info *requests)
{
	const struct rows *rows = snapshot_rows(snapshot, SECTION_CANDIDATE);

	for (netsnmp_request_info *req = requests; req != NULL; req = req->next) {
		const struct entry *e = netsnmp_container_table_extract_context(req);
		const netsnmp_table_request_info *t = netsnmp_extract_table_info(req);
		const struct field *f;

		if (req->processed || e == NULL || t == NULL)
			continue;
		f = column(t->colnum);
		if (f == NULL || !wire_put(req->requestvb, f, field_get(f, rows, e->row), 2))
			netsnmp_set_request_error(agent, req, SNMP_NOSUCHINSTANCE);
	}
	return SNMP_ERR_NOERROR;
}

static bool
fill(void)
{
	const struct rows *rows = snapshot_rows(snapshot, SECTION_CANDIDATE);
	struct entry *entries = calloc(rows->n, sizeof *entries);

	if (entries == NULL)
		return false;
	for (size_t n = 0; n < rows->n; n++) {
		struct entry *e = &entries[n];

		e->row = rows_at(rows, n);
		e->parts[0] = e->row->site_index;
		e->parts[1] = e->row->asset_index;
		e->index.len = 2;
		e->index.oids = e->parts;
		CONTAINER_INSERT(container, e);
	}
	return CONTAINER_FIRST(container) != NULL; /* sorts */
}

void
init_container_module(void)
{
	static const oid root[] = { DECOM_BASE_OID, 1, 99 };
	netsnmp_handler_registration *reg;
	struct error e;

	snapshot = snapshot_open(getenv("DECOM_BENCH_SNAPSHOT"), &e);
	container = netsnmp_container_find("candidates:table_container");
	info = SNMP_MALLOC_TYPEDEF(netsnmp_table_registration_info);
	if (snapshot == NULL || container == NULL || info == NULL || !fill()) {
		snmp_log(LOG_ERR, "container_module: cannot load\n");
		return;
	}
	netsnmp_table_helper_add_indexes(info, ASN_UNSIGNED, ASN_UNSIGNED, 0);
	info->min_column = 1;
	info->max_column = 19;
	reg = netsnmp_create_handler_registration(
	    "candidates", handler, root, OID_LENGTH(root), HANDLER_CAN_RONLY);
	if (reg == NULL || netsnmp_container_table_register(reg, info, container,
			       TABLE_CONTAINER_KEY_NETSNMP_INDEX) != SNMPERR_SUCCESS)
		snmp_log(LOG_ERR, "container_module: cannot register\n");
}

/* The process ends next: a bench reloads nothing. */
void
deinit_container_module(void)
{
	static const oid root[] = { DECOM_BASE_OID, 1, 99 };

	unregister_mib((oid *)root, OID_LENGTH(root));
}
