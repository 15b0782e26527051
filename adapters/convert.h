/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CONVERT_H
#define DECOM_CONVERT_H

#include "field.h"
#include "metric.h"
#include "when.h"
#include "zone.h"

/*
 * Text of a document -> value of a catalogue field, measured value, or
 * instant.  Locale independent; reads nothing but its arguments.
 *
 * How one rule converts is a struct conversion: plain data that the loader
 * fills and owns, with all that it points at, then checks once with
 * convert_prepare().  { 0 } is a rule without options.
 */
struct mapping {
	const char	*from;		/* compared without case and outer blanks */
	const char	*to;		/* canonical text of the target: a label, "90d", ... */
	struct value	 value;		/* of to; filled by convert_prepare() */
};

/* An exact decimal: mantissa * 10^exponent; { 0 } means 1 where a factor is asked for. */
struct decimal {
	int64_t	 mantissa;
	int32_t	 exponent;
};

struct conversion {
	/* Values by map, which wins over everything below.  Sorted by convert_prepare(). */
	struct mapping		*map;
	size_t			 nmap;
	const char		*otherwise;	/* the map's default, canonical text; NULL: none */

	/* Texts that are no value, besides the default list; and texts of that list that are one. */
	const char *const	*none;		/* NULL, or ends with NULL */
	const char *const	*keep;

	/* Dates and instants. */
	const char *const	*dates;		/* forms tried in order; NULL: the default list */
	const struct zone	*zone;		/* of times that carry none, and of days; NULL: see below */

	/* Numbers. */
	struct decimal		 scale;		/* factor from the document's unit to the catalogue's */
	const char		*unit;		/* a unit in the text to drop, besides the known ones */
	char			 decimal;	/* 0: '.' */
	char			 thousands;	/* 0: none allowed; ' ' means any blank */

	/* Money: what the estate counts in. */
	const char		*currency;	/* ISO 4217 code; NULL: not compared */
	unsigned		 digits;	/* of the minor unit */

	/* Spans: what a bare number counts; set by convert_target(). */
	enum span_unit		 span;

	/* Filled by convert_prepare(). */
	struct value		 fallback;	/* of otherwise */
	bool			 identity;	/* a text without value is CONVERT_PLACEHOLDER */
	bool			 folded;	/* runs of blanks become one */
};

enum converted {
	CONVERT_NONE,		/* no value: blank, or a text that says so */
	CONVERT_VALUE,
	CONVERT_PLACEHOLDER,	/* of an identity field: a text that many machines share */
	CONVERT_UNKNOWN,	/* neither in the map nor a label: another path may have one that is */
	CONVERT_BAD		/* not of the form; the error says why, never what */
};

/*
 * The catalogue's field of an adapter's target name.  Also FIELD_days,
 * _weeks, _months and _years of a span field, which sets c->span.  NULL if
 * there is none, or it is not for adapters.
 */
const struct field	*convert_target(const struct field *catalogue, const char *name, struct conversion *c);

/*
 * Check a rule for its field (NULL: for a metric or an instant), sort the
 * map and convert its right sides.  False with the reason in e.
 */
bool			 convert_prepare(struct conversion *c, const struct field *f, struct error *e);

/* A factor from Lua as the decimal that its author wrote; false if it is none (0, NaN, too long). */
bool			 convert_scale(double factor, struct decimal *);

/*
 * Convert.  text is UTF-8.  A text value is the map's own or lies in buf,
 * which must hold strlen(text) + 1 bytes.  e is set for CONVERT_UNKNOWN and
 * CONVERT_BAD only.
 */
enum converted		 convert_field(const struct conversion *, const struct field *, const char *text,
			    char *buf, struct value *, struct error *e);

/* The map's default for a text that gave CONVERT_UNKNOWN on every path; false if it has none. */
bool			 convert_otherwise(const struct conversion *, struct value *);

/*
 * A measured value, in the metric's unit after the scale; finite and not
 * negative.  "26.78 W", "0 %", "5.4e-01", PT8H0M0S as seconds, NaN as none.
 */
enum converted		 convert_metric(const struct conversion *, enum metric, const char *text,
			    double *, struct error *e);

/* An instant in UTC seconds; a fraction is cut off. */
enum converted		 convert_instant(const struct conversion *, const char *text, int64_t *, struct error *e);

/*
 * Forms of dates: strptime's %Y %y %m %d %e %b %B %a %A %H %M %S %I %p %j %F
 * %T %D %z %Z %s %%, and %f (a fraction with its digits); blank matches any
 * run of blanks.  Or one word: iso rfc822 ctime cim epoch epochms ole excel.
 *
 * Without a zone in the text, times are in the rule's zone, else UTC.  The
 * day of an instant is the day in the rule's zone; without one, the day as
 * written.  Of %Z only UTC, GMT and Z are understood, others are passed over.
 */
bool			 convert_date_form(const char *form, struct error *e);

/*
 * Whether a text must not identify anything: blank, one that says "none", or
 * a placeholder of vendors ("To Be Filled By O.E.M.", "0000000000",
 * "localhost").  Case and blanks do not matter.
 */
bool			 convert_is_placeholder(const char *);

#endif
