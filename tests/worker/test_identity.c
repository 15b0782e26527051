/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "estate_build.h"

/* Records of one estate; how many assets they are, and findings of a kind. */
static const struct {
	const char *title;
	const char *records[8];
	uint32_t assets;
	enum finding_kind kind;
	unsigned findings;
} cases[] = {
	{ "one serial in any case is one asset",
	    { "serial=Q0J26MZ name=a", "serial=q0j26mz wave=Wave+1" }, 1, FINDING_SPELLING, 1 },
	{ "two serials never join, whatever else agrees",
	    { "serial=A name=web asset_tag=T uuid=11111111-2222 address=10.0.0.1",
		"serial=B name=web asset_tag=T uuid=11111111-2222 address=10.0.0.1" },
	    2, FINDING_IDENTITY_SHARED, 8 },
	{ "one serial of two vendors is two assets",
	    { "serial=1234 vendor=Dell name=a", "serial=1234 vendor=Cisco name=b" }, 2,
	    FINDING_IDENTITY_SHARED, 1 },
	{ "a vendor's name may be long or short",
	    { "serial=1234 vendor=Dell name=a", "serial=1234 vendor=Dell+Inc.",
		"serial=1234 vendor=dell+emc" },
	    1, FINDING_IDENTITY_SHARED, 0 },
	{ "a vendor may have been renamed",
	    { "serial=CZ1 vendor=Hewlett-Packard", "serial=CZ1 vendor=HPE" }, 1,
	    FINDING_IDENTITY_SHARED, 0 },
	{ "a tag joins what has no serial",
	    { "serial=A asset_tag=QM-1 name=x", "asset_tag=qm-1 wave=Wave+2" }, 1,
	    FINDING_AMBIGUOUS, 0 },
	{ "a tag on two serials joins nothing to either",
	    { "serial=A asset_tag=QM-1", "serial=B asset_tag=QM-1", "asset_tag=QM-1 wave=W" }, 3,
	    FINDING_AMBIGUOUS, 3 },
	{ "the name decides where the tag cannot",
	    { "serial=A asset_tag=QM-1 name=x", "serial=B asset_tag=QM-1 name=y",
		"asset_tag=QM-1 name=y" },
	    2, FINDING_AMBIGUOUS, 3 },
	{ "uuid, in any dress",
	    { "uuid={7A9CBFB7-C589-402C} name=a", "uuid=7a9cbfb7c589402c serial=S" }, 1,
	    FINDING_AMBIGUOUS, 0 },
	{ "short name and qualified name are one",
	    { "name=web-03", "name=web-03.dc1.example serial=S" }, 1, FINDING_AMBIGUOUS, 0 },
	{ "two qualified names are two, and a short one fits neither",
	    { "name=web-03.dc1.example", "name=web-03.dc2.example", "name=web-03" }, 3,
	    FINDING_AMBIGUOUS, 3 },
	{ "an address is the last resort",
	    { "address=10.1.2.3 power=5", "name=pdu-1 address=10.1.2.3" }, 1, FINDING_AMBIGUOUS,
	    0 },
	{ "but two names at one address stay two",
	    { "name=a address=10.1.2.3", "name=b address=10.1.2.3" }, 2, FINDING_AMBIGUOUS, 2 },
	{ "names that are addresses are compared whole", { "name=10.0.0.1", "name=10.0.0.2" }, 2,
	    FINDING_AMBIGUOUS, 0 },
	{ "chains join: serial, then tag, then name",
	    { "serial=A asset_tag=T", "asset_tag=T name=n", "name=n wave=W" }, 1, FINDING_AMBIGUOUS,
	    0 },
	{ "a record that names nothing is told, not taken",
	    { "serial=A", "wave=Wave+1 owner=nobody" }, 1, FINDING_NO_IDENTITY, 1 },
};

static void
shuffle(size_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)rand() % i, swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
}

/* Every case in many orders: the outcome must not hang on it. */
static void
identity_does_not_depend_on_order(void **state)
{
	srand(1);
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		size_t order[8], n = 0;

		while (n < 8 && cases[c].records[n] != NULL) {
			order[n] = n;
			n++;
		}
		for (int round = 0; round < 20; round++) {
			struct estate e;

			estate_init(&e);
			for (size_t i = 0; i < n; i++)
				assert_true(add_record(&e, (uint8_t)(i % 4), (uint32_t)i + 1,
				    cases[c].records[order[i]]));
			assert_true(estate_group(&e, NULL));
			if (live_rows(&e) != cases[c].assets)
				fail_msg("%s: %u assets", cases[c].title, live_rows(&e));
			if (findings_of_kind(&e, cases[c].kind) != cases[c].findings)
				fail_msg("%s: %u findings", cases[c].title,
				    findings_of_kind(&e, cases[c].kind));
			estate_free(&e);
			shuffle(order, n);
		}
	}
}

static const char *
text_of(const struct estate *e, uint32_t row, const char *name)
{
	struct rows r = { e->assets.base, estate_rows(e), sizeof(struct asset), e->arena.bytes.base,
		NULL, 0 };

	return field_get(field_named(asset_fields, name), &r, estate_asset(e, row)).text;
}

/* The source declared first wins, whichever record came first and however they were joined. */
static void
the_better_source_wins_each_field(void **state)
{
	static const char *const first[] = { "serial=S name=n owner=cmdb-team",
		"serial=S owner=other-team wave=W2" };
	static const char *const later[] = { "asset_tag=T owner=cmdb-team",
		"serial=S asset_tag=T owner=other-team wave=W2" };

	for (int order = 0; order < 2; order++)
		for (int via = 0; via < 2; via++) {
			const char *const *records = via == 0 ? first : later;
			struct estate e;

			estate_init(&e);
			for (int i = 0; i < 2; i++) {
				int which = order == 0 ? i : 1 - i;

				assert_true(add_record(&e, (uint8_t)which, 1, records[which]));
			}
			assert_true(estate_group(&e, NULL));
			assert_int_equal(live_rows(&e), 1);
			assert_string_equal(text_of(&e, estate_row(&e, 0), "owner"), "cmdb-team");
			assert_string_equal(text_of(&e, estate_row(&e, 0), "wave"), "W2");
			estate_free(&e);
		}
}

static void
a_preferred_source_wins_its_field(void **state)
{
	size_t owner = (size_t)(field_named(asset_fields, "owner") - asset_fields);
	struct estate_source cmdb = { "cmdb", 0, 0 }, hr = { "hr", 1, UINT64_C(1) << owner };
	struct estate e;
	struct built b;

	estate_init(&e);
	assert_true(build_record(&b, "serial=S owner=stale site=DC1") &&
		    estate_add(&e, &cmdb, &b.record, NULL));
	assert_true(build_record(&b, "serial=S owner=fresh site=DC9") &&
		    estate_add(&e, &hr, &b.record, NULL));
	assert_string_equal(text_of(&e, 0, "owner"), "fresh");
	assert_string_equal(text_of(&e, 0, "site"), "DC1");
	estate_free(&e);
}

static void
a_flood_of_findings_is_counted(void **state)
{
	struct estate e;

	estate_init(&e);
	for (uint32_t i = 0; i < 3 * FINDINGS_MAX; i++)
		assert_true(add_record(&e, 0, i + 1, "wave=Wave+1"));
	assert_int_equal(findings_of_kind(&e, FINDING_NO_IDENTITY), FINDINGS_MAX);
	assert_int_equal(findings_of(&e.findings, "cmdb"), 3 * FINDINGS_MAX);
	assert_true(findings_close(&e.findings));
	assert_int_equal(findings_of_kind(&e, FINDING_NO_IDENTITY), FINDINGS_MAX + 1);
	estate_free(&e);
}

static void
many_serials_are_found_again(void **state)
{
	struct estate e;
	char spec[64];

	estate_init(&e);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 20000; i++) {
			snprintf(spec, sizeof spec, "serial=%s%d", round == 0 ? "sn" : "SN", i);
			assert_true(add_record(&e, (uint8_t)round, 1, spec));
		}
	assert_int_equal(estate_rows(&e), 20000);
	estate_free(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity_does_not_depend_on_order),
		cmocka_unit_test(the_better_source_wins_each_field),
		cmocka_unit_test(a_preferred_source_wins_its_field),
		cmocka_unit_test(a_flood_of_findings_is_counted),
		cmocka_unit_test(many_serials_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
