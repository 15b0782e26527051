/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store full of history, and judging from it with the policy that is given:
 *	proof_only make DIR ASSETS DAYS		a new store below DIR
 *	proof_only append DIR ASSETS DAY	one day more for all
 *	proof_only judge DIR ASSETS DAY POLICY	"CPU-SECONDS PEAK-BYTES IDLE ACTIVE" as of DAY
 * Days count from 0.  Every asset has six metrics in five-minute samples.
 * They are made for the first TEMPLATES assets only; the rest are copies.
 */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "arena.h"
#include "proof.h"

enum { TEMPLATES = 40, FIRST_DAY = 20000, NOW_AND_THEN = 32 };

static const enum metric measured[] = { METRIC_CPU, METRIC_MEMORY, METRIC_TRANSMIT, METRIC_WRITE,
	METRIC_POWER, METRIC_LOGINS };
enum { MEASURED = sizeof measured / sizeof *measured };

static void
fail(const char *why)
{
	fprintf(stderr, "proof_only: %s\n", why);
	exit(1);
}

static double
uniform(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return ((double)(*state >> 33) + 0.5) / 2147483648.0;
}

static double
normal(uint64_t *state)
{
	double radius = sqrt(-2 * log(uniform(state)));

	return radius * cos(6.283185307179586 * uniform(state));
}

/* What runs at this time of this day, 0 to 1: a third is idle, others are backed up at night, run
 * at night, in office hours, or at the end of a month. */
static double
load(uint32_t template, int32_t day, int bucket)
{
	int hour = bucket / 12;

	switch (template % 6) {
	case 2: return hour == 2 ? 0.2 : 0;
	case 3: return hour == 1 ? 0.7 : 0;
	case 4: return day % 7 < 5 && hour > 7 && hour < 18 ? 0.4 : 0;
	case 5: return day % 30 == 29 && hour < 5 ? 0.6 : 0;
	default: return 0;
	}
}

static double
value_of(uint32_t template, enum metric m, double busy, uint64_t *state)
{
	bool backup = template % 6 == 2;
	double noise = exp(0.5 * normal(state));

	switch (m) {
	case METRIC_CPU: return fmin(100, 0.4 * noise + 80 * busy);
	case METRIC_TRANSMIT: return 300 * noise + 3e7 * busy;
	case METRIC_WRITE: return 3000 * noise + (backup ? 0 : 2e7 * busy);
	case METRIC_MEMORY: return 12 + template % 20 + 20 * busy;
	case METRIC_POWER: return floor(180 + template + 2 * normal(state) + 90 * busy);
	default: return uniform(state) < 0.0001 && !backup ? 1 : 0;
	}
}

static void
fill(struct day_summary *d, uint32_t template, enum metric m, int32_t day)
{
	const struct day_frame frame = day_frame_utc(day);
	uint64_t state = ((uint64_t) template << 40) ^ ((uint64_t)m << 32) ^ (uint64_t)day;

	uniform(&state);
	day_clear(d, &frame);
	for (int b = 0; b < DAY_MINUTES / BUCKET_MINUTES; b++)
		day_add(d, b * BUCKET_MINUTES, (b + 1) * BUCKET_MINUTES,
		    value_of(template, m, load(template, day, b), &state));
}

static void
save_day(struct store *s, uint32_t assets, int32_t day)
{
	static struct day_summary d;
	struct error e;

	for (uint32_t t = 0; t < TEMPLATES; t++)
		for (int m = 0; m < MEASURED; m++) {
			fill(&d, t, measured[m], day);
			for (uint32_t asset = t + 1; asset <= assets; asset += TEMPLATES)
				if (!store_day_save(
					s, &(struct day_key){ asset, measured[m], day, 1 }, &d, &e))
					fail(e.text);
		}
}

static struct store *
open_store(const char *dir)
{
	struct error e;
	struct store *s = store_open(dir, false, NULL, &e);

	if (s == NULL || !store_begin(s, &e))
		fail(e.text);
	return s;
}

static void
commit(struct store *s)
{
	struct error e;

	if (!store_commit(s, &e))
		fail(e.text);
}

static void
seal(struct store *s, int32_t as_of)
{
	struct error e;

	if (!store_seal(s, as_of, &e))
		fail(e.text);
}

/* Copies of the rows of the first assets: key says how one of asset n becomes one of a later. */
static void
copy_table(sqlite3 *db, const char *table, const char *columns, const char *key, uint32_t assets)
{
	char *sql = sqlite3_mprintf(
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %u)"
	    " INSERT INTO %s (%s) SELECT %s FROM n CROSS JOIN %s",
	    assets / TEMPLATES, table, columns, key, table);

	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(db));
	sqlite3_free(sql);
}

static void
copy_all(sqlite3 *db, uint32_t assets)
{
	char asset[32], id[32], key[96];

	snprintf(asset, sizeof asset, "asset + %d * i", TEMPLATES);
	snprintf(id, sizeof id, "id + %d * i", TEMPLATES << 8);
	snprintf(key, sizeof key, "day, %s, metric, source, data", asset);
	copy_table(db, "open_day", "day, asset, metric, source, data", key, assets);
	snprintf(key, sizeof key, "%s, metrics", asset);
	copy_table(db, "measured", "asset, metrics", key, assets);
	snprintf(key, sizeof key, "%s, data", id);
	copy_table(db, "young", "id, data", key, assets);
	copy_table(db, "block", "id, data", key, assets);
}

static void
make(const char *dir, uint32_t assets, int32_t days)
{
	struct store *s = open_store(dir);
	char path[4096];
	sqlite3 *db;

	for (int32_t day = FIRST_DAY; day < FIRST_DAY + days; day++) {
		save_day(s, TEMPLATES, day);
		if ((day - FIRST_DAY) % NOW_AND_THEN == NOW_AND_THEN - 1)
			seal(s, day + 1);
	}
	seal(s, FIRST_DAY + days);
	commit(s);
	store_close(s);
	snprintf(path, sizeof path, "%s/state.db", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(db));
	copy_all(db, assets);
	if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void
append(const char *dir, uint32_t assets, int32_t day)
{
	struct store *s = open_store(dir);

	save_day(s, assets, FIRST_DAY + day);
	commit(s);
	store_close(s);
}

static double
cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static long
peak_bytes(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss * 1024;
}

/* One row stands for all: only its number changes. */
static void
judge_all(struct proof *p, struct judge *j, uint32_t assets, struct rows *rows, struct asset *a)
{
	struct verdict v;
	struct error e;

	for (a->index = 1; a->index <= assets; a->index++)
		if (!proof_look(p, a, "DC1", &e))
			fail(e.text);
	judge_begin(j);
	for (a->index = 1; a->index <= assets; a->index++)
		if (!proof_judge(p, rows, a, "DC1", &v, &e))
			fail(e.text);
		else if (v.failed)
			fail(v.reason);
}

static void
judge(const char *dir, uint32_t assets, int32_t day, const char *policy)
{
	const struct proof_options options = { .as_of = FIRST_DAY + day, .keep = true };
	struct judge *j = judge_new(&limits_policy, 2);
	struct store *s = open_store(dir);
	struct arena arena = { 0 };
	struct asset a;
	struct proof *p;
	struct error e;
	double began;

	if (j == NULL || !judge_add(j, policy, &e))
		fail(j == NULL ? "no memory" : e.text);
	field_clear_all(asset_fields, &a);
	a.name = arena_add(&arena, "srv-1");
	a.class = CLASS_SERVER;
	a.threads = 32;
	began = cpu_seconds();
	if ((p = proof_new(s, j, &options)) == NULL)
		fail("no memory");
	judge_all(p, j, assets,
	    &(struct rows){ (const char *)&a, 1, sizeof a, arena.bytes.base, NULL, 0 }, &a);
	commit(s);
	printf("%.6f %ld %u %u\n", cpu_seconds() - began, peak_bytes(), judge_policy(j, 0).idle,
	    judge_policy(j, 0).active);
	proof_free(p);
	store_close(s);
	judge_free(j);
	arena_free(&arena);
}

int
main(int argc, char **argv)
{
	uint32_t assets = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
	int32_t days = argc > 4 ? (int32_t)strtol(argv[4], NULL, 10) : 0;

	if (assets < TEMPLATES || assets % TEMPLATES != 0 || days <= 0)
		fail("make|append|judge DIR ASSETS DAYS [POLICY]; ASSETS in forties");
	if (strcmp(argv[1], "make") == 0)
		make(argv[2], assets, days);
	else if (strcmp(argv[1], "append") == 0)
		append(argv[2], assets, days);
	else if (strcmp(argv[1], "judge") == 0 && argc == 6)
		judge(argv[2], assets, days, argv[5]);
	else
		fail("make, append or judge");
	return 0;
}
