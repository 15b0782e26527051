/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent_list.h"

enum { SNMP_PORT = 161, V4_BITS = 32, V6_BITS = 128 };

struct entry {
	char host[AGENT_TEXT];
	unsigned port;
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

/* Letters, digits, dots, hyphens and underscores, no empty label; not all digits and dots. */
static bool
is_name(const char *s)
{
	bool letter = false;
	char last = '.';

	for (; *s != '\0'; last = *s++) {
		if (!isalnum((unsigned char)*s) && strchr(".-_", *s) == NULL)
			return false;
		if (*s == '.' && last == '.')
			return false;
		letter |= isalpha((unsigned char)*s) != 0;
	}
	return letter;
}

/* "[HOST]:PORT", "HOST:PORT", "HOST"; several colons and no bracket: all of it is the host. */
static bool
split_port(char *text, char **host, unsigned *port)
{
	char *colon = NULL;
	long n = SNMP_PORT;

	*host = text;
	if (*text == '[') {
		char *end = strchr(text, ']');

		if (end == NULL || (end[1] != '\0' && end[1] != ':' && end[1] != '/'))
			return false;
		if ((colon = strrchr(end, ':')) != NULL)
			*colon = '\0';
		*host = text + 1;
		memmove(end, end + 1, strlen(end));
	} else if ((colon = strchr(text, ':')) != NULL) {
		if (strchr(colon + 1, ':') != NULL)
			colon = NULL;
		else
			*colon = '\0';
	}
	if (colon != NULL && (n = number(colon + 1, 65535)) < 1)
		return false;
	*port = (unsigned)n;
	return true;
}

static bool
parse(const char *given, struct entry *e)
{
	char text[AGENT_TEXT], *host, *slash;

	if (strlen(given) > 255) /* the longest host name, RFC 1035 */
		return false;
	snprintf(text, sizeof text, "%s", given);
	if (!split_port(text, &host, &e->port))
		return false;
	e->prefix = -1;
	if ((slash = strchr(host, '/')) != NULL) {
		*slash = '\0';
		if ((e->prefix = (int)number(slash + 1, V6_BITS)) < 0)
			return false;
	}
	snprintf(e->host, sizeof e->host, "%s", host);
	e->family = inet_pton(AF_INET, host, &e->base) == 1    ? AF_INET
		    : inet_pton(AF_INET6, host, &e->base) == 1 ? AF_INET6
							       : 0;
	if (e->family == 0)
		return e->prefix < 0 && is_name(host);
	return e->prefix <= (e->family == AF_INET ? V4_BITS : V6_BITS);
}

static bool
tell(const struct entry *e, const char *host, agent_each *each, void *ctx)
{
	char text[AGENT_TEXT];
	bool bracket = e->port != SNMP_PORT && e->family == AF_INET6;

	if (e->port == SNMP_PORT)
		snprintf(text, sizeof text, "%s", host);
	else
		snprintf(text, sizeof text, "%s%.255s%s:%u", bracket ? "[" : "", host,
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
