/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <strings.h>

#include "calendar.h"
#include "config.h"
#include "rows.h"
#include "zone.h"

enum { DAY_SECONDS = 86400, FRAMES = 512 /* above EVIDENCE_DAYS: each is made once */ };

struct calendar {
	struct zone *zone; /* NULL: UTC */
	const char *site;  /* NULL: none */
	int32_t last;
	struct day_frame *frames; /* FRAMES, by day modulo FRAMES; minutes 0: not made */
};

struct calendars {
	int32_t as_of;
	size_t n;
	struct calendar calendar[]; /* of no site, then of each */
};

static int32_t
local_day(const struct zone *z, int64_t utc)
{
	int64_t local = utc + zone_offset(z, utc);

	return (int32_t)((local - (local % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS) / DAY_SECONDS);
}

static bool
calendar_init(struct calendar *c, const struct config_site *site, struct error *err)
{
	c->frames = calloc(FRAMES, sizeof *c->frames);
	if (c->frames == NULL)
		return error_set(err, "out of memory");
	if (site == NULL)
		return true;
	c->site = site->name;
	if (site->zone == NULL || (c->zone = zone_new(site->zone, err)) != NULL)
		return true;
	return error_prefix(err, "site \"%s\"", site->name);
}

/* Of no site: only where none is declared. */
static int32_t
earliest_today(const struct calendars *c)
{
	int32_t day = INT32_MAX;

	for (size_t i = c->n > 1; i < c->n; i++)
		if (c->calendar[i].last < day)
			day = c->calendar[i].last;
	return day;
}

struct calendars *
calendars_new(const struct config *config, int32_t as_of, int64_t now, struct error *err)
{
	size_t sites = config != NULL ? config->nsites : 0;
	struct calendars *c = calloc(1, sizeof *c + (sites + 1) * sizeof c->calendar[0]);

	if (c == NULL) {
		error_set(err, "out of memory");
		return NULL;
	}
	for (; c->n <= sites; c->n++) {
		struct calendar *k = &c->calendar[c->n];

		if (!calendar_init(k, c->n > 0 ? &config->sites[c->n - 1] : NULL, err)) {
			c->n++;
			calendars_free(c);
			return NULL;
		}
		k->last = as_of != DAY_ABSENT ? as_of : local_day(k->zone, now);
	}
	c->as_of = as_of != DAY_ABSENT ? as_of : earliest_today(c);
	return c;
}

void
calendars_free(struct calendars *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++) {
		zone_free(c->calendar[i].zone);
		free(c->calendar[i].frames);
	}
	free(c);
}

int32_t
calendars_as_of(const struct calendars *c)
{
	return c->as_of;
}

struct calendar *
calendars_site(struct calendars *c, const char *site)
{
	for (size_t i = 1; site != NULL && i < c->n; i++)
		if (strcasecmp(c->calendar[i].site, site) == 0)
			return &c->calendar[i];
	return &c->calendar[0];
}

int32_t
calendar_last(const struct calendar *c)
{
	return c->last;
}

/* The minute of the day from which on another offset holds. */
static int
find_change(const struct zone *z, const struct day_frame *f)
{
	int32_t before = (int32_t)((int64_t)f->day * DAY_SECONDS - f->start);
	int low = 0, high = f->minutes;

	while (low < high) {
		int middle = (low + high) / 2;

		if (zone_offset(z, f->start + (int64_t)middle * 60) == before)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct day_frame
make_frame(const struct zone *z, int32_t day)
{
	struct day_frame f = day_frame_utc(day);
	int64_t midnight = f.start, minutes;

	if (z == NULL)
		return f;
	f.start = zone_utc(z, midnight);
	f.offset = (int16_t)((midnight - f.start) / 60);
	minutes = (zone_utc(z, midnight + DAY_SECONDS) - f.start) / 60;
	/* a day that the date line took away has none, and one of 48 hours is cut */
	f.minutes = (uint16_t)(minutes < 0 ? 0 : minutes < DAY_LONGEST ? minutes : DAY_LONGEST);
	if (f.minutes == DAY_MINUTES || f.minutes == 0)
		return f;
	f.by = (int16_t)(DAY_MINUTES - f.minutes);
	f.change = (uint16_t)find_change(z, &f);
	return f;
}

const struct day_frame *
calendar_frame(struct calendar *c, int32_t day)
{
	struct day_frame *f = &c->frames[(uint32_t)day % FRAMES];

	if (f->minutes == 0 || f->day != day)
		*f = make_frame(c->zone, day);
	return f;
}

int32_t
calendar_day(struct calendar *c, int64_t utc)
{
	int32_t day = local_day(c->zone, utc);
	const struct day_frame *f = calendar_frame(c, day);

	/* where the clock goes back over midnight, a day begins at the first of the two */
	if (utc >= f->start + (int64_t)f->minutes * 60)
		return day + 1;
	return utc < f->start ? day - 1 : day;
}
