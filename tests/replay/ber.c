/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "ber.h"

bool
name_parse(const char *text, struct name *name)
{
	char *end;

	name->n = 0;
	if (*text == '.')
		text++;
	for (;; text = end + 1) {
		unsigned long arc;

		if (*text < '0' || *text > '9' || name->n == NAME_ARCS)
			return false;
		arc = strtoul(text, &end, 10);
		if (arc > UINT32_MAX)
			return false;
		name->arc[name->n++] = (uint32_t)arc;
		if (*end == '\0')
			return true;
		if (*end != '.')
			return false;
	}
}

int
name_compare(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
	uint32_t i;

	for (i = 0; i < na && i < nb; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return na == nb ? 0 : na < nb ? -1 : 1;
}

bool
ber_take_any(struct ber_in *in, uint8_t *tag, struct ber_in *content)
{
	const uint8_t *at = in->at;
	size_t len, bytes;

	if (in->end - at < 2)
		return false;
	*tag = *at++;
	len = *at++;
	if (len & 0x80) {
		bytes = len & 0x7f;
		if (bytes == 0 || bytes > 4 || (size_t)(in->end - at) < bytes)
			return false;
		for (len = 0; bytes > 0; bytes--)
			len = len << 8 | *at++;
	}
	if ((size_t)(in->end - at) < len)
		return false;
	*content = (struct ber_in){ at, at + len };
	in->at = at + len;
	return true;
}

bool
ber_take(struct ber_in *in, uint8_t tag, struct ber_in *content)
{
	uint8_t got;

	return ber_take_any(in, &got, content) && got == tag;
}

bool
ber_integer(struct ber_in in, int64_t *value)
{
	uint64_t v;

	if (in.at == in.end || in.end - in.at > 8)
		return false;
	for (v = *in.at & 0x80 ? UINT64_MAX : 0; in.at < in.end; in.at++)
		v = v << 8 | *in.at;
	*value = (int64_t)v;
	return true;
}

bool
ber_unsigned(struct ber_in in, uint64_t *value)
{
	if (in.at == in.end || in.end - in.at > 9 || (in.end - in.at == 9 && *in.at != 0))
		return false;
	for (*value = 0; in.at < in.end; in.at++)
		*value = *value << 8 | *in.at;
	return true;
}

bool
ber_take_integer(struct ber_in *in, int64_t *value)
{
	struct ber_in content;

	return ber_take(in, BER_INTEGER, &content) && ber_integer(content, value);
}

bool
ber_name(struct ber_in in, struct name *name)
{
	uint64_t arc = 0;

	name->n = 0;
	for (; in.at < in.end; in.at++) {
		arc = arc << 7 | (*in.at & 0x7f);
		if (arc > UINT32_MAX || name->n == NAME_ARCS - 1)
			return false;
		if (*in.at & 0x80)
			continue;
		if (name->n == 0) { /* the first two are one number, X.690, 8.19.4 */
			name->arc[name->n++] = arc < 80 ? (uint32_t)arc / 40 : 2;
			arc -= arc < 80 ? arc / 40 * 40 : 80;
		}
		name->arc[name->n++] = (uint32_t)arc;
		arc = 0;
	}
	return name->n > 0 && !(in.end[-1] & 0x80);
}

void
ber_put_raw(struct ber_out *out, const void *bytes, size_t n)
{
	if (out->full || out->size - out->len < n) {
		out->full = true;
		return;
	}
	if (n > 0)
		memcpy(out->buf + out->len, bytes, n);
	out->len += n;
}

void
ber_put_pair(struct ber_out *out, uint8_t tag, struct ber_in a, struct ber_in b)
{
	size_t na = (size_t)(a.end - a.at), nb = (size_t)(b.end - b.at), n = na + nb, len = 2;
	uint8_t head[4] = { tag, (uint8_t)n };

	if (n > 0xff) {
		head[1] = 0x82;
		head[2] = (uint8_t)(n >> 8);
		head[3] = (uint8_t)n;
		len = 4;
	} else if (n > 0x7f) {
		head[1] = 0x81;
		head[2] = (uint8_t)n;
		len = 3;
	}
	if (n > 0xffff || out->size - out->len < len + n)
		out->full = true;
	ber_put_raw(out, head, len);
	ber_put_raw(out, a.at, na);
	ber_put_raw(out, b.at, nb);
}

void
ber_put(struct ber_out *out, uint8_t tag, const void *content, size_t n)
{
	const uint8_t *bytes = content;

	ber_put_pair(
	    out, tag, (struct ber_in){ bytes, bytes + n }, (struct ber_in){ bytes, bytes });
}

void
ber_put_integer(struct ber_out *out, uint8_t tag, int64_t value)
{
	uint8_t bytes[8];
	size_t i, n = 8;

	for (i = 0; i < 8; i++)
		bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
	while (n > 1 && (bytes[8 - n] == 0 || bytes[8 - n] == 0xff) &&
	       (bytes[8 - n] & 0x80) == (bytes[9 - n] & 0x80))
		n--;
	ber_put(out, tag, bytes + 8 - n, n);
}

void
ber_put_unsigned(struct ber_out *out, uint8_t tag, uint64_t value)
{
	uint8_t bytes[9] = { 0 };
	size_t i, n = 9;

	for (i = 0; i < 8; i++)
		bytes[i + 1] = (uint8_t)(value >> (56 - 8 * i));
	while (n > 1 && bytes[9 - n] == 0 && !(bytes[10 - n] & 0x80))
		n--;
	ber_put(out, tag, bytes + 9 - n, n);
}

static size_t
arc_put(uint8_t *at, uint64_t arc)
{
	size_t n = 1, i;
	uint64_t rest;

	for (rest = arc >> 7; rest > 0; rest >>= 7)
		n++;
	for (i = 0; i < n; i++)
		at[i] = (uint8_t)((arc >> (7 * (n - 1 - i)) & 0x7f) | (i + 1 < n ? 0x80 : 0));
	return n;
}

void
ber_put_name(struct ber_out *out, const uint32_t *arc, uint32_t n)
{
	uint8_t bytes[NAME_BYTES + 8];
	size_t len;
	uint32_t i;

	len = arc_put(bytes, (n > 0 ? (uint64_t)arc[0] * 40 : 0) + (n > 1 ? arc[1] : 0));
	for (i = 2; i < n; i++)
		len += arc_put(bytes + len, arc[i]);
	ber_put(out, BER_OID, bytes, len);
}

size_t
ber_open(struct ber_out *out, uint8_t tag)
{
	const uint8_t head[4] = { tag, 0x82, 0, 0 };

	ber_put_raw(out, head, sizeof(head));
	return out->len;
}

void
ber_close(struct ber_out *out, size_t start)
{
	size_t n = out->len - start;

	if (out->full || n > 0xffff)
		return;
	out->buf[start - 2] = (uint8_t)(n >> 8);
	out->buf[start - 1] = (uint8_t)n;
}
