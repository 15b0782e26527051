/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FIELD_H
#define DECOM_FIELD_H

#include <stdbool.h>

#include "error.h"
#include "rows.h"

/*
 * A catalogue lists the members of one model struct.  SNMP columns, Lua
 * attributes, adapter targets, "decom fields" and every output format are
 * loops over it; nothing else in the program enumerates the members.  It
 * knows no net-snmp, Lua or XML.
 */
enum rep {
	REP_TEXT = 1, /* UTF-8 */
	REP_U8,       /* number, or a label where the field has labels */
	REP_U16,
	REP_U32,
	REP_FLAG,
	REP_SHARE,
	REP_DAY,
	REP_INSTANT,
	REP_MONEY,
	REP_SPAN
};

struct field {
	const char *name; /* in Lua, adapters, exports; with the MIB's prefix, the column */
	const char *text; /* what it is, for "decom fields" and the annotations */
	size_t offset;
	enum rep rep;              /* follows the member's C type */
	uint32_t column;           /* in the conceptual row; 0: not served */
	const char *const *labels; /* enumeration: value n is labels[n - 1], NULL ends */
	const char *unit;          /* as in the MIB's UNITS; NULL: none */
	bool target;               /* adapters may fill it; the others are judged or computed */
	bool shared;               /* few distinct values: its strings are kept once */
	bool joined;               /* lives in the joined row, see struct rows */
};

/*
 * What a field holds, in one form for every front end.  The number is in the
 * unit of the member: label number, days, seconds, minor units, hundredths
 * of a percent, span code.  Text belongs to whoever made the value.
 */
enum value_kind { VAL_NONE, VAL_NUMBER, VAL_TEXT };

struct value {
	enum value_kind kind;
	union {
		int64_t number;
		const char *text;
	};
};

/* A member of any other type has no branch here and does not compile. */
#define FIELD_REP(expr)                                                                            \
	_Generic((expr), struct text                                                               \
		 : REP_TEXT, uint8_t                                                               \
		 : REP_U8, uint16_t                                                                \
		 : REP_U16, uint32_t                                                               \
		 : REP_U32, struct flag                                                            \
		 : REP_FLAG, struct share                                                          \
		 : REP_SHARE, struct day                                                           \
		 : REP_DAY, struct instant                                                         \
		 : REP_INSTANT, struct money                                                       \
		 : REP_MONEY, struct span                                                          \
		 : REP_SPAN)

#define FIELD(type, member, ...)                                                                   \
	{                                                                                          \
		.name = #member, .offset = offsetof(struct type, member),                          \
		.rep = FIELD_REP(((struct type *)0)->member), __VA_ARGS__                          \
	}

/* A catalogue ends with a row that has no name. */
#define FIELD_END                                                                                  \
	{                                                                                          \
		.name = NULL                                                                       \
	}

/* The longest text that field_format() makes of anything but REP_TEXT, with its NUL. */
#define FIELD_FORMAT_MAX 48

/* Read a member.  row is a row of r, or any struct of the catalogue's type if the field is not
 * joined. */
struct value field_get(const struct field *, const struct rows *r, const void *row);

/*
 * Store a number that fits the member; false, and nothing changed, if it does
 * not (out of range, the absent value, no such label, a text field).
 */
bool field_set_number(const struct field *, void *row, int64_t);

/* Store a text field's offset.  Only for REP_TEXT. */
void field_set_text(const struct field *, void *row, struct text);

/* Make one field, or every field that is not joined, absent. */
void field_clear(const struct field *, void *row);
void field_clear_all(const struct field *catalogue, void *row);

/*
 * Canonical text -> value: labels by name (case ignored), days as
 * 2026-11-20, instants as 2026-11-20T06:00:00Z, money as 1234.50, shares as
 * 97.5 (percent), spans as "90d" or "3 months", flags as true or false, and
 * plain unsigned numbers.  digits: of the currency's minor unit.  A text
 * value points at the argument.
 */
bool field_parse(
    const struct field *, unsigned digits, const char *, struct value *, struct error *);

/* Value -> canonical text.  For text the value's own; else buf.  NULL for none. */
const char *field_format(
    const struct field *, unsigned digits, struct value, char buf[FIELD_FORMAT_MAX]);

/* The name of an enumerated value, or NULL; and its number, or 0. */
const char *field_label(const struct field *, int64_t value);
int64_t field_label_number(const struct field *, const char *label);

size_t field_count(const struct field *catalogue);
const struct field *field_named(const struct field *catalogue, const char *name);

/* The name most like a misspelt one, or NULL if nothing is near. */
const char *field_nearest(const struct field *catalogue, const char *name);

/*
 * The same over any array of structs that begin with, or contain, a name:
 * words is the address of the first name, stride the size of one struct; a
 * NULL name ends it.  At most two slips away.
 */
const char *nearest_word(const char *word, const char *const *words, size_t stride);

#endif
