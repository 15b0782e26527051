/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estate.h"

enum { CELLS = 60 };

/* A row in words: its index, then field=value as an adapter would say it. */
struct line {
	enum section section;
	uint32_t index[2];
	const char *cells[CELLS];
};

static const struct line small[] = {
	{ SECTION_SITE, { 1 },
	    { "name=DC1", "exit_date=2027-06-30", "assets=3", "candidates=2", "power=430",
		"rack_units=3", "annual_cost=1234.50" } },
	{ SECTION_SITE, { 4 }, { "name=", "assets=0", "candidates=0", "power=0" } },
	{ SECTION_ASSET, { 1 },
	    { "name=web1", "serial=SN-1", "asset_tag=T1", "uuid=6d1f", "vendor=Dell", "model=R740",
		"class=server", "address=192.0.2.1", "site=DC1", "room=A", "rack=R01",
		"position=12", "height=2", "parent=pod-1", "application=shop; mail", "owner=ops",
		"environment=production", "role=web", "install_status=in use",
		"purchase_date=2019-02-28", "purchase_cost=4999.50", "warranty_end=2024-02-29",
		"support_contract=C-77", "support_start=2026-01-01", "support_end=2026-12-31",
		"support_cost=0.49", "support_period=1 year", "notice=3 months",
		"lease_end=2027-01-31", "residual_value=0", "power_rated=750", "power=350",
		"wave=W1", "migration_status=cutOver", "strategy=rehost", "cutover_date=2026-08-01",
		"target=cloud", "usage=idle", "alignment=retire", "candidate=true",
		"policy=idle-month", "score=80", "reason=quiet for 90 days",
		"idle_since=2026-08-22", "coverage=97.5", "earliest_retire=2026-11-20",
		"retire_by=2027-06-30", "annual_cost=1200.50", "outlets=pdu-a/7; pdu-b/7",
		"threads=64", "link_speed=20000", "business_cycle=quarter", "standby=providing",
		"cluster=pair-1", "guests=0", "endpoints=48", "exempt_until=2027-03-31" } },
	{ SECTION_ASSET, { 2 },
	    { "name=web2", "serial=", "class=blade", "site=DC1", "height=0", "support_cost=-5",
		"notice=90d", "power=0", "usage=unknown", "alignment=unknown", "candidate=false",
		"coverage=0" } },
	{ SECTION_ASSET, { 7 },
	    { "name=z\xc3\xbcrich-7", "site=DC1", "purchase_cost=92233720368547758.07",
		"power_rated=4294967294", "usage=idle", "alignment=zombie", "candidate=true",
		"policy=idle-month", "score=0", "annual_cost=34.00" } },
	{ SECTION_ASSET, { 4000000000 },
	    { "usage=idle", "alignment=idleAhead", "candidate=true" } },
	{ SECTION_CANDIDATE, { 0, 4000000000 }, { "state=candidate" } },
	{ SECTION_CANDIDATE, { 1, 1 }, { "state=candidate", "flagged_at=2026-11-20T06:07:08Z" } },
	{ SECTION_CANDIDATE, { 1, 7 }, { "state=candidate", "flagged_at=1970-01-01T00:00:00Z" } },
	{ SECTION_WAVE, { 1 },
	    { "name=W1", "cutover_date=2026-08-01", "assets=1", "migrated=1", "candidates=1",
		"still_busy=0" } },
	{ SECTION_POLICY, { 1 },
	    { "name=idle-month", "title=Idle for a month", "state=active", "idle=3", "active=0",
		"keep=0", "unknown=1", "failures=0" } },
	{ SECTION_POLICY, { 2 },
	    { "name=broken", "state=failed", "last_error=broken.lua:3: unexpected symbol" } },
	{ SECTION_SOURCE, { 1 },
	    { "name=cmdb", "adapter=servicenow", "state=ok", "files=1", "records=4", "samples=0",
		"repairs=0", "findings=1", "last_read=2026-11-20T06:00:00Z" } },
	{ SECTION_SOURCE, { 2 },
	    { "name=tracker", "adapter=spreadsheetml", "state=failed", "files=0",
		"last_error=tracker.xml: No such file or directory" } },
	{ SECTION_SOURCE, { 3 },
	    { "name=hosts", "adapter=snmp", "state=ok", "agents=40", "agents_failing=2",
		"varbinds_per_second=81000" } },
	{ SECTION_FINDING, { 0, 3 },
	    { "kind=unreadable", "severity=error", "source=tracker", "file=tracker.xml",
		"message=No such file or directory" } },
	{ SECTION_FINDING, { 2, 1 },
	    { "kind=serialConflict", "severity=warning", "source=cmdb", "file=cmdb.xml", "line=31",
		"message=SN-1 here, SN-2 there" } },
	{ SECTION_FINDING, { 2, 2 }, { "kind=other", "severity=info", "message=" } },
	{ SECTION_ORIGIN, { 1 }, { "source=cmdb", "file=cmdb.xml", "line=4" } },
};

static bool
set_cell(enum section section, const char *cell, struct arena *a, void *row, struct error *e)
{
	const char *value = strchr(cell, '=') + 1;
	char name[64];
	const struct field *f;
	struct value v;

	snprintf(name, sizeof name, "%.*s", (int)(value - 1 - cell), cell);
	if ((f = field_named(sections[section].fields, name)) == NULL)
		return error_set(e, "%s: no such field", name);
	if (f->rep == REP_TEXT) {
		field_set_text(f, row, arena_share(a, value));
		return true;
	}
	return (field_parse(f, 2, value, &v, e) && field_set_number(f, row, v.number)) ||
	       error_prefix(e, "%s", cell);
}

/* The number of an asset's row among those of the table above. */
static uint32_t
asset_row(uint32_t index)
{
	uint32_t n = 0;

	for (const struct line *l = small; l->section <= SECTION_ASSET; l++)
		if (l->section == SECTION_ASSET && l->index[0] < index)
			n++;
	return n;
}

static bool
add_line(struct snapshot_writer *w, const struct line *l, struct arena *a, struct error *e)
{
	const struct section_info *info = &sections[l->section];
	union {
		struct asset asset;
		struct candidate candidate;
		struct origin origin;
		char bytes[512];
	} row = { .bytes = { 0 } };

	field_clear_all(info->fields, &row);
	for (unsigned n = 0; n < info->nindex; n++)
		memcpy(row.bytes + info->index[n], &l->index[n], sizeof l->index[n]);
	for (size_t n = 0; n < CELLS && l->cells[n] != NULL; n++)
		if (!set_cell(l->section, l->cells[n], a, &row, e))
			return false;
	if (l->section == SECTION_ASSET)
		row.asset.site_index = row.asset.site.at != TEXT_ABSENT;
	if (l->section == SECTION_CANDIDATE)
		row.candidate.asset_row = asset_row(l->index[1]);
	if (l->section == SECTION_ORIGIN)
		row.origin.asset_index = l->index[0];
	return snapshot_add(w, l->section, &row, e);
}

static bool
add_summary(struct snapshot_writer *w, uint32_t generation, uint32_t assets, uint32_t candidates,
    struct arena *a, struct error *e)
{
	struct summary sum = { { 0 } };

	field_clear_all(summary_fields, &sum);
	sum.snapshot_time.v = 1795154400; /* 2026-11-20T06:00:00Z */
	sum.snapshot_generation = generation;
	sum.assets = assets;
	sum.candidates = candidates;
	sum.reclaimable_power = 350;
	sum.reclaimable_rack_units = 2;
	sum.reclaimable_annual_cost.v = 123450;
	sum.as_of.v = 20777;
	sum.currency = arena_share(a, "USD");
	return snapshot_add(w, SECTION_SUMMARY, &sum, e);
}

static bool
finish(struct snapshot_writer *w, bool ok, struct arena *a, struct error *e)
{
	ok = ok && snapshot_commit(w, a, e);
	if (!ok)
		snapshot_abandon(w);
	arena_free(a);
	return ok;
}

bool
estate_small(const char *path, uint32_t generation, struct error *e)
{
	struct snapshot_writer *w = snapshot_create(path, e);
	struct arena a = { { 0 } };
	bool ok;

	if (w == NULL)
		return false;
	ok = add_summary(w, generation, 4, 3, &a, e);
	for (size_t n = 0; ok && n < sizeof small / sizeof *small; n++)
		ok = add_line(w, &small[n], &a, e);
	return finish(w, ok, &a, e);
}

static uint32_t
site_of(uint32_t n)
{
	return (n - 1) / ESTATE_SITE + 1;
}

static struct text
site_name(uint32_t index, struct arena *a)
{
	char text[16];

	snprintf(text, sizeof text, "DC%" PRIu32, index);
	return arena_share(a, text);
}

static bool
add_large_site(struct snapshot_writer *w, uint32_t index, struct arena *a, struct error *e)
{
	struct site row = { .index = index, .assets = ESTATE_SITE, .candidates = ESTATE_SITE };

	row.name = site_name(index, a);
	row.exit_date.v = DAY_ABSENT;
	row.annual_cost.v = MONEY_ABSENT;
	return snapshot_add(w, SECTION_SITE, &row, e);
}

static bool
add_large_asset(struct snapshot_writer *w, uint32_t n, struct arena *a, struct error *e)
{
	struct asset row;
	char text[64];

	memset(&row, 0, sizeof row);
	field_clear_all(asset_fields, &row);
	row.index = n;
	row.site_index = site_of(n);
	snprintf(text, sizeof text, "srv%07" PRIu32 ".example.net", n);
	row.name = arena_add(a, text);
	snprintf(text, sizeof text, "SN%08" PRIX32, n * 2654435761u);
	row.serial = arena_add(a, text);
	row.vendor = arena_share(a, "Dell Inc.");
	row.model = arena_share(a, "PowerEdge R740");
	row.site = site_name(row.site_index, a);
	row.application = arena_share(a, "web shop");
	row.policy = arena_share(a, "idle-quarter");
	row.reason = arena_share(a, "quiet for 90 days");
	row.class = CLASS_SERVER;
	row.power = 100 + n % 400;
	row.usage = USAGE_IDLE;
	row.alignment = ALIGNMENT_ZOMBIE;
	row.candidate.v = 1;
	row.score = (uint8_t)(n % 101);
	row.annual_cost.v = 10000 + n;
	return snapshot_add(w, SECTION_ASSET, &row, e);
}

static bool
add_large_candidate(struct snapshot_writer *w, uint32_t n, struct error *e)
{
	struct candidate row = { .site_index = site_of(n),
		.asset_index = n,
		.asset_row = n - 1,
		.flagged_at = { 1795154400 },
		.state = CANDIDATE_STATE_CANDIDATE };

	return snapshot_add(w, SECTION_CANDIDATE, &row, e);
}

bool
estate_large(const char *path, uint32_t n, uint32_t generation, struct error *e)
{
	struct snapshot_writer *w = snapshot_create(path, e);
	struct arena a = { { 0 } };
	bool ok;

	if (w == NULL)
		return false;
	ok = add_summary(w, generation, n, n, &a, e);
	for (uint32_t i = 1; ok && i <= site_of(n); i++)
		ok = add_large_site(w, i, &a, e);
	for (uint32_t i = 1; ok && i <= n; i++)
		ok = add_large_asset(w, i, &a, e);
	for (uint32_t i = 1; ok && i <= n; i++)
		ok = add_large_candidate(w, i, e);
	return finish(w, ok, &a, e);
}
