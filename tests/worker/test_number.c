/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "estate_build.h"
#include "number.h"

static char folder[] = "/tmp/decom-number-XXXXXX";

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

	for (size_t i = 0; i < 3; i++) {
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

/* Number these records in a run of their own; the number of the row that has the name. */
static void
number_run(const char *const *records, const char *const *names, uint32_t *numbers)
{
	struct error err = { "" };
	struct store *s = store_open(folder, false, NULL, &err);
	struct estate e;

	assert_non_null(s);
	assert_true(store_begin(s, &err));
	estate_init(&e);
	for (uint32_t i = 0; records[i] != NULL; i++)
		assert_true(add_record(&e, 0, i + 1, records[i]));
	assert_true(estate_group(&e, &err));
	if (!number_assets(&e, s, NULL, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; names[i] != NULL; i++)
		for (uint32_t row = 0; row < estate_rows(&e); row++)
			if (estate_live(&e, row) && strcmp(estate_label(&e, row), names[i]) == 0)
				numbers[i] = estate_asset(&e, row)->index;
	assert_true(store_commit(s, &err));
	store_close(s);
	estate_free(&e);
}

static void
numbers_survive_any_order(void **state)
{
	const char *one[] = { "serial=A name=a", "serial=B name=b", "asset_tag=T name=c", NULL };
	const char *two[] = { "name=c", "serial=b name=b", "name=a asset_tag=Z", NULL };
	const char *names[] = { "a", "b", "c", NULL };
	uint32_t first[3], again[3];

	number_run(one, names, first);
	assert_true(first[0] != first[1] && first[1] != first[2] && first[0] != first[2]);
	number_run(two, names, again);
	assert_memory_equal(first, again, sizeof first);
}

static void
numbers_are_not_reused(void **state)
{
	const char *one[] = { "serial=A name=a", "serial=B name=b", NULL };
	const char *two[] = { "serial=C name=c", NULL };
	const char *three[] = { "serial=B name=b", "serial=C name=c", NULL };
	const char *ab[] = { "a", "b", NULL }, *c[] = { "c", NULL }, *bc[] = { "b", "c", NULL };
	uint32_t first[2], second[1], third[2];

	number_run(one, ab, first);
	number_run(two, c, second);
	assert_true(second[0] > first[0] && second[0] > first[1]);
	number_run(three, bc, third);
	assert_int_equal(third[0], first[1]);
	assert_int_equal(third[1], second[0]);
}

/* A replaced mainboard: the name moves to a machine with another serial. */
static void
a_serial_is_stronger_than_a_name(void **state)
{
	const char *one[] = { "serial=OLD name=db", NULL };
	const char *two[] = { "serial=OLD name=spare", "serial=NEW name=db", NULL };
	const char *db[] = { "db", NULL }, *both[] = { "spare", "db", NULL };
	uint32_t first[1], second[2];

	number_run(one, db, first);
	number_run(two, both, second);
	assert_int_equal(second[0], first[0]);
	assert_int_not_equal(second[1], first[0]);
}

static void
two_that_prove_to_be_one_keep_the_lower(void **state)
{
	const char *one[] = { "asset_tag=T owner=x", "name=n", NULL };
	const char *two[] = { "asset_tag=T name=n", NULL };
	const char *tn[] = { "T", "n", NULL }, *n[] = { "n", NULL };
	uint32_t first[2], second[1];

	number_run(one, tn, first);
	number_run(two, n, second);
	assert_int_equal(second[0], first[0] < first[1] ? first[0] : first[1]);
	number_run(two, n, second);
	assert_int_equal(second[0], first[0] < first[1] ? first[0] : first[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(numbers_survive_any_order, empty_folder),
		cmocka_unit_test_teardown(numbers_are_not_reused, empty_folder),
		cmocka_unit_test_teardown(a_serial_is_stronger_than_a_name, empty_folder),
		cmocka_unit_test_teardown(two_that_prove_to_be_one_keep_the_lower, empty_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
