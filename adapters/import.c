/* SPDX-License-Identifier: BSD-2-Clause */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "repair.h"
#include "sax.h"

#define CHUNK (64 * 1024)

const char *
adapter_name(const struct adapter *a)
{
	return a->name;
}

const char *
adapter_title(const struct adapter *a)
{
	return a->title;
}

bool
adapter_is_xml(const struct adapter *a)
{
	return a->format == NULL || strcmp(a->format, "xml") == 0;
}

unsigned
adapter_kinds(const struct adapter *a)
{
	unsigned kinds = 0;
	size_t i;

	for (i = 0; i < a->nrecords; i++)
		kinds |= a->records[i].kind;
	return kinds;
}

bool
adapter_accepts(const struct adapter *a, const char *root, const char *uri)
{
	size_t i;

	if (a->root_uri != NULL && (uri == NULL || strcmp(a->root_uri, uri) != 0))
		return false;
	for (i = 0; i < a->nroots; i++)
		if (fnmatch(a->roots[i], root, 0) == 0)
			return true;
	return false;
}

size_t
adapter_rules(const struct adapter *a)
{
	return a->nrecords;
}

struct adapter_rule
adapter_rule_at(const struct adapter *a, size_t i)
{
	const struct record_rule *rr = &a->records[i];

	return (struct adapter_rule){ .name = rr->name,
		.kind = rr->kind,
		.optional = rr->optional,
		.matched = rr->matched,
		.records = rr->delivered };
}

size_t
adapter_fields(const struct adapter *a, size_t i)
{
	return a->records[i].nfields;
}

const char *
adapter_field_at(const struct adapter *a, size_t i, size_t field, uint64_t *filled)
{
	*filled = a->records[i].fields[field].filled;
	return a->records[i].fields[field].label;
}

bool
adapter_unmatched(const struct adapter *a, unsigned kinds, const struct sink *sink)
{
	const struct record_rule *rr;
	struct trouble t = { .kind = TROUBLE_NO_RECORD, .text = "matched nothing" };
	size_t i;

	for (i = 0; i < a->nrecords; i++) {
		rr = &a->records[i];
		if ((rr->kind & kinds) == 0 || rr->optional || rr->matched > 0)
			continue;
		t.rule = rr->name;
		if (sink->trouble != NULL && !sink->trouble(sink->ctx, &t))
			return false;
	}
	return true;
}

/* One reading of one document. */
struct reading {
	struct engine *e;
	struct sax *sax;
	struct repair *repair; /* NULL: strict */
	struct input *in;
	size_t chunk, n, at;
	char buf[CHUNK];
};

/* The next piece of the input; 0 at its end, -1 having failed. */
static ssize_t
fill(struct reading *r)
{
	struct error err = { "" };
	ssize_t n = input_read(r->in, r->buf, r->chunk, &err);

	if (n < 0) {
		engine_fail(r->e, "%s", err.text);
		return -1;
	}
	if (r->e->sink->tick != NULL && !r->e->sink->tick(r->e->sink->ctx)) {
		r->e->stopped = true;
		return 0;
	}
	if (r->e->stats != NULL && !r->e->first_pass)
		r->e->stats->bytes += (uint64_t)n;
	r->at = 0;
	r->n = (size_t)n;
	return n;
}

static ssize_t
pull(void *ctx, char *to, size_t n)
{
	struct reading *r = ctx;
	ssize_t got;

	if (r->at == r->n && (got = fill(r)) <= 0)
		return got;
	if (n > r->n - r->at)
		n = r->n - r->at;
	memcpy(to, r->buf + r->at, n);
	r->at += n;
	return (ssize_t)n;
}

static bool
emit(void *ctx, const char *bytes, size_t n)
{
	struct reading *r = ctx;

	return sax_feed(r->sax, bytes, n);
}

static void
repaired(void *ctx)
{
	struct reading *r = ctx;

	r->e->repairs++;
}

static bool
closed(void *ctx)
{
	struct reading *r = ctx;

	return sax_level(r->sax) == 1;
}

static void
push_all(struct reading *r)
{
	ssize_t n;

	while ((n = fill(r)) > 0 && repair_feed(r->repair, r->buf, (size_t)n))
		continue;
	if (n == 0)
		repair_end(r->repair, closed);
	sax_end(r->sax);
}

static const struct instance *
open_record(const struct engine *e)
{
	size_t i;

	for (i = e->ninstances; i > 0; i--)
		if (e->instances[i - 1]->block->kind == BLOCK_RECORD)
			return e->instances[i - 1];
	return NULL;
}

/* "file:31: record 4, cis: ..." */
static void
place_error(struct engine *e, uint32_t line)
{
	const struct instance *in = open_record(e);

	if (in != NULL)
		error_prefix(e->error, "record %u, %s", e->number + 1,
		    e->adapter->records[in->block->of].name);
	else if (e->number > 0)
		error_prefix(e->error, "after record %u", e->number);
	if (line > 0)
		error_prefix(e->error, "%s:%u", e->file, line);
	else
		error_prefix(e->error, "%s", e->file);
}

static void
read_document(struct reading *r, bool repair)
{
	struct engine *e = r->e;

	r->sax = sax_new(e);
	r->repair = repair ? repair_new(SAX_FOREST, emit, repaired, r, &e->lines_cut) : NULL;
	if (r->sax == NULL || (repair && r->repair == NULL))
		engine_fail(e, "no memory");
	else if (repair)
		push_all(r);
	else if (!sax_pull(r->sax, pull, r))
		engine_fail(e, "no memory");
}

static bool
read_once(struct engine *e, struct input *in, size_t chunk, bool first)
{
	struct reading *r = calloc(1, sizeof(*r));

	if (r == NULL || !engine_pass(e, first)) {
		free(r);
		return error_set(e->error, "no memory");
	}
	r->e = e;
	r->in = in;
	r->chunk = chunk;
	read_document(r, e->adapter->repair);
	if (!first)
		engine_finish(e, !e->failed && !e->stopped);
	if (e->failed && !first)
		place_error(e, r->sax != NULL ? sax_line(r->sax) : 0);
	repair_free(r->repair);
	sax_free(r->sax);
	free(r);
	return !e->failed;
}

/* What comes too late for the records that need it is collected by a first reading. */
static bool
import(struct adapter *a, const char *name, struct input *in, size_t chunk, unsigned kinds,
    const struct sink *sink, struct import_stats *stats, struct error *err)
{
	struct engine *e = engine_new(a, kinds, name, sink, stats, err);
	bool ok = true;

	if (e == NULL)
		return error_set(err, "no memory");
	if (a->late) {
		read_once(e, in, chunk, true); /* what is wrong will be met again */
		if (err != NULL)
			err->text[0] = '\0';
		ok = input_rewind(in, err);
	}
	ok = ok && read_once(e, in, chunk, false);
	if (stats != NULL) {
		stats->files++;
		stats->repairs += e->repairs;
	}
	engine_free(e);
	return ok;
}

bool
adapter_import(struct adapter *a, const char *path, unsigned kinds, const struct sink *sink,
    struct import_stats *stats, struct error *err)
{
	struct input *in = input_file(path, err);
	bool ok;

	if (in == NULL)
		return false;
	ok = import(a, path, in, CHUNK, kinds, sink, stats, err);
	input_free(in);
	return ok;
}

bool
adapter_import_bytes(struct adapter *a, const char *name, const void *bytes, size_t n, size_t chunk,
    unsigned kinds, const struct sink *sink, struct import_stats *stats, struct error *err)
{
	struct input *in = input_bytes(bytes, n);
	bool ok;

	if (in == NULL)
		return error_set(err, "no memory");
	ok = import(
	    a, name, in, chunk == 0 || chunk > CHUNK ? CHUNK : chunk, kinds, sink, stats, err);
	input_free(in);
	return ok;
}
