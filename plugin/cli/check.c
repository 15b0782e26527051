/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "adapter.h"
#include "cli.h"
#include "judge.h"
#include "snmp/family.h"
#include "worker/agent_list.h"
#include "worker/config.h"
#include "worker/library.h"
#include "worker/polling.h"

struct inspection {
	const struct cli *cli;
	const struct config *config;
	bool quiet;
	unsigned errors, warnings;
	struct families *families;
	size_t files, agents; /* of the source at hand */
};

static const struct option options[] = {
	{ "quiet", no_argument, NULL, 'q' },
	{ 0 },
};

static void
tell_error(void *ctx, const char *text)
{
	struct inspection *i = ctx;

	fprintf(stderr, "decom: %s\n", text);
	i->errors++;
}

/* What is wrong with one declaration; the line leads to it. */
static void
tell(struct inspection *i, bool warning, uint32_t line, const char *word, const char *name,
    const char *text)
{
	fprintf(stderr, "decom: %s%s:%u: %s \"%s\": %s\n", warning ? "warning: " : "",
	    i->config->path, (unsigned)line, word, name, text);
	if (warning)
		i->warnings++;
	else
		i->errors++;
}

static bool
count_file(void *ctx, const char *path)
{
	((struct inspection *)ctx)->files++;
	return true;
}

static void
check_files(struct inspection *i, const struct config_source *s)
{
	struct error e;

	i->files = 0;
	for (size_t f = 0; f < s->nfiles; f++)
		if (!files_expand(s->files[f], NULL, count_file, i, &e))
			tell(i, true, s->line, "source", s->name, e.text);
}

static void
check_documents(struct inspection *i, const struct config_source *s)
{
	const struct config *c = i->config;
	lua_State *L = sandbox_lua(c->sandbox);
	struct error e, why;
	struct adapter *a;
	char hint[96];

	lua_rawgeti(L, LUA_REGISTRYINDEX, s->ref);
	a = adapter_new(L, lua_gettop(L), c->adapter_dirs.list, c->currency, &e);
	lua_pop(L, 1);
	if (a == NULL) {
		why = e;
		error_set(&e, "%s%s", why.text, library_hint(&c->adapter_dirs, s->adapter, hint));
		tell(i, false, s->line, "source", s->name, e.text);
	}
	check_files(i, s);
	if (a != NULL && !i->quiet)
		printf("source %s: %s, %zu files\n", s->name, adapter_name(a), i->files);
	adapter_free(a);
}

static bool
count_agent(void *ctx, const char *address, bool ranged)
{
	((struct inspection *)ctx)->agents++;
	return true;
}

/* Agents that are listed; those that other sources know are not known yet. */
static void
count_agents(struct inspection *i, const struct config_source *s)
{
	struct error e;

	i->agents = 0;
	for (size_t n = 0; n < s->nagents; n++)
		if (strcmp(s->agents[n], "known") != 0)
			agent_entry(s->agents[n], count_agent, i, &e);
	for (size_t n = 0; n < s->nagent_files; n++)
		if (!agent_file(s->agent_files[n], count_agent, i, &e))
			tell(i, false, s->line, "source", s->name, e.text);
}

static void
check_agents(struct inspection *i, const struct config_source *s)
{
	const struct config *c = i->config;
	struct error e, why;
	char hint[96];

	if (strcmp(s->adapter, "snmp") != 0 && families_named(i->families, s->adapter) == NULL) {
		error_set(&why, "no adapter \"%s\" that polls agents", s->adapter);
		error_set(&e, "%s%s", why.text, library_hint(&c->adapter_dirs, s->adapter, hint));
		tell(i, false, s->line, "source", s->name, e.text);
	}
	if (!polling_check(c, s, &e))
		tell(i, false, s->line, "source", s->name, e.text);
	count_agents(i, s);
	if (!i->quiet)
		printf("source %s: %s, %zu agents%s\n", s->name, s->adapter, i->agents,
		    s->nagents > 0 && strcmp(s->agents[0], "known") == 0 ? " and those known" : "");
}

static void
check_source(struct inspection *i, const struct config_source *s)
{
	if (s->nagents + s->nagent_files > 0)
		check_agents(i, s);
	else
		check_documents(i, s);
}

static void
tell_family(void *ctx, const char *name, const char *why)
{
	(void)name;
	tell_error(ctx, why);
}

/* All of them, because the agents decide which are used. */
static void
check_families(struct inspection *i)
{
	i->families = families_load(i->config->adapter_dirs.list, tell_family, i);
	if (i->families == NULL)
		tell_error(i, "out of memory");
	else if (!i->quiet)
		printf("device families: %zu\n", families_count(i->families));
}

static void
check_policies(struct inspection *i)
{
	struct judge *judge = judge_new(&limits_policy, i->config->digits);
	struct policy_info info;
	struct error e;

	for (size_t p = 0; judge != NULL && p < i->config->npolicies; p++) {
		const struct config_policy *policy = &i->config->policies[p];

		if (!judge_add(judge, policy->file, &e)) {
			tell(i, false, policy->line, "policy", policy->name, e.text);
			continue;
		}
		info = judge_policy(judge, judge_count(judge) - 1);
		if (!i->quiet)
			printf("policy %s: %s; %u tests passed\n", info.name,
			    info.title != NULL ? info.title : "", (unsigned)info.tests);
	}
	judge_free(judge);
}

static enum cli_exit
inspect(struct inspection *i)
{
	struct config_report report = { .problem = tell_error, .ctx = i };
	struct config *c = config_load_all(i->cli->config, &report);

	if (c == NULL)
		return CLI_FAILED;
	i->config = c;
	check_families(i);
	for (size_t s = 0; s < c->nsources && i->families != NULL; s++)
		check_source(i, &c->sources[s]);
	families_free(i->families);
	check_policies(i);
	if (!i->quiet)
		printf("%s: %zu sites, %zu sources, %zu policies; %u errors, %u warnings\n",
		    c->path, c->nsites, c->nsources, c->npolicies, i->errors, i->warnings);
	config_free(c);
	return i->errors > 0 ? CLI_FAILED : CLI_DONE;
}

enum cli_exit
check_run(const struct cli *cli, int argc, char **argv)
{
	struct inspection i = { .cli = cli };
	int option;

	while ((option = cli_option(cli, argc, argv, ":q", options)) != -1) {
		if (option == '?')
			return CLI_USAGE;
		i.quiet = true;
	}
	if (optind < argc)
		return cli_usage(cli, "unexpected argument \"%s\"", argv[optind]);
	return inspect(&i);
}
