/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "block.h"
#include "level.h"

enum { NUMBER = 320, FIRST = NUMBER * BLOCK_DAYS, STORED = 1 };

static double
uniform(void)
{
	return (rand() + 0.5) / ((double)RAND_MAX + 1);
}

static double
noise(double median, double sigma)
{
	return median * exp(sigma * sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()));
}

/* A day of noise with a job at night, and now and then a gap. */
static struct day_summary
noisy_day(int32_t day)
{
	struct day_frame f = day_frame_utc(day);
	struct day_summary d;
	int job = rand() % 280;

	if (rand() % 8 == 0) {
		f.start -= 3600;
		f.offset = 60;
	}
	if (rand() % 16 == 0) {
		f.minutes = rand() % 2 != 0 ? 1380 : 1500;
		f.change = 120;
		f.by = (int16_t)(DAY_MINUTES - f.minutes);
	}
	day_clear(&d, &f);
	for (int m = 0; m < f.minutes; m += 5)
		if (rand() % 40 != 0)
			day_add(&d, m, m + (rand() % 30 == 0 ? 3 : 5),
			    m / 5 >= job && m / 5 < job + 8 ? 60 : noise(0.4, 0.5));
	return d;
}

static void
assert_same_day(const struct measured_day *a, const struct measured_day *b)
{
	assert_int_equal(a->day, b->day);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->minutes, b->minutes);
	assert_int_equal(a->samples, b->samples);
	assert_int_equal(a->covered, b->covered);
	assert_int_equal(a->gap, b->gap);
	assert_int_equal(a->lead, b->lead);
	assert_int_equal(a->trail, b->trail);
	assert_memory_equal(a->over, b->over, sizeof a->over);
	assert_true(fabs(a->mean - b->mean) <= fabs(a->mean) * 0.0002);
	assert_true(b->min <= a->min && b->min >= a->min - fabs(a->min) * 0.001);
	assert_true(b->max >= a->max && b->max <= a->max + fabs(a->max) * 0.001);
}

/* Coarser levels are upper bounds, and no sample and zero stay what they are. */
static void
assert_bounds(uint8_t measured, uint8_t kept, int step)
{
	if (measured <= LEVEL_ZERO)
		assert_int_equal(kept, measured);
	else
		assert_true(kept >= measured && kept <= measured + step - 1);
}

static void
fill(struct block *b, int days)
{
	block_clear(b, NUMBER, STORED);
	for (int i = 0; i < days; i++) {
		struct day_summary d = noisy_day(FIRST + i);

		if (rand() % 10 != 0)
			assert_true(block_put(b, &d, METRIC_CPU, 1 + (uint32_t)(i / 20)));
	}
}

static void
what_is_encoded_comes_back(void **state)
{
	static const int held[] = { 1, 1, 2, 2, 4, 8 }, high[] = { 1, 2, 3, 5, 7, 15 };
	static struct block in, out;
	struct block_codec *c = block_codec_new();

	srand(1);
	for (int round = 0; round < 60; round++) {
		const uint8_t *bytes;
		const char *why = NULL;
		size_t n;

		fill(&in, round < 4 ? round : 64);
		in.coarse = (uint8_t)(round % 6);
		assert_non_null(bytes = block_encode(c, &in, &n));
		block_clear(&out, NUMBER, STORED);
		assert_true(block_decode(c, bytes, n, &out, &why));
		assert_int_equal(out.n, in.n);
		for (size_t i = 0; i < in.n; i++) {
			assert_same_day(&in.day[i].summary, &out.day[i].summary);
			assert_memory_equal(
			    &in.day[i].frame, &out.day[i].frame, sizeof in.day[i].frame);
			assert_int_equal(in.day[i].source, out.day[i].source);
			assert_int_equal(in.day[i].runs, out.day[i].runs);
			for (int h = 0; h < HALF_HOURS; h++) {
				const struct half_hours *a = &in.day[i].half_hours;
				const struct half_hours *b = &out.day[i].half_hours;

				assert_bounds(a->held[h], b->held[h], held[round % 6]);
				assert_bounds(a->high[h], b->high[h], high[round % 6]);
			}
		}
	}
	block_free(&in);
	block_free(&out);
	block_codec_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_encoded_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
