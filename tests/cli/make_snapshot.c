/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "snapshot.h"
#include "when.h"

/*
 * make_snapshot PATH: a small estate with the texts that output formats get
 * wrong: quotes, separators, markup, controls, what is not UTF-8, empty.
 */
static struct arena arena;

static struct text
text(const char *s)
{
	return arena_add(&arena, s);
}

static void
set(struct asset *a, const char *name, const char *value)
{
	const struct field *f = field_named(asset_fields, name);
	struct value v;
	struct error e;

	if (f == NULL || !field_parse(f, 2, value, &v, &e)) {
		fprintf(stderr, "make_snapshot: %s: %s\n", name, value);
		return;
	}
	if (v.kind == VAL_TEXT)
		field_set_text(f, a, text(v.text));
	else
		field_set_number(f, a, v.number);
}

static const struct {
	uint32_t index, site;
	bool candidate;
	const char *values[16]; /* pairs, NULL ends */
} assets[] = {
	{ 3, 1, true,
	    { "name", "web-01", "serial", "ABC123", "site", "DC1", "alignment", "zombie", "score",
		"90", "annual_cost", "1234.50", "power", "180" } },
	{ 7, 1, true,
	    { "name", "say \"hi\", <b>&\n\033[31m", "serial", "abc123\xff", "site", "DC1",
		"alignment", "retire", "score", "70", "coverage", "97.5", "notice", "3 months" } },
	{ 8, 2, false,
	    { "name", "db-01.example.com", "serial", "", "site", "D\xc3\xa9p\xc3\xb4t \xe6\x97\xa5",
		"alignment", "wait", "candidate", "false", "warranty_end", "2027-01-31" } },
	{ 9, 2, false, { "name", "DB-02", "alignment", "unknown", "score", "0", "serial", "12" } },
	{ 12, 0, false, { "name", "web-01", "alignment", "retained", "asset_tag", "T-1" } },
};

#define ASSETS (sizeof assets / sizeof *assets)

static bool
add_sites(struct snapshot_writer *w, struct error *e)
{
	static const char *const names[] = { "DC1", "D\xc3\xa9p\xc3\xb4t \xe6\x97\xa5" };

	for (uint32_t i = 0; i < 2; i++) {
		struct site site = { .index = i + 1 };

		field_clear_all(site_fields, &site);
		site.name = text(names[i]);
		if (i == 0)
			site.exit_date.v = day_of(2027, 3, 31);
		if (!snapshot_add(w, SECTION_SITE, &site, e))
			return false;
	}
	return true;
}

static bool
add_assets(struct snapshot_writer *w, struct error *e)
{
	for (size_t i = 0; i < ASSETS; i++) {
		struct asset a = { 0 };

		field_clear_all(asset_fields, &a);
		a.index = assets[i].index;
		a.site_index = assets[i].site;
		for (size_t v = 0; v < 16 && assets[i].values[v] != NULL; v += 2)
			set(&a, assets[i].values[v], assets[i].values[v + 1]);
		a.candidate.v = assets[i].candidate;
		if (!snapshot_add(w, SECTION_ASSET, &a, e))
			return false;
	}
	return true;
}

static bool
add_candidates(struct snapshot_writer *w, struct error *e)
{
	for (uint32_t i = 0; i < ASSETS; i++) {
		struct candidate c = { .site_index = assets[i].site,
			.asset_index = assets[i].index,
			.asset_row = i,
			.flagged_at = { 1700000000 },
			.state = CANDIDATE_STATE_CANDIDATE };

		if (assets[i].candidate && !snapshot_add(w, SECTION_CANDIDATE, &c, e))
			return false;
	}
	return true;
}

/* A finding about no single asset, and one about asset 7. */
static bool
add_rest(struct snapshot_writer *w, struct error *e)
{
	struct finding general = { .index = 1,
		.kind = FINDING_INCOMPLETE,
		.severity = SEVERITY_ERROR,
		.line = U32_ABSENT };
	struct finding f = { .asset_index = 7,
		.index = 1,
		.kind = FINDING_PLACEHOLDER,
		.severity = SEVERITY_WARNING,
		.line = 12 };
	struct origin o = { .asset_index = 7, .line = 12 };

	f.source = o.source = text("cmdb");
	f.file = o.file = text("a/b.xml");
	f.message = text("uuid: a placeholder");
	return snapshot_add(w, SECTION_FINDING, &general, e) &&
	       snapshot_add(w, SECTION_FINDING, &f, e) && snapshot_add(w, SECTION_ORIGIN, &o, e);
}

static bool
add_summary(struct snapshot_writer *w, struct error *e)
{
	struct summary s = { 0 };

	field_clear_all(summary_fields, &s);
	s.snapshot_time.v = 1700000000;
	s.snapshot_generation = 1;
	s.assets = ASSETS;
	s.candidates = 2;
	s.as_of.v = day_of(2026, 11, 20);
	s.currency = text("USD");
	return snapshot_add(w, SECTION_SUMMARY, &s, e);
}

int
main(int argc, char **argv)
{
	struct error e = { "usage: make_snapshot PATH" };
	struct snapshot_writer *w = argc == 2 ? snapshot_create(argv[1], &e) : NULL;

	if (w != NULL && add_summary(w, &e) && add_sites(w, &e) && add_assets(w, &e) &&
	    add_candidates(w, &e) && add_rest(w, &e) && snapshot_commit(w, &arena, &e)) {
		arena_free(&arena);
		return 0;
	}
	fprintf(stderr, "make_snapshot: %s\n", e.text);
	return 99;
}
