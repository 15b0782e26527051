/* SPDX-License-Identifier: BSD-2-Clause */
#include "harvest.h"
#include "snmplib.h"

#include <string.h>

/* The library's arcs are longs; those of the wire have 32 bits. */
static struct oid
arcs_from(const oid *from, size_t n, uint32_t to[OID_ARCS])
{
	if (n > OID_ARCS)
		n = OID_ARCS;
	for (size_t i = 0; i < n; i++)
		to[i] = (uint32_t)from[i];
	return (struct oid){ to, (uint32_t)n };
}

static uint64_t
both_halves(const struct counter64 *c)
{
	return (uint64_t)(uint32_t)c->high << 32 | (uint32_t)c->low;
}

static void
octets(struct varbind *v, enum varbind_type type, const netsnmp_variable_list *from)
{
	v->type = type;
	v->octets = from->val.string;
	v->len = (uint32_t)from->val_len;
}

static void
number(struct varbind *v, enum varbind_type type, uint64_t n)
{
	v->type = type;
	v->number = n;
}

/* Opaque floating-point numbers and 64-bit integers are net-snmp's own. */
static void
special(const netsnmp_variable_list *from, struct varbind *v)
{
	switch (from->type) {
	case ASN_OPAQUE_FLOAT:
		v->type = VARBIND_REAL;
		v->real = *from->val.floatVal;
		break;
	case ASN_OPAQUE_DOUBLE:
		v->type = VARBIND_REAL;
		v->real = *from->val.doubleVal;
		break;
	case ASN_OPAQUE_I64:
		v->type = VARBIND_INTEGER;
		v->integer = (int64_t)both_halves(from->val.counter64);
		break;
	default: v->type = VARBIND_NULL;
	}
}

/* In our terms; what says "there is none" is VARBIND_NULL. */
void
varbind_from(const netsnmp_variable_list *from, struct varbind_room *room, struct varbind *v)
{
	v->name = arcs_from(from->name, from->name_length, room->name);
	switch (from->type) {
	case ASN_INTEGER:
		v->type = VARBIND_INTEGER;
		v->integer = (int32_t)*from->val.integer;
		break;
	case ASN_COUNTER: number(v, VARBIND_COUNTER32, (uint32_t)*from->val.integer); break;
	case ASN_GAUGE:
	case ASN_UINTEGER: number(v, VARBIND_GAUGE32, (uint32_t)*from->val.integer); break;
	case ASN_TIMETICKS: number(v, VARBIND_TICKS, (uint32_t)*from->val.integer); break;
	case ASN_COUNTER64:
	case ASN_OPAQUE_COUNTER64:
	case ASN_OPAQUE_U64: number(v, VARBIND_COUNTER64, both_halves(from->val.counter64)); break;
	case ASN_OBJECT_ID:
		v->type = VARBIND_OID;
		v->oid = arcs_from(from->val.objid, from->val_len / sizeof(oid), room->value);
		break;
	case ASN_IPADDRESS: octets(v, VARBIND_ADDRESS, from); break;
	case ASN_OPAQUE: varbind_opaque(v, from->val.string, from->val_len); break;
	case ASN_OCTET_STR:
	case ASN_NSAP:
	case ASN_BIT_STR: octets(v, VARBIND_OCTETS, from); break;
	default: special(from, v);
	}
}
