/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CONVERT_H
#define DECOM_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "field.h"

/*
 * From the text that a document holds to a value in the catalogue's unit.
 * What an adapter says about a value (options) is compiled once; converting
 * allocates nothing and is called millions of times.
 *
 * The order is: trim outer blanks; none if nothing is left; map (ignoring
 * case and outer blanks; without a match the map's default, or none for a
 * field with labels, or the text itself); placeholder: none; then by type,
 * with date form and zone, decimal sign, unit text and scale.
 */

/* What was written after the paths of a rule; NULL and 0 are "not said". */
struct convert_pair {
	const char	*from, *to;
};
struct convert_options {
	const char			*date;		/* strptime-like form, or a name: epoch epoch-ms cim ole rfc822 ctime excel */
	const char			*zone;		/* "UTC", "+02:00", ...: of times that carry none */
	const struct convert_pair	*map;		/* from == NULL ends */
	const char			*otherwise;	/* what a map gives for a text it does not know */
	const char *const		*placeholders;	/* besides the usual ones; NULL ends */
	const char *const		*values;	/* usual placeholders that are values here ("0"); NULL ends */
	const char			*decimal;	/* ",": decimal comma, "." between thousands; NULL: "." and "," */
	const char			*unit;		/* of a span: "days", "months"; of a bare number: "1" where a share is 0..1 */
	double				 scale;		/* 0: none */
	unsigned			 digits;	/* of the currency's minor unit */
	bool				 minor;		/* money is written in minor units (MSPDI) */
};

struct convert;

/*
 * Compile.  field: the target, NULL for metrics and times.  The options are
 * copied.  NULL with the error set: a zone or date form that is none, a map
 * to a label the field does not have.
 */
struct convert	*convert_new(const struct convert_options *, const struct field *, struct error *);
void		 convert_free(struct convert *);

enum converted {
	CONVERTED_NONE,		/* nothing there: the next path is tried */
	CONVERTED_PLACEHOLDER,	/* a text that means nothing ("N/A"): the same, but may be told */
	CONVERTED_BAD,		/* not convertible: the same, and told; *why says what was expected, never the text */
	CONVERTED_VALUE
};

/*
 * text is NUL-terminated and may be changed in place (blanks trimmed and
 * folded); a value of text points into it or into the struct convert.
 */
enum converted	 convert_field(const struct convert *, char *text, struct value *, const char **why);
enum converted	 convert_number(const struct convert *, char *text, double *, const char **why);
enum converted	 convert_instant(const struct convert *, char *text, int64_t *, const char **why);

/* Seconds: a number of them, "PT8H0M0S", "6h". */
enum converted	 convert_seconds(const struct convert *, char *text, uint32_t *, const char **why);

/* The text after trimming, map and placeholders: for "where", names and keys. */
enum converted	 convert_text(const struct convert *, char *text, const char **out);

/* Trim both ends in place, fold runs of blanks to one; returns text. */
char		*convert_trim(char *text);

/* Equal but for case (ASCII) and outer blanks. */
bool		 convert_same(const char *, const char *);

#endif
