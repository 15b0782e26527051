/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "rows.h"
#include "when.h"

/* Days and civil dates: Howard Hinnant's algorithms, chrono-Compatible Low-Level Date Algorithms.
 */
int32_t
day_of(int year, int month, int mday)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;

	return (int32_t)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

void
day_civil(int32_t day, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*mday = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)))
		return 29;
	return days[month - 1];
}

/* n digits at s; -1 if there are not. */
static int
digits(const char *s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	return v;
}

/* YYYY-MM-DD at the start of s. */
static bool
date_at(const char *s, int32_t *day)
{
	int y = digits(s, 4), m, d;

	if (y < 0 || s[4] != '-' || (m = digits(s + 5, 2)) < 1 || m > 12 || s[7] != '-')
		return false;
	if ((d = digits(s + 8, 2)) < 1 || d > month_days(y, m))
		return false;
	*day = day_of(y, m, d);
	return true;
}

bool
day_parse(const char *iso, int32_t *day)
{
	return date_at(iso, day) && iso[10] == '\0';
}

void
day_format(int32_t day, char buf[16])
{
	int y, m, d;

	day_civil(day, &y, &m, &d);
	snprintf(buf, 16, "%04d-%02d-%02d", y % 100000, m, d);
}

int
day_of_week(int32_t day)
{
	int r = (int)(((int64_t)day + 3) % 7); /* 1970-01-01 was a Thursday */

	return r < 0 ? r + 7 : r;
}

int32_t
day_add_months(int32_t day, int months)
{
	int y, m, d;
	int64_t n;

	day_civil(day, &y, &m, &d);
	n = (int64_t)y * 12 + (m - 1) + months;
	y = (int)(n >= 0 ? n / 12 : (n - 11) / 12);
	m = (int)(n - (int64_t)y * 12) + 1;
	if (d > month_days(y, m))
		d = month_days(y, m);
	return day_of(y, m, d);
}

/* Z, or +hh:mm; the seconds that local time is ahead. */
static bool
zone_at(const char *s, int *ahead)
{
	int h, m;

	*ahead = 0;
	if (*s == 'Z')
		return s[1] == '\0';
	if ((*s != '+' && *s != '-') || (h = digits(s + 1, 2)) < 0 || h > 14 || s[3] != ':' ||
	    (m = digits(s + 4, 2)) < 0 || m > 59 || s[6] != '\0')
		return false;
	*ahead = (h * 60 + m) * (*s == '-' ? -60 : 60);
	return true;
}

bool
instant_parse(const char *iso, int64_t *t)
{
	int h, m, s, ahead;
	int32_t day;

	if (!date_at(iso, &day) || iso[10] != 'T' || (h = digits(iso + 11, 2)) < 0 || h > 23 ||
	    iso[13] != ':' || (m = digits(iso + 14, 2)) < 0 || m > 59 || iso[16] != ':' ||
	    (s = digits(iso + 17, 2)) < 0 || s > 60 || !zone_at(iso + 19, &ahead))
		return false;
	*t = (int64_t)day * 86400 + h * 3600 + m * 60 + s - ahead;
	return true;
}

void
instant_format(int64_t t, char buf[32])
{
	int64_t day = t >= 0 ? t / 86400 : (t - 86399) / 86400;
	int s = (int)(t - day * 86400);
	int y, m, d;

	day_civil((int32_t)day, &y, &m, &d);
	snprintf(buf, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", y, m, d, s / 3600, s / 60 % 60, s % 60);
}

uint32_t
span_make(uint32_t amount, enum span_unit unit)
{
	return amount <= SPAN_MAX ? amount * 4 + unit : U32_ABSENT;
}

uint32_t
span_amount(uint32_t span)
{
	return span / 4;
}

enum span_unit
span_unit(uint32_t span)
{
	return (enum span_unit)(span % 4);
}

/* A number, then a word; the word's start is returned. */
static const char *
amount_at(const char *s, uint32_t *amount)
{
	uint64_t n = 0;

	if (!isdigit((unsigned char)*s))
		return NULL;
	for (; isdigit((unsigned char)*s); s++)
		if ((n = n * 10 + (uint64_t)(*s - '0')) > UINT32_MAX)
			return NULL;
	*amount = (uint32_t)n;
	while (*s == ' ')
		s++;
	return s;
}

static bool
one_of(const char *s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcasecmp(s, *words) == 0)
			return true;
	return false;
}

static const char *const unit_words[][5] = {
	[SPAN_DAYS] = { "d", "day", "days", NULL },
	[SPAN_WEEKS] = { "w", "week", "weeks", NULL },
	[SPAN_MONTHS] = { "m", "mo", "month", "months", NULL },
	[SPAN_YEARS] = { "y", "year", "years", NULL },
};

bool
span_parse(const char *s, uint32_t *span)
{
	uint32_t amount;

	if ((s = amount_at(s, &amount)) == NULL)
		return false;
	for (unsigned u = SPAN_DAYS; u <= SPAN_YEARS; u++)
		if (one_of(s, unit_words[u])) {
			*span = span_make(amount, (enum span_unit)u);
			return *span != U32_ABSENT;
		}
	return false;
}

void
span_format(uint32_t span, char buf[32])
{
	static const char *const words[] = {
		[SPAN_DAYS] = "day",
		[SPAN_WEEKS] = "week",
		[SPAN_MONTHS] = "month",
		[SPAN_YEARS] = "year",
	};
	uint32_t n = span_amount(span);

	snprintf(buf, 32, "%u %s%s", n, words[span_unit(span)], n == 1 ? "" : "s");
}

int32_t
span_after(int32_t day, uint32_t span)
{
	int n = (int)span_amount(span);

	switch (span_unit(span)) {
	case SPAN_DAYS: return day + n;
	case SPAN_WEEKS: return day + 7 * n;
	case SPAN_MONTHS: return day_add_months(day, n);
	case SPAN_YEARS: return day_add_months(day, 12 * n);
	}
	return day;
}

bool
interval_parse(const char *s, uint32_t *seconds)
{
	static const struct {
		const char *const words[6];
		uint32_t seconds;
	} units[] = {
		{ { "s", "sec", "second", "seconds", NULL }, 1 },
		{ { "m", "min", "minute", "minutes", NULL }, 60 },
		{ { "h", "hour", "hours", NULL }, 3600 },
		{ { "d", "day", "days", NULL }, 86400 },
		{ { "w", "week", "weeks", NULL }, 604800 },
	};
	uint32_t amount;

	if ((s = amount_at(s, &amount)) == NULL)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (one_of(s, units[i].words)) {
			uint64_t n = (uint64_t)amount * units[i].seconds;

			*seconds = (uint32_t)n;
			return n < UINT32_MAX;
		}
	return false;
}

unsigned
currency_digits(const char *code)
{
	static const char *const none[] = { "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
		"PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF", NULL };
	static const char *const three[] = { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
		NULL };

	return one_of(code, none) ? 0 : one_of(code, three) ? 3 : 2;
}
