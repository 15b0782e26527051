/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "estate_build.h"
#include "run.h"

enum { ASSETS = 14 };

static const char *const assets[ASSETS] = {
	"name=esx-1 serial=E1 class=hypervisor",
	"name=esx-2 serial=E2 class=hypervisor guests=7",
	"name=esx-3 serial=E3 class=hypervisor",
	"name=vm-1 class=vm parent=ESX-1",
	"name=vm-2 class=vm parent=E1",
	"name=appliance-1 class=storage parent=esx-1",
	"name=vm-3 class=vm parent=esx-2",
	"name=pod serial=P1 class=chassis",
	"name=blade-1 class=blade parent=pod",
	"name=shelf-1 class=storage parent=pod",
	"name=twin serial=T1 class=server",
	"name=twin serial=T2 class=server",
	"name=vm-4 class=vm parent=twin",
	"name=vm-5 class=vm parent=nobody",
};

static const struct estate *
completed(struct run *run, struct config *config)
{
	struct error e = { "" };

	estate_init(&run->estate);
	run->config = config;
	for (uint32_t i = 0; i < ASSETS; i++)
		assert_true(add_record(&run->estate, 0, i + 1, assets[i]));
	run->n = estate_rows(&run->estate);
	run->order = calloc(run->n, sizeof *run->order);
	assert_non_null(run->order);
	for (uint32_t i = 0; i < run->n; i++)
		run->order[i] = i;
	if (!run_complete(run, &e))
		fail_msg("%s", e.text);
	return &run->estate;
}

static void
release(struct run *run)
{
	free(run->order);
	estate_free(&run->estate);
}

static void
guests_are_counted(void **state)
{
	struct run run = { 0 };
	struct config config = { 0 };
	const struct estate *e = completed(&run, &config);

	assert_int_equal(estate_asset(e, 0)->guests, 3); /* whatever is on a hypervisor */
	assert_int_equal(estate_asset(e, 1)->guests, 7); /* as declared */
	assert_int_equal(estate_asset(e, 2)->guests, U32_ABSENT);
	assert_int_equal(estate_asset(e, 7)->guests, 1);  /* blades, but no shelves */
	assert_int_equal(estate_asset(e, 10)->guests, 1); /* either may be it */
	assert_int_equal(estate_asset(e, 11)->guests, 1);
	assert_int_equal(estate_asset(e, 13)->guests, U32_ABSENT);
	release(&run);
}

static void
sites_say_the_cycle(void **state)
{
	struct config_site sites[] = { { .name = "DC1", .business_cycle = CYCLE_QUARTER },
		{ .name = "DC2", .business_cycle = U8_ABSENT } };
	struct config config = { .sites = sites, .nsites = 2 };
	static const char *const placed[] = { "name=a site=dc1",
		"name=b site=DC1 business_cycle=year", "name=c site=DC1 business_cycle=unknown",
		"name=d site=DC2 business_cycle=unknown", "name=e site=DC3", "name=f" };
	static const uint8_t cycle[] = { CYCLE_QUARTER, CYCLE_YEAR, CYCLE_QUARTER, CYCLE_UNKNOWN,
		U8_ABSENT, U8_ABSENT };
	struct run run = { .config = &config };
	uint32_t order[] = { 0, 1, 2, 3, 4, 5 };

	estate_init(&run.estate);
	for (uint32_t i = 0; i < 6; i++)
		assert_true(add_record(&run.estate, 0, i + 1, placed[i]));
	run.order = order;
	run.n = 6;
	assert_true(run_complete(&run, NULL));
	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(estate_asset(&run.estate, i)->business_cycle, cycle[i]);
	estate_free(&run.estate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guests_are_counted),
		cmocka_unit_test(sites_say_the_cycle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
