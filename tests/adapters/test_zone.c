/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zones and instants.  The zone files are made here, so that the machine's
 * own do not matter: a real zone's rules under a name that nobody else has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "asset.h"
#include "convert.h"
#include "zone.h"

static char dir[] = "/tmp/decom-zones-XXXXXX";

/* A zone file as RFC 9636 has it, in the making. */
struct file {
	unsigned char bytes[1024];
	size_t n;
};

static void
put(struct file *f, int64_t value, size_t width)
{
	while (width-- > 0)
		f->bytes[f->n++] = (unsigned char)((uint64_t)value >> (8 * width));
}

static void
put_header(struct file *f, char version, uint32_t ntime, uint32_t ntype, uint32_t nchar)
{
	memcpy(f->bytes + f->n, "TZif", 4);
	f->bytes[f->n + 4] = (unsigned char)version;
	memset(f->bytes + f->n + 5, 0, 15);
	f->n += 20;
	put(f, 0, 4);
	put(f, 0, 4);
	put(f, 0, 4);
	put(f, ntime, 4);
	put(f, ntype, 4);
	put(f, nchar, 4);
}

struct change {
	int64_t at;
	int32_t offset;
};

/* Offset first until the changes, then what the footer says. */
static void
make_file(
    struct file *f, int32_t first, const struct change *changes, uint32_t n, const char *footer)
{
	uint32_t i;

	memset(f, 0, sizeof *f);
	put_header(f, '2', 0, 1, 1);
	put(f, 0, 7);
	put_header(f, '2', n, n + 1, 1);
	for (i = 0; i < n; i++)
		put(f, changes[i].at, 8);
	for (i = 0; i < n; i++)
		put(f, i + 1, 1);
	for (i = 0; i <= n; i++) {
		put(f, i == 0 ? first : changes[i - 1].offset, 4);
		put(f, 0, 2);
	}
	put(f, 0, 1);
	f->bytes[f->n++] = '\n';
	memcpy(f->bytes + f->n, footer, strlen(footer));
	f->n += strlen(footer);
	f->bytes[f->n++] = '\n';
}

static void
write_file(const char *name, const void *bytes, size_t n)
{
	char path[256];
	FILE *fp;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	fp = fopen(path, "w");
	assert_non_null(fp);
	assert_int_equal(fwrite(bytes, 1, n, fp), n);
	fclose(fp);
}

static const char *const names[] = { "Middle", "South", "Fixed", "Recorded", "Julian", "Broken",
	NULL };

static int
make_zones(void **state)
{
	/* CET from 1980 on with one summer on record; then by rule. */
	static const struct change middle[] = { { 323830800, 7200 }, { 341370000, 3600 } };
	static const struct change recorded[] = { { 0, 3600 }, { 1000000000, -12600 } };
	struct file f;

	if (mkdtemp(dir) == NULL)
		return -1;
	setenv("TZDIR", dir, 1);
	make_file(&f, 3600, middle, 2, "CET-1CEST,M3.5.0,M10.5.0/3");
	write_file("Middle", f.bytes, f.n);
	make_file(&f, 36000, NULL, 0, "AEST-10AEDT,M10.1.0,M4.1.0/3");
	write_file("South", f.bytes, f.n);
	make_file(&f, 19800, NULL, 0, "<+0530>-5:30");
	write_file("Fixed", f.bytes, f.n);
	make_file(&f, 0, recorded, 2, "");
	write_file("Recorded", f.bytes, f.n);
	/* summer from the 60th day (1 March, always) to the 300th counted from 0 */
	make_file(&f, 0, NULL, 0, "AAA0BBB-2,J60/0,299/0");
	write_file("Julian", f.bytes, f.n);
	return 0;
}

static int
remove_zones(void **state)
{
	char path[256];
	size_t i;

	for (i = 0; names[i] != NULL; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

static void
offsets(void **state)
{
	static const struct {
		const char *zone;
		int64_t utc;
		int32_t offset;
	} all[] = {
		{ "UTC", 1795154400, 0 },
		{ "Z", 1795154400, 0 },
		{ "+02:00", 0, 7200 },
		{ "-0330", 0, -12600 },
		{ "UTC-5", 0, -18000 },
		{ "GMT+14", 0, 50400 },
		{ "Middle", -1000000000, 3600 },
		{ "Middle", 323830799, 3600 },
		{ "Middle", 323830800, 7200 },
		{ "Middle", 341370000, 3600 },
		/* by rule: 2026-03-29T01:00Z to 2026-10-25T01:00Z */
		{ "Middle", 1774745999, 3600 },
		{ "Middle", 1774746000, 7200 },
		{ "Middle", 1792889999, 7200 },
		{ "Middle", 1792890000, 3600 },
		{ "Middle", 4937587200, 7200 },
		/* the other half of the year: 2026-04-04T16:00Z, 2026-10-03T16:00Z */
		{ "South", 1775318399, 39600 },
		{ "South", 1775318400, 36000 },
		{ "South", 1791043199, 36000 },
		{ "South", 1791043200, 39600 },
		{ "Fixed", 1795154400, 19800 },
		{ "Recorded", -1, 0 },
		{ "Recorded", 0, 3600 },
		{ "Recorded", 2000000000, -12600 },
		/* 2024 is a leap year: J60 is 1 March, day 299 is 26 October */
		{ "Julian", 1709251199, 0 },
		{ "Julian", 1709251200, 7200 },
		{ "Julian", 1729893599, 7200 },
		{ "Julian", 1729893600, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct error e = { "" };
		struct zone *z = zone_new(all[i].zone, &e);

		if (z == NULL)
			fail_msg("%s: %s", all[i].zone, e.text);
		if (zone_offset(z, all[i].utc) != all[i].offset)
			fail_msg("%s at %lld: %d, not %d", all[i].zone, (long long)all[i].utc,
			    zone_offset(z, all[i].utc), all[i].offset);
		zone_free(z);
	}
	zone_free(NULL);
	assert_int_equal(zone_offset(NULL, 5), 0);
	assert_int_equal(zone_utc(NULL, 5), 5);
}

static void
no_zones(void **state)
{
	static const char *const wrong[] = { "", "Nowhere", "../Middle", "/etc/passwd", "Middle\n",
		"+15:00", "+02:60", "UTC+", "utc+2x", "CET", "." };
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct error e = { "" };

		if (zone_new(wrong[i], &e) != NULL)
			fail_msg("\"%s\" is no zone", wrong[i]);
		assert_string_not_equal(e.text, "");
	}
}

/* Every length and every byte of a zone file may be wrong. */
static void
broken_files(void **state)
{
	static const struct change changes[] = { { 323830800, 7200 }, { 341370000, 3600 } };
	static const unsigned char bytes[] = { 0, 1, 0x7f, 0x80, 0xff, '\n', '9', ',' };
	struct file f, g;
	struct zone *z;
	size_t i, k;

	make_file(&f, 3600, changes, 2, "CET-1CEST,M3.5.0,M10.5.0/3");
	for (i = 0; i < f.n; i++) {
		write_file("Broken", f.bytes, i);
		assert_null(zone_new("Broken", NULL));
	}
	g = f;
	g.bytes[44 + 7 + 44 + 2 * 8] = 3; /* of three types the fourth */
	write_file("Broken", g.bytes, g.n);
	assert_null(zone_new("Broken", NULL));
	for (i = 0; i < f.n; i++)
		for (k = 0; k < sizeof bytes; k++) {
			g = f;
			g.bytes[i] = bytes[k];
			write_file("Broken", g.bytes, g.n);
			z = zone_new("Broken", NULL);
			zone_offset(z, 1795154400);
			zone_utc(z, -1795154400);
			zone_free(z);
		}
}

static void
instants(void **state)
{
	static const struct {
		const char *form, *zone, *text;
		int64_t utc; /* -1: bad, 0: none */
	} all[] = {
		{ NULL, NULL, "2026-11-20T06:00:00Z", 1795154400 },
		{ NULL, NULL, "2026-11-20 06:00:00", 1795154400 },
		{ NULL, NULL, "2026-11-20", 1795132800 },
		{ NULL, "+02:00", "2026-11-20 06:00:00", 1795147200 },
		{ NULL, "+02:00", "2026-11-20 06:00:00 UTC", 1795154400 },
		{ NULL, "UTC-5", "2026-11-20 06:00:00", 1795172400 },
		{ NULL, NULL, "2026-11-20T06:00:00.999+05:30", 1795134600 },
		{ NULL, "Middle", "2026-11-20 06:00:00", 1795150800 },
		{ NULL, "Middle", "2026-07-20 06:00:00", 1784520000 },
		/* 2026-10-25 03:00 CEST becomes 02:00 CET: the first 02:30 of two */
		{ NULL, "Middle", "2026-10-25 02:30:00", 1792888200 },
		/* 2026-03-29 02:00 CET becomes 03:00 CEST: 02:30 is not there */
		{ NULL, "Middle", "2026-03-29 02:30:00", 1774747800 },
		{ NULL, "Middle", "2026-03-29 12:00:00", 1774778400 },
		{ NULL, "Middle", "2126-07-20 06:00:00", 4940193600 },
		{ NULL, "Recorded", "2026-11-20 06:00:00", 1795167000 },
		{ NULL, "South", "2126-01-20 06:00:00", 4924522800 },
		{ NULL, "Fixed", "2026-11-20 06:00:00", 1795134600 },
		{ "epoch", "Middle", "1795154400", 1795154400 },
		{ "epochms", NULL, "1795154400999", 1795154400 },
		{ "ole", NULL, "46346.25", 1795154400 },
		{ "%Y-%m-%d %H:%M:%S %Z", "+01:00", "2026-11-20 06:00:00 CET", 1795150800 },
		{ "%m/%d/%Y %I:%M %p", NULL, "11/20/2026 6:00 PM", 1795197600 },
		{ "%m/%d/%Y %I:%M %p", NULL, "11/20/2026 12:00 AM", 1795132800 },
		{ "%m/%d/%Y %I:%M %p", NULL, "11/20/2026 12:00 PM", 1795176000 },
		{ "cim", NULL, "20261120060000.000000+060", 1795150800 },
		{ NULL, NULL, "", 0 },
		{ NULL, NULL, "N/A", 0 },
		{ NULL, NULL, "1970-01-01 00:00:00", 0 },
		{ NULL, NULL, "soon", -1 },
		{ "epoch", NULL, "NaN", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		const char *forms[] = { all[i].form, NULL }, *why = NULL;
		struct convert_options o = { .dates = all[i].form == NULL ? NULL : forms,
			.zone = all[i].zone };
		struct error e = { "" };
		struct convert *c = convert_new(&o, NULL, &e);
		char *text = strdup(all[i].text);
		int64_t utc = 0;
		enum converted r;

		if (c == NULL)
			fail_msg("%s", e.text);
		r = convert_instant(c, text, &utc, &why);
		if (r == CONVERTED_BAD)
			utc = -1;
		if (utc != all[i].utc)
			fail_msg("%s in %s: %lld, not %lld", all[i].text, all[i].zone,
			    (long long)utc, (long long)all[i].utc);
		free(text);
		convert_free(c);
	}
}

/* The day of an instant is that of the zone; the day of a local time is its own. */
static void
days(void **state)
{
	static const struct {
		const char *text, *day;
	} all[] = { { "2026-10-14T22:00:00Z", "2026-10-15" },
		{ "2026-12-14T22:00:00Z", "2026-12-14" }, { "2026-12-14T23:30:00Z", "2026-12-15" },
		{ "2026-10-14 23:30:00", "2026-10-14" }, { "2026-10-14", "2026-10-14" },
		{ "Wed, 14 Oct 2026 22:30:00 +0000", "2026-10-15" } };
	static const struct convert_options o = { .zone = "Middle" };
	const struct field *f = field_named(asset_fields, "cutover_date");
	struct convert *c = convert_new(&o, f, NULL);
	char buf[FIELD_FORMAT_MAX];
	size_t i;

	assert_non_null(c);
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		char *text = strdup(all[i].text);
		const char *why;
		struct value v;

		assert_int_equal(convert_field(c, text, &v, &why), CONVERTED_VALUE);
		assert_string_equal(field_format(f, 2, v, buf), all[i].day);
		free(text);
	}
	convert_free(c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets),
		cmocka_unit_test(no_zones),
		cmocka_unit_test(broken_files),
		cmocka_unit_test(instants),
		cmocka_unit_test(days),
	};

	return cmocka_run_group_tests(tests, make_zones, remove_zones);
}
