/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask policies about a fleet, through the whole pipeline: samples from
 * standard input to the sampler, into the store, what of it was work, what a
 * site's hosts did together, the policies in their sandboxes.  At each day
 * asked, nothing of that day and after has been read yet; and of what classes
 * and labels there are this program knows nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "worker/config.h"
#include "days.h"
#include "estate.h"
#include "migration.h"
#include "number.h"
#include "sampler.h"
#include "stream.h"
#include "tsv.h"
#include "verdict_write.h"

enum { MOST_SITES = 64, SEAL_EVERY = 32 };

struct options {
	const char *facts, *statedir;
	bool at_once;
	struct asked_days days;
};

struct fleet {
	struct estate estate;
	struct store *store;
	struct judge *judge;
	struct config config;                 /* of it the sites alone */
	struct config_site sites[MOST_SITES]; /* as the configuration would say them */
	size_t n;
	uint32_t source;
};

static _Noreturn void
fail(const char *why)
{
	fprintf(stderr, "run: %s\n", why);
	exit(1);
}

static _Noreturn void
usage(void)
{
	fputs("usage: run -f facts.tsv -s statedir [-1] [-d days,...] policy.lua ... < samples\n"
	      "days: of history at which to ask; 120,240,360,430 if not said\n"
	      "-1: seal history when asked only, as one import of all of it does\n",
	    stderr);
	exit(2);
}

static bool
add_cell(
    struct record *r, struct cell *cells, const char *name, const char *text, struct error *err)
{
	const struct field *f = field_named(asset_fields, name);

	if (strcmp(text, "-") == 0 || f == NULL)
		return true;
	cells[r->n].field = f;
	return field_parse(f, 2, text, &cells[r->n++].value, err);
}

/* The columns of facts.tsv that are fields of an asset; who has none has no place for it. */
static bool
add_host(struct fleet *f, const struct tsv *t, struct error *err)
{
	static const char *const fields[][2] = { { "host", "name" }, { "host", "serial" },
		{ "site", "site" }, { "kind", "class" }, { "threads", "threads" },
		{ "link_speed", "link_speed" }, { "role", "role" },
		{ "business_cycle", "business_cycle" }, { "guests", "guests" },
		{ "endpoints", "endpoints" }, { "owner", "owner" } };
	static const struct estate_source source = { "facts", 0, 0 };
	struct cell cells[sizeof fields / sizeof fields[0]];
	struct record r = { .kind = RECORD_ASSET,
		.file = t->path,
		.line = (uint32_t)t->number,
		.number = (uint32_t)t->number - 1,
		.cells = cells };

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		int at = tsv_column(t, fields[i][0]);

		if (at >= 0 && !add_cell(&r, cells, fields[i][1], t->cells[at], err))
			return false;
	}
	return estate_add(&f->estate, &source, &r, err);
}

static void
add_site(struct fleet *f, const char *name, const char *zone)
{
	struct config_site *s = &f->sites[f->config.nsites];

	if (config_site_named(&f->config, name) != NULL)
		return;
	if (f->config.nsites == MOST_SITES)
		fail("facts: too many sites");
	if ((s->name = strdup(name)) == NULL || (s->zone = strdup(zone)) == NULL)
		fail("out of memory");
	f->config.nsites++;
}

static void
read_facts(struct fleet *f, const char *path)
{
	struct error err = { "" };
	struct tsv t;
	int got, site, zone;

	if (!tsv_open(&t, path))
		exit(1);
	site = tsv_column(&t, "site");
	zone = tsv_column(&t, "zone");
	while ((got = tsv_next(&t)) == 1) {
		if (!add_host(f, &t, &err))
			fail(err.text);
		if (site >= 0 && zone >= 0)
			add_site(f, t.cells[site], t.cells[zone]);
		f->n++;
	}
	tsv_close(&t);
	if (got < 0)
		exit(1);
}

static void
open_fleet(struct fleet *f, const struct options *o, char *const *policies)
{
	struct error err = { "" };

	estate_init(&f->estate);
	f->config.sites = f->sites;
	read_facts(f, o->facts);
	if ((f->store = store_open(o->statedir, false, NULL, &err)) == NULL ||
	    !store_begin(f->store, &err) || !estate_group(&f->estate, &err) ||
	    !number_assets(&f->estate, f->store, NULL, &err) ||
	    (f->source = store_named(f->store, "source", "idle-bench", &err)) == 0)
		fail(err.text);
	if (estate_rows(&f->estate) != f->n)
		fail("facts: a host that is there twice");
	if ((f->judge = judge_new(&limits_policy, 2)) == NULL)
		fail("out of memory");
	for (; *policies != NULL; policies++)
		if (!judge_add(f->judge, *policies, &err))
			fail(err.text);
}

static void
close_fleet(struct fleet *f)
{
	judge_free(f->judge);
	store_close(f->store);
	for (size_t i = 0; i < f->config.nsites; i++) {
		free((char *)f->sites[i].name);
		free((char *)f->sites[i].zone);
	}
	estate_free(&f->estate);
}

/* One host's day, sample by sample as a collector delivers them. */
static bool
take_block(struct fleet *f, struct sampler *s, const struct stream_block *b, struct error *err)
{
	struct record r = { .kind = RECORD_SAMPLE, .file = "samples", .interval = b->interval };

	for (uint32_t i = 0; i < b->n; i++) {
		r.time = b->start + (int64_t)(i + 1) * b->interval;
		r.measured = 0;
		for (int m = 0; m < STREAM_METRICS; m++)
			if (!isnan(b->value[m][i])) {
				r.measured |= 1u << m;
				r.metric[m] = (double)b->value[m][i];
			}
		if (r.measured != 0 && !sampler_add_row(s, b->host, &r, err))
			return false;
	}
	return b->host < f->n;
}

/* Read on until the first block of a day that is not before end; it waits in b. */
static int
take_until(struct fleet *f, const struct options *o, struct stream_block *b, int32_t end,
    struct error *err)
{
	struct sampler *s = sampler_new(&f->estate, f->store, end);
	struct calendars *c = calendars_new(&f->config, end, 0, err);
	int32_t sealed = b->day;
	int got = 1;

	if (s == NULL || c == NULL)
		fail(c == NULL ? err->text : "out of memory");
	sampler_calendars(s, c);
	sampler_source(s, "idle-bench", f->source);
	while (got == 1 && b->day < end) {
		if (b->host >= f->n)
			fail("samples of a host that has no facts");
		if (!take_block(f, s, b, err))
			fail(err->text);
		got = stream_read_block(stdin, b);
		if (got == 1 && !o->at_once && b->day >= sealed + SEAL_EVERY) {
			sealed = b->day;
			if (!sampler_flush(s, err) || !store_seal(f->store, b->day, err))
				fail(err->text);
		}
	}
	if (got < 0)
		fail("samples: damaged, or cut off");
	if (!sampler_flush(s, err))
		fail(err->text);
	sampler_free(s);
	calendars_free(c);
	return got;
}

static void
run_all(struct fleet *f, const struct options *o, const struct stream_header *h)
{
	static struct stream_block b;
	struct error err = { "" };
	int got;

	if (h->hosts != f->n)
		fail("facts and samples are of fleets of different size");
	got = stream_read_block(stdin, &b);
	verdict_title(stdout);
	for (int i = 0; i < o->days.n; i++) {
		int32_t day = h->first_day + o->days.day[i];

		if (got == 1)
			got = take_until(f, o, &b, day, &err);
		if (!store_seal(f->store, day, &err) ||
		    !ask_all(f->store, f->judge, &f->estate, day, o->days.day[i], stdout, &err) ||
		    !store_commit(f->store, &err) || !store_begin(f->store, &err))
			fail(err.text);
		fflush(stdout);
	}
	if (got < 0)
		fail("samples: damaged, or cut off");
}

int
main(int argc, char **argv)
{
	struct options o = { .days = ASKED_DAYS_USUAL };
	struct fleet f = { .n = 0 };
	struct stream_header h;
	int c;

	while ((c = getopt(argc, argv, "1d:f:s:")) != -1)
		switch (c) {
		case '1': o.at_once = true; break;
		case 'd':
			if (!asked_days_parse(optarg, &o.days))
				usage();
			break;
		case 'f': o.facts = optarg; break;
		case 's': o.statedir = optarg; break;
		default: usage();
		}
	if (o.facts == NULL || o.statedir == NULL || optind == argc)
		usage();
	/* First: who writes the facts has done so when samples come. */
	if (!stream_read_header(stdin, &h))
		fail("standard input is no stream of samples");
	open_fleet(&f, &o, argv + optind);
	run_all(&f, &o, &h);
	close_fleet(&f);
	return ferror(stdout) || fclose(stdout) != 0 ? 1 : 0;
}
