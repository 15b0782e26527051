/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "present.h"

enum { ROWS = 3000 };

static char folder[] = "/tmp/decom-present-XXXXXX", path[64];

/* Every row has a name; one alone has an owner, and none a serial. */
static int
make(void **state)
{
	struct arena a = { { 0 } };
	struct summary sum;
	struct snapshot_writer *w;
	struct error e;

	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/snapshot", folder);
	memset(&sum, 0, sizeof sum);
	field_clear_all(summary_fields, &sum);
	if ((w = snapshot_create(path, &e)) == NULL || !snapshot_add(w, SECTION_SUMMARY, &sum, &e))
		return -1;
	for (uint32_t n = 0; n < ROWS; n++) {
		struct asset row;

		memset(&row, 0, sizeof row);
		field_clear_all(asset_fields, &row);
		row.index = n + 1;
		row.name = arena_share(&a, "x");
		if (n == 1700)
			row.owner = arena_share(&a, "ops");
		if (!snapshot_add(w, SECTION_ASSET, &row, &e))
			return -1;
	}
	if (!snapshot_commit(w, &a, &e))
		return -1;
	arena_free(&a);
	return 0;
}

static int
clean(void **state)
{
	return unlink(path) != 0 || rmdir(folder) != 0;
}

/* Going on as the table engine does meets exactly the rows that have a value. */
static void
check(const struct present *p, const struct snapshot *s, const char *name, size_t steps_max)
{
	const struct field *f = field_named(asset_fields, name);
	const struct rows *r = snapshot_rows(s, SECTION_ASSET);
	size_t found = 0, want = 0, steps = 0, row = present_skip(p, SECTION_ASSET, f, 0);

	for (size_t n = 0; n < r->n; n++)
		want += field_get(f, r, rows_at(r, n)).kind != VAL_NONE;
	for (; row < r->n; row = present_skip(p, SECTION_ASSET, f, row + 1), steps++)
		found += field_get(f, r, rows_at(r, row)).kind != VAL_NONE;
	assert_int_equal(row, r->n);
	assert_int_equal(found, want);
	assert_in_range(steps, want, steps_max);
}

static void
blocks_without_a_value_are_skipped(void **state)
{
	struct snapshot *s = snapshot_open(path, NULL);
	struct present *p;

	assert_non_null(s);
	assert_non_null(p = present_new(s));
	while (present_step(p))
		;
	check(p, s, "name", ROWS);
	check(p, s, "owner", 512);
	check(p, s, "serial", 0);
	present_free(p);
	snapshot_free(s);
}

static void
an_empty_section_has_nothing(void **state)
{
	struct snapshot *s = snapshot_open(path, NULL);
	struct present *p;

	assert_non_null(s);
	assert_non_null(p = present_new(s));
	while (present_step(p))
		;
	assert_int_equal(present_skip(p, SECTION_WAVE, wave_fields, 0), 0);
	present_free(p);
	snapshot_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_without_a_value_are_skipped),
		cmocka_unit_test(an_empty_section_has_nothing),
	};
	return cmocka_run_group_tests(tests, make, clean);
}
