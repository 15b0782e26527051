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
#include "schema.h"
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
		if (asset > 10 && rand_r(&seed) % 4 == 0)
			continue; /* now and then some are lost */
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
	assert_true(count(s, "SELECT count(*) FROM block WHERE id & 255") >= 2 * ASSETS * GIVEN);
	assert_true(count(s, "SELECT count(*) FROM young WHERE id & 255") == ASSETS * GIVEN);
	assert_history(s, FIRST + DAYS, FIRST, FIRST + DAYS);
	assert_history(s, FIRST + 150, FIRST, FIRST + 150);
	assert_history(s, FIRST + 500, FIRST + 70, FIRST + DAYS);
	assert_true(store_expire(s, FIRST + 100, NULL));
	assert_int_equal(count(s, "SELECT count(*) FROM block WHERE id & 255"), ASSETS * GIVEN);
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

static void
the_numbers_of_metrics_never_change(void **state)
{
	static const char *const names[] = { "cpu", "memory", "receive", "transmit", "read",
		"write", "power", "logins", "sessions", "uptime", "network", "disk" };

	(void)state;
	assert_int_equal(METRICS, sizeof names / sizeof *names); /* a new one takes a new number */
	for (int i = 0; i < METRICS; i++) {
		int m = metric_named(names[i]);

		assert_true(m >= 0);
		assert_int_equal(stored_metric((enum metric)m), i + 1);
		assert_int_equal(metric_stored(i + 1), m);
	}
	assert_int_equal(metric_stored(0), -1);
	assert_int_equal(metric_stored(METRICS + 1), -1);
}

/* Load, add what is new, save: what a sampler does. */
static bool
add_sample(struct store *s, const struct day_key *k, int from, int to, double value)
{
	struct day_frame frame = day_frame_utc(k->day);
	struct day_summary d;
	bool added;

	assert_true(store_day_load(s, k, &frame, &d, NULL));
	added = day_add(&d, from, to, value);
	assert_true(!added || store_day_save(s, k, &d, NULL));
	return added;
}

/* A sealed day knows its minutes again: an import once more changes nothing. */
static void
late_samples_find_their_day(void **state)
{
	struct store *s = opened();
	struct day_key k = { 1, METRIC_CPU, FIRST + 4, 1 };
	struct evidence ev = { 0 };
	const struct series *c;

	(void)state;
	save_all(s, FIRST, FIRST + 40);
	assert_true(store_seal(s, FIRST + 40, NULL));
	assert_int_equal(count(s, "SELECT count(DISTINCT day) FROM open_day"), 2);
	for (int m = 0; m < DAY_MINUTES; m += 5)
		assert_false(add_sample(s, &k, m, m + 5, 99));
	assert_int_equal(count(s, "SELECT count(DISTINCT day) FROM open_day"), 2);
	k.day = 20403; /* of which five hours are missing */
	assert_int_equal(k.day % 17, 3);
	assert_true(add_sample(s, &k, 590, 660, 50));
	assert_true(store_evidence(s, 1, FIRST + 40, &ev, NULL));
	c = evidence_half_hours(&ev, METRIC_CPU);
	assert_int_equal(c->n, 40);
	assert_int_equal(c->days[3].day, k.day);
	assert_int_equal(c->days[3].covered, DAY_MINUTES - 300 + 60);
	assert_int_equal(c->days[3].max, 50);
	assert_true(c->half_hours[3].held[21] >= level_of(50));
	assert_int_equal(c->half_hours[3].high[24], LEVEL_NONE);
	for (int day = 0; day < 4; day++) /* sealed anew, it says the same */
		save_made(s, 2, METRIC_POWER, FIRST + 40 + day, 1);
	assert_true(store_seal(s, FIRST + 50, NULL));
	assert_int_equal(count(s, "SELECT count(*) FROM open_day"), 0);
	assert_true(store_evidence(s, 1, FIRST + 40, &ev, NULL));
	c = evidence_half_hours(&ev, METRIC_CPU);
	assert_int_equal(c->n, 40);
	assert_int_equal(c->days[3].covered, DAY_MINUTES - 300 + 60);
	assert_true(c->half_hours[3].held[21] >= level_of(50));
	store_close(s);
}

/* A day opened again tells of no less work, and soon of no more, however often that is. */
static void
a_day_opened_again_stays_what_it_was(void **state)
{
	enum { TURNS = 6, SETTLED = 2 };
	static struct block b;

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct day_summary d = made_day(1 + (uint32_t)round, METRIC_CPU, 20403 + round),
				   again;
		struct half_hours was, is, settled;
		struct measured_day m = day_measure(&d, METRIC_CPU, &was), n;

		for (int turn = 0; turn < TURNS; turn++, d = again, settled = is) {
			block_clear(&b, block_of(m.day), 1);
			assert_true(block_put(&b, &d, METRIC_CPU, 1));
			assert_true(block_reopen(&b, &b.day[0], METRIC_CPU, &again));
			n = day_measure(&again, METRIC_CPU, &is);
			assert_memory_equal(d.minutes, again.minutes, sizeof d.minutes);
			assert_int_equal(n.samples, m.samples);
			for (int i = 0; i < LADDER; i++)
				assert_true(n.over[i] >= m.over[i]);
			for (int h = 0; h < HALF_HOURS; h++) {
				assert_true(is.held[h] >= was.held[h]);
				assert_int_equal(is.high[h], was.high[h]);
			}
			if (turn > SETTLED) {
				assert_memory_equal(&is, &settled, sizeof is);
				assert_memory_equal(d.bucket, again.bucket, sizeof d.bucket);
			}
		}
	}
	block_free(&b);
}

/* Nothing that comes late makes what was sealed less than it was. */
static void
what_comes_late_lowers_nothing(void **state)
{
	static struct block b;
	struct day_frame utc = day_frame_utc(20403);
	struct day_summary d, again;
	struct half_hours was, is;

	(void)state;
	day_clear(&d, &utc);
	for (int m = 0; m < DAY_MINUTES; m += 15)
		assert_true(day_add(&d, m, m + 4, m == 600 ? 90 : 1 + m % 7));
	day_measure(&d, METRIC_CPU, &was);
	block_clear(&b, block_of(20403), 1);
	assert_true(block_put(&b, &d, METRIC_CPU, 1));
	assert_true(block_reopen(&b, &b.day[0], METRIC_CPU, &again));
	for (int m = 4; m < DAY_MINUTES; m += 15)
		assert_true(day_add(&again, m, m + 11, 0.5));
	day_measure(&again, METRIC_CPU, &is);
	for (int h = 0; h < HALF_HOURS; h++)
		assert_true(is.high[h] >= was.high[h]);
	block_free(&b);
}

static void
the_better_covered_source_is_sealed(void **state)
{
	struct store *s = opened();
	struct evidence ev = { 0 };
	const struct series *c;

	(void)state;
	for (int32_t day = FIRST; day < FIRST + 8; day++) {
		struct day_key k = { 1, METRIC_CPU, day, 2 };

		save_made(s, 1, METRIC_CPU, day, 1);
		assert_true(add_sample(s, &k, 0, day % 2 != 0 ? DAY_MINUTES : 600, 7));
	}
	assert_true(store_seal(s, FIRST + 12, NULL));
	assert_int_equal(count(s, "SELECT count(*) FROM open_day"), 0);
	assert_true(store_evidence(s, 1, FIRST + 12, &ev, NULL));
	c = evidence_days(&ev, METRIC_CPU);
	assert_int_equal(c->n, 8);
	for (size_t i = 0; i < c->n; i++) {
		bool gap = c->days[i].day % 17 == 3, even = c->days[i].day % 2 == 0;

		if (even || !gap) /* whole days are equal: the first source stays */
			assert_int_equal(c->days[i].samples, gap ? 228 : 288);
		else
			assert_int_equal(c->days[i].samples, 1);
	}
	store_close(s);
}

static void
merged_assets_have_both_histories(void **state)
{
	struct store *s = opened();
	struct verdict_row v[4];
	struct verdict_row a = { .day = FIRST, .kind = 1, .policy = "p", .reason = "r" };
	struct evidence ev = { 0 };

	(void)state;
	for (int32_t day = FIRST; day < FIRST + 140; day++) {
		if (day < FIRST + 100)
			save_made(s, 1, METRIC_CPU, day, 1);
		if (day >= FIRST + 50)
			save_made(s, 2, METRIC_CPU, day, 1);
		save_made(s, 2, METRIC_POWER, day, 1);
	}
	assert_true(store_verdict_put(s, 2, &a, NULL));
	assert_true(store_seal(s, FIRST + 140, NULL));
	assert_true(store_merge(s, 1, 2, NULL));
	assert_true(store_evidence(s, 1, FIRST + 140, &ev, NULL));
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 140);
	assert_int_equal(evidence_days(&ev, METRIC_POWER)->n, 140);
	assert_int_equal(store_verdicts(s, 1, v, 4, NULL), 1);
	assert_true(store_evidence(s, 2, FIRST + 140, &ev, NULL));
	assert_int_equal(ev.known, 0);
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 0);
	assert_int_equal(count(s, "SELECT count(*) FROM block WHERE id >> 8 & 65535 = 2"), 0);
	store_close(s);
}

/* A worker that seals while somebody reads: the reader sees each day once. */
static void
a_reader_is_not_disturbed(void **state)
{
	struct store *s = opened(), *reader;
	struct evidence ev = { 0 };

	(void)state;
	save_all(s, FIRST, FIRST + 20);
	assert_true(store_commit(s, NULL));
	assert_non_null(reader = store_open(folder, true, NULL, NULL));
	assert_true(store_evidence(reader, 1, FIRST + 20, &ev, NULL));
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 20);
	assert_true(
	    store_begin(s, NULL) && store_seal(s, FIRST + 20, NULL) && store_commit(s, NULL));
	assert_int_equal(evidence_half_hours(&ev, METRIC_WRITE)->n, 20); /* as it was */
	assert_true(store_evidence(reader, 1, FIRST + 20, &ev, NULL));
	assert_int_equal(evidence_half_hours(&ev, METRIC_WRITE)->n, 20); /* as it is */
	assert_history(reader, FIRST + 20, FIRST, FIRST + 20);
	store_close(reader);
	store_close(s);
}

/* Every block of the asset's CPU; how many days are left. */
static size_t
cpu_days(struct store *s)
{
	struct evidence ev = { 0 };

	assert_true(store_evidence(s, 1, FIRST + 70, &ev, NULL));
	assert_false(ev.broken);
	return evidence_half_hours(&ev, METRIC_CPU)->n;
}

static void
what_is_damaged_counts_as_not_measured(void **state)
{
	struct store *s = opened();
	const char *why;

	(void)state;
	save_all(s, FIRST, FIRST + 70);
	assert_true(store_seal(s, FIRST + 70, NULL));
	assert_int_equal(cpu_days(s), 70);
	assert_int_equal(store_trouble(s, &why), 0);
	assert_int_equal(sqlite3_exec(s->db,
			     "UPDATE block SET data = substr(data, 1, length(data) - 9);"
			     "UPDATE open_day SET data = x'00'",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_in_range(cpu_days(s), 40, 60);
	assert_true(store_trouble(s, &why) > 0);
	assert_non_null(strstr(why, "asset 1, cpu, from 20"));
	assert_true(store_seal(s, FIRST + 80, NULL)); /* and nothing ends in an error */
	store_close(s);
}

static void
verdicts_are_told_when_they_change(void **state)
{
	struct store *s = opened();
	struct verdict_row v = { .day = 100,
		.kind = 1,
		.score = 5,
		.policy = "a",
		.reason = "x",
		.date = DAY_ABSENT },
			   out[VERDICTS_KEPT + 1];

	(void)state;
	assert_int_equal(store_verdicts(s, 1, out, 4, NULL), 0);
	assert_true(store_verdict_put(s, 1, &v, NULL));
	v.day = 101;
	v.reason = "y";
	assert_true(store_verdict_put(s, 1, &v, NULL)); /* the same */
	assert_int_equal(store_verdicts(s, 1, out, 4, NULL), 1);
	v.kind = 2;
	v.date = 150;
	assert_true(store_verdict_put(s, 1, &v, NULL));
	assert_int_equal(store_verdicts(s, 1, out, 4, NULL), 2);
	assert_true(out[0].day == 101 && out[0].kind == 2 && out[0].date == 150);
	assert_string_equal(out[0].reason, "y");
	assert_true(out[1].day == 100 && out[1].date == DAY_ABSENT && out[1].score == 5);
	assert_string_equal(out[1].reason, "x");
	v.kind = 1;
	assert_true(store_verdict_put(s, 1, &v, NULL)); /* back on the same day: no change */
	assert_int_equal(store_verdicts(s, 1, out, 4, NULL), 1);
	for (int i = 0; i < 100; i++) {
		v.day = 200 + i;
		v.kind = (uint8_t)(i % 2 + 1);
		assert_true(store_verdict_put(s, 1, &v, NULL));
	}
	assert_int_equal(store_verdicts(s, 1, out, VERDICTS_KEPT + 1, NULL), VERDICTS_KEPT);
	assert_int_equal(out[0].day, 299);
	store_close(s);
}

static size_t
packed(const struct activity *a, uint8_t bytes[ACTIVITY_PACKED_MAX])
{
	size_t n = activity_pack(a, bytes, ACTIVITY_PACKED_MAX);

	assert_true(n > 0);
	return n;
}

/* Loaded and brought up to date; true if that changed it. */
static bool
know(struct store *s, int32_t as_of, struct activity *a)
{
	static const struct capacity capacity = { 16, 0 };
	struct evidence ev = { 0 };
	bool changed;

	assert_true(store_evidence(s, 1, as_of, &ev, NULL));
	assert_true(store_activity_load(s, 1, a, NULL));
	assert_true(activity_update(a, &ev, &capacity, &changed));
	return changed;
}

static void
activity_is_kept_until_its_days_change(void **state)
{
	static uint8_t one[ACTIVITY_PACKED_MAX], two[ACTIVITY_PACKED_MAX];
	struct store *s = opened();
	struct activity *a = activity_new();
	struct day_key k = { 1, METRIC_CPU, 20403, 1 };
	size_t n;

	(void)state;
	assert_non_null(a);
	save_all(s, FIRST, FIRST + 60);
	assert_true(know(s, FIRST + 60, a));
	assert_true(store_activity_save(s, 1, a, NULL));
	n = packed(a, one);
	assert_false(know(s, FIRST + 60, a));
	assert_int_equal(packed(a, two), n);
	assert_memory_equal(one, two, n);
	save_made(s, 1, METRIC_CPU, FIRST + 60, 1); /* of a day that it does not know yet */
	assert_false(know(s, FIRST + 60, a));
	assert_true(add_sample(s, &k, 600, 900, 90)); /* of one that it knows */
	assert_true(know(s, FIRST + 60, a));
	n = packed(a, one);
	activity_forget(a, 0);
	assert_int_equal(sqlite3_exec(s->db, "DELETE FROM activity", NULL, NULL, NULL), SQLITE_OK);
	assert_true(know(s, FIRST + 60, a)); /* made anew it is the same */
	assert_int_equal(packed(a, two), n);
	assert_memory_equal(one, two, n);
	activity_free(a);
	store_close(s);
}

static void
put_activity(struct store *s, const uint8_t *bytes, size_t n)
{
	sqlite3_stmt *q = NULL;

	assert_int_equal(
	    sqlite3_prepare_v2(s->db, "UPDATE activity SET data = ?1", -1, &q, NULL), SQLITE_OK);
	sqlite3_bind_blob64(q, 1, bytes, n, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(q), SQLITE_DONE);
	sqlite3_finalize(q);
}

static void
a_damaged_activity_is_as_new(void **state)
{
	static uint8_t good[ACTIVITY_PACKED_MAX], bad[ACTIVITY_PACKED_MAX];
	struct store *s = opened();
	struct activity *a = activity_new();
	size_t n;

	(void)state;
	save_all(s, FIRST, FIRST + 60);
	assert_true(know(s, FIRST + 60, a));
	assert_true(store_activity_save(s, 1, a, NULL));
	n = packed(a, good);
	for (size_t i = 0; i < n; i++) {
		memcpy(bad, good, n);
		bad[i] ^= (uint8_t)(1 << i % 8);
		put_activity(s, bad, n);
		assert_true(store_activity_load(s, 1, a, NULL));
		assert_int_equal(activity_first(a), DAY_ABSENT);
		put_activity(s, good, i);
		assert_true(store_activity_load(s, 1, a, NULL));
		assert_int_equal(activity_first(a), DAY_ABSENT);
	}
	put_activity(s, good, n);
	assert_false(know(s, FIRST + 60, a));
	activity_free(a);
	store_close(s);
}

/* A store as the version before wrote it. */
static void
make_old_store(void)
{
	static const uint8_t runs[] = { 0, 0, 0xd0, 2 }; /* 720 minutes from midnight on */
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	char path[128];

	snprintf(path, sizeof path, "%s/state.db", folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), 0);
	for (int i = 0; i < HISTORY_STEP; i++)
		assert_int_equal(sqlite3_exec(db, schema_steps[i], NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "PRAGMA user_version = 2; INSERT INTO identity VALUES (5, 1, 0, 'X')",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "INSERT INTO day VALUES (1, 'cpu', ?1, 1, 144, 720 * 4.0, 1, 30, ?2)",
			     -1, &q, NULL),
	    SQLITE_OK);
	sqlite3_bind_blob(q, 2, runs, sizeof runs, SQLITE_STATIC);
	for (int day = FIRST; day < FIRST + 50; day++) {
		sqlite3_bind_int(q, 1, day);
		assert_int_equal(sqlite3_step(q), SQLITE_DONE);
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* What the half-hours were is not known, and readers are told so. */
static void
assert_old_days(struct store *s)
{
	struct evidence ev = { 0 };
	const struct series *c;

	assert_true(store_evidence(s, 1, FIRST + 60, &ev, NULL));
	assert_int_equal(ev.known, 1 << METRIC_CPU);
	c = evidence_half_hours(&ev, METRIC_CPU);
	assert_int_equal(c->n, 50);
	for (size_t i = 0; i < c->n; i++) {
		const struct measured_day *d = &c->days[i];

		assert_int_equal(d->day, FIRST + (int32_t)i);
		assert_true(d->covered == 720 && d->gap == 720 && d->samples == 144);
		assert_true(d->mean == 4 && d->min == 1 && d->max == 30 && d->offset == 0);
		for (int h = 0; h < HALF_HOURS; h++)
			assert_true(c->half_hours[i].held[h] == LEVEL_NONE &&
				    c->half_hours[i].high[h] == LEVEL_NONE);
		assert_int_equal(d->over[0], 144); /* at least 1 percent: all of them */
		assert_in_range(d->over[5], 720 * 4 / 5 / 15, 720 * 4 / 5 / 15 + 2);
		assert_int_equal(d->over[7], 0); /* 40 percent: none can have been */
	}
}

static void
an_older_store_is_taken_over(void **state)
{
	struct error e = { "" };
	struct store *s;

	(void)state;
	make_old_store();
	assert_null(store_open(folder, true, NULL, &e)); /* readers wait for the worker */
	assert_non_null(strstr(e.text, "earlier version"));
	s = opened();
	assert_int_equal(count(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'day'"), 0);
	assert_int_equal(count(s, "PRAGMA user_version"), 3);
	assert_int_equal(count(s, "PRAGMA auto_vacuum"), 2);
	assert_int_equal(count(s, "PRAGMA page_size"), 8192);
	assert_true(store_has_identities(s));
	assert_old_days(s);
	assert_true(store_seal(s, FIRST + 60, NULL));
	assert_int_equal(count(s, "SELECT count(*) FROM open_day"), 0);
	assert_old_days(s);
	assert_true(store_commit(s, NULL));
	store_close(s);
	s = opened(); /* once only */
	assert_old_days(s);
	store_close(s);
}

static void
pages_are_given_back(void **state)
{
	struct store *s = opened();
	int64_t full;

	(void)state;
	save_all(s, FIRST, FIRST + 150);
	full = count(s, "PRAGMA page_count");
	assert_true(store_seal(s, FIRST + 150, NULL));
	assert_true(count(s, "PRAGMA page_count") < full * 3 / 4);
	full = count(s, "PRAGMA page_count");
	assert_true(store_expire(s, FIRST + 149, NULL));
	assert_true(count(s, "PRAGMA page_count") < full);
	assert_true(store_commit(s, NULL));
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(days_are_sealed_and_read_as_they_were, empty_folder),
		cmocka_unit_test_teardown(a_series_may_begin_late, empty_folder),
		cmocka_unit_test_teardown(the_numbers_of_metrics_never_change, empty_folder),
		cmocka_unit_test_teardown(late_samples_find_their_day, empty_folder),
		cmocka_unit_test_teardown(a_day_opened_again_stays_what_it_was, empty_folder),
		cmocka_unit_test_teardown(what_comes_late_lowers_nothing, empty_folder),
		cmocka_unit_test_teardown(the_better_covered_source_is_sealed, empty_folder),
		cmocka_unit_test_teardown(merged_assets_have_both_histories, empty_folder),
		cmocka_unit_test_teardown(a_reader_is_not_disturbed, empty_folder),
		cmocka_unit_test_teardown(what_is_damaged_counts_as_not_measured, empty_folder),
		cmocka_unit_test_teardown(verdicts_are_told_when_they_change, empty_folder),
		cmocka_unit_test_teardown(activity_is_kept_until_its_days_change, empty_folder),
		cmocka_unit_test_teardown(a_damaged_activity_is_as_new, empty_folder),
		cmocka_unit_test_teardown(an_older_store_is_taken_over, empty_folder),
		cmocka_unit_test_teardown(pages_are_given_back, empty_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
