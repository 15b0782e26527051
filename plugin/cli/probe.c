/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dialect.h"
#include "output.h"
#include "sight.h"
#include "text.h"

/* decom probe: what polling agents would find, value by value; nothing is stored. */
enum { TWICE = 10, TWICE_MIN = 2, TWICE_MAX = 3600, EVERY = 300 };

struct probing {
	const struct cli *cli;
	const char *adapter;
	const char *names[KEYS_MAX]; /* of credentials; none: all of the configuration */
	size_t nnames;
	unsigned long twice; /* seconds between two looks; 0: one look */
	bool json;
	struct families *families;
	struct keys keys;
	struct probe probe;
	struct probe_agent *agents;
	size_t n;
	unsigned columns; /* of the terminal; 0: no progress */
	bool drawn;
};

static const struct option options[] = {
	{ "credential", required_argument, NULL, 'k' },
	{ "adapter", required_argument, NULL, 'a' },
	{ "twice", optional_argument, NULL, 't' },
	{ "format", required_argument, NULL, 'f' },
	{ 0 },
};

static bool
draw(void *ctx)
{
	struct probing *p = ctx;

	if (p->columns > 1) {
		fprintf(stderr, "\r%zu of %zu agents, %" PRIu64 " varbinds\033[K", p->probe.done,
		    p->n, poller_stats(p->probe.poller).varbinds);
		fflush(stderr);
		p->drawn = true;
	}
	return true;
}

static void
clear_line(struct probing *p)
{
	if (p->drawn)
		fputs("\r\033[K", stderr);
	p->drawn = false;
}

static void
wait_until(struct probing *p, const struct timespec *when)
{
	if (p->columns > 1) {
		fprintf(stderr, "\rlooking again after %lu s\033[K", p->twice);
		fflush(stderr);
		p->drawn = true;
	}
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, when, NULL) != 0)
		continue;
}

static void
look(struct probing *p)
{
	struct timespec again;
	size_t i;

	for (i = 0; i < p->n; i++)
		probe_first(&p->agents[i]);
	poller_run(p->probe.poller, draw, p);
	if (p->twice > 0) {
		clock_gettime(CLOCK_MONOTONIC, &again);
		again.tv_sec += (time_t)p->twice;
		wait_until(p, &again);
		p->probe.done = 0;
		for (i = 0; i < p->n; i++)
			probe_again(&p->agents[i]);
		poller_run(p->probe.poller, draw, p);
	}
	clear_line(p);
}

static struct sight *
evaluate(struct probe_agent *a)
{
	size_t last = a->look[1] != NULL;
	struct family_sight s = {
		.agent = a->address,
		.address = a->address,
		.now = a->look[last],
		.before = last > 0 ? a->look[0] : NULL,
		.time = a->time[last],
		.before_time = a->time[0],
		.every = EVERY,
	};
	struct sight *sight;
	struct error e;

	if (a->look[0] == NULL)
		return NULL;
	if (last > 0) /* what was looked at twice is polled as often */
		s.every = (uint32_t)(s.time - s.before_time);
	error_set(&e, "out of memory");
	sight = sight_new();
	if (sight != NULL && sight_look(sight, a->family, &s, &e))
		return sight;
	sight_free(sight);
	if (a->error.text[0] == '\0')
		error_set(&a->error, "%s: %s", a->address, e.text);
	return NULL;
}

static const struct varbind *
system_object(const struct probe_agent *a, uint32_t number)
{
	const uint32_t arcs[] = { 1, 3, 6, 1, 2, 1, 1, number, 0 };

	return a->identity != NULL ? harvest_find(a->identity, (struct oid){ arcs, 9 }) : NULL;
}

/* The text of a varbind of the system group in buf; NULL if it has none. */
static const char *
system_text(const struct probe_agent *a, uint32_t number, char buf[OID_TEXT])
{
	const struct varbind *v = system_object(a, number);
	uint32_t i;

	if (v == NULL)
		return NULL;
	if (v->type == VARBIND_OID)
		return oid_format(v->oid, buf);
	if (v->type != VARBIND_OCTETS)
		return NULL;
	for (i = 0; i < v->len && i < OID_TEXT - 1; i++)
		buf[i] = v->octets[i] < ' ' ? ' ' : (char)v->octets[i];
	buf[i] = '\0';
	return buf;
}

static const struct {
	const char *name;
	uint32_t number;
} identity[] = { { "sysObjectID", 2 }, { "sysDescr", 1 }, { "sysName", 5 }, { "sysLocation", 6 } };

#define IDENTITY (sizeof identity / sizeof *identity)

static void
print_agent(const struct probe_agent *a)
{
	char buf[OID_TEXT];
	const char *text;
	size_t i;

	fputs("agent ", stdout);
	text_print(a->address, 0, stdout);
	printf("\n  %" PRIu32 " varbinds by %" PRIu32 " requests, %" PRIu32
	       " of them again, %" PRIu32 " ms\n",
	    a->varbinds, a->requests, a->retries, a->millis);
	if (a->credential[0] != '\0')
		printf("  credential = %s\n", a->credential);
	for (i = 0; i < IDENTITY; i++)
		if ((text = system_text(a, identity[i].number, buf)) != NULL) {
			printf("  %s = ", identity[i].name);
			text_print(text, 0, stdout);
			putchar('\n');
		}
	for (i = 0; i < a->nodd && i < PROBE_ODD; i++) {
		fputs("odd: ", stdout);
		text_print(a->odd[i], 0, stdout);
		putchar('\n');
	}
	if (a->nodd > PROBE_ODD)
		printf("odd: and %zu times more\n", a->nodd - PROBE_ODD);
	for (i = 0; i < a->nscores; i++)
		sight_print_match(&a->scores[i], stdout);
	if (a->probe->forced != NULL && a->family != NULL)
		printf("read by %s, as asked for\n", family_name(a->family));
}

static void
print_member(const char *name, const char *value)
{
	printf("\"%s\": ", name);
	output_json_string(value, stdout);
	fputs(", ", stdout);
}

static void
print_agent_json(const struct probe_agent *a, const struct sight *sight)
{
	char buf[OID_TEXT];
	const char *text;
	size_t i;

	print_member("agent", a->address);
	if (a->credential[0] != '\0')
		print_member("credential", a->credential);
	for (i = 0; i < IDENTITY; i++)
		if ((text = system_text(a, identity[i].number, buf)) != NULL)
			print_member(identity[i].name, text);
	if (a->family != NULL)
		print_member("adapter", family_name(a->family));
	if (a->error.text[0] != '\0')
		print_member("error", a->error.text);
	fputs("\"odd\": [", stdout);
	for (i = 0; i < a->nodd && i < PROBE_ODD; i++) {
		fputs(i > 0 ? ", " : "", stdout);
		output_json_string(a->odd[i], stdout);
	}
	fputs("], \"matches\": [", stdout);
	for (i = 0; i < a->nscores; i++) {
		fputs(i > 0 ? ", {" : "{", stdout);
		print_member("adapter", family_name(a->scores[i].family));
		print_member("why", a->scores[i].why);
		printf("\"score\": %d}", a->scores[i].score);
	}
	fputs("], ", stdout);
	if (sight != NULL) {
		sight_print_json(sight, stdout);
		fputs(", ", stdout);
	}
	printf("\"varbinds\": %" PRIu32 ", \"requests\": %" PRIu32 ", \"retries\": %" PRIu32
	       ", \"millis\": %" PRIu32,
	    a->varbinds, a->requests, a->retries, a->millis);
}

static enum cli_exit
show(const struct probing *p)
{
	enum cli_exit status = CLI_DONE;
	struct probe_agent *a;
	struct sight *sight;
	size_t i;

	for (i = 0; i < p->n; i++) {
		a = &p->agents[i];
		sight = evaluate(a);
		if (p->json) {
			fputs(i == 0 ? "[\n{" : ",\n{", stdout);
			print_agent_json(a, sight);
			putchar('}');
		} else if (a->identity != NULL) {
			fputs(i > 0 ? "\n" : "", stdout);
			print_agent(a);
			if (sight != NULL)
				sight_print(sight, 0, stdout);
		}
		sight_free(sight);
		fflush(stdout);
		if (a->error.text[0] != '\0')
			status = cli_fail(&a->error);
	}
	if (p->json)
		puts("\n]");
	return status;
}

static enum cli_exit
run(struct probing *p, char **addresses, size_t n)
{
	struct error e;

	if ((p->probe.poller = poller_new(NULL, &e)) == NULL ||
	    !dialect_families(p->cli, p->adapter, &p->families, &p->probe.forced, &e) ||
	    !keys_load(&p->keys, p->cli, p->probe.poller, p->names, p->nnames, &e))
		return cli_fail(&e);
	if ((p->agents = calloc(n, sizeof *p->agents)) == NULL) {
		error_set(&e, "out of memory");
		return cli_fail(&e);
	}
	p->probe.keys = &p->keys;
	p->probe.families = p->families;
	for (; p->n < n; p->n++) {
		p->agents[p->n].probe = &p->probe;
		p->agents[p->n].address = addresses[p->n];
	}
	look(p);
	return show(p);
}

static enum cli_exit
read_option(struct probing *p, int option)
{
	switch (option) {
	case 'a': p->adapter = optarg; return CLI_DONE;
	case 'k':
		if (p->nnames == KEYS_MAX)
			return cli_usage(p->cli, "too many credentials");
		p->names[p->nnames++] = optarg;
		return CLI_DONE;
	case 't':
		p->twice = TWICE;
		if (optarg != NULL &&
		    (!cli_number(optarg, TWICE_MAX, &p->twice) || p->twice < TWICE_MIN))
			return cli_usage(
			    p->cli, "--twice: not seconds, %d to %d", TWICE_MIN, TWICE_MAX);
		return CLI_DONE;
	case 'f':
		p->json = strcmp(optarg, "json") == 0;
		if (!p->json && strcmp(optarg, "text") != 0)
			return cli_usage(p->cli, "--format: text or json?");
		return CLI_DONE;
	default: return CLI_USAGE;
	}
}

enum cli_exit
probe_run(const struct cli *cli, int argc, char **argv)
{
	struct probing p = {
		.cli = cli, .adapter = ANY_FAMILY, .columns = output_terminal(stderr)
	};
	enum cli_exit status;
	int option;

	while ((option = cli_option(cli, argc, argv, ":f:", options)) != -1)
		if ((status = read_option(&p, option)) != CLI_DONE)
			return status;
	if (optind == argc)
		return cli_usage(cli, "which agents?");
	status = run(&p, argv + optind, (size_t)(argc - optind));
	for (size_t i = 0; i < p.n; i++)
		probe_agent_free(&p.agents[i]);
	free(p.agents);
	keys_free(&p.keys);
	families_free(p.families);
	poller_free(p.probe.poller);
	return status;
}
