/* SPDX-License-Identifier: BSD-2-Clause */
#include "oid.h"

uint32_t
oid_parse(const char *s, uint32_t arcs[OID_ARCS])
{
	uint64_t arc;
	uint32_t n = 0;

	if (*s == '.')
		s++;
	for (;; s++) {
		if (*s < '0' || *s > '9' || n == OID_ARCS)
			return 0;
		for (arc = 0; *s >= '0' && *s <= '9'; s++) {
			arc = arc * 10 + (uint64_t)(*s - '0');
			if (arc > UINT32_MAX)
				return 0;
		}
		arcs[n++] = (uint32_t)arc;
		if (*s == '\0')
			return n;
		if (*s != '.')
			return 0;
	}
}

const char *
oid_format(struct oid oid, char buf[OID_TEXT])
{
	char digits[10], *p = buf;
	uint32_t arc, i;
	size_t n;

	for (i = 0; i < oid.n && i < OID_ARCS; i++) {
		if (i > 0)
			*p++ = '.';
		n = 0;
		arc = oid.arc[i];
		do
			digits[n++] = (char)('0' + arc % 10);
		while ((arc /= 10) != 0);
		while (n > 0)
			*p++ = digits[--n];
	}
	*p = '\0';
	return buf;
}

int
oid_compare(struct oid a, struct oid b)
{
	uint32_t i, n = a.n < b.n ? a.n : b.n;

	for (i = 0; i < n; i++)
		if (a.arc[i] != b.arc[i])
			return a.arc[i] < b.arc[i] ? -1 : 1;
	return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

bool
oid_within(struct oid prefix, struct oid oid)
{
	uint32_t i;

	if (prefix.n > oid.n)
		return false;
	for (i = prefix.n; i > 0; i--) /* most differ at the end */
		if (prefix.arc[i - 1] != oid.arc[i - 1])
			return false;
	return true;
}
