/* SPDX-License-Identifier: BSD-2-Clause */
/* The poller's parts that need no agent: addresses, timers, the size of requests, the library. */
#include <arpa/inet.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "conversation.h"

static void
addresses_good(void **state)
{
	static const struct {
		const char *text, *shown;
	} good[] = { { "192.0.2.7", "192.0.2.7 port 161" },
		{ "192.0.2.7:1161", "192.0.2.7 port 1161" },
		{ "2001:db8::7", "2001:db8::7 port 161" },
		{ "[2001:db8::7]:65535", "2001:db8::7 port 65535" }, { "[::1]", "::1 port 161" } };
	char host[HOST_TEXT], text[ADDRESS_TEXT];
	struct address a;
	in_port_t port;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_null(address_parse(good[i].text, host, &port, &a));
		assert_int_not_equal(a.len, 0);
		assert_string_equal(address_format(&a, text), good[i].shown);
	}
}

static void
addresses_names(void **state)
{
	char host[HOST_TEXT];
	struct address a;
	in_port_t port;

	assert_null(address_parse("pdu-1.row_3.example:1161", host, &port, &a));
	assert_int_equal(a.len, 0);
	assert_int_equal(port, 1161);
	assert_string_equal(host, "pdu-1.row_3.example");
}

static void
addresses_bad(void **state)
{
	static const char *const bad[] = { "", ":161", "1.2.3", "1.2.3.4.5",
		"1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:16x", "1.2.3.4: 161", "[::1",
		"[::1]161", "[]:161", ":::", "::1%nowhere", "a b", "-a", ".a", "a/b", "\xc3\xa4",
		"a:b:c" };
	char host[HOST_TEXT], longest[600];
	struct address a;
	in_port_t port;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(address_parse(bad[i], host, &port, &a));
	memset(longest, 'a', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_non_null(address_parse(longest, host, &port, &a));
}

/* Whatever is set, moved and cleared, they come out in order. */
static void
timers_in_order(void **state)
{
	enum { N = 500 };
	static struct timer timer[N];
	struct timers t = { 0 };
	uint64_t before = 0;
	uint32_t left = 0, seed = 1;

	assert_true(timers_reserve(&t, N));
	for (uint32_t i = 0; i < 4 * N; i++) {
		seed = seed * 1103515245 + 12345;
		if (seed >> 30 == 3)
			timer_clear(&t, &timer[seed / 7 % N]);
		else
			timer_set(&t, &timer[seed / 7 % N], seed >> 8);
	}
	for (uint32_t i = 0; i < N; i++)
		left += timer[i].place != 0;
	for (struct timer *first; (first = timers_first(&t)) != NULL; left--) {
		assert_true(first->at >= before);
		before = first->at;
		timer_clear(&t, first);
		assert_int_equal(first->place, 0);
	}
	assert_int_equal(left, 0);
	timers_free(&t);
}

static struct pace
paced(uint16_t first, uint16_t least, struct poller_memory m)
{
	struct poller_target t = { .first = first, .least = least, .memory = m };
	struct pace p;

	pace_start(&p, &t);
	return p;
}

static void
pace_grows(void **state)
{
	struct pace p = paced(0, 0, (struct poller_memory){ 0 });

	assert_int_equal(p.size, PACE_FIRST);
	pace_answered(&p, 24, 24, 240, true);
	assert_int_equal(p.size, 48);
	pace_answered(&p, 48, 48, 480, false); /* slow */
	assert_int_equal(p.size, 48);
	pace_answered(&p, 48, 40, 400, true); /* not full */
	assert_int_equal(p.size, 48);
	pace_answered(&p, 48, 48, 48 * 20, true); /* 60 of 20 bytes make 1200 */
	assert_int_equal(p.size, 60);
	pace_answered(&p, 60, 60, 600, true);
	assert_int_equal(p.size, PACE_MOST);
	pace_answered(&p, 100, 100, 4000, true); /* never less because of this */
	assert_int_equal(p.size, PACE_MOST);
}

static void
pace_steps_down(void **state)
{
	struct pace p = paced(40, 4, (struct poller_memory){ 0 });

	assert_true(pace_silent(&p, 40));
	assert_int_equal(p.size, 10);
	assert_true(pace_silent(&p, 10));
	assert_int_equal(p.size, 4);
	assert_false(pace_silent(&p, 4));
	pace_answered(&p, 4, 4, 40, true);
	assert_int_equal(p.size, 4); /* and stays there */
	p = paced(40, 0, (struct poller_memory){ 0 });
	pace_answered(&p, 40, 40, 400, true);
	assert_true(pace_down(&p, 80, 40));
	assert_true(pace_down(&p, 40, 20));
	pace_culprit(&p); /* it was one varbind */
	assert_int_equal(p.size, 20);
	assert_true(pace_down(&p, 20, 10)); /* and another one */
	pace_culprit(&p);
	pace_answered(&p, 1, 1, 10, true);
	assert_int_equal(p.limit, PACE_MOST);
	assert_int_equal(p.size, 40);
}

/* Stepping up again is tried rarely. */
static void
pace_is_remembered(void **state)
{
	struct poller_memory m = { 0 };
	struct pace p = paced(40, 0, m);

	pace_fit(&p, 10);
	pace_remember(p, &m);
	m.known = 1;
	assert_int_equal(m.repetitions, 10);
	assert_int_equal(m.since_down, 0);
	for (unsigned i = 1; i <= PACE_PATIENCE; i++) {
		p = paced(40, 0, m);
		pace_answered(&p, 10, 10, 100, true);
		assert_int_equal(p.size, 10);
		pace_remember(p, &m);
		assert_int_equal(m.since_down, i);
	}
	p = paced(40, 0, m);
	pace_answered(&p, 10, 10, 100, true);
	assert_int_equal(p.size, 20);
	pace_remember(p, &m);
	assert_int_equal(m.repetitions, 20);
	m.since_down = UINT16_MAX;
	pace_remember(p, &m);
	assert_int_equal(m.since_down, UINT16_MAX);
}

static void
credentials_checked(void **state)
{
	static const struct poller_credential bad[] = { { .name = "a", .version = 4 },
		{ .name = "a", .version = 0, .community = "x" }, { .name = "a", .version = 2 },
		{ .name = "a", .version = 3 }, { .name = "a", .version = 3, .user = "" },
		{ .name = "a", .version = 3, .user = "u", .auth = "SHA" },
		{ .name = "a", .version = 3, .user = "u", .auth = "SHA", .auth_secret = "seven77" },
		{ .name = "a",
		    .version = 3,
		    .user = "u",
		    .auth = "SH",
		    .auth_secret = "longenough" },
		{ .name = "a",
		    .version = 3,
		    .user = "u",
		    .priv = "AES",
		    .priv_secret = "longenough" },
		{ .name = "a",
		    .version = 3,
		    .user = "u",
		    .auth = "SHA",
		    .auth_secret = "longenough",
		    .priv = "AES",
		    .priv_secret = "short" },
		{ .name = "a", .version = 3, .user = "123456789012345678901234567890123" } };
	struct error e;

	snmplib_start();
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_null(credential_new(&bad[i], &e));
		assert_non_null(strstr(e.text, "credential a: "));
		assert_null(strstr(e.text, "longenough"));
		assert_null(strstr(e.text, "seven77"));
	}
}

/* RFC 3414, A.3.2: the key of "maplesyrup" at engine 00..02 with SHA. */
static void
keys_localised(void **state)
{
	static const struct poller_credential from = {
		.name = "a", .version = 3, .user = "u", .auth = "SHA", .auth_secret = "maplesyrup"
	};
	static const uint8_t key[] = { 0x66, 0x95, 0xfe, 0xbc, 0x92, 0x88, 0xe3, 0x62, 0x82, 0x23,
		0x5f, 0xc7, 0x15, 0x1f, 0x12, 0x84, 0x97, 0xb3, 0x8f, 0x3f };
	struct engine engine = { .len = 12, .id = { [11] = 2 } };
	struct credential *c;
	struct usmUser *u;

	snmplib_start();
	c = credential_new(&from, NULL);
	assert_non_null(c);
	u = usm_user_new(c, &engine);
	assert_non_null(u);
	assert_int_equal(u->authKeyLen, sizeof key);
	assert_memory_equal(u->authKey, key, sizeof key);
	usm_user_free(u);
	credential_free(c);
}

/* The library keeps no user and no engine, and clocks go on. */
static void
library_keeps_nothing(void **state)
{
	static const struct poller_credential from = { .name = "a", .version = 3, .user = "u" };
	struct engine e = { .len = 5, .id = "abcde", .boots = 7, .time = 100, .authentic = true };
	struct credential *c;
	struct usmUser *u;

	snmplib_start();
	c = credential_new(&from, NULL);
	assert_non_null(c);
	u = usm_user_new(c, &e);
	assert_non_null(u);
	for (unsigned i = 1; i <= 3; i++) {
		usm_lend(u, &e, i * 10 * 1000000);
		assert_ptr_equal(usm_get_user(e.id, e.len, "u"), u);
		assert_non_null(search_enginetime_list(e.id, e.len));
		set_enginetime((const u_char *)"other", 5, 1, 1, TRUE);
		usm_take_back(u, &e, i * 10 * 1000000);
		assert_null(usm_get_userList());
		assert_null(search_enginetime_list(e.id, e.len));
		assert_null(search_enginetime_list((const u_char *)"other", 5));
		assert_int_equal(e.boots, 7);
		assert_in_range(e.time, 100 + i * 10, 100 + i * 10 + 1);
	}
	usm_user_free(u);
	credential_free(c);
}

static void
library_leaves_the_process_alone(void **state)
{
	setenv("MIBS", "SOME-MIB", 1);
	unsetenv("MIBDIRS");
	snmplib_start();
	snmplib_start();
	assert_string_equal(getenv("MIBS"), "SOME-MIB");
	assert_null(getenv("MIBDIRS"));
	assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
}

static void
floats(void **state)
{
	netsnmp_variable_list v = { .type = ASN_OPAQUE_FLOAT };
	struct varbind_room room;
	struct varbind got;
	float f = 1.5f;
	oid name[] = { 1, 3, 4294967295u };

	v.name = name;
	v.name_length = 3;
	v.val.floatVal = &f;
	varbind_from(&v, &room, &got);
	assert_int_equal(got.type, VARBIND_REAL);
	assert_true(got.real == 1.5);
	assert_int_equal(got.name.n, 3);
	assert_int_equal(got.name.arc[2], 4294967295u);
	v.type = SNMP_ENDOFMIBVIEW;
	varbind_from(&v, &room, &got);
	assert_int_equal(got.type, VARBIND_NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(library_leaves_the_process_alone),
		cmocka_unit_test(addresses_good), cmocka_unit_test(addresses_names),
		cmocka_unit_test(addresses_bad), cmocka_unit_test(timers_in_order),
		cmocka_unit_test(pace_grows), cmocka_unit_test(pace_steps_down),
		cmocka_unit_test(pace_is_remembered), cmocka_unit_test(credentials_checked),
		cmocka_unit_test(keys_localised), cmocka_unit_test(library_keeps_nothing),
		cmocka_unit_test(floats) };

	return cmocka_run_group_tests_name("poller", tests, NULL, NULL);
}
