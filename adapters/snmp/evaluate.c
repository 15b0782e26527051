/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"

enum { TROUBLES_MOST = 100 };

void *
evaluation_alloc(struct evaluation *ev, size_t n)
{
	void *p = pool_alloc(&ev->pool, n);

	if (p == NULL)
		ev->no_memory = true;
	return p;
}

char *
evaluation_copy(struct evaluation *ev, const char *s, size_t n)
{
	char *p = pool_copy(&ev->pool, s, n);

	if (p == NULL)
		ev->no_memory = true;
	return p;
}

static void
exhaust(struct evaluation *ev, const char *what)
{
	if (ev->exhausted)
		return;
	ev->exhausted = true;
	evaluation_tell(
	    ev, TROUBLE_INCOMPLETE, NULL, "%s; what was not worked out by then is left out", what);
}

bool
evaluation_work(struct evaluation *ev, size_t n)
{
	ev->work += n;
	if (ev->work > WORK_MOST)
		exhaust(ev, "what the agent says takes too much work to evaluate");
	return !ev->exhausted && !ev->no_memory;
}

void
evaluation_tell(
    struct evaluation *ev, enum trouble_kind kind, const char *rule, const char *fmt, ...)
{
	struct trouble t = { .kind = kind, .file = ev->sight->agent, .rule = rule };
	char text[400];
	va_list ap;

	if (ev->stopped || ev->troubles++ >= TROUBLES_MOST)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	t.text = text;
	if (!ev->sink->trouble(ev->sink->ctx, ev->key, &t))
		ev->stopped = true;
}

size_t
scratch_mark(const struct evaluation *ev)
{
	return ev->scratch_used;
}

void
scratch_release(struct evaluation *ev, size_t mark)
{
	ev->scratch_used = mark;
}

char *
scratch_text(struct evaluation *ev, const char *text, size_t n)
{
	char *p;

	if (ev->scratch == NULL && (ev->scratch = evaluation_alloc(ev, SCRATCH_SIZE)) == NULL)
		return NULL;
	if (n + 1 > SCRATCH_SIZE - ev->scratch_used) {
		exhaust(ev, "what the agent says makes texts that are too long");
		return NULL;
	}
	p = ev->scratch + ev->scratch_used;
	memcpy(p, text, n);
	p[n] = '\0';
	ev->scratch_used += n + 1;
	return p;
}

bool
family_evaluate(const struct family *f, const struct family_sight *sight,
    const struct family_sink *sink, struct error *e)
{
	struct evaluation ev = { .f = f, .sight = sight, .sink = sink, .key = "" };

	ev.tables = evaluation_alloc(&ev, f->ntables * sizeof(*ev.tables));
	if (ev.tables != NULL)
		rules_evaluate(&ev);
	pool_free(&ev.pool);
	if (ev.no_memory)
		return error_set(e, "%s: no memory", sight->agent);
	return true;
}
