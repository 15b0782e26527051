/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll_only ADDRESS:PORT COUNT FIRST ROUNDS OID...: the poller alone.  Walks the columns at COUNT
 * consecutive agents, FIRST varbinds per response to begin with.  For each round a line: CPU
 * and time in ms, agents done and failed, requests, varbinds, resident memory in bytes.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "poller.h"

struct bench {
	struct poller *poller;
	int credential;
	struct agent *agent;
	size_t agents;
	uint16_t first;
	struct oid *column;
	size_t columns;
	size_t done, failed;
	uint64_t requests, varbinds;
};

/* One of them; what is known of it stays from round to round. */
struct agent {
	struct bench *bench;
	char address[64];
	struct poller_memory memory;
	bool asked;
};

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
cpu_ms(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (seconds(used.ru_utime) + seconds(used.ru_stime)) * 1e3;
}

static double
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long
resident(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long all = 0, pages = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%ld %ld", &all, &pages) != 2)
		pages = 0;
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

static bool
next(void *ctx, const struct harvest *heard, struct poller_ask *ask)
{
	struct agent *agent = ctx;
	struct bench *bench = agent->bench;
	size_t i;

	if (agent->asked)
		return false;
	agent->asked = true;
	for (i = 0; i < bench->columns; i++)
		if (!poller_walk(ask, bench->column[i], 1, 4096))
			return false;
	return true;
}

static void
done(void *ctx, const struct poller_result *result)
{
	struct agent *agent = ctx;

	if (result->end == POLLER_DONE)
		agent->bench->done++;
	else
		agent->bench->failed++;
	agent->bench->requests += result->requests;
	agent->bench->varbinds += harvest_count(result->heard);
	agent->memory = *result->memory;
}

static bool
round_start(struct bench *bench, struct error *error)
{
	size_t i;

	bench->done = bench->failed = 0;
	bench->requests = bench->varbinds = 0;
	for (i = 0; i < bench->agents; i++) {
		struct agent *agent = &bench->agent[i];
		const struct poller_target target = { .address = agent->address,
			.credentials = &bench->credential,
			.ncredentials = 1,
			.memory = agent->memory,
			.first = bench->first,
			.ctx = agent,
			.next = next,
			.done = done };

		agent->asked = false;
		if (!poller_start(bench->poller, &target, error))
			return false;
	}
	return true;
}

static bool
rounds(struct bench *bench, long n, struct error *error)
{
	while (n-- > 0) {
		double cpu = cpu_ms(), start = clock_ms();

		if (!round_start(bench, error))
			return false;
		poller_run(bench->poller, NULL, NULL);
		printf("%.0f %.0f %zu %zu %" PRIu64 " %" PRIu64 " %ld\n", cpu_ms() - cpu,
		    clock_ms() - start, bench->done, bench->failed, bench->requests,
		    bench->varbinds, resident());
	}
	return true;
}

/* "127.1.0.1:1161": that and those that follow. */
static bool
agents_new(struct bench *bench, const char *first, size_t n)
{
	char host[32], text[INET_ADDRSTRLEN];
	struct in_addr address;
	unsigned port;
	size_t i;

	if (sscanf(first, "%31[0-9.]:%u", host, &port) != 2 ||
	    inet_pton(AF_INET, host, &address) != 1)
		return false;
	bench->agents = n;
	bench->agent = calloc(n + 1, sizeof(*bench->agent));
	for (i = 0; bench->agent != NULL && i < n; i++) {
		struct in_addr one = { htonl(ntohl(address.s_addr) + (uint32_t)i) };

		bench->agent[i].bench = bench;
		inet_ntop(AF_INET, &one, text, sizeof(text));
		snprintf(
		    bench->agent[i].address, sizeof(bench->agent[i].address), "%s:%u", text, port);
	}
	return bench->agent != NULL;
}

static bool
columns_new(struct bench *bench, char **text, size_t n)
{
	uint32_t *arcs = calloc(n + 1, OID_ARCS * sizeof(*arcs));

	bench->columns = n;
	bench->column = calloc(n + 1, sizeof(*bench->column));
	if (arcs == NULL || bench->column == NULL)
		return false;
	for (; n > 0; n--, text++, arcs += OID_ARCS) {
		struct oid *oid = &bench->column[bench->columns - n];

		*oid = (struct oid){ arcs, oid_parse(*text, arcs) };
		if (oid->n == 0)
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	const struct poller_credential credential = { "public", 2, "public" };
	struct bench bench = { .credential = 0 };
	struct error error = { "usage: poll_only ADDRESS:PORT COUNT FIRST ROUNDS OID..." };

	if (argc < 6 || !agents_new(&bench, argv[1], strtoul(argv[2], NULL, 10)) ||
	    !columns_new(&bench, argv + 5, (size_t)argc - 5) ||
	    (bench.poller = poller_new(NULL, &error)) == NULL ||
	    (bench.credential = poller_credential(bench.poller, &credential, &error)) < 0) {
		fprintf(stderr, "poll_only: %s\n", error.text);
		return 2;
	}
	bench.first = (uint16_t)strtoul(argv[3], NULL, 10);
	if (!rounds(&bench, strtol(argv[4], NULL, 10), &error)) {
		fprintf(stderr, "poll_only: %s\n", error.text);
		return 1;
	}
	poller_free(bench.poller);
	return 0;
}
