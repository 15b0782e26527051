/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "slot_text.h"

static void
check_slots(const struct habit *h, const char *const *want)
{
	struct slot slot = { 0 };
	char text[SLOT_TEXT];
	size_t n = 0;

	for (; slot_next(h, &slot); n++) {
		assert_non_null(want[n]);
		slot_format(&slot, text);
		assert_string_equal(text, want[n]);
	}
	assert_null(want[n]);
	assert_false(slot_next(h, &slot));
}

static void
test_none(void **state)
{
	const struct habit h = { 0 };

	check_slots(&h, (const char *const[]){ NULL });
}

/* Runs of half-hours, the least share in them; the whole day; up to midnight and from it on. */
static void
test_daily(void **state)
{
	struct habit h = { .daily = UINT64_C(1) | UINT64_C(7) << 4 | UINT64_C(3) << 46 };

	memset(h.daily_share, 99, sizeof h.daily_share);
	h.daily_share[5] = 83;
	check_slots(
	    &h, (const char *const[]){ "daily 00:00-00:30, 99 % of days",
		    "daily 02:00-03:30, 83 % of days", "daily 23:00-24:00, 99 % of days", NULL });
	h.daily = (UINT64_C(1) << HALF_HOURS) - 1;
	check_slots(&h, (const char *const[]){ "daily 00:00-24:00, 83 % of days", NULL });
}

/* What every day has is not told again of a weekday. */
static void
test_weekly(void **state)
{
	struct habit h = { .daily = UINT64_C(3) << 4 };

	memset(h.daily_share, 90, sizeof h.daily_share);
	h.weekly[6] = UINT64_C(15) << 4;
	h.weekly[0] = UINT64_C(3) << 4 | UINT64_C(1) << 40;
	check_slots(&h, (const char *const[]){ "daily 02:00-03:00, 90 % of days",
			    "Monday 20:00-20:30", "Sunday 03:00-04:00", NULL });
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_daily),
		cmocka_unit_test(test_weekly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
