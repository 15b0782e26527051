/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "output.h"

const struct output_format *
output_format_named(const char *name)
{
	static const struct output_format *const formats[] = { &output_table, &output_csv,
		&output_tsv, &output_json, &output_xml };

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

enum output_type
output_type_of(const struct field *f)
{
	switch (f->rep) {
	case REP_U8:
	case REP_U16:
	case REP_U32:
	case REP_SHARE:
	case REP_MONEY: return f->labels != NULL ? OUTPUT_TEXT : OUTPUT_NUMBER;
	case REP_FLAG: return OUTPUT_FLAG;
	case REP_TEXT:
	case REP_DAY:
	case REP_INSTANT:
	case REP_SPAN: break;
	}
	return OUTPUT_TEXT;
}

void
output_begin(struct output *o)
{
	o->rows = 0;
	if (o->format->begin != NULL)
		o->format->begin(o);
}

void
output_row(struct output *o, const char *const *cells)
{
	o->format->row(o, cells);
	o->rows++;
}

void
output_end(struct output *o)
{
	if (o->format->end != NULL)
		o->format->end(o);
}
