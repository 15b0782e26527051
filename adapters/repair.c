/* SPDX-License-Identifier: BSD-2-Clause */
#include "repair.h"

#include <stdlib.h>
#include <string.h>

/* Where in the document a byte stands. */
enum place { BEFORE, TEXT, TAG, QUOTED, COMMENT, CDATA, PI, DOCTYPE, DROPPED_PI, DROPPED_DOCTYPE };

#define HELD_MAX 72
#define OUT_MAX 65536

struct repair {
	bool (*emit)(void *, const char *, size_t);
	void (*repaired)(void *);
	void *ctx;
	uint32_t *lines;
	const char *name;
	size_t nhead; /* the first bytes, until they are enough to tell the encoding */
	char head[4];
	bool started;
	bool raw;     /* UTF-16: nothing is touched */
	bool cut;     /* text before the root has been counted */
	bool prolog;  /* the document has begun */
	bool rooted;  /* the element around all is open */
	bool doctype; /* entities may be declared */
	bool failed;
	enum place place, outer; /* outer: where an ampersand or quote began */
	char quote;
	int brackets; /* of a DOCTYPE's internal subset */
	size_t nheld; /* bytes that may become something */
	char held[HELD_MAX];
	char last[3]; /* the bytes before, for ends like "]]>" */
	size_t nout;
	char out[OUT_MAX];
};

struct repair *
repair_new(const char *name, bool (*emit)(void *, const char *, size_t), void (*repaired)(void *),
    void *ctx, uint32_t *lines)
{
	struct repair *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->name = name;
	r->emit = emit;
	r->repaired = repaired;
	r->ctx = ctx;
	r->lines = lines;
	r->place = BEFORE;
	return r;
}

void
repair_free(struct repair *r)
{
	free(r);
}

static void
flush(struct repair *r)
{
	if (r->nout > 0 && !r->failed && !r->emit(r->ctx, r->out, r->nout))
		r->failed = true;
	r->nout = 0;
}

static void
put(struct repair *r, const char *s, size_t n)
{
	if (r->nout + n > OUT_MAX)
		flush(r);
	memcpy(r->out + r->nout, s, n);
	r->nout += n;
}

static void
count(struct repair *r)
{
	flush(r);
	r->repaired(r->ctx);
}

static bool
is_name_start(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
	       c >= 0x80;
}

static bool
is_name(unsigned char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static void
put_held(struct repair *r)
{
	put(r, r->held, r->nheld);
	r->nheld = 0;
}

static bool
held_is(const struct repair *r, const char *s)
{
	return r->nheld == strlen(s) && memcmp(r->held, s, r->nheld) == 0;
}

/* Whether what is held may still become s. */
static bool
held_begins(const struct repair *r, const char *s)
{
	return r->nheld <= strlen(s) && memcmp(r->held, s, r->nheld) == 0;
}

static void
enter(struct repair *r, enum place place)
{
	r->place = place;
	memset(r->last, 0, sizeof(r->last));
	r->brackets = 0;
	r->quote = '\0';
}

/* The first element: everything is to stand inside one more. */
static void
open_root(struct repair *r)
{
	if (r->rooted)
		return;
	r->rooted = true;
	put(r, "<", 1);
	put(r, r->name, strlen(r->name));
	put(r, ">", 1);
}

/* Held: "<" and more.  True when it is known what it begins. */
static bool
classify(struct repair *r)
{
	unsigned char c = (unsigned char)r->held[1];

	if (r->nheld < 2)
		return false;
	if (c == '?') {
		enter(r, PI);
		if (r->rooted && held_begins(r, "<?xml ") && !held_is(r, "<?xml "))
			return false;
		if (r->rooted && held_is(r, "<?xml ")) {
			r->nheld = 0;
			enter(r, DROPPED_PI);
			count(r);
			return true;
		}
	} else if (c == '!') {
		if (!held_is(r, "<!--") && !held_is(r, "<![CDATA[") && !held_is(r, "<!DOCTYPE") &&
		    (held_begins(r, "<!--") || held_begins(r, "<![CDATA[") ||
			held_begins(r, "<!DOCTYPE")))
			return false;
		enter(r, held_is(r, "<!--")        ? COMMENT
			 : held_is(r, "<![CDATA[") ? CDATA
			 : held_is(r, "<!DOCTYPE") ? DOCTYPE
						   : TAG);
		if (r->place == DOCTYPE && r->rooted) {
			r->nheld = 0;
			enter(r, DROPPED_DOCTYPE);
			count(r);
			return true;
		}
		r->doctype |= r->place == DOCTYPE;
	} else {
		enter(r, TAG);
		if (is_name_start(c))
			open_root(r);
	}
	r->prolog = true;
	put_held(r);
	return true;
}

/* "&...;" is complete: a reference that the parser will understand. */
static bool
is_reference(const struct repair *r)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
	size_t i;
	bool hex = r->nheld > 3 && r->held[1] == '#' && r->held[2] == 'x';

	if (r->held[1] == '#') {
		for (i = hex ? 3 : 2; i < r->nheld - 1; i++)
			if (strchr(hex ? "0123456789abcdefABCDEF" : "0123456789", r->held[i]) ==
			    NULL)
				return false;
		return r->nheld > (hex ? 4U : 3U);
	}
	for (i = 0; i < 5; i++)
		if (held_is(r, known[i]))
			return true;
	return r->doctype && r->nheld > 2 && is_name_start((unsigned char)r->held[1]);
}

static void step(struct repair *, char);

/* The held ampersand is one of the text: what follows it is read again. */
static void
escape(struct repair *r)
{
	char rest[HELD_MAX];
	size_t n = r->nheld - 1, i;

	memcpy(rest, r->held + 1, n);
	r->nheld = 0;
	count(r);
	put(r, "&amp;", 5);
	for (i = 0; i < n; i++)
		step(r, rest[i]);
}

static void
step_reference(struct repair *r, char c)
{
	if (c == ';') {
		r->held[r->nheld++] = c;
		if (is_reference(r))
			put_held(r);
		else
			escape(r);
		return;
	}
	if (r->nheld < HELD_MAX - 1 && (is_name((unsigned char)c) || (c == '#' && r->nheld == 1))) {
		r->held[r->nheld++] = c;
		return;
	}
	escape(r);
	step(r, c);
}

/* Inside something that ends in these bytes. */
static void
step_until(struct repair *r, char c, const char *end, bool keep)
{
	size_t n = strlen(end);

	if (keep)
		put(r, &c, 1);
	if (c == end[n - 1] && memcmp(r->last + 3 - (n - 1), end, n - 1) == 0) {
		enter(r, r->rooted ? TEXT : BEFORE);
		return;
	}
	memmove(r->last, r->last + 1, 2);
	r->last[2] = c;
}

static void
step_doctype(struct repair *r, char c, bool keep)
{
	if (keep)
		put(r, &c, 1);
	if (r->quote != '\0') {
		r->quote = c == r->quote ? '\0' : r->quote;
		return;
	}
	if (c == '"' || c == '\'')
		r->quote = c;
	r->brackets += (c == '[') - (c == ']');
	if (c == '>' && r->brackets <= 0)
		enter(r, r->rooted ? TEXT : BEFORE);
}

/* Text before the root is dropped, and all blanks before the document: no XML declaration may
 * follow them. */
static void
step_before(struct repair *r, char c)
{
	bool blank = strchr(" \t\r\n", c) != NULL && c != '\0';

	if (blank && r->prolog) {
		put(r, &c, 1);
		return;
	}
	*r->lines += c == '\n';
	if (blank || r->cut)
		return;
	r->cut = true;
	count(r);
}

static void
step_tag(struct repair *r, char c)
{
	put(r, &c, 1);
	if (r->place == QUOTED) {
		if (c == r->quote)
			r->place = TAG;
		return;
	}
	if (c == '"' || c == '\'') {
		r->quote = c;
		r->place = QUOTED;
	} else if (c == '>')
		enter(r, TEXT);
}

static void
step_held(struct repair *r, char c)
{
	if (r->held[0] == '&') {
		step_reference(r, c);
		return;
	}
	if (r->nheld == 1 && !is_name_start((unsigned char)c) && strchr("/?!", c) == NULL) {
		r->nheld = 0; /* "<" in text: left for the parser to refuse */
		if (r->place != BEFORE)
			put(r, "<", 1);
		step(r, c);
		return;
	}
	r->held[r->nheld++] = c;
	classify(r);
}

static void
step(struct repair *r, char c)
{
	if ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
		count(r);
		return;
	}
	if (r->nheld > 0) {
		step_held(r, c);
		return;
	}
	if ((c == '<' && (r->place == BEFORE || r->place == TEXT)) ||
	    (c == '&' && (r->place == TEXT || r->place == QUOTED))) {
		r->held[r->nheld++] = c;
		return;
	}
	switch (r->place) {
	case BEFORE: step_before(r, c); break;
	case TEXT: put(r, &c, 1); break;
	case TAG:
	case QUOTED: step_tag(r, c); break;
	case COMMENT: step_until(r, c, "-->", true); break;
	case CDATA: step_until(r, c, "]]>", true); break;
	case PI: step_until(r, c, "?>", true); break;
	case DROPPED_PI: step_until(r, c, "?>", false); break;
	case DOCTYPE: step_doctype(r, c, true); break;
	case DROPPED_DOCTYPE: step_doctype(r, c, false); break;
	}
}

static bool
run(struct repair *r, const char *s, size_t n)
{
	if (r->raw)
		return r->emit(r->ctx, s, n);
	for (; n > 0 && !r->failed; n--)
		step(r, *s++);
	flush(r);
	return !r->failed;
}

/* A byte-order mark: UTF-8's is dropped, with UTF-16's nothing can be repaired. */
static bool
begin(struct repair *r)
{
	bool mark = r->nhead >= 3 && memcmp(r->head, "\xef\xbb\xbf", 3) == 0;

	r->started = true;
	r->raw = r->nhead >= 2 &&
		 (memcmp(r->head, "\xff\xfe", 2) == 0 || memcmp(r->head, "\xfe\xff", 2) == 0 ||
		     r->head[0] == '\0' || r->head[1] == '\0');
	return run(r, r->head + (mark ? 3 : 0), r->nhead - (mark ? 3 : 0));
}

bool
repair_feed(struct repair *r, const char *s, size_t n)
{
	for (; !r->started && n > 0; n--) {
		r->head[r->nhead++] = *s++;
		if (r->nhead == sizeof(r->head) && !begin(r))
			return false;
	}
	return n == 0 || run(r, s, n);
}

bool
repair_end(struct repair *r, bool (*closed)(void *))
{
	if (!r->started)
		begin(r);
	if (r->raw)
		return true;
	if (r->nheld > 0 && r->held[0] == '&')
		escape(r);
	put_held(r);
	flush(r);
	if (r->rooted && !r->failed && closed(r->ctx)) {
		put(r, "</", 2);
		put(r, r->name, strlen(r->name));
		put(r, ">", 1);
		flush(r);
	}
	return !r->failed;
}
