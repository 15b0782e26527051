/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "arena.h"
#include "asset.h"
#include "nouns.h"
#include "snapshot.h"

static bool
parses(const char *name, const char *text, int64_t *n)
{
	struct value v;
	struct error e = { "" };
	bool ok = field_parse(field_named(asset_fields, name), 2, text, &v, &e);

	if (ok)
		*n = v.number;
	else
		assert_non_null(strstr(e.text, name));
	return ok;
}

static void
text_is_read_exactly_or_refused(void **state)
{
	static const struct {
		const char *field, *text;
		int64_t n;
		bool ok;
	} cases[] = {
		{ "power", "0", 0, true },
		{ "power", "4294967294", 4294967294, true },
		{ "power", "4294967295", 0, false }, /* the absent value */
		{ "power", "", 0, false },
		{ "power", " 1", 0, false },
		{ "power", "-1", 0, false },
		{ "power", "1W", 0, false },
		{ "height", "65534", 65534, true },
		{ "height", "65535", 0, false },
		{ "score", "100", 100, true },
		{ "score", "255", 0, false },
		{ "class", "server", CLASS_SERVER, true },
		{ "class", "SERVER", CLASS_SERVER, true },
		{ "class", "toaster", 0, false },
		{ "candidate", "true", 1, true },
		{ "candidate", "yes", 0, false },
		{ "coverage", "97.5", 9750, true },
		{ "coverage", "100.01", 0, false },
		{ "purchase_cost", "1234.5", 123450, true },
		{ "purchase_cost", "-0.01", -1, true },
		{ "purchase_cost", "1.005", 0, false },
		{ "purchase_cost", "1.50", 150, true },
		{ "purchase_cost", "1.500", 150, true },
		{ "purchase_cost", "92233720368547758.07", INT64_MAX, true },
		{ "purchase_cost", "92233720368547758.08", 0, false },
		{ "purchase_cost", "1.2.3", 0, false },
		{ "warranty_end", "2024-02-29", 19782, true },
		{ "warranty_end", "2023-02-29", 0, false },
		{ "warranty_end", "2023-2-9", 0, false },
		{ "notice", "90d", 360, true },
		{ "notice", "3 months", 14, true },
		{ "notice", "soon", 0, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t n = 0;

		if (parses(cases[i].field, cases[i].text, &n) != cases[i].ok ||
		    (cases[i].ok && n != cases[i].n))
			fail_msg("%s '%s' -> %lld", cases[i].field, cases[i].text, (long long)n);
	}
}

static void
what_is_formatted_parses_to_the_same(void **state)
{
	static const struct {
		const char *field, *text;
	} cases[] = {
		{ "power", "350" },
		{ "class", "hypervisor" },
		{ "candidate", "false" },
		{ "coverage", "97.50" },
		{ "purchase_cost", "-1234.05" },
		{ "purchase_cost", "0.00" },
		{ "warranty_end", "1999-12-31" },
		{ "notice", "1 month" },
		{ "notice", "90 days" },
		{ "notice", "2 weeks" },
		{ "notice", "5 years" },
		{ "name", "web-03" },
	};
	char buf[FIELD_FORMAT_MAX];
	struct value v;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct field *f = field_named(asset_fields, cases[i].field);

		assert_true(field_parse(f, 2, cases[i].text, &v, NULL));
		assert_string_equal(field_format(f, 2, v, buf), cases[i].text);
	}
}

static void
absent_is_neither_zero_nor_empty(void **state)
{
	struct asset a;
	struct arena arena = { 0 };
	struct rows r = { 0 };

	memset(&a, 0, sizeof a);
	field_clear_all(asset_fields, &a);
	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		assert_int_equal(field_get(f, &r, &a).kind, VAL_NONE);
		if (f->rep != REP_TEXT) {
			assert_int_equal(field_set_number(f, &a, 0), f->labels == NULL);
			assert_int_equal(
			    field_get(f, &r, &a).kind, f->labels == NULL ? VAL_NUMBER : VAL_NONE);
		}
	}
	field_set_text(field_named(asset_fields, "name"), &a, arena_add(&arena, ""));
	r.arena = arena.bytes.base;
	assert_string_equal(field_get(field_named(asset_fields, "name"), &r, &a).text, "");
	arena_free(&arena);
}

static void
shared_strings_are_kept_once(void **state)
{
	struct arena a = { 0 };
	struct text first = arena_share(&a, "Dell Inc.");
	char name[16];

	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "n%d", i);
		assert_int_not_equal(arena_share(&a, name).at, 0);
		assert_int_not_equal(arena_add(&a, "Dell Inc.").at, first.at);
	}
	assert_int_equal(arena_share(&a, "Dell Inc.").at, first.at);
	assert_string_equal(arena_text(&a, arena_share(&a, "n4999")), "n4999");
	assert_null(arena_text(&a, (struct text){ 0 }));
	arena_free(&a);
}

static void
misspelt_names_are_told_the_nearest(void **state)
{
	assert_string_equal(field_nearest(asset_fields, "serail"), "serial");
	assert_string_equal(field_nearest(asset_fields, "Serial"), "serial");
	assert_string_equal(field_nearest(asset_fields, "warrantyend"), "warranty_end");
	assert_null(field_nearest(asset_fields, "colour of the door"));
	assert_null(field_nearest(asset_fields, ""));
}

/* Every catalogue: names unique, columns ascending, a text each, labels only on bytes. */
static void
catalogues_are_sound(void **state)
{
	for (unsigned s = 0; s < SECTIONS; s++) {
		uint32_t last = 0;

		for (const struct field *f = sections[s].fields; f->name != NULL; f++) {
			assert_ptr_equal(field_named(sections[s].fields, f->name), f);
			assert_true(f->text != NULL && *f->text != '\0');
			assert_true(f->labels == NULL || f->rep == REP_U8);
			assert_true(f->joined || f->offset < sections[s].stride);
			if (f->column == 0)
				continue;
			assert_true(f->column > last);
			last = f->column;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_exactly_or_refused),
		cmocka_unit_test(what_is_formatted_parses_to_the_same),
		cmocka_unit_test(absent_is_neither_zero_nor_empty),
		cmocka_unit_test(shared_strings_are_kept_once),
		cmocka_unit_test(misspelt_names_are_told_the_nearest),
		cmocka_unit_test(catalogues_are_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
