/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_show [-q] [-k KINDS] [-n LIMIT] -d DIR -s SOURCE FILE...: the records of files as lines of
 * text.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "show.h"

struct options {
	const char *dirs[2], *source;
	unsigned kinds;
	bool observe;
};

static bool
import_file(struct adapter *a, const struct options *o, const char *path, struct show *show)
{
	struct sink sink = show_sink(show);
	struct import_stats stats = { 0 };
	struct error e = { "" };
	bool ok = adapter_import(a, path, o->kinds, &sink, &stats, &e);

	if (!ok)
		printf("error: %s\n", e.text);
	if (show->quiet)
		printf("%s: %zu records, %zu troubles, %llu repairs\n", path, show->records,
		    show->troubles, (unsigned long long)stats.repairs);
	return ok;
}

static void
show_unmapped(struct adapter *a)
{
	uint64_t times;
	const char *path;
	size_t i;

	for (i = 0; i < adapter_unmapped(a); i++) {
		path = adapter_unmapped_at(a, i, &times);
		printf("unmapped %s %llu\n", path, (unsigned long long)times);
	}
}

int
main(int argc, char **argv)
{
	struct options o = { .kinds = 7 };
	struct show show = { .out = stdout };
	struct error e = { "" };
	struct adapter *a;
	lua_State *L;
	bool ok = true;
	int c;

	while ((c = getopt(argc, argv, "qod:s:k:n:")) != -1)
		switch (c) {
		case 'q': show.quiet = true; break;
		case 'o': o.observe = true; break;
		case 'd': o.dirs[0] = optarg; break;
		case 's': o.source = optarg; break;
		case 'k': o.kinds = (unsigned)strtoul(optarg, NULL, 10); break;
		case 'n': show.limit = strtoul(optarg, NULL, 10); break;
		default: return 2;
		}
	L = show_source(o.source);
	if ((a = adapter_new(L, -1, o.dirs, "USD", &e)) == NULL) {
		printf("error: %s\n", e.text);
		lua_close(L);
		return 1;
	}
	lua_close(L);
	if (o.observe)
		adapter_observe(a);
	for (; optind < argc; optind++)
		ok = import_file(a, &o, argv[optind], &show) && ok;
	show_unmapped(a);
	adapter_free(a);
	return !ok;
}
