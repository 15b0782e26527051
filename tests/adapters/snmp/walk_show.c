/* SPDX-License-Identifier: BSD-2-Clause */
/* walk_show FILE: what a recorded walk holds, in the form in which poll_tool says what it heard. */
#include "harvest.h"

int
main(int argc, char **argv)
{
	enum { LIMIT = 256 << 20 };
	struct error error = { "usage: walk_show FILE" };
	struct harvest *walk = argc == 2 ? harvest_read(argv[1], LIMIT, &error) : NULL;
	size_t i;

	if (walk == NULL) {
		fprintf(stderr, "walk_show: %s\n", error.text);
		return 2;
	}
	for (i = 0; i < harvest_count(walk); i++)
		varbind_write(stdout, harvest_at(walk, i));
	harvest_free(walk);
	return 0;
}
