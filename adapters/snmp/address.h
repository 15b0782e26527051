/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ADDRESS_H
#define DECOM_ADDRESS_H

#include "host.h"

#include <netinet/in.h>
#include <stdbool.h>

/* Where an agent is.  len 0: not known yet, the host is a name. */
struct address {
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	};
	socklen_t len;
};

enum { ADDRESS_TEXT = 80 };

/*
 * "192.0.2.7", "192.0.2.7:1161", "2001:db8::7", "[fe80::1%eth0]:161",
 * "host.example:161".  A name goes into host and leaves len 0.  NULL, or what
 * is wrong, for a person.
 */
const char *address_parse(
    const char *text, char host[HOST_TEXT], in_port_t *port, struct address *);

/* "192.0.2.7 port 161"; returns buf. */
const char *address_format(const struct address *, char buf[ADDRESS_TEXT]);

#endif
