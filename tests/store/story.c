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

#include "story.h"
#include "store_private.h"

static const enum metric given[] = { METRIC_CPU, METRIC_WRITE, METRIC_POWER };
enum { GIVEN = sizeof given / sizeof *given };

bool
story_begin(char *folder)
{
	return mkdtemp(folder) != NULL;
}

void
story_end(const char *folder)
{
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm",
		"state.db-journal" };
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static struct day_summary
made_day(uint32_t asset, enum metric m, int32_t day)
{
	struct day_frame f = day_frame_utc(day);
	unsigned seed = asset * 7919u + (unsigned)m * 104729u + (unsigned)day * 31u;
	struct day_summary d;

	day_clear(&d, &f);
	for (int minute = 0; minute < DAY_MINUTES; minute += 15)
		day_add(&d, minute, minute + 15, 1 + rand_r(&seed) % 1000 / 10.0);
	return d;
}

static bool
save_day(struct store *s, uint32_t asset, enum metric m, int32_t day, struct error *e)
{
	struct day_key k = { asset, (int)m, day, 1 };
	struct day_summary d = made_day(asset, m, day);

	return store_day_save(s, &k, &d, e);
}

bool
story_day(struct store *s, int32_t day, struct error *e)
{
	if (!store_begin(s, e))
		return false;
	for (uint32_t a = 1; a <= STORY_ASSETS; a++) {
		struct verdict_row v = { .day = day,
			.policy = "recommended",
			.reason = "",
			.kind = (uint8_t)(day % 3) };

		for (int i = 0; i < GIVEN; i++)
			if (!save_day(s, a, given[i], day, e))
				return false;
		if (!store_verdict_put(s, a, &v, e))
			return false;
	}
	return store_expire(s, day - STORY_KEPT, e) && store_seal(s, day + 1, e) &&
	       store_commit(s, e);
}

static void
check_sound(struct store *s)
{
	sqlite3_stmt *q = NULL;

	assert_int_equal(
	    sqlite3_prepare_v2(s->db, "PRAGMA integrity_check", -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(q, 0), "ok");
	sqlite3_finalize(q);
}

/* The days of a series are those up to last and not one more, each with the mean it had. */
static void
check_series(const struct series *s, uint32_t asset, enum metric m, int32_t last)
{
	int32_t first = last - STORY_KEPT + 1 > STORY_FIRST ? last - STORY_KEPT + 1 : STORY_FIRST;
	size_t i = 0;

	assert_true(s->n > 0 && s->days[s->n - 1].day == last);
	while (s->days[i].day < first)
		i++;
	for (; i < s->n; i++) {
		struct day_summary d = made_day(asset, m, s->days[i].day);
		double mean = d.sum / DAY_MINUTES;

		assert_int_equal(s->days[i].day, first++);
		assert_int_equal(s->days[i].covered, DAY_MINUTES);
		assert_true(fabs(s->days[i].mean - mean) <= mean * 0.001);
	}
}

static void
check_asset(struct store *s, uint32_t asset, int32_t last)
{
	struct evidence ev = { 0 };
	struct verdict_row v;
	const char *why = "";

	assert_true(store_evidence(s, asset, last + 2, &ev, NULL));
	for (int i = 0; i < GIVEN; i++)
		check_series(evidence_half_hours(&ev, given[i]), asset, given[i], last);
	assert_int_equal(store_verdicts(s, asset, &v, 1, NULL), 1);
	assert_int_equal(v.day, last);
	assert_int_equal(store_trouble(s, &why), 0);
}

void
story_check(const char *folder, int32_t *last)
{
	struct error e = { "" };
	struct store *s = store_open(folder, false, NULL, &e);
	struct evidence ev = { 0 };
	const struct series *one;

	if (s == NULL)
		fail_msg("%s", e.text);
	check_sound(s);
	assert_true(store_evidence(s, 1, *last + 2, &ev, NULL));
	one = evidence_days(&ev, given[0]);
	if (one->n > 0 && one->days[one->n - 1].day == *last + 1)
		++*last;
	for (uint32_t a = 1; *last >= STORY_FIRST && a <= STORY_ASSETS; a++)
		check_asset(s, a, *last);
	store_close(s);
}
