/* SPDX-License-Identifier: BSD-2-Clause */
#include "harvest.h"

#include <string.h>

/*
 * A harvest as bytes, for as long as this build of decom runs or its store
 * keeps it: FORM, how many varbinds, then each of them:
 *
 *	1 byte		type * 16 + how many arcs are new (15: 15 and more, by the next number)
 *	number		how many arcs of the name before are cut off at its end
 *	numbers		the new arcs
 *	value		INTEGER folded (0 -1 1 -2 ...), unsigned types as numbers, REAL 8 bytes,
 *			ADDRESS and OCTETS length and bytes, OID length and arcs
 *
 * Numbers are in base 128, least digits first, the last without the high
 * bit.  Names rise strictly.
 */
enum { FORM = 1, MANY = 15, NUMBER_MAX = 10, HEAD_MAX = 1 + 2 * 5 + OID_ARCS * 5 + NUMBER_MAX };

static uint8_t *
put_number(uint8_t *p, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		*p++ = (uint8_t)(n | 0x80);
	*p++ = (uint8_t)n;
	return p;
}

static uint8_t *
put_arcs(uint8_t *p, const uint32_t *arc, uint32_t n)
{
	for (; n > 0; n--)
		p = put_number(p, *arc++);
	return p;
}

static uint8_t *
put_name(uint8_t *p, struct oid before, const struct varbind *v)
{
	uint32_t same = 0, new;

	while (same < before.n && same < v->name.n && before.arc[same] == v->name.arc[same])
		same++;
	new = v->name.n - same;
	*p++ = (uint8_t)((unsigned)v->type << 4 | (new < MANY ? new : MANY));
	if (new >= MANY)
		p = put_number(p, new - MANY);
	p = put_number(p, before.n - same);
	return put_arcs(p, v->name.arc + same, new);
}

static uint8_t *
put_value(uint8_t *p, const struct varbind *v)
{
	uint64_t n;

	switch (v->type) {
	case VARBIND_NULL: return p;
	case VARBIND_INTEGER:
		n = (uint64_t)v->integer;
		return put_number(p, n << 1 ^ (v->integer < 0 ? UINT64_MAX : 0));
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS:
	case VARBIND_COUNTER64: return put_number(p, v->number);
	case VARBIND_REAL: memcpy(p, &v->real, sizeof v->real); return p + sizeof v->real;
	case VARBIND_OID: return put_number(p, v->oid.n);
	case VARBIND_OCTETS:
	case VARBIND_ADDRESS: return put_number(p, v->len);
	}
	return p;
}

static bool
append(struct bytes *out, const void *from, size_t n)
{
	void *p = bytes_add(out, n);

	if (p != NULL && n > 0)
		memcpy(p, from, n);
	return p != NULL;
}

static bool
append_arcs(struct bytes *out, struct oid oid)
{
	uint8_t number[NUMBER_MAX];
	uint32_t i;

	for (i = 0; i < oid.n; i++)
		if (!append(out, number, (size_t)(put_number(number, oid.arc[i]) - number)))
			return false;
	return true;
}

bool
harvest_encode(const struct harvest *h, struct bytes *out)
{
	uint8_t head[HEAD_MAX], *p = head;
	struct oid before = { NULL, 0 };
	size_t i, n = harvest_count(h);
	const struct varbind *v;

	*p++ = FORM;
	p = put_number(p, n);
	if (!append(out, head, (size_t)(p - head)))
		return false;
	for (i = 0; i < n; i++, before = v->name) {
		v = harvest_at(h, i);
		p = put_value(put_name(head, before, v), v);
		if (!append(out, head, (size_t)(p - head)))
			return false;
		if (v->type == VARBIND_OID && !append_arcs(out, v->oid))
			return false;
		if ((v->type == VARBIND_OCTETS || v->type == VARBIND_ADDRESS) &&
		    !append(out, v->octets, v->len))
			return false;
	}
	return true;
}

struct reader {
	const uint8_t *at, *end;
};

static bool
get_number(struct reader *r, uint64_t most, uint64_t *n)
{
	unsigned shift;

	*n = 0;
	for (shift = 0; r->at < r->end && shift < 64; shift += 7) {
		if (shift == 63 && *r->at > 1)
			return false;
		*n |= (uint64_t)(*r->at & 0x7f) << shift;
		if (*r->at++ < 0x80)
			return *n <= most;
	}
	return false;
}

static bool
get_arcs(struct reader *r, uint32_t *arcs, uint64_t n)
{
	uint64_t arc;

	for (; n > 0; n--) {
		if (!get_number(r, UINT32_MAX, &arc))
			return false;
		*arcs++ = (uint32_t)arc;
	}
	return true;
}

/* The name takes the place of the one before in arcs; it must rise. */
static bool
get_name(struct reader *r, struct varbind *v, uint32_t arcs[OID_ARCS], uint32_t *had)
{
	uint64_t cut, new, more = 0;
	uint32_t before = 0;

	if (r->at == r->end)
		return false;
	v->type = *r->at >> 4;
	new = *r->at++ &MANY;
	if (new == MANY && !get_number(r, OID_ARCS, &more))
		return false;
	new += more;
	if (!get_number(r, *had, &cut) || new == 0 || *had - cut + new > OID_ARCS)
		return false;
	*had -= (uint32_t)cut;
	if (cut > 0)
		before = arcs[*had];
	if (!get_arcs(r, arcs + *had, new) || (cut > 0 && arcs[*had] <= before))
		return false;
	*had += (uint32_t) new;
	v->name = (struct oid){ arcs, *had };
	return true;
}

static bool
get_octets(struct reader *r, struct varbind *v)
{
	uint64_t n;

	if (!get_number(r, (uint64_t)(r->end - r->at), &n) || n > (uint64_t)(r->end - r->at) ||
	    n > UINT32_MAX)
		return false;
	v->octets = r->at;
	v->len = (uint32_t)n;
	r->at += n;
	return v->type == VARBIND_OCTETS || v->len == 4;
}

static bool
get_value(struct reader *r, struct varbind *v, uint32_t arcs[OID_ARCS])
{
	uint64_t n;

	switch (v->type) {
	case VARBIND_INTEGER:
		if (!get_number(r, UINT64_MAX, &n))
			return false;
		v->integer = (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
		return true;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS: return get_number(r, UINT32_MAX, &v->number);
	case VARBIND_COUNTER64: return get_number(r, UINT64_MAX, &v->number);
	case VARBIND_REAL:
		if (r->end - r->at < (ptrdiff_t)sizeof v->real)
			return false;
		memcpy(&v->real, r->at, sizeof v->real);
		r->at += sizeof v->real;
		return true;
	case VARBIND_OID:
		if (!get_number(r, OID_ARCS, &n) || !get_arcs(r, arcs, n))
			return false;
		v->oid = (struct oid){ arcs, (uint32_t)n };
		return true;
	case VARBIND_OCTETS:
	case VARBIND_ADDRESS: return get_octets(r, v);
	case VARBIND_NULL: break;
	}
	return false;
}

static bool
get_varbinds(struct reader *r, struct harvest *h, struct error *e)
{
	uint32_t name[OID_ARCS], value[OID_ARCS], had = 0;
	struct varbind v;
	uint64_t n, i;

	if (r->at == r->end || *r->at++ != FORM || !get_number(r, UINT64_MAX, &n))
		return error_set(e, "kept varbinds: not in a form that is known");
	for (i = 1; i <= n; i++) {
		if (!get_name(r, &v, name, &had) || !get_value(r, &v, value))
			return error_set(e, "kept varbinds: damaged at number %ju of %ju",
			    (uintmax_t)i, (uintmax_t)n);
		switch (harvest_add(h, &v)) {
		case HARVEST_ADDED: break;
		case HARVEST_FULL:
			return error_set(
			    e, "kept varbinds: more than the limit at number %ju", (uintmax_t)i);
		case HARVEST_NO_MEMORY: return error_set(e, "kept varbinds: no memory");
		}
	}
	return r->at == r->end || error_set(e, "kept varbinds: something behind the last");
}

struct harvest *
harvest_decode(const uint8_t *bytes, size_t n, size_t limit, struct error *e)
{
	struct reader r = { bytes, bytes + n };
	struct harvest *h = harvest_new(limit);

	if (h == NULL) {
		error_set(e, "kept varbinds: no memory");
		return NULL;
	}
	if (get_varbinds(&r, h, e))
		return h;
	harvest_free(h);
	return NULL;
}
