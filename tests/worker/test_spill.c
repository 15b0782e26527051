/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "spill.h"

enum { MOST = 5000 };

struct thing {
	uint64_t key;
	int came;
};

static void
things_come_back_by_key(void **state)
{
	static const uint64_t masks[] = { 0, 7, 0xffff, UINT64_MAX, UINT64_C(0xff) << 56 };
	struct spill *s = spill_new(MOST, sizeof(struct thing));

	assert_non_null(s);
	srand(8);
	for (size_t round = 0; round < sizeof masks / sizeof *masks; round++) {
		int wanted = round == 1 ? 1 : round == 2 ? 17 : MOST, came = 0;
		const struct thing *before = NULL;
		size_t n;

		for (; came < wanted; came++) {
			uint64_t key =
			    (uint64_t)rand() << 40 ^ (uint64_t)rand() << 20 ^ (uint64_t)rand();
			struct thing t = { key & masks[round], came };

			assert_false(spill_full(s));
			spill_add(s, t.key, &t);
		}
		assert_int_equal(spill_full(s), wanted == MOST);
		spill_sort(s, &n);
		assert_int_equal(n, wanted);
		assert_false(spill_full(s));
		for (size_t i = 0; i < n; i++) {
			const struct thing *t = spill_at(s, i);

			assert_true(before == NULL || before->key < t->key ||
				    (before->key == t->key && before->came < t->came));
			before = t;
		}
	}
	spill_free(s);
}

static void
nothing_comes_back_twice(void **state)
{
	struct spill *s = spill_new(4, sizeof(int));
	int one = 1, two = 2;
	size_t n;

	assert_non_null(s);
	spill_sort(s, &n);
	assert_int_equal(n, 0);
	spill_add(s, 9, &one);
	spill_sort(s, &n);
	assert_int_equal(n, 1);
	spill_sort(s, &n);
	assert_int_equal(n, 0);
	spill_add(s, 9, &two);
	spill_sort(s, &n);
	assert_int_equal(n, 1);
	assert_int_equal(*(const int *)spill_at(s, 0), 2);
	spill_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(things_come_back_by_key),
		cmocka_unit_test(nothing_comes_back_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
