/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "when.h"
#include "wire.h"

enum { DAY_SECONDS = 86400, DATE_OCTETS = 8, INSTANT_OCTETS = 11 };

u_char
wire_type(const struct field *f)
{
	switch (f->rep) {
	case REP_TEXT:
	case REP_SPAN:
	case REP_DAY:
	case REP_INSTANT: return ASN_OCTET_STR;
	case REP_FLAG: return ASN_INTEGER;
	case REP_U8: return f->labels != NULL ? ASN_INTEGER : ASN_GAUGE;
	case REP_U16:
	case REP_U32:
	case REP_SHARE:
	case REP_MONEY: return ASN_GAUGE;
	}
	return ASN_NULL;
}

static bool
put_octets(netsnmp_variable_list *vb, const void *octets, size_t n)
{
	return snmp_set_var_typed_value(vb, ASN_OCTET_STR, octets, n) == 0;
}

static bool
put_number(netsnmp_variable_list *vb, u_char type, long n)
{
	return snmp_set_var_typed_value(vb, type, &n, sizeof n) == 0;
}

/* A text beyond the limit is cut after a whole UTF-8 character. */
static bool
put_text(netsnmp_variable_list *vb, const char *s)
{
	size_t n = strnlen(s, WIRE_TEXT_MAX + 1);

	if (n > WIRE_TEXT_MAX)
		for (n = WIRE_TEXT_MAX; n > 0 && (s[n] & 0xc0) == 0x80; n--)
			;
	return put_octets(vb, s, n);
}

static bool
put_date(netsnmp_variable_list *vb, int64_t day, unsigned second, size_t octets)
{
	u_char date[INSTANT_OCTETS] = { [8] = '+' }; /* and no offset: UTC */
	int year, month, mday;

	if (day < INT32_MIN || day > INT32_MAX)
		return false;
	day_civil((int32_t)day, &year, &month, &mday);
	if (year < 0 || year > UINT16_MAX)
		return false;
	date[0] = (u_char)(year >> 8);
	date[1] = (u_char)(year & 0xff);
	date[2] = (u_char)month;
	date[3] = (u_char)mday;
	date[4] = (u_char)(second / 3600);
	date[5] = (u_char)(second / 60 % 60);
	date[6] = (u_char)(second % 60);
	return put_octets(vb, date, octets);
}

/* Whole units, rounded half up, clamped to what Gauge32 holds below the absent value. */
static bool
put_money(netsnmp_variable_list *vb, int64_t minor, unsigned digits)
{
	int64_t unit = 1, whole;

	while (digits-- > 0)
		unit *= 10;
	if (minor <= 0)
		return put_number(vb, ASN_GAUGE, 0);
	whole = minor / unit + (minor % unit >= unit - minor % unit);
	return put_number(vb, ASN_GAUGE, whole < UINT32_MAX ? whole : UINT32_MAX - 1);
}

static bool
put_span(netsnmp_variable_list *vb, int64_t span)
{
	char text[32];

	span_format((uint32_t)span, text);
	return put_text(vb, text);
}

bool
wire_put(netsnmp_variable_list *vb, const struct field *f, struct value v, unsigned digits)
{
	if (v.kind == VAL_NONE)
		return false;
	switch (f->rep) {
	case REP_TEXT: return put_text(vb, v.text);
	case REP_SPAN: return put_span(vb, v.number);
	case REP_DAY: return put_date(vb, v.number, 0, DATE_OCTETS);
	case REP_INSTANT:
		return put_date(
		    vb, v.number / DAY_SECONDS, (unsigned)(v.number % DAY_SECONDS), INSTANT_OCTETS);
	case REP_MONEY: return put_money(vb, v.number, digits);
	case REP_FLAG: return put_number(vb, ASN_INTEGER, v.number != 0 ? TV_TRUE : TV_FALSE);
	case REP_U8:
	case REP_U16:
	case REP_U32:
	case REP_SHARE: return put_number(vb, wire_type(f), (long)v.number);
	}
	return false;
}
