/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy.h"

struct judge {
	struct limits limits;
	unsigned digits;
	struct policy **policies;
	size_t n;
};

struct judge *
judge_new(const struct limits *limits, unsigned digits)
{
	struct judge *j = calloc(1, sizeof *j);

	if (j != NULL) {
		j->limits = *limits;
		j->digits = digits;
	}
	return j;
}

void
judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	for (size_t i = 0; i < j->n; i++)
		policy_free(j->policies[i]);
	free(j->policies);
	free(j);
}

/* The policy takes the place of the old one from its file, else the end. */
static bool
put(struct judge *j, struct policy *p, struct error *e)
{
	struct policy **grown;

	for (size_t i = 0; i < j->n; i++) {
		if (strcmp(j->policies[i]->name, p->name) != 0)
			continue;
		if (strcmp(j->policies[i]->path, p->path) != 0)
			return error_set(e, "%s: the name %s is that of %s", p->path, p->name,
			    j->policies[i]->path);
		policy_free(j->policies[i]);
		j->policies[i] = p;
		return true;
	}
	if ((grown = reallocarray(j->policies, j->n + 1, sizeof *grown)) == NULL)
		return error_set(e, "%s: no memory", p->path);
	j->policies = grown;
	j->policies[j->n++] = p;
	return true;
}

/* Whoever serves the old version from now on says why. */
static void
note_refusal(struct judge *j, const char *path, const struct error *e)
{
	for (size_t i = 0; i < j->n; i++)
		if (strcmp(j->policies[i]->path, path) == 0) {
			j->policies[i]->last_error = *e;
			j->policies[i]->erred = true;
		}
}

bool
judge_add(struct judge *j, const char *path, struct error *e)
{
	struct error own;
	struct policy *p = policy_load(path, &j->limits, j->digits, &own);

	if (p != NULL && policy_run_tests(p, NULL, &own) && put(j, p, &own))
		return true;
	policy_free(p);
	note_refusal(j, path, &own);
	return error_set(e, "%s", own.text);
}

bool
judge_add_named(struct judge *j, const char *name, const char *const *dirs, struct error *e)
{
	char path[4096];

	if (strchr(name, '/') != NULL)
		return error_set(e, "policy \"%s\": a name, not a path, is needed", name);
	for (; *dirs != NULL; dirs++) {
		int n = snprintf(path, sizeof path, "%s/%s.lua", *dirs, name);

		if (n > 0 && (size_t)n < sizeof path && access(path, F_OK) == 0)
			return judge_add(j, path, e);
	}
	return error_set(e, "policy \"%s\": no file %s.lua", name, name);
}

size_t
judge_count(const struct judge *j)
{
	return j->n;
}

struct policy_info
judge_policy(const struct judge *j, size_t i)
{
	const struct policy *p = j->policies[i];

	return (struct policy_info){ .name = p->name,
		.title = p->title,
		.rule = p->rule,
		.path = p->path,
		.window = p->window,
		.coverage = p->view->coverage,
		.tests = p->ntests,
		.idle = p->idle,
		.active = p->active,
		.keep = p->keep,
		.unknown = p->unknown,
		.failures = p->failures,
		.suspended = p->suspended,
		.last_error = p->erred ? p->last_error.text : NULL };
}

void
judge_begin(struct judge *j)
{
	for (size_t i = 0; i < j->n; i++) {
		struct policy *p = j->policies[i];

		bind_forget(p->view);
		p->idle = p->active = p->keep = p->unknown = p->failures = 0;
	}
}

void
judge_asset(struct judge *j, const struct rows *rows, const void *row, struct evidence *evidence,
    struct verdict *out)
{
	for (size_t i = 0; i < j->n; i++)
		policy_judge(j->policies[i], rows, row, evidence, &out[i]);
}

static int
precedence(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_NONE: return 0;
	case VERDICT_UNKNOWN: return 1;
	case VERDICT_IDLE: return 2;
	case VERDICT_ACTIVE: return 3;
	case VERDICT_KEEP: return 4;
	}
	return 0;
}

size_t
judge_combine(const struct verdict *v, size_t n)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		if (v[i].kind == VERDICT_NONE)
			continue;
		if (best == n || precedence(v[i].kind) > precedence(v[best].kind) ||
		    (v[i].kind == VERDICT_IDLE && v[best].kind == VERDICT_IDLE &&
			v[i].score > v[best].score))
			best = i;
	}
	return best;
}
