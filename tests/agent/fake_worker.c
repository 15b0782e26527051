/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands in for "decom worker" where a test needs a worker that misbehaves.
 * What it does stands in STATEDIR/behaviour:
 *
 *	publish		a new snapshot again and again
 *	once		one snapshot, then only signs of life
 *	complain	the same, after an error
 *	hang		says that it runs, and nothing more
 *	deaf		the same, and takes no notice of SIGTERM and end of file
 *	leave		closes the channel and stays
 *	die		ends with status 3
 *
 * What it was given stands in STATEDIR/inherited, and its process in pid.
 */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "estate.h"

static void
say(const char *text)
{
	if (send(CHANNEL_FD, text, strlen(text), MSG_NOSIGNAL) < 0)
		exit(0);
}

/* Wait for the agent to go, ms milliseconds at most. */
static void
listen_for(int ms)
{
	struct pollfd p = { .fd = CHANNEL_FD, .events = POLLIN };
	char text[CHANNEL_MAX];

	if (poll(&p, 1, ms) > 0 && recv(CHANNEL_FD, text, sizeof text, 0) <= 0)
		exit(0);
}

static void
tell_descriptors(FILE *out)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *d;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		int fd = (int)strtol(d->d_name, NULL, 10);

		if (d->d_name[0] != '.' && fd != dirfd(dir) && fd != fileno(out))
			fprintf(out, "fd %d\n", fd);
	}
	if (dir != NULL)
		closedir(dir);
}

static void
tell_inherited(const char *statedir, int argc, char **argv)
{
	FILE *out, *in;
	struct rlimit core, data;
	char line[256];

	snprintf(line, sizeof line, "%s/inherited.new", statedir);
	if ((out = fopen(line, "w")) == NULL)
		return;
	for (int n = 1; n < argc; n++)
		fprintf(out, "arg %s\n", argv[n]);
	tell_descriptors(out);
	getrlimit(RLIMIT_CORE, &core);
	getrlimit(RLIMIT_DATA, &data);
	fprintf(out, "uid %d\ncore %lld\ndata %lld\n", (int)getuid(), (long long)core.rlim_cur,
	    (long long)data.rlim_cur);
	if ((in = fopen("/proc/self/status", "r")) != NULL) {
		while (fgets(line, sizeof line, in) != NULL)
			if (strncmp(line, "SigIgn", 6) == 0 || strncmp(line, "SigBlk", 6) == 0)
				fputs(line, out);
		fclose(in);
	}
	fclose(out);
	if (rename("inherited.new", "inherited") != 0)
		exit(99);
}

static void
tell_pid(void)
{
	FILE *out = fopen("pid.new", "w");

	if (out == NULL)
		exit(99);
	fprintf(out, "%d\n", (int)getpid());
	fclose(out);
	if (rename("pid.new", "pid") != 0)
		exit(99);
}

static uint32_t
last_generation(void)
{
	struct snapshot *s = snapshot_open("snapshot", NULL);
	uint32_t n = s != NULL ? snapshot_summary(s)->snapshot_generation : 0;

	snapshot_free(s);
	return n;
}

static void
publish(void)
{
	struct error e;
	uint32_t generation = last_generation() + 1;
	char text[64];

	say(CHANNEL_RUNNING);
	if (!estate_small("snapshot", generation, &e)) {
		snprintf(text, sizeof text, "%s %.40s", CHANNEL_ERROR, e.text);
		say(text);
		return;
	}
	snprintf(text, sizeof text, "%s %u", CHANNEL_PUBLISHED, (unsigned)generation);
	say(text);
	say(CHANNEL_IDLE);
}

static void
behave(const char *how)
{
	if (strcmp(how, "die") == 0)
		exit(3);
	if (strcmp(how, "leave") == 0)
		close(CHANNEL_FD);
	if (strcmp(how, "deaf") == 0)
		signal(SIGTERM, SIG_IGN);
	if (strcmp(how, "hang") == 0 || strcmp(how, "deaf") == 0)
		say(CHANNEL_RUNNING);
	while (strcmp(how, "hang") == 0 || strcmp(how, "deaf") == 0 || strcmp(how, "leave") == 0)
		pause();
	if (strcmp(how, "complain") == 0)
		say(CHANNEL_ERROR " cmdb.xml:31: record 4: not well-formed");
	do {
		publish();
		listen_for(20);
	} while (strcmp(how, "publish") == 0);
	for (;;) {
		say(CHANNEL_ALIVE);
		listen_for(100);
	}
}

int
main(int argc, char **argv)
{
	const char *statedir = NULL;
	char how[32] = "once";
	FILE *in;

	for (int n = 1; n + 1 < argc; n++)
		if (strcmp(argv[n], "-s") == 0)
			statedir = argv[n + 1];
	if (statedir == NULL || chdir(statedir) != 0)
		return 99;
	tell_inherited(statedir, argc, argv);
	tell_pid();
	if ((in = fopen("behaviour", "r")) != NULL) {
		if (fscanf(in, "%31s", how) != 1)
			return 99;
		fclose(in);
	}
	behave(how);
	return 0;
}
