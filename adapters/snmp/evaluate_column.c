/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "evaluate.h"
#include "novalue.h"

enum { NONE = -1 };

/* What a column does with a varbind, on its way to a value. */
struct cell_site {
	struct evaluation *ev;
	int table;
	const struct table *t;
	const struct column *c;
	const struct row *row;
	const struct varbind *vb;
};

static struct datum
none(void)
{
	return (struct datum){ .kind = DATUM_NONE };
}

/* Troubles of a column are told a few times: a thousand rows may have the same. */
void
cell_tell(struct evaluation *ev, int table, const struct column *c, const struct varbind *vb,
    enum trouble_kind kind, const char *text)
{
	enum { OFTEN = 3 };
	const struct table *t = &ev->f->tables[table];
	uint8_t *told = &ev->tables[table].told[c - t->columns];
	char rule[160], oid[OID_TEXT];

	if (*told >= OFTEN)
		return;
	++*told;
	snprintf(rule, sizeof(rule), "%s.%s", t->name, c->name);
	evaluation_tell(ev, kind, rule, "%.120s: %s", oid_format(vb->name, oid), text);
}

static void
tell(const struct cell_site *cell, enum trouble_kind kind, const char *text)
{
	cell_tell(cell->ev, cell->table, cell->c, cell->vb, kind, text);
}

static void
tell_bound(const struct cell_site *cell, double number, const char *is, double bound)
{
	char text[120];

	snprintf(text, sizeof(text), "%.15g is %s %.15g", number, is, bound);
	tell(cell, TROUBLE_IMPLAUSIBLE, text);
}

/* Whole characters of UTF-8 only?  No overlong forms, no surrogates. */
static bool
is_utf8(const uint8_t *s, size_t n)
{
	size_t i, k, more;
	uint32_t c;

	for (i = 0; i < n; i += more + 1) {
		more = s[i] < 0x80                   ? 0
		       : s[i] >= 0xc2 && s[i] < 0xe0 ? 1
		       : s[i] >= 0xe0 && s[i] < 0xf0 ? 2
		       : s[i] >= 0xf0 && s[i] < 0xf5 ? 3
						     : SIZE_MAX;
		if (more > n - i - 1)
			return false;
		c = more == 0 ? s[i] : s[i] & (0x3fU >> more);
		for (k = 1; k <= more; k++) {
			if ((s[i + k] & 0xc0) != 0x80)
				return false;
			c = c << 6 | (s[i + k] & 0x3f);
		}
		if ((more == 2 && c < 0x800) || (c >= 0xd800 && c < 0xe000) ||
		    (more == 3 && (c < 0x10000 || c > 0x10ffff)))
			return false;
	}
	return true;
}

/* One character at s of the given bytes as UTF-8; what it took. */
static size_t
put_character(const uint8_t *s, size_t left, bool utf8, char *out, size_t *put)
{
	size_t n = 1;

	if (*s < ' ' || *s == 0x7f || (!utf8 && *s >= 0x80 && *s < 0xa0)) {
		out[0] = ' ';
		*put = 1;
		return 1;
	}
	if (*s >= 0x80 && !utf8) {
		out[0] = (char)(0xc0 | *s >> 6);
		out[1] = (char)(0x80 | (*s & 0x3f));
		*put = 2;
		return 1;
	}
	while (n < left && (s[n] & 0xc0) == 0x80 && *s >= 0x80)
		n++;
	memcpy(out, s, n);
	*put = n;
	return n;
}

/* One pair of quotation marks around the text off, and blanks inside them. */
static char *
unquote(char *text)
{
	size_t n = strlen(text);

	if (n < 2 || (text[0] != '"' && text[0] != '\'') || text[n - 1] != text[0])
		return text;
	text[n - 1] = '\0';
	return convert_trim(text + 1);
}

/* Octets as text, see decom-snmp(7); in out, of TEXT_MOST + 1. */
static char *
octets_text(const uint8_t *s, size_t n, char *out)
{
	char one[4];
	size_t i, put, len = 0;
	bool utf8;

	utf8 = is_utf8(s, n);
	for (i = 0; i < n;) {
		i += put_character(s + i, n - i, utf8, one, &put);
		if (len + put > TEXT_MOST)
			break;
		memcpy(out + len, one, put);
		len += put;
	}
	out[len] = '\0';
	return unquote(convert_trim(out));
}

static void
hex_text(const uint8_t *s, size_t n, const char *between, char *out, size_t size)
{
	size_t i, len = 0;

	out[0] = '\0';
	for (i = 0; i < n && len + 4 < size; i++)
		len +=
		    (size_t)snprintf(out + len, size - len, "%s%02x", i > 0 ? between : "", s[i]);
}

/* 16 octets, or their text in any of the usual forms. */
static bool
uuid_text(const struct varbind *vb, char *out)
{
	static const uint8_t groups[] = { 8, 4, 4, 4, 12 };
	char digits[80];
	size_t i, n = 0, len = 0;

	if (vb->len == 16) {
		hex_text(vb->octets, 16, "", digits, sizeof(digits));
		n = 32;
	} else
		for (i = 0; i < vb->len && n < 33; i++)
			if (vb->octets[i] != '-' && vb->octets[i] != ' ' && vb->octets[i] != '\0')
				digits[n++] = (char)vb->octets[i];
	digits[n] = '\0';
	if (n != 32 || strspn(digits, "0123456789abcdefABCDEF") != 32)
		return false;
	for (i = n = 0; i < sizeof(groups); n += groups[i++])
		len += (size_t)snprintf(
		    out + len, TEXT_MOST - len, "%s%.*s", i > 0 ? "-" : "", groups[i], digits + n);
	for (i = 0; i < len; i++)
		if (out[i] >= 'A' && out[i] <= 'F')
			out[i] = (char)(out[i] + 32);
	return true;
}

/* DateAndTime (RFC 2579): 8 octets, 11 with the offset from UTC. */
static bool
date_text(const struct varbind *vb, char *out)
{
	const uint8_t *o = vb->octets;
	int n;

	if ((vb->len != 8 && vb->len != 11) || o[2] < 1 || o[2] > 12 || o[3] < 1 || o[3] > 31 ||
	    o[4] > 23 || o[5] > 59 || o[6] > 60)
		return false;
	n = snprintf(out, TEXT_MOST, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)(o[0] << 8 | o[1]),
	    o[2], o[3], o[4], o[5], o[6] > 59 ? 59 : o[6]);
	if (vb->len == 11 && (o[8] == '+' || o[8] == '-') && o[9] <= 14 && o[10] <= 59)
		snprintf(out + n, TEXT_MOST - (size_t)n, "%c%02u:%02u", o[8], o[9], o[10]);
	return true;
}

/* Octets in the form that "as" asks for; NULL: they are not of it. */
static char *
special_text(const struct column *c, const struct varbind *vb, char *out)
{
	switch (c->as) {
	case AS_HEX:
		hex_text(vb->octets, vb->len, "", out, TEXT_MOST + 1);
		return vb->len > 0 ? out : NULL;
	case AS_MAC:
		hex_text(vb->octets, vb->len, ":", out, TEXT_MOST + 1);
		return vb->len == 6 ? out : NULL;
	case AS_UUID: return uuid_text(vb, out) ? out : NULL;
	case AS_DATE: return date_text(vb, out) ? out : NULL;
	case AS_WIRE:
	case AS_NUMBER:
	case AS_TEXT:
	case AS_COUNTER:
	case AS_GAUGE:
	case AS_UNSIGNED:
	case AS_SIGNED:
	case AS_OID: break;
	}
	return NULL;
}

/* The number on the wire; false if it is none. */
static bool
wire_number(const struct varbind *vb, double *number)
{
	switch (vb->type) {
	case VARBIND_INTEGER: *number = (double)vb->integer; return true;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS:
	case VARBIND_COUNTER64: *number = (double)vb->number; return true;
	case VARBIND_REAL: *number = vb->real; return true;
	case VARBIND_NULL:
	case VARBIND_OCTETS:
	case VARBIND_OID:
	case VARBIND_ADDRESS: break;
	}
	return false;
}

/* The text on the wire, in out or elsewhere; NULL if it is none. */
static char *
wire_text(const struct varbind *vb, char *out)
{
	const uint8_t *o = vb->octets;
	char oid[OID_TEXT];

	switch (vb->type) {
	case VARBIND_OCTETS: return octets_text(vb->octets, vb->len, out);
	case VARBIND_OID: snprintf(out, TEXT_MOST + 1, "%s", oid_format(vb->oid, oid)); return out;
	case VARBIND_ADDRESS:
		if (vb->len != 4)
			return NULL;
		snprintf(out, TEXT_MOST + 1, "%u.%u.%u.%u", o[0], o[1], o[2], o[3]);
		return out;
	case VARBIND_NULL:
	case VARBIND_INTEGER:
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS:
	case VARBIND_COUNTER64:
	case VARBIND_REAL: break;
	}
	return NULL;
}

static bool
listed_number(const struct none_list *list, double number)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->values[i].text == NULL && list->values[i].number == number)
			return true;
	return false;
}

static bool
listed_text(const struct none_list *list, const char *text)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->values[i].text != NULL && convert_same(list->values[i].text, text))
			return true;
	return false;
}

static bool
number_is_none(const struct column *c, double number)
{
	return listed_number(&c->none, number) || listed_number(&c->file_none, number);
}

static bool
text_is_none(const struct column *c, const char *text)
{
	double number;

	if (*text == '\0' || listed_text(&c->none, text) || listed_text(&c->file_none, text) ||
	    novalue_said(text))
		return true;
	return (c->none.n > 0 || c->file_none.n > 0) && text_number(text, &number, NULL) &&
	       number_is_none(c, number);
}

bool
cell_is_none(struct evaluation *ev, const struct column *c, const struct varbind *vb)
{
	char buf[TEXT_MOST + 1], *text;
	double number;

	if (wire_number(vb, &number))
		return !isfinite(number) || number_is_none(c, number);
	text = wire_text(vb, buf);
	return text == NULL || text_is_none(c, text);
}

/* Twos' complement of 32 bits, read the other way. */
static double
resigned(const struct column *c, const struct varbind *vb, double number)
{
	if (c->as == AS_UNSIGNED && vb->type == VARBIND_INTEGER && number < 0)
		return number + 4294967296.0;
	if (c->as == AS_SIGNED && number >= 2147483648.0 && number < 4294967296.0)
		return number - 4294967296.0;
	return number;
}

static struct datum
text_datum(const struct cell_site *cell, const char *text)
{
	char *copy = evaluation_copy(cell->ev, text, strlen(text));

	if (copy == NULL)
		return (struct datum){ .kind = DATUM_LOST };
	return (struct datum){ .kind = DATUM_TEXT, .text = copy, .from = cell->vb };
}

static struct datum
literal_datum(const struct cell_site *cell, const struct literal *v)
{
	if (v->text == NULL)
		return datum_of(v->number, cell->vb);
	return (struct datum){ .kind = DATUM_TEXT, .text = v->text, .from = cell->vb };
}

static bool
fits(const struct literal *from, const struct datum *d)
{
	double number;

	if (from->text != NULL)
		return d->kind == DATUM_TEXT && convert_same(from->text, d->text);
	return datum_to_number(d, &number) && number == from->number;
}

static struct datum
mapped(const struct cell_site *cell, struct datum d)
{
	const struct column *c = cell->c;
	size_t i;

	if (c->nmap == 0 || (d.kind != DATUM_NUMBER && d.kind != DATUM_TEXT))
		return d;
	for (i = 0; i < c->nmap; i++)
		if (fits(&c->map[i].from, &d))
			return literal_datum(cell, &c->map[i].to);
	return none();
}

/* The first group of the pattern; none where it does not fit. */
static struct datum
patterned(const struct cell_site *cell, struct datum d)
{
	regmatch_t found;
	char number[32], part[TEXT_MOST + 1];
	const char *text;
	size_t n;

	if (cell->c->pattern == NULL || (d.kind != DATUM_NUMBER && d.kind != DATUM_TEXT))
		return d;
	text = datum_to_text(&d, number);
	if (!pattern_match(cell->c->pattern, text, &found))
		return none();
	n = (size_t)(found.rm_eo - found.rm_so);
	if (n == 0 || n > TEXT_MOST)
		return none();
	memcpy(part, text + found.rm_so, n);
	part[n] = '\0';
	return text_datum(cell, part);
}

static struct datum
as_number(const struct cell_site *cell, struct datum d)
{
	double number;
	const char *rest;

	if (d.kind != DATUM_TEXT)
		return d;
	if (!text_number(d.text, &number, &rest)) {
		tell(cell, TROUBLE_VALUE, "not a number");
		return none();
	}
	return number_is_none(cell->c, number) ? none() : datum_of(number, cell->vb);
}

/* Number or text as it is on the wire, in the form that "as" says. */
static struct datum
base_value(const struct cell_site *cell)
{
	const struct column *c = cell->c;
	char buf[TEXT_MOST + 1], number_text[32], *text;
	struct datum d;
	double number;

	if (wire_number(cell->vb, &number)) {
		d = datum_of(resigned(c, cell->vb, number), cell->vb);
		if (c->as != AS_TEXT)
			return d;
		return text_datum(cell, datum_to_text(&d, number_text));
	}
	text = cell->vb->type == VARBIND_OCTETS ? special_text(c, cell->vb, buf) : NULL;
	if (text == NULL && (c->as == AS_HEX || c->as == AS_MAC) &&
	    cell->vb->type == VARBIND_OCTETS)
		return none();
	if (text == NULL)
		text = wire_text(cell->vb, buf);
	return text_datum(cell, text);
}

/* high * 2^32 + low; none unless both are there. */
static struct datum
joined(const struct cell_site *cell, struct datum high)
{
	const struct varbind *low = cell->row->objects[cell->c->low];
	double number;

	if (high.kind != DATUM_NUMBER)
		return high;
	if (low == NULL || !wire_number(low, &number) || !isfinite(number))
		return none();
	high.number = high.number < 0 ? high.number + 4294967296.0 : high.number;
	number = number < 0 ? number + 4294967296.0 : number;
	return datum_of(high.number * 4294967296.0 + number, cell->vb);
}

/* What the factor's text or number stands for. */
static struct datum
listed_factor(const struct cell_site *cell, const struct datum *said)
{
	const struct column *c = cell->c;
	char text[160], number[32];
	size_t i;

	for (i = 0; i < c->nfactors; i++)
		if (fits(&c->factors[i].from, said))
			return datum_of(c->factors[i].to.number, NULL);
	snprintf(text, sizeof(text), "its factor says \"%.60s\", which the family does not know",
	    datum_to_text(said, number));
	tell(cell, TROUBLE_VALUE, text);
	return none();
}

/* digits or factor in the row's context; none unless it is a number. */
static struct datum
helper(const struct cell_site *cell, const struct expr *e)
{
	struct env env = { { cell->row } };
	struct datum d = expr_eval(cell->ev, &env, e);

	if (e == cell->c->factor && cell->c->nfactors > 0 &&
	    (d.kind == DATUM_NUMBER || d.kind == DATUM_TEXT))
		return listed_factor(cell, &d);
	if (d.kind == DATUM_TEXT && !datum_to_number(&d, &d.number))
		return none();
	if (d.kind == DATUM_TEXT)
		d.kind = DATUM_NUMBER;
	return d;
}

static struct datum
scaled(const struct cell_site *cell, struct datum d)
{
	const struct column *c = cell->c;
	size_t mark = scratch_mark(cell->ev);
	double number = d.number * c->scale;
	struct datum by;

	if (c->digits != NULL) {
		by = helper(cell, c->digits);
		if (by.kind != DATUM_NUMBER)
			return by;
		number *= pow(10, -by.number);
	}
	if (c->factor != NULL) {
		by = helper(cell, c->factor);
		if (by.kind != DATUM_NUMBER)
			return by;
		number *= by.number;
	}
	scratch_release(cell->ev, mark);
	if (!isfinite(number)) {
		tell(cell, TROUBLE_IMPLAUSIBLE, "its scale makes no number of it");
		return none();
	}
	d.number = number;
	return d;
}

static struct datum
bounded(const struct cell_site *cell, struct datum d)
{
	const struct column *c = cell->c;

	if (d.kind != DATUM_NUMBER)
		return d;
	if (d.number < c->least) {
		tell_bound(cell, d.number, "below", c->least);
		return none();
	}
	if (d.number > c->most) {
		tell_bound(cell, d.number, "above", c->most);
		return none();
	}
	return d;
}

static struct datum
convert_cell(const struct cell_site *cell)
{
	const struct column *c = cell->c;
	double number;
	struct datum d;

	if (wire_number(cell->vb, &number) && !isfinite(number)) {
		tell(cell, TROUBLE_IMPLAUSIBLE, "not a finite number");
		return none();
	}
	if (cell_is_none(cell->ev, c, cell->vb))
		return none();
	d = base_value(cell);
	if (c->low != NONE)
		d = joined(cell, d);
	d = mapped(cell, patterned(cell, d));
	if (c->numeric)
		d = as_number(cell, d);
	if (d.kind == DATUM_NUMBER && c->numeric)
		d = bounded(cell, scaled(cell, d));
	if (c->counted && d.kind == DATUM_TEXT && !datum_to_number(&d, &number))
		tell(cell, TROUBLE_VALUE, "not a number");
	return d;
}

struct datum
cell_datum(struct evaluation *ev, int table, const struct row *row, int column)
{
	const struct table *t = &ev->f->tables[table];
	struct cell_site cell = { ev, table, t, &t->columns[column], row,
		row->objects[t->columns[column].object] };
	struct cell_value *v = &row->cells[column];

	if (cell.vb == NULL || v->state == CELL_BUSY || !evaluation_work(ev, 1))
		return none();
	if (v->state == CELL_DONE)
		return v->value;
	v->state = CELL_BUSY;
	v->value = convert_cell(&cell);
	v->state = CELL_DONE;
	return v->value;
}

struct datum
cell_scaled(
    struct evaluation *ev, int table, const struct row *row, const struct column *c, struct datum d)
{
	const struct table *t = &ev->f->tables[table];
	struct cell_site cell = { ev, table, t, c, row, row->objects[c->object] };

	return d.kind == DATUM_NUMBER ? scaled(&cell, d) : d;
}
