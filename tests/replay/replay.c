/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay [options] SPEC...: SNMP agents (versions 1 and 2c) that say what is in files, on many
 * addresses, from one process and one loop; as well behaved or as badly as they are told.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"

struct file {
	char *path;
	struct walk *walk;
	struct file *next;
};

struct replay {
	struct file *files;
	struct agent *agent;
	size_t agents;
	struct behaviour behaviour; /* of all, before the file of behaviours */
	const char *conf;           /* NULL: none */
	FILE *log;
	int epoll, signals;
	struct post post;
	struct answer *work;
	struct agent_stats stats;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
usage(void)
{
	fprintf(stderr,
	    "usage: replay [-v] [-c COMMUNITY] [-b BEHAVIOUR]... [-f FILE] SPEC...\n"
	    "SPEC: ADDRESS[:PORT][-COUNT]=WALK.snmprec, COUNT consecutive addresses; port 1161\n"
	    "-f: lines ADDRESS[:PORT][-COUNT] BEHAVIOUR... (* for all), read again at SIGUSR1;\n"
	    "    each sets what it names and leaves the rest.  SIGUSR2: print how much was asked, "
	    "and the\n"
	    "    milliseconds from first to last answer since it was printed last.\n"
	    "-v: say on stderr what is asked for.\n"
	    "Says \"ready\" once it hears, ends at SIGTERM or when stdin ends.  BEHAVIOUR:\n");
	behaviour_list(stderr);
	return false;
}

/* The walk of a file, which is read once. */
static const struct walk *
replay_walk(struct replay *r, const char *path)
{
	struct file *file;

	for (file = r->files; file != NULL; file = file->next)
		if (strcmp(file->path, path) == 0)
			return file->walk;
	file = calloc(1, sizeof(*file));
	if (file == NULL)
		return NULL;
	file->next = r->files;
	r->files = file;
	file->path = strdup(path);
	if (file->path != NULL)
		file->walk = walk_read(path);
	return file->walk;
}

static bool
replay_add(struct replay *r, const struct range *range, const struct walk *walk)
{
	struct agent *more = reallocarray(r->agent, r->agents + range->count, sizeof(*more));
	uint32_t i;

	if (more == NULL)
		return false;
	r->agent = more;
	for (i = 0; i < range->count; i++) {
		struct agent *agent = &r->agent[r->agents];

		memset(agent, 0, sizeof(*agent));
		agent->address = range_at(range, i);
		agent->len = range->len;
		agent->number = i;
		agent->walk = walk;
		if (!agent_open(agent)) {
			fprintf(stderr, "replay: %s: %s\n", agent->text, strerror(errno));
			return false;
		}
		r->agents++;
	}
	return true;
}

static bool
replay_spec(struct replay *r, char *spec)
{
	char *path = strchr(spec, '=');
	const struct walk *walk;
	struct range range;

	if (path == NULL)
		return usage();
	*path++ = '\0';
	if (!range_parse(spec, &range)) {
		fprintf(stderr, "replay: %s: no address\n", spec);
		return false;
	}
	walk = replay_walk(r, path);
	return walk != NULL && replay_add(r, &range, walk);
}

/* One line of the file of behaviours, put into those of the agents it names. */
static bool
conf_line(const struct replay *r, char *line, struct behaviour *behaviour)
{
	char *rest, *who = strtok_r(line, " \t\n", &rest), *word;
	struct range range;
	bool all;
	size_t i;

	if (who == NULL || *who == '#')
		return true;
	all = strcmp(who, "*") == 0;
	if (!all && !range_parse(who, &range))
		return false;
	while ((word = strtok_r(NULL, " \t\n", &rest)) != NULL)
		for (i = 0; i < r->agents; i++)
			if ((all || range_holds(&range, &r->agent[i].address)) &&
			    !behaviour_set(&behaviour[i], word))
				return false;
	return true;
}

static bool
conf_lines(const struct replay *r, struct behaviour *behaviour)
{
	FILE *file = fopen(r->conf, "r");
	char *line = NULL;
	size_t size = 0, number = 0;
	bool ok = true;

	if (file == NULL) {
		fprintf(stderr, "replay: %s: %s\n", r->conf, strerror(errno));
		return false;
	}
	while (ok && getline(&line, &size, file) >= 0) {
		number++;
		ok = conf_line(r, line, behaviour);
	}
	if (!ok)
		fprintf(stderr, "replay: %s:%zu: no behaviour\n", r->conf, number);
	free(line);
	fclose(file);
	return ok;
}

/* All agents behave as the options and the file say now, or as before if that is wrong. */
static bool
replay_behave(struct replay *r)
{
	struct behaviour *behaviour = reallocarray(NULL, r->agents, sizeof(*behaviour));
	int64_t now = now_ms();
	size_t i;
	bool ok;

	if (behaviour == NULL)
		return false;
	for (i = 0; i < r->agents; i++)
		behaviour[i] = r->behaviour;
	ok = r->conf == NULL || conf_lines(r, behaviour);
	for (i = 0; ok && i < r->agents; i++)
		agent_behave(&r->agent[i], &behaviour[i], now);
	free(behaviour);
	return ok;
}

static bool
replay_watch(struct replay *r, int fd, void *who)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = who };

	return epoll_ctl(r->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* Sockets, signals, and stdin where its end can be waited for. */
static bool
replay_listen(struct replay *r)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	r->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	r->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (r->signals < 0 || r->epoll < 0 || !replay_watch(r, r->signals, &r->signals))
		return false;
	if (!replay_watch(r, STDIN_FILENO, r) && errno != EPERM)
		return false;
	for (i = 0; i < r->agents; i++)
		if (!replay_watch(r, r->agent[i].fd, &r->agent[i]))
			return false;
	return true;
}

static void
say(const char *text)
{
	puts(text);
	fflush(stdout);
}

/* What was asked so far, and how long the answers took since this was said last. */
static void
stats_say(struct agent_stats *stats)
{
	printf("requests %" PRIu64 " answers %" PRIu64 " varbinds %" PRIu64 " span %" PRId64 "\n",
	    stats->requests, stats->answers, stats->varbinds, stats->last - stats->first);
	fflush(stdout);
	stats->first = stats->last = -1;
}

/* False: it is time to end. */
static bool
replay_signal(struct replay *r)
{
	struct signalfd_siginfo info;

	if (read(r->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return true;
	if (info.ssi_signo == SIGUSR1) {
		say(replay_behave(r) ? "reloaded" : "not reloaded");
		return true;
	}
	if (info.ssi_signo != SIGUSR2)
		return false;
	stats_say(&r->stats);
	return true;
}

static bool
stdin_open(void)
{
	char buf[256];

	return read(STDIN_FILENO, buf, sizeof(buf)) > 0;
}

static bool
replay_round(struct replay *r)
{
	struct epoll_event event[256];
	int i, n = epoll_wait(r->epoll, event, 256, post_send(&r->post, now_ms()));
	int64_t now = now_ms();
	bool more = true;

	for (i = 0; i < n && more; i++) {
		void *who = event[i].data.ptr;

		if (who == &r->signals)
			more = replay_signal(r);
		else if (who == r)
			more = stdin_open();
		else
			agent_hear(who, r->work, &r->post, now, &r->stats, r->log);
	}
	return more && (n >= 0 || errno == EINTR);
}

static bool
replay_options(struct replay *r, int argc, char **argv)
{
	int c;

	behaviour_init(&r->behaviour, "public");
	while ((c = getopt(argc, argv, "b:c:f:hv")) != -1)
		switch (c) {
		case 'b':
			if (!behaviour_set(&r->behaviour, optarg))
				return usage();
			break;
		case 'c':
			snprintf(
			    r->behaviour.community, sizeof(r->behaviour.community), "%s", optarg);
			break;
		case 'f': r->conf = optarg; break;
		case 'v': r->log = stderr; break;
		default: return usage();
		}
	if (optind == argc)
		return usage();
	return true;
}

static void
replay_free(struct replay *r)
{
	struct file *file;
	size_t i;

	for (i = 0; i < r->agents; i++)
		agent_close(&r->agent[i]);
	free(r->agent);
	while ((file = r->files) != NULL) {
		r->files = file->next;
		walk_free(file->walk);
		free(file->path);
		free(file);
	}
	post_free(&r->post);
	free(r->work);
	if (r->signals >= 0)
		close(r->signals);
	if (r->epoll >= 0)
		close(r->epoll);
}

/* As many sockets as the system lets us have. */
static void
limits_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

int
main(int argc, char **argv)
{
	struct replay r = { .epoll = -1, .signals = -1, .stats = { .first = -1, .last = -1 } };
	int64_t now = now_ms();
	bool ok = replay_options(&r, argc, argv);
	size_t i;

	if (fcntl(STDIN_FILENO, F_GETFD) < 0) /* closed: no socket shall get its number */
		open("/dev/null", O_RDONLY);
	limits_raise();
	r.work = calloc(1, sizeof(*r.work));
	for (i = (size_t)optind; ok && i < (size_t)argc; i++)
		ok = replay_spec(&r, argv[i]);
	for (i = 0; i < r.agents; i++)
		r.agent[i].started = now;
	ok = ok && r.work != NULL && replay_behave(&r);
	if (ok && !replay_listen(&r)) {
		fprintf(stderr, "replay: %s\n", strerror(errno));
		ok = false;
	}
	if (ok) {
		say("ready");
		while (replay_round(&r))
			;
	}
	replay_free(&r);
	return ok ? 0 : 1;
}
