/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tally.h"
#include "tsv.h"

/* One fleet while it is read. */
struct labelled {
	char *host;
	int class;
};

struct asking {
	int host, policy, days;
	enum answer answer;
};

struct reading {
	struct tally *tally;
	struct labelled *hosts;
	size_t nhosts;
	struct asking *askings;
	size_t naskings;
};

struct tally *
tally_new(void)
{
	return calloc(1, sizeof(struct tally));
}

void
tally_free(struct tally *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->nclasses; i++)
		free(t->classes[i].name);
	for (size_t i = 0; i < t->npolicies; i++)
		free(t->policies[i]);
	free(t->classes);
	free(t->policies);
	free(t->counts);
	free(t);
}

/* Room for one more of an array that grows by doubling; NULL without memory. */
static void *
grow(void *base, size_t n, size_t size)
{
	return n != 0 && (n & (n - 1)) != 0 ? base : realloc(base, (n == 0 ? 1 : 2 * n) * size);
}

static int
find_class(struct tally *t, char *const *cells, const int *at)
{
	struct tally_class c, *grown;

	for (size_t i = 0; i < t->nclasses; i++)
		if (strcmp(t->classes[i].name, cells[at[1]]) == 0)
			return (int)i;
	grown = grow(t->classes, t->nclasses, sizeof *grown);
	c.name = strdup(cells[at[1]]);
	if (grown == NULL || c.name == NULL)
		return -1;
	c.retire = strcmp(cells[at[2]], "retire") == 0;
	c.core = strcmp(cells[at[3]], "yes") == 0;
	c.late = strcmp(cells[at[4]], "yes") == 0;
	t->classes = grown;
	t->classes[t->nclasses] = c;
	return (int)t->nclasses++;
}

static bool
add_host(struct reading *r, const char *host, int class)
{
	struct labelled *grown = grow(r->hosts, r->nhosts, sizeof *grown);

	if (grown == NULL)
		return false;
	r->hosts = grown;
	r->hosts[r->nhosts].class = class;
	return (r->hosts[r->nhosts++].host = strdup(host)) != NULL;
}

static int
by_host(const void *a, const void *b)
{
	return strcmp(((const struct labelled *)a)->host, ((const struct labelled *)b)->host);
}

static bool
read_labels(struct reading *r, const char *path)
{
	static const char *const names[] = { "host", "class", "label", "core", "late" };
	int at[5], got = -1, class;
	struct tsv t;

	if (!tsv_open(&t, path))
		return false;
	if (tsv_columns(&t, names, 5, at))
		while ((got = tsv_next(&t)) == 1)
			if ((class = find_class(r->tally, t.cells, at)) < 0 ||
			    !add_host(r, t.cells[at[0]], class)) {
				fputs("out of memory\n", stderr);
				got = -1;
				break;
			}
	tsv_close(&t);
	if (got == 0 && r->nhosts > 0)
		qsort(r->hosts, r->nhosts, sizeof *r->hosts, by_host);
	return got == 0;
}

static int
find_policy(struct tally *t, const char *name)
{
	char **grown;

	for (size_t i = 0; i < t->npolicies; i++)
		if (strcmp(t->policies[i], name) == 0)
			return (int)i;
	grown = grow(t->policies, t->npolicies, sizeof *grown);
	if (grown == NULL)
		return -1;
	t->policies = grown;
	return (t->policies[t->npolicies] = strdup(name)) != NULL ? (int)t->npolicies++ : -1;
}

/* idle and retire; active and keep; anything that is no answer is unknown. */
static int
answer_of(const char *verdict)
{
	static const struct {
		const char *word;
		enum answer answer;
	} words[] = { { "retire", ANSWER_RETIRE }, { "idle", ANSWER_RETIRE },
		{ "keep", ANSWER_KEEP }, { "active", ANSWER_KEEP }, { "unknown", ANSWER_UNKNOWN },
		{ "none", ANSWER_UNKNOWN } };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].word, verdict) == 0)
			return words[i].answer;
	return -1;
}

static bool
add_asking(struct reading *r, const struct tsv *t, const int *at)
{
	struct labelled key = { t->cells[at[0]], 0 }, *host = NULL;
	struct asking *grown = grow(r->askings, r->naskings, sizeof *grown);
	int answer = answer_of(t->cells[at[2]]), policy = find_policy(r->tally, t->cells[at[3]]);
	char *end;
	long days = strtol(t->cells[at[1]], &end, 10);

	if (r->nhosts > 0)
		host = bsearch(&key, r->hosts, r->nhosts, sizeof key, by_host);
	if (grown != NULL)
		r->askings = grown;
	if (grown == NULL || policy < 0) {
		fputs("out of memory\n", stderr);
		return false;
	}
	if (host == NULL || answer < 0 || *end != '\0' || days < 1 || days > 100000) {
		fprintf(stderr, "%s:%d: %s\n", t->path, t->number,
		    host == NULL ? "a host without a label"
		    : answer < 0 ? "no such verdict"
				 : "not a number of days");
		return false;
	}
	r->askings[r->naskings++] =
	    (struct asking){ (int)(host - r->hosts), policy, (int)days, (enum answer)answer };
	return true;
}

static bool
read_verdicts(struct reading *r, const char *path)
{
	static const char *const names[] = { "host", "days", "verdict", "policy" };
	int at[4], got = -1;
	struct tsv t;

	if (!tsv_open(&t, path))
		return false;
	if (tsv_columns(&t, names, 4, at))
		while ((got = tsv_next(&t)) == 1)
			if (!add_asking(r, &t, at)) {
				got = -1;
				break;
			}
	tsv_close(&t);
	return got == 0;
}

static int
by_policy_host_days(const void *a, const void *b)
{
	const struct asking *x = a, *y = b;

	if (x->policy != y->policy)
		return x->policy - y->policy;
	return x->host != y->host ? x->host - y->host : x->days - y->days;
}

static int
find_days(struct tally *t, int days)
{
	int i = 0;

	while (i < t->ndays && t->days[i] != days)
		i++;
	if (i == t->ndays && t->ndays < 64)
		t->days[t->ndays++] = days;
	return i < 64 ? i : -1;
}

/* The askings of one policy about one host, by days. */
static bool
count_host(struct tally *t, struct tally_count *c, const struct asking *a, size_t n)
{
	bool asked[AGES + 1] = { false }, retired[AGES + 1] = { false };

	for (size_t i = 0; i < n; i++) {
		int age = a[i].days >= LATE_DAYS ? LATE : EARLY, at = find_days(t, a[i].days);

		if (at < 0 || (i > 0 && a[i].days == a[i - 1].days)) {
			fputs(at < 0 ? "more than 64 days asked\n"
				     : "a policy asked twice about one host and day\n",
			    stderr);
			return false;
		}
		asked[age] = asked[ALL] = true;
		c->askings[age][a[i].answer]++;
		c->askings[ALL][a[i].answer]++;
		if (a[i].answer != ANSWER_RETIRE)
			continue;
		if (!retired[ALL])
			c->found[at]++;
		retired[age] = retired[ALL] = true;
	}
	for (int age = 0; age <= ALL; age++) {
		c->hosts[age] += asked[age];
		c->retired[age] += retired[age];
	}
	c->last[a[n - 1].answer]++;
	return true;
}

/* Counts are [policy][class]: with more of either they have to move. */
static bool
make_room(struct tally *t, size_t policies, size_t classes)
{
	struct tally_count *counts = calloc(t->npolicies * t->nclasses + 1, sizeof *counts);

	if (counts == NULL)
		return false;
	for (size_t p = 0; p < policies; p++)
		for (size_t c = 0; c < classes; c++)
			counts[p * t->nclasses + c] = t->counts[p * classes + c];
	free(t->counts);
	t->counts = counts;
	return true;
}

static bool
count_all(struct reading *r)
{
	struct tally *t = r->tally;

	if (r->naskings > 0)
		qsort(r->askings, r->naskings, sizeof *r->askings, by_policy_host_days);
	for (size_t i = 0, k; i < r->naskings; i = k) {
		const struct asking *a = &r->askings[i];
		size_t class = (size_t)r->hosts[a->host].class;

		for (k = i; k < r->naskings && r->askings[k].policy == a->policy &&
			    r->askings[k].host == a->host;
		     k++)
			;
		if (!count_host(t, &t->counts[(size_t)a->policy * t->nclasses + class], a, k - i))
			return false;
	}
	return true;
}

bool
tally_add(struct tally *t, const char *labels, const char *verdicts)
{
	struct reading r = { .tally = t };
	size_t policies = t->npolicies, classes = t->nclasses;
	bool ok = read_labels(&r, labels) && read_verdicts(&r, verdicts);

	/* Even after an error, so that what the tally has stays whole. */
	ok = make_room(t, policies, classes) && ok && count_all(&r);
	for (size_t i = 0; i < r.nhosts; i++)
		free(r.hosts[i].host);
	free(r.hosts);
	free(r.askings);
	return ok;
}

static int
compare(const struct tally_class *x, const struct tally_class *y)
{
	int order = (y->core * 2 + y->retire) - (x->core * 2 + x->retire);

	return order != 0 ? order : strcmp(x->name, y->name);
}

size_t *
tally_order(const struct tally *t)
{
	size_t *order = calloc(t->nclasses + 1, sizeof *order);

	for (size_t i = 0; order != NULL && i < t->nclasses; i++) {
		size_t at = i;

		for (; at > 0 && compare(&t->classes[i], &t->classes[order[at - 1]]) < 0; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return order;
}

const struct tally_count *
tally_count(const struct tally *t, size_t policy, size_t class)
{
	return &t->counts[policy * t->nclasses + class];
}

/* The chance of k or fewer of n, each of chance p. */
static double
at_most(int k, int n, double p)
{
	double term = n * log1p(-p), sum = exp(term);

	for (int i = 1; i <= k; i++) {
		term += log((double)(n - i + 1) / i) + log(p) - log1p(-p);
		sum += exp(term);
	}
	return sum;
}

double
tally_bound(int k, int n)
{
	double low = 0, high = 1;

	if (n <= 0 || k >= n)
		return 1;
	for (int i = 0; i < 60; i++) {
		double p = (low + high) / 2;

		if (at_most(k, n, p) > 0.05)
			low = p;
		else
			high = p;
	}
	return high;
}
