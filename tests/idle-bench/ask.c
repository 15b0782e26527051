/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "ask.h"
#include "proof.h"
#include "verdict_write.h"

static const char *
site_of(const struct estate *e, const struct asset *a)
{
	return a->site.at != TEXT_ABSENT ? arena_text(&e->arena, a->site) : NULL;
}

static bool
look_at_all(struct proof *p, const struct estate *e, struct error *err)
{
	for (uint32_t row = 0; row < estate_rows(e); row++) {
		const struct asset *a = estate_asset(e, row);

		if (!proof_look(p, a, site_of(e, a), err))
			return false;
	}
	return true;
}

static bool
judge_all(struct proof *p, struct judge *j, const struct estate *e, struct verdict *v, int days,
    FILE *out, struct error *err)
{
	struct rows rows = { e->assets.base, estate_rows(e), sizeof(struct asset),
		e->arena.bytes.base, NULL, 0 };

	judge_begin(j);
	for (uint32_t row = 0; row < estate_rows(e); row++) {
		const struct asset *a = estate_asset(e, row);

		if (!proof_judge(p, &rows, a, site_of(e, a), v, err))
			return false;
		for (size_t i = 0; i < judge_count(j); i++)
			verdict_write(out, arena_text(&e->arena, a->name), days,
			    judge_policy(j, i).name, &v[i]);
	}
	return true;
}

bool
ask_all(struct store *s, struct judge *j, const struct estate *e, int32_t day, int days, FILE *out,
    struct error *err)
{
	const struct proof_options options = { .as_of = day, .keep = true };
	struct proof *p = proof_new(s, j, &options);
	struct verdict *v = calloc(judge_count(j) + 1, sizeof *v);
	bool ok = p != NULL && v != NULL;

	if (!ok)
		error_set(err, "out of memory");
	ok = ok && look_at_all(p, e, err) && judge_all(p, j, e, v, days, out, err);
	free(v);
	proof_free(p);
	return ok;
}
