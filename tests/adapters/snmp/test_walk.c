/* SPDX-License-Identifier: BSD-2-Clause */
/* Recorded walks: what is read, what is refused, and that writing is the reverse. */
#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "harvest.h"

enum { PLENTY = 1 << 27 };

static char path[] = "walk-XXXXXX";

static struct harvest *
read_bytes(const char *text, size_t n, struct error *e)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return harvest_read(path, PLENTY, e);
}

/* The walk as varbind_write() says it. */
static char *
written(const struct harvest *h)
{
	char *text = NULL;
	size_t n = 0, i;
	FILE *f = open_memstream(&text, &n);

	assert_non_null(f);
	for (i = 0; i < harvest_count(h); i++)
		varbind_write(f, harvest_at(h, i));
	assert_int_equal(fclose(f), 0);
	return text;
}

static void
forms(void **state)
{
	static const struct {
		const char *line, *back; /* back NULL: the same */
	} all[] = {
		{ "1.3.1|2|-2147483648", NULL },
		{ ".1.3.1|2|7", "1.3.1|2|7" },
		{ "1.3.1|4|text | with bars", NULL },
		{ "1.3.1|4|", NULL },
		{ "1.3.1|4x|", "1.3.1|4|" },
		{ "1.3.1|4x|616263", "1.3.1|4|abc" },
		{ "1.3.1|4x|00FFfe", "1.3.1|4x|00fffe" },
		{ "1.3.1|4| padded ", "1.3.1|4x|2070616464656420" },
		{ "1.3.1|4|\xc3\xa9", "1.3.1|4x|c3a9" },
		{ "1.3.1|4|dos\r", "1.3.1|4|dos" },
		{ "1.3.1|5|", "" },
		{ "1.3.1|5|whatever", "" },
		{ "1.3.1|6|1.3.6.1.4.1.8072.3.2.10", NULL },
		{ "1.3.1|6|.0.0", "1.3.1|6|0.0" },
		{ "1.3.1|64x|c0000207", NULL },
		{ "1.3.1|64|192.0.2.7", "1.3.1|64x|c0000207" },
		{ "1.3.1|65|4294967295", NULL },
		{ "1.3.1|66|0", NULL },
		{ "1.3.1|67|123", NULL },
		{ "1.3.1|70|18446744073709551615", NULL },
		{ "1.3.1|68x|9f79083fb999999999999a", NULL },
		{ "1.3.1|68x|9f78043f000000", "1.3.1|68x|9f79083fe0000000000000" },
		{ "1.3.1|68x|09050335452d31", "1.3.1|68x|9f79083fe0000000000000" },
		{ "1.3.1|68x|9f760401020304", "1.3.1|70|16909060" },
		{ "1.3.1|68x|9f7a01ff", "1.3.1|2|-1" },
		{ "1.3.1|68x|0403616263", "1.3.1|4x|0403616263" },
		{ "1.3.1|2|", "" },
		{ "1.3.1|6|", "" },
		{ "1.3.1|64|", "" },
		{ "1.3.1|65|", "" },
		{ "1.3.1|66|-1", "1.3.1|66|4294967295" },
		{ "1.3.1|67|-2147483648", "1.3.1|67|2147483648" },
		{ "# a remark", "" },
		{ "", "" },
	};
	struct harvest *h;
	struct error e;
	char expected[200], *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		const char *back = all[i].back != NULL ? all[i].back : all[i].line;

		snprintf(expected, sizeof expected, "%s%s", back, *back != '\0' ? "\n" : "");
		h = read_bytes(all[i].line, strlen(all[i].line), &e);
		if (h == NULL)
			fail_msg("%s: %s", all[i].line, e.text);
		text = written(h);
		assert_string_equal(text, expected);
		free(text);
		harvest_free(h);
	}
}

static void
refused(void **state)
{
	static const char *const all[] = { "text", "1.3.1", "1.3.1|2", "|2|1", "1.3.x|2|1",
		"1.3.1|x|1", "1.3.1|3|1", "1.3.1|2|1 ", "1.3.1|2| 1", "1.3.1|2|one",
		"1.3.1|2|9223372036854775808", "1.3.1|2x|01", "1.3.1|4x|0", "1.3.1|4x|zz",
		"1.3.1|4y|00", "1.3.1|6|1.3.", "1.3.1|64x|c00002", "1.3.1|64|192.0.2.256",
		"1.3.1|64|192.0.2", "1.3.1|65|-2147483649", "1.3.1|70|-1", "1.3.1|65|4294967296",
		"1.3.1|66|1.5", "1.3.1|70|18446744073709551616", "1.3.1|65:numeric|rate=1",
		"1.3.1|99999999999999999999999999|1" };
	struct error e;
	char text[100];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		snprintf(text, sizeof text, "1.3.1|2|1\n\n%s\n1.3.9|2|9\n", all[i]);
		if (read_bytes(text, strlen(text), &e) != NULL)
			fail_msg("%s was read", all[i]);
		assert_non_null(strstr(e.text, ":3: not a line OID|TAG|VALUE"));
	}
	assert_null(harvest_read("does-not-exist.snmprec", PLENTY, &e));
	assert_non_null(strstr(e.text, "does-not-exist.snmprec: No such file"));
	assert_null(harvest_read(".", PLENTY, &e));
}

static void
limits(void **state)
{
	static char line[300000];
	struct harvest *h;
	struct error e;
	int n;

	(void)state;
	n = snprintf(line, sizeof line, "1.3.1|4x|");
	memset(line + n, '6', 131070);
	h = read_bytes(line, (size_t)n + 131070, &e);
	assert_non_null(h);
	assert_int_equal(harvest_at(h, 0)->len, 65535);
	harvest_free(h);
	assert_null(harvest_read(path, 1000, &e));
	assert_non_null(strstr(e.text, ":1: more than the limit"));
	memset(line + n, '6', sizeof line - (size_t)n);
	assert_null(read_bytes(line, sizeof line, &e));
	assert_non_null(strstr(e.text, ":1: the line is too long"));
}

static void
compressed(void **state)
{
	static const char text[] = "1.3.2|2|2\n1.3.1|4|first\n1.3.2|2|3\n";
	gzFile z = gzopen(path, "wb");
	struct harvest *h;
	struct error e;
	char *back;
	off_t size;
	int fd;

	(void)state;
	assert_int_equal(gzwrite(z, text, sizeof text - 1), sizeof text - 1);
	assert_int_equal(gzclose(z), Z_OK);
	h = harvest_read(path, PLENTY, &e);
	assert_non_null(h);
	back = written(h);
	assert_string_equal(back, "1.3.1|4|first\n1.3.2|2|3\n");
	free(back);
	harvest_free(h);
	fd = open(path, O_RDWR);
	size = lseek(fd, 0, SEEK_END);
	assert_int_equal(ftruncate(fd, size - 9), 0);
	close(fd);
	assert_null(harvest_read(path, PLENTY, &e));
	assert_non_null(strstr(e.text, path));
}

static void
names(void **state)
{
	(void)state;
	assert_true(harvest_is_walk("a/b.snmprec"));
	assert_true(harvest_is_walk("b.snmprec.gz"));
	assert_false(harvest_is_walk("b.xml"));
	assert_false(harvest_is_walk(".snmprec"));
	assert_false(harvest_is_walk("b.gz"));
	assert_false(harvest_is_walk(""));
}

/* Text of one walk is that of the same walk kept as bytes, and of what was written and read. */
static void
there_and_back(const char *file)
{
	struct bytes out = { 0 };
	struct harvest *h, *back;
	struct error e;
	char *first, *second;

	if ((h = harvest_read(file, PLENTY, &e)) == NULL)
		fail_msg("%s", e.text);
	assert_true(harvest_count(h) > 0);
	first = written(h);
	assert_true(harvest_encode(h, &out));
	if ((back = harvest_decode((uint8_t *)out.base, out.len, PLENTY, &e)) == NULL)
		fail_msg("%s: %s", file, e.text);
	second = written(back);
	assert_string_equal(first, second);
	free(second);
	harvest_free(back);
	if ((back = read_bytes(first, strlen(first), &e)) == NULL)
		fail_msg("%s: %s", file, e.text);
	second = written(back);
	assert_string_equal(first, second);
	free(first);
	free(second);
	bytes_free(&out);
	harvest_free(back);
	harvest_free(h);
}

static void
shared(void **state)
{
	static const char *const ends[] = { "*/*.snmprec", "*/*.snmprec.gz" };
	const char *dir = getenv("DECOM_SHARED"), *top = getenv("top_srcdir");
	char pattern[4096];
	size_t i, k, n = 0;
	glob_t all;

	(void)state;
	for (i = 0; i < 2; i++) {
		snprintf(pattern, sizeof pattern, "%s%s/data/walks/%s",
		    dir != NULL   ? dir
		    : top != NULL ? top
				  : ".",
		    dir != NULL ? "" : "/../shared", ends[i]);
		if (glob(pattern, 0, NULL, &all) != 0)
			continue;
		for (k = 0; k < all.gl_pathc; k++, n++)
			there_and_back(all.gl_pathv[k]);
		globfree(&all);
	}
	print_message("%zu shared walks\n", n);
	if (n == 0)
		skip();
}

static int
make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(refused),
		cmocka_unit_test(limits),
		cmocka_unit_test(compressed),
		cmocka_unit_test(names),
		cmocka_unit_test(shared),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
