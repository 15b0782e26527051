/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent_list.h"

/* Collects what is told: "A B C", and how many. */
struct heard {
	char text[400];
	unsigned n, ranged;
};

static bool
hear(void *ctx, const char *address, bool ranged)
{
	struct heard *h = ctx;
	size_t used = strlen(h->text);

	if (h->n++ < 8)
		snprintf(
		    h->text + used, sizeof h->text - used, "%s%s", used > 0 ? " " : "", address);
	h->ranged += ranged;
	return true;
}

static const struct {
	const char *entry, *told;
	unsigned n;
} entries[] = {
	{ "192.0.2.7", "192.0.2.7", 1 },
	{ "192.0.2.7:161", "192.0.2.7", 1 },
	{ "192.0.2.7:1161", "192.0.2.7:1161", 1 },
	{ "2001:db8::7", "2001:db8::7", 1 },
	{ "[2001:db8::7]", "2001:db8::7", 1 },
	{ "[2001:db8::7]:161", "2001:db8::7", 1 },
	{ "[2001:db8::7]:1161", "[2001:db8::7]:1161", 1 },
	{ "web-01.example", "web-01.example", 1 },
	{ "web_01:1161", "web_01:1161", 1 },
	{ "192.0.2.9/30", "192.0.2.9 192.0.2.10", 2 },
	{ "192.0.2.8/31", "192.0.2.8 192.0.2.9", 2 },
	{ "192.0.2.8/32:99", "192.0.2.8:99", 1 },
	{ "10.1.255.0/24",
	    "10.1.255.1 10.1.255.2 10.1.255.3 10.1.255.4 10.1.255.5 10.1.255.6 10.1.255.7 "
	    "10.1.255.8",
	    254 },
	{ "10.1.0.0/16", "10.1.0.1 10.1.0.2 10.1.0.3 10.1.0.4 10.1.0.5 10.1.0.6 10.1.0.7 10.1.0.8",
	    65534 },
	{ "2001:db8::ff/127", "2001:db8::fe 2001:db8::ff", 2 },
	{ "[2001:db8::/126]:1161",
	    "[2001:db8::]:1161 [2001:db8::1]:1161 [2001:db8::2]:1161 [2001:db8::3]:1161", 4 },
};

static void
entries_are_expanded(void **state)
{
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		struct heard h = { "", 0, 0 };
		struct error e = { "" };

		if (!agent_entry(entries[i].entry, hear, &h, &e))
			fail_msg("%s: %s", entries[i].entry, e.text);
		assert_string_equal(h.text, entries[i].told);
		assert_int_equal(h.n, entries[i].n);
		assert_int_equal(h.ranged > 0, strchr(entries[i].entry, '/') != NULL);
	}
}

static void
nonsense_is_refused(void **state)
{
	static const char *const bad[] = { "", ":", "192.0.2.7:0", "192.0.2.7:70000", "192.0.2.7:x",
		"192.0.2.256", "1.2.3", "host/24", "a b", "[::1", "[::1]x", "..", "a..b",
		"192.0.2.0/8", "192.0.2.0/", "192.0.2.0/-1", "2001:db8::/64", "::1::2", "-",
		"/24" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = { "" };

		if (agent_entry(bad[i], NULL, NULL, &e))
			fail_msg("\"%s\" was taken", bad[i]);
	}
}

static void
files_are_read(void **state)
{
	char path[] = "agents-XXXXXX";
	int fd = mkstemp(path);
	struct heard h = { "", 0, 0 };
	struct error e = { "" }, want;
	FILE *f = fdopen(fd, "w");

	assert_non_null(f);
	fputs("# the lab\n\n 192.0.2.1 # first\r\n192.0.2.4/31\n", f);
	fflush(f);
	assert_true(agent_file(path, hear, &h, &e));
	assert_string_equal(h.text, "192.0.2.1 192.0.2.4 192.0.2.5");
	fputs("nonsense here\n", f);
	fclose(f);
	assert_false(agent_file(path, hear, &h, &e));
	error_set(&want,
	    "%s:5: \"nonsense here\": neither an address, a name, nor a range such as "
	    "192.0.2.0/24",
	    path);
	assert_string_equal(e.text, want.text);
	unlink(path);
	assert_false(agent_file(path, hear, &h, &e));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_expanded),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(files_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
