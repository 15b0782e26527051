/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "worker/config.h"

/*
 * Whatever a configuration says, it is refused with a reason or read to
 * structs that make sense; the limits of declarations end it in bounded time.
 */
static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
read_all(const struct config *c)
{
	must(c->nsources > 0 && strlen(c->currency) == 3);
	for (size_t i = 0; i < c->nsites; i++)
		must(config_site_named(c, c->sites[i].name) != NULL && c->sites[i].pue >= 1000);
	for (size_t i = 0; i < c->nsources; i++) {
		const struct config_source *s = &c->sources[i];

		must(config_source_named(c, s->name) == s && s->adapter != NULL && s->every > 0);
		for (size_t f = 0; f < s->nfiles; f++)
			must(strlen(s->files[f]) > 0);
	}
	for (size_t i = 0; i < c->npolicies; i++)
		must(strlen(c->policies[i].file) > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = { "" };
	struct config *c = config_parse("fuzz/decom.lua", (const char *)data, size, &e);

	if (c == NULL)
		must(e.text[0] != '\0');
	else
		read_all(c);
	config_free(c);
	return 0;
}
