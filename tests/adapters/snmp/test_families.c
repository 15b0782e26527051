/* SPDX-License-Identifier: BSD-2-Clause */
/* Which families there are, and which fits an agent. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "family.h"

static char top[] = "families-XXXXXX";
static char own[64], shipped[64];
static const char *const dirs[] = { own, shipped, NULL };

static const struct {
	const char *dir, *name, *text;
} files[] = {
	{ "shipped/devices", "plain", "match = { oid = '1.3.6.1.4.1.99999' }, title = 'shipped'" },
	{ "shipped/devices", "narrow", "match = { oid = '1.3.6.1.4.1.99999.7' }" },
	{ "shipped/devices", "asked",
	    "match = { oid = '1.3.6.1.4.1.99999', answers = '1.3.6.1.4.1.99999.5' }" },
	{ "shipped/devices", "either",
	    "match = { answers = { '1.3.6.1.4.1.99999.6', '1.3.6.1.4.1.99999.5' }, score = -7 }" },
	{ "shipped/devices", "words", "match = { descr = { '*frobnicator*', 'x*' } }" },
	{ "shipped/devices", "both", "match = { oid = '1.3.6.1.4.1.99999', descr = '*FROB*' }" },
	{ "shipped/devices", "some", "title = 'a part'" },
	{ "shipped/devices", "broken", "match = { oid = 'sysObjectID' }" },
	{ "shipped/devices", "needy", "parts = { 'missing' }" },
	{ "shipped/devices", "hidden", "match = { oid = '1.3.6.1.4.1.99999' }" },
	{ "shipped", "snmp", "title = 'no family'" },
	{ "own", "plain", "match = { oid = '1.3.6.1.4.1.99999' }, title = 'own'" },
};

static void
write_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s/%s.lua", top, dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%s", text);
	assert_int_equal(fclose(f), 0);
}

static int
make_files(void **state)
{
	static const char *const folders[] = { "own", "shipped", "shipped/devices" };
	char path[256], text[512];
	size_t i;

	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	for (i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", top, folders[i]);
		if (mkdir(path, 0700) != 0)
			return -1;
	}
	for (i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(text, sizeof text,
		    "adapter '%s' { format = 'snmp', %s, assets = { { model = 'system.descr' } } }",
		    files[i].name, files[i].text);
		write_file(files[i].dir, files[i].name, text);
	}
	/* Of another format, and none at all: a name hides those that come later all the same. */
	write_file("own", "hidden",
	    "adapter 'hidden' { format = 'xml', root = 'x', records = { { at = 'y', is = 'asset', "
	    "fields = { name = 'z' } } } }");
	write_file("own", "torn", "adapter 'torn' {");
	snprintf(own, sizeof own, "%s/own", top);
	snprintf(shipped, sizeof shipped, "%s/shipped", top);
	return 0;
}

static int
remove_files(void **state)
{
	char path[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s/%s.lua", top, files[i].dir, files[i].name);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/own/hidden.lua", top);
	unlink(path);
	snprintf(path, sizeof path, "%s/own/torn.lua", top);
	unlink(path);
	snprintf(path, sizeof path, "%s/shipped/devices", top);
	rmdir(path);
	rmdir(shipped);
	rmdir(own);
	return rmdir(top);
}

static void
collect(void *ctx, const char *name, const char *why)
{
	char *list = ctx;

	assert_non_null(strstr(why, name));
	snprintf(list + strlen(list), 256 - strlen(list), "%s ", name);
}

static void
folders(void **state)
{
	static const char *const names[] = { "asked", "both", "either", "narrow", "plain",
		"words" };
	char problems[256] = "";
	struct families *f = families_load(dirs, collect, problems);
	size_t i;

	(void)state;
	assert_non_null(f);
	assert_string_equal(problems, "torn broken ");
	assert_int_equal(families_count(f), 6);
	for (i = 0; i < 6; i++)
		assert_string_equal(family_name(families_at(f, i)), names[i]);
	assert_string_equal(family_title(families_named(f, "plain")), "own");
	assert_non_null(families_named(f, "some"));
	assert_null(families_named(f, "snmp"));
	assert_null(families_named(f, "hidden"));
	assert_null(families_named(f, "broken"));
	families_free(f);
	families_free(NULL);
}

static void
no_folders(void **state)
{
	static const char *const none[] = { "does-not-exist", NULL };
	struct families *f = families_load(none, NULL, NULL);
	const struct oid *probes;

	(void)state;
	assert_non_null(f);
	assert_int_equal(families_count(f), 0);
	assert_int_equal(families_probes(f, &probes), 0);
	families_free(f);
}

static void
probes(void **state)
{
	struct families *f = families_load(dirs, NULL, NULL);
	const struct oid *all;
	char buf[OID_TEXT];

	(void)state;
	assert_int_equal(families_probes(f, &all), 2);
	assert_string_equal(oid_format(all[0], buf), "1.3.6.1.4.1.99999.5");
	assert_string_equal(oid_format(all[1], buf), "1.3.6.1.4.1.99999.6");
	families_free(f);
}

/* An agent that says this much of itself; NULL: not even that. */
static struct harvest *
agent(const char *object, const char *descr, const char *answer)
{
	struct harvest *h = harvest_new(10000);
	uint32_t name[OID_ARCS], value[OID_ARCS];
	struct varbind v = { .name = { name, 9 } };

	v.name.n = oid_parse("1.3.6.1.2.1.1.1.0", name);
	if (descr != NULL) {
		v.type = VARBIND_OCTETS;
		v.octets = (const uint8_t *)descr;
		v.len = (uint32_t)strlen(descr);
		harvest_add(h, &v);
	}
	name[7] = 2;
	if (object != NULL) {
		v.type = VARBIND_OID;
		v.oid = (struct oid){ value, oid_parse(object, value) };
		harvest_add(h, &v);
	}
	if (answer != NULL) {
		v.name.n = oid_parse(answer, name);
		v.type = VARBIND_INTEGER;
		v.integer = 1;
		harvest_add(h, &v);
	}
	return h;
}

/* "NAME SCORE " of all that fit. */
static void
fits(const char *object, const char *descr, const char *answer, const char *expected)
{
	struct families *f = families_load(dirs, NULL, NULL);
	struct harvest *h = agent(object, descr, answer);
	struct family_score scores[8];
	char text[512] = "";
	size_t i, n = families_match(f, h, scores, 8);

	assert_true(n <= 8);
	for (i = 0; i < n; i++) {
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s %d ",
		    family_name(scores[i].family), scores[i].score);
		assert_true(scores[i].why[0] != '\0');
	}
	assert_string_equal(text, expected);
	harvest_free(h);
	families_free(f);
}

static void
scores(void **state)
{
	(void)state;
	fits(NULL, NULL, NULL, "");
	fits("1.3.6.1.4.1.8072.3.2.10", "Linux", NULL, "");
	fits("1.3.6.1.4.1.99999", NULL, NULL, "both 54 plain 54 ");
	fits("1.3.6.1.4.1.99999.7.1", "The FrobNicator 3", NULL,
	    "both 74 narrow 56 plain 54 words 20 ");
	fits("1.3.6.1.4.1.99999.1", NULL, "1.3.6.1.4.1.99999.5.1.0",
	    "asked 154 either 93 both 54 plain 54 ");
	fits("1.3.6.1.4.1.8072.3.2.10", NULL, "1.3.6.1.4.1.99999.5.1.0", "asked 100 either 93 ");
	/* What GETNEXT cannot have answered. */
	fits(NULL, NULL, "1.3.6.1.4.1.99999.5", "");
	fits(NULL, NULL, "1.3.6.1.4.1.99999.50.1", "");
	fits(NULL, "x", NULL, "words 20 ");
	fits(NULL, "a frobnicator", "1.3.6.1.4.1.99999.6.1", "either 93 words 20 ");
}

static void
best_of_many(void **state)
{
	struct families *f = families_load(dirs, NULL, NULL);
	struct harvest *h =
	    agent("1.3.6.1.4.1.99999.7.1", "frobnicator", "1.3.6.1.4.1.99999.5.1.0");
	struct family_score two[2];

	(void)state;
	assert_int_equal(families_match(f, h, two, 2), 6);
	assert_string_equal(family_name(two[0].family), "asked");
	assert_string_equal(family_name(two[1].family), "either");
	assert_string_equal(
	    two[0].why, "sysObjectID 1.3.6.1.4.1.99999.*; answers 1.3.6.1.4.1.99999.5");
	assert_int_equal(families_match(f, h, NULL, 0), 6);
	harvest_free(h);
	families_free(f);
}

static void
tell(void *ctx, const char *name, const char *why)
{
	(void)name;
	print_error("%s\n", why);
	++*(int *)ctx;
}

/* A part may need what only a family has. */
static bool
is_part(const char *path)
{
	char line[512];
	FILE *f = fopen(path, "r");
	bool part = true;

	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL)
		part = part && strstr(line, "match = ") == NULL;
	fclose(f);
	return part;
}

/* Everything that is shipped is sound, and nothing of it has the name of a preset for documents. */
static void
all_shipped(void **state)
{
	const char *source = getenv("top_srcdir");
	const struct dirent *entry;
	char dir[4096], name[256], path[4400];
	const char *const one[] = { dir, NULL };
	struct families *f;
	int problems = 0;
	size_t n = 0;
	DIR *d;

	(void)state;
	snprintf(dir, sizeof dir, "%s/adapters", source != NULL ? source : ".");
	f = families_load(one, tell, &problems);
	snprintf(path, sizeof path, "%s/devices", dir);
	d = opendir(path);
	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len <= 4 || strcmp(entry->d_name + len - 4, ".lua") != 0)
			continue;
		snprintf(name, sizeof name, "%.*s", (int)len - 4, entry->d_name);
		snprintf(path, sizeof path, "%s/devices/%.250s", dir, entry->d_name);
		if (families_named(f, name) == NULL && !is_part(path))
			fail_msg("devices/%s.lua is no family that can be used", name);
		n++;
	}
	closedir(d);
	assert_true(n > 0);
	assert_int_equal(problems, 0);
	families_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders),
		cmocka_unit_test(no_folders),
		cmocka_unit_test(probes),
		cmocka_unit_test(scores),
		cmocka_unit_test(best_of_many),
		cmocka_unit_test(all_shipped),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
