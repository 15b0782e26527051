/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "answer.h"

enum { NO_ERROR, TOO_BIG, NO_SUCH_NAME, NOT_WRITABLE = 17 };

bool
answer_names(struct answer *a)
{
	struct ber_in list = a->list, varbind;

	for (a->names = 0; list.at < list.end; a->names++)
		if (a->names == ANSWER_NAMES || !ber_take(&list, BER_SEQUENCE, &varbind) ||
		    !ber_take(&varbind, BER_OID, &a->name[a->names]))
			return false;
	return true;
}

bool
answer_parse(struct answer *a, const uint8_t *bytes, size_t n)
{
	struct ber_in in = { bytes, bytes + n }, message, pdu;

	return ber_take(&in, BER_SEQUENCE, &message) && ber_take_integer(&message, &a->version) &&
	       (a->version == 0 || a->version == 1) &&
	       ber_take(&message, BER_OCTETS, &a->community) &&
	       ber_take_any(&message, &a->pdu, &pdu) &&
	       (a->pdu == BER_GET || a->pdu == BER_GETNEXT || a->pdu == BER_SET ||
		   (a->pdu == BER_GETBULK && a->version == 1)) &&
	       ber_take_integer(&pdu, &a->id) && ber_take_integer(&pdu, &a->field[0]) &&
	       ber_take_integer(&pdu, &a->field[1]) && ber_take(&pdu, BER_SEQUENCE, &a->list) &&
	       answer_names(a);
}

/* Behind each varbind: false if it did not fit, or is one too many. */
static bool
varbind_done(struct answer *a, size_t begin)
{
	int32_t most = a->subject->behaviour->truncate;

	if (a->out.full)
		return false;
	a->begin[a->varbinds++] = begin;
	return a->varbinds < ANSWER_NAMES && (most == OFF || a->varbinds < (size_t)most);
}

/* A varbind with no value but an exception. */
static bool
exception_put(struct answer *a, struct ber_in name, uint8_t tag)
{
	size_t begin = a->out.len;
	const uint8_t value[2] = { tag, 0 };
	uint8_t bytes[NAME_BYTES + 16];
	struct ber_out out = { bytes, 0, sizeof(bytes), false };

	ber_put(&out, BER_OID, name.at, (size_t)(name.end - name.at));
	ber_put_pair(&a->out, BER_SEQUENCE, (struct ber_in){ bytes, bytes + out.len },
	    (struct ber_in){ value, value + 2 });
	return varbind_done(a, begin);
}

static bool
cursor_put(struct answer *a, const struct cursor *cursor)
{
	size_t begin = a->out.len;

	row_put(a, walk_row(a->subject->walk, (size_t)cursor->row),
	    cursor->invented ? &cursor->name : NULL);
	return varbind_done(a, begin);
}

/* Stop with an error at varbind i. */
static bool
fail(struct answer *a, int error, size_t i)
{
	a->error = error;
	a->index = i;
	return false;
}

/* Is there a row beside this one?  Then the object is there, and only the instance is not. */
static bool
object_there(const struct walk *walk, const struct name *name)
{
	struct name object = *name;
	size_t after;

	object.n--;
	after = walk_after(walk, &object);
	return after < walk_count(walk) && walk_row(walk, after)->n >= object.n &&
	       name_compare(walk_row(walk, after)->arc, object.n, object.arc, object.n) == 0;
}

static bool
get_put(struct answer *a, size_t i)
{
	const struct walk *walk = a->subject->walk;
	const struct behaviour *b = a->subject->behaviour;
	struct name name;
	size_t begin = a->out.len;
	long row;

	if (!ber_name(a->name[i], &name))
		return fail(a, NO_SUCH_NAME, i + 1);
	row = b->other == OFF ? walk_find(walk, &name) : (long)walk_after(walk, &name);
	if (row >= (long)walk_count(walk))
		row = -1;
	if (a->version == 0 && (row < 0 || walk_row(walk, (size_t)row)->tag == BER_COUNTER64))
		return fail(a, NO_SUCH_NAME, i + 1);
	if (row < 0)
		return exception_put(
		    a, a->name[i], object_there(walk, &name) ? BER_NO_INSTANCE : BER_NO_OBJECT);
	row_put(a, walk_row(walk, (size_t)row), NULL);
	return varbind_done(a, begin);
}

static bool
next_put(struct answer *a, size_t i)
{
	struct cursor cursor;
	struct name name;

	if (!ber_name(a->name[i], &name))
		return fail(a, NO_SUCH_NAME, i + 1);
	cursor_begin(&cursor, &name);
	cursor_next(&cursor, a);
	if (!cursor.ended)
		return cursor_put(a, &cursor);
	return a->version == 0 ? fail(a, NO_SUCH_NAME, i + 1)
			       : exception_put(a, a->name[i], BER_END_OF_MIB);
}

/* The end of a column that is repeated: under the last name there was, RFC 3416, 4.2.3. */
static bool
end_put(struct answer *a, size_t i, const struct cursor *cursor)
{
	const struct row *row;
	struct ber_in name = a->name[i], whole;

	if (cursor->row >= 0) {
		row = walk_row(a->subject->walk, (size_t)cursor->row);
		whole = (struct ber_in){ row->name, row->name + row->name_len };
		ber_take(&whole, BER_OID, &name);
	}
	return exception_put(a, name, BER_END_OF_MIB);
}

/*
 * One repetition of GETBULK.  Rows that are left out are others in each column: that is how
 * their absence can be noticed at all.
 */
static bool
repetition_put(struct answer *a, size_t first, int64_t rep, bool *all_ended)
{
	int32_t skip = a->subject->behaviour->skip;
	size_t i;

	*all_ended = true;
	for (i = first; i < a->names; i++) {
		struct cursor *cursor = &a->cursor[i];

		if (!cursor->ended)
			cursor_next(cursor, a);
		if (!cursor->ended && skip != OFF && a->field[1] > skip &&
		    ((size_t)rep + i - first) % 2 == 1)
			cursor_next(cursor, a);
		if (!(cursor->ended ? end_put(a, i, cursor) : cursor_put(a, cursor)))
			return false;
		*all_ended = *all_ended && cursor->ended;
	}
	return true;
}

static void
bulk_put(struct answer *a)
{
	size_t first = a->field[0] < 0 ? 0 : (size_t)a->field[0], i;
	int64_t rep;
	struct name name;
	bool all_ended = false;

	if (first > a->names)
		first = a->names;
	for (i = 0; i < first; i++)
		if (!next_put(a, i))
			return;
	for (i = first; i < a->names; i++) {
		if (!ber_name(a->name[i], &name)) {
			fail(a, NO_SUCH_NAME, i + 1);
			return;
		}
		cursor_begin(&a->cursor[i], &name);
	}
	for (rep = 0; rep < a->field[1] && first < a->names && !all_ended; rep++)
		if (!repetition_put(a, first, rep, &all_ended))
			return;
}

/* How many varbinds the request asks for. */
static int64_t
asked_for(const struct answer *a)
{
	int64_t names = (int64_t)a->names, first = a->field[0];

	if (a->pdu != BER_GETBULK)
		return names;
	first = first < 0 ? 0 : first > names ? names : first;
	return first + (names - first) * a->field[1];
}

/* The varbinds, or error and index. */
static void
list_put(struct answer *a)
{
	const struct behaviour *b = a->subject->behaviour;
	size_t i;
	bool more = true;

	a->error = NO_ERROR;
	a->index = a->varbinds = 0;
	if (b->error != OFF)
		fail(a, b->error, b->index == OFF ? a->names > 0 : (size_t)b->index);
	else if (b->toobig != OFF && asked_for(a) > b->toobig)
		fail(a, TOO_BIG, 0);
	else if (a->pdu == BER_SET)
		fail(a, a->version == 0 ? NO_SUCH_NAME : NOT_WRITABLE, 1);
	else if (a->pdu == BER_GETBULK)
		bulk_put(a);
	else
		for (i = 0; i < a->names && more; i++)
			more = a->pdu == BER_GET ? get_put(a, i) : next_put(a, i);
	if (a->out.full && a->error == NO_ERROR && (a->pdu != BER_GETBULK || a->varbinds == 0))
		fail(a, TOO_BIG, 0);
	a->out.full = false;
}

/* Everything in front of the varbinds; how much must be closed is in level. */
static void
head_put(struct answer *a, size_t level[3])
{
	const struct behaviour *b = a->subject->behaviour;
	size_t size = b->size == OFF || b->size > ANSWER_BYTES ? ANSWER_BYTES : (size_t)b->size;

	a->out = (struct ber_out){ a->buf, 0, size, false };
	level[0] = ber_open(&a->out, BER_SEQUENCE);
	ber_put_integer(&a->out, BER_INTEGER, a->version);
	ber_put(&a->out, BER_OCTETS, a->community.at, (size_t)(a->community.end - a->community.at));
	level[1] = ber_open(&a->out, b->pdu == OFF ? BER_RESPONSE : (uint8_t)b->pdu);
	ber_put_integer(&a->out, BER_INTEGER, b->id == OFF ? a->id : a->id + b->id);
	ber_put_integer(&a->out, BER_INTEGER, a->error);
	ber_put_integer(&a->out, BER_INTEGER, (int64_t)a->index);
	level[2] = ber_open(&a->out, BER_SEQUENCE);
}

/* In reverse order. */
static void
list_shuffle(struct answer *a)
{
	size_t i, end = a->out.len, begin, len = 0;

	if (a->varbinds == 0)
		return;
	for (i = a->varbinds; i-- > 0; end = begin) {
		begin = a->begin[i];
		memcpy(a->spare + len, a->buf + begin, end - begin);
		len += end - begin;
	}
	memcpy(a->buf + a->begin[0], a->spare, len);
}

size_t
answer_make(struct answer *a, const struct subject *subject)
{
	size_t level[3], i;

	a->subject = subject;
	a->error = 0;
	a->index = 0;
	head_put(a, level);
	list_put(a);
	if (a->error != NO_ERROR) { /* begin again: with what was asked, or nothing if too big */
		head_put(a, level);
		if (a->error != TOO_BIG || a->version == 0)
			ber_put_raw(&a->out, a->list.at, (size_t)(a->list.end - a->list.at));
	} else if (subject->behaviour->shuffle != OFF) {
		list_shuffle(a);
	}
	for (i = 3; i-- > 0;)
		ber_close(&a->out, level[i]);
	return a->out.full ? 0 : a->out.len;
}
