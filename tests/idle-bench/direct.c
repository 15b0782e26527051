/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * As run, but history stays in memory: for tuning.  What a policy is told is
 * the same, made by the same code but for the store and the sampler.
 */
#include <stdlib.h>
#include <unistd.h>

#include "days.h"
#include "memory.h"
#include "verdict_write.h"

static _Noreturn void
usage(void)
{
	fputs("usage: direct [-d days,...] facts.tsv policy.lua ... < samples\n", stderr);
	exit(2);
}

static void
judge_all(struct memory *mem, struct judge *j, struct verdict *v, int days)
{
	int32_t as_of = mem->first_day + days;

	memory_take(mem, as_of);
	memory_look(mem, as_of);
	judge_begin(j);
	for (size_t i = 0; i < mem->n; i++) {
		struct watched *w = &mem->hosts[i];
		struct rows rows = { (const char *)&w->asset, 1, sizeof w->asset,
			mem->arena.bytes.base, NULL, 0 };
		struct evidence ev = memory_evidence(mem, w, as_of);

		judge_asset(j, &rows, &w->asset, &ev, v);
		for (size_t p = 0; p < judge_count(j); p++)
			verdict_write(stdout, w->name, days, judge_policy(j, p).name, &v[p]);
	}
}

int
main(int argc, char **argv)
{
	struct asked_days days = ASKED_DAYS_USUAL;
	struct judge *j = judge_new(&limits_policy, 2);
	struct error err = { "" };
	struct verdict *v = calloc((size_t)argc, sizeof *v);
	struct memory *mem;
	int c;

	while ((c = getopt(argc, argv, "d:")) != -1)
		if (c != 'd' || !asked_days_parse(optarg, &days))
			usage();
	if (argc - optind < 2 || j == NULL || v == NULL)
		usage();
	for (int i = optind + 1; i < argc; i++)
		if (!judge_add(j, argv[i], &err)) {
			fprintf(stderr, "direct: %s\n", err.text);
			return 1;
		}
	mem = memory_new(argv[optind]);
	verdict_title(stdout);
	for (int i = 0; i < days.n; i++)
		judge_all(mem, j, v, days.day[i]);
	memory_free(mem);
	judge_free(j);
	free(v);
	return ferror(stdout) || fclose(stdout) != 0 ? 1 : 0;
}
