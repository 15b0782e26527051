/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_HOST_H
#define DECOM_HOST_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How an agent is written: "192.0.2.7", "192.0.2.7:1161", "2001:db8::7",
 * "[2001:db8::7]:1161", "web-01.example:1161".  A host with two colons and no bracket is an
 * IPv6 address without a port.
 */
enum { HOST_TEXT = 256, HOST_PORT = 161 };

/*
 * The host, and the port (161 if none is said).  Whether the host is an address or
 * a name that makes sense is not looked at.  NULL if it went well, else what is wrong.
 */
const char *host_split(const char *text, char host[HOST_TEXT], uint16_t *port);

/* Could it be in DNS or a hosts file?  Not an address gone wrong. */
bool host_is_name(const char *host);

#endif
