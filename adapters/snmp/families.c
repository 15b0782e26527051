/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "family_internal.h"
#include "sandbox.h"

enum { NAME_MAX_BYTES = 64, PATH_BYTES = 4096, DESCR_BYTES = 1024 };

/* Where families lie below a folder of adapters. */
#define DEVICES "devices"
#define SUFFIX ".lua"

/* A source with this adapter leaves the choice to the match; it is no family. */
#define ANY_FAMILY "snmp"

/* What the match of each family is worth; see decom-snmp(7). */
enum { SCORE_ANSWERS = 100, SCORE_OID = 40, SCORE_ARC = 2, SCORE_DESCR = 20 };

struct families {
	struct family **list; /* by name */
	size_t n, room;
	const struct family **matched; /* those that are no parts, by name */
	size_t nmatched;
	struct oid *probes; /* in order, each once */
	size_t nprobes;
};

/* What goes on while folders are read. */
struct loading {
	struct families *families;
	struct family_files *files;
	char **dirs; /* with DEVICES behind each; NULL ends */
	size_t ndirs;
	char (*seen)[NAME_MAX_BYTES]; /* in folders before, whatever they were */
	size_t nseen;
	void (*problem)(void *ctx, const char *name, const char *why);
	void *ctx;
};

static const uint32_t descr_arcs[] = { 1, 3, 6, 1, 2, 1, 1, 1, 0 };
static const uint32_t object_arcs[] = { 1, 3, 6, 1, 2, 1, 1, 2, 0 };

void
families_free(struct families *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->n; i++)
		family_free(f->list[i]);
	free(f->list);
	free(f->matched);
	free(f->probes);
	free(f);
}

static void
loading_free(struct loading *l)
{
	size_t i;

	for (i = 0; i < l->ndirs; i++)
		free(l->dirs[i]);
	free(l->dirs);
	free(l->seen);
	family_files_free(l->files);
}

static bool
expand_dirs(struct loading *l, const char *const *dirs)
{
	size_t n;

	for (n = 0; dirs[n] != NULL; n++)
		continue;
	if ((l->dirs = calloc(2 * n + 1, sizeof *l->dirs)) == NULL)
		return false;
	for (; *dirs != NULL; dirs++) {
		if ((l->dirs[l->ndirs] = strdup(*dirs)) == NULL)
			return false;
		l->ndirs++;
		if (asprintf(&l->dirs[l->ndirs], "%s/%s", *dirs, DEVICES) < 0) {
			l->dirs[l->ndirs] = NULL;
			return false;
		}
		l->ndirs++;
	}
	return true;
}

static void
tell(const struct loading *l, const char *name, const char *why)
{
	if (l->problem != NULL)
		l->problem(l->ctx, name, why);
}

/* What a file declares, as far as it matters here. */
enum kind { KIND_OTHER, KIND_PART, KIND_FAMILY };

/* The list of declarations: what is the one in it? */
static int
find_kind(lua_State *L)
{
	enum kind *kind = lua_touserdata(L, 1);

	lua_rawgeti(L, 2, 1);
	if (!lua_istable(L, -1))
		return 0;
	lua_getfield(L, -1, "body");
	if (!lua_istable(L, -1))
		return 0;
	lua_getfield(L, -1, "format");
	if (!lua_isstring(L, -1) || strcmp(lua_tostring(L, -1), "snmp") != 0)
		return 0;
	lua_getfield(L, -2, "match");
	*kind = lua_isnil(L, -1) ? KIND_PART : KIND_FAMILY;
	return 0;
}

/* Beside families, a folder of adapters has those of documents.  False with the error: neither. */
static bool
find_out(const char *dir, const char *name, enum kind *kind, struct error *e)
{
	static const struct word words[] = { { "adapter", BODY_REQUIRED }, { NULL } };
	struct sandbox *sb = sandbox_new(&limits_declaration);
	char path[PATH_BYTES];
	bool ok;

	*kind = KIND_OTHER;
	if (sb == NULL)
		return error_set(e, "no memory");
	snprintf(path, sizeof path, "%s/%s" SUFFIX, dir, name);
	ok = sandbox_declare(sb, path, words, e) && sandbox_protect(sb, find_kind, kind, 1, 0, e);
	sandbox_free(sb);
	return ok;
}

static bool
keep(struct families *f, struct family *one)
{
	size_t room = f->room == 0 ? 64 : f->room * 2;
	struct family **list;

	if (f->n == f->room) {
		if ((list = realloc(f->list, room * sizeof(struct family *))) == NULL) {
			family_free(one);
			return false;
		}
		f->list = list;
		f->room = room;
	}
	f->list[f->n++] = one;
	return true;
}

/*
 * A file that does not compile is told of and left out.  Not so a part: it
 * may need tables that only a family has, and a family that cannot use it is
 * told of itself.  False without memory.
 */
static bool
load_file(struct loading *l, const char *dir, bool devices, const char *name)
{
	enum kind kind = KIND_FAMILY;
	struct family *one;
	struct error e, why;

	if (!devices && !find_out(dir, name, &kind, &e)) {
		tell(l, name, e.text);
		return true;
	}
	if (kind == KIND_OTHER)
		return true;
	if ((one = family_new(l->files, (const char *const *)l->dirs, name, &e)) != NULL)
		return keep(l->families, one);
	if (devices && !find_out(dir, name, &kind, &why))
		kind = KIND_FAMILY;
	if (kind != KIND_PART)
		tell(l, name, e.text);
	return true;
}

static bool
seen(const struct loading *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->nseen; i++)
		if (strcmp(l->seen[i], name) == 0)
			return true;
	return strcmp(name, ANY_FAMILY) == 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Put the names of the folder's Lua files behind those seen, sorted: *from to nseen. */
static bool
list_dir(struct loading *l, const char *dir, size_t *from)
{
	size_t n, suffix = strlen(SUFFIX), had = l->nseen;
	const struct dirent *entry;
	char(*more)[NAME_MAX_BYTES], name[NAME_MAX_BYTES];
	DIR *d = opendir(dir);
	bool ok = true;

	*from = had;
	while (d != NULL && ok && (entry = readdir(d)) != NULL) {
		n = strlen(entry->d_name);
		if (n <= suffix || n - suffix >= sizeof name || entry->d_name[0] == '.' ||
		    strcmp(entry->d_name + n - suffix, SUFFIX) != 0)
			continue;
		memset(name, 0, sizeof name);
		memcpy(name, entry->d_name, n - suffix);
		if (seen(l, name))
			continue;
		ok = (more = realloc(l->seen, (l->nseen + 1) * sizeof *more)) != NULL;
		if (ok) {
			l->seen = more;
			memcpy(l->seen[l->nseen++], name, sizeof name);
		}
	}
	if (d != NULL)
		closedir(d);
	if (l->nseen > had)
		qsort(l->seen + had, l->nseen - had, sizeof *l->seen, compare_names);
	return ok;
}

static bool
load_dirs(struct loading *l)
{
	size_t dir, i;

	for (dir = 0; dir < l->ndirs; dir++) {
		if (!list_dir(l, l->dirs[dir], &i))
			return false;
		for (; i < l->nseen; i++)
			if (!load_file(l, l->dirs[dir], dir % 2 != 0, l->seen[i]))
				return false;
	}
	return true;
}

static int
compare_families(const void *a, const void *b)
{
	return strcmp((*(struct family *const *)a)->name, (*(struct family *const *)b)->name);
}

static int
compare_oids(const void *a, const void *b)
{
	return oid_compare(*(const struct oid *)a, *(const struct oid *)b);
}

/* What all of them ask for with GETNEXT, each OID once. */
static bool
gather(struct families *f)
{
	size_t i, n = 0;

	if (f->n > 0)
		qsort(f->list, f->n, sizeof *f->list, compare_families);
	for (i = 0; i < f->n; i++)
		n += f->list[i]->match.nanswers;
	f->matched = calloc(f->n + 1, sizeof(struct family *));
	f->probes = calloc(n + 1, sizeof *f->probes);
	if (f->matched == NULL || f->probes == NULL)
		return false;
	for (i = n = 0; i < f->n; i++) {
		if (f->list[i]->part)
			continue;
		f->matched[f->nmatched++] = f->list[i];
		memcpy(f->probes + n, f->list[i]->match.answers,
		    f->list[i]->match.nanswers * sizeof *f->probes);
		n += f->list[i]->match.nanswers;
	}
	qsort(f->probes, n, sizeof *f->probes, compare_oids);
	for (i = 0; i < n; i++)
		if (i == 0 || oid_compare(f->probes[i - 1], f->probes[i]) != 0)
			f->probes[f->nprobes++] = f->probes[i];
	return true;
}

struct families *
families_load(const char *const *dirs,
    void (*problem)(void *ctx, const char *name, const char *why), void *ctx)
{
	struct families *f = calloc(1, sizeof *f);
	struct loading l = { .families = f, .problem = problem, .ctx = ctx };
	bool ok = f != NULL && (l.files = family_files_new()) != NULL && expand_dirs(&l, dirs) &&
		  load_dirs(&l) && gather(f);

	loading_free(&l);
	if (ok)
		return f;
	families_free(f);
	return NULL;
}

size_t
families_count(const struct families *f)
{
	return f->nmatched;
}

const struct family *
families_at(const struct families *f, size_t i)
{
	return f->matched[i];
}

const struct family *
families_named(const struct families *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->list[i]->name, name) == 0)
			return f->list[i];
	return NULL;
}

size_t
families_probes(const struct families *f, const struct oid **probes)
{
	*probes = f->probes;
	return f->nprobes;
}

/* What matching needs of an agent. */
struct agent {
	const struct harvest *heard;
	const struct varbind *object; /* sysObjectID; NULL: none */
	char descr[DESCR_BYTES];
};

static void __attribute__((format(printf, 2, 3)))
because(struct family_score *s, const char *fmt, ...)
{
	size_t n = strlen(s->why);
	va_list ap;

	if (n > 0 && n < sizeof s->why - 2) {
		memcpy(s->why + n, "; ", 3);
		n += 2;
	}
	va_start(ap, fmt);
	vsnprintf(s->why + n, sizeof s->why - n, fmt, ap);
	va_end(ap);
}

/* GETNEXT never answers with the very OID that was asked for. */
static bool
answered(const struct harvest *heard, struct oid oid)
{
	size_t from, n = harvest_below(heard, oid, &from);

	return n > 1 || (n == 1 && harvest_at(heard, from)->name.n > oid.n);
}

static bool
match_answers(const struct family_match *m, const struct agent *a, struct family_score *s)
{
	char buf[OID_TEXT];
	size_t i;

	for (i = 0; i < m->nanswers; i++)
		if (answered(a->heard, m->answers[i])) {
			s->score += SCORE_ANSWERS;
			because(s, "answers %s", oid_format(m->answers[i], buf));
			return true;
		}
	return false;
}

/* The longest prefix counts. */
static bool
match_oid(const struct family_match *m, const struct agent *a, struct family_score *s)
{
	const struct oid *best = NULL;
	char buf[OID_TEXT];
	size_t i;

	for (i = 0; a->object != NULL && i < m->noids; i++)
		if (oid_within(m->oids[i], a->object->oid) &&
		    (best == NULL || best->n < m->oids[i].n))
			best = &m->oids[i];
	if (best == NULL)
		return false;
	s->score += SCORE_OID + SCORE_ARC * (int)best->n;
	because(
	    s, "sysObjectID %s%s", oid_format(*best, buf), best->n < a->object->oid.n ? ".*" : "");
	return true;
}

static bool
match_descr(const struct family_match *m, const struct agent *a, struct family_score *s)
{
	size_t i;

	for (i = 0; i < m->ndescrs; i++)
		if (glob_match(m->descrs[i], a->descr)) {
			s->score += SCORE_DESCR;
			because(s, "sysDescr \"%s\"", m->descrs[i]);
			return true;
		}
	return false;
}

/* The strongest sign that is declared must be there; the weaker ones add to it. */
static bool
match_family(const struct family *f, const struct agent *a, struct family_score *s)
{
	const struct family_match *m = &f->match;
	bool object, descr, answers;

	*s = (struct family_score){ .family = f, .score = m->score };
	object = match_oid(m, a, s);
	descr = match_descr(m, a, s);
	answers = match_answers(m, a, s);
	if (m->score != 0)
		because(s, "%+d declared", m->score);
	return m->nanswers > 0 ? answers : m->noids > 0 ? object : m->ndescrs > 0 ? descr : true;
}

static void
look_at_agent(struct agent *a, const struct harvest *heard)
{
	const struct varbind *descr = harvest_find(heard, (struct oid){ descr_arcs, 9 });
	size_t i, n;

	a->heard = heard;
	a->object = harvest_find(heard, (struct oid){ object_arcs, 9 });
	if (a->object != NULL && a->object->type != VARBIND_OID)
		a->object = NULL;
	n = descr != NULL && descr->type == VARBIND_OCTETS ? descr->len : 0;
	if (n >= sizeof a->descr)
		n = sizeof a->descr - 1;
	for (i = 0; i < n; i++)
		a->descr[i] = descr->octets[i] != '\0' ? (char)descr->octets[i] : ' ';
	a->descr[n] = '\0';
}

/* Families come by name, so that of equal scores the first name stays first. */
size_t
families_match(
    const struct families *f, const struct harvest *heard, struct family_score *scores, size_t max)
{
	struct family_score s;
	struct agent a;
	size_t i, k, n = 0, kept = 0;

	look_at_agent(&a, heard);
	for (i = 0; i < f->nmatched; i++) {
		if (!match_family(f->matched[i], &a, &s))
			continue;
		n++;
		for (k = kept; k > 0 && scores[k - 1].score < s.score; k--)
			if (k < max)
				scores[k] = scores[k - 1];
		if (k < max) {
			scores[k] = s;
			kept += kept < max;
		}
	}
	return n;
}
