/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "answer.h"

void
cursor_begin(struct cursor *cursor, const struct name *name)
{
	cursor->name = *name;
	cursor->row = -1;
	cursor->invented = cursor->ended = false;
}

/* Version 1 has no Counter64. */
static bool
hidden(const struct answer *a, size_t row)
{
	return a->version == 0 && walk_row(a->subject->walk, row)->tag == BER_COUNTER64;
}

static bool
begins_with(const struct row *row, const struct name *name)
{
	return row->n > name->n && name_compare(row->arc, name->n, name->arc, name->n) == 0;
}

/* A row there is not: one further in the column, or one deeper. */
static void
cursor_invent(struct cursor *cursor, const struct answer *a, size_t next)
{
	const struct row *row;
	struct name *name = &cursor->name;

	if (cursor->row >= 0 && !cursor->invented) {
		row = walk_row(a->subject->walk, (size_t)cursor->row);
		memcpy(name->arc, row->arc, row->n * sizeof(*row->arc));
		name->n = row->n;
	} else if (cursor->row < 0) {
		cursor->row = next > 0 ? (long)next - 1 : 0;
	}
	cursor->invented = true;
	if (a->subject->behaviour->deep == OFF && name->arc[name->n - 1] < UINT32_MAX)
		name->arc[name->n - 1]++;
	else if (name->n < NAME_ARCS)
		name->arc[name->n++] = 1;
}

/* Where a liar goes on from the row of this name instead of at next. */
static size_t
astray(const struct behaviour *b, size_t here, size_t next)
{
	size_t round = (size_t)b->loop;

	if (b->same != OFF)
		return here;
	if (b->backwards != OFF && here > 0)
		return here - 1;
	if (b->loop > 0 && here % round == round - 1)
		return here + 1 - round;
	return next;
}

void
cursor_next(struct cursor *cursor, const struct answer *a)
{
	const struct walk *walk = a->subject->walk;
	const struct behaviour *b = a->subject->behaviour;
	bool known = cursor->row >= 0 && !cursor->invented;
	size_t next = known ? (size_t)cursor->row + 1 : walk_after(walk, &cursor->name);
	long here = known ? cursor->row : walk_find(walk, &cursor->name);

	while (next < walk_count(walk) && hidden(a, next))
		next++;
	if (here >= 0)
		next = astray(b, (size_t)here, next);
	if ((b->endless != OFF || b->deep != OFF) && walk_count(walk) > 0 &&
	    (known || next == walk_count(walk) ||
		!begins_with(walk_row(walk, next), &cursor->name))) {
		cursor_invent(cursor, a, next);
		return;
	}
	cursor->invented = false;
	if (next < walk_count(walk))
		cursor->row = (long)next;
	else
		cursor->ended = true;
}

/* What a number that moves has come to, as its tag wraps. */
static void
moving_put(struct ber_out *out, const struct row *row, const struct subject *s)
{
	int64_t value = s->restarts > 0 ? 0 : row->start;

	value = (int64_t)((uint64_t)value +
			  (uint64_t)(int64_t)floor(row->rate * (double)s->uptime / 1000));
	switch (row->tag) {
	case BER_INTEGER: ber_put_integer(out, row->tag, (int32_t)value); break;
	case BER_COUNTER64: ber_put_unsigned(out, row->tag, (uint64_t)value); break;
	default: ber_put_unsigned(out, row->tag, (uint32_t)value); break;
	}
}

/* The text, %n and %a filled in. */
static void
text_put(struct ber_out *out, const struct row *row, const struct subject *s)
{
	char text[1024], number[16];
	size_t i, n = 0;

	snprintf(number, sizeof(number), "%u", s->number);
	for (i = 0; i < row->value_len && n < sizeof(text) - 80; i++) {
		const char *fill = NULL;

		if (row->value[i] == '%' && i + 1 < row->value_len)
			fill = row->value[i + 1] == 'n'   ? number
			       : row->value[i + 1] == 'a' ? s->address
							  : NULL;
		if (fill == NULL) {
			text[n++] = (char)row->value[i];
			continue;
		}
		memcpy(text + n, fill, strlen(fill));
		n += strlen(fill);
		i++;
	}
	ber_put(out, BER_OCTETS, text, n);
}

/* A value that is not the row's. */
static void
lie_put(struct ber_out *out, uint8_t tag, const struct behaviour *b)
{
	uint8_t text[ANSWER_BYTES];
	size_t n = b->huge > ANSWER_BYTES ? ANSWER_BYTES : (size_t)b->huge;

	if (b->null != OFF) {
		ber_put(out, BER_NULL, "", 0);
	} else if (b->huge != OFF) {
		memset(text, 'x', n);
		ber_put(out, BER_OCTETS, text, n);
	} else if (tag == BER_OCTETS || tag == BER_OPAQUE || tag == BER_OID) {
		ber_put_integer(out, BER_INTEGER, 7);
	} else {
		ber_put(out, BER_OCTETS, "wrong", 5);
	}
}

/* The value of a row for this agent, now; row's own bytes where it is always the same. */
static struct ber_in
row_value(struct answer *a, const struct row *row)
{
	const struct behaviour *b = a->subject->behaviour;
	struct ber_out out = { a->value, 0, sizeof(a->value), false };

	if (b->huge != OFF || b->wrongtype != OFF || b->null != OFF) {
		lie_put(&out, row->tag, b);
		return (struct ber_in){ out.buf, out.buf + out.len };
	}
	switch (row->kind) {
	case ROW_STILL: return (struct ber_in){ row->value, row->value + row->value_len };
	case ROW_MOVING: moving_put(&out, row, a->subject); break;
	case ROW_BOOTS: ber_put_integer(&out, row->tag, row->start + a->subject->restarts); break;
	case ROW_TEXT: text_put(&out, row, a->subject); break;
	}
	return (struct ber_in){ out.buf, out.buf + out.len };
}

void
row_put(struct answer *a, const struct row *row, const struct name *invented)
{
	uint8_t bytes[NAME_BYTES + 16];
	struct ber_out name = { bytes, 0, sizeof(bytes), false };

	if (invented == NULL) {
		name.buf = (uint8_t *)(uintptr_t)row->name;
		name.len = row->name_len;
	} else {
		ber_put_name(&name, invented->arc, invented->n);
	}
	ber_put_pair(&a->out, BER_SEQUENCE, (struct ber_in){ name.buf, name.buf + name.len },
	    row_value(a, row));
}
