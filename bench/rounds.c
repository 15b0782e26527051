/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rounds N COMMAND...: plays snmpd's part for a worker, asks for a run as soon as one is over.
 * After each of N runs a line: CPU in ms so far, resident memory in bytes.  What the
 * worker says of errors goes to stderr.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"

/* The numbers of /proc/PID/NAME; false if there are not so many. */
static bool
proc_numbers(pid_t pid, const char *name, uint64_t *a, uint64_t *b)
{
	char path[64];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	ok = fscanf(file, "%" SCNu64 " %" SCNu64, a, b) == 2;
	fclose(file);
	return ok;
}

static void
show(pid_t pid)
{
	uint64_t ns = 0, waited, all, pages = 0;

	if (!proc_numbers(pid, "schedstat", &ns, &waited))
		ns = 0;
	if (!proc_numbers(pid, "statm", &all, &pages))
		pages = 0;
	printf("%" PRIu64 " %" PRIu64 "\n", ns / 1000000, pages * (uint64_t)sysconf(_SC_PAGESIZE));
	fflush(stdout);
}

static bool
begins(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* Until so many runs are over; false if the worker went away before. */
static bool
runs(int fd, pid_t pid, long n)
{
	char text[CHANNEL_MAX + 1];
	ssize_t got;

	while (n > 0) {
		got = recv(fd, text, CHANNEL_MAX, 0);
		if (got <= 0)
			return false;
		text[got] = '\0';
		if (begins(text, CHANNEL_ERROR))
			fprintf(stderr, "rounds: %s\n", text);
		if (!begins(text, CHANNEL_IDLE))
			continue;
		show(pid);
		if (--n > 0 && send(fd, CHANNEL_REFRESH, strlen(CHANNEL_REFRESH), 0) < 0)
			return false;
	}
	return true;
}

static void
become(int fd, char **argv)
{
	if (dup2(fd, CHANNEL_FD) == CHANNEL_FD && fcntl(CHANNEL_FD, F_SETFD, 0) == 0)
		execvp(argv[0], argv);
	_exit(127);
}

int
main(int argc, char **argv)
{
	int fd[2], status;
	pid_t pid;
	bool ok;

	if (argc < 3 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) != 0)
		return 2;
	pid = fork();
	if (pid == 0)
		become(fd[1], argv + 2);
	close(fd[1]);
	ok = pid > 0 && runs(fd[0], pid, strtol(argv[1], NULL, 10));
	close(fd[0]); /* to the worker: snmpd is gone */
	if (pid > 0 && waitpid(pid, &status, 0) == pid && status != 0)
		fprintf(stderr, "rounds: the worker ended with status %d\n",
		    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return ok ? 0 : 1;
}
