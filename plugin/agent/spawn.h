/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SPAWN_H
#define DECOM_SPAWN_H

#include <sys/types.h>

#include "error.h"
#include "settings.h"

/* A process that was started, and our end of its socketpair (channel.h). */
struct child {
	pid_t pid;
	int fd; /* non-blocking, close-on-exec */
};

/*
 * Start "command [-c config] -s statedir worker".  It gets our environment,
 * standard output and error, an empty standard input, its end of the channel
 * as descriptor 3 and nothing else of ours; default signals; limits on its
 * data and none of our core files; a lower priority than the agent; and where
 * we are root, the owner of the state folder as its user.  It is killed when
 * we die.
 *
 * False if it could not be started.  A command that cannot be executed shows
 * only afterwards: as an error on the channel and exit status 127.  warning
 * is set to something to tell once, or to the empty text.
 */
bool spawn_worker(const struct settings *, struct child *, struct error *warning, struct error *);

#endif
