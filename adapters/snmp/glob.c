/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "family_internal.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* [a-z0]: is c one of them?  NULL if the bracket has no end: it is a character then. */
static const char *
class_end(const char *glob, char c, bool *is)
{
	const char *s = glob + 1;
	bool other = *s == '!' || *s == '^';

	*is = false;
	for (s += other; *s != '\0' && (*s != ']' || s == glob + 1 + other); s++) {
		if (s[1] == '-' && s[2] != '\0' && s[2] != ']') {
			*is |= lower(c) >= lower(s[0]) && lower(c) <= lower(s[2]);
			s += 2;
		} else
			*is |= lower(*s) == lower(c);
	}
	*is = *is != other;
	return *s == ']' ? s + 1 : NULL;
}

/* Behind what stands for the one character c; NULL if that is another. */
static const char *
one(const char *glob, char c)
{
	const char *end;
	bool is;

	if (*glob == '[' && (end = class_end(glob, c, &is)) != NULL)
		return is ? end : NULL;
	return *glob != '\0' && (*glob == '?' || lower(*glob) == lower(c)) ? glob + 1 : NULL;
}

bool
glob_match(const char *glob, const char *text)
{
	const char *star = NULL, *from = NULL, *next;

	while (*text != '\0') {
		if (*glob == '*') {
			star = ++glob;
			from = text;
		} else if ((next = one(glob, *text)) != NULL) {
			glob = next;
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
