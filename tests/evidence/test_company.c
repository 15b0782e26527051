/* SPDX-License-Identifier: BSD-2-Clause */
/* What a third of a site's hosts do together is nobody's work; what fewer do, or who writes, is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "company.h"
#include "history.h"

enum { HOSTS = 30, MANY = 60, DAYS = 150, HOUR = 60, LAST = HISTORY_FIRST + DAYS - 1 };

static const uint32_t usual = 1u << METRIC_CPU | 1u << METRIC_TRANSMIT | 1u << METRIC_READ |
			      1u << METRIC_WRITE | 1u << METRIC_UPTIME;

typedef double value_of(const struct host *, enum metric, int32_t, int, double);

struct site {
	struct activity *hosts[MANY];
	struct company *company;
	uint32_t number;
	int n;
};

/* The first `with` hosts do it, the others nothing; some of them on a site beside. */
static void
site_make_of(struct site *s, int n, int with, value_of *value)
{
	const struct capacity capacity = { .threads = 16 };
	uint32_t other;

	s->n = n;
	s->company = company_new(LAST + 1);
	assert_true(company_site(s->company, "elsewhere", &other));
	assert_true(company_site(s->company, "here", &s->number));
	assert_int_not_equal(s->number, other);
	for (int i = 0; i < n; i++) {
		const struct host host = { .seed = 1000 + (uint64_t)i,
			.measured = usual,
			.threads = 16,
			.days = DAYS,
			.value = i < with ? value : NULL };
		struct history *h = history_new(&host);
		struct evidence ev = history_evidence(h, LAST + 1);
		bool changed;

		s->hosts[i] = activity_new();
		assert_true(activity_update(s->hosts[i], &ev, &capacity, &changed));
		assert_true(company_add(s->company, s->number, s->hosts[i]));
		history_free(h);
	}
}

static void
site_make(struct site *s, int with, value_of *value)
{
	site_make_of(s, HOSTS, with, value);
}

static void
site_free(struct site *s)
{
	for (int i = 0; i < s->n; i++)
		activity_free(s->hosts[i]);
	company_free(s->company);
}

/* Days of work of a metric over all hosts. */
static unsigned
days(const struct site *s, uint32_t number, enum metric m)
{
	unsigned n = 0;

	for (int i = 0; i < s->n; i++)
		n += activity_seen(s->hosts[i], s->company, number, m, HISTORY_FIRST, LAST).days;
	return n;
}

/* Each 28 days, some time between 08:00 and 17:00, forty minutes of answers. */
static double
scanned(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double start = 480 + 500 * random_of(host->seed, (uint64_t)day, 1, 0);

	if ((day - HISTORY_FIRST) % 28 != 12 || minute < start || minute >= start + 40)
		return background;
	return m == METRIC_TRANSMIT ? background + 3e4
	       : m == METRIC_CPU    ? background + 3
	       : m == METRIC_WRITE  ? background + 1e4
				    : background;
}

static void
a_scan_of_the_site(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 20, scanned);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 0);
	assert_int_equal(days(&s, s.number, METRIC_CPU), 0);
	assert_int_equal(days(&s, s.number, METRIC_WRITE), 0);
	/* Alone, or on a site where nobody is scanned, it is work. */
	assert_int_equal(days(&s, 0, METRIC_TRANSMIT), 20 * 5);
	assert_int_equal(days(&s, 1, METRIC_TRANSMIT), 20 * 5);
	site_free(&s);
	/* Of thirty, seven are more than chance, in the hours about which there are three; six are
	 * not. */
	site_make(&s, 7, scanned);
	assert_in_range(days(&s, s.number, METRIC_TRANSMIT), 0, 7);
	site_free(&s);
	site_make(&s, 6, scanned);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 6 * 5);
	site_free(&s);
}

/* As many of the hosts that are not scanned do as little in the night after it. */
static double
scanned_or_at_night(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if (host->seed < 1002 && (day - HISTORY_FIRST) % 28 == 12 && m == METRIC_TRANSMIT &&
	    minute >= 22 * HOUR && minute < 23 * HOUR)
		return background + 3e4;
	return host->seed >= 1002 ? scanned(host, m, day, minute, background) : background;
}

static void
a_scan_that_few_show(void **state)
{
	struct site s;

	(void)state;
	/* 18 of 60, less than a third, stand out of a month in which nobody does; but for the two
	 * by night. */
	site_make_of(&s, MANY, 20, scanned_or_at_night);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 2 * 5);
	assert_int_equal(days(&s, s.number, METRIC_CPU), 0);
	assert_true(company_day(s.company, s.number, HISTORY_FIRST + 12) != 0);
	site_free(&s);
	/* 9 are not a fifth. */
	site_make_of(&s, MANY, 9, scanned);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 9 * 5);
	site_free(&s);
}

/* One host computes and sends nothing, when it is scanned; one at noon of these days. */
static double
scanned_and_silent(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int n = (day - HISTORY_FIRST) / 28, start = host->seed == 1000 ? (9 + n) * HOUR : 12 * HOUR;

	if (host->seed > 1001)
		return scanned(host, m, day, minute, background);
	if (m != METRIC_CPU || (day - HISTORY_FIRST) % 28 != 12)
		return background;
	return minute >= start && minute < start + 40 ? background + 3 : background;
}

static void
a_scan_comes_at_any_hour(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 20, scanned_and_silent);
	assert_int_equal(days(&s, s.number, METRIC_CPU), 5);
	assert_int_equal(
	    activity_seen(s.hosts[1], s.company, s.number, METRIC_CPU, HISTORY_FIRST, LAST).days,
	    5);
	assert_int_equal(company_days(s.company, s.number, HISTORY_FIRST, LAST + 1), 5);
	assert_int_equal(company_days(s.company, 0, HISTORY_FIRST, LAST + 1), 0);
	site_free(&s);
}

/*
 * A scan each 14 days, which two hosts' noise hides but for four times, each at
 * another hour; one of these computes on other days too.
 */
static double
scanned_and_hidden(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int n = (day - HISTORY_FIRST) / 14, phase = (day - HISTORY_FIRST) % 14;
	bool hidden = host->seed <= 1001, else_too = host->seed == 1001 && phase == 5;
	int start = hidden ? (9 + 2 * (n / 2 % 4)) * HOUR
			   : (int)(480 + 500 * random_of(host->seed, (uint64_t)day, 1, 0));

	if (minute < start || minute >= start + 40 || !(phase == 12 || else_too))
		return background;
	if (m == METRIC_CPU)
		return hidden && (n % 2 != 0 || n > 7) ? background : background + 3;
	return m == METRIC_TRANSMIT && !hidden ? background + 3e4 : background;
}

static void
a_scan_shows_on_few_other_days(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 20, scanned_and_hidden);
	assert_int_equal(company_days(s.company, s.number, HISTORY_FIRST, LAST + 1), 10);
	assert_int_equal(
	    activity_seen(s.hosts[0], s.company, s.number, METRIC_CPU, HISTORY_FIRST, LAST).days,
	    0);
	/* But where a bucket of sending was high that day by chance. */
	assert_in_range(
	    activity_seen(s.hosts[1], s.company, s.number, METRIC_CPU, HISTORY_FIRST, LAST).days, 7,
	    8);
	site_free(&s);
}

/* A monthly job of the same evening: CPU, and, by the seed, writing. */
static double
month_end(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	bool writes = host->seed % 2 == 0;

	if ((day - HISTORY_FIRST) % 30 != 29 || minute < 20 * HOUR || minute >= 21 * HOUR)
		return background;
	if (m == METRIC_CPU)
		return background + (writes ? 10 : 50);
	return writes && m == METRIC_WRITE ? background + 1e6 : background;
}

static void
who_writes_or_needs_many_threads_works(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, HOSTS, month_end);
	assert_int_equal(days(&s, s.number, METRIC_CPU), HOSTS * 5);
	assert_int_equal(days(&s, s.number, METRIC_WRITE), HOSTS / 2 * 5);
	site_free(&s);
}

/* An array check for five hours: reads of all, CPU that few show. */
static double
array_check(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if ((day - HISTORY_FIRST) % 28 != 3 || minute < HOUR || minute >= 6 * HOUR)
		return background;
	if (m == METRIC_READ)
		return 5e7;
	return m == METRIC_CPU && host->seed % 5 == 0 ? background + 3 : background;
}

static void
who_reads_with_many_may_compute(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 15, array_check);
	assert_int_equal(days(&s, s.number, METRIC_CPU), 0);
	assert_int_equal(days(&s, 0, METRIC_CPU), 3 * 6);
	site_free(&s);
}

/* The same check; before it, and joined to it by what it reads, one host sends. */
static double
array_check_and_job(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if (host->seed != 1000 || (day - HISTORY_FIRST) % 28 != 3 || minute >= HOUR)
		return array_check(host, m, day, minute, background);
	return m == METRIC_READ ? 3e7 : m == METRIC_TRANSMIT ? background + 5e6 : background;
}

static void
who_reads_with_many_may_not_send(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 15, array_check_and_job);
	assert_int_equal(days(&s, s.number, METRIC_CPU), 0);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 6);
	site_free(&s);
}

/* Many work at the same time each week, each at an hour of its own. */
static double
weekly(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int start = (int)(host->seed % 20) * 30;

	if (day % 5 != 0 || minute < start || minute >= start + 40 || m != METRIC_CPU)
		return background;
	return background + 5;
}

static void
often_is_no_company(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, HOSTS, weekly);
	assert_int_equal(days(&s, s.number, METRIC_CPU), HOSTS * 30);
	site_free(&s);
}

/* Events of work over all hosts. */
static size_t
events(const struct site *s, const struct company *company, uint32_t number)
{
	size_t all = 0;

	for (int i = 0; i < s->n; i++) {
		size_t n;

		activity_events(s->hosts[i], company, number, &n);
		all += n;
	}
	return all;
}

static void
what_the_site_explains_is_no_event(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 15, array_check);
	assert_int_equal(events(&s, s.company, s.number), 0);
	assert_int_equal(events(&s, NULL, s.number), 3 * 6);
	assert_int_equal(events(&s, s.company, 0), 3 * 6);
	assert_int_equal(events(&s, s.company, 99), 3 * 6);
	assert_true(company_mask(s.company, s.number, METRIC_READ, HISTORY_FIRST + 3) != 0);
	assert_true(company_mask(s.company, s.number, METRIC_READ, HISTORY_FIRST + 4) == 0);
	assert_true(company_mask(s.company, s.number, METRIC_READ, LAST + 1) == 0);
	assert_true(company_mask(s.company, s.number, METRIC_WRITE, HISTORY_FIRST + 3) == 0);
	assert_true(company_day(s.company, s.number, HISTORY_FIRST + 3) == 0);
	site_free(&s);
}

/* On the day of the scan somebody else sends for four hours. */
static double
scanned_and_busy(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	if (host->seed == 1000 && (day - HISTORY_FIRST) % 28 == 12 && m == METRIC_TRANSMIT &&
	    minute >= 18 * HOUR && minute < 22 * HOUR)
		return 1e5;
	return scanned(host, m, day, minute, background);
}

static void
a_scan_takes_not_so_long(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 20, scanned_and_busy);
	assert_true(company_day(s.company, s.number, HISTORY_FIRST + 12) != 0);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 5);
	site_free(&s);
}

/* One computes for as long on that day, and sends nothing. */
static double
scanned_or_computing(
    const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	double value = scanned(host, m, day, minute, background);

	return host->seed != 1000 || m == METRIC_CPU ? value : background;
}

static void
a_scan_is_answered(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, 20, scanned_or_computing);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 0);
	/* But where a bucket of sending was high that day by chance. */
	assert_in_range(days(&s, s.number, METRIC_CPU), 4, 5);
	site_free(&s);
}

/* Patches each 28 days before the restart at 02:00, or at 23:00; somebody sends that afternoon,
 * once. */
static double
patched(const struct host *host, enum metric m, int32_t day, int minute, double background)
{
	int n = (day - HISTORY_FIRST + 16) % 28, at = host->seed % 2 != 0 ? 2 * HOUR : 23 * HOUR;

	if (m == METRIC_UPTIME)
		return (n * 1440.0 + minute - at + (n == 0 && minute < at ? 28 * 1440 : 0)) * 60;
	if (n == 0 && minute >= at - 45 && minute < at - 5)
		return m == METRIC_CPU ? background + 20 : background + 1e5;
	if (host->seed == 1000 && day == HISTORY_FIRST + 68 && m == METRIC_TRANSMIT &&
	    minute >= 15 * HOUR && minute < 17 * HOUR)
		return 1e5;
	return background;
}

static void
a_night_of_patches_is_no_day_of_all(void **state)
{
	struct site s;

	(void)state;
	site_make(&s, HOSTS, patched);
	assert_true(company_restarts(s.company, s.number, HISTORY_FIRST + 68) != 0);
	assert_int_equal(days(&s, s.number, METRIC_WRITE), 0);
	assert_int_equal(days(&s, s.number, METRIC_TRANSMIT), 1);
	site_free(&s);
}

static void
nobody_is_no_company(void **state)
{
	struct company *c = company_new(20500);
	struct activity *a = activity_new();
	uint32_t n, again;

	(void)state;
	assert_true(company_site(c, NULL, &n));
	assert_int_equal(n, 0);
	for (int i = 0; i < 40; i++) {
		const char name[] = { (char)('A' + i), '\0' };

		assert_true(company_site(c, name, &n));
		assert_int_equal(n, i + 1);
		assert_true(company_site(c, name, &again));
		assert_int_equal(again, n);
		assert_true(company_add(c, n, a));
	}
	assert_true(company_add(c, 0, a));
	assert_true(company_add(c, 4711, a));
	assert_int_equal(company_mask(c, 3, METRIC_CPU, 20400), 0);
	activity_free(a);
	company_free(c);
	company_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scan_of_the_site),
		cmocka_unit_test(a_scan_is_answered),
		cmocka_unit_test(a_night_of_patches_is_no_day_of_all),
		cmocka_unit_test(a_scan_comes_at_any_hour),
		cmocka_unit_test(a_scan_shows_on_few_other_days),
		cmocka_unit_test(a_scan_that_few_show),
		cmocka_unit_test(who_writes_or_needs_many_threads_works),
		cmocka_unit_test(who_reads_with_many_may_compute),
		cmocka_unit_test(who_reads_with_many_may_not_send),
		cmocka_unit_test(often_is_no_company),
		cmocka_unit_test(what_the_site_explains_is_no_event),
		cmocka_unit_test(a_scan_takes_not_so_long),
		cmocka_unit_test(nobody_is_no_company),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
