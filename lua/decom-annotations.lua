---@meta
-- SPDX-License-Identifier: BSD-2-Clause
-- The API of decom's policies for editors, printed by "decom fields --format luals".
-- The manual is decom-policy(7).

---@class decom.verdict

---Days: "100d", "5w", or so many.
---@alias decom.span string|integer

---On which days a slot or a job of a test runs.
---@class decom.recurrence
---@field every? "day"|"workday"|"weekend"|"mon"|"tue"|"wed"|"thu"|"fri"|"sat"|"sun"|"month"|"quarter"|"year"
---@field day? integer which one of the month, quarter or year: 1 if absent, -1 the last
---@field on? string|string[] dates, instead

---@class decom.job: decom.recurrence
---@field at string when it begins: "02:00", or with its end "02:00-04:30"
---@field hours? number how long it runs, past midnight too; half an hour if absent
---@field value number

---What one run of days looks like in a policy's own tests; lists go back from as_of.
---@class decom.run
---@field days? integer how many, 1 if absent
---@field max? number highest sample of each day
---@field mean? number
---@field min? number
---@field covered? number share of each day that is sampled, 0 to 1
---@field missing? boolean no samples at all
---@field held? number what most of each day holds
---@field slots? table<string, any> values by time, such as ["02:00-03:30"] = 40, and when
---@field jobs? decom.job[]
---@field restarts? string[] of uptime only: "2026-11-05 03:10"

---@class decom.test
---@field name? string
---@field asset? table<string, string|number|boolean> fields of the asset
---@field metrics? table<string, decom.run|decom.run[]>
---@field as_of? string 2026-11-20 if absent
---@field expect "idle"|"active"|"keep"|"unknown"|"none"
---@field score? integer
---@field reason? string part of the reason
---@field idle_since? string
---@field ask_again? string
---@field coverage? number

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

---What must hold of one metric: a value stays below its limit, what is counted does not
---exceed it, and mean_days and hours_below reach it.
---@class decom.condition
---@field within? decom.span of the window's last days only
---@field optional? boolean left out where the metric was never measured
---@field unless_measured? string|string[] left out where one of these was
---@field max? number
---@field mean? number
---@field min? number
---@field max_daily_mean? number
---@field level? number
---@field bytes_a_day? number
---@field variation? number
---@field percentile? number[] percent, limit
---@field top_mean? number[] share, limit
---@field above? number[] threshold, share of the time
---@field above_daily? number[] threshold, share of a day
---@field busy_days? number[] threshold, days
---@field half_hours? number[] threshold, half-hours
---@field held? number[] threshold, half-hours
---@field longest? number[] threshold, hours
---@field mean_days? number[] mean, days
---@field hours_below? number[] threshold, share of the hours
---@field work_days? number
---@field work_half_hours? number
---@field bursts? number

---@class decom.rule
---@field name string letters, digits, '-', '_' and '.'
---@field title string
---@field rule? string the published rule that it restates
---@field window string days that count, such as "100d"
---@field coverage? number share of the window that must be sampled, 0.95 if absent
---@field gap? string longest gap that may hide silence, "24h" if absent
---@field only? table<string, any> fields that an asset must have for an opinion
---@field keep? table<string, any> fields with which it stays
---@field guards? boolean whether guarded() keeps; true if absent
---@field idle table<string, decom.condition|decom.condition[]> by metric: all must hold
---@field score number 0 to 100
---@field reason? string what was measured if absent
---@field tests? decom.test[]

---Declare a policy by what must hold for an asset to be idle; the file returns it.
---@param declaration decom.rule
---@return decom.policy
function rule(declaration) end

---Silence was proven.
---@param score number 0 to 100
---@param reason string
---@param since? string first day of it; as the thresholds asked tell if absent
---@return decom.verdict
function idle(score, reason, since) end

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
---@param ask_again? string the day on which it may be
---@return decom.verdict
function unknown(reason, ask_again) end

---Days from one date to another; nil if either is nil.
---@param from string?
---@param to string?
---@return integer?
function days(from, to) end

---The date so many days later; nil if it is nil.
---@param date string?
---@param n integer
---@return string?
function after(date, n) end

---The share of hours in which every half-hour stayed below, in all of the metrics or in any.
---@param a decom.asset
---@param below table<string, number> thresholds by metric
---@param which? "all"|"any"
---@return number
function quiet_hours(a, below, which) end

---Why it must not be retired, whatever the metrics say; nil if no guard knows a reason.
---@param a decom.asset
---@return string?
function guarded(a) end

---Why it stands by or serves all others, by its standby state, role and environment; or nil.
---@param a decom.asset
---@return string?
function stands_by(a) end

---Whether a text contains one of the words or phrases, in any case.
---@param text string?
---@param words string|string[]
---@return boolean
function mentions(text, words) end

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

---A day that daily() shows.
---@class decom.day
---@field day string
---@field mean number
---@field min number
---@field max number
---@field covered number 0 to 1

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
---@field within fun(self: decom.metric, span: decom.span): decom.metric the same of the last days
---@field busy_days fun(self: decom.metric, threshold?: number): integer
---@field last_busy fun(self: decom.metric, threshold?: number): string?
---@field seen fun(self: decom.metric, threshold?: number): string? last day of work seen, never raises
---@field max fun(self: decom.metric): number
---@field mean fun(self: decom.metric): number
---@field min fun(self: decom.metric): number
---@field days fun(self: decom.metric): integer days with samples
---@field covered fun(self: decom.metric, share?: number): boolean
---@field mean_days fun(self: decom.metric, most: number): integer days whose mean is at most that
---@field max_daily_mean fun(self: decom.metric): number
---@field variation fun(self: decom.metric): number of the daily means: standard deviation by mean
---@field lowest fun(self: decom.metric): number lowest mean of a day in all history
---@field bytes_a_day fun(self: decom.metric): number
---@field daily fun(self: decom.metric): (fun(m: decom.metric, day?: string): string?, decom.day?), decom.metric for day, d in m:daily() do
---@field percentile fun(self: decom.metric, percent: number): number of the half-hours' highest
---@field top_mean fun(self: decom.metric, share: number): number mean of that share of the half-hours, the highest
---@field level fun(self: decom.metric): number median of what half-hours held
---@field above fun(self: decom.metric, threshold?: number): number share of the time at or above it
---@field above_daily fun(self: decom.metric, threshold?: number): number the same of the day with most
---@field half_hours fun(self: decom.metric, threshold?: number): integer half-hours that reached it
---@field held fun(self: decom.metric, threshold?: number): integer half-hours in which twenty minutes did
---@field outside_slots fun(self: decom.metric, threshold?: number): integer, integer days and half-hours that did outside learnt slots
---@field longest fun(self: decom.metric, threshold?: number): number hours for which it was held, at most
---@field hours_below fun(self: decom.metric, threshold?: number): number share of the hours
---@field work_days fun(self: decom.metric, span?: decom.span): integer days of sustained work that nothing explains
---@field work_half_hours fun(self: decom.metric, span?: decom.span): integer
---@field work_last fun(self: decom.metric, span?: decom.span): string? the last of these days
---@field work_seen fun(self: decom.metric, span?: decom.span): string? the same, never raises
---@field work_covered fun(self: decom.metric, span?: decom.span): number, number, number share, longest gap in hours, share of the half-hour of the day that lacks most
---@field work_complete fun(self: decom.metric, span?: decom.span): boolean whether that proves silence
---@field blind fun(self: decom.metric, span?: decom.span): integer days on which it alone was lost for twenty minutes
---@field bursts fun(self: decom.metric, span?: decom.span): integer half-hours with less than twenty minutes of work
---@field forgiven fun(self: decom.metric, span?: decom.span): integer half-hours of work that slots, restarts or the site explain
---@field background fun(self: decom.metric): number? from where on it was learnt to be work
---@field usual fun(self: decom.metric): number? median of what half-hours hold
---@field slots fun(self: decom.metric): string[] housekeeping that was learnt
---@field working_week fun(self: decom.metric): number?, number? office hours by the same at weekends: ratio, difference
---@field office_hours fun(self: decom.metric): number?, number? the same against all hours
---@field complete_on fun(self: decom.metric, span?: decom.span): string? when that window will be complete
---@field flatness fun(self: decom.metric, span?: decom.span): number?, number? a.power only: variation, mean by lowest
---@field watts integer? a.power only: the asset's own figure

---One asset: fields, metrics, and what is computed of them; read-only.
---@class decom.asset
---@field now string the day that counts as today
---@field idle_days integer
---@field metrics string[] names of what is measured in the window
---@field cycle integer? days of the declared business cycle and a tenth: 8, 35, 100, 400
---@field first_day string? first day of history of any metric that shows work
---@field history_days integer days since then
---@field longest_silence integer? most days without work after which there was work again
---@field restarts integer? in the window
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
