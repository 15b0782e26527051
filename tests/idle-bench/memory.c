/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "day.h"
#include "memory.h"
#include "tsv.h"

static _Noreturn void
fail(const char *why)
{
	fprintf(stderr, "idle-bench: %s\n", why);
	exit(1);
}

static void
set_field(struct memory *mem, struct asset *a, const char *name, const char *text)
{
	const struct field *f = field_named(asset_fields, name);
	struct error err = { "" };
	struct value v;

	if (f == NULL || strcmp(text, "-") == 0)
		return;
	if (!field_parse(f, 2, text, &v, &err))
		fail(err.text);
	if (v.kind == VAL_TEXT)
		field_set_text(f, a, arena_share(&mem->arena, v.text));
	else if (!field_set_number(f, a, v.number))
		fail("facts: a number out of range");
}

static void
add_host(struct memory *mem, const struct tsv *t)
{
	static const char *const fields[][2] = { { "host", "name" }, { "site", "site" },
		{ "kind", "class" }, { "threads", "threads" }, { "link_speed", "link_speed" },
		{ "role", "role" }, { "business_cycle", "business_cycle" }, { "guests", "guests" },
		{ "endpoints", "endpoints" }, { "owner", "owner" } };
	struct watched *w = realloc(mem->hosts, (mem->n + 1) * sizeof *w);

	if (w == NULL)
		fail("out of memory");
	mem->hosts = w;
	w += mem->n++;
	memset(w, 0, sizeof *w);
	field_clear_all(asset_fields, &w->asset);
	w->asset.index = (uint32_t)mem->n;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		int at = tsv_column(t, fields[i][0]);

		if (at >= 0)
			set_field(mem, &w->asset, fields[i][1], t->cells[at]);
	}
	snprintf(w->name, sizeof w->name, "%s", t->cells[tsv_column(t, "host")]);
	snprintf(w->site, sizeof w->site, "%s", t->cells[tsv_column(t, "site")]);
	if (w->asset.threads != U32_ABSENT)
		w->capacity.threads = w->asset.threads;
	if (w->asset.link_speed != U32_ABSENT)
		w->capacity.link_speed = w->asset.link_speed * UINT64_C(1000000);
}

struct memory *
memory_new(const char *facts)
{
	static const char *const names[] = { "host", "site" };
	struct memory *mem = calloc(1, sizeof *mem);
	struct stream_header h;
	struct tsv t;
	int at[2], got;

	if (mem == NULL)
		fail("out of memory");
	/* First: who writes the facts has done so when samples come. */
	if (!stream_read_header(stdin, &h))
		fail("standard input is no stream of samples");
	if (!tsv_open(&t, facts) || !tsv_columns(&t, names, 2, at))
		exit(1);
	while ((got = tsv_next(&t)) == 1)
		add_host(mem, &t);
	tsv_close(&t);
	if (got < 0)
		exit(1);
	if (h.hosts != mem->n)
		fail("facts and samples are of fleets of different size");
	mem->first_day = h.first_day;
	mem->days = h.days;
	mem->more = stream_read_block(stdin, &mem->waiting) == 1;
	return mem;
}

void
memory_free(struct memory *mem)
{
	for (size_t i = 0; i < mem->n; i++) {
		for (int m = 0; m < STREAM_METRICS; m++) {
			free(mem->hosts[i].days[m]);
			free(mem->hosts[i].half_hours[m]);
		}
		activity_free(mem->hosts[i].activity);
	}
	free(mem->hosts);
	company_free(mem->company);
	arena_free(&mem->arena);
	free(mem);
}

/* The samples of one metric as a day. */
static void
take_metric(struct watched *w, const struct stream_block *b, const struct day_frame *frame, int m,
    uint32_t days)
{
	static struct day_summary d;
	int phase = (int)((frame->start - b->start) / 60);
	struct series *s = &w->series[m];
	bool any = false;

	day_clear(&d, frame);
	for (uint32_t i = 0; i < b->n; i++) {
		int from = (int)i * (int)b->interval / 60 - phase,
		    to = from + (int)b->interval / 60;

		if (isnan(b->value[m][i]))
			continue;
		any = true;
		day_add(&d, from < 0 ? 0 : from, to > frame->minutes ? frame->minutes : to,
		    (double)b->value[m][i]);
	}
	if (!any)
		return;
	if (w->days[m] == NULL) {
		w->days[m] = calloc(days, sizeof **w->days);
		w->half_hours[m] = calloc(days, sizeof **w->half_hours);
		*s = (struct series){ w->days[m], 0, w->half_hours[m], true };
	}
	if (w->days[m] == NULL || w->half_hours[m] == NULL || s->n == days)
		fail("out of memory, or more days than said");
	w->days[m][s->n] = day_measure(&d, (enum metric)m, &w->half_hours[m][s->n]);
	s->n++;
}

/* The local day, by its start and length: the clock changes at two or at three. */
static struct day_frame
frame_of(const struct stream_block *b)
{
	enum { GRID = 300, DAY = 86400 };
	int64_t start = (b->start + GRID - 1) / GRID * GRID;
	struct day_frame f = {
		.start = start, .day = b->day, .minutes = (uint16_t)(b->n * b->interval / 60)
	};

	f.offset = (int16_t)(((int64_t)b->day * DAY - start) / 60);
	f.by = (int16_t)(DAY_MINUTES - f.minutes);
	if (f.by != 0)
		f.change = f.by < 0 && f.offset > 0 ? 180 : 120;
	return f;
}

void
memory_take(struct memory *mem, int32_t before)
{
	struct stream_block *b = &mem->waiting;
	int got;

	while (mem->more && b->day < before) {
		struct day_frame frame = frame_of(b);

		if (b->host >= mem->n)
			fail("samples of a host that has no facts");
		for (int m = 0; m < STREAM_METRICS; m++)
			take_metric(&mem->hosts[b->host], b, &frame, m, mem->days);
		if ((got = stream_read_block(stdin, b)) < 0)
			fail("samples: damaged, or cut off");
		mem->more = got == 1;
	}
}

struct evidence
memory_evidence(const struct memory *mem, const struct watched *w, int32_t as_of)
{
	struct evidence ev = {
		.as_of = as_of, .activity = w->activity, .company = mem->company, .site = w->number
	};

	memcpy(ev.metric, w->series, sizeof w->series);
	for (int m = 0; m < METRICS; m++) {
		ev.metric[m].loaded = true;
		ev.known |= ev.metric[m].n > 0 ? 1u << m : 0;
	}
	return ev;
}

void
memory_look(struct memory *mem, int32_t as_of)
{
	bool changed;

	company_free(mem->company);
	if ((mem->company = company_new(as_of)) == NULL)
		fail("out of memory");
	for (size_t i = 0; i < mem->n; i++) {
		struct watched *w = &mem->hosts[i];
		struct evidence ev = memory_evidence(mem, w, as_of);

		if ((w->activity == NULL && (w->activity = activity_new()) == NULL) ||
		    !activity_update(w->activity, &ev, &w->capacity, &changed) ||
		    !company_site(mem->company, w->site, &w->number) ||
		    !company_add(mem->company, w->number, w->activity))
			fail("out of memory");
	}
}
