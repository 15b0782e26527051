/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "policy_test.h"
#include "when.h"

/* On which days a slot or a job of a policy's test runs. */
static const char *const weekday_names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun",
	NULL };

enum { WORKDAYS = 0x1f, WEEKEND = 0x60 };

static void
read_every(lua_State *L, int index, struct recurrence *r)
{
	static const struct {
		const char *word;
		int kind;
		unsigned weekdays;
	} words[] = {
		{ "day", EVERY_DAY, 0 },
		{ "workday", EVERY_WEEKDAYS, WORKDAYS },
		{ "weekend", EVERY_WEEKDAYS, WEEKEND },
		{ "month", EVERY_MONTH, 0 },
		{ "quarter", EVERY_QUARTER, 0 },
		{ "year", EVERY_YEAR, 0 },
	};
	const char *word;
	size_t i = 0;

	if (test_get(L, index, "every", LUA_TSTRING) == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	word = lua_tostring(L, -1);
	while (i < sizeof words / sizeof words[0] && strcmp(words[i].word, word) != 0)
		i++;
	if (i < sizeof words / sizeof words[0]) {
		r->kind = words[i].kind;
		r->weekdays = words[i].weekdays;
	} else {
		for (i = 0; weekday_names[i] != NULL && strcmp(weekday_names[i], word) != 0; i++)
			continue;
		if (weekday_names[i] == NULL)
			luaL_error(L,
			    "every: \"day\", \"workday\", \"weekend\", \"mon\" to \"sun\", "
			    "\"month\", \"quarter\" or \"year\"");
		r->kind = EVERY_WEEKDAYS;
		r->weekdays = 1u << i;
	}
	lua_pop(L, 1);
}

static void
add_date(lua_State *L, struct recurrence *r)
{
	if (r->dates == DATES_MAX)
		luaL_error(L, "on: more than %d dates", DATES_MAX);
	if (lua_type(L, -1) != LUA_TSTRING || !day_parse(lua_tostring(L, -1), &r->date[r->dates]))
		luaL_error(L, "on: not a date (YYYY-MM-DD)");
	r->dates++;
	r->kind = ON_DATES;
}

/* on = "2026-10-31", or a list of dates. */
static void
read_dates(lua_State *L, int index, struct recurrence *r)
{
	lua_pushliteral(L, "on");
	if (lua_rawget(L, index) == LUA_TTABLE)
		for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
			add_date(L, r);
			lua_pop(L, 1);
		}
	else if (!lua_isnil(L, -1)) {
		add_date(L, r);
		lua_pushnil(L);
	} else
		lua_pushnil(L);
	lua_pop(L, 2);
}

void
test_read_recurrence(lua_State *L, int index, struct recurrence *r)
{
	double day = test_number(L, index, "day", 1);

	*r = (struct recurrence){ .kind = EVERY_DAY };
	if (!((day >= 1 && day <= 31) || (day >= -31 && day <= -1)))
		luaL_error(L, "day: from 1 to 31, or from -1, the last, to -31");
	r->day = (int)day;
	read_every(L, index, r);
	read_dates(L, index, r);
}

/* Whether the day is the one counted from the begin or the end of a period of so many months. */
static bool
is_nth(int32_t day, int months, int nth)
{
	int year, month, mday, in_period;
	int32_t begin, next;

	day_civil(day, &year, &month, &mday);
	in_period = (month - 1) % months;
	begin = day_add_months(day_of(year, month, 1), -in_period);
	next = day_add_months(begin, months);
	return nth > 0 ? day == begin + nth - 1 : day == next + nth;
}

bool
recurs_on(const struct recurrence *r, int32_t day)
{
	switch (r->kind) {
	case EVERY_DAY: return true;
	case EVERY_WEEKDAYS: return r->weekdays >> day_of_week(day) & 1;
	case EVERY_MONTH: return is_nth(day, 1, r->day);
	case EVERY_QUARTER: return is_nth(day, 3, r->day);
	case EVERY_YEAR: return is_nth(day, 12, r->day);
	case ON_DATES: break;
	}
	for (int i = 0; i < r->dates; i++)
		if (r->date[i] == day)
			return true;
	return false;
}
