/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "activity.h"
#include "level.h"
#include "outlook.h"
#include "past.h"
#include "replay_score.h"

enum { END_DAY = 20000, DAYS = 400, FIRST_DAY = END_DAY - DAYS };

/* A history of some metrics that is all in memory. */
struct history {
	struct evidence ev;
	struct measured_day days[METRICS][DAYS];
	struct half_hours half_hours[METRICS][DAYS];
};

static void
measure(struct history *h, enum metric m, double value)
{
	uint8_t level = level_of(value);

	for (int i = 0; i < DAYS; i++) {
		h->days[m][i] = (struct measured_day){ .day = FIRST_DAY + i,
			.minutes = 1440,
			.samples = 288,
			.covered = 1440,
			.mean = value,
			.min = value,
			.max = value };
		memset(&h->half_hours[m][i], level, sizeof h->half_hours[m][i]);
	}
	h->ev.known |= UINT32_C(1) << m;
	h->ev.metric[m] = (struct series){
		.days = h->days[m], .n = DAYS, .half_hours = h->half_hours[m], .loaded = true
	};
}

/* So many half-hours from the begin of the day. */
static void
work(struct history *h, enum metric m, int32_t day, int half_hours, double value)
{
	struct half_hours *at = &h->half_hours[m][day - FIRST_DAY];

	memset(at->held, level_of(value), (size_t)half_hours);
	memset(at->high, level_of(value), (size_t)half_hours);
}

static int
set_up(void **state)
{
	struct history *h = calloc(1, sizeof *h);

	*state = h;
	if (h == NULL)
		return -1;
	h->ev.as_of = END_DAY;
	measure(h, METRIC_CPU, 0.5);
	measure(h, METRIC_TRANSMIT, 300);
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static void
past_ends_before_the_day(void **state)
{
	struct history *h = *state;
	struct past past;

	assert_true(past_init(&past, &h->ev));
	assert_int_equal(past.begin, FIRST_DAY);
	for (int32_t day = FIRST_DAY - 1; day <= END_DAY; day++) {
		struct evidence ev = past_on(&past, day);
		const struct series *s = evidence_half_hours(&ev, METRIC_CPU);
		size_t n = day > FIRST_DAY ? (size_t)(day - FIRST_DAY) : 0;

		assert_int_equal(ev.as_of, day);
		assert_int_equal(s->n, n);
		assert_int_equal(ev.known >> METRIC_CPU & 1, n > 0);
		assert_int_equal(evidence_days(&ev, METRIC_WRITE)->n, 0);
		if (n == 0)
			continue;
		assert_ptr_equal(s->days, h->days[METRIC_CPU]);
		assert_int_equal(s->days[n - 1].day, day - 1);
		assert_ptr_equal(s->half_hours, h->half_hours[METRIC_CPU]);
	}
}

/* The store keeps ACTIVITY_DAYS before its own day; the past keeps as many before an earlier one.
 */
static void
past_begins_where_the_store_would(void **state)
{
	struct history *h = *state;
	struct measured_day *days = h->days[METRIC_CPU];
	const struct series *s;
	struct evidence ev;
	struct past past;

	for (int i = 0; i < DAYS / 2; i++)
		days[i].day -= ACTIVITY_DAYS;
	assert_true(past_init(&past, &h->ev));
	ev = past_on(&past, END_DAY);
	s = evidence_days(&ev, METRIC_CPU);
	assert_int_equal(s->n, DAYS / 2);
	assert_int_equal(s->days[0].day, FIRST_DAY + DAYS / 2);
	ev = past_on(&past, END_DAY - DAYS / 2 - 10);
	s = evidence_days(&ev, METRIC_CPU);
	assert_int_equal(s->n, DAYS / 2 - (DAYS / 2 - 10));
	assert_int_equal(s->days[0].day, END_DAY - DAYS / 2 - 10 - ACTIVITY_DAYS);
}

/* A metric that is measured only later was not known before. */
static void
past_knows_no_later_metric(void **state)
{
	struct history *h = *state;
	struct series *s = &h->ev.metric[METRIC_TRANSMIT];
	struct evidence ev;
	struct past past;

	s->days += 100;
	s->half_hours += 100;
	s->n -= 100;
	assert_true(past_init(&past, &h->ev));
	ev = past_on(&past, FIRST_DAY + 100);
	assert_int_equal(ev.known, 1 << METRIC_CPU);
	ev = past_on(&past, FIRST_DAY + 101);
	assert_int_equal(ev.known, 1 << METRIC_CPU | 1 << METRIC_TRANSMIT);
	assert_int_equal(evidence_days(&ev, METRIC_TRANSMIT)->n, 1);
}

static bool
cannot(void *ctx, struct evidence *ev, enum metric m, bool half_hours)
{
	(void)ctx;
	(void)ev;
	(void)half_hours;
	return m != METRIC_WRITE;
}

static void
past_tells_what_cannot_be_read(void **state)
{
	struct history *h = *state;
	struct outlook *o = outlook_new();
	struct past past;

	h->ev.known |= UINT32_C(1) << METRIC_WRITE;
	h->ev.load = cannot;
	assert_false(past_init(&past, &h->ev));
	assert_false(outlook_read(o, &h->ev));
	outlook_free(o);
}

static struct later
after(struct history *h, int32_t day)
{
	struct outlook *o = outlook_new();
	struct later later;

	assert_non_null(o);
	assert_true(outlook_read(o, &h->ev));
	later = outlook_from(o, day);
	outlook_free(o);
	return later;
}

static void
work_after_silence_wakes(void **state)
{
	struct history *h = *state;
	struct later later;

	work(h, METRIC_CPU, END_DAY - 50, 5, 40);
	later = after(h, END_DAY - 100);
	assert_int_equal(later.active_on, DAY_ABSENT); /* two hours and a half are not three */
	assert_int_equal(later.active, 0);
	work(h, METRIC_CPU, END_DAY - 20, 3, 21);
	later = after(h, END_DAY - 100);
	assert_int_equal(later.active_on, END_DAY - 50);
	assert_int_equal(later.woke_on, END_DAY - 50);
	assert_int_equal(later.active, 8);
	assert_int_equal(later.woke, 8);
	assert_int_equal(after(h, END_DAY - 50).woke_on, END_DAY - 50);
	assert_int_equal(after(h, END_DAY - 49).active_on, DAY_ABSENT);
	assert_int_equal(after(h, END_DAY).active_on, DAY_ABSENT);
}

static void
what_was_always_there_wakes_nobody(void **state)
{
	struct history *h = *state;
	struct later later;

	for (int32_t day = FIRST_DAY; day < END_DAY; day++)
		work(h, METRIC_TRANSMIT, day, 1, 5e6);
	later = after(h, END_DAY - 100);
	assert_int_equal(later.active_on, END_DAY - 100);
	assert_int_equal(later.active, 100);
	assert_int_equal(later.woke_on, DAY_ABSENT);
	work(h, METRIC_TRANSMIT, END_DAY - 30, 6, 10e6); /* not three times as much */
	assert_int_equal(after(h, END_DAY - 100).woke_on, DAY_ABSENT);
	work(h, METRIC_TRANSMIT, END_DAY - 20, 6, 20e6);
	later = after(h, END_DAY - 100);
	assert_int_equal(later.woke_on, END_DAY - 20);
	assert_int_equal(later.woke, 6);
	/* Seen once, it is what was seen before. */
	assert_int_equal(after(h, END_DAY - 19).woke_on, DAY_ABSENT);
	work(h, METRIC_CPU, END_DAY - 10, 6, 20); /* another metric wakes by its own past */
	assert_int_equal(after(h, END_DAY - 19).woke_on, END_DAY - 10);
}

static void
reading_is_no_work(void **state)
{
	struct history *h = *state;

	measure(h, METRIC_READ, 50e6);
	measure(h, METRIC_DISK, 50e6);
	measure(h, METRIC_MEMORY, 90);
	assert_int_equal(after(h, END_DAY - 100).active_on, DAY_ABSENT);
	measure(h, METRIC_WRITE, 2e6);
	assert_int_equal(after(h, END_DAY - 100).active_on, END_DAY - 100);
	assert_int_equal(after(h, END_DAY - 100).woke_on, DAY_ABSENT);
}

/* Asked in any order, the answer is the same. */
static void
order_of_days_does_not_matter(void **state)
{
	struct history *h = *state;
	struct outlook *o = outlook_new();

	for (int i = 0; i < 8; i++)
		work(h, METRIC_CPU, END_DAY - 300 + 30 * i, 7, 20 + 10 * i * i);
	assert_true(outlook_read(o, &h->ev));
	for (int32_t i = 0; i <= DAYS; i++) {
		int32_t day = FIRST_DAY + i * 37 % (DAYS + 1);
		struct later a = after(h, day), b = outlook_from(o, day);

		assert_int_equal(a.active_on, b.active_on);
		assert_int_equal(a.woke_on, b.woke_on);
		assert_int_equal(a.active, b.active);
		assert_int_equal(a.woke, b.woke);
	}
	assert_int_equal(outlook_from(o, FIRST_DAY).active, 8 * 7);
	outlook_free(o);
}

static void
days_end_with_the_last(void **state)
{
	struct replay_question q = { .from = 100, .to = 121, .every = 7 };
	struct replay_base days[8];

	(void)state;
	assert_int_equal(replay_days(&q, days), 4);
	assert_int_equal(days[1].day, 107);
	assert_int_equal(days[3].day, 121);
	q.to = 122;
	assert_int_equal(replay_days(&q, days), 5);
	assert_int_equal(days[3].day, 121);
	assert_int_equal(days[4].day, 122);
	q.to = q.from;
	assert_int_equal(replay_days(&q, NULL), 1);
}

enum { ASSETS = 6 };

/* Six assets asked three times: five have a history. */
static void
replayed(
    struct replay *r, struct replay_base *days, struct replay_found *found, struct asset *assets)
{
	static const struct replay_found results[ASSETS] = {
		{ .first = 107,
		    .said = { 1, 0, 2 },
		    .last = REPLAY_RETIRE,
		    .later = { 150, 150, 20, 20 } },
		{ .first = 107,
		    .said = { 1, 0, 2 },
		    .last = REPLAY_RETIRE,
		    .later = { 150, 150, 20, 10 } },
		{ .first = 114,
		    .said = { 2, 0, 1 },
		    .last = REPLAY_RETIRE,
		    .later = { 115, DAY_ABSENT, 6, 0 } },
		{ .first = 114,
		    .said = { 2, 0, 1 },
		    .last = REPLAY_RETIRE,
		    .later = { DAY_ABSENT, DAY_ABSENT, 0, 0 } },
		{ .first = DAY_ABSENT, .said = { 1, 2, 0 }, .last = REPLAY_KEEP },
		{ .first = DAY_ABSENT, .last = REPLAY_WORDS },
	};
	static bool week[ASSETS] = { false, true, false, false, true, true };
	static const struct replay_base bases[] = { { 100, 0, 0, 0 }, { 107, 5, 4, 3 },
		{ 114, 5, 3, 1 } };

	memcpy(days, bases, sizeof bases);
	memcpy(found, results, sizeof results);
	*r = (struct replay){ days, 3, found, week, ASSETS, 1 };
	for (int i = 0; i < ASSETS; i++) {
		assets[i] = (struct asset){ .index = (uint32_t)i + 1, .site_index = 1 };
		assets[i].annual_cost.v = MONEY_ABSENT;
	}
}

static void
score_counts(void **state)
{
	static const uint8_t labels[ASSETS] = { LABEL_KEEP, LABEL_RETIRE, LABEL_NONE, LABEL_RETIRE,
		LABEL_KEEP, LABEL_RETIRE };
	struct replay_base days[3];
	struct replay_found found[ASSETS];
	struct asset assets[ASSETS];
	struct rows rows = { (const char *)assets, ASSETS, sizeof *assets, "", NULL, 0 };
	struct replay_score s;
	struct replay r;

	(void)state;
	replayed(&r, days, found, assets);
	assert_true(replay_score(&r, &rows, 0, labels, 200, &s));
	assert_int_equal(s.assets, 5);
	assert_int_equal(s.said[REPLAY_RETIRE], 6);
	assert_int_equal(s.said[REPLAY_UNKNOWN], 7);
	assert_int_equal(s.said[REPLAY_KEEP], 2);
	assert_int_equal(s.retired, 4);
	assert_int_equal(s.active, 3);
	assert_int_equal(s.woke, 2);
	assert_int_equal(s.groups, 1);
	assert_int_equal(s.lost, 30);
	assert_int_equal(s.week, 1);
	assert_int_equal(s.week_assets, 2);
	assert_int_equal((int)(1000 * s.base_active + 0.5), 2 * 800 + 2 * 600);
	assert_int_equal((int)(1000 * s.base_woke + 0.5), 2 * 600 + 2 * 200);
	assert_int_equal(s.false_askings.n, 2);
	assert_int_equal(s.false_askings.of, 6);
	assert_int_equal(s.false_assets.n, 1);
	assert_int_equal(s.false_assets.of, 2);
	assert_int_equal(s.recall.n, 2);
	assert_int_equal(s.recall.of, 3); /* without a history it cannot be found, and is not */
	assert_int_equal(s.refused.n, 1);
	assert_int_equal(s.found.n, 2);
	assert_int_equal(s.days_to_find, 0); /* of 0 and 7 the lower, from the first day asked */
	assets[1].site_index = 2;
	assert_true(replay_score(&r, &rows, 0, NULL, 200, &s));
	assert_int_equal(s.groups, 2);
	assert_int_equal(s.recall.of, 0);
	assert_int_equal(s.days_to_find, -1);
}

static void
saving_ends_with_waking(void **state)
{
	struct replay_base days[3];
	struct replay_found found[ASSETS];
	struct asset assets[ASSETS];
	struct replay r;

	(void)state;
	replayed(&r, days, found, assets);
	for (int i = 0; i < ASSETS; i++)
		assets[i].annual_cost.v = 36500;
	assert_int_equal(replay_saved(&found[0], &assets[0], 200), 4300);
	assert_int_equal(replay_saved(&found[2], &assets[2], 200), 8600);
	assert_int_equal(replay_saved(&found[4], &assets[4], 200), MONEY_ABSENT);
	assets[0].annual_cost.v = INT64_MAX;
	assert_in_range(
	    replay_saved(&found[0], &assets[0], 200), INT64_MAX / 365 * 42, INT64_MAX / 365 * 44);
	assets[0].annual_cost.v = MONEY_ABSENT;
	assert_int_equal(replay_saved(&found[0], &assets[0], 200), MONEY_ABSENT);
}

static void
none_of_few_says_nothing(void **state)
{
	(void)state;
	assert_int_equal((int)replay_bound(0), 100);
	assert_int_equal((int)replay_bound(2), 100);
	assert_int_equal((int)replay_bound(300), 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(past_ends_before_the_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    past_begins_where_the_store_would, set_up, tear_down),
		cmocka_unit_test_setup_teardown(past_knows_no_later_metric, set_up, tear_down),
		cmocka_unit_test_setup_teardown(past_tells_what_cannot_be_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(work_after_silence_wakes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_was_always_there_wakes_nobody, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reading_is_no_work, set_up, tear_down),
		cmocka_unit_test_setup_teardown(order_of_days_does_not_matter, set_up, tear_down),
		cmocka_unit_test(days_end_with_the_last),
		cmocka_unit_test(score_counts),
		cmocka_unit_test(saving_ends_with_waking),
		cmocka_unit_test(none_of_few_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
