/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "netsnmp.h"
#include "status.h"
#include "when.h"

static const char *const worker_states[] = { "disabled", "starting", "idle", "running", "backOff",
	NULL };

/* Numbers 2, 3 and 7 to 11 are the snapshot's, see summary_fields. */
const struct field status_fields[] = {
	FIELD(status, version, .column = 1, .text = "version of the module that answers"),
	FIELD(status, worker_state, .column = 4, .labels = worker_states,
	    .text = "what the worker is doing"),
	FIELD(status, worker_restarts, .column = 5, .text = "how often it was started again"),
	FIELD(status, last_error, .column = 6, .text = "the most recent error, with its time"),
	FIELD_END,
};

void
status_init(struct status *s, const char *version)
{
	if (s->version.at != TEXT_ABSENT)
		return;
	s->version.at = 1;
	s->last_error.at = 1 + STATUS_VERSION_MAX;
	s->worker_state = WORKER_DISABLED;
	s->rows = (struct rows){ (const char *)s, 1, sizeof *s, s->texts, NULL, 0 };
	snprintf(s->texts + s->version.at, STATUS_VERSION_MAX, "%s", version);
}

enum { LINES_A_MINUTE = 20 };

static bool
may_log(struct status *s, int64_t minute)
{
	if (s->minute != minute)
		s->logged = 0;
	s->minute = minute;
	return s->logged++ < LINES_A_MINUTE;
}

/* A worker may say anything: it shall not break a line of the log. */
static void
make_printable(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = ' ';
}

void
status_error(struct status *s, const char *fmt, ...)
{
	char text[STATUS_ERROR_MAX], when[32];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	make_printable(text);
	instant_format(time(NULL), when);
	snprintf(s->texts + s->last_error.at, STATUS_ERROR_MAX, "%s %.900s", when, text);
	if (strcmp(text, s->cause) == 0)
		return;
	memcpy(s->cause, text, sizeof text);
	if (may_log(s, time(NULL) / 60))
		snmp_log(LOG_ERR, "decom: %s\n", text);
}

void
status_well(struct status *s)
{
	s->cause[0] = '\0';
}
