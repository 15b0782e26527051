/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SUPERVISE_H
#define DECOM_SUPERVISE_H

#include <sys/types.h>

#include "settings.h"
#include "status.h"

/*
 * Keeps one worker process running: starts it, hears it (channel.h), ends it
 * when it is silent for too long, starts it again after a pause that doubles
 * from 1 to 60 seconds and begins anew once a worker published or lived a
 * minute.  It never waits: it works when the worker says something and when
 * supervisor_tick() is called.
 */
struct supervisor;

/*
 * published is called when the worker has replaced the snapshot.  left is
 * what supervisor_free() returned before, or 0.  All must outlive it; NULL
 * without memory.
 */
struct supervisor *supervisor_new(
    const struct settings *, struct status *, pid_t left, void (*published)(void *ctx), void *ctx);

/* Once a second, from the main loop on: the first call starts the worker. */
void supervisor_tick(struct supervisor *);

/*
 * Ends the worker, within a tenth of a second; NULL is fine.  Returns its
 * process if that was too short to bury it, for the next supervisor, else 0.
 */
pid_t supervisor_free(struct supervisor *);

#endif
