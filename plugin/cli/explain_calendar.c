/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain_calendar.h"
#include "when.h"

enum { WEEK = 7, MARGIN = 4 /* "Mon " */, MONTH_LETTERS = 3 };

static const struct {
	char letter;
	const char *word;
	const char *colour; /* SGR parameters */
} kinds[] = {
	[DAY_UNKNOWN] = { '?', "unknown", "2" },
	[DAY_QUIET] = { '.', "quiet", "2" },
	[DAY_HOUSEKEEPING] = { '-', "housekeeping", "36" },
	[DAY_BURST] = { '+', "short burst", "33" },
	[DAY_WORK] = { '#', "work", "1;31" },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

char
calendar_letter(enum day_kind kind)
{
	return kinds[kind].letter;
}

const char *
calendar_word(enum day_kind kind)
{
	return kinds[kind].word;
}

bool
calendar_colour(FILE *f)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(f)) && (no == NULL || no[0] == '\0') && term != NULL &&
	       strcmp(term, "dumb") != 0;
}

void
calendar_fill(struct calendar *c, const struct evidence *ev, enum metric m)
{
	int32_t first = activity_first(ev->activity);

	*c = (struct calendar){ .first = first };
	if (first == DAY_ABSENT)
		return;
	if (first < ev->as_of - ACTIVITY_DAYS)
		c->first = ev->as_of - ACTIVITY_DAYS;
	for (; c->first + (int32_t)c->n < ev->as_of; c->n++)
		c->kind[c->n] = (uint8_t)activity_day(
		    ev->activity, ev->company, ev->site, m, c->first + (int32_t)c->n);
}

bool
calendar_uniform(const struct calendar *c, enum day_kind *kind)
{
	for (unsigned i = 1; i < c->n; i++)
		if (c->kind[i] != c->kind[0])
			return false;
	*kind = (enum day_kind)c->kind[0];
	return c->n > 0;
}

static void
put(enum day_kind kind, bool colour, FILE *out)
{
	if (colour)
		fprintf(out, "\033[%sm%c\033[0m", kinds[kind].colour, kinds[kind].letter);
	else
		putc(kinds[kind].letter, out);
}

void
calendar_legend(bool colour, FILE *out)
{
	for (int kind = KINDS - 1; kind >= 0; kind--) {
		put(kind, colour, out);
		fprintf(out, " %s%s", kinds[kind].word, kind > 0 ? "   " : "\n");
	}
}

/* Above the week in which it begins, if the name before it leaves room. */
static void
print_months(int32_t monday, unsigned weeks, unsigned indent, FILE *out)
{
	static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	unsigned column = 0;

	fprintf(out, "%*s", (int)indent + MARGIN, "");
	for (unsigned w = 0; w < weeks; w++) {
		int year, month, mday;

		day_civil(monday + WEEK * (int32_t)w + WEEK - 1, &year, &month, &mday);
		if (mday > WEEK || column > w)
			continue;
		fprintf(out, "%*s%s", (int)(w - column), "", names[month - 1]);
		column = w + MONTH_LETTERS;
	}
	putc('\n', out);
}

static void
print_weekday(const struct calendar *c, int32_t day, unsigned weeks, bool colour, FILE *out)
{
	for (unsigned w = 0; w < weeks; w++, day += WEEK) {
		if (day >= c->first + (int32_t)c->n)
			break; /* no blanks at the end of a line */
		if (day < c->first)
			putc(' ', out);
		else
			put(c->kind[day - c->first], colour, out);
	}
	putc('\n', out);
}

void
calendar_print(const struct calendar *c, unsigned indent, unsigned columns, bool colour, FILE *out)
{
	static const char *const names[WEEK] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	int32_t monday, last = c->first + (int32_t)c->n - 1;
	unsigned weeks, most;

	if (c->n == 0)
		return;
	monday = c->first - day_of_week(c->first);
	weeks = (unsigned)(last - monday) / WEEK + 1;
	/* The last month's name may stand out. */
	most = columns > indent + MARGIN + MONTH_LETTERS
		   ? columns - indent - MARGIN - (MONTH_LETTERS - 1)
		   : 1;
	if (columns > 0 && weeks > most) {
		monday += WEEK * (int32_t)(weeks - most);
		weeks = most;
	}
	print_months(monday, weeks, indent, out);
	for (int i = 0; i < WEEK; i++) {
		fprintf(out, "%*s%-*s", (int)indent, "", MARGIN, names[i]);
		print_weekday(c, monday + i, weeks, colour, out);
	}
}
