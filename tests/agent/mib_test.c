/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The catalogues and DECOM-MIB must name the same columns and scalars, with
 * the same numbers, types, labels, units, access and indexes.  MIBDIRS names
 * the folders of DECOM-MIB and of the modules that it imports.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "status.h"
#include "table.h"
#include "wire.h"

static int disagreements;

static void
disagree(const char *name, const char *what)
{
	printf("%s: %s\n", name, what);
	disagreements++;
}

static int
smi_type(const struct field *f)
{
	switch (wire_type(f)) {
	case ASN_INTEGER: return TYPE_INTEGER;
	case ASN_OCTET_STR: return TYPE_OCTETSTR;
	case ASN_GAUGE: return TYPE_GAUGE;
	}
	return -1;
}

/* The textual convention that a representation asks for; NULL: any or none. */
static const char *
convention(const struct field *f)
{
	switch (f->rep) {
	case REP_TEXT: return "DecomText";
	case REP_FLAG: return "TruthValue";
	case REP_SHARE: return "DecomShare";
	case REP_DAY:
	case REP_INSTANT: return "DateAndTime";
	case REP_MONEY: return "DecomMoney";
	case REP_SPAN: return "DecomSpan";
	case REP_U8:
	case REP_U16:
	case REP_U32: break;
	}
	return NULL;
}

/* Is label prefixFooBar the MIB's way to say foo_bar? */
static bool
same_name(const char *label, const char *prefix, const char *name)
{
	size_t n = strlen(prefix);

	if (strncmp(label, prefix, n) != 0)
		return false;
	for (const char *p = label + n; *p != '\0'; p++, name++) {
		if (isupper((unsigned char)*p) && p > label + n && *name++ != '_')
			return false;
		if (tolower((unsigned char)*p) != *name)
			return false;
	}
	return *name == '\0' && isupper((unsigned char)label[n]);
}

static void
compare_labels(const struct tree *obj, const struct field *f)
{
	int64_t labels = 0;

	if (f->labels == NULL) /* TruthValue has labels that no catalogue lists */
		return;
	for (const struct enum_list *e = obj->enums; e != NULL; e = e->next, labels++)
		if (field_label(f, e->value) == NULL ||
		    strcmp(field_label(f, e->value), e->label) != 0)
			disagree(obj->label, e->label);
	if (field_label(f, labels + 1) != NULL)
		disagree(obj->label, field_label(f, labels + 1));
}

static void
compare(const struct tree *obj, const struct field *f, const char *prefix)
{
	const char *tc = get_tc_descriptor(obj->tc_index);

	if (!same_name(obj->label, prefix, f->name))
		disagree(obj->label, f->name);
	if (obj->type != smi_type(f))
		disagree(obj->label, "SYNTAX differs");
	if (convention(f) != NULL && (tc == NULL || strcmp(tc, convention(f)) != 0))
		disagree(obj->label, convention(f));
	if (f->labels == NULL && f->rep != REP_FLAG && obj->enums != NULL)
		disagree(obj->label, "has labels in the MIB only");
	if (obj->access != MIB_ACCESS_READONLY)
		disagree(obj->label, "is not read-only");
	if (obj->status != MIB_STATUS_CURRENT)
		disagree(obj->label, "is not current");
	if (strcmp(obj->units != NULL ? obj->units : "", f->unit != NULL ? f->unit : "") != 0)
		disagree(obj->label, "UNITS differ");
	compare_labels(obj, f);
}

/* The accessible object of this number below a node, or NULL. */
static const struct tree *
object(const struct tree *node, uint32_t number)
{
	const struct tree *obj = node->child_list;

	while (obj != NULL && (obj->subid != number || obj->access == MIB_ACCESS_NOACCESS))
		obj = obj->next_peer;
	return obj;
}

static bool
is_listed(const struct field *catalogue, uint32_t number)
{
	while (catalogue->name != NULL && catalogue->column != number)
		catalogue++;
	return catalogue->name != NULL;
}

/* more: a second catalogue of the same node, or NULL. */
static void
check(const struct tree *node, const struct field *catalogue, const struct field *more,
    const char *prefix)
{
	for (const struct field *f = catalogue; f->name != NULL; f++) {
		const struct tree *obj = object(node, f->column);

		if (f->column != 0 && obj != NULL)
			compare(obj, f, prefix);
		else if (f->column != 0)
			disagree(f->name, "in the catalogue only");
	}
	for (const struct tree *obj = node->child_list; obj != NULL; obj = obj->next_peer)
		if (obj->access != MIB_ACCESS_NOACCESS && !is_listed(catalogue, obj->subid) &&
		    (more == NULL || !is_listed(more, obj->subid)))
			disagree(obj->label, "in the MIB only");
}

static void
check_index(const struct tree *entry, const struct section_info *info)
{
	static const char *const two[SECTIONS][2] = {
		[SECTION_CANDIDATE] = { "decomSiteIndex", "decomAssetIndex" },
		[SECTION_FINDING] = { "decomAssetIndex", "decomFindingIndex" },
	};
	const char *const *names = two[info - sections];
	unsigned n = 0;

	for (const struct index_list *i = entry->indexes; i != NULL; i = i->next, n++) {
		const struct tree *obj = find_node2(i->ilabel, "DECOM-MIB");

		if (obj == NULL || obj->type != TYPE_UNSIGNED32 ||
		    obj->access != MIB_ACCESS_NOACCESS)
			disagree(i->ilabel, "is no Unsigned32 that is not accessible");
		if (info->nindex == 2 && n < 2 && strcmp(i->ilabel, names[n]) != 0)
			disagree(entry->label, i->ilabel);
	}
	if (n != info->nindex)
		disagree(entry->label, "INDEX differs");
}

static const struct tree *
node_at(const oid *name, size_t len)
{
	const struct tree *node = get_tree((oid *)name, len, get_tree_head());

	return node != NULL && node->subid == name[len - 1] ? node : NULL;
}

static void
check_table(const struct table *t)
{
	const oid entry[] = { DECOM_BASE_OID, 1, t->number, 1 };
	const struct tree *node = node_at(entry, OID_LENGTH(entry));
	char prefix[64];

	snprintf(prefix, sizeof prefix, "%.*s", (int)(strlen(t->name) - strlen("Table")), t->name);
	if (node == NULL || node->parent == NULL || strcmp(node->parent->label, t->name) != 0) {
		disagree(t->name, "not at its number");
		return;
	}
	check(node, sections[t->section].fields, NULL, prefix);
	check_index(node, &sections[t->section]);
}

static void
check_scalars(void)
{
	const oid name[] = { DECOM_BASE_OID, 1, 1 };
	const struct tree *node = node_at(name, OID_LENGTH(name));

	if (node == NULL || strcmp(node->label, "decomScalars") != 0) {
		disagree("decomScalars", "not at its number");
		return;
	}
	check(node, summary_fields, status_fields, "decom");
	check(node, status_fields, summary_fields, "decom");
}

/* A table that the MIB has and the agent has not. */
static void
check_no_others(void)
{
	const oid name[] = { DECOM_BASE_OID, 1 };
	const struct tree *node = node_at(name, OID_LENGTH(name));

	for (node = node != NULL ? node->child_list : NULL; node != NULL; node = node->next_peer) {
		const struct table *t = tables;

		while (t->name != NULL && t->number != node->subid)
			t++;
		if (t->name == NULL && node->subid != 1)
			disagree(node->label, "in the MIB only");
	}
}

int
main(void)
{
	setenv("MIBS", "", 1); /* only what is asked for below */
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_SAVE_MIB_DESCRS, 0);
	init_snmp("mib_test");
	netsnmp_read_module("DECOM-MIB");
	if (find_node("internet", get_tree_head()) == NULL) {
		puts("no SNMPv2-SMI in MIBDIRS");
		return 77;
	}
	check_scalars();
	for (const struct table *t = tables; t->name != NULL; t++)
		check_table(t);
	check_no_others();
	printf("%d disagreement(s)\n", disagreements);
	return disagreements != 0;
}
