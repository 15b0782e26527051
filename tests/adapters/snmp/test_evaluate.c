/* SPDX-License-Identifier: BSD-2-Clause */
/* What no text can show: large agents, and no memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "family_internal.h"

static long budget = -1; /* callocs until they fail; -1: they do not */

void *__real_calloc(size_t, size_t);
void *__wrap_calloc(size_t, size_t);

void *
__wrap_calloc(size_t n, size_t size)
{
	if (budget == 0)
		return NULL;
	budget -= budget > 0;
	return __real_calloc(n, size);
}

struct counts {
	unsigned assets, samples, feeds, troubles;
	char last[400]; /* trouble */
};

static bool
on_asset(void *ctx, const char *key, const struct record *r)
{
	struct counts *c = ctx;

	c->assets++;
	return key != NULL && r->n > 0;
}

static bool
on_sample(void *ctx, const char *key, const struct record *r)
{
	struct counts *c = ctx;

	c->samples++;
	return key != NULL && r->measured != 0;
}

static bool
on_feed(void *ctx, const struct family_feed *f)
{
	struct counts *c = ctx;

	assert_non_null(f->key);
	assert_non_null(f->of);
	assert_non_null(f->outlet);
	c->feeds++;
	return true;
}

static bool
on_trouble(void *ctx, const char *key, const struct trouble *t)
{
	struct counts *c = ctx;

	c->troubles++;
	snprintf(c->last, sizeof(c->last), "%s", t->text);
	return key != NULL;
}

static struct family *
family_of(const char *body)
{
	char text[4000];
	struct error e = { "" };
	struct family *f;

	snprintf(text, sizeof(text),
	    "adapter \"t\" { format = \"snmp\", base = \"1.3.6.1.4.1.9\", %s }", body);
	f = family_new_text(NULL, "t", "t.lua", text, strlen(text), &e);
	if (f == NULL)
		fail_msg("%s", e.text);
	return f;
}

/* Rows 1 to n of the columns 1 to columns of table 1: the row's number. */
static struct harvest *
rows_of(uint32_t n, uint32_t columns)
{
	uint32_t arcs[] = { 1, 3, 6, 1, 4, 1, 9, 1, 0, 0 };
	struct varbind vb = { { arcs, 10 }, VARBIND_INTEGER, { .integer = 0 } };
	struct harvest *h = harvest_new(256 << 20);

	for (arcs[8] = 1; arcs[8] <= columns; arcs[8]++)
		for (arcs[9] = 1; arcs[9] <= n; arcs[9]++) {
			vb.integer = arcs[9];
			assert_int_equal(harvest_add(h, &vb), HARVEST_ADDED);
		}
	return h;
}

static bool
evaluate(const struct family *f, const struct harvest *h, struct counts *c, struct error *e)
{
	struct family_sink sink = { c, on_asset, on_sample, on_feed, on_trouble, NULL };
	struct family_sight sight = {
		.agent = "192.0.2.7", .now = h, .before = h, .time = 300, .every = 300
	};

	memset(c, 0, sizeof(*c));
	return family_evaluate(f, &sight, &sink, e);
}

static void
rows_are_bounded(void **state)
{
	struct family *f =
	    family_of("tables = { t = { at = \"1\", index = \"i\", columns = { a = 1, b "
		      "= 2 } } }, assets = { { each = \"t\", serial = \"'S' .. a + "
		      "b\", power = \"a\" } }");
	struct harvest *h = rows_of(100000, 2);
	struct error e = { "" };
	struct counts c;

	assert_true(evaluate(f, h, &c, &e));
	assert_int_equal(c.assets, 4096);
	assert_int_equal(c.samples, 4096);
	assert_int_equal(c.troubles, 1);
	assert_string_equal(c.last, "more than 4096 rows; the rest is left out");
	harvest_free(h);
	family_free(f);
}

/* Each row looks at each other row: what the budget does not reach is left out, and told. */
static void
work_is_bounded(void **state)
{
	struct family *f = family_of("tables = { t = { at = \"1\", index = \"i\", most = 60000, "
				     "columns = { a = 1 } } }, assets = { { each = \"t\", serial = "
				     "\"'S' .. count(t[a > each.a])\" } }");
	struct harvest *h = rows_of(60000, 1);
	struct error e = { "" };
	struct counts c;

	assert_true(evaluate(f, h, &c, &e));
	assert_in_range(c.assets, 1, 1000);
	assert_int_equal(c.troubles, 1);
	assert_non_null(strstr(c.last, "too much work"));
	harvest_free(h);
	family_free(f);
}

/* The same join by equality is cheap: rows are found by the value. */
static void
joins_by_value_are_cheap(void **state)
{
	struct family *f = family_of("tables = { t = { at = \"1\", index = \"i\", most = 60000, "
				     "columns = { a = 1 } } }, assets = { { each = \"t\", serial = "
				     "\"'S' .. count(t[a = each.i])\" } }");
	struct harvest *h = rows_of(60000, 1);
	struct error e = { "" };
	struct counts c;

	assert_true(evaluate(f, h, &c, &e));
	assert_int_equal(c.assets, 60000);
	assert_int_equal(c.troubles, 0);
	harvest_free(h);
	family_free(f);
}

/* Texts that would not fit are a trouble, not an overflow. */
static void
texts_are_bounded(void **state)
{
	struct family *f =
	    family_of("tables = { t = { at = \"1\", index = \"i\", columns = { a = 1 } } "
		      "}, assets = { { serial = \"join('a longer text ' .. t.a, ', ')\", "
		      "model = \"last('a longer text ' .. t.a)\", role = "
		      "\"count(t['a longer text ' .. a = 'x5'])\" } }");
	struct harvest *h = rows_of(4000, 1);
	struct error e = { "" };
	struct counts c;

	assert_true(evaluate(f, h, &c, &e));
	assert_int_equal(c.assets, 1);
	assert_int_equal(c.troubles, 0);
	harvest_free(h);
	family_free(f);
}

/* Whichever allocation fails: false with the reason, and nothing of it is left. */
static void
no_memory(void **state)
{
	struct family *f = family_of(
	    "tables = { t = { at = \"1\", index = \"i\", columns = { a = { 1, as = "
	    "\"counter\", fastest = \"b * 9\" }, b = 2 } }, u = { at = \"1\", index = "
	    "\"n\", columns = { a = 1 } } }, assets = { { each = \"t\", self = \"i = 3\", "
	    "serial = \"'S' .. join(u.a[a = b], '/')\", power = \"a\", receive = "
	    "\"rate(a)\" } }, feeds = { { each = \"t\", of = \"u[a = each.a]\", label = "
	    "\"a .. 'x'\", power = \"b\" } }");
	struct harvest *h = rows_of(40, 2);
	struct error e;
	struct counts c;
	long n;
	bool ok = false;

	for (n = 0; !ok; n++) {
		e.text[0] = '\0';
		budget = n;
		ok = evaluate(f, h, &c, &e);
		budget = -1;
		if (!ok)
			assert_string_equal(e.text, "192.0.2.7: no memory");
		assert_true(n < 1000);
	}
	assert_true(n > 2);
	assert_int_equal(c.assets, 40);
	assert_int_equal(c.feeds, 40);
	harvest_free(h);
	family_free(f);
}

/* The same of compiling. */
static void
no_memory_to_compile(void **state)
{
	static const char text[] =
	    "adapter \"t\" { format = \"snmp\", match = { descr = \"x\" }, tables = { t = { at = "
	    "\"1.3.6.1.4.1.9.1\", index = \"i\", columns = { a = { 1, pattern = \"(.)\" } } } }, "
	    "assets = { { each = \"t\", serial = { \"a\", pattern = \"(.)\" }, class = \"pdu\" } } "
	    "}";
	struct family *f = NULL;
	struct error e;
	long n;

	for (n = 0; f == NULL; n++) {
		e.text[0] = '\0';
		budget = n;
		f = family_new_text(NULL, "t", "t.lua", text, sizeof(text) - 1, &e);
		budget = -1;
		assert_true(f != NULL || e.text[0] != '\0');
		assert_true(n < 1000);
	}
	assert_true(n > 3);
	family_free(f);
}

static void
globs(void **state)
{
	static const struct {
		const char *glob, *text;
		bool fits;
	} cases[] = { { "", "", true }, { "*", "", true }, { "", "a", false },
		{ "a*c", "abbc", true }, { "A?c", "abC", true }, { "a*b*c", "axbxbxc", true },
		{ "a*b*c", "axcxb", false }, { "br[0-9]*", "br17", true },
		{ "br[0-9]", "brx", false }, { "[!a-c]x", "dx", true }, { "[^a-c]x", "Bx", false },
		{ "a[", "a[", true }, { "a[b", "ab", false }, { "[]]", "]", true },
		{ "[a-]", "-", true }, { "*[z]", "xyz", true }, { "****", "x", true },
		{ "?", "", false } };
	char text[4001];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (glob_match(cases[i].glob, cases[i].text) != cases[i].fits)
			fail_msg("%s with %s", cases[i].glob, cases[i].text);
	memset(text, 'a', sizeof(text) - 1); /* backtracking would not end */
	text[sizeof(text) - 1] = '\0';
	assert_false(glob_match("*a*a*a*a*a*a*a*a*a*a*b", text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_bounded),
		cmocka_unit_test(work_is_bounded),
		cmocka_unit_test(joins_by_value_are_cheap),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(no_memory),
		cmocka_unit_test(no_memory_to_compile),
		cmocka_unit_test(globs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
