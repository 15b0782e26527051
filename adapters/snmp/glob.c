/* SPDX-License-Identifier: BSD-2-Clause */
#include "family_internal.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool
glob_match(const char *glob, const char *text)
{
	const char *star = NULL, *from = NULL;

	while (*text != '\0') {
		if (*glob == '*') {
			star = ++glob;
			from = text;
		} else if (*glob == '?' || lower(*glob) == lower(*text)) {
			glob++;
			text++;
		} else if (star != NULL) { /* the last * takes one character more */
			glob = star;
			text = ++from;
		} else
			return false;
	}
	while (*glob == '*')
		glob++;
	return *glob == '\0';
}
