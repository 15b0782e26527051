/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SNMPLIB_H
#define DECOM_SNMPLIB_H

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>

#include "error.h"
#include "poller.h"

/*
 * libnetsnmp, tamed: it reads no file and writes none, logs nothing, and
 * keeps nothing of an agent.  The library holds users and clocks of SNMPv3
 * engines in lists for the whole process that only grow; here both belong to
 * the conversation, and are lent to the library for the time of one call.
 * One thread only.
 */

/* Once per process is enough, more often is fine. */
void snmplib_start(void);

/* A credential in the library's terms; the keys are derived once. */
struct credential {
	char *name;
	int version; /* SNMP_VERSION_... */
	char *community;
	char *user;
	int level;
	const oid *auth, *priv;
	size_t auth_len, priv_len;
	uint8_t auth_key[USM_LENGTH_KU_HASHBLOCK], priv_key[USM_LENGTH_KU_HASHBLOCK];
	size_t auth_key_len, priv_key_len;
};

/* NULL with the error set, which names the credential and never a secret. */
struct credential *credential_new(const struct poller_credential *, struct error *);
void credential_free(struct credential *); /* secrets are wiped */

/* What is known of an agent's SNMPv3 engine; len 0: nothing. */
struct engine {
	uint8_t id[32];
	uint8_t len;
	bool authentic; /* boots and time came in an authentic message */
	uint32_t boots, time;
	uint64_t at; /* microseconds: when that was the time */
};

/* The user of a credential at an engine; the engine may be unknown.  NULL without memory. */
struct usmUser *usm_user_new(const struct credential *, const struct engine *);
void usm_user_free(struct usmUser *); /* NULL is fine */

/* Between these two the library knows this user and this engine, and no other. */
void usm_lend(struct usmUser *, const struct engine *, uint64_t now);
void usm_take_back(struct usmUser *, struct engine *, uint64_t now);

/* What a report says, for a person; NULL: something that is not known. */
const char *usm_report(int type);

/*
 * A varbind as the library has it in ours.  room is for
 * OIDs, which the result points to.
 */
struct varbind_room {
	uint32_t name[OID_ARCS], value[OID_ARCS];
};
void varbind_from(const netsnmp_variable_list *, struct varbind_room *, struct varbind *);

#endif
