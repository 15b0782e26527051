/* SPDX-License-Identifier: BSD-2-Clause */
/* Exact decimals, units, and what is measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert.h"
#include "metric.h"
#include "number.h"

static const struct convert_options plain = { .digits = 2 };

static struct decimal
decimal(const char *text)
{
	struct number_form form = { '.', 0 };
	struct decimal d;
	const char *rest;

	if (!decimal_scan(&form, text, &d, &rest) || *rest != '\0')
		fail_msg("\"%s\" is no number", text);
	return d;
}

static void
rounding(void **state)
{
	static const struct {
		const char *text;
		unsigned digits;
		int64_t nearest, below;
	} all[] = {
		{ "0", 2, 0, 0 },
		{ "1.005", 2, 101, 100 },
		{ "-1.005", 2, -101, -101 },
		{ "1.004999999999999999", 2, 100, 100 },
		{ "0.5", 0, 1, 0 },
		{ "-0.5", 0, -1, -1 },
		{ "0.49", 0, 0, 0 },
		{ "-0.49", 0, 0, -1 },
		{ "2e3", 0, 2000, 2000 },
		{ "2e-3", 3, 2, 2 },
		{ "1e-400", 2, 0, 0 },
		{ "-1e-400", 0, 0, -1 },
		{ "9223372036854775807", 0, INT64_MAX, INT64_MAX },
		{ "-9223372036854775807", 0, -INT64_MAX, -INT64_MAX },
	};
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		assert_true(decimal_round(decimal(all[i].text), all[i].digits, &n));
		assert_int_equal(n, all[i].nearest);
		assert_true(decimal_floor(decimal(all[i].text), all[i].digits, &n));
		assert_int_equal(n, all[i].below);
	}
	assert_false(decimal_round(decimal("9223372036854775807"), 1, &n));
	assert_false(decimal_round(decimal("1e400"), 0, &n));
	assert_true(decimal_round(decimal("0e400"), 2, &n));
	assert_int_equal(n, 0);
}

static void
products(void **state)
{
	static const struct {
		const char *a, *b;
		int64_t cents;
	} all[] = {
		{ "980050", "0.01", 980050 },
		{ "33.333333333333333333", "3", 10000 },
		{ "1.609344", "1000000000000", 160934400000000 },
		{ "123456789012345678.9", "0.000000000001", 12345679 },
		{ "-2.5", "4", -1000 },
		{ "0", "1e300", 0 },
	};
	struct decimal d;
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		assert_true(decimal_multiply(decimal(all[i].a), decimal(all[i].b), &d));
		assert_true(decimal_round(d, 2, &n));
		assert_int_equal(n, all[i].cents);
	}
	assert_false(
	    decimal_multiply(decimal("9223372036854775807"), decimal("9223372036854775807"), &d));
}

/* A factor of Lua is the decimal that its author wrote. */
static void
factors(void **state)
{
	static const struct {
		double d;
		int64_t mantissa;
		int32_t exponent;
	} all[] = { { 0.01, 1, -2 }, { 0.1, 1, -1 }, { 1000, 1, 3 }, { -1, -1, 0 },
		{ 0.0225, 225, -4 }, { 1.0 / 3, 333333333333333, -15 }, { 1e300, 1, 300 } };
	struct decimal d;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		assert_true(decimal_of(all[i].d, &d));
		assert_int_equal(d.mantissa, all[i].mantissa);
		assert_int_equal(d.exponent, all[i].exponent);
	}
	assert_false(decimal_of(0, &d));
	assert_false(decimal_of(0.0 / (plain.digits - 2.0), &d));
	assert_false(decimal_of(1 / (plain.digits - 2.0), &d));
}

static void
units(void **state)
{
	static const struct {
		const char *from, *to;
		double factor; /* 0: not of one kind */
	} all[] = { { "kW", "W", 1000 }, { "w", "W", 1 }, { "KiB/s", "B/s", 1024 },
		{ "Mb/s", "B/s", 125000 }, { "MB/s", "B/s", 1e6 }, { "mb/s", "B/s", 1e6 },
		{ "%", "percent", 1 }, { "%", "0.01 percent", 100 }, { "h", "s", 3600 },
		{ "RU", "rack units", 1 }, { "W", "B/s", 0 }, { "furlong", "s", 0 },
		{ "s", "furlong", 0 } };
	struct decimal d;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		d = (struct decimal){ 0, 0 };
		assert_int_equal(unit_factor(all[i].from, all[i].to, &d), all[i].factor != 0);
		assert_true(decimal_double(d) == all[i].factor);
	}
	assert_true(unit_known("W"));
	assert_false(unit_known("count"));
	assert_false(unit_known(NULL));
	for (i = 0; i < METRICS; i++)
		assert_true(unit_known(metrics[i].unit) || strcmp(metrics[i].unit, "count") == 0);
}

static void
check_metric(const struct convert_options *o, enum metric m, const char *text, double expected)
{
	struct convert_options copy = *o;
	const char *why = NULL;
	char *own = strdup(text);
	struct convert *c;
	double v = -1; /* none */
	enum converted r;

	copy.metric_unit = metrics[m].unit;
	c = convert_new(&copy, NULL, NULL);
	assert_non_null(c);
	r = convert_number(c, own, &v, &why);
	if (r == CONVERTED_BAD)
		v = -2;
	if (r != CONVERTED_VALUE && r != CONVERTED_BAD)
		v = -1;
	if (v < expected - 1e-6 || v > expected + 1e-6)
		fail_msg("%s of \"%s\": %g, not %g", metrics[m].name, text, v, expected);
	free(own);
	convert_free(c);
}

static void
measured(void **state)
{
	static const struct {
		enum metric m;
		const char *text;
		double expected; /* -1: none, -2: bad */
	} all[] = {
		{ METRIC_POWER, "26.78 W", 26.78 },
		{ METRIC_POWER, "1.5 kW", 1500 },
		{ METRIC_POWER, "0", 0 },
		{ METRIC_CPU, "0 %", 0 },
		{ METRIC_CPU, "5.4e-01", 0.54 },
		{ METRIC_CPU, "1.2345678901e+01", 12.345678901 },
		{ METRIC_CPU, "NaN", -1 },
		{ METRIC_CPU, "-nan", -1 },
		{ METRIC_CPU, "", -1 },
		{ METRIC_CPU, "inf", -2 },
		{ METRIC_CPU, "-1", -2 },
		{ METRIC_CPU, "1e400", -2 },
		{ METRIC_CPU, "12 %%", -2 },
		{ METRIC_CPU, "3e-320", 0 },
		{ METRIC_RECEIVE, "12 kB/s", 12000 },
		{ METRIC_RECEIVE, "12 KiB/s", 12288 },
		{ METRIC_RECEIVE, "8 Mb/s", 1000000 },
		{ METRIC_RECEIVE, "8 MB/s", 8000000 },
		{ METRIC_RECEIVE, "8 kbps", 1000 },
		{ METRIC_RECEIVE, "8 W", -2 },
		{ METRIC_UPTIME, "PT8H0M0S", 28800 },
		{ METRIC_UPTIME, "2 days", 172800 },
		{ METRIC_UPTIME, "P1M", -2 },
		{ METRIC_LOGINS, "3", 3 },
		{ METRIC_LOGINS, "3 users", 3 },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++)
		check_metric(
		    &(struct convert_options){ 0 }, all[i].m, all[i].text, all[i].expected);
	check_metric(
	    &(struct convert_options){ .scale = -1, .offset = 100 }, METRIC_CPU, "97.25", 2.75);
	check_metric(
	    &(struct convert_options){ .scale = -1, .offset = 100 }, METRIC_CPU, "100.00", 0);
	check_metric(
	    &(struct convert_options){ .scale = -1, .offset = 100 }, METRIC_CPU, "100.5", -2);
	check_metric(&(struct convert_options){ .scale = 100 }, METRIC_CPU, "0.54", 54);
	check_metric(&(struct convert_options){ .scale = 1000 }, METRIC_NETWORK, "1.5", 1500);
	check_metric(&(struct convert_options){ .unit = "kB/s" }, METRIC_NETWORK, "1.5", 1500);
	check_metric(&(struct convert_options){ .unit = "KiB/s" }, METRIC_NETWORK, "1.5", 1536);
	check_metric(&(struct convert_options){ .unit = "KiB/s" }, METRIC_NETWORK, "1.5 B/s", 1.5);
	check_metric(
	    &(struct convert_options){ .unit = "kbit/s", .scale = 2 }, METRIC_READ, "8", 2000);
	check_metric(&(struct convert_options){ .decimal = ',' }, METRIC_CPU, "1,5 %", 1.5);
}

static void
seconds(void **state)
{
	static const struct {
		const char *text;
		int64_t expected; /* -1: none, -2: bad */
	} all[] = { { "600", 600 }, { "PT8H0M0S", 28800 }, { "PT1H0M0.5S", 3600 }, { "6h", 21600 },
		{ "5 min", 300 }, { "P1D", 86400 }, { "21600.0", 21600 }, { "", -1 }, { "N/A", -1 },
		{ "-5", -2 }, { "4294967295", -2 }, { "P1M", -2 }, { "x", -2 } };
	struct convert *c = convert_new(&plain, NULL, NULL);
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		char *text = strdup(all[i].text);
		const char *why;
		uint32_t n = 0;
		enum converted r = convert_seconds(c, text, &n, &why);

		assert_int_equal(r == CONVERTED_VALUE ? (int64_t)n
				 : r == CONVERTED_BAD ? -2
						      : -1,
		    all[i].expected);
		free(text);
	}
	convert_free(c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounding),
		cmocka_unit_test(products),
		cmocka_unit_test(factors),
		cmocka_unit_test(units),
		cmocka_unit_test(measured),
		cmocka_unit_test(seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
