/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "calendar.h"
#include "worker/config.h"
#include "rows.h"
#include "when.h"
#include "zone.h"

static int32_t
day(const char *iso)
{
	int32_t d;

	assert_true(day_parse(iso, &d));
	return d;
}

static struct calendars *
of_zone(const char *zone, struct config_site *site, struct config *config)
{
	struct error e = { "" };
	struct calendars *c;

	*site = (struct config_site){ .name = "DC1", .zone = zone };
	*config = (struct config){ .sites = site, .nsites = 1 };
	c = calendars_new(config, day("2026-11-20"), 0, &e);
	if (c == NULL)
		fail_msg("%s: %s", zone, e.text);
	return c;
}

static void
days_of_changes_are_known(void **state)
{
	static const struct {
		const char *zone, *day;
		int offset, minutes, change, by;
	} all[] = {
		{ "Europe/Berlin", "2026-03-28", 60, 1440, 0, 0 },
		{ "Europe/Berlin", "2026-03-29", 60, 1380, 120, 60 },
		{ "Europe/Berlin", "2026-03-30", 120, 1440, 0, 0 },
		{ "Europe/Berlin", "2026-10-25", 120, 1500, 180, -60 },
		{ "America/New_York", "2026-03-08", -300, 1380, 120, 60 },
		{ "America/New_York", "2026-11-01", -240, 1500, 120, -60 },
		{ "Australia/Lord_Howe", "2026-04-05", 660, 1470, 120, -30 },
		{ "Australia/Lord_Howe", "2026-10-04", 630, 1410, 120, 30 },
		{ "Asia/Beirut", "2026-03-29", 120, 1380, 0, 60 },
		{ "Asia/Beirut", "2026-10-24", 180, 1500, 1440, -60 },
		{ "Pacific/Apia", "2011-12-30", -600, 0, 0, 0 }, /* the date line took it away */
		{ "Asia/Kolkata", "2026-03-29", 330, 1440, 0, 0 },
		{ "+05:45", "2026-03-29", 345, 1440, 0, 0 },
		{ "UTC", "2026-03-29", 0, 1440, 0, 0 },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct config_site site;
		struct config config;
		struct calendars *c = of_zone(all[i].zone, &site, &config);
		const struct day_frame *f =
		    calendar_frame(calendars_site(c, "dc1"), day(all[i].day));

		assert_int_equal(f->day, day(all[i].day));
		assert_int_equal(f->offset, all[i].offset);
		assert_int_equal(f->minutes, all[i].minutes);
		assert_int_equal(f->change, all[i].change);
		assert_int_equal(f->by, all[i].by);
		calendars_free(c);
	}
}

/* Minute by minute: what the frame says the clock shows is what it shows. */
static void
check_frame(const struct zone *z, const struct day_frame *f)
{
	for (int m = 0; m < f->minutes; m++) {
		int64_t t = f->start + (int64_t)m * 60, local = t + zone_offset(z, t);
		int shown = (int)(local / 60 % 1440), said = m >= f->change ? m + f->by : m;

		if (shown != (said + 1440) % 1440)
			fail_msg("day %d, minute %d: %d", (int)f->day, m, shown);
	}
}

static void
days_follow_each_other(void **state)
{
	static const char *const zones[] = { "Europe/Berlin", "America/New_York",
		"Australia/Lord_Howe", "Asia/Beirut", "America/Havana", "Africa/Casablanca",
		"America/Santiago", "Pacific/Chatham", "UTC" };

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		struct zone *z = zone_new(zones[i], NULL);
		struct config_site site;
		struct config config;
		struct calendars *all = of_zone(zones[i], &site, &config);
		struct calendar *c = calendars_site(all, "DC1");
		int64_t end = calendar_frame(c, day("2025-01-01"))->start;

		for (int32_t d = day("2025-01-01"); d < day("2027-01-01"); d++) {
			struct day_frame f = *calendar_frame(c, d);

			assert_true(f.start == end);
			end = f.start + (int64_t)f.minutes * 60;
			assert_int_equal(calendar_day(c, f.start), d);
			assert_int_equal(calendar_day(c, end - 1), d);
			assert_int_equal(calendar_day(c, f.start + 3600), d);
			check_frame(z, &f);
		}
		calendars_free(all);
		zone_free(z);
	}
}

static void
today_is_where_it_is_earliest(void **state)
{
	struct config_site sites[] = { { .name = "syd", .zone = "Australia/Sydney" },
		{ .name = "ber", .zone = "Europe/Berlin" },
		{ .name = "nyc", .zone = "America/New_York" } };
	struct config config = { .sites = sites, .nsites = 3 };
	int64_t now = (int64_t)day("2026-11-23") * 86400 + 3 * 3600; /* 03:00 UTC */
	struct calendars *c = calendars_new(&config, DAY_ABSENT, now, NULL);

	assert_int_equal(calendars_as_of(c), day("2026-11-22")); /* 22:00 in New York */
	assert_int_equal(calendar_last(calendars_site(c, "NYC")), day("2026-11-22"));
	assert_int_equal(calendar_last(calendars_site(c, "syd")), day("2026-11-23"));
	assert_int_equal(calendar_last(calendars_site(c, "elsewhere")), day("2026-11-23"));
	calendars_free(c);

	config.nsites = 1;
	c = calendars_new(&config, DAY_ABSENT, now + 11 * 3600, NULL);
	assert_int_equal(calendars_as_of(c), day("2026-11-24")); /* 01:00 in Sydney */
	assert_int_equal(calendar_last(calendars_site(c, NULL)), day("2026-11-23"));
	calendars_free(c);

	c = calendars_new(&config, day("2026-05-05"), now, NULL);
	assert_int_equal(calendars_as_of(c), day("2026-05-05"));
	assert_int_equal(calendar_last(calendars_site(c, "syd")), day("2026-05-05"));
	calendars_free(c);

	c = calendars_new(NULL, DAY_ABSENT, now, NULL);
	assert_int_equal(calendars_as_of(c), day("2026-11-23"));
	assert_int_equal(calendar_frame(calendars_site(c, "syd"), 20000)->offset, 0);
	calendars_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_of_changes_are_known),
		cmocka_unit_test(days_follow_each_other),
		cmocka_unit_test(today_is_where_it_is_earliest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
