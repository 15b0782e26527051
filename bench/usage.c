/* SPDX-License-Identifier: BSD-2-Clause */
/* usage COMMAND...: runs it; the last line on stderr is "CPU-SECONDS PEAK-BYTES STATUS" of it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	int status = 0;
	pid_t pid;

	if (argc < 2 || (pid = fork()) < 0)
		return 2;
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &used) != pid)
		return 2;
	fprintf(stderr, "%.3f %ld %d\n", seconds(used.ru_utime) + seconds(used.ru_stime),
	    used.ru_maxrss * 1024,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
