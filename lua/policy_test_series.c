/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "policy_test.h"
#include "when.h"

/*
 * The days of one metric in a policy's test.  A run describes days that are
 * alike: what most five-minute buckets hold, slots and jobs above it, one
 * highest and one lowest bucket.
 */
enum { JOBS_MAX = 64, RESTARTS_MAX = 32, BUCKETS = DAY_MINUTES / BUCKET_MINUTES };

struct job {
	struct recurrence when;
	int from, minutes; /* of the day; may run past midnight */
	double value;
};

struct described {
	enum metric metric;
	double max, mean, min, held; /* max, held: below 0: not said */
	double covered;
	bool missing;
	struct job job[JOBS_MAX];
	int jobs;
	int64_t restart[RESTARTS_MAX]; /* minutes since 1970 */
	int restarts;
	bool lead; /* of the day read before this one the begin is missing */
	/* The day that was made last, and of which jobs; days are often alike. */
	uint64_t today, yesterday;
	bool made;
	struct measured_day day;
	struct half_hours half_hours;
};

static const char *const run_keys[] = { "days", "max", "mean", "min", "covered", "missing", "held",
	"slots", "jobs", "restarts", NULL };
static const char *const job_keys[] = { "at", "hours", "value", "every", "day", "on", NULL };

/* "02:00" or "02:00-04:30" -> minutes of the day; to 0 if there is none. */
static bool
read_times(const char *s, int *from, int *to)
{
	int h[2] = { 0 }, m[2] = { 0 }, n = 0, used = 0;

	if (sscanf(s, "%2d:%2d%n-%2d:%2d%n", &h[0], &m[0], &used, &h[1], &m[1], &n) < 2 ||
	    (s[used] != '\0' && (n == 0 || s[n] != '\0')))
		return false;
	for (int i = 0; i < 2; i++)
		if (h[i] < 0 || h[i] > 24 || m[i] < 0 || m[i] > 59 || m[i] % BUCKET_MINUTES != 0)
			return false;
	*from = h[0] * 60 + m[0];
	*to = n > 0 ? h[1] * 60 + m[1] : 0;
	return *from < DAY_MINUTES && *to <= DAY_MINUTES;
}

static struct job *
new_job(lua_State *L, struct described *d)
{
	if (d->jobs == JOBS_MAX)
		luaL_error(L, "%s: more than %d slots and jobs", metrics[d->metric].name, JOBS_MAX);
	return &d->job[d->jobs++];
}

/* Where it begins and how long it is; half an hour if neither end nor hours are there. */
static void
place_job(lua_State *L, struct job *j, const char *at, double hours)
{
	int to;

	if (at == NULL || !read_times(at, &j->from, &to))
		luaL_error(L, "at: \"02:00\" or \"02:00-04:30\", in steps of five minutes");
	else if (hours >= 0)
		j->minutes = hours <= 24 ? (int)(hours * 60 + 0.5) : 0;
	else
		j->minutes = to == 0        ? 30
			     : to > j->from ? to - j->from
					    : to + DAY_MINUTES - j->from;
	if (j->minutes < BUCKET_MINUTES || j->minutes > DAY_MINUTES ||
	    j->minutes % BUCKET_MINUTES != 0)
		luaL_error(L, "hours: from five minutes to 24 hours, in steps of five minutes");
}

/* { ["02:00"] = 40, ["03:00-04:30"] = 20, every = "sun" } on top of the stack. */
static void
read_slots(lua_State *L, struct described *d)
{
	struct recurrence when;
	int slots = lua_gettop(L);

	test_read_recurrence(L, slots, &when);
	for (lua_pushnil(L); lua_next(L, slots) != 0; lua_pop(L, 1)) {
		const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
		struct job *j;

		if (strcmp(key, "every") == 0 || strcmp(key, "day") == 0 || strcmp(key, "on") == 0)
			continue;
		j = new_job(L, d);
		j->when = when;
		if (lua_type(L, -1) != LUA_TNUMBER || !(lua_tonumber(L, -1) >= 0))
			luaL_error(L, "slots: [\"02:00\"] = VALUE is needed");
		j->value = lua_tonumber(L, -1);
		place_job(L, j, key, -1);
	}
}

/* One job, { at = "02:00", hours = 3, value = 40, every = "month" }, on top of the stack. */
static void
read_job(lua_State *L, struct described *d)
{
	int job = lua_gettop(L);
	struct job *j = new_job(L, d);
	const char *at = NULL;

	if (!lua_istable(L, job))
		luaL_error(L, "jobs: a list of { at = ..., value = ... } is needed");
	test_check_keys(L, job, "jobs", job_keys);
	test_read_recurrence(L, job, &j->when);
	j->value = test_number(L, job, "value", -1);
	if (!(j->value >= 0))
		luaL_error(L, "jobs: value is needed");
	if (test_get(L, job, "at", LUA_TSTRING) != LUA_TNIL)
		at = lua_tostring(L, -1);
	place_job(L, j, at, test_number(L, job, "hours", -1));
	lua_settop(L, job);
}

/* "2026-11-05" or "2026-11-05 03:10" on top of the stack. */
static void
read_restart(lua_State *L, struct described *d)
{
	const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
	int from = 0, to = 0;
	char date[16] = "";
	int32_t day;

	snprintf(date, sizeof date, "%.10s", s);
	if (d->restarts == RESTARTS_MAX)
		luaL_error(L, "restarts: more than %d", RESTARTS_MAX);
	if (!day_parse(date, &day) ||
	    (s[10] != '\0' && (s[10] != ' ' || !read_times(s + 11, &from, &to) || to != 0)))
		luaL_error(L, "restarts: \"2026-11-05\" or \"2026-11-05 03:10\" is needed");
	d->restart[d->restarts++] = (int64_t)day * DAY_MINUTES + from;
}

/* The list of that key in the run at index, each element read by a function. */
static void
read_list(lua_State *L, int index, const char *key, struct described *d,
    void (*read)(lua_State *, struct described *))
{
	if (test_get(L, index, key, LUA_TTABLE) != LUA_TNIL)
		for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
			read(L, d);
			lua_pop(L, 1);
		}
	else
		lua_pushnil(L);
	lua_pop(L, 2);
}

static double
highest_job(const struct described *d)
{
	double highest = 0;

	for (int i = 0; i < d->jobs; i++)
		highest = fmax(highest, d->job[i].value);
	return highest;
}

/* A run says what its days are as a whole, or what their buckets hold. */
static bool
is_whole(const struct described *d)
{
	return d->held < 0 && d->jobs == 0 && d->metric != METRIC_UPTIME;
}

static void
check_values(lua_State *L, struct described *d)
{
	const char *name = metrics[d->metric].name;
	bool sane = d->covered > 0 && d->covered <= 1;

	if (d->missing || d->metric == METRIC_UPTIME)
		return;
	if (is_whole(d)) {
		if (!(sane && d->min >= 0 && d->min <= d->mean && d->mean <= d->max))
			luaL_error(L, "%s: max is needed, and 0 <= min <= mean <= max", name);
		return;
	}
	if (d->held < 0)
		d->held = d->mean;
	if (!(sane && d->held >= 0))
		luaL_error(L, "%s: held or max is needed", name);
	if (d->max >= 0 && !(d->max >= fmax(d->held, highest_job(d))))
		luaL_error(L, "%s: held, slots and jobs are at most max", name);
}

/* Its days; 0: no number of days that there can be. */
static int
read_run(lua_State *L, int index, struct described *d)
{
	double days = test_number(L, index, "days", 1);

	test_check_keys(L, index, metrics[d->metric].name, run_keys);
	d->max = test_number(L, index, "max", -1);
	d->held = test_number(L, index, "held", -1);
	d->mean = test_number(L, index, "mean", d->max);
	d->min = test_number(L, index, "min", d->held < 0 ? d->mean : d->held);
	d->covered = test_number(L, index, "covered", 1);
	d->missing =
	    test_get(L, index, "missing", LUA_TBOOLEAN) != LUA_TNIL && lua_toboolean(L, -1);
	lua_pop(L, 1);
	d->jobs = d->restarts = 0;
	d->made = false;
	if (test_get(L, index, "slots", LUA_TTABLE) != LUA_TNIL)
		read_slots(L, d);
	lua_pop(L, 1);
	read_list(L, index, "jobs", d, read_job);
	read_list(L, index, "restarts", d, read_restart);
	if (d->metric != METRIC_UPTIME && d->restarts > 0)
		luaL_error(L, "%s: uptime only has restarts", metrics[d->metric].name);
	check_values(L, d);
	return days >= 1 && days <= DAYS_MAX ? (int)days : 0;
}

/* The jobs that begin on that day, one bit each. */
static uint64_t
jobs_on(const struct described *d, int32_t day)
{
	uint64_t jobs = 0;

	for (int i = 0; i < d->jobs; i++)
		if (recurs_on(&d->job[i].when, day))
			jobs |= (uint64_t)1 << i;
	return jobs;
}

/* Seconds since the last restart; before the first one it had run for a quarter. */
static double
uptime_at(const struct described *d, int32_t day, int minute)
{
	int64_t now = (int64_t)day * DAY_MINUTES + minute, since = now - 90 * DAY_MINUTES;
	int64_t start = INT64_MIN;

	for (int i = 0; i < d->restarts; i++)
		if (d->restart[i] <= now && d->restart[i] > start)
			start = d->restart[i];
	return (double)(now - (start == INT64_MIN ? since : start)) * 60;
}

static double
value_at(const struct described *d, int32_t day, int minute)
{
	double value = is_whole(d) ? d->mean : d->held;

	if (d->metric == METRIC_UPTIME)
		return uptime_at(d, day, minute);
	for (int i = 0; i < d->jobs; i++) {
		const struct job *j = &d->job[i];
		int end = j->from + j->minutes;

		if (((d->today >> i & 1) != 0 && minute >= j->from && minute < end) ||
		    ((d->yesterday >> i & 1) != 0 && minute + DAY_MINUTES < end))
			value = fmax(value, j->value);
	}
	return value;
}

/* The minutes of the day that have samples. */
static void
covered_minutes(const struct described *d, int *from, int *to)
{
	int minutes = (int)(d->covered * DAY_MINUTES + 0.5);

	if (minutes < 1)
		minutes = 1;
	*from = d->lead ? DAY_MINUTES - minutes : 0;
	*to = *from + minutes;
}

/* One bucket is as high as the day's highest sample, the one before it as low as its lowest. */
static void
add_buckets(const struct described *d, struct day_summary *s, int32_t day)
{
	int from, to, low, high;
	double highest = 0, lowest = INFINITY;

	covered_minutes(d, &from, &to);
	for (int m = from; m < to; m += BUCKET_MINUTES - m % BUCKET_MINUTES) {
		highest = fmax(highest, value_at(d, day, m));
		lowest = fmin(lowest, value_at(d, day, m));
	}
	high = (from + to) / 2 / BUCKET_MINUTES;
	low = high > from / BUCKET_MINUTES ? high - 1 : high + 1;
	for (int m = from, next; m < to; m = next) {
		double value = value_at(d, day, m);

		next = m + BUCKET_MINUTES - m % BUCKET_MINUTES;
		if (d->metric != METRIC_UPTIME && m / BUCKET_MINUTES == high && d->max > highest)
			value = d->max;
		if (d->metric != METRIC_UPTIME && m / BUCKET_MINUTES == low && d->min < lowest)
			value = d->min;
		day_add(s, m, next < to ? next : to, value);
	}
}

static void
make_day(struct test *t, struct described *d, int32_t day)
{
	uint64_t today = jobs_on(d, day), yesterday = jobs_on(d, day - 1);
	struct day_frame frame = day_frame_utc(day);
	bool lead = d->lead;

	/* What days that are read from the last one back lack adjoins in pairs, across midnight. */
	d->lead = d->covered < 1 && !d->lead;
	if (d->made && today == d->today && yesterday == d->yesterday && lead == d->lead &&
	    d->metric != METRIC_UPTIME) {
		d->day.day = day;
		return;
	}
	d->today = today;
	d->yesterday = yesterday;
	day_clear(&t->summary, &frame);
	add_buckets(d, &t->summary, day);
	d->day = day_measure(&t->summary, d->metric, &d->half_hours);
	d->made = true;
	if (is_whole(d)) {
		d->day.mean = d->mean;
		d->day.min = d->min;
		d->day.max = d->max;
	}
}

/* The run covers the days before those that are left; returns how many are left then. */
static int
add_run(lua_State *L, int index, struct test *t, struct described *d, int left)
{
	struct series *s = &t->evidence.metric[d->metric];
	int days = read_run(L, index, d);

	if (days < 1 || days > left)
		luaL_error(L, "%s: days: from 1, and %d in all", metrics[d->metric].name, DAYS_MAX);
	for (; days > 0; days--) {
		left--;
		if (d->missing)
			continue;
		make_day(t, d, t->evidence.as_of - (DAYS_MAX - left));
		s->n++;
		t->days[d->metric][DAYS_MAX - s->n] = d->day;
		t->half_hours[d->metric][DAYS_MAX - s->n] = d->half_hours;
	}
	return left;
}

void
test_read_series(lua_State *L, struct test *t)
{
	const char *name = luaL_checkstring(L, -2);
	struct described d = { 0 };
	int m = metric_named(name), left = DAYS_MAX, list = lua_gettop(L), n;
	struct series *s;

	if (m < 0)
		luaL_error(L, "there is no metric '%s'", name);
	d.metric = m;
	luaL_checktype(L, list, LUA_TTABLE);
	if ((n = (int)lua_rawlen(L, list)) == 0)
		add_run(L, list, t, &d, left);
	for (int i = 1; i <= n; i++) {
		if (lua_rawgeti(L, list, i) != LUA_TTABLE)
			luaL_error(L, "%s: a list of { days = ..., max = ... } is needed", name);
		left = add_run(L, list + 1, t, &d, left);
		lua_pop(L, 1);
	}
	s = &t->evidence.metric[m];
	s->days = &t->days[m][DAYS_MAX - s->n];
	s->half_hours = &t->half_hours[m][DAYS_MAX - s->n];
	s->loaded = true;
	if (s->n > 0)
		t->evidence.known |= 1u << m;
}
