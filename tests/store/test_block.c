/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zstd.h>

#include "block_private.h"
#include "habit.h"
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
assert_same_frame(const struct day_frame *a, const struct day_frame *b)
{
	assert_true(a->start == b->start && a->day == b->day && a->offset == b->offset);
	assert_true(a->minutes == b->minutes && a->change == b->change && a->by == b->by);
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
	assert_true(fabs(a->mean - b->mean) <= fabs(a->mean) * 0.001);
	assert_true(b->min <= a->min && b->min >= a->min - fabs(a->min) * 0.008);
	assert_true(b->max >= a->max && b->max <= a->max + fabs(a->max) * 0.008);
}

/* Coarser levels are upper bounds; no sample, zero, and what stands out stay what they are. */
static void
assert_levels(const struct half_hours *was, const struct half_hours *is, int coarse)
{
	static const int steps[] = { 1, 1, 2 };

	for (int h = 0; h < HALF_HOURS; h++) {
		uint8_t held = was->held[h], high = was->high[h];

		if (held <= LEVEL_ZERO || coarse < 2)
			assert_int_equal(is->held[h], held);
		assert_true(is->held[h] >= held && is->held[h] < held + steps[coarse]);
		if (high <= LEVEL_ZERO || coarse == 0 ||
		    (high >= level_of(10) && held < level_of(1)))
			assert_int_equal(is->high[h], high);
		assert_true(is->high[h] >= high && is->high[h] <= high + 24);
	}
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
	static struct block in, out;
	struct block_codec *c = block_codec_new();

	srand(1);
	for (int round = 0; round < 60; round++) {
		const uint8_t *bytes;
		const char *why = NULL;
		size_t n;

		fill(&in, round < 4 ? round : 64);
		while (in.coarse < round % (BLOCK_COARSEST + 1))
			block_coarsen(&in);
		assert_non_null(bytes = block_encode(c, &in, NULL, &n));
		block_clear(&out, NUMBER, STORED);
		assert_true(block_decode(c, bytes, n, NULL, &out, &why));
		assert_int_equal(out.n, in.n);
		for (size_t i = 0; i < in.n; i++) {
			assert_same_day(&in.day[i].summary, &out.day[i].summary);
			assert_same_frame(&in.day[i].frame, &out.day[i].frame);
			assert_int_equal(in.day[i].source, out.day[i].source);
			assert_int_equal(in.day[i].runs, out.day[i].runs);
			assert_levels(&in.day[i].half_hours, &out.day[i].half_hours, in.coarse);
		}
	}
	block_free(&in);
	block_free(&out);
	block_codec_free(c);
}

/* What bytes say as a block, in words that can be compared; NULL if they are refused. */
static struct block *
read_as(struct block_codec *c, const uint8_t *bytes, size_t n, struct block *b)
{
	const char *why = NULL;

	memset(b->day, 0, sizeof b->day);
	block_clear(b, NUMBER, STORED);
	if (block_decode(c, bytes, n, NULL, b, &why))
		return b;
	assert_non_null(why);
	return NULL;
}

/* Of every byte every bit: refused, or read as if nothing were. */
static void
damage_is_noticed(void **state)
{
	static struct block in, good, bad;
	static struct measured_day days[BLOCK_DAYS];
	static struct half_hours half_hours[BLOCK_DAYS];
	const struct block_reading to = { days, half_hours, NULL };
	struct block_codec *c = block_codec_new();
	const uint8_t *encoded;
	const char *why;
	uint8_t *bytes;
	size_t n;

	(void)state;
	srand(3);
	fill(&in, 64);
	assert_non_null(encoded = block_encode(c, &in, NULL, &n));
	assert_non_null(bytes = malloc(n)); /* reading past its end would be seen */
	memcpy(bytes, encoded, n);
	assert_non_null(read_as(c, bytes, n, &good));
	for (size_t i = 0; i < n * 8; i++) {
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		if (read_as(c, bytes, n, &bad) != NULL) {
			assert_int_equal(bad.n, good.n);
			for (size_t d = 0; d < good.n; d++)
				assert_memory_equal(&bad.day[d].half_hours, &good.day[d].half_hours,
				    sizeof good.day[d].half_hours);
		} else
			assert_int_equal(block_read(c, bytes, n, NUMBER, STORED, &to, &why), -1);
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t cut = 0; cut < n; cut++)
		assert_null(read_as(c, bytes, cut, &bad));
	assert_int_equal(block_read(c, bytes, n, NUMBER + 1, STORED, &to, &why), -1);
	assert_int_equal(block_read(c, bytes, n, NUMBER, STORED + 1, &to, &why), -1);
	assert_int_equal(block_read(c, bytes, n, NUMBER, STORED, &to, &why), in.n);
	free(bytes);
	block_free(&in);
	block_free(&good);
	block_free(&bad);
	block_codec_free(c);
}

/* Encoded again and again, as its days become more, a block gets no coarser than once. */
static void
encoding_again_loses_no_more(void **state)
{
	static struct block in, out;
	struct block_codec *c = block_codec_new();

	(void)state;
	srand(4);
	fill(&in, 64);
	for (int coarse = 0; coarse <= BLOCK_COARSEST; coarse++) {
		for (int turn = 0; turn < 6; turn++) {
			const uint8_t *bytes;
			size_t n;

			assert_non_null(bytes = block_encode(c, turn == 0 ? &in : &out, NULL, &n));
			assert_non_null(read_as(c, bytes, n, &out));
			for (size_t d = 0; d < out.n; d++)
				assert_levels(
				    &in.day[d].half_hours, &out.day[d].half_hours, coarse);
		}
		if (coarse < BLOCK_COARSEST)
			block_coarsen(&in);
	}
	block_free(&in);
	block_free(&out);
	block_codec_free(c);
}

/* Housekeeping peaks in every third half-hour, an hour of steady work at noon. */
static double
peaks_and_work(int minute)
{
	if (minute >= 720 && minute < 780)
		return minute < 765 ? 1 : 1.3;
	return minute % 90 == 0 ? 0.5 : 0.05;
}

/* How far noise swings says nothing of work: what is above the noise stays exact, in high too. */
static void
peaks_raise_no_work(void **state)
{
	static struct block in, out;
	struct block_codec *c = block_codec_new();
	const uint8_t *bytes;
	size_t n;

	(void)state;
	block_clear(&in, NUMBER, STORED);
	for (int i = 0; i < BLOCK_DAYS; i++) {
		struct day_frame f = day_frame_utc(FIRST + i);
		struct day_summary d;

		day_clear(&d, &f);
		for (int m = 0; m < f.minutes; m += 5)
			day_add(&d, m, m + 5, peaks_and_work(m));
		assert_true(block_put(&in, &d, METRIC_CPU, 1));
	}
	while (in.coarse < BLOCK_COARSEST)
		block_coarsen(&in);
	assert_non_null(bytes = block_encode(c, &in, NULL, &n));
	assert_non_null(read_as(c, bytes, n, &out));
	for (int h = 0; h < HALF_HOURS; h++) {
		bool work = h == 24 || h == 25;

		assert_int_equal(out.day[9].half_hours.high[h] >= level_of(0.7), work);
		if (work)
			assert_int_equal(
			    out.day[9].half_hours.high[h], in.day[9].half_hours.high[h]);
	}
	block_free(&in);
	block_free(&out);
	block_codec_free(c);
}

/* Noise that is a tenth higher in office hours of weekdays, which is no working week, and brief
 * housekeeping each three hours. */
static double
restless(int32_t day, int minute)
{
	bool office = ((day + 3) % 7 + 7) % 7 < 5 && minute >= 540 && minute < 1020;

	return noise((office ? 0.44 : 0.4) * (minute % 180 == 0 ? 8 : 1), 0.5);
}

static void
fill_restless(struct block *b)
{
	block_clear(b, b->number, STORED);
	for (int i = 0; i < BLOCK_DAYS; i++) {
		struct day_frame f = day_frame_utc(b->number * BLOCK_DAYS + i);
		struct day_summary d;

		day_clear(&d, &f);
		for (int m = 0; m < f.minutes; m += 5)
			day_add(&d, m, m + 5, restless(f.day, m));
		assert_true(block_put(b, &d, METRIC_CPU, 1));
	}
}

/* Half-hours of two blocks, as measured or as kept. */
struct kept {
	struct measured_day days[2 * BLOCK_DAYS];
	struct half_hours half_hours[2 * BLOCK_DAYS];
};

static void
keep(struct kept *k, const struct block *b)
{
	for (size_t i = 0; i < b->n; i++) {
		size_t at = (size_t)(b->number - NUMBER) * BLOCK_DAYS + i;

		k->days[at] = b->day[i].summary;
		k->half_hours[at] = b->day[i].half_hours;
	}
}

static struct habit
learnt(const struct kept *k)
{
	static const struct capacity capacity = { 16, 0 };
	const struct series s = {
		.n = (size_t)2 * BLOCK_DAYS, .days = k->days, .half_hours = k->half_hours
	};
	struct habit h;

	habit_learn(&h, METRIC_CPU, &capacity, &s);
	return h;
}

/*
 * What is taken for work, or for a burst, hardly depends on whether levels were
 * made coarse: else work is judged by what the store had room for.
 */
static void
habits_are_the_same(void **state)
{
	static struct block in, out;
	static struct kept measured, kept;
	struct block_codec *c = block_codec_new();
	struct habit was, is;

	(void)state;
	srand(7);
	for (in.number = NUMBER; in.number < NUMBER + 2; in.number++) {
		const uint8_t *bytes;
		const char *why;
		size_t n;

		fill_restless(&in);
		keep(&measured, &in);
		while (in.coarse < BLOCK_COARSEST)
			block_coarsen(&in);
		assert_non_null(bytes = block_encode(c, &in, NULL, &n));
		block_clear(&out, in.number, STORED);
		assert_true(block_decode(c, bytes, n, NULL, &out, &why));
		keep(&kept, &out);
	}
	was = learnt(&measured);
	is = learnt(&kept);
	assert_true(abs(is.threshold - was.threshold) <= 1);
	assert_true(abs(is.burst - was.burst) <= 2);
	assert_true(abs(is.often - was.often) <= 4);
	assert_true(abs(is.office_fine - is.weekend_fine - was.office_fine + was.weekend_fine) < 4);
	block_free(&in);
	block_free(&out);
	block_codec_free(c);
}

/* An earlier version's coarsest, which stays readable and gets no coarser. */
static void
once_coarser_is_read(void **state)
{
	enum { SIZE = 4, COARSE = 2, ONCE = 3 };
	static struct block in, out;
	static uint8_t plain[1 << 16], bytes[1 << 16];
	struct block_codec *c = block_codec_new();
	const uint8_t *encoded;
	size_t n, first, unpacked, packed;

	(void)state;
	srand(8);
	fill(&in, 64);
	while (in.coarse < BLOCK_COARSEST)
		block_coarsen(&in);
	assert_non_null(encoded = block_encode(c, &in, NULL, &n));
	first = encoded[0] | (size_t)encoded[1] << 8;
	unpacked = ZSTD_decompress(plain, sizeof plain, encoded + SIZE, first);
	assert_false(ZSTD_isError(unpacked));
	assert_int_equal(plain[COARSE], BLOCK_COARSEST);
	plain[COARSE] = ONCE;
	packed = ZSTD_compress(bytes + SIZE, sizeof bytes - SIZE, plain, unpacked, 1);
	assert_false(ZSTD_isError(packed));
	assert_true(packed + n < sizeof bytes);
	bytes[0] = (uint8_t)packed;
	bytes[1] = (uint8_t)(packed >> 8);
	memcpy(bytes + SIZE + packed, encoded + SIZE + first, n - SIZE - first);
	assert_non_null(read_as(c, bytes, n - first + packed, &out));
	assert_int_equal(out.n, in.n);
	assert_int_equal(out.coarse, BLOCK_COARSEST);
	block_free(&in);
	block_free(&out);
	block_codec_free(c);
}

static void
columns_come_back(void **state)
{
	uint32_t in[BLOCK_DAYS], out[BLOCK_DAYS];
	uint8_t bytes[COLUMN_MAX + COLUMN_SLACK];

	(void)state;
	srand(5);
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)rand() % (BLOCK_DAYS + 1);
		uint32_t base = (uint32_t)rand() << rand() % 2, low = (uint32_t)rand() % 32;
		uint8_t *end;

		for (size_t i = 0; i < n; i++) {
			in[i] = base + (uint32_t)rand() % (1u << (1 + round % 31));
			in[i] = rand() % 20 == 0 ? (uint32_t)rand() * 2u : in[i] >> low << low;
		}
		end = column_put(in, n, bytes);
		assert_true(end <= bytes + COLUMN_MAX);
		assert_ptr_equal(column_get(bytes, end, n, out), end);
		assert_memory_equal(in, out, n * sizeof *in);
		for (const uint8_t *cut = bytes; cut < end; cut++)
			assert_null(column_get(bytes, cut, n, out));
	}
}

static void
bounds_are_bounds(void **state)
{
	(void)state;
	srand(6);
	for (int i = 0; i < 200000; i++) {
		double v = (rand() - RAND_MAX / 2) * pow(10, rand() % 60 - 30), size = fabs(v);
		double down = bits_value(bits_down(v)), up = bits_value(bits_up(v));
		double near = bits_value(bits_nearest(v));

		assert_true(down <= v && down >= v - size * 0.008 - 1e-37);
		assert_true(up >= v && up <= v + size * 0.008 + 1e-37);
		assert_true(fabs(near - v) <= size * 0.001 + 1e-37);
		assert_true(bits_value(bits_down(down)) == down && bits_value(bits_up(up)) == up);
	}
	for (int i = -2047; i <= 2047; i++)
		assert_true(bits_value(bits_down(i)) == i && bits_value(bits_up(i)) == i &&
			    bits_value(bits_nearest(i)) == i);
	assert_true(bits_value(bits_up(1e300)) < 1e39 && bits_value(bits_down(-1e300)) > -1e39);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_encoded_comes_back),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(encoding_again_loses_no_more),
		cmocka_unit_test(peaks_raise_no_work),
		cmocka_unit_test(habits_are_the_same),
		cmocka_unit_test(once_coarser_is_read),
		cmocka_unit_test(columns_come_back),
		cmocka_unit_test(bounds_are_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
