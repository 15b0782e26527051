/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "polled.h"

static void
same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_true(a == b);
	else
		assert_string_equal(a, b);
}

static void
samples_come_back(void **state)
{
	static const struct polled_sample in[] = {
		{ .key = "", .interval = 300, .measured = 1 << METRIC_CPU, .metric = { 12.5 } },
		{ .key = "outlet.1.7",
		    .of = "unit.1",
		    .label = "web-01",
		    .outlet = "7",
		    .interval = 60,
		    .measured = 1 << METRIC_POWER,
		    .metric = { [METRIC_POWER] = 216 } },
		{ .key = "port.3",
		    .of = "",
		    .interval = 299,
		    .measured = 1 << METRIC_RECEIVE | 1 << METRIC_TRANSMIT,
		    .metric = { [METRIC_RECEIVE] = 1e9, [METRIC_TRANSMIT] = 0 } },
	};
	struct bytes b = { 0 };
	const uint8_t *at, *end;
	struct polled_sample out;

	for (int i = 0; i < 3; i++)
		assert_true(polled_add(&b, &in[i]));
	at = (const uint8_t *)b.base;
	end = at + b.len;
	for (int i = 0; i < 3; i++) {
		assert_true(polled_next(&at, end, &out));
		same(out.key, in[i].key);
		same(out.of, in[i].of);
		same(out.label, in[i].label);
		same(out.outlet, in[i].outlet);
		assert_int_equal(out.interval, in[i].interval);
		assert_int_equal(out.measured, in[i].measured);
		for (int m = 0; m < METRICS; m++)
			if (in[i].measured >> m & 1)
				assert_true(out.metric[m] == in[i].metric[m]);
	}
	assert_false(polled_next(&at, end, &out));
	bytes_free(&b);
}

/* Every cut, and every byte set to every value, ends in a sample that makes sense or in false. */
static void
damage_is_no_sample(void **state)
{
	struct polled_sample in = { .key = "k",
		.of = "o",
		.interval = 300,
		.measured = 1 << METRIC_POWER,
		.metric = { [METRIC_POWER] = 216 } };
	struct bytes b = { 0 };
	struct polled_sample out;
	uint8_t copy[64];

	assert_true(polled_add(&b, &in));
	assert_true(b.len < sizeof copy);
	for (size_t n = 0; n < b.len; n++) {
		const uint8_t *at = (const uint8_t *)b.base;

		assert_false(polled_next(&at, at + n, &out));
	}
	for (size_t n = 0; n < b.len; n++)
		for (int v = 0; v < 256; v++) {
			const uint8_t *at = copy;

			memcpy(copy, b.base, b.len);
			copy[n] = (uint8_t)v;
			if (!polled_next(&at, copy + b.len, &out))
				continue;
			assert_non_null(out.key);
			assert_true(out.measured >> METRICS == 0);
			assert_true(at <= copy + b.len);
		}
	bytes_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_come_back),
		cmocka_unit_test(damage_is_no_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
