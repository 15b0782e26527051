/* SPDX-License-Identifier: BSD-2-Clause */
#include "address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
port_parse(const char *s, in_port_t *port)
{
	char *end;
	unsigned long n;

	if (*s < '0' || *s > '9')
		return false;
	n = strtoul(s, &end, 10);
	if (*end != '\0' || n < 1 || n > 65535)
		return false;
	*port = (in_port_t)n;
	return true;
}

/* Split "[host]:port", "host:port", "host"; a host with two colons is IPv6 without a port. */
static const char *
split(const char *text, char host[ADDRESS_HOST], in_port_t *port)
{
	const char *from = text, *end = text + strlen(text), *colon;

	*port = ADDRESS_PORT;
	if (*text == '[') {
		from++;
		end = strchr(from, ']');
		if (end == NULL)
			return "']' is missing";
		if (end[1] != '\0' && (end[1] != ':' || !port_parse(end + 2, port)))
			return "what follows ']' is no port";
	} else if ((colon = strchr(text, ':')) != NULL && strchr(colon + 1, ':') == NULL) {
		end = colon;
		if (!port_parse(colon + 1, port))
			return "what follows ':' is no port";
	}
	if (end == from)
		return "no host";
	if (end - from >= ADDRESS_HOST)
		return "the host's name is too long";
	memcpy(host, from, end - from);
	host[end - from] = '\0';
	return NULL;
}

static bool
is_ipv6(char *host, struct address *a)
{
	char *zone = strchr(host, '%');
	bool ok;

	if (zone != NULL)
		*zone = '\0';
	ok = inet_pton(AF_INET6, host, &a->in6.sin6_addr) == 1;
	if (zone != NULL) {
		*zone = '%';
		a->in6.sin6_scope_id = if_nametoindex(zone + 1);
		ok = ok && a->in6.sin6_scope_id != 0;
	}
	return ok;
}

/* A name can be anything that DNS or a hosts file may hold, but no address gone wrong. */
static bool
is_name(const char *host)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *others = "0123456789-_.";
	size_t n = strspn(host, others);

	while (host[n] != '\0' && (strchr(letters, host[n]) || strchr(others, host[n])))
		n++;
	return host[n] == '\0' && strpbrk(host, letters) != NULL && *host != '-' && *host != '.';
}

/* See address.h. */
const char *
address_parse(const char *text, char host[ADDRESS_HOST], in_port_t *port, struct address *a)
{
	const char *why = split(text, host, port);

	memset(a, 0, sizeof *a);
	if (why != NULL)
		return why;
	if (inet_pton(AF_INET, host, &a->in.sin_addr) == 1) {
		a->in.sin_family = AF_INET;
		a->in.sin_port = htons(*port);
		a->len = sizeof a->in;
	} else if (is_ipv6(host, a)) {
		a->in6.sin6_family = AF_INET6;
		a->in6.sin6_port = htons(*port);
		a->len = sizeof a->in6;
	} else if (!is_name(host))
		return "neither an address nor a name";
	return NULL;
}

/* See address.h. */
const char *
address_format(const struct address *a, char buf[ADDRESS_TEXT])
{
	char host[INET6_ADDRSTRLEN] = "?";
	bool four = a->sa.sa_family == AF_INET;
	const void *from = four ? (const void *)&a->in.sin_addr : &a->in6.sin6_addr;

	inet_ntop(a->sa.sa_family, from, host, sizeof host);
	snprintf(
	    buf, ADDRESS_TEXT, "%s port %u", host, ntohs(four ? a->in.sin_port : a->in6.sin6_port));
	return buf;
}
