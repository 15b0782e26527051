/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"

enum { NONE = -1 };

/* What the harvest holds of one object, as it is merged into rows. */
struct stream {
	size_t object;
	const struct varbind *at, *end;
};

static struct oid
suffix(const struct varbind *vb, uint32_t n)
{
	return (struct oid){ vb->name.arc + n, vb->name.n - n };
}

/* Arcs that the part takes of n that are left; 0 if they do not fit. */
static size_t
part_length(enum part_kind kind, const uint32_t *arc, size_t n)
{
	size_t i, len = n;

	switch (kind) {
	case PART_ARC: return n > 0;
	case PART_TEXT:
	case PART_OID: len = n > 0 && arc[0] < n ? arc[0] + 1 : 0; break;
	case PART_MAC: len = n >= 6 ? 6 : 0; break;
	case PART_ADDRESS: len = n >= 4 ? 4 : 0; break;
	case PART_IMPLIED:
	case PART_REST: break;
	}
	if (kind != PART_OID && kind != PART_REST)
		for (i = kind == PART_TEXT; i < len; i++)
			if (arc[i] > UINT8_MAX)
				return 0;
	return len;
}

static bool
split_index(const struct table *t, struct row *row)
{
	size_t i, at = 0, len;

	for (i = 0; i < t->nparts; i++) {
		len = part_length(t->parts[i].kind, row->index + at, row->n - at);
		if (len == 0)
			return false;
		row->at[i] = (uint8_t)at;
		at += len;
	}
	row->at[i] = (uint8_t)at;
	return at == row->n;
}

static bool
init_row(struct evaluation *ev, const struct table *t, struct row *row, struct oid index)
{
	size_t size = t->nobjects * sizeof(*row->objects) + t->ncolumns * sizeof(*row->cells);
	char *block = evaluation_alloc(ev, size);

	if (block == NULL)
		return false;
	row->index = index.arc;
	row->n = (uint8_t)index.n;
	row->cells = (struct cell_value *)block;
	row->objects = (const struct varbind **)(row->cells + t->ncolumns);
	return true;
}

static void
make_scalars(struct evaluation *ev, const struct table *t, struct table_rows *r)
{
	const struct varbind *vb;
	uint32_t arcs[OID_ARCS + 1];
	struct oid name = { arcs, 0 };
	struct row *row;
	size_t i;

	r->row = row = evaluation_alloc(ev, sizeof(*row));
	if (row == NULL || !init_row(ev, t, row, (struct oid){ NULL, 0 }))
		return;
	for (i = 0; i < t->nobjects; i++) {
		if (!t->objects[i].used)
			continue;
		memcpy(arcs, t->objects[i].oid.arc, t->objects[i].oid.n * sizeof(*arcs));
		name.n = t->objects[i].oid.n + 1;
		arcs[name.n - 1] = 0;
		vb = name.n <= OID_ARCS ? harvest_find(ev->sight->now, name) : NULL;
		row->objects[i] = vb;
		if (vb != NULL)
			r->n = 1;
	}
}

/* One for each used object that the harvest has anything of. */
static size_t
open_streams(struct evaluation *ev, const struct table *t, struct stream *streams, size_t *most)
{
	const struct harvest *now = ev->sight->now;
	size_t i, from, n, count = 0;

	for (*most = i = 0; i < t->nobjects; i++) {
		if (!t->objects[i].used)
			continue;
		n = harvest_below(now, t->objects[i].oid, &from);
		if (n > 0 && harvest_at(now, from)->name.n == t->objects[i].oid.n) {
			from++; /* the column itself is no row of it */
			n--;
		}
		if (n == 0)
			continue;
		streams[count].object = i;
		streams[count].at = harvest_at(now, from);
		streams[count++].end = harvest_at(now, from) + n;
		*most += n;
	}
	return count;
}

/* The lowest index of those that the streams are at. */
static struct oid
lowest(const struct table *t, const struct stream *streams, size_t n)
{
	struct oid low = { NULL, 0 }, at;
	size_t i;

	for (i = 0; i < n; i++) {
		if (streams[i].at == streams[i].end)
			continue;
		at = suffix(streams[i].at, t->objects[streams[i].object].oid.n);
		if (low.arc == NULL || oid_compare(at, low) < 0)
			low = at;
	}
	return low;
}

static void
take(const struct table *t, struct row *row, struct stream *streams, size_t n, struct oid index)
{
	struct stream *s;

	for (s = streams; s < streams + n; s++)
		if (s->at != s->end &&
		    oid_compare(suffix(s->at, t->objects[s->object].oid.n), index) == 0)
			row->objects[s->object] = s->at++;
}

static void
tell_misfit(struct evaluation *ev, const struct table *t, struct table_rows *r, struct oid index)
{
	char text[OID_TEXT];

	if (r->misfit_told)
		return;
	r->misfit_told = true;
	evaluation_tell(ev, TROUBLE_VALUE, t->name,
	    "the index %.100s is not of the form the table has; such rows are left out",
	    oid_format(index, text));
}

static void
make_rows(struct evaluation *ev, const struct table *t, struct table_rows *r)
{
	struct stream *streams = evaluation_alloc(ev, t->nobjects * sizeof(*streams));
	size_t n, most;
	struct row *row;
	struct oid index;

	if (streams == NULL)
		return;
	n = open_streams(ev, t, streams, &most);
	r->row = evaluation_alloc(ev, (most < t->most ? most : t->most) * sizeof(*row) + 1);
	if (r->row == NULL)
		return;
	for (;;) {
		index = lowest(t, streams, n);
		if (index.arc == NULL || !evaluation_work(ev, 1 + n))
			return;
		if (r->n == t->most) {
			evaluation_tell(ev, TROUBLE_INCOMPLETE, t->name,
			    "more than %u rows; the rest is left out", t->most);
			return;
		}
		row = &r->row[r->n];
		if (!init_row(ev, t, row, index))
			return;
		take(t, row, streams, n, index);
		if (split_index(t, row))
			r->n++;
		else
			tell_misfit(ev, t, r, index);
	}
}

const struct table_rows *
table_rows(struct evaluation *ev, int table)
{
	const struct table *t = &ev->f->tables[table];
	struct table_rows *r = &ev->tables[table];
	size_t from;

	if (r->made)
		return r;
	r->made = true;
	r->told = evaluation_alloc(ev, t->ncolumns + 1);
	r->keys = evaluation_alloc(ev, t->nkeys * sizeof(*r->keys) + 1);
	if (r->told == NULL || r->keys == NULL)
		return r;
	if (t->unless.n > 0 && harvest_below(ev->sight->now, t->unless, &from) > 0)
		return r;
	if (t->nparts == 0)
		make_scalars(ev, t, r);
	else
		make_rows(ev, t, r);
	return r;
}

/* Dotted, or as characters; at most size - 1 of them. */
static size_t
write_arcs(char *out, size_t size, const uint32_t *arc, size_t n, enum part_kind kind)
{
	size_t i, len = 0;

	out[0] = '\0';
	for (i = 0; i < n && len + 12 < size; i++) {
		if (kind == PART_TEXT || kind == PART_IMPLIED)
			out[len++] = arc[i] < ' ' ? ' ' : (char)arc[i];
		else if (kind == PART_MAC)
			len += (size_t)snprintf(out + len, size - len, "%s%02x", i > 0 ? ":" : "",
			    (unsigned)arc[i] & 0xff);
		else
			len += (size_t)snprintf(
			    out + len, size - len, "%s%u", i > 0 ? "." : "", arc[i]);
	}
	out[len] = '\0';
	return len;
}

/* The part's own arcs: without the length in front. */
static const uint32_t *
part_arcs(const struct table *t, const struct row *row, size_t part, size_t *n)
{
	enum part_kind kind = t->parts[part].kind;
	size_t at = row->at[part], skip = kind == PART_TEXT || kind == PART_OID;

	*n = row->at[part + 1] - at - skip;
	return row->index + at + skip;
}

struct datum
part_datum(struct evaluation *ev, const struct table *t, const struct row *row, size_t part)
{
	struct datum d = { .kind = DATUM_TEXT };
	char text[OID_TEXT];
	const uint32_t *arc;
	size_t n, i;

	for (i = 0; i < t->nobjects && d.from == NULL; i++)
		d.from = row->objects[i];
	arc = part_arcs(t, row, part, &n);
	if (t->parts[part].kind == PART_ARC)
		return datum_of(arc[0], d.from);
	n = write_arcs(text, sizeof(text), arc, n, t->parts[part].kind);
	if ((d.text = scratch_text(ev, text, n)) == NULL)
		d = (struct datum){ .kind = DATUM_LOST };
	return d;
}

/* Characters that may stand in a name as they are. */
static bool
is_plain(const uint32_t *arc, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (arc[i] <= ' ' || arc[i] > '~')
			return false;
	return n > 0;
}

const char *
row_name(struct evaluation *ev, const struct table *t, const struct row *row)
{
	char text[2 * OID_TEXT];
	enum part_kind kind;
	const uint32_t *arc;
	size_t p, n, len = 0;

	for (p = 0; p < t->nparts && len + OID_TEXT < sizeof(text); p++) {
		arc = part_arcs(t, row, p, &n);
		kind = t->parts[p].kind;
		if ((kind == PART_TEXT || kind == PART_IMPLIED) && !is_plain(arc, n))
			kind = PART_REST;
		if (p > 0)
			text[len++] = '.';
		len += write_arcs(text + len, OID_TEXT, arc, n, kind);
	}
	return evaluation_copy(ev, text, len);
}

static bool
part_equal(struct evaluation *ev, const struct env *env, const struct expr_rows *r,
    const struct row *row, const struct expr_join *j)
{
	const struct table *t = &ev->f->tables[r->table];
	const struct table *u = &ev->f->tables[r->outer[j->depth]];
	const struct row *other = env->row[j->depth];
	struct datum a, b;
	size_t n, m, mark;
	const uint32_t *x, *y;
	bool equal;

	x = part_arcs(t, row, j->part, &n);
	y = part_arcs(u, other, j->other, &m);
	if (t->parts[j->part].kind == u->parts[j->other].kind)
		return n == m && memcmp(x, y, n * sizeof(*x)) == 0;
	mark = scratch_mark(ev);
	a = part_datum(ev, t, row, j->part);
	b = part_datum(ev, u, other, j->other);
	equal = a.kind != DATUM_LOST && b.kind != DATUM_LOST && datum_equal(&a, &b);
	scratch_release(ev, mark);
	return equal;
}

/* The arcs that an index must begin with; how many joins they stand for. */
static size_t
leading_arcs(const struct evaluation *ev, const struct env *env, const struct expr_rows *r,
    uint32_t arcs[OID_ARCS], size_t *n)
{
	const struct table *t = &ev->f->tables[r->table], *u;
	const struct expr_join *j;
	const struct row *other;
	size_t i, len;

	*n = 0;
	for (i = 0; i < r->njoins; i++) {
		j = &r->joins[i];
		u = &ev->f->tables[r->outer[j->depth]];
		other = env->row[j->depth];
		len = (size_t)other->at[j->other + 1] - other->at[j->other];
		if (j->part != i || t->parts[i].kind != u->parts[j->other].kind ||
		    *n + len > OID_ARCS)
			break;
		memcpy(arcs + *n, other->index + other->at[j->other], len * sizeof(*arcs));
		*n += len;
	}
	return i;
}

/* -1, 0, 1: the row's index is before, begins with, is behind these arcs. */
static int
against(const struct row *row, const uint32_t *arcs, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < row->n; i++)
		if (row->index[i] != arcs[i])
			return row->index[i] < arcs[i] ? -1 : 1;
	return row->n < n ? -1 : 0;
}

/* The first row that is behind (or not before) those that begin with the arcs. */
static size_t
bound(const struct table_rows *rows, const uint32_t *arcs, size_t n, bool behind)
{
	size_t low = 0, high = rows->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (against(&rows->row[middle], arcs, n) < (behind ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
by_hash(const void *a, const void *b)
{
	const struct key_entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Makes the table's index by a column, or an index part. */
static bool
make_key(
    struct evaluation *ev, int table, const struct table_rows *rows, struct key_index *k, int code)
{
	const struct table *t = &ev->f->tables[table];
	struct datum d;
	size_t i, mark;

	k->entries = evaluation_alloc(ev, rows->n * sizeof(*k->entries) + 1);
	if (k->entries == NULL || !evaluation_work(ev, rows->n))
		return false;
	for (i = 0; i < rows->n; i++) {
		mark = scratch_mark(ev);
		d = code < 0 ? part_datum(ev, t, &rows->row[i], (size_t)~code)
			     : cell_datum(ev, table, &rows->row[i], code);
		if (d.kind == DATUM_NUMBER || d.kind == DATUM_TEXT)
			k->entries[k->n++] = (struct key_entry){ datum_hash(&d), (uint32_t)i };
		scratch_release(ev, mark);
	}
	qsort(k->entries, k->n, sizeof(*k->entries), by_hash);
	return true;
}

static size_t
key_bound(const struct key_index *k, uint64_t hash, bool behind)
{
	size_t low = 0, high = k->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (behind ? k->entries[middle].hash <= hash : k->entries[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Few rows are looked through; of many those are taken that the filter's "column = VALUE" says. */
static void
narrow_by_key(struct evaluation *ev, struct env *env, struct rows_walk *w)
{
	enum { FEW = 8 };
	const struct expr_rows *r = w->rows;
	const struct table *t = &ev->f->tables[r->table];
	struct key_index *k;
	struct datum d;
	uint64_t hash;
	size_t mark;

	if (r->key == NONE || w->end - w->i <= FEW)
		return;
	mark = scratch_mark(ev);
	d = expr_eval(ev, env, r->key_value);
	if (d.kind == DATUM_NONE)
		w->end = w->i; /* a comparison with none is not true */
	hash = d.kind == DATUM_NUMBER || d.kind == DATUM_TEXT ? datum_hash(&d) : 0;
	scratch_release(ev, mark);
	if (d.kind == DATUM_NONE || d.kind == DATUM_LOST)
		return;
	k = &w->of->keys[r->key];
	if (k->entries == NULL && !make_key(ev, r->table, w->of, k, t->keys[r->key]))
		return;
	w->by_key = k->entries;
	w->i = key_bound(k, hash, false);
	w->end = key_bound(k, hash, true);
	w->checked = 0;
}

void
rows_begin(struct evaluation *ev, struct env *env, const struct expr_rows *r, struct rows_walk *w)
{
	uint32_t arcs[OID_ARCS];
	size_t n;

	*w = (struct rows_walk){ .rows = r, .of = table_rows(ev, r->table) };
	w->end = w->of->n;
	if (r->njoins > 0) {
		w->checked = leading_arcs(ev, env, r, arcs, &n);
		w->i = bound(w->of, arcs, n, false);
		w->end = bound(w->of, arcs, n, true);
	}
	narrow_by_key(ev, env, w);
}

const struct row *
rows_next(struct evaluation *ev, struct env *env, struct rows_walk *w)
{
	const struct expr_rows *r = w->rows;
	const struct row *row;
	size_t j;

	while (w->i < w->end && evaluation_work(ev, 1)) {
		row = &w->of->row[w->by_key != NULL ? w->by_key[w->i].row : w->i];
		w->i++;
		for (j = w->checked; j < r->njoins; j++)
			if (!part_equal(ev, env, r, row, &r->joins[j]))
				break;
		if (j >= r->njoins)
			return row;
	}
	return NULL;
}
