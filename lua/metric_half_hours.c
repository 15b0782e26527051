/* SPDX-License-Identifier: BSD-2-Clause */
#include "level.h"
#include "metric.h"
#include "statistics.h"

/*
 * What a metric object tells of half-hours.  Values are upper edges of
 * levels, so bounds; what may have reached a threshold counts as having
 * reached it.
 */

/* The loaded half-hours and what of them lies in the window. */
struct half_hours_seen {
	const struct series *series;
	struct window window;
	struct levels levels;
};

/* That days are sampled, and their half-hours kept. */
static struct half_hours_seen
look(lua_State *L, struct object *o, enum half_hour_value which)
{
	struct half_hours_seen seen = { .window = metric_window(o, o->days) };
	const struct measured *m = metric_sampled(L, o);
	uint64_t coverage;

	sandbox_charge(L, (uint64_t)o->days * HALF_HOURS / 16);
	seen.series = evidence_half_hours(o->view->evidence, o->metric);
	seen.levels = levels_of(seen.series, seen.window, HALF_HOUR_HIGH);
	coverage = (uint64_t)seen.levels.n * 10000 / ((uint64_t)o->days * HALF_HOURS);
	if (seen.levels.n == 0 || coverage < o->view->coverage)
		metric_refuse(L, o,
		    &(struct lack){ .days = o->days,
			.coverage = (uint16_t)(coverage < m->coverage ? coverage : m->coverage),
			.slot_coverage = U16_ABSENT,
			.of = "of half-hours ",
			.ask_again = metric_complete_on(o, o->days) });
	if (which == HALF_HOUR_HELD)
		seen.levels = levels_of(seen.series, seen.window, HALF_HOUR_HELD);
	return seen;
}

/* No half-hour of the day may be mostly missing: an agent that runs at night saw no work by day. */
static void
prove(lua_State *L, struct object *o, const struct half_hours_seen *seen)
{
	const struct measured *m = metric_proven(L, o);
	struct levels high = levels_of(seen->series, seen->window, HALF_HOUR_HIGH);
	uint16_t slot = levels_slot_coverage(&high, seen->window), gate = metric_slot_gate(o->view);

	if (slot >= gate)
		return;
	metric_refuse(L, o,
	    &(struct lack){ .days = o->days,
		.coverage = m->coverage,
		.slot_coverage = slot,
		.of = "",
		.ask_again = o->view->evidence->as_of +
			     (int32_t)((uint32_t)(gate - slot) * o->days / 10000) + 1 });
}

/* A number that is more than an argument allows is none: NaN, too. */
static double
number_arg(lua_State *L, const struct object *o, double least, double most)
{
	double n = luaL_checknumber(L, 2);

	if (!(n >= least && n <= most))
		luaL_error(L, "%s: from %f to %f is needed", metrics[o->metric].name, least, most);
	return n;
}

/* No level is above what the days had at most. */
static double
bounded(const struct measured *m, double value)
{
	return value < m->max ? value : m->max;
}

static int
metric_percentile(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double percent = number_arg(L, o, 0, 100);
	struct half_hours_seen seen;

	metric_ask_implied(o);
	seen = look(L, o, HALF_HOUR_HIGH);
	prove(L, o, &seen);
	lua_pushnumber(L, bounded(view_measured(o), levels_percentile(&seen.levels, percent)));
	return 1;
}

static int
metric_top_mean(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double share = number_arg(L, o, 0, 1);
	struct half_hours_seen seen;

	metric_ask_implied(o);
	seen = look(L, o, HALF_HOUR_HIGH);
	prove(L, o, &seen);
	if (share * seen.levels.n < 1)
		share = 1.0 / seen.levels.n;
	lua_pushnumber(L, bounded(view_measured(o), levels_top_mean(&seen.levels, share)));
	return 1;
}

static int
metric_level(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	struct half_hours_seen seen;

	metric_ask_implied(o);
	seen = look(L, o, HALF_HOUR_HELD);
	prove(L, o, &seen);
	lua_pushnumber(L, bounded(view_measured(o), levels_percentile(&seen.levels, 50)));
	return 1;
}

/* Half-hours that reached the threshold; none is a statement of silence. */
static int
count_half_hours(lua_State *L, enum half_hour_value which)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	struct half_hours_seen seen;
	uint32_t n;

	metric_ask(o, threshold);
	seen = look(L, o, which);
	if ((n = levels_reaching(&seen.levels, threshold)) == 0)
		prove(L, o, &seen);
	lua_pushinteger(L, n);
	return 1;
}

static int
metric_half_hours(lua_State *L)
{
	return count_half_hours(L, HALF_HOUR_HIGH);
}

static int
metric_held(lua_State *L)
{
	return count_half_hours(L, HALF_HOUR_HELD);
}

static int
metric_longest(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	struct half_hours_seen seen;
	uint32_t n;

	metric_ask(o, threshold);
	seen = look(L, o, HALF_HOUR_HELD);
	n = longest_held(seen.series, seen.window, threshold);
	prove(L, o, &seen); /* a gap may hide a longer one */
	lua_pushnumber(L, n / 2.0);
	return 1;
}

/* Half-hours of the week that were learnt to be housekeeping's, or NULL. */
static const uint8_t (*learnt_slots(const struct object *o))[HALF_HOURS]
{
	const struct view *v = o->view;
	const struct habit *h = NULL;

	if ((v->worked >> o->metric & 1) != 0)
		h = activity_habit(v->evidence->activity, o->metric);
	return h != NULL ? h->forgives : NULL;
}

/* Two results: days and half-hours that reached the threshold, but for learnt slots. */
static int
metric_outside_slots(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	struct half_hours_seen seen;
	struct outside n;

	if (!metric_ask_work(o))
		metric_ask(o, threshold);
	seen = look(L, o, HALF_HOUR_HIGH);
	n = reached_outside(seen.series, seen.window, threshold, learnt_slots(o));
	if (n.days == 0)
		prove(L, o, &seen);
	lua_pushinteger(L, n.days);
	lua_pushinteger(L, n.half_hours);
	return 2;
}

typedef double share_function(enum metric, const struct series *, struct window, double);

/* Days answer where the threshold is a step of the ladder; else half-hours bound it. */
static int
push_share(lua_State *L, share_function *share)
{
	struct object *o = metric_object(L, 1);
	double threshold = metric_threshold_arg(L, o);
	const double *ladder = metric_ladder(o->metric);
	const struct series *s = NULL;

	metric_ask(o, threshold);
	metric_proven(L, o);
	for (int i = 0; i < LADDER; i++)
		if (ladder[i] == threshold)
			s = evidence_days(o->view->evidence, o->metric);
	if (s == NULL) {
		struct half_hours_seen seen = look(L, o, HALF_HOUR_HIGH);

		prove(L, o, &seen);
		s = seen.series;
	}
	lua_pushnumber(L, share(o->metric, s, metric_window(o, o->days), threshold));
	return 1;
}

static int
metric_above(lua_State *L)
{
	return push_share(L, share_above);
}

static int
metric_above_daily(lua_State *L)
{
	return push_share(L, daily_share_above);
}

static int
push_quiet(lua_State *L, struct quiet_hours hours)
{
	lua_pushnumber(L, hours.sampled > 0 ? (double)hours.quiet / hours.sampled : 0);
	return 1;
}

/* One series of a question about hours, proven. */
static struct quiet_floor
quiet_floor(lua_State *L, struct object *o, double below)
{
	struct half_hours_seen seen;

	metric_ask(o, below);
	seen = look(L, o, HALF_HOUR_HIGH);
	prove(L, o, &seen);
	return (struct quiet_floor){ seen.series, below };
}

static int
metric_hours_below(lua_State *L)
{
	struct object *o = metric_object(L, 1);
	struct quiet_floor f = quiet_floor(L, o, metric_threshold_arg(L, o));

	return push_quiet(L, quiet_hours(&f, 1, false, metric_window(o, o->days)));
}

/* The keys of the table at index 2 are metrics, its values thresholds. */
static void
check_floors(lua_State *L)
{
	luaL_checktype(L, 2, LUA_TTABLE);
	for (lua_pushnil(L); lua_next(L, 2) != 0; lua_pop(L, 1)) {
		const char *name =
		    lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "a number";

		if (metric_named(name) < 0)
			luaL_error(L, "quiet_hours: there is no metric '%s'", name);
		if (lua_type(L, -1) != LUA_TNUMBER || !(lua_tonumber(L, -1) > 0))
			luaL_error(L, "quiet_hours: %s: a threshold above 0 is needed", name);
	}
}

/* quiet_hours(a, { cpu = 5, write = 30000 }, "all"): the share of hours below all, or any. */
static int
asset_quiet_hours(lua_State *L)
{
	static const char *const words[] = { "all", "any", NULL };
	struct view *v = lua_touserdata(L, lua_upvalueindex(1));
	int any = luaL_checkoption(L, 3, "all", words);
	struct quiet_floor floors[METRICS];
	size_t n = 0;

	luaL_checktype(L, 1, LUA_TUSERDATA);
	check_floors(L);
	for (int m = 0; m < METRICS; m++) {
		lua_pushstring(L, metrics[m].name);
		if (lua_rawget(L, 2) != LUA_TNIL)
			floors[n++] = quiet_floor(L, metric_shown(v, m), lua_tonumber(L, -1));
		lua_pop(L, 1);
	}
	if (n == 0)
		return luaL_error(L, "quiet_hours: { cpu = 5 } or the like is needed");
	return push_quiet(L, quiet_hours(floors, n, any == 1, metric_window(v->object, v->window)));
}

void
metric_add_half_hours(lua_State *L)
{
	static const luaL_Reg methods[] = { { "percentile", metric_percentile },
		{ "top_mean", metric_top_mean }, { "level", metric_level },
		{ "half_hours", metric_half_hours }, { "held", metric_held },
		{ "longest", metric_longest }, { "outside_slots", metric_outside_slots },
		{ "above", metric_above }, { "above_daily", metric_above_daily },
		{ "hours_below", metric_hours_below }, { NULL, NULL } };

	luaL_setfuncs(L, methods, 0);
}

void
half_hours_open(lua_State *L, struct view *v)
{
	lua_pushlightuserdata(L, v);
	lua_pushcclosure(L, asset_quiet_hours, 1);
	lua_setfield(L, -2, "quiet_hours");
}
