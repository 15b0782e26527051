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

	return (struct adapter_rule) { .name = rr->name, .kind = rr->kind, .optional = rr->optional,
		.matched = rr->matched, .records = rr->delivered };
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
	struct engine	*e;
	struct sax	*sax;
	struct repair	*repair;	/* NULL: strict */
};

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

static bool
feed(struct reading *r, const char *bytes, size_t n)
{
	return r->repair != NULL ? repair_feed(r->repair, bytes, n) : sax_feed(r->sax, bytes, n);
}

/* Read to the end, or until the engine has enough. */
static void
read_all(struct reading *r, struct input *in, size_t chunk)
{
	struct engine *e = r->e;
	struct error err = { "" };
	char buf[CHUNK];
	ssize_t n;

	do {
		if ((n = input_read(in, buf, chunk, &err)) < 0)
			engine_fail(e, "%s", err.text);
		if (e->stats != NULL && n > 0 && !e->first_pass)
			e->stats->bytes += (uint64_t)n;
	} while (n > 0 && feed(r, buf, (size_t)n));
	if (n == 0 && r->repair != NULL)
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
		error_prefix(e->error, "record %u, %s", e->number + 1, e->adapter->records[in->block->of].name);
	else if (e->number > 0)
		error_prefix(e->error, "after record %u", e->number);
	if (line > 0)
		error_prefix(e->error, "%s:%u", e->file, line);
	else
		error_prefix(e->error, "%s", e->file);
}

static bool
read_once(struct engine *e, struct input *in, size_t chunk, bool first)
{
	struct reading r = { .e = e };
	bool repair = e->adapter->repair;

	if (!engine_pass(e, first))
		return false;
	r.sax = sax_new(e, repair);
	r.repair = repair ? repair_new(SAX_FOREST, emit, repaired, &r, &e->lines_cut) : NULL;
	if (r.sax == NULL || (repair && r.repair == NULL))
		engine_fail(e, "no memory");
	else
		read_all(&r, in, chunk);
	if (!first)
		engine_finish(e, !e->failed && !e->stopped);
	if (e->failed && !first)
		place_error(e, r.sax != NULL ? sax_line(r.sax) : 0);
	repair_free(r.repair);
	sax_free(r.sax);
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
		read_once(e, in, chunk, true);
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
	ok = import(a, name, in, chunk == 0 || chunk > CHUNK ? CHUNK : chunk, kinds, sink, stats, err);
	input_free(in);
	return ok;
}
