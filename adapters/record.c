/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine.h"

#include <string.h>

/* Cells of the record's fields; a field that several rules fill has the first one's value. */
size_t
record_cells(struct engine *e, struct instance *in, struct record_rule *rr, struct cell *cells)
{
	struct value v;
	size_t i, n = 0;

	for (i = 0; i < rr->nfields && n < CELLS_MAX; i++) {
		if (rr->fields[i].field == NULL ||
		    (n > 0 && cells[n - 1].field == rr->fields[i].field))
			continue;
		if (!value_field(e, in, &rr->fields[i], &v) || v.kind == VAL_NONE)
			continue;
		cells[n].field = rr->fields[i].field;
		cells[n++].value = v;
	}
	return n;
}

static bool
measure(struct engine *e, struct instance *in, struct record_rule *rr, struct record *r)
{
	size_t i;
	double v;

	for (i = 0; i < rr->nfields; i++) {
		if (rr->fields[i].metric == NONE || !value_metric(e, in, &rr->fields[i], &v))
			continue;
		r->measured |= 1U << rr->fields[i].metric;
		r->metric[rr->fields[i].metric] = v;
	}
	return r->measured != 0;
}

void
record_deliver(struct engine *e, struct instance *in, struct record *r)
{
	struct record_rule *rr = &e->adapter->records[in->block->of];

	if (e->stopped || e->failed)
		return;
	rr->delivered++;
	if (e->stats != NULL) {
		e->stats->records++;
		e->stats->samples += rr->kind == RECORD_SAMPLE;
	}
	if (!e->sink->record(e->sink->ctx, r))
		e->stopped = true;
}

static void
sample_close(struct engine *e, struct instance *in, struct record_rule *rr, struct record *r,
    struct cell *cells)
{
	if (!value_instant(e, in, rr->time, &r->time))
		return;
	if (rr->interval != NULL)
		value_seconds(e, in, rr->interval, &r->interval);
	if (rr->legend != NULL) {
		legend_close(e, in, rr, r);
		return;
	}
	if (!measure(e, in, rr, r))
		return;
	r->n = record_cells(e, in, rr, cells);
	record_deliver(e, in, r);
}

static bool
is_wanted(struct engine *e, struct instance *in, struct record_rule *rr)
{
	if (e->first_pass || (rr->kind & e->kinds) == 0)
		return false;
	return rr->grid == NULL || grid_close(e, in);
}

void
record_close(struct engine *e, struct instance *in)
{
	struct record_rule *rr = &e->adapter->records[in->block->of];
	struct cell cells[CELLS_MAX];
	struct record r = { .kind = rr->kind, .file = e->file, .line = in->line, .cells = cells };

	if (!is_wanted(e, in, rr))
		return;
	e->rule = rr;
	e->matched[in->block->of]++;
	rr->matched++;
	if (e->stats != NULL)
		e->stats->matched++;
	e->number += !e->counted; /* several rules may read one element */
	e->counted = true;
	r.number = e->number;
	if (!instance_all_pass(e, in, rr->where, rr->nwhere))
		return;
	r.repairs = (uint32_t)(e->repairs - in->repairs);
	e->nscratch = 0;
	if (in->overflow)
		engine_tell(e, TROUBLE_VALUE, in->line, r.number, rr->name,
		    "a text too long to be a value");
	if (rr->kind == RECORD_SAMPLE) {
		sample_close(e, in, rr, &r, cells);
		return;
	}
	/* What every record is given by the adapter makes none of a blank row. */
	e->said = false;
	r.n = record_cells(e, in, rr, cells);
	if (r.n > 0 && e->said)
		record_deliver(e, in, &r);
}
