/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapter.h"
#include "fuzz.h"
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
	return true;
}

static bool
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
	return 0;
}
