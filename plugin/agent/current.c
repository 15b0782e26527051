/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "current.h"
#include "netsnmp.h"
#include "present.h"
#include "when.h"

enum {
	SLICE_BYTES = 16 << 10, /* between two looks at the clock */
	SLICE_NS = 100000,      /* of work in one turn of the main loop */
	PAUSE_US = 1000,        /* between two turns */
	OPEN_NS = 200000000     /* at start and reload */
};

/* What tells one file from the next that was renamed onto its name. */
struct identity {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec modified;
};

struct current {
	struct status *status;
	struct snapshot *snapshot, *next; /* served; being validated */
	struct present *present, *next_present;
	unsigned digits;
	unsigned alarm; /* 0: none is set */
	struct identity seen;
	struct rows none;
	char path[PATH_MAX];
};

static void slice_later(struct current *);

struct current *
current_new(struct status *status)
{
	struct current *c = calloc(1, sizeof *c);

	if (c != NULL)
		c->status = status;
	return c;
}

static void
drop_next(struct current *c)
{
	present_free(c->next_present);
	snapshot_free(c->next);
	c->next_present = NULL;
	c->next = NULL;
}

void
current_free(struct current *c)
{
	if (c == NULL)
		return;
	if (c->alarm != 0)
		snmp_alarm_unregister(c->alarm);
	drop_next(c);
	present_free(c->present);
	snapshot_free(c->snapshot);
	free(c);
}

/* The currency's text was checked with every other offset. */
static unsigned
digits_of(const struct snapshot *s)
{
	const struct summary *sum = snapshot_summary(s);
	const char *arena = snapshot_rows(s, SECTION_SUMMARY)->arena;

	return currency_digits(sum->currency.at != TEXT_ABSENT ? arena + sum->currency.at : "");
}

/* Runs from the main loop only, so no request is being answered. */
static void
swap(struct current *c)
{
	const struct summary *sum = snapshot_summary(c->next);

	present_free(c->present);
	snapshot_free(c->snapshot);
	c->snapshot = c->next;
	c->present = c->next_present;
	c->next = NULL;
	c->next_present = NULL;
	c->digits = digits_of(c->snapshot);
	status_well(c->status);
	snmp_log(LOG_INFO, "decom: serving snapshot %u: %u assets, %u candidates\n",
	    sum->snapshot_generation, sum->assets, sum->candidates);
}

/* One small step with the next snapshot; false when there is nothing left to do. */
static bool
advance(struct current *c)
{
	struct error e;

	if (c->next == NULL)
		return false;
	if (c->next_present != NULL) {
		if (!present_step(c->next_present))
			swap(c);
		return c->next != NULL;
	}
	switch (snapshot_check(c->next, SLICE_BYTES, &e)) {
	case CHECK_MORE: return true;
	case CHECK_DONE:
		if ((c->next_present = present_new(c->next)) != NULL)
			return true;
		error_set(&e, "%s", strerror(ENOMEM));
		break;
	case CHECK_BAD: break;
	}
	drop_next(c);
	status_error(c->status, "%s refused: %s", c->path, e.text);
	return false;
}

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
work(struct current *c, int64_t ns)
{
	int64_t end = now_ns() + ns;

	while (advance(c))
		if (now_ns() >= end) {
			slice_later(c);
			return;
		}
	current_poll(c); /* another file may have come while this one was looked at */
}

static void
slice(unsigned alarm, void *arg)
{
	struct current *c = arg;

	c->alarm = 0;
	work(c, SLICE_NS);
}

static void
slice_later(struct current *c)
{
	struct timeval pause = { 0, PAUSE_US };

	if (c->alarm == 0)
		c->alarm = snmp_alarm_register_hr(pause, 0, slice, c);
}

/* Has the file changed since it was last looked at? */
static bool
is_new(struct current *c)
{
	struct stat st;
	struct identity id = { 0 };

	if (stat(c->path, &st) != 0) {
		if (errno != ENOENT)
			status_error(c->status, "%s: %s", c->path, strerror(errno));
		return false;
	}
	id.dev = st.st_dev;
	id.ino = st.st_ino;
	id.size = st.st_size;
	id.modified = st.st_mtim;
	if (memcmp(&id, &c->seen, sizeof id) == 0)
		return false;
	c->seen = id;
	return true;
}

void
current_poll(struct current *c)
{
	struct error e;

	if (c->next != NULL || c->path[0] == '\0' || !is_new(c))
		return;
	if ((c->next = snapshot_map(c->path, &e)) == NULL) {
		status_error(c->status, "snapshot refused: %s", e.text);
		return;
	}
	slice_later(c);
}

void
current_open(struct current *c, const char *statedir)
{
	if (snprintf(c->path, sizeof c->path, "%s/snapshot", statedir) >= (int)sizeof c->path) {
		status_error(c->status, "%s: path too long", statedir);
		c->path[0] = '\0';
		return;
	}
	current_poll(c);
	work(c, OPEN_NS);
}

const struct rows *
current_rows(const struct current *c, enum section section)
{
	return c->snapshot != NULL ? snapshot_rows(c->snapshot, section) : &c->none;
}

unsigned
current_digits(const struct current *c)
{
	return c->digits;
}

size_t
current_skip(const struct current *c, enum section section, const struct field *f, size_t row)
{
	return c->present != NULL ? present_skip(c->present, section, f, row) : row;
}
