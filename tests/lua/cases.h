/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TEST_CASES_H
#define DECOM_TEST_CASES_H

#include <stdbool.h>

/*
 * A file of scripts and what must come of them: "=== title", "gives: TEXT" or
 * "error: TEXT", then the script.  '#' lines before the first are comment.
 */
enum { CASE_LINE = 1024, CASE_SCRIPT = 8192 };

struct scripted {
	char title[CASE_LINE], want[CASE_LINE], script[CASE_SCRIPT];
	bool gives;
};

/* Call check for each case of tests/lua/NAME; how many cases, and how many of them failed. */
struct tally {
	int cases, failed;
};
struct tally run_cases(const char *name, bool (*check)(const struct scripted *));

#endif
