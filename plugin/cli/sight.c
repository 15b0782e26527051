/* SPDX-License-Identifier: BSD-2-Clause */
#include "sight.h"

#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "output.h"
#include "pool.h"
#include "text.h"

enum { DIGITS = 2, METRIC_RANK = 1000 };

/* An asset or feed. */
struct block {
	const char *key;
	bool feed;
};

/* Something about one of them.  Sorted by kind, key and rank when all is told. */
struct line {
	const char *key;
	bool feed;
	size_t rank; /* as in the catalogue, metrics behind fields */
	const char *name, *value, *unit;
};

/* What the evaluation told of a value: where it came from, or why there is none. */
struct origin {
	const char *key;
	size_t seq;
	const char *name, *oid, *why;
};

struct told {
	const char *key, *kind, *rule, *text;
};

struct array {
	void *base;
	size_t n, room;
};

struct sight {
	struct pool pool;
	struct array blocks, lines, origins, troubles;
	bool no_memory;
};

struct sight *
sight_new(void)
{
	return calloc(1, sizeof(struct sight));
}

void
sight_free(struct sight *s)
{
	if (s == NULL)
		return;
	pool_free(&s->pool);
	free(s->blocks.base);
	free(s->lines.base);
	free(s->origins.base);
	free(s->troubles.base);
	free(s);
}

size_t
sight_blocks(const struct sight *s)
{
	return s->blocks.n;
}

static const char *
copy(struct sight *s, const char *text)
{
	char *p;

	if (text == NULL)
		return NULL;
	p = pool_copy(&s->pool, text, strlen(text));
	s->no_memory |= p == NULL;
	return p;
}

/* Room for one more, zeroed. */
static void *
more(struct sight *s, struct array *a, size_t size)
{
	size_t room = a->room == 0 ? 32 : a->room * 2;
	void *p;

	if (a->n == a->room) {
		if ((p = realloc(a->base, room * size)) == NULL) {
			s->no_memory = true;
			return NULL;
		}
		a->base = p;
		a->room = room;
	}
	p = (char *)a->base + a->n++ * size;
	memset(p, 0, size);
	return p;
}

static bool
add_block(struct sight *s, const char *key, bool feed)
{
	struct block *b = more(s, &s->blocks, sizeof *b);

	if (b == NULL)
		return false;
	*b = (struct block){ copy(s, key), feed };
	return !s->no_memory;
}

static void
add_line(struct sight *s, const struct block *of, size_t rank, const char *name, const char *value,
    const char *unit)
{
	struct line *l;

	if (value == NULL || (l = more(s, &s->lines, sizeof *l)) == NULL)
		return;
	*l = (struct line){ copy(s, of->key), of->feed, rank, name, copy(s, value), unit };
}

static void
add_cells(struct sight *s, const struct block *of, const struct record *r)
{
	char buf[FIELD_FORMAT_MAX];
	size_t i;

	for (i = 0; i < r->n; i++)
		add_line(s, of, (size_t)(r->cells[i].field - asset_fields) + 1,
		    r->cells[i].field->name,
		    field_format(r->cells[i].field, DIGITS, r->cells[i].value, buf),
		    r->cells[i].value.kind == VAL_NUMBER ? r->cells[i].field->unit : NULL);
}

static void
add_metrics(struct sight *s, const struct block *of, const struct record *r)
{
	char number[32];
	int m;

	for (m = 0; m < METRICS; m++)
		if ((r->measured >> m & 1) != 0) {
			snprintf(number, sizeof number, "%.10g", r->metric[m]);
			add_line(s, of, METRIC_RANK + (size_t)m, metrics[m].name, number,
			    metrics[m].unit);
		}
}

static bool
take_asset(void *ctx, const char *key, const struct record *r)
{
	struct sight *s = ctx;

	if (!add_block(s, key, false))
		return false;
	add_cells(s, &(struct block){ key, false }, r);
	return !s->no_memory;
}

static bool
take_sample(void *ctx, const char *key, const struct record *r)
{
	struct sight *s = ctx;

	add_metrics(s, &(struct block){ key, false }, r);
	return !s->no_memory;
}

static bool
take_feed(void *ctx, const struct family_feed *f)
{
	const struct block b = { f->key, true };
	struct sight *s = ctx;

	if (!add_block(s, f->key, true))
		return false;
	add_line(s, &b, 1, "of", f->of, NULL);
	add_line(s, &b, 2, "label", f->label, NULL);
	add_line(s, &b, 3, "outlet", f->outlet, NULL);
	if (f->sample != NULL)
		add_metrics(s, &b, f->sample);
	return !s->no_memory;
}

static const char *
trouble_name(enum trouble_kind kind)
{
	switch (kind) {
	case TROUBLE_VALUE: return "value";
	case TROUBLE_PLACEHOLDER: return "placeholder";
	case TROUBLE_INCOMPLETE: return "incomplete";
	case TROUBLE_REPAIRED: return "repaired";
	case TROUBLE_NO_RECORD: return "no_record";
	case TROUBLE_IMPLAUSIBLE: return "implausible";
	}
	return "other";
}

static bool
take_trouble(void *ctx, const char *key, const struct trouble *trouble)
{
	struct sight *s = ctx;
	struct told *t = more(s, &s->troubles, sizeof *t);

	if (t == NULL)
		return false;
	t->key = copy(s, key != NULL ? key : "");
	t->kind = trouble_name(trouble->kind);
	t->rule = copy(s, trouble->rule);
	t->text = copy(s, trouble->text);
	return !s->no_memory;
}

static void
take_value(void *ctx, const struct family_value *v)
{
	struct sight *s = ctx;
	struct origin *o;
	char buf[OID_TEXT];

	if ((v->oid.n == 0 && v->why == NULL) || (o = more(s, &s->origins, sizeof *o)) == NULL)
		return;
	*o = (struct origin){ copy(s, v->key), s->origins.n, copy(s, v->name),
		v->oid.n > 0 ? copy(s, oid_format(v->oid, buf)) : NULL, copy(s, v->why) };
}

static int
compare_lines(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int c = a->feed != b->feed ? a->feed - b->feed : strcmp(a->key, b->key);

	return c != 0 ? c : (a->rank > b->rank) - (a->rank < b->rank);
}

static int
compare_origins(const void *left, const void *right)
{
	const struct origin *a = left, *b = right;
	int c = strcmp(a->key, b->key);

	return c != 0 ? c : (a->seq > b->seq) - (a->seq < b->seq);
}

bool
sight_look(
    struct sight *s, const struct family *f, const struct family_sight *look, struct error *e)
{
	const struct family_sink sink = { s, take_asset, take_sample, take_feed, take_trouble,
		take_value };

	if (!family_evaluate(f, look, &sink, e))
		return false;
	if (s->no_memory)
		return error_set(e, "out of memory");
	if (s->lines.n > 0)
		qsort(s->lines.base, s->lines.n, sizeof(struct line), compare_lines);
	if (s->origins.n > 0)
		qsort(s->origins.base, s->origins.n, sizeof(struct origin), compare_origins);
	return true;
}

/* The first element that is not before the key; rank and seq 0 are before all that are there. */
static const void *
lower(
    const struct array *a, size_t size, const void *key, int (*compare)(const void *, const void *))
{
	size_t low = 0, high = a->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (compare((const char *)a->base + mid * size, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return (const char *)a->base + low * size;
}

static const struct line *
lines_of(const struct sight *s, const struct block *b, size_t *n)
{
	const struct line key = { .key = b->key, .feed = b->feed };
	const struct line *end = (const struct line *)s->lines.base + s->lines.n, *l;

	*n = 0;
	if (s->lines.n == 0)
		return NULL;
	l = lower(&s->lines, sizeof *l, &key, compare_lines);
	while (l + *n < end && l[*n].feed == b->feed && strcmp(l[*n].key, b->key) == 0)
		++*n;
	return l;
}

static const struct origin *
origins_of(const struct sight *s, const struct block *b, size_t *n)
{
	const struct origin key = { .key = b->key };
	const struct origin *end = (const struct origin *)s->origins.base + s->origins.n, *o;

	*n = 0;
	if (s->origins.n == 0)
		return NULL;
	o = lower(&s->origins, sizeof *o, &key, compare_origins);
	while (o + *n < end && strcmp(o[*n].key, b->key) == 0)
		++*n;
	return o;
}

static const char *
find_oid(const struct origin *o, size_t n, const char *name)
{
	const char *oid = NULL;

	for (; n > 0 && oid == NULL; n--, o++)
		if (o->why == NULL && strcmp(o->name, name) == 0)
			oid = o->oid;
	return oid;
}

static bool
has_line(const struct line *l, size_t n, const char *name)
{
	for (; n > 0; n--, l++)
		if (strcmp(l->name, name) == 0)
			return true;
	return false;
}

static void
print_quoted(const char *text, FILE *to)
{
	putc('"', to);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', to);
		putc((unsigned char)*text < ' ' ? '?' : *text, to);
	}
	putc('"', to);
}

static void
print_line(const struct line *l, const char *oid, FILE *to)
{
	fprintf(to, "  %s = ", l->name);
	if (l->feed && strcmp(l->name, "of") == 0)
		print_quoted(l->value, to);
	else
		text_print(l->value, 0, to);
	if (l->unit != NULL)
		fprintf(to, " %s", l->unit);
	if (oid != NULL)
		fprintf(to, "  [%s]", oid);
	putc('\n', to);
}

/* Told as lost, and not to be had from elsewhere; once. */
static bool
is_lost(const struct origin *o, size_t i, const struct line *l, size_t nlines)
{
	size_t k;

	if (o[i].why == NULL || has_line(l, nlines, o[i].name))
		return false;
	for (k = 0; k < i; k++)
		if (o[k].why != NULL && strcmp(o[k].name, o[i].name) == 0)
			return false;
	return true;
}

static void
print_block(const struct sight *s, const struct block *b, FILE *to)
{
	size_t i, nlines, norigins;
	const struct line *l = lines_of(s, b, &nlines);
	const struct origin *o = origins_of(s, b, &norigins);

	fputs(b->feed ? "feed " : "asset ", to);
	print_quoted(b->key, to);
	putc('\n', to);
	for (i = 0; i < nlines; i++)
		print_line(&l[i], find_oid(o, norigins, l[i].name), to);
	for (i = 0; i < norigins; i++)
		if (is_lost(o, i, l, nlines)) {
			fprintf(to, "  %s lost: ", o[i].name);
			text_print(o[i].why, 0, to);
			if (o[i].oid != NULL)
				fprintf(to, "  [%s]", o[i].oid);
			putc('\n', to);
		}
}

static void
print_blocks(const struct sight *s, bool feeds, size_t limit, FILE *to)
{
	const struct block *b = s->blocks.base;
	size_t i, n = 0;

	for (i = 0; i < s->blocks.n; i++, b++)
		if (b->feed == feeds && (n++ < limit || limit == 0))
			print_block(s, b, to);
	if (n > limit && limit > 0)
		fprintf(to, "... and %zu more %s\n", n - limit, feeds ? "feeds" : "assets");
}

void
sight_print(const struct sight *s, size_t limit, FILE *to)
{
	const struct told *t = s->troubles.base;
	size_t i;

	print_blocks(s, false, limit, to);
	print_blocks(s, true, limit, to);
	for (i = 0; i < s->troubles.n; i++, t++) {
		fprintf(to, "trouble %s %s ", t->kind, t->rule != NULL ? t->rule : "-");
		print_quoted(t->key, to);
		fputs(": ", to);
		text_print(t->text, 0, to);
		putc('\n', to);
	}
}

void
sight_print_match(const struct family_score *m, FILE *to)
{
	fprintf(to, "match %s %d: ", family_name(m->family), m->score);
	text_print(m->why, 0, to);
	putc('\n', to);
}

static void
print_member(const char *name, const char *value, bool *any, FILE *to)
{
	if (value == NULL)
		return;
	fprintf(to, "%s\"%s\": ", *any ? ", " : "", name);
	output_json_string(value, to);
	*any = true;
}

static void
print_json_value(const struct line *l, const char *oid, FILE *to)
{
	enum output_type type = metric_named(l->name) >= 0 ? OUTPUT_NUMBER : OUTPUT_TEXT;
	bool any = true;

	fputs("{\"name\": ", to);
	output_json_string(l->name, to);
	fputs(", \"value\": ", to);
	output_json_value(type, l->value, to);
	print_member("unit", l->unit, &any, to);
	print_member("oid", oid, &any, to);
	putc('}', to);
}

static void
print_json_lost(const struct origin *o, FILE *to)
{
	bool any = false;

	putc('{', to);
	print_member("name", o->name, &any, to);
	print_member("why", o->why, &any, to);
	print_member("oid", o->oid, &any, to);
	putc('}', to);
}

static void
print_json_block(const struct sight *s, const struct block *b, FILE *to)
{
	size_t i, nlines, norigins;
	const struct line *l = lines_of(s, b, &nlines);
	const struct origin *o = origins_of(s, b, &norigins);
	bool any = false;

	fputs("{\"key\": ", to);
	output_json_string(b->key, to);
	fputs(", \"values\": [", to);
	for (i = 0; i < nlines; i++) {
		fputs(i > 0 ? ", " : "", to);
		print_json_value(&l[i], find_oid(o, norigins, l[i].name), to);
	}
	fputs("], \"lost\": [", to);
	for (i = 0; i < norigins; i++)
		if (is_lost(o, i, l, nlines)) {
			fputs(any ? ", " : "", to);
			print_json_lost(&o[i], to);
			any = true;
		}
	fputs("]}", to);
}

static void
print_json_blocks(const struct sight *s, bool feeds, FILE *to)
{
	const struct block *b = s->blocks.base;
	bool any = false;
	size_t i;

	for (i = 0; i < s->blocks.n; i++, b++)
		if (b->feed == feeds) {
			fputs(any ? ",\n" : "\n", to);
			any = true;
			print_json_block(s, b, to);
		}
}

void
sight_print_json(const struct sight *s, FILE *to)
{
	const struct told *t = s->troubles.base;
	size_t i;

	fputs("\"assets\": [", to);
	print_json_blocks(s, false, to);
	fputs("],\n\"feeds\": [", to);
	print_json_blocks(s, true, to);
	fputs("],\n\"troubles\": [", to);
	for (i = 0; i < s->troubles.n; i++, t++) {
		bool any = false;

		fputs(i > 0 ? ",\n{" : "\n{", to);
		print_member("key", t->key, &any, to);
		print_member("kind", t->kind, &any, to);
		print_member("rule", t->rule, &any, to);
		print_member("text", t->text, &any, to);
		putc('}', to);
	}
	putc(']', to);
}
