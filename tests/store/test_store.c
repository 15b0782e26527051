/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "store.h"

static char folder[] = "/tmp/decom-store-XXXXXX";

static void
file(char path[128], const char *name)
{
	snprintf(path, 128, "%s/%s", folder, name);
}

static int
make_folder(void **state)
{
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
empty_folder(void **state)
{
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm",
		"state.db.damaged", "state.db.damaged-wal", "state.db.damaged-shm" };
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		file(path, names[i]);
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

static void
committed(struct store *s)
{
	struct error e = { "" };

	if (!store_commit(s, &e))
		fail_msg("%s", e.text);
	store_close(s);
}

static void
numbers_are_never_given_twice(void **state)
{
	struct store *s = opened();

	assert_int_equal(store_take(s, "asset", 3, NULL), 1);
	assert_int_equal(store_take(s, "asset", 1, NULL), 4);
	assert_int_equal(store_named(s, "site", "DC1", NULL), 1);
	assert_int_equal(store_named(s, "site", "DC2", NULL), 2);
	assert_int_equal(store_named(s, "wave", "DC1", NULL), 1);
	committed(s);
	s = opened();
	assert_int_equal(store_take(s, "asset", 1, NULL), 5);
	assert_true(store_taken(s, "asset", 100, NULL));
	assert_true(store_taken(s, "asset", 7, NULL));
	assert_int_equal(store_take(s, "asset", 1, NULL), 101);
	assert_int_equal(store_named(s, "site", "DC1", NULL), 1);
	store_close(s); /* not committed: gone */
	s = opened();
	assert_int_equal(store_take(s, "asset", 1, NULL), 5);
	store_close(s);
}

static void
identities_come_in_order_of_hash(void **state)
{
	static const struct identity in[] = { { (uint64_t)-5, 1, 0, "A" }, { 7, 2, 1, "B" },
		{ 3, 3, 0, "C" } };
	struct store *s = opened();
	struct identity out;

	assert_false(store_has_identities(s));
	for (int i = 0; i < 3; i++)
		assert_true(store_identity_put(s, &in[i], NULL));
	assert_true(store_has_identities(s));
	assert_true(store_identity_first(s, NULL));
	assert_int_equal(store_identity_next(s, &out, NULL), 1);
	assert_true(out.hash == (uint64_t)-5 && out.asset == 1 && strcmp(out.value, "A") == 0);
	assert_int_equal(store_identity_next(s, &out, NULL), 1);
	assert_int_equal(out.asset, 3);
	assert_int_equal(store_identity_next(s, &out, NULL), 1);
	assert_int_equal(out.kind, 1);
	assert_int_equal(store_identity_next(s, &out, NULL), 0);
	store_close(s);
}

static void
flags_remember_since_when(void **state)
{
	struct store *s = opened();

	assert_int_equal(store_flagged(s, 1, 1000, 1, NULL), 1000);
	assert_int_equal(store_flagged(s, 2, 1000, 1, NULL), 1000);
	assert_int_equal(store_flagged(s, 1, 2000, 2, NULL), 1000);
	assert_true(store_unflag_others(s, 2, NULL));
	assert_int_equal(store_flagged(s, 1, 3000, 3, NULL), 1000);
	assert_int_equal(store_flagged(s, 2, 3000, 3, NULL), 3000);
	store_close(s);
}

static struct day_summary
day_of_value(int32_t day, double value, int minutes)
{
	struct day_frame frame = day_frame_utc(day);
	struct day_summary d;

	day_clear(&d, &frame);
	assert_true(day_add(&d, 0, minutes, value));
	return d;
}

static void
save(struct store *s, const struct day_key *key, double value, int minutes)
{
	struct day_summary d = day_of_value(key->day, value, minutes);

	assert_true(store_day_save(s, key, &d, NULL));
}

static void
the_better_covered_source_answers(void **state)
{
	struct store *s = opened();
	struct day_key key = { 9, METRIC_CPU, 100, 1 };
	struct day_summary poor = day_of_value(102, 1, 60), back;
	struct day_frame frame = day_frame_utc(103);
	struct evidence ev = { 0 };

	assert_false(store_has_evidence(s));
	save(s, &key, 1, 60);
	key.source = 2;
	save(s, &key, 2, 1440);
	key.day = 102;
	save(s, &key, 2, 1440);
	key.metric = METRIC_POWER;
	assert_true(store_day_save(s, &key, &poor, NULL));
	assert_true(store_day_load(s, &key, &frame, &back, NULL));
	assert_memory_equal(back.minutes, poor.minutes, sizeof poor.minutes);
	assert_int_equal(back.frame.day, 102);
	key.day = 103;
	assert_true(store_day_load(s, &key, &frame, &back, NULL));
	assert_int_equal(back.samples, 0);
	assert_int_equal(back.frame.day, 103);

	assert_true(store_evidence(s, 9, 201, &ev, NULL));
	assert_int_equal(ev.known, 1 << METRIC_CPU | 1 << METRIC_POWER);
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 2);
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->days[0].day, 100);
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->days[0].covered, 1440);
	assert_true(evidence_days(&ev, METRIC_CPU)->days[0].max == 2);
	assert_int_equal(evidence_days(&ev, METRIC_POWER)->n, 1);
	assert_int_equal(evidence_days(&ev, METRIC_DISK)->n, 0);
	assert_true(store_evidence(s, 9, 102, &ev, NULL));
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 1);
	assert_true(store_expire(s, 102, NULL));
	assert_true(store_evidence(s, 9, 201, &ev, NULL));
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 1);
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->days[0].day, 102);
	store_close(s);
}

static void
merged_numbers_keep_their_evidence(void **state)
{
	struct store *s = opened();
	struct day_key one = { 1, METRIC_CPU, 100, 1 }, two = { 2, METRIC_CPU, 101, 1 };
	struct evidence ev = { 0 };
	struct identity id = { 5, 2, 0, "X" };

	save(s, &one, 1, 1440);
	save(s, &two, 1, 1440);
	two.day = 100;
	save(s, &two, 1, 1440);
	assert_true(store_identity_put(s, &id, NULL));
	assert_int_equal(store_flagged(s, 2, 50, 1, NULL), 50);
	assert_true(store_merge(s, 1, 2, NULL));
	assert_true(store_evidence(s, 1, 201, &ev, NULL));
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 2);
	assert_true(store_evidence(s, 2, 201, &ev, NULL));
	assert_int_equal(evidence_days(&ev, METRIC_CPU)->n, 0);
	assert_true(store_identity_first(s, NULL));
	assert_int_equal(store_identity_next(s, &id, NULL), 1);
	assert_int_equal(id.asset, 1);
	assert_int_equal(store_flagged(s, 1, 99, 1, NULL), 50);
	store_close(s);
}

static void
sources_remember_what_they_held(void **state)
{
	struct store *s = opened();
	uint32_t n = 0;

	assert_false(store_source_records(s, "cmdb", &n));
	assert_true(store_source_set(s, "cmdb", 41, NULL));
	assert_true(store_source_set(s, "cmdb", 42, NULL));
	assert_true(store_source_records(s, "cmdb", &n));
	assert_int_equal(n, 42);
	store_close(s);
}

static void
a_damaged_file_is_named_and_set_aside(void **state)
{
	struct error e = { "" };
	bool damaged = false;
	char path[128];
	FILE *f;

	file(path, "state.db");
	assert_non_null(f = fopen(path, "wb"));
	for (int i = 0; i < 5000; i++)
		fputs("not a database ", f);
	fclose(f);
	assert_null(store_open(folder, false, &damaged, &e));
	assert_true(damaged);
	assert_non_null(strstr(e.text, path));
	assert_true(store_set_aside(folder, &e));
	committed(opened());
	assert_non_null(f = fopen(path, "rb"));
	fclose(f);
}

static void
readers_do_not_create(void **state)
{
	struct error e = { "" };
	struct store *s;

	assert_null(store_open(folder, true, NULL, &e));
	assert_non_null(strstr(e.text, "state.db"));
	committed(opened());
	assert_non_null(s = store_open(folder, true, NULL, &e));
	assert_false(store_begin(s, &e) && store_take(s, "asset", 1, &e) != 0);
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(numbers_are_never_given_twice, empty_folder),
		cmocka_unit_test_teardown(identities_come_in_order_of_hash, empty_folder),
		cmocka_unit_test_teardown(flags_remember_since_when, empty_folder),
		cmocka_unit_test_teardown(the_better_covered_source_answers, empty_folder),
		cmocka_unit_test_teardown(merged_numbers_keep_their_evidence, empty_folder),
		cmocka_unit_test_teardown(sources_remember_what_they_held, empty_folder),
		cmocka_unit_test_teardown(a_damaged_file_is_named_and_set_aside, empty_folder),
		cmocka_unit_test_teardown(readers_do_not_create, empty_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
