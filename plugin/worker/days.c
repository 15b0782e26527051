/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "days.h"
#include "spill.h"

/*
 * Open days lie in sets of a few.  What finds its set full waits in the spill,
 * unless a day there has not been asked for so long that no more is expected.
 * 30 MB of open days at most, and 30 MB of waiting samples.
 */
enum { SETS = 4096, WAYS = 4, SLOTS = SETS * WAYS, SPARE = SLOTS, NONE = SLOTS + 1 };
enum { WAITING = 1 << 19, LONG_AGO = 1 << 22 /* samples */ };

struct open_day {
	struct day_key key;
	bool changed;
	struct day_summary summary;
};

struct set {
	uint64_t tag[WAYS];  /* of what is in the slot, 0: it is free */
	uint32_t used[WAYS]; /* when last, counted in samples */
};

struct days {
	struct store *store;
	int32_t first;
	uint32_t now; /* samples so far, modulo 2^32 */
	struct set *sets;
	uint64_t spare; /* tag of the slot for those that waited */
	struct open_day *days;
	struct spill *waiting;
};

struct days *
days_new(struct store *store, int32_t first)
{
	struct days *d = calloc(1, sizeof *d);

	if (d == NULL)
		return NULL;
	d->store = store;
	d->first = first;
	d->sets = calloc(SETS, sizeof *d->sets);
	d->days = calloc(SLOTS + 1, sizeof *d->days);
	d->waiting = spill_new(WAITING, sizeof(struct day_sample));
	if (d->sets != NULL && d->days != NULL && d->waiting != NULL)
		return d;
	days_free(d);
	return NULL;
}

void
days_free(struct days *d)
{
	if (d == NULL)
		return;
	spill_free(d->waiting);
	free(d->sets);
	free(d->days);
	free(d);
}

static uint64_t
tag_of(uint32_t asset, int metric)
{
	return (uint64_t)asset << 8 | (unsigned)(metric + 1);
}

static uint64_t *
tag_at(struct days *d, int slot)
{
	return slot == SPARE ? &d->spare : &d->sets[slot / WAYS].tag[slot % WAYS];
}

/* The slot with this tag; else a free one, or one whose day may be written; else NONE. */
static int
find_slot(struct days *d, uint64_t tag)
{
	size_t number = (size_t)(tag * UINT64_C(0x9e3779b97f4a7c15) >> 52);
	struct set *set = &d->sets[number];
	int found = NONE;

	_Static_assert(SETS == 1 << 12, "the hash has as many bits");
	for (int i = 0; i < WAYS; i++) {
		int slot = (int)number * WAYS + i;

		if (set->tag[i] == tag) {
			set->used[i] = d->now;
			return slot;
		}
		if (set->tag[i] == 0 || d->now - set->used[i] > LONG_AGO)
			found = slot;
	}
	if (found != NONE)
		set->used[found % WAYS] = d->now;
	return found;
}

static bool
close_slot(struct days *d, int slot, struct error *err)
{
	uint64_t *tag = tag_at(d, slot);
	const struct open_day *o = &d->days[slot];

	if (*tag == 0)
		return true;
	*tag = 0;
	return !o->changed || store_day_save(d->store, &o->key, &o->summary, err);
}

/* The day of a key in this slot, from the store if it is not there; what is, is written. */
static struct open_day *
open_slot(struct days *d, int slot, const struct day_key *key, const struct day_frame *frame,
    struct error *err)
{
	uint64_t *tag = tag_at(d, slot), wanted = tag_of(key->asset, key->metric);
	struct open_day *o = &d->days[slot];

	if (*tag == wanted && o->key.day == key->day && o->key.source == key->source)
		return o;
	if (!close_slot(d, slot, err) || !store_day_load(d->store, key, frame, &o->summary, err))
		return NULL;
	o->key = *key;
	o->changed = false;
	*tag = wanted;
	return o;
}

/*
 * The minutes [*first, *end) of a day that the seconds [from, to) stand for:
 * to the nearest minute, so that samples that follow each other stay apart
 * whatever the second of their clock.  What is shorter than a minute is of the
 * minute in which its middle lies.  False: none.
 */
static bool
minutes_of(const struct day_frame *f, int64_t from, int64_t to, int *first, int *end)
{
	int64_t length = (int64_t)f->minutes * 60, middle = (from + to) / 2 - f->start;

	if (to - from < 60) {
		*first = middle >= 0 && middle < length ? (int)(middle / 60) : 0;
		*end = *first + 1;
		return middle >= 0 && middle < length;
	}
	from -= f->start;
	to -= f->start;
	*first = from > 0 ? (int)((from + 30) / 60) : 0;
	*end = to < length ? (int)((to + 30) / 60) : f->minutes;
	return *first < *end;
}

static void
add_minutes(struct open_day *o, const struct day_sample *s)
{
	int first, end;

	if (minutes_of(&o->summary.frame, s->time - s->interval, s->time, &first, &end))
		o->changed |= day_add(&o->summary, first, end, s->value);
}

/* A sample of a day that is not open, or of several. */
static bool
add_parts(struct days *d, int slot, const struct day_sample *s, struct error *err)
{
	struct day_key key = { .asset = s->asset, .metric = s->metric, .source = s->source };
	int32_t last = calendar_day(s->calendar, s->time - 1);
	int first, end;

	for (key.day = calendar_day(s->calendar, s->time - s->interval); key.day <= last;
	     key.day++) {
		const struct day_frame *frame = calendar_frame(s->calendar, key.day);
		struct open_day *o;

		if (key.day < d->first || key.day > calendar_last(s->calendar) ||
		    !minutes_of(frame, s->time - s->interval, s->time, &first, &end))
			continue;
		if ((o = open_slot(d, slot, &key, frame, err)) == NULL)
			return false;
		add_minutes(o, s);
	}
	return true;
}

static bool
add_in_slot(struct days *d, int slot, const struct day_sample *s, struct error *err)
{
	struct open_day *o = &d->days[slot];
	const struct day_frame *f = &o->summary.frame;

	if (*tag_at(d, slot) != tag_of(s->asset, s->metric) || o->key.source != s->source ||
	    s->time - s->interval < f->start || s->time > f->start + (int64_t)f->minutes * 60)
		return add_parts(d, slot, s, err);
	add_minutes(o, s);
	return true;
}

/* What waits, a day of an asset and metric after the other. */
static bool
drain(struct days *d, struct error *err)
{
	size_t n;
	bool ok = true;

	spill_sort(d->waiting, &n);
	for (size_t i = 0; ok && i < n; i++) {
		const struct day_sample *s = spill_at(d->waiting, i);
		int slot = find_slot(d, tag_of(s->asset, s->metric));

		ok = add_in_slot(d, slot != NONE ? slot : SPARE, s, err);
	}
	return close_slot(d, SPARE, ok ? err : NULL) && ok;
}

bool
days_add(struct days *d, const struct day_sample *s, struct error *err)
{
	uint64_t tag = tag_of(s->asset, s->metric);
	int slot;

	d->now++;
	if ((slot = find_slot(d, tag)) != NONE)
		return add_in_slot(d, slot, s, err);
	spill_add(d->waiting, tag, s);
	return !spill_full(d->waiting) || drain(d, err);
}

static int
by_tag(const void *a, const void *b, void *ctx)
{
	uint64_t x = *tag_at(ctx, *(const int *)a), y = *tag_at(ctx, *(const int *)b);

	return (x > y) - (x < y);
}

bool
days_flush(struct days *d, struct error *err)
{
	int *open = calloc(SLOTS, sizeof *open);
	size_t n = 0;
	bool ok = (open != NULL || error_set(err, "out of memory")) && drain(d, err);

	for (int i = 0; ok && i < SLOTS; i++)
		if (*tag_at(d, i) != 0)
			open[n++] = i;
	if (n > 0)
		qsort_r(open, n, sizeof *open, by_tag, d);
	for (size_t i = 0; ok && i < n; i++)
		ok = close_slot(d, open[i], err);
	free(open);
	return ok;
}
