/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_VARBIND_H
#define DECOM_VARBIND_H

#include "oid.h"

/*
 * A varbind as it was heard, in a form that needs no SNMP library: types are
 * those of RFC 2578, and net-snmp's opaque floating-point numbers.
 */
enum varbind_type {
	VARBIND_NULL, /* nothing: endOfMibView, noSuchObject and noSuchInstance are this too */
	VARBIND_INTEGER,
	VARBIND_OCTETS,
	VARBIND_OID,
	VARBIND_ADDRESS, /* four octets */
	VARBIND_COUNTER32,
	VARBIND_GAUGE32,
	VARBIND_TICKS, /* hundredths of a second */
	VARBIND_COUNTER64,
	VARBIND_REAL /* Opaque float or double */
};

struct varbind {
	struct oid name;
	enum varbind_type type;
	union {
		int64_t integer; /* INTEGER */
		uint64_t number; /* COUNTER32, GAUGE32, TICKS, COUNTER64 */
		double real;     /* REAL */
		struct oid oid;  /* OID */
		struct {         /* OCTETS, ADDRESS */
			const uint8_t *octets;
			uint32_t len;
		};
	};
};

#endif
