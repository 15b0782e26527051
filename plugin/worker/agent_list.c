/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent_list.h"
#include "host.h"

enum { V4_BITS = 32, V6_BITS = 128 };

struct entry {
	char host[HOST_TEXT];
	uint16_t port;
	int prefix;           /* -1: one host */
	int family;           /* 0: a name */
	struct in6_addr base; /* in6 or, in its first bytes, in */
};

/* Digits up to the end, at most max; -1 if they are not that. */
static long
number(const char *s, long max)
{
	char *end;
	long n;

	if (!isdigit((unsigned char)*s))
		return -1;
	errno = 0;
	n = strtol(s, &end, 10);
	return *end == '\0' && errno == 0 && n <= max ? n : -1;
}

static bool
parse(const char *text, struct entry *e)
{
	char *slash;

	if (host_split(text, e->host, &e->port) != NULL)
		return false;
	e->prefix = -1;
	if ((slash = strchr(e->host, '/')) != NULL) {
		*slash = '\0';
		if ((e->prefix = (int)number(slash + 1, V6_BITS)) < 0)
			return false;
	}
	e->family = inet_pton(AF_INET, e->host, &e->base) == 1    ? AF_INET
		    : inet_pton(AF_INET6, e->host, &e->base) == 1 ? AF_INET6
								  : 0;
	if (e->family == 0)
		return e->prefix < 0 && host_is_name(e->host);
	return e->prefix <= (e->family == AF_INET ? V4_BITS : V6_BITS);
}

static bool
tell(const struct entry *e, const char *host, agent_each *each, void *ctx)
{
	char text[AGENT_TEXT];
	bool bracket = e->port != HOST_PORT && e->family == AF_INET6;

	if (e->port == HOST_PORT)
		snprintf(text, sizeof text, "%s", host);
	else
		snprintf(text, sizeof text, "%s%s%s:%u", bracket ? "[" : "", host,
		    bracket ? "]" : "", e->port);
	return each(ctx, text, e->prefix >= 0);
}

/* The n-th address of the range: its host bits hold n. */
static const char *
nth(const struct entry *e, uint32_t n, char buf[INET6_ADDRSTRLEN])
{
	int size = e->family == AF_INET ? 4 : 16;
	struct in6_addr address = e->base;
	uint8_t *octets = (uint8_t *)&address;

	for (int bit = e->prefix; bit < size * 8; bit++)
		octets[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
	for (int i = size - 1; i >= size - 4; i--, n >>= 8)
		octets[i] |= (uint8_t)n;
	return inet_ntop(e->family, &address, buf, INET6_ADDRSTRLEN);
}

static bool
expand(const struct entry *e, agent_each *each, void *ctx)
{
	int bits = (e->family == AF_INET ? V4_BITS : V6_BITS) - e->prefix;
	uint32_t n = UINT32_C(1) << bits, skip = e->family == AF_INET && bits > 1;
	char buf[INET6_ADDRSTRLEN];

	for (uint32_t i = skip; i < n - skip; i++)
		if (!tell(e, nth(e, i, buf), each, ctx))
			return false;
	return true;
}

static bool
small_enough(const struct entry *e)
{
	int bits = (e->family == AF_INET ? V4_BITS : V6_BITS) - e->prefix;

	return bits <= 16;
}

bool
agent_entry(const char *text, agent_each *each, void *ctx, struct error *err)
{
	struct entry e;

	if (!parse(text, &e))
		return error_set(err,
		    "\"%.60s\": neither an address, a name, nor a range such as 192.0.2.0/24",
		    text);
	if (e.prefix >= 0 && !small_enough(&e))
		return error_set(err, "\"%.60s\": more than %d addresses", text, AGENTS_RANGE_MAX);
	if (each == NULL)
		return true;
	if (e.prefix < 0)
		tell(&e, e.host, each, ctx);
	else
		expand(&e, each, ctx);
	return true;
}

/* The line without its comment and outer blanks. */
static char *
entry_of(char *line)
{
	size_t n;

	line[strcspn(line, "#\r\n")] = '\0';
	while (isspace((unsigned char)*line))
		line++;
	for (n = strlen(line); n > 0 && isspace((unsigned char)line[n - 1]); n--)
		line[n - 1] = '\0';
	return line;
}

bool
agent_file(const char *path, agent_each *each, void *ctx, struct error *err)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	bool ok = true;

	if (f == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	for (unsigned n = 1; ok && getline(&line, &size, f) >= 0; n++) {
		const char *entry = entry_of(line);

		ok = *entry == '\0' || agent_entry(entry, each, ctx, err) ||
		     error_prefix(err, "%s:%u", path, n);
	}
	if (ok && ferror(f))
		ok = error_set(err, "%s: %s", path, strerror(errno));
	free(line);
	fclose(f);
	return ok;
}
