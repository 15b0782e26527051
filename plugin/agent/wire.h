/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_WIRE_H
#define DECOM_WIRE_H

#include "field.h"
#include "netsnmp.h"

/*
 * How a value of the catalogue travels, as DECOM-MIB says: text and spans as
 * DecomText and DecomSpan, labels as INTEGER, flags as TruthValue, days and
 * instants as DateAndTime, and everything else as Gauge32.
 */
enum { WIRE_TEXT_MAX = 1024 }; /* octets; DecomText */

/* ASN_INTEGER, ASN_OCTET_STR or ASN_GAUGE. */
u_char wire_type(const struct field *);

/*
 * Put a value into vb.  digits: of the currency's minor unit, for money.
 * False, and vb untouched, if the value is absent or cannot be said (a year
 * beyond DateAndTime).
 */
bool wire_put(netsnmp_variable_list *vb, const struct field *, struct value, unsigned digits);

#endif
