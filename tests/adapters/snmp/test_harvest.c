/* SPDX-License-Identifier: BSD-2-Clause */
/* Varbinds kept in order, within a limit, and as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harvest.h"

enum { PLENTY = 1 << 24 };

static uint32_t arcs[OID_ARCS];

static struct oid
oid(const char *text)
{
	struct oid o = { arcs, oid_parse(text, arcs) };

	assert_true(o.n > 0);
	return o;
}

static void
add_integer(struct harvest *h, const char *name, int64_t n)
{
	struct varbind v = { .name = oid(name), .type = VARBIND_INTEGER, .integer = n };

	assert_int_equal(harvest_add(h, &v), HARVEST_ADDED);
}

static void
assert_same(const struct varbind *a, const struct varbind *b)
{
	assert_int_equal(oid_compare(a->name, b->name), 0);
	assert_int_equal(a->type, b->type);
	switch (a->type) {
	case VARBIND_NULL: fail_msg("nothing was kept"); return;
	case VARBIND_INTEGER: assert_true(a->integer == b->integer); return;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS:
	case VARBIND_COUNTER64: assert_true(a->number == b->number); return;
	case VARBIND_REAL: assert_memory_equal(&a->real, &b->real, sizeof a->real); return;
	case VARBIND_OID: assert_int_equal(oid_compare(a->oid, b->oid), 0); return;
	case VARBIND_OCTETS:
	case VARBIND_ADDRESS:
		assert_int_equal(a->len, b->len);
		if (a->len > 0)
			assert_memory_equal(a->octets, b->octets, a->len);
	}
}

static void
assert_all_same(const struct harvest *a, const struct harvest *b)
{
	size_t i;

	assert_int_equal(harvest_count(a), harvest_count(b));
	for (i = 0; i < harvest_count(a); i++)
		assert_same(harvest_at(a, i), harvest_at(b, i));
}

static void
empty(void **state)
{
	struct harvest *h = harvest_new(PLENTY);
	size_t from;

	(void)state;
	assert_int_equal(harvest_count(h), 0);
	assert_null(harvest_find(h, oid("1.3")));
	assert_int_equal(harvest_below(h, oid("1"), &from), 0);
	harvest_free(h);
	harvest_free(NULL);
}

/* As a walk of several columns side by side comes: row by row. */
static void
any_order(void **state)
{
	enum { COLUMNS = 7, ROWS = 300 };
	struct harvest *h = harvest_new(PLENTY);
	uint32_t name[] = { 1, 3, 6, 1, 0, 0 };
	struct varbind v = { .name = { name, 6 }, .type = VARBIND_GAUGE32 };
	size_t i, from;

	(void)state;
	for (uint32_t row = 0; row < ROWS; row++)
		for (uint32_t column = COLUMNS; column > 0; column--) {
			name[4] = column;
			name[5] = row * 7919 % ROWS;
			v.number = column * 1000 + name[5];
			assert_int_equal(harvest_add(h, &v), HARVEST_ADDED);
			if (row % 50 == 0) /* someone looks now and then */
				assert_non_null(harvest_find(h, v.name));
		}
	assert_int_equal(harvest_count(h), COLUMNS * ROWS);
	for (i = 1; i < harvest_count(h); i++)
		assert_true(oid_compare(harvest_at(h, i - 1)->name, harvest_at(h, i)->name) < 0);
	for (uint32_t column = 1; column <= COLUMNS; column++) {
		name[4] = column;
		assert_int_equal(harvest_below(h, (struct oid){ name, 5 }, &from), ROWS);
		for (i = 0; i < ROWS; i++)
			assert_int_equal(harvest_at(h, from + i)->number, column * 1000 + i);
	}
	harvest_free(h);
}

static void
last_wins(void **state)
{
	struct harvest *h = harvest_new(PLENTY);

	(void)state;
	add_integer(h, "1.3.2", 1);
	add_integer(h, "1.3.2", 2);
	add_integer(h, "1.3.1", 3);
	add_integer(h, "1.3.9", 4);
	add_integer(h, "1.3.1", 5);
	assert_int_equal(harvest_count(h), 3);
	assert_int_equal(harvest_find(h, oid("1.3.1"))->integer, 5);
	assert_int_equal(harvest_find(h, oid("1.3.2"))->integer, 2);
	add_integer(h, "1.3.2", 6);
	assert_int_equal(harvest_count(h), 3);
	assert_int_equal(harvest_find(h, oid("1.3.2"))->integer, 6);
	assert_int_equal(harvest_find(h, oid("1.3.9"))->integer, 4);
	harvest_free(h);
}

static void
prefixes(void **state)
{
	struct harvest *h = harvest_new(PLENTY), *other = harvest_new(PLENTY);
	size_t from;

	(void)state;
	add_integer(h, "1.3", 0);
	add_integer(h, "1.3.1", 1);
	add_integer(h, "1.3.1.1", 2);
	add_integer(h, "1.3.1.9", 3);
	add_integer(h, "1.3.10", 4);
	add_integer(h, "1.4", 5);
	assert_int_equal(harvest_below(h, oid("1.3.1"), &from), 3);
	assert_int_equal(from, 1);
	assert_int_equal(harvest_below(h, oid("1.3"), &from), 5);
	assert_int_equal(harvest_below(h, oid("1.3.2"), &from), 0);
	assert_int_equal(harvest_below(h, oid("2"), &from), 0);
	assert_int_equal(harvest_below(h, (struct oid){ NULL, 0 }, &from), 6);
	add_integer(other, "1.3.1.1", 77);
	assert_int_equal(harvest_take(other, h, oid("1.3.1")), HARVEST_ADDED);
	assert_int_equal(harvest_count(other), 3);
	assert_int_equal(harvest_find(other, oid("1.3.1.1"))->integer, 2);
	harvest_free(h);
	harvest_free(other);
}

/* Owns a copy: what was added may go. */
static void
copies(void **state)
{
	struct harvest *h = harvest_new(PLENTY);
	uint32_t name[] = { 1, 3, 1 }, value[] = { 1, 3, 6 };
	uint8_t octets[] = "abc";
	struct varbind v = { .name = { name, 3 }, .type = VARBIND_OID, .oid = { value, 3 } };

	(void)state;
	harvest_add(h, &v);
	name[2] = 2;
	v.type = VARBIND_OCTETS;
	v.octets = octets;
	v.len = 3;
	harvest_add(h, &v);
	memset(octets, 'x', 3);
	memset(value, 0xff, sizeof value);
	name[2] = 3;
	v = *harvest_find(h, oid("1.3.1"));
	assert_int_equal(oid_compare(v.oid, oid("1.3.6")), 0);
	assert_memory_equal(harvest_find(h, oid("1.3.2"))->octets, "abc", 3);
	harvest_free(h);
}

static void
not_kept(void **state)
{
	static uint32_t many[OID_ARCS + 1];
	static const uint8_t octets[8];
	struct harvest *h = harvest_new(PLENTY);
	const struct varbind all[] = {
		{ .name = { many, 3 }, .type = VARBIND_NULL },
		{ .name = { many, 0 }, .type = VARBIND_INTEGER },
		{ .name = { many, OID_ARCS + 1 }, .type = VARBIND_INTEGER },
		{ .name = { many, 3 }, .type = VARBIND_COUNTER32, .number = 1ULL << 32 },
		{ .name = { many, 3 }, .type = VARBIND_OID, .oid = { many, OID_ARCS + 1 } },
		{ .name = { many, 3 }, .type = VARBIND_ADDRESS, .octets = octets, .len = 3 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof all / sizeof *all; i++)
		assert_int_equal(harvest_add(h, &all[i]), HARVEST_ADDED);
	assert_int_equal(harvest_count(h), 0);
	harvest_free(h);
}

/* However often the same thing is said, and however long it is. */
static void
limit(void **state)
{
	struct harvest *h = harvest_new(10000);
	static uint8_t huge[20000];
	struct varbind v = { .name = oid("1.3.1"), .type = VARBIND_INTEGER, .integer = 7 };
	size_t n;

	(void)state;
	for (n = 0; harvest_add(h, &v) == HARVEST_ADDED; n++)
		assert_true(n < 1000);
	assert_true(n > 100);
	assert_int_equal(harvest_count(h), 1);
	assert_int_equal(harvest_find(h, v.name)->integer, 7);
	harvest_free(h);

	h = harvest_new(10000);
	v.type = VARBIND_OCTETS;
	v.octets = huge;
	v.len = sizeof huge;
	assert_int_equal(harvest_add(h, &v), HARVEST_FULL);
	assert_int_equal(harvest_count(h), 0);
	harvest_free(h);
}

static struct harvest *
all_types(void)
{
	static const uint8_t octets[] = { 0, 0xff, '|', '\n' };
	static uint32_t longest[OID_ARCS];
	const struct varbind all[] = {
		{ .name = oid("1"), .type = VARBIND_INTEGER, .integer = INT64_MIN },
		{ .type = VARBIND_INTEGER, .integer = INT64_MAX },
		{ .type = VARBIND_INTEGER, .integer = -1 },
		{ .type = VARBIND_OCTETS },
		{ .type = VARBIND_OCTETS, .octets = octets, .len = 4 },
		{ .type = VARBIND_OID, .oid = { longest, OID_ARCS } },
		{ .type = VARBIND_OID, .oid = { longest, 0 } },
		{ .type = VARBIND_ADDRESS, .octets = octets, .len = 4 },
		{ .type = VARBIND_COUNTER32, .number = UINT32_MAX },
		{ .type = VARBIND_GAUGE32, .number = 0 },
		{ .type = VARBIND_TICKS, .number = 1 },
		{ .type = VARBIND_COUNTER64, .number = UINT64_MAX },
		{ .type = VARBIND_REAL, .real = -0.1 },
	};
	struct harvest *h = harvest_new(PLENTY);
	uint32_t name[OID_ARCS] = { 1, 3, 6, 1, 4, 1 };
	size_t i;

	memset(longest, 0xff, sizeof longest);
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct varbind v = all[i];

		name[6] = (uint32_t)i / 2;
		name[7] = UINT32_MAX - (uint32_t)i;
		v.name = (struct oid){ name, i % 2 == 0 ? 8 : OID_ARCS };
		assert_int_equal(harvest_add(h, &v), HARVEST_ADDED);
	}
	assert_int_equal(harvest_count(h), sizeof all / sizeof *all);
	return h;
}

static void
round_trip(void **state)
{
	struct harvest *h = all_types(), *none = harvest_new(PLENTY), *back;
	struct bytes out = { 0 };
	size_t first;

	(void)state;
	assert_true(harvest_encode(none, &out));
	first = out.len;
	assert_true(harvest_encode(h, &out));
	back = harvest_decode((uint8_t *)out.base, first, PLENTY, NULL);
	assert_non_null(back);
	assert_int_equal(harvest_count(back), 0);
	harvest_free(back);
	back = harvest_decode((uint8_t *)out.base + first, out.len - first, PLENTY, NULL);
	assert_non_null(back);
	assert_all_same(h, back);
	harvest_free(back);
	assert_null(harvest_decode((uint8_t *)out.base + first, out.len - first, 1000, NULL));
	bytes_free(&out);
	harvest_free(h);
	harvest_free(none);
}

/* A row of a table is to cost little more than its value. */
static void
compact(void **state)
{
	enum { ROWS = 60 };
	struct harvest *h = harvest_new(PLENTY);
	uint32_t name[] = { 1, 3, 6, 1, 4, 1, 318, 1, 1, 26, 9, 4, 3, 1, 7, 0 };
	struct varbind v = { .name = { name, 16 }, .type = VARBIND_GAUGE32, .number = 100 };
	struct bytes out = { 0 };

	(void)state;
	for (; name[15] < ROWS; name[15]++)
		harvest_add(h, &v);
	assert_true(harvest_encode(h, &out));
	assert_true(out.len <= ROWS * 4 + 32);
	bytes_free(&out);
	harvest_free(h);
}

/* Every cut and every changed byte: an error or a harvest in order, never more than the limit. */
static void
hostile(void **state)
{
	struct harvest *h = all_types(), *back;
	struct bytes out = { 0 };
	struct error e = { "" };
	uint8_t *copy;
	size_t i, j;
	int flip;

	(void)state;
	assert_true(harvest_encode(h, &out));
	for (i = 0; i < out.len; i++) { /* each in a block of its own, for the sanitizer */
		copy = malloc(i + 1);
		memcpy(copy, out.base, i);
		assert_null(harvest_decode(copy, i, PLENTY, &e));
		assert_true(e.text[0] != '\0');
		free(copy);
	}
	for (i = 0; i < out.len; i++)
		for (flip = 1; flip < 256; flip++) {
			out.base[i] = (char)(out.base[i] ^ flip);
			back = harvest_decode((uint8_t *)out.base, out.len, PLENTY, &e);
			out.base[i] = (char)(out.base[i] ^ flip);
			if (back == NULL)
				continue;
			for (j = 1; j < harvest_count(back); j++)
				assert_true(oid_compare(harvest_at(back, j - 1)->name,
						harvest_at(back, j)->name) < 0);
			harvest_free(back);
		}
	*(char *)bytes_add(&out, 1) = 0;
	assert_null(harvest_decode((uint8_t *)out.base, out.len, PLENTY, &e));
	bytes_free(&out);
	harvest_free(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),
		cmocka_unit_test(any_order),
		cmocka_unit_test(last_wins),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(copies),
		cmocka_unit_test(not_kept),
		cmocka_unit_test(limit),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(compact),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
