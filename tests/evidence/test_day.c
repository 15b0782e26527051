/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "day.h"
#include "level.h"

static const struct day_frame utc = {
	.start = 20000 * INT64_C(86400), .day = 20000, .minutes = 1440
};

static void
a_gap_is_not_zero(void **state)
{
	struct day_summary d;
	struct measured_day m;

	day_clear(&d, &utc);
	m = day_measure(&d, METRIC_CPU, NULL);
	assert_int_equal(m.covered, 0);
	assert_int_equal(m.gap, 1440);
	assert_true(day_add(&d, 0, 360, 4.0));
	assert_true(day_add(&d, 720, 1080, 8.0));
	m = day_measure(&d, METRIC_CPU, NULL);
	assert_int_equal(m.day, 20000);
	assert_int_equal(m.samples, 2);
	assert_int_equal(m.covered, 720);
	assert_int_equal(m.gap, 360);
	assert_true(m.mean == 6.0 && m.min == 4.0 && m.max == 8.0);
}

static void
the_same_samples_again_change_nothing(void **state)
{
	struct day_summary d, before;

	day_clear(&d, &utc);
	for (int m = 0; m < 1440; m += 10)
		assert_true(day_add(&d, m, m + 10, m));
	before = d;
	for (int m = 0; m < 1440; m += 10)
		assert_false(day_add(&d, m, m + 10, m));
	assert_int_equal(before.samples, d.samples);
	assert_true(before.sum == d.sum);
}

/* Two files that share part of a day give what one file with all of it gives. */
static void
overlapping_files_add_only_what_is_new(void **state)
{
	struct day_summary whole, parts;
	struct measured_day a, b;

	day_clear(&whole, &utc);
	day_clear(&parts, &utc);
	for (int m = 0; m < 1440; m += 5)
		day_add(&whole, m, m + 5, m % 37);
	for (int m = 0; m < 900; m += 5)
		day_add(&parts, m, m + 5, m % 37);
	for (int m = 600; m < 1440; m += 5)
		day_add(&parts, m, m + 5, m % 37);
	a = day_measure(&whole, METRIC_CPU, NULL);
	b = day_measure(&parts, METRIC_CPU, NULL);
	assert_int_equal(a.samples, b.samples);
	assert_int_equal(a.covered, b.covered);
	assert_int_equal(a.gap, b.gap);
	assert_true(a.mean == b.mean && a.min == b.min && a.max == b.max);
}

static void
samples_within_a_minute_are_its_mean(void **state)
{
	struct day_summary d;
	struct measured_day m;

	day_clear(&d, &utc);
	for (int i = 0; i < 6; i++)
		assert_true(day_add(&d, 100, 101, i));
	assert_true(day_add(&d, 101, 102, 2.5));
	assert_false(day_add(&d, 100, 101, 50)); /* another file: that minute is closed */
	m = day_measure(&d, METRIC_CPU, NULL);
	assert_int_equal(m.covered, 2);
	assert_true(m.mean == 2.5 && m.max == 5 && m.min == 0);
}

static void
runs_round_trip(void **state)
{
	uint8_t buf[DAY_RUNS_MAX];
	struct day_summary d, back;

	srand(7);
	for (int n = 0; n < 200; n++) {
		int used;

		day_clear(&d, &utc);
		day_clear(&back, &utc);
		for (int i = 0; i < n; i++) {
			int from = rand() % 1440;

			day_add(&d, from, from + 1 + rand() % (1440 - from), 1);
		}
		used = day_runs(&d, buf);
		assert_true(day_set_runs(&back, buf, used));
		assert_memory_equal(d.minutes, back.minutes, sizeof d.minutes);
	}
	assert_false(day_set_runs(&back, buf, 3));
	assert_false(day_set_runs(&back, (const uint8_t *)"\xff\xff\x01\x00", 4));
	assert_false(day_set_runs(&back, (const uint8_t *)"\x9f\x05\x02\x00", 4));
}

/* A sample of one of several intervals, in an order that rand() shuffles. */
struct sample {
	int from, to;
	double value;
};

/* Samples of 1, 5, 10 and 60 minutes that together cover the day but for some gaps. */
static int
make_samples(struct sample *out, int minutes)
{
	static const int intervals[] = { 1, 5, 10, 60, 3 };
	int n = 0;

	for (int m = 0; m < minutes;) {
		int stretch = 60 + rand() % 300, interval = intervals[rand() % 5];

		if (rand() % 4 == 0)
			m += rand() % 60;
		for (int end = m + stretch; m < end && m < minutes; m += interval)
			out[n++] = (struct sample){ m,
				m + interval < minutes ? m + interval : minutes, rand() / 1e4 };
	}
	return n;
}

static void
shuffle(struct sample *s, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int j = rand() % (i + 1);
		struct sample t = s[i];

		s[i] = s[j];
		s[j] = t;
	}
}

static bool
near(double a, double b)
{
	return a - b <= 1e-9 * (a + b) && b - a <= 1e-9 * (a + b);
}

static void
assert_same(const struct day_summary *a, const struct day_summary *b)
{
	struct half_hours ha, hb;
	struct measured_day ma = day_measure(a, METRIC_CPU, &ha),
			    mb = day_measure(b, METRIC_CPU, &hb);

	assert_memory_equal(a->minutes, b->minutes, sizeof a->minutes);
	assert_memory_equal(a->bucket, b->bucket, sizeof a->bucket);
	assert_memory_equal(&ha, &hb, sizeof ha);
	assert_memory_equal(ma.over, mb.over, sizeof ma.over);
	assert_int_equal(ma.samples, mb.samples);
	assert_int_equal(ma.covered, mb.covered);
	assert_int_equal(ma.gap, mb.gap);
	assert_int_equal(ma.lead, mb.lead);
	assert_int_equal(ma.trail, mb.trail);
	assert_true(ma.min == mb.min && ma.max == mb.max && near(ma.mean, mb.mean));
}

/* As the store has it: what is written is read again before the next sample. */
static void
pack_and_unpack(struct day_summary *d)
{
	uint8_t buf[DAY_PACKED_MAX];
	size_t n = day_pack(d, buf);

	assert_true(n <= sizeof buf);
	assert_true(day_unpack(d, buf, n));
}

static void
any_order_gives_the_same_day(void **state)
{
	static const int lengths[] = { 1440, 1380, 1500, 1410, 1470 };
	static struct sample s[DAY_LONGEST];

	srand(5);
	for (int round = 0; round < 60; round++) {
		struct day_frame f = utc;
		struct day_summary sorted, shuffled;
		int n;

		f.minutes = (uint16_t)lengths[round % 5];
		n = make_samples(s, f.minutes);
		day_clear(&sorted, &f);
		day_clear(&shuffled, &f);
		for (int i = 0; i < n; i++)
			assert_true(day_add(&sorted, s[i].from, s[i].to, s[i].value));
		shuffle(s, n);
		for (int i = 0; i < n; i++) {
			assert_true(day_add(&shuffled, s[i].from, s[i].to, s[i].value));
			if (rand() % 20 == 0)
				pack_and_unpack(&shuffled);
		}
		assert_same(&sorted, &shuffled);
		pack_and_unpack(&shuffled);
		for (int i = 0; i < n; i++) /* late, and known already */
			assert_false(day_add(&shuffled, s[i].from, s[i].to, s[i].value + 1));
		assert_same(&sorted, &shuffled);
	}
}

static void
packing_keeps_all(void **state)
{
	struct day_frame f = { .start = 1774738800,
		.day = 20541,
		.offset = 60,
		.minutes = 1380,
		.change = 120,
		.by = 60 };
	struct day_summary d;
	struct day_frame *b = &d.frame;

	day_clear(&d, &f);
	pack_and_unpack(&d);
	assert_int_equal(day_measure(&d, METRIC_CPU, NULL).covered, 0);
	day_add(&d, 3, 4, 17.25);
	day_add(&d, 1370, 1380, 0.125);
	pack_and_unpack(&d);
	assert_true(b->start == f.start && b->day == f.day && b->offset == f.offset);
	assert_true(b->minutes == f.minutes && b->change == f.change && b->by == f.by);
	assert_true(d.samples == 2 && d.sum == 18.5 && d.min == 0.125 && d.max == 17.25);
	assert_false(day_add(&d, 3, 4, 99)); /* closed */
	f.offset = -300;
	f.by = -60;
	day_clear(&d, &f);
	pack_and_unpack(&d);
	assert_true(b->offset == -300 && b->by == -60);
}

/* Whatever bytes are found where a day should be: refused, or a day that can be used. */
static void
damaged_bytes_are_no_day(void **state)
{
	uint8_t good[DAY_PACKED_MAX], bad[DAY_PACKED_MAX];
	struct day_summary d;
	size_t n;

	srand(6);
	day_clear(&d, &utc);
	for (int m = 0; m < 1440; m += 7)
		day_add(&d, m, m + 6 < 1440 ? m + 6 : 1440, m);
	n = day_pack(&d, good);
	for (size_t cut = 0; cut < n; cut++)
		assert_false(day_unpack(&d, good, cut));
	assert_int_equal(d.frame.minutes, 0);
	for (int i = 0; i < 20000; i++) {
		memcpy(bad, good, n);
		for (int k = rand() % 4; k >= 0; k--)
			bad[(size_t)rand() % n] = (uint8_t)rand();
		if (day_unpack(&d, bad, n)) {
			struct half_hours h;

			day_measure(&d, METRIC_CPU, &h);
			if (d.frame.minutes > 0)
				day_add(&d, 0, d.frame.minutes, 1);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gap_is_not_zero),
		cmocka_unit_test(the_same_samples_again_change_nothing),
		cmocka_unit_test(overlapping_files_add_only_what_is_new),
		cmocka_unit_test(samples_within_a_minute_are_its_mean),
		cmocka_unit_test(runs_round_trip),
		cmocka_unit_test(any_order_gives_the_same_day),
		cmocka_unit_test(packing_keeps_all),
		cmocka_unit_test(damaged_bytes_are_no_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
