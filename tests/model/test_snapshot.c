/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "snapshot.h"

static char folder[] = "/tmp/decom-snapshot-XXXXXX";
static char path[64], other[64];

static int
make_folder(void **state)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/snapshot", folder);
	snprintf(other, sizeof other, "%s/other", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	unlink(path);
	unlink(other);
	return rmdir(folder);
}

static struct asset
asset(struct arena *a, uint32_t index, const char *name)
{
	struct asset row;

	memset(&row, 0, sizeof row);
	field_clear_all(asset_fields, &row);
	row.index = index;
	row.site_index = 1;
	row.name = arena_add(a, name);
	row.class = CLASS_SERVER;
	row.power = 0;
	return row;
}

/* Three assets, two of them candidates, one finding. */
static void
write_small(const char *to, uint32_t generation)
{
	struct error e = { "" };
	struct arena a = { 0 };
	struct snapshot_writer *w = snapshot_create(to, &e);
	struct summary sum = { .snapshot_generation = generation, .assets = 3, .candidates = 2 };
	struct finding f = { .asset_index = 9,
		.index = 1,
		.line = 7,
		.kind = FINDING_OTHER,
		.severity = SEVERITY_INFO };
	struct site site = { .index = 1 };
	static const uint32_t numbers[] = { 2, 5, 9 };

	assert_non_null(w);
	assert_true(snapshot_add(w, SECTION_SUMMARY, &sum, &e));
	field_clear_all(site_fields, &site);
	site.name = arena_add(&a, "DC1");
	assert_true(snapshot_add(w, SECTION_SITE, &site, &e));
	for (uint32_t i = 0; i < 3; i++) {
		struct asset row = asset(&a, numbers[i], "host");

		assert_true(snapshot_add(w, SECTION_ASSET, &row, &e));
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct candidate c = { .site_index = 1,
			.asset_index = numbers[i],
			.asset_row = i,
			.flagged_at = { 5 },
			.state = CANDIDATE_STATE_CANDIDATE };

		assert_true(snapshot_add(w, SECTION_CANDIDATE, &c, &e));
	}
	f.message = arena_add(&a, "both sides");
	assert_true(snapshot_add(w, SECTION_FINDING, &f, &e));
	if (!snapshot_commit(w, &a, &e))
		fail_msg("%s", e.text);
	arena_free(&a);
}

static void
what_is_written_is_read(void **state)
{
	struct error e = { "" };
	struct snapshot *s;
	const struct candidate *c;
	const struct rows *r;

	write_small(path, 4);
	if ((s = snapshot_open(path, &e)) == NULL)
		fail_msg("%s", e.text);
	assert_int_equal(snapshot_summary(s)->snapshot_generation, 4);
	assert_int_equal(snapshot_rows(s, SECTION_ASSET)->n, 3);
	assert_int_equal(snapshot_rows(s, SECTION_WAVE)->n, 0);
	assert_null(snapshot_find(s, SECTION_ASSET, 3, 0));
	assert_null(snapshot_find(s, SECTION_CANDIDATE, 1, 9));
	assert_non_null(c = snapshot_find(s, SECTION_CANDIDATE, 1, 5));
	r = snapshot_rows(s, SECTION_CANDIDATE);
	assert_string_equal(field_get(field_named(candidate_fields, "name"), r, c).text, "host");
	assert_int_equal(field_get(field_named(candidate_fields, "power"), r, c).number, 0);
	assert_int_equal(field_get(field_named(candidate_fields, "wave"), r, c).kind, VAL_NONE);
	snapshot_free(s);
}

static void
the_old_one_stays_until_commit(void **state)
{
	struct error e = { "" };
	struct snapshot_writer *w;
	struct snapshot *before, *after;
	struct summary sum = { 0 };

	write_small(path, 1);
	assert_non_null(before = snapshot_open(path, &e));
	assert_non_null(w = snapshot_create(path, &e));
	assert_true(snapshot_add(w, SECTION_SUMMARY, &sum, &e));
	snapshot_abandon(w);
	assert_non_null(after = snapshot_open(path, &e));
	assert_int_equal(snapshot_summary(after)->snapshot_generation, 1);
	snapshot_free(after);
	write_small(path, 2);
	assert_int_equal(snapshot_summary(before)->snapshot_generation, 1);
	snapshot_free(before);
}

static size_t
slurp(const char *from, char **bytes)
{
	FILE *f = fopen(from, "rb");
	struct stat st;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	*bytes = malloc((size_t)st.st_size);
	assert_int_equal(fread(*bytes, 1, (size_t)st.st_size, f), st.st_size);
	fclose(f);
	return (size_t)st.st_size;
}

static void
spill(const char *to, const char *bytes, size_t n)
{
	FILE *f = fopen(to, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void
is_refused(const char *file)
{
	struct error e = { "" };
	struct snapshot *s = snapshot_open(file, &e);

	if (s != NULL)
		fail_msg("accepted a damaged file");
	assert_non_null(strstr(e.text, file));
}

static void
every_flipped_bit_is_refused(void **state)
{
	char *bytes;
	size_t n;

	write_small(path, 3);
	n = slurp(path, &bytes);
	for (size_t i = 0; i < n * 8; i++) {
		bytes[i / 8] ^= (char)(1 << i % 8);
		spill(other, bytes, n);
		is_refused(other);
		bytes[i / 8] ^= (char)(1 << i % 8);
	}
	free(bytes);
}

static void
every_truncation_is_refused(void **state)
{
	char *bytes;
	size_t n;

	write_small(path, 3);
	n = slurp(path, &bytes);
	for (size_t i = 0; i < n; i++) {
		spill(other, bytes, i);
		is_refused(other);
	}
	free(bytes);
}

/* Rows that only a writer gone wrong could make: the checksum agrees, the content does not. */
static void
unsound_rows_are_refused(void **state)
{
	static const struct {
		enum section section;
		union {
			struct asset a;
			struct candidate c;
		} row;
	} cases[] = {
		{ SECTION_ASSET, { .a = { .index = 1, .name = { 4000 } } } },
		{ SECTION_ASSET, { .a = { .index = 1, .class = 77 } } },
		{ SECTION_ASSET, { .a = { .index = 1,
				       .class = 1,
				       .usage = 1,
				       .alignment = 1,
				       .migration_status = 1,
				       .strategy = 1,
				       .candidate = { 2 } } } },
		{ SECTION_ASSET, { .a = { .index = 1,
				       .class = 1,
				       .usage = 1,
				       .alignment = 1,
				       .migration_status = 1,
				       .strategy = 1,
				       .purchase_date = { INT32_MAX } } } },
		{ SECTION_CANDIDATE, { .c = { .asset_index = 1, .asset_row = 0, .state = 1 } } },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error e = { "" };
		struct arena a = { 0 };
		struct summary sum = { 0 };
		struct snapshot_writer *w = snapshot_create(path, &e);

		assert_non_null(w);
		assert_true(snapshot_add(w, SECTION_SUMMARY, &sum, &e));
		assert_true(snapshot_add(w, cases[i].section, &cases[i].row, &e));
		assert_true(snapshot_commit(w, &a, &e));
		is_refused(path);
	}
}

static void
rows_out_of_order_are_refused(void **state)
{
	struct error e = { "" };
	struct arena a = { 0 };
	struct summary sum = { 0 };
	struct snapshot_writer *w = snapshot_create(path, &e);
	struct asset second = asset(&a, 5, "b"), first = asset(&a, 5, "a");

	assert_non_null(w);
	assert_true(snapshot_add(w, SECTION_SUMMARY, &sum, &e));
	assert_true(snapshot_add(w, SECTION_ASSET, &second, &e));
	assert_true(snapshot_add(w, SECTION_ASSET, &first, &e));
	assert_false(snapshot_add(w, SECTION_SUMMARY, &sum, &e));
	assert_true(snapshot_commit(w, &a, &e));
	arena_free(&a);
	is_refused(path);
}

static void
a_sliced_check_ends_like_a_whole_one(void **state)
{
	struct error e = { "" };
	struct snapshot *s;
	enum check state_now = CHECK_MORE;
	int turns = 0;

	write_small(path, 3);
	assert_non_null(s = snapshot_map(path, &e));
	while (state_now == CHECK_MORE && turns++ < 1000)
		state_now = snapshot_check(s, 1, &e);
	assert_int_equal(state_now, CHECK_DONE);
	assert_int_equal(snapshot_check(s, 1, &e), CHECK_DONE);
	snapshot_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(the_old_one_stays_until_commit),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(unsound_rows_are_refused),
		cmocka_unit_test(rows_out_of_order_are_refused),
		cmocka_unit_test(a_sliced_check_ends_like_a_whole_one),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
