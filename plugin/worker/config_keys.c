/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "config_read.h"
#include "field.h"
#include "rows.h"
#include "when.h"

const char *
config_text(struct config_reader *r, const char *key)
{
	size_t len;
	const char *s;

	if (lua_type(r->L, -1) != LUA_TSTRING) {
		config_problem(
		    r, "%s: a text was expected, not a %s", key, luaL_typename(r->L, -1));
		return NULL;
	}
	s = lua_tolstring(r->L, -1, &len);
	if (len == 0 || strlen(s) != len) {
		config_problem(r, "%s: %s", key, len == 0 ? "is empty" : "has a zero byte in it");
		return NULL;
	}
	return s;
}

bool
config_each_text(struct config_reader *r, const struct config_key *key, void *row,
    bool (*each)(struct config_reader *, const char *key, void *row))
{
	size_t n = lua_rawlen(r->L, -1), pairs = 0;
	bool ok = true;

	if (!lua_istable(r->L, -1))
		return each(r, key->name, row);
	for (lua_pushnil(r->L); lua_next(r->L, -2) != 0; lua_pop(r->L, 1))
		pairs++;
	if (n == 0 || pairs != n)
		return config_problem(r, "%s: a text or a list of texts was expected", key->name);
	for (size_t i = 1; i <= n && ok; i++) {
		lua_rawgeti(r->L, -1, (lua_Integer)i);
		ok = each(r, key->name, row);
		lua_pop(r->L, 1);
	}
	return ok;
}

static bool
read_day(struct config_reader *r, const char *key, int32_t *day)
{
	const char *s = config_text(r, key);

	if (s == NULL)
		return false;
	if (!day_parse(s, day))
		return config_problem(r, "%s: not a date (YYYY-MM-DD)", key);
	return true;
}

static bool
read_count(struct config_reader *r, const struct config_key *key, uint32_t *count)
{
	lua_Number n = lua_tonumber(r->L, -1);

	if (lua_type(r->L, -1) != LUA_TNUMBER || !(n >= 0 && n <= key->most) ||
	    n != (lua_Number)(uint32_t)n)
		return config_problem(r, "%s: a whole number from 0 to %u was expected", key->name,
		    (unsigned)key->most);
	*count = (uint32_t)n;
	return true;
}

static bool
read_interval(struct config_reader *r, const char *key, uint32_t *seconds)
{
	const char *s = config_text(r, key);

	if (s == NULL)
		return false;
	if (!interval_parse(s, seconds) || *seconds == 0)
		return config_problem(
		    r, "%s: not a duration such as \"5m\", \"6h\" or \"1d\"", key);
	return true;
}

static bool
read_flag(struct config_reader *r, const char *key, bool *flag)
{
	if (!lua_isboolean(r->L, -1))
		return config_problem(r, "%s: true or false was expected", key);
	*flag = lua_toboolean(r->L, -1);
	return true;
}

/* The members' types are those that the keys' tables say; see config_key. */
static bool
read_key(struct config_reader *r, const struct config_key *key, void *row)
{
	void *member = (char *)row + key->offset;

	switch (key->type) {
	case KEY_TEXT: return (*(const char **)member = config_text(r, key->name)) != NULL;
	case KEY_DAY: return read_day(r, key->name, member);
	case KEY_COUNT: return read_count(r, key, member);
	case KEY_INTERVAL: return read_interval(r, key->name, member);
	case KEY_FLAG: return read_flag(r, key->name, member);
	case KEY_CUSTOM: return key->read(r, key, row);
	case KEY_PASSED: return true;
	}
	return false;
}

static bool
unknown_key(struct config_reader *r, const struct config_key *keys, const char *name)
{
	const char *near = nearest_word(name, &keys->name, sizeof *keys);

	return config_problem(r, "unknown key \"%.60s\"%s%s%s", name,
	    near != NULL ? "; did you mean " : "", near != NULL ? near : "",
	    near != NULL ? "?" : "");
}

static bool
known(const struct config_key *keys, const char *name)
{
	for (; keys->name != NULL; keys++)
		if (strcmp(keys->name, name) == 0)
			return true;
	return false;
}

static bool
refuse_unknown(struct config_reader *r, const struct config_key *keys)
{
	bool ok = true;

	for (lua_pushnil(r->L); lua_next(r->L, -2) != 0; lua_pop(r->L, 1)) {
		if (lua_type(r->L, -2) != LUA_TSTRING)
			ok = config_problem(r, "a value without a key");
		else if (!known(keys, lua_tostring(r->L, -2)))
			ok = unknown_key(r, keys, lua_tostring(r->L, -2));
	}
	return ok;
}

bool
config_read_keys(struct config_reader *r, const struct config_key *keys, void *row)
{
	bool ok = refuse_unknown(r, keys);

	for (; keys->name != NULL; keys++) {
		lua_getfield(r->L, -1, keys->name);
		if (!lua_isnil(r->L, -1) && !read_key(r, keys, row))
			ok = false;
		lua_pop(r->L, 1);
	}
	return ok;
}
