/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "fold.h"

const char *const key_names[KEYS] = { "serial", "uuid", "asset tag", "name", "address" };

static bool
is_address(const char *s)
{
	return strchr(s, ':') != NULL || s[strspn(s, "0123456789.")] == '\0';
}

/* What of c belongs to the folded value: c itself in one case, or 0. */
static int
fold_char(enum key key, unsigned char c)
{
	if (key == KEY_UUID)
		return isxdigit(c) ? tolower(c) : 0;
	return key == KEY_NAME || key == KEY_ADDRESS ? tolower(c) : toupper(c);
}

size_t
fold(enum key key, const char *value, char out[FOLD_MAX])
{
	bool label = key == KEY_NAME && !is_address(value);
	size_t n = 0;

	while (isspace((unsigned char)*value))
		value++;
	for (; *value != '\0' && !(label && *value == '.'); value++) {
		int c = fold_char(key, (unsigned char)*value);

		if (c == 0)
			continue;
		if (n == FOLD_MAX - 1)
			return 0;
		out[n++] = (char)c;
	}
	while (n > 0 && isspace((unsigned char)out[n - 1]))
		n--;
	out[n] = '\0';
	return n;
}

uint64_t
fold_hash(enum key key, const char *s, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u ^ (uint64_t)key;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

bool
fold_names_differ(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	if (strchr(a, '.') == NULL || strchr(b, '.') == NULL)
		return false;
	la -= la > 0 && a[la - 1] == '.';
	lb -= lb > 0 && b[lb - 1] == '.';
	return la != lb || strncasecmp(a, b, la) != 0;
}

/* The first word, without what companies change when they are renamed. */
static const char *
vendor_word(const char *s, size_t *n)
{
	static const struct {
		const char *word, *means;
	} others[] = {
		{ "hpe", "hp" },
		{ "hewlett", "hp" },
		{ "hewlett-packard", "hp" },
		{ "compaq", "hp" },
		{ "international", "ibm" },
		{ "supermicro", "super" },
		{ "emc", "dell" },
	};

	while (*s != '\0' && !isalnum((unsigned char)*s))
		s++;
	for (*n = 0; isalnum((unsigned char)s[*n]) || s[*n] == '-';)
		++*n;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strlen(others[i].word) == *n && strncasecmp(others[i].word, s, *n) == 0) {
			*n = strlen(others[i].means);
			return others[i].means;
		}
	return s;
}

bool
fold_vendors_differ(const char *a, const char *b)
{
	size_t la, lb;

	a = vendor_word(a, &la);
	b = vendor_word(b, &lb);
	return la != lb || strncasecmp(a, b, la) != 0;
}

struct text
fold_member(const struct asset *a, enum key key)
{
	switch (key) {
	case KEY_SERIAL: return a->serial;
	case KEY_UUID: return a->uuid;
	case KEY_TAG: return a->asset_tag;
	case KEY_NAME: return a->name;
	case KEY_ADDRESS: return a->address;
	case KEYS: break;
	}
	return (struct text){ TEXT_ABSENT };
}
