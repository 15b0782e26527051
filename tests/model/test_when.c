/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "rows.h"
#include "when.h"

/* Against libc's own calendar, every day of four centuries. */
static void
days_agree_with_libc(void **state)
{
	for (int32_t day = -100000; day < 50000; day++) {
		time_t t = (time_t)day * 86400;
		struct tm tm;
		int y, m, d;

		gmtime_r(&t, &tm);
		day_civil(day, &y, &m, &d);
		assert_int_equal(y, tm.tm_year + 1900);
		assert_int_equal(m, tm.tm_mon + 1);
		assert_int_equal(d, tm.tm_mday);
		assert_int_equal(day_of(y, m, d), day);
		assert_int_equal(day_of_week(day), (tm.tm_wday + 6) % 7);
	}
}

static void
the_ends_of_the_calendar(void **state)
{
	char buf[16];

	assert_int_equal(day_of(0, 1, 1), DAY_MIN);
	assert_int_equal(day_of(9999, 12, 31), DAY_MAX);
	day_format(DAY_MAX, buf);
	assert_string_equal(buf, "9999-12-31");
	day_format(DAY_MIN, buf);
	assert_string_equal(buf, "0000-01-01");
}

static void
instants_round_trip_and_know_zones(void **state)
{
	char buf[32];
	int64_t t;

	assert_true(instant_parse("2026-11-20T06:00:00Z", &t));
	instant_format(t, buf);
	assert_string_equal(buf, "2026-11-20T06:00:00Z");
	assert_true(instant_parse("2026-11-20T07:30:00+01:30", &t));
	instant_format(t, buf);
	assert_string_equal(buf, "2026-11-20T06:00:00Z");
	assert_true(instant_parse("1969-12-31T23:59:59Z", &t));
	assert_int_equal(t, -1);
	assert_false(instant_parse("2026-11-20T06:00:00", &t));
	assert_false(instant_parse("2026-11-20T24:00:00Z", &t));
	assert_false(instant_parse("2026-11-20", &t));
}

static void
spans_end_where_contracts_say(void **state)
{
	static const struct {
		const char *from, *span, *to;
	} cases[] = {
		{ "2026-01-31", "1 month", "2026-02-28" },
		{ "2024-01-31", "1m", "2024-02-29" },
		{ "2024-02-29", "1y", "2025-02-28" },
		{ "2026-11-30", "3 months", "2027-02-28" },
		{ "2026-12-25", "2w", "2027-01-08" },
		{ "2026-12-25", "90d", "2027-03-25" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int32_t day;
		uint32_t span;
		char buf[16];

		assert_true(day_parse(cases[i].from, &day));
		assert_true(span_parse(cases[i].span, &span));
		day_format(span_after(day, span), buf);
		assert_string_equal(buf, cases[i].to);
	}
}

static void
slips_in_spans_are_refused(void **state)
{
	static const char *const bad[] = { "", "90", "d", "-1d", "1 fortnight", "99999999999d",
		"100000d", "1d " };
	uint32_t n;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(span_parse(bad[i], &n));
	assert_true(interval_parse("6h", &n) && n == 21600);
	assert_true(interval_parse("5m", &n) && n == 300);
	assert_true(interval_parse("90 seconds", &n) && n == 90);
	assert_false(interval_parse("9999999999 d", &n));
	assert_false(interval_parse("4000000 w", &n));
	assert_false(interval_parse("6", &n));
}

static void
currencies_know_their_minor_unit(void **state)
{
	assert_int_equal(currency_digits("USD"), 2);
	assert_int_equal(currency_digits("jpy"), 0);
	assert_int_equal(currency_digits("KWD"), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_agree_with_libc),
		cmocka_unit_test(the_ends_of_the_calendar),
		cmocka_unit_test(instants_round_trip_and_know_zones),
		cmocka_unit_test(spans_end_where_contracts_say),
		cmocka_unit_test(slips_in_spans_are_refused),
		cmocka_unit_test(currencies_know_their_minor_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
