/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "worker/config.h"
#include "asset.h"
#include "rows.h"
#include "when.h"

#define SOURCE "source \"s\" { adapter = \"sadf\", files = \"*.xml\" }\n"

/* What must be refused, and how the first problem must read after "d/decom.lua". */
static const struct {
	const char *text, *message;
} refused[] = {
	{ "", ": no source is declared" },
	{ "sorce \"x\" {}", ":1: unknown word 'sorce' (did you mean 'source'?)" },
	{ "\nsource \"x\"", ":2: source \"x\": { ... } expected" },
	{ "as_of \"2026-02-30\"", ":1: as_of \"2026-02-30\": not a date (YYYY-MM-DD)" },
	{ "as_of \"2026-01-01\" as_of \"2026-01-02\"",
	    ":1: as_of \"2026-01-02\": declared before, in line 1" },
	{ "currency \"usd\"", ":1: currency \"usd\": not an ISO 4217 code such as \"USD\"" },
	{ "site \"\" {}", ":1: site \"\": the name is empty" },
	{ "site \"a\\0b\" {}", ":1: site \"a\": a control character in the name" },
	{ "site \"A\" {}\nsite \"A\" {}", ":2: site \"A\": declared before, in line 1" },
	{ "site \"A\" { exit = \"2027-01-01\" }", ":1: site \"A\": unknown key \"exit\"" },
	{ "site \"A\" { exit_dat = \"2027-01-01\" }",
	    ":1: site \"A\": unknown key \"exit_dat\"; did you mean exit_date?" },
	{ "site \"A\" { \"x\" }", ":1: site \"A\": a value without a key" },
	{ "site \"A\" { exit_date = 2027 }",
	    ":1: site \"A\": exit_date: a text was expected, not a number" },
	{ "site \"A\" { exit_date = \"31.3.2027\" }",
	    ":1: site \"A\": exit_date: not a date (YYYY-MM-DD)" },
	{ "site \"A\" { pue = 0.5 }", ":1: site \"A\": pue: a number from 1 to 10 was expected" },
	{ "site \"A\" { pue = \"1.5\" }",
	    ":1: site \"A\": pue: a number from 1 to 10 was expected" },
	{ "site \"A\" { tariff = 0/0 }",
	    ":1: site \"A\": tariff: a number from 0 to 1e+06 was expected" },
	{ "site \"A\" { rollback_days = 1.5 }",
	    ":1: site \"A\": rollback_days: a whole number from 0 to 3650 was expected" },
	{ "site \"A\" {\n  zone = \"Europe/Atlantis\" }",
	    ":1: site \"A\": zone: time zone \"Europe/Atlantis\" is not known on this machine" },
	{ "\nsite \"A\" { zone = \"../../etc/passwd\" }", ":2: site \"A\": zone: not a time zone" },
	{ "site \"A\" { zone = 1 }", ":1: site \"A\": zone: a text was expected, not a number" },
	{ "site \"A\" { business_cycle = \"fortnight\" }",
	    ":1: site \"A\": business_cycle: week, month, quarter or year was expected, not "
	    "\"fortnight\"" },
	{ "site \"A\" { business_cycle = 4 }",
	    ":1: site \"A\": business_cycle: a text was expected, not a number" },
	{ "source \"s\" { files = \"x\" }", ":1: source \"s\": adapter: missing" },
	{ "source \"s\" { adapter = \"sadf\" }", ":1: source \"s\": files: missing" },
	{ "source \"s\" { adapter = \"sadf\", files = {} }",
	    ":1: source \"s\": files: a text or a list of texts was expected" },
	{ "source \"s\" { adapter = \"sadf\", files = { a = \"b\" } }",
	    ":1: source \"s\": files: a text or a list of texts was expected" },
	{ "source \"s\" { adapter = \"sadf\", files = { \"a\", 1 } }",
	    ":1: source \"s\": files: a text was expected, not a number" },
	{ "source \"s\" { adapter = \"sadf\", files = \"\" }",
	    ":1: source \"s\": files: is empty" },
	{ "source \"s\" { adapter = 5, files = \"x\" }",
	    ":1: source \"s\": adapter: a text was expected, not a number" },
	{ "source \"s\" { adapter = \"sadf\", files = \"x\", every = \"often\" }",
	    ":1: source \"s\": every: not a duration such as \"5m\", \"6h\" or \"1d\"" },
	{ "source \"s\" { adapter = \"sadf\", files = \"x\", repair = 1 }",
	    ":1: source \"s\": repair: true or false was expected" },
	{ "source \"s\" { adapter = \"sadf\", fils = \"x\" }",
	    ":1: source \"s\": unknown key \"fils\"; did you mean files?" },
	{ "source \"s\" { adapter = \"sadf\", files = \"x\", prefer = \"rak\" }",
	    ":1: source \"s\": prefer: no field \"rak\" that sources fill; did you mean rack?" },
	{ "source \"s\" { adapter = \"snmp\", agents = \"known\", credential = { \"c\" } }",
	    ":1: source \"s\": credential: no credential \"c\" is declared" },
	{ "source \"s\" { adapter = \"snmp\", credential = \"c\" }",
	    ":1: source \"s\": agents: missing" },
	{ "source \"s\" { adapter = \"snmp\", agents = \"known\" }",
	    ":1: source \"s\": credential: missing; agents cannot be asked without one" },
	{ "source \"s\" { adapter = \"snmp\", agents = { \"10.0.0.0/33\" }, credential = \"c\" }",
	    ":1: source \"s\": agents: \"10.0.0.0/33\": neither an address, a name, nor a range "
	    "such "
	    "as 192.0.2.0/24" },
	{ "source \"s\" { adapter = \"snmp\", agents = \"10.0.0.0/8\", credential = \"c\" }",
	    ":1: source \"s\": agents: \"10.0.0.0/8\": more than 65536 addresses" },
	{ "source \"s\" { adapter = \"snmp\", agents = { file = 7 }, credential = \"c\" }",
	    ":1: source \"s\": agents: file: a text was expected, not a number" },
	{ SOURCE SOURCE, ":2: source \"s\": declared before, in line 1" },
	{ SOURCE "policy \"../x\"",
	    ":2: policy \"../x\": no name for a policy; for a file say { file = \"...\" }" },
	{ SOURCE "policy \"x\" { file = \"none.lua\" }",
	    ":2: policy \"x\": file: d/none.lua: not a file that can be read" },
	{ "credential \"c\" { version = 4 }",
	    ":1: credential \"c\": version: a whole number from 0 to 3 was expected" },
	{ "credential \"c\" { user = \"u\" }",
	    ":1: credential \"c\": version: 1, 2 or 3 was expected" },
	{ "credential \"c\" { version = 3 }",
	    ":1: credential \"c\": user: missing; version 3 needs it" },
	{ "credential \"c\" { version = 2 }",
	    ":1: credential \"c\": community: missing; version 2 needs it" },
	{ "credential \"c\" { version = 2, community = \"p\", user = \"u\" }",
	    ":1: credential \"c\": user, auth and priv are for version 3" },
	{ "credential \"c\" { version = 2, community = { file = \"none\" } }",
	    ":1: credential \"c\": community: d/none: No such file or directory" },
	{ "credential \"c\" { version = 2, community = { file = \"/\" } }",
	    ":1: credential \"c\": community: /: not a regular file" },
	{ "credential \"c\" { version = 3, user = \"u\", auth = { \"SHA256\", file = \"x\" } }",
	    ":1: credential \"c\": auth: unknown protocol \"SHA256\"; did you mean SHA-256" },
	{ "credential \"c\" { version = 3, user = \"u\", auth = \"secret\" }",
	    ":1: credential \"c\": auth: { PROTOCOL, file = FILE } was expected" },
	{ "credential \"c\" { version = 3, user = \"u\", auth = { \"MD5\", \"secret\" } }",
	    ":1: credential \"c\": auth: a value too many" },
	{ "while true do end", ":1: more than " }, /* instructions, or time on a slow machine */
	{ "local t = {} for i = 1, 1e9 do t[i] = { i } end", ": more than 65536 kB of memory" },
	{ "x =", ":1: unexpected symbol near <eof>" },
	{ "\033Lua", ": attempt to load a binary chunk" },
	{ "error({})", ": raised a table value" },
	{ "site(1)", ":1: site \"...\" expected, got a number" },
};

static void
test_refused(void **state)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct error e = { "" };
		struct config *c =
		    config_parse("d/decom.lua", refused[i].text, strlen(refused[i].text), &e);

		if (c != NULL)
			fail_msg("accepted: %s", refused[i].text);
		assert_true(strncmp(e.text, "d/decom.lua", 11) == 0);
		if (strncmp(e.text + 11, refused[i].message, strlen(refused[i].message)) != 0)
			fail_msg("%s\n  gave: %s\n  not:  %s", refused[i].text, e.text + 11,
			    refused[i].message);
	}
}

static struct config *
parse(const char *path, const char *text)
{
	struct error e = { "" };
	struct config *c = config_parse(path, text, strlen(text), &e);

	if (c == NULL)
		fail_msg("%s", e.text);
	return c;
}

static void
test_defaults(void **state)
{
	struct config *c = parse("decom.lua", "site \"A\"\n" SOURCE);

	assert_string_equal(c->path, "decom.lua");
	assert_string_equal(c->folder, ".");
	assert_int_equal(c->as_of, DAY_ABSENT);
	assert_string_equal(c->currency, "USD");
	assert_int_equal(c->digits, 2);
	assert_int_equal(c->nsites, 1);
	assert_int_equal(c->sites[0].exit_date, DAY_ABSENT);
	assert_int_equal(c->sites[0].pue, 1000);
	assert_true(c->sites[0].tariff == MONEY_ABSENT);
	assert_int_equal(c->sites[0].rollback_days, 30);
	assert_null(c->sites[0].zone);
	assert_int_equal(c->sites[0].business_cycle, U8_ABSENT);
	assert_int_equal(c->nsources, 1);
	assert_int_equal(c->sources[0].every, 3600);
	assert_false(c->sources[0].repair);
	assert_int_equal(c->sources[0].line, 2);
	assert_string_equal(c->sources[0].files[0], "*.xml");
	assert_int_equal(c->npolicies, 1);
	assert_string_equal(c->policies[0].name, CONFIG_DEFAULT_POLICY);
	assert_int_equal(c->policies[0].line, 0);
	config_free(c);
}

static void
test_all_said(void **state)
{
	struct config *c = parse("/etc/x/decom.lua",
	    "as_of \"2026-11-20\"\n"
	    "site \"DC1\" { exit_date = \"2027-03-31\", pue = 1.6, tariff = 25.5, rollback_days = "
	    "0, zone = \"Asia/Tokyo\", business_cycle = \"quarter\" }\n"
	    "currency \"JPY\"\n"
	    "source \"b\" { adapter = \"servicenow\", files = { \"one.xml\", \"/two/*.xml\" },\n"
	    "  every = \"6h\", repair = true, prefer = { \"name\", \"asset_tag\" }, fields = { "
	    "name = \"n\" } }\n"
	    "source \"a\" { adapter = \"sadf\", files = \"sar\" }\n"
	    "credential \"c\" { version = 2, community = \"public\" }\n");
	int32_t day;

	assert_string_equal(c->folder, "/etc/x");
	assert_true(day_parse("2026-11-20", &day));
	assert_int_equal(c->as_of, day);
	assert_int_equal(c->digits, 0);
	assert_int_equal(c->sites[0].pue, 1600);
	assert_int_equal(c->sites[0].tariff, 25500); /* yen per MWh */
	assert_int_equal(c->sites[0].rollback_days, 0);
	assert_string_equal(c->sites[0].zone, "Asia/Tokyo");
	assert_int_equal(c->sites[0].business_cycle, CYCLE_QUARTER);
	assert_int_equal(c->nsources, 2);
	assert_string_equal(c->sources[0].name, "b");
	assert_int_equal(c->sources[0].nfiles, 2);
	assert_string_equal(c->sources[0].files[0], "/etc/x/one.xml");
	assert_string_equal(c->sources[0].files[1], "/two/*.xml");
	assert_int_equal(c->sources[0].every, 21600);
	assert_true(c->sources[0].repair);
	assert_true(c->sources[0].prefer == 5);
	assert_true(c->sources[1].prefer == 0);
	assert_string_equal(config_source_named(c, "a")->files[0], "/etc/x/sar");
	assert_null(config_source_named(c, "z"));
	assert_string_equal(config_site_named(c, "dc1")->name, "DC1");
	assert_string_equal(c->credentials[0].community.text, "public");
	lua_rawgeti(sandbox_lua(c->sandbox), LUA_REGISTRYINDEX, c->sources[0].ref);
	assert_int_equal(lua_getfield(sandbox_lua(c->sandbox), -1, "fields"), LUA_TTABLE);
	config_free(c);
}

static void
test_tariff_in_cents(void **state)
{
	struct config *c = parse("decom.lua", "site \"A\" { tariff = 0.12345 }\n" SOURCE);

	assert_int_equal(c->sites[0].tariff, 12345); /* cents per MWh */
	config_free(c);
}

/* A folder of its own for files that a configuration names. */
static char folder[] = "/tmp/decom-config-XXXXXX";

static int
make_folder(void **state)
{
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
remove_folder(void **state)
{
	return rmdir(folder);
}

static const char *
write_file(const char *name, const char *text, mode_t mode, char path[128])
{
	FILE *f;

	snprintf(path, 128, "%s/%s", folder, name);
	assert_non_null(f = fopen(path, "w"));
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static void
test_secret_files(void **state)
{
	static const char text[] = SOURCE
	    "credential \"c\" { version = 3, user = \"u\", auth = { \"SHA-256\", file = \"s\" } }";
	static const mode_t open_modes[] = { 0640, 0620, 0604, 0602, 0644 };
	char secret[128], path[128];
	struct config *c;
	struct error e;

	snprintf(path, sizeof path, "%s/decom.lua", folder);
	write_file("s", "topsecret", 0600, secret);
	c = parse(path, text);
	assert_string_equal(c->credentials[0].auth.protocol, "SHA-256");
	assert_string_equal(c->credentials[0].auth.file, secret);
	config_free(c);
	for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
		assert_int_equal(chmod(secret, open_modes[i]), 0);
		assert_null(config_parse(path, text, strlen(text), &e));
		assert_non_null(strstr(e.text, secret));
		assert_null(strstr(e.text, "topsecret"));
	}
	unlink(secret);
}

static void
count_problem(void *ctx, const char *text)
{
	assert_non_null(strstr(text, "decom.lua"));
	++*(unsigned *)ctx;
}

static void
test_too_many_sources(void **state)
{
	char text[16000];
	struct error e = { "" };
	struct config *c;
	size_t n = 0;

	for (int i = 0; i < CONFIG_SOURCES_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    "source \"s%d\" { adapter = \"sadf\", files = \"x\" }\n", i);
	assert_non_null(c = config_parse("decom.lua", text, n, &e));
	assert_int_equal(c->nsources, CONFIG_SOURCES_MAX);
	config_free(c);
	n += (size_t)snprintf(text + n, sizeof text - n, "%s", SOURCE);
	assert_null(config_parse("decom.lua", text, n, &e));
	assert_string_equal(e.text, "decom.lua:121: source \"s\": more than 120 sources");
}

/* Everything wrong is told, and what is sound stays. */
static void
test_every_problem(void **state)
{
	unsigned problems = 0;
	struct config_report report = { count_problem, &problems };
	char path[128];
	struct config *c;
	struct error e;

	write_file("decom.lua",
	    "site \"A\" { pue = 0, tariff = -1, x = 1 }\n"
	    "site \"B\" { pue = 2 }\n" SOURCE "policy \"no-such\"\n",
	    0644, path);
	c = config_load_all(path, &report);
	assert_non_null(c);
	assert_int_equal(problems, 4);
	assert_int_equal(c->nsites, 1);
	assert_string_equal(c->sites[0].name, "B");
	assert_int_equal(c->npolicies, 0);
	config_free(c);
	assert_null(config_load(path, &e));
	unlink(path);
	assert_null(config_load(path, &e));
	assert_non_null(strstr(e.text, "No such file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_all_said),
		cmocka_unit_test(test_tariff_in_cents),
		cmocka_unit_test(test_secret_files),
		cmocka_unit_test(test_too_many_sources),
		cmocka_unit_test(test_every_problem),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
