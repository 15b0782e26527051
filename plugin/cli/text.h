/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TEXT_H
#define DECOM_TEXT_H

#include <stdint.h>
#include <stdio.h>

#define TEXT_REPLACEMENT 0xfffd

/* Reads one code point and returns what follows it; a byte that is not UTF-8 gives U+FFFD. */
const char *text_next(const char *, uint32_t *);

void text_put(uint32_t, FILE *); /* as UTF-8 */

/* True for what may not reach a terminal: C0 and C1 controls and DEL. */
int text_control(uint32_t);

/* Terminal columns that a code point, or a string as text_print() shows it, takes. */
unsigned text_columns(uint32_t);
unsigned text_width(const char *);

/*
 * For people: at most columns wide, "~" at the end if it was cut (0: no
 * limit), controls and what is not UTF-8 replaced.  Returns its width.
 */
unsigned text_print(const char *, unsigned columns, FILE *);

#endif
