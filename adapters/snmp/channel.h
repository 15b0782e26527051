/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CHANNEL_H
#define DECOM_CHANNEL_H

#include "address.h"
#include "library.h"

/*
 * One agent, one credential, one UDP socket: connected, so that the kernel
 * drops what others send and tells of a closed port.  The library builds and
 * parses the messages; sending again and waiting are the conversation's, so
 * the library's own timeouts never run.  Nothing goes out but what
 * channel_send() and channel_again() send: an agent cannot make the library
 * answer it.
 */
struct channel;

/* What came of looking into the socket. */
enum channel_read {
	CHANNEL_NOTHING,
	CHANNEL_ANSWER,  /* the callback was told */
	CHANNEL_STRAY,   /* an answer to nothing that is open */
	CHANNEL_GARBLED, /* no SNMP message, or (SNMPv3) not from the engine and user we speak to */
	CHANNEL_REFUSED  /* nobody listens, or there is no way there: see channel_errno() */
};

/* Told of the answer to the open request; must not close the channel. */
typedef void channel_heard(void *ctx, netsnmp_pdu *);

/* NULL with the error set.  The engine belongs to the caller, must stay, and is kept up to date. */
struct channel *channel_open(const struct address *, const struct credential *, struct engine *,
    channel_heard *, void *ctx, struct error *);
void channel_close(struct channel *); /* NULL is fine */
int channel_fd(const struct channel *);

/*
 * Send a request; it is the one that is open from now on.  The PDU is the
 * channel's in any case.  False without memory, or if it cannot be built.
 */
bool channel_send(struct channel *, netsnmp_pdu *, uint64_t now);

/* The same bytes once more. */
void channel_again(struct channel *);

/* Take one datagram. */
enum channel_read channel_read(struct channel *, netsnmp_large_fd_set *, uint64_t now);

size_t channel_bytes(const struct channel *); /* of the last datagram read */
int channel_errno(const struct channel *);    /* of the last CHANNEL_REFUSED, or of a send; 0 */

#endif
