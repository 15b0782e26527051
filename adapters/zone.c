/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "when.h"
#include "zone.h"

#define DAY_SECONDS 86400
#define ZONE_FILE_MAX (256 * 1024)
#define TZIF_HEADER 44

/* "the last Sunday of March at 02:00": one of the two changes of a year (POSIX TZ). */
struct change {
	enum { CHANGE_JULIAN = 1, CHANGE_DAY, CHANGE_WEEKDAY } kind;
	int month, week, day; /* day: of the week from Sunday 0, or of the year */
	int32_t at;           /* seconds after midnight, old local time */
};

struct zone {
	size_t n;         /* changes on record */
	int64_t *from;    /* UTC, ascending */
	int32_t *offset;  /* from[i] on */
	int32_t first;    /* before from[0] */
	int32_t standard; /* after the last one: by rule */
	int32_t summer;
	bool yearly; /* start and end hold */
	struct change start, end;
};

/* RFC 9636: one data block of the file, as its header counts it. */
struct tzif {
	const unsigned char *data;
	uint32_t nutc, nstd, nleap, ntime, ntype, nchar;
	size_t width; /* of a time: 4 or 8 */
};

static const char *
scan_number(const char *s, int max, int *out)
{
	int n = 0;

	if (!isdigit((unsigned char)*s))
		return NULL;
	for (; isdigit((unsigned char)*s); s++) {
		n = n * 10 + (*s - '0');
		if (n > max)
			return NULL;
	}
	*out = n;
	return s;
}

/* [+-]hh[[:]mm[:ss]]; the sign is given back apart, because POSIX counts west of Greenwich. */
static const char *
scan_clock(const char *s, int maxhours, int32_t *seconds)
{
	int sign = *s == '-' ? -1 : 1, hours, minutes = 0, secs = 0;

	if (*s == '+' || *s == '-')
		s++;
	s = scan_number(s, 9999, &hours);
	if (s == NULL)
		return NULL;
	if (hours > maxhours && *s != ':') {
		minutes = hours % 100;
		hours /= 100;
	}
	if (*s == ':')
		s = scan_number(s + 1, 59, &minutes);
	if (s != NULL && *s == ':')
		s = scan_number(s + 1, 59, &secs);
	if (s == NULL || hours > maxhours || minutes > 59)
		return NULL;
	*seconds = sign * (hours * 3600 + minutes * 60 + secs);
	return s;
}

static const char *
scan_name(const char *s)
{
	const char *start = s;

	if (*s == '<') {
		s = strchr(s, '>');
		return s == NULL ? NULL : s + 1;
	}
	while (isalpha((unsigned char)*s))
		s++;
	return s - start >= 3 ? s : NULL;
}

static const char *
scan_change(const char *s, struct change *c)
{
	c->at = 2 * 3600;
	if (*s == 'M') {
		c->kind = CHANGE_WEEKDAY;
		s = scan_number(s + 1, 12, &c->month);
		if (s != NULL && *s == '.')
			s = scan_number(s + 1, 5, &c->week);
		if (s != NULL && *s == '.')
			s = scan_number(s + 1, 6, &c->day);
		if (s == NULL || c->month < 1 || c->week < 1)
			return NULL;
	} else {
		c->kind = *s == 'J' ? CHANGE_JULIAN : CHANGE_DAY;
		s = scan_number(s + (*s == 'J'), 365, &c->day);
	}
	if (s != NULL && *s == '/')
		s = scan_clock(s + 1, 167, &c->at);
	return s;
}

/* The last line of a zone file: CET-1CEST,M3.5.0,M10.5.0/3 */
static bool
parse_rule(struct zone *z, const char *s)
{
	int32_t west;

	s = scan_name(s);
	if (s == NULL || (s = scan_clock(s, 24, &west)) == NULL)
		return false;
	z->standard = z->summer = -west;
	if (*s == '\0')
		return true;
	if ((s = scan_name(s)) == NULL)
		return false;
	z->summer = z->standard + 3600;
	if (*s != ',') {
		if ((s = scan_clock(s, 24, &west)) == NULL)
			return false;
		z->summer = -west;
	}
	if (*s != ',' || (s = scan_change(s + 1, &z->start)) == NULL || *s != ',')
		return false;
	s = scan_change(s + 1, &z->end);
	z->yearly = true;
	return s != NULL && *s == '\0';
}

static int64_t
big_endian(const unsigned char *p, size_t width)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < width; i++)
		v = v << 8 | p[i];
	return width == 4 ? (int64_t)(int32_t)(uint32_t)v : (int64_t)v;
}

static uint32_t
count_at(const unsigned char *p)
{
	return (uint32_t)big_endian(p, 4);
}

static size_t
tzif_size(const struct tzif *t)
{
	return t->ntime * (t->width + 1) + t->ntype * 6 + t->nchar + t->nleap * (t->width + 4) +
	       t->nstd + t->nutc;
}

/* The block that starts at p; false if it does not lie within left bytes. */
static bool
tzif_block(const unsigned char *p, size_t left, size_t width, struct tzif *t)
{
	if (left < TZIF_HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	t->nutc = count_at(p + 20);
	t->nstd = count_at(p + 24);
	t->nleap = count_at(p + 28);
	t->ntime = count_at(p + 32);
	t->ntype = count_at(p + 36);
	t->nchar = count_at(p + 40);
	t->width = width;
	t->data = p + TZIF_HEADER;
	if (t->nutc > 256 || t->nstd > 256 || t->nleap > 4096 || t->ntime > 65536 ||
	    t->ntype == 0 || t->ntype > 256 || t->nchar > 65536)
		return false;
	return tzif_size(t) <= left - TZIF_HEADER;
}

static bool
take_changes(struct zone *z, const struct tzif *t)
{
	const unsigned char *index = t->data + t->ntime * t->width, *types = index + t->ntime;
	uint32_t i;

	z->from = calloc(t->ntime + 1, sizeof *z->from);
	z->offset = calloc(t->ntime + 1, sizeof *z->offset);
	if (z->from == NULL || z->offset == NULL)
		return false;
	z->first = (int32_t)big_endian(types, 4);
	for (i = 0; i < t->ntime; i++) {
		if (index[i] >= t->ntype)
			return false;
		z->from[i] = big_endian(t->data + i * t->width, t->width);
		z->offset[i] = (int32_t)big_endian(types + index[i] * 6, 4);
		if (z->offset[i] < -DAY_SECONDS || z->offset[i] > DAY_SECONDS)
			return false;
		if (i > 0 && z->from[i] < z->from[i - 1])
			return false;
	}
	z->n = t->ntime;
	z->standard = z->summer = z->n > 0 ? z->offset[z->n - 1] : z->first;
	return z->first >= -DAY_SECONDS && z->first <= DAY_SECONDS;
}

/* buf is NUL-terminated behind len. */
static bool
parse_file(struct zone *z, char *buf, size_t len)
{
	const unsigned char *p = (const unsigned char *)buf;
	struct tzif t;
	char *rule, *end;
	size_t skip;

	if (!tzif_block(p, len, 4, &t))
		return false;
	if (p[4] == '\0')
		return take_changes(z, &t);
	skip = TZIF_HEADER + tzif_size(&t);
	if (!tzif_block(p + skip, len - skip, 8, &t) || !take_changes(z, &t))
		return false;
	skip += TZIF_HEADER + tzif_size(&t);
	if (skip >= len || buf[skip] != '\n' || (end = strchr(buf + skip + 1, '\n')) == NULL)
		return false;
	rule = buf + skip + 1;
	*end = '\0';
	return *rule == '\0' || parse_rule(z, rule);
}

static bool
name_is_sound(const char *name)
{
	if (!isalpha((unsigned char)*name) || strlen(name) > 64 || strstr(name, "..") != NULL)
		return false;
	return name[strspn(name,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")] == '\0';
}

static bool
read_zone(struct zone *z, const char *name, struct error *e)
{
	const char *dir = getenv("TZDIR");
	char path[PATH_MAX], *buf;
	size_t len;
	FILE *fp;
	bool ok;

	if (!name_is_sound(name))
		return error_set(e, "not a time zone");
	snprintf(path, sizeof path, "%s/%s",
	    dir != NULL && *dir != '\0' ? dir : "/usr/share/zoneinfo", name);
	fp = fopen(path, "re");
	if (fp == NULL)
		return error_set(e, "time zone \"%s\" is not known on this machine", name);
	buf = malloc(ZONE_FILE_MAX + 1);
	len = buf == NULL ? 0 : fread(buf, 1, ZONE_FILE_MAX, fp);
	fclose(fp);
	if (buf != NULL)
		buf[len] = '\0';
	ok = buf != NULL && parse_file(z, buf, len);
	free(buf);
	return ok || error_set(e, "time zone \"%s\": not a zone file", name);
}

/* "UTC", "Z", "+02:00", "UTC-5" */
static bool
fixed_offset(const char *name, int32_t *offset)
{
	const char *s = name, *end;

	*offset = 0;
	if (strncmp(s, "UTC", 3) == 0 || strncmp(s, "GMT", 3) == 0)
		s += 3;
	else if (strcmp(s, "Z") == 0)
		s++;
	if (*s == '\0')
		return s != name;
	if (*s != '+' && *s != '-')
		return false;
	end = scan_clock(s, 14, offset);
	return end != NULL && *end == '\0';
}

struct zone *
zone_new(const char *name, struct error *e)
{
	struct zone *z = calloc(1, sizeof *z);

	if (z == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	if (fixed_offset(name, &z->first)) {
		z->standard = z->summer = z->first;
		return z;
	}
	if (!read_zone(z, name, e)) {
		zone_free(z);
		return NULL;
	}
	return z;
}

void
zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	free(z->from);
	free(z->offset);
	free(z);
}

/* The day of a year's change. */
static int32_t
change_day(const struct change *c, int year)
{
	int32_t first = day_of(year, 1, 1), day;
	bool leap = day_of(year + 1, 1, 1) - first == 366;

	if (c->kind == CHANGE_DAY)
		return first + c->day;
	if (c->kind == CHANGE_JULIAN) /* 29 February is never counted */
		return first + c->day - 1 + (leap && c->day >= 60);
	first = day_of(year, c->month, 1);
	day = first + (c->day - (day_of_week(first) + 1) % 7 + 7) % 7 + (c->week - 1) * 7;
	while (day >= (c->month == 12 ? day_of(year + 1, 1, 1) : day_of(year, c->month + 1, 1)))
		day -= 7;
	return day;
}

static int32_t
floor_day(int64_t seconds)
{
	return (
	    int32_t)((seconds - (seconds % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS) / DAY_SECONDS);
}

static int32_t
rule_offset(const struct zone *z, int64_t utc)
{
	int64_t start, end;
	int year, month, mday;
	bool summer;

	if (!z->yearly)
		return z->standard;
	day_civil(floor_day(utc + z->standard), &year, &month, &mday);
	start = (int64_t)change_day(&z->start, year) * DAY_SECONDS + z->start.at - z->standard;
	end = (int64_t)change_day(&z->end, year) * DAY_SECONDS + z->end.at - z->summer;
	summer = start < end ? utc >= start && utc < end : utc >= start || utc < end;
	return summer ? z->summer : z->standard;
}

int32_t
zone_offset(const struct zone *z, int64_t utc)
{
	size_t low = 0, high, middle;

	if (z == NULL)
		return 0;
	if (z->n == 0 || utc < z->from[0])
		return z->n == 0 ? rule_offset(z, utc) : z->first;
	if (utc >= z->from[z->n - 1])
		return z->yearly ? rule_offset(z, utc) : z->offset[z->n - 1];
	for (high = z->n - 1; high - low > 1;) {
		middle = low + (high - low) / 2;
		if (z->from[middle] <= utc)
			low = middle;
		else
			high = middle;
	}
	return z->offset[low];
}

int64_t
zone_utc(const struct zone *z, int64_t local)
{
	int32_t before = zone_offset(z, local - DAY_SECONDS);
	int32_t after = zone_offset(z, local + DAY_SECONDS);

	if (zone_offset(z, local - before) == before || zone_offset(z, local - after) != after)
		return local - before;
	return local - after;
}
