/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "judge.h"

/* The policies that are shipped pass their tests; what is written about policies is true. */

static FILE *
open_source(const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", getenv("top_srcdir"), name);
	if ((f = fopen(path, "r")) == NULL)
		fail_msg("%s cannot be read", path);
	return f;
}

static void
pass_own_tests(const char *path, unsigned least)
{
	struct judge *j = judge_new(&limits_policy, 2);
	struct error e = { "" };

	if (!judge_add(j, path, &e))
		fail_msg("%s", e.text);
	assert_true(judge_policy(j, 0).tests >= least);
	judge_free(j);
}

static bool
mentions(const char *file, const char *name)
{
	FILE *f = open_source(file);
	bool found = false;
	char line[1024];

	while (!found && fgets(line, sizeof line, f) != NULL)
		found = strstr(line, name) != NULL;
	fclose(f);
	return found;
}

/* Each that is there is installed, is explained, and passes its tests. */
static void
test_policies(void **state)
{
	char path[4096], name[256];
	const struct dirent *file;
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof path, "%s/lua/policies", getenv("top_srcdir"));
	assert_non_null(dir = opendir(path));
	while ((file = readdir(dir)) != NULL) {
		size_t len = strlen(file->d_name);

		if (len < 5 || strcmp(file->d_name + len - 4, ".lua") != 0)
			continue;
		snprintf(
		    path, sizeof path, "%s/lua/policies/%s", getenv("top_srcdir"), file->d_name);
		pass_own_tests(path, 5);
		if (!mentions("lua/lua.am", file->d_name))
			fail_msg("lua/lua.am does not list %s", file->d_name);
		snprintf(name, sizeof name, "%.*s", (int)len - 4, file->d_name);
		if (!mentions("docs/decom-criteria.7", name))
			fail_msg("decom-criteria(7) says nothing of %s", name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 15);
}

/* The file for editors is what the program prints. */
static void
test_annotations(void **state)
{
	FILE *shipped = open_source("lua/decom-annotations.lua"), *printed = tmpfile();
	char a[1024], b[1024];
	int lines = 0;

	assert_non_null(printed);
	policy_annotations(printed);
	rewind(printed);
	while (fgets(a, sizeof a, printed) != NULL) {
		assert_non_null(fgets(b, sizeof b, shipped));
		assert_string_equal(a, b);
		lines++;
	}
	assert_null(fgets(b, sizeof b, shipped));
	assert_true(lines > 100);
	fclose(printed);
	fclose(shipped);
}

/* Copy the next literal block of the manual that is a policy to path; false at the end. */
static bool
next_example(FILE *man, const char *path)
{
	bool in = false, policy = false;
	char line[1024];
	FILE *f = NULL;

	while (fgets(line, sizeof line, man) != NULL) {
		if (strncmp(line, ".Bd -literal", 12) == 0) {
			assert_non_null(f = fopen(path, "w"));
			in = true;
		} else if (in && strncmp(line, ".Ed", 3) == 0) {
			fclose(f);
			if (policy)
				return true;
			in = false;
		} else if (in) {
			policy |= strncmp(line, "return policy", 13) == 0 ||
				  strncmp(line, "return rule", 11) == 0;
			fputs(line, f);
		}
	}
	return false;
}

static void
test_manual(void **state)
{
	FILE *man = open_source("docs/decom-policy.7");
	char path[] = "decom-manual-XXXXXX";
	int n = 0;

	assert_true(close(mkstemp(path)) == 0);
	for (; next_example(man, path); n++)
		pass_own_tests(path, 1);
	unlink(path);
	fclose(man);
	assert_true(n >= 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_annotations),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
