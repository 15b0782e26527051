/* SPDX-License-Identifier: BSD-2-Clause */
#include "channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct channel {
	void *session; /* the library's, with the transport and the socket */
	const struct credential *credential;
	struct engine *engine;
	struct usmUser *user; /* version 3 */
	channel_heard *heard;
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
	struct channel *c = t->data;

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
	channel_again(c);
	return n;
}

static int
transport_recv(netsnmp_transport *t, void *buf, int size, void **opaque, int *nopaque)
{
	struct channel *c = t->data;
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
transport_new(struct channel *c)
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
	struct channel *c = ctx;

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
session_new(struct channel *c, netsnmp_transport *t)
{
	const struct credential *k = c->credential;
	netsnmp_session s;
	void *session;

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
	session = snmp_sess_add(&s, t, NULL, NULL);
	if (session != NULL) {
		snmp_sess_session(session)->flags |= SNMP_FLAGS_DONT_PROBE;
		snmp_sess_session(session)->retries = -1; /* a report is our business */
	}
	return session;
}

/* Open a socket and a session. */
struct channel *
channel_open(const struct address *a, const struct credential *k, struct engine *engine,
    channel_heard *heard, void *ctx, struct error *e)
{
	struct channel *c = calloc(1, sizeof *c);
	netsnmp_transport *t;

	if (c == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	*c = (struct channel){
		.credential = k, .engine = engine, .heard = heard, .ctx = ctx, .fd = -1
	};
	c->fd = socket_to(a, e);
	if (c->fd >= 0 && k->version == SNMP_VERSION_3)
		c->user = usm_user_new(k, engine);
	t = c->fd < 0 || (k->version == SNMP_VERSION_3 && c->user == NULL) ? NULL
									   : transport_new(c);
	if (t != NULL && (c->session = session_new(c, t)) != NULL)
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
channel_close(struct channel *c)
{
	if (c == NULL)
		return;
	c->closing = true;
	snmp_sess_close(c->session);
	usm_user_free(c->user);
	free(c->packet);
	free(c);
}

int
channel_fd(const struct channel *c)
{
	return c->fd;
}

/* See channel.h. */
bool
channel_send(struct channel *c, netsnmp_pdu *pdu, uint64_t now)
{
	int number;

	c->error = 0;
	c->sending = true;
	c->open = pdu->reqid;
	if (c->user != NULL)
		usm_lend(c->user, c->engine, now);
	number = snmp_sess_async_send(c->session, pdu, answer, c);
	if (c->user != NULL)
		usm_take_back(c->user, c->engine, now);
	c->sending = false;
	if (number == 0)
		snmp_free_pdu(pdu);
	return number != 0;
}

static int
send_error(const struct channel *c)
{
	return send(c->fd, c->packet, c->packet_len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

/*
 * The kernel tells of the datagram before this one first, and then sends
 * nothing: once more.  A full socket buffer is as good as a lost datagram, the
 * timer brings the next try.
 */
void
channel_again(struct channel *c)
{
	int error = send_error(c);

	if (error == ECONNREFUSED || error == EHOSTUNREACH)
		error = send_error(c);
	if (error != EAGAIN && error != EINTR && error != ENOBUFS)
		c->error = error;
}

static enum channel_read
unanswered(const struct channel *c, int result)
{
	if (c->error == EAGAIN || c->error == EINTR)
		return CHANNEL_NOTHING;
	if (c->error != 0)
		return CHANNEL_REFUSED;
	return result == 0 ? CHANNEL_STRAY : CHANNEL_GARBLED;
}

/* See channel.h. */
enum channel_read
channel_read(struct channel *c, netsnmp_large_fd_set *set, uint64_t now)
{
	int result;

	if ((unsigned)c->fd >= set->lfs_setsize && !netsnmp_large_fd_set_resize(set, c->fd + 1024))
		return CHANNEL_NOTHING;
	NETSNMP_LARGE_FD_SET(c->fd, set);
	c->answered = false;
	if (c->user != NULL)
		usm_lend(c->user, c->engine, now);
	result = snmp_sess_read2(c->session, set);
	if (c->user != NULL)
		usm_take_back(c->user, c->engine, now);
	NETSNMP_LARGE_FD_CLR(c->fd, set);
	return c->answered ? CHANNEL_ANSWER : unanswered(c, result);
}

size_t
channel_bytes(const struct channel *c)
{
	return c->bytes;
}

int
channel_errno(const struct channel *c)
{
	return c->error;
}
