/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "activity_private.h"

/*
 * The stored form: a version, a checksum of what follows, and numbers of
 * seven bits a byte, least first, the high bit set but in the last.  Of
 * differences between days nothing is negative.
 */
enum { VERSION = 8, HEADER = 5, MORE = 0x80, LITERALS = 128, MOST_DAY = 1 << 24 };

struct out {
	uint8_t *at, *end;
	bool full;
};

struct in {
	const uint8_t *at, *end;
	bool bad;
};

/* FNV-1a */
static uint32_t
checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 0; i < n; i++)
		sum = (sum ^ p[i]) * 16777619u;
	return sum;
}

static void
put_byte(struct out *out, uint8_t byte)
{
	if (out->at == out->end)
		out->full = true;
	else
		*out->at++ = byte;
}

static uint8_t
get_byte(struct in *in)
{
	if (in->at == in->end) {
		in->bad = true;
		return 0;
	}
	return *in->at++;
}

static void
put(struct out *out, uint64_t n)
{
	for (; n >= MORE; n >>= 7)
		put_byte(out, (uint8_t)(n | MORE));
	put_byte(out, (uint8_t)n);
}

static uint64_t
get(struct in *in)
{
	uint64_t n = 0;

	for (int shift = 0; shift < 64; shift += 7) {
		uint8_t byte = get_byte(in);

		n |= (uint64_t)(byte & (MORE - 1)) << shift;
		if (byte < MORE)
			return n;
	}
	in->bad = true;
	return 0;
}

static uint64_t
get_most(struct in *in, uint64_t most)
{
	uint64_t n = get(in);

	if (n > most)
		in->bad = true;
	return in->bad ? 0 : n;
}

/* The bits of a mask as lengths, of those that are not set first. */
static void
put_mask(struct out *out, uint64_t mask)
{
	int left = HALF_HOURS;
	bool set = false;

	while (left > 0) {
		uint64_t other = set ? ~mask : mask;
		int n = other != 0 ? __builtin_ctzll(other) : left;

		n = n < left ? n : left;
		put_byte(out, (uint8_t)n);
		mask >>= n;
		left -= n;
		set = !set;
	}
}

static uint64_t
get_mask(struct in *in)
{
	uint64_t mask = 0;
	int at = 0;

	for (bool set = false; at < HALF_HOURS && !in->bad; set = !set) {
		int n = get_byte(in);

		if (n > HALF_HOURS - at || (n == 0 && set))
			in->bad = true;
		else if (set)
			mask |= (((uint64_t)1 << n) - 1) << at;
		at += n;
	}
	return in->bad ? 0 : mask;
}

static int
run_length(const uint8_t *v, int n)
{
	int run = 1;

	while (run < n && v[run] == v[0])
		run++;
	return run;
}

/* Bytes: a count below 128 of that many and one more as they are, or, 126 more, of one repeated. */
static void
put_bytes(struct out *out, const uint8_t *v, int n)
{
	while (n > 0) {
		int run = run_length(v, n < LITERALS + 1 ? n : LITERALS + 1), plain = 0;

		if (run > 1) {
			put_byte(out, (uint8_t)(run + LITERALS - 2));
			put_byte(out, *v);
			v += run;
			n -= run;
			continue;
		}
		while (plain < n && plain < LITERALS &&
		       (plain + 2 >= n || v[plain] != v[plain + 1] || v[plain] != v[plain + 2]))
			plain++;
		put_byte(out, (uint8_t)(plain - 1));
		for (int i = 0; i < plain; i++)
			put_byte(out, v[i]);
		v += plain;
		n -= plain;
	}
}

static void
get_bytes(struct in *in, uint8_t *v, int n)
{
	while (n > 0 && !in->bad) {
		int count = get_byte(in);
		bool run = count >= LITERALS;

		count = run ? count - LITERALS + 2 : count + 1;
		if (count > n || (!run && count > in->end - in->at)) {
			in->bad = true;
			return;
		}
		if (run) {
			memset(v, get_byte(in), (size_t)count);
		} else {
			memcpy(v, in->at, (size_t)count);
			in->at += count;
		}
		v += count;
		n -= count;
	}
}

/* A day of the history, or none. */
static void
put_day(struct out *out, const struct activity *a, int32_t day)
{
	put(out, day != DAY_ABSENT ? (uint64_t)(day - a->base + 1) : 0);
}

static int32_t
get_day(struct in *in, const struct activity *a)
{
	uint64_t n = get_most(in, (uint64_t)(a->until - a->base));

	return n != 0 ? a->base + (int32_t)(n - 1) : DAY_ABSENT;
}

/* A day after the one before; *at counts from the base. */
static int32_t
get_later(struct in *in, const struct activity *a, uint64_t *at)
{
	*at += get_most(in, ACTIVITY_DAYS) + 1;
	if (*at > (uint64_t)(a->until - a->base))
		in->bad = true;
	return in->bad ? a->base : a->base + (int32_t)*at - 1;
}

enum {
	HAS_LEAD = 1,
	HAS_TRAIL = 2,
	HAS_MISSING = 4,
	IS_LOST = 8,
	IS_ODD = 16,
	FLAGS = 5,
	DAY_UNITS = 288
};

static void
put_coverage(struct out *out, const struct activity *a, const struct coverage *c)
{
	int32_t before = a->base - 1;

	put_day(out, a, c->first);
	put(out, c->n);
	for (size_t i = 0; i < c->n; i++) {
		const struct gap_day *g = &c->gaps[i];
		bool lost = g->lost == DAY_UNITS && g->length == DAY_UNITS;
		unsigned flags = lost ? IS_LOST
				      : (g->lead != 0 ? HAS_LEAD : 0u) |
					    (g->trail != 0 ? HAS_TRAIL : 0u) |
					    (g->missing != 0 ? HAS_MISSING : 0u) |
					    (g->length != DAY_UNITS ? IS_ODD : 0u);

		put(out, (uint64_t)(g->day - before - 1) << FLAGS | flags);
		before = g->day;
		if (lost)
			continue;
		put(out, g->lost);
		put(out, g->gap);
		if (g->lead != 0)
			put(out, g->lead);
		if (g->trail != 0)
			put(out, g->trail);
		if (g->missing != 0)
			put_mask(out, g->missing);
		if (g->length != DAY_UNITS)
			put(out, g->length);
	}
}

static void
get_gap(struct in *in, struct gap_day *g, unsigned flags)
{
	const uint16_t all = DAY_UNITS;

	if ((flags & IS_LOST) != 0) {
		g->length = g->lost = g->gap = g->lead = g->trail = all;
		g->unused = 0;
		g->missing = ((uint64_t)1 << HALF_HOURS) - 1;
		return;
	}
	g->lost = (uint16_t)get_most(in, UINT16_MAX);
	g->gap = (uint16_t)get_most(in, UINT16_MAX);
	g->lead = (flags & HAS_LEAD) != 0 ? (uint16_t)get_most(in, UINT16_MAX) : 0;
	g->trail = (flags & HAS_TRAIL) != 0 ? (uint16_t)get_most(in, UINT16_MAX) : 0;
	g->missing = (flags & HAS_MISSING) != 0 ? get_mask(in) : 0;
	g->unused = 0;
	g->length = (flags & IS_ODD) != 0 ? (uint16_t)get_most(in, UINT16_MAX) : all;
}

static void
get_coverage(struct in *in, const struct activity *a, struct coverage *c)
{
	uint64_t at = 0;

	c->first = get_day(in, a);
	c->n = (size_t)get_most(in, ACTIVITY_DAYS);
	for (size_t i = 0; i < c->n && !in->bad; i++) {
		uint64_t head = get(in);

		at += (head >> FLAGS) + 1;
		if (head >> FLAGS > ACTIVITY_DAYS || at > (uint64_t)(a->until - a->base)) {
			in->bad = true;
			return;
		}
		c->gaps[i].day = a->base + (int32_t)at - 1;
		get_gap(in, &c->gaps[i], head & ((1u << FLAGS) - 1));
	}
}

static void
put_habit(struct out *out, const struct habit *h)
{
	put_byte(out, h->threshold);
	put_byte(out, h->burst);
	put_byte(out, h->often);
	put_byte(out, h->median);
	put_byte(out, h->spread);
	put_byte(out, h->office);
	put_byte(out, h->weekend);
	put(out, h->office_n);
	put(out, h->weekend_n);
	put(out, h->median_fine);
	put(out, h->office_fine);
	put(out, h->weekend_fine);
	put_byte(out, h->leaks);
	put_mask(out, h->busy);
}

static void
get_habit(struct in *in, struct habit *h)
{
	h->threshold = get_byte(in);
	h->burst = get_byte(in);
	h->often = get_byte(in);
	h->median = get_byte(in);
	h->spread = get_byte(in);
	h->office = get_byte(in);
	h->weekend = get_byte(in);
	h->office_n = (uint16_t)get_most(in, UINT16_MAX);
	h->weekend_n = (uint16_t)get_most(in, UINT16_MAX);
	h->median_fine = (uint16_t)get_most(in, UINT16_MAX);
	h->office_fine = (uint16_t)get_most(in, UINT16_MAX);
	h->weekend_fine = (uint16_t)get_most(in, UINT16_MAX);
	h->leaks = get_byte(in) != 0;
	h->busy = get_mask(in);
}

static void
put_work(struct out *out, const struct activity *a, const struct trace *t)
{
	int32_t before = a->base - 1;

	put(out, t->n);
	for (size_t i = 0; i < t->n; i++) {
		const struct work_day *w = &t->work[i];

		put(out, (uint64_t)(w->day - before - 1));
		put_byte(out, w->level);
		if (i + WORK_DETAIL < t->n)
			put_byte(out, w->half_hours);
		else
			put_mask(out, w->mask);
		before = w->day;
	}
}

static void
get_work(struct in *in, const struct activity *a, struct trace *t)
{
	uint64_t at = 0;

	t->n = (size_t)get_most(in, ACTIVITY_DAYS);
	for (size_t i = 0; i < t->n && !in->bad; i++) {
		struct work_day *w = &t->work[i];

		w->day = get_later(in, a, &at);
		w->level = get_byte(in);
		w->mask = 0;
		if (i + WORK_DETAIL < t->n) {
			w->half_hours = get_byte(in);
		} else {
			w->mask = get_mask(in);
			w->half_hours = (uint8_t)__builtin_popcountll(w->mask);
		}
		in->bad |= w->half_hours == 0 || w->half_hours > HALF_HOURS;
	}
}

static void
put_slots(struct out *out, const struct slots *slots)
{
	put_mask(out, slots->daily);
	for (int d = 0; d < 7; d++)
		put_mask(out, slots->weekly[d]);
	put_bytes(out, slots->daily_share, HALF_HOURS);
}

static void
get_slots(struct in *in, struct slots *slots)
{
	slots->daily = get_mask(in);
	for (int d = 0; d < 7; d++)
		slots->weekly[d] = get_mask(in);
	get_bytes(in, slots->daily_share, HALF_HOURS);
}

/* Coverage is mostly the same of all metrics of a host: its number then, from 1. */
static int
same_coverage(const struct activity *a, int trace)
{
	const struct coverage *c = &a->trace[trace].coverage;

	for (int i = 0; i < trace; i++) {
		const struct coverage *other = &a->trace[i].coverage;

		if (other->first != c->first || other->n != c->n)
			continue;
		if (memcmp(other->gaps, c->gaps, c->n * sizeof *c->gaps) == 0)
			return i + 1;
	}
	return 0;
}

static void
put_trace(struct out *out, const struct activity *a, int trace)
{
	const struct trace *t = &a->trace[trace];
	int same = same_coverage(a, trace);

	put_byte(out, (uint8_t)same);
	if (same == 0)
		put_coverage(out, a, &t->coverage);
	put_habit(out, &t->habit);
	if (slots_forgive(roles[trace].metric)) {
		put_bytes(out, t->habit.forgives[0], sizeof t->habit.forgives);
		put_bytes(out, t->habit.beside[0], sizeof t->habit.beside);
		put_bytes(out, t->habit.lasts[0], sizeof t->habit.lasts);
		put_bytes(out, t->habit.reads[0], sizeof t->habit.reads);
	}
	put_work(out, a, t);
	put_bytes(out, t->forgiven, ACTIVITY_DAYS);
	put_bytes(out, t->bursts, ACTIVITY_DAYS);
}

static void
get_trace(struct in *in, struct activity *a, int trace)
{
	struct trace *t = &a->trace[trace];
	int same = (int)get_most(in, (uint64_t)trace);

	if (same == 0) {
		get_coverage(in, a, &t->coverage);
	} else {
		const struct coverage *c = &a->trace[same - 1].coverage;

		t->coverage.first = c->first;
		t->coverage.n = c->n;
		memcpy(t->coverage.gaps, c->gaps, c->n * sizeof *c->gaps);
	}
	get_habit(in, &t->habit);
	if (slots_forgive(roles[trace].metric)) {
		get_bytes(in, t->habit.forgives[0], sizeof t->habit.forgives);
		get_bytes(in, t->habit.beside[0], sizeof t->habit.beside);
		get_bytes(in, t->habit.lasts[0], sizeof t->habit.lasts);
		get_bytes(in, t->habit.reads[0], sizeof t->habit.reads);
		slots_name(&t->habit, &a->slots);
	}
	get_work(in, a, t);
	get_bytes(in, t->forgiven, ACTIVITY_DAYS);
	get_bytes(in, t->bursts, ACTIVITY_DAYS);
}

static void
put_restarts(struct out *out, const struct activity *a)
{
	int32_t before = a->base - 1;

	put(out, a->restarts);
	for (size_t i = 0; i < a->restarts; i++) {
		put(out, (uint64_t)(a->restart[i].day - before - 1));
		put_mask(out, a->restart[i].mask);
		before = a->restart[i].day;
	}
}

static void
get_restarts(struct in *in, struct activity *a)
{
	uint64_t at = 0;

	a->restarts = (size_t)get_most(in, ACTIVITY_DAYS);
	for (size_t i = 0; i < a->restarts && !in->bad; i++) {
		a->restart[i].day = get_later(in, a, &at);
		a->restart[i].mask = get_mask(in);
	}
}

/* Differences to the day before, of either sign. */
static void
put_power(struct out *out, const struct activity *a)
{
	uint16_t before = 0;

	put_coverage(out, a, &a->power_coverage);
	if (a->power_coverage.first == DAY_ABSENT)
		return;
	for (int i = 0; i < ACTIVITY_DAYS; i++) {
		int32_t step = (int32_t)a->power[i] - before;

		put(out, step >= 0 ? 2 * (uint64_t)step : 2 * (uint64_t)-step - 1);
		before = a->power[i];
	}
}

static void
get_power(struct in *in, struct activity *a)
{
	int32_t value = 0;

	get_coverage(in, a, &a->power_coverage);
	if (a->power_coverage.first == DAY_ABSENT)
		return;
	for (int i = 0; i < ACTIVITY_DAYS && !in->bad; i++) {
		int32_t step = (int32_t)get_most(in, 2 * (uint64_t)UINT16_MAX);

		value += step % 2 == 0 ? step / 2 : -(step + 1) / 2;
		in->bad |= value < 0 || value > UINT16_MAX;
		a->power[i] = (uint16_t)value;
	}
}

static uint32_t
present(const struct activity *a)
{
	uint32_t bits = 0;

	for (int i = 0; i < TRACES; i++)
		bits |= (uint32_t)(a->trace[i].coverage.first != DAY_ABSENT) << i;
	return bits;
}

/* Days as numbers that are never negative. */
static uint64_t
plain(int32_t day)
{
	return (uint32_t)day ^ 0x80000000u;
}

static int32_t
day_of(uint64_t plain)
{
	return (int32_t)((uint32_t)plain ^ 0x80000000u);
}

size_t
activity_pack(const struct activity *a, uint8_t *buf, size_t size)
{
	struct out out = { buf + HEADER, buf + size, false };
	uint32_t sum;

	if (size < HEADER)
		return 0;
	put(&out, plain(a->until));
	if (a->until != DAY_ABSENT) {
		put(&out, (uint64_t)(a->until - a->base));
		put(&out, a->young);
		put(&out, a->capacity.threads);
		put(&out, a->capacity.link_speed);
		put_slots(&out, &a->slots);
		put(&out, present(a));
		for (int i = 0; i < TRACES; i++)
			if (a->trace[i].coverage.first != DAY_ABSENT)
				put_trace(&out, a, i);
		put_restarts(&out, a);
		put_power(&out, a);
	}
	if (out.full)
		return 0;
	sum = checksum(buf + HEADER, (size_t)(out.at - buf) - HEADER);
	buf[0] = VERSION;
	for (int i = 0; i < 4; i++)
		buf[1 + i] = (uint8_t)(sum >> 8 * i);
	return (size_t)(out.at - buf);
}

static void
get_activity(struct in *in, struct activity *a)
{
	uint32_t bits;

	a->until = day_of(get_most(in, UINT32_MAX));
	if (a->until != DAY_ABSENT && (a->until < -MOST_DAY || a->until > MOST_DAY))
		in->bad = true;
	if (in->bad || a->until == DAY_ABSENT)
		return;
	a->base = a->until - (int32_t)get_most(in, ACTIVITY_DAYS);
	a->epoch = epoch_of(a->until);
	a->young = get_most(in, 1) != 0;
	a->capacity.threads = (uint32_t)get_most(in, UINT32_MAX);
	a->capacity.link_speed = get(in);
	get_slots(in, &a->slots);
	bits = (uint32_t)get_most(in, (1u << TRACES) - 1);
	for (int i = 0; i < TRACES && !in->bad; i++)
		if ((bits >> i & 1) != 0)
			get_trace(in, a, i);
	get_restarts(in, a);
	get_power(in, a);
}

bool
activity_unpack(struct activity *a, const uint8_t *buf, size_t size)
{
	struct in in = { buf + HEADER, buf + size, false };
	uint32_t sum = 0;

	activity_clear(a);
	if (size < HEADER || buf[0] != VERSION)
		return false;
	for (int i = 0; i < 4; i++)
		sum |= (uint32_t)buf[1 + i] << 8 * i;
	if (sum != checksum(in.at, size - HEADER))
		return false;
	get_activity(&in, a);
	if (in.bad || in.at != in.end) {
		activity_clear(a);
		return false;
	}
	return true;
}
