/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "estate_build.h"
#include "feeds.h"
#include "number.h"

enum { TODAY = 20000, NOON = TODAY * 86400 + 43200, EVERY = 300, PDU_A = 4, PDU_B = 5, SWITCH = 6 };

static char folder[64];

struct fixture {
	struct estate estate;
	struct store *store;
	struct sampler *sampler;
	struct feeds feeds;
};

static int
set_up(void **state)
{
	static const char *const assets[] = { "serial=A name=web-01", "serial=B name=twin",
		"serial=C name=twin", "serial=D name=db-01 outlets=pdu-a/3;+PB/+2",
		"serial=PA name=pdu-a class=pdu", "serial=PB name=pdu-b class=pdu",
		"serial=SW name=sw-1 class=switch",
		"serial=E name=app-01 outlets=pdu-a/4;+pdu-z/1" };
	struct fixture *f = calloc(1, sizeof *f);

	snprintf(folder, sizeof folder, "/tmp/decom-feeds-XXXXXX");
	if (f == NULL || mkdtemp(folder) == NULL)
		return -1;
	estate_init(&f->estate);
	for (uint32_t i = 0; i < sizeof assets / sizeof *assets; i++)
		if (!add_record(&f->estate, 0, i + 1, assets[i]))
			return -1;
	f->store = store_open(folder, false, NULL, NULL);
	if (f->store == NULL || !store_begin(f->store, NULL) || !estate_group(&f->estate, NULL) ||
	    !number_assets(&f->estate, f->store, NULL, NULL) ||
	    (f->sampler = sampler_new(&f->estate, f->store, TODAY)) == NULL)
		return -1;
	sampler_source(f->sampler, "outlets and ports", 1);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm" };
	struct fixture *f = *state;
	char path[128];

	feeds_free(&f->feeds);
	sampler_free(f->sampler);
	store_close(f->store);
	estate_free(&f->estate);
	free(f);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void
plug(struct fixture *f, int64_t agent, const char *key, const char *outlet, const char *label)
{
	struct family_feed feed = { .key = key, .of = "", .outlet = outlet, .label = label };
	uint32_t device = (uint32_t)agent; /* agents are numbered as the rows of their devices */

	feed.declared = device == SWITCH ? 1U << METRIC_TRANSMIT : 1U << METRIC_POWER;
	assert_true(feeds_add(&f->feeds, &f->estate, agent, &feed, device));
}

static void
measure(struct fixture *f, int64_t agent, const char *key, int64_t time, double value)
{
	enum metric m = agent == SWITCH ? METRIC_TRANSMIT : METRIC_POWER;
	struct polled_sample s = { .key = key, .of = "", .interval = EVERY, .measured = 1U << m };

	s.metric[m] = value;
	assert_true(feeds_sample(&f->feeds, &f->estate, agent, time, EVERY, &s));
}

/* How many samples of today the row has, and their mean in *mean. */
static uint32_t
evidence(struct fixture *f, uint32_t row, enum metric m, double *mean)
{
	const struct series *s;
	struct evidence ev;

	assert_true(feeds_flush(&f->feeds, &f->estate, f->sampler, NULL));
	assert_true(
	    store_evidence(f->store, estate_asset(&f->estate, row)->index, TODAY + 1, &ev, NULL));
	s = evidence_days(&ev, m);
	*mean = s->n > 0 ? s->days[0].mean : -1;
	return s->n > 0 ? s->days[0].samples : 0;
}

static void
both_feeds_are_added_up(void **state)
{
	struct fixture *f = *state;
	double mean;

	plug(f, PDU_A, "outlet.1", "1", "WEB-01");
	plug(f, PDU_B, "outlet.9", "9", "web-01");
	for (int i = 0; i < 3; i++) {
		measure(f, PDU_A, "outlet.1", NOON + i * EVERY, 100);
		measure(f, PDU_B, "outlet.9", NOON + i * EVERY + 20, 50 + i);
	}
	assert_int_equal(evidence(f, 0, METRIC_POWER, &mean), 3);
	assert_true(mean > 150.9 && mean < 151.1);
}

static void
half_a_sum_is_none(void **state)
{
	struct fixture *f = *state;
	double mean;

	plug(f, PDU_A, "outlet.1", "1", "web-01");
	plug(f, PDU_B, "outlet.9", "9", "web-01");
	measure(f, PDU_A, "outlet.1", NOON, 100);
	measure(f, PDU_A, "outlet.1", NOON + 10, 100); /* twice is not both */
	assert_int_equal(evidence(f, 0, METRIC_POWER, &mean), 0);
}

static void
what_a_source_says_goes_before_labels(void **state)
{
	struct fixture *f = *state;
	double mean;

	plug(f, PDU_A, "outlet.3", "3", "web-01"); /* the label is stale: db-01 is plugged in */
	plug(f, PDU_B, "outlet.2", "2", NULL);
	plug(f, PDU_A, "outlet.5", "5", "db-01"); /* so is this one */
	measure(f, PDU_A, "outlet.3", NOON, 100);
	measure(f, PDU_B, "outlet.2", NOON, 7);
	measure(f, PDU_A, "outlet.5", NOON, 1000);
	assert_int_equal(evidence(f, 3, METRIC_POWER, &mean), 1);
	assert_true(mean == 107);
	assert_int_equal(evidence(f, 0, METRIC_POWER, &mean), 0);
}

static void
an_outlet_that_nobody_measures_leaves_the_sum_unknown(void **state)
{
	struct fixture *f = *state;
	double mean;

	plug(f, PDU_A, "outlet.4", "4", NULL);
	measure(f, PDU_A, "outlet.4", NOON, 100);
	assert_int_equal(evidence(f, 7, METRIC_POWER, &mean), 0);
}

static void
labels_that_fit_several_or_gear_are_not_used(void **state)
{
	struct fixture *f = *state;
	double mean;

	plug(f, PDU_A, "outlet.1", "1", "twin");
	plug(f, PDU_A, "outlet.2", "2", "sw-1");
	plug(f, PDU_A, "outlet.6", "6", "nobody");
	measure(f, PDU_A, "outlet.1", NOON, 100);
	measure(f, PDU_A, "outlet.2", NOON, 100);
	measure(f, PDU_A, "outlet.6", NOON, 100);
	measure(f, PDU_A, "outlet.7", NOON, 100); /* of which the device no longer speaks */
	assert_int_equal(evidence(f, 1, METRIC_POWER, &mean), 0);
	assert_int_equal(evidence(f, 2, METRIC_POWER, &mean), 0);
	assert_int_equal(evidence(f, 6, METRIC_POWER, &mean), 0);
}

static void
ports_and_outlets_do_not_wait_for_each_other(void **state)
{
	struct fixture *f = *state;
	double mean;

	plug(f, PDU_A, "outlet.1", "1", "web-01");
	plug(f, SWITCH, "port.1", "Gi1/0/1", "web-01");
	measure(f, SWITCH, "port.1", NOON, 1234);
	assert_int_equal(evidence(f, 0, METRIC_TRANSMIT, &mean), 1);
	assert_true(mean == 1234);
	assert_int_equal(evidence(f, 0, METRIC_POWER, &mean), 0);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		CASE(both_feeds_are_added_up),
		CASE(half_a_sum_is_none),
		CASE(what_a_source_says_goes_before_labels),
		CASE(an_outlet_that_nobody_measures_leaves_the_sum_unknown),
		CASE(labels_that_fit_several_or_gear_are_not_used),
		CASE(ports_and_outlets_do_not_wait_for_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
