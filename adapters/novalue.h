/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_NOVALUE_H
#define DECOM_NOVALUE_H

#include <stdbool.h>

/* Texts that stand where a value should.  Case and outer blanks do not matter. */

/* "N/A", "Unknown", "-", "0000-00-00": there is no value. */
bool novalue_said(const char *);

/* Zero and its like ("0", "0000000000", "0.0.0.0"): none as a text, a value as a number. */
bool novalue_zero(const char *);

/* What vendors and installers leave behind ("To Be Filled By O.E.M.", "localhost"): many machines
 * have it. */
bool novalue_shared(const char *);

/* A day that stands for none: 1970-01-01, 1899-12-30 and their like; days since 1970-01-01. */
bool novalue_day(int64_t day);

#endif
