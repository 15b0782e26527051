/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "config_read.h"
#include "field.h"

static const char *const auth_protocols[] = { "MD5", "SHA", "SHA-224", "SHA-256", "SHA-384",
	"SHA-512", NULL };
static const char *const priv_protocols[] = { "DES", "AES", "AES-192", "AES-256", NULL };

/* The name is told, never what the file holds. */
static bool
secret_file_sound(struct config_reader *r, const char *key, const char *file)
{
	struct stat st;

	if (stat(file, &st) != 0)
		return config_problem(r, "%s: %s: %s", key, file, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return config_problem(r, "%s: %s: not a regular file", key, file);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return config_problem(r,
		    "%s: %s: others than its owner have access (mode %04o); use 0600", key, file,
		    (unsigned)(st.st_mode & 07777));
	return true;
}

/* The file of the secret's table at the top of the stack. */
static bool
read_secret_file(struct config_reader *r, const char *key, struct config_secret *secret)
{
	const char *name;

	lua_getfield(r->L, -1, "file");
	name = config_text(r, key);
	lua_pop(r->L, 1);
	if (name == NULL)
		return false;
	secret->file = config_resolve(r, name);
	return secret_file_sound(r, key, secret->file);
}

static bool
only_keys(struct config_reader *r, const char *key, bool positional)
{
	bool ok = true;

	for (lua_pushnil(r->L); lua_next(r->L, -2) != 0; lua_pop(r->L, 1)) {
		if (lua_type(r->L, -2) == LUA_TSTRING) {
			if (strcmp(lua_tostring(r->L, -2), "file") != 0)
				ok = config_problem(
				    r, "%s: unknown key \"%.60s\"", key, lua_tostring(r->L, -2));
		} else if (!positional || lua_tonumber(r->L, -2) != 1) {
			ok = config_problem(r, "%s: a value too many", key);
		}
	}
	return ok;
}

static bool
listed(const char *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static bool
read_passphrase(struct config_reader *r, const char *key, const char *const *protocols,
    struct config_secret *secret)
{
	const char *near;

	if (!lua_istable(r->L, -1))
		return config_problem(r, "%s: { PROTOCOL, file = FILE } was expected", key);
	if (!only_keys(r, key, true))
		return false;
	lua_rawgeti(r->L, -1, 1);
	secret->protocol = config_text(r, key);
	lua_pop(r->L, 1);
	if (secret->protocol == NULL)
		return false;
	if (!listed(protocols, secret->protocol)) {
		near = nearest_word(secret->protocol, protocols, sizeof *protocols);
		return config_problem(r, "%s: unknown protocol \"%.40s\"%s%s", key,
		    secret->protocol, near != NULL ? "; did you mean " : "",
		    near != NULL ? near : "");
	}
	return read_secret_file(r, key, secret);
}

static bool
read_auth(struct config_reader *r, const struct config_key *key, void *row)
{
	return read_passphrase(
	    r, key->name, auth_protocols, &((struct config_credential *)row)->auth);
}

static bool
read_priv(struct config_reader *r, const struct config_key *key, void *row)
{
	return read_passphrase(
	    r, key->name, priv_protocols, &((struct config_credential *)row)->priv);
}

static bool
read_community(struct config_reader *r, const struct config_key *key, void *row)
{
	struct config_secret *secret = &((struct config_credential *)row)->community;

	if (lua_istable(r->L, -1))
		return only_keys(r, key->name, false) && read_secret_file(r, key->name, secret);
	secret->text = config_text(r, key->name);
	return secret->text != NULL;
}

static const struct config_key credential_keys[] = {
	{ "version", KEY_COUNT, offsetof(struct config_credential, version), .most = 3 },
	{ "user", KEY_TEXT, offsetof(struct config_credential, user) },
	{ "auth", KEY_CUSTOM, .read = read_auth },
	{ "priv", KEY_CUSTOM, .read = read_priv },
	{ "community", KEY_CUSTOM, .read = read_community },
	{ .name = NULL },
};

static bool
has_community(const struct config_credential *c)
{
	return c->community.file != NULL || c->community.text != NULL;
}

/* What SNMP asks of each version. */
static bool
consistent(struct config_reader *r, const struct config_credential *c)
{
	if (c->version == 0)
		return config_problem(r, "version: 1, 2 or 3 was expected");
	if (c->version == 3) {
		if (c->user == NULL)
			return config_problem(r, "user: missing; version 3 needs it");
		if (has_community(c))
			return config_problem(r, "community: not with version 3");
		if (c->priv.file != NULL && c->auth.file == NULL)
			return config_problem(r, "priv: not without auth");
		return true;
	}
	if (!has_community(c))
		return config_problem(
		    r, "community: missing; version %u needs it", (unsigned)c->version);
	if (c->user != NULL || c->auth.file != NULL || c->priv.file != NULL)
		return config_problem(r, "user, auth and priv are for version 3");
	return true;
}

bool
config_credential_read(struct config_reader *r, struct config_credential *c)
{
	return config_read_keys(r, credential_keys, c) && consistent(r, c);
}
