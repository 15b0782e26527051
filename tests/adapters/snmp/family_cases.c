/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * family_cases FILE...: cases as text.  "=== title" begins one, its parts follow:
 * "--- family" (the body of a declaration, or a whole one), "--- part NAME",
 * "--- look [SECONDS UPTIME] [every N] [stop N]" (lines of snmprec; a second one is the later
 * look) and "--- expect [values] [reads]" (what family_show.c prints, or
 * "error: ...").  Family and parts stay until the file says others; the looks
 * of each case are its own.  SECONDS is our clock, and a number UPTIME, in seconds, becomes
 * sysUpTime.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "family_show.h"

enum { PARTS = 16 };

struct look {
	char *text;
	long time, uptime; /* uptime -1: none is added */
};

struct cases {
	const char *file;
	char dir[64];
	char *title, *family, *expect;
	char *parts[PARTS];
	size_t nparts, nlooks;
	struct look looks[2];
	unsigned every, stop;
	bool values, reads;
	bool told; /* the next look begins anew */
	unsigned run, failed;
};

static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(1 << 20);

	if (f == NULL || text == NULL) {
		perror(path);
		exit(99);
	}
	text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
	fclose(f);
	return text;
}

static void
write_file(const struct cases *c, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", c->dir, name);
	if ((f = fopen(path, "w")) == NULL) {
		perror(path);
		exit(99);
	}
	fputs(text, f);
	fclose(f);
}

static struct harvest *
harvest_of(struct cases *c, const struct look *l)
{
	struct error e = { "" };
	struct harvest *h;
	char path[128];
	uint32_t arcs[OID_ARCS];
	struct varbind up = { .type = VARBIND_TICKS };

	write_file(c, "look.snmprec", l->text);
	snprintf(path, sizeof(path), "%s/look.snmprec", c->dir);
	if ((h = harvest_read(path, 16 << 20, &e)) == NULL) {
		printf("%s: %s: %s\n", c->file, c->title, e.text);
		exit(99);
	}
	unlink(path);
	up.name = (struct oid){ arcs, oid_parse("1.3.6.1.2.1.1.3.0", arcs) };
	up.number = (uint32_t)((uint64_t)l->uptime * 100);
	if (l->uptime >= 0)
		harvest_add(h, &up);
	return h;
}

static void
evaluate(struct cases *c, const struct family *f, struct family_show *s)
{
	struct family_sight sight = {
		.agent = "192.0.2.7", .address = "192.0.2.7", .every = c->every
	};
	struct family_sink sink = family_show_sink(s, c->values);
	struct harvest *looks[2] = { NULL, NULL };
	struct error e = { "" };
	size_t i;

	for (i = 0; i < c->nlooks; i++)
		looks[i] = harvest_of(c, &c->looks[i]);
	sight.now = looks[c->nlooks - 1];
	sight.time = c->looks[c->nlooks - 1].time;
	if (c->nlooks == 2) {
		sight.before = looks[0];
		sight.before_time = c->looks[0].time;
	}
	if (!family_evaluate(f, &sight, &sink, &e))
		fprintf(s->out, "error: %s\n", e.text);
	for (i = 0; i < c->nlooks; i++)
		harvest_free(looks[i]);
}

/* What comes of the case; to be freed. */
static char *
outcome(struct cases *c)
{
	const char *dirs[] = { c->dir, NULL };
	size_t room = strlen(c->family) + 64, size;
	char *text = malloc(room), *got = NULL, *where, name[64], path[80];
	struct family_show s = { .stop_after = c->stop };
	struct error e = { "" };
	struct family *f;

	s.out = open_memstream(&got, &size);
	if (sscanf(c->family, "adapter \"%63[a-z-]\"", name) != 1)
		snprintf(name, sizeof(name), "case");
	snprintf(text, room,
	    strncmp(c->family, "adapter ", 8) == 0 ? "%s"
						   : "adapter \"case\" { format = \"snmp\", %s }",
	    c->family);
	snprintf(path, sizeof(path), "%s.lua", name);
	f = family_new_text(dirs, name, path, text, strlen(text), &e);
	where = strstr(e.text, c->dir);
	if (f == NULL)
		fprintf(s.out, "error: %s\n", where != NULL ? where + strlen(c->dir) + 1 : e.text);
	else if (c->reads)
		family_show_reads(s.out, f);
	else if (c->nlooks > 0)
		evaluate(c, f, &s);
	family_free(f);
	fclose(s.out);
	free(text);
	if (size > 0)
		got[size - 1] = '\0'; /* as the cases have no newline at the end */
	return got;
}

static void
run_case(struct cases *c)
{
	char *got = outcome(c);

	c->run++;
	if (strcmp(got, c->expect) == 0)
		printf("ok %u - %s: %s\n", c->run, strrchr(c->file, '/') + 1, c->title);
	else {
		printf("not ok %u - %s: %s\n--- expected\n%s--- got\n%s\n", c->run,
		    strrchr(c->file, '/') + 1, c->title, c->expect, got);
		c->failed++;
	}
	free(got);
}

/* The next line that begins with one of the marks, or the end. */
static char *
next_mark(char *at)
{
	while (*at != '\0' && strncmp(at, "=== ", 4) != 0 && strncmp(at, "--- ", 4) != 0) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return at;
}

static void
take_look(struct cases *c, char *save, char *body)
{
	struct look *l;
	char *word;

	if (c->told) {
		c->told = false;
		c->nlooks = 0;
		c->every = 300;
	}
	if (c->nlooks == 2)
		exit(99);
	l = &c->looks[c->nlooks];
	*l = (struct look){ body, (long)c->nlooks * 300, (long)c->nlooks * 300 + 100000 };
	c->nlooks++;
	word = strtok_r(NULL, " ", &save);
	if (word != NULL && strcmp(word, "every") != 0 && strcmp(word, "stop") != 0) {
		l->time = strtol(word, NULL, 10);
		word = strtok_r(NULL, " ", &save);
		l->uptime = word != NULL ? strtol(word, NULL, 10) : -1;
		word = strtok_r(NULL, " ", &save);
	}
	for (; word != NULL; word = strtok_r(NULL, " ", &save))
		if (strcmp(word, "every") == 0)
			c->every = (unsigned)strtoul(strtok_r(NULL, " ", &save), NULL, 10);
		else if (strcmp(word, "stop") == 0)
			c->stop = (unsigned)strtoul(strtok_r(NULL, " ", &save), NULL, 10);
}

static void
take_part(struct cases *c, char *head, char *body)
{
	char *save, *what = strtok_r(head + 4, " ", &save), *word, name[64];

	if (strcmp(what, "family") == 0)
		c->family = body;
	else if (strcmp(what, "part") == 0) {
		snprintf(name, sizeof(name), "%s.lua", strtok_r(NULL, " ", &save));
		write_file(c, name, body);
		if (c->nparts < PARTS)
			c->parts[c->nparts++] = strdup(name);
	} else if (strcmp(what, "look") == 0)
		take_look(c, save, body);
	else if (strcmp(what, "expect") == 0) {
		c->expect = body;
		c->values = c->reads = false;
		c->told = true;
		while ((word = strtok_r(NULL, " ", &save)) != NULL) {
			c->values |= strcmp(word, "values") == 0;
			c->reads |= strcmp(word, "reads") == 0;
		}
	} else {
		printf("%s: part %s?\n", c->file, what);
		exit(99);
	}
}

/* Without the newlines, and the blank line, in front of the next mark. */
static void
end_body(char *body, char *end)
{
	while (end > body && end[-1] == '\n')
		*--end = '\0';
}

static void
run_file(struct cases *c, const char *path)
{
	char *text = read_file(path), *at, *end, *body, nothing[] = "";

	c->file = path;
	c->family = NULL;
	for (at = next_mark(text); *at != '\0'; at = end) {
		body = at + strcspn(at, "\n");
		*body++ = '\0';
		end = next_mark(body);
		end_body(body, end);
		if (*at == '=') {
			c->title = at + 4;
			c->nlooks = 0;
			c->every = 300;
			c->stop = 0;
		} else {
			take_part(c, at, body < end ? body : nothing);
			if (strncmp(at, "--- expect", 8) == 0)
				run_case(c);
		}
	}
	free(text);
}

static void
remove_parts(struct cases *c)
{
	char path[128];
	size_t i;

	for (i = 0; i < c->nparts; i++) {
		snprintf(path, sizeof(path), "%s/%s", c->dir, c->parts[i]);
		unlink(path);
		free(c->parts[i]);
	}
	rmdir(c->dir);
}

int
main(int argc, char **argv)
{
	struct cases c = { .dir = "/tmp/family-cases-XXXXXX" };
	int i;

	if (mkdtemp(c.dir) == NULL)
		return 99;
	for (i = 1; i < argc; i++)
		run_file(&c, argv[i]);
	remove_parts(&c);
	printf("1..%u\n", c.run);
	return c.run == 0 ? 99 : c.failed > 0;
}
