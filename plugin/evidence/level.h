/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_LEVEL_H
#define DECOM_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A level: one byte that holds a measured value to within a sixteenth of a
 * decade (15.5 percent), from 0.001 of its unit up.  History is kept in
 * levels, so that any threshold can be asked afterwards.  Whatever may have
 * reached a threshold counts as having reached it: rounding never hides work.
 */
enum { LEVEL_NONE = 0, LEVEL_ZERO = 1, LEVEL_LEAST = 2, LEVEL_MOST = 255, LEVEL_DECADE = 16 };

/* The level of a value; below 0.001 LEVEL_ZERO, no number LEVEL_NONE. */
uint8_t level_of(double value);

/* The lowest value of a level, and the one that all its values are below (infinity for the last).
 * 0 for LEVEL_ZERO and LEVEL_NONE. */
double level_from(uint8_t);
double level_below(uint8_t);

/* The lowest level that may have reached the threshold: level >= level_reaching(x) is the question.
 */
uint8_t level_reaching(double threshold);

#endif
