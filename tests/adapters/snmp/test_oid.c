/* SPDX-License-Identifier: BSD-2-Clause */
/* Object identifiers as text, in order, and as prefixes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "oid.h"

static void
texts(void **state)
{
	static const struct {
		const char *text, *back;
		uint32_t n;
	} all[] = {
		{ "1", "1", 1 },
		{ "1.3.6.1.2.1", "1.3.6.1.2.1", 6 },
		{ ".1.3.6.1.2.1", "1.3.6.1.2.1", 6 },
		{ "0.0", "0.0", 2 },
		{ "1.3.4294967295", "1.3.4294967295", 3 },
		{ "1.03", "1.3", 2 },
		{ "", "", 0 },
		{ ".", "", 0 },
		{ "..1", "", 0 },
		{ "1.", "", 0 },
		{ "1..3", "", 0 },
		{ "1.3.4294967296", "", 0 },
		{ "1.3.99999999999999999999999", "", 0 },
		{ "1.-3", "", 0 },
		{ "1. 3", "", 0 },
		{ " 1.3", "", 0 },
		{ "1.3 ", "", 0 },
		{ "iso.3", "", 0 },
	};
	uint32_t arcs[OID_ARCS];
	char buf[OID_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct oid oid = { arcs, oid_parse(all[i].text, arcs) };

		assert_int_equal(oid.n, all[i].n);
		assert_string_equal(oid_format(oid, buf), all[i].back);
	}
}

static void
longest(void **state)
{
	char text[OID_TEXT + 16] = "", buf[OID_TEXT];
	uint32_t arcs[OID_ARCS], i;
	size_t n = 0;

	(void)state;
	for (i = 0; i < OID_ARCS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s4294967295", i ? "." : "");
	assert_int_equal(oid_parse(text, arcs), OID_ARCS);
	assert_string_equal(oid_format((struct oid){ arcs, OID_ARCS }, buf), text);
	snprintf(text + n, sizeof text - n, ".1");
	assert_int_equal(oid_parse(text, arcs), 0);
}

static void
order(void **state)
{
	static const char *const rising[] = { "0.0", "1", "1.3", "1.3.6", "1.3.6.1", "1.3.6.1.0",
		"1.3.6.1.9", "1.3.6.1.10", "1.3.6.1.4294967295", "1.3.6.2", "1.4", "2" };
	uint32_t a[OID_ARCS], b[OID_ARCS];
	int i, j, n = sizeof rising / sizeof *rising;

	(void)state;
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			struct oid x = { a, oid_parse(rising[i], a) };
			struct oid y = { b, oid_parse(rising[j], b) };
			int c = oid_compare(x, y);

			assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
		}
}

static void
within(void **state)
{
	static const struct {
		const char *prefix, *oid;
		bool yes;
	} all[] = {
		{ "1.3.6", "1.3.6", true },
		{ "1.3.6", "1.3.6.1", true },
		{ "1.3.6", "1.3.60", false },
		{ "1.3.6", "1.3", false },
		{ "1.3.6", "1.3.5.6", false },
		{ "1.3.6.1", "1.2.6.1.4", false },
	};
	uint32_t a[OID_ARCS], b[OID_ARCS];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct oid prefix = { a, oid_parse(all[i].prefix, a) };
		struct oid oid = { b, oid_parse(all[i].oid, b) };

		assert_int_equal(oid_within(prefix, oid), all[i].yes);
	}
	assert_true(oid_within((struct oid){ NULL, 0 }, (struct oid){ a, 1 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(longest),
		cmocka_unit_test(order),
		cmocka_unit_test(within),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
