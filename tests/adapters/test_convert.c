/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asset.h"
#include "convert.h"
#include "nouns.h"

/* One text through one field's rule: the canonical text of the value, or the outcome. */
static const char *
outcome(enum converted r)
{
	switch (r) {
	case CONVERTED_NONE: return "(none)";
	case CONVERTED_PLACEHOLDER: return "(placeholder)";
	case CONVERTED_UNKNOWN: return "(unknown)";
	case CONVERTED_BAD: return "(bad)";
	case CONVERTED_VALUE: break;
	}
	return "(value)";
}

struct sample {
	const char *field, *text, *expected;
};

static struct convert *
compiled(const struct convert_options *o, const char *name)
{
	struct convert_options copy = *o;
	const struct field *f = convert_target(asset_fields, name, &copy.unit);
	struct error e = { "" };
	struct convert *c;

	if (f == NULL)
		fail_msg("no field %s", name);
	c = convert_new(&copy, f, &e);
	if (c == NULL)
		fail_msg("%s: %s", name, e.text);
	return c;
}

static void
check_field(const struct convert_options *o, const struct sample *s)
{
	struct convert *c = compiled(o, s->field);
	const char *unit = NULL, *why = NULL, *seen;
	const struct field *f = convert_target(asset_fields, s->field, &unit);
	char *text = strdup(s->text), buf[FIELD_FORMAT_MAX];
	struct value v = { 0 };
	enum converted r = convert_field(c, text, &v, &why);

	seen = r == CONVERTED_VALUE ? field_format(f, o->digits, v, buf) : outcome(r);
	if (seen == NULL || strcmp(seen, s->expected) != 0)
		fail_msg("%s of \"%s\": %s, not %s (%s)", s->field, s->text, seen, s->expected,
		    why == NULL ? "" : why);
	if (r == CONVERTED_BAD || r == CONVERTED_UNKNOWN) {
		assert_non_null(why);
		/* A reason never repeats the document. */
		assert_true(strlen(s->text) < 4 || strstr(why, s->text) == NULL);
	}
	free(text);
	convert_free(c);
}

static void
check_all(const struct convert_options *o, const struct sample *samples)
{
	for (; samples->field != NULL; samples++)
		check_field(o, samples);
}

static const struct convert_options plain = { .digits = 2 };

static void
texts(void **state)
{
	static const struct sample samples[] = {
		{ "name", "web-03", "web-03" },
		{ "name", "  web \t\n 03  ", "web 03" },
		{ "name", "WEB-03", "WEB-03" },
		{ "name",
		    "\xc2\xa0web\xc2\xa0\xe2\x80\xaf"
		    "03\xe2\x80\x8b",
		    "web 03" },
		{ "name", "\xef\xbb\xbfweb", "web" },
		{ "name", "M\xc3\xbcnchen", "M\xc3\xbcnchen" },
		{ "name", "", "(none)" },
		{ "name", " \r\n", "(none)" },
		{ "name", "\xc2\xa0", "(none)" },
		{ "name", "N/A", "(none)" },
		{ "name", "localhost", "(placeholder)" },
		{ "address", "127.0.0.1", "(none)" },
		{ "address", "0.0.0.0", "(none)" },
		{ "address", "10.0.0.0", "10.0.0.0" },
		{ "vendor", "System manufacturer", "(none)" },
		{ "vendor", "To Be Filled By O.E.M.", "(none)" },
		{ "model", "System Product Name", "(none)" },
		{ "rack", "0", "(none)" },
		{ "rack", "UnnamedRack", "(none)" },
		{ "rack", "00000", "(none)" },
		{ "rack", "0000", "0000" },
		{ "rack", "01", "01" },
		{ "position", "1", "1" },
		{ "site", "Unknown", "(none)" },
		{ "site", "unknown pleasures", "unknown pleasures" },
		{ "environment", "NONE", "(none)" },
		{ "owner", "[REMOVED]", "(none)" },
		{ NULL, NULL, NULL },
	};

	check_all(&plain, samples);
}

static void
identities(void **state)
{
	static const struct sample samples[] = {
		{ "serial", "CZ3403YLMV      ", "CZ3403YLMV" },
		{ "serial", "q0j26mz", "q0j26mz" },
		{ "serial", "0012345678901234567890", "0012345678901234567890" },
		{ "serial", "1234567890123456789", "1234567890123456789" },
		{ "serial", "1.2E+11", "(bad)" },
		{ "serial", "4.0e+15", "(bad)" },
		{ "serial", "2E+", "2E+" },
		{ "serial", "5E+3A", "5E+3A" },
		{ "serial", "1E10", "1E10" },
		{ "serial", "To Be Filled By O.E.M.", "(placeholder)" },
		{ "serial", " to be  filled by o.e.m. ", "(placeholder)" },
		{ "serial", "System Serial Number", "(placeholder)" },
		{ "serial", "Default string", "(placeholder)" },
		{ "serial", "0000000000", "(placeholder)" },
		{ "serial", "0", "(placeholder)" },
		{ "serial", "00", "(placeholder)" },
		{ "serial", "123456789", "(placeholder)" },
		{ "serial", "0123456789", "(placeholder)" },
		{ "serial", "N/A", "(placeholder)" },
		{ "serial", "Not Specified", "(placeholder)" },
		{ "serial", "XXXXXXX", "(placeholder)" },
		{ "serial", "........", "(placeholder)" },
		{ "serial", "11111111", "(placeholder)" },
		{ "serial", "77", "77" },
		{ "serial", "AAAA", "(placeholder)" },
		{ "asset_tag", "111", "111" },
		{ "asset_tag", "22222", "22222" },
		{ "asset_tag", "999999", "(placeholder)" },
		{ "asset_tag", "000", "(placeholder)" },
		{ "serial", "", "(none)" },
		{ "asset_tag", "[Unknown]", "(placeholder)" },
		{ "asset_tag", "Asset-1234567890", "(placeholder)" },
		{ "asset_tag", "QM-0000000", "QM-0000000" },
		{ "uuid", "00000000-0000-0000-0000-000000000000", "(placeholder)" },
		{ "uuid", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "(placeholder)" },
		{ "uuid", "03000200-0400-0500-0006-000700080009", "(placeholder)" },
		{ "uuid", "3beae5bc-bac9-4a88-8fce-489ac0bb3d11",
		    "3beae5bc-bac9-4a88-8fce-489ac0bb3d11" },
		{ NULL, NULL, NULL },
	};

	check_all(&plain, samples);
}

static void
placeholders(void **state)
{
	static const char *const yes[] = { "", " ", "N/A", "none", "NULL", "0", "0000000000",
		"0.0.0.0", "::", "-", "???", "Default String", "LOCALHOST", "localhost.localdomain",
		"AAAAAAAA", "00:00:00:00:00:00", "UnnamedRack", "not-applicable" };
	static const char *const no[] = { "web-03", "Q003HZC", "1", "10.64.1.0", "2001:db8::1",
		"AB", "00000000a", "nonesuch", "aaab" };
	size_t i;

	for (i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!convert_is_placeholder(yes[i]))
			fail_msg("\"%s\" is a placeholder", yes[i]);
	for (i = 0; i < sizeof no / sizeof *no; i++)
		if (convert_is_placeholder(no[i]))
			fail_msg("\"%s\" is no placeholder", no[i]);
}

/* Additions and exceptions of one field. */
static void
none_and_keep(void **state)
{
	static const char *const none[] = { "0", "No  Contract", NULL };
	static const char *const keep[] = { "0", "Default string", "1970-01-01", NULL };
	static const struct convert_options more = { .none = none }, fewer = { .keep = keep };
	static const struct sample with[] = {
		{ "power_rated", "0", "(none)" },
		{ "power_rated", " 0 ", "(none)" },
		{ "power_rated", "00", "0" },
		{ "support_contract", "no contract", "(none)" },
		{ NULL, NULL, NULL },
	};
	static const struct sample without[] = {
		{ "rack", "0", "0" },
		{ "rack", "N/A", "(none)" },
		{ "serial", "default STRING", "default STRING" },
		{ "purchase_date", "1970-01-01", "1970-01-01" },
		{ "purchase_date", "1970-01-01 00:00:00", "1970-01-01" },
		{ "purchase_date", "1996-01-01", "(none)" },
		{ NULL, NULL, NULL },
	};
	static const struct sample normally[] = {
		{ "power_rated", "0", "0" },
		{ "power", "0 W", "0" },
		{ "power_rated", "N/A", "(none)" },
		{ "power_rated", "-", "(none)" },
		{ "purchase_cost", "0", "0.00" },
		{ NULL, NULL, NULL },
	};

	check_all(&more, with);
	check_all(&fewer, without);
	check_all(&plain, normally);
}

static void
usual_dates(void **state)
{
	static const struct sample samples[] = {
		{ "warranty_end", "2019-08-19", "2019-08-19" },
		{ "warranty_end", "2023-12-20 17:14:33", "2023-12-20" },
		{ "warranty_end", "2026-10-15T00:00:00.000", "2026-10-15" },
		{ "warranty_end", "2026-10-15T00:00:00.000Z", "2026-10-15" },
		{ "warranty_end", "2026-10-15T00:00:00+00:00", "2026-10-15" },
		{ "warranty_end", "2026-10-15T23:30:00-0500", "2026-10-15" },
		{ "warranty_end", "2026-10-15T08:00", "2026-10-15" },
		{ "warranty_end", "2026-10-15 08:00 UTC", "2026-10-15" },
		{ "warranty_end", "2026-10-15 08:00:00,5 +02", "2026-10-15" },
		{ "warranty_end", "2026-10-15 24:00:00", "2026-10-16" },
		{ "warranty_end", "2020/07/10 09:12:13", "2020-07-10" },
		{ "warranty_end", "2020/7/1", "2020-07-01" },
		{ "warranty_end", "15.11.2012", "2012-11-15" },
		{ "warranty_end", "1.2.2012 07:05", "2012-02-01" },
		{ "warranty_end", "Sun, 8 Sep 2024 17:43:07 +0300", "2024-09-08" },
		{ "warranty_end", "8 Sep 2024 17:43 GMT", "2024-09-08" },
		{ "warranty_end", "Fri Mar 10 12:07:06 2017", "2017-03-10" },
		{ "warranty_end", "Fri Mar 10\n  12:07:06 2017", "2017-03-10" },
		{ "warranty_end", "Thu Jun  8 12:07:06 UTC 2017", "2017-06-08" },
		{ "warranty_end", "20171019194115.000000+000", "2017-10-19" },
		{ "warranty_end", "2024-02-29", "2024-02-29" },
		/* no value */
		{ "warranty_end", "0000-00-00", "(none)" },
		{ "warranty_end", "0000-00-00 00:00:00", "(none)" },
		{ "warranty_end", "0000-00-00T00:00:00", "(none)" },
		{ "warranty_end", "1970-01-01", "(none)" },
		{ "warranty_end", "1970-01-01T00:00:00Z", "(none)" },
		{ "warranty_end", "1899-12-30", "(none)" },
		{ "warranty_end", "1899-12-31T08:30:00.000", "(none)" },
		{ "warranty_end", "1996/01/01", "(none)" },
		{ "warranty_end", "1996/01/01 00:00:00", "(none)" },
		{ "warranty_end", "N/A", "(none)" },
		/* not dates, or not clear ones */
		{ "warranty_end", "01/17/2017", "(bad)" },
		{ "warranty_end", "12/28/15", "(bad)" },
		{ "warranty_end", "next week", "(bad)" },
		{ "warranty_end", "2023-02-29", "(bad)" },
		{ "warranty_end", "2023-13-01", "(bad)" },
		{ "warranty_end", "2023-00-10", "(bad)" },
		{ "warranty_end", "2023-10", "(bad)" },
		{ "warranty_end", "2023-10-10 25:00", "(bad)" },
		{ "warranty_end", "2023-10-10 24:01", "(bad)" },
		{ "warranty_end", "2023-10-10 10:00 CEST", "(bad)" },
		{ "warranty_end", "2023-10-10x", "(bad)" },
		{ "warranty_end", "2023-10/10", "(bad)" },
		{ "warranty_end", "99999-10-10", "(bad)" },
		{ "warranty_end", "0000-10-10", "(bad)" },
		{ "warranty_end", "1508442075", "(bad)" },
		{ "warranty_end", "20171019194115.000000", "(bad)" },
		{ "warranty_end", "20171019194115.******+***", "(bad)" },
		{ "warranty_end", "Sun, 8 Sep 2024 17:43:07 PST", "(bad)" },
		{ NULL, NULL, NULL },
	};

	check_all(&plain, samples);
}

struct dated {
	const char *form, *zone, *text, *expected;
};

static void
declared_dates(void **state)
{
	static const struct dated all[] = {
		{ "%m/%d/%Y", NULL, "01/17/2017", "2017-01-17" },
		{ "%m/%d/%Y", NULL, " 1/7/2017 ", "2017-01-07" },
		{ "%m/%d/%Y", NULL, "17/01/2017", "(bad)" },
		{ "%D", NULL, "12/28/15", "2015-12-28" },
		{ "%m/%d/%y", NULL, "12/28/68", "2068-12-28" },
		{ "%m/%d/%y", NULL, "12/28/69", "1969-12-28" },
		{ "%d.%m.%Y", NULL, "15.11.2012", "2012-11-15" },
		{ "%d-%b-%Y", NULL, "08-sep-2024", "2024-09-08" },
		{ "%d %B %Y", NULL, "8 September 2024", "2024-09-08" },
		{ "%d %B %Y", NULL, "8 Septem 2024", "(bad)" },
		{ "%A, %d %b %Y", NULL, "Sunday, 8 Sep 2024", "2024-09-08" },
		{ "%A, %d %b %Y", NULL, "Sonntag, 8 Sep 2024", "(bad)" },
		{ "%Y%m%d", NULL, "20240908", "2024-09-08" },
		{ "%Y-%j", NULL, "2024-366", "2024-12-31" },
		{ "%Y-%j", NULL, "2023-366", "(bad)" },
		{ "%Y/%m/%d %H:%M:%S", NULL, "2020/07/10 09:12:13", "2020-07-10" },
		{ "%m/%d/%Y %I:%M %p", NULL, "07/10/2020 12:30 am", "2020-07-10" },
		{ "%F %T.%f", NULL, "2020-07-10 09:12:13.123456789123", "2020-07-10" },
		{ "%F %T.%f", NULL, "2020-07-10 09:12:13.", "(bad)" },
		{ "%d%%%m%%%Y", NULL, "10%07%2020", "2020-07-10" },
		{ "%F", NULL, "2020-07-10 09:12:13", "(bad)" },
		{ "iso", NULL, "Sun, 8 Sep 2024 17:43:07 +0300", "(bad)" },
		{ "rfc822", NULL, "Sun, 8 Sep 2024 17:43:07 +0300", "2024-09-08" },
		{ "rfc822", "UTC", "Sun, 8 Sep 2024 01:43:07 +0300", "2024-09-07" },
		{ "ctime", NULL, "Fri Mar 10 12:07:06 2017", "2017-03-10" },
		{ "cim", "UTC", "20171019234115.000000-060", "2017-10-20" },
		{ "cim", NULL, "20171019234115.000000-060", "2017-10-19" },
		/* counted ones */
		{ "epoch", NULL, "1508442075", "2017-10-19" },
		{ "epoch", NULL, "1508442075.999", "2017-10-19" },
		{ "epoch", NULL, "1.5084e9", "2017-10-19" },
		{ "epoch", "+05:00", "1508442075", "2017-10-20" },
		{ "epoch", NULL, "0", "(none)" },
		{ "epoch", NULL, "-86401", "1969-12-30" },
		{ "epoch", NULL, "99999999999999", "(bad)" },
		{ "epoch", NULL, "1e300", "(bad)" },
		{ "epoch", NULL, "15084x", "(bad)" },
		{ "epochms", NULL, "1508442075123", "2017-10-19" },
		{ "epochms", NULL, "-1", "1969-12-31" },
		{ "epochms", NULL, "1e18", "(bad)" },
		{ "ole", NULL, "43027.8203125", "2017-10-19" },
		{ "ole", NULL, "43027", "2017-10-19" },
		{ "ole", NULL, "0", "(none)" },
		{ "ole", NULL, "-1", "(bad)" },
		{ "ole", NULL, "2958465", "9999-12-31" },
		{ "ole", NULL, "2958466", "(bad)" },
		{ "excel", NULL, "43027.9999999", "2017-10-20" },
		{ "excel", NULL, "43027.99", "2017-10-19" },
		{ "%s", NULL, "1508442075", "2017-10-19" },
		/* the day is that of the zone, if the text is an instant */
		{ NULL, "-05:00", "2026-10-14T02:00:00Z", "2026-10-13" },
		{ NULL, "+02:00", "2026-10-14T22:00:00Z", "2026-10-15" },
		{ NULL, "+02:00", "2026-10-14 23:30:00", "2026-10-14" },
		{ NULL, "+02:00", "2026-10-14", "2026-10-14" },
		{ NULL, NULL, NULL, NULL },
	};
	const struct dated *d;

	for (d = all; d->text != NULL; d++) {
		const char *forms[] = { d->form, NULL };
		struct convert_options o = { .dates = d->form == NULL ? NULL : forms,
			.zone = d->zone };
		struct sample s = { "cutover_date", d->text, d->expected };

		check_field(&o, &s);
	}
}

static void
several_forms(void **state)
{
	static const char *const forms[] = { "%d/%m/%Y", "epoch", "iso", NULL };
	static const struct convert_options o = { .dates = forms };
	static const struct sample samples[] = {
		{ "lease_end", "03/04/2026", "2026-04-03" },
		{ "lease_end", "1508442075", "2017-10-19" },
		{ "lease_end", "2026-04-03", "2026-04-03" },
		{ "lease_end", "15.11.2012", "(bad)" },
		{ NULL, NULL, NULL },
	};

	check_all(&o, samples);
}

static void
numbers(void **state)
{
	static const struct sample samples[] = {
		{ "power_rated", "750", "750" },
		{ "power_rated", "750W", "750" },
		{ "power_rated", "26.78 W", "27" },
		{ "power_rated", "26.5", "27" },
		{ "power_rated", "26.49999999999999999999999", "26" },
		{ "power_rated", "750 watts", "750" },
		{ "power_rated", "1.2 kW", "1200" },
		{ "power_rated", "0.75kw", "750" },
		{ "power_rated", "5.4e-01", "1" },
		{ "power_rated", "5.4e+02", "540" },
		{ "power_rated", "1e9", "1000000000" },
		{ "power_rated", "+12", "12" },
		{ "power_rated", "000012", "12" },
		{ "power_rated", ".5", "1" },
		{ "power_rated", "5.", "5" },
		{ "power_rated", "-0.4", "0" },
		{ "power_rated", "4294967294", "4294967294" },
		{ "power_rated", "4294967295", "(bad)" },
		{ "power_rated", "99999999999999999999", "(bad)" },
		{ "power_rated", "1e30", "(bad)" },
		{ "power_rated", "1e999999999999", "(bad)" },
		{ "power_rated", "1e-999999999999", "(bad)" },
		{ "power_rated", "1e-300", "0" },
		{ "power_rated", "-1", "(bad)" },
		{ "power_rated", "1,136", "(bad)" },
		{ "power_rated", "1 136", "(bad)" },
		{ "power_rated", "750 VA", "(bad)" },
		{ "power_rated", "750 MB", "(bad)" },
		{ "power_rated", "750 W W", "(bad)" },
		{ "power_rated", "about 750", "(bad)" },
		{ "power_rated", "0x10", "(bad)" },
		{ "power_rated", "inf", "(bad)" },
		{ "power_rated", "NaN", "(none)" },
		{ "power_rated", "--5", "(bad)" },
		{ "power_rated", "1.2.3", "(bad)" },
		{ "power_rated", ".", "(bad)" },
		{ "power_rated", "+", "(bad)" },
		{ "height", "1U", "1" },
		{ "height", "2 RU", "2" },
		{ "height", "4 HE", "4" },
		{ "height", "10", "10" },
		{ "height", "65534", "65534" },
		{ "height", "65535", "(bad)" },
		{ "height", "1 W", "(bad)" },
		{ NULL, NULL, NULL },
	};

	check_all(&plain, samples);
}

static void
separators(void **state)
{
	static const struct sample german[] = {
		{ "power_rated", "1.136,4", "1136" },
		{ "power_rated", "1.136", "1136" },
		{ "power_rated", "12.345.678,5", "12345679" },
		{ "power_rated", "1136,5", "1137" },
		{ "power_rated", "1.13", "(bad)" },
		{ "power_rated", "1.1360", "(bad)" },
		{ "power_rated", "1234.567", "(bad)" },
		{ "power_rated", ".136", "(bad)" },
		{ "purchase_cost", "1.234,50 EUR", "1234.50" },
		{ "purchase_cost", "\xe2\x82\xac 1.234,50", "1234.50" },
		{ NULL, NULL, NULL },
	};
	static const struct sample us[] = {
		{ "power_rated", "1,136", "1136" },
		{ "power_rated", "1,136,000", "1136000" },
		{ "power_rated", "1,1361", "(bad)" },
		{ "power_rated", "1,136.5 W", "1137" },
		{ "purchase_cost", "$1,234.50", "1234.50" },
		{ "purchase_cost", "-$1,234.50", "-1234.50" },
		{ NULL, NULL, NULL },
	};
	static const struct sample blanks[] = {
		{ "power_rated", "1 136", "1136" },
		{ "power_rated",
		    "1\xc2\xa0"
		    "136 000",
		    "1136000" },
		{ "purchase_cost",
		    "1\xe2\x80\xaf"
		    "234,50 \xe2\x82\xac",
		    "1234.50" },
		{ NULL, NULL, NULL },
	};
	static const struct convert_options same = { .decimal = ',', .thousands = ',' };
	struct error e;

	check_all(
	    &(struct convert_options){ .decimal = ',', .thousands = '.', .digits = 2 }, german);
	check_all(&(struct convert_options){ .thousands = ',', .digits = 2 }, us);
	check_all(
	    &(struct convert_options){ .decimal = ',', .thousands = ' ', .digits = 2 }, blanks);
	assert_null(convert_new(&same, NULL, &e));
}

static void
money(void **state)
{
	static const struct sample dollars[] = {
		{ "purchase_cost", "9800", "9800.00" },
		{ "purchase_cost", "9800.5", "9800.50" },
		{ "purchase_cost", "0.1", "0.10" },
		{ "purchase_cost", "1.005", "1.01" },
		{ "purchase_cost", "1.0049999999999999999999", "1.00" },
		{ "purchase_cost", "-1.005", "-1.01" },
		{ "purchase_cost", "USD 816", "816.00" },
		{ "purchase_cost", "816 usd", "816.00" },
		{ "purchase_cost", "816USD", "816.00" },
		{ "purchase_cost", "$816", "816.00" },
		{ "purchase_cost", "US$ 816.20", "816.20" },
		{ "purchase_cost", "- $5", "(bad)" },
		{ "purchase_cost", "-USD 5", "-5.00" },
		{ "purchase_cost", "-USD -5", "(bad)" },
		{ "purchase_cost", "EUR 816", "(bad)" },
		{ "purchase_cost", "816 \xe2\x82\xac", "(bad)" },
		{ "purchase_cost", "$1,234.50", "(bad)" },
		{ "purchase_cost", "USD", "(bad)" },
		{ "purchase_cost", "$", "(bad)" },
		{ "purchase_cost", "816 USD USD", "(bad)" },
		{ "purchase_cost", "816 dollars", "(bad)" },
		{ "purchase_cost", "92233720368547758.07", "92233720368547758.07" },
		{ "purchase_cost", "92233720368547759", "(bad)" },
		{ "purchase_cost", "-92233720368547759", "(bad)" },
		{ "purchase_cost", "1e17", "(bad)" },
		{ "purchase_cost", "1.5e3", "1500.00" },
		{ NULL, NULL, NULL },
	};
	static const struct sample cents[] = {
		{ "support_cost", "980050", "9800.50" },
		{ "support_cost", "980050.0", "9800.50" },
		{ "support_cost", "1", "0.01" },
		{ "support_cost", "0.4", "0.00" },
		{ NULL, NULL, NULL },
	};
	static const struct sample yen[] = {
		{ "support_cost", "980050", "980050" },
		{ "support_cost", "980050.5", "980051" },
		{ "support_cost",
		    "\xc2\xa5"
		    "980",
		    "980" },
		{ NULL, NULL, NULL },
	};

	check_all(&(struct convert_options){ .digits = 2, .currency = "USD" }, dollars);
	check_all(&(struct convert_options){ .digits = 2, .scale = 0.01 }, cents);
	check_all(&(struct convert_options){ .digits = 0, .currency = "JPY" }, yen);
}

static void
labels(void **state)
{
	static const struct convert_pair map[] = { { " Cut  over ", "cutOver" },
		{ "done", "completed" }, { "On Hold", "planned" }, { "N/A", "notPlanned" },
		{ "Zur\xc3\x9c"
		  "ckgestellt",
		    "planned" },
		{ NULL, NULL } };
	static const struct convert_pair classes[] = { { "Blade", "blade" }, { NULL, NULL } };
	static const struct sample by_name[] = {
		{ "migration_status", "completed", "completed" },
		{ "migration_status", "CUTOVER", "cutOver" },
		{ "migration_status", "Cut over", "cutOver" },
		{ "migration_status", "in-progress", "inProgress" },
		{ "migration_status", "not_planned ", "notPlanned" },
		{ "migration_status", "Unknown", "(none)" },
		{ "migration_status", "done", "(unknown)" },
		{ "migration_status", "complete", "(unknown)" },
		{ "migration_status", "completed!", "(unknown)" },
		{ "migration_status", "6", "(unknown)" },
		{ "migration_status", "", "(none)" },
		{ "class", "Server", "server" },
		{ "class", "other", "other" },
		{ NULL, NULL, NULL },
	};
	static const struct sample mapped[] = {
		{ "migration_status", "CUT OVER", "cutOver" },
		{ "migration_status", "  Done\t", "completed" },
		{ "migration_status", "on hold", "planned" },
		{ "migration_status", "n/a", "notPlanned" },
		{ "migration_status", "In progress", "inProgress" },
		{ "migration_status",
		    "ZUR\xc3\xbc"
		    "CKGESTELLT",
		    "planned" },
		{ "migration_status", "cut\nover", "cutOver" },
		{ "migration_status", "Whatever", "(unknown)" },
		{ "migration_status", "-", "(none)" },
		{ NULL, NULL, NULL },
	};
	static const struct sample kinds[] = {
		{ "class", "BLADE", "blade" },
		{ "class", "server", "server" },
		{ "class", "Other", "(unknown)" },
		{ "class", "Rack Mount Chassis", "(unknown)" },
		{ NULL, NULL, NULL },
	};

	check_all(&plain, by_name);
	check_all(&(struct convert_options){ .map = map }, mapped);
	check_all(&(struct convert_options){ .map = classes }, kinds);
}

static void
otherwise(void **state)
{
	static const struct convert_pair map[] = { { "0", "planned" }, { "100", "completed" },
		{ NULL, NULL } };
	static const struct convert_options o = { .map = map, .otherwise = "inProgress" };
	struct convert *c = compiled(&o, "migration_status");
	char text[] = "40", zero[] = "0", empty[] = " ";
	const char *why;
	struct value v;

	assert_int_equal(convert_field(c, text, &v, &why), CONVERTED_UNKNOWN);
	assert_true(convert_otherwise(c, &v));
	assert_int_equal(v.number, MIGRATION_IN_PROGRESS);
	assert_int_equal(convert_field(c, zero, &v, &why), CONVERTED_VALUE);
	assert_int_equal(v.number, MIGRATION_PLANNED);
	assert_int_equal(convert_field(c, empty, &v, &why), CONVERTED_NONE);
	convert_free(c);
	c = compiled(&plain, "migration_status");
	assert_false(convert_otherwise(c, &v));
	convert_free(c);
}

/* Maps of fields that are no labels: canonical text on the right side. */
static void
other_maps(void **state)
{
	static const struct convert_pair texts_map[] = { { "P", "production" }, { "0", "none yet" },
		{ NULL, NULL } };
	static const struct convert_pair heights[] = { { "half", "5" }, { "full", "10" },
		{ NULL, NULL } };
	static const struct convert_pair terms[] = { { "monthly", "1 months" }, { NULL, NULL } };
	static const struct sample environment[] = {
		{ "environment", "p", "production" },
		{ "environment", "0", "none yet" },
		{ "environment", "Test", "Test" },
		{ NULL, NULL, NULL },
	};
	static const struct sample height[] = {
		{ "height", "Half", "5" },
		{ "height", "7", "7" },
		{ "height", "quarter", "(bad)" },
		{ NULL, NULL, NULL },
	};
	static const struct sample period[] = {
		{ "support_period", "Monthly", "1 month" },
		{ NULL, NULL, NULL },
	};

	check_all(&(struct convert_options){ .map = texts_map }, environment);
	check_all(&(struct convert_options){ .map = heights }, height);
	check_all(&(struct convert_options){ .map = terms }, period);
}

static void
spans(void **state)
{
	static const struct sample samples[] = {
		{ "notice", "90", "90 days" },
		{ "notice", "90 days", "90 days" },
		{ "notice", "90d", "90 days" },
		{ "notice", "3 months", "3 months" },
		{ "notice", "1 year", "1 year" },
		{ "notice", "P90D", "90 days" },
		{ "notice", "P2W", "14 days" },
		{ "notice", "P1Y6M", "18 months" },
		{ "notice", "PT2160H0M0S", "90 days" },
		{ "notice", "PT8H0M0S", "(bad)" },
		{ "notice", "P1M1D", "(bad)" },
		{ "notice", "P", "(bad)" },
		{ "notice", "P1X", "(bad)" },
		{ "notice", "PT1D", "(bad)" },
		{ "notice", "P999999999Y", "(bad)" },
		{ "notice", "-90", "(bad)" },
		{ "notice", "0", "0 days" },
		{ "notice", "soon", "(bad)" },
		{ "notice", "99999999999999", "(bad)" },
		{ "notice_days", "90", "90 days" },
		{ "notice_days", "3 months", "3 months" },
		{ "notice_months", "3", "3 months" },
		{ "notice_months", "3.0", "3 months" },
		{ "notice_weeks", "2", "2 weeks" },
		{ "notice_years", "1", "1 year" },
		{ "support_period_months", "12", "12 months" },
		{ NULL, NULL, NULL },
	};

	check_all(&plain, samples);
}

/* No adapter has a share or a flag to fill yet; the types are there. */
static void
shares_and_flags(void **state)
{
	static const struct {
		const char *field, *text;
		double scale;
		int64_t expected; /* -1: bad */
	} all[] = { { "coverage", "97.5", 0, 9750 }, { "coverage", "97.5 %", 0, 9750 },
		{ "coverage", "0.975", 100, 9750 }, { "coverage", "100", 0, 10000 },
		{ "coverage", "100.01", 0, -1 }, { "candidate", "Yes", 0, 1 },
		{ "candidate", "false", 0, 0 }, { "candidate", "0", 0, 0 },
		{ "candidate", "on", 0, 1 }, { "candidate", "maybe", 0, -1 } };
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct convert_options o = { .scale = all[i].scale };
		struct convert *c = convert_new(&o, field_named(asset_fields, all[i].field), NULL);
		struct value v = { .number = -1 };
		char *text = strdup(all[i].text);
		const char *why;

		assert_non_null(c);
		assert_int_equal(convert_field(c, text, &v, &why),
		    all[i].expected < 0 ? CONVERTED_BAD : CONVERTED_VALUE);
		assert_int_equal(v.number, all[i].expected);
		free(text);
		convert_free(c);
	}
}

static void
targets(void **state)
{
	const char *unit = "x";

	assert_ptr_equal(convert_target(asset_fields, "notice_days", &unit),
	    field_named(asset_fields, "notice"));
	assert_string_equal(unit, "days");
	unit = "x";
	assert_non_null(convert_target(asset_fields, "asset_tag", &unit));
	assert_string_equal(unit, "x");
	assert_null(convert_target(asset_fields, "serial_days", &unit));
	assert_null(convert_target(asset_fields, "notice_fortnights", &unit));
	assert_null(convert_target(asset_fields, "alignment", &unit));
	assert_null(convert_target(asset_fields, "nonsense", &unit));
	assert_null(convert_target(asset_fields, "_days", &unit));
	assert_non_null(convert_target(site_fields, "exit_date", &unit));
}

static void
refused(void **state)
{
	static const struct convert_pair wrong[] = { { "x", "finished" }, { NULL, NULL } };
	static const char *const forms[] = { "%Y-%Q", NULL }, *const word[] = { "iso9000", NULL },
				 *const percent[] = { "%Y%", NULL };
	static const struct {
		struct convert_options o;
		const char *field;
	} all[] = {
		{ { .map = wrong }, "migration_status" },
		{ { .otherwise = "finished" }, "migration_status" },
		{ { .otherwise = "tall" }, "height" },
		{ { .dates = forms }, "lease_end" },
		{ { .dates = word }, "lease_end" },
		{ { .dates = percent }, "lease_end" },
		{ { .zone = "Mars/Olympus" }, "lease_end" },
		{ { .zone = "../../etc/passwd" }, "lease_end" },
		{ { .zone = "+25:00" }, "lease_end" },
		{ { .zone = "" }, "lease_end" },
		{ { .zone = "Europe" }, "lease_end" },
		{ { .unit = "MB" }, "power_rated" },
		{ { .unit = "fortnights" }, "notice" },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct error e = { "" };

		assert_null(convert_new(&all[i].o, field_named(asset_fields, all[i].field), &e));
		assert_string_not_equal(e.text, "");
	}
	assert_true(convert_date_form("%d.%m.%Y", NULL));
	assert_false(convert_date_form("%d.%q.%Y", NULL));
}

static void
keys(void **state)
{
	static const struct convert_pair map[] = { { "a", "b" }, { NULL, NULL } };
	static const struct convert_options o = { .map = map };
	struct convert *c = convert_new(&o, NULL, NULL);
	char one[] = " A ", two[] = " x  y ", three[] = "N/A";
	const char *out;

	assert_int_equal(convert_text(c, one, &out), CONVERTED_VALUE);
	assert_string_equal(out, "b");
	assert_int_equal(convert_text(c, two, &out), CONVERTED_VALUE);
	assert_string_equal(out, "x y");
	assert_int_equal(convert_text(c, three, &out), CONVERTED_NONE);
	convert_free(c);
	convert_free(NULL);
	assert_true(convert_same(" Cut Over", "cut over\n"));
	assert_false(convert_same("cut over", "cutover"));
	assert_true(convert_same("", "  "));
	assert_true(convert_same("Planned\n cutover", " planned\xc2\xa0"
						      "CUTOVER\xc2\xa0"));
	assert_true(convert_hash("Planned\n cutover") == convert_hash(" planned\xc2\xa0"
								      "CUTOVER "));
	assert_true(convert_hash("a") != convert_hash("b"));
	assert_false(convert_same("a b", "ab"));
	assert_false(convert_same("a", "a b"));
	assert_true(
	    convert_same("\xd0\x93\xd0\x9e\xd0\xa2", "\xd0\xb3\xd0\xbe\xd1\x82")); /* Cyrillic */
	assert_true(convert_same("GR\xc3\x96SSE", "gr\xc3\xb6sse"));
	assert_true(convert_same("\xce\xa9", "\xcf\x89"));
	assert_false(convert_same("\xc3\x97", "\xc3\xb7")); /* times and divided */
	assert_false(convert_same("\xc3", "\xc3\x84"));
	assert_true(convert_same("\xff\xc3", "\xff\xc3"));
}

/* Bytes without sense, cut UTF-8, long texts: any outcome, no report of a sanitizer. */
static void
hostile(void **state)
{
	static const char *const fields[] = { "name", "serial", "warranty_end", "purchase_cost",
		"notice", "power_rated", "class", "uuid" };
	static const char alphabet[] =
	    "0123456789-+./:,eETPZ \xc2\xa0\xe2\x80\xef\xbb\xbfUSD$%kWMYHS";
	uint32_t random = 1;
	size_t i, n, k;

	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct convert *c = compiled(&plain, fields[i]),
			       *m = convert_new(&plain, NULL, NULL);

		for (n = 0; n < 20000; n++) {
			size_t len = n % 40;
			char *text = malloc(len + 1), *copy;
			const char *why;
			struct value v;
			int64_t utc;
			double d;

			for (k = 0; k < len; k++) {
				random = random * 1664525 + 1013904223;
				text[k] = alphabet[(random >> 16) % (sizeof alphabet - 1)];
			}
			text[len] = '\0';
			copy = strdup(text);
			convert_field(c, text, &v, &why);
			memcpy(text, copy, len + 1);
			convert_number(m, text, &d, &why);
			memcpy(text, copy, len + 1);
			convert_instant(m, text, &utc, &why);
			convert_is_placeholder(copy);
			free(copy);
			free(text);
		}
		convert_free(c);
		convert_free(m);
	}
}

static void
very_long(void **state)
{
	static const char *const fields[] = { "name", "serial", "warranty_end", "purchase_cost",
		"notice", "power_rated", "class" };
	size_t i, size = 1 << 20;
	char *text = malloc(size + 1);

	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct convert *c = compiled(&plain, fields[i]);
		const char *why;
		struct value v;

		memset(text, '9', size);
		text[size] = '\0';
		convert_field(c, text, &v, &why);
		convert_free(c);
	}
	free(text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(identities),
		cmocka_unit_test(placeholders),
		cmocka_unit_test(none_and_keep),
		cmocka_unit_test(usual_dates),
		cmocka_unit_test(declared_dates),
		cmocka_unit_test(several_forms),
		cmocka_unit_test(numbers),
		cmocka_unit_test(separators),
		cmocka_unit_test(money),
		cmocka_unit_test(labels),
		cmocka_unit_test(otherwise),
		cmocka_unit_test(other_maps),
		cmocka_unit_test(spans),
		cmocka_unit_test(shares_and_flags),
		cmocka_unit_test(targets),
		cmocka_unit_test(refused),
		cmocka_unit_test(keys),
		cmocka_unit_test(hostile),
		cmocka_unit_test(very_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
