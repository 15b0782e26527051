/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_HARVEST_H
#define DECOM_HARVEST_H

#include <stdio.h>

#include "arena.h"
#include "error.h"
#include "varbind.h"

/*
 * What one agent said: varbinds in order of their OIDs, each OID once (the
 * last one added wins).  Owns a copy of everything in it.  Bounded: what an
 * agent can make it hold is the limit given, whatever it sends.
 */
struct harvest;

struct harvest *harvest_new(size_t limit); /* bytes in all; NULL without memory */
void harvest_free(struct harvest *);       /* NULL is fine */

/*
 * VARBIND_NULL is taken as "there is none" and not kept; nor is what no
 * message can hold (no name, one of more than OID_ARCS, 33 bits in a
 * Counter32, an address that is not of four octets).  In order of OIDs it
 * costs least.
 */
enum harvest_add { HARVEST_ADDED, HARVEST_FULL, HARVEST_NO_MEMORY };
enum harvest_add harvest_add(struct harvest *, const struct varbind *);

/* In order of OID; valid until the next harvest_add(). */
size_t harvest_count(const struct harvest *);
const struct varbind *harvest_at(const struct harvest *, size_t);

/* NULL: none. */
const struct varbind *harvest_find(const struct harvest *, struct oid);

/* The varbinds below a prefix (or equal to it): how many, the first's place in *from. */
size_t harvest_below(const struct harvest *, struct oid prefix, size_t *from);

/* Add what other holds below prefix. */
enum harvest_add harvest_take(struct harvest *, const struct harvest *other, struct oid prefix);

/*
 * A compact form for keeping (common prefixes of OIDs are stored once):
 * appended to out.  The reverse checks everything; NULL with the error set if
 * the bytes make no sense or do not fit the limit.
 */
bool harvest_encode(const struct harvest *, struct bytes *out);
struct harvest *harvest_decode(const uint8_t *, size_t n, size_t limit, struct error *);

/*
 * A recorded walk: lines OID|TAG|VALUE (snmpsim's snmprec; tags 2 integer, 4
 * octets, 5 null, 6 OID, 64 address, 65 Counter32, 66 Gauge32, 67 TimeTicks, 68
 * opaque, 70 Counter64; 4x, 64x, 68x: hexadecimal).  .gz too.  Taken as well are
 * a leading dot, any order, empty lines, remarks behind #, no value (there is
 * none), and the upper half of 32 bits as negative numbers.  A line that is
 * none of these is an error that names it.
 */
struct harvest *harvest_read(const char *path, size_t limit, struct error *);
bool harvest_is_walk(const char *path); /* by its name: .snmprec, .snmprec.gz */

/*
 * The value of a varbind from what an Opaque wraps: net-snmp's numbers, and
 * decimal reals as some agents write them.  What is no number that is known
 * stays the octets that it is; they belong to the caller.
 */
void varbind_opaque(struct varbind *, const uint8_t *, size_t);

/* One line of that form. */
void varbind_write(FILE *, const struct varbind *);

#endif
