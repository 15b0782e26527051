/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "show.h"

/* What text files of cases cannot say: files, compression, sizes, cuts at every byte. */
static const char declaration[] =
    "adapter \"test\" { root = \"list\", records = {"
    "{ name = \"hosts\", at = \"host\", is = \"asset\","
    "  fields = { name = \"n\", serial = \"s/@v\", owner = \"who/.\","
    "    rack = \"p[@n='Rack']/v\", wave = \"c[k='W']/v\" } },"
    "{ name = \"deep\", at = \"//d\", is = \"asset\", optional = true,"
    "  fields = { name = \"@n\" } } } }";

static const char document[] =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE list [<!ENTITY c \"C\">]>\n<list>\n"
    "<host><n>a &amp; &c;</n><s v=\"1\"/><p n=\"Rack\"><v>R1</v></p></host>\n"
    "<!-- x --><host><c><v>W1</v><k>W</k></c><n><![CDATA[b]]></n></host>\n"
    "<host><n>c&#233;</n></host><d n=\"d1\"><d n=\"d2\"/></d></list>\n";

struct place {
	char dir[64];
	struct adapter *a;
};

static void
write_file(const struct place *p, const char *name, const void *bytes, size_t n)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static struct adapter *
load(const struct place *p, const char *source)
{
	const char *dirs[] = { "/nonexistent", p->dir, NULL };
	struct error e = { "" };
	lua_State *L = show_source(source);
	struct adapter *a = adapter_new(L, -1, dirs, NULL, &e);

	lua_close(L);
	assert_string_equal(e.text, "");
	return a;
}

static int
setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	snprintf(p->dir, sizeof p->dir, "/tmp/decom-engine-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	write_file(p, "test.lua", declaration, strlen(declaration));
	p->a = load(p, "{ adapter = 'test' }");
	*state = p;
	return 0;
}

static void
remove_file(const struct place *p, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	unlink(path);
}

static int
teardown(void **state)
{
	struct place *p = *state;

	remove_file(p, "test.lua");
	adapter_free(p->a);
	rmdir(p->dir);
	free(p);
	return 0;
}

/* Records and errors as text; to be freed. */
static char *
show_bytes(struct place *p, const void *bytes, size_t n, size_t chunk, struct error *e)
{
	struct show show = { 0 };
	struct sink sink = show_sink(&show);
	char *text;
	size_t size;

	show.out = open_memstream(&text, &size);
	adapter_import_bytes(p->a, "doc", bytes, n, chunk, 7, &sink, NULL, e);
	fclose(show.out);
	return text;
}

/* Cut anywhere: no crash, an error, and what came is the beginning of what comes. */
static void
test_cut(void **state)
{
	struct place *p = *state;
	size_t n = strlen(document), i, end = n - 1;
	struct error e = { "" };
	char *whole = show_bytes(p, document, n, 0, &e), *part, *copy;

	assert_string_equal(e.text, "");
	assert_string_equal(whole, "asset 1:4 name=\"a & C\" serial=\"1\" rack=\"R1\"\n"
				   "asset 2:5 name=\"b\" wave=\"W1\"\n"
				   "asset 3:6 name=\"cé\"\n"
				   "asset 4:6 name=\"d2\"\nasset 5:6 name=\"d1\"\n");
	for (i = 0; i < end; i++) {
		copy = malloc(i + 1); /* its own block: a read past it is seen */
		memcpy(copy, document, i);
		e.text[0] = '\0';
		part = show_bytes(p, copy, i, i % 3, &e);
		assert_string_not_equal(e.text, "");
		assert_memory_equal(part, whole, strlen(part));
		free(part);
		free(copy);
	}
	free(whole);
}

/* One byte changed, everywhere and to all sorts: nothing worse than an error. */
static void
test_flip(void **state)
{
	static const char bytes[] = { '<', '>', '&', '"', '\0', '\xff', ' ', ']', '/' };
	struct place *p = *state;
	size_t n = strlen(document), i, j;
	struct error e;
	char *copy = malloc(n);

	for (i = 0; i < n; i++)
		for (j = 0; j < sizeof(bytes); j++) {
			memcpy(copy, document, n);
			copy[i] = bytes[j];
			free(show_bytes(p, copy, n, 0, &e));
		}
	free(copy);
}

/* The length with the text added; doc has room. */
static size_t
append(char *doc, size_t n, const char *text)
{
	size_t len = strlen(text);

	memcpy(doc + n, text, len);
	return n + len;
}

static void
test_depth(void **state)
{
	struct place *p = *state;
	size_t n = 0, i;
	struct error e = { "" };
	char *doc = malloc(100000), *text;

	n = append(doc, 0, "<list><host><n>1</n></host>");
	for (i = 0; i < 20000; i++)
		n = append(doc, n, "<d>");
	text = show_bytes(p, doc, n, 0, &e);
	assert_string_equal(text, "asset 1:1 name=\"1\"\n");
	assert_string_equal(e.text, "doc:1: record 2, deep: elements nested deeper than 200");
	free(text);
	free(doc);
}

/* Skipped elements are bounded too. */
static void
test_depth_skipped(void **state)
{
	static const char flat[] =
	    "adapter \"flat\" { root = \"list\", records = {"
	    "{ at = \"host\", is = \"asset\", fields = { name = \"n\" } } } }";
	struct place *p = *state;
	struct adapter *was = p->a;
	size_t n = 0, i;
	struct error e = { "" };
	char *doc = malloc(100000), *text;

	write_file(p, "flat.lua", flat, strlen(flat));
	p->a = load(p, "{ adapter = 'flat' }");
	n = append(doc, 0, "<list><host>");
	for (i = 0; i < 20000; i++)
		n = append(doc, n, "<q>");
	text = show_bytes(p, doc, n, 0, &e);
	assert_non_null(strstr(e.text, "elements nested deeper than 200"));
	free(text);
	free(doc);
	adapter_free(p->a);
	p->a = was;
	remove_file(p, "flat.lua");
}

/* One entity is small enough, many references to it are not. */
static void
test_expansion(void **state)
{
	struct place *p = *state;
	size_t len = 60000, n;
	struct error e = { "" };
	char *doc = malloc(len + 2000), *text;
	int i;

	n = append(doc, 0, "<!DOCTYPE list [<!ENTITY a \"");
	memset(doc + n, 'x', len);
	n += len;
	n = append(doc, n, "\">]><list><host><n>1</n></host><host><q>");
	for (i = 0; i < 100; i++)
		n = append(doc, n, "&a;");
	n = append(doc, n, "</q></host></list>");
	text = show_bytes(p, doc, n, 0, &e);
	assert_string_equal(text, "asset 1:1 name=\"1\"\n");
	assert_string_equal(e.text, "doc:1: record 2, hosts: entities that grow without bound");
	free(text);
	free(doc);
}

/* A text longer than a value may be is left out and told; the record comes. */
static void
test_long_text(void **state)
{
	struct place *p = *state;
	size_t len = 300 * 1024, n;
	struct error e = { "" };
	char *doc = malloc(2 * len + 200), *text;

	n = append(doc, 0, "<list><host><s v=\"1\"/><n>");
	memset(doc + n, 'x', len);
	n += len;
	n = append(doc, n, "</n></host><host><n>2</n><s v=\"");
	memset(doc + n, 'x', len);
	n += len;
	n = append(doc, n, "\"/></host></list>");
	text = show_bytes(p, doc, n, 0, &e);
	assert_string_equal(e.text, "");
	assert_string_equal(text, "! value 1:1 hosts: a text too long to be a value\n"
				  "asset 1:1 serial=\"1\"\n"
				  "! value 2:1 hosts: a text too long to be a value\n"
				  "asset 2:1 name=\"2\"\n");
	free(text);
	free(doc);
}

/* Many texts of one record: bounded, told once, the record comes. */
static void
test_many_texts(void **state)
{
	struct place *p = *state;
	size_t n = 0, i;
	struct error e = { "" };
	char *doc = malloc(2000000), *text;

	n = append(doc, 0, "<list><host><n>1</n>");
	for (i = 0; i < 60000; i++)
		n = append(doc, n, "<c><v>W1</v></c>");
	n = append(doc, n, "</host></list>");
	text = show_bytes(p, doc, n, 0, &e);
	assert_string_equal(e.text, "");
	assert_string_equal(
	    text, "! value 1:1 hosts: a text too long to be a value\nasset 1:1 name=\"1\"\n");
	free(text);
	free(doc);
}

struct counted {
	size_t records, limit;
};

static bool
count_record(void *ctx, const struct record *r)
{
	struct counted *c = ctx;

	return ++c->records < c->limit || c->limit == 0;
}

static bool
import_path(struct place *p, const char *name, size_t limit, struct import_stats *stats,
    size_t *records, struct error *e)
{
	struct counted c = { 0, limit };
	struct sink sink = { &c, count_record, NULL };
	char path[256];
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	e->text[0] = '\0';
	ok = adapter_import(p->a, path, RECORD_ASSET, &sink, stats, e);
	*records = c.records;
	return ok;
}

static void
write_gzip(const struct place *p, const char *name, const void *bytes, size_t n)
{
	char path[256];
	gzFile f;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	f = gzopen(path, "wb9");
	assert_non_null(f);
	assert_int_equal(gzwrite(f, bytes, (unsigned)n), n);
	gzclose(f);
}

static void
test_files(void **state)
{
	struct place *p = *state;
	struct import_stats stats = { 0 };
	struct error e;
	size_t n;

	write_file(p, "a.xml", document, strlen(document));
	assert_true(import_path(p, "a.xml", 0, &stats, &n, &e));
	assert_int_equal(n, 5);
	assert_int_equal(stats.records, 5);
	assert_int_equal(stats.bytes, strlen(document));
	assert_int_equal(stats.files, 1);
	assert_true(import_path(p, "a.xml", 2, NULL, &n, &e)); /* the sink has enough: no error */
	assert_int_equal(n, 2);
	assert_string_equal(e.text, "");
	remove_file(p, "a.xml");
	assert_false(import_path(p, "a.xml", 0, NULL, &n, &e));
	assert_non_null(strstr(e.text, "a.xml: No such file"));
	assert_false(import_path(p, "", 0, NULL, &n, &e));
	assert_non_null(strstr(e.text, "not a regular file"));
}

static void
test_gzip(void **state)
{
	struct place *p = *state;
	struct import_stats stats = { 0 };
	struct error e;
	struct stat st;
	char path[256];
	size_t n;

	write_gzip(p, "a.xml.gz", document, strlen(document));
	assert_true(import_path(p, "a.xml.gz", 0, &stats, &n, &e));
	assert_int_equal(n, 5);
	assert_int_equal(stats.bytes, strlen(document));
	snprintf(path, sizeof(path), "%s/a.xml.gz", p->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 12), 0);
	assert_false(import_path(p, "a.xml.gz", 0, NULL, &n, &e));
	remove_file(p, "a.xml.gz");
}

/* A document of 128 MiB that is nearly all blanks. */
static void
write_gzip_bomb(const struct place *p, const char *blanks, size_t size)
{
	char path[256];
	gzFile f;
	int i;

	snprintf(path, sizeof(path), "%s/bomb.xml.gz", p->dir);
	f = gzopen(path, "wb9");
	gzwrite(f, "<list>", 6);
	for (i = 0; i < 128; i++)
		gzwrite(f, blanks, (unsigned)size);
	gzwrite(f, "</list>", 7);
	gzclose(f);
}

/* Blanks compress a thousandfold: refused long before the disk or the hour is full. */
static void
test_gzip_bomb(void **state)
{
	struct place *p = *state;
	struct import_stats stats = { 0 };
	size_t size = 1 << 20, n;
	char *blanks = malloc(size);
	struct error e;

	memset(blanks, ' ', size);
	write_gzip_bomb(p, blanks, size);
	assert_false(import_path(p, "bomb.xml.gz", 0, &stats, &n, &e));
	assert_non_null(strstr(e.text, "decompresses to more than is allowed"));
	assert_true(stats.bytes < (uint64_t)100 << 20);
	remove_file(p, "bomb.xml.gz");
	free(blanks);
}

static bool
collect(void *ctx, const char *path)
{
	char *all = ctx;
	size_t n = append(all, strlen(all), strrchr(path, '/'));

	all[n] = '\0';
	return true;
}

static void
test_expand(void **state)
{
	struct place *p = *state;
	static const char *const names[] = { "b.xml", "a.xml", "c.xml.gz", "d.txt", ".e.xml" };
	struct error e = { "" };
	char all[512] = "";
	size_t i;

	for (i = 0; i < 5; i++)
		write_file(p, names[i], "", 0);
	remove_file(p, "a.xml.gz");
	assert_true(files_expand(".", p->dir, collect, all, &e));
	assert_string_equal(all, "/a.xml/b.xml/c.xml.gz");
	all[0] = '\0';
	assert_true(files_expand("[ab].x*", p->dir, collect, all, &e));
	assert_string_equal(all, "/a.xml/b.xml");
	all[0] = '\0';
	assert_true(files_expand("d.txt", p->dir, collect, all, &e));
	assert_string_equal(all, "/d.txt");
	assert_false(files_expand("none*.xml", p->dir, collect, all, &e));
	assert_non_null(strstr(e.text, "no such file"));
	for (i = 0; i < 5; i++)
		remove_file(p, names[i]);
}

static void
test_root(void **state)
{
	struct place *p = *state;
	char path[256], name[64], uri[64];
	struct error e = { "" };

	write_file(p, "r.xml", "junk <?xml version=\"1.0\"?><x:y xmlns:x='u'>", 43);
	snprintf(path, sizeof(path), "%s/r.xml", p->dir);
	assert_true(adapter_root(path, name, sizeof(name), uri, sizeof(uri), &e));
	assert_string_equal(name, "y");
	assert_string_equal(uri, "u");
	assert_true(adapter_accepts(p->a, "list", NULL));
	assert_false(adapter_accepts(p->a, name, uri));
	write_file(p, "r.xml", "no document", 11);
	assert_false(adapter_root(path, name, sizeof(name), uri, sizeof(uri), &e));
	remove_file(p, "r.xml");
}

static void
test_observe(void **state)
{
	static const char doc[] = "<list><host><n>1</n><extra><deep/></extra><c><z/></c></host>"
				  "<host><extra/></host></list>";
	struct place *p = *state;
	struct adapter *was = p->a;
	struct error e = { "" };
	uint64_t times;

	p->a = load(p, "{ adapter = 'test' }");
	adapter_observe(p->a);
	free(show_bytes(p, doc, strlen(doc), 0, &e));
	assert_int_equal(adapter_unmapped(p->a), 2);
	assert_string_equal(adapter_unmapped_at(p->a, 0, &times), "extra");
	assert_int_equal(times, 2);
	assert_string_equal(adapter_unmapped_at(p->a, 1, NULL), "c/z");
	assert_int_equal(adapter_rules(p->a), 2);
	assert_int_equal(adapter_rule_at(p->a, 0).matched, 2);
	assert_int_equal(adapter_rule_at(p->a, 0).records, 1);
	assert_true(adapter_rule_at(p->a, 1).optional);
	adapter_free(p->a);
	p->a = was;
}

/* A kind that is not asked for is not read. */
static void
test_kinds(void **state)
{
	struct place *p = *state;
	struct show show = { .quiet = true };
	struct sink sink = show_sink(&show);
	struct error e = { "" };

	assert_int_equal(adapter_kinds(p->a), RECORD_ASSET);
	assert_true(adapter_import_bytes(
	    p->a, "doc", document, strlen(document), 0, RECORD_SAMPLE, &sink, NULL, &e));
	assert_int_equal(show.records, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_flip),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_depth_skipped),
		cmocka_unit_test(test_expansion),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_many_texts),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_gzip_bomb),
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_observe),
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
