/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_only FILE: a ServiceNow export to records that nobody keeps, with 20
 * fields mapped; the number of records and of their cells on standard output.
 */
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "adapter.h"

static const char source[] =
    "return { adapter = 'servicenow', fields = { application = 'u_application', height = "
    "'u_height_u',"
    " notice_days = 'u_notice_days', power_rated = 'u_power_rated_w', rack = 'u_rack',"
    " position = 'u_rack_unit', support_cost = 'u_support_cost', support_end = 'u_support_end',"
    " environment = false, install_status = false, lease_end = false } }";

struct count {
	unsigned long records, cells;
};

static bool
count_record(void *ctx, const struct record *r)
{
	struct count *c = ctx;

	c->records++;
	c->cells += r->n;
	return true;
}

static struct adapter *
load(struct error *e)
{
	const char *data = getenv("DECOM_DATADIR"), *dirs[] = { NULL, NULL };
	lua_State *L = luaL_newstate();
	struct adapter *a = NULL;
	char dir[4096];

	snprintf(dir, sizeof(dir), "%s/adapters", data != NULL ? data : ".");
	dirs[0] = dir;
	if (L != NULL && luaL_dostring(L, source) == LUA_OK)
		a = adapter_new(L, -1, dirs, "USD", e);
	if (L != NULL)
		lua_close(L);
	return a;
}

int
main(int argc, char **argv)
{
	struct count count = { 0, 0 };
	struct sink sink = { &count, count_record, NULL };
	struct error e = { "" };
	struct adapter *a = argc == 2 ? load(&e) : NULL;
	bool ok;

	if (a == NULL) {
		fprintf(stderr, "import_only FILE: %s\n", e.text);
		return 2;
	}
	ok = adapter_import(a, argv[1], RECORD_ASSET, &sink, NULL, &e);
	if (!ok)
		fprintf(stderr, "%s\n", e.text);
	printf("%lu records, %lu cells\n", count.records, count.cells);
	adapter_free(a);
	return !ok;
}
