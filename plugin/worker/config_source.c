/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "agent_list.h"
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

static bool
add_agent(struct config_reader *r, const char *key, void *row)
{
	struct config_source *source = row;
	const char *text = config_text(r, key), **agent;
	struct error why = { "" };

	if (text == NULL)
		return false;
	if (strcmp(text, "known") != 0 && !agent_entry(text, NULL, NULL, &why))
		return config_problem(r, "%s: %s", key, why.text);
	agent = config_grow(r, &source->agents, &source->nagents, sizeof *agent);
	*agent = text;
	return true;
}

static bool
add_agent_file(struct config_reader *r, const char *key, void *row)
{
	struct config_source *source = row;
	const char *name = config_text(r, key), **file;

	if (name == NULL)
		return false;
	file = config_grow(r, &source->agent_files, &source->nagent_files, sizeof *file);
	*file = config_resolve(r, name);
	return true;
}

/* The entry "file" of a list: a name, or a list of names.  It is taken out, so that texts are left.
 */
static bool
take_agent_files(struct config_reader *r, void *row)
{
	static const struct config_key key = { "agents: file" };
	bool ok = true;

	lua_getfield(r->L, -1, "file");
	if (!lua_isnil(r->L, -1))
		ok = config_each_text(r, &key, row, add_agent_file);
	lua_pop(r->L, 1);
	lua_pushnil(r->L);
	lua_setfield(r->L, -2, "file");
	return ok;
}

static bool
read_agents(struct config_reader *r, const struct config_key *key, void *row)
{
	const struct config_source *source = row;

	if (lua_istable(r->L, -1)) {
		if (!take_agent_files(r, row))
			return false;
		if (source->nagent_files > 0 && lua_rawlen(r->L, -1) == 0)
			return true;
	}
	return config_each_text(r, key, row, add_agent);
}

static bool
add_credential(struct config_reader *r, const char *key, void *row)
{
	struct config_source *source = row;
	const char *name = config_text(r, key), **credential;

	if (name == NULL)
		return false;
	credential =
	    config_grow(r, &source->credentials, &source->ncredentials, sizeof *credential);
	*credential = name;
	return true;
}

static bool
read_credentials(struct config_reader *r, const struct config_key *key, void *row)
{
	return config_each_text(r, key, row, add_credential);
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
	{ "agents", KEY_CUSTOM, .read = read_agents },
	{ "credential", KEY_CUSTOM, .read = read_credentials },
	{ .name = NULL },
};

static bool
source_complete(struct config_reader *r, const struct config_source *source)
{
	bool agents = source->nagents + source->nagent_files > 0;

	if (source->adapter == NULL)
		return config_problem(r, "adapter: missing");
	if (source->nfiles == 0 && !agents)
		return config_problem(
		    r, strcmp(source->adapter, "snmp") == 0 ? "agents: missing" : "files: missing");
	if (source->nfiles > 0 && agents)
		return config_problem(r, "files and agents: one of them, not both");
	if (agents && source->ncredentials == 0)
		return config_problem(r, "credential: missing; agents cannot be asked without one");
	return true;
}

void
config_source_free(struct config_source *source)
{
	free(source->files);
	free(source->agents);
	free(source->agent_files);
	free(source->credentials);
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
	config_source_free(source);
	c->nsources--;
	return false;
}

void
config_check_credentials(struct config_reader *r)
{
	r->word = "source";
	for (size_t i = 0; i < r->config->nsources; i++) {
		const struct config_source *s = &r->config->sources[i];

		r->name = s->name;
		r->line = s->line;
		for (size_t k = 0; k < s->ncredentials; k++)
			if (config_credential_named(r->config, s->credentials[k]) == NULL)
				config_problem(r, "credential: no credential \"%.60s\" is declared",
				    s->credentials[k]);
	}
	r->word = NULL;
}
