---@meta
-- SPDX-License-Identifier: BSD-2-Clause
-- The API of decom's policies for editors, printed by "decom fields --format luals".
-- The manual is decom-policy(7).

---@class decom.verdict

---What one run of days looks like in a policy's own tests; lists go back from as_of.
---@class decom.run
---@field days? integer how many, 1 if absent
---@field max? number highest sample of each day
---@field mean? number
---@field min? number
---@field covered? number share of each day that is sampled, 0 to 1
---@field missing? boolean no samples at all

---@class decom.test
---@field name? string
---@field asset? table<string, string|number|boolean> fields of the asset
---@field metrics? table<string, decom.run|decom.run[]>
---@field as_of? string 2026-11-20 if absent
---@field expect "idle"|"active"|"keep"|"unknown"|"none"
---@field score? integer
---@field reason? string part of the reason
---@field idle_since? string

---@class decom.policy
---@field name string letters, digits, '-', '_' and '.'
---@field title string
---@field rule? string the published rule that it restates
---@field window string days that count, such as "100d"
---@field coverage? number share of the window that must be sampled, 0.95 if absent
---@field gap? string longest gap that may hide silence, "24h" if absent
---@field tests? decom.test[]
---@field judge fun(a: decom.asset): decom.verdict?

---Declare a policy; the file returns it.
---@param declaration decom.policy
---@return decom.policy
function policy(declaration) end

---Silence was proven.
---@param score number 0 to 100
---@param reason string
---@return decom.verdict
function idle(score, reason) end

---Work was seen.
---@param reason string
---@param last_day? string
---@return decom.verdict
function active(reason, last_day) end

---Never retire it, whatever the metrics say.
---@param reason string
---@return decom.verdict
function keep(reason) end

---Not enough is known.
---@param reason string
---@return decom.verdict
function unknown(reason) end

---Days from one date to another; nil if either is nil.
---@param from string?
---@param to string?
---@return integer?
function days(from, to) end

---The metrics that can show work on this asset.
---@param a decom.asset
---@return decom.metric[]
function work_metrics(a) end

---The newest work seen, in metrics whose share of the window is covered.
---@param a decom.asset
---@return decom.metric? metric
---@return string? day
function work_seen(a) end

---Raises "no data" unless every work metric proves silence.
---@param a decom.asset
---@return integer n how many were silent; 0 proves nothing
function silent_metrics(a) end

---Whether power was measured and never rose a tenth above its mean.
---@param a decom.asset
---@return boolean
function power_flat(a) end

---The verdict on the work metrics alone.
---@param a decom.asset
---@param score number
---@return decom.verdict
function judge_work(a, score) end

---What was measured in the policy's window; asking what it does not cover raises "no data".
---@class decom.metric
---@field name string
---@field unit string
---@field threshold number? from where on it shows work; nil: it never does
---@field coverage number share of the window that is sampled, 0 to 1
---@field longest_gap number hours
---@field complete boolean sampled well enough to prove silence
---@field measured boolean any sample in the window
---@field known boolean any sample at all, in the window or before
---@field busy_days fun(self: decom.metric, threshold?: number): integer
---@field last_busy fun(self: decom.metric, threshold?: number): string?
---@field seen fun(self: decom.metric, threshold?: number): string? last day of work seen, never raises
---@field max fun(self: decom.metric): number
---@field mean fun(self: decom.metric): number
---@field min fun(self: decom.metric): number
---@field days fun(self: decom.metric): integer days with samples
---@field covered fun(self: decom.metric, share?: number): boolean
---@field watts integer? a.power only: the asset's own figure

---One asset: fields, metrics, and what is computed of them; read-only.
---@class decom.asset
---@field now string the day that counts as today
---@field idle_days integer
---@field metrics string[] names of what is measured in the window
---@field name string? host or device name
---@field serial string? manufacturer's serial number or service tag
---@field asset_tag string? the owner's inventory number
---@field uuid string? SMBIOS or chassis UUID
---@field vendor string? manufacturer
---@field model string? manufacturer's model name
---@field class "server"|"blade"|"chassis"|"hypervisor"|"vm"|"storage"|"switch"|"router"|"firewall"|"pdu"|"ups"|"other"|nil kind of hardware
---@field address string? management address or FQDN
---@field site string? data centre
---@field room string? room or hall in the site
---@field rack string? rack
---@field position string? lowest rack unit, or slot in the parent
---@field height integer? rack units occupied
---@field parent string? chassis or hypervisor that holds it
---@field application string? application served; several are joined by '; '
---@field owner string? person or team responsible
---@field environment string? production, test, ...
---@field role string? declared role: standby, dr, licence, ...
---@field install_status string? status word of the source of record
---@field purchase_date string? bought on
---@field purchase_cost number? bought for
---@field warranty_end string? last day of warranty
---@field support_contract string? support contract number
---@field support_start string? first day of the support term
---@field support_end string? last day of the support term
---@field support_cost number? support cost a year
---@field support_period string? renewal period of the contract
---@field notice string? notice period of the contract
---@field lease_end string? last day of the lease
---@field residual_value number? resale or book value
---@field power_rated integer? power supply rating
---@field wave string? migration wave
---@field migration_status "unknown"|"notPlanned"|"planned"|"inProgress"|"cutOver"|"completed"|"failed"|"retained"|nil how far its migration is; of several applications the least advanced
---@field strategy "unknown"|"retire"|"retain"|"rehost"|"relocate"|"replatform"|"repurchase"|"refactor"|nil what becomes of the workload
---@field cutover_date string? cutover, actual or else planned; of several applications the last
---@field target string? where the workload goes
---@field usage "unknown"|"idle"|"active"|"busy"|nil what the policies found
---@field alignment "unknown"|"retire"|"zombie"|"idleAhead"|"stillBusy"|"wait"|"unmapped"|"retained"|nil usage held against migration
---@field candidate boolean? whether it is a decommission candidate
---@field policy string? policy whose verdict is shown
---@field score integer? confidence of the idle verdict, 0 to 100
---@field reason string? that policy's reason
---@field idle_since string? first day of the unbroken quiet that evidence covers
---@field coverage number? share of the policy's window that evidence covers
---@field earliest_retire string? first day on which it may be retired
---@field retire_by string? last day on which it must be gone
---@field annual_cost number? energy and support a year
---@field outlets string? outlets that feed it, PDU/OUTLET; several are joined by '; '
---@field threads integer? hardware threads
---@field link_speed integer? speed of its links together
---@field business_cycle "unknown"|"week"|"month"|"quarter"|"year"|nil longest time between two runs of its work, as declared
---@field standby "unknown"|"none"|"hot"|"cold"|"providing"|nil whether it stands by for another; providing: another stands by for it
---@field cluster string? cluster that it is a member of
---@field guests integer? guests on it: declared, else counted from the assets that it holds
---@field endpoints integer? live endpoints behind a switch
---@field exempt_until string? day before which it must not be retired
---@field cpu decom.metric busy share of all threads, waiting for I/O and stolen time included (percent)
---@field memory decom.metric share of memory in use (percent)
---@field receive decom.metric received over all interfaces but loopback (B/s)
---@field transmit decom.metric sent over all interfaces but loopback (B/s)
---@field read decom.metric read from disks (B/s)
---@field write decom.metric written to disks (B/s)
---@field power decom.metric power drawn (W)
---@field logins decom.metric log-ins in the interval (count)
---@field sessions decom.metric sessions with peers (count)
---@field uptime decom.metric time since the system started (s)
---@field network decom.metric received and sent, where only the sum is known (B/s)
---@field disk decom.metric read and written, where only the sum is known (B/s)
