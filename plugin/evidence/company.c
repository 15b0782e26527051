/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "activity_private.h"
#include "company.h"

/*
 * Shared is what a third of a site's hosts, and at least LEAST_HOSTS, did
 * within JITTER half-hours of an instant; or, spread over the day, in small
 * events on one day.  Only hosts count to which it is out of the ordinary:
 * with events on at most one of RARE days.  What is shared more often than on
 * MOST_SHARED of SPAN days is the site's work.
 *
 * A scan of all hosts leaves many of them below their thresholds, or is done
 * with in minutes, and some are not scanned.  So a day is shared too if on a
 * fifth of the hosts sending went beyond what is usual, briefly or by no more
 * than a scan leaves, and TIMES as many as on most days about it.  LEAST_FAINT
 * of them are no chance: of the 35 hosts of which they are a fifth, one or two
 * show on most days, and seven at once by chance on one day in a thousand.  It
 * goes by the clock: shared are its hours, from the first to the last about
 * which one of DAY_HOURS of that day's hosts, and FEW at least, were at it; and
 * of all such days together, one of ALL_HOURS.
 */
enum {
	LEAST_HOSTS = 10,
	LEAST_FAINT = 7,
	SHARE = 3,
	JITTER = 2,
	RARE = 10,
	SPAN = 35,
	MOST_SHARED = 6,
	ALWAYS_RARE = 3,
	PATCHING = 4,
	DAY_SHARE = 5,
	TIMES = 4,
	FAINT_OFTEN = 5,
	DAY_HOURS = 15,
	ALL_HOURS = 8,
	FEW = 3,
	ABOUT = 3
};

/* What hosts do together; ANY: CPU or sending. */
enum kind { CPU, SENT, READS, ANY, RESTART, KINDS, FAINTLY = KINDS };

/* Hosts with events, by half-hour and in the day. */
struct count {
	uint16_t at[KINDS][HALF_HOURS], in_day[KINDS];
};

struct site {
	char *name;
	struct count *day[ACTIVITY_DAYS];                          /* NULL: nothing happened */
	uint16_t hosts[KINDS][ACTIVITY_DAYS];                      /* that could be seen to */
	uint16_t faint[ACTIVITY_DAYS], faint_hosts[ACTIVITY_DAYS]; /* sending, slight or brief */
	bool settled;                  /* what follows holds for all that was counted */
	uint8_t shared[ACTIVITY_DAYS]; /* bits of kinds, and FAINTLY */
	uint64_t hours;                /* of the days shared faintly */
};

struct company {
	int32_t base, as_of;
	struct site **sites;
	uint32_t n, room;
	uint32_t last; /* given last: assets often come by site */
};

struct company *
company_new(int32_t as_of)
{
	struct company *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->as_of = as_of;
	c->base = as_of - ACTIVITY_DAYS;
	return c;
}

static void
site_free(struct site *site)
{
	for (int i = 0; i < ACTIVITY_DAYS; i++)
		free(site->day[i]);
	free(site->name);
	free(site);
}

void
company_free(struct company *c)
{
	if (c == NULL)
		return;
	for (uint32_t i = 0; i < c->n; i++)
		site_free(c->sites[i]);
	free(c->sites);
	free(c);
}

static struct site *
site_new(const char *name)
{
	struct site *site = calloc(1, sizeof *site);

	if (site == NULL || (site->name = strdup(name)) == NULL) {
		free(site);
		return NULL;
	}
	return site;
}

static bool
grow(struct company *c)
{
	uint32_t room = c->room != 0 ? 2 * c->room : 16;
	struct site **sites = reallocarray(c->sites, room, sizeof *sites);

	if (sites == NULL)
		return false;
	c->sites = sites;
	c->room = room;
	return true;
}

bool
company_site(struct company *c, const char *name, uint32_t *site)
{
	*site = 0;
	if (name == NULL)
		return true;
	if (c->last != 0 && strcmp(c->sites[c->last - 1]->name, name) == 0) {
		*site = c->last;
		return true;
	}
	for (uint32_t i = 0; i < c->n; i++)
		if (strcmp(c->sites[i]->name, name) == 0) {
			*site = c->last = i + 1;
			return true;
		}
	if (c->n == c->room && !grow(c))
		return false;
	if ((c->sites[c->n] = site_new(name)) == NULL)
		return false;
	*site = c->last = ++c->n;
	return true;
}

static int
kind_of(enum metric m)
{
	if (m == METRIC_READ)
		return READS;
	if (!slots_forgive(m))
		return -1;
	return m == METRIC_CPU ? CPU : SENT;
}

static struct count *
count_of(struct site *site, int i)
{
	if (site->day[i] == NULL)
		site->day[i] = calloc(1, sizeof *site->day[i]);
	return site->day[i];
}

static void
count_mask(uint16_t at[HALF_HOURS], uint64_t mask)
{
	for (; mask != 0; mask &= mask - 1)
		at[__builtin_ctzll(mask)]++;
}

/* Is a trace's work out of the ordinary?  Sending is counted by transmit, or else by network. */
static bool
counts(const struct activity *a, size_t i)
{
	const struct trace *t = &a->trace[i];

	if (t->coverage.first == DAY_ABSENT || kind_of(roles[i].metric) < 0)
		return false;
	if (kind_of(roles[i].metric) == SENT && t != activity_sending(a))
		return false;
	return t->n <= ALWAYS_RARE || t->n * RARE <= (size_t)(a->until - t->coverage.first);
}

static bool
is_strong(const struct activity *a, size_t i, const struct work_day *w)
{
	return w->level >= threads_level(roles[i].metric, &a->capacity, COMPANY_THREADS);
}

/* What a host did on a day: masks by kind. */
static void
look(const struct activity *a, uint32_t counted, int32_t day, uint64_t mask[KINDS])
{
	for (size_t i = 0; i < TRACES; i++) {
		const struct trace *t = &a->trace[i];
		size_t n = (counted >> i & 1) != 0 ? work_from(t->work, t->n, day) : t->n;
		int kind = kind_of(roles[i].metric);

		if (n == t->n || t->work[n].day != day || is_strong(a, i, &t->work[n]))
			continue;
		mask[kind] |= t->work[n].mask;
		if (kind != READS)
			mask[ANY] |= t->work[n].mask;
	}
}

static bool
add_day(
    struct company *c, struct site *site, const struct activity *a, uint32_t counted, int32_t day)
{
	uint64_t mask[KINDS] = { 0 };
	struct count *count;

	look(a, counted, day, mask);
	/* A night of patches is no day on which many do the same. */
	if (mask[ANY] != 0)
		mask[ANY] &= ~about_restarts(a, day);
	mask[RESTART] = around(falls_on(a, day), PATCHING);
	if ((mask[ANY] | mask[READS] | mask[RESTART]) == 0)
		return true;
	if ((count = count_of(site, day - c->base)) == NULL)
		return false;
	for (int kind = 0; kind < KINDS; kind++) {
		count_mask(count->at[kind], around(mask[kind], JITTER));
		count->in_day[kind] += mask[kind] != 0;
	}
	return true;
}

static bool
is_faint(const struct activity *a, const struct trace *t, int32_t day)
{
	size_t n = work_from(t->work, t->n, day);

	if (n < t->n && t->work[n].day == day)
		return is_slight(a, roles[t - a->trace].metric, &t->work[n]) &&
		       (t->work[n].mask & ~about_restarts(a, day)) != 0;
	return t->bursts[day - a->base] != 0 && about_restarts(a, day) == 0;
}

/* Not of hosts that do so on more than one of FAINT_OFTEN days. */
static void
add_faint(struct company *c, struct site *site, const struct activity *a, int32_t last)
{
	const struct trace *t = activity_sending(a);
	int32_t first, n = 0;

	if (t->coverage.first == DAY_ABSENT)
		return;
	first = t->coverage.first > c->base ? t->coverage.first : c->base;
	for (int32_t day = first; day < last; day++)
		n += is_faint(a, t, day);
	if (n * FAINT_OFTEN > last - first)
		return;
	for (int32_t day = first; day < last; day++) {
		site->faint_hosts[day - c->base]++;
		site->faint[day - c->base] += is_faint(a, t, day);
	}
}

bool
company_add(struct company *c, uint32_t number, const struct activity *a)
{
	int32_t first = activity_first(a), last = a->until < c->as_of ? a->until : c->as_of;
	uint32_t counted = 0, kinds = (uint32_t)(a->restarts != 0) << RESTART;
	struct site *site;

	if (number == 0 || number > c->n || first == DAY_ABSENT)
		return true;
	site = c->sites[number - 1];
	site->settled = false;
	for (size_t i = 0; i < TRACES; i++)
		if (counts(a, i)) {
			int kind = kind_of(roles[i].metric);

			counted |= 1u << i;
			kinds |= 1u << kind | (kind != READS ? 1u << ANY : 0);
		}
	add_faint(c, site, a, last);
	for (int32_t day = first > c->base ? first : c->base; day < last; day++) {
		for (int kind = 0; kind < KINDS; kind++)
			site->hosts[kind][day - c->base] += kinds >> kind & 1;
		if (!add_day(c, site, a, counted, day))
			return false;
	}
	return true;
}

static bool
enough(const struct site *site, int i, int kind, unsigned n)
{
	return n >= LEAST_HOSTS && n * SHARE >= site->hosts[kind][i];
}

/* On half of the days about it no more than so many hosts show. */
static unsigned
faint_on_most(const struct site *site, int i)
{
	unsigned below[101] = { 0 }, days = 0, n = 0;

	for (int j = i - SPAN / 2; j <= i + SPAN / 2; j++)
		if (j >= 0 && j < ACTIVITY_DAYS && site->faint_hosts[j] != 0) {
			unsigned share = site->faint[j] * 100u / site->faint_hosts[j];

			below[share]++;
			days++;
		}
	for (unsigned share = 0; share <= 100; share++)
		if ((n += below[share]) * 2 >= days)
			return share;
	return 100;
}

static bool
is_shared_faintly(const struct site *site, int i)
{
	unsigned n = site->faint[i], hosts = site->faint_hosts[i];

	return n >= LEAST_FAINT && n * DAY_SHARE >= hosts &&
	       n * 100 >= hosts * TIMES * faint_on_most(site, i);
}

static bool
is_shared_by_many(const struct site *site, int i, int kind)
{
	if (site->day[i] != NULL && enough(site, i, kind, site->day[i]->in_day[kind]))
		return true;
	return kind == ANY && is_shared_faintly(site, i);
}

/* What so many do on so many days is their work. */
static void
drop_frequent(uint8_t shared[ACTIVITY_DAYS], const uint8_t many[ACTIVITY_DAYS], int kind)
{
	int n = 0;

	for (int i = -SPAN / 2; i < ACTIVITY_DAYS; i++) {
		int next = i + SPAN / 2, gone = i - SPAN / 2 - 1;

		n += next < ACTIVITY_DAYS && (many[next] >> kind & 1) != 0;
		n -= gone >= 0 && (many[gone] >> kind & 1) != 0;
		if (i >= 0 && n <= MOST_SHARED)
			shared[i] |= many[i] & 1u << kind;
	}
}

/* A day's half-hours between these, with them. */
static uint64_t
from_to(int first, int last)
{
	first = first > 0 ? first : 0;
	last = last < HALF_HOURS ? last : HALF_HOURS - 1;
	return first <= last ? all_half_hours >> (HALF_HOURS - 1 - last + first) << first : 0;
}

/* Of n hosts, so many of them at it in each half-hour, from the first to the last that one of
 * `share` hosts stands for. */
static uint64_t
hours_of(const unsigned at[HALF_HOURS], unsigned n, unsigned share)
{
	int first = HALF_HOURS, last = 0;

	for (int h = 0; h < HALF_HOURS; h++)
		if (at[h] >= FEW && at[h] * share >= n) {
			first = first < h ? first : h;
			last = h;
		}
	return from_to(first - ABOUT, last + ABOUT);
}

static void
add_hours(unsigned at[HALF_HOURS], unsigned *n, const struct count *count)
{
	for (int h = 0; h < HALF_HOURS; h++)
		at[h] += count->at[ANY][h];
	*n += count->in_day[ANY];
}

/* Too few show on one day of a small site to tell; over all such days they do. */
static uint64_t
faint_hours(const struct site *site)
{
	unsigned at[HALF_HOURS] = { 0 }, n = 0;

	for (int i = 0; i < ACTIVITY_DAYS; i++)
		if ((site->shared[i] >> FAINTLY & 1) != 0 && site->day[i] != NULL)
			add_hours(at, &n, site->day[i]);
	return hours_of(at, n, ALL_HOURS);
}

/* Once for all that was counted: each asset asks for many days. */
static void
settle(struct site *site)
{
	uint8_t many[ACTIVITY_DAYS] = { 0 };

	memset(site->shared, 0, sizeof site->shared);
	for (int kind = 0; kind < KINDS; kind++) {
		for (int i = 0; i < ACTIVITY_DAYS; i++)
			many[i] |= (uint8_t)(is_shared_by_many(site, i, kind) << kind);
		drop_frequent(site->shared, many, kind);
	}
	for (int i = 0; i < ACTIVITY_DAYS; i++)
		if ((site->shared[i] >> ANY & 1) != 0 && is_shared_faintly(site, i))
			site->shared[i] |= 1u << FAINTLY;
	site->hours = faint_hours(site);
	site->settled = true;
}

static bool
is_shared(struct site *site, int i, int kind)
{
	if (!site->settled)
		settle(site);
	return (site->shared[i] >> kind & 1) != 0;
}

/* Half-hours at which so many did the same at one instant. */
static uint64_t
shared_on(struct site *site, int i, int kind)
{
	const struct count *count = site->day[i];
	uint64_t mask = 0;

	if (count == NULL || !is_shared(site, i, kind))
		return 0;
	for (int h = 0; h < HALF_HOURS; h++)
		if (enough(site, i, kind, count->at[kind][h]))
			mask |= (uint64_t)1 << h;
	return mask;
}

static struct site *
site_on(const struct company *c, uint32_t number, int32_t day)
{
	if (number == 0 || number > c->n || day < c->base || day >= c->as_of)
		return NULL;
	return c->sites[number - 1];
}

uint64_t
company_mask(const struct company *c, uint32_t number, enum metric m, int32_t day)
{
	struct site *site = site_on(c, number, day);
	int kind = kind_of(m), i = day - c->base;

	return site != NULL && kind >= 0 ? shared_on(site, i, kind) : 0;
}

uint64_t
company_day(const struct company *c, uint32_t number, int32_t day)
{
	struct site *site = site_on(c, number, day);
	unsigned at[HALF_HOURS] = { 0 }, n = 0;
	int i = day - c->base;

	if (site == NULL || site->day[i] == NULL || !is_shared(site, i, ANY))
		return 0;
	add_hours(at, &n, site->day[i]);
	return hours_of(at, n, DAY_HOURS) | (is_shared(site, i, FAINTLY) ? site->hours : 0);
}

unsigned
company_days(const struct company *c, uint32_t number, int32_t first, int32_t until)
{
	unsigned n = 0;

	for (int32_t day = first; day < until; day++)
		n += company_day(c, number, day) != 0;
	return n;
}

uint64_t
company_restarts(const struct company *c, uint32_t number, int32_t day)
{
	struct site *site = site_on(c, number, day);

	return site != NULL ? shared_on(site, day - c->base, RESTART) : 0;
}
