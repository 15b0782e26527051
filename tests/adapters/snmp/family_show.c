/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "family_show.h"

static void
show_cells(FILE *out, const struct record *r)
{
	char buf[FIELD_FORMAT_MAX];
	size_t i;

	for (i = 0; i < r->n; i++)
		fprintf(out, " %s=\"%s\"", r->cells[i].field->name,
		    field_format(r->cells[i].field, 2, r->cells[i].value, buf));
}

static void
show_metrics(FILE *out, const struct record *r)
{
	int m;

	fprintf(out, " %us", r->interval);
	for (m = 0; m < METRICS; m++)
		if ((r->measured & 1U << m) != 0)
			fprintf(out, " %s=%.10g", metrics[m].name, r->metric[m]);
	fprintf(out, "\n");
}

static bool
on_asset(void *ctx, const char *key, const struct record *r)
{
	struct family_show *s = ctx;

	fprintf(s->out, "asset \"%s\"", key);
	show_cells(s->out, r);
	fprintf(s->out, "\n");
	return s->stop_after == 0 || ++s->told < s->stop_after;
}

static bool
on_sample(void *ctx, const char *key, const struct record *r)
{
	struct family_show *s = ctx;

	fprintf(s->out, "sample \"%s\"", key);
	show_metrics(s->out, r);
	return s->stop_after == 0 || ++s->told < s->stop_after;
}

static bool
on_feed(void *ctx, const struct family_feed *f)
{
	struct family_show *s = ctx;
	uint32_t measured = f->sample != NULL ? f->sample->measured : 0;
	int m;

	fprintf(s->out, "feed \"%s\" of \"%s\" outlet \"%s\" label %s%s%s", f->key, f->of,
	    f->outlet, f->label != NULL ? "\"" : "", f->label != NULL ? f->label : "none",
	    f->label != NULL ? "\"" : "");
	for (m = 0; m < METRICS; m++)
		if ((f->declared & ~measured & 1U << m) != 0)
			fprintf(s->out, " no %s", metrics[m].name);
	if (f->sample != NULL)
		show_metrics(s->out, f->sample);
	else
		fprintf(s->out, "\n");
	return s->stop_after == 0 || ++s->told < s->stop_after;
}

static bool
on_trouble(void *ctx, const char *key, const struct trouble *t)
{
	static const char *const kinds[] = { "?", "value", "placeholder", "incomplete", "repaired",
		"norecord", "implausible" };
	struct family_show *s = ctx;

	fprintf(s->out, "! %s \"%s\" %s: %s\n", kinds[t->kind], key,
	    t->rule != NULL ? t->rule : "-", t->text);
	return true;
}

static void
on_value(void *ctx, const struct family_value *v)
{
	struct family_show *s = ctx;
	char oid[OID_TEXT];

	fprintf(s->out, "value \"%s\" %s = %s%s%s", v->key, v->name,
	    v->value != NULL ? v->value : "none", v->unit != NULL ? " " : "",
	    v->unit != NULL ? v->unit : "");
	if (v->oid.n > 0)
		fprintf(s->out, " from %s", oid_format(v->oid, oid));
	if (v->why != NULL)
		fprintf(s->out, " (%s)", v->why);
	fprintf(s->out, "\n");
}

struct family_sink
family_show_sink(struct family_show *s, bool values)
{
	return (struct family_sink){ s, on_asset, on_sample, on_feed, on_trouble,
		values ? on_value : NULL };
}

void
family_show_reads(FILE *out, const struct family *f)
{
	const struct family_read *reads;
	size_t i, n = family_reads(f, &reads);
	char oid[OID_TEXT];

	for (i = 0; i < n; i++) {
		fprintf(out, "read %u %s %s", reads[i].table, reads[i].name,
		    oid_format(reads[i].oid, oid));
		fprintf(out, "%s every %u most %u", reads[i].scalar ? " scalar" : "",
		    reads[i].every, reads[i].most);
		if (reads[i].unless.n > 0)
			fprintf(out, " unless %s", oid_format(reads[i].unless, oid));
		if (reads[i].marker.n > 0)
			fprintf(out, " marker %s", oid_format(reads[i].marker, oid));
		fprintf(out, "\n");
	}
}
