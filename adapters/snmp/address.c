/* SPDX-License-Identifier: BSD-2-Clause */
#include "address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* See address.h. */
const char *
address_parse(const char *text, char host[HOST_TEXT], in_port_t *port, struct address *a)
{
	const char *why = host_split(text, host, port);

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
	} else if (!host_is_name(host))
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
