/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LOOP_H
#define DECOM_LOOP_H

#include "error.h"

/*
 * The process that decom.so spawns: one loop that runs the pipeline when a
 * source is due, tells the agent over the channel (channel.h) on descriptor
 * fd, and ends when that is closed.  Keeps the last good configuration and
 * policies when new ones do not load.  fd < 0: nobody listens, one run.
 * Returns 0 at the end of the channel, 1 if it could never begin.
 */
int worker_main(const char *config_path, const char *statedir, int fd);

#endif
