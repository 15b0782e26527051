/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "family_load.h"

/* What one expression, and all of a family, may be at most. */
enum {
	DEPTH_MOST = 40,
	NODES_MOST = 20000,
	ARGS_MOST = 64,
	CHAIN_MOST = 200,
	TEXT_LONGEST = 16000
};

enum token { TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_NAME, TOKEN_SIGN };

struct parser {
	struct family_loader *fl;
	const char *text, *at; /* behind the token */
	const char *start;     /* of the token */
	enum token token;
	char sign[3];
	double number;
	char *word; /* name or text */
	int depth;
};

/* Binary operators, the loosest first; those of one level bind to the left. */
static const struct {
	const char *sign;
	int level;
	enum expr_op op;
} operators[] = { { "or", 1, EXPR_OR }, { "and", 2, EXPR_AND }, { "=", 4, EXPR_EQUAL },
	{ "!=", 4, EXPR_UNEQUAL }, { "~", 4, EXPR_LIKE }, { "<", 4, EXPR_LESS },
	{ ">", 4, EXPR_GREATER }, { "<=", 4, EXPR_AT_MOST }, { ">=", 4, EXPR_AT_LEAST },
	{ "..", 5, EXPR_CONCAT }, { "+", 6, EXPR_ADD }, { "-", 6, EXPR_SUBTRACT },
	{ "*", 7, EXPR_MULTIPLY }, { "/", 7, EXPR_DIVIDE }, { "^", 9, EXPR_POWER } };
enum { LEVEL_NOT = 3, LEVEL_NEGATE = 8, LEVEL_POWER = 9 };

void
expr_fail(struct family_loader *fl, size_t at, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	load_fail(&fl->ld, "\"%.120s\": at %zu: %s", fl->text, at + 1, text);
}

static _Noreturn void
unexpected(struct parser *p, const char *wanted)
{
	size_t at = (size_t)(p->start - p->text);

	if (p->token == TOKEN_END)
		expr_fail(p->fl, at, "it ends where %s is expected", wanted);
	expr_fail(
	    p->fl, at, "\"%.*s\" where %s is expected", (int)(p->at - p->start), p->start, wanted);
}

static char *
copy_range(struct parser *p, const char *from, const char *to)
{
	char *copy = load_alloc(&p->fl->ld, (size_t)(to - from) + 1);

	memcpy(copy, from, (size_t)(to - from));
	return copy;
}

/* In single or double quotes; the quote itself is written twice. */
static void
scan_text(struct parser *p)
{
	char quote = *p->at++, *out;

	p->token = TOKEN_TEXT;
	p->word = out = load_alloc(&p->fl->ld, strlen(p->at) + 1);
	for (;; p->at++) {
		if (*p->at == '\0')
			expr_fail(p->fl, (size_t)(p->start - p->text), "a text without end");
		if (*p->at == quote && *++p->at != quote)
			break;
		*out++ = *p->at;
	}
}

static void
scan_number(struct parser *p)
{
	const char *s = p->at;
	char *copy;

	while (isdigit((unsigned char)*s))
		s++;
	if (*s == '.' && isdigit((unsigned char)s[1]))
		for (s++; isdigit((unsigned char)*s); s++)
			continue;
	if ((*s == 'e' || *s == 'E') && isdigit((unsigned char)s[1 + (s[1] == '-')]))
		for (s += 1 + (s[1] == '-'); isdigit((unsigned char)*s); s++)
			continue;
	copy = copy_range(p, p->at, s);
	p->token = TOKEN_NUMBER;
	p->number = strtod(copy, NULL);
	p->at = s;
	if (!isfinite(p->number))
		expr_fail(p->fl, (size_t)(p->start - p->text), "a number too large");
	if (isalpha((unsigned char)*s) || *s == '_')
		expr_fail(p->fl, (size_t)(p->start - p->text), "neither a number nor a name");
}

static void
scan_sign(struct parser *p)
{
	static const char *const two[] = { "!=", "<=", ">=", ".." };
	size_t i, n = 1;

	for (i = 0; i < sizeof(two) / sizeof(*two); i++)
		if (strncmp(p->at, two[i], 2) == 0)
			n = 2;
	p->token = TOKEN_SIGN;
	memcpy(p->sign, p->at, n);
	p->sign[n] = '\0';
	p->at += n;
}

static void
advance(struct parser *p)
{
	const char *s = p->at + strspn(p->at, " \t\n\r");

	p->start = p->at = s;
	p->sign[0] = '\0';
	if (*s == '\0')
		p->token = TOKEN_END;
	else if (*s == '\'' || *s == '"')
		scan_text(p);
	else if (isdigit((unsigned char)*s))
		scan_number(p);
	else if (isalpha((unsigned char)*s) || *s == '_') {
		while (isalnum((unsigned char)*s) || *s == '_')
			s++;
		p->token = TOKEN_NAME;
		p->word = copy_range(p, p->at, s);
		p->at = s;
	} else
		scan_sign(p);
}

static bool
is_sign(const struct parser *p, const char *sign)
{
	return p->token == TOKEN_SIGN && strcmp(p->sign, sign) == 0;
}

static void
expect(struct parser *p, const char *sign)
{
	char wanted[8];

	if (!is_sign(p, sign)) {
		snprintf(wanted, sizeof(wanted), "\"%s\"", sign);
		unexpected(p, wanted);
	}
	advance(p);
}

static struct expr *
make(struct parser *p, enum expr_op op, size_t at)
{
	struct expr *e;

	if (++p->fl->nodes > NODES_MOST)
		expr_fail(p->fl, at, "the family's expressions are too large");
	e = load_alloc(&p->fl->ld, sizeof(*e));
	e->op = op;
	e->at = (uint16_t)(at < UINT16_MAX ? at : UINT16_MAX);
	return e;
}

static void
add_arg(struct parser *p, struct expr *e, struct expr *arg)
{
	if (e->n == ARGS_MOST)
		expr_fail(p->fl, e->at, "more than %d values", ARGS_MOST);
	e->args = load_grow(&p->fl->ld, e->args, e->n, sizeof(*e->args));
	e->args[e->n++] = arg;
}

static struct expr *parse_level(struct parser *, int level);

/* [filter]; NULL if there is none here. */
static struct expr *
parse_filter(struct parser *p)
{
	struct expr *e;

	if (!is_sign(p, "["))
		return NULL;
	advance(p);
	e = parse_level(p, 1);
	expect(p, "]");
	return e;
}

static struct expr *
parse_call(struct parser *p, const char *name, size_t at)
{
	struct expr *e = make(p, EXPR_CALL, at);

	e->text = name;
	advance(p);
	while (!is_sign(p, ")")) {
		if (e->n > 0)
			expect(p, ",");
		add_arg(p, e, parse_level(p, 1));
	}
	advance(p);
	return e;
}

/* name, name.column, name[filter].column, name.column[filter] */
static struct expr *
parse_name(struct parser *p)
{
	size_t at = (size_t)(p->start - p->text);
	char *name = p->word;
	struct expr *e, *more;

	advance(p);
	if (is_sign(p, "("))
		return parse_call(p, name, at);
	e = make(p, EXPR_NAME, at);
	e->text = name;
	e->filter = parse_filter(p);
	if (is_sign(p, ".")) {
		advance(p);
		if (p->token != TOKEN_NAME)
			unexpected(p, "a column");
		e->column = p->word;
		advance(p);
	}
	if ((more = parse_filter(p)) != NULL) {
		if (e->filter != NULL)
			expr_fail(p->fl, more->at, "a second filter; write one with \"and\"");
		e->filter = more;
	}
	return e;
}

static struct expr *
parse_primary(struct parser *p)
{
	size_t at = (size_t)(p->start - p->text);
	struct expr *e;

	switch (p->token) {
	case TOKEN_NUMBER:
		e = make(p, EXPR_NUMBER, at);
		e->number = p->number;
		advance(p);
		return e;
	case TOKEN_TEXT:
		e = make(p, EXPR_TEXT, at);
		e->text = p->word;
		advance(p);
		return e;
	case TOKEN_NAME: return parse_name(p);
	case TOKEN_SIGN:
	case TOKEN_END: break;
	}
	if (!is_sign(p, "("))
		unexpected(p, "a value");
	advance(p);
	e = parse_level(p, 1);
	expect(p, ")");
	return e;
}

static struct expr *
parse_unary(struct parser *p, int level)
{
	size_t at = (size_t)(p->start - p->text);
	struct expr *e;

	if (p->token == TOKEN_NAME && strcmp(p->word, "not") == 0) {
		if (level > LEVEL_NOT)
			expr_fail(p->fl, at, "write (not ...) here");
		advance(p);
		e = make(p, EXPR_NOT, at);
		add_arg(p, e, parse_level(p, LEVEL_NOT));
		return e;
	}
	if (is_sign(p, "-")) {
		advance(p);
		e = make(p, EXPR_NEGATE, at);
		add_arg(p, e, parse_level(p, LEVEL_NEGATE));
		return e;
	}
	return parse_primary(p);
}

/* The operator at hand, if it binds at least as tightly; -1: none. */
static int
operator_at(const struct parser *p, int level)
{
	size_t i;

	for (i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (operators[i].level >= level &&
		    (p->token == TOKEN_SIGN ||
			(p->token == TOKEN_NAME && operators[i].level < LEVEL_NOT)) &&
		    strcmp(operators[i].sign, p->token == TOKEN_NAME ? p->word : p->sign) == 0)
			return (int)i;
	return -1;
}

/* The right side: several of them where "|" says so. */
static void
parse_right(struct parser *p, struct expr *e, int level)
{
	bool many = e->op == EXPR_EQUAL || e->op == EXPR_UNEQUAL || e->op == EXPR_LIKE;

	do {
		advance(p);
		add_arg(p, e, parse_level(p, level == LEVEL_POWER ? LEVEL_NEGATE : level + 1));
	} while (many && is_sign(p, "|"));
}

static struct expr *
parse_level(struct parser *p, int level)
{
	struct expr *e, *left;
	int i, chain = 0;

	if (++p->depth > DEPTH_MOST)
		expr_fail(p->fl, (size_t)(p->start - p->text), "nested too deep");
	e = parse_unary(p, level);
	while ((i = operator_at(p, level)) >= 0) {
		left = e;
		e = make(p, operators[i].op, (size_t)(p->start - p->text));
		if (++chain > CHAIN_MOST)
			expr_fail(p->fl, e->at, "too many operators in a row");
		add_arg(p, e, left);
		parse_right(p, e, operators[i].level);
	}
	p->depth--;
	return e;
}

struct expr *
expr_parse(struct family_loader *fl, const char *text)
{
	struct parser p = { .fl = fl, .text = text, .at = text };
	struct expr *e;

	fl->text = text;
	if (strlen(text) > TEXT_LONGEST)
		load_fail(&fl->ld, "an expression of more than %d characters", TEXT_LONGEST);
	advance(&p);
	e = parse_level(&p, 1);
	if (p.token != TOKEN_END)
		unexpected(&p, "the end");
	return e;
}
