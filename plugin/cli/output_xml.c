/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "output.h"
#include "text.h"

/* XML 1.0 has no way to write most controls: they become U+FFFD. */
static uint32_t
allowed(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		return c;
	return c < 0x20 || c == 0xfffe || c == 0xffff ? TEXT_REPLACEMENT : c;
}

static void
print_xml(const char *s, FILE *f)
{
	uint32_t c;

	while (*s != '\0') {
		s = text_next(s, &c);
		switch (c) {
		case '<': fputs("&lt;", f); continue;
		case '>': fputs("&gt;", f); continue;
		case '&': fputs("&amp;", f); continue;
		}
		c = allowed(c);
		if (text_control(c) && c != '\n' && c != '\t')
			fprintf(f, "&#%u;", (unsigned)c);
		else
			text_put(c, f);
	}
}

/* asset: assets; policy: policies */
static void
print_root(const struct output *o, const char *open)
{
	int len = (int)strlen(o->noun);

	if (o->noun[len - 1] == 'y')
		fprintf(o->file, "<%s%.*sies>\n", open, len - 1, o->noun);
	else
		fprintf(o->file, "<%s%ss>\n", open, o->noun);
}

static void
xml_begin(struct output *o)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", o->file);
	print_root(o, "");
}

static void
xml_row(struct output *o, const char *const *cells)
{
	fprintf(o->file, " <%s>\n", o->noun);
	for (size_t i = 0; i < o->n; i++) {
		if (cells[i] == NULL)
			continue;
		fprintf(o->file, "  <%s>", o->columns[i].name);
		print_xml(cells[i], o->file);
		fprintf(o->file, "</%s>\n", o->columns[i].name);
	}
	fprintf(o->file, " </%s>\n", o->noun);
}

static void
xml_end(struct output *o)
{
	print_root(o, "/");
}

const struct output_format output_xml = {
	.name = "xml", .begin = xml_begin, .row = xml_row, .end = xml_end
};
