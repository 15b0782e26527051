/* SPDX-License-Identifier: BSD-2-Clause */
#include "sax.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

struct sax {
	struct engine *e;
	xmlParserCtxtPtr ctxt; /* NULL: nothing read yet */
	ssize_t (*source)(void *, char *, size_t);
	void *source_ctx;
	struct entities *entities;
	bool repaired; /* repair.c stands in front */
	bool forest;   /* the outermost element is its, not the document's */
	bool grouped;  /* roots of a forest stand under one that we made up */
	int depth;
	uint32_t roots;
	uint32_t line; /* of the error; 0: none */
	uint64_t read, expanded;
	xmlEntity entity; /* what getEntity hands out */
};

static uint32_t
current_line(void *parser)
{
	struct sax *s = parser;

	if (s->ctxt == NULL || s->ctxt->input == NULL || s->ctxt->input->line <= 0)
		return 0;
	return (uint32_t)s->ctxt->input->line + s->e->lines_cut;
}

/* Our own reason to end: the parser stops at once. */
static void
refuse(struct sax *s, const char *what)
{
	if (!s->e->failed)
		s->line = current_line(s);
	engine_fail(s->e, "%s", what);
	xmlStopParser(s->ctxt);
}

static void
stop_if_done(struct sax *s)
{
	if (!s->e->failed && !s->e->stopped)
		return;
	if (s->line == 0)
		s->line = current_line(s);
	xmlStopParser(s->ctxt);
}

/* Without the names that stand in the document: what a person can act on. */
static const char *
describe(int code)
{
	static const struct {
		int code;
		const char *text;
	} table[] = {
		{ XML_ERR_DOCUMENT_EMPTY, "no element" },
		{ XML_ERR_DOCUMENT_START, "text before the root element" },
		{ XML_ERR_DOCUMENT_END, "something after the root element" },
		{ XML_ERR_INVALID_CHAR, "a character that XML or the encoding does not allow" },
		{ XML_ERR_INVALID_HEX_CHARREF, "a character reference that is none" },
		{ XML_ERR_INVALID_DEC_CHARREF, "a character reference that is none" },
		{ XML_ERR_INVALID_CHARREF, "a character reference that is none" },
		{ XML_ERR_ENTITYREF_SEMICOL_MISSING, "an ampersand that is not escaped" },
		{ XML_ERR_NAME_REQUIRED, "an ampersand or \"<\" that is not escaped" },
		{ XML_ERR_UNDECLARED_ENTITY, "an entity that is not declared" },
		{ XML_ERR_ENTITY_LOOP, "entities that contain each other or grow without bound" },
		{ XML_ERR_ENTITY_IS_EXTERNAL, "an external entity" },
		{ XML_ERR_UNSUPPORTED_ENCODING, "an encoding that is not supported" },
		{ XML_ERR_UNKNOWN_ENCODING, "an encoding that is not known" },
		{ XML_ERR_INVALID_ENCODING, "bytes that are not in the encoding declared" },
		{ XML_I18N_CONV_FAILED, "bytes that are not in the encoding declared" },
		{ XML_ERR_ATTRIBUTE_NOT_STARTED, "an attribute without quotes" },
		{ XML_ERR_ATTRIBUTE_NOT_FINISHED, "an attribute that does not end" },
		{ XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "an attribute without a value" },
		{ XML_ERR_ATTRIBUTE_REDEFINED, "an attribute twice in one element" },
		{ XML_ERR_LT_IN_ATTRIBUTE, "\"<\" in an attribute" },
		{ XML_ERR_COMMENT_NOT_FINISHED, "a comment that does not end" },
		{ XML_ERR_CDATA_NOT_FINISHED, "a CDATA section that does not end" },
		{ XML_ERR_RESERVED_XML_NAME, "an XML declaration that is not at the start" },
		{ XML_ERR_GT_REQUIRED, "a tag that does not end" },
		{ XML_ERR_TAG_NAME_MISMATCH, "an end tag that fits no start tag" },
		{ XML_ERR_TAG_NOT_FINISHED, "ends inside an element" },
		{ XML_ERR_NAME_TOO_LONG, "a name that is too long" },
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].code == code)
			return table[i].text;
	return NULL;
}

static void
on_error(void *ctx, xmlErrorPtr err)
{
	struct sax *s = ctx;
	const char *text;

	if (err == NULL || err->level < XML_ERR_FATAL || s->e->failed || s->e->stopped)
		return;
	s->line = err->line > 0 ? (uint32_t)err->line + s->e->lines_cut : current_line(s);
	text = describe(err->code);
	if (err->code == XML_ERR_DOCUMENT_END && s->depth > 0)
		text = "ends inside an element";
	else if (err->code == XML_ERR_DOCUMENT_END && s->roots == 0)
		text = "no element";
	if (text != NULL)
		engine_fail(s->e, "not well-formed: %s", text);
	else
		engine_fail(s->e, "not well-formed (libxml2 error %d)", err->code);
}

/* True if the element is the document's root (or one of a forest's) and not for this adapter. */
static bool
wrong_root(struct sax *s, const char *name, const char *uri)
{
	char text[160];

	if (adapter_accepts(s->e->adapter, name, uri))
		return false;
	snprintf(text, sizeof(text), "root element \"%.80s\" is not for adapter %s", name,
	    s->e->adapter->name);
	refuse(s, text);
	return true;
}

/* Whether such roots stand in a row without one around them. */
static bool
is_tree_of_forest(const struct adapter *a, const char *name)
{
	size_t i;

	for (i = 0; i < a->nforest; i++)
		if (strcmp(a->forest[i], name) == 0)
			return true;
	return false;
}

static bool
start_root(struct sax *s, const char *name, const char *uri)
{
	struct adapter *a = s->e->adapter;
	struct element root = { .name = a->roots[0] };

	s->roots++;
	if (s->forest && s->roots > 1)
		s->e->repairs++;
	if (s->grouped)
		return true;
	if (s->forest && s->roots == 1 && is_tree_of_forest(a, name) &&
	    strpbrk(a->roots[0], "*?") == NULL) {
		s->grouped = true;
		engine_start(s->e, &root);
		return true;
	}
	return !wrong_root(s, name, uri);
}

static void
on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nspaces,
    const xmlChar **spaces, int nattrs, int ndefault, const xmlChar **attrs)
{
	struct sax *s = ctx;
	struct element el = { (const char *)name, (const char *)uri, nattrs, attrs };
	int depth = s->depth++;

	(void)prefix;
	(void)nspaces;
	(void)spaces;
	(void)ndefault;
	if (depth == 0 && s->repaired && strcmp(el.name, SAX_FOREST) == 0) {
		s->forest = true;
		return;
	}
	if (depth == (s->forest ? 1 : 0) && !start_root(s, el.name, el.uri))
		return;
	engine_start(s->e, &el);
	if (s->e->failed || s->e->stopped)
		stop_if_done(s);
}

static void
on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct sax *s = ctx;

	(void)name;
	(void)prefix;
	(void)uri;
	if (--s->depth == 0 && s->forest)
		return;
	engine_end(s->e);
	if (s->e->failed || s->e->stopped)
		stop_if_done(s);
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
	struct sax *s = ctx;

	engine_text(s->e, (const char *)text, (size_t)n);
}

static void
on_entity_declared(void *ctx, const xmlChar *name, int type, const xmlChar *public,
    const xmlChar *system, xmlChar *content)
{
	struct sax *s = ctx;

	(void)public;
	(void)system;
	if (type == XML_INTERNAL_GENERAL_ENTITY)
		entities_add(s->entities, (const char *)name, (const char *)content);
	else if (type == XML_EXTERNAL_GENERAL_PARSED_ENTITY ||
		 type == XML_EXTERNAL_GENERAL_UNPARSED_ENTITY)
		entities_add(s->entities, (const char *)name, NULL);
}

/* The text of an entity, within the document's budget. */
static const char *
entity_text(void *parser, const char *name)
{
	struct sax *s = parser;
	const char *why, *text = entities_get(s->entities, name, &why);
	size_t n = text != NULL ? strlen(text) : 0;

	if (text == NULL) {
		refuse(s, why != NULL ? why : "an entity that is not declared");
		return NULL;
	}
	s->expanded += n;
	if (s->expanded > EXPANSION_MAX + 10 * s->read) {
		refuse(s, "entities that grow without bound");
		return NULL;
	}
	return text;
}

/*
 * In content the parser delivers a predefined entity's text at once, without
 * a parser of its own; so that is what all are made to be.  In an attribute
 * the reference stays as it is and engine_attribute() replaces it.
 */
static xmlEntityPtr
on_entity(void *ctx, const xmlChar *name)
{
	struct sax *s = ctx;
	const char *text;
	bool attribute = s->ctxt->instate == XML_PARSER_ATTRIBUTE_VALUE;

	if (s->ctxt->inSubset != 0)
		return NULL; /* the parser only looks whether it has been declared */
	if ((text = entity_text(s, (const char *)name)) == NULL)
		return NULL;
	memset(&s->entity, 0, sizeof(s->entity));
	s->entity.type = XML_ENTITY_DECL;
	s->entity.name = name;
	s->entity.etype = attribute ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY;
	s->entity.content = (xmlChar *)text;
	s->entity.length = (int)strlen(text);
	s->entity.checked = 2;
	return &s->entity;
}

static xmlParserInputPtr
no_input(void *ctx, const xmlChar *public, const xmlChar *system)
{
	(void)ctx;
	(void)public;
	(void)system;
	return NULL;
}

static xmlParserInputPtr
no_external(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	(void)url;
	(void)id;
	(void)ctxt;
	return NULL;
}

static const xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_text,
	.entityDecl = on_entity_declared,
	.getEntity = on_entity,
	.resolveEntity = no_input,
	.serror = on_error,
};

struct sax *
sax_new(struct engine *e)
{
	struct sax *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	xmlSetExternalEntityLoader(no_external);
	s->e = e;
	s->entities = entities_new();
	if (s->entities == NULL) {
		sax_free(s);
		return NULL;
	}
	e->parser = s;
	e->line = current_line;
	e->entity = entity_text;
	return s;
}

void
sax_free(struct sax *s)
{
	if (s == NULL)
		return;
	if (s->ctxt != NULL) {
		xmlFreeDoc(s->ctxt->myDoc);
		s->ctxt->myDoc = NULL;
		xmlFreeParserCtxt(s->ctxt);
	}
	s->e->parser = NULL;
	s->e->line = NULL;
	s->e->entity = NULL;
	entities_free(s->entities);
	free(s);
}

/* libxml2 takes a short answer for the end of what it may look ahead: give all that it asks for. */
static int
on_read(void *ctx, char *buf, int n)
{
	struct sax *s = ctx;
	size_t len = 0;
	ssize_t got = 1;

	while (got > 0 && len < (size_t)n && !s->e->failed && !s->e->stopped) {
		got = s->source(s->source_ctx, buf + len, (size_t)n - len);
		len += got > 0 ? (size_t)got : 0;
	}
	s->read += len;
	return (int)len;
}

/* What is left to say when the parser has come to the end. */
static void
finish(struct sax *s)
{
	if (s->e->failed || s->e->stopped)
		return;
	if (!s->ctxt->wellFormed)
		refuse(s, "not well-formed");
	else if (s->grouped)
		engine_end(s->e);
}

bool
sax_pull(struct sax *s, ssize_t (*source)(void *, char *, size_t), void *ctx)
{
	xmlSAXHandler h = handler;

	s->source = source;
	s->source_ctx = ctx;
	s->ctxt = xmlCreateIOParserCtxt(&h, s, on_read, NULL, s, XML_CHAR_ENCODING_NONE);
	if (s->ctxt == NULL)
		return false;
	xmlCtxtUseOptions(s->ctxt, XML_PARSE_NONET);
	xmlParseDocument(s->ctxt);
	finish(s);
	return true;
}

bool
sax_feed(struct sax *s, const char *bytes, size_t n)
{
	xmlSAXHandler h = handler;

	if (s->ctxt == NULL) {
		s->repaired = true;
		if ((s->ctxt = xmlCreatePushParserCtxt(&h, s, NULL, 0, NULL)) == NULL)
			return engine_fail(s->e, "no memory");
		xmlCtxtUseOptions(s->ctxt, XML_PARSE_NONET);
	}
	s->read += n;
	xmlParseChunk(s->ctxt, bytes, (int)n, 0);
	return !s->e->failed && !s->e->stopped;
}

void
sax_end(struct sax *s)
{
	if (s->ctxt == NULL && !sax_feed(s, "", 0))
		return;
	if (!s->e->failed && !s->e->stopped)
		xmlParseChunk(s->ctxt, NULL, 0, 1);
	finish(s);
}

uint32_t
sax_line(struct sax *s)
{
	return s->line != 0 ? s->line : current_line(s);
}

int
sax_level(struct sax *s)
{
	return s->depth;
}
