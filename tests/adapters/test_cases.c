/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_cases FILE...: cases as text.  "=== title" begins one, its parts follow
 * "--- adapter" (a declaration, or the body of one), "--- source" (a Lua table),
 * "--- xml [NAME] [utf-16|latin-1|escaped]" and "--- expect" (what show.c
 * prints).  Adapter and source stay until the file says others.  Each
 * document is read at once, by single bytes and in odd pieces: the outcome
 * must be the same.
 */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "show.h"

struct part {
	char *text;
	size_t n;
};

struct cases {
	const char *file;
	char dir[64], adapter_name[32];
	char *title, *name, *encoding; /* in the file's text */
	struct part adapter, source, xml, expect;
	unsigned run, failed;
};

static char *
read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(1 << 20);

	if (f == NULL || text == NULL) {
		perror(path);
		exit(99);
	}
	*n = fread(text, 1, (1 << 20) - 1, f);
	text[*n] = '\0';
	fclose(f);
	return text;
}

static void
adapter_path(const struct cases *c, char *path, size_t size)
{
	snprintf(path, size, "%s/%s.lua", c->dir, c->adapter_name);
}

static void
write_adapter(struct cases *c)
{
	bool whole = sscanf(c->adapter.text, "adapter \"%31[a-z]\"", c->adapter_name) == 1;
	char path[128];
	FILE *f;

	if (!whole)
		snprintf(c->adapter_name, sizeof(c->adapter_name), "case");
	adapter_path(c, path, sizeof(path));
	if ((f = fopen(path, "w")) == NULL) {
		perror(path);
		exit(99);
	}
	fprintf(f, whole ? "%s" : "adapter \"case\" {\n%s\n}\n", c->adapter.text);
	fclose(f);
}

static size_t
convert_to(const char *charset, const char *in, size_t n, char *out, size_t size)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	char *from = (char *)in, *to = out;
	size_t left = size;

	if (cd == (iconv_t)-1 || iconv(cd, &from, &n, &to, &left) == (size_t)-1) {
		perror(charset);
		exit(99);
	}
	iconv_close(cd);
	return size - left;
}

static size_t
unescape(const char *in, size_t n, char *out)
{
	size_t i, len = 0;
	unsigned byte;

	for (i = 0; i < n; i++)
		if (in[i] == '\\' && i + 3 < n && in[i + 1] == 'x' &&
		    sscanf(in + i + 2, "%2x", &byte) == 1) {
			out[len++] = (char)byte;
			i += 3;
		} else
			out[len++] = in[i];
	return len;
}

/* The document as the case wants it encoded; to be freed. */
static char *
encode(const struct cases *c, size_t *n)
{
	size_t size = c->xml.n * 4 + 16;
	char *out = malloc(size);

	if (strcmp(c->encoding, "utf-16") == 0) {
		memcpy(out, "\xff\xfe", 2);
		*n = 2 + convert_to("UTF-16LE", c->xml.text, c->xml.n, out + 2, size - 2);
	} else if (strcmp(c->encoding, "latin-1") == 0)
		*n = convert_to("ISO-8859-1", c->xml.text, c->xml.n, out, size);
	else if (strcmp(c->encoding, "escaped") == 0)
		*n = unescape(c->xml.text, c->xml.n, out);
	else
		memcpy(out, c->xml.text, *n = c->xml.n);
	return out;
}

static struct adapter *
load(struct cases *c, struct error *e)
{
	const char *dirs[] = { c->dir, NULL };
	struct adapter *a;
	lua_State *L;
	char *text = malloc(c->source.n + 64);

	snprintf(
	    text, c->source.n + 64, "{ adapter = \"%s\", %s }", c->adapter_name, c->source.text);
	L = show_source(text);
	free(text);
	a = adapter_new(L, -1, dirs, "USD", e);
	lua_close(L);
	return a;
}

/* What the adapter makes of the document, read in chunks of this size; to be freed. */
static char *
outcome(struct cases *c, size_t chunk)
{
	struct error e = { "" };
	struct adapter *a = load(c, &e);
	struct show show = { 0 };
	struct sink sink = show_sink(&show);
	char *text = NULL, *bytes, *where;
	size_t size, n;
	bool ok;

	show.out = open_memstream(&text, &size);
	bytes = encode(c, &n);
	ok = a != NULL &&
	     adapter_import_bytes(a, c->name, bytes, n, chunk, adapter_kinds(a), &sink, NULL, &e);
	where = strstr(e.text, c->dir);
	if (!ok)
		fprintf(
		    show.out, "error: %s\n", where != NULL ? where + strlen(c->dir) + 1 : e.text);
	else
		adapter_unmatched(a, adapter_kinds(a), &sink);
	fclose(show.out);
	adapter_free(a);
	free(bytes);
	return text;
}

static void
run_case(struct cases *c)
{
	static const size_t chunks[] = { 0, 1, 7, 333 };
	char *got, path[128];
	size_t i;

	write_adapter(c);
	c->run++;
	for (i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		got = outcome(c, chunks[i]);
		if (strcmp(got, c->expect.text) != 0) {
			printf("%s: %s: chunks of %zu\n--- expected\n%s--- got\n%s\n", c->file,
			    c->title, chunks[i], c->expect.text, got);
			c->failed++;
			free(got);
			break;
		}
		free(got);
	}
	adapter_path(c, path, sizeof(path));
	unlink(path);
}

/* The next line that begins with these characters, or the end. */
static char *
next_mark(char *at, const char *marks[], size_t n)
{
	size_t i;

	for (; at != NULL && *at != '\0';
	     at = strchr(at, '\n') != NULL ? strchr(at, '\n') + 1 : at + strlen(at))
		for (i = 0; i < n; i++)
			if (strncmp(at, marks[i], 4) == 0)
				return at;
	return at;
}

static void
set_part(struct part *p, const char *body, size_t n)
{
	free(p->text);
	p->text = strndup(body, n);
	p->n = n;
}

static void
take_part(struct cases *c, char *head, const char *body, size_t n)
{
	char *save, *what = strtok_r(head + 4, " ", &save), *word;

	if (strcmp(what, "adapter") == 0)
		set_part(&c->adapter, body, n);
	else if (strcmp(what, "source") == 0)
		set_part(&c->source, body, n);
	else if (strcmp(what, "expect") == 0)
		set_part(&c->expect, body, n);
	else if (strcmp(what, "xml") == 0) {
		set_part(&c->xml, body, n);
		while ((word = strtok_r(NULL, " ", &save)) != NULL)
			if (strchr(word, '.') != NULL)
				c->name = word;
			else
				c->encoding = word;
	} else {
		printf("%s: part %s?\n", c->file, what);
		exit(99);
	}
}

static void
run_file(struct cases *c, const char *path)
{
	const char *marks[] = { "=== ", "--- " };
	size_t n;
	char *text = read_file(path, &n), *at, *end, *body;
	bool ready = false;

	c->file = path;
	set_part(&c->source, "", 0);
	for (at = next_mark(text, marks, 2); *at != '\0'; at = end) {
		body = strchr(at, '\n');
		*body++ = '\0';
		end = next_mark(body, marks, 2);
		if (*at == '=') {
			c->title = at + 4;
			c->name = (char *)"doc";
			c->encoding = (char *)"";
			continue;
		}
		ready = strncmp(at, "--- expect", 10) == 0;
		n = (size_t)(end - body);
		while (ready && n > 1 && body[n - 1] == '\n' && body[n - 2] == '\n')
			n--; /* blank lines between cases */
		take_part(c, at, body, n);
		if (ready)
			run_case(c);
	}
	free(text);
}

int
main(int argc, char **argv)
{
	struct cases c = { .dir = "" };
	int i;

	snprintf(c.dir, sizeof(c.dir), "%s", "/tmp/decom-cases-XXXXXX");
	if (mkdtemp(c.dir) == NULL)
		return 99;
	for (i = 1; i < argc; i++)
		run_file(&c, argv[i]);
	rmdir(c.dir);
	free(c.adapter.text);
	free(c.source.text);
	free(c.xml.text);
	free(c.expect.text);
	printf("%u cases, %u failed\n", c.run, c.failed);
	return c.run == 0 ? 99 : c.failed > 0;
}
