/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FOLD_H
#define DECOM_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "asset.h"

/*
 * By what an asset is recognised, strongest first (design section 5), and
 * the form in which two such values are compared.
 */
enum key { KEY_SERIAL, KEY_UUID, KEY_TAG, KEY_NAME, KEY_ADDRESS, KEYS };

enum { FOLD_MAX = 256 };

extern const char *const key_names[KEYS]; /* "serial", ..., for messages */

/*
 * Fold a value: outer blanks off, case away; of a UUID the hex digits, of a
 * host name the first label.  Returns the length, 0 if nothing is left or
 * it is too long to identify anything.
 */
size_t fold(enum key, const char *value, char out[FOLD_MAX]);

/* 64 bits of kind and folded value, for sorting and the store. */
uint64_t fold_hash(enum key, const char *folded, size_t len);

/* Do two names exclude each other: both qualified, and different? */
bool fold_names_differ(const char *a, const char *b);

/* Do two vendor names mean two vendors?  "Dell" and "Dell Inc." do not, nor do HP and Hewlett
 * Packard. */
bool fold_vendors_differ(const char *a, const char *b);

/* The member of an asset that holds this key. */
struct text fold_member(const struct asset *, enum key);

#endif
