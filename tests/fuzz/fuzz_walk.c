/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "snmp/harvest.h"

/*
 * Any bytes, taken for a recorded walk and for a harvest that was kept: an
 * error that says something, or varbinds in order that survive being kept and
 * written.
 */
enum { LIMIT = 1 << 20 };

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
must_be_same(const struct harvest *a, const struct harvest *b)
{
	must(harvest_count(a) == harvest_count(b));
	for (size_t i = 0; i < harvest_count(a); i++) {
		must(oid_compare(harvest_at(a, i)->name, harvest_at(b, i)->name) == 0);
		must(harvest_at(a, i)->type == harvest_at(b, i)->type);
		must(i == 0 || oid_compare(harvest_at(a, i - 1)->name, harvest_at(a, i)->name) < 0);
	}
}

static struct harvest *
read_bytes(const void *bytes, size_t n, struct error *e)
{
	struct harvest *h;
	char path[64];
	int fd = memfd_create("walk", MFD_CLOEXEC);

	must(fd >= 0 && (n == 0 || write(fd, bytes, n) == (ssize_t)n));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	h = harvest_read(path, LIMIT, e);
	close(fd);
	return h;
}

static void
keep_and_write(const struct harvest *h)
{
	struct bytes kept = { 0 };
	struct harvest *back;
	struct error e;
	char *text = NULL;
	size_t n = 0;
	FILE *f;

	must(harvest_encode(h, &kept));
	must((back = harvest_decode((uint8_t *)kept.base, kept.len, LIMIT, &e)) != NULL);
	must_be_same(h, back);
	harvest_free(back);
	bytes_free(&kept);
	must((f = open_memstream(&text, &n)) != NULL);
	for (size_t i = 0; i < harvest_count(h); i++)
		varbind_write(f, harvest_at(h, i));
	must(fclose(f) == 0);
	/* What came from bytes that were kept can be longer than any line. */
	if ((back = read_bytes(text, n, &e)) != NULL)
		must_be_same(h, back);
	harvest_free(back);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = { "" };
	struct harvest *h = harvest_decode(data, size, LIMIT, &e);

	if (h == NULL)
		must(e.text[0] != '\0');
	else
		keep_and_write(h);
	harvest_free(h);
	e.text[0] = '\0';
	if ((h = read_bytes(data, size, &e)) == NULL)
		must(e.text[0] != '\0');
	else
		keep_and_write(h);
	harvest_free(h);
	return 0;
}
