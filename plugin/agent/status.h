/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_STATUS_H
#define DECOM_STATUS_H

#include "field.h"

/* Labels of decomWorkerState. */
enum worker_state {
	WORKER_DISABLED = 1,
	WORKER_STARTING,
	WORKER_IDLE,
	WORKER_RUNNING,
	WORKER_BACK_OFF
};

enum { STATUS_VERSION_MAX = 64, STATUS_ERROR_MAX = 1024 };

/*
 * The scalars that are the agent's own, with a catalogue like any other row:
 * the column is the scalar's number.  Lives as long as snmpd, also across a
 * reload of the module.
 */
struct status {
	struct text version, last_error;
	uint32_t worker_restarts;
	uint8_t worker_state;
	struct rows rows; /* this very struct, for field_get() */
	char texts[1 + STATUS_VERSION_MAX + STATUS_ERROR_MAX];
	char cause[STATUS_ERROR_MAX]; /* what was logged last */
	int64_t minute;
	unsigned logged; /* in that minute */
};

extern const struct field status_fields[];

/* Only the first call does anything. */
void status_init(struct status *, const char *version);

/*
 * Something went wrong: becomes decomLastError, with the time in front, and
 * is logged unless it was the last thing logged here.  Of what a worker gone
 * wild may say no more than some lines a minute reach the log.
 */
void status_error(struct status *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Things go well again: the same trouble is logged anew should it come back. */
void status_well(struct status *);

#endif
