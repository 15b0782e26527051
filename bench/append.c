/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * append ASSETS CSV: stores four days of five-minute samples of six metrics,
 * wide rows, through sampler and store, after PREPARED days that are there
 * already; a commit a day, and sealing, which falls into them.  On standard
 * output the seconds of CPU of one day, with the rows asset by asset and with
 * the rows moment by moment.  One day's rows are written to CSV.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "estate.h"
#include "history.h"
#include "number.h"
#include "sampler.h"

enum { SIX = 6, SLOTS = 288, PREPARED = 57, KINDS = 4, TIMED = 4, FIRST = 20032, DAY = 86400 };

static const enum metric six[SIX] = { METRIC_CPU, METRIC_MEMORY, METRIC_TRANSMIT, METRIC_WRITE,
	METRIC_POWER, METRIC_LOGINS };

struct fleet {
	uint32_t n;
	struct history_host *hosts;
	double *values; /* of one day: asset, five minutes, metric */
	struct estate estate;
	char folder[32];
};

static double
cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void
make_day(struct fleet *f)
{
	for (uint32_t a = 0; a < f->n; a++)
		for (int i = 0; i < SLOTS; i++)
			for (int k = 0; k < SIX; k++)
				f->values[((size_t)a * SLOTS + (size_t)i) * SIX + (size_t)k] =
				    history_sample(&f->hosts[a], six[k], i);
}

static bool
write_csv(const struct fleet *f, const char *path)
{
	FILE *out = fopen(path, "w");
	const double *v = f->values;

	if (out == NULL)
		return false;
	for (uint32_t a = 0; a < f->n; a++)
		for (int i = 1; i <= SLOTS; i++, v += SIX)
			fprintf(out, "host-%05u,%lld,%.4g,%.4g,%.5g,%.5g,%.0f,%.0f\n", a,
			    (long long)FIRST * DAY + i * 300, v[0], v[1], v[2], v[3], v[4], v[5]);
	return fclose(out) == 0;
}

static bool
make_estate(struct fleet *f, struct store *s, struct error *e)
{
	char serial[16];

	estate_init(&f->estate);
	for (uint32_t a = 0; a < f->n; a++) {
		uint32_t row = estate_new_row(&f->estate);

		if (row == UINT32_MAX)
			return error_set(e, "out of memory");
		snprintf(serial, sizeof serial, "S%07u", a);
		estate_asset(&f->estate, row)->serial = arena_add(&f->estate.arena, serial);
	}
	return estate_group(&f->estate, e) && number_assets(&f->estate, s, NULL, e);
}

/* What is there already: days of KINDS kinds, so that not all of them need to be made. */
static bool
prepare(struct fleet *f, struct store *s, struct error *e)
{
	for (int kind = 0; kind < KINDS; kind++) {
		make_day(f);
		for (int32_t day = FIRST + kind; day < FIRST + PREPARED; day += KINDS)
			for (uint32_t a = 0; a < f->n; a++)
				for (int k = 0; k < SIX; k++) {
					struct day_key key = { estate_asset(&f->estate, a)->index,
						(int)six[k], day, 1 };
					struct day_frame frame = day_frame_utc(day);
					const double *v = f->values + (size_t)a * SLOTS * SIX + k;
					struct day_summary d;

					day_clear(&d, &frame);
					for (int i = 0; i < SLOTS; i++, v += SIX)
						day_add(&d, 5 * i, 5 * i + 5, *v);
					if (!store_day_save(s, &key, &d, e))
						return false;
				}
	}
	return store_seal(s, FIRST + PREPARED, e);
}

static bool
add_row(
    struct sampler *sampler, const struct fleet *f, int32_t day, uint32_t a, int i, struct error *e)
{
	const double *v = f->values + ((size_t)a * SLOTS + (size_t)i) * SIX;
	struct record r = {
		.kind = RECORD_SAMPLE, .time = (int64_t)day * DAY + (i + 1) * 300, .interval = 300
	};

	for (int k = 0; k < SIX; k++) {
		r.measured |= 1u << six[k];
		r.metric[six[k]] = v[k];
	}
	return sampler_add_row(sampler, a, &r, e);
}

/* One day, and what a run does with it. */
static bool
append_day(struct fleet *f, struct store *s, int32_t day, bool by_time, struct error *e)
{
	struct sampler *sampler;
	size_t rows = (size_t)f->n * SLOTS;
	bool ok = store_begin(s, e);

	if (!ok || (sampler = sampler_new(&f->estate, s, day + 1)) == NULL)
		return false;
	sampler_source(sampler, "bench", 1);
	for (size_t r = 0; ok && r < rows; r++)
		ok = by_time ? add_row(sampler, f, day, (uint32_t)(r % f->n), (int)(r / f->n), e)
			     : add_row(sampler, f, day, (uint32_t)(r / SLOTS), (int)(r % SLOTS), e);
	ok = ok && sampler_flush(sampler, e) && store_expire(s, day + 1 - EVIDENCE_DAYS, e) &&
	     store_seal(s, day + 1, e) && store_commit(s, e);
	sampler_free(sampler);
	return ok;
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

/* CPU seconds of a day; < 0 on error. */
static double
append(struct fleet *f, bool by_time, struct error *e)
{
	struct store *s = store_open(f->folder, false, NULL, e);
	double spent = 0;
	bool ok = s != NULL && store_begin(s, e) && make_estate(f, s, e) && prepare(f, s, e) &&
		  store_commit(s, e);

	for (int32_t day = FIRST + PREPARED; ok && day < FIRST + PREPARED + TIMED; day++) {
		double before;

		make_day(f);
		before = cpu_seconds();
		ok = append_day(f, s, day, by_time, e);
		spent += cpu_seconds() - before;
	}
	store_close(s);
	estate_free(&f->estate);
	remove_store(f->folder);
	return ok ? spent / TIMED : -1;
}

int
main(int argc, char **argv)
{
	struct fleet f = { .folder = "/tmp/decom-bench-XXXXXX" };
	struct error e = { "" };
	double by_asset = -1, by_time = -1;

	f.n = argc == 3 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
	f.hosts = calloc(f.n + 1, sizeof *f.hosts);
	f.values = calloc((size_t)f.n * SLOTS * SIX + 1, sizeof *f.values);
	if (f.n == 0 || f.hosts == NULL || f.values == NULL || mkdtemp(f.folder) == NULL)
		return 2;
	for (uint32_t a = 0; a < f.n; a++)
		history_host(&f.hosts[a], a + 1);
	make_day(&f);
	if (write_csv(&f, argv[2]) && (by_asset = append(&f, false, &e)) >= 0)
		by_time = append(&f, true, &e);
	rmdir(f.folder);
	free(f.hosts);
	free(f.values);
	if (by_time < 0)
		fprintf(stderr, "append: %s\n", e.text);
	else
		printf("%.4f %.4f\n", by_asset, by_time);
	return by_time < 0;
}
