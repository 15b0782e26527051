/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <strings.h>

#include "moment.h"
#include "number.h"
#include "when.h"

#define DAY_SECONDS 86400
#define OLE_EPOCH (-25569) /* 1899-12-30 */
#define LAST_OLE_DAY 2958465
#define EPOCH_MAX 253402300799 /* the end of the year 9999 */

/* What the parts of a form have said so far. */
struct parts {
	int year, month, day, yday;
	int hour, minute, second;
	bool pm, half; /* of a clock of twelve hours */
	bool dated, timed, zoned, counted;
	int32_t offset;
	int64_t epoch;
};

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December", NULL };
static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday", "Sunday", NULL };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static const char *
skip_blanks(const char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

/* From one to width digits. */
static const char *
scan_digits(const char *s, int width, int low, int high, int *out)
{
	int n = 0, i;

	for (i = 0; i < width && is_digit(s[i]); i++)
		n = n * 10 + (s[i] - '0');
	if (i == 0 || n < low || n > high)
		return NULL;
	*out = n;
	return s + i;
}

/* Exactly width digits. */
static const char *
scan_fixed(const char *s, int width, int low, int high, int *out)
{
	const char *end = scan_digits(s, width, low, high, out);

	return end == s + width ? end : NULL;
}

/* A name in full or its first three letters; the number from 1, or 0. */
static const char *
scan_name(const char *s, const char *const *names, int *number)
{
	size_t len = 0;
	int i;

	while (is_letter(s[len]))
		len++;
	for (i = 0; len >= 3 && names[i] != NULL; i++) {
		if (len != 3 && len != strlen(names[i]))
			continue;
		if (strncasecmp(s, names[i], len) != 0)
			continue;
		*number = i + 1;
		return s + len;
	}
	return NULL;
}

/* Z, +hh, +hhmm, +hh:mm */
static const char *
scan_offset(const char *s, struct parts *p)
{
	int sign = *s == '-' ? -1 : 1, hours, minutes = 0;

	if (*s == 'Z' || *s == 'z') {
		p->zoned = true;
		return s + 1;
	}
	if (*s != '+' && *s != '-')
		return NULL;
	s = scan_fixed(s + 1, 2, 0, 15, &hours);
	if (s == NULL)
		return NULL;
	if (*s == ':')
		s = scan_fixed(s + 1, 2, 0, 59, &minutes);
	else if (is_digit(*s))
		s = scan_fixed(s, 2, 0, 59, &minutes);
	p->offset = sign * (hours * 3600 + minutes * 60);
	p->zoned = true;
	return s;
}

/* A word for a zone: UTC and its names count, every other is passed over. */
static const char *
scan_zone_word(const char *s, struct parts *p)
{
	size_t len = 0;

	while (is_letter(s[len]))
		len++;
	if (len == 0)
		return NULL;
	if ((len == 3 && (strncasecmp(s, "UTC", 3) == 0 || strncasecmp(s, "GMT", 3) == 0)) ||
	    (len == 2 && strncasecmp(s, "UT", 2) == 0) || (len == 1 && (*s == 'Z' || *s == 'z')))
		p->zoned = true;
	return s + len;
}

static const char *
scan_epoch(const char *s, struct parts *p)
{
	struct number_form plain = { '.', 0 };
	struct decimal d;

	if (!decimal_scan(&plain, s, &d, &s) || !decimal_floor(d, 0, &p->epoch))
		return NULL;
	p->counted = p->timed = p->zoned = true;
	return p->epoch >= -EPOCH_MAX && p->epoch <= EPOCH_MAX ? s : NULL;
}

static const char *
scan_fraction(const char *s)
{
	const char *start = s;

	while (is_digit(*s))
		s++;
	return s == start ? NULL : s;
}

static const char *
scan_half(const char *s, struct parts *p)
{
	if (strncasecmp(s, "am", 2) != 0 && strncasecmp(s, "pm", 2) != 0)
		return NULL;
	p->half = true;
	p->pm = *s == 'p' || *s == 'P';
	return s + 2;
}

static const char *
scan_short_year(const char *s, struct parts *p)
{
	s = scan_fixed(s, 2, 0, 99, &p->year);
	p->year += p->year < 69 ? 2000 : 1900; /* as POSIX has it */
	return s;
}

static const char *
scan_clock_part(char c, const char *s, struct parts *p)
{
	p->timed = true;
	switch (c) {
	case 'H': return scan_digits(s, 2, 0, 24, &p->hour);
	case 'I': return scan_digits(s, 2, 1, 12, &p->hour);
	case 'M': return scan_digits(s, 2, 0, 59, &p->minute);
	default: return scan_digits(s, 2, 0, 60, &p->second);
	}
}

static const char *
scan_date_part(char c, const char *s, struct parts *p)
{
	int weekday;

	switch (c) {
	case 'a':
	case 'A': return scan_name(s, weekdays, &weekday);
	case 'b':
	case 'B':
	case 'h': return scan_name(s, months, &p->month);
	case 'Y': return scan_fixed(s, 4, 0, 9999, &p->year);
	case 'y': return scan_short_year(s, p);
	case 'm': return scan_digits(s, 2, 1, 12, &p->month);
	case 'd':
	case 'e': return scan_digits(skip_blanks(s), 2, 1, 31, &p->day);
	default: return scan_digits(s, 3, 1, 366, &p->yday);
	}
}

static const char *scan_form(const char *form, const char *s, struct parts *p);

static const char *
scan_part(char c, const char *s, struct parts *p)
{
	if (strchr("HIMS", c) != NULL)
		return scan_clock_part(c, s, p);
	switch (c) {
	case 'p': return scan_half(s, p);
	case 'f': return scan_fraction(s);
	case 'z': return scan_offset(s, p);
	case 'Z': return scan_zone_word(s, p);
	case 's': return scan_epoch(s, p);
	case 'F': return scan_form("%Y-%m-%d", s, p);
	case 'T': return scan_form("%H:%M:%S", s, p);
	case 'D': return scan_form("%m/%d/%y", s, p);
	case '%': return *s == '%' ? s + 1 : NULL;
	default: return scan_date_part(c, s, p);
	}
}

/* What follows the form in s, or NULL. */
static const char *
scan_form(const char *form, const char *s, struct parts *p)
{
	for (; s != NULL && *form != '\0'; form++) {
		if (is_blank(*form))
			s = skip_blanks(s);
		else if (*form == '%' && form[1] != '\0')
			s = scan_part(*++form, s, p);
		else
			s = *s == *form ? s + 1 : NULL;
	}
	return s;
}

static int
month_days(int year, int month)
{
	if (month == 12)
		return 31;
	return day_of(year, month + 1, 1) - day_of(year, month, 1);
}

/* The day the parts name; false if there is no such day. */
static bool
parts_day(const struct parts *p, int64_t *day)
{
	if (p->year < 1)
		return false;
	if (p->yday > 0) {
		*day = (int64_t)day_of(p->year, 1, 1) + p->yday - 1;
		return p->yday <= 365 || month_days(p->year, 2) == 29;
	}
	if (p->month == 0 || p->day == 0 || p->day > month_days(p->year, p->month))
		return false;
	*day = day_of(p->year, p->month, p->day);
	return true;
}

static bool
parts_moment(const struct parts *p, struct moment *m)
{
	int hour = p->hour;
	int64_t day;

	m->zoned = p->zoned;
	m->timed = p->timed;
	m->offset = p->counted ? 0 : p->offset;
	m->local = p->epoch;
	if (p->counted)
		return true;
	if (!parts_day(p, &day) || (hour == 24 && (p->minute > 0 || p->second > 0)))
		return false;
	if (p->half)
		hour = hour % 12 + (p->pm ? 12 : 0);
	m->local = day * DAY_SECONDS + hour * 3600 + p->minute * 60 + p->second;
	return true;
}

static bool
scan_whole(const char *form, const char *text, struct moment *m)
{
	struct parts p = { 0 };
	const char *end = scan_form(form, text, &p);

	return end != NULL && *skip_blanks(end) == '\0' && parts_moment(&p, m);
}

/* HH:MM[:SS[.fraction]][ ][zone] */
static const char *
scan_iso_time(const char *s, struct parts *p)
{
	s = scan_form("%H:%M", s, p);
	if (s != NULL && *s == ':')
		s = scan_form("%S", s + 1, p);
	if (s != NULL && (*s == '.' || *s == ','))
		s = scan_fraction(s + 1);
	if (s == NULL || *(s = skip_blanks(s)) == '\0')
		return s;
	if (*s == '+' || *s == '-' || *s == 'Z' || *s == 'z')
		return scan_offset(s, p);
	s = scan_zone_word(s, p);
	return s != NULL && p->zoned ? s : NULL; /* a zone that nobody knows is no default */
}

/* YYYY-MM-DD or YYYY/MM/DD, alone or with a time. */
static bool
scan_iso(const char *s, struct moment *m)
{
	struct parts p = { 0 };
	char sign;

	s = scan_fixed(s, 4, 0, 9999, &p.year);
	if (s == NULL || (*s != '-' && *s != '/'))
		return false;
	sign = *s++;
	s = scan_digits(s, 2, 1, 12, &p.month);
	if (s == NULL || *s++ != sign || (s = scan_digits(s, 2, 1, 31, &p.day)) == NULL)
		return false;
	if (*s == 'T' || *s == 't' || (is_blank(*s) && is_digit(*skip_blanks(s))))
		s = scan_iso_time(*s == 'T' || *s == 't' ? s + 1 : skip_blanks(s), &p);
	return s != NULL && *skip_blanks(s) == '\0' && parts_moment(&p, m);
}

static bool
scan_rfc822(const char *s, struct moment *m)
{
	const char *comma = strchr(s, ',');

	if (comma != NULL)
		s = skip_blanks(comma + 1);
	return scan_whole("%d %b %Y %H:%M:%S %z", s, m) || scan_whole("%d %b %Y %H:%M %z", s, m) ||
	       ((scan_whole("%d %b %Y %H:%M:%S %Z", s, m) ||
		    scan_whole("%d %b %Y %H:%M %Z", s, m)) &&
		   m->zoned);
}

static bool
scan_ctime(const char *s, struct moment *m)
{
	return scan_whole("%a %b %d %H:%M:%S %Y", s, m) ||
	       scan_whole("%a %b %d %H:%M:%S %Z %Y", s, m);
}

/* 20171019194115.000000+060: the offset is in minutes. */
static bool
scan_cim(const char *s, struct moment *m)
{
	struct parts p = { 0 };
	int minutes, sign;

	p.timed = true;
	if ((s = scan_fixed(s, 4, 0, 9999, &p.year)) == NULL ||
	    (s = scan_fixed(s, 2, 1, 12, &p.month)) == NULL ||
	    (s = scan_fixed(s, 2, 1, 31, &p.day)) == NULL ||
	    (s = scan_fixed(s, 2, 0, 23, &p.hour)) == NULL ||
	    (s = scan_fixed(s, 2, 0, 59, &p.minute)) == NULL ||
	    (s = scan_fixed(s, 2, 0, 60, &p.second)) == NULL || *s != '.' ||
	    (s = scan_fraction(s + 1)) == NULL || (*s != '+' && *s != '-'))
		return false;
	sign = *s == '-' ? -1 : 1;
	s = scan_fixed(s + 1, 3, 0, 999, &minutes);
	p.offset = s == NULL ? 0 : sign * minutes * 60;
	p.zoned = true;
	return s != NULL && *skip_blanks(s) == '\0' && parts_moment(&p, m);
}

static bool
scan_epoch_seconds(const char *s, struct moment *m)
{
	return scan_whole("%s", s, m);
}

static bool
scan_epoch_millis(const char *s, struct moment *m)
{
	struct number_form plain = { '.', 0 };
	struct decimal d;

	if (!decimal_scan(&plain, s, &d, &s) || *skip_blanks(s) != '\0')
		return false;
	d.exponent -= 3;
	*m = (struct moment){ .zoned = true, .timed = true };
	return decimal_floor(d, 0, &m->local) && m->local >= -EPOCH_MAX && m->local <= EPOCH_MAX;
}

/* Days since 1899-12-30 with a fraction, on the writer's clock; the nearest second. */
static bool
scan_serial_day(const char *s, struct moment *m)
{
	struct number_form plain = { '.', 0 };
	struct decimal d, seconds;

	if (!decimal_scan(&plain, s, &d, &s) || *skip_blanks(s) != '\0')
		return false;
	if (!decimal_multiply(d, (struct decimal){ DAY_SECONDS, 0 }, &seconds))
		return false;
	*m = (struct moment){ .timed = true };
	if (!decimal_round(seconds, 0, &m->local) || m->local < 0 ||
	    m->local >= (int64_t)(LAST_OLE_DAY + 1) * DAY_SECONDS)
		return false;
	m->timed = m->local % DAY_SECONDS != 0;
	m->local += (int64_t)OLE_EPOCH * DAY_SECONDS;
	return true;
}

/* The forms that have a name. */
static const struct named_form {
	const char *name;
	bool (*scan)(const char *, struct moment *);
} named_forms[] = {
	{ "iso", scan_iso },
	{ "rfc822", scan_rfc822 },
	{ "ctime", scan_ctime },
	{ "cim", scan_cim },
	{ "epoch", scan_epoch_seconds },
	{ "epochms", scan_epoch_millis },
	{ "ole", scan_serial_day },
	{ "excel", scan_serial_day },
	{ NULL, NULL },
};

static const struct named_form *
named_form(const char *name)
{
	const struct named_form *f;

	for (f = named_forms; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

bool
moment_form(const char *form, struct error *e)
{
	const char *s;

	if (strchr(form, '%') == NULL)
		return named_form(form) != NULL || error_set(e, "\"%s\" is no form of dates", form);
	for (s = strchr(form, '%'); s != NULL; s = strchr(s + 2, '%'))
		if (s[1] == '\0' || strchr("YymdebBhaAHIpMSjFTDzZsf%", s[1]) == NULL)
			return error_set(
			    e, "%%%c is not known in a form of dates", s[1] == '\0' ? ' ' : s[1]);
	return true;
}

bool
moment_scan(const char *form, const char *text, struct moment *m)
{
	const struct named_form *f;

	text = skip_blanks(text);
	if (strchr(form, '%') != NULL)
		return scan_whole(form, text, m);
	f = named_form(form);
	return f != NULL && f->scan(text, m);
}

bool
moment_scan_usual(const char *text, struct moment *m)
{
	text = skip_blanks(text);
	return scan_iso(text, m) || scan_rfc822(text, m) || scan_cim(text, m) ||
	       scan_ctime(text, m) || scan_whole("%d.%m.%Y", text, m) ||
	       scan_whole("%d.%m.%Y %H:%M", text, m) || scan_whole("%d.%m.%Y %H:%M:%S", text, m);
}

/* One step of a duration: a number and its letter. */
static const char *
scan_step(const char *s, bool clock, int64_t *nmonths, int64_t *seconds)
{
	static const struct step {
		char letter;
		bool clock;
		int months;
		int32_t seconds;
	} steps[] = { { 'Y', false, 12, 0 }, { 'M', false, 1, 0 },
		{ 'W', false, 0, 7 * DAY_SECONDS }, { 'D', false, 0, DAY_SECONDS },
		{ 'H', true, 0, 3600 }, { 'M', true, 0, 60 }, { 'S', true, 0, 1 } };
	size_t i;
	int n;

	s = scan_digits(s, 9, 0, 999999999, &n);
	if (s != NULL && (*s == '.' || *s == ','))
		s = scan_fraction(s + 1);
	if (s == NULL)
		return NULL;
	for (i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i].letter == *s && steps[i].clock == clock) {
			*nmonths += (int64_t)n * steps[i].months;
			*seconds += (int64_t)n * steps[i].seconds;
			return s + 1;
		}
	return NULL;
}

bool
moment_duration(const char *text, int64_t *nmonths, int64_t *seconds)
{
	const char *s = skip_blanks(text);
	bool clock = false, any = false;

	*nmonths = *seconds = 0;
	if (*s++ != 'P')
		return false;
	while (s != NULL && *s != '\0' && !is_blank(*s)) {
		if (*s == 'T' && !clock) {
			clock = true;
			s++;
			continue;
		}
		s = scan_step(s, clock, nmonths, seconds);
		any = s != NULL;
	}
	return any && s != NULL && *skip_blanks(s) == '\0';
}
