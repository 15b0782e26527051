/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agents.h"
#include "migration.h"
#include "number.h"
#include "run.h"
#include "when.h"

bool
run_progress(struct run *run, const char *stage, const char *source, uint64_t done)
{
	struct refresh_progress p = { stage, source, done };

	return run->options->progress == NULL || run->options->progress(run->options->ctx, &p);
}

int
worker_lock(const char *statedir, struct error *err)
{
	char path[PATH_MAX];
	int fd;

	if (snprintf(path, sizeof path, "%s/lock", statedir) >= (int)sizeof path) {
		error_set(err, "%s: path too long", statedir);
		return -1;
	}
	if (mkdir(statedir, 0755) != 0 && errno != EEXIST) {
		error_set(err, "%s: %s", statedir, strerror(errno));
		return -1;
	}
	if ((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644)) < 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	error_set(err,
	    errno == EWOULDBLOCK ? "%s: another decom is at work here" : "%s: cannot be locked",
	    path);
	close(fd);
	return -1;
}

/* A store that is damaged is set aside: the snapshot remembers the numbers. */
static bool
open_store(struct run *run, struct error *err)
{
	bool damaged = false;

	run->store = store_open(run->statedir, false, &damaged, err);
	if (run->store == NULL && damaged) {
		if (!store_set_aside(run->statedir, err))
			return false;
		run->store_lost = true;
		run->store = store_open(run->statedir, false, NULL, err);
	}
	if (run->store == NULL)
		return false;
	if (run->store_lost && !finding_add(&run->estate.findings, FINDING_OTHER, SEVERITY_ERROR,
				   (struct finding_at){ 0 },
				   "state.db was damaged; it is set aside as state.db.damaged, and "
				   "evidence begins anew"))
		return error_set(err, "out of memory");
	run->store_new = !store_has_identities(run->store);
	return store_begin(run->store, err);
}

static void
open_last(struct run *run)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/snapshot", run->statedir) < (int)sizeof path)
		run->last = snapshot_map(path, NULL);
}

const struct snapshot *
run_last(struct run *run)
{
	enum check state = CHECK_MORE;

	if (run->last == NULL || run->last_checked)
		return run->last;
	while (state == CHECK_MORE)
		state = snapshot_check(run->last, SIZE_MAX, NULL);
	run->last_checked = true;
	if (state == CHECK_BAD) {
		snapshot_free(run->last);
		run->last = NULL;
	}
	return run->last;
}

static bool
add_configured_sites(struct run *run, struct error *err)
{
	for (size_t i = 0; i < run->config->nsites; i++) {
		struct site *s = estate_site(&run->estate, run->config->sites[i].name);

		if (s == NULL)
			return error_set(err, "out of memory");
		s->exit_date.v = run->config->sites[i].exit_date;
	}
	return true;
}

static bool
identify(struct run *run, struct error *err)
{
	struct estate *e = &run->estate;

	if (!run_progress(run, "joining", NULL, estate_rows(e)))
		return error_set(err, "stopped");
	if (!estate_group(e, err))
		return false;
	migration_sort(e);
	if (!estate_duplicates(e, err) || !migration_settle(e, err) ||
	    !number_assets(e, run->store, run->store_new ? run_last(run) : NULL, err))
		return false;
	if ((run->order = number_order(e, &run->n)) == NULL)
		return error_set(err, "out of memory");
	return run_progress(run, "joined", NULL, run->n) || error_set(err, "stopped");
}

static bool
stages(struct run *run, struct error *err)
{
	return open_store(run, err) && add_configured_sites(run, err) &&
	       run_open_sources(run, err) && run_read_assets(run, err) && identify(run, err) &&
	       run_settle_sources(run, err) && run_carry(run, err) && run_complete(run, err) &&
	       run_read_samples(run, err) && store_seal(run->store, run->as_of, err) &&
	       run_close_sources(run, err) && run_judge(run, err) && run_align(run, err) &&
	       (run_progress(run, "publishing", NULL, run->n) || error_set(err, "stopped")) &&
	       run_publish(run, err);
}

static void
count_up(struct run *run)
{
	struct refresh_summary *s = run->summary;

	s->as_of = run->as_of;
	s->sources = (uint32_t)run->nsources;
	s->policies = (uint32_t)run->config->npolicies;
	for (size_t i = 0; run->sources != NULL && i < run->nsources; i++) {
		s->records += run->sources[i].assets;
		s->samples += run->sources[i].row.samples;
	}
}

static int32_t
day_to_judge(const struct config *c, const struct refresh_options *o)
{
	return o->as_of != DAY_ABSENT ? o->as_of : c->as_of;
}

static void
run_free(struct run *run)
{
	run_free_sources(run);
	feeds_free(&run->feeds);
	inventory_free(&run->inventory);
	families_free(run->own_families);
	store_close(run->store);
	snapshot_free(run->last);
	judge_free(run->own_judge);
	free(run->order);
	free(run->idle);
	calendars_free(run->calendars);
	estate_free(&run->estate);
}

static bool
run_once(const struct config *config, const char *statedir, const struct refresh_options *options,
    struct refresh_summary *summary, bool *store_lost, struct error *err)
{
	time_t now = time(NULL);
	struct run run = { .config = config,
		.options = options,
		.summary = summary,
		.statedir = statedir,
		.now = (uint32_t)now,
		.calendars = calendars_new(config, day_to_judge(config, options), now, err),
		.families = options->families,
		.store_lost = *store_lost };
	bool ok;

	memset(summary, 0, sizeof *summary);
	if (run.calendars == NULL)
		return false;
	run.as_of = calendars_as_of(run.calendars);
	estate_init(&run.estate);
	open_last(&run);
	ok = stages(&run, err);
	count_up(&run);
	*store_lost = !ok && run.store != NULL && store_damaged(run.store);
	run_free(&run);
	return ok;
}

bool
worker_refresh(const struct config *config, const char *statedir,
    const struct refresh_options *options, struct refresh_summary *summary, struct error *err)
{
	int lock = worker_lock(statedir, err);
	bool lost = false, ok;

	if (lock < 0)
		return false;
	ok = run_once(config, statedir, options, summary, &lost, err);
	if (!ok && lost) /* damage that showed only later: once more, with a new store */
		ok = store_set_aside(statedir, err) &&
		     run_once(config, statedir, options, summary, &lost, err);
	close(lock);
	return ok;
}

struct telling {
	void (*problem)(void *, const char *);
	void *ctx;
};

static void
tell_family(void *ctx, const char *name, const char *why)
{
	const struct telling *t = ctx;
	struct error e;

	error_set(&e, "adapter %s: %s", name, why);
	if (t->problem != NULL)
		t->problem(t->ctx, e.text);
}

struct families *
refresh_families(const struct config *c, void (*problem)(void *, const char *), void *ctx)
{
	struct telling t = { problem, ctx };

	return families_load(c->adapter_dirs.list, tell_family, &t);
}

static bool
poll_once(struct run *run, int64_t *next, bool *news, struct error *err)
{
	*next = INT64_MAX;
	*news = false;
	return open_store(run, err) && run_open_sources(run, err) &&
	       run_poll_due(run, next, news, err) && store_commit(run->store, err);
}

bool
worker_poll(const struct config *config, const char *statedir,
    const struct refresh_options *options, int64_t *next, bool *news, struct error *err)
{
	time_t now = time(NULL);
	struct refresh_summary summary = { 0 };
	struct run run = { .config = config,
		.options = options,
		.summary = &summary,
		.statedir = statedir,
		.now = (uint32_t)now,
		.only_polls = true,
		.families = options->families };
	int lock = worker_lock(statedir, err);
	bool ok;

	if (lock < 0)
		return false;
	estate_init(&run.estate);
	ok = poll_once(&run, next, news, err);
	run_free(&run);
	close(lock);
	return ok;
}
