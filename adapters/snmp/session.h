/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SESSION_H
#define DECOM_SESSION_H

#include "address.h"
#include "snmplib.h"

/*
 * One agent, one credential, one UDP socket: connected, so that the kernel
 * drops what others send and tells of a closed port.  The library builds and
 * parses the messages; sending again and waiting are the conversation's, so
 * the library's own timeouts never run.  Nothing goes out but what
 * session_send() and session_again() send: an agent cannot make the library
 * answer it.
 */
struct session;

/* What came of looking into the socket. */
enum session_read {
	SESSION_NOTHING,
	SESSION_ANSWER,  /* the callback was told */
	SESSION_STRAY,   /* an answer to nothing that is open */
	SESSION_GARBLED, /* no SNMP message, or (SNMPv3) not from the engine and user we speak to */
	SESSION_REFUSED  /* nobody listens, or there is no way there: see session_errno() */
};

/* Told of the answer to the open request; must not close the session. */
typedef void session_heard(void *ctx, netsnmp_pdu *);

/* NULL with the error set.  The engine belongs to the caller, must stay, and is kept up to date. */
struct session *session_open(const struct address *, const struct credential *, struct engine *,
    session_heard *, void *ctx, struct error *);
void session_close(struct session *); /* NULL is fine */
int session_fd(const struct session *);

/*
 * Send a request; it is the one that is open from now on.  The PDU is the
 * session's in any case.  False without memory, or if it cannot be built.
 */
bool session_send(struct session *, netsnmp_pdu *, uint64_t now);

/* The same bytes once more. */
void session_again(struct session *);

/* Take one datagram. */
enum session_read session_read(struct session *, netsnmp_large_fd_set *, uint64_t now);

size_t session_bytes(const struct session *); /* of the last datagram read */
int session_errno(const struct session *);    /* of the last SESSION_REFUSED, or of a send; 0 */

#endif
