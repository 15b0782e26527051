/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "allowed.h"
#include "field.h"
#include "sandbox_internal.h"

/* Files of scripts: read, compiled as text, given globals of their own. */

#define TEXT_MAX (1 << 20) /* bytes of a file: what is larger is no declaration */

static int
env_missing(lua_State *L)
{
	const char *name = luaL_checkstring(L, 2), *names[128], *near;
	size_t n = 0;

	for (lua_pushnil(L); lua_next(L, 1) != 0 && n < 127; lua_pop(L, 1))
		if (lua_type(L, -2) == LUA_TSTRING)
			names[n++] = lua_tostring(L, -2);
	names[n] = NULL;
	if ((near = nearest_word(name, names, sizeof *names)) != NULL)
		return luaL_error(L, "unknown word '%s' (did you mean '%s'?)", name, near);
	return luaL_error(L, "unknown word '%s'", name);
}

/* Light userdata struct chunk, table of globals or nil -> the loaded function, its globals set. */
struct chunk {
	const char *text;
	size_t len;
	char name[256];
	bool plain; /* no metatables: for declarations */
};

static void
copy_fields(lua_State *L, int from, int to)
{
	for (lua_pushnil(L); lua_next(L, from) != 0;) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, to);
	}
}

static int
load_chunk(lua_State *L)
{
	const struct chunk *c = lua_touserdata(L, 1);

	if (luaL_loadbufferx(L, c->text, c->len, c->name, "t") != LUA_OK)
		return lua_error(L);
	lua_newtable(L);
	lua_getfield(L, LUA_REGISTRYINDEX, ALLOWED);
	copy_fields(L, lua_gettop(L), lua_gettop(L) - 1);
	lua_pop(L, 1);
	if (lua_istable(L, 2))
		copy_fields(L, 2, lua_gettop(L));
	if (c->plain) {
		lua_pushnil(L);
		lua_setfield(L, -2, "setmetatable");
	}
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, env_missing);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	freeze(L, NULL);
	lua_setupvalue(L, -2, 1);
	return 1;
}

static bool
remember_path(struct sandbox *sb, const char *path)
{
	char *copy = strdup(path), *slash;

	if (copy == NULL)
		return false;
	free(sb->path);
	sb->path = copy;
	sb->chunk = (slash = strrchr(copy, '/')) == NULL ? copy : slash + 1;
	return true;
}

/* A byte-order mark and a first line that starts with '#' are no Lua. */
static void
skip_preamble(struct chunk *c)
{
	if (c->len >= 3 && memcmp(c->text, "\xef\xbb\xbf", 3) == 0) {
		c->text += 3;
		c->len -= 3;
	}
	if (c->len > 0 && c->text[0] == '#')
		for (; c->len > 0 && c->text[0] != '\n'; c->len--)
			c->text++;
}

bool
sandbox_load_text(struct sandbox *sb, const char *path, const char *text, size_t len, int globals,
    bool plain, struct error *e)
{
	struct chunk c = { .text = text, .len = len, .plain = plain };

	if (!remember_path(sb, path))
		return error_set(e, "%s: no memory", path);
	skip_preamble(&c);
	snprintf(c.name, sizeof c.name, "@%s", sb->chunk);
	if (globals == 0)
		lua_pushnil(sb->L);
	else
		lua_pushvalue(sb->L, globals);
	return sandbox_protect(sb, load_chunk, &c, 1, 1, e);
}

bool
sandbox_run_text(struct sandbox *sb, const char *name, const char *text, size_t len, int globals,
    struct error *e)
{
	return sandbox_load_text(sb, name, text, len, globals, false, e) &&
	       sandbox_call(sb, 0, 1, e);
}

/* A regular file of sane size; a pipe or device would hold us up. */
static char *
read_file(const char *path, size_t *len, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd == -1 || fstat(fd, &st) == -1)
		error_set(e, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		error_set(e, "%s: not a regular file", path);
	else if (st.st_size > TEXT_MAX)
		error_set(e, "%s: larger than %d bytes", path, TEXT_MAX);
	else if ((text = malloc((size_t)st.st_size + 1)) == NULL)
		error_set(e, "%s: no memory", path);
	for (*len = 0; text != NULL && *len < (size_t)st.st_size; *len += (size_t)n)
		if ((n = read(fd, text + *len, (size_t)st.st_size - *len)) <= 0)
			break;
	if (fd != -1)
		close(fd);
	return text;
}

bool
sandbox_load_file(struct sandbox *sb, const char *path, int globals, bool plain, struct error *e)
{
	size_t len;
	char *text = read_file(path, &len, e);
	bool ok;

	if (text == NULL)
		return false;
	ok = sandbox_load_text(sb, path, text, len, globals, plain, e);
	free(text);
	return ok;
}

bool
sandbox_run(struct sandbox *sb, const char *path, int globals, struct error *e)
{
	return sandbox_load_file(sb, path, globals, false, e) && sandbox_call(sb, 0, 1, e);
}
