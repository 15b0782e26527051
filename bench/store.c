/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the history of an asset weighs: 430 days of five-minute samples of six
 * metrics, as a worker stores them day by day, the days that are still open
 * and what was learnt of them included; all of state.db divided by the assets.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history.h"
#include "store.h"

enum { ASSETS = 100, DAYS = 430, SIX = 6, FIRST = 20000, LAST_DAYS = 8 };

static const enum metric plain[SIX] = { METRIC_CPU, METRIC_MEMORY, METRIC_TRANSMIT, METRIC_WRITE,
	METRIC_POWER, METRIC_LOGINS };
static const enum metric hard[SIX] = { METRIC_CPU, METRIC_RECEIVE, METRIC_TRANSMIT, METRIC_READ,
	METRIC_WRITE, METRIC_POWER };

static bool
save_day(struct store *s, struct history_host *h, uint32_t asset, enum metric m, int32_t day,
    struct error *e)
{
	struct day_key k = { asset, (int)m, day, 1 };
	struct day_frame frame = day_frame_utc(day);
	struct day_summary d;

	if (!store_day_load(s, &k, &frame, &d, e))
		return false;
	for (int i = 0; i < DAY_MINUTES / BUCKET_MINUTES; i++)
		day_add(&d, i * BUCKET_MINUTES, (i + 1) * BUCKET_MINUTES, history_sample(h, m, i));
	return store_day_save(s, &k, &d, e);
}

/* As a run does: the new day of all assets, then what is closed is sealed. */
static bool
one_day(struct store *s, struct history_host *hosts, const enum metric *six, int32_t day,
    struct error *e)
{
	if (!store_begin(s, e))
		return false;
	for (uint32_t a = 0; a < ASSETS; a++)
		for (int i = 0; i < SIX; i++)
			if (!save_day(s, &hosts[a], a + 1, six[i], day, e))
				return false;
	return store_expire(s, day + 1 - DAYS, e) && store_seal(s, day + 1, e) &&
	       store_commit(s, e);
}

static bool
learn(struct store *s, int32_t as_of, struct error *e)
{
	static const struct capacity capacity = { 16, 10000000000 };
	struct activity *a = activity_new();
	bool ok = a != NULL && store_begin(s, e), changed;

	for (uint32_t asset = 1; ok && asset <= ASSETS; asset++) {
		struct evidence ev = { 0 };

		ok = store_evidence(s, asset, as_of, &ev, e) &&
		     store_activity_load(s, asset, a, e) &&
		     activity_update(a, &ev, &capacity, &changed) &&
		     store_activity_save(s, asset, a, e);
	}
	activity_free(a);
	return ok && store_commit(s, e);
}

static double
kibibytes(const char *folder)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof path, "%s/state.db", folder);
	return stat(path, &st) == 0 ? (double)st.st_size / 1024 / ASSETS : 0;
}

static void
remove_store(const char *folder)
{
	static const char *const names[] = { "state.db", "state.db-wal", "state.db-shm" };
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
}

/* The most that it weighs over the last days, whatever of them is sealed when; < 0 on error. */
static double
weigh(const char *folder, const enum metric *six, struct error *e)
{
	static struct history_host hosts[ASSETS];
	struct store *s = store_open(folder, false, NULL, e);
	double most = 0;
	bool ok = s != NULL;

	for (uint32_t a = 0; a < ASSETS; a++)
		history_host(&hosts[a], a + 1);
	for (int32_t day = 0; ok && day < DAYS; day++) {
		ok = one_day(s, hosts, six, FIRST + day, e);
		if (!ok || day < DAYS - LAST_DAYS)
			continue;
		ok = learn(s, FIRST + day + 1, e);
		store_close(s); /* the log is written back */
		most = kibibytes(folder) > most ? kibibytes(folder) : most;
		ok = (s = store_open(folder, false, NULL, e)) != NULL && ok;
	}
	store_close(s);
	return ok ? most : -1;
}

int
main(void)
{
	char folder[] = "/tmp/decom-bench-XXXXXX";
	struct error e = { "" };
	double a, b;

	if (mkdtemp(folder) == NULL)
		return 2;
	a = weigh(folder, plain, &e);
	remove_store(folder);
	b = a >= 0 ? weigh(folder, hard, &e) : -1;
	remove_store(folder);
	rmdir(folder);
	if (b < 0) {
		fprintf(stderr, "store: %s\n", e.text);
		return 1;
	}
	printf("store\t%.1f\t60\tKiB an asset of cpu memory transmit write power logins over %d "
	       "days, all of state.db divided by %d assets\n",
	    a, DAYS, ASSETS);
	printf("store-hard\t%.1f\t85\tthe same of cpu receive transmit read write power: five of "
	       "them noise\n",
	    b);
	return 0;
}
