/* SPDX-License-Identifier: BSD-2-Clause */
#include "asset.h"
#include "judge.h"
#include "metric.h"

/*
 * What an editor knows of the policy API (LuaLS).  Fields and metrics come
 * from their catalogues; the rest is fixed text.
 */
static const char head[] =
    "---@meta\n"
    "-- SPDX-License-Identifier: BSD-2-Clause\n"
    "-- The API of decom's policies for editors, printed by \"decom fields --format luals\".\n"
    "-- The manual is decom-policy(7).\n"
    "\n"
    "---@class decom.verdict\n"
    "\n"
    "---What one run of days looks like in a policy's own tests; lists go back from as_of.\n"
    "---@class decom.run\n"
    "---@field days? integer how many, 1 if absent\n"
    "---@field max? number highest sample of each day\n"
    "---@field mean? number\n"
    "---@field min? number\n"
    "---@field covered? number share of each day that is sampled, 0 to 1\n"
    "---@field missing? boolean no samples at all\n"
    "\n"
    "---@class decom.test\n"
    "---@field name? string\n"
    "---@field asset? table<string, string|number|boolean> fields of the asset\n"
    "---@field metrics? table<string, decom.run|decom.run[]>\n"
    "---@field as_of? string 2026-11-20 if absent\n"
    "---@field expect \"idle\"|\"active\"|\"keep\"|\"unknown\"|\"none\"\n"
    "---@field score? integer\n"
    "---@field reason? string part of the reason\n"
    "---@field idle_since? string\n"
    "\n"
    "---@class decom.policy\n"
    "---@field name string letters, digits, '-', '_' and '.'\n"
    "---@field title string\n"
    "---@field rule? string the published rule that it restates\n"
    "---@field window string days that count, such as \"100d\"\n"
    "---@field coverage? number share of the window that must be sampled, 0.95 if absent\n"
    "---@field gap? string longest gap that may hide silence, \"24h\" if absent\n"
    "---@field tests? decom.test[]\n"
    "---@field judge fun(a: decom.asset): decom.verdict?\n"
    "\n"
    "---Declare a policy; the file returns it.\n"
    "---@param declaration decom.policy\n"
    "---@return decom.policy\n"
    "function policy(declaration) end\n"
    "\n"
    "---Silence was proven.\n"
    "---@param score number 0 to 100\n"
    "---@param reason string\n"
    "---@return decom.verdict\n"
    "function idle(score, reason) end\n"
    "\n"
    "---Work was seen.\n"
    "---@param reason string\n"
    "---@param last_day? string\n"
    "---@return decom.verdict\n"
    "function active(reason, last_day) end\n"
    "\n"
    "---Never retire it, whatever the metrics say.\n"
    "---@param reason string\n"
    "---@return decom.verdict\n"
    "function keep(reason) end\n"
    "\n"
    "---Not enough is known.\n"
    "---@param reason string\n"
    "---@return decom.verdict\n"
    "function unknown(reason) end\n"
    "\n"
    "---Days from one date to another; nil if either is nil.\n"
    "---@param from string?\n"
    "---@param to string?\n"
    "---@return integer?\n"
    "function days(from, to) end\n"
    "\n"
    "---The metrics that can show work on this asset.\n"
    "---@param a decom.asset\n"
    "---@return decom.metric[]\n"
    "function work_metrics(a) end\n"
    "\n"
    "---The newest work seen, in metrics whose share of the window is covered.\n"
    "---@param a decom.asset\n"
    "---@return decom.metric? metric\n"
    "---@return string? day\n"
    "function work_seen(a) end\n"
    "\n"
    "---Raises \"no data\" unless every work metric proves silence.\n"
    "---@param a decom.asset\n"
    "---@return integer n how many were silent; 0 proves nothing\n"
    "function silent_metrics(a) end\n"
    "\n"
    "---Whether power was measured and never rose a tenth above its mean.\n"
    "---@param a decom.asset\n"
    "---@return boolean\n"
    "function power_flat(a) end\n"
    "\n"
    "---The verdict on the work metrics alone.\n"
    "---@param a decom.asset\n"
    "---@param score number\n"
    "---@return decom.verdict\n"
    "function judge_work(a, score) end\n"
    "\n"
    "---What was measured in the policy's window; asking what it does not cover raises \"no "
    "data\".\n"
    "---@class decom.metric\n"
    "---@field name string\n"
    "---@field unit string\n"
    "---@field threshold number? from where on it shows work; nil: it never does\n"
    "---@field coverage number share of the window that is sampled, 0 to 1\n"
    "---@field longest_gap number hours\n"
    "---@field complete boolean sampled well enough to prove silence\n"
    "---@field measured boolean any sample in the window\n"
    "---@field known boolean any sample at all, in the window or before\n"
    "---@field busy_days fun(self: decom.metric, threshold?: number): integer\n"
    "---@field last_busy fun(self: decom.metric, threshold?: number): string?\n"
    "---@field seen fun(self: decom.metric, threshold?: number): string? last day of work seen, "
    "never raises\n"
    "---@field max fun(self: decom.metric): number\n"
    "---@field mean fun(self: decom.metric): number\n"
    "---@field min fun(self: decom.metric): number\n"
    "---@field days fun(self: decom.metric): integer days with samples\n"
    "---@field covered fun(self: decom.metric, share?: number): boolean\n"
    "---@field watts integer? a.power only: the asset's own figure\n"
    "\n"
    "---One asset: fields, metrics, and what is computed of them; read-only.\n"
    "---@class decom.asset\n"
    "---@field now string the day that counts as today\n"
    "---@field idle_days integer\n"
    "---@field metrics string[] names of what is measured in the window\n";

static const char *
type_of(const struct field *f)
{
	switch (f->rep) {
	case REP_FLAG: return "boolean?";
	case REP_SHARE:
	case REP_MONEY: return "number?";
	case REP_U8:
		if (f->labels != NULL) /* these are the type */
			return NULL;
		/* FALLTHROUGH */
	case REP_U16:
	case REP_U32: return "integer?";
	case REP_TEXT:
	case REP_DAY:
	case REP_INSTANT:
	case REP_SPAN: break;
	}
	return "string?";
}

static void
print_field(FILE *out, const struct field *f)
{
	const char *type = type_of(f);

	fprintf(out, "---@field %s ", f->name);
	if (type != NULL)
		fprintf(out, "%s", type);
	else {
		for (size_t i = 0; f->labels[i] != NULL; i++)
			fprintf(out, "%s\"%s\"", i > 0 ? "|" : "", f->labels[i]);
		fprintf(out, "|nil");
	}
	fprintf(out, " %s\n", f->text);
}

void
policy_annotations(FILE *out)
{
	fputs(head, out);
	for (const struct field *f = asset_fields; f->name != NULL; f++)
		if (metric_named(f->name) <
		    0) /* a.power is the metric; it counts as the field too */
			print_field(out, f);
	for (int m = 0; m < METRICS; m++)
		fprintf(out, "---@field %s decom.metric %s (%s)\n", metrics[m].name,
		    metrics[m].text, metrics[m].unit);
}
