/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "level.h"
#include "store_history.h"

enum { ASSETS = 3, FIRST = 20400, DAYS = 200, GIVEN = 4 };

static const enum metric given[GIVEN] = { METRIC_CPU, METRIC_WRITE, METRIC_POWER, METRIC_LOGINS };
static char folder[] = "/tmp/decom-history-XXXXXX";

static int
make_folder(void **state)
{
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
empty_folder(void **state)
{
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm" };
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return 0;
}

static int
remove_folder(void **state)
{
	return rmdir(folder);
}

static struct store *
opened(void)
{
	struct error e = { "" };
	struct store *s = store_open(folder, false, NULL, &e);

	if (s == NULL || !store_begin(s, &e))
		fail_msg("%s", e.text);
	return s;
}

/* The day of an asset and metric, the same whenever it is asked for. */
static struct day_summary
made_day(uint32_t asset, enum metric m, int32_t day)
{
	struct day_frame f = day_frame_utc(day);
	unsigned seed = asset * 7919u + (unsigned)m * 104729u + (unsigned)day;
	struct day_summary d;

	day_clear(&d, &f);
	for (int minute = 0; minute < 1440; minute += 5) {
		double x = rand_r(&seed) % 1000 / 1000.0;

		if (day % 17 == 3 && minute >= 600 && minute < 900)
			continue;
		day_add(&d, minute, minute + 5, m == METRIC_LOGINS ? x > 0.99 : exp(3 * x));
	}
	return d;
}

static void
save_made(struct store *s, uint32_t asset, enum metric m, int32_t day, uint32_t source)
{
	struct day_key k = { asset, (int)m, day, source };
	struct day_summary d = made_day(asset, m, day);
	struct error e = { "" };

	if (!store_day_save(s, &k, &d, &e))
		fail_msg("%s", e.text);
}

static void
save_all(struct store *s, int32_t from, int32_t to)
{
	for (int32_t day = from; day < to; day++)
		for (uint32_t a = 1; a <= ASSETS; a++)
			for (int i = 0; i < GIVEN; i++)
				save_made(s, a, given[i], day, 1);
}

static void
assert_near(
    const struct measured_day *is, const struct half_hours *levels, uint32_t asset, enum metric m)
{
	struct day_summary d = made_day(asset, m, is->day);
	struct half_hours half_hours;
	struct measured_day was = day_measure(&d, m, &half_hours);

	assert_int_equal(is->covered, was.covered);
	assert_int_equal(is->gap, was.gap);
	assert_memory_equal(is->over, was.over, sizeof was.over);
	assert_true(fabs(is->mean - was.mean) <= was.mean * 0.001);
	for (int h = 0; h < HALF_HOURS; h++) {
		assert_true(levels->held[h] >= half_hours.held[h]);
		assert_true(levels->high[h] >= half_hours.high[h]);
		assert_true(levels->held[h] <= half_hours.held[h] + 8);
		assert_true(levels->high[h] <= half_hours.high[h] + 24);
		assert_true((levels->high[h] == LEVEL_NONE) == (half_hours.high[h] == LEVEL_NONE));
	}
}

/* All days [from, to) of every asset are there, and no others. */
static void
assert_history(struct store *s, int32_t as_of, int32_t from, int32_t to)
{
	struct evidence ev = { 0 };
	const char *why = "";

	for (uint32_t a = 1; a <= ASSETS; a++) {
		assert_true(store_evidence(s, a, as_of, &ev, NULL));
		for (int i = 0; i < GIVEN; i++) {
			const struct series *series = evidence_half_hours(&ev, given[i]);

			assert_int_equal(series->n, to - from);
			for (size_t n = 0; n < series->n; n++) {
				assert_int_equal(series->days[n].day, from + (int32_t)n);
				assert_near(&series->days[n], &series->half_hours[n], a, given[i]);
			}
		}
		assert_false(ev.broken);
	}
	if (store_trouble(s, &why) != 0)
		fail_msg("%s", why);
}

static int64_t
count(struct store *s, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(s->db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

static void
days_are_sealed_and_read_as_they_were(void **state)
{
	struct store *s = opened();

	for (int32_t day = FIRST; day < FIRST + DAYS; day++) {
		save_all(s, day, day + 1);
		if (day % 5 == 0)
			assert_true(store_seal(s, day, NULL));
	}
	assert_true(store_seal(s, FIRST + DAYS, NULL));
	assert_true(count(s, "SELECT count(DISTINCT day) FROM open_day") <= 6);
	assert_true(count(s, "SELECT count(*) FROM block") >= 2 * ASSETS * GIVEN);
	assert_true(count(s, "SELECT count(*) FROM young") == ASSETS * GIVEN);
	assert_history(s, FIRST + DAYS, FIRST, FIRST + DAYS);
	assert_history(s, FIRST + 150, FIRST, FIRST + 150);
	assert_history(s, FIRST + 500, FIRST + 70, FIRST + DAYS);
	assert_true(store_expire(s, FIRST + 100, NULL));
	assert_int_equal(count(s, "SELECT count(*) FROM block"), ASSETS * GIVEN);
	assert_true(store_commit(s, NULL));
	store_close(s);
}

/* What is kept up to date reads only what is new. */
static void
a_series_may_begin_late(void **state)
{
	struct store *s = opened();
	struct evidence ev = { 0 };
	struct series since;

	save_all(s, FIRST, FIRST + 90);
	assert_true(store_seal(s, FIRST + 90, NULL));
	assert_true(store_evidence(s, 1, FIRST + 90, &ev, NULL));
	since = evidence_since(&ev, METRIC_CPU, FIRST + 88, true);
	assert_int_equal(since.n, 2);
	assert_int_equal(since.days[0].day, FIRST + 88);
	since = evidence_since(&ev, METRIC_CPU, FIRST + 20, true);
	assert_int_equal(since.n, 70);
	assert_int_equal(since.days[0].day, FIRST + 20);
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 90);
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(days_are_sealed_and_read_as_they_were, empty_folder),
		cmocka_unit_test_teardown(a_series_may_begin_late, empty_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
