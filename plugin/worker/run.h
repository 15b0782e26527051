/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_RUN_H
#define DECOM_RUN_H

#include "adapter.h"
#include "calendar.h"
#include "estate.h"
#include "family.h"
#include "feeds.h"
#include "inventory.h"
#include "refresh.h"
#include "snapshot.h"
#include "store.h"

/* One run while it goes on; the stages of refresh.c hand it to each other. */
struct run_source {
	const struct config_source *config;
	struct estate_source id;
	struct adapter *adapter;     /* NULL: it could not be made */
	struct source row;           /* as it will be published; texts in the estate's arena */
	uint32_t assets;             /* records of kind asset and site */
	bool trouble;                /* a file of it ended in an error */
	bool polled;                 /* its agents are asked; it has no adapter of its own */
	const struct family *family; /* polled: the one that all its agents are; NULL: what fits */
	uint32_t number;             /* polled: store_named("source") */
};

struct run {
	const struct config *config;
	const struct refresh_options *options;
	struct refresh_summary *summary;
	const char *statedir;
	int32_t as_of;
	uint32_t now;
	struct calendars *calendars;
	struct estate estate;
	struct store *store;
	bool only_polls;       /* no source of files is opened */
	bool store_lost;       /* it was damaged, and is begun anew */
	bool store_new;        /* it knows no asset yet: the snapshot before may */
	struct snapshot *last; /* mapped, not checked yet: see run_last(); NULL: none */
	bool last_checked;
	struct judge *judge;
	struct judge *own_judge; /* made for this run */
	struct run_source *sources;
	size_t nsources;
	const struct families *families; /* NULL: no source polls */
	struct families *own_families;   /* made for this run */
	struct inventory inventory;      /* what became of the assets of polled agents */
	struct feeds feeds;              /* which outlets and ports belong to which asset */
	uint32_t *order;                 /* live rows by number */
	size_t n;
	uint8_t *idle; /* per row: the shown verdict is idle */
};

/* Say how far it is; false if the run is to stop. */
bool run_progress(struct run *, const char *stage, const char *source, uint64_t done);

/* A source that is not whole: the first reason is shown, and a finding.  False without memory. */
bool source_fail(struct run *, struct run_source *, const char *file, const char *why);

/* A trouble as a finding; false without memory. */
bool source_trouble(struct run *, const struct run_source *, const struct trouble *);

/* Stages, in order. */
bool run_open_sources(struct run *, struct error *);
bool run_read_assets(struct run *, struct error *);    /* and sites */
bool run_settle_sources(struct run *, struct error *); /* which of them failed, or shrank */
bool run_carry(struct run *, struct error *);          /* what those had before */
bool run_complete(struct run *, struct error *);       /* what configuration and other assets say */
bool run_read_samples(struct run *, struct error *);
bool run_close_sources(struct run *, struct error *); /* the same with samples, for the record */
void run_free_sources(struct run *);
bool run_judge(struct run *, struct error *);
bool run_align(struct run *, struct error *); /* dates and cost too */
bool run_publish(struct run *, struct error *);

/*
 * The snapshot before, whole and sound, or NULL.  Looked at only when it is
 * needed: reading all of it would count as memory of the run.
 */
const struct snapshot *run_last(struct run *);

/* The configured site of an asset, or NULL. */
const struct config_site *run_site(const struct run *, const struct asset *);

/* Days after a cutover until it counts: those of the asset's site, else 30. */
int run_rollback(const struct run *, const struct asset *);

#endif
