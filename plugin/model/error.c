/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "error.h"

bool
error_set(struct error *e, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return false;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	return false;
}

bool
error_prefix(struct error *e, const char *fmt, ...)
{
	char said[sizeof e->text];
	va_list ap;
	size_t n;

	if (e == NULL)
		return false;
	memcpy(said, e->text, sizeof said);
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	n = strlen(e->text);
	snprintf(e->text + n, sizeof e->text - n, ": %s", said);
	return false;
}
