/* SPDX-License-Identifier: BSD-2-Clause */
<<<<<<< HEAD
#include <lauxlib.h>
=======
>>>>>>> build
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapter.h"
#include "fuzz.h"
<<<<<<< HEAD

/*
 * A line of three characters, then a document: which of decom's own adapters
 * (a letter's code modulo ten), strict or with repair (s, r), and in which pieces (a
 * digit).  Whatever the document, its records make sense, and if it cannot be
 * read to its end there is a reason.
 */
static const char *const names[] = { "glpi", "idrac", "jira", "mspdi", "rimp", "rrdtool", "sadf",
	"servicenow", "spreadsheetml", "sqlxml" };
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
	const char *data = getenv("DECOM_DATADIR"), *dirs[] = { NULL, NULL };
	lua_State *L = luaL_newstate();
	struct error e = { "" };
	struct adapter *a;
	char dir[4096];

	must(L != NULL);
	snprintf(dir, sizeof(dir), "%s/adapters", data != NULL ? data : ".");
	dirs[0] = dir;
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
=======
#include "sandbox.h"

/*
 * Any document through each preset.  The first byte of the input chooses the
 * source below ('a' is the first), the second the size of the chunks that
 * the document arrives in ('0': all at once, else that many bytes).
 */
static const char sources[] =
    "return {\n"
    "{ adapter = 'servicenow' },\n"
    "{ adapter = 'spreadsheetml', sheet = 'Servers', header = 2,\n"
    "  fields = { name = 'Hostname', serial = 'Serial No', cutover_date = 'Cutover',\n"
    "    migration_status = { 'Status', map = { Done = 'completed' } } } },\n"
    "{ adapter = 'sqlxml', fields = { name = 'Label', serial = 'SerialNo', height = 'Height' } },\n"
    "{ adapter = 'mspdi', fields = { serial = 'Serial', wave = 'Wave' } },\n"
    "{ adapter = 'jira' }, { adapter = 'glpi' }, { adapter = 'idrac' }, { adapter = 'rimp' },\n"
    "{ adapter = 'sadf' }, { adapter = 'rrdtool' },\n"
    "{ adapter = 'servicenow', repair = true }, { adapter = 'jira', repair = true },\n"
    "{ adapter = 'sqlxml', repair = true, fields = { name = 'name' } } }\n";

enum { SOURCES = 13 };

static size_t total; /* of what was delivered, so that all of it is read */

static bool
deliver(void *ctx, const struct record *r)
{
	char buffer[FIELD_FORMAT_MAX];

	for (size_t i = 0; i < r->n; i++) {
		const struct cell *c = &r->cells[i];

		total +=
		    strlen(c->field->name) + strlen(field_format(c->field, 2, c->value, buffer));
	}
	total += r->file == NULL ? 0 : strlen(r->file);
>>>>>>> build
	return true;
}

static bool
<<<<<<< HEAD
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
	which = data[0] % ADAPTERS;
	repair = data[1] == 'r';
	if (adapters[which][repair] == NULL)
		adapters[which][repair] = load(names[which], repair != 0);
	if (!adapter_import_bytes(adapters[which][repair], "a-1.xml", data + 4, size - 4,
		data[2] % 10, 7, &sink, NULL, &e))
		must(e.text[0] != '\0');
=======
complain(void *ctx, const struct trouble *t)
{
	total += t->rule == NULL ? 0 : strlen(t->rule);
	total += t->text == NULL ? 0 : strlen(t->text);
	return true;
}

/* The adapters of the project's own folder: their errors are errors of this program. */
static void
compile(struct adapter *adapters[SOURCES])
{
	struct sandbox *sandbox = sandbox_new(&limits_declaration);
	const char *data = getenv("DECOM_DATADIR");
	char dir[4096];
	const char *const dirs[] = { dir, NULL };
	struct error e = { "no memory" };
	lua_State *L;

	snprintf(dir, sizeof dir, "%s/adapters", data == NULL ? "." : data);
	if (sandbox == NULL ||
	    !sandbox_run_text(sandbox, "sources", sources, strlen(sources), 0, &e))
		goto out;
	L = sandbox_lua(sandbox);
	for (int i = 0; i < SOURCES; i++) {
		lua_rawgeti(L, -1, i + 1);
		adapters[i] = adapter_new(L, lua_gettop(L), dirs, "GBP", &e);
		if (adapters[i] == NULL)
			goto out;
		lua_pop(L, 1);
	}
	sandbox_free(sandbox);
	return;
out:
	fprintf(stderr, "fuzz_xml: %s\n", e.text);
	exit(1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct adapter *adapters[SOURCES];
	const struct sink sink = { NULL, deliver, complain };
	struct error e;

	if (adapters[0] == NULL)
		compile(adapters);
	if (size < 2)
		return 0;
	adapter_import_bytes(adapters[(data[0] + SOURCES * 8 - 'a') % SOURCES], "fuzz.xml",
	    data + 2, size - 2, data[1] >= '0' ? data[1] - (size_t)'0' : 0,
	    RECORD_ASSET | RECORD_SITE | RECORD_SAMPLE, &sink, NULL, &e);
>>>>>>> build
	return 0;
}
