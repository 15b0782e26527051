/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_POLICY_H
#define DECOM_POLICY_H

#include "judge.h"
#include "sandbox_internal.h"
#include "view.h"

/* One policy: its sandbox, what it declared, how it fares.  Nothing outside lua/ includes it. */
struct policy {
	struct sandbox *sandbox;
	struct view *view;
	char *path, *name, *title, *rule;
	uint32_t window;         /* days */
	int judge, asset, tests; /* registry references */
	uint32_t ntests;
	uint32_t idle, active, keep, unknown, failures, in_a_row;
	bool suspended, erred;
	struct error last_error;
	char reason[VERDICT_REASON_MAX]; /* of a verdict that C gives */
};

/*
 * Push what the libraries know of the catalogues, so that declarations can be
 * checked: { nearest = , days = , metrics = { }, units = { }, fields = { } };
 * a field's kind is "text", "number", "flag", "date" or the list of its labels.
 */
void catalogue_push(lua_State *);

/* Compile and check the declaration; its tests are not run yet.  NULL on error. */
struct policy *policy_load(
    const char *path, const struct limits *, unsigned digits, struct error *);
void policy_free(struct policy *); /* NULL is fine */

/* Judge one asset; the budgets are fresh. */
void policy_judge(
    struct policy *, const struct rows *, const void *row, struct evidence *, struct verdict *);

/* Run its own tests; false if one fails (all are run).  out may be NULL: no lines. */
bool policy_run_tests(struct policy *, FILE *out, struct error *);

#endif
