/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_SAX_H
#define DECOM_SAX_H

#include <sys/types.h>

#include "engine.h"

/*
 * libxml2's SAX2 parser in front of an engine: strict, no tree, no network,
 * no file but the one that is fed.  Entities that the document itself
 * declares are replaced, within bounds; external ones are refused.
 */
#define ENTITIES_MAX 1000           /* declarations of one document */
#define ENTITY_MAX (64 * 1024)      /* bytes that one stands for */
#define EXPANSION_MAX (1024 * 1024) /* bytes of all references, besides ten times what was read */

struct sax;

/* NULL without memory. */
struct sax *sax_new(struct engine *);
void sax_free(struct sax *);

/*
 * Read a whole document; read gives up to n bytes, 0 at the end, -1 having
 * failed the engine.  False without memory.
 */
bool sax_pull(struct sax *, ssize_t (*read)(void *, char *, size_t n), void *ctx);

/*
 * The same the other way round, for repair.c, which may have put an element
 * round the document: feed piece by piece, then end.  A little slower.
 * False when there is nothing more to do: failed, or the sink has enough.
 */
bool sax_feed(struct sax *, const char *, size_t);
void sax_end(struct sax *);
uint32_t sax_line(struct sax *); /* of the error, or the current one */
int sax_level(struct sax *);     /* elements that are open */

/* The element that repair.c puts round a forest. */
#define SAX_FOREST "decom-forest"

/* entity.c: declared entities and what they stand for. */
struct entities;

struct entities *entities_new(void);
void entities_free(struct entities *);

/* value: its replacement text as declared; NULL: external. */
void entities_add(struct entities *, const char *name, const char *value);

/* What a name stands for, with *why set if it cannot be had; NULL, and *why NULL: not declared. */
const char *entities_get(struct entities *, const char *name, const char **why);

#endif
