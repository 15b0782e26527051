/* SPDX-License-Identifier: BSD-2-Clause */
#include "snmplib.h"

#include <stdlib.h>
#include <string.h>

static bool
at_engine(struct usmUser *u, const struct engine *e)
{
	if (e->len == 0)
		return true;
	u->engineID = netsnmp_memdup(e->id, e->len);
	u->engineIDLen = e->len;
	return u->engineID != NULL;
}

static bool
authenticates(struct usmUser *u, const struct credential *c)
{
	SNMP_FREE(u->authProtocol);
	u->authProtocol = snmp_duplicate_objid(c->auth, c->auth_len);
	u->authProtocolLen = c->auth_len;
	u->authKeyLen = USM_LENGTH_KU_HASHBLOCK;
	u->authKey = calloc(1, u->authKeyLen);
	return u->authProtocol != NULL && u->authKey != NULL &&
	       generate_kul(u->authProtocol, u->authProtocolLen, u->engineID, u->engineIDLen,
		   c->auth_key, c->auth_key_len, u->authKey, &u->authKeyLen) == SNMPERR_SUCCESS;
}

static bool
encrypts(struct usmUser *u, const struct credential *c)
{
	SNMP_FREE(u->privProtocol);
	u->privProtocol = snmp_duplicate_objid(c->priv, c->priv_len);
	u->privProtocolLen = c->priv_len;
	u->privKeyLen = USM_LENGTH_KU_HASHBLOCK;
	u->privKey = calloc(1, u->privKeyLen);
	return u->privProtocol != NULL && u->privKey != NULL &&
	       generate_kul(u->authProtocol, u->authProtocolLen, u->engineID, u->engineIDLen,
		   c->priv_key, c->priv_key_len, u->privKey, &u->privKeyLen) == SNMPERR_SUCCESS &&
	       usm_extend_user_kul(u, USM_LENGTH_KU_HASHBLOCK) == SNMPERR_SUCCESS;
}

/*
 * The user with its keys localised for the engine; without an engine the
 * nameless user, in whose name engines are asked for.
 */
struct usmUser *
usm_user_new(const struct credential *c, const struct engine *e)
{
	struct usmUser *u = usm_create_user();
	const char *name = e->len == 0 ? "" : c->user;

	if (u == NULL)
		return NULL;
	u->name = strdup(name);
	u->secName = strdup(name);
	if (u->name == NULL || u->secName == NULL || !at_engine(u, e) ||
	    (e->len > 0 && c->auth != NULL && !authenticates(u, c)) ||
	    (e->len > 0 && c->priv != NULL && !encrypts(u, c))) {
		usm_user_free(u);
		return NULL;
	}
	return u;
}

/* The library wipes the keys. */
void
usm_user_free(struct usmUser *u)
{
	if (u != NULL)
		usm_free_user(u);
}

/* Let the library have the user and the engine's clock. */
void
usm_lend(struct usmUser *u, const struct engine *e, uint64_t now)
{
	usm_add_user(u);
	if (e->len > 0)
		set_enginetime(e->id, e->len, e->boots,
		    e->time + (uint32_t)((now - e->at) / 1000000), e->authentic);
}

/* Take back the user and the clock, and whatever other engines a message brought in. */
void
usm_take_back(struct usmUser *u, struct engine *e, uint64_t now)
{
	u_int boots = 0, time = 0;

	usm_remove_user(u);
	u->prev = u->next = NULL;
	if (e->len > 0) {
		get_enginetime(e->id, e->len, &boots, &time, TRUE);
		e->authentic = boots != 0 || time != 0;
		if (!e->authentic)
			get_enginetime(e->id, e->len, &boots, &time, FALSE);
		e->boots = boots;
		e->time = time;
		e->at = now;
	}
	free_etimelist();
}

/* In words. */
const char *
usm_report(int type)
{
	switch (type) {
	case SNMPERR_UNKNOWN_USER_NAME: return "it does not know the user";
	case SNMPERR_AUTHENTICATION_FAILURE:
		return "wrong digest: the authentication secret or "
		       "protocol is not the agent's";
	case SNMPERR_NOT_IN_TIME_WINDOW:
		return "not in time window, even after its clock was taken";
	case SNMPERR_UNSUPPORTED_SEC_LEVEL:
		return "it does not support this security level for "
		       "the user";
	case SNMPERR_DECRYPTION_ERR:
		return "it cannot decrypt: the privacy secret or protocol is "
		       "not the agent's";
	case SNMPERR_UNKNOWN_ENG_ID: return "unknown engine ID";
	case SNMPERR_BAD_CONTEXT: return "unknown or unavailable context";
	case SNMPERR_UNKNOWN_SEC_MODEL: return "it does not know the user-based security model";
	default: return NULL;
	}
}
