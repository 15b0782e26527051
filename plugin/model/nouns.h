/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_NOUNS_H
#define DECOM_NOUNS_H

#include "field.h"

/* The row types beside the asset (asset.h).  Each index is given once and never reused. */

struct site {
	struct money annual_cost;
	uint32_t index;
	struct text name;
	struct day exit_date;
	uint32_t assets, candidates, power, rack_units;
	uint32_t pad;
};

/* INDEX { decomSiteIndex, decomAssetIndex }: site 0 holds the assets of no known site. */
struct candidate {
	uint32_t site_index, asset_index;
	uint32_t asset_row; /* in the snapshot's asset rows */
	struct instant flagged_at;
	uint8_t state;
	uint8_t pad[3];
};

enum candidate_state { CANDIDATE_STATE_CANDIDATE = 1 };

struct wave {
	uint32_t index;
	struct text name;
	struct day cutover_date;
	uint32_t assets, migrated, candidates, still_busy;
};

enum policy_state { POLICY_ACTIVE = 1, POLICY_SUSPENDED, POLICY_FAILED };

struct policy_row {
	uint32_t index;
	struct text name, title, last_error;
	uint32_t idle, active, keep, unknown, failures;
	uint8_t state;
	uint8_t pad[3];
};

/* ok; partial: records until an error; failed: none; held: it shrank, the last good records stay.
 */
enum source_state { SOURCE_OK = 1, SOURCE_PARTIAL, SOURCE_FAILED, SOURCE_HELD };

struct source {
	uint32_t index;
	struct text name, adapter, last_error;
	uint32_t files, records, samples, repairs, findings;
	uint32_t agents, agents_failing, varbinds_per_second;
	struct instant last_read;
	uint8_t state;
	uint8_t pad[3];
};

enum severity { SEVERITY_INFO = 1, SEVERITY_WARNING, SEVERITY_ERROR };
enum finding_kind {
	FINDING_SERIAL_CONFLICT = 1, /* two serials under one weaker identity */
	FINDING_IDENTITY_SHARED,     /* one uuid, tag, name or address, several assets */
	FINDING_AMBIGUOUS,           /* a record or samples that fit several assets */
	FINDING_DUPLICATE,           /* one source has the asset twice */
	FINDING_PLACEHOLDER,         /* an identity that is none */
	FINDING_SPELLING,            /* one identity, written differently */
	FINDING_NO_IDENTITY,         /* a record that names nothing */
	FINDING_UNMATCHED,           /* samples of something that no source lists */
	FINDING_VALUE,               /* a value that could not be converted */
	FINDING_INCOMPLETE,          /* fewer records than announced, or exactly a row cap */
	FINDING_REPAIRED,            /* the input was not well-formed and was repaired */
	FINDING_UNREADABLE,          /* a file that ends in an error */
	FINDING_SHRUNK,              /* a source held back because it lost too many records */
	FINDING_NO_RECORD,           /* a rule or source that matched nothing */
	FINDING_POLICY,              /* a policy that failed on an asset */
	FINDING_OTHER,
	FINDING_IMPLAUSIBLE, /* a value that an agent gave and that cannot be: not used */
	FINDING_UNREACHABLE, /* an agent that does not answer */
	FINDING_MISBEHAVES   /* an agent that breaks the protocol */
};

/* INDEX { decomAssetIndex, decomFindingIndex }: asset 0 for what concerns no single asset. */
struct finding {
	uint32_t asset_index, index;
	struct text source, file, message;
	uint32_t line;
	uint8_t kind, severity;
	uint8_t pad[2];
};

/* Which record contributed to which asset; not in the MIB, "decom explain" shows it. */
struct origin {
	uint32_t asset_index;
	struct text source, file;
	uint32_t line;
};

/* The estate in one row: scalars of DECOM-MIB.  The column is the scalar's number. */
struct summary {
	struct money reclaimable_annual_cost;
	struct instant snapshot_time;
	uint32_t snapshot_generation;
	uint32_t assets, candidates, reclaimable_power, reclaimable_rack_units;
	struct day as_of;
	struct text currency;
};

extern const struct field site_fields[], candidate_fields[], wave_fields[], policy_fields[],
    source_fields[], finding_fields[], origin_fields[], summary_fields[];
extern const char *const candidate_states[],
    *const policy_states[], *const source_states[], *const severities[], *const finding_kinds[];

#endif
