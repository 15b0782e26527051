/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "netsnmp.h"
#include "spawn.h"
#include "supervise.h"

enum {
	PAUSE_MAX = 60,    /* seconds; also the age from which a worker counts as sound */
	LAST_WORDS = 5,    /* seconds from its closed channel to the kill */
	MESSAGES_MAX = 32, /* in one turn of the main loop */
	BURY_STEPS = 50    /* of 1 ms, after each of two signals */
};

struct supervisor {
	const struct settings *settings;
	struct status *status;
	void (*published)(void *ctx);
	void *ctx;
	struct child worker;   /* pid 0: none runs; fd -1: it has closed its end */
	pid_t left;            /* of the module's life before the reload; 0: none */
	bool started;          /* at least once */
	bool told;             /* that there is no configuration */
	time_t born, deadline; /* seconds of the monotonic clock */
	time_t next_start;
	unsigned pause;
	char ended_by[64]; /* why we killed it; "": it ended by itself */
};

static time_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

struct supervisor *
supervisor_new(const struct settings *settings, struct status *status, pid_t left,
    void (*published)(void *ctx), void *ctx)
{
	struct supervisor *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->settings = settings;
	s->status = status;
	s->published = published;
	s->ctx = ctx;
	s->left = left;
	s->worker.fd = -1;
	s->pause = 1;
	status->worker_state = WORKER_DISABLED;
	return s;
}

static void
close_channel(struct supervisor *s)
{
	if (s->worker.fd < 0)
		return;
	unregister_readfd(s->worker.fd);
	close(s->worker.fd);
	s->worker.fd = -1;
}

static void
pause_before_next(struct supervisor *s)
{
	s->status->worker_state = WORKER_BACK_OFF;
	s->next_start = now() + s->pause;
	s->pause = s->pause * 2 < PAUSE_MAX ? s->pause * 2 : PAUSE_MAX;
}

static void
worker_ended(struct supervisor *s, int how)
{
	close_channel(s);
	s->worker.pid = 0;
	if (now() - s->born >= PAUSE_MAX)
		s->pause = 1;
	if (s->ended_by[0] != '\0')
		status_error(s->status, "worker killed: %s", s->ended_by);
	else if (WIFSIGNALED(how))
		status_error(s->status, "worker ended by signal %d", WTERMSIG(how));
	else if (WEXITSTATUS(how) != 127) /* which has said why */
		status_error(s->status, "worker ended with status %d", WEXITSTATUS(how));
	pause_before_next(s);
}

/* One word from the worker, perhaps with an argument. */
static void
hear(struct supervisor *s, const char *word)
{
	static const char error[] = CHANNEL_ERROR " ";

	if (strncmp(word, error, sizeof error - 1) == 0)
		status_error(s->status, "%s", word + sizeof error - 1);
	else if (strcmp(word, CHANNEL_RUNNING) == 0)
		s->status->worker_state = WORKER_RUNNING;
	else if (strcmp(word, CHANNEL_IDLE) == 0)
		s->status->worker_state = WORKER_IDLE;
	else if (strncmp(word, CHANNEL_PUBLISHED, sizeof CHANNEL_PUBLISHED - 1) == 0) {
		s->pause = 1;
		s->published(s->ctx);
	}
}

static void
channel_readable(int fd, void *arg)
{
	struct supervisor *s = arg;

	for (int left = MESSAGES_MAX; left > 0; left--) {
		char text[CHANNEL_MAX + 1];
		ssize_t n = recv(fd, text, CHANNEL_MAX, MSG_DONTWAIT);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0) {
			close_channel(s);
			s->deadline = now() + LAST_WORDS;
			return;
		}
		text[n] = '\0';
		s->deadline = now() + s->settings->timeout;
		hear(s, text);
	}
}

static void
start(struct supervisor *s)
{
	struct error e, warning;

	if (!spawn_worker(s->settings, &s->worker, &warning, &e)) {
		s->worker = (struct child){ 0, -1 };
		status_error(s->status, "worker cannot be started: %s", e.text);
		pause_before_next(s);
		return;
	}
	if (register_readfd(s->worker.fd, channel_readable, s) != FD_REGISTERED_OK) {
		snmp_log(LOG_ERR, "decom: snmpd has no room for another descriptor\n");
		close(s->worker.fd);
		s->worker.fd = -1;
	}
	if (warning.text[0] != '\0' && !s->started)
		snmp_log(LOG_WARNING, "decom: %s\n", warning.text);
	if (s->started)
		s->status->worker_restarts++;
	s->started = true;
	s->told = false;
	s->ended_by[0] = '\0';
	s->born = now();
	s->deadline = s->born + s->settings->timeout;
	s->status->worker_state = WORKER_STARTING;
}

/* Is there something to run?  Told once: an agent may well serve what cron refreshes. */
static bool
is_wanted(struct supervisor *s)
{
	const struct settings *set = s->settings;

	if (set->command[0] == '\0')
		return false;
	if (set->config[0] == '\0' || access(set->config, R_OK) == 0)
		return true;
	if (!s->told)
		snmp_log(LOG_NOTICE, "decom: no worker is started: %s: %s\n", set->config,
		    strerror(errno));
	s->told = true;
	s->status->worker_state = WORKER_DISABLED;
	return false;
}

/* Nobody else reaps it, and it is the only process that we reap. */
static void
reap(struct supervisor *s)
{
	int how = 0;
	pid_t pid;

	if (s->left != 0 && waitpid(s->left, NULL, WNOHANG) != 0)
		s->left = 0;
	if (s->worker.pid == 0 || (pid = waitpid(s->worker.pid, &how, WNOHANG)) == 0)
		return;
	worker_ended(s, pid > 0 ? how : 0);
}

static void
end_if_silent(struct supervisor *s)
{
	if (s->worker.pid == 0 || now() < s->deadline)
		return;
	if (s->worker.fd < 0)
		snprintf(s->ended_by, sizeof s->ended_by, "it closed its channel and did not end");
	else
		snprintf(
		    s->ended_by, sizeof s->ended_by, "silent for %u seconds", s->settings->timeout);
	kill(s->worker.pid, SIGKILL);
}

void
supervisor_tick(struct supervisor *s)
{
	reap(s);
	end_if_silent(s);
	if (s->worker.pid == 0 && now() >= s->next_start && is_wanted(s))
		start(s);
}

static bool
bury(pid_t pid, int sig)
{
	const struct timespec step = { 0, 1000000 };

	kill(pid, sig);
	for (int n = 0; n < BURY_STEPS; n++) {
		if (waitpid(pid, NULL, WNOHANG) != 0)
			return true;
		nanosleep(&step, NULL);
	}
	return false;
}

pid_t
supervisor_free(struct supervisor *s)
{
	pid_t left;

	if (s == NULL)
		return 0;
	left = s->left != 0 && waitpid(s->left, NULL, WNOHANG) == 0 ? s->left : 0;
	close_channel(s);
	if (s->worker.pid != 0 && !bury(s->worker.pid, SIGTERM) && !bury(s->worker.pid, SIGKILL))
		left = s->worker.pid;
	free(s);
	return left;
}
