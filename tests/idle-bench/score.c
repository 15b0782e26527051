/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Score verdicts against labels: a table to read, or with -t one line for
 * each policy and class.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stdio.h>

#include "tally.h"

static _Noreturn void
usage(void)
{
	fputs("usage: score [-t] labels.tsv verdicts.tsv [labels.tsv verdicts.tsv ...]\n"
	      "A pair for each fleet; counts of all are added.\n",
	    stderr);
	exit(2);
}

static int
asked(const int answers[ANSWERS])
{
	return answers[ANSWER_RETIRE] + answers[ANSWER_UNKNOWN] + answers[ANSWER_KEEP];
}

static void
write_lines(const struct tally *t)
{
	puts("policy\tclass\tlabel\tcore\thistory\thosts\thosts_retired\taskings\tretire\tunknown\t"
	     "keep\tlast_retire\tlast_unknown\tlast_keep");
	for (size_t p = 0; p < t->npolicies; p++)
		for (size_t c = 0; c < t->nclasses; c++)
			for (int age = 0; age < AGES; age++) {
				const struct tally_class *k = &t->classes[c];
				const struct tally_count *n = tally_count(t, p, c);
				const int *a = n->askings[age];

				printf("%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n",
				    t->policies[p], k->name, k->retire ? "retire" : "keep",
				    k->core ? "yes" : "no", age == EARLY ? "<400" : ">=400",
				    n->hosts[age], n->retired[age], asked(a), a[ANSWER_RETIRE],
				    a[ANSWER_UNKNOWN], a[ANSWER_KEEP], n->last[ANSWER_RETIRE],
				    n->last[ANSWER_UNKNOWN], n->last[ANSWER_KEEP]);
			}
}

/* Over some classes of one policy. */
struct sum {
	int askings, retire, hosts, retired; /* of keep classes: what is false */
	int last[ANSWERS];                   /* of retire classes */
	int found[64];
};

enum group { KEEP_ALWAYS, KEEP_LATE_EARLY, RETIRE_CORE, RETIRE_OTHER };

static void
add_age(struct sum *s, const struct tally_count *n, int age)
{
	s->askings += asked(n->askings[age]);
	s->retire += n->askings[age][ANSWER_RETIRE];
	s->hosts += n->hosts[age];
	s->retired += n->retired[age];
}

static struct sum
sum_up(const struct tally *t, size_t policy, enum group group)
{
	struct sum s = { 0 };

	for (size_t c = 0; c < t->nclasses; c++) {
		const struct tally_class *k = &t->classes[c];
		const struct tally_count *n = tally_count(t, policy, c);
		bool wanted = group == KEEP_ALWAYS       ? !k->retire
			      : group == KEEP_LATE_EARLY ? !k->retire && k->late
			      : group == RETIRE_CORE     ? k->retire && k->core
							 : k->retire && !k->core;

		if (!wanted)
			continue;
		add_age(&s, n,
		    group == KEEP_LATE_EARLY ? EARLY
		    : k->late && !k->retire  ? LATE
					     : ALL);
		for (int a = 0; a < ANSWERS; a++)
			s.last[a] += n->last[a];
		for (int i = 0; i < t->ndays; i++)
			s.found[i] += n->found[i];
	}
	return s;
}

/* The day by which half of those that were found had been found. */
static int
median_found(const struct tally *t, const struct sum *s)
{
	int all = 0, seen = 0, best;

	for (int i = 0; i < t->ndays; i++)
		all += s->found[i];
	for (int last = 0; all > 0; last = best) {
		int at = -1;

		best = 1 << 30;
		for (int i = 0; i < t->ndays; i++)
			if (t->days[i] > last && t->days[i] < best) {
				best = t->days[i];
				at = i;
			}
		if (at < 0)
			return 0;
		seen += s->found[at];
		if (2 * seen >= all)
			return best;
	}
	return 0;
}

static double
percent(int k, int n)
{
	return n > 0 ? 100.0 * k / n : 0;
}

static void
write_summary(const struct tally *t)
{
	puts("| policy | false retirement, askings | at most (95 %) | hosts | yearly and DR before "
	     "400 "
	     "days | recall, core | refused | found, other | half found by day |");
	puts("|---|---|---|---|---|---|---|---|---|");
	for (size_t p = 0; p < t->npolicies; p++) {
		struct sum keep = sum_up(t, p, KEEP_ALWAYS), late = sum_up(t, p, KEEP_LATE_EARLY);
		struct sum core = sum_up(t, p, RETIRE_CORE), other = sum_up(t, p, RETIRE_OTHER);
		int ncore = asked(core.last), day = median_found(t, &core);

		printf("| %s | %d of %d (%.1f %%) | %.2f %% | %d of %d | %d of %d | %d of %d (%.1f "
		       "%%) "
		       "| %d of %d | %d of %d | ",
		    t->policies[p], keep.retire, keep.askings, percent(keep.retire, keep.askings),
		    100 * tally_bound(keep.retire, keep.askings), keep.retired, keep.hosts,
		    late.retire, late.askings, core.last[ANSWER_RETIRE], ncore,
		    percent(core.last[ANSWER_RETIRE], ncore), core.last[ANSWER_UNKNOWN], ncore,
		    other.last[ANSWER_RETIRE], asked(other.last));
		if (day > 0)
			printf("%d |\n", day);
		else
			puts("- |");
	}
}

static void
write_class(const struct tally *t, size_t class)
{
	const struct tally_class *k = &t->classes[class];

	for (int age = EARLY; age < AGES; age++) {
		bool apart = k->late && !k->retire;

		if (age == LATE && !apart)
			break;
		printf("| %s%s | %s |", k->name,
		    !apart         ? ""
		    : age == EARLY ? ", before 400 days"
				   : ", from 400 days",
		    k->retire ? k->core ? "retire, core" : "retire" : "keep");
		for (size_t p = 0; p < t->npolicies; p++) {
			struct sum s = { 0 };
			const struct tally_count *n = tally_count(t, p, class);

			add_age(&s, n, apart ? age : ALL);
			if (k->retire)
				printf(" %d/%d |", n->last[ANSWER_RETIRE], asked(n->last));
			else
				printf(" %d/%d |", s.retire, s.askings);
		}
		putchar('\n');
	}
}

static void
write_classes(const struct tally *t)
{
	size_t *order = tally_order(t);

	puts("\nTold to retire: of keep classes, askings; of retire classes, hosts on the last day "
	     "asked.\n");
	fputs("| class | label |", stdout);
	for (size_t p = 0; p < t->npolicies; p++)
		printf(" %s |", t->policies[p]);
	fputs("\n|---|---|", stdout);
	for (size_t p = 0; p < t->npolicies; p++)
		fputs("---|", stdout);
	putchar('\n');
	for (size_t c = 0; order != NULL && c < t->nclasses; c++)
		write_class(t, order[c]);
	free(order);
}

int
main(int argc, char **argv)
{
	struct tally *t = tally_new();
	bool lines = false, ok = t != NULL;
	int c;

	while ((c = getopt(argc, argv, "t")) != -1)
		if (c == 't')
			lines = true;
		else
			usage();
	if (optind == argc || (argc - optind) % 2 != 0)
		usage();
	for (int i = optind; ok && i < argc; i += 2)
		ok = tally_add(t, argv[i], argv[i + 1]);
	if (ok && lines)
		write_lines(t);
	else if (ok) {
		write_summary(t);
		write_classes(t);
	}
	tally_free(t);
	return ok ? 0 : 1;
}
