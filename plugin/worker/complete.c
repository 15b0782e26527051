/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "resolve.h"
#include "run.h"

/*
 * What no source says of an asset, but the configuration or other assets do:
 * the business cycle of its site, and how many guests it has.
 */

/* What sources say stays: a count is of assets for which none did. */
struct count {
	struct run *run;
	struct resolver *resolver;
	uint32_t *guests; /* per row */
};

/* A guest, a blade, or whatever is said to be on a hypervisor. */
static bool
is_guest(const struct asset *a, const struct asset *parent)
{
	return a->class == CLASS_VM || a->class == CLASS_BLADE || parent->class == CLASS_HYPERVISOR;
}

/* A parent is named by any identity; where that fits several, each may be it. */
static bool
count_guest(struct count *c, uint32_t row)
{
	static const enum key keys[] = { KEY_NAME, KEY_SERIAL, KEY_TAG, KEY_UUID, KEY_ADDRESS };
	enum { SHOWN = 8 };
	struct estate *e = &c->run->estate;
	const struct asset *a = estate_asset(e, row);
	const char *parent = arena_text(&e->arena, a->parent);
	uint32_t rows[SHOWN];
	int n = 0;

	for (size_t i = 0; n == 0 && i < sizeof keys / sizeof *keys; i++)
		n = resolver_find(c->resolver, keys[i], parent, rows, SHOWN);
	for (int i = 0; i < n && i < SHOWN; i++)
		if (rows[i] != row && is_guest(a, estate_asset(e, rows[i])))
			c->guests[rows[i]]++;
	return n >= 0;
}

static bool
count_guests(struct count *c)
{
	struct estate *e = &c->run->estate;

	for (size_t i = 0; i < c->run->n; i++)
		if (estate_asset(e, c->run->order[i])->parent.at != TEXT_ABSENT &&
		    !count_guest(c, c->run->order[i]))
			return false;
	for (size_t i = 0; i < c->run->n; i++) {
		uint32_t row = c->run->order[i];
		struct asset *a = estate_asset(e, row);

		if (a->guests == U32_ABSENT && c->guests[row] > 0)
			a->guests = c->guests[row];
	}
	return true;
}

static void
set_cycles(struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		struct asset *a = estate_asset(&run->estate, run->order[i]);
		const struct config_site *s = run_site(run, a);

		if (s != NULL && s->business_cycle != U8_ABSENT &&
		    (a->business_cycle == U8_ABSENT || a->business_cycle == CYCLE_UNKNOWN))
			a->business_cycle = s->business_cycle;
	}
}

bool
run_complete(struct run *run, struct error *err)
{
	struct count c = { .run = run,
		.resolver = resolver_new(&run->estate),
		.guests = calloc(estate_rows(&run->estate) + 1, sizeof *c.guests) };
	bool ok = c.resolver != NULL && c.guests != NULL && count_guests(&c);

	resolver_free(c.resolver);
	free(c.guests);
	set_cycles(run);
	return ok || error_set(err, "out of memory");
}
