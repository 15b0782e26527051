/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "disk.h"
#include "story.h"

/*
 * A process that stores day after day is ended with SIGKILL in a random one of
 * its writes, some part of it written.  What it acknowledged must be there,
 * whole.  (What a loss of power does to writes that were not forced onto the
 * disk is for SQLite to survive; it tests that itself.)
 */
enum { KILLS = 200, WRITES = 160, REOPEN = 3 };

static char folder[] = "/tmp/decom-crash-XXXXXX";

/* Never returns: it ends in one of its writes. */
static void
store_until_killed(int32_t day, int acknowledge)
{
	struct error e = { "" };
	struct store *s = NULL;

	for (int n = 0;; n++, day++) {
		if (n % REOPEN == 0) { /* closing writes the log back: it may end in that, too */
			store_close(s);
			s = store_open(folder, false, NULL, &e);
		}
		if (s == NULL || !story_day(s, day, &e) ||
		    write(acknowledge, &day, sizeof day) != sizeof day)
			_exit(1);
	}
}

static void
one_kill(int32_t *last)
{
	int fd[2], status = 0;
	int32_t day;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	disk = (struct disk){ .last = 1 + rand() % WRITES, .part = rand() % 1001 };
	assert_true((pid = fork()) >= 0);
	if (pid == 0) {
		close(fd[0]);
		store_until_killed(*last + 1, fd[1]);
	}
	disk = (struct disk){ 0 };
	close(fd[1]);
	while (read(fd[0], &day, sizeof day) == sizeof day)
		*last = day;
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
what_was_acknowledged_survives_every_kill(void **state)
{
	int32_t last = STORY_FIRST - 1;

	(void)state;
	srand(20261123);
	for (int n = 0; n < KILLS; n++) {
		one_kill(&last);
		story_check(folder, &last);
	}
	assert_true(last > STORY_FIRST + KILLS); /* it got on between them */
}

static int
set_up(void **state)
{
	(void)state;
	return disk_use() && story_begin(folder) ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	story_end(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_acknowledged_survives_every_kill),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
