/* SPDX-License-Identifier: BSD-2-Clause */
#include "show.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "when.h"

static void
show_cell(FILE *out, const struct cell *c)
{
	char buf[FIELD_FORMAT_MAX];

	fprintf(out, " %s=\"%s\"", c->field->name, field_format(c->field, 2, c->value, buf));
}

static bool
show_record(void *ctx, const struct record *r)
{
	struct show *s = ctx;
	char when[32];
	size_t i;

	s->records++;
	if (s->quiet)
		return s->limit == 0 || s->records < s->limit;
	fprintf(s->out, "%s %u:%u",
	    r->kind == RECORD_ASSET  ? "asset"
	    : r->kind == RECORD_SITE ? "site"
				     : "sample",
	    r->number, r->line);
	if (r->kind == RECORD_SAMPLE) {
		instant_format(r->time, when);
		fprintf(s->out, " %s/%u", when, r->interval);
	}
	for (i = 0; i < METRICS && r->kind == RECORD_SAMPLE; i++)
		if (r->measured >> i & 1)
			fprintf(s->out, " %s=%g", metrics[i].name, r->metric[i]);
	for (i = 0; i < r->n; i++)
		show_cell(s->out, &r->cells[i]);
	if (r->repairs > 0)
		fprintf(s->out, " repairs=%u", r->repairs);
	fputc('\n', s->out);
	return s->limit == 0 || s->records < s->limit;
}

static bool
show_trouble(void *ctx, const struct trouble *t)
{
	static const char *const kinds[] = { "", "value", "placeholder", "incomplete", "repaired",
		"no-record" };
	struct show *s = ctx;

	s->troubles++;
	if (!s->quiet)
		fprintf(s->out, "! %s %u:%u %s: %s\n", kinds[t->kind], t->number, t->line,
		    t->rule != NULL ? t->rule : "-", t->text);
	return true;
}

struct sink
show_sink(struct show *s)
{
	return (struct sink){ s, show_record, show_trouble };
}

lua_State *
show_source(const char *text)
{
	lua_State *L = luaL_newstate();
	char *chunk = malloc(strlen(text) + 16);

	if (L == NULL || chunk == NULL)
		abort();
	snprintf(chunk, strlen(text) + 16, "return %s", text);
	if (luaL_dostring(L, chunk) != LUA_OK) {
		fprintf(stderr, "source: %s\n", lua_tostring(L, -1));
		exit(99);
	}
	free(chunk);
	return L;
}
