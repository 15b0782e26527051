/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CONFIG_H
#define DECOM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "sandbox.h"

/*
 * What decom.lua says (decom.lua(5)), checked.  The config owns everything in
 * it: strings belong to its Lua state, which stays open because an adapter is
 * made from the table of its source.  Plain data: nobody changes it.
 */
struct config_site {
	const char *name;
	uint32_t line;          /* of the declaration, as in every struct here */
	int32_t exit_date;      /* day, DAY_ABSENT if none */
	uint32_t pue;           /* thousandths; 1000 if not said */
	int64_t tariff;         /* minor units of the currency per MWh; MONEY_ABSENT if none */
	uint32_t rollback_days; /* after a cutover, until it counts as migrated */
	const char *zone;       /* of its days, zone.h knows it; NULL: UTC */
	uint8_t business_cycle; /* enum business_cycle of its assets, U8_ABSENT if not said */
};

/* A passphrase or community: in a file that only its owner can read, or (communities) as text. */
struct config_secret {
	const char *protocol; /* "SHA-256", "AES"; NULL for a community */
	const char *file;     /* NULL: none */
	const char *text;     /* NULL: none; never to be shown */
};

/*
 * The first line of the secret's file, or the text of the configuration; NULL,
 * and true, if there is neither.  The file is checked again when it is
 * opened.  To be freed by config_secret_free(), which wipes it.
 */
bool config_secret_read(const struct config_secret *, char **text, struct error *);
void config_secret_free(char *); /* NULL is fine */

struct config_credential {
	const char *name;
	uint32_t line;
	uint32_t version;                /* 1, 2 or 3 */
	const char *user;                /* version 3 */
	struct config_secret auth, priv; /* version 3 */
	struct config_secret community;  /* versions 1 and 2 */
};

enum { CONFIG_SOURCES_MAX = 120 };

struct config_source {
	const char *name;
	uint32_t line;
	const char *adapter;
	const char **files; /* paths, folders or globs; relative ones already resolved */
	size_t nfiles;
	const char **agents; /* see agent_list.h; "known" is in it as such */
	size_t nagents;
	const char **agent_files; /* lists of agents; already resolved */
	size_t nagent_files;
	const char **credentials; /* names, in the order in which to try them */
	size_t ncredentials;
	uint32_t every; /* seconds between two readings */
	bool repair;
	uint64_t
	    prefer; /* bit n: it wins field n of asset_fields over those that do not prefer it */
	int ref;    /* of its table, in the registry of config->sandbox */
};

/* What judges where no policy is declared. */
#define CONFIG_DEFAULT_POLICY "recommended"

struct config_policy {
	const char *name;
	uint32_t line;    /* 0: not declared, the default one */
	const char *file; /* where it was found */
};

/* Where files of one kind are looked up: the user's own folder first, NULL at the end. */
struct config_dirs {
	char own[1024], shipped[1024];
	const char *list[3];
};

struct config {
	char *path;
	char *folder;         /* of path, without a trailing slash; "." if path has none */
	int32_t as_of;        /* day, DAY_ABSENT: today */
	const char *currency; /* ISO 4217 */
	unsigned digits;      /* of its minor unit */
	struct config_site *sites;
	size_t nsites;
	struct config_credential *credentials;
	size_t ncredentials;
	struct config_source *sources;
	size_t nsources;
	struct config_policy *policies;
	size_t npolicies;
	struct config_dirs adapter_dirs, policy_dirs;
	struct sandbox *sandbox;
};

/* Told of one problem: "decom.lua:7: source "cmdb": files: missing". */
struct config_report {
	void (*problem)(void *ctx, const char *text);
	void *ctx;
};

/* NULL if the file cannot be read or anything in it is wrong: the error is the first problem. */
struct config *config_load(const char *path, struct error *);

/* The same of text in memory; path is what errors call it and where relative names start. */
struct config *config_parse(const char *path, const char *text, size_t len, struct error *);

/*
 * For those who want to hear everything: reports every problem and returns
 * what is sound, without the declarations that are not.  NULL if the file is
 * no list of declarations at all.
 */
struct config *config_load_all(const char *path, const struct config_report *);

void config_free(struct config *); /* NULL is fine */

/* The credential of this name; NULL: none. */
const struct config_credential *config_credential_named(const struct config *, const char *);
const struct config_site *config_site_named(const struct config *, const char *); /* case ignored */
const struct config_source *config_source_named(const struct config *, const char *);

/* Below the folder of path (a configuration, need not exist) and below the data folder. */
enum config_kind { CONFIG_ADAPTERS, CONFIG_POLICIES };
bool config_dirs(const char *path, enum config_kind, struct config_dirs *);

#endif
