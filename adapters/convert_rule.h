/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CONVERT_RULE_H
#define DECOM_CONVERT_RULE_H

#include "convert.h"
#include "number.h"
#include "when.h"
#include "zone.h"

/* What the files of the conversions share: a compiled rule.  Nobody else reads it. */

/* One entry of the map: from is folded; the value is that of its right side. */
struct convert_entry {
	char *from, *to;
	struct value value;
};

struct convert {
	const struct field *field; /* NULL: metric, time or key */
	struct convert_entry *map;
	size_t nmap;
	char *otherwise;
	struct value fallback;
	char **none, **keep; /* folded; NULL, or ends with NULL */
	char **dates;
	struct zone *zone;
	struct number_form form;
	char *unit; /* of a bare number, as it was said */
	const char *target;
	struct decimal bare;  /* factor of a bare number: unit and scale */
	struct decimal scale; /* the scale alone */
	double offset;
	enum span_unit span;
	char *currency;
	unsigned digits;
	bool identity; /* serial and the like: any text without value is told */
	bool named;    /* the name: only what many machines share is told */
	bool checked;  /* vendors leave such texts here too, and nobody needs to know */
	char why_date[96], why_unit[64], why_currency[64];
};

/* Order of two trimmed texts without regard to case and to how blank their blanks are. */
int convert_compare(const char *, const char *);

#endif
