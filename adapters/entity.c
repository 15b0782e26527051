/* SPDX-License-Identifier: BSD-2-Clause */
#include "sax.h"

#include <stdlib.h>
#include <string.h>

struct entity {
	char *name, *value; /* value NULL: external */
	char *text;         /* expanded; NULL: not yet */
	const char *why;    /* why there is no text */
	bool busy;          /* being expanded: names itself */
};

struct entities {
	size_t n;
	struct entity *all;
};

struct entities *
entities_new(void)
{
	return calloc(1, sizeof(struct entities));
}

void
entities_free(struct entities *es)
{
	size_t i;

	for (i = 0; es != NULL && i < es->n; i++) {
		free(es->all[i].name);
		free(es->all[i].value);
		free(es->all[i].text);
	}
	if (es != NULL)
		free(es->all);
	free(es);
}

static struct entity *
find(struct entities *es, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < es->n; i++)
		if (strncmp(es->all[i].name, name, n) == 0 && es->all[i].name[n] == '\0')
			return &es->all[i];
	return NULL;
}

/* The first declaration counts. */
void
entities_add(struct entities *es, const char *name, const char *value)
{
	struct entity *more;

	if (es->n >= ENTITIES_MAX || find(es, name, strlen(name)) != NULL)
		return;
	if ((more = realloc(es->all, (es->n + 1) * sizeof(*more))) == NULL)
		return;
	es->all = more;
	more[es->n] =
	    (struct entity){ .name = strdup(name), .value = value != NULL ? strdup(value) : NULL };
	if (more[es->n].name != NULL && (value == NULL || more[es->n].value != NULL))
		es->n++;
}

static const char *
predefined(const char *name, size_t n)
{
	static const char *const names[][2] = { { "amp", "&" }, { "lt", "<" }, { "gt", ">" },
		{ "quot", "\"" }, { "apos", "'" } };
	size_t i;

	for (i = 0; i < 5; i++)
		if (strlen(names[i][0]) == n && memcmp(names[i][0], name, n) == 0)
			return names[i][1];
	return NULL;
}

/* UTF-8 of a character reference's number; the length, 0 if it is none. */
static size_t
encode(unsigned long c, char *out)
{
	if (c == 0 || c > 0x10ffff)
		return 0;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static const char *expand(struct entities *, struct entity *, int depth);

/* What stands between "&" and ";": its text, or NULL with *why set.  buf holds a character. */
static const char *
reference(struct entities *es, const char *name, size_t n, int depth, char buf[8], const char **why)
{
	struct entity *inner;
	const char *text;

	if (n > 1 && name[0] == '#') {
		buf[encode(
		    name[1] == 'x' ? strtoul(name + 2, NULL, 16) : strtoul(name + 1, NULL, 10),
		    buf)] = '\0';
		return buf;
	}
	if ((text = predefined(name, n)) != NULL)
		return text;
	if ((inner = find(es, name, n)) == NULL) {
		*why = "an entity that is not declared";
		return NULL;
	}
	if ((text = expand(es, inner, depth + 1)) == NULL)
		*why = inner->why;
	return text;
}

/* Each entity is expanded once, so the work is bounded by the number of them times the limit. */
static const char *
expand_value(struct entities *es, struct entity *en, int depth, char *out)
{
	const char *v = en->value, *semi, *text;
	size_t n = 0, len;
	char buf[8];

	while (*v != '\0') {
		if (*v == '<')
			return en->why = "an entity that holds markup", NULL;
		semi = *v == '&' ? strchr(v, ';') : NULL;
		text = buf;
		if (semi == NULL) {
			buf[0] = *v++;
			buf[1] = '\0';
		} else {
			text = reference(es, v + 1, (size_t)(semi - v - 1), depth, buf, &en->why);
			v = semi + 1;
		}
		if (text == NULL)
			return NULL;
		if ((len = strlen(text)) > ENTITY_MAX - n)
			return en->why = "an entity that grows beyond its limit", NULL;
		memcpy(out + n, text, len);
		n += len;
	}
	out[n] = '\0';
	return en->text = strdup(out);
}

static const char *
expand(struct entities *es, struct entity *en, int depth)
{
	const char *text;
	char *out;

	if (en->text != NULL || en->why != NULL)
		return en->text;
	if (en->value == NULL)
		en->why = "an external entity";
	else if (en->busy || depth > 32)
		en->why = "entities that contain each other";
	if (en->why != NULL || (out = malloc(ENTITY_MAX + 1)) == NULL)
		return NULL;
	en->busy = true;
	text = expand_value(es, en, depth, out);
	en->busy = false;
	free(out);
	return text;
}

const char *
entities_get(struct entities *es, const char *name, const char **why)
{
	struct entity *en = find(es, name, strlen(name));
	const char *text;

	*why = NULL;
	if (en == NULL)
		return NULL;
	text = expand(es, en, 0);
	if (text == NULL)
		*why = en->why != NULL ? en->why : "no memory";
	return text;
}
