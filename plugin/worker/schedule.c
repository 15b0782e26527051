/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <string.h>

#include "schedule.h"

enum { SPREAD = 10 };

void
schedule_decode(struct schedule *s, struct agent_bytes b)
{
	memset(s, 0, sizeof *s);
	if (b.base == NULL || b.n < offsetof(struct schedule, read) || b.n > sizeof *s)
		return;
	memcpy(s, b.base, b.n);
	if (s->tables > SCHEDULE_TABLES ||
	    b.n != offsetof(struct schedule, read) + s->tables * sizeof s->read[0])
		memset(s, 0, sizeof *s);
}

struct agent_bytes
schedule_encode(const struct schedule *s)
{
	return (struct agent_bytes){ s,
		offsetof(struct schedule, read) + s->tables * sizeof s->read[0] };
}

/* FNV-1a over what is read: numbers of tables hold only as long as this does. */
static uint64_t
signature_of(const struct family *f)
{
	const struct family_read *reads;
	size_t n = family_reads(f, &reads);
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < reads[i].oid.n; k++)
			h = (h ^ reads[i].oid.arc[k]) * UINT64_C(1099511628211);
		h = (h ^ reads[i].table ^ (uint64_t)reads[i].every << 16) * UINT64_C(1099511628211);
	}
	return h;
}

void
schedule_for(struct schedule *s, const struct family *f)
{
	uint64_t signature = signature_of(f);

	if (s->signature == signature)
		return;
	s->signature = signature;
	s->assets = 0;
	s->tables = 0;
	memset(s->read, 0, sizeof s->read);
}

bool
schedule_due(const struct schedule *s, const struct family_read *r, int64_t now, uint32_t salt)
{
	int64_t read = r->table < s->tables ? s->read[r->table] : 0;

	if (r->every == 0 || r->table >= SCHEDULE_TABLES || read == 0 || read > now)
		return true;
	return now - read >= (int64_t)r->every - salt % (r->every / SPREAD + 1);
}

void
schedule_done(struct schedule *s, const struct family_read *r, int64_t now)
{
	if (r->table >= SCHEDULE_TABLES)
		return;
	if (r->table >= s->tables)
		s->tables = r->table + 1U;
	s->read[r->table] = now;
}
