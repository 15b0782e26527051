/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "worker/config.h"
#include "estate_build.h"
#include "level.h"
#include "number.h"
#include "sampler.h"

enum { TODAY = 20000, DAY = 86400 };

static char folder[] = "/tmp/decom-sampler-XXXXXX";

struct fixture {
	struct estate estate;
	struct store *store;
	struct sampler *sampler;
};

static int
set_up(void **state)
{
	static const char *const assets[] = { "serial=A name=web-01 asset_tag=T1",
		"serial=B name=twin", "serial=C name=twin",
		"serial=D name=db.dc1.example threads=8 site=DC1", "serial=E name=ny-1 site=DC2" };
	struct fixture *f = calloc(1, sizeof *f);

	if (f == NULL || snprintf(folder, sizeof folder, "/tmp/decom-sampler-XXXXXX") < 0 ||
	    mkdtemp(folder) == NULL)
		return -1;
	estate_init(&f->estate);
	for (uint32_t i = 0; i < 5; i++)
		if (!add_record(&f->estate, 0, i + 1, assets[i]))
			return -1;
	f->store = store_open(folder, false, NULL, NULL);
	if (f->store == NULL || !store_begin(f->store, NULL) || !estate_group(&f->estate, NULL) ||
	    !number_assets(&f->estate, f->store, NULL, NULL) ||
	    (f->sampler = sampler_new(&f->estate, f->store, TODAY)) == NULL)
		return -1;
	f->estate.findings.rows.len = 0; /* the twins' own */
	sampler_source(f->sampler, "sar", 1);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char path[128];
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm" };

	sampler_free(f->sampler);
	store_close(f->store);
	estate_free(&f->estate);
	free(f);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void
add_sample(struct fixture *f, const char *who, int64_t time, uint32_t interval, double cpu)
{
	struct built b;
	struct error err = { "" };

	assert_true(build_record(&b, who));
	b.record.kind = RECORD_SAMPLE;
	b.record.time = time;
	b.record.interval = interval;
	b.record.measured = 1 << METRIC_CPU;
	b.record.metric[METRIC_CPU] = cpu;
	if (!sampler_add(f->sampler, &b.record, &err))
		fail_msg("%s", err.text);
}

static struct series
cpu_of(struct fixture *f, uint32_t row)
{
	static struct evidence ev;

	assert_true(sampler_flush(f->sampler, NULL));
	assert_true(
	    store_evidence(f->store, estate_asset(&f->estate, row)->index, TODAY + 2, &ev, NULL));
	return *evidence_days(&ev, METRIC_CPU);
}

static void
a_sample_belongs_to_the_day_it_stands_for(void **state)
{
	struct fixture *f = *state;
	struct series s;

	/* stamped at midnight, it is the whole day before */
	add_sample(f, "name=WEB-01", (int64_t)(TODAY - 5) * DAY, DAY, 3);
	s = cpu_of(f, 0);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.days[0].day, TODAY - 6);
	assert_int_equal(s.days[0].covered, 1440);
	/* six hours around midnight are both days' */
	add_sample(f, "asset_tag=t1", (int64_t)(TODAY - 3) * DAY + 3 * 3600, 6 * 3600, 9);
	s = cpu_of(f, 0);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.days[1].covered, 180);
	assert_int_equal(s.days[2].covered, 180);
	assert_true(s.days[1].max == 9 && s.days[2].max == 9);
}

static void
the_same_again_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct measured_day first;
	struct series s;

	for (int round = 0; round < 3; round++) {
		for (int m = round == 1 ? 300 : 0; m < 1440; m += 10)
			add_sample(f, "name=web-01", (int64_t)(TODAY - 2) * DAY + (m + 10) * 60,
			    600, m % 50);
		s = cpu_of(f, 0);
		assert_int_equal(s.n, 1);
		if (round == 0)
			first = s.days[0];
		assert_memory_equal(&first.mean, &s.days[0].mean, sizeof first.mean);
		assert_int_equal(first.samples, s.days[0].samples);
		assert_int_equal(s.days[0].covered, 1440);
	}
}

static void
twins_get_nothing_and_a_finding_each(void **state)
{
	struct fixture *f = *state;

	for (int i = 1; i < 50; i++)
		add_sample(f, "name=twin", (int64_t)(TODAY - i) * DAY, DAY, 50);
	assert_int_equal(cpu_of(f, 1).n, 0);
	assert_int_equal(cpu_of(f, 2).n, 0);
	assert_int_equal(findings_of_kind(&f->estate, FINDING_AMBIGUOUS), 2);
}

static void
strangers_are_told_once(void **state)
{
	struct fixture *f = *state;

	for (int i = 1; i < 50; i++)
		add_sample(f, "name=nobody", (int64_t)(TODAY - i) * DAY, DAY, 50);
	assert_int_equal(findings_of_kind(&f->estate, FINDING_UNMATCHED), 1);
	add_sample(f, "name=db.dc2.example", (int64_t)(TODAY - 1) * DAY, DAY, 50);
	assert_int_equal(findings_of_kind(&f->estate, FINDING_UNMATCHED), 2);
	add_sample(f, "name=db", (int64_t)(TODAY - 1) * DAY, DAY, 50);
	assert_int_equal(cpu_of(f, 3).n, 1);
}

static void
what_cannot_be_is_not_kept(void **state)
{
	struct fixture *f = *state;

	add_sample(f, "name=web-01", (int64_t)(TODAY - 1) * DAY, 600, NAN);
	add_sample(f, "name=web-01", (int64_t)(TODAY - 1) * DAY, 600, INFINITY);
	add_sample(f, "name=web-01", (int64_t)(TODAY + 5) * DAY, 600, 1);
	add_sample(f, "name=web-01", (int64_t)(TODAY - EVIDENCE_DAYS - 2) * DAY, 600, 1);
	add_sample(f, "name=web-01", (int64_t)(TODAY - 1) * DAY, 40 * DAY, 1);
	add_sample(f, "name=web-01", INT64_MIN, 600, 1);
	add_sample(f, "name=web-01", 5, 600, 1);
	assert_int_equal(cpu_of(f, 0).n, 0);
}

/* Five-minute samples over the local days first to last, stamped off the full minute. */
static void
add_local_days(struct fixture *f, const char *who, int64_t from, int64_t to)
{
	for (int64_t t = from; t < to; t += 300)
		add_sample(f, who, t + 300 + (t / 300 % 3 - 1) * 20, 300, 1 + t % 7);
}

static void
days_are_those_of_the_site(void **state)
{
	struct fixture *f = *state;
	struct config_site sites[] = { { .name = "dc1", .zone = "Europe/Berlin" },
		{ .name = "DC2", .zone = "America/New_York" } };
	struct config config = { .sites = sites, .nsites = 2 };
	struct calendars *c = calendars_new(&config, TODAY, 0, NULL);
	struct series s;

	/* the clocks of Berlin changed on day 19813, 2024-03-31 */
	assert_non_null(c);
	sampler_calendars(f->sampler, c);
	for (int32_t day = TODAY - 200; day < TODAY - 180; day++) {
		struct day_frame frame = *calendar_frame(calendars_site(c, "DC1"), day);

		add_local_days(f, "name=db", frame.start, frame.start + frame.minutes * 60);
	}
	s = cpu_of(f, 3);
	assert_int_equal(s.n, 20);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(s.days[i].day, TODAY - 200 + (int)i);
		assert_int_equal(s.days[i].covered, s.days[i].minutes);
		assert_int_equal(s.days[i].samples, s.days[i].minutes / 5);
		assert_int_equal(s.days[i].minutes, s.days[i].day == 19813 ? 1380 : 1440);
		assert_int_equal(s.days[i].offset, s.days[i].day > 19813 ? 120 : 60);
	}
	/* 03:00 UTC is the evening before in New York */
	add_sample(f, "name=ny-1", (int64_t)(TODAY - 10) * DAY + 3 * 3600, 600, 5);
	s = cpu_of(f, 4);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.days[0].day, TODAY - 11);
	calendars_free(c);
}

/* A job at 02:30 by the clock on the wall stays there when the clock changes. */
static void
half_hours_are_those_of_the_wall(void **state)
{
	enum { CHANGE = 20023 /* 2024-10-27 */, BEFORE = CHANGE - 5 };
	struct fixture *f = *state;
	struct config_site site = { .name = "dc1", .zone = "Europe/Berlin" };
	struct config config = { .sites = &site, .nsites = 1 };
	struct calendars *c = calendars_new(&config, CHANGE + 5, 0, NULL);
	struct evidence ev;
	const struct series *s;

	assert_non_null(c);
	sampler_free(f->sampler);
	assert_non_null(f->sampler = sampler_new(&f->estate, f->store, CHANGE + 5));
	sampler_source(f->sampler, "sar", 1);
	sampler_calendars(f->sampler, c);
	for (int32_t day = BEFORE; day < CHANGE + 5; day++) {
		struct day_frame frame = *calendar_frame(calendars_site(c, "DC1"), day);
		int begin = 150 + (day > CHANGE       ? 0
				      : day == CHANGE ? 60
						      : 0); /* the second 02:30 */

		for (int m = 0; m < frame.minutes; m += 5)
			add_sample(f, "name=db", frame.start + (m + 5) * 60, 300,
			    m >= begin && m < begin + 30 ? 60 : 1);
	}
	assert_true(sampler_flush(f->sampler, NULL));
	assert_true(
	    store_evidence(f->store, estate_asset(&f->estate, 3)->index, CHANGE + 5, &ev, NULL));
	s = evidence_half_hours(&ev, METRIC_CPU);
	assert_int_equal(s->n, 10);
	for (size_t i = 0; i < s->n; i++)
		for (int h = 0; h < HALF_HOURS; h++) {
			assert_int_equal(s->half_hours[i].high[h], level_of(h == 5 ? 60 : 1));
			assert_int_equal(s->half_hours[i].held[h], level_of(h == 5 ? 60 : 1));
		}
	calendars_free(c);
}

/* Moment by moment over more days than are kept open at a time. */
static void
no_order_loses_samples(void **state)
{
	struct fixture *f = *state;
	uint32_t first = (uint32_t)estate_rows(&f->estate), n = 40000;
	struct record r = { .kind = RECORD_SAMPLE, .interval = 3600, .measured = 1 << METRIC_CPU };
	struct series s;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t row = estate_new_row(&f->estate);

		assert_int_equal(row, first + i);
		estate_asset(&f->estate, row)->index = 1000 + i;
	}
	for (int hour = 1; hour <= 24; hour++)
		for (uint32_t i = 0; i < n; i++) {
			r.time = (int64_t)(TODAY - 1) * DAY + hour * 3600;
			r.metric[METRIC_CPU] = hour;
			assert_true(sampler_add_row(f->sampler, first + i, &r, NULL));
		}
	for (uint32_t i = 0; i < n; i += 997) {
		s = cpu_of(f, first + i);
		assert_int_equal(s.n, 1);
		assert_int_equal(s.days[0].covered, 1440);
		assert_true(s.days[0].mean == 12.5 && s.days[0].min == 1 && s.days[0].max == 24);
	}
}

static void
facts_of_samples_fill_gaps(void **state)
{
	struct fixture *f = *state;

	add_sample(f, "name=web-01 threads=16", (int64_t)(TODAY - 2) * DAY, 600, 1);
	assert_int_equal(estate_asset(&f->estate, 0)->threads, 16);
	add_sample(f, "name=web-01 threads=32", (int64_t)(TODAY - 1) * DAY, 600, 1);
	assert_int_equal(estate_asset(&f->estate, 0)->threads, 32); /* as read last */
	add_sample(f, "name=db threads=32", (int64_t)(TODAY - 1) * DAY, 600, 1);
	assert_int_equal(estate_asset(&f->estate, 3)->threads, 8); /* a source says so */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_sample_belongs_to_the_day_it_stands_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_same_again_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    twins_get_nothing_and_a_finding_each, set_up, tear_down),
		cmocka_unit_test_setup_teardown(strangers_are_told_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(days_are_those_of_the_site, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    half_hours_are_those_of_the_wall, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_order_loses_samples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(facts_of_samples_fill_gaps, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_is_not_kept, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
