/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "channel.h"
#include "family.h"
#include "loop.h"
#include "refresh.h"

enum { RETRY = 10, LEAST_EVERY = 10, NICE = 10, TAKE_UP = 900 };

struct loop {
	const char *config_path, *statedir;
	int fd;
	struct config *config;     /* the last good one */
	struct judge *judge;       /* with the last good version of each policy */
	struct families *families; /* NULL: no source polls */
	int64_t poll_due;          /* UTC seconds; INT64_MAX: nothing is polled */
	struct timespec spoke;     /* when the agent last heard of us */
	bool over;                 /* the agent is gone */
	bool asked;                /* it wants a run now */
};

static void
say(struct loop *l, const char *word, const char *argument)
{
	char text[CHANNEL_MAX];

	if (l->fd < 0)
		return;
	snprintf(text, sizeof text, "%s%s%s", word, argument != NULL ? " " : "",
	    argument != NULL ? argument : "");
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	if (send(l->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno != EAGAIN &&
	    errno != EINTR)
		l->over = true;
	clock_gettime(CLOCK_MONOTONIC, &l->spoke);
}

/* Take what the agent said; wait for it at most so long. */
static void
listen_for(struct loop *l, int millis)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };
	char text[CHANNEL_MAX];
	ssize_t n;

	if (poll(&p, 1, millis) <= 0)
		return;
	n = recv(l->fd, text, sizeof text, MSG_DONTWAIT);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		l->over = true;
	else if (n == (ssize_t)strlen(CHANNEL_REFRESH) &&
		 memcmp(text, CHANNEL_REFRESH, (size_t)n) == 0)
		l->asked = true;
}

static double
since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

/* While a run goes on: the agent hears that it does, and may end it. */
static bool
on_progress(void *ctx, const struct refresh_progress *p)
{
	struct loop *l = ctx;

	if (l->fd < 0 || since(&l->spoke) < 1)
		return true;
	say(l, CHANNEL_ALIVE, NULL);
	listen_for(l, 0);
	return !l->over;
}

static void
on_problem(void *ctx, const char *why)
{
	say(ctx, CHANNEL_ERROR, why);
}

static bool
same_policies(const struct config *a, const struct config *b)
{
	if (a == NULL || a->npolicies != b->npolicies || a->digits != b->digits)
		return false;
	for (size_t i = 0; i < a->npolicies; i++)
		if (strcmp(a->policies[i].file, b->policies[i].file) != 0)
			return false;
	return true;
}

static bool
polls(const struct config_source *s)
{
	return s->nagents + s->nagent_files > 0;
}

/* Device families anew, where a source polls; the ones before stay without memory. */
static void
load_families(struct loop *l, const struct config *c)
{
	struct families *families = NULL;
	bool any = false;

	for (size_t i = 0; i < c->nsources; i++)
		any |= polls(&c->sources[i]);
	if (any && (families = refresh_families(c, on_problem, l)) == NULL)
		return;
	families_free(l->families);
	l->families = families;
}

/* The configuration anew; the one before stays if it does not load. */
static bool
load(struct loop *l)
{
	struct error why = { "" };
	struct config *c = config_load(l->config_path, &why);

	if (c == NULL) {
		say(l, CHANNEL_ERROR, why.text);
		return l->config != NULL;
	}
	if (!same_policies(l->config, c) || l->judge == NULL) {
		judge_free(l->judge);
		l->judge = refresh_judge(c, on_problem, l);
	} else
		for (size_t i = 0; i < c->npolicies; i++)
			if (!judge_add(l->judge, c->policies[i].file, &why))
				say(l, CHANNEL_ERROR, why.text);
	load_families(l, c);
	config_free(l->config);
	l->config = c;
	return l->judge != NULL;
}

static uint32_t
larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/*
 * Seconds until the next run, and when the first poll is due.  A run reads all
 * files, so what polls find is taken up less often than it is asked for.
 */
static int
plan_next(struct loop *l)
{
	uint32_t every = 86400, poll = UINT32_MAX;

	for (size_t i = 0; i < l->config->nsources; i++) {
		const struct config_source *s = &l->config->sources[i];
		uint32_t own = polls(s) ? larger(s->every, TAKE_UP) : s->every;

		if (own < every)
			every = own;
		if (polls(s) && s->every < poll)
			poll = s->every;
	}
	l->poll_due = poll != UINT32_MAX ? (int64_t)time(NULL) + poll : INT64_MAX;
	return (int)larger(every, LEAST_EVERY);
}

static struct refresh_options
options_of(struct loop *l)
{
	return (struct refresh_options){ .as_of = DAY_ABSENT,
		.judge = l->judge,
		.families = l->families,
		.only_due = true,
		.progress = on_progress,
		.ctx = l };
}

/* One run; how many seconds until the next. */
static int
run(struct loop *l)
{
	struct refresh_options o;
	struct refresh_summary sum;
	struct error why = { "" };
	char number[16];

	say(l, CHANNEL_RUNNING, NULL);
	l->asked = false;
	l->poll_due = INT64_MAX;
	if (!load(l))
		return RETRY;
	o = options_of(l);
	if (!worker_refresh(l->config, l->statedir, &o, &sum, &why)) {
		say(l, CHANNEL_ERROR, why.text);
		return RETRY;
	}
	snprintf(number, sizeof number, "%u", sum.generation);
	say(l, CHANNEL_PUBLISHED, number);
	if (sum.first_failure[0] != '\0')
		say(l, CHANNEL_ERROR, sum.first_failure);
	return plan_next(l);
}

/* Ask the agents that are due; what is new is worth a run at once. */
static void
poll_due(struct loop *l)
{
	struct refresh_options o = options_of(l);
	int64_t soonest = (int64_t)time(NULL) + 1;
	struct error why = { "" };
	bool news = false;

	say(l, CHANNEL_RUNNING, NULL);
	if (!worker_poll(l->config, l->statedir, &o, &l->poll_due, &news, &why)) {
		say(l, CHANNEL_ERROR, why.text);
		l->poll_due = soonest + RETRY;
	}
	if (l->poll_due < soonest)
		l->poll_due = soonest;
	l->asked |= news;
	say(l, CHANNEL_IDLE, NULL);
}

static void
wait_for(struct loop *l, int seconds)
{
	struct timespec began;

	clock_gettime(CLOCK_MONOTONIC, &began);
	say(l, CHANNEL_IDLE, NULL);
	while (!l->over && !l->asked && since(&began) < seconds) {
		double left = seconds - since(&began), poll;

		if (l->poll_due <= (int64_t)time(NULL)) {
			poll_due(l);
			continue;
		}
		poll = l->poll_due < INT64_MAX ? (double)(l->poll_due - (int64_t)time(NULL)) : left;
		if (poll < left)
			left = poll;

		listen_for(
		    l, (left < CHANNEL_ALIVE_EVERY ? (int)left + 1 : CHANNEL_ALIVE_EVERY) * 1000);
		if (since(&l->spoke) >= CHANNEL_ALIVE_EVERY - 1)
			say(l, CHANNEL_ALIVE, NULL);
	}
}

int
worker_main(const char *config_path, const char *statedir, int fd)
{
	struct loop l = {
		.config_path = config_path, .statedir = statedir, .fd = fd, .poll_due = INT64_MAX
	};
	int status;

	signal(SIGPIPE, SIG_IGN);
	umask(022);
	setpriority(PRIO_PROCESS, 0, NICE); /* snmpd answers first */
	do {
		int pause = run(&l);

		if (fd < 0)
			break;
		wait_for(&l, pause);
	} while (!l.over);
	status = l.config == NULL;
	judge_free(l.judge);
	families_free(l.families);
	config_free(l.config);
	return status;
}
