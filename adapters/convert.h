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
 * allocates nothing, depends on no locale and is called millions of times.
 *
 * The order is: trim outer blanks; none if nothing is left; map (ignoring
 * case and outer blanks); texts that say "no value"; labels by name; then by
 * type, with date form and zone, decimal sign, unit and scale.
 */

/* What was written after the paths of a rule; NULL and 0 are "not said". */
struct convert_pair {
	const char *from, *to; /* to: canonical text of the target: a label, "90d", ... */
};
struct convert_options {
	const char *const
	    *dates; /* forms tried in order, see convert_date_form(); NULL: the usual ones */
	const char
	    *zone; /* of times that carry none, and of days: "UTC", "+02:00", "Europe/Berlin" */
	const struct convert_pair *map; /* from == NULL ends */
	const char *otherwise;          /* what a map gives for a text it does not know */
	const char *const *none;        /* texts without value, besides the usual ones; NULL ends */
	const char *const *keep;        /* usual ones that are values here ("0"); NULL ends */
	char decimal;                   /* ',': decimal comma; 0 is '.' */
	char thousands;                 /* between thousands; 0: not allowed; ' ' is any blank */
	const char *unit; /* of a bare number, where not the target's: "kW", "months", "kB/s" */
	double scale;     /* factor to the target's unit; 0: none.  Decimal, so exact for money */
	double offset;    /* of a measured value, added after the scale: cpu is -1 * idle + 100 */
	const char *currency; /* the estate's code: money in another is not taken; NULL: any is */
	unsigned digits;      /* of the currency's minor unit */
	const char *metric_unit; /* for metrics: metrics[].unit */
};

struct convert;

/*
 * The catalogue's field of an adapter's target name; also FIELD_days,
 * _weeks, _months and _years of a field that is a span, where *unit becomes
 * that word (else it is left alone).  NULL: none, or not for adapters.
 */
const struct field *convert_target(
    const struct field *catalogue, const char *name, const char **unit);

/*
 * Compile.  field: the target, NULL for metrics, times and keys.  The options
 * are copied.  NULL with the error set: a zone or date form that is none, a
 * map to a label the field does not have.
 */
struct convert *convert_new(const struct convert_options *, const struct field *, struct error *);
void convert_free(struct convert *);

enum converted {
	CONVERTED_NONE,        /* nothing there, or a text that says so: the next path is tried */
	CONVERTED_PLACEHOLDER, /* a text that identifies nothing, where the field should: the same,
				  and told */
	CONVERTED_UNKNOWN, /* neither in the map nor a label: the same; told if no path gave a value
			    */
	CONVERTED_BAD, /* not convertible: the same; *why says what was expected, never the text */
	CONVERTED_VALUE
};

/*
 * text is NUL-terminated and may be changed in place (blanks trimmed and
 * folded); a value of text points into it or into the struct convert.  *why
 * is set for CONVERTED_BAD and _UNKNOWN and belongs to the struct convert.
 */
enum converted convert_field(const struct convert *, char *text, struct value *, const char **why);

/* The map's default, for when no path gave a value and one was CONVERTED_UNKNOWN; false if there is
 * none. */
bool convert_otherwise(const struct convert *, struct value *);

/* A measured value, finite and not negative: "26.78 W", "0 %", "5.4e-01"; NaN is none. */
enum converted convert_number(const struct convert *, char *text, double *, const char **why);

/* UTC seconds; a fraction is cut off. */
enum converted convert_instant(const struct convert *, char *text, int64_t *, const char **why);

/* Seconds: a number of them, "PT8H0M0S", "6h". */
enum converted convert_seconds(const struct convert *, char *text, uint32_t *, const char **why);

/* The text after trimming, map and "no value": for "where", names and keys. */
enum converted convert_text(const struct convert *, char *text, const char **out);

/*
 * Forms of dates: strptime's %Y %y %m %d %e %b %B %a %A %H %I %p %M %S %j %F
 * %T %D %z %Z %s %%, and %f (digits of a fraction); a blank matches any run
 * of blanks.  Or one word: iso rfc822 ctime cim epoch epochms ole excel.
 *
 * Times without a zone in the text are in the rule's zone, else UTC.  The
 * day of an instant is the day in the rule's zone, else the day as written.
 * Of %Z only UTC, GMT and Z are understood, others are passed over.
 */
bool convert_date_form(const char *form, struct error *);

/*
 * Whether a text must not identify anything: blank, one that says "none", or
 * a placeholder of vendors ("To Be Filled By O.E.M.", "0000000000",
 * "localhost").  Case and blanks do not matter.
 */
bool convert_is_placeholder(const char *);

/* Trim both ends in place, fold runs of blanks to one; returns text. */
char *convert_trim(char *text);

/*
 * Equal but for case (of Latin, Greek and Cyrillic letters) and outer blanks;
 * a run of blanks inside counts as one.
 */
bool convert_same(const char *, const char *);

/* The same for texts that convert_same() takes for equal. */
uint64_t convert_hash(const char *);

#endif
