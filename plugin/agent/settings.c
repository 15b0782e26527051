/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "settings.h"

#define PATH_TOKEN(token, member, what)                                                            \
	{                                                                                          \
		token, what, offsetof(struct settings, member), 0, 0                               \
	}

const struct token settings_tokens[] = {
	PATH_TOKEN("decomConfig", config, "FILE"),
	PATH_TOKEN("decomStateDir", statedir, "DIR"),
	PATH_TOKEN("decomCommand", command, "PATH"),
	{ "decomWorkerTimeout", "SECONDS", offsetof(struct settings, timeout), 1, 86400 },
	{ "decomWorkerMemory", "MEBIBYTES", offsetof(struct settings, memory), 0, 1 << 30 },
	{ NULL, NULL, 0, 0, 0 },
};

void
settings_default(struct settings *s)
{
	*s = (struct settings){ .config = SYSCONFDIR "/decom/decom.lua",
		.statedir = STATEDIR,
		.command = BINDIR "/decom",
		.timeout = 120,
		.memory = 4096 };
}

/* Without the blanks around it, and without one pair of quotes; false if it does not fit. */
static bool
unquote(const char *value, char *out, size_t size)
{
	size_t n;

	while (isspace((unsigned char)*value))
		value++;
	n = strlen(value);
	while (n > 0 && isspace((unsigned char)value[n - 1]))
		n--;
	if (n >= 2 && (*value == '"' || *value == '\'') && value[n - 1] == *value) {
		value++;
		n -= 2;
	}
	return snprintf(out, size, "%.*s", (int)n, value) < (int)size;
}

static bool
parse_number(const struct token *t, const char *text, unsigned *out, struct error *e)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end != '\0' || errno != 0 || n < t->min ||
	    n > t->max)
		return error_set(
		    e, "%s: not a number from %u to %u: %s", t->name, t->min, t->max, text);
	*out = (unsigned)n;
	return true;
}

bool
settings_parse(struct settings *s, const char *token, const char *value, struct error *e)
{
	const struct token *t = settings_tokens;
	char text[PATH_MAX];
	char *at;

	while (t->name != NULL && strcasecmp(t->name, token) != 0)
		t++;
	if (t->name == NULL)
		return error_set(e, "%s: not a token of decom", token);
	if (!unquote(value, text, sizeof text))
		return error_set(e, "%s: too long", token);
	at = (char *)s + t->offset;
	if (t->max != 0)
		return parse_number(t, text, (unsigned *)(void *)at, e);
	if (*text != '/' && *text != '\0')
		return error_set(e, "%s: not an absolute path: %s", token, text);
	memcpy(at, text, sizeof text);
	return true;
}
