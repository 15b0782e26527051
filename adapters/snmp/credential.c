/* SPDX-License-Identifier: BSD-2-Clause */
#include "snmplib.h"

#include <stdlib.h>
#include <string.h>

/* The library takes any beginning of a name for the name ("SHA-3" for SHA-384). */
static const char *const auths[] = { "MD5", "SHA", "SHA-1", "SHA1", "SHA-224", "SHA224", "SHA-256",
	"SHA256", "SHA-384", "SHA384", "SHA-512", "SHA512", NULL };
static const char *const privs[] = { "DES", "AES", "AES-128", "AES128", "AES-192", "AES192",
	"AES-256", "AES256", "AES-192-C", "AES192C", "AES-256-C", "AES256C", NULL };

static bool
is_named(const char *const *names, const char *name)
{
	while (*names != NULL && strcasecmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static bool
authenticates(struct credential *c, const char *name, struct error *e)
{
	int type = is_named(auths, name) ? usm_lookup_auth_type(name) : -1;

	if (type >= 0)
		c->auth = sc_get_auth_oid(type, &c->auth_len);
	c->level = SNMP_SEC_LEVEL_AUTHNOPRIV;
	return c->auth != NULL ||
	       error_set(e, "credential %s: this net-snmp has no authentication protocol %s",
		   c->name, name);
}

static bool
encrypts(struct credential *c, const char *name, struct error *e)
{
	int type = is_named(privs, name) ? usm_lookup_priv_type(name) : -1;

	if (type >= 0)
		c->priv = sc_get_priv_oid(type, &c->priv_len);
	c->level = SNMP_SEC_LEVEL_AUTHPRIV;
	return c->priv != NULL ||
	       error_set(
		   e, "credential %s: this net-snmp has no privacy protocol %s", c->name, name);
}

/* The slow part, about 2 ms: a megabyte is hashed (RFC 3414, A.2). */
static bool
derive(struct credential *c, const char *what, const char *secret, uint8_t *key, size_t *len,
    struct error *e)
{
	if (secret == NULL || strlen(secret) < USM_LENGTH_P_MIN)
		return error_set(e, "credential %s: the %s secret is shorter than %d characters",
		    c->name, what, USM_LENGTH_P_MIN);
	*len = USM_LENGTH_KU_HASHBLOCK;
	if (generate_Ku(c->auth, c->auth_len, (const u_char *)secret, strlen(secret), key, len) !=
	    SNMPERR_SUCCESS)
		return error_set(
		    e, "credential %s: no key can be made of the %s secret", c->name, what);
	return true;
}

static bool
user_based(struct credential *c, const struct poller_credential *from, struct error *e)
{
	c->version = SNMP_VERSION_3;
	c->level = SNMP_SEC_LEVEL_NOAUTH;
	if (from->user == NULL || *from->user == '\0' || strlen(from->user) > 32)
		return error_set(
		    e, "credential %s: version 3 needs a user of 1 to 32 characters", c->name);
	c->user = strdup(from->user);
	if (c->user == NULL)
		return error_set(e, "out of memory");
	if (from->auth == NULL && from->priv != NULL)
		return error_set(e, "credential %s: privacy needs authentication as well", c->name);
	if (from->auth != NULL &&
	    (!authenticates(c, from->auth, e) ||
		!derive(c, "authentication", from->auth_secret, c->auth_key, &c->auth_key_len, e)))
		return false;
	return from->priv == NULL ||
	       (encrypts(c, from->priv, e) &&
		   derive(c, "privacy", from->priv_secret, c->priv_key, &c->priv_key_len, e));
}

static bool
fill(struct credential *c, const struct poller_credential *from, struct error *e)
{
	c->name = strdup(from->name != NULL ? from->name : "");
	if (c->name == NULL)
		return error_set(e, "out of memory");
	if (from->version == 3)
		return user_based(c, from, e);
	if (from->version != 1 && from->version != 2)
		return error_set(
		    e, "credential %s: there is no SNMP version %u", c->name, from->version);
	if (from->community == NULL)
		return error_set(e, "credential %s: a community is missing", c->name);
	if (strlen(from->community) > 255)
		return error_set(
		    e, "credential %s: a community has at most 255 characters", c->name);
	c->version = from->version == 1 ? SNMP_VERSION_1 : SNMP_VERSION_2c;
	c->community = strdup(from->community);
	return c->community != NULL || error_set(e, "out of memory");
}

/* Check it and derive its keys. */
struct credential *
credential_new(const struct poller_credential *from, struct error *e)
{
	struct credential *c = calloc(1, sizeof *c);

	if (c == NULL)
		error_set(e, "out of memory");
	else if (!fill(c, from, e)) {
		credential_free(c);
		c = NULL;
	}
	return c;
}

/* Wipe and free. */
void
credential_free(struct credential *c)
{
	if (c == NULL)
		return;
	if (c->community != NULL)
		explicit_bzero(c->community, strlen(c->community));
	free(c->community);
	free(c->user);
	free(c->name);
	explicit_bzero(c, sizeof *c);
	free(c);
}
