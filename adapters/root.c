/* SPDX-License-Identifier: BSD-2-Clause */
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "adapter.h"
#include "input.h"

/* The root must begin within the first bytes of a document. */
#define HEAD (256 * 1024)

struct root {
	xmlParserCtxtPtr ctxt;
	bool found;
	char *name, *uri;
	size_t name_size, uri_size;
};

static void
on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nspaces,
    const xmlChar **spaces, int nattrs, int ndefault, const xmlChar **attrs)
{
	struct root *r = ctx;

	(void)prefix;
	(void)nspaces;
	(void)spaces;
	(void)nattrs;
	(void)ndefault;
	(void)attrs;
	if (r->found)
		return;
	r->found = true;
	snprintf(r->name, r->name_size, "%s", (const char *)name);
	snprintf(r->uri, r->uri_size, "%s", uri != NULL ? (const char *)uri : "");
	xmlStopParser(r->ctxt);
}

static void
on_error(void *ctx, xmlErrorPtr err)
{
	(void)ctx;
	(void)err;
}

/* Text before the document, as browsers put there: what repair would cut. */
static size_t
preamble(const char *s, size_t n)
{
	size_t i;

	if (n < 4 || (unsigned char)s[0] >= 0xef || s[0] == '\0' || s[1] == '\0')
		return 0; /* a byte-order mark or a wide encoding */
	for (i = 0; i + 1 < n; i++)
		if (s[i] == '<' && (s[i + 1] == '?' || s[i + 1] == '!' || s[i + 1] == '_' ||
				       (s[i + 1] >= 'a' && s[i + 1] <= 'z') ||
				       (s[i + 1] >= 'A' && s[i + 1] <= 'Z')))
			return i;
	return 0;
}

static bool
find(struct root *r, struct input *in, struct error *e)
{
	char buf[16 * 1024];
	size_t total = 0, skip;
	ssize_t n;

	while (!r->found && total < HEAD && (n = input_read(in, buf, sizeof(buf), e)) != 0) {
		if (n < 0)
			return false;
		skip = total == 0 ? preamble(buf, (size_t)n) : 0;
		total += (size_t)n;
		if (xmlParseChunk(r->ctxt, buf + skip, (int)((size_t)n - skip), 0) != 0 &&
		    !r->found)
			break;
	}
	if (!r->found)
		xmlParseChunk(r->ctxt, NULL, 0, 1);
	return r->found || error_set(e, "not an XML document");
}

static xmlEntityPtr
no_entity(void *ctx, const xmlChar *name)
{
	(void)ctx;
	(void)name;
	return NULL;
}

bool
adapter_root(
    const char *path, char *name, size_t name_size, char *uri, size_t uri_size, struct error *e)
{
	struct root r = { .name = name, .uri = uri, .name_size = name_size, .uri_size = uri_size };
	xmlSAXHandler h = { .initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.serror = on_error,
		.getEntity = no_entity };
	struct input *in = input_file(path, e);
	bool ok;

	if (in == NULL)
		return false;
	if ((r.ctxt = xmlCreatePushParserCtxt(&h, &r, NULL, 0, NULL)) == NULL) {
		input_free(in);
		return error_set(e, "no memory");
	}
	xmlCtxtUseOptions(r.ctxt, XML_PARSE_NONET);
	ok = find(&r, in, e) || error_prefix(e, "%s", path);
	xmlFreeDoc(r.ctxt->myDoc);
	xmlFreeParserCtxt(r.ctxt);
	input_free(in);
	return ok;
}
