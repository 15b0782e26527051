/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_OID_H
#define DECOM_OID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Object identifiers, numeric only: decom reads no MIB to poll.  An arc is 32
 * bits, an OID has at most 128 of them (RFC 2578, 3.5).  Arcs belong to
 * whoever made them.
 */
enum { OID_ARCS = 128, OID_TEXT = 1408 };

struct oid {
	const uint32_t *arc;
	uint32_t n;
};

/* "1.3.6.1.2.1" or ".1.3.6.1.2.1" into arcs[OID_ARCS]; how many, 0 if it is none. */
uint32_t oid_parse(const char *, uint32_t arcs[OID_ARCS]);

/* Without a leading dot; returns buf. */
const char *oid_format(struct oid, char buf[OID_TEXT]);

/* Lexicographic, as SNMP orders them: <0, 0, >0. */
int oid_compare(struct oid, struct oid);

/* Does the second begin with the first, or equal it? */
bool oid_within(struct oid prefix, struct oid);

#endif
