/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config_read.h"
#include "rows.h"
#include "when.h"

#define DEFAULT_CURRENCY "USD"

/* The folder of a path: how long, and its text if the path has none. */
static size_t
folder_len(const char **path)
{
	const char *slash = strrchr(*path, '/');

	if (slash == NULL) {
		*path = ".";
		return 1;
	}
	return slash == *path ? 1 : (size_t)(slash - *path);
}

static const char *
datadir(void)
{
	const char *dir = getenv("DECOM_DATADIR");

	return dir != NULL && dir[0] != '\0' ? dir : PKGDATADIR;
}

bool
config_dirs(const char *path, enum config_kind kind, struct config_dirs *dirs)
{
	static const struct {
		const char *own, *shipped;
	} names[] = { { "adapters", "adapters" }, { "policies", "lua/policies" } };
	int len = (int)folder_len(&path);
	int own = snprintf(dirs->own, sizeof dirs->own, "%.*s/%s", len, path, names[kind].own);
	int shipped =
	    snprintf(dirs->shipped, sizeof dirs->shipped, "%s/%s", datadir(), names[kind].shipped);

	dirs->list[0] = dirs->own;
	dirs->list[1] = dirs->shipped;
	dirs->list[2] = NULL;
	return own > 0 && (size_t)own < sizeof dirs->own && shipped > 0 &&
	       (size_t)shipped < sizeof dirs->shipped;
}

static struct config *
config_new(const char *path)
{
	struct config *c = calloc(1, sizeof *c);
	const char *folder = path;
	int len = (int)folder_len(&folder);

	if (c == NULL)
		return NULL;
	c->sandbox = sandbox_new(&limits_declaration);
	if (c->sandbox == NULL || !config_dirs(path, CONFIG_ADAPTERS, &c->adapter_dirs) ||
	    !config_dirs(path, CONFIG_POLICIES, &c->policy_dirs) ||
	    (c->path = strdup(path)) == NULL || asprintf(&c->folder, "%.*s", len, folder) < 0) {
		config_free(c);
		return NULL;
	}
	c->as_of = DAY_ABSENT;
	c->currency = DEFAULT_CURRENCY;
	c->digits = currency_digits(DEFAULT_CURRENCY);
	return c;
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->nsources; i++)
		config_source_free(&c->sources[i]);
	free(c->sites);
	free(c->credentials);
	free(c->sources);
	free(c->policies);
	sandbox_free(c->sandbox);
	free(c->path);
	free(c->folder);
	free(c);
}

static int
read_protected(lua_State *L)
{
	struct config_reader *r = lua_touserdata(L, 1);

	r->L = L;
	config_read(r);
	return 0;
}

/* With the declarations on top of the sandbox's stack; false if they could not be read at all. */
static bool
read_all(struct config *c, const struct config_report *report, unsigned *problems)
{
	struct config_reader r = { .config = c, .report = report };
	struct error e;
	bool ok = sandbox_protect(c->sandbox, read_protected, &r, 1, 0, &e);

	*problems = r.problems;
	if (ok)
		return true;
	error_prefix(&e, "%s", c->path);
	report->problem(report->ctx, e.text);
	return false;
}

/* text is NULL: from the file path. */
static struct config *
load(const char *path, const char *text, size_t len, const struct config_report *report,
    unsigned *problems)
{
	struct config *c = config_new(path);
	struct error e;
	bool ok;

	if (c == NULL) {
		report->problem(
		    report->ctx, "out of memory, or the name of the configuration is too long");
		return NULL;
	}
	if (text == NULL)
		ok = sandbox_declare(c->sandbox, path, config_words, &e);
	else
		ok = sandbox_declare_text(c->sandbox, path, text, len, config_words, &e);
	if (!ok)
		report->problem(report->ctx, e.text);
	else
		ok = read_all(c, report, problems);
	if (ok)
		return c;
	config_free(c);
	return NULL;
}

static void
keep_first(void *ctx, const char *text)
{
	struct error *e = ctx;

	if (e->text[0] == '\0')
		error_set(e, "%s", text);
}

static struct config *
load_sound(const char *path, const char *text, size_t len, struct error *e)
{
	struct error first = { "" };
	struct config_report report = { .problem = keep_first, .ctx = &first };
	unsigned problems = 0;
	struct config *c = load(path, text, len, &report, &problems);

	if (c != NULL && problems == 0)
		return c;
	config_free(c);
	error_set(e, "%s", first.text);
	return NULL;
}

struct config *
config_load(const char *path, struct error *e)
{
	return load_sound(path, NULL, 0, e);
}

struct config *
config_parse(const char *path, const char *text, size_t len, struct error *e)
{
	return load_sound(path, text, len, e);
}

struct config *
config_load_all(const char *path, const struct config_report *report)
{
	unsigned problems;

	return load(path, NULL, 0, report, &problems);
}

const struct config_site *
config_site_named(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->nsites; i++)
		if (strcasecmp(c->sites[i].name, name) == 0)
			return &c->sites[i];
	return NULL;
}

const struct config_source *
config_source_named(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->nsources; i++)
		if (strcmp(c->sources[i].name, name) == 0)
			return &c->sources[i];
	return NULL;
}

const struct config_credential *
config_credential_named(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->ncredentials; i++)
		if (strcmp(c->credentials[i].name, name) == 0)
			return &c->credentials[i];
	return NULL;
}
