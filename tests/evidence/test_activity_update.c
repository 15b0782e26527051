/* SPDX-License-Identifier: BSD-2-Clause */
/* Brought up to date or made anew: the same, byte by byte; and its stored form. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "history.h"

static const uint32_t several = 1u << METRIC_CPU | 1u << METRIC_TRANSMIT | 1u << METRIC_WRITE |
				1u << METRIC_LOGINS | 1u << METRIC_UPTIME | 1u << METRIC_POWER;

/* Jobs, nightly runs, gaps, lost days and restarts, all by chance. */
static double
anything(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	uint64_t d = (uint64_t)day;
	double job = random_of(host->seed, d, 1, 0), start = random_of(host->seed, d, 2, 0) * 1440;
	double gap = random_of(host->seed, d, 3, m), boot = random_of(host->seed, d, 4, 0);
	bool absent = random_of(host->seed, d / 20, 5, 0) < 0.08;

	if (absent || gap < 0.03 || (gap < 0.1 && minute > start))
		return NAN;
	if (m == METRIC_UPTIME && boot < 0.05)
		return minute > start ? (minute - start) * 60 : background;
	if (m == METRIC_LOGINS)
		return job < 0.02 && minute > start && minute < start + 60 ? 1 : 0;
	if (job < 0.2 && minute > start && minute < start + 90)
		return background * 50;
	if (minute >= 120 && minute < 170 && m != METRIC_WRITE)
		return background * 30;
	return background;
}

static size_t
packed(const struct activity *a, uint8_t *buf)
{
	size_t n = activity_pack(a, buf, ACTIVITY_PACKED_MAX);

	assert_true(n > 0);
	return n;
}

/* As of a day, made anew. */
static size_t
anew(struct history *h, int32_t as_of, const struct capacity *capacity, uint8_t *buf)
{
	struct activity *a = activity_new();
	struct evidence ev = history_evidence(h, as_of);
	bool changed;
	size_t n;

	assert_true(activity_update(a, &ev, capacity, &changed));
	assert_true(changed);
	n = packed(a, buf);
	activity_free(a);
	return n;
}

static uint8_t one[ACTIVITY_PACKED_MAX], other[ACTIVITY_PACKED_MAX];

static void
same(const struct activity *a, struct history *h, int32_t as_of, const struct capacity *capacity)
{
	size_t n = packed(a, one);

	assert_int_equal(n, anew(h, as_of, capacity, other));
	assert_memory_equal(one, other, n);
}

/* Days arrive alone or several at once, are forgotten and come again, through the stored form. */
static void
follow(uint64_t seed)
{
	const struct capacity capacity = { .threads = 16 };
	const struct host host = {
		.seed = seed, .measured = several, .days = HISTORY_DAYS, .value = anything
	};
	struct history *h = history_new(&host);
	struct activity *a = activity_new();
	int32_t as_of = HISTORY_FIRST;
	bool changed;

	for (int i = 0; as_of < HISTORY_FIRST + HISTORY_DAYS + 40; i++) {
		double chance = random_of(seed, (uint64_t)i, 9, 0);
		struct evidence ev;

		as_of += chance < 0.9 ? 1 : (int32_t)(chance * 100) - 85;
		if (chance > 0.4 && chance < 0.5)
			activity_forget(a, as_of - (int32_t)((chance - 0.4) * 200));
		ev = history_evidence(h, as_of);
		assert_true(activity_update(a, &ev, &capacity, &changed));
		same(a, h, as_of, &capacity);
		assert_true(activity_unpack(a, one, packed(a, one)));
		same(a, h, as_of, &capacity);
	}
	activity_free(a);
	history_free(h);
}

static void
up_to_date_is_anew(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++)
		follow(seed);
}

static void
nothing_new_reads_nothing(void **state)
{
	const struct capacity capacity = { .threads = 16 }, larger = { .threads = 32 };
	const struct host host = { .seed = 3, .measured = several, .days = 200 };
	struct history *h = history_new(&host);
	struct activity *a = activity_new();
	struct evidence ev = history_evidence(h, HISTORY_FIRST + 200);
	bool changed;
	int loads;

	(void)state;
	assert_true(activity_update(a, &ev, &capacity, &changed));
	loads = history_loads(h);
	assert_true(activity_update(a, &ev, &capacity, &changed));
	assert_false(changed);
	assert_int_equal(history_loads(h), loads);
	assert_true(activity_update(a, &ev, &larger, &changed));
	assert_true(changed);
	same(a, h, HISTORY_FIRST + 200, &larger);
	/* Of an earlier day: nothing that comes later may be known. */
	ev = history_evidence(h, HISTORY_FIRST + 150);
	assert_true(activity_update(a, &ev, &larger, &changed));
	same(a, h, HISTORY_FIRST + 150, &larger);
	activity_free(a);
	history_free(h);
}

static bool
cannot_load(void *ctx, struct evidence *ev, enum metric m, bool half_hours)
{
	(void)ctx;
	(void)ev;
	(void)m;
	(void)half_hours;
	return false;
}

static void
unreadable_is_as_new(void **state)
{
	const struct capacity capacity = { 0 };
	struct evidence ev = { .as_of = 20500, .known = several, .load = cannot_load };
	struct activity *a = activity_new();
	bool changed;

	(void)state;
	assert_false(activity_update(a, &ev, &capacity, &changed));
	assert_true(ev.broken);
	assert_int_equal(activity_metrics(a), 0);
	assert_int_equal(activity_first(a), DAY_ABSENT);
	activity_free(a);
}

static void
damage_is_found(void **state)
{
	const struct capacity capacity = { .threads = 16 };
	const struct host host = { .seed = 5, .measured = several, .days = 300, .value = anything };
	struct history *h = history_new(&host);
	struct activity *a = activity_new();
	size_t n = anew(h, HISTORY_FIRST + 300, &capacity, one);

	(void)state;
	for (size_t bit = 0; bit < 8 * n; bit++) {
		one[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(activity_unpack(a, one, n));
		one[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t less = 0; less < n; less++)
		assert_false(activity_unpack(a, one, less));
	assert_int_equal(activity_metrics(a), 0);
	assert_true(activity_unpack(a, one, n));
	assert_int_equal(activity_pack(a, other, n - 1), 0);
	assert_int_equal(activity_pack(a, other, n), n);
	activity_free(a);
	history_free(h);
}

/* FNV-1a, as the stored form has it after its first byte. */
static void
sign(uint8_t *p, size_t n)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 5; i < n; i++)
		sum = (sum ^ p[i]) * 16777619u;
	for (int i = 0; i < 4; i++)
		p[1 + i] = (uint8_t)(sum >> 8 * i);
}

/* Whoever can sign makes wrong answers, but nothing worse (sanitizers watch). */
static void
signed_damage_is_survived(void **state)
{
	const struct capacity capacity = { .threads = 16 };
	const struct host host = { .seed = 6, .measured = several, .days = 200, .value = anything };
	struct history *h = history_new(&host);
	struct activity *a = activity_new();
	size_t n = anew(h, HISTORY_FIRST + 200, &capacity, one), events;
	int accepted = 0;

	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		struct evidence ev = history_evidence(h, HISTORY_FIRST + 203);
		bool changed;

		memcpy(other, one, n);
		other[5 + (size_t)(random_of(i, 0, 0, 0) * (double)(n - 5))] =
		    (uint8_t)(random_of(i, 1, 0, 0) * 256);
		sign(other, n);
		if (!activity_unpack(a, other, n))
			continue;
		accepted++;
		activity_seen(a, NULL, 0, METRIC_CPU, HISTORY_FIRST, HISTORY_FIRST + 200);
		activity_complete_on(a, METRIC_CPU, HISTORY_FIRST + 200, 100, 9500, 1440);
		activity_events(a, NULL, 0, &events);
		assert_true(events <= ACTIVITY_EVENTS);
		if (i % 16 == 0)
			assert_true(activity_update(a, &ev, &capacity, &changed));
	}
	assert_true(accepted > 0);
	activity_free(a);
	history_free(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(up_to_date_is_anew),
		cmocka_unit_test(nothing_new_reads_nothing),
		cmocka_unit_test(unreadable_is_as_new),
		cmocka_unit_test(damage_is_found),
		cmocka_unit_test(signed_damage_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
