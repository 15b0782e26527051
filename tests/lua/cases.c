/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

static void
broken(const char *what, const char *of)
{
	fprintf(stderr, "cases: %s: %s\n", of, what);
	exit(99);
}

/* The next case of the file, line its title; false at its end. */
static bool
next_case(FILE *f, char line[CASE_LINE], struct scripted *c)
{
	size_t len = 0;

	while (strncmp(line, "=== ", 4) != 0)
		if (fgets(line, CASE_LINE, f) == NULL)
			return false;
	snprintf(c->title, sizeof c->title, "%.*s", (int)strcspn(line + 4, "\n"), line + 4);
	if (fgets(line, CASE_LINE, f) == NULL)
		broken("nothing expected", c->title);
	c->gives = strncmp(line, "gives: ", 7) == 0;
	if (!c->gives && strncmp(line, "error: ", 7) != 0)
		broken("neither gives nor error", c->title);
	snprintf(c->want, sizeof c->want, "%.*s", (int)strcspn(line + 7, "\n"), line + 7);
	c->script[0] = '\0';
	while (fgets(line, CASE_LINE, f) != NULL && strncmp(line, "=== ", 4) != 0) {
		if (len + strlen(line) >= sizeof c->script)
			broken("too long", c->title);
		len += (size_t)snprintf(c->script + len, sizeof c->script - len, "%s", line);
	}
	if (feof(f))
		line[0] = '\0';
	return true;
}

struct tally
run_cases(const char *name, bool (*check)(const struct scripted *))
{
	char path[CASE_LINE], line[CASE_LINE] = "";
	static struct scripted c;
	struct tally t = { 0 };
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/lua/%s", getenv("top_srcdir"), name);
	if ((f = fopen(path, "r")) == NULL)
		broken("cannot be read", path);
	for (; next_case(f, line, &c); t.cases++)
		t.failed += !check(&c);
	fclose(f);
	return t;
}
