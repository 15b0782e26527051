/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys.h"

#include <string.h>
#include <unistd.h>

#include "worker/config.h"
#include "worker/polling.h"

/* A shorter one stands in too many texts by chance: only a text that is nothing else is one. */
enum { SECRET_LEAST = 4 };

void
keys_free(struct keys *k)
{
	while (k->nsecrets > 0)
		config_secret_free(k->secrets[--k->nsecrets]);
	k->n = 0;
}

bool
keys_within(const struct keys *k, const void *bytes, size_t n)
{
	size_t i, len;

	for (i = 0; i < k->nsecrets; i++) {
		len = strlen(k->secrets[i]);
		if (len == n && n > 0 && memcmp(bytes, k->secrets[i], n) == 0)
			return true;
		if (len >= SECRET_LEAST && memmem(bytes, n, k->secrets[i], len) != NULL)
			return true;
	}
	return false;
}

static bool
add_key(struct keys *k, struct poller *p, const struct config_credential *c, struct error *e)
{
	int number;

	if (k->n == KEYS_MAX)
		return error_set(e, "more than %d credentials", KEYS_MAX);
	if ((number = polling_credential(p, c, e)) < 0)
		return false;
	k->list[k->n++] = number;
	return true;
}

static bool
add_public(struct keys *k, struct poller *p, const char *why, struct error *e)
{
	const struct poller_credential key = {
		.name = "public", .version = 2, .community = "public"
	};
	int number = poller_credential(p, &key, e);

	if (number < 0)
		return false;
	fprintf(stderr, "decom: %s: trying community \"public\" by version 2c\n", why);
	k->list[k->n++] = number;
	return true;
}

static bool
add_named(
    struct keys *k, struct poller *p, const struct config *c, const char *name, struct error *e)
{
	const struct config_credential *found = config_credential_named(c, name);

	if (found == NULL)
		return error_set(e, "%s: no credential \"%s\"", c->path, name);
	return add_key(k, p, found, e);
}

/* One that cannot be used shall not keep the others from being tried. */
static bool
add_all(struct keys *k, struct poller *p, const struct config *c, struct error *e)
{
	size_t i;

	for (i = 0; i < c->ncredentials; i++)
		if (!add_key(k, p, &c->credentials[i], e))
			fprintf(stderr, "decom: warning: %s\n", e->text);
	if (c->ncredentials == 0)
		return add_public(k, p, "no credentials are configured", e);
	return k->n > 0;
}

/* What cannot be read cannot be looked for: that is told, unless it is tried and told then. */
static void
learn_secret(struct keys *k, const struct config_credential *c, const struct config_secret *secret,
    bool tell)
{
	struct error e;
	char *text;

	if (!config_secret_read(secret, &text, &e)) {
		if (tell)
			fprintf(stderr, "decom: warning: credential \"%s\": %s\n", c->name, e.text);
	} else if (text != NULL)
		k->secrets[k->nsecrets++] = text;
}

/* All of them: what is not tried may be said by an agent all the same. */
static bool
learn_secrets(struct keys *k, const struct config *c, bool tell, struct error *e)
{
	if (c->ncredentials > KEYS_MAX)
		return error_set(e, "more than %d credentials", KEYS_MAX);
	for (size_t i = 0; i < c->ncredentials; i++) {
		const struct config_credential *one = &c->credentials[i];

		learn_secret(k, one, &one->community, tell);
		learn_secret(k, one, &one->auth, tell);
		learn_secret(k, one, &one->priv, tell);
	}
	return true;
}

static void
keep_first(void *ctx, const char *text)
{
	struct error *first = ctx;

	if (first->text[0] == '\0')
		error_set(first, "%s", text);
}

/* Credentials are tried before sources are declared, so what is wrong elsewhere does not matter. */
bool
keys_load(struct keys *k, const struct cli *cli, struct poller *p, const char *const *names,
    size_t nnames, struct error *e)
{
	struct error problem = { "" };
	const struct config_report report = { keep_first, &problem };
	struct config *c;
	bool ok;
	size_t i;

	*k = (struct keys){ .n = 0 };
	if (nnames == 0 && access(cli->config, F_OK) != 0)
		return add_public(k, p, "no configuration", e);
	if ((c = config_load_all(cli->config, &report)) == NULL)
		return error_set(e, "%s", problem.text);
	ok = learn_secrets(k, c, nnames > 0, e);
	for (i = 0; ok && i < nnames; i++)
		ok = add_named(k, p, c, names[i], e);
	if (ok && nnames == 0)
		ok = add_all(k, p, c, e);
	if (problem.text[0] != '\0' && (!ok || c->ncredentials == 0))
		fprintf(stderr, "decom: warning: %s\n", problem.text);
	config_free(c);
	return ok;
}
