/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ENGINE_H
#define DECOM_ENGINE_H

#include "automaton.h"
#include "lookup.h"

/*
 * Runs an adapter over one document: elements, attributes and text come in
 * (sax.c), records go out.  Memory does not depend on the document's size
 * but for lookups, which are bounded.
 */

/* A document beyond one of these is refused, a text beyond one is left out and told. */
#define DEPTH_MAX 200             /* elements inside each other */
#define TEXT_MAX (64 * 1024)      /* bytes of one text */
#define RECORD_MAX (1024 * 1024)  /* bytes of all texts of one record */
#define NODES_MAX 20000           /* texts of one record */
#define NAMES_MAX 100000          /* distinct element names of one document */
#define SCRATCH_SIZE (128 * 1024) /* bytes of values computed for one record */

/* A text kept for a slot, or waiting for a guard. */
struct node {
	uint32_t at; /* in the instance's bytes, NUL-terminated */
	int32_t next;
	int guard, slot; /* of one that waits */
};

struct slot {
	int32_t first, last; /* nodes; NONE */
	uint32_t n;
};

/* A block that is open. */
struct instance {
	const struct block *block;
	int depth;
	uint32_t line;
	uint64_t serial;  /* tells instances of one document apart */
	uint64_t repairs; /* made in the input before it began */
	bool overflow;    /* something did not fit */
	struct slot *slots;
	uint64_t *passed;              /* by guard: which of its tests hold */
	int32_t waiting, waiting_last; /* nodes that wait; NONE */
	size_t nnodes, cnodes, len, cap;
	struct node *nodes;
	char *bytes;
};

struct frame {
	struct state *state;
	const char *name;
	size_t text; /* where its text begins */
	int opened;  /* instances that began here */
};

struct name_slot {
	const void *name, *uri; /* interned by the parser: compared by address */
	int class;
};

/* The element at hand. */
struct element {
	const char *name, *uri;
	int nattrs;
	const unsigned char **attrs; /* libxml2's: name, prefix, URI, value, end */
};

struct engine {
	struct adapter *adapter;
	struct automaton *automaton;
	struct state *dead; /* its state below which nothing matters */
	unsigned kinds;
	bool first_pass; /* only late lookups */
	const char *file;
	const char *base; /* file's name without folders */
	const struct sink *sink;
	struct import_stats *stats;
	struct error *error;
	bool failed;  /* the error is set */
	bool stopped; /* the sink wants no more */
	bool use_uris;
	uint32_t (*line)(void *); /* of the parser */
	void *parser;
	int depth, skip;
	struct frame frames[DEPTH_MAX + 2];
	struct name_slot *names;
	size_t nnames, cnames;
	size_t ninstances, cinstances;
	struct instance **instances; /* those beyond ninstances wait to be used again */
	uint64_t serials;
	int capturing; /* elements whose text is wanted */
	char *text;
	size_t ntext;
	char *decoded;                  /* an attribute's value */
	bool too_long;                  /* the attribute asked for last */
	uint64_t repairs;               /* so far in this document */
	uint32_t lines_cut;             /* by a repair: the parser has not seen them */
	uint32_t number;                /* of the last record in this document */
	bool counted;                   /* the element that ends has its number */
	bool said;                      /* the record at hand has a value of its own */
	const struct record_rule *rule; /* being finished, for errors */
	struct lookup *lookups;         /* one for each of the adapter's */
	struct grid_state **grids;      /* by record rule; NULL: none */
	struct legend_state **legends;
	uint64_t *matched; /* by record rule, in this document */
	char *scratch;     /* SCRATCH_SIZE bytes */
	size_t nscratch;
	const char *(*entity)(void *, const char *name); /* its text; NULL: none */
};

/* first_pass: collect the late lookups; the engine that reads the document again takes them over.
 */
struct engine *engine_new(struct adapter *, unsigned kinds, const char *file, const struct sink *,
    struct import_stats *, struct error *);
void engine_free(struct engine *);
bool engine_pass(struct engine *, bool first); /* before each reading; false without memory */

/* From the parser.  Each may fail the engine, which then ignores the rest. */
void engine_start(struct engine *, const struct element *);
void engine_end(struct engine *);
void engine_text(struct engine *, const char *, size_t);
void engine_finish(struct engine *, bool whole); /* whole: the document came to its end */

bool engine_fail(struct engine *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void engine_tell(struct engine *, enum trouble_kind, uint32_t line, uint32_t number,
    const char *rule, const char *text);

/* The value of an attribute of the element, decoded, valid until the next call; NULL: absent. */
char *engine_attribute(struct engine *, const struct element *, const char *name, const char *uri);

/* Whether it passes; texts of lookups are looked up. */
bool engine_test(struct engine *, const struct test *, const char *text);

/* Room for n bytes until the record is delivered; NULL if it is used up. */
char *engine_scratch(struct engine *, size_t n);

/* instance.c */
struct instance *instance_open(struct engine *, const struct block *, int depth);
struct instance *instance_find(struct engine *, int block, int depth);
struct instance *instance_above(struct engine *, const struct instance *, int block);
bool instance_take(
    struct engine *, struct instance *, const struct capture *, const char *, size_t);
bool instance_put(struct engine *, struct instance *, int slot, const char *, size_t);
void instance_guard(struct instance *, int guard);  /* its element begins */
void instance_settle(struct instance *, int guard); /* and ends */
char *instance_first(struct instance *, int slot);  /* NULL: nothing */
bool instance_all_pass(struct engine *, struct instance *, const struct test *, size_t n);
void instance_free(struct instance *);

/* The instance whose slot a ref means, or NULL. */
struct instance *ref_instance(struct engine *, struct instance *, struct ref);

/* value.c: rules to values; the first that yields one. */
bool value_field(struct engine *, struct instance *, struct rule *, struct value *);
bool value_metric(struct engine *, struct instance *, struct rule *, double *);
bool value_instant(struct engine *, struct instance *, struct rule *, int64_t *);
bool value_seconds(struct engine *, struct instance *, struct rule *, uint32_t *);
const char *value_text(struct engine *, struct instance *, struct rule *);

/* record.c, grid.c, legend.c */
void record_close(struct engine *, struct instance *);
void record_deliver(struct engine *, struct instance *, struct record *);
size_t record_cells(struct engine *, struct instance *, struct record_rule *, struct cell *);
void grid_row(struct engine *, struct instance *, const struct element *);
void grid_cell(struct engine *, struct instance *, const struct element *);
void grid_text(struct engine *, struct instance *, const char *, size_t);
bool grid_close(struct engine *, struct instance *); /* whether the row is a record */
void grid_free(struct grid_state *);
void legend_close(struct engine *, struct instance *, struct record_rule *, struct record *);
void legend_free(struct legend_state *);

#define CELLS_MAX 96

#endif
