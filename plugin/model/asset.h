/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ASSET_H
#define DECOM_ASSET_H

#include "field.h"

/*
 * One physical asset (or guest), joined from all sources, judged and aligned.
 * The widest members first, so that the struct has no holes: the snapshot's
 * budget is 400 bytes an asset.
 */
struct asset {
	struct money purchase_cost, support_cost, residual_value, annual_cost;
	uint32_t index;      /* given once, never reused */
	uint32_t site_index; /* of the row in decomSiteTable; 0: no site known */
	struct text name, serial, asset_tag, uuid, vendor, model, address;
	struct text site, room, rack, position, parent;
	struct text application, owner, environment, role;
	struct text install_status, support_contract;
	struct text wave, target, outlets, cluster;
	struct text policy, reason;
	struct day purchase_date, warranty_end, support_start, support_end, lease_end;
	struct day cutover_date, idle_since, earliest_retire, retire_by, exempt_until;
	struct span support_period, notice;
	uint32_t power_rated, power;
	uint32_t threads, link_speed, guests, endpoints;
	uint16_t height;
	struct share coverage;
	uint8_t class, migration_status, strategy, usage, alignment, score;
	uint8_t business_cycle, standby;
	struct flag candidate;
	uint8_t spare[3]; /* zero; keeps the size a multiple of 8 */
};

/* Labels in the order of their numbers, from 1: see design section 9. */
enum asset_class {
	CLASS_SERVER = 1,
	CLASS_BLADE,
	CLASS_CHASSIS,
	CLASS_HYPERVISOR,
	CLASS_VM,
	CLASS_STORAGE,
	CLASS_SWITCH,
	CLASS_ROUTER,
	CLASS_FIREWALL,
	CLASS_PDU,
	CLASS_UPS,
	CLASS_OTHER
};
enum business_cycle { CYCLE_UNKNOWN = 1, CYCLE_WEEK, CYCLE_MONTH, CYCLE_QUARTER, CYCLE_YEAR };

/* Days of it and a tenth, so that as many days surely hold a run; 0: it is not known. */
int business_cycle_days(enum business_cycle);

enum standby { STANDBY_UNKNOWN = 1, STANDBY_NONE, STANDBY_HOT, STANDBY_COLD, STANDBY_PROVIDING };
enum usage { USAGE_UNKNOWN = 1, USAGE_IDLE, USAGE_ACTIVE, USAGE_BUSY };
enum alignment {
	ALIGNMENT_UNKNOWN = 1,
	ALIGNMENT_RETIRE,
	ALIGNMENT_ZOMBIE,
	ALIGNMENT_IDLE_AHEAD,
	ALIGNMENT_STILL_BUSY,
	ALIGNMENT_WAIT,
	ALIGNMENT_UNMAPPED,
	ALIGNMENT_RETAINED
};
enum migration_status {
	MIGRATION_UNKNOWN = 1,
	MIGRATION_NOT_PLANNED,
	MIGRATION_PLANNED,
	MIGRATION_IN_PROGRESS,
	MIGRATION_CUT_OVER,
	MIGRATION_COMPLETED,
	MIGRATION_FAILED,
	MIGRATION_RETAINED
};
enum strategy {
	STRATEGY_UNKNOWN = 1,
	STRATEGY_RETIRE,
	STRATEGY_RETAIN,
	STRATEGY_REHOST,
	STRATEGY_RELOCATE,
	STRATEGY_REPLATFORM,
	STRATEGY_REPURCHASE,
	STRATEGY_REFACTOR
};

extern const struct field asset_fields[];

/* Is this one of the fields by which an asset is recognised (design section 5)? */
bool asset_identified_by(const struct field *);

extern const char *const asset_classes[],
    *const usages[], *const alignments[], *const migration_statuses[], *const strategies[],
									   *const business_cycles[],
									       *const standbys[];

#endif
