/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keys.h"
#include "output.h"
#include "probe.h"

/*
 * decom record: a whole walk of one agent, for bug reports and tests, without what is
 * secret in it.
 */
enum { BUDGET_MS = 3600 * 1000, ODD_SHOWN = 8 };

/* Rows in an answer: there are agents that leave rows out when asked for many. */
enum { FIRST = 10 };
#define WALK_LIMIT ((size_t)256 << 20)

/* Why a varbind is not written. */
enum reason {
	REASON_NONE,
	REASON_COMMUNITIES,
	REASON_TARGETS,
	REASON_USERS,
	REASON_VIEWS,
	REASON_ARGUMENTS,
	REASON_COMMANDS,
	REASON_SECRET,
	REASONS
};

static const char *const reasons[REASONS] = {
	[REASON_COMMUNITIES] = "communities",
	[REASON_TARGETS] = "targets of notifications and proxies",
	[REASON_USERS] = "users",
	[REASON_VIEWS] = "access control",
	[REASON_ARGUMENTS] = "arguments of processes",
	[REASON_COMMANDS] = "commands of the agent",
	[REASON_SECRET] = "what contains a configured secret",
};

static const struct {
	const char *oid;
	enum reason reason;
} secret[] = {
	{ "1.3.6.1.6.3.18", REASON_COMMUNITIES },            /* SNMP-COMMUNITY-MIB */
	{ "1.3.6.1.2.1.16.9.1.1.4", REASON_COMMUNITIES },    /* eventCommunity */
	{ "1.3.6.1.2.1.16.19.13.1.2", REASON_COMMUNITIES },  /* trapDestCommunity */
	{ "1.3.6.1.2.1.47.1.2.1.1.4", REASON_COMMUNITIES },  /* entLogicalCommunity */
	{ "1.3.6.1.2.1.69.1.2.1.4", REASON_COMMUNITIES },    /* docsDevNmAccessCommunity */
	{ "1.3.6.1.6.3.12", REASON_TARGETS },                /* SNMP-TARGET-MIB */
	{ "1.3.6.1.6.3.13", REASON_TARGETS },                /* SNMP-NOTIFICATION-MIB */
	{ "1.3.6.1.6.3.14", REASON_TARGETS },                /* SNMP-PROXY-MIB */
	{ "1.3.6.1.6.3.15", REASON_USERS },                  /* SNMP-USER-BASED-SM-MIB */
	{ "1.3.6.1.6.3.16", REASON_VIEWS },                  /* SNMP-VIEW-BASED-ACM-MIB */
	{ "1.3.6.1.4.1.8072.1.9", REASON_VIEWS },            /* NET-SNMP-VACM-MIB */
	{ "1.3.6.1.2.1.25.4.2.1.5", REASON_ARGUMENTS },      /* hrSWRunParameters */
	{ "1.3.6.1.4.1.8072.1.3.2.2.1.2", REASON_COMMANDS }, /* nsExtendCommand */
	{ "1.3.6.1.4.1.8072.1.3.2.2.1.3", REASON_COMMANDS }, /* nsExtendArgs */
	{ "1.3.6.1.4.1.8072.1.3.2.2.1.4", REASON_COMMANDS }, /* nsExtendInput */
	{ "1.3.6.1.4.1.2021.2.1.103", REASON_COMMANDS },     /* prErrFixCmd */
	{ "1.3.6.1.4.1.2021.8.1.3", REASON_COMMANDS },       /* extCommand */
	{ "1.3.6.1.4.1.2021.8.1.103", REASON_COMMANDS },     /* extErrFixCmd */
};

#define SECRETS (sizeof secret / sizeof *secret)

struct recording {
	const struct cli *cli;
	const char *address, *output;
	uint32_t from[OID_ARCS];
	struct oid below;
	struct poller *poller;
	struct keys keys;
	bool asked;
	unsigned columns; /* of the terminal; 0: no progress */
	bool drawn;
	sigset_t interrupts; /* held back during the walk */
	unsigned long odd;   /* what broke the protocol */
	struct harvest *heard;
	enum poller_end end;
	struct error why;
	unsigned long left_out[REASONS];
};

static const struct option options[] = {
	{ "credential", required_argument, NULL, 'k' },
	{ "from", required_argument, NULL, 'f' },
	{ "output", required_argument, NULL, 'o' },
	{ 0 },
};

static bool
ask(void *ctx, const struct harvest *heard, struct poller_ask *to)
{
	struct recording *r = ctx;

	(void)heard;
	if (r->asked)
		return false;
	r->asked = true;
	return poller_walk(to, r->below, 0, UINT32_MAX);
}

static void
keep(void *ctx, const struct poller_result *result)
{
	static const struct oid everything = { NULL, 0 };
	struct recording *r = ctx;

	r->end = result->end;
	if (result->end != POLLER_DONE)
		error_set(
		    &r->why, "%s: %s", r->address, result->why != NULL ? result->why : "no answer");
	if ((r->heard = harvest_new(WALK_LIMIT)) == NULL ||
	    harvest_take(r->heard, result->heard, everything) != HARVEST_ADDED)
		error_set(&r->why, "out of memory");
}

/* It may have ended the walk early: what is written is then not all. */
static void
tell_odd(void *ctx, const char *what)
{
	struct recording *r = ctx;

	if (r->odd++ < ODD_SHOWN)
		fprintf(stderr, "%sdecom: %s: %s\n", r->drawn ? "\r\033[K" : "", r->address, what);
}

/* Interrupted, what has been heard is written all the same: a slow agent may take an hour. */
static bool
is_interrupted(const sigset_t *interrupts)
{
	static const struct timespec at_once;

	return sigtimedwait(interrupts, NULL, &at_once) > 0;
}

static bool
draw(void *ctx)
{
	struct recording *r = ctx;

	if (is_interrupted(&r->interrupts))
		return false;
	if (r->columns > 1) {
		fprintf(stderr, "\r%.*s: %" PRIu64 " varbinds\033[K", (int)r->columns - 30,
		    r->address, poller_stats(r->poller).varbinds);
		fflush(stderr);
		r->drawn = true;
	}
	return true;
}

static bool
walk(struct recording *r, struct error *e)
{
	const struct poller_target target = { .address = r->address,
		.credentials = r->keys.list,
		.ncredentials = r->keys.n,
		.first = FIRST,
		.budget = BUDGET_MS,
		.ctx = r,
		.next = ask,
		.done = keep,
		.odd = tell_odd };

	if (!poller_start(r->poller, &target, e))
		return false;
	sigemptyset(&r->interrupts);
	sigaddset(&r->interrupts, SIGINT);
	sigaddset(&r->interrupts, SIGTERM);
	sigprocmask(SIG_BLOCK, &r->interrupts, NULL);
	poller_run(r->poller, draw, r);
	sigprocmask(SIG_UNBLOCK, &r->interrupts, NULL);
	if (r->drawn)
		fputs("\r\033[K", stderr);
	if (r->heard != NULL && harvest_count(r->heard) > 0)
		return true;
	*e = r->why;
	if (r->end == POLLER_DONE && r->why.text[0] == '\0')
		error_set(e, "%s: nothing there", r->address);
	return false;
}

/* A secret can be in a name too: as an index, an octet for each arc. */
static bool
arcs_hold_secret(const struct keys *keys, struct oid oid)
{
	uint8_t octets[OID_ARCS];
	uint32_t i, n = 0;

	for (i = 0; i <= oid.n; i++)
		if (i < oid.n && oid.arc[i] < 256) {
			octets[n++] = (uint8_t)oid.arc[i];
		} else {
			if (keys_within(keys, octets, n))
				return true;
			n = 0;
		}
	return false;
}

static enum reason
why_not(const struct keys *keys, const struct oid *trees, const struct varbind *v)
{
	size_t i;

	for (i = 0; i < SECRETS; i++)
		if (oid_within(trees[i], v->name))
			return secret[i].reason;
	if ((v->type == VARBIND_OCTETS && keys_within(keys, v->octets, v->len)) ||
	    arcs_hold_secret(keys, v->name) ||
	    (v->type == VARBIND_OID && arcs_hold_secret(keys, v->oid)))
		return REASON_SECRET;
	return REASON_NONE;
}

static void
write_walk(struct recording *r, FILE *to)
{
	uint32_t arcs[SECRETS][OID_ARCS];
	struct oid trees[SECRETS];
	const struct varbind *v;
	enum reason reason;
	size_t i;

	for (i = 0; i < SECRETS; i++)
		trees[i] = (struct oid){ arcs[i], oid_parse(secret[i].oid, arcs[i]) };
	for (i = 0; i < harvest_count(r->heard); i++) {
		v = harvest_at(r->heard, i);
		reason = why_not(&r->keys, trees, v);
		r->left_out[reason]++;
		if (reason == REASON_NONE)
			varbind_write(to, v);
	}
}

static bool
write_output(struct recording *r, struct error *e)
{
	FILE *to = r->output != NULL ? fopen(r->output, "we") : stdout;
	bool ok;

	if (to == NULL)
		return error_set(e, "%s: %s", r->output, strerror(errno));
	write_walk(r, to);
	if (to == stdout)
		return true; /* main() looks whether it could be written */
	ok = !ferror(to);
	ok = fclose(to) == 0 && ok;
	return ok || error_set(e, "%s: %s", r->output, strerror(errno));
}

static void
tell_left_out(const struct recording *r)
{
	int i;

	fprintf(stderr, "decom: %lu varbinds written\n", r->left_out[REASON_NONE]);
	for (i = REASON_NONE + 1; i < REASONS; i++)
		if (r->left_out[i] > 0)
			fprintf(stderr, "decom: left out: %s, %lu varbinds\n", reasons[i],
			    r->left_out[i]);
}

static enum cli_exit
run(struct recording *r, const char *const *names, size_t nnames)
{
	const struct poller_options limits = { .limit = WALK_LIMIT };
	struct error e;

	if ((r->poller = poller_new(&limits, &e)) == NULL ||
	    !keys_load(&r->keys, r->cli, r->poller, names, nnames, &e) || !walk(r, &e) ||
	    !write_output(r, &e))
		return cli_fail(&e);
	tell_left_out(r);
	if (r->odd > 0 && r->why.text[0] == '\0')
		error_set(&r->why, "%s breaks the protocol %lu times", r->address, r->odd);
	if (r->why.text[0] == '\0')
		return CLI_DONE;
	error_prefix(&r->why, "perhaps not all was heard");
	return cli_fail(&r->why);
}

enum cli_exit
record_run(const struct cli *cli, int argc, char **argv)
{
	struct recording r = { .cli = cli, .columns = output_terminal(stderr) };
	const char *names[KEYS_MAX];
	enum cli_exit status;
	size_t nnames = 0;
	int option;

	r.below = (struct oid){ r.from, oid_parse("1", r.from) };
	while ((option = cli_option(cli, argc, argv, ":o:", options)) != -1) {
		switch (option) {
		case 'o': r.output = optarg; break;
		case 'f':
			if ((r.below.n = oid_parse(optarg, r.from)) == 0)
				return cli_usage(cli, "--from: not an OID in numbers");
			break;
		case 'k':
			if (nnames == KEYS_MAX)
				return cli_usage(cli, "too many credentials");
			names[nnames++] = optarg;
			break;
		default: return CLI_USAGE;
		}
	}
	if (argc - optind != 1)
		return cli_usage(cli, argc == optind ? "which agent?" : "one agent at a time");
	r.address = argv[optind];
	status = run(&r, names, nnames);
	harvest_free(r.heard);
	keys_free(&r.keys);
	poller_free(r.poller);
	return status;
}
