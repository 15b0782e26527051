/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "family_load.h"

static const char *const feed_keys[] = { "each", "where", "when", "of", "label", "outlet", "power",
	"receive", "transmit", NULL };

static struct target *
load_feed_text(struct family_loader *fl, struct rule *r, int table, const char *key)
{
	lua_State *L = fl->ld.L;
	struct target *t = NULL;

	lua_getfield(L, table, key);
	if (!lua_isnil(L, -1)) {
		t = new_target(fl, r, load_alloc(&fl->ld, sizeof(*t)), key, NULL, NONE);
		load_target(fl, r, NULL, t, NULL);
	}
	lua_pop(L, 1);
	return t;
}

/* "unit", or "unit[FILTER]": the row whose asset it is part of. */
static void
load_of(struct family_loader *fl, struct rule *r, const char *of)
{
	size_t n = strcspn(of, "[ "), size = strlen(of) + 80;
	char *name = load_copy(&fl->ld, of), *text = load_alloc(&fl->ld, size);

	name[n] = '\0';
	r->of = load_table_named(fl, name);
	if (fl->f->tables[r->of].nparts == 0)
		load_fail(&fl->ld, "table %s has no index", name);
	if (of[n] == '\0' && r->of == r->each)
		return;
	snprintf(text, size, "%s.%s", of, fl->f->tables[r->of].parts[0].name);
	r->of_row = load_expr_text(fl, text, r->each);
}

void
load_feed(struct family_loader *fl, int table)
{
	static const char *const measured[] = { "power", "receive", "transmit" };
	lua_State *L = fl->ld.L;
	struct rule *r;
	char *of;
	size_t i;

	load_check_keys(&fl->ld, table, feed_keys);
	r = new_rule(fl, table);
	if (r->each == NONE)
		load_fail(&fl->ld, "a feed without each");
	r->feed = true;
	add_gate(fl, r, load_expr(fl, table, "when", r->each));
	r->label = load_feed_text(fl, r, table, "label");
	r->outlet = load_feed_text(fl, r, table, "outlet");
	for (i = 0; i < sizeof(measured) / sizeof(*measured); i++) {
		lua_getfield(L, table, measured[i]);
		if (!lua_isnil(L, -1))
			load_target(fl, r, NULL,
			    add_target(fl, r, measured[i], NULL, metric_named(measured[i])), NULL);
		lua_pop(L, 1);
	}
	fl->ld.what = "of";
	if ((of = load_string(&fl->ld, table, "of")) != NULL)
		load_of(fl, r, of);
	fl->ld.what = NULL;
	fl->f->nrules++;
}
