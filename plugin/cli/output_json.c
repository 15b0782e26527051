/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"
#include "text.h"

static const char *
escape(uint32_t c)
{
	switch (c) {
	case '"': return "\\\"";
	case '\\': return "\\\\";
	case '\b': return "\\b";
	case '\f': return "\\f";
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	default: return NULL;
	}
}

void
output_json_string(const char *s, FILE *f)
{
	uint32_t c;

	putc('"', f);
	while (*s != '\0') {
		s = text_next(s, &c);
		if (escape(c) != NULL)
			fputs(escape(c), f);
		else if (text_control(c))
			fprintf(f, "\\u%04x", (unsigned)c);
		else
			text_put(c, f);
	}
	putc('"', f);
}

void
output_json_value(enum output_type type, const char *s, FILE *f)
{
	if (type == OUTPUT_TEXT)
		output_json_string(s, f);
	else
		fputs(s, f);
}

static void
json_begin(struct output *o)
{
	putc('[', o->file);
}

static void
json_row(struct output *o, const char *const *cells)
{
	const char *comma = "";

	fputs(o->rows > 0 ? ",\n {" : "\n {", o->file);
	for (size_t i = 0; i < o->n; i++) {
		if (cells[i] == NULL)
			continue;
		fprintf(o->file, "%s\"%s\": ", comma, o->columns[i].name);
		output_json_value(o->columns[i].type, cells[i], o->file);
		comma = ", ";
	}
	putc('}', o->file);
}

static void
json_end(struct output *o)
{
	fputs(o->rows > 0 ? "\n]\n" : "]\n", o->file);
}

const struct output_format output_json = {
	.name = "json", .begin = json_begin, .row = json_row, .end = json_end
};
