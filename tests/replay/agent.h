/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REPLAY_AGENT_H
#define REPLAY_AGENT_H

#include <sys/socket.h>

#include "answer.h"

/* Consecutive addresses at one port. */
struct range {
	struct sockaddr_storage first;
	socklen_t len;
	bool port; /* one was given */
	uint32_t count;
};

/* "127.1.0.1:1161-200", "127.1.0.1", "[::1]:1161"; false if it is none. */
bool range_parse(const char *, struct range *);
struct sockaddr_storage range_at(const struct range *, uint32_t);
bool range_holds(const struct range *, const struct sockaddr_storage *);

/* A datagram on its way to somebody. */
struct datagram {
	int64_t due; /* ms */
	struct agent *agent;
	struct sockaddr_storage to;
	socklen_t to_len;
	size_t n;
	uint8_t bytes[];
};

/* Those that wait for their time: a heap, the earliest on top. */
struct post {
	struct datagram **waiting;
	size_t n, size;
};

/* The datagram belongs to the post, if there is memory for it; else it is lost. */
void post_add(struct post *, struct datagram *);
/* Send what is due; ms until the next one is, -1 if none waits. */
int post_send(struct post *, int64_t now);
void post_free(struct post *);

/* One address. */
struct agent {
	struct sockaddr_storage address;
	socklen_t len;
	char text[64]; /* the address without its port */
	int fd, other; /* other: where a liar answers from; -1: not open */
	uint32_t number;
	const struct walk *walk;
	struct behaviour behaviour;
	int64_t read, started; /* ms: when the behaviour was read, when it began to count */
	uint32_t restarts;
	bool restarted; /* as the behaviour demands */
	uint64_t asked, random;
	struct datagram *held;
	uint8_t *stale; /* list of the request before */
	size_t stale_len;
};

struct agent_stats {
	uint64_t requests, answers, varbinds;
	int64_t first, last; /* ms: first and last answer; -1: none yet */
};

/* Bind the agent's socket; false with errno. */
bool agent_open(struct agent *);
void agent_close(struct agent *);

/* The behaviour has been read anew. */
void agent_behave(struct agent *, const struct behaviour *, int64_t now);

/* Take what is there to be read and answer it as the agent does. */
void agent_hear(
    struct agent *, struct answer *, struct post *, int64_t now, struct agent_stats *, FILE *log);

#endif
