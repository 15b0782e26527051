/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "asset.h"

const char *const asset_classes[] = { "server", "blade", "chassis", "hypervisor", "vm", "storage",
	"switch", "router", "firewall", "pdu", "ups", "other", NULL };
const char *const usages[] = { "unknown", "idle", "active", "busy", NULL }; /* RFC 4268 */
const char *const alignments[] = { "unknown", "retire", "zombie", "idleAhead", "stillBusy", "wait",
	"unmapped", "retained", NULL };
const char *const migration_statuses[] = { "unknown", "notPlanned", "planned", "inProgress",
	"cutOver", "completed", "failed", "retained", NULL };
const char *const strategies[] = { "unknown", "retire", "retain", "rehost", "relocate",
	"replatform", "repurchase", "refactor", NULL };

const char *const business_cycles[] = { "unknown", "week", "month", "quarter", "year", NULL };

int
business_cycle_days(enum business_cycle cycle)
{
	switch (cycle) {
	case CYCLE_UNKNOWN: return 0;
	case CYCLE_WEEK: return 8;
	case CYCLE_MONTH: return 35;
	case CYCLE_QUARTER: return 100;
	case CYCLE_YEAR: return 400;
	}
	return 0;
}

const char *const standbys[] = { "unknown", "none", "hot", "cold", "providing",
	NULL }; /* none, and RFC 4268 */

/* Column 1 is decomAssetIndex, which is not accessible. */
const struct field asset_fields[] = {
	FIELD(asset, name, .column = 2, .target = true, .text = "host or device name"),
	FIELD(asset, serial, .column = 3, .target = true,
	    .text = "manufacturer's serial number or service tag"),
	FIELD(
	    asset, asset_tag, .column = 4, .target = true, .text = "the owner's inventory number"),
	FIELD(asset, uuid, .column = 5, .target = true, .text = "SMBIOS or chassis UUID"),
	FIELD(asset, vendor, .column = 6, .target = true, .shared = true, .text = "manufacturer"),
	FIELD(asset, model, .column = 7, .target = true, .shared = true,
	    .text = "manufacturer's model name"),
	FIELD(asset, class, .column = 8, .target = true, .labels = asset_classes,
	    .text = "kind of hardware"),
	FIELD(asset, address, .column = 9, .target = true, .text = "management address or FQDN"),
	FIELD(asset, site, .column = 10, .target = true, .shared = true, .text = "data centre"),
	FIELD(asset, room, .column = 11, .target = true, .shared = true,
	    .text = "room or hall in the site"),
	FIELD(asset, rack, .column = 12, .target = true, .shared = true, .text = "rack"),
	FIELD(asset, position, .column = 13, .target = true, .shared = true,
	    .text = "lowest rack unit, or slot in the parent"),
	FIELD(asset, height, .column = 14, .target = true, .unit = "rack units",
	    .text = "rack units occupied"),
	FIELD(asset, parent, .column = 15, .target = true, .shared = true,
	    .text = "chassis or hypervisor that holds it"),
	FIELD(asset, application, .column = 16, .target = true, .shared = true,
	    .text = "application served; several are joined by '; '"),
	FIELD(asset, owner, .column = 17, .target = true, .shared = true,
	    .text = "person or team responsible"),
	FIELD(asset, environment, .column = 18, .target = true, .shared = true,
	    .text = "production, test, ..."),
	FIELD(asset, role, .column = 19, .target = true, .shared = true,
	    .text = "declared role: standby, dr, licence, ..."),
	FIELD(asset, install_status, .column = 20, .target = true, .shared = true,
	    .text = "status word of the source of record"),
	FIELD(asset, purchase_date, .column = 21, .target = true, .text = "bought on"),
	FIELD(asset, purchase_cost, .column = 22, .target = true, .unit = "currency units",
	    .text = "bought for"),
	FIELD(asset, warranty_end, .column = 23, .target = true, .text = "last day of warranty"),
	FIELD(asset, support_contract, .column = 24, .target = true, .shared = true,
	    .text = "support contract number"),
	FIELD(asset, support_start, .column = 25, .target = true,
	    .text = "first day of the support term"),
	FIELD(asset, support_end, .column = 26, .target = true,
	    .text = "last day of the support term"),
	FIELD(asset, support_cost, .column = 27, .target = true, .unit = "currency units",
	    .text = "support cost a year"),
	FIELD(asset, support_period, .column = 28, .target = true,
	    .text = "renewal period of the contract"),
	FIELD(asset, notice, .column = 29, .target = true, .text = "notice period of the contract"),
	FIELD(asset, lease_end, .column = 30, .target = true, .text = "last day of the lease"),
	FIELD(asset, residual_value, .column = 31, .target = true, .unit = "currency units",
	    .text = "resale or book value"),
	FIELD(asset, power_rated, .column = 32, .target = true, .unit = "W",
	    .text = "power supply rating"),
	FIELD(asset, power, .column = 33, .target = true, .unit = "W",
	    .text = "power drawn: declared, else measured mean of the last 30 days"),
	FIELD(asset, wave, .column = 34, .target = true, .shared = true, .text = "migration wave"),
	FIELD(asset, migration_status, .column = 35, .target = true, .labels = migration_statuses,
	    .text = "how far its migration is; of several applications the least advanced"),
	FIELD(asset, strategy, .column = 36, .target = true, .labels = strategies,
	    .text = "what becomes of the workload"),
	FIELD(asset, cutover_date, .column = 37, .target = true,
	    .text = "cutover, actual or else planned; of several applications the last"),
	FIELD(asset, target, .column = 38, .target = true, .shared = true,
	    .text = "where the workload goes"),
	FIELD(asset, usage, .column = 39, .labels = usages, .text = "what the policies found"),
	FIELD(asset, alignment, .column = 40, .labels = alignments,
	    .text = "usage held against migration"),
	FIELD(asset, candidate, .column = 41, .text = "whether it is a decommission candidate"),
	FIELD(asset, policy, .column = 42, .shared = true, .text = "policy whose verdict is shown"),
	FIELD(asset, score, .column = 43, .text = "confidence of the idle verdict, 0 to 100"),
	FIELD(asset, reason, .column = 44, .shared = true, .text = "that policy's reason"),
	FIELD(asset, idle_since, .column = 45,
	    .text = "first day of the unbroken quiet that evidence covers"),
	FIELD(asset, coverage, .column = 46, .unit = "0.01 percent",
	    .text = "share of the policy's window that evidence covers"),
	FIELD(asset, earliest_retire, .column = 47, .text = "first day on which it may be retired"),
	FIELD(asset, retire_by, .column = 48, .text = "last day on which it must be gone"),
	FIELD(asset, annual_cost, .column = 49, .unit = "currency units",
	    .text = "energy and support a year"),
	FIELD(asset, outlets, .column = 50, .target = true,
	    .text = "outlets that feed it, PDU/OUTLET; several are joined by '; '"),
	FIELD(asset, threads, .column = 51, .target = true, .unit = "threads",
	    .text = "hardware threads"),
	FIELD(asset, link_speed, .column = 52, .target = true, .unit = "Mb/s",
	    .text = "speed of its links together"),
	FIELD(asset, business_cycle, .column = 53, .target = true, .labels = business_cycles,
	    .text = "longest time between two runs of its work, as declared"),
	FIELD(asset, standby, .column = 54, .target = true, .labels = standbys,
	    .text = "whether it stands by for another; providing: another stands by for it"),
	FIELD(asset, cluster, .column = 55, .target = true, .shared = true,
	    .text = "cluster that it is a member of"),
	FIELD(asset, guests, .column = 56, .target = true, .unit = "guests",
	    .text = "guests on it: declared, else counted from the assets that it holds"),
	FIELD(asset, endpoints, .column = 57, .target = true, .unit = "endpoints",
	    .text = "live endpoints behind a switch"),
	FIELD(asset, exempt_until, .column = 58, .target = true,
	    .text = "day before which it must not be retired"),
	FIELD_END,
};

bool
asset_identified_by(const struct field *f)
{
	static const char *const names[] = { "name", "serial", "asset_tag", "uuid", "address" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}
