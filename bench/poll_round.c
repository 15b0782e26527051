/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll_round CONFIG STATEDIR ROUNDS: one run, which lists the agents and learns who they are, then
 * rounds of polls as the worker does them between two runs.  Prints the CPU seconds of each round.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "family.h"
#include "refresh.h"

static double
cpu(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* Two polls within one second are one: wait for the next. */
static void
next_second(void)
{
	struct timespec now, rest;

	clock_gettime(CLOCK_REALTIME, &now);
	rest = (struct timespec){ 0, 1000000000 - now.tv_nsec };
	nanosleep(&rest, NULL);
}

static int
complain(const struct error *e)
{
	fprintf(stderr, "poll_round: %s\n", e->text);
	return 1;
}

int
main(int argc, char **argv)
{
	struct error e = { "" };
	struct config *config = argc == 4 ? config_load(argv[1], &e) : NULL;
	struct refresh_options options = { .as_of = DAY_ABSENT };
	struct refresh_summary summary;
	struct families *families;
	int64_t next;
	bool news;

	if (config == NULL)
		return complain(&e);
	options.families = families = refresh_families(config, NULL, NULL);
	if (families == NULL || !worker_refresh(config, argv[2], &options, &summary, &e))
		return complain(&e);
	for (long round = strtol(argv[3], NULL, 10); round > 0; round--) {
		double before;

		next_second();
		before = cpu();
		if (!worker_poll(config, argv[2], &options, &next, &news, &e))
			return complain(&e);
		printf("%.4f\n", cpu() - before);
	}
	families_free(families);
	config_free(config);
	return 0;
}
