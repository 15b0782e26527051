/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "align.h"
#include "cost.h"
#include "estate_build.h"
#include "migration.h"
#include "when.h"

enum { TODAY = 20000 };

/* The table of design section 9, whole. */
static void
usage_is_held_against_migration(void **state)
{
	static const struct {
		uint8_t usage;
		bool planned, migrated;
		enum alignment is;
	} cases[] = {
		{ USAGE_IDLE, true, true, ALIGNMENT_RETIRE },
		{ USAGE_IDLE, true, false, ALIGNMENT_IDLE_AHEAD },
		{ USAGE_IDLE, false, false, ALIGNMENT_ZOMBIE },
		{ USAGE_ACTIVE, true, true, ALIGNMENT_STILL_BUSY },
		{ USAGE_BUSY, true, true, ALIGNMENT_STILL_BUSY },
		{ USAGE_ACTIVE, true, false, ALIGNMENT_WAIT },
		{ USAGE_ACTIVE, false, false, ALIGNMENT_UNMAPPED },
		{ USAGE_UNKNOWN, true, true, ALIGNMENT_UNKNOWN },
		{ USAGE_UNKNOWN, true, false, ALIGNMENT_UNKNOWN },
		{ USAGE_UNKNOWN, false, false, ALIGNMENT_UNKNOWN },
		{ U8_ABSENT, false, false, ALIGNMENT_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(align(cases[i].usage, U8_ABSENT, U8_ABSENT, cases[i].planned,
				     cases[i].migrated),
		    cases[i].is);
		assert_int_equal(align(cases[i].usage, STRATEGY_RETAIN, U8_ABSENT, cases[i].planned,
				     cases[i].migrated),
		    ALIGNMENT_RETAINED);
		assert_int_equal(align(cases[i].usage, U8_ABSENT, MIGRATION_RETAINED,
				     cases[i].planned, cases[i].migrated),
		    ALIGNMENT_RETAINED);
	}
}

static void
a_cutover_counts_when_rollback_is_over(void **state)
{
	assert_true(migration_done(MIGRATION_COMPLETED, (struct day){ DAY_ABSENT }, 30, TODAY));
	assert_true(migration_done(MIGRATION_CUT_OVER, (struct day){ TODAY - 30 }, 30, TODAY));
	assert_false(migration_done(MIGRATION_CUT_OVER, (struct day){ TODAY - 29 }, 30, TODAY));
	assert_false(migration_done(MIGRATION_CUT_OVER, (struct day){ DAY_ABSENT }, 30, TODAY));
	assert_false(migration_done(MIGRATION_IN_PROGRESS, (struct day){ 0 }, 30, TODAY));
	assert_false(migration_done(U8_ABSENT, (struct day){ 0 }, 30, TODAY));
}

struct expected_migration {
	const char *records[5]; /* "RANK spec" */
	uint8_t status;
	const char *wave, *application, *cutover;
};

static void
the_last_application_holds_the_host_back(void **state)
{
	static const struct expected_migration cases[] = {
		{ { "1serial=S application=a migration_status=completed wave=W1 "
		    "cutover_date=2024-01-01",
		      "1serial=S application=b migration_status=planned wave=W4 "
		      "cutover_date=2025-01-01" },
		    MIGRATION_PLANNED, "W4", "a; b", "2025-01-01" },
		{ { "1serial=S application=a migration_status=completed wave=W1",
		      "2serial=S application=b migration_status=inProgress wave=W2" },
		    MIGRATION_IN_PROGRESS, "W2", "a; b", NULL },
		/* of one application the better source wins, field by field */
		{ { "1serial=S application=a migration_status=cutOver wave=W1",
		      "2serial=S application=A migration_status=planned wave=W9 "
		      "cutover_date=2024-05-05" },
		    MIGRATION_CUT_OVER, "W1", "a", "2024-05-05" },
		/* a source that names no application speaks of all of them, after those that do */
		{ { "1serial=S migration_status=completed wave=W1",
		      "2serial=S application=a wave=W2" },
		    MIGRATION_COMPLETED, "W2", "a", NULL },
		{ { "0serial=S application=pay",
		      "1serial=S application=pay migration_status=completed" },
		    MIGRATION_COMPLETED, NULL, "pay", NULL },
		{ { "1serial=S application=a migration_status=completed",
		      "1serial=S application=b migration_status=retained" },
		    MIGRATION_RETAINED, NULL, "a; b", NULL },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct estate e;
		const struct asset *a;
		char day[16];

		estate_init(&e);
		for (uint32_t n = 0; n < 5 && cases[i].records[n] != NULL; n++)
			assert_true(add_record(&e, (uint8_t)(cases[i].records[n][0] - '0'), n + 1,
			    cases[i].records[n] + 1));
		assert_true(estate_group(&e, NULL));
		migration_sort(&e);
		assert_true(estate_duplicates(&e, NULL));
		assert_true(migration_settle(&e, NULL));
		a = estate_asset(&e, 0);
		assert_int_equal(a->migration_status, cases[i].status);
		if (cases[i].wave != NULL)
			assert_string_equal(arena_text(&e.arena, a->wave), cases[i].wave);
		assert_string_equal(arena_text(&e.arena, a->application), cases[i].application);
		if (cases[i].cutover != NULL) {
			day_format(a->cutover_date.v, day);
			assert_string_equal(day, cases[i].cutover);
		}
		assert_int_equal(findings_of_kind(&e, FINDING_DUPLICATE), 0);
		estate_free(&e);
	}
}

static void
one_source_with_an_asset_twice_is_told(void **state)
{
	struct estate e;

	estate_init(&e);
	assert_true(add_record(&e, 0, 10, "serial=S name=fin-app01"));
	assert_true(add_record(&e, 0, 20, "serial=s name=FIN-APP01"));
	assert_true(add_record(&e, 1, 20, "serial=S application=a migration_status=planned"));
	assert_true(estate_group(&e, NULL));
	migration_sort(&e);
	assert_true(estate_duplicates(&e, NULL));
	assert_int_equal(findings_of_kind(&e, FINDING_DUPLICATE), 1);
	estate_free(&e);
}

static int
thirty(void *ctx, const struct asset *a)
{
	return 30;
}

/* "spec" with usage set apart; then what each must be. */
static void
holders_wait_for_what_they_hold(void **state)
{
	static const struct {
		const char *spec;
		uint8_t usage;
		enum alignment is;
		bool candidate;
	} cases[] = {
		{ "name=enc1 class=chassis", USAGE_IDLE, ALIGNMENT_RETIRE, true },
		{ "name=b1 parent=enc1 migration_status=completed wave=W", USAGE_IDLE,
		    ALIGNMENT_RETIRE, true },
		{ "name=b2 parent=ENC1 migration_status=completed wave=W", USAGE_IDLE,
		    ALIGNMENT_RETIRE, true },
		{ "name=enc2 class=chassis", USAGE_IDLE, ALIGNMENT_IDLE_AHEAD, true },
		{ "name=b3 parent=enc2 migration_status=completed", USAGE_IDLE, ALIGNMENT_RETIRE,
		    true },
		{ "name=b4 parent=enc2 migration_status=planned", USAGE_IDLE, ALIGNMENT_IDLE_AHEAD,
		    true },
		{ "name=enc3 class=chassis migration_status=completed", USAGE_IDLE, ALIGNMENT_WAIT,
		    false },
		{ "name=b5 parent=enc3 migration_status=planned", USAGE_ACTIVE, ALIGNMENT_WAIT,
		    false },
		{ "name=enc4 class=chassis", USAGE_IDLE, ALIGNMENT_UNKNOWN, false },
		{ "name=b6 parent=enc4", USAGE_UNKNOWN, ALIGNMENT_UNKNOWN, false },
		/* guests in a hypervisor in a chassis: all have gone */
		{ "name=enc5 class=chassis", USAGE_IDLE, ALIGNMENT_RETIRE, true },
		{ "name=hv class=hypervisor parent=enc5", USAGE_IDLE, ALIGNMENT_RETIRE, true },
		{ "name=vm1 class=vm parent=hv migration_status=completed", USAGE_IDLE,
		    ALIGNMENT_RETIRE, true },
		/* a veto on what it holds counts for the holder too */
		{ "name=enc6 class=chassis", USAGE_IDLE, ALIGNMENT_UNKNOWN, false },
		{ "name=b7 parent=enc6 role=standby", USAGE_IDLE, ALIGNMENT_ZOMBIE, false },
		/* a ring of parents ends */
		{ "name=r1 parent=r2", USAGE_IDLE, ALIGNMENT_ZOMBIE, true },
		{ "name=r2 parent=r1", USAGE_IDLE, ALIGNMENT_ZOMBIE, true },
	};
	enum { N = sizeof cases / sizeof *cases };
	uint8_t idle[N];
	struct estate e;

	estate_init(&e);
	for (uint32_t i = 0; i < N; i++) {
		assert_true(add_record(&e, 0, i + 1, cases[i].spec));
		estate_asset(&e, i)->usage = cases[i].usage;
		idle[i] = cases[i].usage == USAGE_IDLE && strstr(cases[i].spec, "role=") == NULL;
	}
	assert_true(align_estate(&e, TODAY, idle, thirty, NULL, NULL));
	for (uint32_t i = 0; i < N; i++) {
		if (estate_asset(&e, i)->alignment != cases[i].is)
			fail_msg("%s: %s", cases[i].spec,
			    alignments[estate_asset(&e, i)->alignment - 1]);
		if ((estate_asset(&e, i)->candidate.v == 1) != cases[i].candidate)
			fail_msg("%s: candidate", cases[i].spec);
	}
	estate_free(&e);
}

/* 250 W at PUE 1.6 for a year are 3504 kWh; at 120.00 a MWh that is 420.48. */
static void
energy_costs_what_the_meter_says(void **state)
{
	assert_int_equal(cost_energy(250, 1600, 12000), 42048);
	assert_int_equal(cost_energy(0, 1600, 12000), 0);
	assert_int_equal(cost_energy(1, 1000, 1), 0);
	assert_int_equal(cost_energy(57, 1000, 1000), 499); /* 499.32 */
	assert_int_equal(cost_energy(U32_ABSENT - 1, 9999, INT64_MAX / 2), INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage_is_held_against_migration),
		cmocka_unit_test(a_cutover_counts_when_rollback_is_over),
		cmocka_unit_test(the_last_application_holds_the_host_back),
		cmocka_unit_test(one_source_with_an_asset_twice_is_told),
		cmocka_unit_test(holders_wait_for_what_they_hold),
		cmocka_unit_test(energy_costs_what_the_meter_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
