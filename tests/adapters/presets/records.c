/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an adapter makes of files, as text: one record a paragraph, fields in
 * the catalogue's order, troubles where they come up.
 *
 *   records [-q] [-c decom.lua -s SOURCE] [-t source.lua] ADAPTER FILE...
 *   records -d FILE ADAPTER...
 *
 * -c, -s: the keys of that source of a configuration; -t: a file that
 * returns them.  -q: no samples, only their number.  The last line says how
 * many there were.  -d: which of the adapters accept the document.  Exit 1
 * when a file ends in an error, 2 on a wrong call.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lualib.h>

#include "adapter.h"
#include "asset.h"
#include "nouns.h"
#include "when.h"

struct count {
	uint64_t records, samples, troubles;
	bool quiet;
};

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
print_measured(const struct record *r)
{
	char buf[32];
	size_t m;

	instant_format(r->time, buf);
	printf("time\t%s\ninterval\t%u\n", buf, r->interval);
	for (m = 0; m < METRICS; m++)
		if (r->measured & (1U << m))
			printf("%s\t%.6g\n", metrics[m].name, r->metric[m]);
}

static bool
print_record(void *ctx, const struct record *r)
{
	static const char *const kinds[] = { "", "asset", "site", "", "sample" };
	struct count *c = ctx;
	char buf[FIELD_FORMAT_MAX];
	size_t i;

	c->records += r->kind != RECORD_SAMPLE;
	c->samples += r->kind == RECORD_SAMPLE;
	if (c->quiet && r->kind == RECORD_SAMPLE)
		return true;
	printf("%s\t%s:%u\t%u\n", kinds[r->kind], base_name(r->file), r->line, r->number);
	for (i = 0; i < r->n; i++)
		printf("%s\t%s\n", r->cells[i].field->name,
		    field_format(r->cells[i].field, 2, r->cells[i].value, buf));
	if (r->kind == RECORD_SAMPLE)
		print_measured(r);
	if (r->repairs > 0)
		printf("repairs\t%u\n", r->repairs);
	putchar('\n');
	return true;
}

static bool
print_trouble(void *ctx, const struct trouble *t)
{
	static const char *const kinds[] = { "", "value", "placeholder", "incomplete", "repaired",
		"no record" };
	struct count *c = ctx;

	c->troubles++;
	printf("! %s\t%s:%u\t%u\t%s: %s\n\n", kinds[t->kind],
	    t->file == NULL ? "" : base_name(t->file), t->line, t->number,
	    t->rule == NULL ? "" : t->rule, t->text);
	return true;
}

/* A word of the configuration: "word NAME { }" keeps the table of sources, all else is passed over.
 */
static int
keep_body(lua_State *L)
{
	lua_getfield(L, LUA_REGISTRYINDEX, "sources");
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_pushvalue(L, 1);
	lua_rawset(L, -3);
	return 0;
}

static int
word(lua_State *L)
{
	lua_pushvalue(L, 1);
	lua_pushcclosure(L, keep_body, 1);
	return 1;
}

static bool
load_config(lua_State *L, const char *path, const char *source)
{
	static const char *const words[] = { "as_of", "currency", "site", "credential", "source",
		"policy" };
	size_t i;

	lua_newtable(L);
	lua_setfield(L, LUA_REGISTRYINDEX, "sources");
	for (i = 0; i < sizeof words / sizeof *words; i++)
		lua_register(L, words[i], word);
	if (luaL_dofile(L, path) != LUA_OK)
		return false;
	lua_getfield(L, LUA_REGISTRYINDEX, "sources");
	lua_getfield(L, -1, source);
	return lua_istable(L, -1);
}

/* Push the source's table. */
static bool
load_source(lua_State *L, const char *config, const char *source, const char *table)
{
	if (config != NULL)
		return load_config(L, config, source);
	if (table != NULL)
		return luaL_dofile(L, table) == LUA_OK && lua_istable(L, -1);
	lua_newtable(L);
	return true;
}

static bool
read_all(struct adapter *a, char **files, struct count *c)
{
	struct sink sink = { c, print_record, print_trouble };
	unsigned kinds = RECORD_ASSET | RECORD_SITE | RECORD_SAMPLE;
	struct error e;
	bool ok = true;

	for (; *files != NULL; files++) {
		if (adapter_import(a, *files, kinds, &sink, NULL, &e))
			continue;
		printf("error\t%s\n", strstr(e.text, base_name(*files)));
		ok = false;
	}
	adapter_unmatched(a, kinds, &sink);
	printf("%" PRIu64 " records, %" PRIu64 " samples, %" PRIu64 " troubles\n", c->records,
	    c->samples, c->troubles);
	return ok;
}

/* The adapter of this name with the source's table on top of the stack, which is taken off. */
static struct adapter *
load_adapter(lua_State *L, const char *name, struct error *e)
{
	const char *dirs[] = { NULL, NULL }, *data = getenv("DECOM_DATADIR");
	struct adapter *a;
	char dir[4096];

	snprintf(dir, sizeof dir, "%s/adapters", data == NULL ? "." : data);
	dirs[0] = dir;
	lua_pushstring(L, name);
	lua_setfield(L, -2, "adapter");
	a = adapter_new(L, -1, dirs, "USD", e);
	lua_pop(L, 1);
	if (a == NULL)
		fprintf(stderr, "%s\n", e->text);
	return a;
}

static int
detect(lua_State *L, const char *file, char **names)
{
	char root[256], uri[1024];
	struct error e = { "" };
	struct adapter *a;
	bool any = false;

	if (!adapter_root(file, root, sizeof root, uri, sizeof uri, &e)) {
		printf("error\t%s\n", strstr(e.text, base_name(file)));
		return 1;
	}
	for (; *names != NULL; names++) {
		lua_newtable(L);
		a = load_adapter(L, *names, &e);
		if (a == NULL)
			return 2;
		if (adapter_accepts(a, root, uri)) {
			printf("%s\n", *names);
			any = true;
		}
		adapter_free(a);
	}
	if (!any)
		printf("no adapter for root element %s\n", root);
	return 0;
}

static int
import(lua_State *L, const char *name, char **files, bool quiet)
{
	struct count c = { .quiet = quiet };
	struct error e = { "" };
	struct adapter *a = load_adapter(L, name, &e);
	bool ok;

	if (a == NULL)
		return 2;
	ok = read_all(a, files, &c);
	adapter_free(a);
	return ok ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const char *config = NULL, *source = NULL, *table = NULL, *document = NULL;
	bool quiet = false;
	lua_State *L;
	int opt, rc;

	while ((opt = getopt(argc, argv, "c:d:s:t:q")) != -1)
		switch (opt) {
		case 'c': config = optarg; break;
		case 'd': document = optarg; break;
		case 's': source = optarg; break;
		case 't': table = optarg; break;
		case 'q': quiet = true; break;
		default: return 2;
		}
	if (argc == optind || (L = luaL_newstate()) == NULL)
		return 2;
	luaL_openlibs(L);
	if (document != NULL)
		rc = detect(L, document, argv + optind);
	else if (load_source(L, config, source, table))
		rc = import(L, argv[optind], argv + optind + 1, quiet);
	else {
		fprintf(stderr, "source: %s\n",
		    lua_isstring(L, -1) ? lua_tostring(L, -1) : "no such table");
		rc = 2;
	}
	lua_close(L);
	return rc;
}
