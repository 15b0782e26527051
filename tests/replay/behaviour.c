/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "behaviour.h"

static const struct word {
	const char *name;
	size_t at;
	int32_t bare; /* what the word means without a number; OFF: it needs one */
	const char *what;
} words[] = {
#define WORD(member, ...)                                                                          \
	{                                                                                          \
#member, offsetof(struct behaviour, member), __VA_ARGS__                           \
	}
	WORD(only, OFF, "the one version that it speaks: 1, or 2 for v2c"),
	WORD(silent, 1, "never answers"),
	WORD(dies, OFF, "answers that many requests, then none"),
	WORD(loss, OFF, "every N-th request is lost"),
	WORD(delay, OFF, "answers that many milliseconds later"),
	WORD(restart, 0, "restarts N seconds after this was read: uptime and counters begin at 0"),
	WORD(every, OFF, "what is wrong with answers (size and below) is so for every N-th only"),
	WORD(reorder, 1, "holds every other answer back until the next request has had its own"),
	WORD(twice, 1, "sends each answer twice"),
	WORD(port, 1, "answers from another port"),
	WORD(address, 1, "answers from another address, 127.255.255.254"),
	WORD(size, OFF, "bytes that an answer has at most; more: fewer rows, or tooBig"),
	WORD(toobig, OFF, "says tooBig when asked for more than N varbinds"),
	WORD(truncate, OFF, "at most N varbinds in an answer"),
	WORD(cut, OFF, "the datagram ends after N bytes"),
	WORD(error, 5, "answers with error status N"),
	WORD(index, OFF, "error index of that answer"),
	WORD(id, 1, "request id of the answer is N more than that of the request"),
	WORD(pdu, 168, "tag of the answer's PDU: 168 for a report, 160 for a GET, instead of 162"),
	WORD(stale, 1, "the varbinds are those that the request before should have had"),
	WORD(garbage, 1, "random bytes instead of an answer; N is the seed"),
	WORD(flip, 1, "a few random bits of the answer are wrong; N is the seed"),
	WORD(same, 1, "GETNEXT answers with the very OID that was asked for"),
	WORD(backwards, 1, "the rows behind the first are in falling order"),
	WORD(loop, OFF, "behind each N-th row of the file comes the one N - 1 before it"),
	WORD(endless, 1, "there is always a next row in the column"),
	WORD(deep, 1, "the next OID is the one asked for and one arc more, beyond 128 arcs"),
	WORD(skip, OFF, "leaves every other row out when asked for more than N repetitions"),
	WORD(shuffle, 1, "the varbinds of an answer are in reverse order"),
	WORD(other, 1, "GET answers with the object behind the one that was asked for"),
	WORD(huge, 60000, "every value is a text of N bytes"),
	WORD(wrongtype, 1, "texts where numbers should be, numbers where texts should be"),
	WORD(null, 1, "every value is NULL"),
#undef WORD
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static int32_t *
member(struct behaviour *b, const struct word *word)
{
	return (int32_t *)(void *)((char *)b + word->at);
}

void
behaviour_init(struct behaviour *b, const char *community)
{
	size_t i;

	memset(b, 0, sizeof(*b));
	snprintf(b->community, sizeof(b->community), "%s", community);
	for (i = 0; i < WORDS; i++)
		*member(b, &words[i]) = OFF;
}

bool
behaviour_set(struct behaviour *b, const char *text)
{
	size_t i, len = strcspn(text, "=");
	long n;
	char *end;

	if (strncmp(text, "community=", 10) == 0)
		return (size_t)snprintf(b->community, sizeof(b->community), "%s", text + 10) <
		       sizeof(b->community);
	for (i = 0; i < WORDS; i++)
		if (strlen(words[i].name) == len && strncmp(words[i].name, text, len) == 0)
			break;
	if (i == WORDS)
		return false;
	if (text[len] == '\0') {
		*member(b, &words[i]) = words[i].bare;
		return words[i].bare != OFF;
	}
	n = strtol(text + len + 1, &end, 10);
	*member(b, &words[i]) = (int32_t)n;
	return end != text + len + 1 && *end == '\0' && n >= 0 && n <= INT32_MAX;
}

void
behaviour_list(FILE *file)
{
	size_t i;

	fprintf(file, "\t%-12s\t%s\n", "community=NAME", "what it wants to hear");
	for (i = 0; i < WORDS; i++) {
		char name[32];

		snprintf(
		    name, sizeof(name), words[i].bare == OFF ? "%s=N" : "%s[=N]", words[i].name);
		fprintf(file, "\t%-12s\t%s\n", name, words[i].what);
	}
}
