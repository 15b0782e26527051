/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_RECORD_H
#define DECOM_RECORD_H

#include "field.h"
#include "metric.h"

/*
 * What an adapter yields and the worker joins: the values of one record of a
 * source, with where they came from.  Everything in it belongs to the
 * adapter and is valid during the call only.
 */
enum record_kind {
	RECORD_ASSET = 1, /* cells are fields of asset_fields */
	RECORD_SITE = 2,  /* cells are fields of site_fields */
	RECORD_SAMPLE = 4 /* cells identify an asset; time, interval and metric hold */
};

struct cell {
	const struct field *field;
	struct value value; /* converted: units of the catalogue, never VAL_NONE */
};

struct record {
	enum record_kind kind;
	const char *file;
	uint32_t line;   /* where the record starts; 0: not known */
	uint32_t number; /* in the file, from 1 */
	size_t n;
	const struct cell *cells; /* at most one per field */
	uint32_t repairs;         /* how many repairs of the input touched it */
	int64_t time;             /* UTC seconds, end of the interval sampled */
	uint32_t interval;        /* seconds; 0: not known */
	uint32_t measured;        /* bit 1 << enum metric: the value is there */
	double metric[METRICS];
};

/* Something to tell about a source that does not end the reading of it. */
enum trouble_kind {
	TROUBLE_VALUE = 1,   /* a value that its rule cannot convert: the field stays absent */
	TROUBLE_PLACEHOLDER, /* an identity that is a placeholder: not used */
	TROUBLE_INCOMPLETE,  /* fewer records than the file announces, or exactly a known row cap */
	TROUBLE_REPAIRED,    /* the input was repaired, with the number of repairs */
	TROUBLE_NO_RECORD,   /* a rule that matched nothing in the whole source */
	TROUBLE_IMPLAUSIBLE  /* a measured value that cannot be: not used */
};

struct trouble {
	enum trouble_kind kind;
	const char *file;
	uint32_t line;    /* 0: the whole file */
	uint32_t number;  /* of the record; 0: none */
	const char *rule; /* "asset.warranty_end"; NULL: none */
	const char *text; /* "not a date in the form %Y-%m-%d" */
};

/*
 * Where an adapter delivers.  Each returns false to end the reading at once.
 * tick (may be NULL) is called for each piece of the input, so that a long
 * document without records is not taken for a hang.
 */
struct sink {
	void *ctx;
	bool (*record)(void *ctx, const struct record *);
	bool (*trouble)(void *ctx, const struct trouble *);
	bool (*tick)(void *ctx);
};

#endif
