/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store_history.h"

/* Take over what rows of one open day are of the asset. */
static bool
fetch_day(struct store *s, int32_t day, struct error *e)
{
	struct history *h = s->history;
	sqlite3_stmt *q = store_statement(s, OPEN_OF, e);
	bool ok = true;
	int rc = SQLITE_DONE;

	if (q == NULL)
		return false;
	sqlite3_bind_int(q, 1, day);
	sqlite3_bind_int64(q, 2, h->asset);
	while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		size_t n = (size_t)sqlite3_column_bytes(q, 2);

		ok = (store_grow(&h->rows, &h->rows_cap, h->nrows + 1, sizeof *h->rows) &&
			 store_grow(&h->bytes, &h->cap, h->used + n, 1)) ||
		     error_set(e, "%s: out of memory", s->path);
		if (!ok)
			break;
		memcpy(h->bytes + h->used, sqlite3_column_blob(q, 2), n);
		h->rows[h->nrows++] =
		    (struct fetched){ .metric = metric_stored(sqlite3_column_int(q, 0)),
			    .source = (uint32_t)sqlite3_column_int64(q, 1),
			    .day = day,
			    .at = h->used,
			    .n = n };
		h->used += n;
	}
	if (ok && rc != SQLITE_DONE)
		ok = store_error(s, e);
	sqlite3_reset(q);
	return ok;
}

/* The open rows of the asset from a day on, of all metrics: they lie together. */
static bool
fetch(struct store *s, int32_t from, struct error *e)
{
	struct history *h = s->history;
	bool ok;

	if (h->have && h->have_from <= from)
		return true;
	h->nrows = h->used = 0;
	ok = store_list_open(s, e);
	for (size_t i = 0; ok && i < h->nopen; i++)
		if (h->open[i] >= from && h->open[i] < h->as_of)
			ok = fetch_day(s, h->open[i], e);
	h->have = ok;
	h->have_from = from;
	return ok;
}

/* Room for n more days; the array of half-hours is as long, whether it is used or not. */
static bool
gather_room(struct gather *g, size_t n)
{
	size_t wanted = g->n + n, cap = g->cap + g->cap / 2 > wanted ? g->cap * 3 / 2 : wanted;
	void *days, *half_hours, *sources;

	if (wanted <= g->cap)
		return true;
	if ((days = realloc(g->days, cap * sizeof *g->days)) != NULL)
		g->days = days;
	if ((half_hours = realloc(g->half_hours, cap * sizeof *g->half_hours)) != NULL)
		g->half_hours = half_hours;
	if ((sources = realloc(g->sources, cap * sizeof *g->sources)) != NULL)
		g->sources = sources;
	if (days == NULL || half_hours == NULL || sources == NULL)
		return false;
	g->cap = cap;
	return true;
}

/* Leave out days before from and on or after as_of, of those gathered from place first on. */
static void
gather_trim(struct gather *g, size_t first, int32_t from, int32_t as_of)
{
	size_t skip = first;

	while (skip < g->n && g->days[skip].day < from)
		skip++;
	while (g->n > skip && g->days[g->n - 1].day >= as_of)
		g->n--;
	if (skip == first)
		return;
	memmove(g->days + first, g->days + skip, (g->n - skip) * sizeof *g->days);
	memmove(g->half_hours + first, g->half_hours + skip, (g->n - skip) * sizeof *g->half_hours);
	memmove(g->sources + first, g->sources + skip, (g->n - skip) * sizeof *g->sources);
	g->n -= skip - first;
}

static bool
gather_block(
    struct store *s, enum metric m, int32_t number, int32_t from, bool half_hours, struct error *e)
{
	struct history *h = s->history;
	struct gather *g = &h->metric[m];
	uint8_t stored = stored_metric(m);
	bool maybe_young = number >= h->young_first && number <= h->young_last;
	struct block_reading to;
	const char *why;
	sqlite3_stmt *q;
	size_t first = g->n;
	int n;

	if (!store_block_find(s, block_id(number, h->asset, stored), maybe_young, &q, e))
		return false;
	if (q == NULL)
		return true;
	if (!gather_room(g, BLOCK_DAYS)) {
		sqlite3_reset(q);
		return error_set(e, "%s: out of memory", s->path);
	}
	to = (struct block_reading){ g->days + g->n, half_hours ? g->half_hours + g->n : NULL,
		g->sources + g->n };
	n = block_read(h->codec, sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0),
	    number, stored, &to, &why);
	if (n < 0)
		store_passed_over(s, h->asset, (int)m, number * BLOCK_DAYS, why);
	else
		g->n += (size_t)n;
	sqlite3_reset(q);
	gather_trim(g, first, from, h->as_of);
	return true;
}

/* Put a day where it belongs: over the same source's, over another one's if better covered. */
static bool
gather_day(struct gather *g, const struct measured_day *day, const struct half_hours *half_hours,
    uint32_t source)
{
	size_t i = g->n;

	if (!gather_room(g, 1))
		return false;
	while (i > 0 && g->days[i - 1].day >= day->day)
		i--;
	if (i < g->n && g->days[i].day == day->day) {
		if (g->sources[i] != source && day->covered <= g->days[i].covered)
			return true;
	} else {
		memmove(g->days + i + 1, g->days + i, (g->n - i) * sizeof *g->days);
		memmove(
		    g->half_hours + i + 1, g->half_hours + i, (g->n - i) * sizeof *g->half_hours);
		memmove(g->sources + i + 1, g->sources + i, (g->n - i) * sizeof *g->sources);
		g->n++;
	}
	g->days[i] = *day;
	g->half_hours[i] = *half_hours;
	g->sources[i] = source;
	return true;
}

static bool
gather_open(struct store *s, enum metric m, int32_t from, struct error *e)
{
	struct history *h = s->history;

	if (!fetch(s, from, e))
		return false;
	for (size_t i = 0; i < h->nrows; i++) {
		const struct fetched *r = &h->rows[i];
		struct half_hours half_hours;
		struct measured_day day;
		struct day_summary d;

		if (r->metric != (int)m || r->day < from)
			continue;
		if (!day_unpack(&d, h->bytes + r->at, r->n) || d.frame.day != r->day) {
			store_passed_over(s, h->asset, (int)m, r->day, "damaged");
			continue;
		}
		day = block_measure(&d, m, &half_hours);
		if (!gather_day(&h->metric[m], &day, &half_hours, r->source))
			return error_set(e, "%s: out of memory", s->path);
	}
	return true;
}

static int32_t
last_sealed(const struct history *h)
{
	return h->sealed < h->as_of ? (int32_t)h->sealed : h->as_of - 1;
}

static bool
gather_all(struct store *s, enum metric m, int32_t from, bool half_hours, struct error *e)
{
	struct history *h = s->history;

	h->metric[m].n = 0;
	for (int32_t number = block_of(from);
	     from <= last_sealed(h) && number <= block_of(last_sealed(h)); number++)
		if (!gather_block(s, m, number, from, half_hours, e))
			return false;
	return gather_open(s, m, from, e);
}

/* struct evidence: fill one series. */
static bool
load(void *ctx, struct evidence *ev, enum metric m, bool half_hours)
{
	struct store *s = ctx;
	struct history *h = s->history;
	struct gather *g = &h->metric[m];
	int32_t from = h->as_of - HISTORY_DAYS;
	bool all = ev->from <= from;

	if (!all)
		from = ev->from;
	if (from < 0)
		from = 0;
	if (!gather_all(s, m, from, half_hours, NULL))
		return false;
	ev->metric[m] = (struct series){
		.days = g->days,
		.n = g->n,
		.half_hours = half_hours ? g->half_hours : NULL,
		.loaded = true,
	};
	if (all && g->n == 0)
		ev->known &= ~(1u << m);
	return true;
}

/* The metrics that are noted for the asset in table measured. */
static bool
known_metrics(struct store *s, uint32_t asset, uint32_t *known, struct error *e)
{
	sqlite3_stmt *q = store_statement(s, MEASURED_GET, e);
	int64_t bits;

	*known = 0;
	if (q == NULL)
		return false;
	sqlite3_bind_int64(q, 1, asset);
	if ((bits = store_number(s, q, 0, e)) < 0)
		return false;
	for (int m = 0; m < METRICS; m++)
		if (bits >> stored_metric((enum metric)m) & 1)
			*known |= 1u << m;
	return true;
}

/* How far days are sealed, and which blocks are young. */
static bool
look_at_blocks(struct store *s, struct error *e)
{
	struct history *h = s->history;
	sqlite3_stmt *first = store_statement(s, YOUNG_FIRST, e);
	sqlite3_stmt *last = store_statement(s, YOUNG_LAST, e);
	int64_t a, b;

	if (first == NULL || last == NULL || (a = store_number(s, first, 0, e)) < 0 ||
	    (b = store_number(s, last, 0, e)) < 0 ||
	    (h->sealed = store_counter(s, "sealed", e)) < 0)
		return false;
	h->young_first = a > 0 ? (int32_t)(a >> 40) : 0;
	h->young_last = b > 0 ? (int32_t)(b >> 40) : -1;
	return true;
}

bool
store_evidence(struct store *s, uint32_t asset, int32_t as_of, struct evidence *ev, struct error *e)
{
	struct history *h = store_history(s, e);

	if (h == NULL)
		return false;
	if (!s->writing) { /* a view of its own: what is sealed meanwhile is in it once */
		store_history_changed(h);
		h->looked = false;
		if (!store_read_end(s, e) || !store_read_begin(s, e))
			return false;
	}
	h->asset = asset;
	h->as_of = as_of;
	h->have = false;
	if (!h->looked && !look_at_blocks(s, e))
		return false;
	h->looked = true;
	memset(ev->metric, 0, sizeof ev->metric);
	ev->as_of = as_of;
	ev->load = load;
	ev->ctx = s;
	ev->from = INT32_MIN;
	ev->broken = false;
	return known_metrics(s, asset, &ev->known, e);
}

bool
store_has_evidence(struct store *s)
{
	sqlite3_stmt *open = store_statement(s, OPEN_ANY, NULL);
	sqlite3_stmt *block = store_statement(s, BLOCK_ANY, NULL);

	return (open != NULL && store_number(s, open, 0, NULL) == 1) ||
	       (block != NULL && store_number(s, block, 0, NULL) == 1);
}
