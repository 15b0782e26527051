/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "number.h"

#define EXPONENT_MAX 400

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes the thousands separator takes at s; 0: it is not there. */
static size_t
separator(const struct number_form *f, const char *s)
{
	if (f->thousands == '\0')
		return 0;
	if (*s == f->thousands)
		return 1;
	if (f->thousands == ' ' && strncmp(s, "\xc2\xa0", 2) == 0)
		return 2;
	if (f->thousands == ' ' && strncmp(s, "\xe2\x80\xaf", 3) == 0)
		return 3;
	return 0;
}

static bool
add_digit(struct decimal *d, char c)
{
	int64_t m;

	if (__builtin_mul_overflow(d->mantissa, 10, &m) || __builtin_add_overflow(m, c - '0', &m))
		return false;
	d->mantissa = m;
	return true;
}

/* Digits before the decimal sign, in groups of three where separators are used. */
static const char *
scan_whole(const struct number_form *f, const char *s, struct decimal *d)
{
	size_t skip = 0;
	int group = 0, groups = 0;

	for (;; s++, group++) {
		if (!is_digit(*s)) {
			skip = separator(f, s);
			if (skip == 0 || !is_digit(s[skip]))
				break;
			if (groups > 0 ? group != 3 : group < 1 || group > 3)
				return NULL;
			groups++;
			group = 0;
			s += skip;
		}
		if (!add_digit(d, *s))
			return NULL;
	}
	return groups > 0 && group != 3 ? NULL : s;
}

/* Digits that do not fit any more are too small to count. */
static const char *
scan_fraction(const char *s, struct decimal *d)
{
	for (; is_digit(*s) && add_digit(d, *s); s++)
		d->exponent--;
	while (is_digit(*s))
		s++;
	return s;
}

/* e+05; what only looks like one ("5 euro") is left alone. */
static const char *
scan_exponent(const char *s, struct decimal *d)
{
	const char *p = s;
	int sign, n = 0;

	if (*p != 'e' && *p != 'E')
		return s;
	p++;
	sign = *p == '-' ? -1 : 1;
	if (*p == '+' || *p == '-')
		p++;
	if (!is_digit(*p))
		return s;
	for (; is_digit(*p); p++)
		n = n > EXPONENT_MAX ? n : n * 10 + (*p - '0');
	d->exponent += sign * n;
	return p;
}

bool
decimal_scan(const struct number_form *f, const char *text, struct decimal *out, const char **rest)
{
	struct decimal d = { 0 };
	const char *s = text, *start;
	bool negative = *s == '-', any;

	if (*s == '-' || *s == '+')
		s++;
	start = s;
	s = scan_whole(f, s, &d);
	if (s == NULL)
		return false;
	any = s != start;
	if (*s == f->decimal && is_digit(s[1])) {
		s = scan_fraction(s + 1, &d);
		any = true;
	} else if (*s == f->decimal && any)
		s++;
	if (!any)
		return false;
	*rest = scan_exponent(s, &d);
	if (d.exponent > EXPONENT_MAX || d.exponent < -EXPONENT_MAX)
		return false;
	if (negative)
		d.mantissa = -d.mantissa;
	*out = d;
	return true;
}

/* Without the zeros at its end. */
static struct decimal
shortest(struct decimal d)
{
	if (d.mantissa == 0)
		d.exponent = 0;
	while (d.mantissa != 0 && d.mantissa % 10 == 0) {
		d.mantissa /= 10;
		d.exponent++;
	}
	return d;
}

bool
decimal_of(double v, struct decimal *d)
{
	struct number_form plain = { '.', 0 };
	const char *rest;
	char buf[32];
	char *comma;

	if (!isfinite(v) || v == 0)
		return false;
	snprintf(buf, sizeof buf, "%.15g", v);
	comma = strchr(buf, ','); /* a locale's */
	if (comma != NULL)
		*comma = '.';
	if (!decimal_scan(&plain, buf, d, &rest) || *rest != '\0')
		return false;
	*d = shortest(*d);
	return true;
}

bool
decimal_multiply(struct decimal a, struct decimal b, struct decimal *out)
{
	struct decimal *longer;

	a = shortest(a);
	b = shortest(b);
	while (__builtin_mul_overflow(a.mantissa, b.mantissa, &out->mantissa)) {
		longer = a.exponent <= b.exponent ? &a : &b;
		if (longer->exponent >= 0)
			return false;
		longer->mantissa /= 10;
		longer->exponent++;
	}
	out->exponent = a.exponent + b.exponent;
	return true;
}

/* value * 10^digits = whole + part / base, |part| < base, both of one sign. */
static bool
split(struct decimal d, unsigned digits, int64_t *whole, int64_t *part, int64_t *base)
{
	int32_t exponent = d.exponent + (int32_t)digits;

	*whole = d.mantissa;
	*part = 0;
	*base = 1;
	for (; exponent > 0 && *whole != 0; exponent--)
		if (__builtin_mul_overflow(*whole, 10, whole))
			return false;
	for (; exponent < 0 && *base < INT64_C(1000000000000000000); exponent++)
		*base *= 10;
	if (exponent < 0) /* too small for any digit: only the sign is left */
		d.mantissa = (d.mantissa > 0) - (d.mantissa < 0);
	if (*base > 1) {
		*whole = d.mantissa / *base;
		*part = d.mantissa % *base;
	}
	return true;
}

bool
decimal_round(struct decimal d, unsigned digits, int64_t *out)
{
	int64_t part, base;

	if (!split(d, digits, out, &part, &base))
		return false;
	if (part >= base - part && part > 0)
		++*out;
	else if (-part >= base + part && part < 0)
		--*out;
	return true;
}

bool
decimal_floor(struct decimal d, unsigned digits, int64_t *out)
{
	int64_t part, base;

	if (!split(d, digits, out, &part, &base))
		return false;
	if (part < 0)
		--*out;
	return true;
}

double
decimal_double(struct decimal d)
{
	double v, power = 10;
	int32_t n;

	d = shortest(d);
	v = (double)d.mantissa;
	n = d.exponent < 0 ? -d.exponent : d.exponent;
	if (n <= 22) { /* such a power is exact: one rounding */
		for (power = 1; n > 0; n--)
			power *= 10;
		return d.exponent < 0 ? v / power : v * power;
	}
	for (; n > 0 && v != 0 && isfinite(v); n--)
		v = d.exponent < 0 ? v / power : v * power;
	return v;
}

enum kind { KIND_NONE, KIND_POWER, KIND_HEIGHT, KIND_PERCENT, KIND_RATE, KIND_TIME };

/* Spelt as here first, then with case ignored: Mb/s are bits, MB/s bytes. */
static const struct unit {
	const char *name;
	enum kind kind;
	struct decimal factor; /* to W, rack units, percent, bytes a second, seconds */
} units[] = {
	{ "W", KIND_POWER, { 1, 0 } },
	{ "watt", KIND_POWER, { 1, 0 } },
	{ "watts", KIND_POWER, { 1, 0 } },
	{ "kW", KIND_POWER, { 1, 3 } },
	{ "rack units", KIND_HEIGHT, { 1, 0 } },
	{ "rack unit", KIND_HEIGHT, { 1, 0 } },
	{ "U", KIND_HEIGHT, { 1, 0 } },
	{ "RU", KIND_HEIGHT, { 1, 0 } },
	{ "HE", KIND_HEIGHT, { 1, 0 } },
	{ "%", KIND_PERCENT, { 1, 0 } },
	{ "percent", KIND_PERCENT, { 1, 0 } },
	{ "0.01 percent", KIND_PERCENT, { 1, -2 } },
	{ "B/s", KIND_RATE, { 1, 0 } },
	{ "bytes/s", KIND_RATE, { 1, 0 } },
	{ "bytes per second", KIND_RATE, { 1, 0 } },
	{ "kB/s", KIND_RATE, { 1, 3 } },
	{ "KB/s", KIND_RATE, { 1, 3 } },
	{ "MB/s", KIND_RATE, { 1, 6 } },
	{ "GB/s", KIND_RATE, { 1, 9 } },
	{ "KiB/s", KIND_RATE, { 1024, 0 } },
	{ "MiB/s", KIND_RATE, { 1048576, 0 } },
	{ "b/s", KIND_RATE, { 125, -3 } },
	{ "bit/s", KIND_RATE, { 125, -3 } },
	{ "bps", KIND_RATE, { 125, -3 } },
	{ "kb/s", KIND_RATE, { 125, 0 } },
	{ "kbit/s", KIND_RATE, { 125, 0 } },
	{ "kbps", KIND_RATE, { 125, 0 } },
	{ "Mb/s", KIND_RATE, { 125, 3 } },
	{ "Mbit/s", KIND_RATE, { 125, 3 } },
	{ "Mbps", KIND_RATE, { 125, 3 } },
	{ "Gb/s", KIND_RATE, { 125, 6 } },
	{ "Gbit/s", KIND_RATE, { 125, 6 } },
	{ "Gbps", KIND_RATE, { 125, 6 } },
	{ "s", KIND_TIME, { 1, 0 } },
	{ "sec", KIND_TIME, { 1, 0 } },
	{ "seconds", KIND_TIME, { 1, 0 } },
	{ "ms", KIND_TIME, { 1, -3 } },
	{ "min", KIND_TIME, { 60, 0 } },
	{ "minutes", KIND_TIME, { 60, 0 } },
	{ "h", KIND_TIME, { 3600, 0 } },
	{ "hours", KIND_TIME, { 3600, 0 } },
	{ "d", KIND_TIME, { 86400, 0 } },
	{ "days", KIND_TIME, { 86400, 0 } },
};

static const struct unit *
unit_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (strcasecmp(units[i].name, name) == 0)
			return &units[i];
	return NULL;
}

bool
unit_known(const char *target)
{
	return target != NULL && unit_named(target) != NULL;
}

bool
unit_factor(const char *name, const char *target, struct decimal *factor)
{
	const struct unit *from = unit_named(name), *to = unit_named(target);

	if (from == NULL || to == NULL || from->kind != to->kind)
		return false;
	if (from->factor.mantissa % to->factor.mantissa != 0)
		return false;
	factor->mantissa = from->factor.mantissa / to->factor.mantissa;
	factor->exponent = from->factor.exponent - to->factor.exponent;
	return true;
}
