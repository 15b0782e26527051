/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_NUMBER_H
#define DECOM_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Decimal numbers as they are written, and exact: money never passes through
 * a binary fraction.  The value is mantissa * 10^exponent.
 */
struct decimal {
	int64_t mantissa;
	int32_t exponent;
};

/* The signs of a document: ',' and '.' of a decimal comma, and so on. */
struct number_form {
	char decimal;
	char thousands; /* 0: none allowed; ' ': any blank */
};

/*
 * The number at the start of text: sign, digits, fraction, exponent.  *rest
 * is what follows.  False if there is none, its groups of thousands are not
 * of three digits, or what is before the fraction does not fit.  Digits of a
 * fraction that do not fit are cut off; 18 in all do.
 */
bool decimal_scan(
    const struct number_form *, const char *text, struct decimal *, const char **rest);

/* The decimal of at most 15 digits that prints as d; false for zero, NaN and infinity. */
bool decimal_of(double d, struct decimal *);

/* False if the product does not fit; low digits of a long fraction may be dropped. */
bool decimal_multiply(struct decimal, struct decimal, struct decimal *);

/* value * 10^digits as an integer: the nearest, halves away from zero; or the floor. */
bool decimal_round(struct decimal, unsigned digits, int64_t *);
bool decimal_floor(struct decimal, unsigned digits, int64_t *);

double decimal_double(struct decimal);

/*
 * The factor from a unit as documents write it to a target unit of the
 * catalogue.  False: not a unit of the same kind.  unit_known(): the target
 * is of a kind that has units to tell apart.
 */
bool unit_factor(const char *unit, const char *target, struct decimal *);
bool unit_known(const char *target);

#endif
