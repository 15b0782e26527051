/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "store_agent.h"

static char folder[64];

static int
set_up(void **state)
{
	snprintf(folder, sizeof folder, "/tmp/decom-agents-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	*state = store_open(folder, false, NULL, NULL);
	return *state == NULL || !store_begin(*state, NULL) ? -1 : 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm" };
	char path[128];

	store_close(*state);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

/* The addresses told, joined. */
static bool
hear(void *ctx, const struct agent_row *r)
{
	char *text = ctx;
	size_t n = strlen(text);

	snprintf(text + n, 200 - n, "%s%s", n > 0 ? " " : "", r->address);
	return true;
}

static void
assert_due(struct store *s, int64_t at, const char *wanted)
{
	char text[200] = "";

	assert_true(store_agents_due(s, 1, at, hear, text, NULL));
	assert_string_equal(text, wanted);
}

static int64_t
id_of(struct store *s, const char *address)
{
	int64_t *ids = NULL, found = 0;
	struct agent_row r;
	size_t n = 0;

	for (int64_t id = 1; found == 0 && id < 10; id++)
		if (store_agent_load(s, id, &r, NULL) && strcmp(r.address, address) == 0)
			found = id;
	assert_true(store_agents_heard(s, 1, &ids, &n, NULL));
	free(ids);
	assert_int_not_equal(found, 0);
	return found;
}

static void
list_three(struct store *s)
{
	assert_true(store_agent_list(s, 1, "10.0.0.1", AGENT_LISTED, 100, NULL));
	assert_true(store_agent_list(s, 1, "10.0.0.2", AGENT_RANGED, 100, NULL));
	assert_true(store_agent_list(s, 1, "10.0.0.3", AGENT_KNOWN, 100, NULL));
	assert_true(store_agent_list(s, 2, "10.0.0.1", AGENT_LISTED, 100, NULL));
}

static void
what_is_saved_comes_back(void **state)
{
	static const uint8_t memory[] = { 1, 0, 2 }, schedule[] = { 3 }, heard[] = { 0, 0, 4, 5 };
	struct agent_row in = { .polled = 500,
		.due = 800,
		.failures = 2,
		.varbinds = 60,
		.family = "linux",
		.why = "no answer",
		.odd = "a\nb",
		.memory = { memory, 3 },
		.schedule = { schedule, 1 },
		.heard = { heard, 4 } };
	struct store *s = *state;
	struct agent_row out;

	list_three(s);
	in.id = id_of(s, "10.0.0.2");
	assert_true(store_agent_save(s, &in, NULL));
	assert_true(store_agent_load(s, in.id, &out, NULL));
	assert_string_equal(out.address, "10.0.0.2");
	assert_int_equal(out.origin, AGENT_RANGED);
	assert_true(out.polled == 500 && out.due == 800 && out.failures == 2);
	assert_int_equal(out.varbinds, 60);
	assert_string_equal(out.family, "linux");
	assert_string_equal(out.why, "no answer");
	assert_string_equal(out.odd, "a\nb");
	assert_memory_equal(out.memory.base, memory, 3);
	assert_int_equal(out.schedule.n, 1);
	assert_int_equal(out.heard.n, 4);
	assert_memory_equal(out.heard.base, heard, 4);
	assert_true(store_agent_load(s, id_of(s, "10.0.0.1"), &out, NULL));
	assert_null(out.family);
	assert_null(out.heard.base);
	assert_false(store_agent_load(s, 99, &out, NULL));
	assert_true(store_commit(s, NULL)); /* a row that is looked at does not keep it open */
	assert_true(store_begin(s, NULL));
}

static void
those_that_fail_are_asked_last(void **state)
{
	struct store *s = *state;
	struct agent_row r = { .due = 300, .failures = 1, .why = "silent" };

	list_three(s);
	assert_due(s, 0, "10.0.0.1 10.0.0.2 10.0.0.3");
	r.id = id_of(s, "10.0.0.1");
	assert_true(store_agent_save(s, &r, NULL));
	assert_due(s, 299, "10.0.0.2 10.0.0.3");
	assert_due(s, 300, "10.0.0.2 10.0.0.3 10.0.0.1");
}

static void
silence_in_a_range_counts_as_nobody(void **state)
{
	struct store *s = *state;
	struct agent_row r = { .due = 300, .failures = 1, .why = "silent" };
	struct agent_counts c;
	int64_t *ids;
	size_t n;

	list_three(s);
	r.id = id_of(s, "10.0.0.2");
	assert_true(store_agent_save(s, &r, NULL));
	assert_true(store_agents_count(s, 1, &c, NULL));
	assert_true(c.agents == 2 && c.failing == 0 && c.next_due == 0);
	r.polled = 50; /* it answered once */
	assert_true(store_agent_save(s, &r, NULL));
	assert_true(store_agents_count(s, 1, &c, NULL));
	assert_true(c.agents == 3 && c.failing == 1);
	assert_true(store_agents_troubled(s, 1, &ids, &n, NULL));
	assert_true(n == 1 && ids[0] == r.id);
	free(ids);
	assert_true(store_agents_count(s, 7, &c, NULL));
	assert_true(c.agents == 0 && c.next_due == INT64_MAX);
}

static bool
add_up(void *ctx, int64_t agent, int64_t time, struct agent_bytes b)
{
	*(int64_t *)ctx += agent * 1000 + time * 10 + (int64_t)b.n;
	return true;
}

static void
what_is_no_longer_listed_is_forgotten(void **state)
{
	struct store *s = *state;
	int64_t first, sum = 0;

	list_three(s);
	first = id_of(s, "10.0.0.1");
	for (int i = 1; i <= 3; i++)
		assert_true(store_polled_add(s, id_of(s, i == 1 ? "10.0.0.1" : "10.0.0.3"), i,
		    (struct agent_bytes){ "xy", 2 }, NULL));
	assert_true(store_agent_list(s, 1, "10.0.0.1", AGENT_LISTED, 200, NULL));
	assert_true(store_agents_unlist(s, 1, 200, NULL));
	assert_due(s, 0, "10.0.0.1");
	assert_true(store_polled_each(s, 1, add_up, &sum, NULL));
	assert_int_equal(sum, first * 1000 + 12);
	assert_true(store_polled_expire(s, 1, NULL)); /* it is of instant 1: kept */
	sum = 0;
	assert_true(store_polled_each(s, 1, add_up, &sum, NULL));
	assert_int_equal(sum, first * 1000 + 12);
	assert_true(store_polled_expire(s, 2, NULL));
	sum = 0;
	assert_true(store_polled_each(s, 1, add_up, &sum, NULL));
	assert_int_equal(sum, 0);
	assert_true(store_polled_add(s, first, 9, (struct agent_bytes){ "xy", 2 }, NULL));
	assert_true(store_polled_drop(s, 1, NULL));
	sum = 0;
	assert_true(store_polled_each(s, 1, add_up, &sum, NULL));
	assert_int_equal(sum, 0);
}

static void
rounds_are_kept_per_source(void **state)
{
	struct agent_round in = { 1000, 250, 4000000000 }, out;
	struct store *s = *state;

	assert_false(store_round(s, 1, &out));
	assert_true(store_round_set(s, 1, &in, NULL));
	assert_true(store_round(s, 1, &out));
	assert_true(out.time == 1000 && out.millis == 250 && out.varbinds == 4000000000);
	assert_false(store_round(s, 2, &out));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_saved_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(those_that_fail_are_asked_last, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    silence_in_a_range_counts_as_nobody, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_is_no_longer_listed_is_forgotten, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rounds_are_kept_per_source, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
