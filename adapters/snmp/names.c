/* SPDX-License-Identifier: BSD-2-Clause */
#include "names.h"

#include <ares.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

struct names {
	ares_channel channel;
	int epoll;
	unsigned open;
};

struct names_lookup {
	struct names *names;
	names_found *found; /* NULL: forgotten */
	void *ctx;
	in_port_t port;
	size_t most;
	bool returned; /* names_lookup() has: the caller knows of it */
	bool over;
};

enum { TRY_MS = 2000, TRIES = 3 };

/* c-ares opens and closes its sockets as it likes; it tells what to watch. */
static void
watch(void *data, ares_socket_t fd, int readable, int writable)
{
	struct names *r = data;
	struct epoll_event event = { .events =
					 (readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u),
		.data.u64 = NAMES_MARK + (uint64_t)fd };

	if (event.events == 0)
		epoll_ctl(r->epoll, EPOLL_CTL_DEL, fd, NULL);
	else if (epoll_ctl(r->epoll, EPOLL_CTL_MOD, fd, &event) != 0 && errno == ENOENT)
		epoll_ctl(r->epoll, EPOLL_CTL_ADD, fd, &event);
}

/* With the configuration of the system as it is now. */
struct names *
names_new(int epoll, struct error *e)
{
	struct names *r = calloc(1, sizeof *r);
	struct ares_options o = { .timeout = TRY_MS, .tries = TRIES, .sock_state_cb = watch };
	int status;

	if (r == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	o.sock_state_cb_data = r;
	r->epoll = epoll;
	status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status == ARES_SUCCESS)
		status = ares_init_options(
		    &r->channel, &o, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
	if (status != ARES_SUCCESS) {
		error_set(e, "no resolver: %s", ares_strerror(status));
		free(r);
		return NULL;
	}
	return r;
}

/* Open lookups end with it, without a call. */
void
names_free(struct names *r)
{
	if (r == NULL)
		return;
	ares_destroy(r->channel);
	ares_library_cleanup();
	free(r);
}

static size_t
take(const struct ares_addrinfo *info, in_port_t port, struct address *to, size_t most)
{
	size_t n = 0;

	for (const struct ares_addrinfo_node *i = info->nodes; i != NULL && n < most;
	     i = i->ai_next) {
		struct address *a = &to[n];

		if ((i->ai_family != AF_INET && i->ai_family != AF_INET6) ||
		    i->ai_addrlen > sizeof a->in6)
			continue;
		*a = (struct address){ .len = (socklen_t)i->ai_addrlen };
		memcpy(&a->sa, i->ai_addr, i->ai_addrlen);
		if (i->ai_family == AF_INET)
			a->in.sin_port = htons(port);
		else
			a->in6.sin6_port = htons(port);
		n++;
	}
	return n;
}

static void
answered(void *arg, int status, int timeouts, struct ares_addrinfo *info)
{
	struct names_lookup *l = arg;
	struct address found[8];
	size_t n = 0;

	l->names->open--;
	l->over = true;
	if (status == ARES_SUCCESS)
		n = take(info, l->port, found, l->most < 8 ? l->most : 8);
	if (info != NULL)
		ares_freeaddrinfo(info);
	if (l->found != NULL && status != ARES_EDESTRUCTION && status != ARES_ECANCELLED)
		l->found(l->ctx, found, n,
		    status != ARES_SUCCESS ? ares_strerror(status) : "it has no address");
	if (l->returned)
		free(l);
}

/* See names.h. */
struct names_lookup *
names_lookup(
    struct names *r, const char *host, in_port_t port, size_t most, names_found *found, void *ctx)
{
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM };
	struct names_lookup *l = calloc(1, sizeof *l);

	if (l == NULL) {
		found(ctx, NULL, 0, "out of memory");
		return NULL;
	}
	*l = (struct names_lookup){
		.names = r, .found = found, .ctx = ctx, .port = port, .most = most
	};
	r->open++;
	ares_getaddrinfo(r->channel, host, NULL, &hints, answered, l);
	if (l->over) {
		free(l);
		return NULL;
	}
	l->returned = true;
	return l;
}

/* The lookup goes on by itself, and nobody is told. */
void
names_forget(struct names_lookup *l)
{
	l->found = NULL;
}

/* Something happened on one of its sockets. */
void
names_event(struct names *r, uint64_t data, uint32_t events)
{
	ares_socket_t fd = (ares_socket_t)(data & ~NAMES_MARK);

	ares_process_fd(r->channel, events & ~(uint32_t)EPOLLOUT ? fd : ARES_SOCKET_BAD,
	    events & EPOLLOUT ? fd : ARES_SOCKET_BAD);
}

/* Let it notice what time it is. */
void
names_expire(struct names *r)
{
	if (r->open > 0)
		ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

/* How long the loop may sleep. */
int
names_wait(struct names *r)
{
	struct timeval tv;

	if (r->open == 0)
		return -1;
	if (ares_timeout(r->channel, NULL, &tv) == NULL)
		return 1000;
	return (int)(tv.tv_sec * 1000 + tv.tv_usec / 1000 + 1);
}
