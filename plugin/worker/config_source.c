/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "config_read.h"

#define HOUR 3600

static bool
add_file(struct config_reader *r, const char *key, void *row)
{
	struct config_source *source = row;
	const char *name = config_text(r, key), **file;

	if (name == NULL)
		return false;
	file = config_grow(r, &source->files, &source->nfiles, sizeof *file);
	*file = config_resolve(r, name);
	return true;
}

static bool
read_files(struct config_reader *r, const struct config_key *key, void *row)
{
	return config_each_text(r, key, row, add_file);
}

static bool
add_preferred(struct config_reader *r, const char *key, void *row)
{
	const char *name = config_text(r, key), *near;
	const struct field *f;

	if (name == NULL)
		return false;
	if ((f = field_named(asset_fields, name)) != NULL && f->target) {
		((struct config_source *)row)->prefer |= UINT64_C(1) << (f - asset_fields);
		return true;
	}
	near = field_nearest(asset_fields, name);
	return config_problem(r, "%s: no field \"%.60s\" that sources fill%s%s%s", key, name,
	    near != NULL ? "; did you mean " : "", near != NULL ? near : "",
	    near != NULL ? "?" : "");
}

static bool
read_prefer(struct config_reader *r, const struct config_key *key, void *row)
{
	return config_each_text(r, key, row, add_preferred);
}

/* What KEY_PASSED keys mean is the adapter's business. */
static const struct config_key source_keys[] = {
	{ "adapter", KEY_TEXT, offsetof(struct config_source, adapter) },
	{ "files", KEY_CUSTOM, .read = read_files },
	{ "every", KEY_INTERVAL, offsetof(struct config_source, every) },
	{ "repair", KEY_FLAG, offsetof(struct config_source, repair) },
	{ "prefer", KEY_CUSTOM, .read = read_prefer },
	{ "fields", KEY_PASSED },
	{ "sheet", KEY_PASSED },
	{ "header", KEY_PASSED },
	{ "table", KEY_PASSED },
	{ "zone", KEY_PASSED },
	{ "date", KEY_PASSED },
	{ "decimal", KEY_PASSED },
	{ "thousands", KEY_PASSED },
	{ "none", KEY_PASSED },
	{ "keep", KEY_PASSED },
	{ "where", KEY_PASSED },
	{ "records", KEY_PASSED },
	{ "root", KEY_PASSED },
	{ "namespace", KEY_PASSED },
	{ "time", KEY_PASSED },
	{ "interval", KEY_PASSED },
	{ "agents", KEY_PASSED },
	{ "credential", KEY_PASSED },
	{ .name = NULL },
};

static bool
source_complete(struct config_reader *r, const struct config_source *source)
{
	bool agents;

	lua_getfield(r->L, -1, "agents");
	agents = !lua_isnil(r->L, -1);
	lua_pop(r->L, 1);
	if (source->adapter == NULL)
		return config_problem(r, "adapter: missing");
	if (source->nfiles == 0 && !agents)
		return config_problem(r, "files: missing");
	if (source->nfiles > 0 && agents)
		return config_problem(r, "files and agents: one of them, not both");
	return true;
}

bool
config_source_read(struct config_reader *r)
{
	struct config *c = r->config;
	struct config_source *source;

	if (c->nsources == CONFIG_SOURCES_MAX)
		return config_problem(r, "more than %d sources", CONFIG_SOURCES_MAX);
	source = config_grow(r, &c->sources, &c->nsources, sizeof *source);

	*source = (struct config_source){ .name = r->name, .line = r->line, .every = HOUR };
	source->ref = LUA_NOREF;
	if (config_read_keys(r, source_keys, source) && source_complete(r, source)) {
		lua_pushvalue(r->L, -1);
		source->ref = luaL_ref(r->L, LUA_REGISTRYINDEX);
		return true;
	}
	free(source->files);
	c->nsources--;
	return false;
}

static bool
credential_declared(struct config_reader *r, const char *key, void *row)
{
	const char *name = config_text(r, key);

	if (name == NULL)
		return false;
	for (size_t i = 0; i < r->config->ncredentials; i++)
		if (strcmp(r->config->credentials[i].name, name) == 0)
			return true;
	return config_problem(r, "%s: no credential \"%.60s\" is declared", key, name);
}

void
config_check_credentials(struct config_reader *r)
{
	static const struct config_key key = { "credential" };

	r->word = "source";
	for (size_t i = 0; i < r->config->nsources; i++) {
		r->name = r->config->sources[i].name;
		r->line = r->config->sources[i].line;
		lua_rawgeti(r->L, LUA_REGISTRYINDEX, r->config->sources[i].ref);
		lua_getfield(r->L, -1, key.name);
		if (!lua_isnil(r->L, -1))
			config_each_text(r, &key, NULL, credential_declared);
		lua_pop(r->L, 2);
	}
	r->word = NULL;
}
