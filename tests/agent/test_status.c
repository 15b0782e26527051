/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "netsnmp.h"
#include "status.h"

static int lines;

/* What snmp_log() hands over. */
static int
count(netsnmp_log_handler *h, int priority, const char *text)
{
	lines++;
	return 1;
}

static int
listen_to_log(void **state)
{
	netsnmp_log_handler *h =
	    netsnmp_register_loghandler(NETSNMP_LOGHANDLER_CALLBACK, LOG_DEBUG);

	if (h == NULL)
		return -1;
	h->handler = count;
	return 0;
}

static const char *
said(struct status *s, const char *name)
{
	return field_get(field_named(status_fields, name), &s->rows, s).text;
}

static void
an_error_is_told_once_until_things_go_well(void **state)
{
	struct status s = { .worker_state = 0 };

	status_init(&s, "1.2");
	assert_string_equal(said(&s, "version"), "1.2");
	assert_string_equal(said(&s, "last_error"), "");
	lines = 0;
	status_error(&s, "worker ended\nby %d", 9);
	assert_string_equal(
	    said(&s, "last_error") + strlen("2026-11-20T06:00:00Z"), " worker ended by 9");
	status_error(&s, "worker ended by %d", 9);
	assert_int_equal(lines, 1);
	status_well(&s);
	status_error(&s, "worker ended by %d", 9);
	assert_int_equal(lines, 2);
}

static void
a_flood_reaches_the_scalar_but_not_the_log(void **state)
{
	struct status s = { .worker_state = 0 };

	status_init(&s, "1.2");
	lines = 0;
	for (int n = 0; n < 1000; n++)
		status_error(&s, "error %d", n);
	assert_non_null(strstr(said(&s, "last_error"), "error 999"));
	assert_in_range(lines, 1, 60); /* the minute may change meanwhile */
}

static void
long_texts_are_cut(void **state)
{
	static char text[4 * STATUS_ERROR_MAX];
	struct status s = { .worker_state = 0 };

	memset(text, 'x', sizeof text - 1);
	status_init(&s, text);
	status_error(&s, "%s", text);
	assert_int_equal(strlen(said(&s, "version")), STATUS_VERSION_MAX - 1);
	assert_in_range(strlen(said(&s, "last_error")), 900, STATUS_ERROR_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_told_once_until_things_go_well),
		cmocka_unit_test(a_flood_reaches_the_scalar_but_not_the_log),
		cmocka_unit_test(long_texts_are_cut),
	};
	return cmocka_run_group_tests(tests, listen_to_log, NULL);
}
