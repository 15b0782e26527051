/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CHANNEL_H
#define DECOM_CHANNEL_H

/*
 * What decom.so and the worker that it spawned say to each other: datagrams
 * of text on a SOCK_SEQPACKET socketpair, each one word, or one word, a
 * blank and its argument.  No newline and no NUL at the end.  Either side
 * ignores words that it does not know.
 *
 * worker to agent:
 *	alive			nothing new; at least every CHANNEL_ALIVE_EVERY seconds
 *	running			a run has begun
 *	idle			the run is over, and the worker waits for the next one
 *	published GENERATION	STATEDIR/snapshot was replaced; decimal
 *	error TEXT		a run failed, or part of it did; TEXT becomes decomLastError
 *
 * agent to worker:
 *	refresh			begin a run now
 *
 * End of file means that snmpd is gone or unloads the module: the worker ends.
 */
enum {
	CHANNEL_FD = 3,          /* the worker's end, in the worker */
	CHANNEL_MAX = 1024,      /* bytes of a datagram; longer ones are cut */
	CHANNEL_ALIVE_EVERY = 10 /* seconds */
};

#define CHANNEL_ALIVE "alive"
#define CHANNEL_RUNNING "running"
#define CHANNEL_IDLE "idle"
#define CHANNEL_PUBLISHED "published"
#define CHANNEL_ERROR "error"
#define CHANNEL_REFRESH "refresh"

#endif
