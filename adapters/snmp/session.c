/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct session {
	void *handle; /* the library's, with the transport and the socket */
	const struct credential *credential;
	struct engine *engine;
	struct usmUser *user; /* version 3 */
	session_heard *heard;
	void *ctx;
	int fd;
	int error; /* of the socket */
	bool sending, closing;
	bool answered;
	long open;       /* number of the open request */
	uint8_t *packet; /* as it was sent */
	size_t packet_len, packet_cap;
	size_t bytes; /* of the last datagram */
};

/* The library's transport: our socket.  Keeps what is sent, for sending it again. */
static int
transport_send(netsnmp_transport *t, const void *data, int n, void **opaque, int *nopaque)
{
	struct session *c = t->data;

	if (!c->sending)
		return -1;
	if ((size_t)n > c->packet_cap) {
		uint8_t *packet = realloc(c->packet, n);

		if (packet == NULL)
			return -1;
		c->packet = packet;
		c->packet_cap = n;
	}
	memcpy(c->packet, data, n);
	c->packet_len = n;
	session_again(c);
	return n;
}

static int
transport_recv(netsnmp_transport *t, void *buf, int size, void **opaque, int *nopaque)
{
	struct session *c = t->data;
	ssize_t n = recv(c->fd, buf, size, MSG_DONTWAIT);

	*opaque = NULL;
	*nopaque = 0;
	c->error = n < 0 ? errno : 0;
	c->bytes = n < 0 ? 0 : n;
	return (int)n;
}

/* The library frees what data points to unless it is taken away. */
static int
transport_close(netsnmp_transport *t)
{
	t->data = NULL;
	t->data_length = 0;
	if (t->sock >= 0)
		close(t->sock);
	t->sock = -1;
	return 0;
}

static netsnmp_transport *
transport_new(struct session *c)
{
	netsnmp_transport *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->domain = netsnmpUDPDomain;
	t->domain_length = (int)netsnmpUDPDomain_len;
	t->sock = c->fd;
	t->data = c;
	t->data_length = sizeof *c;
	t->msgMaxSize = 65507;
	t->f_recv = transport_recv;
	t->f_send = transport_send;
	t->f_close = transport_close;
	return t;
}

static int
socket_to(const struct address *a, struct error *e)
{
	char text[ADDRESS_TEXT];
	int fd = socket(a->sa.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		error_set(e, "no socket: %s", strerror(errno));
	else if (connect(fd, &a->sa, a->len) != 0) {
		error_set(e, "no way to %s: %s", address_format(a, text), strerror(errno));
		close(fd);
		fd = -1;
	}
	return fd;
}

/*
 * The library's callback.  It is called for SEC_ERROR, which a report brings
 * with it, and when a session is closed: neither is an answer.  Nor is a late
 * one to a request given up; a report need not carry the request's number.
 */
static int
answer(int op, netsnmp_session *s, int number, netsnmp_pdu *pdu, void *ctx)
{
	struct session *c = ctx;

	if (op != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || c->closing || c->open == 0)
		return 1;
	if (pdu->reqid != c->open && pdu->command != SNMP_MSG_REPORT)
		return 1;
	c->answered = true;
	c->open = 0;
	c->heard(c->ctx, pdu);
	return 1;
}

static void *
handle_new(struct session *c, netsnmp_transport *t)
{
	const struct credential *k = c->credential;
	netsnmp_session s;
	void *handle;

	snmp_sess_init(&s);
	s.version = k->version;
	s.timeout = 3600 * 1000000L;
	s.retries = 0;
	s.flags |= SNMP_FLAGS_DONT_PROBE;
	if (k->version == SNMP_VERSION_3) {
		s.securityModel = SNMP_SEC_MODEL_USM;
		s.securityLevel = c->engine->len > 0 ? k->level : SNMP_SEC_LEVEL_NOAUTH;
		s.securityName = c->engine->len > 0 ? k->user : (char *)"";
		s.securityNameLen = strlen(s.securityName);
		s.securityEngineID = c->engine->id;
		s.securityEngineIDLen = c->engine->len;
	} else {
		s.community = (u_char *)k->community;
		s.community_len = strlen(k->community);
	}
	handle = snmp_sess_add(&s, t, NULL, NULL);
	if (handle != NULL) {
		snmp_sess_session(handle)->flags |= SNMP_FLAGS_DONT_PROBE;
		snmp_sess_session(handle)->retries = -1; /* a report is our business */
	}
	return handle;
}

/* Open a socket and a session. */
struct session *
session_open(const struct address *a, const struct credential *k, struct engine *engine,
    session_heard *heard, void *ctx, struct error *e)
{
	struct session *c = calloc(1, sizeof *c);
	netsnmp_transport *t;

	if (c == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	*c = (struct session){
		.credential = k, .engine = engine, .heard = heard, .ctx = ctx, .fd = -1
	};
	c->fd = socket_to(a, e);
	if (c->fd >= 0 && k->version == SNMP_VERSION_3)
		c->user = usm_user_new(k, engine);
	t = c->fd < 0 || (k->version == SNMP_VERSION_3 && c->user == NULL) ? NULL
									   : transport_new(c);
	if (t != NULL && (c->handle = handle_new(c, t)) != NULL)
		return c;
	if (c->fd >= 0) {
		error_set(e, "no session: %s", t == NULL ? "out of memory" : snmp_api_errstring(0));
		if (t == NULL) /* else the library has closed it */
			close(c->fd);
	}
	usm_user_free(c->user);
	free(c);
	return NULL;
}

/* End the session and close the socket. */
void
session_close(struct session *c)
{
	if (c == NULL)
		return;
	c->closing = true;
	snmp_sess_close(c->handle);
	usm_user_free(c->user);
	free(c->packet);
	free(c);
}

int
session_fd(const struct session *c)
{
	return c->fd;
}

/* See session.h. */
bool
session_send(struct session *c, netsnmp_pdu *pdu, uint64_t now)
{
	int number;

	c->error = 0;
	c->sending = true;
	c->open = pdu->reqid;
	if (c->user != NULL)
		usm_lend(c->user, c->engine, now);
	number = snmp_sess_async_send(c->handle, pdu, answer, c);
	if (c->user != NULL)
		usm_take_back(c->user, c->engine, now);
	c->sending = false;
	if (number == 0)
		snmp_free_pdu(pdu);
	return number != 0;
}

static int
send_error(const struct session *c)
{
	return send(c->fd, c->packet, c->packet_len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

/*
 * The kernel tells of the datagram before this one first, and then sends
 * nothing: once more.  A full socket buffer is as good as a lost datagram, the
 * timer brings the next try.
 */
void
session_again(struct session *c)
{
	int error = send_error(c);

	if (error == ECONNREFUSED || error == EHOSTUNREACH)
		error = send_error(c);
	if (error != EAGAIN && error != EINTR && error != ENOBUFS)
		c->error = error;
}

static enum session_read
unanswered(const struct session *c, int result)
{
	if (c->error == EAGAIN || c->error == EINTR)
		return SESSION_NOTHING;
	if (c->error != 0)
		return SESSION_REFUSED;
	return result == 0 ? SESSION_STRAY : SESSION_GARBLED;
}

/* See session.h. */
enum session_read
session_read(struct session *c, netsnmp_large_fd_set *set, uint64_t now)
{
	int result;

	if ((unsigned)c->fd >= set->lfs_setsize && !netsnmp_large_fd_set_resize(set, c->fd + 1024))
		return SESSION_NOTHING;
	NETSNMP_LARGE_FD_SET(c->fd, set);
	c->answered = false;
	if (c->user != NULL)
		usm_lend(c->user, c->engine, now);
	result = snmp_sess_read2(c->handle, set);
	if (c->user != NULL)
		usm_take_back(c->user, c->engine, now);
	NETSNMP_LARGE_FD_CLR(c->fd, set);
	return c->answered ? SESSION_ANSWER : unanswered(c, result);
}

size_t
session_bytes(const struct session *c)
{
	return c->bytes;
}

int
session_errno(const struct session *c)
{
	return c->error;
}
