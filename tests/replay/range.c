/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

enum { DEFAULT_PORT = 1161 };

static bool
decimal(const char **text, unsigned long most, unsigned long *value)
{
	char *end;

	*value = strtoul(*text, &end, 10);
	if (end == *text || *value > most)
		return false;
	*text = end;
	return true;
}

static bool
address_set(struct range *range, const char *text, bool six, unsigned long port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&range->first;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&range->first;

	if (six) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		range->len = sizeof(*v6);
		return inet_pton(AF_INET6, text, &v6->sin6_addr) == 1;
	}
	v4->sin_family = AF_INET;
	v4->sin_port = htons((uint16_t)port);
	range->len = sizeof(*v4);
	return inet_pton(AF_INET, text, &v4->sin_addr) == 1;
}

bool
range_parse(const char *text, struct range *range)
{
	bool six = *text == '[';
	size_t n = strcspn(text + six, six ? "]" : ":-");
	unsigned long port = DEFAULT_PORT, count = 1;
	char address[64];

	memset(range, 0, sizeof(*range));
	if (n >= sizeof(address) || (six && text[1 + n] == '\0'))
		return false;
	memcpy(address, text + six, n);
	address[n] = '\0';
	text += n + (six ? 2 : 0);
	range->port = *text == ':';
	if (*text == ':' && (text++, !decimal(&text, UINT16_MAX, &port)))
		return false;
	if (*text == '-' && (text++, !decimal(&text, 1 << 20, &count)))
		return false;
	range->count = (uint32_t)count;
	return *text == '\0' && address_set(range, address, six, port);
}

/* The last 32 bits of an address, and where its port is. */
static uint32_t
low_bits(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
	uint32_t bits;

	if (address->ss_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr);
	memcpy(&bits, v6->sin6_addr.s6_addr + 12, sizeof(bits));
	return ntohl(bits);
}

static void
set_low_bits(struct sockaddr_storage *address, uint32_t bits)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)address;

	bits = htonl(bits);
	if (address->ss_family == AF_INET)
		v4->sin_addr.s_addr = bits;
	else
		memcpy(v6->sin6_addr.s6_addr + 12, &bits, sizeof(bits));
}

struct sockaddr_storage
range_at(const struct range *range, uint32_t i)
{
	struct sockaddr_storage address = range->first;

	set_low_bits(&address, low_bits(&address) + i);
	return address;
}

bool
range_holds(const struct range *range, const struct sockaddr_storage *address)
{
	struct sockaddr_storage same = range->first;
	uint32_t offset = low_bits(address) - low_bits(&range->first);

	if (address->ss_family != same.ss_family || offset >= range->count)
		return false;
	set_low_bits(&same, low_bits(address));
	if (!range->port) /* both families have the port at the same place */
		((struct sockaddr_in *)(void *)&same)->sin_port =
		    ((const struct sockaddr_in *)(const void *)address)->sin_port;
	return memcmp(&same, address, range->len) == 0;
}
