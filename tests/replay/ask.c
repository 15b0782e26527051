/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ask [options] ADDRESS:PORT get|next|bulk OID...: one request, and every datagram that comes
 * back for it, taken apart without any forbearance.
 *	-1		SNMPv1
 *	-c COMMUNITY	public
 *	-N N -R N	non-repeaters (0) and repetitions (10)
 *	-n N		ask N times, with request ids 1 to N
 *	-a N		wait for N datagrams, half a minute at most (as many as were asked for)
 *	-w WITNESS	ADDRESS:PORT of another agent of the same process: wait for as many as -a
 *			says, none if it says nothing, and then only take what is there when the
 *			witness has answered twice: by then the agent has had another turn.
 */
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"

struct question {
	int64_t version;
	const char *community;
	uint8_t pdu;
	int64_t first, repetitions;
	char **names;
	size_t n;
};

static void
fail(const char *why)
{
	fprintf(stderr, "ask: %s\n", why);
	exit(2);
}

static size_t
request_put(const struct question *q, int64_t id, uint8_t *buf, size_t size)
{
	struct ber_out out = { buf, 0, size, false };
	size_t level[4], i, k;
	struct name name;

	level[0] = ber_open(&out, BER_SEQUENCE);
	ber_put_integer(&out, BER_INTEGER, q->version);
	ber_put(&out, BER_OCTETS, q->community, strlen(q->community));
	level[1] = ber_open(&out, q->pdu);
	ber_put_integer(&out, BER_INTEGER, id);
	ber_put_integer(&out, BER_INTEGER, q->pdu == BER_GETBULK ? q->first : 0);
	ber_put_integer(&out, BER_INTEGER, q->pdu == BER_GETBULK ? q->repetitions : 0);
	level[2] = ber_open(&out, BER_SEQUENCE);
	for (i = 0; i < q->n; i++) {
		if (!name_parse(q->names[i], &name))
			fail("no OID");
		level[3] = ber_open(&out, BER_SEQUENCE);
		ber_put_name(&out, name.arc, name.n);
		ber_put(&out, BER_NULL, "", 0);
		ber_close(&out, level[3]);
	}
	for (k = 3; k-- > 0;)
		ber_close(&out, level[k]);
	return out.len;
}

static void
name_show(struct ber_in in)
{
	struct name name;
	uint32_t i;

	if (!ber_name(in, &name)) {
		printf("(no OID)");
		return;
	}
	for (i = 0; i < name.n; i++)
		printf("%s%" PRIu32, i == 0 ? "" : ".", name.arc[i]);
}

static void
octets_show(struct ber_in in)
{
	size_t n = (size_t)(in.end - in.at);

	if (n > 200) {
		printf("%zu octets", n);
		return;
	}
	for (; in.at < in.end; in.at++)
		printf(*in.at > ' ' && *in.at < 127 ? "%c" : "<%02x>", *in.at);
}

static void
value_show(uint8_t tag, struct ber_in in)
{
	int64_t integer = 0;
	uint64_t number = 0;
	bool ok = true;

	switch (tag) {
	case BER_INTEGER:
		ok = ber_integer(in, &integer);
		printf("integer %" PRId64, integer);
		break;
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TICKS:
	case BER_COUNTER64:
		ok = ber_unsigned(in, &number);
		printf("%d %" PRIu64, tag, number);
		break;
	case BER_OID:
		printf("oid ");
		name_show(in);
		break;
	case BER_NULL: printf("null"); break;
	case BER_NO_OBJECT: printf("noSuchObject"); break;
	case BER_NO_INSTANCE: printf("noSuchInstance"); break;
	case BER_END_OF_MIB: printf("endOfMibView"); break;
	default:
		printf("%d ", tag);
		octets_show(in);
		break;
	}
	puts(ok ? "" : " (bad)");
}

/* What came, a line for the head and one for each varbind. */
static bool
datagram_show(const uint8_t *bytes, size_t n, const char *from)
{
	struct ber_in in = { bytes, bytes + n }, message, community, pdu, list, varbind, name,
		      value;
	int64_t version, id, error, index;
	uint8_t tag;

	if (!ber_take(&in, BER_SEQUENCE, &message) || in.at != in.end ||
	    !ber_take_integer(&message, &version) || !ber_take(&message, BER_OCTETS, &community) ||
	    !ber_take(&message, BER_RESPONSE, &pdu) || !ber_take_integer(&pdu, &id) ||
	    !ber_take_integer(&pdu, &error) || !ber_take_integer(&pdu, &index) ||
	    !ber_take(&pdu, BER_SEQUENCE, &list))
		return false;
	printf("from %s id %" PRId64 " error %" PRId64 ",%" PRId64 "\n", from, id, error, index);
	while (list.at < list.end) {
		if (!ber_take(&list, BER_SEQUENCE, &varbind) ||
		    !ber_take(&varbind, BER_OID, &name) || !ber_take_any(&varbind, &tag, &value))
			return false;
		name_show(name);
		putchar(' ');
		value_show(tag, value);
	}
	return true;
}

/* One datagram, if one comes in time. */
static bool
hear(int fd, const struct range *target, int wait)
{
	static uint8_t bytes[65536];
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	struct pollfd p = { fd, POLLIN, 0 };
	struct range host = *target;
	const char *who;
	ssize_t n;

	if (poll(&p, 1, wait) != 1)
		return false;
	memset(&from, 0, sizeof(from));
	n = recvfrom(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)(void *)&from, &len);
	if (n < 0)
		return false;
	host.port = false;
	who = range_holds(target, &from)  ? "it"
	      : range_holds(&host, &from) ? "another port"
					  : "another address";
	if (!datagram_show(bytes, (size_t)n, who))
		printf("no SNMP\n");
	return true;
}

static int
udp(int family)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("no socket");
	return fd;
}

static void
ask(int fd, const struct range *target, const struct question *q, int64_t id)
{
	uint8_t bytes[65536];
	size_t n = request_put(q, id, bytes, sizeof(bytes));

	if (sendto(fd, bytes, n, 0, (const struct sockaddr *)(const void *)&target->first,
		target->len) != (ssize_t)n)
		fail("cannot send");
}

/* The witness answers: the agent has had its turn. */
static void
witness(const struct range *target)
{
	char uptime[] = "1.3.6.1.2.1.1.3.0", *name = uptime;
	const struct question q = { 1, "public", BER_GET, 0, 0, &name, 1 };
	uint8_t bytes[2048];
	int times, fd = udp(target->first.ss_family);
	struct pollfd p = { fd, POLLIN, 0 };

	for (times = 0; times < 2; times++) {
		ask(fd, target, &q, 1);
		if (poll(&p, 1, 30000) != 1 || recv(fd, bytes, sizeof(bytes), 0) < 0)
			fail("the witness is silent");
	}
	close(fd);
}

static uint8_t
pdu_of(const char *word)
{
	if (strcmp(word, "get") == 0)
		return BER_GET;
	if (strcmp(word, "next") == 0)
		return BER_GETNEXT;
	if (strcmp(word, "set") == 0)
		return BER_SET;
	if (strcmp(word, "bulk") != 0)
		fail("get, next, set or bulk");
	return BER_GETBULK;
}

int
main(int argc, char **argv)
{
	struct question q = { 1, "public", BER_GET, 0, 10, NULL, 0 };
	struct range target, seen = { .count = 0 };
	long times = 1, wanted = 0, heard = 0, i;
	int c, fd;

	while ((c = getopt(argc, argv, "1a:c:N:n:R:w:")) != -1)
		switch (c) {
		case '1': q.version = 0; break;
		case 'a': wanted = strtol(optarg, NULL, 10); break;
		case 'c': q.community = optarg; break;
		case 'N': q.first = strtol(optarg, NULL, 10); break;
		case 'n': times = strtol(optarg, NULL, 10); break;
		case 'R': q.repetitions = strtol(optarg, NULL, 10); break;
		case 'w':
			if (!range_parse(optarg, &seen))
				fail("no witness");
			break;
		default: return 2;
		}
	if (argc - optind < 2 || !range_parse(argv[optind], &target))
		fail("ADDRESS:PORT get|next|set|bulk OID...");
	q.pdu = pdu_of(argv[optind + 1]);
	q.names = argv + optind + 2;
	q.n = (size_t)(argc - optind - 2);
	fd = udp(target.first.ss_family);
	for (i = 1; i <= times; i++)
		ask(fd, &target, &q, i);
	if (wanted == 0 && seen.count == 0)
		wanted = times;
	while (heard < wanted && hear(fd, &target, 30000))
		heard++;
	if (seen.count > 0) {
		witness(&seen);
		while (hear(fd, &target, 0))
			heard++;
	}
	if (heard == 0)
		printf("silence\n");
	close(fd);
	return 0;
}
