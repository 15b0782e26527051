/* SPDX-License-Identifier: BSD-2-Clause */
/* make_snapshot PATH GENERATION [ASSETS]: the small estate by hand, or a large one. */
#include <stdio.h>
#include <stdlib.h>

#include "estate.h"

int
main(int argc, char **argv)
{
	struct error e;
	uint32_t generation, n;

	if (argc < 3) {
		fprintf(stderr, "usage: make_snapshot PATH GENERATION [ASSETS]\n");
		return 2;
	}
	generation = (uint32_t)strtoul(argv[2], NULL, 10);
	n = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
	if (n > 0 ? estate_large(argv[1], n, generation, &e)
		  : estate_small(argv[1], generation, &e))
		return 0;
	fprintf(stderr, "make_snapshot: %s\n", e.text);
	return 1;
}
