/* SPDX-License-Identifier: BSD-2-Clause */
#include "asset.h"
#include "nouns.h"

const char *const candidate_states[] = { "candidate", NULL };
const char *const policy_states[] = { "active", "suspended", "failed", NULL };
const char *const source_states[] = { "ok", "partial", "failed", "held", NULL };
const char *const severities[] = { "info", "warning", "error", NULL };
const char *const finding_kinds[] = { "serialConflict", "identityShared", "ambiguous", "duplicate",
	"placeholder", "spelling", "noIdentity", "unmatched", "value", "incomplete", "repaired",
	"unreadable", "shrunk", "noRecord", "policy", "other", "implausible", "unreachable",
	"misbehaves", NULL };

const struct field site_fields[] = {
	FIELD(site, name, .column = 2, .target = true, .text = "name, as the sources say it"),
	FIELD(site, exit_date, .column = 3, .target = true,
	    .text = "day on which the site must be empty"),
	FIELD(site, assets, .column = 4, .text = "assets in it"),
	FIELD(site, candidates, .column = 5, .text = "decommission candidates in it"),
	FIELD(site, power, .column = 6, .unit = "W", .text = "power that the candidates draw"),
	FIELD(site, rack_units, .column = 7, .unit = "rack units",
	    .text = "rack units that the candidates fill"),
	FIELD(site, annual_cost, .column = 8, .unit = "currency units",
	    .text = "what the candidates cost a year"),
	FIELD_END,
};

/* The asset's own members, seen through candidate.asset_row. */
#define JOINED(member, ...) FIELD(asset, member, .joined = true, __VA_ARGS__)

const struct field candidate_fields[] = {
	JOINED(name, .column = 1, .text = "host or device name"),
	JOINED(serial, .column = 2, .text = "serial number"),
	JOINED(rack, .column = 3, .text = "rack"),
	JOINED(position, .column = 4, .text = "lowest rack unit, or slot"),
	JOINED(alignment, .column = 5, .labels = alignments, .text = "why it is a candidate"),
	FIELD(candidate, state, .column = 6, .labels = candidate_states,
	    .text = "how far its retirement is"),
	JOINED(policy, .column = 7, .text = "policy that judged it idle"),
	JOINED(score, .column = 8, .text = "confidence, 0 to 100"),
	JOINED(reason, .column = 9, .text = "the policy's reason"),
	JOINED(idle_since, .column = 10, .text = "first day of the unbroken quiet"),
	FIELD(candidate, flagged_at, .column = 11, .text = "when it became a candidate"),
	JOINED(application, .column = 12, .text = "application it served"),
	JOINED(wave, .column = 13, .text = "migration wave"),
	JOINED(migration_status, .column = 14, .labels = migration_statuses,
	    .text = "how far its migration is"),
	JOINED(cutover_date, .column = 15, .text = "cutover"),
	JOINED(power, .column = 16, .unit = "W", .text = "power drawn"),
	JOINED(annual_cost, .column = 17, .unit = "currency units",
	    .text = "energy and support a year"),
	JOINED(retire_by, .column = 18, .text = "last day on which it must be gone"),
	JOINED(coverage, .column = 19, .unit = "0.01 percent",
	    .text = "share of the window that evidence covers"),
	FIELD_END,
};

const struct field wave_fields[] = {
	FIELD(wave, name, .column = 2, .text = "name, as the plan says it"),
	FIELD(wave, cutover_date, .column = 3, .text = "last cutover in it"),
	FIELD(wave, assets, .column = 4, .text = "assets in it"),
	FIELD(wave, migrated, .column = 5, .text = "assets whose migration is done"),
	FIELD(wave, candidates, .column = 6, .text = "decommission candidates in it"),
	FIELD(wave, still_busy, .column = 7, .text = "assets still busy though migrated"),
	FIELD_END,
};

const struct field policy_fields[] = {
	FIELD(policy_row, name, .column = 2, .text = "name"),
	FIELD(policy_row, title, .column = 3, .text = "what it looks for"),
	FIELD(policy_row, state, .column = 4, .labels = policy_states,
	    .text = "whether it is in use"),
	FIELD(policy_row, idle, .column = 5, .text = "assets judged idle in the last run"),
	FIELD(policy_row, active, .column = 6, .text = "assets judged active"),
	FIELD(policy_row, keep, .column = 7, .text = "assets vetoed"),
	FIELD(policy_row, unknown, .column = 8, .text = "assets without enough evidence"),
	FIELD(policy_row, failures, .column = 9, .text = "assets on which it failed"),
	FIELD(policy_row, last_error, .column = 10, .text = "its last error, with file and line"),
	FIELD_END,
};

const struct field source_fields[] = {
	FIELD(source, name, .column = 2, .text = "name in the configuration"),
	FIELD(source, adapter, .column = 3, .text = "adapter that reads it"),
	FIELD(source, state, .column = 4, .labels = source_states,
	    .text = "outcome of the last reading"),
	FIELD(source, files, .column = 5, .text = "files read"),
	FIELD(source, records, .column = 6, .text = "records read"),
	FIELD(source, samples, .column = 7, .text = "samples read"),
	FIELD(source, repairs, .column = 8, .text = "repairs of malformed input"),
	FIELD(source, findings, .column = 9, .text = "findings about it"),
	FIELD(source, last_read, .column = 10, .text = "when it was last read"),
	FIELD(source, last_error, .column = 11, .text = "why it is not ok"),
	FIELD(source, agents, .column = 12, .text = "SNMP agents that it polls"),
	FIELD(source, agents_failing, .column = 13,
	    .text = "agents whose last poll failed; the others were reached"),
	FIELD(source, varbinds_per_second, .column = 14, .unit = "varbinds per second",
	    .text = "varbinds heard in the last round, by the time that it took"),
	FIELD_END,
};

const struct field finding_fields[] = {
	FIELD(finding, kind, .column = 2, .labels = finding_kinds, .text = "what is wrong"),
	FIELD(finding, severity, .column = 3, .labels = severities, .text = "how much it matters"),
	FIELD(finding, source, .column = 4, .text = "source concerned"),
	FIELD(finding, file, .column = 5, .text = "file concerned"),
	FIELD(finding, line, .column = 6, .text = "line in that file"),
	FIELD(finding, message, .column = 7, .text = "both sides, in words"),
	FIELD_END,
};

const struct field origin_fields[] = {
	FIELD(origin, source, .text = "source"),
	FIELD(origin, file, .text = "file"),
	FIELD(origin, line, .text = "line of the record"),
	FIELD_END,
};

/* Scalars 1 and 4 to 6 are the agent's own: version, worker, last error. */
const struct field summary_fields[] = {
	FIELD(summary, snapshot_time, .column = 2, .text = "when the snapshot was published"),
	FIELD(summary, snapshot_generation, .column = 3, .text = "counts the snapshots"),
	FIELD(summary, assets, .column = 7, .text = "assets in all"),
	FIELD(summary, candidates, .column = 8, .text = "decommission candidates in all"),
	FIELD(summary, reclaimable_power, .column = 9, .unit = "W",
	    .text = "power that the candidates draw"),
	FIELD(summary, reclaimable_rack_units, .column = 10, .unit = "rack units",
	    .text = "rack units that they fill"),
	FIELD(summary, reclaimable_annual_cost, .column = 11, .unit = "currency units",
	    .text = "what they cost a year"),
	FIELD(summary, as_of, .text = "day as of which was judged"),
	FIELD(summary, currency, .text = "ISO 4217 code of all money"),
	FIELD_END,
};
