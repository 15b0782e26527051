/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "findings.h"

struct count {
	struct text source;
	uint32_t n[FINDING_KINDS];
};

static struct count *
count_of(const struct findings *f, const char *source)
{
	struct count *c = (void *)f->counts.base;
	size_t n = f->counts.len / sizeof *c;

	for (size_t i = 0; i < n; i++)
		if (strcmp(arena_text(f->arena, c[i].source), source) == 0)
			return &c[i];
	return NULL;
}

static struct count *
counted(struct findings *f, const char *source)
{
	struct count *c = count_of(f, source);

	if (c == NULL && (c = bytes_add(&f->counts, sizeof *c)) != NULL)
		c->source = arena_share(f->arena, source);
	return c;
}

static struct text
text_or_none(struct arena *a, const char *s)
{
	return s != NULL ? arena_share(a, s) : (struct text){ TEXT_ABSENT };
}

static bool
append(struct findings *f, enum finding_kind kind, enum severity severity, struct finding_at at,
    const char *message)
{
	struct finding *row = bytes_add(&f->rows, sizeof *row);

	if (row == NULL)
		return false;
	field_clear_all(finding_fields, row);
	row->asset_index = at.row;
	row->kind = (uint8_t)kind;
	row->severity = (uint8_t)severity;
	row->source = text_or_none(f->arena, at.source);
	row->file = text_or_none(f->arena, at.file);
	if (at.line != 0)
		row->line = at.line;
	row->message = arena_share(f->arena, message);
	return row->message.at != TEXT_ABSENT;
}

bool
finding_add(struct findings *f, enum finding_kind kind, enum severity severity,
    struct finding_at at, const char *fmt, ...)
{
	struct count *c = counted(f, at.source != NULL ? at.source : "");
	char message[512];
	va_list ap;

	if (c == NULL)
		return false;
	if (c->n[kind]++ >= FINDINGS_MAX)
		return true;
	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	return append(f, kind, severity, at, message);
}

bool
findings_close(struct findings *f)
{
	for (size_t i = 0; i < f->counts.len / sizeof(struct count); i++)
		for (int kind = 1; kind < FINDING_KINDS; kind++) {
			struct count c = ((struct count *)(void *)f->counts.base)[i];
			const char *source = arena_text(f->arena, c.source);
			char message[128], name[256];

			if (c.n[kind] <= FINDINGS_MAX)
				continue;
			snprintf(name, sizeof name, "%s", source); /* the arena may move */
			snprintf(message, sizeof message,
			    "%u more findings of kind %s are left out", c.n[kind] - FINDINGS_MAX,
			    finding_kinds[kind - 1]);
			if (!append(f, (enum finding_kind)kind, SEVERITY_WARNING,
				(struct finding_at){ .source = *name != '\0' ? name : NULL },
				message))
				return false;
		}
	return true;
}

uint32_t
findings_of(const struct findings *f, const char *source)
{
	const struct count *c = count_of(f, source);
	uint32_t n = 0;

	for (int kind = 0; c != NULL && kind < FINDING_KINDS; kind++)
		n += c->n[kind];
	return n;
}

void
findings_free(struct findings *f)
{
	bytes_free(&f->rows);
	bytes_free(&f->counts);
}
