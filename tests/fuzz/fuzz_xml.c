/* SPDX-License-Identifier: BSD-2-Clause */
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapter.h"
#include "fuzz.h"

/*
 * A line of three characters, then a document: which of decom's own adapters
 * (a letter's code modulo ten; z: shapes.lua), strict or with repair (s, r), and in which pieces (a
 * digit).  Whatever the document, its records make sense, and if it cannot be
 * read to its end there is a reason.
 */
static const char *const names[] = { "glpi", "idrac", "jira", "mspdi", "rimp", "rrdtool", "sadf",
	"servicenow", "spreadsheetml", "sqlxml", "shapes" };
#define ADAPTERS (sizeof(names) / sizeof(names[0]))

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static struct adapter *
load(const char *name, bool repair)
{
	const char *data = getenv("DECOM_DATADIR"), *dirs[] = { NULL, NULL, NULL };
	lua_State *L = luaL_newstate();
	struct error e = { "" };
	struct adapter *a;
	char dir[4096], own[4096];

	must(L != NULL);
	snprintf(dir, sizeof(dir), "%s/adapters", data != NULL ? data : ".");
	snprintf(own, sizeof(own), "%s/tests/fuzz", data != NULL ? data : ".");
	dirs[0] = dir;
	dirs[1] = own;
	lua_newtable(L);
	lua_pushstring(L, name);
	lua_setfield(L, -2, "adapter");
	lua_pushboolean(L, repair);
	lua_setfield(L, -2, "repair");
	if ((a = adapter_new(L, -1, dirs, "USD", &e)) == NULL)
		fprintf(stderr, "%s\n", e.text);
	lua_close(L);
	must(a != NULL);
	adapter_observe(a);
	return a;
}

/* A catalogue's text is UTF-8 or what the document's encoding made of it: at least it ends. */
static bool
check_record(void *ctx, const struct record *r)
{
	size_t i, j, *bytes = ctx;

	must(r->kind == RECORD_ASSET || r->kind == RECORD_SITE || r->kind == RECORD_SAMPLE);
	must(r->number > 0 && (r->kind == RECORD_SAMPLE || r->n > 0));
	must(r->kind != RECORD_SAMPLE || (r->measured != 0 && r->measured < 1U << METRICS));
	for (i = 0; i < r->n; i++) {
		must(r->cells[i].field != NULL && r->cells[i].value.kind != VAL_NONE);
		must((r->cells[i].field->rep == REP_TEXT) == (r->cells[i].value.kind == VAL_TEXT));
		if (r->cells[i].value.kind == VAL_TEXT)
			*bytes += strlen(r->cells[i].value.text);
		for (j = 0; j < i; j++)
			must(r->cells[j].field != r->cells[i].field);
	}
	return true;
}

static bool
check_trouble(void *ctx, const struct trouble *t)
{
	size_t *bytes = ctx;

	must(t->text != NULL && t->text[0] != '\0');
	*bytes += strlen(t->text);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct adapter *adapters[ADAPTERS][2];
	size_t bytes = 0, which, repair;
	struct sink sink = { &bytes, check_record, check_trouble };
	struct error e = { "" };

	if (size < 4)
		return 0;
	which = data[0] == 'z' ? ADAPTERS - 1 : data[0] % (ADAPTERS - 1);
	repair = data[1] == 'r';
	if (adapters[which][repair] == NULL)
		adapters[which][repair] = load(names[which], repair != 0);
	if (!adapter_import_bytes(adapters[which][repair], "a-1.xml", data + 4, size - 4,
		data[2] % 10, 7, &sink, NULL, &e))
		must(e.text[0] != '\0');
	return 0;
}
