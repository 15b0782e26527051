/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "asset.h"
#include "when.h"
#include "wire.h"

/* The varbind that a number in a field of the asset becomes; type ASN_NULL: none. */
static netsnmp_variable_list
said(const char *field, int64_t number, unsigned digits)
{
	netsnmp_variable_list vb = { .type = ASN_NULL };
	struct value v = { VAL_NUMBER, .number = number };

	if (!wire_put(&vb, field_named(asset_fields, field), v, digits))
		assert_int_equal(vb.type, ASN_NULL);
	return vb;
}

static long
gauge(const char *field, int64_t number, unsigned digits)
{
	netsnmp_variable_list vb = said(field, number, digits);

	assert_int_equal(vb.type, ASN_GAUGE);
	return *(long *)(void *)vb.buf;
}

static void
money_is_rounded_half_up_and_clamped(void **state)
{
	assert_int_equal(gauge("annual_cost", 149, 2), 1);
	assert_int_equal(gauge("annual_cost", 150, 2), 2);
	assert_int_equal(gauge("annual_cost", 49, 2), 0);
	assert_int_equal(gauge("annual_cost", 50, 2), 1);
	assert_int_equal(gauge("annual_cost", 150, 0), 150);
	assert_int_equal(gauge("annual_cost", 1499, 3), 1);
	assert_int_equal(gauge("annual_cost", 0, 2), 0);
	assert_int_equal(gauge("annual_cost", -1, 2), 0);
	assert_int_equal(gauge("annual_cost", INT64_MIN + 1, 2), 0);
	assert_int_equal(gauge("annual_cost", INT64_MAX, 2), UINT32_MAX - 1);
	assert_int_equal(gauge("annual_cost", INT64_MAX, 0), UINT32_MAX - 1);
	assert_int_equal(gauge("annual_cost", 429496729449, 2), UINT32_MAX - 1);
}

static void
days_have_eight_octets(void **state)
{
	static const u_char leap[] = { 0x07, 0xe8, 2, 29, 0, 0, 0, 0 };
	netsnmp_variable_list vb = said("warranty_end", day_of(2024, 2, 29), 2);

	assert_int_equal(vb.type, ASN_OCTET_STR);
	assert_int_equal(vb.val_len, sizeof leap);
	assert_memory_equal(vb.buf, leap, sizeof leap);
}

static void
a_year_that_dateandtime_cannot_say_is_no_value(void **state)
{
	assert_int_equal(said("warranty_end", day_of(65535, 12, 31), 2).type, ASN_OCTET_STR);
	assert_int_equal(
	    said("warranty_end", (int64_t)day_of(65535, 12, 31) + 1, 2).type, ASN_NULL);
	assert_int_equal(said("warranty_end", (int64_t)day_of(0, 1, 1) - 1, 2).type, ASN_NULL);
	assert_int_equal(said("warranty_end", (int64_t)INT32_MAX + 1, 2).type, ASN_NULL);
}

static void
instants_have_eleven_octets_in_utc(void **state)
{
	static const u_char octets[] = { 0x07, 0xea, 11, 20, 6, 7, 8, 0, '+', 0, 0 };
	static const struct field f = { .name = "at", .rep = REP_INSTANT };
	netsnmp_variable_list vb = { .type = ASN_NULL };
	struct value v = { VAL_NUMBER, .number = 1795154828 };

	assert_true(wire_put(&vb, &f, v, 2));
	assert_int_equal(vb.val_len, sizeof octets);
	assert_memory_equal(vb.buf, octets, sizeof octets);
}

static void
flags_are_truth_values(void **state)
{
	netsnmp_variable_list yes = said("candidate", 1, 2), no = said("candidate", 0, 2);

	assert_int_equal(yes.type, ASN_INTEGER);
	assert_int_equal(*(long *)(void *)yes.buf, 1);
	assert_int_equal(*(long *)(void *)no.buf, 2);
}

/* 1023 octets, then a character of two: it would be cut in the middle. */
static void
long_texts_end_with_a_whole_character(void **state)
{
	char text[WIRE_TEXT_MAX + 8];
	netsnmp_variable_list vb = { .type = ASN_NULL };
	struct value v = { VAL_TEXT, .text = text };

	memset(text, 'x', sizeof text);
	memcpy(text + WIRE_TEXT_MAX - 1, "\xc3\xbc", 2);
	text[WIRE_TEXT_MAX + 4] = '\0';
	assert_true(wire_put(&vb, field_named(asset_fields, "reason"), v, 2));
	assert_int_equal(vb.val_len, WIRE_TEXT_MAX - 1);
	snmp_reset_var_buffers(&vb);
	memset(text, 'x', WIRE_TEXT_MAX);
	text[WIRE_TEXT_MAX] = '\0';
	assert_true(wire_put(&vb, field_named(asset_fields, "reason"), v, 2));
	assert_int_equal(vb.val_len, WIRE_TEXT_MAX);
	snmp_reset_var_buffers(&vb);
}

static void
what_is_absent_is_not_said(void **state)
{
	struct value none = { .kind = VAL_NONE };

	for (const struct field *f = asset_fields; f->name != NULL; f++) {
		netsnmp_variable_list vb = { .type = ASN_NULL };

		assert_false(wire_put(&vb, f, none, 2));
		assert_int_equal(vb.type, ASN_NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_is_rounded_half_up_and_clamped),
		cmocka_unit_test(days_have_eight_octets),
		cmocka_unit_test(a_year_that_dateandtime_cannot_say_is_no_value),
		cmocka_unit_test(instants_have_eleven_octets_in_utc),
		cmocka_unit_test(flags_are_truth_values),
		cmocka_unit_test(long_texts_end_with_a_whole_character),
		cmocka_unit_test(what_is_absent_is_not_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
