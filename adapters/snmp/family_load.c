/* SPDX-License-Identifier: BSD-2-Clause */
#include "family_load.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset.h"
#include "sandbox.h"
#include "when.h"

static const char *const family_keys[] = { "format", "title", "class", "vendor", "match", "parts",
	"base", "none", "pace", "tables", "assets", "feeds", NULL };
static const char *const match_keys[] = { "oid", "descr", "answers", "score", NULL };
static const char *const pace_keys[] = { "first", "least", "budget", NULL };

void
load_unknown(struct family_loader *fl, const char *what, const char *word, const char *const *words,
    size_t stride)
{
	const char *near = words != NULL ? nearest_word(word, words, stride) : NULL;

	if (near != NULL)
		load_fail(&fl->ld, "no %s \"%.60s\"; did you mean \"%s\"?", what, word, near);
	load_fail(&fl->ld, "no %s \"%.60s\"", what, word);
}

struct oid
load_oid_copy(struct family_loader *fl, const uint32_t *arcs, size_t n)
{
	uint32_t *copy = load_alloc(&fl->ld, n * sizeof(*copy) + 1);

	memcpy(copy, arcs, n * sizeof(*copy));
	return (struct oid){ copy, (uint32_t)n };
}

/* A leading dot, or one of the roots that anything on the wire is below. */
static bool
is_absolute(const char *text)
{
	static const char *const roots[] = { ".", "1.3.6.1.", "1.3.111.", "1.2.840.", "1.0.8802." };
	size_t i;

	for (i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		if (strncmp(text, roots[i], strlen(roots[i])) == 0)
			return true;
	return false;
}

struct oid
load_oid(struct family_loader *fl, const char *what, const char *text)
{
	uint32_t arcs[OID_ARCS], more[OID_ARCS], n = 0, extra;
	char whole[OID_TEXT]; /* a relative OID may have one arc, which alone is no OID */

	snprintf(whole, sizeof(whole), "1.%s", text + (*text == '.'));
	if ((extra = oid_parse(whole, more)) < 2)
		load_fail(&fl->ld, "%s: \"%.60s\" is no OID", what, text);
	if (!is_absolute(text)) {
		n = fl->file->base.n;
		if (n == 0)
			load_fail(
			    &fl->ld, "%s: \"%.60s\" is relative, and there is no base", what, text);
		memcpy(arcs, fl->file->base.arc, n * sizeof(*arcs));
	}
	if (n + extra - 1 > OID_ARCS)
		load_fail(&fl->ld, "%s: \"%.60s\" is too long", what, text);
	memcpy(arcs + n, more + 1, (extra - 1) * sizeof(*arcs));
	return load_oid_copy(fl, arcs, n + extra - 1);
}

static struct literal
literal_at(struct family_loader *fl, int at)
{
	struct literal v = { NULL, 0 };

	if (lua_type(fl->ld.L, at) == LUA_TNUMBER)
		v.number = lua_tonumber(fl->ld.L, at);
	else if (lua_type(fl->ld.L, at) == LUA_TSTRING)
		v.text = load_copy(&fl->ld, lua_tostring(fl->ld.L, at));
	else
		load_fail(&fl->ld, "neither a number nor a text");
	return v;
}

struct none_list
load_none(struct family_loader *fl)
{
	lua_State *L = fl->ld.L;
	struct none_list list = { NULL, 0 };
	struct literal *values;
	size_t i;

	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return list;
	}
	if (!lua_istable(L, -1)) {
		lua_newtable(L);
		lua_insert(L, -2);
		lua_rawseti(L, -2, 1);
	}
	list.n = lua_rawlen(L, -1);
	values = load_alloc(&fl->ld, (list.n + 1) * sizeof(*values));
	for (i = 0; i < list.n; i++) {
		lua_rawgeti(L, -1, (lua_Integer)i + 1);
		values[i] = literal_at(fl, -1);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	list.values = values;
	return list;
}

uint32_t
load_span(struct family_loader *fl, int table, const char *key, uint32_t otherwise)
{
	char *text = load_string(&fl->ld, table, key);

	if (text != NULL && !interval_parse(text, &otherwise))
		load_fail(
		    &fl->ld, "%s: \"%.60s\" is no duration like \"1d\" or \"20s\"", key, text);
	return otherwise;
}

double
load_number(struct family_loader *fl, int table, const char *key, double otherwise)
{
	lua_State *L = fl->ld.L;

	lua_getfield(L, table, key);
	if (!lua_isnil(L, -1)) {
		if (lua_type(L, -1) != LUA_TNUMBER)
			load_fail(&fl->ld, "%s is not a number", key);
		otherwise = lua_tonumber(L, -1);
		if (!isfinite(otherwise))
			load_fail(&fl->ld, "%s is not finite", key);
	}
	lua_pop(L, 1);
	return otherwise;
}

struct pattern *
family_pattern(struct family_loader *fl, const char *text)
{
	struct family *f = fl->f;
	struct pattern *p = load_alloc(&fl->ld, sizeof(*p));

	f->patterns = load_grow(&fl->ld, f->patterns, f->npatterns, sizeof(struct pattern *));
	p->text = load_copy(&fl->ld, text);
	if (fl->file->known->checked)
		return f->patterns[f->npatterns++] = p;
	if (regcomp(&p->re, text, REG_EXTENDED) != 0)
		load_fail(&fl->ld, "\"%.100s\" is no regular expression", text);
	p->made = true;
	f->patterns[f->npatterns++] = p;
	if (p->re.re_nsub < 1)
		load_fail(&fl->ld, "pattern \"%.100s\" has no ( ) group", text);
	return p;
}

bool
pattern_match(struct pattern *p, const char *text, regmatch_t *group)
{
	regmatch_t found[2];

	if (!p->made && !p->bad) {
		p->made = regcomp(&p->re, p->text, REG_EXTENDED) == 0;
		p->bad = !p->made;
	}
	if (p->bad || regexec(&p->re, text, 2, found, 0) != 0 || found[1].rm_so < 0)
		return false;
	*group = found[1];
	return true;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

const char **
load_names(struct family_loader *fl, int table)
{
	lua_State *L = fl->ld.L;
	const char **names = NULL;
	size_t n = 0;

	for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
		if (lua_type(L, -2) != LUA_TSTRING)
			load_fail(&fl->ld, "a key that is no name");
		names = load_grow(&fl->ld, names, n, sizeof(*names));
		names[n++] = load_copy(&fl->ld, lua_tostring(L, -2));
	}
	names = load_grow(&fl->ld, names, n, sizeof(*names));
	names[n] = NULL;
	qsort(names, n, sizeof(*names), by_name);
	return names;
}

static const struct oid *
load_oids(struct family_loader *fl, int table, const char *key, size_t *n)
{
	struct oid *oids;
	char **texts;
	size_t i;

	*n = load_strings(&fl->ld, table, key, &texts);
	oids = load_alloc(&fl->ld, (*n + 1) * sizeof(*oids));
	for (i = 0; i < *n; i++)
		oids[i] = load_oid(fl, key, texts[i]);
	return oids;
}

static void
load_match(struct family_loader *fl)
{
	struct family_match *m = &fl->f->match;
	lua_State *L = fl->ld.L;
	char **globs;
	int table;

	lua_getfield(L, fl->body, "match");
	fl->f->part = lua_isnil(L, -1);
	if (fl->f->part) {
		lua_pop(L, 1);
		return;
	}
	fl->ld.what = "match";
	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "not a table");
	table = lua_gettop(L);
	load_check_keys(&fl->ld, table, match_keys);
	m->oids = load_oids(fl, table, "oid", &m->noids);
	m->answers = load_oids(fl, table, "answers", &m->nanswers);
	m->ndescrs = load_strings(&fl->ld, table, "descr", &globs);
	m->descrs = (const char *const *)globs;
	m->score = (int)load_number(fl, table, "score", 0);
	if (m->noids + m->nanswers + m->ndescrs == 0)
		load_fail(&fl->ld, "none of oid, descr and answers");
	lua_pop(L, 1);
	fl->ld.what = NULL;
}

static void
load_pace(struct family_loader *fl)
{
	struct family_pace *p = &fl->f->pace;
	lua_State *L = fl->ld.L;
	double first, least;
	int table;

	*p = (struct family_pace){ 24, 1, 20000 };
	lua_getfield(L, fl->body, "pace");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	fl->ld.what = "pace";
	if (!lua_istable(L, -1))
		load_fail(&fl->ld, "not a table");
	table = lua_gettop(L);
	load_check_keys(&fl->ld, table, pace_keys);
	first = load_number(fl, table, "first", p->first);
	least = load_number(fl, table, "least", p->least);
	if (!(least >= 1 && first >= least && first <= 1000))
		load_fail(&fl->ld, "first and least are from 1 to 1000, first the larger");
	p->first = (uint16_t)first;
	p->least = (uint16_t)least;
	p->budget = load_span(fl, table, "budget", 20);
	if (p->budget == 0 || p->budget > 3600)
		load_fail(&fl->ld, "budget is from 1s to 1h");
	p->budget *= 1000;
	lua_pop(L, 1);
	fl->ld.what = NULL;
}

/* What a file says of itself; the first file is the family's own. */
static void
load_head(struct family_loader *fl, struct family_file *file)
{
	lua_State *L = fl->ld.L;
	char *text, **parts;

	load_check_keys(&fl->ld, fl->body, family_keys);
	text = load_string(&fl->ld, fl->body, "format");
	if (text == NULL || strcmp(text, "snmp") != 0)
		load_fail(&fl->ld, "format is not \"snmp\"");
	text = load_string(&fl->ld, fl->body, "base");
	if (text != NULL && !is_absolute(text))
		load_fail(
		    &fl->ld, "base: \"%.60s\" does not begin with \"1.3.6.1.\" or a dot", text);
	if (text != NULL)
		file->base = load_oid(fl, "base", text);
	fl->ld.what = "none";
	lua_getfield(L, fl->body, "none");
	file->none = load_none(fl);
	fl->ld.what = NULL;
	file->vendor = load_string(&fl->ld, fl->body, "vendor");
	file->class = load_string(&fl->ld, fl->body, "class");
	if (load_strings(&fl->ld, fl->body, "parts", &parts) > 0 && fl->nfiles == 1 &&
	    fl->dirs == NULL)
		load_fail(&fl->ld, "parts: there is no folder to look in");
	if (fl->nfiles > 1) {
		lua_getfield(L, fl->body, "match");
		if (!lua_isnil(L, -1))
			load_fail(&fl->ld, "a part has no match");
		lua_pop(L, 1);
		return;
	}
	fl->f->title = load_string(&fl->ld, fl->body, "title");
	load_match(fl);
	load_pace(fl);
}

struct step {
	struct family_loader *fl;
	struct family_file *file;
	void (*run)(struct family_loader *, struct family_file *);
};

/* The stack: ctx, the list of declarations. */
static int
run_step(lua_State *L)
{
	struct step *s = lua_touserdata(L, 1);
	struct family_loader *fl = s->fl;

	fl->ld.L = L;
	fl->ld.where = fl->ld.what = NULL;
	fl->file = s->file;
	luaL_checkstack(L, 40, "nested too deep");
	if (lua_rawlen(L, 2) != 1)
		return luaL_error(L, "exactly one adapter \"NAME\" { } is expected");
	lua_rawgeti(L, 2, 1);
	lua_getfield(L, -1, "name");
	if (!lua_isstring(L, -1) || strcmp(lua_tostring(L, -1), s->file->name) != 0)
		return luaL_error(L, "the adapter's name is not the file's");
	lua_getfield(L, -2, "body");
	fl->body = lua_gettop(L);
	s->run(fl, s->file);
	return 0;
}

static bool
with_file(struct family_loader *fl, struct family_file *file,
    void (*run)(struct family_loader *, struct family_file *), struct error *e)
{
	struct step s = { fl, file, run };
	size_t n = strlen(file->path);

	lua_pushvalue(sandbox_lua(file->sandbox), -1);
	if (sandbox_protect(file->sandbox, run_step, &s, 1, 0, e))
		return true;
	if (e == NULL || fl->file == file || strncmp(e->text, file->path, n) != 0)
		return false;
	/* What is linked may stand in another file than the one that the sandbox knows. */
	memmove(e->text, e->text + n + 2, strlen(e->text + n + 2) + 1);
	return error_prefix(e, "%s", fl->file->path);
}

static void
file_tables(struct family_loader *fl, struct family_file *file)
{
	family_tables(fl);
}

static void
file_rules(struct family_loader *fl, struct family_file *file)
{
	family_rules(fl);
}

static void
file_link(struct family_loader *fl, struct family_file *file)
{
	family_link(fl);
}

static void
file_builtin(struct family_loader *fl, struct family_file *file)
{
	family_builtin(fl);
}

static bool
find_file(const char *const *dirs, const char *name, char *path, size_t size, struct error *e)
{
	int n;

	if (*name == '\0' || strchr(name, '/') != NULL || *name == '.')
		return error_set(e, "adapter \"%s\": not a name", name);
	for (; dirs != NULL && *dirs != NULL; dirs++) {
		n = snprintf(path, size, "%s/%s.lua", *dirs, name);
		if (n > 0 && (size_t)n < size && access(path, R_OK) == 0)
			return true;
	}
	return error_set(e, "no device family \"%s\"", name);
}

/* Runs a file, if need be, and reads its head. */
static bool
add_file(struct family_loader *fl, const char *name, const char *path, const char *text, size_t len,
    struct error *e)
{
	struct family_file *file = &fl->files[fl->nfiles];
	struct pool *pool = &fl->f->pool;

	if (fl->nfiles == FILES_MAX)
		return error_set(e, "%s: too many parts", path);
	file->name = pool_copy(pool, name, strlen(name));
	file->path = pool_copy(pool, path, strlen(path));
	if (file->name == NULL || file->path == NULL)
		return error_set(e, "no memory");
	if ((file->known = known_file(fl->known, path, text, len, e)) == NULL)
		return false;
	file->sandbox = file->known->sandbox;
	fl->nfiles++;
	return with_file(fl, file, load_head, e);
}

static bool
is_loaded(const struct family_loader *fl, const char *name)
{
	size_t i;

	for (i = 0; i < fl->nfiles; i++)
		if (strcmp(fl->files[i].name, name) == 0)
			return true;
	return false;
}

/* The parts that a loaded file names, and theirs; each file once. */
static bool
add_parts(struct family_loader *fl, struct family_file *file, struct error *e)
{
	lua_State *L = sandbox_lua(file->sandbox);
	const char *names[FILES_MAX];
	char path[4096];
	size_t i, n;

	/* The head has checked the shape: one text or a list of texts. */
	lua_rawgeti(L, -1, 1);
	lua_getfield(L, -1, "body");
	lua_getfield(L, -1, "parts");
	n = lua_istable(L, -1) ? lua_rawlen(L, -1) : lua_isnil(L, -1) ? 0 : 1;
	for (i = 0; i < n && i < FILES_MAX; i++) {
		if (lua_istable(L, -1))
			lua_rawgeti(L, -1, (lua_Integer)i + 1);
		else
			lua_pushvalue(L, -1);
		names[i] = pool_copy(&fl->f->pool, lua_tostring(L, -1), lua_rawlen(L, -1));
		lua_pop(L, 1);
		if (names[i] == NULL)
			return error_set(e, "no memory");
	}
	lua_pop(L, 3);
	if (n > FILES_MAX)
		return error_set(e, "%s: too many parts", file->path);
	for (i = 0; i < n; i++)
		if (!is_loaded(fl, names[i]) &&
		    (!find_file(fl->dirs, names[i], path, sizeof(path), e) ||
			!add_file(fl, names[i], path, NULL, 0, e)))
			return error_prefix(e, "%s: parts", file->path);
	return true;
}

static bool
compile(struct family_loader *fl, const char *name, const char *path, const char *text, size_t len,
    struct error *e)
{
	size_t i;

	if (!add_file(fl, name, path, text, len, e))
		return false;
	for (i = 0; i < fl->nfiles; i++)
		if (!add_parts(fl, &fl->files[i], e))
			return false;
	if (!with_file(fl, &fl->files[0], file_builtin, e))
		return false;
	for (i = 0; i < fl->nfiles; i++)
		if (!with_file(fl, &fl->files[i], file_tables, e))
			return false;
	for (i = 0; i < fl->nfiles; i++)
		if (!with_file(fl, &fl->files[i], file_rules, e))
			return false;
	return with_file(fl, &fl->files[0], file_link, e);
}

/* As family_new_text(), with the files that are known. */
static struct family *
new_family(struct family_files *known, const char *const *dirs, const char *name, const char *path,
    const char *text, size_t len, struct error *e)
{
	struct family *f = calloc(1, sizeof(*f));
	struct family_loader *fl = calloc(1, sizeof(*fl));
	bool ok = false;
	size_t i;

	if (f != NULL && fl != NULL && known != NULL) {
		fl->f = f;
		fl->ld.pool = &f->pool;
		fl->dirs = dirs;
		fl->known = known;
		fl->column = NONE;
		f->name = pool_copy(&f->pool, name, strlen(name));
		ok = compile(fl, name, path, text, len, e);
		for (i = 0; ok && i < fl->nfiles; i++)
			fl->files[i].known->checked = true;
	} else
		error_set(e, "no memory");
	free(fl);
	if (ok)
		return f;
	family_free(f);
	return NULL;
}

struct family *
family_new_text(const char *const *dirs, const char *name, const char *path, const char *text,
    size_t len, struct error *e)
{
	struct family_files *files = family_files_new();
	struct family *f = new_family(files, dirs, name, path, text, len, e);

	family_files_free(files);
	return f;
}

struct family *
family_new(struct family_files *files, const char *const *dirs, const char *name, struct error *e)
{
	char path[4096];

	if (!find_file(dirs, name, path, sizeof(path), e))
		return NULL;
	if (files == NULL)
		return family_new_text(dirs, name, path, NULL, 0, e);
	return new_family(files, dirs, name, path, NULL, 0, e);
}

void
family_free(struct family *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->npatterns; i++)
		if (f->patterns[i]->made)
			regfree(&f->patterns[i]->re);
	for (i = 0; i < f->nconverts; i++)
		convert_free(f->converts[i]);
	pool_free(&f->pool);
	free(f);
}
