/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyed.h"

/* Do two rows have this identity, and not the same? */
static bool
differ_in(const struct estate *e, uint32_t a, uint32_t b, enum key key)
{
	char x[FOLD_MAX], y[FOLD_MAX];
	size_t lx = estate_fold(e, a, key, x), ly = estate_fold(e, b, key, y);

	return lx != 0 && ly != 0 && (lx != ly || memcmp(x, y, lx) != 0);
}

/* Are there two qualified names that differ? */
static bool
names_differ(const struct estate *e, const struct keyed *group, size_t n)
{
	const char *first = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *name = arena_text(&e->arena, estate_asset(e, group[i].row)->name);

		if (first != NULL && fold_names_differ(first, name))
			return true;
		if (first == NULL && strchr(name, '.') != NULL)
			first = name;
	}
	return false;
}

/* Do two rows of the group differ in this identity?  Each is held against the first that has it. */
static bool
some_differ(const struct estate *e, enum key key, const struct keyed *group, size_t n)
{
	char value[FOLD_MAX];
	size_t first = 0;

	while (first < n && estate_fold(e, group[first].row, key, value) == 0)
		first++;
	for (size_t i = first + 1; i < n; i++)
		if (differ_in(e, group[first].row, group[i].row, key))
			return true;
	return false;
}

/* Is there a stronger identity in which two rows of the group differ? */
static bool
contradicts(const struct estate *e, enum key key, const struct keyed *group, size_t n)
{
	for (int k = KEY_SERIAL; k < (int)key; k++)
		if (some_differ(e, (enum key)k, group, n))
			return true;
	return key == KEY_NAME && names_differ(e, group, n);
}

/* "a (serial X), b (serial Y) and 3 more" */
static void
list_rows(const struct estate *e, const struct keyed *group, size_t n, char *buf, size_t size)
{
	enum { SHOWN = 4 };
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n && i < SHOWN && used < size; i++) {
		const char *serial = arena_text(&e->arena, estate_asset(e, group[i].row)->serial);

		used +=
		    (size_t)snprintf(buf + used, size - used, "%s%s (serial %s)", i > 0 ? ", " : "",
			estate_label(e, group[i].row), serial != NULL ? serial : "unknown");
	}
	if (n > SHOWN && used < size)
		snprintf(buf + used, size - used, " and %zu more", n - SHOWN);
}

/* Report the group to each of its first members, and let the value identify none of them. */
static bool
keep_apart(struct estate *e, enum key key, const struct keyed *group, size_t n)
{
	enum { TOLD = 16 };
	char value[FOLD_MAX], list[320];
	bool ambiguous = false;

	estate_fold(e, group[0].row, key, value);
	list_rows(e, group, n, list, sizeof list);
	for (size_t i = 0; i < n; i++) {
		((uint8_t *)e->shared.base)[group[i].row] |= (uint8_t)(1 << key);
		ambiguous |= estate_asset(e, group[i].row)->serial.at == TEXT_ABSENT;
	}
	for (size_t i = 0; i < n && i < TOLD; i++)
		if (!finding_add(&e->findings,
			ambiguous ? FINDING_AMBIGUOUS : FINDING_IDENTITY_SHARED,
			key == KEY_ADDRESS ? SEVERITY_INFO : SEVERITY_WARNING,
			(struct finding_at){ .row = group[i].row + 1 },
			"%s %s belongs to %zu assets: %s; kept apart", key_names[key], value, n,
			list))
			return false;
	return true;
}

/* One value: all rows that have it become one, or none does. */
static bool
settle(struct estate *e, enum key key, const struct keyed *group, size_t n)
{
	if (n < 2)
		return true;
	if (contradicts(e, key, group, n))
		return keep_apart(e, key, group, n);
	for (size_t i = 1; i < n; i++)
		estate_merge(e, group[0].row, group[i].row);
	return true;
}

static bool
pass(struct estate *e, enum key key)
{
	struct bytes keyed = { 0 };
	bool ok = keyed_rows(e, key, &keyed);
	const struct keyed *k = (const void *)keyed.base;
	size_t n = keyed.len / sizeof *k;

	for (size_t i = 0, end; ok && i < n; i = end) {
		for (end = i + 1; end < n && k[end].hash == k[i].hash &&
				  !differ_in(e, k[i].row, k[end].row, key);)
			end++;
		ok = settle(e, key, k + i, end - i);
	}
	bytes_free(&keyed);
	return ok;
}

bool
estate_group(struct estate *e, struct error *err)
{
	for (int key = KEY_UUID; key < KEYS; key++)
		if (!pass(e, (enum key)key))
			return error_set(err, "out of memory");
	return true;
}

/* By row, then source, then where in it. */
static int
by_row_and_source(const void *a, const void *b)
{
	const struct contribution *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->file.at != y->file.at)
		return x->file.at < y->file.at ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* Applications that a source lists for a row: so many records of it are in order. */
static size_t
applications(const struct estate *e, uint32_t row, uint8_t rank, size_t *from)
{
	const struct placement *p = (const void *)e->placements.base;
	size_t n = e->placements.len / sizeof *p, found = 0, i = *from;
	uint32_t last = TEXT_ABSENT;

	while (i < n && p[i].row < row)
		i++;
	*from = i;
	for (; i < n && p[i].row == row; i++)
		if (p[i].rank == rank && p[i].application.at != TEXT_ABSENT &&
		    p[i].application.at != last) {
			last = p[i].application.at;
			found++;
		}
	return found > 0 ? found : 1;
}

static bool
report_duplicate(
    struct estate *e, const struct contribution *first, const struct contribution *second, size_t n)
{
	return finding_add(&e->findings, FINDING_DUPLICATE, SEVERITY_INFO,
	    (struct finding_at){ first->row + 1, e->source_names[first->rank],
		arena_text(&e->arena, second->file), second->line },
	    "%s is %zu times in this source, first at %s:%u; joined as one asset",
	    estate_label(e, first->row), n, arena_text(&e->arena, first->file), first->line);
}

bool
estate_duplicates(struct estate *e, struct error *err)
{
	struct contribution *c = (void *)e->contributions.base;
	size_t n = e->contributions.len / sizeof *c, placed = 0;

	for (size_t i = 0; i < n; i++)
		c[i].row = estate_row(e, c[i].row);
	if (n > 0)
		qsort(c, n, sizeof *c, by_row_and_source);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && c[end].row == c[i].row && c[end].rank == c[i].rank;)
			end++;
		if (end - i > 1 && end - i > applications(e, c[i].row, c[i].rank, &placed) &&
		    !report_duplicate(e, &c[i], &c[i + 1], end - i))
			return error_set(err, "out of memory");
	}
	return true;
}
