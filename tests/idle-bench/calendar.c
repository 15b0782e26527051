/* SPDX-License-Identifier: BSD-2-Clause */
#include "calendar.h"
#include "when.h"

enum { SUNDAY = 6, DAY_SECONDS = 86400, HOUR = 60 };

/* The nth Sunday of a month; n = 0: the last. */
static int32_t
sunday(int year, int month, int n)
{
	int32_t first = month == 12 && n == 0 ? day_of(year + 1, 1, 1)
					      : day_of(year, n == 0 ? month + 1 : month, 1);

	if (n == 0)
		return first - 1 - (day_of_week(first - 1) + 1) % 7;
	return first + SUNDAY - day_of_week(first) + 7 * (n - 1);
}

struct local_day
local_day(const struct bench_zone *z, int32_t day)
{
	struct local_day d = { .day = day, .minutes = 24 * HOUR };
	bool europe = z->rule == CLOCK_EUROPE;
	int offset = z->offset, year, month, mday;
	int32_t begin, end;

	day_civil(day, &year, &month, &mday);
	begin = europe ? sunday(year, 3, 0) : sunday(year, 3, 2);
	end = europe ? sunday(year, 10, 0) : sunday(year, 11, 1);
	if (z->rule != CLOCK_FIXED) {
		if (day > begin && day <= end)
			offset += HOUR;
		if (day == begin)
			d.by = HOUR;
		if (day == end)
			d.by = -HOUR;
		/* Europe at 01:00 UTC; North America at 02:00 of the clock on the wall. */
		d.change = europe ? HOUR + offset : 2 * HOUR;
	}
	d.minutes -= d.by;
	d.start = (int64_t)day * DAY_SECONDS - (int64_t)offset * 60;
	return d;
}

double
local_elapsed(const struct local_day *d, double wall)
{
	if (d->by > 0 && wall >= d->change + d->by)
		return wall - d->by;
	if (d->by < 0 && wall >= d->change)
		return wall - d->by;
	return wall;
}

int
local_wall(const struct local_day *d, int elapsed)
{
	return d->by != 0 && elapsed >= d->change ? elapsed + d->by : elapsed;
}

bool
is_working_day(int32_t day)
{
	int year, month, mday;

	if (day_of_week(day) >= 5)
		return false;
	day_civil(day, &year, &month, &mday);
	return !(month == 1 && mday == 1) && !(month == 5 && mday == 1) &&
	       !(month == 12 && mday >= 24 && mday <= 26);
}

bool
is_nth_working_day(int32_t day, int n)
{
	int year, month, mday, seen = 0;
	int32_t d;

	if (!is_working_day(day))
		return false;
	day_civil(day, &year, &month, &mday);
	if (n < 0) {
		int32_t next = day_add_months(day_of(year, month, 1), 1);

		for (d = day + 1; d < next && !is_working_day(d); d++)
			;
		return d == next;
	}
	for (d = day - mday + 1; d <= day; d++)
		seen += is_working_day(d);
	return seen == n;
}

bool
is_nth_weekday(int32_t day, int weekday, int n)
{
	int year, month, mday;

	day_civil(day, &year, &month, &mday);
	return day_of_week(day) == weekday && (mday - 1) / 7 + 1 == n;
}

bool
is_month_day(int32_t day, int n)
{
	int year, month, mday;

	day_civil(n < 0 ? day + 1 : day, &year, &month, &mday);
	return mday == (n < 0 ? 1 : n);
}
