/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict_write.h"
#include "when.h"

void
verdict_title(FILE *out)
{
	fputs("host\tdays\tverdict\tpolicy\tcoverage\tdate\treason\n", out);
}

void
verdict_write(FILE *out, const char *host, int days, const char *policy, const struct verdict *v)
{
	char date[16] = "-";

	if (v->date != DAY_ABSENT)
		day_format(v->date, date);
	fprintf(out, "%s\t%d\t%s\t%s\t", host, days,
	    v->kind == VERDICT_NONE ? "none" : verdict_name(v->kind), policy);
	if (v->coverage == U16_ABSENT)
		fputs("-", out);
	else
		fprintf(out, "%.2f", v->coverage / 100.0);
	fprintf(out, "\t%s\t", date);
	for (const char *p = v->reason != NULL ? v->reason : "-"; *p != '\0'; p++)
		fputc(*p == '\t' || *p == '\n' ? ' ' : *p, out);
	fputc('\n', out);
}
