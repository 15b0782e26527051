/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask agents, for tests: prints what was heard as snmprec, then "odd:" lines,
 * "end:", "why:", "credential:", "counts:" and "memory:".
 *
 *   poll_tool [-v version] [-c community]... [-C user:auth:file:priv:file]...
 *       [-b budget] [-f first] [-l least] [-t timeout] [-r retries] [-L limit]
 *       [-n copies] [-k rounds] [-a again] [-i] [-q] ADDRESS[,ADDRESS...] QUESTION... [+
 * QUESTION...]
 *
 * ADDRESS: as the poller takes it, or "silent", a port where nobody answers,
 * or "closed", where nobody listens.
 * QUESTION: get:OID next:OID walk:OID[:table[:most]].  + begins the next step;
 * a step "pause" says so and waits for a line on standard input.
 * -v goes before the -c that it is about (default 2).  Credentials are tried
 * in their order.  -n asks each address so often at once; -k does all of it
 * so often, with the memory of the time before; -a starts so many further
 * conversations, each from the end of the one before; -i waits for a line
 * between rounds.  -q: no varbinds.
 */
#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "poller.h"

enum { QUESTIONS = 4096, CREDENTIALS = 8, CONVERSATIONS = 8192 };

static const char *const ends[] = { "done", "no answer", "refused", "overdue", "broken", "too much",
	"bad address" };

struct tool;

struct talk {
	struct tool *tool;
	char address[256];
	struct poller_memory memory;
	int step;
};

struct tool {
	struct poller *poller;
	struct poller_options options;
	struct poller_target target;
	struct poller_credential credential[CREDENTIALS];
	int numbers[CREDENTIALS];
	size_t ncredentials;
	char **questions;
	int nquestions;
	unsigned copies, rounds, again, done, failed;
	bool quiet, pauses;
	int silent;           /* its socket */
	uint64_t begun, last; /* milliseconds; last: when the last good one ended */
	struct talk *talks;
	unsigned ntalks;
};

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "poll_tool: %s: %s\n", what, why);
	exit(99);
}

static void
ask_one(struct poller_ask *ask, const char *question)
{
	char word[512], *save = NULL, *kind, *oid, *table, *most;
	uint32_t arcs[OID_ARCS];
	struct oid name = { arcs, 0 };

	snprintf(word, sizeof word, "%s", question);
	kind = strtok_r(word, ":", &save);
	oid = strtok_r(NULL, ":", &save);
	table = strtok_r(NULL, ":", &save);
	most = strtok_r(NULL, ":", &save);
	if (oid == NULL || (name.n = oid_parse(oid, arcs)) == 0)
		die(question, "not get:OID, next:OID or walk:OID[:table[:most]]");
	if (strcmp(kind, "get") == 0)
		poller_get(ask, name);
	else if (strcmp(kind, "next") == 0)
		poller_next(ask, name);
	else if (strcmp(kind, "walk") == 0)
		poller_walk(ask, name, table ? (unsigned)strtoul(table, NULL, 10) : 0,
		    most ? (uint32_t)strtoul(most, NULL, 10) : 0);
	else
		die(question, "not get:OID, next:OID or walk:OID[:table[:most]]");
}

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Until whoever started us says go on. */
static void
pause_here(void)
{
	char line[16];

	printf("pause\n");
	fflush(stdout);
	if (fgets(line, sizeof line, stdin) == NULL)
		die("pause", "nobody says go on");
}

/* The questions of the next step: up to the next "+". */
static bool
next(void *ctx, const struct harvest *heard, struct poller_ask *ask)
{
	struct talk *t = ctx;
	const struct tool *tool = t->tool;

	if (t->step >= tool->nquestions)
		return false;
	if (strcmp(tool->questions[t->step], "pause") == 0) {
		pause_here();
		t->step += 2;
	}
	while (t->step < tool->nquestions && strcmp(tool->questions[t->step], "+") != 0)
		ask_one(ask, tool->questions[t->step++]);
	t->step++;
	return true;
}

static void
odd(void *ctx, const char *what)
{
	printf("odd: %s\n", what);
}

static void start(struct talk *);

static void
show_memory(const struct poller_memory *m)
{
	printf("memory: known %u, credential %u, repetitions %u, since_down %u, engine ", m->known,
	    m->credential, m->repetitions, m->since_down);
	for (unsigned i = 0; i < m->engine_len; i++)
		printf("%02x", m->engine[i]);
	printf("\n");
}

static void
done(void *ctx, const struct poller_result *r)
{
	struct talk *t = ctx;
	struct tool *tool = t->tool;

	if (!tool->quiet)
		for (size_t i = 0; i < harvest_count(r->heard); i++)
			varbind_write(stdout, harvest_at(r->heard, i));
	tool->done++;
	if (r->end == POLLER_DONE)
		tool->last = now();
	if (r->end != POLLER_DONE)
		tool->failed++;
	if (!tool->quiet || r->end != POLLER_DONE) {
		printf("end: %s\n", ends[r->end]);
		if (r->why != NULL)
			printf("why: %s\n", r->why);
	}
	if (!tool->quiet) {
		printf("credential: %s\n", r->credential != NULL ? r->credential : "none");
		printf("counts: requests %u, varbinds %u, retries %u\n", r->requests, r->varbinds,
		    r->retries);
		show_memory(r->memory);
	}
	t->memory = *r->memory;
	if (tool->again > 0) {
		tool->again--;
		start(t);
	}
}

static void
start(struct talk *t)
{
	struct tool *tool = t->tool;
	struct poller_target target = tool->target;
	struct error e;

	t->step = 0;
	target.address = t->address;
	target.credentials = tool->numbers;
	target.ncredentials = tool->ncredentials;
	target.memory = t->memory;
	target.ctx = t;
	target.next = next;
	target.done = done;
	target.odd = odd;
	if (!poller_start(tool->poller, &target, &e))
		die("start", e.text);
}

static char *
secret(const char *path)
{
	char line[256];
	FILE *f = fopen(path, "r");

	if (f == NULL || fgets(line, sizeof line, f) == NULL)
		die(path, "no secret");
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
	return strdup(line);
}

/* user[:auth:file[:priv:file]] */
static void
user(struct poller_credential *c, char *text)
{
	char *save = NULL, *file;

	c->version = 3;
	c->name = c->user = strtok_r(text, ":", &save);
	c->auth = strtok_r(NULL, ":", &save);
	if (c->auth != NULL && (file = strtok_r(NULL, ":", &save)) != NULL)
		c->auth_secret = secret(file);
	c->priv = strtok_r(NULL, ":", &save);
	if (c->priv != NULL && (file = strtok_r(NULL, ":", &save)) != NULL)
		c->priv_secret = secret(file);
}

static void
options(struct tool *tool, int argc, char **argv)
{
	unsigned version = 2;
	int o;

	while ((o = getopt(argc, argv, "+v:c:C:b:f:l:t:r:L:n:k:a:iq")) != -1) {
		struct poller_credential *c = &tool->credential[tool->ncredentials];
		unsigned long n = optarg != NULL ? strtoul(optarg, NULL, 10) : 0;

		if ((o == 'c' || o == 'C') && tool->ncredentials++ == CREDENTIALS)
			die(optarg, "too many credentials");
		switch (o) {
		case 'v': version = (unsigned)n; break;
		case 'c':
			*c = (struct poller_credential){
				.name = optarg, .version = version, .community = optarg
			};
			break;
		case 'C': user(c, optarg); break;
		case 'b': tool->target.budget = (uint32_t)n; break;
		case 'f': tool->target.first = (uint16_t)n; break;
		case 'l': tool->target.least = (uint16_t)n; break;
		case 't': tool->options.timeout = (uint32_t)n; break;
		case 'r': tool->options.retries = (unsigned)n; break;
		case 'L': tool->options.limit = n; break;
		case 'n': tool->copies = (unsigned)n; break;
		case 'k': tool->rounds = (unsigned)n; break;
		case 'a': tool->again = (unsigned)n; break;
		case 'i': tool->pauses = true; break;
		case 'q': tool->quiet = true; break;
		default: exit(99);
		}
	}
	if (tool->ncredentials == 0)
		tool->credential[tool->ncredentials++] = (struct poller_credential){
			.name = "public", .version = version, .community = "public"
		};
	if (argc - optind < 2)
		die("arguments", "ADDRESS QUESTION...");
}

/* A port of our own: open and never read, or closed again. */
static const char *
own_port(struct tool *tool, bool open, char text[32])
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		die("socket", "none");
	if (open)
		tool->silent = fd;
	else
		close(fd);
	snprintf(text, 32, "127.0.0.1:%u", ntohs(a.sin_port));
	return text;
}

static void
addresses(struct tool *tool, char *list)
{
	char *save = NULL, silent[32] = "", closed[32] = "";

	tool->talks = calloc(CONVERSATIONS, sizeof *tool->talks);
	if (tool->talks == NULL)
		die("memory", "none");
	for (char *a = strtok_r(list, ",", &save); a != NULL; a = strtok_r(NULL, ",", &save))
		for (unsigned i = 0; i < tool->copies && tool->ntalks < CONVERSATIONS; i++) {
			struct talk *t = &tool->talks[tool->ntalks++];
			const char *where = a;

			if (strcmp(a, "silent") == 0)
				where = *silent ? silent : own_port(tool, true, silent);
			if (strcmp(a, "closed") == 0)
				where = *closed ? closed : own_port(tool, false, closed);
			t->tool = tool;
			snprintf(t->address, sizeof t->address, "%s", where);
		}
}

int
main(int argc, char **argv)
{
	struct tool tool = { .copies = 1, .rounds = 1, .silent = -1 };
	struct poller_stats s;
	struct error e;

	options(&tool, argc, argv);
	addresses(&tool, argv[optind]);
	tool.questions = argv + optind + 1;
	tool.nquestions = argc - optind - 1;
	tool.poller = poller_new(&tool.options, &e);
	if (tool.poller == NULL)
		die("poller", e.text);
	for (size_t i = 0; i < tool.ncredentials; i++) {
		tool.numbers[i] = poller_credential(tool.poller, &tool.credential[i], &e);
		if (tool.numbers[i] < 0)
			die("credential", e.text);
	}
	for (unsigned i = 0; i < tool.rounds; i++) {
		if (i > 0 && tool.pauses)
			pause_here();
		tool.begun = now();
		for (unsigned k = 0; k < tool.ntalks; k++)
			start(&tool.talks[k]);
		poller_run(tool.poller, NULL, NULL);
	}
	s = poller_stats(tool.poller);
	printf("all: conversations %u, failed %u, requests %ju, answers %ju, varbinds %ju, retries "
	       "%ju, strays %ju, open %u, good ones through after %ju ms\n",
	    tool.done, tool.failed, (uintmax_t)s.requests, (uintmax_t)s.answers,
	    (uintmax_t)s.varbinds, (uintmax_t)s.retries, (uintmax_t)s.strays, s.open_most,
	    (uintmax_t)(tool.last > tool.begun ? tool.last - tool.begun : 0));
	poller_free(tool.poller);
	for (size_t i = 0; i < tool.ncredentials; i++) {
		free((char *)tool.credential[i].auth_secret);
		free((char *)tool.credential[i].priv_secret);
	}
	free(tool.talks);
	if (tool.silent >= 0)
		close(tool.silent);
	return tool.failed == 0 ? 0 : 1;
}
