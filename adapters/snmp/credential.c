/* SPDX-License-Identifier: BSD-2-Clause */
#include "library.h"

#include <stdlib.h>
#include <string.h>

static bool
protocol(struct credential *c, const struct poller_credential *from, struct error *e)
{
	int auth, priv = -1;

	if (from->auth == NULL && from->priv != NULL)
		return error_set(e, "credential %s: privacy needs authentication as well", c->name);
	if (from->auth == NULL)
		return true;
	auth = usm_lookup_auth_type(from->auth);
	if (auth <= NETSNMP_USMAUTH_NOAUTH)
		return error_set(e,
		    "credential %s: this net-snmp has no authentication protocol %s", c->name,
		    from->auth);
	c->auth = sc_get_auth_oid(auth, &c->auth_len);
	if (from->priv != NULL &&
	    (priv = usm_lookup_priv_type(from->priv)) <= USM_CREATE_USER_PRIV_NONE)
		return error_set(e, "credential %s: this net-snmp has no privacy protocol %s",
		    c->name, from->priv);
	if (from->priv != NULL)
		c->priv = sc_get_priv_oid(priv, &c->priv_len);
	if (c->auth == NULL || (from->priv != NULL && c->priv == NULL))
		return error_set(
		    e, "credential %s: net-snmp does not know its own protocols", c->name);
	c->level = from->priv != NULL ? SNMP_SEC_LEVEL_AUTHPRIV : SNMP_SEC_LEVEL_AUTHNOPRIV;
	return true;
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
	if (!protocol(c, from, e))
		return false;
	if (c->auth != NULL &&
	    !derive(c, "authentication", from->auth_secret, c->auth_key, &c->auth_key_len, e))
		return false;
	return c->priv == NULL ||
	       derive(c, "privacy", from->priv_secret, c->priv_key, &c->priv_key_len, e);
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
