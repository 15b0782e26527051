/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "settings.h"

static void
paths_with_and_without_quotes(void **state)
{
	struct settings s;
	struct error e;

	settings_default(&s);
	assert_true(settings_parse(&s, "decomStateDir", "/var/lib/x", &e));
	assert_string_equal(s.statedir, "/var/lib/x");
	assert_true(settings_parse(&s, "decomstatedir", " \"/var/lib/with blank\" ", &e));
	assert_string_equal(s.statedir, "/var/lib/with blank");
	assert_true(settings_parse(&s, "decomCommand", "\"\"", &e));
	assert_string_equal(s.command, "");
	assert_false(settings_parse(&s, "decomConfig", "decom.lua", &e));
	assert_string_equal(e.text, "decomConfig: not an absolute path: decom.lua");
}

static void
numbers_within_their_limits(void **state)
{
	static const char *const bad[] = { "", "0", "-1", "+5", "5s", "86401",
		"99999999999999999999" };
	struct settings s;
	struct error e;

	settings_default(&s);
	assert_int_equal(s.timeout, 120);
	for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
		assert_false(settings_parse(&s, "decomWorkerTimeout", bad[n], &e));
	assert_int_equal(s.timeout, 120);
	assert_true(settings_parse(&s, "decomWorkerTimeout", "86400", &e));
	assert_int_equal(s.timeout, 86400);
	assert_true(settings_parse(&s, "decomWorkerMemory", "0", &e));
	assert_int_equal(s.memory, 0);
}

static void
what_is_too_long_or_unknown_changes_nothing(void **state)
{
	static char text[PATH_MAX + 10];
	struct settings s;
	struct error e;

	settings_default(&s);
	memset(text, 'x', sizeof text - 1);
	text[0] = '/';
	assert_false(settings_parse(&s, "decomStateDir", text, &e));
	assert_string_equal(s.statedir, STATEDIR);
	assert_false(settings_parse(&s, "decomColour", "/red", &e));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_with_and_without_quotes),
		cmocka_unit_test(numbers_within_their_limits),
		cmocka_unit_test(what_is_too_long_or_unknown_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
