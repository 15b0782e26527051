/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Reads standard input; exit 0 if it is one JSON value (RFC 8259), else says where it is not. */
static char text[1 << 20];
static const char *at;

static bool value(int depth);

static void
blanks(void)
{
	at += strspn(at, " \t\r\n");
}

static bool
take(char c)
{
	blanks();
	if (*at != c)
		return false;
	at++;
	return true;
}

static bool
hex4(void)
{
	for (int i = 0; i < 4; i++)
		if (!isxdigit((unsigned char)*at++))
			return false;
	return true;
}

static bool
string(void)
{
	if (!take('"'))
		return false;
	while (*at != '"') {
		if ((unsigned char)*at < 0x20)
			return false;
		if (*at++ != '\\')
			continue;
		if (*at == 'u') {
			at++;
			if (!hex4())
				return false;
		} else if (*at == '\0' || strchr("\"\\/bfnrt", *at++) == NULL) {
			return false;
		}
	}
	at++;
	return true;
}

static bool
digits(void)
{
	size_t n = strspn(at, "0123456789");

	at += n;
	return n > 0;
}

static bool
number(void)
{
	at += *at == '-';
	if (at[0] == '0' && isdigit((unsigned char)at[1]))
		return false;
	if (!digits())
		return false;
	if (*at == '.' && (at++, !digits()))
		return false;
	if (*at != 'e' && *at != 'E')
		return true;
	at++;
	at += *at == '-' || *at == '+';
	return digits();
}

static bool
list(char end, bool members, int depth)
{
	if (take(end))
		return true;
	do {
		blanks();
		if (members && (!string() || !take(':')))
			return false;
		if (!value(depth + 1))
			return false;
	} while (take(','));
	return take(end);
}

static bool
word(const char *w)
{
	if (strncmp(at, w, strlen(w)) != 0)
		return false;
	at += strlen(w);
	return true;
}

static bool
value(int depth)
{
	blanks();
	if (depth > 50)
		return false;
	if (take('{'))
		return list('}', true, depth);
	if (take('['))
		return list(']', false, depth);
	if (*at == '"')
		return string();
	return word("true") || word("false") || word("null") || number();
}

int
main(void)
{
	size_t n = fread(text, 1, sizeof text - 1, stdin);

	text[n] = '\0';
	at = text;
	if (n > 0 && value(0) && (blanks(), at == text + n))
		return 0;
	fprintf(stderr, "json_check: byte %zu: %.20s\n", (size_t)(at - text), at);
	return 1;
}
