/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "dialect.h"
#include "sight.h"

/*
 * decom adapter test of recorded walks: what a device family makes of them.
 * The clock is not that of today, so that the same walk always gives the
 * same result; a second walk is the look that comes LATER seconds after.
 */
enum { LATER = 300, SHOWN_MATCHES = 8 };
#define FIRST_LOOK INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define WALK_LIMIT ((size_t)256 << 20)

struct trial {
	const char *adapter; /* the family's name, or ANY_FAMILY */
	const char *file;
	unsigned long limit;
	struct families *families;
	struct family_score *scores;
	size_t nscores;
	const struct family *family;
	struct harvest *look[2]; /* the later one is NULL if there is one file */
	struct sight *sight;
};

static bool
any_family(const struct trial *t)
{
	return strcmp(t->adapter, ANY_FAMILY) == 0;
}

static bool
match(struct trial *t, struct error *e)
{
	size_t n = families_count(t->families);

	if ((t->scores = calloc(n + 1, sizeof *t->scores)) == NULL)
		return error_set(e, "out of memory");
	t->nscores = families_match(t->families, t->look[0], t->scores, n);
	if (t->family == NULL && t->nscores > 0)
		t->family = t->scores[0].family;
	return t->family != NULL || error_set(e, "%s: no adapter fits", t->file);
}

static void
print_matches(const struct trial *t)
{
	bool forced = !any_family(t), printed = false;
	size_t i;

	for (i = 0; i < t->nscores && (forced || i < SHOWN_MATCHES); i++)
		if (!forced || t->scores[i].family == t->family) {
			sight_print_match(&t->scores[i], stdout);
			printed = true;
		}
	if (!printed)
		printf("match %s 0: does not fit\n", family_name(t->family));
}

static bool
read_walks(struct trial *t, char **files, struct error *e)
{
	size_t i;

	for (i = 0; files[i] != NULL; i++)
		if ((t->look[i] = harvest_read(files[i], WALK_LIMIT, e)) == NULL)
			return false;
	return true;
}

static bool
evaluate(struct trial *t, struct error *e)
{
	bool later = t->look[1] != NULL;
	const struct family_sight look = {
		.agent = t->file,
		.now = t->look[later],
		.before = later ? t->look[0] : NULL,
		.time = FIRST_LOOK + (later ? LATER : 0),
		.before_time = FIRST_LOOK,
		.every = LATER,
	};

	if ((t->sight = sight_new()) == NULL)
		return error_set(e, "out of memory");
	if (!sight_look(t->sight, t->family, &look, e))
		return error_prefix(e, "%s", t->file);
	return true;
}

static enum cli_exit
run(struct trial *t, const struct cli *cli, char **files)
{
	struct error e;

	if (!dialect_families(cli, t->adapter, &t->families, &t->family, &e) ||
	    !read_walks(t, files, &e) || !match(t, &e) || !evaluate(t, &e))
		return cli_fail(&e);
	print_matches(t);
	sight_print(t->sight, t->limit, stdout);
	if (sight_blocks(t->sight) == 0)
		fprintf(stderr, "decom: %s: nothing that %s can tell at this look\n", t->file,
		    family_name(t->family));
	return CLI_DONE;
}

enum cli_exit
adapter_walk(const struct cli *cli, const char *adapter, char **files, unsigned long limit)
{
	struct trial t = { .adapter = adapter, .file = files[0], .limit = limit };
	enum cli_exit status;

	if (files[1] != NULL && files[2] != NULL)
		return cli_usage(cli, "a walk, and at most one of the same agent later");
	status = run(&t, cli, files);
	sight_free(t.sight);
	harvest_free(t.look[0]);
	harvest_free(t.look[1]);
	free(t.scores);
	families_free(t.families);
	return status;
}
