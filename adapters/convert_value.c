/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "convert_rule.h"
#include "moment.h"
#include "novalue.h"

#define DAY_SECONDS 86400

static bool
listed(char *const *list, const char *text)
{
	for (; list != NULL && *list != NULL; list++)
		if (convert_compare(*list, text) == 0)
			return true;
	return false;
}

static const struct convert_entry *
map_find(const struct convert *c, const char *text)
{
	size_t low = 0, high = c->nmap, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = convert_compare(text, c->map[middle].from);
		if (order == 0)
			return &c->map[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Whether a trimmed text is none for this rule; textual: zeros are none too. */
static bool
is_none(const struct convert *c, const char *text, bool textual)
{
	if (listed(c->none, text))
		return true;
	if (listed(c->keep, text))
		return false;
	return novalue_said(text) || (textual && novalue_zero(text));
}

static enum converted
bad(const char **why, const char *text)
{
	*why = text;
	return CONVERTED_BAD;
}

/* 1.2E+11: a spreadsheet has made a number of it, and its end is lost. */
static bool
lost_digits(const char *s)
{
	size_t n = strspn(s, "0123456789.,");

	return n > 1 && (s[n] == 'E' || s[n] == 'e') && s[n + 1] == '+' && s[n + 2] != '\0' &&
	       s[n + 2 + strspn(s + n + 2, "0123456789")] == '\0';
}

static enum converted
to_text(const struct convert *c, const char *text, struct value *v, const char **why)
{
	if (is_none(c, text, true))
		return c->identity ? CONVERTED_PLACEHOLDER : CONVERTED_NONE;
	if ((c->identity || c->named || c->checked) && novalue_shared(text) &&
	    !listed(c->keep, text))
		return c->checked ? CONVERTED_NONE : CONVERTED_PLACEHOLDER;
	if (c->identity && lost_digits(text))
		return bad(why, "a number whose digits a spreadsheet has lost");
	*v = (struct value){ .kind = VAL_TEXT, .text = text };
	return CONVERTED_VALUE;
}

/* Equal but for case, blanks, '-' and '_': "In progress" is inProgress. */
static bool
label_matches(const char *label, const char *text)
{
	for (;; label++, text++) {
		while (*text == ' ' || *text == '-' || *text == '_')
			text++;
		if (*label == '\0' || *text == '\0')
			return *label == *text;
		if (strncasecmp(label, text, 1) != 0)
			return false;
	}
}

static enum converted
to_label(const struct convert *c, const char *text, struct value *v, const char **why)
{
	size_t i;

	for (i = 0; c->field->labels[i] != NULL; i++) {
		if (!label_matches(c->field->labels[i], text))
			continue;
		/* Behind a map "other" is the document's other, not ours. */
		if (c->nmap > 0 && strcmp(c->field->labels[i], "other") == 0)
			break;
		*v = (struct value){ .kind = VAL_NUMBER, .number = (int64_t)i + 1 };
		return CONVERTED_VALUE;
	}
	*why = c->nmap > 0 ? "neither in the map nor a label of the field"
			   : "not a label of the field";
	return CONVERTED_UNKNOWN;
}

/* A number in the unit that its text says, else in the rule's: its factor is applied. */
static bool
scan_amount(const struct convert *c, const char *text, struct decimal *d)
{
	struct decimal factor;
	const char *rest;

	if (!decimal_scan(&c->form, text, d, &rest))
		return false;
	rest += *rest == ' ';
	if (*rest == '\0')
		return decimal_multiply(*d, c->bare, d);
	if (c->unit != NULL && convert_same(rest, c->unit))
		return decimal_multiply(*d, c->bare, d);
	if (unit_known(c->target))
		return unit_factor(rest, c->target, &factor) && decimal_multiply(*d, factor, d) &&
		       decimal_multiply(*d, c->scale, d);
	/* The target has no unit: whatever word follows is one. */
	if (c->unit != NULL || strpbrk(rest, "0123456789.,'") != NULL)
		return false;
	return decimal_multiply(*d, c->scale, d);
}

static int64_t
largest(enum rep rep)
{
	switch (rep) {
	case REP_U8: return UINT8_MAX - 1;
	case REP_U16: return UINT16_MAX - 1;
	case REP_SHARE: return 10000;
	case REP_U32:
	case REP_INSTANT: return UINT32_MAX - 1;
	case REP_FLAG: return 1;
	case REP_DAY: return INT32_MAX;
	case REP_TEXT:
	case REP_MONEY:
	case REP_SPAN: break;
	}
	return INT64_MAX;
}

static enum converted
to_number(const struct convert *c, const char *text, struct value *v, const char **why)
{
	struct decimal d;
	int64_t n;

	if (!scan_amount(c, text, &d))
		return bad(why, c->why_unit);
	if (!decimal_round(d, 0, &n) || n < 0 || n > largest(c->field->rep))
		return bad(why, "out of range");
	*v = (struct value){ .kind = VAL_NUMBER, .number = n };
	return CONVERTED_VALUE;
}

/* A sign or code of a currency at s: its length, and whether it is the estate's (or says nothing).
 */
static size_t
currency_at(const struct convert *c, const char *s, bool *ours)
{
	static const struct {
		const char *sign, *code;
	} signs[] = { { "US$", "USD" }, { "$", NULL }, { "\xe2\x82\xac", "EUR" },
		{ "\xc2\xa3", "GBP" }, { "\xc2\xa5", NULL } };
	size_t i, n;

	*ours = true;
	for (i = 0; i < sizeof signs / sizeof *signs; i++) {
		n = strlen(signs[i].sign);
		if (strncmp(s, signs[i].sign, n) != 0)
			continue;
		*ours = c->currency == NULL || signs[i].code == NULL ||
			strcasecmp(c->currency, signs[i].code) == 0;
		return n;
	}
	for (n = 0; (s[n] >= 'A' && s[n] <= 'Z') || (s[n] >= 'a' && s[n] <= 'z'); n++)
		;
	if (n != 3)
		return 0;
	*ours = c->currency == NULL || strncasecmp(s, c->currency, 3) == 0;
	return 3;
}

static enum converted
to_money(const struct convert *c, const char *text, struct value *v, const char **why)
{
	bool negative = *text == '-', before, after = true;
	const char *s = text + (negative && text[1] != '\0'), *rest;
	struct decimal d;
	int64_t n;

	s += currency_at(c, s, &before);
	s += *s == ' ';
	if (negative && s == text + 1)
		s = text; /* no currency between the sign and the digits */
	else if (negative && *s == '-')
		return bad(why, "not an amount of money");
	if (!decimal_scan(&c->form, s, &d, &rest))
		return bad(why, "not an amount of money");
	rest += *rest == ' ';
	rest += currency_at(c, rest, &after);
	if (*rest != '\0')
		return bad(why, "not an amount of money");
	if (!before || !after)
		return bad(why, c->why_currency);
	if (negative && s != text)
		d.mantissa = -d.mantissa;
	if (!decimal_multiply(d, c->scale, &d) || !decimal_round(d, c->digits, &n) ||
	    n == MONEY_ABSENT)
		return bad(why, "out of range");
	*v = (struct value){ .kind = VAL_NUMBER, .number = n };
	return CONVERTED_VALUE;
}

static bool
scan_moment(const struct convert *c, const char *text, struct moment *m)
{
	size_t i;

	if (c->dates == NULL)
		return moment_scan_usual(text, m);
	for (i = 0; c->dates[i] != NULL; i++)
		if (moment_scan(c->dates[i], text, m))
			return true;
	return false;
}

static int64_t
floor_days(int64_t seconds)
{
	return seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
}

static int64_t
moment_utc(const struct convert *c, const struct moment *m)
{
	return m->zoned ? m->local - m->offset : zone_utc(c->zone, m->local);
}

/* Of 1970-01-01 and its like, unless the rule keeps that day. */
static bool
moment_is_none(const struct convert *c, const struct moment *m)
{
	int64_t day = floor_days(m->local);
	char iso[16];

	if (!novalue_day(day))
		return false;
	day_format((int32_t)day, iso);
	return !listed(c->keep, iso);
}

static enum converted
to_day(const struct convert *c, const char *text, struct value *v, const char **why)
{
	struct moment m;
	int64_t local, utc;

	if (!scan_moment(c, text, &m))
		return strncmp(text, "0000-00-00", 10) == 0 ? CONVERTED_NONE
							    : bad(why, c->why_date);
	if (moment_is_none(c, &m))
		return CONVERTED_NONE;
	local = m.local;
	if (m.timed && m.zoned && c->zone != NULL) {
		utc = moment_utc(c, &m);
		local = utc + zone_offset(c->zone, utc);
	}
	*v = (struct value){ .kind = VAL_NUMBER, .number = floor_days(local) };
	return CONVERTED_VALUE;
}

static enum converted
to_instant(const struct convert *c, const char *text, int64_t *utc, const char **why)
{
	struct moment m;

	if (!scan_moment(c, text, &m))
		return strncmp(text, "0000-00-00", 10) == 0 ? CONVERTED_NONE
							    : bad(why, c->why_date);
	if (moment_is_none(c, &m))
		return CONVERTED_NONE;
	*utc = moment_utc(c, &m);
	return CONVERTED_VALUE;
}

static enum converted
to_instant_value(const struct convert *c, const char *text, struct value *v, const char **why)
{
	int64_t utc;
	enum converted r = to_instant(c, text, &utc, why);

	if (r != CONVERTED_VALUE)
		return r;
	if (utc < 0 || utc > largest(REP_INSTANT))
		return bad(why, "out of range");
	*v = (struct value){ .kind = VAL_NUMBER, .number = utc };
	return CONVERTED_VALUE;
}

static bool
span_of(int64_t amount, enum span_unit unit, uint32_t *span)
{
	if (amount < 0 || amount > UINT32_MAX / 4)
		return false;
	*span = span_make((uint32_t)amount, unit);
	return *span != U32_ABSENT;
}

static bool
span_of_duration(int64_t months, int64_t seconds, uint32_t *span)
{
	if (months > 0)
		return seconds == 0 && span_of(months, SPAN_MONTHS, span);
	return seconds % DAY_SECONDS == 0 && span_of(seconds / DAY_SECONDS, SPAN_DAYS, span);
}

static enum converted
to_span(const struct convert *c, const char *text, struct value *v, const char **why)
{
	int64_t months, seconds, amount;
	struct decimal d;
	const char *rest;
	uint32_t span;

	if (moment_duration(text, &months, &seconds)) {
		if (!span_of_duration(months, seconds, &span))
			return bad(why, "not whole days or months");
	} else if (decimal_scan(&c->form, text, &d, &rest) && *rest == '\0') {
		if (!decimal_multiply(d, c->scale, &d) || !decimal_round(d, 0, &amount) ||
		    !span_of(amount, c->span, &span))
			return bad(why, "out of range");
	} else if (!span_parse(text, &span))
		return bad(why, "not a span such as 90 days or 3 months");
	*v = (struct value){ .kind = VAL_NUMBER, .number = span };
	return CONVERTED_VALUE;
}

static enum converted
to_flag(const char *text, struct value *v, const char **why)
{
	static const char *const words[][2] = { { "false", "true" }, { "no", "yes" }, { "0", "1" },
		{ "off", "on" }, { "n", "y" } };
	size_t i, b;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		for (b = 0; b < 2; b++)
			if (strcasecmp(text, words[i][b]) == 0) {
				*v = (struct value){ .kind = VAL_NUMBER, .number = (int64_t)b };
				return CONVERTED_VALUE;
			}
	return bad(why, "neither true nor false");
}

static enum converted
by_type(const struct convert *c, const char *text, struct value *v, const char **why)
{
	if (c->field->labels != NULL)
		return to_label(c, text, v, why);
	switch (c->field->rep) {
	case REP_TEXT: break;
	case REP_U8:
	case REP_U16:
	case REP_U32: return to_number(c, text, v, why);
	case REP_SHARE: return to_number(c, text, v, why);
	case REP_FLAG: return to_flag(text, v, why);
	case REP_DAY: return to_day(c, text, v, why);
	case REP_INSTANT: return to_instant_value(c, text, v, why);
	case REP_MONEY: return to_money(c, text, v, why);
	case REP_SPAN: return to_span(c, text, v, why);
	}
	return to_text(c, text, v, why);
}

enum converted
convert_field(const struct convert *c, char *text, struct value *v, const char **why)
{
	const struct convert_entry *m;

	convert_trim(text);
	if (*text == '\0')
		return CONVERTED_NONE;
	m = map_find(c, text);
	if (m != NULL) {
		*v = m->value;
		return CONVERTED_VALUE;
	}
	if (c->field->rep != REP_TEXT && is_none(c, text, false))
		return CONVERTED_NONE;
	if (c->otherwise != NULL && c->field->rep == REP_TEXT && !is_none(c, text, true)) {
		*why = "not in the map";
		return CONVERTED_UNKNOWN;
	}
	return by_type(c, text, v, why);
}

bool
convert_otherwise(const struct convert *c, struct value *v)
{
	if (c->otherwise == NULL)
		return false;
	*v = c->fallback;
	return true;
}

/* The text that a map gives, trimmed; or the text itself. */
static char *
mapped(const struct convert *c, char *text)
{
	const struct convert_entry *m;

	convert_trim(text);
	m = *text == '\0' ? NULL : map_find(c, text);
	return m == NULL ? text : m->to;
}

enum converted
convert_number(const struct convert *c, char *text, double *out, const char **why)
{
	const char *s = mapped(c, text);
	int64_t months, seconds;
	struct decimal d;

	if (*s == '\0' || is_none(c, s, false) || strcasecmp(s, "-nan") == 0)
		return CONVERTED_NONE;
	if (moment_duration(s, &months, &seconds)) {
		if (months != 0)
			return bad(why, "months have no length");
		d = (struct decimal){ seconds, 0 };
		if (!decimal_multiply(d, c->scale, &d))
			return bad(why, "out of range");
	} else if (!scan_amount(c, s, &d))
		return bad(why, c->why_unit);
	*out = decimal_double(d) + c->offset;
	if (*out < 0 && *out > -1e-9)
		*out = 0; /* what is left of 100 - 100.00 */
	if (!isfinite(*out) || *out < 0)
		return bad(why, "out of range");
	return CONVERTED_VALUE;
}

enum converted
convert_instant(const struct convert *c, char *text, int64_t *utc, const char **why)
{
	const char *s = mapped(c, text);

	if (*s == '\0' || is_none(c, s, false))
		return CONVERTED_NONE;
	return to_instant(c, s, utc, why);
}

enum converted
convert_seconds(const struct convert *c, char *text, uint32_t *out, const char **why)
{
	const char *s = mapped(c, text), *rest;
	int64_t months, seconds;
	struct decimal d;

	if (*s == '\0' || is_none(c, s, false))
		return CONVERTED_NONE;
	if (moment_duration(s, &months, &seconds)) {
		if (months != 0)
			return bad(why, "months have no length");
	} else if (decimal_scan(&c->form, s, &d, &rest) && *rest == '\0') {
		if (!decimal_multiply(d, c->scale, &d) || !decimal_round(d, 0, &seconds))
			return bad(why, "out of range");
	} else if (interval_parse(s, out))
		return CONVERTED_VALUE;
	else
		return bad(why, "not a number of seconds");
	if (seconds < 0 || seconds >= U32_ABSENT)
		return bad(why, "out of range");
	*out = (uint32_t)seconds;
	return CONVERTED_VALUE;
}

enum converted
convert_text(const struct convert *c, char *text, const char **out)
{
	const struct convert_entry *m;

	convert_trim(text);
	m = *text == '\0' ? NULL : map_find(c, text);
	if (m == NULL && (*text == '\0' || is_none(c, text, true)))
		return CONVERTED_NONE;
	*out = m != NULL ? m->to : text;
	return CONVERTED_VALUE;
}
