/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "asset.h"
#include "config_read.h"
#include "library.h"
#include "rows.h"
#include "when.h"
#include "zone.h"

#define ROLLBACK_DAYS 30
#define LONGEST_NAME 200

bool
config_problem(struct config_reader *r, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n = 0;

	if (r->word != NULL)
		n = snprintf(text, sizeof text, "%s:%u: %s \"%.60s\": ", r->config->path,
		    (unsigned)r->line, r->word, r->name);
	else
		n = snprintf(text, sizeof text, "%s: ", r->config->path);
	if (n >= 0 && (size_t)n < sizeof text) {
		va_start(ap, fmt);
		vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
		va_end(ap);
	}
	r->problems++;
	r->report->problem(r->report->ctx, text);
	return false;
}

const char *
config_string(struct config_reader *r, const char *fmt, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, fmt);
	s = lua_pushvfstring(r->L, fmt, ap);
	va_end(ap);
	luaL_ref(r->L, LUA_REGISTRYINDEX);
	return s;
}

const char *
config_resolve(struct config_reader *r, const char *name)
{
	if (name[0] == '/' || strchr(r->config->path, '/') == NULL)
		return name;
	return config_string(r, "%s/%s", r->config->folder, name);
}

/* One more zeroed row of an array that the config owns. */
void *
config_grow(struct config_reader *r, void *array, size_t *n, size_t size)
{
	char *rows;

	memcpy(&rows, array, sizeof rows); /* array is the address of a pointer to any struct */
	if ((rows = realloc(rows, (*n + 1) * size)) == NULL)
		luaL_error(r->L, "out of memory");
	memcpy(array, &rows, sizeof rows);
	memset(rows + *n * size, 0, size);
	return rows + (*n)++ * size;
}

/* A number of at least least in units of 1/scale; false after a report. */
static bool
read_scaled(
    struct config_reader *r, const char *key, double least, double most, double scale, int64_t *out)
{
	lua_Number n = lua_tonumber(r->L, -1);

	if (lua_type(r->L, -1) != LUA_TNUMBER || !(n >= least && n <= most))
		return config_problem(
		    r, "%s: a number from %g to %g was expected", key, least, most);
	*out = (int64_t)(n * scale + 0.5);
	return true;
}

static bool
read_pue(struct config_reader *r, const struct config_key *key, void *row)
{
	int64_t pue;

	if (!read_scaled(r, key->name, 1, 10, 1000, &pue))
		return false;
	((struct config_site *)row)->pue = (uint32_t)pue;
	return true;
}

/* Written in currency units per kWh; currency may be declared later, see settle_tariffs(). */
static bool
read_tariff(struct config_reader *r, const struct config_key *key, void *row)
{
	return read_scaled(r, key->name, 0, 1e6, 1e6, &((struct config_site *)row)->tariff);
}

static bool
read_zone(struct config_reader *r, const struct config_key *key, void *row)
{
	const char *name = config_text(r, key->name);
	struct error why;
	struct zone *z;

	if (name == NULL)
		return false;
	if ((z = zone_new(name, &why)) == NULL)
		return config_problem(r, "%s: %s", key->name, why.text);
	zone_free(z);
	((struct config_site *)row)->zone = name;
	return true;
}

static bool
read_cycle(struct config_reader *r, const struct config_key *key, void *row)
{
	const struct field *f = field_named(asset_fields, key->name);
	const char *label = config_text(r, key->name);
	int64_t n;

	if (label == NULL)
		return false;
	if ((n = field_label_number(f, label)) == 0)
		return config_problem(r,
		    "%s: week, month, quarter or year was expected, not "
		    "\"%.60s\"",
		    key->name, label);
	((struct config_site *)row)->business_cycle = (uint8_t)n;
	return true;
}

static const struct config_key site_keys[] = {
	{ "business_cycle", KEY_CUSTOM, .read = read_cycle },
	{ "exit_date", KEY_DAY, offsetof(struct config_site, exit_date) },
	{ "pue", KEY_CUSTOM, .read = read_pue },
	{ "tariff", KEY_CUSTOM, .read = read_tariff },
	{ "rollback_days", KEY_COUNT, offsetof(struct config_site, rollback_days), .most = 3650 },
	{ "zone", KEY_CUSTOM, .read = read_zone },
	{ .name = NULL },
};

/* From millionths of a currency unit per kWh to minor units per MWh. */
static void
settle_tariffs(struct config *c)
{
	int64_t divisor = 1000;

	for (unsigned i = 0; i < c->digits; i++)
		divisor /= 10;
	for (size_t i = 0; i < c->nsites; i++)
		if (c->sites[i].tariff != MONEY_ABSENT)
			c->sites[i].tariff = (c->sites[i].tariff + divisor / 2) / divisor;
}

static bool
read_site(struct config_reader *r)
{
	struct config_site *site =
	    config_grow(r, &r->config->sites, &r->config->nsites, sizeof *site);

	*site = (struct config_site){ .name = r->name,
		.line = r->line,
		.exit_date = DAY_ABSENT,
		.pue = 1000,
		.tariff = MONEY_ABSENT,
		.rollback_days = ROLLBACK_DAYS,
		.business_cycle = U8_ABSENT };
	if (lua_isnil(r->L, -1) || config_read_keys(r, site_keys, site))
		return true;
	r->config->nsites--;
	return false;
}

static bool
read_credential(struct config_reader *r)
{
	struct config *c = r->config;
	struct config_credential *credential =
	    config_grow(r, &c->credentials, &c->ncredentials, sizeof *credential);

	credential->name = r->name;
	credential->line = r->line;
	if (config_credential_read(r, credential))
		return true;
	c->ncredentials--;
	return false;
}

static const struct config_key policy_keys[] = {
	{ "file", KEY_TEXT, offsetof(struct config_policy, file) },
	{ .name = NULL },
};

static bool
readable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A policy's name is the name of a file, so it may not lead anywhere else. */
static const char *
find_policy(struct config_reader *r)
{
	const char *const *dir = r->config->policy_dirs.list;
	char hint[96];

	if (strchr(r->name, '/') != NULL || r->name[0] == '.') {
		config_problem(r, "no name for a policy; for a file say { file = \"...\" }");
		return NULL;
	}
	for (; *dir != NULL; dir++) {
		const char *file = config_string(r, "%s/%s.lua", *dir, r->name);

		if (readable(file))
			return file;
	}
	library_hint(&r->config->policy_dirs, r->name, hint);
	dir = r->config->policy_dirs.list;
	config_problem(r, "no such policy; it is neither in %s nor in %s%s", dir[0], dir[1], hint);
	return NULL;
}

static bool
read_policy(struct config_reader *r)
{
	struct config *c = r->config;
	struct config_policy *policy = config_grow(r, &c->policies, &c->npolicies, sizeof *policy);
	bool ok = true;

	policy->name = r->name;
	policy->line = r->line;
	if (!lua_isnil(r->L, -1))
		ok = config_read_keys(r, policy_keys, policy);
	if (ok && policy->file != NULL) {
		policy->file = config_resolve(r, policy->file);
		ok = readable(policy->file) ||
		     config_problem(r, "file: %s: not a file that can be read", policy->file);
	} else if (ok) {
		ok = (policy->file = find_policy(r)) != NULL;
	}
	if (!ok)
		c->npolicies--;
	return ok;
}

/* Who names no policy gets decom's own. */
static void
add_default_policy(struct config_reader *r)
{
	r->name = CONFIG_DEFAULT_POLICY;
	r->word = "policy";
	r->line = 0;
	lua_pushnil(r->L);
	read_policy(r);
	lua_pop(r->L, 1);
}

static bool
read_as_of(struct config_reader *r)
{
	return day_parse(r->name, &r->config->as_of) ||
	       config_problem(r, "not a date (YYYY-MM-DD)");
}

static bool
read_currency(struct config_reader *r)
{
	if (strlen(r->name) != 3 || strspn(r->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
		return config_problem(r, "not an ISO 4217 code such as \"USD\"");
	r->config->currency = r->name;
	r->config->digits = currency_digits(r->name);
	return true;
}

const struct word config_words[] = {
	{ "as_of", BODY_NONE },
	{ "currency", BODY_NONE },
	{ "site", BODY_OPTIONAL },
	{ "credential", BODY_REQUIRED },
	{ "source", BODY_REQUIRED },
	{ "policy", BODY_OPTIONAL },
	{ .name = NULL },
};

/* In the order of config_words. */
static bool (*const readers[])(struct config_reader *) = { read_as_of, read_currency, read_site,
	read_credential, config_source_read, read_policy };
_Static_assert(sizeof readers / sizeof *readers + 1 == sizeof config_words / sizeof *config_words,
    "one reader a word");

static size_t
word_number(const char *word)
{
	size_t i = 0;

	while (config_words[i].name != NULL && strcmp(config_words[i].name, word) != 0)
		i++;
	return i;
}

/* At the top of the stack: the table of the declarations seen, by "word name". */
static bool
said_before(struct config_reader *r, const struct word *word)
{
	uint32_t line;

	if (word->body == BODY_NONE)
		lua_pushstring(r->L, word->name);
	else
		lua_pushfstring(r->L, "%s %s", word->name, r->name);
	lua_pushvalue(r->L, -1);
	lua_rawget(r->L, -3);
	line = (uint32_t)lua_tointeger(r->L, -1);
	lua_pop(r->L, 1);
	if (line != 0) {
		lua_pop(r->L, 1);
		return !config_problem(r, "declared before, in line %u", (unsigned)line);
	}
	lua_pushinteger(r->L, r->line);
	lua_rawset(r->L, -3);
	return false;
}

static bool
name_sound(struct config_reader *r, size_t len)
{
	if (len == 0 || len > LONGEST_NAME)
		return config_problem(r, len == 0 ? "the name is empty" : "the name is too long");
	for (const char *s = r->name; s < r->name + len; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return config_problem(r, "a control character in the name");
	return true;
}

/* One declaration at the top of the stack, the table of those seen below it. */
static void
read_declaration(struct config_reader *r)
{
	size_t number, len;

	lua_getfield(r->L, -1, "word");
	lua_getfield(r->L, -2, "name");
	lua_getfield(r->L, -3, "line");
	r->line = (uint32_t)lua_tointeger(r->L, -1);
	r->name = lua_tolstring(r->L, -2, &len);
	r->word = lua_tostring(r->L, -3);
	lua_pop(r->L, 3);
	number = word_number(r->word);
	lua_pushvalue(r->L, -2);
	if (name_sound(r, len) && !said_before(r, &config_words[number])) {
		lua_getfield(r->L, -2, "body");
		readers[number](r);
		lua_pop(r->L, 1);
	}
	lua_pop(r->L, 1);
}

void
config_read(struct config_reader *r)
{
	int declarations = lua_gettop(r->L);
	size_t n = lua_rawlen(r->L, declarations);

	luaL_checkstack(r->L, 20, NULL);
	lua_newtable(r->L);
	for (size_t i = 1; i <= n; i++) {
		lua_rawgeti(r->L, declarations, (lua_Integer)i);
		read_declaration(r);
		lua_pop(r->L, 1);
	}
	lua_pop(r->L, 1);
	config_check_credentials(r);
	settle_tariffs(r->config);
	if (r->config->nsources == 0 && r->problems == 0)
		config_problem(r, "no source is declared");
	if (r->config->npolicies == 0 && r->problems == 0)
		add_default_policy(r);
	lua_pushvalue(r->L, declarations); /* names and texts live as long as it does */
	luaL_ref(r->L, LUA_REGISTRYINDEX);
}
