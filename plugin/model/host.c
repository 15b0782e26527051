/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "host.h"

static bool
port_parse(const char *s, uint16_t *port)
{
	char *end;
	unsigned long n;

	if (*s < '0' || *s > '9')
		return false;
	n = strtoul(s, &end, 10);
	if (*end != '\0' || n < 1 || n > UINT16_MAX)
		return false;
	*port = (uint16_t)n;
	return true;
}

const char *
host_split(const char *text, char host[HOST_TEXT], uint16_t *port)
{
	const char *from = text, *end = text + strlen(text), *colon;

	*port = HOST_PORT;
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
	if (end - from >= HOST_TEXT)
		return "the host's name is too long";
	memcpy(host, from, (size_t)(end - from));
	host[end - from] = '\0';
	return NULL;
}

bool
host_is_name(const char *host)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *others = "0123456789-_.";
	size_t n = strspn(host, others);

	while (host[n] != '\0' && (strchr(letters, host[n]) || strchr(others, host[n])))
		n++;
	return host[n] == '\0' && strpbrk(host, letters) != NULL && *host != '-' && *host != '.' &&
	       strstr(host, "..") == NULL;
}
